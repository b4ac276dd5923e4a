package importerweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"pilar/internal/audit"
	"pilar/internal/audit/auditwords"
	"pilar/internal/check"
	"pilar/internal/importer"
	"pilar/web/link"
	"pilar/web/ui"
)

// rowsPerPage is fewer than elsewhere: a row can hold all that is recorded of somebody, and boxes to mend it.
const rowsPerPage = 30

// rowsPage reads the rows that the address asks for. Samples are what stands in the columns, for the questions about them.
func (p pages) rowsPage(r *http.Request, i importer.Import, g given) (*rowsPage, map[string]string, error) {
	q := r.URL.Query()
	filter, err := p.filterOf(r, i)
	if err != nil {
		return nil, nil, err
	}
	after, err := position(q, afterParam)
	if err != nil {
		return nil, nil, err
	}
	ask := filter.rows
	ask.Import, ask.After, ask.Limit = i.ID, after, rowsPerPage
	rows, more, err := p.Imports.Rows(r.Context(), ask)
	if err != nil {
		return nil, nil, err
	}
	names, err := p.names(r)
	if err != nil {
		return nil, nil, err
	}
	view := rowsPage{ID: i.ID, Filter: filter, Filters: filterTabs(i, filter), Total: filter.count(i.Counts), Open: i.State == importer.Checked, Fresh: fresh(i.Counts), Chosen: i.Chosen,
		After: after}
	samples := map[string]string{}
	for _, kept := range rows {
		view.Rows = append(view.Rows, g.over(rowViewOf(i, kept, names)))
		view.Last = kept.N
		sample(samples, kept.Cells)
	}
	view.Faults = g.rowFaults(view.Rows)
	if after > 0 {
		view.FirstURL = link.ImportQuery(i.ID, filter.query()) + "#baris"
	}
	if more {
		view.NextURL = link.ImportQuery(i.ID, with(filter.query(), afterParam, strconv.Itoa(view.Last))) + "#baris"
	}
	return &view, samples, nil
}

// fresh is of how many rows storing would change something.
func fresh(c importer.Counts) int { return c.Verdicts[importer.New] + c.Verdicts[importer.Changed] }

// names are the words for what stands in the changes.
func (p pages) names(r *http.Request) (auditwords.Names, error) {
	book, err := p.Regions.Book(r.Context())
	if err != nil {
		return auditwords.Names{}, err
	}
	fields, err := p.Cadres.Fields(r.Context())
	return auditwords.Names{Book: book, Fields: fields}, err
}

// sample notes what stands below each head.
func sample(samples map[string]string, cells []importer.Typed) {
	for _, c := range cells {
		if key := importer.HeadKey(c.Head); samples[key] == "" {
			samples[key] = c.Text
		}
	}
}

// filterTabs are the filters that choose something, and the present one.
func filterTabs(i importer.Import, now rowFilter) []ui.Tab {
	var tabs []ui.Tab
	all := rowFilters
	if !slices.ContainsFunc(all, func(f rowFilter) bool { return f.param == now.param }) {
		all = append(all[:len(all):len(all)], now)
	}
	for _, f := range all {
		if i.State == importer.Undone && f.param == onceStoredRows.param {
			f = onceStoredRows
		}
		if n := f.count(i.Counts); n > 0 || f.param == now.param {
			tabs = append(tabs, ui.Tab{Label: f.label, URL: link.ImportQuery(i.ID, f.query()) + "#baris", Active: f.param == now.param})
		}
	}
	return tabs
}

var outcomeBadges = map[importer.Outcome]ui.Badge{
	importer.RowStored: {Tone: ui.Good, Text: "Tersimpan"},
	importer.RowStale:  {Tone: ui.Warn, Text: "Tidak jadi disimpan"},
}

