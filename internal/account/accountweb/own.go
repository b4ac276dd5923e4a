package accountweb

import (
	"errors"
	"net/http"

	"pilar/internal/account"
	"pilar/internal/fault"
	"pilar/internal/site"
	"pilar/web/link"
)

func (p pages) own(w http.ResponseWriter, r *http.Request) error {
	return p.showOwn(w, r, http.StatusOK, nil)
}

// showOwn answers with one's own page. No password comes back in it.
func (p pages) showOwn(w http.ResponseWriter, r *http.Request, status int, refused fault.Invalid) error {
	page := ownPage{Account: site.Account(r), Here: site.Here(r), Refused: refused}
	var err error
	if page.Kecamatan, err = p.Accounts.KecamatanNames(r.Context(), page.Account.ID); err != nil {
		return err
	}
	if page.Visits, err = p.Accounts.Visits(r.Context(), page.Account.ID, site.Now(r)); err != nil {
		return err
	}
	return site.Render(w, r, status, site.Page{Title: "Akun saya", Body: ownView(page)})
}

func (p pages) changePassword(w http.ResponseWriter, r *http.Request) error {
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	a := site.Account(r)
	err = p.Accounts.ChangePassword(r.Context(), site.Actor(r), a, account.PasswordChange{
		Old: form.Get("lama"), New: form.Get("baru"), Address: site.Address(r), Now: site.Now(r),
	})
	if early, ok := errors.AsType[account.TooSoon](err); ok {
		holdUp(w, early)
		return p.showOwn(w, r, http.StatusTooManyRequests, fault.Invalid{"old": early.Error()})
	}
	if bad, ok := errors.AsType[fault.Invalid](err); ok {
		return p.showOwn(w, r, http.StatusUnprocessableEntity, bad)
	}
	if err != nil {
		return err
	}
	if err := site.Login(r, a); err != nil { // every session has ended, this one too: it goes on under another token
		return err
	}
	return site.Done(w, r, link.OwnAccount(), "Kata sandi sudah diganti. Sesi Anda di perangkat lain sudah diakhiri.")
}

func (p pages) endVisit(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	if err := p.Accounts.EndVisit(r.Context(), site.Actor(r), site.Account(r).Login, id); err != nil {
		return err
	}
	return site.Done(w, r, link.OwnAccount(), "Sesi itu sudah diakhiri.")
}

func (p pages) logoutEverywhere(w http.ResponseWriter, r *http.Request) error {
	if err := p.Accounts.EndSessions(r.Context(), site.Actor(r), site.Account(r).ID); err != nil {
		return err
	}
	return p.logout(w, r)
}
