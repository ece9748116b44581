package keys

import (
	"context"
	"os"
	"testing"

	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
)

// BenchmarkLoad loads the key of a month of 5-minute readings: as gnark's raw
// encoding, from which every coordinate is decoded, and as it lies in memory; the
// circuit compiled, and from the cache; and all of it as a command does. Hashing is in
// each figure.
func BenchmarkLoad(b *testing.B) {
	c, err := catalogue.ByName("glucose-5min-30d")
	if err != nil {
		b.Fatal(err)
	}
	e, err := lock.ByName(c.Name)
	if err != nil {
		b.Fatal(err)
	}
	user, err := Open("")
	if err != nil {
		b.Fatal(err)
	}
	loaded, err := user.Load(context.Background(), c, nil)
	if err != nil {
		b.Fatal(err)
	}
	s, err := Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	f, err := os.Create(s.RawPath(e))
	if err != nil {
		b.Fatal(err)
	}
	if _, err := loaded.Proving.WriteRawTo(f); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	if err := s.writeDump(e, loaded.Proving); err != nil {
		b.Fatal(err)
	}
	if err := s.writeSystem(e, loaded.Compiled); err != nil {
		b.Fatal(err)
	}
	none := func(Stage, int64, int64) {}
	key := func(read func(lock.Entry, Progress) (*groth16bn254.ProvingKey, error)) func(*testing.B) {
		return func(b *testing.B) {
			for b.Loop() {
				if _, err := read(e, none); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("key-raw", key(s.readRaw))
	b.Run("key-dump", key(s.readDump))
	b.Run("circuit-compiled", func(b *testing.B) {
		for b.Loop() {
			if _, err := c.Compile(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("circuit-cached", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.readSystem(c, e); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Load(context.Background(), c, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
