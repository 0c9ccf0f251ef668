package proofload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"time"
	"unsafe"

	"github.com/grafana/sobek"
	"github.com/tidwall/gjson"
)

var errInvalidURL = errors.New("this is no URL that a request can be sent to")

// jarOf names the hidden property of a user's object that holds the user's cookies.
var jarOf = sobek.NewSymbol("cookies")

// cookieJar returns the cookies of a user. A different object is a different user, who starts without any.
func (v values) cookieJar() *cookiejar.Jar {
	if v.object == nil {
		jar, _ := cookiejar.New(nil) // never returns an error without options
		return jar
	}
	if known := v.object.GetSymbol(jarOf); known != nil {
		return known.Export().(*cookiejar.Jar)
	}
	jar, _ := cookiejar.New(nil)
	_ = v.object.DefineDataPropertySymbol(jarOf, v.rt.ToValue(jar), sobek.FLAG_FALSE, sobek.FLAG_FALSE, sobek.FLAG_FALSE) // fails only for frozen objects
	return jar
}

// exchange is the result of one request.
type exchange struct {
	outcome string
	status  int
	err     error // why there is no complete response
	served  string
	ended   time.Time
	header  http.Header
	content content
}

// servedHeader names what served a response, such as a cache.
const servedHeader = "X-Served-From"

// exchange sends a request and reads the response. It touches no state of the scenario, so that a user may have several in flight.
func (r *route) exchange(ctx context.Context, transport http.RoundTripper, jar *cookiejar.Jar, request *http.Request, keep bool) exchange {
	timely, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	response, err := r.roundTrip(request.WithContext(timely), transport, jar)
	if err != nil {
		return failed(timely, err)
	}
	defer response.Body.Close()
	read, err := r.content.read(response.Body, keep)
	if err != nil {
		read.release()
		return failed(timely, err)
	}
	return exchange{
		status: response.StatusCode, header: response.Header, served: response.Header.Get(servedHeader),
		content: read, ended: time.Now(),
	}
}

// failed is the result of a request without a complete response. If the deadline has passed, it is the cause, whatever the error is.
func failed(timely context.Context, err error) exchange {
	if cause := timely.Err(); cause != nil {
		err = cause
	}
	return exchange{outcome: outcomeOfError(err), err: err, ended: time.Now()}
}

func (r *route) roundTrip(
	request *http.Request, transport http.RoundTripper, jar *cookiejar.Jar,
) (*http.Response, error) {
	if !r.cookies && r.redirects == 0 {
		return transport.RoundTrip(request)
	}
	client := http.Client{Transport: transport, CheckRedirect: func(_ *http.Request, via []*http.Request) error {
		if len(via) > r.redirects {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	if r.cookies {
		client.Jar = jar
	}
	return client.Do(request)
}

// request fills in the values that vary. Every error except errInvalidURL is the scenario's fault.
func (r *route) request(base *url.URL, v values) (*http.Request, error) {
	path, err := r.path.fill(v)
	if err != nil {
		return nil, err
	}
	target, err := urlOf(base, path)
	if err != nil {
		return nil, err
	}
	request := &http.Request{
		Method: r.method, URL: target, Host: target.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: make(http.Header, len(r.headers)),
	}
	for _, header := range r.headers {
		value, err := header.value.fill(v)
		if err != nil {
			return nil, err
		}
		request.Header[header.name] = []string{value}
	}
	if r.body != nil {
		body, err := r.body.fill(v)
		if err != nil {
			return nil, err
		}
		request.ContentLength = body.length
		request.Body = body.reader()
		request.GetBody = func() (io.ReadCloser, error) { return body.reader(), nil }
	}
	return request, nil
}

// urlOf resolves a path below the system's base URL, or takes an absolute URL.
func urlOf(base *url.URL, path string) (*url.URL, error) {
	if path != "" && path[0] == '/' {
		parsed, err := url.ParseRequestURI(path)
		if err != nil {
			return nil, fmt.Errorf("%w: %q", errInvalidURL, path)
		}
		target := *base
		target.Path = base.Path + parsed.Path
		target.RawPath = ""
		if parsed.RawPath != "" || base.RawPath != "" {
			target.RawPath = base.EscapedPath() + parsed.EscapedPath()
		}
		target.RawQuery = parsed.RawQuery
		return &target, nil
	}
	target, err := url.Parse(path)
	if err != nil || (target.Scheme != "http" && target.Scheme != "https") || target.Host == "" {
		return nil, fmt.Errorf("%w: %q", errInvalidURL, path)
	}
	return target, nil
}

// judge decides the outcome by status, headers and content, and captures values if it is correct. An error is the scenario's fault.
func (r *route) judge(made exchange, v values) (string, error) {
	if made.err != nil {
		return made.outcome, nil
	}
	if !r.status.accepts(made.status) || made.status == http.StatusTooManyRequests {
		return outcomeOfStatus(made.status), nil
	}
	if accepted, err := r.content.accepts(made.content, v); err != nil || !accepted {
		return wrong, err
	}
	body := ""
	if r.content.keep {
		kept := made.content.kept.Bytes()
		if r.readsJSON && !gjson.ValidBytes(kept) {
			return wrong, nil
		}
		body = unsafe.String(unsafe.SliceData(kept), len(kept)) // not used after the buffer is released: captures are copied
	}
	for i := range r.checks {
		holds, err := r.checks[i].holds(body, made.header.Get, v)
		if err != nil {
			return "", err
		}
		if !holds {
			return wrong, nil
		}
	}
	return correct, r.capture(made.header, body, v)
}
