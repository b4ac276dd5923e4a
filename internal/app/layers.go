package app

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"pilar/internal/site"
	"pilar/web/static"
)

// sameOrigin refuses writes that another site's page makes in the name of whoever is logged in.
func sameOrigin(next http.Handler) http.Handler {
	p := http.NewCrossOriginProtection()
	p.SetDenyHandler(http.HandlerFunc(site.CrossOrigin))
	return p.Handler(next)
}

// operators lets through whoever sits at this machine or shows the token, where there is one. For everybody else the page
// does not exist.
func operators(token string, page http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !site.Local(r) && !shows(r, token) {
			site.NotFound(w, r)
			return
		}
		page.ServeHTTP(w, r)
	}
}

// shows compares what the request brings with the token in a time that tells nothing about either.
func shows(r *http.Request, token string) bool {
	brought, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	a, b := sha256.Sum256([]byte(brought)), sha256.Sum256([]byte(token))
	return ok && token != "" && subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// allowing answers 405 with the methods that the address does take.
func allowing(routes chi.Routes) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var allowed []string
		for _, m := range []string{http.MethodGet, http.MethodPost} {
			if routes.Match(chi.NewRouteContext(), m, r.URL.Path) {
				allowed = append(allowed, m)
			}
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		site.MethodNotAllowed(w, r)
	}
}

// theme serves the stylesheet of the colour that its address names, for good.
func theme(w http.ResponseWriter, r *http.Request) {
	css, ok := static.Theme("#" + r.URL.Query().Get("warna"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(css) // whoever asked may be gone
}
