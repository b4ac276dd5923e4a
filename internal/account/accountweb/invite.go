package accountweb

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"pilar/internal/account"
	"pilar/internal/fault"
	"pilar/internal/site"
	"pilar/web/link"
	"pilar/web/ui"
)

func (p pages) blankAccount(w http.ResponseWriter, r *http.Request) error {
	return p.renderForm(w, r, http.StatusOK, account.Record{}, accountForm{})
}

func (p pages) invite(w http.ResponseWriter, r *http.Request) error {
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	f := parseAccount(form)
	if f = f.with(f.invitation().CheckFacts(site.Now(r))); len(f.Faults) > 0 {
		return p.renderForm(w, r, http.StatusUnprocessableEntity, account.Record{}, f)
	}
	id, token, err := p.Accounts.Invite(r.Context(), site.Actor(r), site.Now(r), f.invitation())
	if bad, ok := errors.AsType[fault.Invalid](err); ok {
		return p.renderForm(w, r, http.StatusUnprocessableEntity, account.Record{}, f.with(bad))
	}
	if err != nil {
		return err
	}
	return p.showLink(w, r, id, token)
}

func (p pages) askLink(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	if err := rec.Linkable(site.Account(r).ID); err != nil {
		return err
	}
	return site.Render(w, r, http.StatusOK, site.Page{Title: "Tautan kata sandi", Crumbs: crumbsOf(rec), Body: askLinkView(rec)})
}

func (p pages) renewLink(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	token, err := p.Accounts.Renew(r.Context(), site.Actor(r), site.Now(r), id)
	if err != nil {
		return err
	}
	return p.showLink(w, r, id, token)
}

// showLink answers the form itself instead of leading on: the token is kept nowhere, and stands on this page alone.
func (p pages) showLink(w http.ResponseWriter, r *http.Request, id int64, token string) error {
	rec, err := p.Accounts.Get(r.Context(), site.Now(r), id)
	if err != nil {
		return err
	}
	view := linkPage{Record: rec, URL: site.Origin(r) + link.Invitation(token), Until: site.Now(r).Add(account.InviteLife)}
	return site.Render(w, r, http.StatusOK, site.Page{Title: "Tautan untuk " + rec.Name, Crumbs: crumbsOf(rec), Body: linkView(view)})
}

func (p pages) withdrawLink(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	if err := p.Accounts.Withdraw(r.Context(), site.Actor(r), site.Now(r), rec.ID); err != nil {
		return p.overtaken(w, r, rec, err)
	}
	return site.Done(w, r, link.Account(rec.ID), "Tautan itu sudah dicabut dan tidak dapat dipakai lagi.")
}

func visitor(r *http.Request) account.Visitor {
	return account.Visitor{Token: chi.URLParam(r, "token"), Address: site.Address(r), Now: site.Now(r)}
}

func (p pages) invitation(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.Accounts.Invitee(r.Context(), visitor(r))
	if err != nil {
		return p.closed(w, r, err)
	}
	return renderChoose(w, r, http.StatusOK, choosePage{Record: rec, Action: link.Invitation(visitor(r).Token)})
}

func (p pages) accept(w http.ResponseWriter, r *http.Request) error {
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	v := visitor(r)
	rec, err := p.Accounts.Invitee(r.Context(), v)
	if err != nil {
		return p.closed(w, r, err)
	}
	password, bad := form.Get("sandi"), fault.Invalid{}
	if m := account.CheckPassword(password, rec.Login, rec.Name); m != "" {
		bad["password"] = m
	}
	if password != form.Get("ulang") {
		bad["repeat"] = "Kedua kata sandi tidak sama. Ketik sekali lagi keduanya."
	}
	if len(bad) > 0 {
		return renderChoose(w, r, http.StatusUnprocessableEntity, choosePage{Record: rec, Action: link.Invitation(v.Token), Faults: bad})
	}
	a, err := p.Accounts.Accept(r.Context(), v, password, site.RequestID(r))
	if err != nil {
		return p.closed(w, r, err)
	}
	if err := p.enter(r, a); err != nil {
		return err
	}
	return site.Done(w, r, link.Home(), "Kata sandi sudah disimpan, dan Anda sudah masuk. Lain kali, masuk dengan nama pengguna "+a.Login+".")
}

func renderChoose(w http.ResponseWriter, r *http.Request, status int, view choosePage) error {
	return site.RenderPlain(w, r, status, site.Page{Title: "Pilih kata sandi", Body: chooseView(view)})
}

// closed answers for a link that can't be used any more, and for guesses that come too fast; other errors stay what they are.
func (p pages) closed(w http.ResponseWriter, r *http.Request, err error) error {
	page := ui.ErrorPage{Status: http.StatusNotFound, Title: "Tautan tidak berlaku",
		Text: "Tautan ini sudah dipakai, sudah lewat waktunya, atau sudah diganti atau dicabut. Minta tautan baru kepada administrator, atau masuk bila Anda sudah memilih kata sandi.",
		Next: []ui.Link{{Text: "Ke halaman masuk", URL: link.Login()}}}
	early, held := errors.AsType[account.TooSoon](err)
	switch {
	case held:
		site.Log(r).Info("link held up")
		holdUp(w, early)
		page = ui.ErrorPage{Status: http.StatusTooManyRequests, Title: "Terlalu banyak percobaan", Text: early.Error()}
	case !errors.Is(err, fault.NotFound{}):
		return err
	}
	return site.RenderPlain(w, r, page.Status, site.Page{Title: page.Title, Body: page})
}
