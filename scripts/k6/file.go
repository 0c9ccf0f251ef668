package proofload

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// file is content to upload or to compare responses with. All VUs share one copy.
type file struct {
	content []byte
	sha256  string
}

// part returns the bytes from `from` to `to`, which is exclusive; `to` 0 is the end.
func (f *file) part(from, to int) ([]byte, error) {
	if to == 0 {
		to = len(f.content)
	}
	if from < 0 || from >= to || to > len(f.content) {
		return nil, fmt.Errorf("the file has no bytes %d to %d", from, to)
	}
	return f.content[from:to], nil
}

type fileSpec struct {
	SizeBytes int    `json:"sizeBytes"`
	Seed      uint32 `json:"seed"`
	Text      string `json:"text"`
}

// newFile makes content from a text, or from a number of incompressible random bytes.
func newFile(spec fileSpec) (*file, error) {
	content := []byte(spec.Text)
	if spec.Text == "" {
		if spec.SizeBytes <= 0 {
			return nil, errors.New("it has neither a text nor a size")
		}
		content = make([]byte, spec.SizeBytes)
		random := newRandomStream(spec.Seed, 0)
		for i := range content {
			content[i] = byte(random.next() * 256)
		}
	}
	sum := sha256.Sum256(content)
	return &file{content: content, sha256: hex.EncodeToString(sum[:])}, nil
}
