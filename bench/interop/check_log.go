// Check a log of static files with nothing but golang.org/x/mod/sumdb: its head, every entry, every tile, proofs.
//
//	check_log DIR VKEY [-older FILE]... [-proofs FILE]
//
// -older: a checkpoint that the log had before. -proofs: proofs that another program made for this log; see layout.go.
// It prints what it checked and ends with 0, or with 1 at the first thing that is wrong.
package main

import (
	"bytes"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Up to so many entries each one's inclusion is proved; of more, about a tenth of so many, spread evenly.
const provedAll = 10_000

func main() {
	if len(os.Args) < 3 || len(os.Args)%2 == 0 {
		fmt.Fprintln(os.Stderr, "check_log DIR VKEY [-older FILE]... [-proofs FILE]")
		os.Exit(2)
	}
	if err := check(folder(os.Args[1]), os.Args[2], os.Args[3:]); err != nil {
		fmt.Println("WRONG", err)
		os.Exit(1)
	}
}

func check(log folder, vkey string, options []string) error {
	key, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	content, err := log.read("checkpoint")
	if err != nil {
		return err
	}
	head, err := headOf(content, key)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	fmt.Printf("head of %s signed, %d entries\n", key.Name(), head.N)
	entries, err := entriesLeadToRoot(log, head)
	if err != nil {
		return err
	}
	if err := tilesHold(log, head, entries); err != nil {
		return err
	}
	tiles := tlog.TileHashReader(head, log)
	if err := entriesAreIncluded(head, entries, tiles); err != nil {
		return err
	}
	for ; len(options) > 0; options = options[2:] {
		switch options[0] {
		case "-older":
			err = continues(options[1], key, head, entries, tiles)
		case "-proofs":
			err = othersProve(options[1], head, entries)
		default:
			err = fmt.Errorf("unknown option %s", options[0])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// entriesLeadToRoot computes the tree anew from all entries in the bundles.
func entriesLeadToRoot(log folder, head tlog.Tree) (tree, error) {
	var hashes tree
	for _, bundle := range tilesOf(head.N, -1) {
		entries, err := log.entries(bundle)
		if err != nil {
			return nil, err
		}
		for at, entry := range entries {
			more, err := tlog.StoredHashes(bundle.N*width+int64(at), entry, hashes)
			if err != nil {
				return nil, err
			}
			hashes = append(hashes, more...)
		}
	}
	if err := rootIs(head, hashes); err != nil {
		return nil, fmt.Errorf("the entries: %w", err)
	}
	fmt.Printf("all entries lead to the root %s\n", head.Hash)
	return hashes, nil
}

func rootIs(head tlog.Tree, hashes tlog.HashReader) error {
	root, err := tlog.TreeHash(head.N, hashes)
	if err == nil && root != head.Hash {
		err = fmt.Errorf("they lead to the root %s, and %s is signed", root, head.Hash)
	}
	return err
}

// tilesHold reads the root through the tiles, and compares every tile with the tree of the entries.
func tilesHold(log folder, head tlog.Tree, entries tree) error {
	if err := rootIs(head, tlog.TileHashReader(head, log)); err != nil {
		return fmt.Errorf("the tiles: %w", err)
	}
	count, levels := 0, 0
	for ; head.N>>uint(height*levels) > 0; levels++ {
		for _, tile := range tilesOf(head.N, levels) {
			right, err := tlog.ReadTileData(tile, entries)
			if err != nil {
				return err
			}
			held, err := log.ReadTiles([]tlog.Tile{tile})
			if err != nil {
				return err
			}
			if !bytes.Equal(held[0], right) {
				return fmt.Errorf("%s is not what the entries give", within(tile))
			}
			count++
		}
	}
	fmt.Printf("the tiles lead to the same root; all %d tiles on %d levels hold the hashes of the entries\n", count, levels)
	return nil
}

// entriesAreIncluded proves entries out of the tiles, and checks each proof against the signed root.
func entriesAreIncluded(head tlog.Tree, entries tree, tiles tlog.HashReader) error {
	step, count := int64(1), 0
	if head.N > provedAll {
		step = head.N*10/provedAll | 1 // odd, so that all places within a tile come about
	}
	for n := head.N - 1; n >= 0; n -= step {
		proof, err := tlog.ProveRecord(head.N, n, tiles)
		if err == nil {
			err = tlog.CheckRecord(proof, head.N, head.Hash, n, entries[tlog.StoredHashIndex(0, n)])
		}
		if err != nil {
			return fmt.Errorf("entry %d: %w", n, err)
		}
		count++
	}
	fmt.Printf("%d entries proved to be in the log\n", count)
	return nil
}

// continues proves out of the tiles that the log continues an older checkpoint, whose root the entries give too.
func continues(name string, key note.Verifier, head tlog.Tree, entries tree, tiles tlog.HashReader) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	older, err := headOf(content, key)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := rootIs(older, entries); err != nil {
		return fmt.Errorf("the first %d entries: %w", older.N, err)
	}
	proof, err := tlog.ProveTree(head.N, older.N, tiles)
	if err == nil {
		err = tlog.CheckTree(proof, head.N, head.Hash, older.N, older.Hash)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	fmt.Printf("proved to continue the head of %d entries\n", older.N)
	return nil
}

// othersProve checks proofs that another program made.
func othersProve(name string, head tlog.Tree, entries tree) error {
	proofs, err := statedIn(name)
	if err != nil {
		return err
	}
	for _, each := range proofs {
		if each.kind == "record" {
			leaf := entries[tlog.StoredHashIndex(0, each.number)]
			err = tlog.CheckRecord(each.proof, head.N, head.Hash, each.number, leaf)
		} else {
			var root tlog.Hash
			if root, err = tlog.TreeHash(each.number, entries); err == nil {
				err = tlog.CheckTree(each.proof, head.N, head.Hash, each.number, root)
			}
		}
		if err != nil {
			return fmt.Errorf("the other program's proof for %s %d: %w", each.kind, each.number, err)
		}
	}
	fmt.Printf("%d proofs of the other program hold\n", len(proofs))
	return nil
}
