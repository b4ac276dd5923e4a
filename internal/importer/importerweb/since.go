package importerweb

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/region"
	"pilar/internal/site"
	"pilar/internal/worker"
	"pilar/web/link"
	"pilar/web/ui"
)

// comparable tells whether a file was read far enough to be compared with another.
func comparable(i importer.Import) bool {
	return i.State == importer.Checked || i.State == importer.Stored
}

func (p pages) since(w http.ResponseWriter, r *http.Request) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	if !comparable(i) {
		return site.DoneButCheck(w, r, link.Import(i.ID), "Berkas ini belum dapat dibandingkan: kini "+badgeOf(i.State).Text+".")
	}
	return p.renderSince(w, r, http.StatusOK, i, endForm{})
}

func (p pages) renderSince(w http.ResponseWriter, r *http.Request, status int, i importer.Import, f endForm) error {
	skip, err := position(r.URL.Query(), skipParam)
	if err != nil {
		return err
	}
	s, err := p.Imports.Since(r.Context(), i.ID)
	if err != nil {
		return err
	}
	view := sincePage{ID: i.ID, File: i.File, Total: s.Missing, Form: f, Reasons: endReasons(), CanEnd: true}
	if s.Before.ID != 0 {
		view.Before, view.BeforeID = s.Before.File+", disimpan "+ui.Date(s.Before.StoredAt), s.Before.ID
		view.Tiles = sinceTiles(i, s)
		if err := p.fillMissing(r, i, skip, &view); err != nil {
			return err
		}
	}
	return render(w, r, status, "Sejak berkas terakhir", importCrumbs(i), sinceView(view))
}

func sinceTiles(i importer.Import, s importer.Since) []ui.StatTile {
	return []ui.StatTile{
		{Label: "Baru", Number: int64(s.New), URL: link.ImportQuery(i.ID, unnamedRows(s).query()) + "#baris", Text: "tidak disebut dalam berkas terakhir"},
		{Label: "Pindah tugas", Number: int64(s.Moved), URL: link.ImportQuery(i.ID, movedRows.query()) + "#baris", Text: movedRows.text},
		{Label: "Tidak disebut lagi", Number: int64(s.Missing), URL: link.ImportSince(i.ID) + "#tiada", Text: "ada dalam berkas terakhir dan masih bertugas"},
	}
}

func (p pages) fillMissing(r *http.Request, i importer.Import, skip int, view *sincePage) error {
	missing, err := p.Imports.Missing(r.Context(), i.ID, skip, perPage+1)
	if err != nil {
		return err
	}
	if len(missing) > perPage {
		missing = missing[:perPage]
		view.NextURL = link.ImportSinceQuery(i.ID, url.Values{skipParam: {strconv.Itoa(skip + perPage)}})
	}
	if skip > 0 {
		view.FirstURL = link.ImportSince(i.ID)
	}
	book, err := p.Regions.Book(r.Context())
	if err != nil {
		return err
	}
	for _, m := range missing {
		view.Missing = append(view.Missing, missingRowOf(m, book))
	}
	return nil
}

func missingRowOf(m importer.Missing, book region.Book) missingRow {
	return missingRow{Name: m.Name, URL: link.Worker(m.Worker), Place: book.Title(m.Region), Since: ui.Date(m.From), Engagement: m.Engagement}
}

// otherReason is the choice to give a reason in one's own words.
const otherReason = "lain"

func endReasons() []ui.Option {
	var all []ui.Option
	for _, text := range worker.EndReasons() {
		all = append(all, ui.Option{Value: text, Label: text})
	}
	return append(all, ui.Option{Value: otherReason, Label: "Alasan lain"})
}

func (f endForm) has(engagement int64) bool { return slices.Contains(f.Chosen, idText(engagement)) }

