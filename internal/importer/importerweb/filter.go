package importerweb

import (
	"net/http"
	"net/url"

	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/importer"
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
	onceStoredRows = rowFilter{param: "tersimpan", label: "Pernah disimpan", text: "dicatat, lalu dibatalkan sejauh dapat",
		rows: importer.RowFilter{Outcome: importer.RowStored}, count: func(c importer.Counts) int { return c.Stored }}
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
	// afterUndoing are those that one shows first which was taken back.
	afterUndoing = []rowFilter{onceStoredRows, staleRows, rejectedRows, repeatedRows}
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
