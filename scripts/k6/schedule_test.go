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

func TestUsersOfOneVUTakeTheirTurnsInOrder(t *testing.T) {
	environment := map[string]string{"THINK_TIME_MS": "100", "SCHEDULE_DURATION_MS": "10000", "USERS": "100", "USERS_PER_VU": "3"}
	c := newClient(t, newProcess(), environment, `
		const seen = [], draws = [0.9, 0.2];
		const user = eachTurn((_, isFirst, place) => seen.push([place, userNumber(), isFirst].join(' ')), () => draws.shift() ?? 0.5)`)
	// The users at places 1 and 2 are met with 235 ms and 23 ms left to think, and everyone then thinks for 71 ms.
	c.run(`user(); user(); user(); user()`)
	equal(t, "places, numbers, firsts", c.run(`seen.join()`).String(), "0 7 true,2 9 true,0 7 false,2 9 false")
}

func TestAUserWhoseVUIsBusyStartsLate(t *testing.T) {
	const slow = 80 * time.Millisecond
	environment := serve(t, func(http.ResponseWriter, *http.Request) { time.Sleep(slow) })
	for name, value := range map[string]string{"THINK_TIME_MS": "100", "SCHEDULE_DURATION_MS": "10000", "USERS": "100", "USERS_PER_VU": "2"} {
		environment[name] = value
	}
	c := newClient(t, newProcess(), environment, `
		system(() => ({ routes: { slow: { path: '/' } } }));
		const user = eachTurn((dueMs) => { send('slow', {}, dueMs) }, () => 0.1)`)
	c.run(`user(); user()`) // the second user is due after 10.7 ms
	reported := c.reported()
	delay, response := reported["start_delay"][1].value, reported["response_time"][1].value
	equal(t, "late by the rest of the first user's wait", delay >= 69, true)
	equal(t, "which its response time includes", response >= delay+80, true)
}

func TestARequestThatFollowsAtOnceIsDueWhenTheLastHasEnded(t *testing.T) {
	const slow = 80 * time.Millisecond
	environment := serve(t, func(http.ResponseWriter, *http.Request) { time.Sleep(slow) })
	c := newClient(t, newProcess(), environment, `system(() => ({ routes: { slow: { path: '/' } } }))`)
	equal(t, "due", c.run(`send('slow', {}, 0); const due = elapsedMs(); send('slow', {}, due); due`).ToFloat() >= 80, true)
	equal(t, "it does not start late by the first", c.reported()["start_delay"][1].value < 80, true)
}

func TestTheLastVUHasTheUsersThatAreLeft(t *testing.T) {
	s := scheduleOf(t, map[string]string{"USERS": "25", "USERS_PER_VU": "10"})
	equal(t, "full", s.usersOf(1), 10)
	equal(t, "last", s.usersOf(3), 5)
	equal(t, "one by default", scheduleOf(t, map[string]string{"USERS": "25"}).usersOf(25), 1)
}
