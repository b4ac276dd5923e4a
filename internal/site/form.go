package site

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"pilar/internal/fault"
)

// Form returns what a posted form says. A body over the limit is *http.MaxBytesError, one that can't be read
// fault.Malformed; a handler returns either as it is.
func Form(r *http.Request) (url.Values, error) {
	err := r.ParseForm()
	if kind := r.Header.Get("Content-Type"); err == nil && strings.HasPrefix(kind, "multipart/") {
		err = r.ParseMultipartForm(MaxForm)
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, tooLarge
	case err != nil:
		return nil, fault.Malformed{Message: "form"}
	}
	for name, values := range r.PostForm {
		for _, text := range append(values[:len(values):len(values)], name) {
			if !readable(text) {
				return nil, fault.Malformed{Message: "form"}
			}
		}
	}
	return r.PostForm, nil
}

// Readable refuses addresses that are no text: the database would fail on them far from here.
func Readable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, err := url.QueryUnescape(r.URL.RawQuery)
		if err != nil || !readable(query) || !readable(r.URL.Path) {
			Fail(w, r, fault.Malformed{Message: "address"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

func readable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
