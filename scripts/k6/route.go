package proofload

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// defaultTimeout is how long a user waits before giving up.
const defaultTimeout = 10 * time.Second

// routeSpec is a request as scenarios describe it, and the checks of its response.
type routeSpec struct {
	// Name in every figure; the route's key when left out
	Name   string `json:"name"`
	Method string `json:"method"`
	// Path relative to the root of the system under test, query included; or an absolute URL that is one value ("{uploadUrl}")
	Path         string                 `json:"path"`
	Headers      map[string]string      `json:"headers"`
	Token        string                 `json:"token"`
	Body         *bodySpec              `json:"body"`
	Status       statusRule             `json:"status"`
	Checks       []checkSpec            `json:"checks"`
	Captures     map[string]captureSpec `json:"captures"`
	Acknowledges map[string]string      `json:"acknowledges"`
	Group        string                 `json:"group"`
	Transfer     string                 `json:"transfer"`
	Cookies      bool                   `json:"cookies"`
	Redirects    int                    `json:"redirects"`
	TimeoutMs    float64                `json:"timeoutMs"`
}

// route is a request compiled once for all VUs.
type route struct {
	key          string
	method       string
	path         template
	headers      []headerTemplate
	body         *requestBody
	status       statusRule
	checks       []check
	readsJSON    bool // the body must be JSON
	content      contentRule
	captures     []capture
	acknowledges []field
	cookies      bool
	redirects    int
	timeout      time.Duration
	series       *seriesOf
}

type headerTemplate struct {
	name  string
	value template
}

// statusRule is the status of a correct response: one, or every status of success ("2xx").
type statusRule struct {
	code       int
	anySuccess bool
}

func (s *statusRule) UnmarshalJSON(text []byte) error {
	if string(text) == `"2xx"` {
		s.anySuccess = true
		return nil
	}
	return json.Unmarshal(text, &s.code)
}

func (s statusRule) accepts(status int) bool {
	if s.anySuccess {
		return status >= 200 && status < 300
	}
	return status == s.code
}

// field is one field of an acknowledgement.
type field struct {
	name  string
	value template
}

func compileRoute(key string, spec routeSpec, files map[string]*file, trends *trends) (*route, error) {
	made := &route{
		key:       key,
		method:    orElse(spec.Method, http.MethodGet),
		status:    spec.Status,
		cookies:   spec.Cookies,
		redirects: spec.Redirects,
		timeout:   milliseconds(spec.TimeoutMs),
		series: newSeries(trends, map[string]string{
			"name": orElse(spec.Name, key), "group": spec.Group, "transfer": spec.Transfer,
		}),
	}
	if made.status == (statusRule{}) {
		made.status.code = http.StatusOK
	}
	if made.timeout == 0 {
		made.timeout = defaultTimeout
	}
	var err error
	if spec.Path == "" {
		return nil, errors.New("it has no path")
	}
	if made.path, err = compilePath(spec.Path); err != nil {
		return nil, err
	}
	if made.body, err = compileBody(spec.Body, files); err != nil {
		return nil, fmt.Errorf("its body: %w", err)
	}
	headers := map[string]string{"User-Agent": "proofload"}
	if made.body != nil {
		headers["Content-Type"] = made.body.contentType
	}
	if spec.Token != "" {
		headers["Authorization"] = "Bearer " + spec.Token
	}
	for name, value := range spec.Headers {
		headers[http.CanonicalHeaderKey(name)] = value
	}
	for _, name := range sortedKeys(headers) {
		value, err := compile(headers[name], asIs)
		if err != nil {
			return nil, fmt.Errorf("its header %s: %w", name, err)
		}
		made.headers = append(made.headers, headerTemplate{name, value})
	}
	for _, name := range sortedKeys(spec.Captures) {
		compiled, err := compileCapture(name, spec.Captures[name])
		if err != nil {
			return nil, fmt.Errorf("its capture %s: %w", name, err)
		}
		made.captures = append(made.captures, compiled)
	}
	if err := made.compileChecks(spec, files); err != nil {
		return nil, err
	}
	for _, name := range sortedKeys(spec.Acknowledges) {
		value, err := compile(spec.Acknowledges[name], asIs)
		if err != nil {
			return nil, fmt.Errorf("its acknowledgement: %w", err)
		}
		made.acknowledges = append(made.acknowledges, field{name, value})
	}
	return made, nil
}

// compileChecks compiles the checks of a route. Without a check or capture of its content, a response must have no body.
func (r *route) compileChecks(spec routeSpec, files map[string]*file) error {
	r.content = contentRule{isEmpty: true}
	for i, each := range spec.Checks {
		if each.Body != "" {
			if err := r.content.add(each, files); err != nil {
				return fmt.Errorf("its check %d: %w", i+1, err)
			}
			continue
		}
		compiled, err := compileCheck(each)
		if err != nil {
			return fmt.Errorf("its check %d: %w", i+1, err)
		}
		r.checks = append(r.checks, compiled)
		r.readsJSON = r.readsJSON || each.Path != ""
	}
	for i := range r.captures {
		r.readsJSON = r.readsJSON || r.captures[i].path != ""
		r.content.keep = r.content.keep || r.captures[i].readsText()
	}
	if r.content.keep = r.content.keep || r.readsJSON; r.content.keep {
		r.content.isEmpty = false
	}
	return nil
}
