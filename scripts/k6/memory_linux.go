package proofload

import "syscall"

// Linux 5.14 and later: madvise(2).
const madvPopulateWrite = 23

// touch requests all pages at once, which is cheaper than one fault per page. The kernel refuses memory that does not start at a page.
func touch(memory []byte) {
	if syscall.Madvise(memory, madvPopulateWrite) != nil {
		touchEach(memory)
	}
}