// reason is the reason chosen, with the words added to it; another reason is words alone.
func (f endForm) reason() string {
	chosen, note := check.Clean(f.Reason), check.MaskNumbers(check.Clean(f.Note))
	switch {
	case chosen == otherReason:
		return note
	case chosen == "" || note == "":
		return chosen
	}
	return chosen + ": " + note
}

// parseEnd reads whose engagements are to end, when and why.
func parseEnd(form url.Values) (endForm, []int64, time.Time) {
	f := endForm{Chosen: form[engagementField], Last: form.Get(lastField), Reason: form.Get(reasonField), Note: form.Get(noteField), Faults: map[string]string{}}
	var ids []int64
	for _, text := range f.Chosen {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		f.Faults["engagements"] = "Belum ada yang dipilih. Beri tanda pada orang yang penugasannya berakhir."
	}
	last, problem := check.Date(f.Last)
	switch {
	case problem != nil:
		f.Faults["until"] = problem.Message
	case last.IsZero():
		f.Faults["until"] = "Hari terakhir bertugas belum diisi."
	}
	switch reason := f.reason(); {
	case reason == "":
		f.Faults["reason"] = "Alasan belum dipilih atau ditulis."
	case utf8.RuneCountInString(reason) > longestReason:
		f.Faults["note"] = fmt.Sprintf("Terlalu panjang: paling banyak %d huruf. Persingkat isinya.", longestReason)
	}
	return f, ids, last
}

// endMissing asks once more, and ends the engagements when it is told so.
func (p pages) endMissing(w http.ResponseWriter, r *http.Request) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	f, ids, last := parseEnd(form)
	if len(f.Faults) > 0 {
		return p.renderSince(w, r, http.StatusUnprocessableEntity, i, f)
	}
	if !form.Has(sureField) {
		return p.renderConfirm(w, r, http.StatusOK, i, endPage(i, f, last))
	}
	err = p.Imports.EndMissing(r.Context(), site.Actor(r), i.ID, ids, last, f.reason())
	if bad, ok := refusal(err); ok {
		f.Faults = placedEnd(bad)
		return p.renderSince(w, r, http.StatusUnprocessableEntity, i, f)
	}
	if errors.Is(err, fault.Conflict{}) {
		f.Conflict = true
		return p.renderSince(w, r, http.StatusConflict, i, f)
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.ImportSince(i.ID), fmt.Sprintf("%d penugasan berakhir pada %s.", len(ids), ui.Date(last)))
}

// placedEnd keeps each sentence at its field; what has none stands above the list.
func placedEnd(bad fault.Invalid) map[string]string {
	out := map[string]string{}
	for field, text := range bad {
		if !slices.Contains([]string{"until", "reason", "note"}, field) {
			field = "engagements"
		}
		out[field] = strings.TrimSpace(out[field] + " " + text)
	}
	return out
}

// endPage says what ending will do.
func endPage(i importer.Import, f endForm, last time.Time) confirmPage {
	hidden := []ui.Hidden{{Name: sureField, Value: "1"}, {Name: lastField, Value: f.Last}, {Name: reasonField, Value: f.Reason}, {Name: noteField, Value: f.Note}}
	for _, id := range f.Chosen {
		hidden = append(hidden, ui.Hidden{Name: engagementField, Value: id})
	}
	return confirmPage{Question: "Akhiri penugasan", Box: ui.ConfirmBox{
		Title: fmt.Sprintf("Akhiri %d penugasan?", len(f.Chosen)), Danger: true,
		Text:   "Catatannya tetap ada, dan setiap penugasan dapat diaktifkan kembali di halaman orangnya.",
		Action: link.EndMissing(i.ID), Submit: "Akhiri penugasan", CancelURL: link.ImportSince(i.ID), Hidden: hidden,
		Rows: []ui.SummaryRow{{Label: "Jumlah", Text: fmt.Sprintf("%d orang", len(f.Chosen))}, {Label: "Hari terakhir bertugas", Text: ui.Date(last)}, {Label: "Alasan", Text: f.reason()}},
	}}
}
