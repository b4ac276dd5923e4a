// Package workerweb is the pages of Data SDM: the list, the record of one person, and the forms that change it.
package workerweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"pilar/internal/account"
	"pilar/internal/cadre"
	"pilar/internal/fault"
	"pilar/internal/region"
	"pilar/internal/report"
	"pilar/internal/site"
	"pilar/internal/worker"
	"pilar/web/link"
	"pilar/web/ui"
)

// Stores are what the pages ask.
type Stores struct {
	Workers  *worker.Store
	Reports  *report.Store
	Regions  *region.Store
	Cadres   *cadre.Store
	Prefixes func(ctx context.Context) ([]string, error) // kabupaten in which the district's people have their NIK
}

type pages struct{ Stores }

// Routes mounts the pages: /sdm and /penugasan.
func Routes(r chi.Router, s Stores) {
	p := pages{s}
	r.Group(func(r chi.Router) {
		r.Use(site.Require(account.RegisterRead))
		r.Get("/sdm", site.Handler(p.list))
		r.Post("/sdm/cari", site.Handler(p.search))
		r.Get("/sdm/ekspor", site.Handler(p.askExport))
		r.Post("/sdm/ekspor", site.Handler(p.export))
		r.Get("/sdm/{id}", site.Handler(p.show))
	})
	r.Group(func(r chi.Router) {
		r.Use(site.Require(account.PersonalShow))
		r.Post("/sdm/{id}/buka", site.Handler(p.reveal))
	})
	r.Group(func(r chi.Router) {
		r.Use(site.Require(account.RegisterWrite))
		r.Get("/sdm/baru", site.Handler(p.blank))
		r.Post("/sdm/baru", site.Handler(p.register))
		r.Get("/sdm/{id}/ubah", site.Handler(p.edit))
		r.Post("/sdm/{id}/ubah", site.Handler(p.correct))
		r.Get("/sdm/{id}/penugasan/baru", site.Handler(p.blankEngagement))
		r.Post("/sdm/{id}/penugasan/baru", site.Handler(p.engage))
		r.Get("/sdm/{id}/kepegawaian/baru", site.Handler(p.blankEmployment))
		r.Post("/sdm/{id}/kepegawaian/baru", site.Handler(p.employ))
		r.Get("/sdm/{id}/rekening/baru", site.Handler(p.blankAccount))
		r.Post("/sdm/{id}/rekening/baru", site.Handler(p.recordAccount))
		r.Get("/penugasan/{id}/ubah", site.Handler(p.editEngagement))
		r.Post("/penugasan/{id}/ubah", site.Handler(p.correctEngagement))
		r.Get("/penugasan/{id}/akhiri", site.Handler(p.askEnd))
		r.Post("/penugasan/{id}/akhiri", site.Handler(p.end))
		r.Get("/penugasan/{id}/pulihkan", site.Handler(p.askReopen))
		r.Post("/penugasan/{id}/pulihkan", site.Handler(p.reopen))
	})
}

var crumb = []ui.Crumb{{Label: "Data SDM", URL: link.Workers()}}

func personCrumbs(id int64, name string) []ui.Crumb {
	return append(crumb[:1:1], ui.Crumb{Label: name, URL: link.Worker(id)})
}

// idOf reads the number in the address; fault.NotFound where it is none.
func idOf(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil || id < 1 {
		return 0, fault.NotFound{}
	}
	return id, nil
}

// record returns the worker that the address names, within the account's limit.
func (p pages) record(r *http.Request) (worker.Record, error) {
	id, err := idOf(r)
	if err != nil {
		return worker.Record{}, err
	}
	return p.Workers.Get(r.Context(), id, site.Limit(r))
}

// posted returns the worker that the address names, and what the form about her says.
func (p pages) posted(r *http.Request) (worker.Record, url.Values, error) {
	rec, err := p.record(r)
	if err != nil {
		return rec, nil, err
	}
	form, err := site.Form(r)
	return rec, form, err
}

// rules are what the forms of this request are checked against.
func (p pages) rules(r *http.Request) (c rules, err error) {
	c.today = site.Today(r)
	if c.prefixes, err = p.Prefixes(r.Context()); err != nil {
		return c, err
	}
	if c.book, err = p.Regions.Book(r.Context()); err != nil {
		return c, err
	}
	c.fields, err = p.Cadres.Fields(r.Context())
	return c, err
}

// refusal returns the sentences of a refused form; ok is false where err is something else.
func refusal(err error) (fault.Invalid, bool) { return errors.AsType[fault.Invalid](err) }

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	rec, about, err := p.Reports.Whole(r.Context(), id, site.Today(r), site.Limit(r))
	if err != nil {
		return err
	}
	return p.renderWhole(w, r, http.StatusOK, rec, about, ui.Shown{}, revealForm{})
}

func (p pages) renderRecord(w http.ResponseWriter, r *http.Request, status int, rec worker.Record, shown ui.Shown, ask revealForm) error {
	about, err := p.Reports.Person(r.Context(), rec.ID, site.Today(r))
	if err != nil {
		return err
	}
	return p.renderWhole(w, r, status, rec, about, shown, ask)
}

func (p pages) renderWhole(w http.ResponseWriter, r *http.Request, status int, rec worker.Record, about report.Person, shown ui.Shown, ask revealForm) error {
	view, err := p.recordPage(r, rec, about)
	if err != nil {
		return err
	}
	view.Shown, view.Reveal = shown, ask
	return render(w, r, status, rec.Person.FullName(), crumb, recordView(view))
}

