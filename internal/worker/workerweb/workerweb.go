// Package workerweb is the pages of Data SDM: the list, the record of one person, and the forms that change it.
package workerweb

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

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

// engaged is the engagement that an address names, and whose it is. Where somebody changed it since the address was made, it
// is what took its place, and stale.
type engaged struct {
	worker.Engagement

	person worker.Record
	stale  bool
}

// engagement returns the engagement that the address names. What lies outside the account's limit does not exist, unless
// it is of somebody who serves inside as well: then it may be read, and not changed.
func (p pages) engagement(r *http.Request) (e engaged, err error) {
	id, err := idOf(r)
	if err != nil {
		return e, err
	}
	e.Engagement, err = p.Workers.Engagement(r.Context(), id)
	if e.stale = errors.Is(err, fault.Conflict{}); e.stale {
		e.Engagement, err = p.Workers.Successor(r.Context(), id)
	}
	if err != nil {
		return e, err
	}
	if e.person, err = p.Workers.Get(r.Context(), e.Worker, site.Limit(r)); err != nil {
		return e, err
	}
	if !within(site.Limit(r), e.Region) {
		return e, fault.Forbidden{Message: "Tempat tugas pada penugasan ini di luar kecamatan yang menjadi wilayah akun Anda. Minta operator dinas mengubahnya."}
	}
	return e, nil
}

