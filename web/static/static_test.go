package static

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPath(t *testing.T) {
	if got := Path("bootstrap.min.css"); !regexp.MustCompile(`^/aset/bootstrap\.min\.[0-9a-f]{10}\.css$`).MatchString(got) {
		t.Errorf("got %s", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("a name that does not exist is not noticed")
		}
	}()
	Path("nothing.css")
}

func TestHandler(t *testing.T) {
	css := Path("pilar.css")
	for _, c := range []struct {
		name, method, path, accept string
		status                     int
		encoding                   string
	}{
		{"plain", "GET", css, "", 200, ""},
		{"gzip", "GET", css, "br, gzip", 200, "gzip"},
		{"gzip weighed", "GET", css, "gzip;q=0.5", 200, "gzip"},
		{"gzip refused", "GET", css, "gzip;q=0, identity", 200, ""},
		{"head", "HEAD", css, "gzip", 200, "gzip"},
		{"post", "POST", css, "", 405, ""},
		{"without hash", "GET", "/aset/pilar.css", "", 404, ""},
		{"wrong hash", "GET", "/aset/pilar.0123456789.css", "", 404, ""},
		{"the folder", "GET", "/aset/", "", 404, ""},
		{"a licence is not served", "GET", "/aset/bootstrap.LICENSE.txt", "", 404, ""},
		{"above the folder", "GET", "/aset/../static.go", "", 404, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(c.method, "/", nil)
			r.URL.Path = c.path
			if c.accept != "" {
				r.Header.Set("Accept-Encoding", c.accept)
			}
			w := httptest.NewRecorder()
			Handler().ServeHTTP(w, r)
			h := w.Header()
			if w.Code != c.status || h.Get("Content-Encoding") != c.encoding {
				t.Fatalf("status %d, encoding %q", w.Code, h.Get("Content-Encoding"))
			}
			if c.status != http.StatusOK {
				if h.Get("Cache-Control") != "" {
					t.Error("a refusal may be kept")
				}
				return
			}
			if got := h.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
				t.Errorf("cache: %s", got)
			}
			if got := h.Get("Content-Type"); got != "text/css; charset=utf-8" {
				t.Errorf("type: %s", got)
			}
			if h.Get("Vary") != "Accept-Encoding" || h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("headers: %v", h)
			}
			if c.method == "HEAD" {
				if w.Body.Len() != 0 || h.Get("Content-Length") == "0" {
					t.Error("a HEAD is answered with a body, or without its length")
				}
				return
			}
			if h.Get("Content-Length") != strconv.Itoa(w.Body.Len()) {
				t.Errorf("length %s for %d bytes", h.Get("Content-Length"), w.Body.Len())
			}
			var body io.Reader = w.Body
			if c.encoding == "gzip" {
				var err error
				if body, err = gzip.NewReader(body); err != nil {
					t.Fatal(err)
				}
			}
			b, err := io.ReadAll(body)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(b), "--accent") {
				t.Error("that is not the stylesheet")
			}
		})
	}
}

func TestSize(t *testing.T) {
	total := 0
	for name, path := range shelf().served {
		n := len(shelf().assets[strings.TrimPrefix(path, Prefix)].gzip)
		t.Logf("%-20s %6d bytes compressed", name, n)
		if strings.HasSuffix(name, ".css") || strings.HasSuffix(name, ".js") {
			total += n
		}
	}
	if total > 60_000 {
		t.Errorf("styles and scripts are %d bytes compressed, the limit is 60000", total)
	}
}

func TestNothingFromElsewhere(t *testing.T) {
	foreign := regexp.MustCompile(`(?i)url\(["']?(https?:)?//|@import|sourceMappingURL|\beval\(|new Function\(|innerHTML`)
	for name, a := range shelf().assets {
		if m := foreign.Find(a.plain); m != nil {
			t.Errorf("%s contains %s", name, m)
		}
	}
}

var property = regexp.MustCompile(`--([a-z-]+):([^;]+);`)