func (p pages) blank(w http.ResponseWriter, r *http.Request) error {
	return p.renderNew(w, r, http.StatusOK, newForm{}, foundPerson{})
}

func (p pages) register(w http.ResponseWriter, r *http.Request) error {
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	c, err := p.rules(r)
	if err != nil {
		return err
	}
	f := parseNew(form, c)
	if f.refused() {
		return p.renderNew(w, r, http.StatusUnprocessableEntity, f, foundPerson{})
	}
	if err := p.withinLimit(r, f.Engaged.engagement.Region); err != nil {
		return err
	}
	id, err := p.Workers.Register(r.Context(), site.Actor(r), f.Person.person, f.Engaged.engagement, f.Job.employment)
	if at, ok := errors.AsType[worker.Registered](err); ok {
		found, err := p.found(r, at.Worker)
		if err != nil {
			return err
		}
		if !found.Outside {
			found.AddURL = link.EngageWith(at.Worker, f.Engaged.query())
		}
		f.Person.Faults["nik"] = found.sentence()
		return p.renderNew(w, r, http.StatusUnprocessableEntity, f, found)
	}
	if bad, ok := refusal(err); ok {
		return p.renderNew(w, r, http.StatusUnprocessableEntity, f.with(bad), foundPerson{})
	}
	if err != nil {
		return err
	}
	return saved(w, r, link.Worker(id), f.Person.person.Name+" sudah terdaftar.", f.Person.warningText()+f.Job.warningText())
}

// found says whose NIK it is, as far as the account may know.
func (p pages) found(r *http.Request, id int64) (foundPerson, error) {
	rec, err := p.Workers.Get(r.Context(), id, site.Limit(r))
	if errors.Is(err, fault.NotFound{}) {
		return foundPerson{Outside: true}, nil
	}
	return foundPerson{Name: rec.Person.FullName(), URL: link.Worker(id)}, err
}

func (p pages) edit(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	return p.renderEdit(w, r, http.StatusOK, rec, personFormOf(rec), foundPerson{})
}

func (p pages) correct(w http.ResponseWriter, r *http.Request) error {
	rec, form, err := p.posted(r)
	if err != nil {
		return err
	}
	c, err := p.rules(r)
	if err != nil {
		return err
	}
	f := parsePerson(form, c, rec.Person)
	if len(f.Faults) > 0 {
		return p.renderEdit(w, r, http.StatusUnprocessableEntity, rec, f, foundPerson{})
	}
	err = p.Workers.Correct(r.Context(), site.Actor(r), rec.ID, f.version(), f.person, freeText(f.Reason))
	if at, ok := errors.AsType[worker.Registered](err); ok {
		found, err := p.found(r, at.Worker)
		if err != nil {
			return err
		}
		f.Faults["nik"] = found.sentence()
		return p.renderEdit(w, r, http.StatusUnprocessableEntity, rec, f, found)
	}
	if errors.Is(err, fault.Conflict{}) {
		if rec, err = p.record(r); err != nil {
			return err
		}
		return p.renderEdit(w, r, http.StatusConflict, rec, f.against(rec), foundPerson{})
	}
	if err != nil {
		return err
	}
	return saved(w, r, link.Worker(rec.ID), "Perbaikan data "+f.person.Name+" sudah disimpan.", f.warningText())
}

func (p pages) blankEmployment(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	return p.renderJob(w, r, http.StatusOK, rec, employmentForm{})
}

func (p pages) employ(w http.ResponseWriter, r *http.Request) error {
	rec, form, err := p.posted(r)
	if err != nil {
		return err
	}
	f := parseEmployment(form, rec.Person, true)
	if len(f.Faults) > 0 {
		return p.renderJob(w, r, http.StatusUnprocessableEntity, rec, f)
	}
	f.employment.Worker = rec.ID
	err = p.Workers.Employ(r.Context(), site.Actor(r), f.employment)
	if bad, ok := refusal(err); ok {
		f.Faults = bad
		return p.renderJob(w, r, http.StatusUnprocessableEntity, rec, f)
	}
	if err != nil {
		return err
	}
	return saved(w, r, link.Worker(rec.ID), "Status kepegawaian sudah dicatat.", f.warningText())
}

func (p pages) blankAccount(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	return p.renderAccount(w, r, http.StatusOK, rec, bankForm{Holder: rec.Person.Name})
}

func (p pages) recordAccount(w http.ResponseWriter, r *http.Request) error {
	rec, form, err := p.posted(r)
	if err != nil {
		return err
	}
	f := parseBank(form)
	if len(f.Faults) > 0 {
		return p.renderAccount(w, r, http.StatusUnprocessableEntity, rec, f)
	}
	f.account.Worker = rec.ID
	err = p.Workers.RecordBank(r.Context(), site.Actor(r), f.account)
	if bad, ok := refusal(err); ok {
		f.Faults = bad
		return p.renderAccount(w, r, http.StatusUnprocessableEntity, rec, f)
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Worker(rec.ID), "Rekening bank sudah dicatat.")
}

// saved leads on to a record: warnings do not block, and are not forgotten either.
func saved(w http.ResponseWriter, r *http.Request, url, text, warnings string) error {
	if warnings == "" {
		return site.Done(w, r, url, text)
	}
	return site.DoneButCheck(w, r, url, text+warnings)
}

func render(w http.ResponseWriter, r *http.Request, status int, title string, crumbs []ui.Crumb, body templ.Component) error {
	return site.Render(w, r, status, site.Page{Title: title, Crumbs: crumbs, Body: body})
}
