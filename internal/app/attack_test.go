package app_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/audit"
	"pilar/internal/site"
)

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

const password = "kuda hijau di tangga besi"

// withAccount is an application in which budi, an operator, can log in.
func withAccount(t *testing.T, c app.Config) *apptest.App {
	t.Helper()
	a := apptest.New(t, c)
	_, err := a.Accounts.Create(t.Context(), audit.System("uji"), a.Clock.Now(),
		account.New{Login: "budi", Name: "Budi Santoso", Role: account.Operator, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func logIn(b *apptest.Browser, to string) apptest.Answer {
	return b.Post("/masuk", url.Values{"login": {"budi"}, "sandi": {password}, "ke": {to}})
}

func TestCrossSiteWritesAreRefused(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Operator)
	for name, header := range map[string][2]string{
		"cross-site":   {"Sec-Fetch-Site", "cross-site"},
		"same-site":    {"Sec-Fetch-Site", "same-site"},
		"other origin": {"Origin", "https://jahat.example"},
		"null origin":  {"Origin", "null"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/keluar", nil)
		r.Header.Set(header[0], header[1])
		if got := b.Do(r); got.Status != http.StatusForbidden || !strings.Contains(got.Text(t, "h1"), "situs lain") {
			t.Errorf("%s: status %d, %q", name, got.Status, got.Text(t, "h1"))
		}
	}
	if got := b.Get("/"); got.Status != http.StatusOK {
		t.Errorf("after the attacks the session has ended: status %d", got.Status)
	}
}

func TestLoginGivesAnotherToken(t *testing.T) {
	t.Parallel()
	a := withAccount(t, app.Config{})
	b := a.Anyone()
	b.SetCookie("planted-by-somebody-else")
	if got := logIn(b, "/"); got.Status != http.StatusSeeOther || got.Location != "/" {
		t.Fatalf("status %d, to %q", got.Status, got.Location)
	}
	first := b.Cookie()
	if first == "" || first == "planted-by-somebody-else" {
		t.Fatalf("the planted token lives on: %q", first)
	}
	logIn(b, "/")
	if b.Cookie() == first {
		t.Error("a second login keeps the token")
	}
	thief := a.Anyone()
	thief.SetCookie(first)
	if got := thief.Get("/"); got.Status != http.StatusSeeOther {
		t.Errorf("the former token still opens: status %d", got.Status)
	}
}

func TestTheCookieIsGuarded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config app.Config
		proto  string
		secure bool
	}{
		"on this machine":         {app.Config{}, "", false},
		"behind a proxy by https": {app.Config{}, "https", true},
		"beyond this machine":     {app.Config{Secure: true}, "", true},
	} {
		a := withAccount(t, c.config)
		r := httptest.NewRequest(http.MethodPost, "/masuk", strings.NewReader(url.Values{"login": {"budi"}, "sandi": {password}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-Proto", c.proto)
		got := a.Anyone().Do(r)
		if len(got.Cookies) != 1 {
			t.Fatalf("%s: cookies %v", name, got.Cookies)
		}
		k := got.Cookies[0]
		if k.Name != "pilar" || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Secure != c.secure || k.Path != "/" || k.MaxAge != 0 {
			t.Errorf("%s: %s", name, k.Raw)
		}
		if hsts := got.Header.Get("Strict-Transport-Security") != ""; hsts != c.secure {
			t.Errorf("%s: HSTS %v", name, hsts)
		}
	}
}

func TestTheTokenIsNotInTheDatabase(t *testing.T) {
	t.Parallel()
	a := withAccount(t, app.Config{})
	b := a.Anyone()
	logIn(b, "/")
	var n int
	err := a.Pool.QueryRow(t.Context(), `SELECT count(*) FROM session s WHERE s::text LIKE '%' || $1 || '%'`, b.Cookie()).Scan(&n)
	if err != nil || n != 0 || b.Cookie() == "" {
		t.Errorf("%d rows hold the token %q (%v)", n, b.Cookie(), err)
	}
}

func TestLoginGoesOnlyToOurOwnAddresses(t *testing.T) {
	t.Parallel()
	a := withAccount(t, app.Config{})
	for to, want := range map[string]string{
		"/sdm?jenis=TKSK&urut=nama":   "/sdm?jenis=TKSK&urut=nama",
		"":                            "/",
		"https://jahat.example/":      "/",
		"//jahat.example":             "/",
		"/\\jahat.example":            "/",
		"\\\\jahat.example":           "/",
		"/%09/jahat.example":          "/%09/jahat.example",
		"/\t/jahat.example":           "/",
		" //jahat.example":            "/",
		"javascript:alert(1)":         "/",
		"https:jahat.example":         "/",
		"///jahat.example":            "/",
		"/sdm\r\nSet-Cookie: pilar=x": "/",
	} {
		if got := logIn(a.Anyone(), to); got.Status != http.StatusSeeOther || got.Location != want {
			t.Errorf("ke=%q: status %d, to %q, want %q", to, got.Status, got.Location, want)
		}
	}
	if got := a.Anyone().Get("/?tanggal=2026-01-31"); got.Location != "/masuk?ke=%2F%3Ftanggal%3D2026-01-31" {
		t.Errorf("asked to log in at %q", got.Location)
	}
}

func TestHeadersOnEveryPage(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	in, out := a.As(t, account.Operator), a.Anyone()
	for name, got := range map[string]apptest.Answer{
		"page": in.Get("/"), "login": out.Get("/masuk"), "404": in.Get("/tidak-ada"), "404 outside": out.Get("/tidak-ada"),
		"405": in.Post("/", nil), "400": in.Get("/?q=%ff"), "redirect": out.Get("/"), "401": out.Post("/", nil),
	} {
		for header, want := range map[string]string{
			"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Permissions-Policy": "camera=()", "Cache-Control": "no-store",
		} {
			if !strings.Contains(got.Header.Get(header), want) {
				t.Errorf("%s: %s is %q", name, header, got.Header.Get(header))
			}
		}
		for _, loose := range []string{"unsafe-inline", "unsafe-eval", "*"} {
			if strings.Contains(got.Header.Get("Content-Security-Policy"), loose) {
				t.Errorf("%s: the policy allows %s", name, loose)
			}
		}
		if strings.Contains(got.Body, "<script>") || strings.Contains(got.Body, " style=\"") || strings.Contains(got.Body, " onclick=") {
			t.Errorf("%s: inline code, which the policy stops", name)
		}
	}
}

func TestAClosedAccountIsOutAtOnce(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"suspended":      `UPDATE account SET suspended_at = now() WHERE id = $1`,
		"ended":          `UPDATE account SET ends_on = '2020-01-01' WHERE id = $1`,
		"deleted":        `DELETE FROM account WHERE id = $1`,
		"sessions ended": `DELETE FROM session WHERE account = $1`,
	} {
		a := apptest.New(t, app.Config{})
		b := a.As(t, account.Administrator)
		if got := b.Get("/"); got.Status != http.StatusOK {
			t.Fatalf("%s: before, status %d", name, got.Status)
		}
		exec(t, a, change, b.Account)
		if got := b.Get("/"); got.Status != http.StatusSeeOther {
			t.Errorf("%s: status %d", name, got.Status)
		}
	}
}

func TestARightThatWasTakenIsGoneAtOnce(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Staff)
	exec(t, a, `DELETE FROM role_permission WHERE role = 'staf' AND $1::bigint > 0`, b.Account)
	if got := b.Get("/"); got.Status != http.StatusForbidden {
		t.Errorf("status %d", got.Status)
	}
}

func TestAnEndedSessionIsNotRevivedByARequestUnderWay(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Staff)
	var hash string
	if err := a.Pool.QueryRow(t.Context(), `DELETE FROM session WHERE account = $1 RETURNING token_hash`, b.Account).Scan(&hash); err != nil {
		t.Fatal(err)
	}
	if err := a.Accounts.KeepSession(t.Context(), hash, []byte("x")); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := a.Pool.QueryRow(t.Context(), `SELECT count(*) FROM session`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d sessions (%v)", n, err)
	}
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	idle, busy := a.As(t, account.Staff), a.As(t, account.Staff)
	ask := func(b *apptest.Browser) int { return b.Get("/").Status }
	a.Clock.Add(59 * time.Minute)
	if ask(busy) != http.StatusOK {
		t.Fatal("out before an hour had passed")
	}
	a.Clock.Add(2 * time.Minute)
	if got := ask(idle); got != http.StatusSeeOther {
		t.Errorf("idle for 61 minutes: status %d", got)
	}
	for range 21 { // each half hour, until 11 h 31 min
		a.Clock.Add(30 * time.Minute)
		if got := ask(busy); got != http.StatusOK {
			t.Fatalf("busy: status %d", got)
		}
	}
	a.Clock.Add(30 * time.Minute)
	if got := ask(busy); got != http.StatusSeeOther {
		t.Errorf("after 12 hours: status %d", got)
	}
	if err := a.Accounts.SweepSessions(t.Context(), a.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := a.Pool.QueryRow(t.Context(), `SELECT count(*) FROM session`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d sessions are left after the sweep (%v)", n, err)
	}
}

func TestTheUseOfASessionIsWrittenOnceAMinute(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Staff)
	seen := func() (at time.Time) {
		if err := a.Pool.QueryRow(t.Context(), `SELECT seen_at FROM session`).Scan(&at); err != nil {
			t.Fatal(err)
		}
		return at
	}
	first := seen()
	a.Clock.Add(59 * time.Second)
	b.Get("/")
	if !seen().Equal(first) {
		t.Error("written before a minute had passed")
	}
	a.Clock.Add(time.Second)
	b.Get("/")
	if !seen().Equal(first.Add(time.Minute)) {
		t.Errorf("seen at %s, want a minute after %s", seen(), first)
	}
}

func TestDemoAccounts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		demo  bool
		from  string
		host  string
		proxy string
		in    bool
	}{
		"under --demo on this machine": {true, "127.0.0.1:4711", "127.0.0.1:8080", "", true},
		"by IPv6":                      {true, "[::1]:4711", "[::1]:8080", "", true},
		"without --demo":               {false, "127.0.0.1:4711", "127.0.0.1:8080", "", false},
		"from elsewhere":               {true, "192.0.2.7:4711", "127.0.0.1:8080", "", false},
		"through a proxy":              {true, "127.0.0.1:4711", "127.0.0.1:8080", "192.0.2.7", false},
		"through a silent proxy":       {true, "127.0.0.1:4711", "pilar.dinsos.example", "", false},
	} {
		a := apptest.New(t, app.Config{Demo: c.demo})
		if err := a.Accounts.CreateDemo(t.Context(), audit.System("uji"), a.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		b := a.Anyone()
		b.From, b.Host = c.from, c.host
		form := url.Values{"login": {"admin"}, "sandi": {account.DemoPassword}}
		r := httptest.NewRequest(http.MethodPost, "/masuk", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if c.proxy != "" {
			r.Header.Set("X-Forwarded-For", c.proxy)
		}
		if got := b.Do(r).Status == http.StatusSeeOther; got != c.in {
			t.Errorf("%s: logged in %v", name, got)
		}
		out := a.Anyone()
		out.From, out.Host = c.from, c.host
		if got := strings.Contains(out.Get("/masuk").Body, account.DemoPassword); got != (c.in || c.proxy != "") {
			t.Errorf("%s: the login page shows the accounts: %v", name, got)
		}
	}
}

func TestALiveDemoSessionCountsOnlyWhereItMayLogIn(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{Demo: true})
	b := a.As(t, account.Administrator)
	exec(t, a, `UPDATE account SET demo = true WHERE id = $1`, b.Account)
	if got := b.Get("/"); got.Status != http.StatusOK {
		t.Fatalf("here: status %d", got.Status)
	}
	b.From = "192.0.2.7:4711"
	if got := b.Get("/"); got.Status != http.StatusSeeOther {
		t.Errorf("elsewhere: status %d", got.Status)
	}
}

