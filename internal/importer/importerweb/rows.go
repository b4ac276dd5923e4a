package importerweb

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"pilar/internal/audit"
	"pilar/internal/audit/auditwords"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/site"
	"pilar/web/link"
	"pilar/web/ui"
)

// rowFilter is one way to look at the rows of an import. How many it chooses is known from the import's counts.
type rowFilter struct {
	param string // in the address
	label string
	text  string // what the rows are, in a sentence
	tone  ui.Tone
	kind  check.Kind
	rows  importer.RowFilter
	count func(importer.Counts) int
}

func byVerdict(v importer.Verdict, param, text string) rowFilter {
	return rowFilter{param: param, label: verdictBadges[v].Text, text: text, tone: verdictTone[v],
		rows: importer.RowFilter{Verdict: v}, count: func(c importer.Counts) int { return c.Verdicts[v] }}
}

var verdictTone = map[importer.Verdict]ui.Tone{importer.Rejected: ui.Bad, importer.Repeated: ui.Warn}

var (
	newRows      = byVerdict(importer.New, "baru", "orang yang belum terdaftar")
	changedRows  = byVerdict(importer.Changed, "berubah", "orang terdaftar yang datanya lain")
	sameRows     = byVerdict(importer.Same, "sama", "sudah tercatat begitu")
	rejectedRows = byVerdict(importer.Rejected, "ditolak", "tidak dapat disimpan sebelum diperbaiki")
	repeatedRows = byVerdict(importer.Repeated, "berulang", "NIK-nya sudah ada di baris lain")
	warnedRows   = rowFilter{param: "peringatan", label: "Peringatan", text: "dapat disimpan, tetapi patut diperiksa", tone: ui.Warn,
		rows: importer.RowFilter{Warned: true}, count: func(c importer.Counts) int { return c.Warned }}
	movedRows = rowFilter{param: "pindah", label: "Pindah tugas", text: "bertugas di tempat lain menurut berkas",
		rows: importer.RowFilter{Moved: true}, count: func(c importer.Counts) int { return c.Kinds[check.DutyPlaceChanged] }}
	storedRows = rowFilter{param: "tersimpan", label: "Disimpan", text: "sudah masuk ke data SDM", tone: ui.Good,
		rows: importer.RowFilter{Outcome: importer.RowStored}, count: func(c importer.Counts) int { return c.Stored }}
	staleRows = rowFilter{param: "tertinggal", label: "Tidak jadi disimpan", text: "datanya berubah setelah diperiksa", tone: ui.Warn,
		rows: importer.RowFilter{Outcome: importer.RowStale}, count: func(c importer.Counts) int { return c.Stale }}

	// rowFilters are the ways that stand above the rows.
	rowFilters = []rowFilter{{label: "Semua", count: importer.Counts.Rows},
		newRows, changedRows, sameRows, rejectedRows, repeatedRows, warnedRows, movedRows, storedRows, staleRows}
	// sideBySide are those by which files that came together are compared, and which a checked one shows first.
	sideBySide = []rowFilter{newRows, changedRows, sameRows, rejectedRows, repeatedRows, warnedRows}
	// afterStoring are those that a stored one shows first.
	afterStoring = []rowFilter{storedRows, staleRows, rejectedRows, repeatedRows}
)

// kindFilter chooses the rows with a kind of problem.
func kindFilter(k check.Kind) rowFilter {
	return rowFilter{param: string(k), label: kindText(k), kind: k, rows: importer.RowFilter{Kind: k}, count: func(c importer.Counts) int { return c.Kinds[k] }}
}

// unnamed is the address of the rows of people whom the file before does not name.
const unnamed = "belum-disebut"

// filterOf reads a filter of an import's rows from the address.
func (p pages) filterOf(r *http.Request, i importer.Import) (rowFilter, error) {
	param := r.URL.Query().Get(filterParam)
	if param == unnamed {
		s, err := p.Imports.Since(r.Context(), i.ID)
		return unnamedRows(s), err
	}
	for _, f := range rowFilters {
		if f.param == param {
			return f, nil
		}
	}
	if _, ok := kindWords[check.Kind(param)]; ok {
		return kindFilter(check.Kind(param)), nil
	}
	return rowFilter{}, fault.Malformed{Message: filterParam}
}

// unnamedRows chooses the rows of people whom the file before does not name.
func unnamedRows(s importer.Since) rowFilter {
	return rowFilter{param: unnamed, label: "Baru sejak berkas terakhir", text: "tidak disebut dalam berkas terakhir", rows: importer.RowFilter{NotIn: s.Before.ID},
		count: func(importer.Counts) int { return s.New }}
}

func (f rowFilter) query() url.Values {
	if f.param == "" {
		return url.Values{}
	}
	return url.Values{filterParam: {f.param}}
}

// words say which rows are shown.
func (f rowFilter) words() string {
	switch {
	case f.kind != "":
		return "dengan masalah: " + f.label
	case f.text != "":
		return f.text
	}
	return "di dalam berkas"
}

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
	ask.Import, ask.After, ask.Limit = i.ID, after, perPage
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
		all = append(all, ui.FieldError{Text: text})
	}
	return all
}

