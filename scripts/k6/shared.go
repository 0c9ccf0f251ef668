package proofload

import (
	"encoding/json"
	"fmt"
	"sync"

	"github.com/grafana/sobek"
)

// sharedValue is JSON that is made once for all VUs of the process, such as a population.
type sharedValue struct {
	once sync.Once
	root any
	err  error
}

// list is a list in a shared value. Items with a weight can be chosen by it.
type list struct {
	items []any
	once  sync.Once
	sums  cumulative
}

// defineShared is shared(name, make): the first VU makes the value, and all VUs read it by path.
func (v *virtualUser) defineShared(call sobek.FunctionCall) sobek.Value {
	rt := v.vu.Runtime()
	name := call.Argument(0).String()
	p := v.process
	p.mutex.Lock()
	value, ok := p.shared[name]
	if !ok {
		value = &sharedValue{}
		p.shared[name] = value
	}
	p.mutex.Unlock()
	value.once.Do(func() {
		var text []byte
		if text, value.err = jsonOf(rt, call.Argument(1)); value.err == nil {
			value.root, value.err = parseShared(text)
		}
	})
	if value.err != nil {
		v.throw(value.err)
	}
	if v.sharedMethods == nil {
		v.sharedMethods = v.newSharedMethods()
		v.sharedOf = map[*sobek.Object]namedValue{}
	}
	object := rt.NewObject()
	if err := object.SetPrototype(v.sharedMethods); err != nil {
		v.throw(err)
	}
	v.sharedOf[object] = namedValue{name, value.root}
	return object
}

type namedValue struct {
	name string
	root any
}

// newSharedMethods makes the prototype of a VU's shared values. It is shared because a function takes a kilobyte of memory.
func (v *virtualUser) newSharedMethods() *sobek.Object {
	rt := v.vu.Runtime()
	methods := rt.NewObject()
	define := func(method string, carryOut func(of namedValue, call sobek.FunctionCall) any) {
		err := methods.Set(method, func(call sobek.FunctionCall) sobek.Value {
			object, _ := call.This.(*sobek.Object)
			return rt.ToValue(carryOut(v.sharedOf[object], call))
		})
		if err != nil {
			v.throw(err)
		}
	}
	define("get", func(of namedValue, call sobek.FunctionCall) any {
		found := v.lookUp(of, call.Arguments)
		switch found.(type) {
		case *list, map[string]any:
			v.throw(fmt.Errorf("%s: there is more than one value at that path", of.name))
		}
		return found
	})
	define("count", func(of namedValue, call sobek.FunctionCall) any {
		return len(v.lookUpList(of, call.Arguments).items)
	})
	define("choose", func(of namedValue, call sobek.FunctionCall) any {
		return v.lookUpItems(of, call.Arguments[1:]).cumulative().choose(call.Argument(0).ToFloat())
	})
	define("popular", func(of namedValue, call sobek.FunctionCall) any {
		list := v.lookUpItems(of, call.Arguments[2:])
		law := zipfLaw{count: len(list.items), exponent: call.Argument(1).ToFloat()}
		return list.items[v.process.zipf.index(law, call.Argument(0).ToFloat())]
	})
	return methods
}

func parseShared(text []byte) (any, error) {
	var parsed any
	if err := json.Unmarshal(text, &parsed); err != nil {
		return nil, err
	}
	return sharedNode(parsed), nil
}

func sharedNode(value any) any {
	switch value := value.(type) {
	case []any:
		for i := range value {
			value[i] = sharedNode(value[i])
		}
		return &list{items: value}
	case map[string]any:
		for key := range value {
			value[key] = sharedNode(value[key])
		}
	case float64:
		if whole := int64(value); float64(whole) == value {
			return whole // so that it becomes an integer in JavaScript, which is cheaper as an index
		}
	}
	return value
}

// cumulative returns the cumulative weights of the items, from their field `weight`.
func (l *list) cumulative() cumulative {
	l.once.Do(func() {
		weights := make([]float64, len(l.items))
		for i, item := range l.items {
			if record, ok := item.(map[string]any); ok {
				weights[i] = floatOf(record["weight"])
			}
		}
		l.sums = cumulativeOf(weights)
	})
	return l.sums
}

func floatOf(value any) float64 {
	switch value := value.(type) {
	case int64:
		return float64(value)
	case float64:
		return value
	}
	return 0
}

func (v *virtualUser) lookUpList(of namedValue, path []sobek.Value) *list {
	found, ok := v.lookUp(of, path).(*list)
	if !ok {
		v.throw(fmt.Errorf("%s: there is no list at %v", of.name, path))
	}
	return found
}

// lookUpItems returns a list from which an item can be chosen.
func (v *virtualUser) lookUpItems(of namedValue, path []sobek.Value) *list {
	found := v.lookUpList(of, path)
	if len(found.items) == 0 {
		v.throw(fmt.Errorf("%s: the list at %v is empty", of.name, path))
	}
	return found
}

func (v *virtualUser) lookUp(of namedValue, path []sobek.Value) any {
	at := of.root
	for _, step := range path {
		switch node := at.(type) {
		case *list:
			index := step.ToInteger()
			if index < 0 || index >= int64(len(node.items)) {
				v.throw(fmt.Errorf("%s: there is no item %d at %v", of.name, index, path))
			}
			at = node.items[index]
		case map[string]any:
			next, ok := node[step.String()]
			if !ok {
				v.throw(fmt.Errorf("%s: there is no %s at %v", of.name, step, path))
			}
			at = next
		default:
			v.throw(fmt.Errorf("%s: nothing is below %v", of.name, path))
		}
	}
	return at
}