func TestLogout(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Staff)
	former := b.Cookie()
	if got := b.Post("/keluar", nil); got.Status != http.StatusSeeOther || got.Location != "/masuk?keluar=1" {
		t.Fatalf("status %d, to %q", got.Status, got.Location)
	}
	if b.Cookie() != "" {
		t.Error("the cookie is left in the browser")
	}
	b.SetCookie(former)
	if got := b.Get("/"); got.Status != http.StatusSeeOther {
		t.Errorf("the former token still opens: status %d", got.Status)
	}
	if got := a.Anyone().Post("/keluar", nil); got.Status != http.StatusSeeOther {
		t.Errorf("logging out twice: status %d", got.Status)
	}
}

func TestBodiesOverTheLimit(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	got := a.Anyone().Post("/masuk", url.Values{"login": {strings.Repeat("x", site.MaxForm)}})
	if got.Status != http.StatusRequestEntityTooLarge || got.Text(t, "h1") != "Kiriman terlalu besar" {
		t.Errorf("status %d, %q", got.Status, got.Text(t, "h1"))
	}
}

func TestRequestsThatAreNoText(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Staff)
	for _, path := range []string{"/?q=%00", "/?q=%ff", "/%ff", "/mulai/%00"} {
		if got := b.Get(path); got.Status != http.StatusBadRequest {
			t.Errorf("%s: status %d", path, got.Status)
		}
	}
	if got := b.Post("/masuk", url.Values{"login": {"a\x00b"}}); got.Status != http.StatusBadRequest {
		t.Errorf("form: status %d", got.Status)
	}
}

