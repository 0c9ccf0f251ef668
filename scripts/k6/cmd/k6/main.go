// Command k6 is the released k6 with Proofload's extension: what `xk6 build` would make, with every source pinned by checksum.
package main

import (
	"go.k6.io/k6/v2/cmd"

	_ "proofload.dev/k6"
)

func main() {
	cmd.Execute()
}
