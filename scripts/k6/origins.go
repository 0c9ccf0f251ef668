package proofload

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

var errForeignOrigin = errors.New("the load may not go there")

// origins are the places that a load may be sent to: the system, and those that the harness names besides, such as an object store that
// signed URLs lead to. Each is a scheme and a host with its port, as in "http://127.0.0.1:8080".
type origins []origin

type origin struct{ scheme, host string }

// originsOf reads the base URL of the system, and a list of further origins, separated by commas.
func originsOf(base *url.URL, further string) (origins, error) {
	allowed := origins{{base.Scheme, base.Host}}
	for _, text := range strings.Split(further, ",") {
		if text == "" {
			continue
		}
		parsed, err := url.Parse(text)
		if err != nil || parsed.Host == "" {
			return nil, fmt.Errorf("ALLOWED_ORIGINS: %q is not an origin", text)
		}
		allowed = append(allowed, origin{parsed.Scheme, parsed.Host})
	}
	return allowed, nil
}

func (o origins) include(target *url.URL) bool {
	for _, each := range o {
		if each.scheme == target.Scheme && each.host == target.Host {
			return true
		}
	}
	return false
}

// within sends requests to allowed origins only, redirected ones too.
type within struct {
	allowed origins
	next    http.RoundTripper
}

func (w within) RoundTrip(request *http.Request) (*http.Response, error) {
	if !w.allowed.include(request.URL) {
		return nil, fmt.Errorf("%w: %s://%s", errForeignOrigin, request.URL.Scheme, request.URL.Host)
	}
	return w.next.RoundTrip(request)
}
