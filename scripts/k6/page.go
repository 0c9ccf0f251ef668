package proofload

import (
	"errors"
	"fmt"
	"time"

	"github.com/grafana/sobek"
)

// page is a set of requests that a user waits for together. The requests of a group are sent in parallel, as in a browser, and the groups
// one after the other.
type page struct {
	name   string
	groups [][]*route
	series *seriesOf
}

func compilePage(name string, groups [][]string, routes map[string]*route, trends *trends) (*page, error) {
	made := &page{name: name, series: newSeries(trends, map[string]string{"page": name})}
	for _, keys := range groups {
		var group []*route
		for _, key := range keys {
			route, ok := routes[key]
			if !ok {
				return nil, fmt.Errorf("there is no route %q", key)
			}
			group = append(group, route)
		}
		if len(group) == 0 {
			return nil, errors.New("it has a group without requests")
		}
		made.groups = append(made.groups, group)
	}
	if len(made.groups) == 0 {
		return nil, errors.New("it has no requests")
	}
	return made, nil
}

// visit is visit(page, user, dueMs). The page's time runs from its intended start to its last response; its outcome is that of the first
// request that was not correct. Groups after a failed one are not requested, because a browser would not learn of them.
// Returns true when all requests were correct.
func (v *virtualUser) visit(call sobek.FunctionCall) sobek.Value {
	system, err := v.process.requireSystem()
	if err != nil {
		v.throw(err)
	}
	name := call.Argument(0).String()
	page, ok := system.pages[name]
	if !ok {
		v.throw(fmt.Errorf("there is no page %q", name))
	}
	user, due := v.valuesOf(call.Argument(1)), milliseconds(call.Argument(2).ToFloat())
	outcome, err := v.load(system, page, user, due)
	return v.resultOf(name, outcome, err)
}

func (v *virtualUser) load(system *system, page *page, user values, due time.Duration) (string, error) {
	schedule, state, trends := v.currentSchedule(), v.vu.State(), page.series.trends
	key := seriesKey{phase: schedule.phaseAt(due)}
	started := time.Now()
	tags := page.series.tagged(key, state.Options.RunTags)
	state.Samples <- sample(trends.pageStartDelay, tags, started, max(0, schedule.elapsed(started)-due))
	outcome, groupDue := correct, due
	for _, group := range page.groups {
		var err error
		if outcome, err = v.sendAll(system, group, user, groupDue, page.name); err != nil || outcome != correct {
			if err != nil || outcome == "" {
				return outcome, err
			}
			break
		}
		groupDue = schedule.elapsed(time.Now())
	}
	key.outcome = outcome
	ended := time.Now()
	tags = page.series.tagged(key, state.Options.RunTags)
	state.Samples <- sample(trends.pageTime, tags, ended, schedule.elapsed(ended)-due)
	return outcome, nil
}
