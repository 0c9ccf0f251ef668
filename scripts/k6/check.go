package proofload

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/grafana/sobek"
	"github.com/tidwall/gjson"
)

// checkSpec is one check of a response: of a header, of a value in the JSON body (path, in GJSON's syntax), or of the body as a whole
// (length in bytes, sha256, a file of the system). All conditions given must hold.
type checkSpec struct {
	Header string `json:"header"`
	Path   string `json:"path"`
	// Each: the check must hold for every object of the list at this path
	Each string `json:"each"`
	Body string `json:"body"` // "length", "sha256" or "file"
	// When: check only if this value of the user is true
	When string `json:"when"`

	Equals   any      `json:"equals"`
	Is       string   `json:"is"`
	AtLeast  *float64 `json:"atLeast"`
	AtMost   *float64 `json:"atMost"`
	Includes string   `json:"includes"`
	SameAs   string   `json:"sameAs"`
	// From and To: the part of the file that a range response holds, in bytes; To is exclusive
	From int `json:"from"`
	To   int `json:"to"`
}

// check is a compiled check of a header or of the JSON body.
type check struct {
	header, path, each, when string
	equals                   *expected
	is                       func(gjson.Result) bool
	atLeast, atMost          float64
	includes                 template
	sameAs                   string
}

// expected is a constant, or a value of the user.
type expected struct {
	name string
	text template // for a text with values in it
	raw  any
}

var kinds = map[string]func(gjson.Result) bool{
	"text":    func(r gjson.Result) bool { return r.Type == gjson.String && r.Str != "" },
	"count":   func(r gjson.Result) bool { return r.Type == gjson.Number && r.Num >= 0 && r.Num == math.Trunc(r.Num) },
	"number":  func(r gjson.Result) bool { return r.Type == gjson.Number },
	"boolean": func(r gjson.Result) bool { return r.Type == gjson.True || r.Type == gjson.False },
	"list":    gjson.Result.IsArray,
	"object":  gjson.Result.IsObject,
	"there":   gjson.Result.Exists,
	"absent":  func(r gjson.Result) bool { return !r.Exists() },
}

func compileCheck(spec checkSpec) (check, error) {
	made := check{
		header: spec.Header, path: spec.Path, each: spec.Each, when: spec.When, sameAs: spec.SameAs,
		atLeast: math.Inf(-1), atMost: math.Inf(1),
	}
	if (spec.Header == "") == (spec.Path == "") {
		return made, errors.New("a check is about a header, a path or the body")
	}
	if spec.Is != "" {
		if made.is = kinds[spec.Is]; made.is == nil {
			return made, fmt.Errorf("there is no kind %q of value", spec.Is)
		}
	}
	if spec.AtLeast != nil {
		made.atLeast = *spec.AtLeast
	}
	if spec.AtMost != nil {
		made.atMost = *spec.AtMost
	}
	var err error
	if made.includes, err = compile(spec.Includes, asIs); err != nil {
		return made, err
	}
	if spec.Equals != nil {
		made.equals = &expected{raw: spec.Equals}
		if text, ok := spec.Equals.(string); ok {
			if made.equals.name, ok = onlyValue(text); !ok {
				made.equals.text, err = compile(text, asIs)
			}
		}
	}
	return made, err
}

// holds reports whether the response passes the check. An error is the scenario's fault, never the response's.
func (c *check) holds(body string, header func(string) string, v values) (bool, error) {
	if c.when != "" && (v.object == nil || v.object.Get(c.when) == nil || !v.object.Get(c.when).ToBoolean()) {
		return true, nil
	}
	if c.header != "" {
		text := header(c.header)
		found := gjson.Result{}
		if text != "" {
			found = gjson.Result{Type: gjson.String, Str: text, Raw: text}
		}
		return c.accepts(found, body, v)
	}
	if c.each == "" {
		return c.accepts(gjson.Get(body, c.path), body, v)
	}
	list := gjson.Get(body, c.each)
	if !list.IsArray() {
		return false, nil
	}
	good, err := true, error(nil)
	list.ForEach(func(_, item gjson.Result) bool {
		good, err = c.accepts(item.Get(c.path), body, v)
		return good && err == nil
	})
	return good, err
}

func (c *check) accepts(found gjson.Result, body string, v values) (bool, error) {
	if c.is != nil && !c.is(found) {
		return false, nil
	}
	if !math.IsInf(c.atLeast, 0) || !math.IsInf(c.atMost, 0) {
		if found.Type != gjson.Number || found.Num < c.atLeast || found.Num > c.atMost {
			return false, nil
		}
	}
	if c.sameAs != "" && (!found.Exists() || found.Raw != gjson.Get(body, c.sameAs).Raw) {
		return false, nil
	}
	if c.includes != nil {
		wanted, err := c.includes.fill(v)
		if err != nil || !includes(found, wanted) {
			return false, err
		}
	}
	if c.equals != nil {
		return c.equals.is(found, v)
	}
	return found.Exists() || c.is != nil, nil
}

func includes(list gjson.Result, wanted string) bool {
	found := false
	if list.IsArray() {
		list.ForEach(func(_, item gjson.Result) bool {
			found = item.Type == gjson.String && item.Str == wanted
			return !found
		})
	}
	return found
}

// is compares without conversion: a text never equals a number.
func (e *expected) is(found gjson.Result, v values) (bool, error) {
	wanted := e.raw
	if e.name != "" {
		value, err := v.get(e.name)
		if err != nil {
			return false, err
		}
		if text, ok := value.(sobek.String); ok { // the usual case, and cheaper than Export
			return found.Type == gjson.String && found.Str == text.String(), nil
		}
		wanted = value.Export()
	} else if e.text != nil {
		text, err := e.text.fill(v)
		if err != nil {
			return false, err
		}
		wanted = text
	}
	switch wanted := wanted.(type) {
	case string:
		return found.Type == gjson.String && found.Str == wanted, nil
	case bool:
		return (found.Type == gjson.True && wanted) || (found.Type == gjson.False && !wanted), nil
	case int64:
		return found.Type == gjson.Number && found.Num == float64(wanted), nil
	case float64:
		return found.Type == gjson.Number && found.Num == wanted, nil
	}
	text, _ := json.Marshal(wanted)
	return false, fmt.Errorf("%s is nothing that a value could equal", text)
}
