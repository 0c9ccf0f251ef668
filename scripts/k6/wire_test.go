package proofload

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib"
)

func wireFor(t *testing.T) *wire {
	t.Helper()
	return newWire(&lib.State{Dialer: &net.Dialer{}, Transport: &http.Transport{Proxy: http.ProxyFromEnvironment}})
}

func ask(t *testing.T, w *wire, method, url, body string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	must(t, err)
	if body == "" {
		request.Body = nil
	}
	response, err := w.RoundTrip(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return fmt.Sprint(response.StatusCode, " ", string(text)), err
}

func TestKeepsAConnectionWhateverTheBody(t *testing.T) {
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch r.URL.Path {
		case "/chunked":
			w.(http.Flusher).Flush()
			_, _ = w.Write([]byte(strings.Repeat("c", 100_000)))
		case "/hints":
			w.WriteHeader(http.StatusEarlyHints)
			_, _ = w.Write([]byte("after hints"))
		case "/none":
			w.WriteHeader(http.StatusNoContent)
		default:
			_, _ = w.Write(body)
		}
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	w := wireFor(t)
	for _, each := range [][4]string{
		{"PUT", "/", strings.Repeat("x", 20_000), "200 " + strings.Repeat("x", 20_000)},
		{"GET", "/chunked", "", "200 " + strings.Repeat("c", 100_000)},
		{"GET", "/hints", "", "200 after hints"},
		{"DELETE", "/none", "", "204 "},
		{"HEAD", "/chunked", "", "200 "},
		{"GET", "/", "", "200 "},
	} {
		got, err := ask(t, w, each[0], server.URL+each[1], each[2])
		must(t, err)
		equal(t, each[0]+" "+each[1], got == each[3], true)
	}
	equal(t, "connections", connections.Load(), 1)
}

// raw handles connection n (from 0) with answers[n], and closes it.
func raw(t *testing.T, answers ...func(net.Conn, *bufio.Reader)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for _, answer := range answers {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			answer(conn, bufio.NewReader(conn))
			_ = conn.Close()
		}
	}()
	return "http://" + listener.Addr().String()
}

func answerOnce(text string) func(net.Conn, *bufio.Reader) {
	return func(conn net.Conn, reader *bufio.Reader) {
		if request, err := http.ReadRequest(reader); err == nil {
			_, _ = io.Copy(io.Discard, request.Body)
			_, _ = io.WriteString(conn, text)
		}
	}
}

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

func TestGoesOnWhenAnIdleConnectionWasClosed(t *testing.T) {
	url := raw(t, answerOnce(ok), answerOnce(ok), answerOnce(ok))
	w := wireFor(t)
	for i := range 3 {
		got, err := ask(t, w, "PUT", url, "body")
		must(t, err)
		equal(t, fmt.Sprint(i), got, "200 ok")
		time.Sleep(2 * suspiciousIdleTime)
	}
}

func TestRepeatsOnlyWhatMayBeRepeated(t *testing.T) {
	// The second request on the connection is read but never answered.
	hangUp := func(conn net.Conn, reader *bufio.Reader) {
		answerOnce(ok)(conn, reader)
		_, _ = http.ReadRequest(reader)
	}
	w := wireFor(t)
	url := raw(t, hangUp, answerOnce(ok))
	_, err := ask(t, w, "GET", url, "")
	must(t, err)
	got, err := ask(t, w, "GET", url, "")
	must(t, err)
	equal(t, "GET", got, "200 ok")

	w, url = wireFor(t), raw(t, hangUp, answerOnce(ok))
	_, err = ask(t, w, "POST", url, "order")
	must(t, err)
	_, err = ask(t, w, "POST", url, "order")
	equal(t, "POST", errors.Is(err, io.EOF), true)
	w, url = wireFor(t), raw(t, hangUp, answerOnce(ok))
	_, err = ask(t, w, "GET", url, "")
	must(t, err)
	_, err = ask(t, w, "GET", url, "with a body")
	equal(t, "GET with a body", errors.Is(err, io.EOF), true)
	_, err = ask(t, wireFor(t), "GET", raw(t, func(_ net.Conn, r *bufio.Reader) { _, _ = http.ReadRequest(r) }), "")
	equal(t, "a new connection", errors.Is(err, io.EOF), true)
}

func TestUsesAConnectionNoFurtherThanTheResponseAllows(t *testing.T) {
	for name, text := range map[string]string{
		"closing":      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
		"until closed": "HTTP/1.1 200 OK\r\n\r\nok",
		"old":          "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
		"too much":     ok + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno",
	} {
		w := wireFor(t)
		got, err := ask(t, w, "GET", raw(t, answerOnce(text)), "")
		must(t, err)
		equal(t, name, got, "200 ok")
		for _, held := range w.idle {
			equal(t, name+" leaves a connection", len(held), 0)
		}
	}
	w := wireFor(t)
	request, err := http.NewRequest("GET", raw(t, answerOnce(ok)), nil)
	must(t, err)
	response, err := w.RoundTrip(request)
	must(t, err)
	must(t, response.Body.Close())
	equal(t, "not read to its end", len(w.idle), 0)
	_, err = ask(t, wireFor(t), "GET", raw(t, answerOnce("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort")), "")
	equal(t, "short", errors.Is(err, io.ErrUnexpectedEOF), true)
	_, err = ask(t, wireFor(t), "GET", raw(t, answerOnce("what?\r\n\r\n")), "")
	equal(t, "no HTTP", err != nil, true)
}

func TestAnAnswerToHalfARequestCounts(t *testing.T) {
	url := raw(t, func(conn net.Conn, reader *bufio.Reader) {
		_, _ = http.ReadRequest(reader)
		_, _ = io.WriteString(conn, "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		time.Sleep(100 * time.Millisecond)
	})
	got, err := ask(t, wireFor(t), "PUT", url, strings.Repeat("x", 1<<20))
	if err == nil {
		equal(t, "answer", got, "413 ")
	} // else the kernel has discarded the answer with the connection; net/http would not get it either
}

func TestGivesUpWhenToldTo(t *testing.T) {
	silent := make(chan bool)
	defer close(silent)
	wait := func(_ net.Conn, r *bufio.Reader) {
		_, _ = http.ReadRequest(r)
		<-silent
	}
	halfway := func(conn net.Conn, r *bufio.Reader) {
		answerOnce("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")(conn, r)
		<-silent
	}
	for name, answer := range map[string]func(net.Conn, *bufio.Reader){"silent": wait, "halfway": halfway} {
		route := compiledRoute(t, `{"path":"/","timeoutMs":50,"checks":[{"body":"length","atLeast":1}]}`, nil)
		request, err := route.request(urlFrom(t, raw(t, answer)), values{})
		must(t, err)
		w := wireFor(t)
		made := route.exchange(t.Context(), w, nil, request, false)
		equal(t, name, made.outcome, timedOut)
		equal(t, name+" leaves a connection", len(w.idle), 0)
	}
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, "GET", raw(t, wait), nil)
	must(t, err)
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err = wireFor(t).RoundTrip(request)
	equal(t, "cancelled", err != nil, true)
}
