package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Tone is how a cell is coloured.
type Tone int

// The tones.
const (
	NoTone Tone = iota
	Heading
	Refused
	Warned
	Remark // a longer text, on several lines
)

// Color returns the tone's background as Excel writes colours; "" where it has none.
func (t Tone) Color() string {
	return map[Tone]string{Heading: "E7EFEE", Refused: "F8C9C4", Warned: "FFE8A3"}[t]
}

// Holds is what may be typed into a cell of a copy.
type Holds int

// What a cell holds: as it is in the file, or a day though the file has a number, or text though it has one or nothing.
const (
	AsIs Holds = iota
	AsDay
	AsText
)

// Painted is what a copy does with a cell. A Text stands in the place of what the file has there.
type Painted struct {
	Column int
	Text   string
	Tone   Tone
	Holds  Holds
}

// Painter says what a copy does with the cells of a row; it is asked for each row that holds something, in order.
type Painter func(s *Sheet, row Row) ([]Painted, error)

// Copy writes a book anew as a workbook, row by row: each cell where it was, texts as texts and numbers as numbers, with the
// merged ranges. Formulas become what they came to, and looks are lost.
func Copy(w io.Writer, b *Book, paint Painter, layout func(*Sheet) Layout) error {
	c := copier{zip: zip.NewWriter(w), paint: paint}
	whole, err := c.frame(b, layout)
	if err != nil {
		return fmt.Errorf("make a workbook: %w", err)
	}
	empty, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		return err
	}
	sheets := map[string]*zip.File{}
	for _, part := range empty.File {
		if strings.HasPrefix(part.Name, "xl/worksheets/sheet") {
			sheets[part.Name] = part
		} else if err := c.zip.Copy(part); err != nil {
			return err
		}
	}
	for i, s := range b.Sheets { // the painter goes through them in their order, which the zip's need not be
		if err := c.sheet(sheets[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)], s); err != nil {
			return err
		}
	}
	return c.zip.Close()
}

// notesWidth is how wide a column of longer texts is.
const notesWidth = 70

// copier is a copy in the making.
type copier struct {
	zip    *zip.Writer
	out    *bufio.Writer
	paint  Painter
	styles map[look]int
}

// look is what a cell looks like, as far as a copy knows it.
type look struct {
	tone  Tone
	holds Holds
}

// frame makes the workbook without its rows.
func (c *copier) frame(b *Book, layout func(*Sheet) Layout) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	if err := c.makeStyles(f); err != nil {
		return nil, err
	}
	for i, s := range b.Sheets {
		name := s.Name
		if name == "" {
			name = "Data"
		}
		var err error
		if i == 0 {
			err = f.SetSheetName("Sheet1", name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err == nil {
			err = frameSheet(f, name, s, layout(s))
		}
		if err != nil {
			return nil, err
		}
	}
	if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &b.Date1904}); err != nil {
		return nil, err
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// frameSheet gives a sheet its widths, its frozen head, and hides it where it was hidden.
func frameSheet(f *excelize.File, name string, s *Sheet, l Layout) error {
	widths, err := s.widths()
	if err != nil {
		return err
	}
	if l.Notes >= 0 {
		widths[l.Notes] = notesWidth
	}
	for column, width := range widths {
		letter, err := excelize.ColumnNumberToName(column + 1)
		if err == nil {
			err = f.SetColWidth(name, letter, letter, width)
		}
		if err != nil {
			return err
		}
	}
	if l.Head > 0 {
		if err := f.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: l.Head, TopLeftCell: "A" + strconv.Itoa(l.Head+1), ActivePane: "bottomLeft"}); err != nil {
			return err
		}
	}
	if s.Hidden {
		return f.SetSheetVisible(name, false)
	}
	return nil
}

// widths guesses how wide the columns must be, by what stands in the first rows.
func (s *Sheet) widths() (map[int]float64, error) {
	const looked, narrow, wide = 100, 8, 40
	widths, rows := map[int]float64{}, 0
	for row, err := range s.Rows() {
		if err != nil {
			return nil, err
		}
		for _, c := range row.Cells {
			if len(row.Cells) > 1 && !c.Left && !c.Above { // what stands alone is a title, which reaches over its neighbours
				widths[c.Column] = max(widths[c.Column], min(wide, max(narrow, float64(utf8.RuneCountInString(c.Text)+2))))
			}
		}
		if rows++; rows == looked {
			break
		}
	}
	return widths, nil
}

func (c *copier) makeStyles(f *excelize.File) error {
	c.styles = map[look]int{}
	for _, tone := range []Tone{NoTone, Heading, Refused, Warned, Remark} {
		for _, holds := range []Holds{AsIs, AsDay, AsText} {
			id, err := f.NewStyle(styleOf(tone, holds))
			if err != nil {
				return err
			}
			c.styles[look{tone, holds}] = id
		}
	}
	return nil
}

