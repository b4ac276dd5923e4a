package importer

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"time"

	"pilar/internal/check"
	"pilar/internal/sheet"
)

// Read reads a whole file. Use Scan where the rows need not be kept together.
func Read(book *sheet.Book, o Options) (*Report, error) {
	report := &Report{File: o.File, Cadre: o.Cadre, Rows: []Row{}}
	summary, err := Scan(book, o, func(r *Row) error {
		report.Rows = append(report.Rows, *r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	report.Summary = *summary
	report.Count()
	return report, nil
}

// Scan reads a file and hands over its data rows one by one, checked, in their order. It keeps no row itself, only where
// each NIK and each name with its birth date came first. It fails with an *Error where the file holds no head or no data
// row, with a *sheet.Error where it can't be read, and with what each returns.
func Scan(book *sheet.Book, o Options, each func(*Row) error) (*Summary, error) {
	return newScan(book, o, each).run()
}

func newScan(book *sheet.Book, o Options, each func(*Row) error) *scan {
	s := &scan{Options: &o, lexicon: lexiconFor(&o), book: book, each: each, seen: newSeen()}
	s.summary.AsOf = o.Today
	if !o.AsOf.IsZero() {
		s.summary.AsOf = o.AsOf
	}
	return s
}

func (s *scan) run() (*Summary, error) {
	for _, sh := range s.book.Sheets {
		if sh.Hidden && sh.Name == listSheet {
			continue
		}
		if sh.Hidden {
			s.note(sh.Name, "Lembar tersembunyi, tidak dibaca. Tampilkan lembarnya di Excel bila isinya perlu dibaca.")
			continue
		}
		if err := s.sheet(sh); err != nil {
			return nil, err
		}
	}
	switch {
	case !s.headed:
		return nil, &Error{"Baris judul kolom tidak ditemukan. Berkas harus memuat satu baris judul dengan kolom Nama dan NIK, dan data di bawahnya."}
	case s.rows == 0:
		return nil, &Error{"Berkas ini tidak berisi baris data di bawah judul kolomnya."}
	}
	return &s.summary, nil
}

// scan is the reading of one file.
type scan struct {
	*Options
	lexicon
	book    *sheet.Book
	each    func(*Row) error
	seen    *seen
	summary Summary
	headed  bool
	read    int // rows that hold something, of all sheets

	fileNoted bool // that the file's name says the kecamatan
	rows      int  // data rows
}

func (s *scan) note(sheet, message string) {
	s.summary.Notes = append(s.summary.Notes, Note{sheet, message})
}

// table is where a sheet's reading stands: its head, and what holds for the rows below.
type table struct {
	*scan
	sheet  *sheet.Sheet
	header *header
	shift  int // csv: the head is row 1

	kecamatan string // of the rows below, where they have none of their own: the sheet's name, a title, a band
	desa      string
	ended     bool // signatures have begun
	lost      int  // rows with a NIK, without a head above them
	alone     int  // rows with a NIK and nothing else about the person

	above  []sheet.Row // the first rows without a head, which may be titles
	beside *table      // the next table right of this one
}

// maxTitles is how many rows above a head are looked at for places.
const maxTitles = 100

// sheet reads one sheet. Three rows are looked at together, as a head may have three.
func (s *scan) sheet(sh *sheet.Sheet) error {
	t := &table{scan: s, sheet: sh}
	if k, ok := s.kecamatanOfSheet(sh.Name); ok {
		t.kecamatan = k
	} else if len(s.Places.desas(sh.Name)) > 0 {
		t.desa = sh.Name
	}
	var queue []sheet.Row
	for row, err := range sh.Rows() {
		if err != nil {
			return err
		}
		if s.read++; s.read > sheet.MaxRows {
			return &sheet.Error{Reason: sheet.TooManyRows}
		}
		if queue = append(queue, row); len(queue) < maxHeadRows+1 {
			continue
		}
		n, err := t.take(queue)
		if err != nil {
			return err
		}
		queue = append(queue[:0], queue[n:]...)
	}
	for len(queue) > 0 {
		n, err := t.take(queue)
		if err != nil {
			return err
		}
		queue = queue[n:]
	}
	if t.lost > 0 {
		s.note(sh.Name, fmt.Sprintf("%d baris tidak dibaca karena di atasnya tidak ada judul kolom yang dikenali.", t.lost))
	}
	alone := 0
	for _, each := range t.tables() {
		alone += each.alone
	}
	if alone > 0 {
		s.note(sh.Name, fmt.Sprintf("%d baris tidak dibaca karena hanya berisi NIK. Isi namanya dan data lainnya.", alone))
	}
	return nil
}

// take deals with the first of some rows, and tells how many it has dealt with.
func (t *table) take(rows []sheet.Row) (int, error) {
	row := rows[0]
	if t.header != nil && explains(ownCells(row), telling) {
		return 1, nil
	}
	if h := t.findHeader(rows); h != nil {
		t.begin(h)
		return h.rows, nil
	}
	if t.header == nil {
		t.title(row)
		return 1, nil
	}
	taken := 1
	if len(rows) > 1 && t.continuesPerson(rows[1]) {
		row, taken = joined(row, rows[1]), 2
	}
	row.Cells = mended(row.Cells, t.Mends[Spot{t.sheet.Name, row.Number - t.shift}])
	kecamatan, desa := t.kecamatan, t.desa
	for _, each := range t.tables() {
		own := each.header.withoutNotes(each.header.part(row))
		if each != t && len(ownCells(own)) == 0 && (kecamatan != t.kecamatan || desa != t.desa) {
			each.kecamatan, each.desa = t.kecamatan, t.desa // a band over all of them
			continue
		}
		if each.isNoise(own) {
			continue
		}
		t.rows++
		if err := each.data(own); err != nil {
			return taken, err
		}
	}
	return taken, nil
}

// begin starts the table under a head. A later head on the same sheet begins another one.
func (t *table) begin(h *header) {
	if t.header == nil && t.book.CSV {
		t.shift = h.first - 1
	}
	again := t.header != nil && sameHeads(t.header, h)
	if again && !h.has(Unread) {
		h.at[Unread] = t.header.at[Unread] // the head stands anew, without that of the notes
	}
	for b := h; b != nil && !again && len(t.summary.Heads) <= maxTables*sheet.MaxColumns/10; b = b.beside {
		for _, head := range b.heads {
			head.Sheet, head.Line, head.Row = t.sheet.Name, head.Row, head.Row-t.shift
			t.summary.Heads = append(t.summary.Heads, head)
		}
	}
	t.header, t.headed, t.ended = h, true, false
	t.spread(h)
	for _, each := range t.tables() {
		if each.titlesOf(t.above); each.kecamatan == "" {
			each.kecamatan = t.kecamatanOfFile()
		}
	}
	t.above = nil
}

func sameHeads(a, b *header) bool {
	if len(a.heads) != len(b.heads) {
		return false
	}
	for i := range a.heads {
		if a.heads[i].Text != b.heads[i].Text || a.heads[i].Index != b.heads[i].Index {
			return false
		}
	}
	return true
}

// data checks a data row and hands it over.
func (t *table) data(row sheet.Row) error {
	r := &Row{Sheet: t.sheet.Name, Number: row.Number - t.shift, Verdict: New, Problems: []Problem{}}
	r.Cells = row.Cells
	c := &checker{table: t, row: row, out: r}
	c.check()
	t.seen.judge(r, c)
	return t.each(r)
}

// mended returns the cells of a row with some replaced by what a person has typed; an empty text leaves the cell empty.
func mended(cells []sheet.Cell, by map[int]string) []sheet.Cell {
	if len(by) == 0 {
		return cells
	}
	cells = slices.DeleteFunc(slices.Clone(cells), func(c sheet.Cell) bool { _, ok := by[c.Column]; return ok })
	for column, text := range by {
		if strings.TrimSpace(text) != "" {
			cells = append(cells, sheet.Cell{Column: column, Text: text})
		}
	}
	slices.SortFunc(cells, func(a, b sheet.Cell) int { return a.Column - b.Column })
	return cells
}

// seen remembers the loadable rows of a file by NIK, and by name and birth date.
type seen struct {
	nik  map[string]Spot
	id   map[int64]Spot // by the register's own number, where the file has that
	born map[uint64]twin
	hash maphash.Seed
}

type twin struct {
	Spot
	nik string
}

func newSeen() *seen {
	return &seen{map[string]Spot{}, map[int64]Spot{}, map[uint64]twin{}, maphash.MakeSeed()}
}

func (p Spot) String() string {
	if p.Sheet == "" {
		return fmt.Sprintf("baris %d", p.Row)
	}
	return fmt.Sprintf("lembar %s baris %d", p.Sheet, p.Row)
}

// judge finds out whether a row repeats an earlier loadable one, or is likely the same person under another NIK.
func (s *seen) judge(r *Row, c *checker) {
	e := &r.Entry
	here := Spot{strings.Clone(r.Sheet), r.Number}
	if first, ok := s.nik[e.NIK]; ok {
		r.Add(Problem{check.Repeated, c.head(NIK, Name), check.Mask(e.NIK), "NIK ini sudah ada pada " + first.String() + " berkas ini. Baris ini dilewati."})
		return
	}
	if first, ok := s.id[e.Worker]; ok {
		r.Add(Problem{check.Repeated, c.head(WorkerID), fmt.Sprint(e.Worker), "Orang ini sudah ada pada " + first.String() + " berkas ini. Baris ini dilewati."})
		return
	}
	var key uint64
	if e.NIK != "" && e.NameKey != "" && e.BirthDate.Given && !e.BirthDate.Value.IsZero() {
		key = maphash.String(s.hash, e.NameKey+e.BirthDate.Value.Format(time.DateOnly))
		if first, ok := s.born[key]; ok {
			r.Add(Problem{check.DuplicateLikely, c.head(Name), check.MaskNumbers(e.Name.Name), "Nama dan tanggal lahir ini sama dengan " + first.String() +
				", tetapi NIK-nya berbeda. Pastikan keduanya memang dua orang."})
		}
	}
	if !r.Loadable() {
		return
	}
	if e.NIK != "" {
		s.nik[e.NIK] = here
	}
	if e.Worker != 0 {
		s.id[e.Worker] = here
	}
	if _, ok := s.born[key]; key != 0 && !ok {
		s.born[key] = twin{here, e.NIK}
	}
}
