package proofload

import (
	"os"
	"runtime"
	"strconv"
	"sync"
)

// reserveVariable says how many bytes of memory to set aside.
const reserveVariable = "PROOFLOAD_RESERVE_BYTES"

var reserve []byte

// init makes the kernel provide the memory now that requests will need later. Each first use of a page costs a fault and the clearing of
// the page, several microseconds on a virtual machine. Under load that would take CPU from the system under test (docs/adr/0055).
//
// The first garbage collection drops the reference to it, so that the second one frees it. Only then does Go keep it for the next
// allocations. Memory that was already free at an earlier collection, Go returns to the kernel.
func init() {
	bytes, err := strconv.Atoi(os.Getenv(reserveVariable))
	if err != nil || bytes <= 0 {
		return
	}
	reserve = make([]byte, bytes)
	var touched sync.WaitGroup
	half := bytes / 2 &^ (os.Getpagesize() - 1) // both parts start at a page, because Go's large blocks do
	for _, part := range [][]byte{reserve[:half], reserve[half:]} {
		touched.Go(func() { touch(part) })
	}
	touched.Wait()
	collectedFirst := new([64]byte) // too large to share its block with a longer-lived object
	runtime.AddCleanup(collectedFirst, func(struct{}) { reserve = nil }, struct{}{})
}

// touchEach writes to every page.
func touchEach(memory []byte) {
	for at := 0; at < len(memory); at += os.Getpagesize() {
		memory[at] = 0
	}
}
