package ceremony

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/mpcsetup"
	gnarksetup "github.com/consensys/gnark/backend/groth16/bn254/mpcsetup"
)

// files lists a transcript.
func files(t *testing.T, d *Dir) (names []string) {
	t.Helper()
	check(t, filepath.WalkDir(d.path, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			name, err := filepath.Rel(d.path, path)
			names = append(names, name)
			return err
		}
		return err
	}))
	return names
}

// reopen reads the plan again, as a verifier does who gets the directory.
func reopen(t *testing.T, d *Dir) (*Dir, error) {
	t.Helper()
	raw := d.mustRead(t, planFile)
	again := *d
	again.Plan, again.id = Plan{}, hexSum(raw)
	return &again, unmarshal(raw, &again.Plan)
}

// One bit anywhere is seen, and the error names the file. Then, for a fifth of them,
// the list of files is made anew, as somebody would who forges a transcript: it is
// seen still.
func TestABitFlippedAnywhereIsSeen(t *testing.T) {
	d := sealed(t)
	names := files(t, d)
	list := d.mustRead(t, manifestFile)
	rng := rand.New(rand.NewPCG(6, 7))
	flips := 1000
	if testing.Short() {
		flips = 50
	}
	for i := range flips {
		name := names[i%len(names)]
		good := d.mustRead(t, name)
		bad, bit := bytes.Clone(good), rng.IntN(8*len(good))
		bad[bit/8] ^= 1 << (bit % 8)
		d.overwrite(t, name, bad)
		again, err := reopen(t, d)
		if err == nil {
			_, err = verifyAll(again)
		}
		if err == nil || name != planFile && name != manifestFile && !strings.Contains(err.Error(), filepath.Base(name)) {
			t.Fatalf("bit %d of %s: got %v", bit, name, err)
		}
		if i/len(names)%5 == 0 && name != manifestFile {
			check(t, os.Remove(filepath.Join(d.path, manifestFile)))
			_, err := again.WriteManifest()
			if err == nil {
				_, err = verifyAll(again)
			}
			if err == nil {
				t.Fatalf("bit %d of %s, and a new list: accepted", bit, name)
			}
		}
		d.overwrite(t, name, good)
		d.overwrite(t, manifestFile, list)
	}
	_, err := verifyAll(d)
	check(t, err)
}

// forge signs a state as the next contribution to a chain.
func forge(t *testing.T, c *chain, who string, index int, previous string, state []byte) {
	t.Helper()
	steps, err := c.steps()
	check(t, err)
	s := &Step{Format: format, Ceremony: c.ceremony.id, Phase: c.phase, Circuit: c.circuit, Index: index, Time: start, Previous: previous, SHA256: hexSum(state)}
	if len(steps) == index && index > 0 {
		s.PreviousStep, err = steps[index-1].hash()
		check(t, err)
	}
	check(t, identity(t, who).sign(s))
	check(t, c.write(s, state))
}

// begun is a ceremony with one contribution in phase 2, and that state.
func begun(t *testing.T) (*Dir, *chain, *phase2, string) {
	t.Helper()
	d := newDir(t)
	contribute1(t, d, people...)
	_, err := d.Seal1(context.Background(), value, nil)
	check(t, err)
	check(t, d.Init2(context.Background(), nil))
	contribute2(t, d, "Ada")
	c := d.phase2(d.Plan.Circuits[0])
	raw := d.mustRead(t, c.file(1, "bin"))
	l, err := parsePhase2(raw)
	check(t, err)
	return d, c, l.(*phase2), hexSum(raw) //nolint:forcetypeassert // parsed as one
}

