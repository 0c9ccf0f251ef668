package proofload

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/v2/js/common"
	"go.k6.io/k6/v2/js/modules"
	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/metrics"
)

// standInVU stands in for the VU that k6 gives to a module.
type standInVU struct {
	ctx   context.Context
	init  *common.InitEnvironment
	state *lib.State
	rt    *sobek.Runtime
}

var _ modules.VU = &standInVU{}

func (s *standInVU) Context() context.Context             { return s.ctx }
func (s *standInVU) Events() common.Events                { return common.Events{} }
func (s *standInVU) InitEnv() *common.InitEnvironment     { return s.init }
func (s *standInVU) State() *lib.State                    { return s.state }
func (s *standInVU) Runtime() *sobek.Runtime              { return s.rt }
func (s *standInVU) RegisterCallback() func(func() error) { return nil }

// client is a VU with a scenario that a test runs.
type client struct {
	t       *testing.T
	vu      *standInVU
	samples chan metrics.SampleContainer
	end     context.CancelFunc
}

// newClient loads a scenario, with the module's exports as globals, and starts its schedule.
func newClient(t *testing.T, p *process, environment map[string]string, scenario string) *client {
	t.Helper()
	ctx, end := context.WithCancel(context.Background())
	t.Cleanup(end)
	vu := &standInVU{ctx: ctx, rt: sobek.New(), init: &common.InitEnvironment{
		TestPreInitState: &lib.TestPreInitState{Registry: metrics.NewRegistry()},
	}}
	must(t, vu.rt.Set("__ENV", environment))
	for name, value := range p.NewModuleInstance(vu).Exports().Named {
		must(t, vu.rt.Set(name, value))
	}
	c := &client{t: t, vu: vu, samples: make(chan metrics.SampleContainer, 1000), end: end}
	c.run(scenario)
	vu.init = nil
	vu.state = &lib.State{
		Transport: &http.Transport{DisableCompression: true}, Dialer: &net.Dialer{}, Samples: c.samples, VUIDGlobal: 3,
		GetScenarioGlobalVUIter: func() uint64 { return 4 },
	}
	vu.ctx = lib.WithScenarioState(ctx, &lib.ScenarioState{Name: "open", StartTime: time.Now()})
	return c
}

func (c *client) run(code string) sobek.Value {
	c.t.Helper()
	value, err := c.vu.rt.RunString(code)
	must(c.t, err)
	return value
}

// reported returns the tags and values of the samples since the last call, by metric.
func (c *client) reported() map[string][]reportedSample {
	all := map[string][]reportedSample{}
	for {
		select {
		case container := <-c.samples:
			for _, sample := range container.GetSamples() {
				all[sample.Metric.Name] = append(all[sample.Metric.Name], reportedSample{sample.Tags.Map(), sample.Value})
			}
		default:
			return all
		}
	}
}

type reportedSample struct {
	tags  map[string]string
	value float64
}

// serve starts a system to send requests to, and returns the environment for a scenario that does so.
func serve(t *testing.T, handler http.HandlerFunc) map[string]string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return map[string]string{"BASE_URL": server.URL}
}

func compiledRoute(t *testing.T, spec string, files map[string]*file) *route {
	t.Helper()
	var parsed routeSpec
	must(t, json.Unmarshal([]byte(spec), &parsed))
	made, err := compileRoute("route", parsed, files, newTrends(metrics.NewRegistry()))
	must(t, err)
	return made
}

func userOf(t *testing.T, object string) values {
	t.Helper()
	rt := sobek.New()
	value, err := rt.RunString("(" + object + ")")
	must(t, err)
	return values{rt: rt, object: value.ToObject(rt), random: &randomStream{}}
}

func urlFrom(t *testing.T, text string) *url.URL {
	t.Helper()
	parsed, err := url.Parse(text)
	must(t, err)
	return parsed
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t *testing.T, what string, got, wanted T) {
	t.Helper()
	if got != wanted {
		t.Errorf("%s: got %v, wanted %v", what, got, wanted)
	}
}
