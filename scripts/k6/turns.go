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

// turn is the state of a user of the closed model.
type turn struct {
	hasBegun bool
	ended    time.Duration // end of the last turn, on the schedule's clock
}

// eachTurn makes an iteration of the closed model: the user thinks, except on the first turn, then fn(dueMs, isFirst) runs. think()
// returns the draw from [0, 1) for each think time.
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
			isFirst := !v.turn.hasBegun
			due := schedule.elapsed(time.Now())
			if !isFirst {
				drawn, err := think(sobek.Undefined())
				if err != nil {
					return err
				}
				due = v.turn.ended + schedule.thinkTime(drawn.ToFloat())
				if !v.wait(due-schedule.elapsed(time.Now())) || schedule.elapsed(time.Now()) >= schedule.duration {
					return nil // the load is over
				}
			}
			v.turn.hasBegun = true
			_, err := fn(sobek.Undefined(), rt.ToValue(inMilliseconds(due)), rt.ToValue(isFirst))
			v.turn.ended = schedule.elapsed(time.Now())
			return err
		})
	})
}
