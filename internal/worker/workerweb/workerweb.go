// Package workerweb is the pages of Data SDM: the list, the record of one person, and the forms that change it.
package workerweb

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"pilar/internal/account"
	"pilar/internal/audit"
	"pilar/internal/cadre"
	"pilar/internal/certification"
	"pilar/internal/fault"
	"pilar/internal/region"
	"pilar/internal/site"
	"pilar/internal/worker"
	"pilar/web/link"
	"pilar/web/ui"
)

// Stores are what the pages ask.
type Stores struct {
	Workers      *worker.Store
	Regions      *region.Store
	Cadres       *cadre.Store
	Certificates *certification.Store
	History      func(ctx context.Context, worker int64) ([]audit.Entry, error)
	Prefixes     func(ctx context.Context) ([]string, error) // kabupaten in which the district's people have their NIK
	// Kept returns a list's total where a figure is kept that says it.
	Kept func(ctx context.Context, f worker.Filter) (n int, ok bool, err error)
}

type pages struct{ Stores }

// Routes mounts the pages: /sdm and /penugasan.
func Routes(r chi.Router, s Stores) {
	p := pages{s}
	r.Group(func(r chi.Router) {
		r.Use(site.Require(account.RegisterRead))
		r.Get("/sdm", site.Handler(p.list))
		r.Post("/sdm/cari", site.Handler(p.search))
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

// engagement returns the engagement that the address names and whose it is, within the account's limit.
func (p pages) engagement(r *http.Request) (worker.Record, worker.Engagement, error) {
	id, err := idOf(r)
	if err != nil {
		return worker.Record{}, worker.Engagement{}, err
	}
	e, err := p.Workers.Engagement(r.Context(), id)
	if err != nil {
		return worker.Record{}, e, err
	}
	rec, err := p.Workers.Get(r.Context(), e.Worker, site.Limit(r))
	return rec, e, err
}

// refusal returns the sentences of a refused form; ok is false where err is something else.
func refusal(err error) (fault.Invalid, bool) { return errors.AsType[fault.Invalid](err) }

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	return p.renderRecord(w, r, http.StatusOK, rec, shownNumber{}, revealForm{})
}

func (p pages) reveal(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	ask := revealForm{Number: form.Get("nomor"), Reason: form.Get("alasan"), Note: form.Get("alasan_lain")}
	n := worker.Number(ask.Number)
	if n.Words() == "" {
		ask.Errors = map[string]string{"nomor": "Pilih nomor yang akan dibuka."}
		if reasonText(ask.Reason, ask.Note) == "" {
			ask.Errors["reason"] = "Pilih atau tulis alasan pembukaannya; alasan itu dicatat."
		}
		return p.renderRecord(w, r, http.StatusUnprocessableEntity, rec, shownNumber{}, ask)
	}
	value, err := p.Workers.Show(r.Context(), site.Actor(r), rec.ID, n, reasonText(ask.Reason, ask.Note), site.Limit(r))
	if bad, ok := refusal(err); ok {
		ask.Errors = bad
		return p.renderRecord(w, r, http.StatusUnprocessableEntity, rec, shownNumber{}, ask)
	}
	if err != nil {
		return err
	}
	return p.renderRecord(w, r, http.StatusOK, rec, shownNumber{n.Words() + " " + rec.Person.Name, value}, revealForm{})
}

func (p pages) renderRecord(w http.ResponseWriter, r *http.Request, status int, rec worker.Record, shown shownNumber, ask revealForm) error {
	view, err := p.recordPage(r, rec)
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
	prefixes, err := p.Prefixes(r.Context())
	if err != nil {
		return err
	}
	f := parseNew(form, site.Today(r), prefixes)
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
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	prefixes, err := p.Prefixes(r.Context())
	if err != nil {
		return err
	}
	f := parsePerson(form, site.Today(r), prefixes, rec.Person)
	if len(f.Faults) > 0 {
		return p.renderEdit(w, r, http.StatusUnprocessableEntity, rec, f, foundPerson{})
	}
	err = p.Workers.Correct(r.Context(), site.Actor(r), rec.ID, f.version(), f.person, f.Reason)
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

func (p pages) blankEngagement(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	f := parseEngagement(r.URL.Query())
	f.Faults = nil // nothing was sent yet
	return p.renderEngagement(w, r, http.StatusOK, rec, f, 0)
}

func (p pages) engage(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	f := parseEngagement(form)
	if len(f.Faults) > 0 {
		return p.renderEngagement(w, r, http.StatusUnprocessableEntity, rec, f, 0)
	}
	if err := p.withinLimit(r, f.engagement.Region); err != nil {
		return err
	}
	f.engagement.Worker = rec.ID
	err = p.Workers.Engage(r.Context(), site.Actor(r), f.engagement)
	if bad, ok := refusal(err); ok {
		return p.renderEngagement(w, r, http.StatusUnprocessableEntity, rec, f.with(bad), 0)
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Worker(rec.ID), "Penugasan sebagai "+f.engagement.Cadre+" sudah ditambahkan.")
}

// withinLimit refuses a duty place outside the account's kecamatan.
func (p pages) withinLimit(r *http.Request, place string) error {
	limit := site.Limit(r)
	if limit == nil {
		return nil
	}
	for _, k := range limit {
		if region.KecamatanOf(place) == k {
			return nil
		}
	}
	return fault.Forbidden{Message: "Tempat tugas itu di luar kecamatan yang menjadi wilayah akun Anda. Minta operator dinas mencatatnya, atau pilih tempat di wilayah Anda."}
}

func (p pages) editEngagement(w http.ResponseWriter, r *http.Request) error {
	rec, e, err := p.engagement(r)
	if err != nil {
		return err
	}
	return p.renderEngagement(w, r, http.StatusOK, rec, engagementFormOf(e), e.ID)
}

func (p pages) correctEngagement(w http.ResponseWriter, r *http.Request) error {
	rec, e, err := p.engagement(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	f := parseEngagement(form)
	f.Editing = true
	if len(f.Faults) > 0 {
		return p.renderEngagement(w, r, http.StatusUnprocessableEntity, rec, f, e.ID)
	}
	if err := p.withinLimit(r, f.engagement.Region); err != nil {
		return err
	}
	f.engagement.EndReason = e.EndReason
	f.engagement.Decrees = mergeDecrees(f.engagement.Decrees, e.Decrees)
	err = p.Workers.CorrectEngagement(r.Context(), site.Actor(r), e.ID, f.engagement, f.Reason)
	if bad, ok := refusal(err); ok {
		return p.renderEngagement(w, r, http.StatusUnprocessableEntity, rec, f.with(bad), e.ID)
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Worker(rec.ID), "Perbaikan penugasan sudah disimpan.")
}

func (p pages) askEnd(w http.ResponseWriter, r *http.Request) error {
	rec, e, err := p.engagement(r)
	if err != nil {
		return err
	}
	return p.renderEnd(w, r, http.StatusOK, rec, e, endPage{})
}

func (p pages) end(w http.ResponseWriter, r *http.Request) error {
	rec, e, err := p.engagement(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	ask := endPage{Until: form.Get("sampai"), Reason: form.Get("alasan"), Note: form.Get("alasan_lain")}
	until, fault := dateField(ask.Until)
	if fault != "" {
		ask.Faults = map[string]string{"until": fault}
		return p.renderEnd(w, r, http.StatusUnprocessableEntity, rec, e, ask)
	}
	err = p.Workers.End(r.Context(), site.Actor(r), e.ID, until, reasonText(ask.Reason, ask.Note))
	if bad, ok := refusal(err); ok {
		ask.Faults = bad
		return p.renderEnd(w, r, http.StatusUnprocessableEntity, rec, e, ask)
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Worker(rec.ID), "Penugasan sebagai "+e.Cadre+" berakhir pada "+ui.Date(until)+".")
}

func (p pages) askReopen(w http.ResponseWriter, r *http.Request) error {
	rec, e, err := p.engagement(r)
	if err != nil {
		return err
	}
	return p.renderReopen(w, r, http.StatusOK, rec, e, restorePage{})
}

func (p pages) reopen(w http.ResponseWriter, r *http.Request) error {
	rec, e, err := p.engagement(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	ask := restorePage{Reason: form.Get("alasan")}
	err = p.Workers.Reopen(r.Context(), site.Actor(r), e.ID, ask.Reason)
	if bad, ok := refusal(err); ok {
		ask.Faults = bad
		return p.renderReopen(w, r, http.StatusUnprocessableEntity, rec, e, ask)
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Worker(rec.ID), "Penugasan sebagai "+e.Cadre+" aktif kembali.")
}

func (p pages) blankEmployment(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	return p.renderJob(w, r, http.StatusOK, rec, employmentForm{})
}

func (p pages) employ(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	f := parseEmployment(form, rec.Person, true)
	if len(f.Faults) > 0 {
		return p.renderJob(w, r, http.StatusUnprocessableEntity, rec, f)
	}
	f.employment.Worker = rec.ID
	if err := p.Workers.Employ(r.Context(), site.Actor(r), f.employment); err != nil {
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
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	f := parseBank(form)
	if len(f.Faults) > 0 {
		return p.renderAccount(w, r, http.StatusUnprocessableEntity, rec, f)
	}
	f.account.Worker = rec.ID
	if err := p.Workers.RecordBank(r.Context(), site.Actor(r), f.account); err != nil {
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
