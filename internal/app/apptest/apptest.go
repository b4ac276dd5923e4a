// Package apptest runs the whole application in a test's process and acts in it as anybody. Only tests import it.
package apptest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/alexedwards/scs/v2"
	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/metrics"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/seal"
	"pilar/internal/site"
)

// App is the application over a database of its own.
type App struct {
	Handler  http.Handler
	Pool     *pgxpool.Pool
	Owner    *pgxpool.Pool // may what the serving login may not; nil where the test brought its own pool
	Keys     *seal.Keys
	Accounts *account.Store
	Clock    *Clock
}

// Clock stands still until a test moves it.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now returns the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Add moves the clock on.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// New starts the application. What c leaves out is supplied: an empty database, fresh keys, a silent log, a clock that
// stands still at the present moment, a proxy on this machine, metrics of its own.
func New(t testing.TB, c app.Config) *App {
	t.Helper()
	var owner *pgxpool.Pool
	if c.Pool == nil {
		db := pgtest.Open(t)
		c.Pool, owner = db.App, db.Owner
	}
	if c.Keys == nil {
		c.Keys = pgtest.Keys()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Metrics == nil {
		c.Metrics = metrics.New(0)
	}
	if c.Proxies == nil {
		c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	}
	clock := &Clock{now: time.Now().Truncate(time.Second)}
	if c.Clock == nil {
		c.Clock = clock.Now
	}
	return &App{Handler: app.New(c), Pool: c.Pool, Owner: owner, Keys: c.Keys, Accounts: account.NewStore(c.Pool, c.Keys), Clock: clock}
}

// Anyone returns a browser in which nobody is logged in.
func (a *App) Anyone() *Browser {
	return &Browser{app: a, From: "127.0.0.1:50000", Host: "localhost:8080", cookies: map[string]*http.Cookie{}}
}

// As returns a browser in which a new account of that role is logged in, limited to the kecamatan given, if any. The
// account's login is the role's code with a number; no password opens it.
func (a *App) As(t testing.TB, role account.Role, kecamatan ...string) *Browser {
	t.Helper()
	ctx, b := context.Background(), a.Anyone()
	login := string(role) + "-" + strings.ToLower(rand.Text()[:8])
	err := a.Pool.QueryRow(ctx, `
		INSERT INTO account (login, name, role, password_hash, ends_on)
		VALUES ($1, 'Uji ' || $2::text, $2, 'none', CASE WHEN $2 = 'pemeriksa' THEN $3::date + 30 END)
		RETURNING id`, login, role, a.Clock.Now()).Scan(&b.Account)
	if err != nil {
		t.Fatalf("make an account: %v", err)
	}
	for _, code := range kecamatan {
		if _, err := a.Pool.Exec(ctx, `INSERT INTO account_region VALUES ($1, $2)`, b.Account, code); err != nil {
			t.Fatalf("limit an account: %v", err)
		}
	}
	token := rand.Text()
	sum := sha256.Sum256([]byte(token))
	data, err := scs.GobCodec{}.Encode(a.Clock.Now().Add(account.SessionLife), map[string]any{"uji": true})
	if err != nil {
		t.Fatal(err)
	}
	hash := base64.RawURLEncoding.EncodeToString(sum[:])
	if err := a.Accounts.AddSession(ctx, a.Clock.Now(), hash, account.Account{ID: b.Account}, data); err != nil {
		t.Fatal(err)
	}
	b.cookies[site.CookieName] = &http.Cookie{Name: site.CookieName, Value: token}
	return b
}

// Browser keeps cookies and follows no redirect.
type Browser struct {
	Account int64  // who is logged in
	From    string // the address requests come from; this machine's unless a test says otherwise
	Host    string // the name that is asked for them
	app     *App
	cookies map[string]*http.Cookie
}

// Twin returns a browser with the same cookies, for a request of its own at the same time.
func (b *Browser) Twin() *Browser {
	return &Browser{Account: b.Account, From: b.From, Host: b.Host, app: b.app, cookies: maps.Clone(b.cookies)}
}

// Answer is what came back.
type Answer struct {
	Status   int
	Header   http.Header
	Body     string
	Location string
	Cookies  []*http.Cookie
}

// Doc is the answer's page, for selectors.
func (a Answer) Doc(t testing.TB) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(a.Body))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// Text is the text of what a selector finds on the page, in one line.
func (a Answer) Text(t testing.TB, selector string) string {
	t.Helper()
	return strings.Join(strings.Fields(a.Doc(t).Find(selector).Text()), " ")
}

// Get asks for a page.
func (b *Browser) Get(path string) Answer {
	return b.Do(httptest.NewRequest(http.MethodGet, path, nil))
}

// Post sends a form as a browser does from a page of ours.
func (b *Browser) Post(path string, form url.Values) Answer {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.Do(r)
}

// Do sends a request with the browser's cookies, and keeps those that come back.
func (b *Browser) Do(r *http.Request) Answer {
	r.RemoteAddr, r.Host = b.From, b.Host
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.app.Handler.ServeHTTP(w, r)
	res := w.Result()
	for _, c := range res.Cookies() {
		b.cookies[c.Name] = c
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	body, _ := io.ReadAll(res.Body) // a recorder's body can't fail
	return Answer{Status: res.StatusCode, Header: res.Header, Body: string(body), Location: res.Header.Get("Location"), Cookies: res.Cookies()}
}

// Cookie returns the value of the session's cookie, or "".
func (b *Browser) Cookie() string { return b.Value(site.CookieName) }

// SetCookie plants a session's cookie, as an attacker would.
func (b *Browser) SetCookie(value string) { b.Plant(site.CookieName, value) }

// Value returns the value of a cookie, or "".
func (b *Browser) Value(cookie string) string {
	if c := b.cookies[cookie]; c != nil {
		return c.Value
	}
	return ""
}

// Plant puts a cookie into the browser.
func (b *Browser) Plant(cookie, value string) {
	b.cookies[cookie] = &http.Cookie{Name: cookie, Value: value}
}
