package proofload

import (
	"encoding/json"
	"net/http"
	"os"
	"testing"
)

// The cases are shared with scenarios/testing/judge.test.ts.
func TestJudgesAsTestsOutsideK6Do(t *testing.T) {
	text, err := os.ReadFile("testdata/judgements.json")
	must(t, err)
	var cases []struct {
		Name, Outcome string
		Captured      map[string]any
		Route, User   json.RawMessage
		Response      struct {
			Status  int
			Headers map[string]string
			Body    string
		}
	}
	must(t, json.Unmarshal(text, &cases))
	for _, each := range cases {
		t.Run(each.Name, func(t *testing.T) {
			environment := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				for name, value := range each.Response.Headers {
					w.Header().Set(name, value)
				}
				w.WriteHeader(each.Response.Status)
				_, _ = w.Write([]byte(each.Response.Body))
			})
			route, user := compiledRoute(t, string(each.Route), nil), userOf(t, string(each.User))
			request, err := route.request(urlFrom(t, environment["BASE_URL"]), user)
			must(t, err)
			made := route.exchange(t.Context(), http.DefaultTransport, nil, request, false)
			outcome, err := route.judge(made, user)
			must(t, err)
			equal(t, "outcome", outcome, each.Outcome)
			for name, value := range each.Captured {
				captured, _ := json.Marshal(user.object.Get(name))
				wanted, _ := json.Marshal(value)
				equal(t, name, string(captured), string(wanted))
			}
		})
	}
}

func TestRefusesChecksThatMeanNothing(t *testing.T) {
	for _, spec := range []string{
		`{"path":"/","checks":[{"equals":1}]}`,
		`{"path":"/","checks":[{"path":"a","header":"b"}]}`,
		`{"path":"/","checks":[{"path":"a","is":"beautiful"}]}`,
		`{"path":"/","checks":[{"body":"taste"}]}`,
		`{"path":"/","checks":[{"body":"sha256","equals":"abc"}]}`,
		`{"path":"/","checks":[{"body":"file","equals":"nowhere"}]}`,
		`{"path":"/{open"}`,
		`{"path":""}`,
		`{"path":"/","status":"3xx"}`,
		`{"path":"/","captures":{"a":{"after":"x"}}}`,
		`{"path":"/","captures":{"a":{"header":"x","cookie":"y"}}}`,
		`{"path":"/","body":{}}`,
		`{"path":"/","body":{"file":"nowhere"}}`,
	} {
		var parsed routeSpec
		if json.Unmarshal([]byte(spec), &parsed) != nil {
			continue
		}
		if _, err := compileRoute("route", parsed, nil, nil); err == nil {
			t.Errorf("%s was accepted", spec)
		}
	}
}

func TestDrawsOneOfTheItemsThatAreCaptured(t *testing.T) {
	route := compiledRoute(t, `{"method":"GET","path":"/","captures":{"id":"items.#.id"}}`, nil)
	drawn := map[string]int{}
	user := userOf(t, `{}`)
	for range 100 {
		must(t, route.capture(nil, `{"items":[{"id":"a"},{"id":"b"},{"id":"c"}]}`, user))
		drawn[user.object.Get("id").String()]++
	}
	equal(t, "a, b and c", drawn["a"] > 15 && drawn["b"] > 15 && drawn["c"] > 15, true)
	must(t, route.capture(nil, `{"items":[]}`, user))
	equal(t, "none", user.object.Get("id").String(), "null")
}
