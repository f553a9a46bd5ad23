// The folder of a log (C2SP tlog-tiles) as golang.org/x/mod/sumdb/tlog sees it, for check_log.go and write_log.go.
package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8
	width  = 1 << height
)

// within is the path of a tile below the folder. tlog writes the height of its tiles into it (tile/8/0/000), and
// tlog-tiles, where all have the height 8, leaves that out; level -1, the entries, is data in the one, entries in the
// other.
func within(tile tlog.Tile) string {
	short := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
	return strings.Replace(short, "tile/data/", "tile/entries/", 1)
}

// tilesOf names all tiles of a tree of a size on one level, -1 for the bundles of entries; the last one is partial.
func tilesOf(size int64, level int) []tlog.Tile {
	hashes := size
	if level > 0 {
		hashes = size >> uint(height*level)
	}
	var tiles []tlog.Tile
	for n := int64(0); n*width < hashes; n++ {
		w := hashes - n*width
		if w > width {
			w = width
		}
		tiles = append(tiles, tlog.Tile{H: height, L: level, N: n, W: int(w)})
	}
	return tiles
}

// folder reads tiles of a log. It is a tlog.TileReader.
type folder string

func (folder) Height() int                        { return height }
func (folder) SaveTiles([]tlog.Tile, [][]byte)    {}
func (f folder) read(name string) ([]byte, error) { return os.ReadFile(filepath.Join(string(f), name)) }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var contents [][]byte
	for _, tile := range tiles {
		content, err := f.tile(tile)
		if err != nil {
			return nil, err
		}
		if len(content) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", within(tile), len(content))
		}
		contents = append(contents, content[:tile.W*tlog.HashSize])
	}
	return contents, nil
}

// tile reads a file; where a partial one is gone, the full one that took its place.
func (f folder) tile(tile tlog.Tile) ([]byte, error) {
	content, err := f.read(within(tile))
	if errors.Is(err, fs.ErrNotExist) && tile.W < width {
		tile.W = width
		content, err = f.read(within(tile))
	}
	return content, err
}

// entries splits a bundle: each entry after its length in two bytes, most significant first.
func (f folder) entries(bundle tlog.Tile) ([][]byte, error) {
	content, err := f.tile(bundle)
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(content) > 0 && len(entries) < bundle.W {
		if len(content) < 2 || len(content) < 2+int(binary.BigEndian.Uint16(content)) {
			return nil, fmt.Errorf("%s ends within an entry", within(bundle))
		}
		end := 2 + int(binary.BigEndian.Uint16(content))
		entries, content = append(entries, content[2:end]), content[end:]
	}
	if len(entries) != bundle.W || len(content) > 0 && bundle.W == width {
		return nil, fmt.Errorf("%s does not hold just %d entries", within(bundle), bundle.W)
	}
	return entries, nil
}

// tree is a log in memory: all hashes in the order in which tlog keeps them. It is a tlog.HashReader.
type tree []tlog.Hash

func (t tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, index := range indexes {
		if index >= int64(len(t)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		hashes = append(hashes, t[index])
	}
	return hashes, nil
}

// headOf opens a checkpoint (C2SP tlog-checkpoint): name of the log, number of entries, root, one a line.
// tlog.ParseTree is for the log of the Go project alone, whose first line is fixed.
func headOf(content []byte, key note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(content, note.VerifierList(key))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != key.Name() {
		return tlog.Tree{}, fmt.Errorf("it is not three lines, the first of which is %s", key.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("%q is no size", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// A stated is a line of a file of proofs: `record INDEX HASH...` or `tree OLDER_SIZE HASH...`, hashes in base64.
type stated struct {
	kind   string
	number int64
	proof  []tlog.Hash
}

func (s stated) String() string {
	words := []string{s.kind, strconv.FormatInt(s.number, 10)}
	for _, hash := range s.proof {
		words = append(words, hash.String())
	}
	return strings.Join(words, " ") + "\n"
}

func statedIn(name string) ([]stated, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var found []stated
	for lines := bufio.NewScanner(file); lines.Scan(); {
		words := strings.Fields(lines.Text())
		if len(words) < 2 {
			return nil, fmt.Errorf("%q states no proof", lines.Text())
		}
		number, err := strconv.ParseInt(words[1], 10, 64)
		if err != nil {
			return nil, err
		}
		each := stated{kind: words[0], number: number}
		for _, word := range words[2:] {
			hash, err := tlog.ParseHash(word)
			if err != nil {
				return nil, err
			}
			each.proof = append(each.proof, hash)
		}
		found = append(found, each)
	}
	return found, nil
}
