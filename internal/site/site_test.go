package site_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"pilar/internal/account"
	"pilar/internal/asof"
	"pilar/internal/fault"
	"pilar/internal/site"
	"pilar/web/ui"
)

var noon = time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)

// serve runs one handler below the outer layers, with nobody logged in, and returns the answer and the log.
func serve(t *testing.T, r *http.Request, settle func(context.Context) error, do func(http.ResponseWriter, *http.Request) error, layers ...func(http.Handler) http.Handler) (*httptest.ResponseRecorder, string) {
	t.Helper()
	var log strings.Builder
	return serveLogging(&log, r, settle, do, layers...), log.String()
}

// serveLogging is serve with a log that outlives a panic.
func serveLogging(log io.Writer, r *http.Request, settle func(context.Context) error, do func(http.ResponseWriter, *http.Request) error, layers ...func(http.Handler) http.Handler) *httptest.ResponseRecorder {
	s := site.New(site.Config{
		Log: slog.New(slog.NewJSONHandler(log, nil)), Clock: func() time.Time { return noon },
		Office: func(context.Context) (site.Office, error) { return site.Office{Name: "Dinas Sosial"}, nil },
		Settle: settle, Observe: unobserved,
		Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("10.0.0.0/24")},
	})
	mux := chi.NewRouter()
	mux.Use(s.Visit, site.Headers, site.Readable, s.Session)
	mux.With(site.Public).With(layers...).HandleFunc("/*", site.Handler(do))
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

func unobserved(_, _ string, _ int, _ time.Duration) {}

func get(path string) *http.Request { return httptest.NewRequest(http.MethodGet, path, nil) }

func TestErrorsBecomePages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		status int
		says   string
		logged string // "" nothing beside the line every request has
	}{
		"not found":  {fmt.Errorf("read: %w", fault.NotFound{}), 404, "Halaman tidak ditemukan", ""},
		"forbidden":  {fault.Forbidden{Message: "Minta hak akses kepada admin."}, 403, "Minta hak akses kepada admin.", `"refused"`},
		"conflict":   {fault.Conflict{}, 409, "diubah orang lain", ""},
		"invalid":    {fault.Invalid{"tanggal": "Tanggal tidak terbaca."}, 422, "Tanggal tidak terbaca.", ""},
		"malformed":  {fault.Malformed{Message: "cursor"}, 400, "Permintaan tidak terbaca", ""},
		"too large":  {&http.MaxBytesError{Limit: 1}, 413, "Kiriman terlalu besar", ""},
		"a surprise": {errors.New("column rahasia does not exist"), 500, "Nomor untuk dilaporkan", "column rahasia does not exist"},
	} {
		w, log := serve(t, get("/sdm"), nil, func(http.ResponseWriter, *http.Request) error { return c.err })
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: status %d: %s", name, w.Code, w.Body)
		}
		if strings.Contains(w.Body.String(), "rahasia") || !strings.Contains(log, c.logged) || strings.Count(log, "\n") != 1+min(1, len(c.logged)) {
			t.Errorf("%s: log %s", name, log)
		}
	}
}

func TestNothingHalfLeaves(t *testing.T) {
	t.Parallel()
	w, _ := serve(t, get("/"), nil, func(w http.ResponseWriter, r *http.Request) error {
		broken := ui.Join(ui.Text("separuh"), failing{})
		return site.Render(w, r, http.StatusOK, site.Page{Title: "Uji", Body: broken})
	})
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "separuh") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
}

type failing struct{}

func (failing) Render(context.Context, io.Writer) error { return errors.New("broken view") }

func TestAPanicIsAPageAndALine(t *testing.T) {
	t.Parallel()
	w, log := serve(t, get("/"), nil, func(http.ResponseWriter, *http.Request) error { panic("rahasia") })
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "rahasia") || strings.Contains(log, "rahasia") || !strings.Contains(log, "panic: a string") || !strings.Contains(log, "site_test.go") {
		t.Errorf("status %d: %s\n%s", w.Code, w.Body, log)
	}
}

