package site

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"pilar/web/static"
)

// MaxForm bounds the body of a request, unless its route allows more with MaxBody.
const MaxForm = 1 << 20

// Visit is the outermost layer: it numbers the request, bounds its body, turns a panic into a page, and logs one line
// when it has ended: method, route, status, duration, number and account, but neither path nor query nor body, which
// may hold names and numbers.
func (s *Site) Visit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		v := &visit{site: s, request: number(), body: r.Body}
		r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		r.Body = http.MaxBytesReader(ww, v.body, MaxForm)
		defer func() { // an answer that is broken off is still on its way up as a panic
			v.form.close()
			v.log(r, ww, time.Since(began))
		}()
		defer func() {
			if p := recover(); p != nil {
				panicked(ww, r, p)
			}
		}()
		next.ServeHTTP(ww, r)
	})
}

func (v *visit) log(r *http.Request, w middleware.WrapResponseWriter, took time.Duration) {
	status := w.Status()
	if status == 0 {
		status = http.StatusOK
	}
	v.site.Observe(methodOf(r), routeOf(r), status, took)
	attrs := []slog.Attr{
		slog.String("method", methodOf(r)),
		slog.String("route", routeOf(r)),
		slog.Int("status", status),
		slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.String("request", v.request),
	}
	if v.account != nil {
		attrs = append(attrs, slog.Int64("account", v.account.ID))
	}
	v.site.Log.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelInfo, "request", attrs...)
}

// routeOf is the pattern of the route, without what stood in its place; "-" where there was none.
func routeOf(r *http.Request) string {
	if c := chi.RouteContext(r.Context()); c != nil && c.RoutePattern() != "" {
		return c.RoutePattern()
	}
	return "-"
}

// methodOf is the method, where it is one of the usual: anybody can make up another word.
func methodOf(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return r.Method
	}
	return "-"
}

func panicked(w middleware.WrapResponseWriter, r *http.Request, p any) {
	if p == http.ErrAbortHandler {
		panic(p)
	}
	err, ok := p.(sessionFailure)
	if !ok {
		err = sessionFailure{fmt.Errorf("panic: %w\n%s", causeOf(p), debug.Stack())}
	}
	if w.Status() != 0 { // too late for a page
		of(r).complain(r, err.error)
		return
	}
	Fail(w, r, err.error)
}

// causeOf is what was thrown. A text is left out, for it may hold what somebody typed: the stack leads to it.
func causeOf(p any) error {
	if err, ok := p.(error); ok {
		return err
	}
	return fmt.Errorf("a %T", p)
}

// MaxBody lets the requests of a route carry up to n bytes instead of MaxForm.
func MaxBody(n int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, of(r).body, n)
			next.ServeHTTP(w, r)
		})
	}
}

// Headers says to every browser what our pages may do: nothing inline, nothing from elsewhere, no frames, and no copy
// in a cache that the next one at the same computer could open.
func Headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", static.Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		if https(r) {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}
