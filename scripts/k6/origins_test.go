package proofload

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// elsewhere is a server that no load may reach; it counts the requests that did.
func elsewhere(t *testing.T) (url string, reached *atomic.Int32) {
	t.Helper()
	reached = &atomic.Int32{}
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	t.Cleanup(server.Close)
	return server.URL, reached
}

func outcomesOf(c *client, user string) string {
	c.run("send('go', " + user + ", 0)")
	samples := c.reported()["response_time"]
	outcomes := make([]string, len(samples))
	for i, sample := range samples {
		outcomes[i] = sample.tags["outcome"]
	}
	return strings.Join(outcomes, " ")
}

const goAnywhere = "system(() => ({ routes: { go: { path: '{url}', redirects: 1 } } }))"

func TestSendsOnlyToAllowedOrigins(t *testing.T) {
	foreign, reached := elsewhere(t)
	environment := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, foreign, http.StatusFound)
		}
	})
	own := environment["BASE_URL"]
	store := serve(t, func(http.ResponseWriter, *http.Request) {})["BASE_URL"]
	environment["ALLOWED_ORIGINS"] = store
	c := newClient(t, newProcess(), environment, goAnywhere)
	for url, wanted := range map[string]string{
		own + "/here":                                       correct,
		store + "/signed?by=anyone":                         correct,
		foreign + "/signed":                                 "generator-refused",
		own + "/away":                                       "generator-refused",
		strings.Replace(own, "http:", "https:", 1):          "generator-refused",
		strings.Replace(store, "127.0.0.1", "[::1]", 1):     "generator-refused",
		strings.Replace(foreign, "//", "//"+own[7:]+"@", 1): "generator-refused",
	} {
		equal(t, url, outcomesOf(c, "{ url: '"+url+"' }"), wanted)
	}
	equal(t, "requests elsewhere", reached.Load(), 0)
}

func TestKnowsNoOtherOriginByDefault(t *testing.T) {
	foreign, reached := elsewhere(t)
	c := newClient(t, newProcess(), serve(t, func(http.ResponseWriter, *http.Request) {}), goAnywhere)
	equal(t, "outcome", outcomesOf(c, "{ url: '"+foreign+"' }"), "generator-refused")
	equal(t, "requests elsewhere", reached.Load(), 0)
}

func TestRefusesAnOriginThatIsNone(t *testing.T) {
	_, err := originsOf(urlFrom(t, "http://system"), "http://store,nowhere")
	if err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("got %v", err)
	}
}