func TestTheLogHoldsNothingPersonal(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	a := withAccount(t, app.Config{Log: slog.New(slog.NewJSONHandler(&b, nil))})
	browser := a.Anyone()
	browser.Post("/masuk", url.Values{"login": {"sandi-di-kotak-salah"}, "sandi": {"rahasia-sekali-ini"}})
	logIn(browser, "/")
	browser.Get("/?q=3217010101010001")
	browser.Get("/mulai/token-rahasia")
	for _, secret := range []string{"sandi-di-kotak-salah", "rahasia-sekali-ini", password, "3217010101010001", "token-rahasia", "Budi", "budi"} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, b.String())
		}
	}
	if !strings.Contains(b.String(), `"msg":"login refused"`) || !strings.Contains(b.String(), `"route":"/mulai/{token}"`) {
		t.Errorf("the log lacks what it should say:\n%s", b.String())
	}
}

func TestAPanicIsAPage(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	a := apptest.New(t, app.Config{Log: slog.New(slog.NewJSONHandler(&b, nil))})
	browser := a.As(t, account.Staff)
	exec(t, a, `UPDATE session SET data = 'not sealed' WHERE account = $1`, browser.Account)
	got := browser.Get("/")
	if got.Status != http.StatusInternalServerError || !strings.Contains(got.Text(t, ".trouble"), "Nomor untuk dilaporkan") {
		t.Errorf("status %d: %s", got.Status, got.Body)
	}
	if strings.Contains(got.Body, "open session") || !strings.Contains(b.String(), "open session.data") {
		t.Errorf("the cause belongs in the log and nowhere else:\n%s\n%s", got.Body, b.String())
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.Anyone()
	for _, path := range []string{"/healthz", "/readyz"} {
		if got := b.Get(path); got.Status != http.StatusOK || got.Body != "ok\n" {
			t.Errorf("%s: status %d, %q", path, got.Status, got.Body)
		}
	}
	a.Pool.Close()
	if got := b.Get("/readyz"); got.Status != http.StatusServiceUnavailable {
		t.Errorf("without a database: status %d", got.Status)
	}
	if got := b.Get("/healthz"); got.Status != http.StatusOK {
		t.Errorf("without a database the process still lives: status %d", got.Status)
	}
}

func TestMethodsAndHeads(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Staff)
	if got := b.Post("/", nil); got.Status != http.StatusMethodNotAllowed || got.Header.Get("Allow") != "GET" {
		t.Errorf("POST /: status %d, Allow %q", got.Status, got.Header.Get("Allow"))
	}
	if got := b.Get("/keluar"); got.Status != http.StatusMethodNotAllowed || got.Header.Get("Allow") != "POST" {
		t.Errorf("GET /keluar: status %d, Allow %q", got.Status, got.Header.Get("Allow"))
	}
	if got := b.Do(httptest.NewRequest(http.MethodHead, "/", nil)); got.Status != http.StatusOK {
		t.Errorf("HEAD /: status %d", got.Status)
	}
}

