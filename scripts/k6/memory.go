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

// init has the kernel give us now the memory that requests will use up later. Memory that is used for the first time costs a
// fault and a cleared page, several microseconds each on a virtual machine, and under load that is CPU which the system wants
// (docs/adr/0055).
//
// The first garbage collection lets go of it, so that the second finds it free: then, and only then, does Go keep it for what is
// allocated next. What a collection finds free that was free before, Go gives back to the kernel.
func init() {
	bytes, err := strconv.Atoi(os.Getenv(reserveVariable))
	if err != nil || bytes <= 0 {
		return
	}
	reserve = make([]byte, bytes)
	var touched sync.WaitGroup
	half := bytes / 2 &^ (os.Getpagesize() - 1) // both parts begin with a page, as Go's large blocks do
	for _, part := range [][]byte{reserve[:half], reserve[half:]} {
		touched.Go(func() { touch(part) })
	}
	touched.Wait()
	collectedFirst := new([64]byte) // too large to share its place with anything that lives on
	runtime.AddCleanup(collectedFirst, func(struct{}) { reserve = nil }, struct{}{})
}

// touchEach writes to every page.
func touchEach(memory []byte) {
	for at := 0; at < len(memory); at += os.Getpagesize() {
		memory[at] = 0
	}
}
