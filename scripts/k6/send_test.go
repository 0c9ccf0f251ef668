package proofload

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

var zeroTime time.Time

const phases = `[{"name":"warm-up","endMs":5000},{"name":"steady","endMs":20000}]`

func TestReportsEveryRequestWithItsTags(t *testing.T) {
	environment := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Served-From", "cache")
		if r.URL.Path == "/broken" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_, _ = w.Write([]byte(`{"id":1}`))
	})
	environment["PHASES"] = phases
	c := newClient(t, newProcess(), environment, `system(() => ({ routes: {
		right: { path: '/right', group: 'reads', checks: [{ path: 'id', equals: 1 }] },
		broken: { name: 'b', path: '/broken', transfer: 'download', checks: [{ path: 'id' }] },
	} }))`)
	equal(t, "right", c.run(`send('right', {}, -100)`).ToBoolean(), true)
	equal(t, "broken", c.run(`send('broken', {}, 6000)`).ToBoolean(), false)
	reported := c.reported()
	delays, services, responses := reported["start_delay"], reported["service_time"], reported["response_time"]
	equal(t, "samples", fmt.Sprint(len(delays), len(services), len(responses)), "2 2 2")
	equal(t, "attempt", fmt.Sprint(delays[0].tags), "map[group:reads name:right phase:warm-up]")
	equal(t, "end", fmt.Sprint(responses[0].tags), "map[group:reads name:right outcome:correct phase:warm-up served:cache]")
	equal(t, "failure", fmt.Sprint(services[1].tags),
		"map[name:b outcome:status-503 phase:steady served:cache transfer:download]")
	equal(t, "a late start counts", delays[0].value >= 100, true)
	equal(t, "an early start has no delay", delays[1].value, 0)
	equal(t, "response time is from the intended start", responses[0].value >= services[0].value+100, true)
	equal(t, "and the sum of both", responses[0].value-services[0].value-delays[0].value < 1e-6, true)
}

func TestWritesDownWhatWasAcknowledged(t *testing.T) {
	environment := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/no" {
			w.WriteHeader(http.StatusConflict)
		}
	})
	environment["ACKNOWLEDGEMENTS_FILE"] = filepath.Join(t.TempDir(), "acks.ndjson")
	c := newClient(t, newProcess(), environment, `system(() => ({ routes: { put: {
		method: 'PUT', path: '/{where}', acknowledges: { kind: 'put', subject: '{id}', object: '{where}' } } } }))`)
	c.run(`send('put', { id: 'a"\n', where: 'yes' }, 0); send('put', { id: 'b', where: 'no' }, 0); send('put', { id: 3, where: 'yes' }, 0)`)
	file, err := os.Open(environment["ACKNOWLEDGEMENTS_FILE"])
	must(t, err)
	defer file.Close()
	var subjects []string
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var line struct{ Kind, Subject, Object string }
		must(t, json.Unmarshal(lines.Bytes(), &line))
		equal(t, "kind and object", line.Kind+" "+line.Object, "put yes")
		subjects = append(subjects, line.Subject)
	}
	equal(t, "subjects", strings.Join(subjects, "|"), "a\"\n|3")
}

func TestKeepsCookiesOfOneUser(t *testing.T) {
	environment := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/twice" {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		if r.URL.Path == "/login" {
			http.SetCookie(w, &http.Cookie{Name: "session", Value: "s", Path: "/"})
			http.Redirect(w, r, "/home", http.StatusSeeOther)
			return
		}
		if _, err := r.Cookie("session"); err != nil {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	c := newClient(t, newProcess(), environment, `system(() => ({ routes: {
		login: { path: '/login', cookies: true, redirects: 1 },
		stay: { path: '/login', status: 303, checks: [{ header: 'Location', equals: '/home' }, { body: 'length', atLeast: 1 }] },
		twice: { path: '/twice', redirects: 1, status: 303, checks: [{ header: 'Location', equals: '/home' }, { body: 'length', atLeast: 1 }] },
		home: { path: '/home', cookies: true }, bare: { path: '/home', status: 401 } } }));
		const me = {}, other = {}`)
	equal(t, "follows the redirect with the cookie that came with it", c.run(`send('login', me, 0)`).ToBoolean(), true)
	equal(t, "keeps the cookie", c.run(`send('home', me, 0)`).ToBoolean(), true)
	equal(t, "only where it is wanted", c.run(`send('bare', me, 0)`).ToBoolean(), true)
	equal(t, "not for another user", c.run(`send('home', other, 0)`).ToBoolean(), false)
	equal(t, "when users take turns", c.run(`send('home', me, 0)`).ToBoolean(), true)
	equal(t, "out of sight", c.run(`JSON.stringify(me) + Object.keys({ ...me }).length`).String(), "{}0")
	equal(t, "follows no more than its limit", c.run(`send('twice', me, 0)`).ToBoolean(), true)
	equal(t, "follows none by default", c.run(`send('stay', me, 0)`).ToBoolean(), true)
}

