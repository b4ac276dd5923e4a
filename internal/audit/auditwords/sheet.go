package auditwords

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/region"
	"pilar/internal/sheet"
	"pilar/web/ui"
)

// Said says in one line which entries a filter chooses.
func Said(f audit.Filter, book region.Book) string {
	var words []string
	add := func(given bool, text string) {
		if given {
			words = append(words, text)
		}
	}
	add(f.Actor != "", "Pelaku: "+f.Actor)
	add(f.Verb != "", Verb(f.Verb))
	add(f.SubjectKind != "", f.SubjectKind.Words())
	add(f.One != audit.Subject{}, One(f.One))
	add(!f.From.IsZero(), "dari "+ui.Date(f.From))
	add(!f.Until.IsZero(), "sampai "+ui.Date(f.Until.AddDate(0, 0, -1)))
	if len(words) == 0 {
		words = []string{"Semua catatan"}
	}
	if f.Limit != nil {
		var names []string
		for _, k := range book.Kecamatan(f.Limit) {
			names = append(names, k.Name)
		}
		words = append(words, "hanya SDM di kecamatan "+strings.Join(names, ", "))
	}
	return strings.Join(words, "; ")
}

// One names a record by its number, where no entry is at hand that names it.
func One(s audit.Subject) string { return fmt.Sprintf("%s nomor %d", s.Kind.Words(), s.ID) }

// Export is the trail on its way into a file.
type Export struct {
	audit.Export
	Office string
	By     string // who takes it
	At     time.Time
	Names  Names
}

// Name is what the file is called.
func (e Export) Name() string {
	return "Jejak-audit-" + e.At.In(asof.Zone()).Format(time.DateOnly) + "." + e.Format
}

func columns() []sheet.Column {
	return []sheet.Column{
		{Head: "Nomor", Kind: sheet.Integer}, {Head: "Waktu (" + asof.Zone().String() + ")", Kind: sheet.Moment}, {Head: "Pelaku", Width: 26}, {Head: "Perbuatan", Width: 28},
		{Head: "Jenis data", Width: 14}, {Head: "Data", Width: 32}, {Head: "Isian", Width: 22}, {Head: "Semula", Width: 30}, {Head: "Menjadi", Width: 30},
		{Head: "Alasan", Width: 34}, {Head: "Nomor permintaan", Width: 18}, {Head: "Sidik", Width: 66}, {Head: "Sidik sebelumnya", Width: 66},
	}
}

// maxWorkbook is how many entries surely fit into a sheet of Excel, which has 1,048,576 rows: none changes more than sixteen
// fields.
const maxWorkbook = 65_000

// To writes the file, and has the trail say so first: a line for each field that an entry changed, or one for the entry,
// and below them whether the whole chain holds. fault.Invalid where a workbook has no room for the entries.
func (e Export) To(ctx context.Context, s *audit.Store, by audit.Actor, w io.Writer) error {
	if e.Format == string(sheet.XLSX) {
		e.Most = maxWorkbook
	}
	var out sheet.Writer
	var proof audit.Proof
	entries, lines := 0, 0
	begin := func(p audit.Proof) (err error) {
		proof = p
		out, err = sheet.Write(w, sheet.Format(e.Format), sheet.Table{Name: "Jejak audit", Title: e.title(), Columns: columns()})
		return err
	}
	each := func(c audit.Chained) error {
		entries++
		for _, row := range e.rows(c) {
			lines++
			if err := out.Row(row...); err != nil {
				return err
			}
		}
		return nil
	}
	if err := s.Export(ctx, by, e.Export, begin, each); err != nil {
		return err
	}
	for _, note := range e.proven(proof, entries, lines) {
		if err := out.Note(note); err != nil {
			return err
		}
	}
	return out.Close()
}

func (e Export) title() []string {
	return []string{"Jejak audit", e.Office, e.Words, "Diambil oleh " + e.By + ", " + ui.DateTime(e.At), "Nomor pribadi disamarkan."}
}

// rows writes an entry: the same words in each of its lines, so that they can be sorted and filtered.
func (e Export) rows(c audit.Chained) [][]any {
	event := e.Names.Event(c.Entry)
	changes := event.Changes
	if len(changes) == 0 {
		changes = ui.Changes{{}}
	}
	var rows [][]any
	for _, change := range changes {
		rows = append(rows, []any{c.ID, c.At.In(asof.Zone()), c.Actor, event.What, audit.Kind(c.SubjectKind).Words(), e.Names.Subject(c.Entry),
			change.Label, change.Before, change.After, c.Reason, c.Request, c.Hash, c.Previous})
	}
	return rows
}

// proven says what the chain was found to be.
func (e Export) proven(p audit.Proof, entries, lines int) []string {
	count := fmt.Sprintf("Akhir daftar: %s catatan dalam %s baris.", ui.Number(entries), ui.Number(lines))
	if p.BrokenAt != 0 {
		return []string{count, fmt.Sprintf("RANTAI JEJAK TERPUTUS: catatan nomor %d tidak bersambung dengan catatan sebelumnya. Ada catatan yang diubah atau dihapus di situ.", p.BrokenAt),
			"Diperiksa " + ui.DateTime(e.At) + "."}
	}
	return []string{count, fmt.Sprintf("Rantai jejak utuh dari catatan pertama sampai catatan nomor %d (%s catatan), diperiksa %s.", p.Head.ID, ui.Number(p.Length), ui.DateTime(e.At)),
		"Sidik catatan itu: " + p.Head.Hash,
		"Simpan nomor dan sidik ini di luar Pilar: pilar doctor --expect " + p.Head.String() + " membuktikan kelak bahwa tidak ada yang diubah atau dipotong."}
}