func TestTheme(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.Anyone()
	if got := b.Get("/tema.css?warna=0b5f63"); got.Status != http.StatusOK || !strings.Contains(got.Body, "--accent:#0b5f63") {
		t.Errorf("status %d: %s", got.Status, got.Body)
	}
	if got := b.Get("/tema.css?warna=}body{"); got.Status != http.StatusNotFound {
		t.Errorf("no colour: status %d", got.Status)
	}
	if href, _ := b.Get("/masuk").Doc(t).Find(`link[href^="/tema.css"]`).Attr("href"); href == "" {
		t.Error("the login page does not use the office's colour")
	}
}

func exec(t *testing.T, a *apptest.App, sql string, args ...any) {
	t.Helper()
	if _, err := a.Owner.Exec(context.Background(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func TestTheOfficesNameChangesAtOnce(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.Anyone()
	b.Get("/masuk") // remembers the name
	exec(t, a, `UPDATE setting SET value = 'Dinas Sosial Uji' WHERE key = 'office.name'`)
	b.Post("/keluar", nil) // any write
	if got := b.Get("/masuk").Text(t, ".brand-office"); got != "Dinas Sosial Uji" {
		t.Errorf("the page says %q", got)
	}
}

// guess sends a wrong password from somewhere, and returns the status.
func guess(a *apptest.App, from, login string) int {
	b := a.Anyone()
	b.From = from + ":4711"
	return b.Post("/masuk", url.Values{"login": {login}, "sandi": {"bukan kata sandinya"}}).Status
}

// In a thousand tries few passwords are looked at, so that neither guessing nor our work gets far; whoever waits as the
// page says gets in, and whoever was there before at once.
func TestAThousandWrongPasswords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from   func(int) string
		login  func(int) string
		looked int           // passwords that are looked at, of those sent at one moment
		wait   time.Duration // of the owner, at the place most in trouble
		owner  string        // that place
	}{
		"for one account from many addresses": {
			from:  func(i int) string { return fmt.Sprintf("198.51.%d.%d", i/250, i%250) },
			login: func(int) string { return "budi" }, looked: 5, wait: time.Second, owner: "203.0.113.9",
		},
		"for many accounts from one address": {
			from:  func(int) string { return "198.51.100.7" },
			login: func(i int) string { return fmt.Sprintf("pegawai-%d", i) }, looked: 20, wait: time.Second, owner: "198.51.100.7",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := withAccount(t, app.Config{})
			office := a.Anyone()
			office.From = "192.0.2.1:4711"
			if got := logIn(office, "/"); got.Status != http.StatusSeeOther {
				t.Fatalf("status %d", got.Status)
			}
			statuses := map[int]int{}
			for i := range 1000 {
				statuses[guess(a, c.from(i), c.login(i))]++
			}
			if statuses[http.StatusUnprocessableEntity] != c.looked || statuses[http.StatusTooManyRequests] != 1000-c.looked {
				t.Errorf("statuses %v, want %d passwords looked at", statuses, c.looked)
			}
			again := a.Anyone()
			again.From = office.From
			if got := logIn(again, "/"); got.Status != http.StatusSeeOther {
				t.Errorf("the owner, where the account was before: status %d", got.Status)
			}
			guess(a, c.from(0), c.login(0)) // the success cleared the account's count
			for i := 0; guess(a, c.from(i), c.login(0)) != http.StatusTooManyRequests; i++ {
			}
			away := a.Anyone()
			away.From = c.owner + ":4711"
			got := logIn(away, "/")
			if got.Status != http.StatusTooManyRequests || got.Header.Get("Retry-After") == "" || !strings.Contains(got.Text(t, ".error-summary"), "Coba lagi dalam") {
				t.Errorf("the owner elsewhere, too soon: status %d: %s", got.Status, got.Text(t, ".error-summary"))
			}
			a.Clock.Add(c.wait)
			if got := logIn(away, "/"); got.Status != http.StatusSeeOther {
				t.Errorf("the owner elsewhere, after the delay: status %d", got.Status)
			}
		})
	}
}

func TestAForgedAddressBuysNoTries(t *testing.T) {
	t.Parallel()
	a := withAccount(t, app.Config{})
	b := a.Anyone()
	b.From = "198.51.100.7:4711"
	looked := 0
	for i := range 40 {
		form := url.Values{"login": {fmt.Sprintf("pegawai-%d", i)}, "sandi": {"bukan kata sandinya"}}
		r := httptest.NewRequest(http.MethodPost, "/masuk", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i))
		if b.Do(r).Status == http.StatusUnprocessableEntity {
			looked++
		}
	}
	if looked != 20 {
		t.Errorf("%d passwords were looked at", looked)
	}
}
