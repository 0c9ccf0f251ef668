package proofload

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"time"

	"github.com/grafana/sobek"
)

// send is send(route, user, dueMs). It sends a request with the intended start time dueMs, and reports its service time and response time,
// whatever the outcome. Returns true when the response was correct.
func (v *virtualUser) send(call sobek.FunctionCall) sobek.Value {
	system, err := v.process.requireSystem()
	if err != nil {
		v.throw(err)
	}
	key := call.Argument(0).String()
	found, ok := system.routes[key]
	if !ok {
		v.throw(fmt.Errorf("there is no route %q", key))
	}
	user, due := v.valuesOf(call.Argument(1)), milliseconds(call.Argument(2).ToFloat())
	outcome, err := v.sendAll(system, []*route{found}, user, due, "")
	return v.resultOf(key, outcome, err)
}

// resultOf is the value returned to the scenario. It is undefined if k6 has ended the VU in the meantime, when it is not read.
func (v *virtualUser) resultOf(what, outcome string, err error) sobek.Value {
	if v.vu.Context().Err() != nil {
		return sobek.Undefined()
	}
	if err != nil {
		v.throw(fmt.Errorf("%s: %w", what, err))
	}
	return v.vu.Runtime().ToValue(outcome == correct)
}

func (v *virtualUser) valuesOf(argument sobek.Value) values {
	object, _ := argument.(*sobek.Object)
	return values{rt: v.vu.Runtime(), object: object, random: &v.random}
}

// jarFor returns the user's cookie jar, or nil if the route does not use cookies.
func jarFor(route *route, user values) *cookiejar.Jar {
	if !route.cookies {
		return nil
	}
	return user.cookieJar()
}

// underWay is a request that was sent, and reported as attempted.
type underWay struct {
	route   *route
	key     seriesKey
	started time.Time
	delay   time.Duration
	made    exchange
}

// sendAll sends requests in parallel and reports each, whatever its outcome. page is the page that they belong to, or "". It returns the
// outcome of the first route in order that was not correct. An error is the scenario's fault.
func (v *virtualUser) sendAll(system *system, routes []*route, user values, due time.Duration, page string) (string, error) {
	requests := make([]*http.Request, len(routes))
	invalid := make([]error, len(routes))
	for i, route := range routes {
		var err error
		if requests[i], err = route.request(system.base, user); errors.Is(err, errInvalidURL) {
			invalid[i] = err
		} else if err != nil {
			return "", err
		}
	}
	if len(routes) == 1 { // the usual case
		sent := v.begin(routes[0], due, page)
		sent.carryOut(v.vu.Context(), v.transport(system), jarFor(routes[0], user), requests[0], invalid[0])
		return v.conclude(sent, user)
	}
	ended := make(chan int, len(routes))
	all := make([]*underWay, len(routes))
	ctx, transport := v.vu.Context(), v.transport(system)
	for i, route := range routes {
		sent, jar := v.begin(route, due, page), jarFor(route, user)
		all[i] = sent
		go func() {
			sent.carryOut(ctx, transport, jar, requests[i], invalid[i])
			ended <- i
		}()
	}
	outcomes := make([]string, len(routes))
	var scenarioError error
	for range routes {
		i := <-ended
		outcome, err := v.conclude(all[i], user)
		outcomes[i] = outcome
		if err != nil {
			scenarioError = err
		}
	}
	for _, outcome := range outcomes {
		if outcome != correct {
			return outcome, scenarioError
		}
	}
	return correct, scenarioError
}

func (v *virtualUser) begin(route *route, due time.Duration, page string) *underWay {
	schedule, started := v.currentSchedule(), time.Now()
	sent := &underWay{
		route: route, key: seriesKey{phase: schedule.phaseAt(due), page: page},
		started: started, delay: max(0, schedule.elapsed(started)-due),
	}
	route.series.started(v.vu.State(), sent.key, started, sent.delay)
	return sent
}

func (u *underWay) carryOut(
	ctx context.Context, transport http.RoundTripper, jar *cookiejar.Jar, request *http.Request, invalid error,
) {
	if invalid != nil {
		u.made = exchange{outcome: outcomeOfError(invalid), err: invalid, ended: time.Now()}
		return
	}
	u.made = u.route.exchange(ctx, transport, jar, request, false)
}

// conclude judges the response and reports it. A request that was in flight when k6 ended its VU stays reported as attempted, without an
// outcome.
func (v *virtualUser) conclude(sent *underWay, user values) (string, error) {
	defer sent.made.content.release()
	if v.vu.Context().Err() != nil {
		return "", nil
	}
	outcome, err := sent.route.judge(sent.made, user)
	if err != nil {
		return "", fmt.Errorf("%s: %w", sent.route.key, err)
	}
	sent.key.outcome, sent.key.served = outcome, sent.made.served
	service := sent.made.ended.Sub(sent.started)
	sent.route.series.ended(v.vu.State(), sent.key, sent.made.ended, service, sent.delay+service)
	if outcome != correct {
		return outcome, nil
	}
	return outcome, v.process.acks.write(sent.route.acknowledges, user)
}
