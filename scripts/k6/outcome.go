package proofload

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strconv"
	"strings"
	"syscall"

	"go.k6.io/k6/v2/lib/netext"
)

// The outcome of a request: "correct", "refused" (429: answered as designed, neither correct nor failed), or the reason why it failed:
// "timeout", "network", "generator-<what it lacked>", "status-<code>", "content".
const (
	correct  = "correct"
	refused  = "refused"
	timedOut = "timeout"
	network  = "network"
	wrong    = "content"
)

func outcomeOfStatus(status int) string {
	if status == 429 {
		return refused
	}
	return "status-" + strconv.Itoa(status)
}

// outcomeOfError classifies why there is no response. Outcomes that begin with "generator-" are the generator's own fault. A refused or
// reset connection, a dial timeout or an unknown host name may be the system's fault.
func outcomeOfError(err error) string {
	var blocked netext.BlockedHostError
	var blacklisted netext.BlackListedIPError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return timedOut
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "generator-out-of-files"
	case errors.Is(err, syscall.EADDRNOTAVAIL), errors.Is(err, syscall.EADDRINUSE):
		return "generator-out-of-ports"
	case errors.Is(err, syscall.ENOBUFS), errors.Is(err, syscall.ENOMEM):
		return "generator-out-of-memory"
	case errors.Is(err, errInvalidURL), errors.Is(err, errForeignOrigin), errors.As(err, &blocked), errors.As(err, &blacklisted):
		return "generator-refused"
	}
	return network
}

// failureKind classifies why a first request got no response, for the message to the user.
func failureKind(err error) string {
	var name *net.DNSError
	var operation *net.OpError
	var authority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	var invalid x509.CertificateInvalidError
	var header tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.As(err, &name):
		return "name"
	case errors.As(err, &authority), errors.As(err, &hostname), errors.As(err, &invalid):
		return "certificate"
	case errors.As(err, &header), errors.As(err, &alert), strings.HasPrefix(err.Error(), "tls:"),
		strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return "tls"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.As(err, &operation) && operation.Op == "dial" && operation.Timeout():
		return "timeout"
	}
	return "broken"
}
