package proofload

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/grafana/sobek"
)

// values fill in a request: they are the properties of the user object that the scenario sends it for.
type values struct {
	rt     *sobek.Runtime
	object *sobek.Object
	// random is the stream of the user who is acting
	random *randomStream
}

// get returns a property. A missing property is never filled in silently: it is an error of the scenario.
func (v values) get(name string) (sobek.Value, error) {
	if v.object != nil {
		if value := v.object.Get(name); value != nil && !sobek.IsUndefined(value) && !sobek.IsNull(value) {
			return value, nil
		}
	}
	return nil, fmt.Errorf("there is no value for {%s}", name)
}

func (v values) text(name string) (string, error) {
	value, err := v.get(name)
	if err != nil {
		return "", err
	}
	return value.String(), nil
}

// piece of a template: a constant text, or the name of a value and how to write it.
type piece struct {
	text  string
	name  string
	write func(v values, value sobek.Value) (string, error)
}

// template is text with values filled in, compiled once for all VUs.
type template []piece

func asIs(_ values, value sobek.Value) (string, error)   { return value.String(), nil }
func inPath(_ values, value sobek.Value) (string, error) { return url.PathEscape(value.String()), nil }
func inQuery(_ values, value sobek.Value) (string, error) {
	return url.QueryEscape(value.String()), nil
}
func asJSON(v values, value sobek.Value) (string, error) {
	text, err := jsonOfValue(v.rt, value)
	return string(text), err
}
func inJSONString(_ values, value sobek.Value) (string, error) {
	quoted, err := json.Marshal(value.String())
	return string(quoted[1 : len(quoted)-1]), err
}

// compile reads "{name}" as the value of that name; "{{" is a brace.
func compile(text string, write func(values, sobek.Value) (string, error)) (template, error) {
	var compiled template
	var plain strings.Builder
	flush := func() {
		if plain.Len() > 0 {
			compiled = append(compiled, piece{text: plain.String()})
			plain.Reset()
		}
	}
	for i := 0; i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], "{{"):
			plain.WriteByte('{')
			i++
		case text[i] == '{':
			length := strings.IndexByte(text[i:], '}')
			if length < 2 {
				return nil, fmt.Errorf("%q: a brace is opened but not closed, or has no name in it", text)
			}
			flush()
			compiled = append(compiled, piece{name: text[i+1 : i+length], write: write})
			i += length
		default:
			plain.WriteByte(text[i])
		}
	}
	flush()
	return compiled, nil
}

// compilePath escapes values according to their place in the URL. An absolute URL that is one value stays unchanged: it may be signed.
func compilePath(text string) (template, error) {
	if strings.HasPrefix(text, "{") {
		return compile(text, asIs)
	}
	path, query, hasQuery := strings.Cut(text, "?")
	compiled, err := compile(path, inPath)
	if err != nil || !hasQuery {
		return compiled, err
	}
	rest, err := compile("?"+query, inQuery)
	return append(compiled, rest...), err
}

// compileJSON makes a template from a JSON value. A string that is exactly "{name}" becomes the value as JSON, of any type.
func compileJSON(value any) (template, error) {
	switch value := value.(type) {
	case string:
		if name, ok := onlyValue(value); ok {
			return template{{name: name, write: asJSON}}, nil
		}
		compiled, err := compile(value, inJSONString)
		for i, piece := range compiled {
			if piece.name == "" {
				quoted, _ := json.Marshal(piece.text)
				compiled[i].text = string(quoted[1 : len(quoted)-1])
			}
		}
		return joined(template{{text: `"`}}, compiled, template{{text: `"`}}), err
	case []any:
		made := template{{text: "["}}
		for i, item := range value {
			compiled, err := compileJSON(item)
			if err != nil {
				return nil, err
			}
			if i > 0 {
				made = joined(made, template{{text: ","}})
			}
			made = joined(made, compiled)
		}
		return joined(made, template{{text: "]"}}), nil
	case map[string]any:
		made := template{{text: "{"}}
		for i, key := range sortedKeys(value) {
			compiled, err := compileJSON(value[key])
			if err != nil {
				return nil, err
			}
			quoted, _ := json.Marshal(key)
			comma := ""
			if i > 0 {
				comma = ","
			}
			made = joined(made, template{{text: comma + string(quoted) + ":"}}, compiled)
		}
		return joined(made, template{{text: "}"}}), nil
	default:
		text, err := json.Marshal(value)
		return template{{text: string(text)}}, err
	}
}

// joined concatenates templates and merges adjacent texts into one piece.
func joined(templates ...template) template {
	var all template
	for _, each := range templates {
		for _, next := range each {
			last := len(all) - 1
			if last >= 0 && all[last].name == "" && next.name == "" {
				all[last].text += next.text
			} else {
				all = append(all, next)
			}
		}
	}
	return all
}

// onlyValue returns the name in a text that is exactly "{name}".
func onlyValue(text string) (string, bool) {
	if len(text) > 2 && text[0] == '{' && text[1] != '{' && strings.IndexByte(text, '}') == len(text)-1 {
		return text[1 : len(text)-1], true
	}
	return "", false
}

// fill writes the template with the values filled in.
func (t template) fill(v values) (string, error) {
	if len(t) == 1 && t[0].name == "" {
		return t[0].text, nil
	}
	var text bytes.Buffer
	if err := t.fillInto(&text, v); err != nil {
		return "", err
	}
	return text.String(), nil
}

func (t template) fillInto(to *bytes.Buffer, v values) error {
	for _, piece := range t {
		if piece.name == "" {
			to.WriteString(piece.text)
			continue
		}
		value, err := v.get(piece.name)
		if err != nil {
			return err
		}
		text, err := piece.write(v, value)
		if err != nil {
			return err
		}
		to.WriteString(text)
	}
	return nil
}
