package workerweb

import (
	"fmt"
	"net/http"
	"time"

	"pilar/internal/site"
	"pilar/internal/worker"
	"pilar/web/link"
	"pilar/web/ui"
)

// shownFor is how long a number stands on the screen.
const shownFor = time.Minute

// reveal shows one number of one person for a minute.
func (p pages) reveal(w http.ResponseWriter, r *http.Request) error {
	rec, form, err := p.posted(r)
	if err != nil {
		return err
	}
	ask := revealForm{Number: form.Get("nomor"), Reason: form.Get("alasan"), Note: form.Get("alasan_lain"), Errors: map[string]string{}}
	fields, err := p.Cadres.Fields(r.Context())
	if err != nil {
		return err
	}
	n, reason := worker.Number(ask.Number), reasonText(ask.Reason, ask.Note)
	words := labelOf(append(numbersOf(rec, site.Today(r)), sealedOf(rec, fields)...), ask.Number)
	fits(ask.Errors, "note", reason, longestReason)
	if words == "" {
		ask.Errors["nomor"] = "Pilih nomor yang akan dibuka."
	}
	if len(ask.Errors) > 0 {
		if reason == "" {
			ask.Errors["reason"] = "Pilih atau tulis alasan pembukaannya; alasan itu dicatat."
		}
		return p.renderRecord(w, r, http.StatusUnprocessableEntity, rec, ui.Shown{}, ask)
	}
	value, err := p.Workers.Show(r.Context(), site.Actor(r), rec.ID, n, reason, site.Limit(r))
	if bad, ok := refusal(err); ok {
		ask.Errors = bad
		return p.renderRecord(w, r, http.StatusUnprocessableEntity, rec, ui.Shown{}, ask)
	}
	if err != nil {
		return err
	}
	// The browser itself goes back to the masked record, where no script runs too.
	w.Header().Set("Refresh", fmt.Sprintf("%d; url=%s", int(shownFor.Seconds()), link.Worker(rec.ID)))
	shown := ui.Shown{Title: words + " " + rec.Person.Name, Value: value, Seconds: int(shownFor.Seconds()), MaskURL: link.Worker(rec.ID)}
	return p.renderRecord(w, r, http.StatusOK, rec, shown, revealForm{})
}

// labelOf is what a choice is called; "" where it is not on offer.
func labelOf(offered []ui.Option, value string) string {
	for _, o := range offered {
		if o.Value == value {
			return o.Label
		}
	}
	return ""
}
