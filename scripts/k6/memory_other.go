//go:build !linux

package main

func touch(memory []byte) { touchEach(memory) }
