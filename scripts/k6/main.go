// Command k6 is k6 as it is released, with memory set aside before it begins.
package main

import "go.k6.io/k6/v2/cmd"

func main() {
	setMemoryAside()
	cmd.Execute()
}
