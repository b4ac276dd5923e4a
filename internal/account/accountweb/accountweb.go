// Package accountweb holds the pages of logging in and out, of one-time links, of one's own account, and of Pengguna: who can
// log in, and what they may do.
package accountweb

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"pilar/internal/account"
	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/region"
	"pilar/internal/site"
	"pilar/web/link"
)

// Stores are what the pages ask.
type Stores struct {
	Accounts *account.Store
	Regions  *region.Store
	History  func(ctx context.Context, account int64) ([]audit.Entry, error)
}

type pages struct{ Stores }

// Routes adds the pages to r: the first are open to everybody, those of one's own account to whoever is logged in, the rest
// to administrators.
func Routes(r chi.Router, s Stores) {
	p := pages{s}
	public := r.With(site.Public)
	public.Get("/masuk", site.Handler(p.blank))
	public.Post("/masuk", site.Handler(p.login))
	public.Post("/keluar", site.Handler(p.logout))
	public.Get("/mulai/{token}", site.Handler(p.start))
	public.Post("/mulai/{token}", site.Handler(p.redeem))
	public.Get("/undangan/{token}", site.Handler(p.invitation))
	public.Post("/undangan/{token}", site.Handler(p.accept))
	own := r.With(site.SignedIn)
	own.Get("/akun", site.Handler(p.own))
	own.Post("/akun/sandi", site.Handler(p.changePassword))
	own.Post("/akun/sesi/{id}/akhiri", site.Handler(p.endVisit))
	own.Post("/akun/keluar-semua", site.Handler(p.logoutEverywhere))
	admin := r.With(site.Require(account.Admin))
	admin.Get("/pengguna", site.Handler(p.list))
	admin.Post("/pengguna/ekspor", site.Handler(p.export))
	admin.Get("/pengguna/baru", site.Handler(p.blankAccount))
	admin.Post("/pengguna/baru", site.Handler(p.invite))
	admin.Get("/pengguna/{id}", site.Handler(p.show))
	admin.Get("/pengguna/{id}/ubah", site.Handler(p.edit))
	admin.Post("/pengguna/{id}/ubah", site.Handler(p.revise))
	admin.Get("/pengguna/{id}/nonaktifkan", site.Handler(p.askSuspend))
	admin.Post("/pengguna/{id}/nonaktifkan", site.Handler(p.suspend))
	admin.Get("/pengguna/{id}/aktifkan", site.Handler(p.askReactivate))
	admin.Post("/pengguna/{id}/aktifkan", site.Handler(p.reactivate))
	admin.Get("/pengguna/{id}/tautan", site.Handler(p.askLink))
	admin.Post("/pengguna/{id}/tautan", site.Handler(p.renewLink))
	admin.Post("/pengguna/{id}/tautan/cabut", site.Handler(p.withdrawLink))
	admin.Post("/pengguna/{id}/akhiri-sesi", site.Handler(p.endSessions))
}

// idOf reads the number in the address; fault.NotFound where it is none.
func idOf(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil || id < 1 {
		return 0, fault.NotFound{}
	}
	return id, nil
}

func (p pages) blank(w http.ResponseWriter, r *http.Request) error {
	to := site.LocalPath(r.URL.Query().Get("ke"))
	if site.Account(r).ID != 0 {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return nil
	}
	page := loginPage{To: to, LoggedOut: r.URL.Query().Has("keluar"), Ready: r.URL.Query().Has("siap")}
	return p.showLogin(w, r, http.StatusOK, page)
}

func (p pages) login(w http.ResponseWriter, r *http.Request) error {
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	page := loginPage{Login: form.Get("login"), To: site.LocalPath(form.Get("ke"))}
	a, err := p.Accounts.Authenticate(r.Context(), account.Attempt{
		Login: page.Login, Password: form.Get("sandi"), Address: site.Address(r), Demo: site.DemoHere(r), Now: site.Now(r),
	})
	if early, ok := errors.AsType[account.TooSoon](err); ok {
		site.Log(r).Info("login held up")
		page.Refused = early.Error()
		holdUp(w, early)
		return p.showLogin(w, r, http.StatusTooManyRequests, page)
	}
	if bad, ok := errors.AsType[fault.Invalid](err); ok {
		site.Log(r).Info("login refused") // without what was typed: a password may stand in the wrong box
		page.Refused = bad["login"]
		return p.showLogin(w, r, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	if err := p.enter(r, a); err != nil {
		return err
	}
	http.Redirect(w, r, site.AfterLogin(r, page.To), http.StatusSeeOther)
	return nil
}

// enter logs in whoever has proven to be a.
func (p pages) enter(r *http.Request, a account.Account) error {
	by := audit.Actor{ID: a.ID, Name: a.Name, Request: site.RequestID(r)}
	if err := p.Accounts.SignedIn(r.Context(), by, a.Login); err != nil {
		return err
	}
	return site.Login(r, a)
}

// holdUp tells programs when to try again; people read it on the page.
func holdUp(w http.ResponseWriter, early account.TooSoon) {
	w.Header().Set("Retry-After", strconv.Itoa(early.Seconds()))
}

func (p pages) showLogin(w http.ResponseWriter, r *http.Request, status int, page loginPage) error {
	if site.DemoHere(r) {
		accounts, err := p.Accounts.Demo(r.Context(), site.Now(r))
		if err != nil {
			return err
		}
		page.Demo = accounts
	}
	return site.RenderPlain(w, r, status, site.Page{Title: "Masuk", Body: loginView(page)})
}

func (p pages) logout(w http.ResponseWriter, r *http.Request) error {
	if err := site.Logout(r); err != nil {
		return err
	}
	http.Redirect(w, r, link.LoggedOut(), http.StatusSeeOther)
	return nil
}

func (p pages) start(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	if err := p.Accounts.LinkUsable(r.Context(), site.Now(r), token); err != nil {
		return p.used(w, r, err)
	}
	return showStart(w, r, http.StatusOK, startPage{Action: link.Start(token)})
}

func (p pages) redeem(w http.ResponseWriter, r *http.Request) error {
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	token := chi.URLParam(r, "token")
	page := startPage{Action: link.Start(token), Login: form.Get("login"), Name: form.Get("nama")}
	by := audit.Actor{Name: "sistem (tautan administrator pertama)", Request: site.RequestID(r)}
	err = p.Accounts.Redeem(r.Context(), by, site.Now(r), token,
		account.New{Login: page.Login, Name: page.Name, Password: form.Get("sandi")})
	if bad, ok := errors.AsType[fault.Invalid](err); ok {
		page.Refused = bad
		return showStart(w, r, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return p.used(w, r, err)
	}
	http.Redirect(w, r, link.LoginReady(), http.StatusSeeOther)
	return nil
}

func showStart(w http.ResponseWriter, r *http.Request, status int, page startPage) error {
	return site.RenderPlain(w, r, status, site.Page{Title: "Akun administrator pertama", Body: startView(page)})
}

// used answers for a link that can't be used any more; other errors stay what they are.
func (p pages) used(w http.ResponseWriter, r *http.Request, err error) error {
	if !errors.Is(err, fault.NotFound{}) {
		return err
	}
	return site.RenderPlain(w, r, http.StatusNotFound, site.Page{Title: "Tautan tidak berlaku", Body: usedView()})
}
