package proofload

import (
	"strings"

	"github.com/tidwall/gjson"
)

// capture stores values of a correct response in the user, with their JSON types. Anything but a text, number or truth value becomes null.
func (r *route) capture(body string, v values) error {
	if v.object == nil {
		return nil
	}
	for _, each := range r.captures {
		var value any
		switch found := gjson.Get(body, each.path); found.Type {
		case gjson.String:
			value = strings.Clone(found.Str)
		case gjson.Number:
			value = found.Num
		case gjson.True, gjson.False:
			value = found.Bool()
		}
		if err := v.object.Set(each.name, value); err != nil {
			return err
		}
	}
	return nil
}