func TestAContributionThatDoesNotFollowIsRefused(t *testing.T) {
	one := fr.One()
	for name, change := range map[string]func(t *testing.T, p *phase2, previous []byte){
		"delta is not changed": func(_ *testing.T, p *phase2, previous []byte) {
			p.Contribute()
			secret := one
			p.Delta = mpcsetup.UpdateValues(&secret, previous, 0)
		},
		"delta is multiplied in one group": func(_ *testing.T, p *phase2, _ []byte) {
			p.Contribute()
			p.Parameters.G2.Delta.Double(&p.Parameters.G2.Delta)
		},
		"delta is at infinity": func(_ *testing.T, p *phase2, _ []byte) {
			p.Contribute()
			p.Parameters.G1.Delta, p.Parameters.G2.Delta = curve.G1Affine{}, curve.G2Affine{}
		},
		"sigma is at infinity": func(_ *testing.T, p *phase2, _ []byte) {
			p.Contribute()
			p.Parameters.G2.Sigma[0] = curve.G2Affine{}
		},
		"a wire of its own": func(_ *testing.T, p *phase2, _ []byte) {
			p.Contribute()
			p.Parameters.G1.PKK[0].Double(&p.Parameters.G1.PKK[0])
		},
		"two wires swapped": func(_ *testing.T, p *phase2, _ []byte) {
			p.Contribute()
			k := p.Parameters.G1.PKK
			k[0], k[1] = k[1], k[0]
		},
		"a committed wire": func(_ *testing.T, p *phase2, _ []byte) {
			p.Contribute()
			p.Parameters.G1.SigmaCKK[0][0].Double(&p.Parameters.G1.SigmaCKK[0][0])
		},
		"a wire fewer": func(_ *testing.T, p *phase2, _ []byte) {
			p.Contribute()
			p.Parameters.G1.PKK = p.Parameters.G1.PKK[1:]
		},
		"a committed wire fewer": func(_ *testing.T, p *phase2, _ []byte) {
			p.Contribute()
			p.Parameters.G1.SigmaCKK[0] = p.Parameters.G1.SigmaCKK[0][1:]
		},
		"a power of the quotient fewer": func(_ *testing.T, p *phase2, _ []byte) {
			p.Contribute()
			p.Parameters.G1.Z = p.Parameters.G1.Z[1:]
		},
		"no commitment": func(_ *testing.T, p *phase2, _ []byte) {
			p.Contribute()
			p.Sigmas, p.Parameters.G1.SigmaCKK, p.Parameters.G2.Sigma = nil, nil, nil
		},
		"the proof of another secret": func(_ *testing.T, p *phase2, previous []byte) {
			p.Contribute()
			var secret fr.Element
			p.Delta = mpcsetup.UpdateValues(&secret, previous, 0)
		},
		"the state before it": func(*testing.T, *phase2, []byte) {},
		// gnark takes a file without a challenge for one with the right challenge.
		"no challenge":   func(_ *testing.T, p *phase2, _ []byte) { p.Contribute(); p.Challenge = nil },
		"another's hash": func(_ *testing.T, p *phase2, _ []byte) { p.Contribute(); p.Challenge[0] ^= 1 },
	} {
		t.Run(name, func(t *testing.T) {
			d, c, p, previous := begun(t)
			hash, err := hex.DecodeString(previous)
			check(t, err)
			change(t, p, hash)
			forge(t, c, "Eve", 2, previous, bytesOf(t, p))
			if _, err := d.Verify2(context.Background(), nil); !errors.Is(err, ErrContribution) && !errors.Is(err, ErrFile) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A secret of 1 comes with a valid proof: gnark takes it, and a ceremony of such
// contributors has none.
func TestAContributionOfNothingIsRefused(t *testing.T) {
	d, c, p, previous := begun(t)
	hash, err := hex.DecodeString(previous)
	check(t, err)
	before, err := parsePhase2(bytesOf(t, p))
	check(t, err)
	one := fr.One()
	p.Challenge = hash
	p.Delta = mpcsetup.UpdateValues(&one, hash, 0)
	p.Sigmas[0] = mpcsetup.UpdateValues(&one, hash, 1)
	check(t, before.follow(p)) // what gnark says
	forge(t, c, "Eve", 2, previous, bytesOf(t, p))
	if _, err := d.Verify2(context.Background(), nil); !errors.Is(err, ErrContribution) {
		t.Errorf("got %v", err)
	}
}

func TestPowersThatDoNotFollowAreRefused(t *testing.T) {
	// A state is changed through its encoding: gnark keeps the fields to itself.
	n := func(d *Dir) int { return 1 << d.Plan.Power }
	_, powers := phase1Size(4)
	point := func(raw []byte, at int, change func(*curve.G1Affine)) {
		var p curve.G1Affine
		if _, err := p.SetBytes(raw[at : at+g1Bytes]); err != nil {
			panic(err)
		}
		change(&p)
		b := p.Bytes()
		copy(raw[at:], b[:])
	}
	double := func(p *curve.G1Affine) { p.Double(p) }
	infinity := func(p *curve.G1Affine) { *p = curve.G1Affine{} }
	tau := powers + 8 + g2Bytes
	for name, change := range map[string]func(d *Dir, raw []byte){
		"tau doubled":            func(_ *Dir, raw []byte) { point(raw, tau, double) },
		"tau at infinity":        func(_ *Dir, raw []byte) { point(raw, tau, infinity) },
		"a higher power":         func(_ *Dir, raw []byte) { point(raw, tau+5*g1Bytes, double) },
		"the highest power":      func(d *Dir, raw []byte) { point(raw, tau+(2*n(d)-3)*g1Bytes, double) },
		"beta":                   func(d *Dir, raw []byte) { point(raw, tau+(2*n(d)-2)*g1Bytes+(n(d)-1)*g2Bytes, double) },
		"alpha's last power":     func(_ *Dir, raw []byte) { point(raw, len(raw)-challengeBytes-g1Bytes, double) },
		"a proof":                func(_ *Dir, raw []byte) { point(raw, 0, double) },
		"a proof at infinity":    func(_ *Dir, raw []byte) { point(raw, 0, infinity) },
		"another challenge":      func(_ *Dir, raw []byte) { raw[len(raw)-1] ^= 1 },
		"another number of them": func(_ *Dir, raw []byte) { raw[powers+7] ^= 1 },
		"a number without end":   func(_ *Dir, raw []byte) { binary.BigEndian.PutUint64(raw[powers:], 1<<63) },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDir(t)
			contribute1(t, d, "Ada")
			previous := hexSum(d.mustRead(t, "phase1/001.bin"))
			contribute1(t, d, "Ben")
			raw := d.mustRead(t, "phase1/002.bin")
			check(t, os.Remove(filepath.Join(d.path, "phase1/002.json")))
			change(d, raw)
			forge(t, d.phase1(), "Eve", 2, previous, raw)
			if _, err := d.Verify1(context.Background(), nil); !errors.Is(err, ErrContribution) && !errors.Is(err, ErrFile) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// What one contribution may be is all right by itself; its place is not.
func TestTheOrderOfContributionsIsKept(t *testing.T) {
	move := func(t *testing.T, d *Dir, from, to string) {
		t.Helper()
		for _, ext := range []string{".bin", ".json"} {
			check(t, os.Rename(filepath.Join(d.path, from+ext), filepath.Join(d.path, to+ext)))
		}
	}
	remove := func(t *testing.T, d *Dir, name string) {
		t.Helper()
		for _, ext := range []string{".bin", ".json"} {
			check(t, os.Remove(filepath.Join(d.path, name+ext)))
		}
	}
	for name, change := range map[string]func(t *testing.T, d *Dir, dir string){
		"two are swapped": func(t *testing.T, d *Dir, dir string) {
			move(t, d, dir+"/002", dir+"/004")
			move(t, d, dir+"/003", dir+"/002")
			move(t, d, dir+"/004", dir+"/003")
		},
		"the first is dropped": func(t *testing.T, d *Dir, dir string) {
			remove(t, d, dir+"/001")
			move(t, d, dir+"/002", dir+"/001")
			move(t, d, dir+"/003", dir+"/002")
		},
		"one in the middle is missing": func(t *testing.T, d *Dir, dir string) { remove(t, d, dir+"/002") },
		"the last is dropped":          func(t *testing.T, d *Dir, dir string) { remove(t, d, dir+"/003") },
		"one is repeated": func(t *testing.T, d *Dir, dir string) {
			for _, ext := range []string{".bin", ".json"} {
				d.overwrite(t, dir+"/004"+ext, d.mustRead(t, dir+"/003"+ext))
			}
		},
		"one is of another ceremony": func(t *testing.T, d *Dir, dir string) {
			other := newDir(t)
			other.Plan.Name = "another"
			raw, err := marshal(other.Plan)
			check(t, err)
			other.id = hexSum(raw)
			contribute1(t, other, people...)
			for _, ext := range []string{".bin", ".json"} {
				d.overwrite(t, dir+"/002"+ext, other.mustRead(t, "phase1/002"+ext))
			}
		},
		"one is of the same plan and another run": func(t *testing.T, d *Dir, dir string) {
			other := newDir(t)
			contribute1(t, other, people...)
			for _, ext := range []string{".bin", ".json"} {
				d.overwrite(t, dir+"/002"+ext, other.mustRead(t, "phase1/002"+ext))
			}
		},
		"one is of the other phase": func(t *testing.T, d *Dir, dir string) {
			other := map[string]string{"phase1": "phase2/toy", "phase2/toy": "phase1"}[dir]
			for _, ext := range []string{".bin", ".json"} {
				d.overwrite(t, dir+"/002"+ext, d.mustRead(t, other+"/002"+ext))
			}
		},
		"a contribution is replaced after it was signed": func(t *testing.T, d *Dir, dir string) {
			d.overwrite(t, dir+"/002.bin", d.mustRead(t, dir+"/001.bin"))
		},
		"another name is put to it": func(t *testing.T, d *Dir, dir string) {
			raw := d.mustRead(t, dir+"/002.json")
			d.overwrite(t, dir+"/002.json", bytes.Replace(raw, []byte("Ben"), []byte("Bea"), 1))
		},
		"a stranger's file": func(t *testing.T, d *Dir, dir string) { d.overwrite(t, dir+"/README", []byte("trust me")) },
		"a link": func(t *testing.T, d *Dir, dir string) {
			check(t, os.Symlink("/etc/passwd", filepath.Join(d.path, dir, "x")))
		},
	} {
		for _, dir := range []string{"phase1", "phase2/toy"} {
			t.Run(fmt.Sprintf("%s, %s", name, dir), func(t *testing.T) {
				d := sealed(t)
				change(t, d, dir)
				if _, err := verifyAll(d); err == nil {
					t.Error("accepted by the old list")
				}
				check(t, os.Remove(filepath.Join(d.path, manifestFile)))
				if _, err := d.WriteManifest(); err != nil {
					return
				}
				if _, err := verifyAll(d); err == nil {
					t.Error("accepted by a new list")
				}
			})
		}
	}
}

// Who makes the keys can put others in the directory, and another beacon in the seal.
func TestSealsAndKeysFollowFromTheContributions(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, d *Dir){
		"another beacon of phase 1": func(t *testing.T, d *Dir) {
			var s Seal1
			check(t, d.readJSON(seal1File, &s))
			s.Beacon = "00" + s.Beacon
			raw, err := marshal(s)
			check(t, err)
			d.overwrite(t, seal1File, raw)
		},
		"another beacon of phase 2": func(t *testing.T, d *Dir) {
			var s Seal2
			check(t, d.readJSON(seal2File, &s))
			s.Beacon = "00" + s.Beacon
			raw, err := marshal(s)
			check(t, err)
			d.overwrite(t, seal2File, raw)
		},
		"other powers": func(t *testing.T, d *Dir) {
			p := gnarksetup.NewPhase1(1 << d.Plan.Power)
			p.Contribute()
			commons := p.Seal(value)
			d.overwrite(t, srsFile, bytesOf(t, &commons))
		},
		"another key": func(t *testing.T, d *Dir) {
			other := newDir(t)
			contribute1(t, other, people...)
			ctx := context.Background()
			_, err := other.Seal1(ctx, value, nil)
			check(t, err)
			check(t, other.Init2(ctx, nil))
			contribute2(t, other, people...)
			s, err := other.Seal2(ctx, value, nil)
			check(t, err)
			for _, ext := range []string{"pk", "vk", "sol"} {
				d.overwrite(t, keyFile(toyName, ext), other.mustRead(t, keyFile(toyName, ext)))
			}
			var mine Seal2
			check(t, d.readJSON(seal2File, &mine))
			last := mine.Circuits[0].Last
			mine.Circuits = s.Circuits
			mine.Circuits[0].Last = last
			raw, err := marshal(mine)
			check(t, err)
			d.overwrite(t, seal2File, raw)
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := sealed(t)
			change(t, d)
			check(t, os.Remove(filepath.Join(d.path, manifestFile)))
			_, err := d.WriteManifest()
			check(t, err)
			if _, err := verifyAll(d); !errors.Is(err, ErrContribution) && !errors.Is(err, ErrKeys) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// gnark allocates what a file asks for, so nothing is parsed whose lengths do not
// add up.
func TestClaimedLengthsAreNotBelieved(t *testing.T) {
	_, _, p, _ := begun(t)
	good := bytesOf(t, p)
	if _, err := parsePhase2(good); err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{0, 1, 2 + g1Bytes, 3 + g1Bytes, 4 + g1Bytes, 5 + g1Bytes} {
		bad := bytes.Clone(good)
		bad[at] = 0xff
		if _, err := parsePhase2(bad); err == nil {
			t.Errorf("byte %d: taken", at)
		}
	}
	for end := range good {
		if _, err := parsePhase2(good[:end]); err == nil {
			t.Fatalf("cut after %d bytes: taken", end)
		}
	}
	if _, err := parsePhase2(append(bytes.Clone(good), 0)); err == nil {
		t.Error("a byte more: taken")
	}
}

func FuzzParse(f *testing.F) {
	raw, err := encode(gnarksetup.NewPhase1(4))
	check(f, err)
	f.Add(raw)
	f.Add([]byte{0, 1, 0, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, parse := range []func([]byte) (link, error){parsePhase1(2), parsePhase2} {
			if l, err := parse(raw); err == nil && !bytes.Equal(bytesOf(t, l), raw) {
				t.Error("two encodings")
			}
		}
	})
}

func TestAStepSaysWhenInOneWay(t *testing.T) {
	d := newDir(t)
	c := d.phase1()
	for _, at := range []time.Time{start.Add(time.Nanosecond), start.In(time.FixedZone("", 3600))} {
		s := &Step{Format: format, Ceremony: d.id, Phase: 1, Index: 1, Time: at, SHA256: "00"}
		check(t, identity(t, "Eve").sign(s))
		raw, err := marshal(s)
		check(t, err)
		check(t, d.write(c.file(1, "json"), raw, true))
		if _, err := c.steps(); !errors.Is(err, ErrFile) {
			t.Errorf("%v: got %v", at, err)
		}
	}
}

// The state says nothing of who made it: only the chain of steps keeps another from
// putting their name to it.
func TestNobodyTakesAnothersContribution(t *testing.T) {
	for index := 1; index <= 3; index++ {
		for _, c := range []func(*Dir) *chain{(*Dir).phase1, func(d *Dir) *chain { return d.phase2(d.Plan.Circuits[0]) }} {
			d := sealed(t)
			chain := c(d)
			steps, err := chain.steps()
			check(t, err)
			stolen := *steps[index]
			check(t, identity(t, "Eve").sign(&stolen))
			raw, err := marshal(stolen)
			check(t, err)
			d.overwrite(t, chain.file(index, "json"), raw)
			check(t, os.Remove(filepath.Join(d.path, manifestFile)))
			_, err = d.WriteManifest()
			if err == nil {
				_, err = verifyAll(d)
			}
			if !errors.Is(err, ErrContribution) && !errors.Is(err, ErrKeys) {
				t.Errorf("contribution %d to %s: got %v", index, chain.name(), err)
			}
		}
	}
}

// Others may write to the directory: what was hashed is what is verified.
func TestAFileThatChangesMeanwhileIsSeen(t *testing.T) {
	d := sealed(t)
	names := files(t, d)
	for _, name := range names {
		if name == manifestFile {
			continue
		}
		good := d.mustRead(t, name)
		bad := append(bytes.Clone(good[:len(good)-1]), good[len(good)-1]^1)
		swapped := false
		_, err := d.Verify(context.Background(), func(string, int64, int64) {
			// The second thing that is told comes after the hashing.
			if swapped {
				d.overwrite(t, name, bad)
			}
			swapped = true
		}, nil)
		// Plan and seals were read before; powers and keys are made again and not read.
		unread := filepath.Dir(name) == "keys" || slices.Contains([]string{planFile, seal1File, seal2File, srsFile}, name)
		if unread != (err == nil) || err != nil && !strings.Contains(err.Error(), "changed while") {
			t.Errorf("%s: got %v", name, err)
		}
		d.overwrite(t, name, good)
	}
}

func TestOnlyRegularFilesAreOpened(t *testing.T) {
	d := sealed(t)
	for _, name := range []string{planFile, manifestFile, "phase1/002.bin", "phase1/002.json", "keys/toy.pk"} {
		path := filepath.Join(d.path, name)
		good := d.mustRead(t, name)
		check(t, os.Remove(path))
		check(t, os.Symlink(os.DevNull, path))
		_, err := reopenByPath(d)
		if err == nil {
			_, err = verifyAll(d)
		}
		if !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), "no regular file") {
			t.Errorf("%s is a link: got %v", name, err)
		}
		check(t, os.Remove(path))
		d.overwrite(t, name, good)
	}
	link := filepath.Join(t.TempDir(), "link")
	check(t, os.Symlink(d.path, link))
	linked := *d
	linked.path = link
	_, err := verifyAll(&linked)
	check(t, err)
}

// reopenByPath reads the plan's file as Open does; the toy is in no catalogue.
func reopenByPath(d *Dir) (*Dir, error) {
	again := *d
	_, err := again.read(planFile, maxJSONBytes)
	return &again, err
}

func TestTheThousandthIsRefused(t *testing.T) {
	d := newDir(t)
	c := d.phase1()
	if err := c.place(&Step{Index: maxSteps + 1}, make([]*Step, maxSteps+1), ""); !errors.Is(err, ErrState) {
		t.Errorf("got %v", err)
	}
}

func TestTheListSaysWhatThereIs(t *testing.T) {
	for name, change := range map[string]func(*Manifest){
		"another format":   func(m *Manifest) { m.Format++ },
		"another ceremony": func(m *Manifest) { m.Ceremony = hexSum(nil) },
		"no size":          func(m *Manifest) { m.Files[3].Bytes = -1 },
		"another size":     func(m *Manifest) { m.Files[3].Bytes++ },
		"another hash":     func(m *Manifest) { m.Files[3].SHA256 = hexSum(nil) },
		"a file left out":  func(m *Manifest) { m.Files = append(m.Files[:3], m.Files[4:]...) },
		"a file twice":     func(m *Manifest) { m.Files = append(m.Files, m.Files[len(m.Files)-1]) },
		"a path outside":   func(m *Manifest) { m.Files[3].Path = "../" + m.Files[3].Path },
		"another order":    func(m *Manifest) { m.Files[3], m.Files[4] = m.Files[4], m.Files[3] },
	} {
		d := sealed(t)
		var m Manifest
		check(t, d.readJSON(manifestFile, &m))
		change(&m)
		raw, err := marshal(m)
		check(t, err)
		d.overwrite(t, manifestFile, raw)
		if _, err := verifyAll(d); !errors.Is(err, ErrFile) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
