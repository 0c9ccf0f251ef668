package proofload

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/v2/lib"
)

// schedule is one scenario of k6: its clock, its phases and its intended start times.
type schedule struct {
	name            string
	startedAt       time.Time // monotonic; k6 schedules arrivals by it
	duration        time.Duration
	arrivalInterval time.Duration
	meanThinkTime   time.Duration
	users           int // of all VUs together; 0: unknown
	usersPerVU      int // at least 1
	phases          []phase
	seed            uint32
}

// phase of a schedule, with its end on the schedule's clock.
type phase struct {
	Name  string  `json:"name"`
	EndMs float64 `json:"endMs"`
}

// thinkTimeCapInScales limits think times to about four times the mean: a user who is away longer is not a concurrent user.
const thinkTimeCapInScales = 4

// currentSchedule returns the schedule that k6 has activated this VU for. A VU may serve several, one after the other.
func (v *virtualUser) currentSchedule() *schedule {
	state := lib.GetScenarioState(v.vu.Context())
	if state == v.state && v.schedule != nil {
		return v.schedule
	}
	if state == nil {
		v.throw(fmt.Errorf("there is no schedule while the scenario is loading"))
	}
	v.state = state
	if known, ok := v.process.schedules.Load(state); ok {
		v.schedule = known.(*schedule)
		return v.schedule
	}
	made, err := newSchedule(state.Name, state.StartTime, v.environment)
	if err != nil {
		v.throw(err)
	}
	v.process.schedules.Store(state, made)
	v.schedule = made
	return made
}

// environment reads the scenario's __ENV, which k6 builds separately for each schedule. Empty when the variable is not set.
func (v *virtualUser) environment(name string) string {
	value := v.vu.Runtime().GlobalObject().Get("__ENV").ToObject(v.vu.Runtime()).Get(name)
	if value == nil || sobek.IsUndefined(value) {
		return ""
	}
	return value.String()
}

func newSchedule(name string, startedAt time.Time, environment func(string) string) (*schedule, error) {
	number := func(name string) float64 {
		value, _ := strconv.ParseFloat(environment(name), 64)
		return value
	}
	made := &schedule{
		name:          name,
		startedAt:     startedAt,
		duration:      milliseconds(number("SCHEDULE_DURATION_MS")),
		meanThinkTime: milliseconds(number("THINK_TIME_MS")),
		users:         int(number("USERS")),
		usersPerVU:    max(1, int(number("USERS_PER_VU"))),
		seed:          seedOf(environment("RANDOM_SEED") + " " + name),
	}
	if rate := number("ARRIVAL_RATE_PER_SEC"); rate > 0 {
		made.arrivalInterval = time.Duration(float64(time.Second) / rate)
	}
	if text := environment("PHASES"); text != "" {
		if err := json.Unmarshal([]byte(text), &made.phases); err != nil {
			return nil, fmt.Errorf("PHASES cannot be read: %w", err)
		}
	}
	return made, nil
}

func milliseconds(ms float64) time.Duration  { return time.Duration(ms * float64(time.Millisecond)) }
func inMilliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// elapsed is the time on the schedule's clock.
func (s *schedule) elapsed(now time.Time) time.Duration { return now.Sub(s.startedAt) }

// phaseAt names the phase of an intended start time. Times at or after the planned end of the schedule belong to the last phase.
func (s *schedule) phaseAt(due time.Duration) string {
	if len(s.phases) == 0 {
		return ""
	}
	dueMs := inMilliseconds(due)
	last := len(s.phases) - 1
	for _, phase := range s.phases[:last] {
		if dueMs < phase.EndMs {
			return phase.Name
		}
	}
	return s.phases[last].Name
}

// arrivalDue is the intended start time of arrival n of the open model: n intervals after the start, whichever VU and process carries it
// out. k6 does not number dropped arrivals, so this holds only while there are none.
func (s *schedule) arrivalDue(n uint64) time.Duration { return time.Duration(n) * s.arrivalInterval }

// thinkTime is exponential, cut off at about four times the mean and scaled so that the mean remains the requested one (the
// mean of min(X, c) is scale * (1 - e^-c)). draw is from [0, 1).
func (s *schedule) thinkTime(draw float64) time.Duration {
	scale := float64(s.meanThinkTime) / (1 - math.Exp(-thinkTimeCapInScales))
	return time.Duration(scale * math.Min(-math.Log(1-draw), thinkTimeCapInScales))
}

// usersOf says how many users a VU plays. The last VU may have fewer than the others.
func (s *schedule) usersOf(vu uint64) int {
	left := s.users - (int(vu)-1)*s.usersPerVU
	if s.users == 0 {
		left = s.usersPerVU
	}
	return max(1, min(s.usersPerVU, left))
}
