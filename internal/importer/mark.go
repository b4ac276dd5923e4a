package importer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"pilar/internal/check"
	"pilar/internal/sheet"
)

// Mark writes a checked file again as a workbook, with what was found out about each row beside it in a last column and the
// cells at fault coloured. Nothing else changes and nothing moves: a workbook of ordinary size is edited as it is, a bigger
// one and a text file are written anew. Heads are those of the file's import, and rows its rows, in their order; they are
// ranged over again where editing fails.
func Mark(w io.Writer, file []byte, heads []Head, rows iter.Seq2[Kept, error]) error {
	book, err := sheet.Read(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return err
	}
	m := marking{heads: map[string][]Head{}, notes: map[string]int{}}
	for _, h := range heads {
		m.heads[h.Sheet] = append(m.heads[h.Sheet], h)
		if book.CSV {
			m.shift = h.Line - h.Row
		}
	}
	if err := m.findNotes(book); err != nil {
		return err
	}
	err = m.paint(rows, func(p sheet.Painter) error { return sheet.Edit(w, file, book, p, m.layout) })
	if errors.Is(err, sheet.ErrCannotEdit) {
		return m.paint(rows, func(p sheet.Painter) error { return sheet.Copy(w, book, p, m.layout) })
	}
	return err
}

// marking is what is known of a file that is being marked.
type marking struct {
	heads map[string][]Head // by sheet, in their order
	notes map[string]int    // the column of the notes, by sheet: where it was last time, else right of all others
	shift int               // of rows in a text file, which count from its head
}

// findNotes chooses the column of the notes on each sheet that has a head.
func (m *marking) findNotes(book *sheet.Book) error {
	for _, s := range book.Sheets {
		if len(m.heads[s.Name]) == 0 || s.Hidden {
			continue
		}
		last, found := 0, -1
		for row, err := range s.Rows() {
			if err != nil {
				return err
			}
			for _, c := range row.Cells {
				if c.Text == NoteHead && !c.Left && !c.Above && m.isHead(s.Name, row.Number) {
					found = c.Column
				}
			}
			last = max(last, row.Cells[len(row.Cells)-1].Column)
		}
		if m.notes[s.Name] = found; found < 0 {
			m.notes[s.Name] = last + 1
		}
		if m.notes[s.Name] >= sheet.MaxColumns {
			return &sheet.Error{Reason: sheet.TooWide, Where: s.Name}
		}
	}
	return nil
}

func (m *marking) isHead(sheet string, line int) bool {
	return slices.ContainsFunc(m.heads[sheet], func(h Head) bool { return h.Line == line })
}

func (m *marking) layout(s *sheet.Sheet) sheet.Layout {
	notes, ok := m.notes[s.Name]
	if !ok {
		return sheet.Layout{Notes: -1}
	}
	return sheet.Layout{Head: m.heads[s.Name][0].Line, Notes: notes}
}

// paint hands over a painter that goes through the rows of the import beside those of the file.
func (m *marking) paint(rows iter.Seq2[Kept, error], do func(sheet.Painter) error) error {
	next, stop := iter.Pull2(rows)
	defer stop()
	kept, err, more := next()
	err = do(func(s *sheet.Sheet, row sheet.Row) ([]sheet.Painted, error) {
		if err != nil {
			return nil, err
		}
		notes, headed := m.notes[s.Name]
		switch {
		case !headed:
			return nil, nil
		case m.isHead(s.Name, row.Number):
			return []sheet.Painted{{Column: notes, Text: NoteHead, Tone: sheet.Heading}}, nil
		case !more || kept.Sheet != s.Name || kept.Number+m.shift != row.Number:
			return m.days(s.Name, row), nil
		}
		var painted []sheet.Painted
		var said []string
		for more && err == nil && kept.Sheet == s.Name && kept.Number+m.shift == row.Number { // tables may stand side by side
			for _, cell := range m.cells(&kept, row) {
				painted = merged(painted, cell)
			}
			said = append(said, noteOf(&kept))
			kept, err, more = next()
		}
		return append(painted, sheet.Painted{Column: notes, Text: strings.Join(said, "\n"), Tone: sheet.Remark}), err
	})
	if err == nil && more {
		err = fmt.Errorf("row %d of sheet %q is not in the file", kept.Number, kept.Sheet)
	}
	return err
}

