package proofload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"syscall"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib/netext"
)

func dialError(errno syscall.Errno) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", errno)}
}

func TestTellsItsOwnFaultsFromTheSystems(t *testing.T) {
	for _, each := range []struct {
		err     error
		outcome string
	}{
		{dialError(syscall.EMFILE), "generator-out-of-files"},
		{dialError(syscall.ENFILE), "generator-out-of-files"},
		{dialError(syscall.EADDRNOTAVAIL), "generator-out-of-ports"},
		{dialError(syscall.EADDRINUSE), "generator-out-of-ports"},
		{dialError(syscall.ENOBUFS), "generator-out-of-memory"},
		{dialError(syscall.ENOMEM), "generator-out-of-memory"},
		{fmt.Errorf("%w: x", errInvalidURL), "generator-refused"},
		{netext.BlockedHostError{}, "generator-refused"},
		{netext.BlackListedIPError{}, "generator-refused"},
		{context.DeadlineExceeded, "timeout"},
		{&net.DNSError{Err: "no such host"}, "network"},
		{dialError(syscall.ECONNREFUSED), "network"},
		{dialError(syscall.EHOSTUNREACH), "network"},
		{dialError(syscall.ETIMEDOUT), "network"},
		{&net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}, "network"},
		{io.EOF, "network"},
		{errors.New("anything else"), "network"},
	} {
		equal(t, each.err.Error(), outcomeOfError(each.err), each.outcome)
	}
}

func TestNamesANameThatIsNotFound(t *testing.T) {
	equal(t, "failure", failureKind(&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host"}}), "name")
}

func TestNamesWhatKeptARequestFromItsResponse(t *testing.T) {
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	plain := httptest.NewServer(http.NotFoundHandler())
	cut := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
	}))
	for _, server := range []*httptest.Server{secure, plain, cut, silent} {
		t.Cleanup(server.Close)
	}
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for url, wanted := range map[string]string{
		secure.URL:                        "certificate",
		"https" + plain.URL[len("http"):]: "tls",
		cut.URL:                           "broken",
		silent.URL:                        "timeout",
		closed.URL:                        "refused",
	} {
		route := compiledRoute(t, `{"path":"/"}`, nil)
		route.timeout = 2 * time.Second
		request, err := route.request(urlFrom(t, url), values{})
		must(t, err)
		made := route.exchange(t.Context(), &http.Transport{}, nil, request, false)
		if made.err == nil {
			t.Errorf("%s: there was a response", wanted)
			continue
		}
		equal(t, made.err.Error(), failureKind(made.err), wanted)
	}
}
