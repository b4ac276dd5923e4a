package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// health asks the `pilar serve` of this environment whether it is ready: for a container, whose image has no other program
// that could.
func health(ctx context.Context, p *program, args []string) error {
	if _, err := parse(p.flags("health"), args, 0, 0); err != nil {
		return err
	}
	if p.faults != nil {
		return p.faults
	}
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second) // /readyz itself gives the database 2
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+dialable(p.config.addr)+"/readyz", nil)
	if err != nil {
		return err
	}
	direct := &http.Transport{} // never by HTTP_PROXY
	defer direct.CloseIdleConnections()
	res, err := direct.RoundTrip(req)
	if err != nil {
		return fmt.Errorf("not reachable: %w", err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 1<<10))
	if err != nil {
		return fmt.Errorf("not reachable: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %d %s", res.StatusCode, strings.TrimSpace(string(body)))
	}
	fmt.Fprintln(p.stdout, "ok")
	return nil
}

// dialable is where this machine reaches who listens on addr: all addresses include the loopback.
func dialable(addr string) string {
	host, port, _ := net.SplitHostPort(addr) // checked with the environment
	if host == "" || net.ParseIP(host).IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