func rowViewOf(i importer.Import, k importer.Kept, names auditwords.Names) rowView {
	v := rowView{N: k.N, Place: place(k.Sheet, k.Number), Name: k.Entry.Name.Full(), NIK: check.Mask(k.Entry.NIK), Badge: verdictBadges[k.Verdict],
		Outcome: outcomeBadges[k.Outcome], Choosable: k.Verdict == importer.New || k.Verdict == importer.Changed, Why: "tidak dapat", Chosen: k.Chosen, MendPlace: k.MendPlace, New: k.Verdict == importer.New, URL: link.ImportRow(i.ID, k.N)}
	if i.State == importer.Undone && k.Outcome == importer.RowStored {
		v.Outcome = ui.Badge{Text: onceStoredRows.label}
	}
	if k.Verdict == importer.Same {
		v.Why = "tidak perlu"
	}
	v.Changes = names.Event(audit.Entry{Changes: k.Changes}).Changes
	for _, x := range k.Problems {
		v.Problems = append(v.Problems, problemView{Tone: kindTone(x.Kind), Message: x.Message, Value: x.Value})
		v.Moved = v.Moved || x.Kind == check.DutyPlaceChanged
	}
	v.Mends = mendsOf(k)
	return v
}

// unmendable are problems that no other text in a cell takes away.
var unmendable = []check.Kind{check.DutyPlaceChanged, check.DuplicateLikely, check.Repeated}

// mendsOf are the boxes for the faulty cells of a row.
func mendsOf(k importer.Kept) []mendInput {
	var all []mendInput
	asked := map[int]bool{}
	for _, x := range k.Problems {
		at := slices.IndexFunc(k.Cells, func(c importer.Typed) bool { return c.Head == x.Column })
		if at < 0 || asked[at] || slices.Contains(unmendable, x.Kind) {
			continue
		}
		asked[at] = true
		all = append(all, mendInputOf(k.N, k.Cells[at]))
	}
	return all
}

func mendInputOf(n int, c importer.Typed) mendInput {
	m := mendInput{Name: cellInput(n, c.Index), Label: c.Head, Hint: "Di berkas: " + c.Text}
	switch {
	case c.Mended:
		m.Hint = "Terakhir ditulis: " + orNone(c.Text)
	case c.Text == "":
		m.Hint = "Di berkas kosong"
	}
	if m.Label == "" {
		m.Label = "Kolom " + letters(c.Index)
	}
	return m
}

const cellPrefix = "sel_"

func cellInput(n, index int) string { return fmt.Sprintf("%s%d_%d", cellPrefix, n, index) }

func movedInput(n int) string { return "pindah_" + strconv.Itoa(n) }

// What another duty place means.
const (
	hasMoved = "pindah"
	mistake  = "pembetulan"
)

func movedValue(mend bool) string {
	if mend {
		return mistake
	}
	return hasMoved
}

func movedOptions() []ui.Option {
	return []ui.Option{{Value: hasMoved, Label: "Pindah tugas sejak tanggal berkas"}, {Value: mistake, Label: "Pembetulan: catatannya keliru sejak awal"}}
}

// changesText says what the list of a row's changes is.
func changesText(r rowView) string {
	n := ui.Number(len(r.Changes))
	if r.New {
		return "Yang dicatat (" + n + " isian)"
	}
	return "Yang berubah (" + n + " isian)"
}

// over puts what was typed and not taken over what is stored.
func (g given) over(v rowView) rowView {
	if pick, ok := g.picked[v.N]; ok {
		v.Chosen, v.MendPlace = pick.Chosen, pick.MendPlace
	}
	for i := range v.Mends {
		v.Mends[i].Typed, v.Mends[i].Fault = g.mends[v.Mends[i].Name], g.faults[v.Mends[i].Name]
	}
	return v
}

// rowFaults are the refusals in the order of the rows.
func (g given) rowFaults(rows []rowView) []ui.FieldError {
	var all []ui.FieldError
	for _, r := range rows {
		for _, m := range r.Mends {
			if m.Fault != "" {
				all = append(all, ui.FieldError{Field: m.Name, Text: r.label() + ", " + m.Label + ": " + m.Fault})
			}
		}
	}
	if text := g.faults[otherFault]; text != "" {
		all = append(all, ui.FieldError{Field: firstMend(rows), Text: text})
	}
	return all
}

// firstMend is the first box beside a faulty cell; "" where there is none.
func firstMend(rows []rowView) string {
	for _, r := range rows {
		if len(r.Mends) > 0 {
			return r.Mends[0].Name
		}
	}
	return ""
}