// overtaken leads whoever follows an old link to an engagement to what is recorded now.
func overtaken(w http.ResponseWriter, r *http.Request, e engaged) error {
	return site.DoneButCheck(w, r, link.Worker(e.Worker), "Penugasan itu baru saja diubah. Yang tampil di sini adalah keadaannya sekarang.")
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
	ask := revealForm{Number: form.Get("nomor"), Reason: form.Get("alasan"), Note: form.Get("alasan_lain"), Errors: map[string]string{}}
	reason := reasonText(ask.Reason, ask.Note)
	kind, _, _ := strings.Cut(ask.Number, "-")
	n, account := worker.Number(kind), accountOf(rec, ask.Number)
	fits(ask.Errors, "note", reason, longestReason)
	if n.Words() == "" || n == worker.ShowAccount && account.Number == "" {
		ask.Errors["nomor"] = "Pilih nomor yang akan dibuka."
	}
	if len(ask.Errors) > 0 {
		if reason == "" {
			ask.Errors["reason"] = "Pilih atau tulis alasan pembukaannya; alasan itu dicatat."
		}
		return p.renderRecord(w, r, http.StatusUnprocessableEntity, rec, shownNumber{}, ask)
	}
	value, err := p.Workers.Show(r.Context(), site.Actor(r), rec.ID, n, reason, site.Limit(r))
	if bad, ok := refusal(err); ok {
		ask.Errors = bad
		return p.renderRecord(w, r, http.StatusUnprocessableEntity, rec, shownNumber{}, ask)
	}
	if err != nil {
		return err
	}
	words := n.Words()
	if n == worker.ShowAccount { // a person may have several: the store records the opening, the choice says which
		words, value = accountWords(account), account.Number
	}
	return p.renderRecord(w, r, http.StatusOK, rec, shownNumber{words + " " + rec.Person.Name, value}, revealForm{})
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
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
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

func (p pages) blankEngagement(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.record(r)
	if err != nil {
		return err
	}
	f := parseEngagement(r.URL.Query(), rules{})
	f.Faults = nil // nothing was sent yet
	return p.renderEngagement(w, r, http.StatusOK, rec, f, worker.Engagement{})
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
	c, err := p.rules(r)
	if err != nil {
		return err
	}
	f := parseEngagement(form, c)
	if len(f.Faults) > 0 {
		return p.renderEngagement(w, r, http.StatusUnprocessableEntity, rec, f, worker.Engagement{})
	}
	if err := p.withinLimit(r, f.engagement.Region); err != nil {
		return err
	}
	f.engagement.Worker = rec.ID
	err = p.Workers.Engage(r.Context(), site.Actor(r), f.engagement)
	if bad, ok := refusal(err); ok {
		return p.renderEngagement(w, r, http.StatusUnprocessableEntity, rec, f.with(bad), worker.Engagement{})
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Worker(rec.ID), "Penugasan sebagai "+f.engagement.Cadre+" sudah ditambahkan.")
}

// within tells whether a place lies in the kecamatan of an account; nil is no limit.
func within(limit []string, place string) bool {
	return limit == nil || slices.Contains(limit, region.KecamatanOf(place))
}

// withinLimit refuses a duty place outside the account's kecamatan.
func (p pages) withinLimit(r *http.Request, place string) error {
	if within(site.Limit(r), place) {
		return nil
	}
	return fault.Forbidden{Message: "Tempat tugas itu di luar kecamatan yang menjadi wilayah akun Anda. Minta operator dinas mencatatnya, atau pilih tempat di wilayah Anda."}
}

func (p pages) editEngagement(w http.ResponseWriter, r *http.Request) error {
	e, err := p.engagement(r)
	if err != nil {
		return err
	}
	if e.stale {
		return overtaken(w, r, e)
	}
	return p.renderEngagement(w, r, http.StatusOK, e.person, engagementFormOf(e.Engagement), e.Engagement)
}

func (p pages) correctEngagement(w http.ResponseWriter, r *http.Request) error {
	e, err := p.engagement(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	c, err := p.rules(r)
	if err != nil {
		return err
	}
	f := parseEngagement(form, c)
	f.Editing = true
	f.over(e.Engagement, c)
	if e.stale {
		f = f.against(e.Engagement)
		if len(f.Faults)+len(f.Stored) == 0 {
			return engagementSaved(w, r, e) // sent twice
		}
		return p.renderEngagement(w, r, http.StatusConflict, e.person, f, e.Engagement)
	}
	if len(f.Faults) > 0 {
		return p.renderEngagement(w, r, http.StatusUnprocessableEntity, e.person, f, e.Engagement)
	}
	if err := p.withinLimit(r, f.engagement.Region); err != nil {
		return err
	}
	f.engagement.Decrees = mergeDecrees(f.engagement.Decrees, e.Decrees)
	err = p.Workers.CorrectEngagement(r.Context(), site.Actor(r), e.ID, f.engagement, freeText(f.Reason))
	if bad, ok := refusal(err); ok {
		return p.renderEngagement(w, r, http.StatusUnprocessableEntity, e.person, f.with(bad), e.Engagement)
	}
	if errors.Is(err, fault.Conflict{}) {
		return p.correctEngagement(w, r) // which finds it stale now
	}
	if err != nil {
		return err
	}
	return engagementSaved(w, r, e)
}

func engagementSaved(w http.ResponseWriter, r *http.Request, e engaged) error {
	return site.Done(w, r, link.Worker(e.Worker), "Perbaikan penugasan sudah disimpan.")
}

func (p pages) askEnd(w http.ResponseWriter, r *http.Request) error {
	e, err := p.engagement(r)
	if err != nil {
		return err
	}
	if e.stale {
		return overtaken(w, r, e)
	}
	ask := endPage{}
	if died := e.person.Person.DiedOn; !died.IsZero() {
		ask.Until, ask.Reason = typedDate(died), reasonDied
	}
	return p.renderEnd(w, r, http.StatusOK, e, ask)
}

func (p pages) end(w http.ResponseWriter, r *http.Request) error {
	e, err := p.engagement(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	ask := endPage{Until: form.Get("sampai"), Reason: form.Get("alasan"), Note: form.Get("alasan_lain"), Faults: map[string]string{}}
	reason := reasonText(ask.Reason, ask.Note)
	until, bad := dateField(ask.Until)
	if bad != "" {
		ask.Faults["until"] = bad
	}
	fits(ask.Faults, "note", reason, longestReason)
	if e.stale {
		if !until.IsZero() && until.Equal(e.Until) && reason == e.EndReason {
			return ended(w, r, e) // sent twice
		}
		ask.Conflict = true
		return p.renderEnd(w, r, http.StatusConflict, e, ask)
	}
	if len(ask.Faults) > 0 {
		return p.renderEnd(w, r, http.StatusUnprocessableEntity, e, ask)
	}
	err = p.Workers.End(r.Context(), site.Actor(r), e.ID, until, reason)
	if bad, ok := refusal(err); ok {
		ask.Faults = bad
		return p.renderEnd(w, r, http.StatusUnprocessableEntity, e, ask)
	}
	if errors.Is(err, fault.Conflict{}) {
		return p.end(w, r) // which finds it stale now
	}
	if err != nil {
		return err
	}
	e.Until = until
	return ended(w, r, e)
}

func ended(w http.ResponseWriter, r *http.Request, e engaged) error {
	return site.Done(w, r, link.Worker(e.Worker), "Penugasan sebagai "+e.Cadre+" berakhir pada "+ui.Date(e.Until)+".")
}

func (p pages) askReopen(w http.ResponseWriter, r *http.Request) error {
	e, err := p.engagement(r)
	if err != nil {
		return err
	}
	if e.stale {
		return overtaken(w, r, e)
	}
	return p.renderReopen(w, r, http.StatusOK, e, restorePage{})
}

func (p pages) reopen(w http.ResponseWriter, r *http.Request) error {
	e, err := p.engagement(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	ask := restorePage{Reason: form.Get("alasan"), Faults: map[string]string{}}
	reason := freeText(ask.Reason)
	fits(ask.Faults, "reason", reason, longestReason)
	if e.stale {
		if e.Until.IsZero() {
			return reopened(w, r, e) // sent twice
		}
		ask.Conflict = true
		return p.renderReopen(w, r, http.StatusConflict, e, ask)
	}
	if len(ask.Faults) > 0 {
		return p.renderReopen(w, r, http.StatusUnprocessableEntity, e, ask)
	}
	err = p.Workers.Reopen(r.Context(), site.Actor(r), e.ID, reason)
	if bad, ok := refusal(err); ok {
		ask.Faults = bad
		return p.renderReopen(w, r, http.StatusUnprocessableEntity, e, ask)
	}
	if errors.Is(err, fault.Conflict{}) {
		return p.reopen(w, r) // which finds it stale now
	}
	if err != nil {
		return err
	}
	return reopened(w, r, e)
}

func reopened(w http.ResponseWriter, r *http.Request, e engaged) error {
	return site.Done(w, r, link.Worker(e.Worker), "Penugasan sebagai "+e.Cadre+" aktif kembali.")
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
