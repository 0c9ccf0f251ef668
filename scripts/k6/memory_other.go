//go:build !linux

package proofload

func touch(memory []byte) { touchEach(memory) }
