package accountweb

import (
	"errors"
	"net/http"
	"net/url"

	"pilar/internal/account"
	"pilar/internal/audit/auditwords"
	"pilar/internal/fault"
	"pilar/internal/region"
	"pilar/internal/site"
	"pilar/web/link"
	"pilar/web/ui"
)

var crumbs = []ui.Crumb{{Label: "Pengguna", URL: link.Accounts()}}

func crumbsOf(r account.Record) []ui.Crumb {
	return append(crumbs[:1:1], ui.Crumb{Label: r.Name, URL: link.Account(r.ID)})
}

// record returns the account that the address names.
func (p pages) record(r *http.Request) (account.Record, error) {
	id, err := idOf(r)
	if err != nil {
		return account.Record{}, err
	}
	return p.Accounts.Get(r.Context(), site.Now(r), id)
}

// posted returns the account that the address names, and what the form about it says.
func (p pages) posted(r *http.Request) (account.Record, url.Values, error) {
	rec, err := p.record(r)
	if err != nil {
		return rec, nil, err
	}
	form, err := site.Form(r)
	return rec, form, err
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	book, err := p.Regions.Book(r.Context())
	if err != nil {
		return err
	}
	rights, err := p.Accounts.Rights(r.Context())
	if err != nil {
		return err
	}
	entries, err := p.History(r.Context(), rec.ID)
	if err != nil {
		return err
	}
	view := recordPage{Record: rec, Places: places(rec.Kecamatan, book), Self: rec.ID == site.Account(r).ID,
		History: auditwords.Names{Book: book}.Events(entries)}
	for _, held := range rights {
		if held.Role == rec.Role {
			view.Rights = held.Sentences
		}
	}
	if no, ok := errors.AsType[fault.Forbidden](rec.Linkable(site.Account(r).ID)); ok {
		view.NoLink = no.Message
	}
	return site.Render(w, r, http.StatusOK, site.Page{Title: rec.Name, Crumbs: crumbs, Body: recordView(view)})
}

func (p pages) edit(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	return p.renderForm(w, r, http.StatusOK, rec, formOf(rec))
}

func (p pages) revise(w http.ResponseWriter, r *http.Request) error {
	rec, form, err := p.posted(r)
	if err != nil {
		return err
	}
	f := parseAccount(form)
	f.Login = rec.Login
	if f = f.with(f.change().Check(site.Now(r), rec, site.Account(r).ID)); len(f.Faults) > 0 {
		return p.renderForm(w, r, http.StatusUnprocessableEntity, rec, f)
	}
	err = p.Accounts.Revise(r.Context(), site.Actor(r), site.Now(r), rec.ID, f.change())
	if errors.Is(err, fault.Conflict{}) {
		return p.conflict(w, r, f)
	}
	if bad, ok := errors.AsType[fault.Invalid](err); ok {
		return p.renderForm(w, r, http.StatusUnprocessableEntity, rec, f.with(bad))
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Account(rec.ID), "Perubahan akun sudah disimpan dan langsung berlaku.")
}

func (p pages) conflict(w http.ResponseWriter, r *http.Request, f accountForm) error {
	rec, err := p.record(r) // as it is now
	if err != nil {
		return err
	}
	rights, book, err := p.lookups(r)
	if err != nil {
		return err
	}
	roles := map[string]string{}
	for _, held := range rights {
		roles[string(held.Role)] = held.Name
	}
	return p.renderForm(w, r, http.StatusConflict, rec, f.against(rec, roles, book))
}

func (p pages) lookups(r *http.Request) ([]account.Rights, region.Book, error) {
	rights, err := p.Accounts.Rights(r.Context())
	if err != nil {
		return nil, region.Book{}, err
	}
	book, err := p.Regions.Book(r.Context())
	return rights, book, err
}

// renderForm shows the form of an account, or of a new one where rec is the zero Record.
func (p pages) renderForm(w http.ResponseWriter, r *http.Request, status int, rec account.Record, f accountForm) error {
	rights, book, err := p.lookups(r)
	if err != nil {
		return err
	}
	view := accountPage{Form: f, ID: rec.ID, Rights: rights, Kecamatan: book.Kecamatan(nil)}
	page := site.Page{Title: view.title(), Crumbs: crumbs, Body: accountView(view)}
	if rec.ID != 0 {
		page.Crumbs = crumbsOf(rec)
	}
	return site.Render(w, r, status, page)
}

func (p pages) askSuspend(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	if err := rec.Suspendable(site.Account(r).ID); err != nil {
		return p.overtaken(w, r, rec, err)
	}
	return renderSuspend(w, r, http.StatusOK, reasonPage{Record: rec})
}

func (p pages) suspend(w http.ResponseWriter, r *http.Request) error {
	rec, form, err := p.posted(r)
	if err != nil {
		return err
	}
	reason := form.Get("alasan")
	err = p.Accounts.Suspend(r.Context(), site.Actor(r), site.Now(r), rec.ID, reason)
	if bad, ok := errors.AsType[fault.Invalid](err); ok {
		return renderSuspend(w, r, http.StatusUnprocessableEntity, reasonPage{Record: rec, Reason: reason, Faults: bad})
	}
	if err != nil {
		return p.overtaken(w, r, rec, err)
	}
	return site.Done(w, r, link.Account(rec.ID), "Akun "+rec.Login+" sudah dinonaktifkan, dan sesinya diakhiri.")
}

func renderSuspend(w http.ResponseWriter, r *http.Request, status int, view reasonPage) error {
	return site.Render(w, r, status, site.Page{Title: "Nonaktifkan akun", Crumbs: crumbsOf(view.Record), Body: suspendView(view)})
}

func (p pages) askReactivate(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	if rec.SuspendedAt == nil {
		return p.overtaken(w, r, rec, fault.Conflict{})
	}
	return renderReactivate(w, r, http.StatusOK, reasonPage{Record: rec})
}

func (p pages) reactivate(w http.ResponseWriter, r *http.Request) error {
	rec, form, err := p.posted(r)
	if err != nil {
		return err
	}
	reason := form.Get("alasan")
	err = p.Accounts.Reactivate(r.Context(), site.Actor(r), rec.ID, reason)
	if bad, ok := errors.AsType[fault.Invalid](err); ok {
		return renderReactivate(w, r, http.StatusUnprocessableEntity, reasonPage{Record: rec, Reason: reason, Faults: bad})
	}
	if err != nil {
		return p.overtaken(w, r, rec, err)
	}
	return site.Done(w, r, link.Account(rec.ID), "Akun "+rec.Login+" sudah diaktifkan kembali.")
}

func renderReactivate(w http.ResponseWriter, r *http.Request, status int, view reasonPage) error {
	return site.Render(w, r, status, site.Page{Title: "Aktifkan kembali akun", Crumbs: crumbsOf(view.Record), Body: reactivateView(view)})
}

// overtaken leads back to the account where somebody else, or the same button pressed twice, was first; other errors stay
// what they are.
func (p pages) overtaken(w http.ResponseWriter, r *http.Request, rec account.Record, err error) error {
	if !errors.Is(err, fault.Conflict{}) {
		return err
	}
	return site.DoneButCheck(w, r, link.Account(rec.ID), "Tidak ada yang diubah: akun ini sudah diubah lebih dahulu. Periksa keadaannya sekarang.")
}

func (p pages) endSessions(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	if err := p.Accounts.EndSessions(r.Context(), site.Actor(r), rec.ID); err != nil {
		return err
	}
	return site.Done(w, r, link.Account(rec.ID), "Semua sesi akun "+rec.Login+" sudah diakhiri.")
}
