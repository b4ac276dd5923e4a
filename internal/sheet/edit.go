package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/xuri/excelize/v2"
)

// Up to here a workbook is edited as it is: excelize holds all of it in memory, about a kilobyte for each cell, and fills each
// row up to its last cell. Nothing of it is unpacked to the disk, where personal numbers would stand in the open.
const (
	maxEditUnpacked = 8 << 20
	maxEditCells    = 60_000
)

// ErrCannotEdit says that a workbook is too big to be edited, or that the editing would lose something of it: Copy it.
var ErrCannotEdit = errors.New("the workbook can't be edited as it is")

// Layout is what a sheet that is painted looks like as a whole.
type Layout struct {
	Head  int // the last row of its heads, which stay in sight; 0: none
	Notes int // the column that holds longer texts; -1: none
}

// Edit writes the very workbook of which a book was read, with some cells painted: layout, formulas, pictures and other
// sheets stay as they are. ErrCannotEdit where that can't be done; nothing has been written then.
func Edit(w io.Writer, file []byte, b *Book, paint Painter, layout func(*Sheet) Layout) error {
	if fits, err := b.editable(); err != nil || !fits {
		return errors.Join(err, ErrCannotEdit)
	}
	f, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{UnzipSizeLimit: maxEditUnpacked, UnzipXMLSizeLimit: maxEditUnpacked})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrCannotEdit, err)
	}
	defer f.Close()
	e := editing{file: f, styles: map[restyled]int{}}
	for _, s := range b.Sheets {
		if err := e.sheet(s, paint, layout(s)); err != nil {
			return err
		}
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrCannotEdit, err)
	}
	if err := sameBut(b, out.Bytes(), layout); err != nil {
		return err
	}
	_, err = w.Write(out.Bytes())
	return err
}

// editable tells whether a book is a workbook of ordinary size.
func (b *Book) editable() (bool, error) {
	if b.CSV || b.unpacked > maxEditUnpacked {
		return false, nil
	}
	cells := 0
	for _, s := range b.Sheets {
		n, err := s.extent()
		if err != nil {
			return false, err
		}
		cells += n
	}
	return cells <= maxEditCells, nil
}

// editing is a workbook that is being painted.
type editing struct {
	file   *excelize.File
	styles map[restyled]int
}

// restyled is a style of the workbook with a look laid over it.
type restyled struct {
	style int
	look
}

func (e *editing) sheet(s *Sheet, paint Painter, l Layout) error {
	painted := false
	for row, err := range s.Rows() {
		if err != nil {
			return err
		}
		cells, err := paint(s, row)
		if err != nil {
			return err
		}
		for _, p := range cells {
			if p.Text == "" && p.Tone == NoTone && p.Holds == AsDay {
				continue // its own style shows it as one
			}
			painted = true
			if err := e.cell(s.Name, row.Number, p); err != nil {
				return fmt.Errorf("%w: %w", ErrCannotEdit, err)
			}
		}
	}
	if !painted || l.Notes < 0 {
		return nil
	}
	letter, err := excelize.ColumnNumberToName(l.Notes + 1)
	if err != nil {
		return err
	}
	return e.file.SetColWidth(s.Name, letter, letter, notesWidth)
}

func (e *editing) cell(sheet string, row int, p Painted) error {
	at, err := excelize.CoordinatesToCellName(p.Column+1, row)
	if err != nil {
		return err
	}
	if p.Text != "" {
		if err := e.file.SetCellStr(sheet, at, p.Text); err != nil {
			return err
		}
	}
	like := at
	if p.Tone == Heading && p.Column > 0 { // as the head beside it
		if like, err = excelize.CoordinatesToCellName(p.Column, row); err != nil {
			return err
		}
	}
	style, err := e.file.GetCellStyle(sheet, like)
	if err != nil {
		return err
	}
	if p.Tone != Heading || style == 0 {
		if style, err = e.over(restyled{style, look{p.Tone, p.Holds}}); err != nil {
			return err
		}
	}
	return e.file.SetCellStyle(sheet, at, at, style)
}

// over returns a style of the workbook with a look laid over it.
func (e *editing) over(r restyled) (int, error) {
	if id, ok := e.styles[r]; ok {
		return id, nil
	}
	style, err := e.file.GetStyle(r.style)
	if err != nil {
		return 0, err
	}
	add := styleOf(r.tone, r.holds)
	if add.Fill.Type != "" {
		style.Fill = add.Fill
	}
	if add.CustomNumFmt != nil && r.holds == AsText {
		style.NumFmt, style.CustomNumFmt = 0, add.CustomNumFmt
	}
	if r.tone == Remark || r.tone == Heading {
		style = add
	}
	id, err := e.file.NewStyle(style)
	e.styles[r] = id
	return id, err
}

// sameBut makes sure that an edited workbook says what the book says, apart from the notes.
func sameBut(b *Book, edited []byte, layout func(*Sheet) Layout) error {
	now, err := Read(bytes.NewReader(edited), int64(len(edited)))
	if err != nil || len(now.Sheets) != len(b.Sheets) {
		return errors.Join(ErrCannotEdit, err)
	}
	for i, s := range b.Sheets {
		notes := layout(s).Notes
		after, stop := iter.Pull2(now.Sheets[i].Rows())
		defer stop()
		for row, err := range s.Rows() {
			if err != nil {
				return err
			}
			other, err, ok := after()
			if err != nil || !ok || !sameRow(row, other, notes) {
				return errors.Join(ErrCannotEdit, err)
			}
		}
		if _, _, more := after(); more {
			return ErrCannotEdit
		}
	}
	return nil
}

func sameRow(a, b Row, notes int) bool {
	without := func(cells []Cell) []Cell {
		return slices.DeleteFunc(slices.Clone(cells), func(c Cell) bool { return c.Column == notes })
	}
	return a.Number == b.Number && slices.Equal(without(a.Cells), without(b.Cells))
}