func styleOf(tone Tone, holds Holds) *excelize.Style {
	s := &excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: tone == Remark || tone == Heading}}
	if format := map[Holds]string{AsDay: "dd-mm-yyyy", AsText: "@"}[holds]; format != "" {
		s.CustomNumFmt = &format
	}
	if color := tone.Color(); color != "" {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	}
	if tone == Heading {
		s.Font = &excelize.Font{Bold: true}
	}
	return s
}

// sheet writes the rows of a sheet into its part.
func (c *copier) sheet(empty *zip.File, s *Sheet) error {
	before, after, err := aroundRows(empty)
	if err != nil {
		return err
	}
	part, err := c.zip.Create(empty.Name)
	if err != nil {
		return err
	}
	c.out = bufio.NewWriterSize(part, 64<<10)
	c.put(string(before), "<sheetData>")
	for row, err := range s.Rows() {
		if err != nil {
			return err
		}
		painted, err := c.paint(s, row)
		if err != nil {
			return err
		}
		if err := c.row(row, painted); err != nil {
			return err
		}
	}
	c.put("</sheetData>")
	if err := c.merges(s); err != nil {
		return err
	}
	c.put(string(after))
	return c.out.Flush()
}

// aroundRows returns what stands before and after the rows in a part that excelize made without any.
func aroundRows(part *zip.File) (before, after []byte, err error) {
	around, err := part.Open()
	if err != nil {
		return nil, nil, err
	}
	defer around.Close()
	text, err := io.ReadAll(around)
	if err != nil {
		return nil, nil, err
	}
	before, after, ok := bytes.Cut(text, []byte("<sheetData></sheetData>"))
	if !ok {
		return nil, nil, errors.New("excelize's empty sheet has no place for rows")
	}
	// How far the rows reach isn't known yet, and some programs believe what stands here.
	return bytes.Replace(before, []byte(`<dimension ref="A1"></dimension>`), nil, 1), after, nil
}

// put writes; what goes wrong shows when the part ends.
func (c *copier) put(parts ...string) {
	for _, p := range parts {
		_, _ = c.out.WriteString(p)
	}
}

func (c *copier) row(row Row, painted []Painted) error {
	if row.Number > maxSheetRows {
		return unfit(Damaged)
	}
	c.put(`<row r="`, strconv.Itoa(row.Number), `">`)
	last := -1
	if n := len(row.Cells); n > 0 {
		last = row.Cells[n-1].Column
	}
	for _, p := range painted {
		last = max(last, p.Column)
	}
	for column := range last + 1 {
		cell, p := row.At(column), Painted{}
		for _, one := range painted {
			if one.Column == column {
				p = one
			}
		}
		if p.Text != "" {
			cell = Cell{Column: column, Text: p.Text}
		}
		c.cell(column, row.Number, cell, p)
	}
	c.put("</row>")
	return nil
}

func (c *copier) cell(column, row int, cell Cell, p Painted) {
	if cell.Above || cell.Left { // a merged range has its text in its first cell
		cell = Cell{}
	}
	_, err := strconv.ParseFloat(cell.Text, 64)
	isNumber := cell.Number && err == nil
	switch {
	case cell.Text == "" && p == (Painted{}):
		return
	case cell.Text != "" && !isNumber, p.Holds == AsText:
		p.Holds = AsText // what is typed over a text stays one
	}
	letter, err := excelize.ColumnNumberToName(column + 1)
	if err != nil {
		panic(err) // no row that was read is wider than MaxColumns
	}
	c.put(`<c r="`, letter, strconv.Itoa(row), `" s="`, strconv.Itoa(c.styles[look{p.Tone, p.Holds}]), `"`)
	switch text := plain(cell.Text); {
	case text == "":
		c.put(`/>`)
	case cell.Failed:
		c.put(` t="e"><v>`, markup.Replace(text), `</v></c>`)
	case isNumber:
		c.put(`><v>`, text, `</v></c>`)
	default:
		c.put(` t="inlineStr"><is><t xml:space="preserve">`, markup.Replace(escape(text)), `</t></is></c>`)
	}
}

func (c *copier) merges(s *Sheet) error {
	if s.merged == nil {
		return nil
	}
	found, err := s.merged()
	if err != nil || len(found.waiting) == 0 {
		return err
	}
	c.put(`<mergeCells count="`, strconv.Itoa(len(found.waiting)), `">`)
	for _, m := range found.waiting {
		from, errFrom := excelize.CoordinatesToCellName(m.left+1, m.top)
		to, errTo := excelize.CoordinatesToCellName(m.right+1, m.bottom)
		if err := errors.Join(errFrom, errTo); err != nil {
			return unfit(Damaged)
		}
		c.put(`<mergeCell ref="`, from, ":", to, `"/>`)
	}
	c.put(`</mergeCells>`)
	return nil
}
