// Package proofload is a k6 extension with the parts of a scenario that run for every request. It sends, checks and times the requests that
// scenarios describe as data, keeps their populations in native memory, and reports each second to the harness. JavaScript only chooses
// what is sent: building, checking and timing requests in the interpreter took most of k6's CPU (docs/adr/0051).
//
// Scenarios import the module k6/x/proofload (scenarios/lib/k6-x-proofload.d.ts); `k6 run --out proofload` reports.
package proofload

import (
	"errors"
	"sync"

	"github.com/grafana/sobek"
	"go.k6.io/k6/v2/js/modules"
	"go.k6.io/k6/v2/output"
)

func init() {
	modules.Register("k6/x/proofload", newProcess())
	output.RegisterExtension("proofload", newOutput)
}

// process is the state shared by all VUs of a k6 process.
type process struct {
	systemOnce sync.Once
	system     *system
	systemErr  error
	mutex      sync.Mutex // guards shared and trends
	shared     map[string]*sharedValue
	trends     *trends
	schedules  sync.Map // *lib.ScenarioState -> *schedule
	zipf       zipfTables
	acks       acknowledgements
}

func newProcess() *process {
	return &process{shared: map[string]*sharedValue{}}
}

// NewModuleInstance is called once for every VU.
func (p *process) NewModuleInstance(vu modules.VU) modules.Instance {
	v := &virtualUser{vu: vu, process: p}
	if init := vu.InitEnv(); init != nil {
		p.mutex.Lock()
		if p.trends == nil {
			p.trends = newTrends(init.Registry)
		}
		p.mutex.Unlock()
	}
	return v
}

// requireSystem returns the system that the scenario registered while it was loaded.
func (p *process) requireSystem() (*system, error) {
	if p.system == nil {
		return nil, errors.New("nothing can be sent before system() has defined the routes")
	}
	return p.system, nil
}

// jsonOf calls a function of the scenario and returns its result as JSON.
func jsonOf(rt *sobek.Runtime, make sobek.Value) ([]byte, error) {
	call, ok := sobek.AssertFunction(make)
	if !ok {
		return nil, errors.New("a function that makes the value is required")
	}
	value, err := call(sobek.Undefined())
	if err != nil {
		return nil, err
	}
	return jsonOfValue(rt, value)
}

func jsonOfValue(rt *sobek.Runtime, value sobek.Value) ([]byte, error) {
	stringify, ok := sobek.AssertFunction(rt.GlobalObject().Get("JSON").ToObject(rt).Get("stringify"))
	if !ok {
		return nil, errors.New("JSON.stringify is missing")
	}
	text, err := stringify(sobek.Undefined(), value)
	if err != nil {
		return nil, err
	}
	if sobek.IsUndefined(text) {
		return nil, errors.New("the value cannot be written as JSON")
	}
	return []byte(text.String()), nil
}
