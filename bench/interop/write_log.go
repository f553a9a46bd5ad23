// Write a log of static files with nothing but golang.org/x/mod/sumdb, for another program to check.
//
//	write_log DIR ORIGIN SIZE OLDER_SIZE ASIDE
//
// DIR gets the log. The folder ASIDE gets `vkey`, `skey` (the key with its secret, as Go writes it), `older` (the
// checkpoint when the log had OLDER_SIZE entries) and `proofs` (see layout.go). Key and entries follow from ORIGIN, so
// that everybody gets the same bytes.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// So many inclusion and as many consistency proofs are written, spread evenly.
const proved = 200

func main() {
	if len(os.Args) != 6 {
		fmt.Fprintln(os.Stderr, "write_log DIR ORIGIN SIZE OLDER_SIZE ASIDE")
		os.Exit(2)
	}
	size, err1 := strconv.ParseInt(os.Args[3], 10, 64)
	older, err2 := strconv.ParseInt(os.Args[4], 10, 64)
	if err1 != nil || err2 != nil || older < 1 || older > size {
		fmt.Fprintln(os.Stderr, "sizes are whole numbers, and the older one is the smaller")
		os.Exit(2)
	}
	if err := write(folder(os.Args[1]), os.Args[2], size, older, folder(os.Args[5])); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func write(log folder, origin string, size, older int64, aside folder) error {
	seed := sha256.Sum256([]byte(origin))
	secret, vkey, err := note.GenerateKey(bytes.NewReader(seed[:]), origin)
	if err != nil {
		return err
	}
	hashes, err := writeEntries(log, origin, size)
	if err != nil {
		return err
	}
	for level := 0; size>>uint(height*level) > 0; level++ {
		for _, tile := range tilesOf(size, level) {
			content, err := tlog.ReadTileData(tile, hashes)
			if err != nil {
				return err
			}
			if err := log.put(within(tile), content); err != nil {
				return err
			}
		}
	}
	newest, err := checkpoint(origin, secret, size, hashes)
	if err != nil {
		return err
	}
	before, err := checkpoint(origin, secret, older, hashes)
	if err != nil {
		return err
	}
	proofs, err := prove(size, tlog.TileHashReader(tlog.Tree{N: size, Hash: rootOf(size, hashes)}, log))
	if err != nil {
		return err
	}
	for _, file := range []struct {
		place   folder
		name    string
		content []byte
	}{
		{log, "checkpoint", newest}, {aside, "older", before}, {aside, "proofs", proofs},
		{aside, "vkey", []byte(vkey)}, {aside, "skey", []byte(secret)},
	} {
		if err := file.place.put(file.name, file.content); err != nil {
			return err
		}
	}
	return nil
}

// writeEntries writes the bundles, and gives the hashes. Entries are any bytes, of none to 65535.
func writeEntries(log folder, origin string, size int64) (tree, error) {
	var hashes tree
	for _, bundle := range tilesOf(size, -1) {
		var content []byte
		for at := 0; at < bundle.W; at++ {
			n := bundle.N*width + int64(at)
			entry := entryOf(origin, n)
			content = binary.BigEndian.AppendUint16(content, uint16(len(entry)))
			content = append(content, entry...)
			more, err := tlog.StoredHashes(n, entry, hashes)
			if err != nil {
				return nil, err
			}
			hashes = append(hashes, more...)
		}
		if err := log.put(within(bundle), content); err != nil {
			return nil, err
		}
	}
	return hashes, nil
}

func entryOf(origin string, n int64) []byte {
	block := sha256.Sum256([]byte(fmt.Sprintf("%s %d", origin, n)))
	length := int(block[0]) // any, and now and then the shortest and the longest that there can be
	if n%1000 == 7 {
		length = 65535
	} else if n%1000 == 8 {
		length = 0
	}
	return bytes.Repeat(block[:], length/len(block)+1)[:length]
}

func checkpoint(origin, secret string, size int64, hashes tree) ([]byte, error) {
	signer, err := note.NewSigner(secret)
	if err != nil {
		return nil, err
	}
	text := fmt.Sprintf("%s\n%d\n%s\n", origin, size, rootOf(size, hashes))
	return note.Sign(&note.Note{Text: text}, signer)
}

func rootOf(size int64, hashes tree) tlog.Hash {
	root, err := tlog.TreeHash(size, hashes)
	if err != nil {
		panic(err) // all hashes are there
	}
	return root
}

// prove makes proofs out of the tiles that were just written.
func prove(size int64, tiles tlog.HashReader) ([]byte, error) {
	var lines bytes.Buffer
	step := size/proved + 1
	for n := int64(0); n < size; n += step {
		record, err := tlog.ProveRecord(size, n, tiles)
		if err != nil {
			return nil, err
		}
		older, err := tlog.ProveTree(size, n+1, tiles)
		if err != nil {
			return nil, err
		}
		lines.WriteString(stated{"record", n, record}.String())
		lines.WriteString(stated{"tree", n + 1, older}.String())
	}
	return lines.Bytes(), nil
}

func (f folder) put(name string, content []byte) error {
	place := filepath.Join(string(f), name)
	if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
		return err
	}
	return os.WriteFile(place, content, 0o644)
}
