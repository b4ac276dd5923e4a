package site_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pilar/internal/site"
)

// asked is a request from somewhere, with the hops that X-Forwarded-For names.
func asked(remote string, hops ...string) *http.Request {
	r := get("/")
	r.RemoteAddr = remote
	for _, h := range hops {
		r.Header.Add("X-Forwarded-For", h)
	}
	return r
}

// seen runs do below the outer layers.
func seen(t *testing.T, r *http.Request, do func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	w, _ := serve(t, r, nil, func(_ http.ResponseWriter, r *http.Request) error {
		do(r)
		return nil
	})
	return w
}

// The trusted proxies are the loopback and 10.0.0.0/24.
func TestAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		r    *http.Request
		want string
	}{
		"no proxy":                           {asked("192.0.2.1:4711"), "192.0.2.1"},
		"forged from outside":                {asked("192.0.2.1:4711", "198.51.100.7"), "192.0.2.1"},
		"forged by a neighbour of the proxy": {asked("10.0.1.1:4711", "198.51.100.7"), "10.0.1.1"},
		"this machine":                       {asked("127.0.0.1:4711"), "127.0.0.1"},
		"one proxy":                          {asked("127.0.0.1:4711", "198.51.100.7"), "198.51.100.7"},
		"forged before one proxy":            {asked("[::1]:4711", "203.0.113.1, 198.51.100.7"), "198.51.100.7"},
		"forged as a proxy":                  {asked("127.0.0.1:4711", "203.0.113.1, 10.0.0.9, 198.51.100.7"), "198.51.100.7"},
		"three proxies":                      {asked("127.0.0.1:4711", "203.0.113.1, 198.51.100.7, 10.0.0.1", "10.0.0.2"), "198.51.100.7"},
		"one that asks for itself":           {asked("127.0.0.1:4711", "10.0.0.1"), "10.0.0.1"},
		"only proxies":                       {asked("127.0.0.1:4711", "10.0.0.1, 10.0.0.2"), "10.0.0.1"},
		"a proxy in the new form":            {asked("[::ffff:10.0.0.1]:4711", "::ffff:198.51.100.7"), "198.51.100.7"},
		"garbage last":                       {asked("127.0.0.1:4711", "198.51.100.7, unknown"), "127.0.0.1"},
		"garbage behind a proxy":             {asked("127.0.0.1:4711", "198.51.100.7, '; DROP TABLE, 10.0.0.2"), "10.0.0.2"},
		"an empty hop":                       {asked("127.0.0.1:4711", "198.51.100.7,"), "127.0.0.1"},
		"a thousand hops":                    {asked("127.0.0.1:4711", strings.Repeat("203.0.113.1,", 1000)+"198.51.100.7"), "198.51.100.7"},
		"IPv6":                               {asked("[2001:db8:1:2:3:4:5:6]:4711"), "2001:db8:1:2::/64"},
		"IPv6 behind a proxy":                {asked("127.0.0.1:4711", "2001:db8:1:2:ffff::1"), "2001:db8:1:2::/64"},
		"IPv4 in the form of IPv6":           {asked("[::ffff:192.0.2.1]:4711"), "192.0.2.1"},
		"with a zone":                        {asked("[fe80::1%eth0]:4711"), "fe80::/64"},
		"a socket":                           {asked("@", "198.51.100.7"), "@"},
	} {
		seen(t, c.r, func(r *http.Request) {
			if got := site.Address(r); got != c.want {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
		})
	}
}

func TestHTTPSIsBelievedFromProxies(t *testing.T) {
	t.Parallel()
	for remote, want := range map[string]bool{"127.0.0.1:4711": true, "10.0.0.7:4711": true, "192.0.2.1:4711": false, "@": false} {
		r := asked(remote)
		r.Header.Set("X-Forwarded-Proto", "https")
		w := seen(t, r, func(*http.Request) {})
		if got := w.Header().Get("Strict-Transport-Security") != ""; got != want {
			t.Errorf("%s: https %v", remote, got)
		}
	}
}

func TestLocal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		remote, host string
		header       string
		want         bool
	}{
		"by name":                         {"127.0.0.1:4711", "localhost:8080", "", true},
		"by number":                       {"127.0.0.1:4711", "127.0.0.1", "", true},
		"by IPv6":                         {"[::1]:4711", "[::1]:8080", "", true},
		"by IPv6 without a port":          {"[::1]:4711", "[::1]", "", true},
		"from elsewhere":                  {"192.0.2.1:4711", "localhost:8080", "", false},
		"from a trusted proxy":            {"10.0.0.7:4711", "localhost:8080", "", false},
		"through a silent proxy here":     {"127.0.0.1:4711", "pilar.dinsos.example", "", false},
		"a name that begins like the one": {"127.0.0.1:4711", "localhost.dinsos.example", "", false},
		"without a name":                  {"127.0.0.1:4711", "", "", false},
		"X-Forwarded-For":                 {"127.0.0.1:4711", "localhost", "X-Forwarded-For", false},
		"X-Forwarded-Proto":               {"127.0.0.1:4711", "localhost", "X-Forwarded-Proto", false},
		"X-Real-IP":                       {"127.0.0.1:4711", "localhost", "X-Real-IP", false},
		"Forwarded":                       {"127.0.0.1:4711", "localhost", "Forwarded", false},
		"Via":                             {"127.0.0.1:4711", "localhost", "Via", false},
	} {
		r := asked(c.remote)
		r.Host = c.host
		if c.header != "" {
			r.Header.Set(c.header, "x")
		}
		seen(t, r, func(r *http.Request) {
			if got := site.Local(r); got != c.want {
				t.Errorf("%s: %v", name, got)
			}
		})
	}
}
