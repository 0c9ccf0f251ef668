package proofload

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"sort"

	"github.com/grafana/sobek"
)

// system holds the routes, pages and files of a scenario, compiled once for all VUs.
type system struct {
	base    *url.URL
	allowed origins
	routes  map[string]*route
	pages   map[string]*page
}

type systemSpec struct {
	Routes map[string]routeSpec  `json:"routes"`
	Pages  map[string][][]string `json:"pages"`
	Files  map[string]fileSpec   `json:"files"`
}

// defineSystem is system(make): the result of the first VU's make() is compiled for all VUs.
func (v *virtualUser) defineSystem(call sobek.FunctionCall) sobek.Value {
	p := v.process
	p.systemOnce.Do(func() {
		if p.systemErr = p.acks.open(v.environment("ACKNOWLEDGEMENTS_FILE")); p.systemErr == nil {
			p.system, p.systemErr = v.newSystem(call.Argument(0))
		}
	})
	if p.systemErr != nil {
		v.throw(p.systemErr)
	}
	return sobek.Undefined()
}

func (v *virtualUser) newSystem(make sobek.Value) (*system, error) {
	text, err := jsonOf(v.vu.Runtime(), make)
	if err != nil {
		return nil, err
	}
	made, err := compileSystem(text, v.environment("BASE_URL"), v.process.trends)
	if err != nil {
		return nil, err
	}
	made.allowed, err = originsOf(made.base, v.environment("ALLOWED_ORIGINS"))
	return made, err
}

func compileSystem(text []byte, baseURL string, trends *trends) (*system, error) {
	var spec systemSpec
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&spec); err != nil {
		return nil, fmt.Errorf("the routes cannot be read: %w", err)
	}
	base, err := url.Parse(baseURL)
	if err != nil {
		return nil, fmt.Errorf("BASE_URL: %w", err)
	}
	made := &system{base: base, routes: map[string]*route{}, pages: map[string]*page{}}
	files := map[string]*file{}
	for name, each := range spec.Files {
		if files[name], err = newFile(each); err != nil {
			return nil, fmt.Errorf("file %s: %w", name, err)
		}
	}
	for _, key := range sortedKeys(spec.Routes) {
		route, err := compileRoute(key, spec.Routes[key], files, trends)
		if err != nil {
			return nil, fmt.Errorf("route %s: %w", key, err)
		}
		made.routes[key] = route
	}
	for _, name := range sortedKeys(spec.Pages) {
		if made.pages[name], err = compilePage(name, spec.Pages[name], made.routes, trends); err != nil {
			return nil, fmt.Errorf("page %s: %w", name, err)
		}
	}
	return made, nil
}

func sortedKeys[T any](values map[string]T) []string {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
