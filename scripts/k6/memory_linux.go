package proofload

import "syscall"

// Linux 5.14 and later: madvise(2).
const madvPopulateWrite = 23

// touch asks for all pages at once, which is cheaper than a fault for each. Memory that does not begin with a page is refused.
func touch(memory []byte) {
	if syscall.Madvise(memory, madvPopulateWrite) != nil {
		touchEach(memory)
	}
}
