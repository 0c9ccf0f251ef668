package proofload

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// bodySpec describes the body of a request: exactly one of JSON, Form, Multipart, Text and File.
type bodySpec struct {
	JSON      json.RawMessage   `json:"json"`
	Form      map[string]string `json:"form"`
	Multipart []partSpec        `json:"multipart"`
	Text      *string           `json:"text"`
	// File is the name of one of the system's files, sent unchanged: the whole, or the bytes From to To, which is exclusive
	File string `json:"file"`
	From int    `json:"from"`
	To   int    `json:"to"`
	// ContentType of the text or the file
	ContentType string `json:"contentType"`
}

// partSpec is one part of a multipart body: a value, or a file.
type partSpec struct {
	Name        string `json:"name"`
	Value       string `json:"value"`
	File        string `json:"file"`
	FileName    string `json:"fileName"`
	ContentType string `json:"contentType"`
}

// requestBody is a sequence of files and of texts to be filled in.
type requestBody struct {
	contentType string
	parts       []bodyPart
}

type bodyPart struct {
	text template
	file []byte
}

const boundary = "proofload-0d5f6a1c9b7e4f23"

func compileBody(spec *bodySpec, files map[string]*file) (*requestBody, error) {
	fileOf := func(name string) (*file, error) {
		if found, ok := files[name]; ok {
			return found, nil
		}
		return nil, fmt.Errorf("there is no file %q", name)
	}
	switch {
	case spec == nil:
		return nil, nil
	case spec.JSON != nil:
		var value any
		if err := json.Unmarshal(spec.JSON, &value); err != nil {
			return nil, err
		}
		text, err := compileJSON(value)
		return &requestBody{contentType: "application/json", parts: []bodyPart{{text: text}}}, err
	case spec.Form != nil:
		var text template
		for i, key := range sortedKeys(spec.Form) {
			value, err := compile(spec.Form[key], inQuery)
			if err != nil {
				return nil, err
			}
			for at, piece := range value {
				if piece.name == "" {
					value[at].text = url.QueryEscape(piece.text)
				}
			}
			separator := "&"
			if i == 0 {
				separator = ""
			}
			text = joined(text, template{{text: separator + url.QueryEscape(key) + "="}}, value)
		}
		return &requestBody{contentType: "application/x-www-form-urlencoded", parts: []bodyPart{{text: text}}}, nil
	case spec.Multipart != nil:
		return compileMultipart(spec.Multipart, fileOf)
	case spec.Text != nil:
		text, err := compile(*spec.Text, asIs)
		return &requestBody{contentType: orElse(spec.ContentType, "text/plain; charset=utf-8"), parts: []bodyPart{{text: text}}}, err
	case spec.File != "":
		found, err := fileOf(spec.File)
		if err != nil {
			return nil, err
		}
		content, err := found.part(spec.From, spec.To)
		return &requestBody{contentType: orElse(spec.ContentType, "application/octet-stream"), parts: []bodyPart{{file: content}}}, err
	}
	return nil, errors.New("the body is described by none of json, form, multipart, text and file")
}

func compileMultipart(specs []partSpec, fileOf func(string) (*file, error)) (*requestBody, error) {
	body := &requestBody{contentType: "multipart/form-data; boundary=" + boundary}
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace
	for _, spec := range specs {
		head := "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + quote(spec.Name) + `"`
		if spec.File == "" {
			value, err := compile(spec.Value, asIs)
			if err != nil {
				return nil, err
			}
			text := joined(template{{text: head + "\r\n\r\n"}}, value, template{{text: "\r\n"}})
			body.parts = append(body.parts, bodyPart{text: text})
			continue
		}
		content, err := fileOf(spec.File)
		if err != nil {
			return nil, err
		}
		head += "; filename=\"" + quote(orElse(spec.FileName, spec.File)) + "\"\r\nContent-Type: " +
			orElse(spec.ContentType, "application/octet-stream") + "\r\n\r\n"
		body.parts = append(body.parts,
			bodyPart{text: template{{text: head}}}, bodyPart{file: content.content}, bodyPart{text: template{{text: "\r\n"}}})
	}
	body.parts = append(body.parts, bodyPart{text: template{{text: "--" + boundary + "--\r\n"}}})
	return body, nil
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// filled is a body ready to be sent, more than once if needed. It refers to the system's files without copying them.
type filled struct {
	slices [][]byte
	length int64
}

func (b *requestBody) fill(v values) (filled, error) {
	var made filled
	for _, part := range b.parts {
		content := part.file
		if content == nil {
			var text bytes.Buffer
			if err := part.text.fillInto(&text, v); err != nil {
				return made, err
			}
			content = text.Bytes()
		}
		made.slices = append(made.slices, content)
		made.length += int64(len(content))
	}
	return made, nil
}

func (f filled) reader() io.ReadCloser {
	if len(f.slices) == 1 {
		return io.NopCloser(bytes.NewReader(f.slices[0]))
	}
	readers := make([]io.Reader, len(f.slices))
	for i, slice := range f.slices {
		readers[i] = bytes.NewReader(slice)
	}
	return io.NopCloser(io.MultiReader(readers...))
}
