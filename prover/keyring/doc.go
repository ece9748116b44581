// Package keyring keeps the service's keys: the master key, the keys derived from
// it, and a ring of keys that can be destroyed.
//
//	master, err := keyring.LoadMaster(ctx, keyring.Source{File: "master.key"})
//	ring, err := keyring.Open("keyring", master)
//	key, err := ring.Create(name)           // durable
//	row := key.Seal([]byte("job/7f3c"), input)
//	err = ring.Destroy(name)                // row is noise from here on, and in every backup
//
// # What it promises
//
// Data that must be deletable is sealed under a key of its own, which lies in the
// ring and nowhere else: not in the database, so not in its backups, and not in
// the master key. Destroying the key destroys every copy of the data.
//
// A Create that returned is there after a crash, and a Destroy that returned is
// done: both wait for the disk. A Destroy needs no disk space. Each key is
// wrapped under the master key and bound to its name, its slot and its ring, so
// no changed or moved byte gives a key: Open counts such a slot (Corrupt), keeps
// it and never uses it. Another master key is told apart from damage, and two
// processes cannot have one ring. Names are written in clear: give HMACs.
//
// Master, Key and Ring print as "REDACTED". No error holds a name or a key.
//
// # Crashes
//
// A slot is written by one write inside one sector of the disk, so a crash leaves
// it as before or as after. If it is torn all the same:
//
//	in a Create   before the sync nobody was told of the key. The slot is free,
//	              whole (a key that nothing is sealed under) or torn, and then
//	              counted as corrupt; the name can be created anew
//	in a Destroy  before the sync nobody was told that it is gone. The key is
//	              there, gone, or torn, and then corrupt: it does not open, and
//	              Destroy, called again, wipes it if the name still stands in it.
//	              Otherwise Export and Import make a ring without it
//	in growth     the new part holds zeros only, and the next growth repeats it
//
// Create under a name waits for a Destroy of it, so no crash leaves two keys
// under one name; a ring that has them was tampered with and does not open.
//
// # What it does not promise
//
// Overwriting in place reaches the old bytes on a plain file system on a magnetic
// disk. Copy-on-write file systems (btrfs, ZFS), snapshots of volumes and the
// wear levelling of SSDs keep them for a time that nobody knows. What is left
// there is wrapped under the master key: whoever has no master key has no key. So
// keep the two on different media, take no snapshots of the ring, and when its
// disk leaves the house destroy the master key.
//
// Whoever can write the file can destroy keys, by zeros or by cutting it, and can
// put an older file back: no ring can tell, but its ID stays the same, and the
// database tells what is missing. Keys in use are in the memory of the process.
//
// # What it costs
//
// One write and one sync of the disk for each Create or Destroy; those that wait
// at the same time share one. 128 bytes of disk a key, about 150 of memory.
// Get takes below 1 µs, and Open about 3 s for a million keys.
package keyring