// What is done after a page's choices are kept.
const (
	thenStay  = ""
	thenStore = "simpan"
	thenAll   = "semua"
	thenNone  = "lepas"
	thenMend  = "perbaiki"
	thenNext  = "berikutnya"
)

// longestCell is how many characters may be typed for a cell.
const longestCell = 500

// parseRows reads what was chosen and typed beside the rows of a page.
func parseRows(form url.Values) (given, []importer.Picked, []importer.Mend) {
	g := given{mends: map[string]string{}, faults: map[string]string{}, picked: map[int]importer.Picked{}}
	var picks []importer.Picked
	for _, text := range form[listedField] {
		pick := importer.Picked{N: number(text), Chosen: slices.Contains(form[chosenField], text)}
		pick.MendPlace = form.Get(movedInput(pick.N)) == mistake
		picks = append(picks, pick)
		g.picked[pick.N] = pick
	}
	var mends []importer.Mend
	for name := range form {
		n, index, ok := cellOf(name)
		text := check.Clean(form.Get(name))
		if !ok || text == "" {
			continue
		}
		g.mends[name] = form.Get(name)
		if utf8.RuneCountInString(text) > longestCell {
			g.faults[name] = fmt.Sprintf("Terlalu panjang: paling banyak %d huruf. Persingkat isinya.", longestCell)
		}
		mends = append(mends, importer.Mend{N: n, Index: index, Text: text})
	}
	slices.SortFunc(mends, func(a, b importer.Mend) int { return (a.N-b.N)*1000 + a.Index - b.Index })
	return g, picks, mends
}

// cellOf reads which cell an input stands for.
func cellOf(name string) (n, index int, ok bool) {
	rest, ok := strings.CutPrefix(name, cellPrefix)
	row, column, both := strings.Cut(rest, "_")
	if !ok || !both {
		return 0, 0, false
	}
	n, index = number(row), number(column)
	return n, index, n > 0 && index >= 0
}

// choose keeps the choices of a page, and then mends, moves on or leads to storing. What was typed for a cell comes before
// all else: the file is checked anew with it.
func (p pages) choose(w http.ResponseWriter, r *http.Request) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	filter, err := p.filterOf(r, i)
	if err != nil {
		return err
	}
	g, picks, mends := parseRows(form)
	then := form.Get(thenField)
	if then == thenMend && len(mends) == 0 {
		g.faults[otherFault] = "Belum ada perbaikan yang ditulis. Isi kotak di samping masalahnya dengan nilai yang benar."
	}
	if len(g.faults) > 0 {
		return p.renderImport(w, r, http.StatusUnprocessableEntity, i, g)
	}
	err = p.keepChoices(r, i, filter, then, picks, mends)
	if bad, ok := refusal(err); ok {
		g.faults[otherFault] = sentence(bad)
		return p.renderImport(w, r, http.StatusUnprocessableEntity, i, g)
	}
	if errors.Is(err, fault.Conflict{}) {
		return p.overtaken(w, r, g)
	}
	if err != nil {
		return err
	}
	return chosen(w, r, i, filter, form, mends)
}

func (p pages) keepChoices(r *http.Request, i importer.Import, filter rowFilter, then string, picks []importer.Picked, mends []importer.Mend) error {
	ctx, by := r.Context(), site.Actor(r)
	if len(picks) > 0 {
		if err := p.Imports.Pick(ctx, by, i.ID, picks); err != nil {
			return err
		}
	}
	if then == thenAll || then == thenNone {
		ask := filter.rows
		ask.Import = i.ID
		if err := p.Imports.Choose(ctx, by, ask, then == thenAll); err != nil {
			return err
		}
	}
	if len(mends) == 0 {
		return nil
	}
	return p.Imports.Mend(ctx, by, i.ID, mends)
}

// chosen leads on from choices that were kept.
func chosen(w http.ResponseWriter, r *http.Request, i importer.Import, filter rowFilter, form url.Values, mends []importer.Mend) error {
	here := link.ImportQuery(i.ID, r.URL.Query())
	switch then := form.Get(thenField); {
	case len(mends) > 0:
		return site.Done(w, r, here, fmt.Sprintf("%d sel diperbaiki; berkas diperiksa lagi.", len(mends)))
	case then == thenStore:
		http.Redirect(w, r, link.StoreImport(i.ID), http.StatusSeeOther)
		return nil
	case then == thenNext:
		http.Redirect(w, r, link.ImportQuery(i.ID, with(filter.query(), afterParam, form.Get(lastRowField)))+"#baris", http.StatusSeeOther)
		return nil
	case then == thenAll:
		return site.Done(w, r, here, "Semua baris pada saringan ini yang dapat disimpan sudah dipilih.")
	case then == thenNone:
		return site.Done(w, r, here, "Semua baris pada saringan ini sudah dilepas.")
	}
	return site.Done(w, r, here, "Pilihan di halaman ini sudah disimpan.")
}
