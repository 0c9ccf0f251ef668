package proofload

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"sync"
)

// contentRule holds the checks of a body as a whole. They run while the body is read, so that a large body takes no memory. Only a body
// that is also checked by path is kept.
type contentRule struct {
	isEmpty         bool
	keep            bool
	atLeast, atMost float64  // length in bytes; both 0: any
	sha256          template // empty: it is not checked
	expected        []byte   // bytes of a file
}

func (c *contentRule) add(spec checkSpec, files map[string]*file) error {
	c.isEmpty = false
	switch spec.Body {
	case "length":
		c.atMost = math.Inf(1)
		if spec.AtLeast != nil {
			c.atLeast = *spec.AtLeast
		}
		if spec.AtMost != nil {
			c.atMost = *spec.AtMost
		}
		if equals, ok := spec.Equals.(float64); ok {
			c.atLeast, c.atMost = equals, equals
		}
	case "sha256":
		text, _ := spec.Equals.(string)
		if _, isOfUser := onlyValue(text); !isOfUser && len(text) != 2*sha256.Size {
			return errors.New("a sha256 has 64 digits, or is a value of the user")
		}
		var err error
		c.sha256, err = compile(text, asIs)
		return err
	case "file":
		name, _ := spec.Equals.(string)
		found, ok := files[name]
		if !ok {
			return fmt.Errorf("there is no file %q", name)
		}
		var err error
		c.expected, err = found.part(spec.From, spec.To)
		return err
	default:
		return fmt.Errorf("nothing is known of the %s of a body", spec.Body)
	}
	return nil
}

// mostKeptBytes is the longest JSON body that is accepted.
const mostKeptBytes = 32 << 20

var errTooLong = errors.New("the body is longer than what can be looked into")

var (
	keptBodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	copyBlocks = sync.Pool{New: func() any { block := make([]byte, 32<<10); return &block }}
)

// content is a body that was read.
type content struct {
	kept   *bytes.Buffer // nil when it was not kept; release returns it to the pool
	length int64
	isSame bool // equals the file so far, or there is no file to compare with
	sum    hash.Hash
}

func (c *content) release() {
	if c.kept != nil {
		c.kept.Reset()
		keptBodies.Put(c.kept)
		c.kept = nil
	}
}

// read reads a body and keeps what the rule needs. With keep, the body is kept whatever the rule.
func (c *contentRule) read(body io.Reader, keep bool) (content, error) {
	read := content{isSame: true}
	if c.keep || keep {
		read.kept = keptBodies.Get().(*bytes.Buffer)
		if _, err := read.kept.ReadFrom(io.LimitReader(body, mostKeptBytes+1)); err != nil {
			return read, err
		}
		if read.kept.Len() > mostKeptBytes {
			return read, errTooLong
		}
		body = bytes.NewReader(read.kept.Bytes())
	}
	if c.sha256 == nil && c.expected == nil && read.kept != nil {
		read.length = int64(read.kept.Len())
		return read, nil
	}
	if c.sha256 != nil {
		read.sum = sha256.New()
	}
	block := copyBlocks.Get().(*[]byte)
	defer copyBlocks.Put(block)
	for {
		n, err := body.Read(*block)
		c.take(&read, (*block)[:n])
		if err == io.EOF {
			return read, nil
		}
		if err != nil {
			return read, err
		}
	}
}

func (c *contentRule) take(read *content, block []byte) {
	if read.sum != nil {
		read.sum.Write(block)
	}
	if c.expected != nil {
		end := read.length + int64(len(block))
		read.isSame = read.isSame && end <= int64(len(c.expected)) && bytes.Equal(block, c.expected[read.length:end])
	}
	read.length += int64(len(block))
}

// accepts reports whether the body as a whole is correct. An error is the scenario's fault.
func (c *contentRule) accepts(read content, v values) (bool, error) {
	if c.isEmpty && read.length > 0 {
		return false, nil
	}
	if c.atMost > 0 && (float64(read.length) < c.atLeast || float64(read.length) > c.atMost) {
		return false, nil
	}
	if c.expected != nil && (!read.isSame || read.length != int64(len(c.expected))) {
		return false, nil
	}
	if read.sum == nil {
		return true, nil
	}
	wanted, err := c.sha256.fill(v)
	return hex.EncodeToString(read.sum.Sum(nil)) == wanted, err
}