func TestTellsAStallByThePageAndBlamesTheOne(t *testing.T) {
	const stall = 300 * time.Millisecond
	var underWay, most atomic.Int32
	environment := serve(t, func(w http.ResponseWriter, r *http.Request) {
		now := underWay.Add(1)
		defer underWay.Add(-1)
		for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
		}
		time.Sleep(50 * time.Millisecond)
		if r.URL.Path == "/slow" {
			time.Sleep(stall)
		}
		if r.URL.Path == "/missing" {
			w.WriteHeader(http.StatusNotFound)
		}
	})
	environment["PHASES"] = phases
	c := newClient(t, newProcess(), environment, `system(() => ({
		routes: Object.fromEntries(['html', 'css', 'js', 'slow', 'image', 'missing'].map((name) => [name, { path: '/' + name }])),
		pages: { home: [['html'], ['css', 'js', 'slow', 'image']], torn: [['html'], ['css', 'missing'], ['image']] },
	}))`)
	equal(t, "all correct", c.run(`visit('home', {}, -40)`).ToBoolean(), true)
	reported := c.reported()
	page, delay := reported["page_time"][0], reported["page_start_delay"][0]
	equal(t, "tags", fmt.Sprint(page.tags), "map[outcome:correct page:home phase:warm-up]")
	equal(t, "start delay", delay.value >= 40 && delay.value < page.value, true)
	equal(t, "from the intended start to the last response", page.value >= 40+100+300, true)
	equal(t, "in parallel", most.Load() >= 3, true)
	equal(t, "requests", len(reported["response_time"]), 5)
	for _, each := range reported["start_delay"] {
		equal(t, each.tags["name"]+" is as late as its page", each.value >= delay.value, each.tags["name"] == "html")
	}
	slowest := reported["service_time"][0]
	for _, each := range reported["service_time"] {
		equal(t, "page", each.tags["page"], "home")
		if each.value > slowest.value {
			slowest = each
		}
	}
	equal(t, "blamed", slowest.tags["name"], "slow")

	equal(t, "one that is missing", c.run(`visit('torn', {}, 0)`).ToBoolean(), false)
	reported = c.reported()
	equal(t, "outcome", reported["page_time"][0].tags["outcome"], "status-404")
	equal(t, "asks for nothing after it", len(reported["response_time"]), 3)
}

func TestTellsWhatCameBackAndReportsNothing(t *testing.T) {
	environment := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(http.StatusFound)
		_, _ = w.Write([]byte(strings.Repeat("x", 600)))
	})
	c := newClient(t, newProcess(), environment, `system(() => ({ routes: { first: { method: 'GET', path: '/{id}' } } }))`)
	answer := c.run(`const { method, path, outcome, status, failure, error, location, body } = ask('first', { id: 1 });
		[method, path, outcome, status, failure, error, location, body.length].join()`).String()
	equal(t, "answer", answer, "GET,/1,status-302,302,,,/elsewhere,500")
	equal(t, "figures", len(c.reported()), 0)
}

func TestEndsTheTestForAnErrorOfTheScenario(t *testing.T) {
	environment := serve(t, func(http.ResponseWriter, *http.Request) {})
	c := newClient(t, newProcess(), environment, `system(() => ({ routes: { one: { path: '/{id}' } } }));
		const ofUser = eachArrival(() => send('one', {}, 0)), ofRoute = eachArrival(() => send('two', {}, 0));
		const thrown = eachArrival(() => { throw new Error('broken') })`)
	for name, words := range map[string]string{"ofUser": "{id}", "ofRoute": `no route "two"`, "thrown": "broken"} {
		_, err := c.vu.rt.RunString(name + "()")
		if err == nil || !strings.Contains(err.Error(), "test aborted: error in the scenario:") || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: got %v", name, err)
		}
		c.vu.rt.ClearInterrupt()
	}
}

func TestSaysNothingOfARequestThatK6CutOff(t *testing.T) {
	begun := make(chan bool)
	environment := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		close(begun)
		<-r.Context().Done()
	})
	c := newClient(t, newProcess(), environment, `system(() => ({ routes: { one: { path: '/' } } }))`)
	go func() {
		<-begun
		c.end()
	}()
	c.run(`send('one', {}, 0)`)
	reported := c.reported()
	equal(t, "attempted", len(reported["start_delay"]), 1)
	equal(t, "ended", len(reported["service_time"]), 0)
}
