package app_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/metrics"
	"pilar/internal/postgres"
	"pilar/internal/postgres/pgtest"
)

// zubaedah is made up, and nowhere else in the program: whatever of her stands in the log or in the metrics came from there.
var zubaedah = url.Values{
	"nama": {"Zubaedah Wiranatakusumah"}, "nik": {"3217014107809777"}, "jk": {"P"}, "tempat_lahir": {"Cililin-Zz"}, "tanggal_lahir": {"1-7-1980"},
	"hp": {"081299887766"}, "surel": {"zubaedah.w@contoh.example"}, "alamat": {"Kp. Zulaekha RT 07"}, "kk": {"3217010101809778"}, "npwp": {"091234567421000"},
	"jenis": {"PSM"}, "tempat": {"32.17.01.2001"}, "mulai": {"2021"},
}

const (
	herBank   = "9988776655443"
	herReason = "diminta Zubaedah"
)

// hers is every piece of her, also as it is stored.
func hers() []string {
	all := []string{"zubaedah", "wiranata", "zulaekha", herBank, "1299887766"}
	for _, field := range []string{"nik", "kk", "npwp", "tempat_lahir"} {
		all = append(all, strings.ToLower(zubaedah.Get(field)))
	}
	return all
}

func with(pairs ...string) url.Values {
	form := url.Values{}
	for name, values := range zubaedah {
		form[name] = values
	}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// measured is the application with its log at the most talkative, and its metrics with every statement.
type measured struct {
	*apptest.App
	log    *strings.Builder
	broken atomic.Bool // the clock throws her name
}

func measure(t *testing.T) *measured {
	t.Helper()
	m, db := metrics.New(10), pgtest.Open(t)
	pool, err := postgres.Open(t.Context(), db.AppURL+"&pool_max_conns=6", m)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	m.WatchPool(pool)
	all := &measured{log: &strings.Builder{}}
	all.App = apptest.New(t, app.Config{Pool: pool, Metrics: m, Log: slog.New(slog.NewJSONHandler(all.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Clock: func() time.Time {
			if all.broken.Load() {
				panic("no time for " + zubaedah.Get("nama"))
			}
			return time.Now()
		}})
	all.Owner = db.Owner
	return all
}

// TestNothingPersonalIsLoggedOrMeasured drives the application with one person's data, well and badly, and looks for her.
func TestNothingPersonalIsLoggedOrMeasured(t *testing.T) {
	t.Parallel()
	a := measure(t)
	clerk, admin, treasurer := a.As(t, account.Operator), a.As(t, account.Administrator), a.As(t, account.Treasurer)
	post := func(b *apptest.Browser, status int, path string, form url.Values) apptest.Answer {
		t.Helper()
		got := b.Post(path, form)
		if got.Status != status {
			t.Errorf("POST %s: status %d, want %d: %s", path, got.Status, status, got.Text(t, "main"))
		}
		return got
	}
	post(clerk, 422, "/sdm/baru", with("tanggal_lahir", "31 Februari Zubaedah"))
	record := post(clerk, 303, "/sdm/baru", zubaedah).Location
	post(clerk, 422, "/sdm/baru", zubaedah)
	post(clerk, 422, record+"/ubah", with("nik", "zubaedah"))
	post(clerk, 422, record+"/rekening/baru", url.Values{"bank": {"BJB"}, "rekening": {"zubaedah"}, "atas_nama": {zubaedah.Get("nama")}, "sejak": {"2021"}})
	post(clerk, 303, record+"/rekening/baru", url.Values{"bank": {"BJB"}, "rekening": {herBank}, "atas_nama": {zubaedah.Get("nama")}, "sejak": {"1-1-2021"}})
	for _, typed := range []string{zubaedah.Get("nik"), "0812 9988 7766", "zubaedah", "Wiranatakusumah, Zubaedah", zubaedah.Get("nik") + "'"} {
		if got := clerk.Post("/sdm/cari", url.Values{"cari": {typed}}); got.Status >= 400 && got.Status != 422 {
			t.Errorf("search: status %d", got.Status)
		}
	}
	post(treasurer, 200, record+"/buka", url.Values{"nomor": {"nik"}, "alasan": {"lain"}, "alasan_lain": {herReason}})
	post(admin, 403, "/sdm/baru", zubaedah)
	post(a.Anyone(), 401, "/sdm/baru", zubaedah)
	post(a.Anyone(), 422, "/masuk", url.Values{"login": {zubaedah.Get("nama")}, "sandi": {zubaedah.Get("nik")}})
	post(clerk, 413, "/sdm/baru", with("alamat", strings.Repeat("Zulaekha ", 200_000)))
	post(clerk, 400, "/sdm/baru", with("nama", "Zubaedah\x00"))
	post(clerk, 405, "/", zubaedah)
	for _, path := range []string{"/sdm?nama=zubaedah", "/sdm/" + zubaedah.Get("nik"), "/Zubaedah/Wiranatakusumah", "/sdm?tanggal=zubaedah", "/?q=zubaedah%ff", "/mulai/zubaedah"} {
		clerk.Get(path)
	}
	clerk.Do(httptest.NewRequest("ZUBAEDAH", record, nil))
	a.visit(t, record)
	a.breakDown(t, clerk)

	var verbosity string
	if err := a.Pool.QueryRow(t.Context(), `SHOW log_error_verbosity`).Scan(&verbosity); err != nil || verbosity != "terse" {
		t.Errorf("the private PostgreSQL logs rows with its errors: %s (%v)", verbosity, err)
	}

	var page strings.Builder
	page.WriteString(a.Anyone().Get("/metrics").Body)
	for where, text := range map[string]string{"the log": a.log.String(), "the metrics": page.String()} {
		for _, piece := range hers() {
			if i := strings.Index(strings.ToLower(text), piece); i >= 0 {
				t.Errorf("%s holds %q: …%s…", where, piece, text[max(0, i-200):min(len(text), i+100)])
			}
		}
	}
	for where, want := range map[string][]string{
		a.log.String(): {`"route":"/sdm/{id}"`, `"msg":"login refused"`, `panic: a string`, `ERROR P0001`, `"msg":"failed"`},
		page.String(): {`pilar_http_requests_total{method="POST",route="/sdm/baru",status="303"} 1`, `pilar_http_requests_total{method="POST",route="/masuk",status="422"} 1`,
			`{method="POST",route="/sdm/baru",status="500"} 1`, `pilar_query_seconds_count{outcome="failed",verb="insert"}`, `{method="-",route=`},
	} {
		for _, text := range want {
			if !strings.Contains(where, text) {
				t.Errorf("%s is missing in\n%s", text, where)
			}
		}
	}
}

// visit opens every page as somebody who may.
func (a *measured) visit(t *testing.T, record string) {
	t.Helper()
	id := strings.TrimPrefix(record, "/sdm/")
	routes := siteMap(t)
	for _, role := range account.Roles() {
		b := a.As(t, role)
		for _, r := range routes {
			if r.method == http.MethodGet {
				b.Get(strings.TrimSuffix(placeholder.ReplaceAllString(r.pattern, id), "*"))
			}
		}
	}
}

// breakDown has the database fail with her name in its sentence, and the program throw it.
func (a *measured) breakDown(t *testing.T, clerk *apptest.Browser) {
	t.Helper()
	exec(t, a.App, `CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN RAISE EXCEPTION 'no room for %', NEW.name USING DETAIL = NEW.name, HINT = NEW.name; END $$`)
	exec(t, a.App, `CREATE TRIGGER tell BEFORE INSERT ON worker FOR EACH ROW EXECUTE FUNCTION tell()`)
	if got := clerk.Post("/sdm/baru", with("nik", "3217014107809779")); got.Status != http.StatusInternalServerError {
		t.Errorf("the database fails: status %d", got.Status)
	}
	a.broken.Store(true)
	defer a.broken.Store(false)
	if got := clerk.Post("/sdm/baru", with("nik", "3217014107809779")); got.Status != http.StatusInternalServerError {
		t.Errorf("the program throws: status %d", got.Status)
	}
}

func TestWhoReadsTheMetrics(t *testing.T) {
	t.Parallel()
	const token = "sebuah kata yang panjang sekali"
	for name, c := range map[string]struct {
		from, host, token string
		header            [2]string
		in                bool
	}{
		"this machine":                  {from: "127.0.0.1:4711", host: "localhost:8080", in: true},
		"another machine":               {from: "192.0.2.7:4711", host: "localhost:8080"},
		"through a proxy here":          {from: "127.0.0.1:4711", host: "localhost:8080", header: [2]string{"X-Forwarded-For", "192.0.2.7"}},
		"through a silent proxy here":   {from: "127.0.0.1:4711", host: "pilar.dinsos.example"},
		"another machine says local":    {from: "192.0.2.7:4711", host: "localhost", header: [2]string{"X-Forwarded-For", "127.0.0.1"}},
		"with the token":                {from: "192.0.2.7:4711", host: "pilar.dinsos.example", token: token, header: [2]string{"Authorization", "Bearer " + token}, in: true},
		"with the token, differently":   {from: "192.0.2.7:4711", host: "pilar.dinsos.example", token: token, header: [2]string{"Authorization", "Basic " + token}},
		"with another token":            {from: "192.0.2.7:4711", host: "pilar.dinsos.example", token: token, header: [2]string{"Authorization", "Bearer " + token + "x"}},
		"with an empty token":           {from: "192.0.2.7:4711", host: "pilar.dinsos.example", token: token, header: [2]string{"Authorization", "Bearer "}},
		"with an empty token, for none": {from: "192.0.2.7:4711", host: "pilar.dinsos.example", header: [2]string{"Authorization", "Bearer "}},
	} {
		a := apptest.New(t, app.Config{MetricsToken: c.token})
		b := a.Anyone()
		b.From, b.Host = c.from, c.host
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		if c.header[0] != "" {
			r.Header.Set(c.header[0], c.header[1])
		}
		got := b.Do(r)
		if shown := strings.Contains(got.Body, "go_goroutines"); shown != c.in || (got.Status == http.StatusOK) != c.in || !c.in && got.Status != http.StatusNotFound {
			t.Errorf("%s: status %d, shown %v", name, got.Status, shown)
		}
	}
}
