package proofload

import (
	"errors"
	"time"

	"github.com/grafana/sobek"
)

var errNoFunction = errors.New("a function that carries out the iteration is required")

// eachArrival makes an iteration of the open model: fn(n, dueMs) for arrival n.
func (v *virtualUser) eachArrival(call sobek.FunctionCall) sobek.Value {
	fn, ok := sobek.AssertFunction(call.Argument(0))
	if !ok {
		v.throw(errNoFunction)
	}
	rt := v.vu.Runtime()
	return rt.ToValue(func(sobek.FunctionCall) sobek.Value {
		return v.aborting(func() error {
			n := v.vu.State().GetScenarioGlobalVUIter()
			due := v.currentSchedule().arrivalDue(n)
			_, err := fn(sobek.Undefined(), rt.ToValue(n), rt.ToValue(inMilliseconds(due)))
			return err
		})
	})
}

// turn is the next turn of one user of the closed model. Every user has a random stream of its own, so that what a user draws does not
// depend on when the others of its VU take their turns.
type turn struct {
	hasBegun bool          // false: it is the user's first
	due      time.Duration // on the schedule's clock
	random   randomStream
}

// eachTurn makes an iteration of the closed model: the user of this VU whose turn comes next thinks until then, and fn(dueMs, isFirst, place)
// runs. place numbers the users of this VU from 0. think() returns the draw from [0, 1) for each think time.
//
// Users of one VU share its address and its connections, and a turn that is due while another waits for its response starts late.
func (v *virtualUser) eachTurn(call sobek.FunctionCall) sobek.Value {
	fn, ok := sobek.AssertFunction(call.Argument(0))
	think, thinks := sobek.AssertFunction(call.Argument(1))
	if !ok || !thinks {
		v.throw(errNoFunction)
	}
	rt := v.vu.Runtime()
	return rt.ToValue(func(sobek.FunctionCall) sobek.Value {
		return v.aborting(func() error {
			schedule := v.currentSchedule()
			if v.turns == nil {
				if err := v.beginTurns(schedule, think); err != nil {
					return err
				}
			}
			v.place = nextPlace(v.turns)
			next := &v.turns[v.place]
			if !v.wait(next.due-schedule.elapsed(time.Now())) || schedule.elapsed(time.Now()) >= schedule.duration {
				return nil // the load is over
			}
			isFirst := !next.hasBegun
			next.hasBegun = true
			v.random = next.random
			_, err := fn(sobek.Undefined(), rt.ToValue(inMilliseconds(next.due)), rt.ToValue(isFirst), rt.ToValue(v.place))
			if err != nil {
				return err
			}
			ended := schedule.elapsed(time.Now())
			thought, err := v.thinkTime(schedule, think)
			next.due, next.random = ended+thought, v.random
			return err
		})
	})
}

// beginTurns gives each user of this VU its first turn. The first user starts at once; the others are met in the middle of a think time.
func (v *virtualUser) beginTurns(schedule *schedule, think sobek.Callable) error {
	now := schedule.elapsed(time.Now())
	v.turns = make([]turn, schedule.usersOf(v.vu.State().VUIDGlobal))
	for i := range v.turns {
		v.turns[i].due = now
		if i == 0 {
			continue
		}
		v.place = i
		v.random = newRandomStream(schedule.seed, ^uint32(v.number())) // not the stream that the user's own steps begin
		thought, err := v.thinkTime(schedule, think)
		if err != nil {
			return err
		}
		v.turns[i].due += thought
	}
	return nil
}

func (v *virtualUser) thinkTime(schedule *schedule, think sobek.Callable) (time.Duration, error) {
	drawn, err := think(sobek.Undefined())
	if err != nil {
		return 0, err
	}
	return schedule.thinkTime(drawn.ToFloat()), nil
}

// nextPlace is the place of the turn that is due first.
func nextPlace(turns []turn) int {
	next := 0
	for i := range turns {
		if turns[i].due < turns[next].due {
			next = i
		}
	}
	return next
}

// number counts users from 1 over all VUs and processes of a load.
func (v *virtualUser) number() uint64 {
	return (v.vu.State().VUIDGlobal-1)*uint64(v.currentSchedule().usersPerVU) + uint64(v.place) + 1
}
