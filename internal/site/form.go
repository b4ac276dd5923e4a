package site

import (
	"errors"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"pilar/internal/fault"
	"pilar/web/ui"
)

// posted is a form that was sent, or why it can't be read or is not carried out.
type posted struct {
	all    url.Values // with the marks that the kit adds to a form
	fields url.Values // those that are a handler's
	key    string     // names this sending of it; "" where it has no key
	files  *multipart.Form
	err    error
}

// Form returns what a posted form says. A body over the limit is *http.MaxBytesError, one that can't be read
// fault.Malformed, and a form that was carried out before fault.Repeated; a handler returns each as it is.
func Form(r *http.Request) (url.Values, error) {
	v := of(r)
	if v.form == nil {
		v.form = &posted{}
		v.form.err = v.form.read(r)
	}
	return v.form.fields, v.form.err
}

func (p *posted) read(r *http.Request) error {
	all, err := parse(r)
	p.files = r.MultipartForm
	if err != nil {
		return err
	}
	p.all, p.fields = all, maps.Clone(all)
	maps.DeleteFunc(p.fields, func(name string, _ []string) bool { return strings.HasPrefix(name, ui.FieldMark) })
	if p.key, err = formKey(r, all); err != nil || p.key == "" {
		return err
	}
	_, done, _, err := of(r).site.Forms.Done(r.Context(), p.key)
	if err == nil && done { // of two that come at once, the write tells the second
		err = fault.Repeated{}
	}
	return err
}

// close deletes the files of an upload: the server does so only for the request that it made itself.
func (p *posted) close() {
	if p != nil && p.files != nil {
		_ = p.files.RemoveAll() // what is left stands in the system's folder for such files
	}
}

func parse(r *http.Request) (url.Values, error) {
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
