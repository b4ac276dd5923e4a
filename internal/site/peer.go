package site

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Address is the client's address in one form for each place: of IPv6 the first half, which belongs to one household. It is
// the nearest hop that is no trusted proxy: what others say of themselves, or of those behind them, does not count. A hop
// that can't be read ends the search at the proxy that wrote it.
func Address(r *http.Request) string {
	from, ok := peer(r)
	if !ok {
		return r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		next, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil || !of(r).site.trusts(from) {
			break
		}
		from = plain(next)
	}
	if from.Is6() {
		return netip.PrefixFrom(from, 64).Masked().String()
	}
	return from.String()
}

// peer is the address at the other end of the connection.
func peer(r *http.Request) (netip.Addr, bool) {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return plain(from.Addr()), err == nil
}

// plain writes an address in the one form that prefixes are compared with.
func plain(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

func (s *Site) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(s.Proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// https tells whether the browser came by https, as far as the connection or a trusted proxy says so.
func https(r *http.Request) bool {
	s := of(r).site
	if s.Secure || r.TLS != nil {
		return true
	}
	from, ok := peer(r)
	return ok && s.trusts(from) && r.Header.Get("X-Forwarded-Proto") == "https"
}

// DemoHere tells whether demo accounts may log in by this request: the site is a demonstration, and whoever asks sits at
// this machine.
func DemoHere(r *http.Request) bool { return of(r).site.Demo && Local(r) }

// forwarding are the headers by which a proxy shows itself.
var forwarding = []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via"}

// Local tells whether the request comes from this machine itself and not through a proxy on it, even one that does not
// show itself: it then asks for a name of the loopback.
func Local(r *http.Request) bool {
	for _, name := range forwarding {
		if r.Header.Get(name) != "" {
			return false
		}
	}
	from, ok := peer(r)
	return ok && from.IsLoopback() && loopbackName(r.Host)
}

func loopbackName(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.EqualFold(host, "localhost") || net.ParseIP(strings.Trim(host, "[]")).IsLoopback()
}
