package site

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pilar/internal/fault"
	"pilar/internal/keptform"
	"pilar/web/link"
	"pilar/web/ui"
)

// A form that meets trouble is kept for whoever sent it. Who that was is known even after the session has ended, whichever
// way it ended: while somebody is logged in, the browser is given a sealed mark that names the account and the browser.
// The mark opens nothing; it only says for whom a form may be kept.

// senderCookie holds the mark. It goes with the browser, as the session's does.
const senderCookie = "pilar_isian"

// sender reads the mark of the request's browser; ok is false where it has none.
func sender(r *http.Request) (_ keptform.Sender, ok bool) {
	c, err := r.Cookie(senderCookie)
	if err != nil {
		return keptform.Sender{}, false
	}
	return of(r).site.Kept.Sender(c.Value)
}

// markSender sees to it that the browser holds the mark of whoever is logged in. The browser's own word stays when another
// account logs in, so that the first one's forms are still theirs later.
func markSender(w http.ResponseWriter, r *http.Request) {
	by, ok := sender(r)
	id := Account(r).ID
	if ok && by.Account == id {
		return
	}
	if !ok {
		by.Browser = rand.Text()
	}
	by.Account = id
	http.SetCookie(w, &http.Cookie{Name: senderCookie, Value: of(r).site.Kept.Mark(by), Path: "/", HttpOnly: true,
		Secure: https(r), SameSite: http.SameSiteLaxMode})
}

// Sender is for whom forms of this request are kept and to whom they are offered: whoever is logged in, in this browser.
func Sender(r *http.Request) keptform.Sender {
	by, _ := sender(r)
	by.Account = Account(r).ID
	return by
}

// AfterLogin is where to go after login: to the forms that were kept for whoever has just logged in, else to to.
func AfterLogin(r *http.Request, to string) string {
	kept, err := of(r).site.Kept.Any(r.Context(), Sender(r), Now(r))
	if err != nil {
		of(r).complain(r, err) // a login does not fail for it
	}
	if kept {
		return link.KeptForms()
	}
	return to
}

// keepPatience bounds how long a page of trouble waits for a database that may be the trouble.
const keepPatience = 2 * time.Second

// keep keeps the form that met trouble, and tells what became of what was typed.
func keep(r *http.Request) ui.Typed {
	if r.Method != http.MethodPost {
		return ui.NothingTyped
	}
	if _, err := Form(r); err != nil {
		return ui.TypedLost
	}
	all := of(r).form.all
	if !all.Has(ui.FieldName) { // a button that is a form of its own
		return ui.NothingTyped
	}
	by, ok := sender(r)
	content := keptform.Content{Path: r.URL.RequestURI(), Name: all.Get(ui.FieldName), Fields: withoutSecrets(all)}
	if !ok || len(Typed(content.Fields)) == 0 || LocalPath(content.Path) != content.Path {
		return ui.TypedLost
	}
	if of(r).account != nil {
		by = Sender(r)
	}
	ctx, cancel := context.WithTimeout(r.Context(), keepPatience)
	defer cancel()
	if err := of(r).site.Kept.Keep(ctx, by, Now(r), content); err != nil {
		of(r).complain(r, err)
		return ui.TypedLost
	}
	return ui.TypedKept
}

// withoutSecrets is what is kept of a form: no passwords. Files are not among its fields.
func withoutSecrets(all url.Values) url.Values {
	fields := maps.Clone(all)
	for _, name := range slices.Concat(all[ui.FieldSecret], []string{ui.FieldSecret, ui.FieldKept}) {
		fields.Del(name)
	}
	return fields
}

// Typed returns the fields of a form that hold something, without the marks that the kit adds.
func Typed(fields url.Values) url.Values {
	typed := url.Values{}
	for name, values := range fields {
		full := slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
		if !strings.HasPrefix(name, ui.FieldMark) && len(full) > 0 {
			typed[name] = full
		}
	}
	return typed
}

// letGo deletes the form that was kept and has now been sent again: its page has answered, and holds what was typed where
// it did not take it.
func letGo(r *http.Request) {
	v := of(r)
	if v.form == nil {
		return
	}
	id, err := strconv.ParseInt(v.form.all.Get(ui.FieldKept), 10, 64)
	if err != nil {
		return
	}
	if err := v.site.Kept.Drop(r.Context(), Sender(r), id); err != nil && !errors.Is(err, fault.NotFound{}) {
		v.complain(r, err) // it goes within the hour
	}
}
