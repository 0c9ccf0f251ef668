package proofload

import (
	"fmt"

	"github.com/grafana/sobek"
)

const firstCharacters = 500

// ask is ask(route, user): it sends a request that counts in no figure, and returns the result.
func (v *virtualUser) ask(call sobek.FunctionCall) sobek.Value {
	system, err := v.process.requireSystem()
	if err != nil {
		v.throw(err)
	}
	key := call.Argument(0).String()
	route, ok := system.routes[key]
	if !ok {
		v.throw(fmt.Errorf("there is no route %q", key))
	}
	user := v.valuesOf(call.Argument(1))
	path, err := route.path.fill(user)
	if err != nil {
		v.throw(fmt.Errorf("%s: %w", key, err))
	}
	request, err := route.request(system.base, user)
	if err != nil {
		v.throw(fmt.Errorf("%s: %w", key, err))
	}
	made := route.exchange(v.vu.Context(), v.transport(system), jarFor(route, user), request, true)
	defer made.content.release()
	outcome, err := route.judge(made, user)
	if err != nil {
		v.throw(fmt.Errorf("%s: %w", key, err))
	}
	answer := map[string]any{
		"method": route.method, "path": path, "outcome": outcome, "status": made.status,
		"failure": nil, "error": "", "location": nil, "body": "",
	}
	if made.err != nil {
		answer["failure"], answer["error"] = failureKind(made.err), made.err.Error()
	}
	if location := made.header.Get("Location"); location != "" {
		answer["location"] = location
	}
	if outcome != correct && made.content.kept != nil {
		text := made.content.kept.String()
		answer["body"] = text[:min(len(text), firstCharacters)]
	}
	return v.vu.Runtime().ToValue(answer)
}