// days are the cells of a row that hold a day as a number, which a new workbook must know to show one.
func (m *marking) days(name string, row sheet.Row) []sheet.Painted {
	var days []sheet.Painted
	for _, h := range m.headsOver(name, row) {
		if c := row.At(h.Index); c.Number && dayColumn(h.As) && len(plain(c)) == 5 {
			days = append(days, sheet.Painted{Column: h.Index, Holds: sheet.AsDay})
		}
	}
	return days
}

func (m *marking) headsOver(sheet string, row sheet.Row) []Head {
	return headsOver(Row{Sheet: sheet, Number: row.Number - m.shift}, m.heads[sheet])
}

// cells paints what is wrong with a row: red what refuses it, yellow what may be stored all the same.
func (m *marking) cells(k *Kept, row sheet.Row) []sheet.Painted {
	painted := m.days(k.Sheet, row)
	for _, p := range k.Problems {
		heads := m.headsOver(k.Sheet, row)
		i := slices.IndexFunc(heads, func(h Head) bool { return h.Text == p.Column && h.As != "" })
		if i < 0 {
			continue
		}
		cell := sheet.Painted{Column: heads[i].Index, Tone: sheet.Warned}
		if p.Kind.Refuses() {
			cell.Tone = sheet.Refused
		}
		if heads[i].As == NIK { // what is typed there anew keeps its sixteenth figure
			cell.Holds = sheet.AsText
		}
		painted = merged(painted, cell)
	}
	return painted
}

// merged adds a cell to others; of two tones the graver stays.
func merged(all []sheet.Painted, cell sheet.Painted) []sheet.Painted {
	for i := range all {
		if all[i].Column != cell.Column {
			continue
		}
		if all[i].Tone != sheet.Refused {
			all[i].Tone = cell.Tone
		}
		all[i].Holds = max(all[i].Holds, cell.Holds)
		return all
	}
	return append(all, cell)
}

// Words says a verdict on a screen and in a file.
func (v Verdict) Words() string {
	return map[Verdict]string{New: "Baru", Changed: "Berubah", Same: "Sama", Rejected: "Ditolak", Repeated: "Berulang"}[v]
}

// noteOf says in one cell what was found out about a row. No value stands in it: neither a number of the register's nor one
// of the file's.
func noteOf(k *Kept) string {
	lines := []string{k.Verdict.Words()}
	if fields := changedFields(k); k.Verdict == Changed && len(fields) > 0 {
		lines[0] += ": " + strings.Join(fields, ", ")
	}
	lines[0] += "."
	for _, p := range k.Problems {
		lead := "Periksa"
		if p.Kind.Refuses() || p.Kind == check.Repeated {
			lead = "Perbaiki"
		}
		if p.Column != "" {
			lead += " " + check.MaskNumbers(p.Column)
		}
		lines = append(lines, lead+": "+p.Message)
	}
	var mended []string
	for _, c := range k.Cells {
		if c.Mended {
			mended = append(mended, c.Head)
		}
	}
	if len(mended) > 0 {
		lines = append(lines, "Sudah diperbaiki di layar, tetapi belum di berkas ini: "+strings.Join(mended, ", ")+".")
	}
	return strings.Join(lines, "\n")
}

func changedFields(k *Kept) []string {
	var fields []string
	for _, c := range k.Changes {
		if !slices.Contains(fields, c.Field) {
			fields = append(fields, c.Field)
		}
	}
	return fields
}
