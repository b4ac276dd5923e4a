package workerweb

import (
	"errors"
	"net/http"
	"slices"

	"pilar/internal/fault"
	"pilar/internal/region"
	"pilar/internal/site"
	"pilar/internal/worker"
	"pilar/web/link"
	"pilar/web/ui"
)

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
	rec, form, err := p.posted(r)
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
		ask.Until, ask.Reason = typedDate(died), worker.Died
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
