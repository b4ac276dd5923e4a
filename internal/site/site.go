// Package site is what all pages share: who is asking and what they may do, how an error becomes a page, how a view
// becomes a response, and what one page says to the next.
//
// A request passes Visit, Headers and Session before it reaches a route; each route states who may enter with Require,
// SignedIn or Public, and its handler runs through Handler. The functions that take a request work anywhere below these.
package site

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/alexedwards/scs/v2"

	"pilar/internal/account"
	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/keptform"
	"pilar/web/ui"
)

// Config is what a Site stands on. All of it is needed.
type Config struct {
	Accounts *account.Store
	Forms    *audit.Forms
	Kept     *keptform.Store
	Log      *slog.Logger
	Clock    func() time.Time
	Menu     []Entry
	// Office says whose installation this is; where it fails, pages do without.
	Office func(context.Context) (Office, error)
	// Settle waits until writes that began in the past have ended: see Moment.
	Settle func(context.Context) error
	// Observe measures a request that was answered: its method, the pattern of its route, its status and how long it took.
	Observe func(method, route string, status int, took time.Duration)
	// Demo lets the demo accounts log in, from this machine only.
	Demo bool
	// Secure says that browsers reach the site by https alone.
	Secure bool
	// Proxies are the addresses whose word counts about whom they forward.
	Proxies []netip.Prefix
}

// Office is whose installation this is.
type Office struct {
	Name       string
	Accent     string   // #rrggbb
	Logo       string   // the hash of the picture; empty: none
	Letterhead []string // its lines; none: the name alone
}

// Entry is one line of the menu, for those who hold the permission.
type Entry struct {
	ui.MenuItem
	Needs account.Permission
	Also  []string // further addresses whose pages belong to this line
}

// Site carries what every page needs.
type Site struct {
	Config
	sessions *scs.SessionManager
	secured  *scs.SessionManager // the same, for requests that came by https
	files    chan struct{}       // one for each file in the making: see Download
}

// New returns a Site.
func New(c Config) *Site {
	s := &Site{Config: c, files: make(chan struct{}, filesAtOnce)}
	s.sessions = newSessions(s)
	secured := *s.sessions
	secured.Cookie.Secure = true
	s.secured = &secured
	return s
}

// visit is one request on its way: what the layers learn about it, for each other and for the log.
type visit struct {
	site    *Site
	request string           // its number, which error pages and the log show
	account *account.Account // nil: nobody is logged in
	session string           // hash of the token of the session that was found
	trail   int64            // the last entry of the trail when the session was found
	loaded  context.Context  // carries the session's data; nil: none was loaded
	guarded bool             // a guard let it through
	form    *posted          // the form that it brought; nil: none was read yet
	body    io.ReadCloser    // without our limit
}

type visitKey struct{}

// of returns the request's visit; without one, which is a slip in the site map, it panics.
func of(r *http.Request) *visit { return r.Context().Value(visitKey{}).(*visit) }

// number makes a request's number, short enough to be read out on the telephone.
func number() string {
	t := rand.Text()
	return t[:5] + "-" + t[5:10]
}

// Account returns whose request this is; the zero Account where nobody is logged in.
func Account(r *http.Request) account.Account {
	if a := of(r).account; a != nil {
		return *a
	}
	return account.Account{}
}

// Can tells whether whoever asks holds the permission: for what a page offers. Whether they may enter is Require's.
func Can(r *http.Request, p account.Permission) bool { return Account(r).May(p) }

// Actor returns who acts in this request, for a Store's verbs.
func Actor(r *http.Request) audit.Actor {
	v := of(r)
	by := audit.Actor{Request: v.request}
	if v.account != nil {
		by.ID, by.Name = v.account.ID, v.account.Name
	}
	if v.form != nil {
		by.Form = v.form.key
	}
	return by
}

// Limit returns the kecamatan whoever asks is limited to; nil is no limit. It belongs in every Filter.
func Limit(r *http.Request) []string { return Account(r).Kecamatan }

// Now is the site's clock.
func Now(r *http.Request) time.Time { return of(r).site.Clock() }

// Today is the present day by the office's clock.
func Today(r *http.Request) time.Time { return asof.Today(Now(r)) }

// RequestID returns the request's number.
func RequestID(r *http.Request) string { return of(r).request }

// Origin is where the browser reached the site, "https://pilar.example": for an address that leaves the site, in a message.
func Origin(r *http.Request) string {
	if https(r) {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// Log returns the log with the request's number, for a remark of a handler's own.
func Log(r *http.Request) *slog.Logger {
	v := of(r)
	return v.site.Log.With("request", v.request)
}
