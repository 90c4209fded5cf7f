// The reference for the log's hashes and notes: golang.org/x/mod/sumdb, which shares no code with ours.
//
//	go run . vectors > vectors.json    roots and proofs of the trees over "leaf 0", "leaf 1", …
//	go run . check < claims.json       checks proofs and a note that we made; prints "ok"
package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var sizes = []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 63, 100, 255, 256, 257, 511, 512, 513, 1000, 65535, 65536, 65537, 70000}

type inclusion struct {
	Index int64    `json:"index"`
	Proof []string `json:"proof"`
}

type consistency struct {
	OldSize int64    `json:"oldSize"`
	Proof   []string `json:"proof"`
}

type tree struct {
	Size        int64         `json:"size"`
	Root        string        `json:"root"`
	Inclusion   []inclusion   `json:"inclusion"`
	Consistency []consistency `json:"consistency"`
}

type claims struct {
	Trees       []tree `json:"trees"`
	Note        string `json:"note"`
	VerifierKey string `json:"verifierKey"`
}

type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hashes[i] = m[index]
	}
	return hashes, nil
}

func leaf(i int64) []byte { return []byte(fmt.Sprintf("leaf %d", i)) }

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("vectors or check")
	}
	switch os.Args[1] {
	case "vectors":
		vectors()
	case "check":
		check()
	default:
		log.Fatal("vectors or check")
	}
}

func vectors() {
	var stored memory
	for i := int64(0); i < sizes[len(sizes)-1]; i++ {
		stored = append(stored, must(tlog.StoredHashes(i, leaf(i), stored))...)
	}
	var trees []tree
	for n, size := range sizes {
		t := tree{Size: size, Root: hexOf(must(tlog.TreeHash(size, stored)))}
		for _, index := range distinct(0, size/3, size-1) {
			t.Inclusion = append(t.Inclusion, inclusion{index, hexesOf(must(tlog.ProveRecord(size, index, stored)))})
		}
		if n > 0 {
			for _, old := range distinct(1, sizes[n-1], size/2) {
				t.Consistency = append(t.Consistency, consistency{old, hexesOf(must(tlog.ProveTree(size, old, stored)))})
			}
		}
		trees = append(trees, t)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", " ")
	if err := out.Encode(trees); err != nil {
		log.Fatal(err)
	}
}

func check() {
	var c claims
	if err := json.NewDecoder(os.Stdin).Decode(&c); err != nil {
		log.Fatal(err)
	}
	roots := map[int64]tlog.Hash{}
	for _, t := range c.Trees {
		roots[t.Size] = fromHex(t.Root)
	}
	for _, t := range c.Trees {
		for _, i := range t.Inclusion {
			proof := tlog.RecordProof(fromHexes(i.Proof))
			if err := tlog.CheckRecord(proof, t.Size, roots[t.Size], i.Index, tlog.RecordHash(leaf(i.Index))); err != nil {
				log.Fatalf("inclusion of %d in %d: %v", i.Index, t.Size, err)
			}
		}
		for _, o := range t.Consistency {
			old, known := roots[o.OldSize]
			if !known {
				log.Fatalf("no root of %d", o.OldSize)
			}
			if err := tlog.CheckTree(tlog.TreeProof(fromHexes(o.Proof)), t.Size, roots[t.Size], o.OldSize, old); err != nil {
				log.Fatalf("consistency of %d with %d: %v", t.Size, o.OldSize, err)
			}
		}
	}
	verifier := must(note.NewVerifier(c.VerifierKey))
	opened := must(note.Open([]byte(c.Note), note.VerifierList(verifier)))
	must(tlog.ParseTree([]byte("go.sum database tree\n" + opened.Text[len(verifier.Name())+1:])))
	fmt.Println("ok")
}

func distinct(values ...int64) []int64 {
	seen := map[int64]bool{}
	var all []int64
	for _, value := range values {
		if !seen[value] {
			seen[value] = true
			all = append(all, value)
		}
	}
	return all
}

func hexOf(h tlog.Hash) string { return hex.EncodeToString(h[:]) }

func hexesOf(hashes []tlog.Hash) []string {
	all := []string{}
	for _, h := range hashes {
		all = append(all, hexOf(h))
	}
	return all
}

func fromHex(text string) tlog.Hash {
	return must(tlog.ParseHash(base64.StdEncoding.EncodeToString(must(hex.DecodeString(text)))))
}

func fromHexes(texts []string) []tlog.Hash {
	var all []tlog.Hash
	for _, text := range texts {
		all = append(all, fromHex(text))
	}
	return all
}
