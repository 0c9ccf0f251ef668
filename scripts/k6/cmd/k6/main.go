// Command k6 is k6 as it is released, with Proofload's extension in it: what `xk6 build` would make, with every source pinned by checksum.
package main

import (
	"go.k6.io/k6/v2/cmd"

	_ "proofload.dev/k6"
)

func main() {
	cmd.Execute()
}
