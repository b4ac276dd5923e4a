package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/go-chi/chi/v5"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/golden"
	"pilar/internal/metrics"
	"pilar/internal/site"
	"pilar/web/link"
)

// route is one line of the site map, with what its guards ask for.
type route struct {
	method, pattern string
	access          []site.Access
}

func siteMap(t *testing.T) []route {
	t.Helper()
	a := apptest.New(t, app.Config{})
	var all []route
	err := chi.Walk(app.Routes(app.Config{Pool: a.Pool, Keys: a.Keys, Log: discard(), Metrics: metrics.New(0)}),
		func(method, pattern string, _ http.Handler, layers ...func(http.Handler) http.Handler) error {
			all = append(all, route{method, pattern, site.AccessOf(layers)})
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(x, y route) int { return strings.Compare(x.pattern+x.method, y.pattern+y.method) })
	return all
}

// Every role, and nobody, on every route. What each gets is compared with what the route's guards ask for, and the whole
// table with testdata/access.golden: a new route shows up there as a difference, and whoever reads it decides.
func TestAccess(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	visitors := append([]account.Role{""}, account.Roles()...)
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "METHOD\tROUTE\tASKS FOR\tnobody")
	for _, role := range account.Roles() {
		fmt.Fprintf(w, "\t%s", role)
	}
	for _, r := range siteMap(t) {
		if len(r.access) == 0 {
			t.Errorf("%s %s says nothing about who may enter", r.method, r.pattern)
		}
		fmt.Fprintf(w, "\n%s\t%s\t%s", r.method, r.pattern, join(r.access))
		for _, role := range visitors {
			got := outcome(send(visitor(t, a, role), r))
			if want := r.expected(role, permissions(t, a, role)); got != want {
				t.Errorf("%s %s as %q: %s, want %s", r.method, r.pattern, role, got, want)
			}
			fmt.Fprintf(w, "\t%s", got)
		}
	}
	fmt.Fprintln(w)
	_ = w.Flush()
	golden.File(t, "access.golden", table.String())
}

func visitor(t *testing.T, a *apptest.App, role account.Role) *apptest.Browser {
	t.Helper()
	if role == "" {
		return a.Anyone()
	}
	return a.As(t, role)
}

// What a visitor can get.
const (
	in     = "in"
	login  = "login" // asked to log in
	no     = "no"
	broken = "BROKEN"
)

func (r route) expected(role account.Role, may []account.Permission) string {
	for _, access := range r.access {
		switch {
		case access == "umum":
		case role == "":
			return login
		case access != "masuk" && !slices.Contains(may, account.Permission(access)):
			return no
		}
	}
	return in
}

func outcome(a apptest.Answer) string {
	switch {
	case a.Status == http.StatusForbidden:
		return no
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusSeeOther && strings.HasPrefix(a.Location, link.Login()+"?ke="):
		return login
	case a.Status >= 500:
		return broken
	}
	return in
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// send asks for the route with 1 in the place of every number.
func send(b *apptest.Browser, r route) apptest.Answer {
	path := strings.TrimSuffix(placeholder.ReplaceAllString(r.pattern, "1"), "*")
	if r.method == http.MethodPost {
		return b.Post(path, url.Values{})
	}
	return b.Get(path)
}

func permissions(t *testing.T, a *apptest.App, role account.Role) []account.Permission {
	t.Helper()
	var held []account.Permission
	err := a.Pool.QueryRow(t.Context(), `SELECT array_agg(permission) FROM role_permission WHERE role = $1`, role).Scan(&held)
	if err != nil {
		t.Fatal(err)
	}
	return held
}

func join(access []site.Access) string {
	var words []string
	for _, a := range access {
		words = append(words, string(a))
	}
	return strings.Join(words, " + ")
}
