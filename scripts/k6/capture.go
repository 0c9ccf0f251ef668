package proofload

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/tidwall/gjson"
)

// capture is a value of the response to store in the user. Exactly one of its sources is set.
type capture struct {
	name string
	// path of a value in the JSON body
	path   string
	header string
	cookie string
	// after and before: the text between the first `after` of the body and the next `before`
	after, before string
}

// captureSpec is a path, or an object that names another source.
type captureSpec struct {
	Path   string `json:"-"`
	Header string `json:"header"`
	Cookie string `json:"cookie"`
	After  string `json:"after"`
	Before string `json:"before"`
}

func (c *captureSpec) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		return json.Unmarshal(text, &c.Path)
	}
	type fields captureSpec
	return json.Unmarshal(text, (*fields)(c))
}

func compileCapture(name string, spec captureSpec) (capture, error) {
	sources := 0
	for _, isSet := range []bool{spec.Path != "", spec.Header != "", spec.Cookie != "", spec.After != "" && spec.Before != ""} {
		if isSet {
			sources++
		}
	}
	if sources != 1 {
		return capture{}, errors.New("a capture is from a path, a header, a cookie, or between two texts")
	}
	return capture{name, spec.Path, spec.Header, spec.Cookie, spec.After, spec.Before}, nil
}

func (c *capture) readsText() bool { return c.path != "" || c.after != "" }

// capture stores values of a correct response in the user: those of a path with their JSON types, all others as texts. Whatever the
// response lacks becomes null, and so does an object at a path. Of a list, one item is drawn.
func (r *route) capture(header http.Header, body string, v values) error {
	if v.object == nil {
		return nil
	}
	for i := range r.captures {
		if err := v.object.Set(r.captures[i].name, r.captures[i].valueIn(header, body, v.random)); err != nil {
			return err
		}
	}
	return nil
}

func (c *capture) valueIn(header http.Header, body string, random *randomStream) any {
	switch {
	case c.header != "":
		if found := header.Get(c.header); found != "" {
			return found
		}
	case c.cookie != "":
		for _, cookie := range (&http.Response{Header: header}).Cookies() {
			if cookie.Name == c.cookie {
				return cookie.Value
			}
		}
	case c.after != "":
		if _, rest, ok := strings.Cut(body, c.after); ok {
			if found, _, ok := strings.Cut(rest, c.before); ok {
				return strings.Clone(found)
			}
		}
	default:
		found := gjson.Get(body, c.path)
		if found.IsArray() {
			items := found.Array()
			if len(items) == 0 {
				return nil
			}
			found = items[int(random.next()*float64(len(items)))]
		}
		return scalar(found)
	}
	return nil
}

func scalar(found gjson.Result) any {
	switch found.Type {
	case gjson.String:
		return strings.Clone(found.Str)
	case gjson.Number:
		return found.Num
	case gjson.True, gjson.False:
		return found.Bool()
	}
	return nil
}
