package site

import (
	"net/http"
	"net/url"
	"strings"

	"pilar/internal/account"
	"pilar/internal/fault"
	"pilar/web/link"
)

// Access is who may enter a route: a permission's code, "masuk" for anybody who is logged in, or "umum" for everybody.
type Access string

const (
	accessSignedIn Access = "masuk"
	accessPublic   Access = "umum"
)

// guard is the handler that a guarding middleware makes. Its type tells the access test what a route asks for.
type guard struct {
	access Access
	next   http.Handler
}

// Require lets in who holds the permission. Others who are logged in get 403; a visitor who isn't is sent to log in.
func Require(p account.Permission) func(http.Handler) http.Handler { return guarding(Access(p)) }

// SignedIn lets in whoever is logged in.
func SignedIn(next http.Handler) http.Handler { return guarding(accessSignedIn)(next) }

// Public lets everybody in.
func Public(next http.Handler) http.Handler { return guarding(accessPublic)(next) }

func guarding(a Access) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler { return guard{a, next} }
}

// AccessOf returns what a route's middlewares ask for, the outermost first; none is a route nobody decided about.
func AccessOf(middlewares []func(http.Handler) http.Handler) []Access {
	var found []Access
	for _, m := range middlewares {
		if g, ok := m(http.NotFoundHandler()).(guard); ok {
			found = append(found, g.access)
		}
	}
	return found
}

func (g guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v := of(r)
	switch {
	case g.access == accessPublic:
	case v.account == nil:
		askLogin(w, r)
		return
	case g.access != accessSignedIn && !v.account.May(account.Permission(g.access)):
		Fail(w, r, fault.Forbidden{})
		return
	}
	if v.account != nil {
		markSender(w, r)
	}
	v.guarded = true
	g.next.ServeHTTP(w, r)
}

// askLogin sends a reader to the login page and back afterwards. A form that was sent is kept for its sender.
func askLogin(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		http.Redirect(w, r, link.LoginThen(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	trouble(w, r, http.StatusUnauthorized)
}

// LocalPath returns the address to go to after login: to, where it is an address of ours, else Beranda. Anything a
// browser could read as another host is refused.
func LocalPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || u.Opaque != "" ||
		!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\") ||
		strings.ContainsFunc(to, func(c rune) bool { return c <= ' ' || c == '\\' || c == 0x7f }) {
		return link.Home()
	}
	return to
}
