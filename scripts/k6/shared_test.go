package proofload

import (
	"fmt"
	"math"
	"testing"
)

func TestIsMadeOnceForAll(t *testing.T) {
	p := newProcess()
	const scenario = `const world = shared('world', () => ({ made: ++__ENV.made, people: [['a', 1.5, true], ['b']], none: [], weights: [{ weight: 1 }, { weight: 3 }] }))`
	for range 2 {
		c := newClient(t, p, map[string]string{"made": "0"}, scenario)
		equal(t, "found", c.run(`[world.get('made'), world.get('people', 0, 0), world.get('people', 0, 1), world.get('people', 0, 2), world.count('people'), world.count('none')].join()`).String(), "1,a,1.5,true,2,0")
		equal(t, "by weight", c.run(`[0, 0.24, 0.26, 0.99].map((draw) => world.choose(draw, 'weights')).join()`).String(), "0,0,1,1")
		for _, wrong := range []string{`world.get('people')`, `world.get('people', 2)`, `world.get('nobody')`, `world.get('made', 'x')`, `world.count('made')`, `world.choose(0, 'none')`} {
			if _, err := c.vu.rt.RunString(wrong); err == nil {
				t.Errorf("%s found something", wrong)
			}
		}
	}
}

func TestZipfsLaw(t *testing.T) {
	var tables zipfTables
	counts := [3]int{}
	for i := range 11_000 { // weights 1, 1/2, 1/3 of 11/6: the shares are 6/11, 3/11, 2/11
		counts[tables.index(zipfLaw{3, 1}, (float64(i)+0.5)/11_000)]++
	}
	equal(t, "exponent 1", counts, [3]int{6_000, 3_000, 2_000})
	equal(t, "exponent 2, weights 1 and 1/4", fmt.Sprint(tables.index(zipfLaw{2, 2}, 0.79), tables.index(zipfLaw{2, 2}, 0.81)), "0 1")
	equal(t, "exponent 0 is even", fmt.Sprint(tables.index(zipfLaw{4, 0}, 0.24), tables.index(zipfLaw{4, 0}, 0.26), tables.index(zipfLaw{4, 0}, 0.76)), "0 1 3")
	equal(t, "both ends", fmt.Sprint(tables.index(zipfLaw{1, 1}, 0.999), tables.index(zipfLaw{5, 1}, 0), tables.index(zipfLaw{5, 1}, math.Nextafter(1, 0))), "0 0 4")
}

// The constants were drawn by scenarios/lib/random.ts.
func TestDrawsAsTypeScriptDoes(t *testing.T) {
	equal(t, "seed", seedOf("1 open"), 684624660)
	stream := newRandomStream(seedOf("1 open"), 5)
	equal(t, "draws", [3]float64{stream.next(), stream.next(), stream.next()}, [3]float64{0.16114688687957823, 0.06115299160592258, 0.7733937304001302})
	other := newRandomStream(1, 0)
	equal(t, "another", [2]float64{other.next(), other.next()}, [2]float64{0.34290085593238473, 0.32299674674868584})
	equal(t, "FNV-1a of its authors", fmt.Sprintf("%x %x", seedOf(""), seedOf("foobar")), "811c9dc5 bf9cf968")
	c := newClient(t, newProcess(), map[string]string{"RANDOM_SEED": "1"}, "")
	equal(t, "in k6, by the schedule's name", c.run(`seed(5); draw()`).ToFloat(), 0.16114688687957823)
}