func TestAPanicOfSomebodyWhoIsLoggedInIsAPageToo(t *testing.T) {
	w, log := serve(t, get("/"), nil, func(_ http.ResponseWriter, r *http.Request) error {
		if err := site.Login(r, account.Account{ID: 7, Name: "Siti"}); err != nil {
			t.Error(err)
		}
		panic(errors.New("boom"))
	})
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "Nomor untuk dilaporkan") || !strings.Contains(w.Body.String(), "Siti") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	if !strings.Contains(log, "panic: boom") || strings.Contains(w.Body.String(), "boom") {
		t.Errorf("the cause belongs in the log and nowhere else:\n%s", log)
	}
}

func TestARouteWithoutAGuardIsRefused(t *testing.T) {
	t.Parallel()
	s := site.New(site.Config{Log: slog.New(slog.DiscardHandler), Clock: time.Now, Observe: unobserved,
		Office: func(context.Context) (site.Office, error) { return site.Office{}, errors.New("no database") }})
	ran := false
	h := s.Visit(site.Handler(func(http.ResponseWriter, *http.Request) error { ran = true; return nil }))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, get("/"))
	if ran || w.Code != http.StatusInternalServerError {
		t.Errorf("ran %v, status %d", ran, w.Code)
	}
}

func TestMoment(t *testing.T) {
	t.Parallel()
	date := func(iso string) time.Time {
		d, err := time.Parse(time.DateOnly, iso)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for query, want := range map[string]struct {
		at      asof.Moment
		settled bool
		bad     string
	}{
		"":                                       {asof.Moment{On: date("2026-11-23")}, false, ""},
		"tanggal=&tercatat=":                     {asof.Moment{On: date("2026-11-23")}, false, ""},
		"tanggal=2026-12-31":                     {asof.Moment{On: date("2026-12-31")}, false, ""},
		"tanggal=31-1-2026":                      {asof.Moment{On: date("2026-01-31")}, false, ""},
		"tanggal=31/01/2026&tercatat=22.11.2026": {asof.Moment{On: date("2026-01-31"), Known: asof.EndOf(date("2026-11-22"))}, true, ""},
		"tercatat=31+Januari+2026":               {asof.Moment{On: date("2026-11-23"), Known: asof.EndOf(date("2026-01-31"))}, false, ""},
		"tercatat=2026-11-23":                    {asof.Moment{On: date("2026-11-23"), Known: asof.EndOf(date("2026-11-23"))}, false, ""},
		"tanggal=31-2-2026":                      {bad: "tanggal"},
		"tanggal=besok":                          {bad: "tanggal"},
		"tanggal=2026-13-01&tercatat='":          {bad: "tanggal"},
		"tercatat=99999999999999999999":          {bad: "tercatat"},
	} {
		settled := false
		var at asof.Moment
		var err error
		serve(t, get("/?"+query), func(context.Context) error { settled = true; return nil },
			func(_ http.ResponseWriter, r *http.Request) error {
				at, err = site.Moment(r)
				return nil
			})
		bad, _ := errors.AsType[fault.Invalid](err)
		if at != want.at || settled != want.settled || (want.bad == "") != (err == nil) || want.bad != "" && bad[want.bad] == "" {
			t.Errorf("?%s: %+v, settled %v, %v; want %+v", query, at, settled, err, want)
		}
	}
}

func TestForm(t *testing.T) {
	t.Parallel()
	multipart := "--x\r\nContent-Disposition: form-data; name=\"nama\"\r\n\r\nSiti\r\n--x--\r\n"
	for name, c := range map[string]struct {
		kind, body string
		status     int
	}{
		"urlencoded":    {"application/x-www-form-urlencoded", "nama=Siti&_formulir=Uji", http.StatusOK},
		"multipart":     {"multipart/form-data; boundary=x", multipart, http.StatusOK},
		"cut multipart": {"multipart/form-data; boundary=x", multipart[:60], http.StatusBadRequest},
		"bad escape":    {"application/x-www-form-urlencoded", "nama=%zz", http.StatusBadRequest},
		"no text":       {"application/x-www-form-urlencoded", "nama=%00", http.StatusBadRequest},
		"too large":     {"application/x-www-form-urlencoded", "nama=" + strings.Repeat("x", site.MaxForm), http.StatusRequestEntityTooLarge},
	} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.kind)
		w, _ := serve(t, r, nil, func(_ http.ResponseWriter, r *http.Request) error {
			form, err := site.Form(r)
			if got := form.Encode(); err == nil && got != "nama=Siti" {
				t.Errorf("%s: %s", name, got)
			}
			return err
		})
		if w.Code != c.status {
			t.Errorf("%s: status %d", name, w.Code)
		}
	}
}

