package proofload

import (
	"fmt"
	"math"
	"net/http"
	"testing"
	"time"
)

func scheduleOf(t *testing.T, environment map[string]string) *schedule {
	t.Helper()
	made, err := newSchedule("open", time.Now(), func(name string) string { return environment[name] })
	must(t, err)
	return made
}

func TestPhaseIsThatOfTheIntendedStart(t *testing.T) {
	s := scheduleOf(t, map[string]string{
		"PHASES": `[{"name":"warm-up","endMs":5000},{"name":"steady","endMs":20000},{"name":"fault","endMs":32000}]`,
	})
	for dueMs, name := range map[float64]string{
		0: "warm-up", 4_999.999: "warm-up", 5_000: "steady", 19_999.999: "steady", 20_000: "fault", 31_999.999: "fault",
		// Times at or after the planned end belong to the last phase.
		32_000: "fault", 32_010: "fault", 1e9: "fault",
	} {
		equal(t, fmt.Sprint(dueMs), s.phaseAt(milliseconds(dueMs)), name)
	}
	equal(t, "no phases", scheduleOf(t, nil).phaseAt(0), "")
}

func TestThinkTime(t *testing.T) {
	s := scheduleOf(t, map[string]string{"THINK_TIME_MS": "30000"})
	const draws = 100_000
	sum, longest := 0.0, 0.0
	for i := range draws {
		ms := inMilliseconds(s.thinkTime((float64(i) + 0.5) / draws))
		sum += ms
		longest = max(longest, ms)
	}
	near := func(what string, got, wanted, by float64) {
		t.Helper()
		if math.Abs(got-wanted) > by {
			t.Errorf("%s: got %v, wanted %v", what, got, wanted)
		}
	}
	near("the requested mean, despite the cut-off", sum/draws, 30_000, 5)
	near("never longer than about four times the mean", longest, 122_239, 1) // 4 * 30,000 / 0.98168
	near("exponential below the cut-off", inMilliseconds(s.thinkTime(0.5)), 30_000/(1-math.Exp(-4))*math.Ln2, 1e-3)
	near("may be zero", inMilliseconds(s.thinkTime(0)), 0, 1e-6)
	near("none", inMilliseconds(scheduleOf(t, nil).thinkTime(0.7)), 0, 0)
}

func TestArrivalsAreDueAtTheirIntervals(t *testing.T) {
	environment := serve(t, func(http.ResponseWriter, *http.Request) {})
	environment["ARRIVAL_RATE_PER_SEC"] = "80"
	c := newClient(t, newProcess(), environment, `let seen; const arrival = eachArrival((n, dueMs) => { seen = [n, dueMs] })`)
	equal(t, "arrival 4", c.run(`arrival(); seen.join()`).String(), "4,50")
}

func TestUsersThinkBetweenTurns(t *testing.T) {
	environment := map[string]string{"THINK_TIME_MS": "100", "SCHEDULE_DURATION_MS": "10000"}
	c := newClient(t, newProcess(), environment, `const seen = [], user = eachTurn((dueMs, isFirst) => seen.push([dueMs, isFirst]), () => 0.5)`)
	began := time.Now()
	c.run(`user(); user()`)
	took := inMilliseconds(time.Since(began))
	gap := c.run(`seen[1][0] - seen[0][0]`).ToFloat()
	equal(t, "first", c.run(`seen.map(([, isFirst]) => isFirst).join()`).String(), "true,false")
	equal(t, "the median think time", gap >= 70.6 && gap <= took, true) // 100 / 0.98168 * ln 2 = 70.6
	equal(t, "is waited for", took >= 70.6, true)
}

func TestNobodyBeginsAfterThePlannedEnd(t *testing.T) {
	environment := map[string]string{"THINK_TIME_MS": "100", "SCHEDULE_DURATION_MS": "40"}
	c := newClient(t, newProcess(), environment, `let turns = 0; const user = eachTurn(() => turns++, () => 0.5)`)
	equal(t, "turns", c.run(`user(); user(); turns`).ToInteger(), 1)
}
