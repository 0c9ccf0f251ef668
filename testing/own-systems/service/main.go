// A service that is not ours. Prints its address.
package main

import (
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
)

func main() {
	var reads, writes atomic.Int64
	http.HandleFunc("GET /things", func(w http.ResponseWriter, r *http.Request) {
		reads.Add(1)
		if r.Header.Get("X-Key") != "s3cret-of-the-service" {
			w.WriteHeader(http.StatusForbidden)
		}
		fmt.Fprint(w, "[1,2,3]")
	})
	http.HandleFunc("GET /open", func(w http.ResponseWriter, _ *http.Request) {
		reads.Add(1)
		fmt.Fprint(w, "[1,2,3]")
	})
	http.HandleFunc("GET /flaky", func(w http.ResponseWriter, _ *http.Request) {
		if reads.Add(1)%4 == 0 {
			w.WriteHeader(http.StatusInternalServerError)
		}
		fmt.Fprint(w, "[1,2,3]")
	})
	http.HandleFunc("POST /things", func(w http.ResponseWriter, _ *http.Request) {
		writes.Add(1)
		w.WriteHeader(http.StatusCreated)
	})
	http.HandleFunc("GET /counts", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"reads":%d,"writes":%d}`, reads.Load(), writes.Load())
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	panic(http.Serve(listener, nil))
}