func TestMaxBodyLetsUploadsThrough(t *testing.T) {
	t.Parallel()
	body := url.Values{"nama": {strings.Repeat("x", site.MaxForm+1)}}.Encode()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w, _ := serve(t, r, nil, func(_ http.ResponseWriter, r *http.Request) error {
		form, err := site.Form(r)
		if len(form.Get("nama")) != site.MaxForm+1 {
			t.Errorf("%d characters", len(form.Get("nama")))
		}
		return err
	}, site.MaxBody(4*site.MaxForm))
	if w.Code != http.StatusOK {
		t.Errorf("status %d", w.Code)
	}
}

func TestAccessOf(t *testing.T) {
	t.Parallel()
	other := func(next http.Handler) http.Handler { return next }
	got := site.AccessOf([]func(http.Handler) http.Handler{other, site.SignedIn, site.Require(account.Admin), site.Public})
	if fmt.Sprint(got) != "[masuk admin umum]" {
		t.Errorf("%v", got)
	}
}

func TestAFileIsWholeOrBrokenOff(t *testing.T) {
	t.Parallel()
	download := func(make func(io.Writer) error) func(http.ResponseWriter, *http.Request) error {
		return func(w http.ResponseWriter, r *http.Request) error {
			return site.Download(w, r, "Data SDM.csv", "text/csv", make)
		}
	}
	w, _ := serve(t, get("/"), nil, download(func(out io.Writer) error {
		_, err := io.WriteString(out, "isi")
		return err
	}))
	if w.Body.String() != "isi" || w.Header().Get("Content-Type") != "text/csv" || w.Header().Get("Content-Disposition") != `attachment; filename="Data SDM.csv"` || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%q, %v", w.Body, w.Header())
	}

	w, _ = serve(t, get("/"), nil, download(func(io.Writer) error { return fault.Malformed{Message: "sort"} }))
	if w.Code != http.StatusBadRequest || w.Header().Get("Content-Disposition") != "" {
		t.Errorf("refused before it began: status %d, %v", w.Code, w.Header())
	}

	var log strings.Builder
	defer func() {
		if p := recover(); p != http.ErrAbortHandler {
			t.Errorf("a file that is half written ends with %v", p)
		}
		if got := log.String(); !strings.Contains(got, "the database is gone") || strings.Count(got, `"msg":"request"`) != 1 {
			t.Errorf("a file that is half written is logged as %s", got)
		}
	}()
	serveLogging(&log, get("/"), nil, download(func(out io.Writer) error {
		_, _ = io.WriteString(out, "separuh")
		return errors.New("the database is gone")
	}))
}

// No more files are made at a time than the database has room for beside its other readers.
func TestFilesWaitForOneAnother(t *testing.T) {
	t.Parallel()
	s := site.New(site.Config{Log: slog.New(slog.DiscardHandler), Clock: func() time.Time { return noon }, Observe: unobserved})
	var now, most atomic.Int32
	handler := s.Visit(site.Public(site.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return site.Download(w, r, "x", "text/csv", func(io.Writer) error {
			most.Store(max(most.Load(), now.Add(1)))
			time.Sleep(20 * time.Millisecond)
			now.Add(-1)
			return nil
		})
	})))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { handler.ServeHTTP(httptest.NewRecorder(), get("/")) })
	}
	wg.Wait()
	if most.Load() != 2 {
		t.Errorf("%d files were made at a time", most.Load())
	}
}
