package proofload

import (
	"math"
	"sync"

	"github.com/grafana/sobek"
)

// randomStream is mulberry32, as in scenarios/lib/random.ts: 32 bits of state, good enough to choose users and think times.
type randomStream struct{ state uint32 }

// newRandomStream starts a stream. Each stream of a seed is a different sequence.
func newRandomStream(seed, stream uint32) randomStream {
	return randomStream{state: scramble(scramble(seed) + stream)}
}

// next draws from [0, 1).
func (r *randomStream) next() float64 {
	r.state += 0x6d2b79f5
	t := (r.state ^ r.state>>15) * (1 | r.state)
	t = (t + (t^t>>7)*(61|t)) ^ t
	return float64(t^t>>14) / (1 << 32)
}

// scramble is the finalizer of MurmurHash3: neighbouring seeds become unlike states.
func scramble(x uint32) uint32 {
	h := (x ^ x>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}

// seedOf makes a seed from a word: FNV-1a with 32 bits.
func seedOf(word string) uint32 {
	hash := uint32(0x811c9dc5)
	for _, char := range []byte(word) {
		hash = (hash ^ uint32(char)) * 0x01000193
	}
	return hash
}

// seed starts stream n of this schedule, so that arrivals and users draw the same numbers in every run with the same RANDOM_SEED.
func (v *virtualUser) seed(call sobek.FunctionCall) sobek.Value {
	stream := uint32(call.Argument(0).ToInteger())
	v.random = newRandomStream(v.currentSchedule().seed, stream)
	return sobek.Undefined()
}

func (v *virtualUser) draw(sobek.FunctionCall) sobek.Value {
	return v.vu.Runtime().ToValue(v.random.next())
}

// zipfTables keeps the cumulative weights of Zipf's law by length and exponent.
type zipfTables struct{ tables sync.Map }

type zipfLaw struct {
	count    int
	exponent float64
}

// index draws an index 0..count-1 whose popularity falls with its rank: P(rank k) is proportional to 1/k^exponent.
func (z *zipfTables) index(law zipfLaw, draw float64) int {
	known, ok := z.tables.Load(law)
	if !ok {
		weights := make([]float64, law.count)
		for i := range weights {
			weights[i] = math.Pow(float64(i+1), -law.exponent)
		}
		known, _ = z.tables.LoadOrStore(law, cumulativeOf(weights))
	}
	return known.(cumulative).choose(draw)
}

// cumulative holds cumulative weights, to choose an index by a draw from [0, 1).
type cumulative []float64

func cumulativeOf(weights []float64) cumulative {
	sums := make(cumulative, len(weights))
	total := 0.0
	for i, weight := range weights {
		total += weight
		sums[i] = total
	}
	return sums
}

// choose returns the index whose part of the total contains the draw.
func (c cumulative) choose(draw float64) int {
	at := draw * c[len(c)-1]
	low, high := 0, len(c)-1
	for low < high {
		middle := (low + high) / 2
		if at < c[middle] {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}
