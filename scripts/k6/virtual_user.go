package proofload

import (
	"fmt"
	"net/http"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/v2/errext"
	"go.k6.io/k6/v2/js/modules"
	"go.k6.io/k6/v2/lib"
)

// virtualUser is the module's state of one k6 VU: one client with its own connections.
type virtualUser struct {
	vu            modules.VU
	process       *process
	state         *lib.ScenarioState
	schedule      *schedule
	random        randomStream
	turns         []turn // of its users, in the closed model
	place         int    // of the user who is acting
	wire          http.RoundTripper
	sharedMethods *sobek.Object
	sharedOf      map[*sobek.Object]namedValue
}

// Exports lists what scenarios can import.
func (v *virtualUser) Exports() modules.Exports {
	return modules.Exports{Named: map[string]any{
		"system":      v.defineSystem,
		"shared":      v.defineShared,
		"eachArrival": v.eachArrival,
		"eachTurn":    v.eachTurn,
		"send":        v.send,
		"visit":       v.visit,
		"ask":         v.ask,
		"seed":        v.seed,
		"draw":        v.draw,
		"userNumber":  v.userNumber,
		"elapsedMs":   v.elapsedMs,
	}}
}

// nothing is a program that does nothing except notice that its runtime was interrupted.
var nothing = sobek.MustCompile("", "0", true)

// aborting runs a piece of the scenario; an error in it ends the test (exit code 108). k6 alone would log the error and carry on, and
// the requests that were never sent would go unnoticed.
func (v *virtualUser) aborting(work func() error) sobek.Value {
	if err := work(); err != nil && v.vu.Context().Err() == nil {
		rt := v.vu.Runtime()
		rt.Interrupt(&errext.InterruptError{Reason: fmt.Sprintf("%s: error in the scenario: %s", errext.AbortTest, err)})
		if _, err := rt.RunProgram(nothing); err != nil {
			panic(err)
		}
	}
	return sobek.Undefined()
}

// throw raises an error of ours as an exception in the scenario.
func (v *virtualUser) throw(err error) {
	panic(v.vu.Runtime().NewGoError(err))
}

// transport belongs to the VU: k6 gives each VU a dialer with its own IP address.
func (v *virtualUser) transport(system *system) http.RoundTripper {
	if v.wire == nil {
		v.wire = within{system.allowed, newWire(v.vu.State())}
	}
	return v.wire
}

// userNumber counts users from 1 over all processes of a load.
func (v *virtualUser) userNumber(sobek.FunctionCall) sobek.Value {
	return v.vu.Runtime().ToValue(v.number())
}

// elapsedMs is the present moment on the schedule's clock: the intended start of a request that follows another one at once.
func (v *virtualUser) elapsedMs(sobek.FunctionCall) sobek.Value {
	return v.vu.Runtime().ToValue(inMilliseconds(v.currentSchedule().elapsed(time.Now())))
}

// wait sleeps for a duration. It returns false if k6 is ending this VU.
func (v *virtualUser) wait(d time.Duration) bool {
	ctx := v.vu.Context()
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