func theme(t interface{ Fatalf(string, ...any) }, accent string) map[string]string {
	css, ok := Theme(accent)
	if !ok {
		t.Fatalf("%s is refused", accent)
	}
	m := map[string]string{}
	for _, p := range property.FindAllStringSubmatch(string(css), -1) {
		m[p[1]] = p[2]
	}
	return m
}

// Whatever the colour, what is read in it or on it reaches WCAG AA.
func TestThemeContrast(t *testing.T) {
	check := func(t interface{ Fatalf(string, ...any) }, accent string) {
		m := theme(t, accent)
		for _, pair := range []struct {
			on, ground string
			least      float64
		}{
			{"on-accent", "accent", 4.5}, {"on-accent", "accent-hover", 4.5}, {"on-accent", "accent-active", 4.5},
			{"accent-ink", "#ffffff", 4.5}, {"accent-ink", "#f4f6f7", 4.5}, {"accent-ink", "accent-soft", 4.5},
			{"accent-ink-hover", "#ffffff", 4.5}, {"accent-ink-hover", "#f4f6f7", 4.5}, {"accent-ink-hover", "accent-soft", 4.5},
			{"#1b262c", "accent-soft", 4.5}, {"#53616a", "accent-soft", 4.5},
		} {
			value := func(s string) colour {
				if !strings.HasPrefix(s, "#") {
					s = m[s]
				}
				c, ok := parse(s)
				if !ok {
					t.Fatalf("%s: no colour %q", accent, s)
				}
				return c
			}
			if got := contrast(value(pair.on), value(pair.ground)); got < pair.least {
				t.Fatalf("%s: %s on %s has %.2f", accent, pair.on, pair.ground, got)
			}
		}
		for _, name := range []string{"accent", "accent-ink", "accent-ink-hover"} {
			c, _ := parse(m[name])
			if want := fmt.Sprintf("%d,%d,%d", c.r, c.g, c.b); m[name+"-rgb"] != want {
				t.Fatalf("%s: %s-rgb is %s, want %s", accent, name, m[name+"-rgb"], want)
			}
		}
	}
	for _, c := range []string{DefaultAccent, "#000000", "#ffffff", "#FFD400", "#ff0000", "#00ff00", "#0000ff", "#777777"} {
		check(t, c)
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.StringMatching(`#[0-9a-fA-F]{6}`).Draw(t, "accent"))
	})
}

func TestThemeRefuses(t *testing.T) {
	for _, s := range []string{"", "#", "#fff", "0b5f63", "#0b5f6", "#0b5f633", "#0b5f6g", "teal", "#0b5f6;", "#+1+1+1", "#0b 5f6", "#0b5f63;}"} {
		if css, ok := Theme(s); ok || css != nil {
			t.Errorf("%q is taken", s)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "accent")
		if _, ok := Theme(s); ok != regexp.MustCompile(`^#[0-9a-fA-F]{6}\z`).MatchString(s) {
			t.Fatalf("%q: %v", s, ok)
		}
	})
}

// The stylesheet carries the default colour, for pages before the theme is loaded and for those without one.
func TestDefaultThemeStandsInStylesheet(t *testing.T) {
	css, err := files.ReadFile("files/pilar.css")
	if err != nil {
		t.Fatal(err)
	}
	in := map[string]string{}
	for _, p := range regexp.MustCompile(`(?m)^\t--([a-z-]+): ([^;]+);$`).FindAllStringSubmatch(string(css), -1) {
		in[p[1]] = p[2]
	}
	for name, want := range theme(t, DefaultAccent) {
		if in[name] != want {
			t.Errorf("pilar.css has --%s: %s, the default theme %s", name, in[name], want)
		}
	}
}

// The luminance is checked against the examples of WCAG.
func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b colour
		want string
	}{
		{black, white, "21.00"}, {white, white, "1.00"}, {colour{119, 119, 119}, white, "4.48"}, {colour{0, 0, 255}, white, "8.59"},
	} {
		if got := fmt.Sprintf("%.2f", contrast(c.a, c.b)); got != c.want {
			t.Errorf("%v on %v: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}
