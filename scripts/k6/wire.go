package proofload

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/lib/netext"
)

// wire is how a VU reaches a plain http:// system: HTTP/1.1 on its own connections from k6's dialer, written and read by the goroutine that
// waits for the response. net/http keeps two more goroutines and two buffers for each connection, and waking them costs more CPU than
// everything that is done with the response (docs/adr/0051). HTTPS (with HTTP/2) and proxies are left to net/http.
type wire struct {
	dialer lib.DialContexter
	other  http.RoundTripper
	mutex  sync.Mutex
	idle   map[string][]*wireConn // by host:port
}

// wireConn is one connection. It holds a buffer only while it is in use.
type wireConn struct {
	net.Conn
	address string
	reader  *bufio.Reader
	since   time.Time // when it became idle
}

func newWire(state *lib.State) *wire {
	return &wire{dialer: state.Dialer, other: state.Transport, idle: map[string][]*wireConn{}}
}

// suspiciousIdleTime is the idle time after which a connection is checked, before it is used again, in case the system has closed it.
const suspiciousIdleTime = 100 * time.Millisecond

var (
	wireReaders = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 4<<10) }}
	wireWriters = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, 4<<10) }}
)

// RoundTrip sends a request and returns when the head of the response has arrived.
func (w *wire) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Scheme != "http" || w.hasProxy(request) {
		return w.other.RoundTrip(request)
	}
	for {
		conn, isReused, err := w.connect(request)
		if err != nil {
			return nil, err
		}
		response, answered, err := w.exchange(conn, request)
		if err == nil {
			return response, nil
		}
		conn.close()
		// As in net/http: the system may close an idle connection at the moment when it is reused.
		if !isReused || answered || !isReplayable(request) || request.Context().Err() != nil {
			return nil, err
		}
	}
}

func (w *wire) hasProxy(request *http.Request) bool {
	transport, ok := w.other.(*http.Transport)
	if !ok || transport.Proxy == nil {
		return false
	}
	proxy, err := transport.Proxy(request)
	return proxy != nil || err != nil
}

func isReplayable(request *http.Request) bool {
	switch request.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return request.Body == nil
	}
	return false
}

// connect takes the most recently used connection, or opens one.
func (w *wire) connect(request *http.Request) (conn *wireConn, isReused bool, err error) {
	address := request.URL.Host
	if request.URL.Port() == "" {
		address = net.JoinHostPort(request.URL.Hostname(), "80")
	}
	for {
		conn := w.takeIdle(address)
		if conn == nil {
			break
		}
		if time.Since(conn.since) < suspiciousIdleTime || conn.isOpen() {
			return conn, true, nil
		}
		conn.close()
	}
	dialed, err := w.dialer.DialContext(request.Context(), "tcp", address)
	if err != nil {
		return nil, false, err
	}
	return &wireConn{Conn: dialed, address: address}, false, nil
}

func (w *wire) takeIdle(address string) *wireConn {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	held := w.idle[address]
	if len(held) == 0 {
		return nil
	}
	conn := held[len(held)-1]
	w.idle[address] = held[:len(held)-1]
	return conn
}

func (w *wire) giveBack(conn *wireConn) {
	wireReaders.Put(conn.reader)
	conn.reader = nil
	conn.since = time.Now()
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.idle[conn.address] = append(w.idle[conn.address], conn)
}

func (c *wireConn) close() {
	_ = c.Conn.Close()
	if c.reader != nil {
		wireReaders.Put(c.reader)
		c.reader = nil
	}
}

// isOpen checks, without blocking, that the other side has neither closed the connection nor sent unexpected data.
func (c *wireConn) isOpen() bool {
	conn := c.Conn
	if wrapped, ok := conn.(*netext.Conn); ok {
		conn = wrapped.Conn
	}
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return true
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return false
	}
	isOpen := false
	err = raw.Read(func(descriptor uintptr) bool {
		var one [1]byte
		_, err := syscall.Read(int(descriptor), one[:])
		isOpen = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK
		return true
	})
	return err == nil && isOpen
}

var longAgo = time.Unix(1, 0)

// exchange writes the request and reads the head of the response. answered reports whether any part of a response arrived.
func (w *wire) exchange(conn *wireConn, request *http.Request) (response *http.Response, answered bool, err error) {
	interrupted := context.AfterFunc(request.Context(), func() { _ = conn.SetDeadline(longAgo) })
	defer func() {
		if err != nil {
			interrupted()
		}
	}()
	writer := wireWriters.Get().(*bufio.Writer)
	writer.Reset(conn.Conn)
	if err = request.Write(writer); err == nil {
		err = writer.Flush()
	}
	writer.Reset(nil)
	wireWriters.Put(writer)
	// A system may respond before it has read everything, and close: its response counts.
	writeError := err
	conn.reader = wireReaders.Get().(*bufio.Reader)
	conn.reader.Reset(conn.Conn)
	for {
		if response, err = http.ReadResponse(conn.reader, request); err != nil {
			answered = conn.reader.Buffered() > 0
			if writeError != nil {
				err = writeError
			} else if err == io.ErrUnexpectedEOF && !answered {
				err = io.EOF
			}
			return nil, answered, err
		}
		if response.StatusCode >= 200 || response.StatusCode == http.StatusSwitchingProtocols {
			break // responses before it are informational (1xx)
		}
	}
	body := &wireBody{ReadCloser: response.Body, wire: w, conn: conn, interrupted: interrupted}
	body.keep = !response.Close && !request.Close && writeError == nil && response.StatusCode != http.StatusSwitchingProtocols
	response.Body = body
	return response, true, nil
}

// wireBody returns the connection to the idle ones when it was read to its end.
type wireBody struct {
	io.ReadCloser
	wire        *wire
	conn        *wireConn // nil once it was given back or closed
	interrupted func() bool
	keep        bool
}

func (b *wireBody) Read(block []byte) (int, error) {
	n, err := b.ReadCloser.Read(block)
	if err != nil {
		b.end(err == io.EOF)
	}
	return n, err
}

// Close closes the connection of a body that was not read to its end.
func (b *wireBody) Close() error {
	b.end(false)
	return nil
}

func (b *wireBody) end(isWhole bool) {
	if b.conn == nil {
		return
	}
	conn := b.conn
	b.conn = nil
	// A deadline that is being set at this moment would hit the next request.
	if b.interrupted() && isWhole && b.keep && conn.reader.Buffered() == 0 {
		b.wire.giveBack(conn)
		return
	}
	conn.close()
}
