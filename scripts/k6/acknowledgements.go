package proofload

import (
	"encoding/json"
	"fmt"
	"os"
	"sync"
)

// acknowledgements records the writes that the system confirmed to users, one JSON object per line. Each line is written at once, so
// that none is lost when k6 is killed.
type acknowledgements struct {
	mutex sync.Mutex
	file  *os.File
}

// open opens the file to write to. With an empty path nothing is recorded.
func (a *acknowledgements) open(path string) error {
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("acknowledgements cannot be written down: %w", err)
	}
	a.file = file
	return nil
}

func (a *acknowledgements) write(fields []field, v values) error {
	if a.file == nil || len(fields) == 0 {
		return nil
	}
	line := []byte("{")
	for i, field := range fields {
		text, err := field.value.fill(v)
		if err != nil {
			return err
		}
		name, _ := json.Marshal(field.name)
		value, _ := json.Marshal(text)
		if i > 0 {
			line = append(line, ',')
		}
		line = append(append(append(line, name...), ':'), value...)
	}
	line = append(line, "}\n"...)
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if _, err := a.file.Write(line); err != nil {
		return fmt.Errorf("an acknowledgement cannot be written down: %w", err)
	}
	return nil
}
