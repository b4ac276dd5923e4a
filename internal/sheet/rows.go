package sheet

import (
	"io"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// rows reads a sheet twice: first the merged ranges, which stand after the rows, then the rows.
func (w *workbook) rows(part string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		merges, err := w.merges(part)
		if err != nil {
			yield(Row{}, err)
			return
		}
		p, err := w.open(part)
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer p.close()
		r := &rowReader{part: p, book: w, merges: merges}
		for {
			row, err := r.row()
			if err == io.EOF || !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// rowReader walks through the rows of one sheet.
type rowReader struct {
	part
	book   *workbook
	merges *merges
	last   int // number of the last row
	held   int
	seen   int // rows, blank ones among them
	width  int // cells of the last row
	text   int // bytes of all texts so far
	done   bool
}

// row returns the next row that holds something; io.EOF after the last.
func (r *rowReader) row() (Row, error) {
	for {
		t, err := r.tag()
		if err != nil {
			return Row{}, err
		}
		if t.name != "row" {
			continue
		}
		if r.seen++; r.seen > excelRows {
			return Row{}, unfit(TooManyRows)
		}
		r.last++
		if n, err := strconv.Atoi(t.attr("r")); err == nil && n >= r.last {
			r.last = n
		}
		row := Row{Number: r.last}
		if row.Cells, err = r.cells(); err != nil {
			return Row{}, err
		}
		row.Cells = r.merges.fill(row)
		if len(row.Cells) == 0 {
			continue
		}
		if r.held++; r.held > MaxRows {
			return Row{}, unfit(TooManyRows)
		}
		return row, nil
	}
}

// tag returns the next start tag, until the rows end. A sheet whose end is missing is damaged.
func (r *rowReader) tag() (token, error) {
	for !r.done {
		t, err := r.inside()
		if err != nil {
			return token{}, err
		}
		switch t.kind {
		case startTag:
			return t, nil
		case endTag:
			r.done = t.name == "sheetData" || t.name == "worksheet"
		}
	}
	return token{}, io.EOF
}

// cells reads what a row holds, up to its end.
func (r *rowReader) cells() ([]Cell, error) {
	cells, text := make([]Cell, 0, r.width), 0
	for column := 0; ; column++ {
		t, err := r.cellTag()
		if err != nil {
			return nil, err
		}
		if t.kind == endTag {
			r.width = len(cells)
			return inOrder(cells), nil
		}
		if c, ok := columnOf(t.attr("r")); ok {
			column = c
		}
		cell, err := r.cell(t.attr("t"))
		if err != nil {
			return nil, err
		}
		blank := strings.TrimSpace(cell.Text) == ""
		if column >= excelWidth || column >= MaxColumns && !blank {
			return nil, unfit(TooWide)
		}
		if blank {
			continue
		}
		text += len(cell.Text) // many cells may share one long text
		r.text += len(cell.Text)
		if text > maxToken || r.text > maxUnpacked {
			return nil, unfit(Bomb)
		}
		cell.Column = column
		cells = append(cells, cell)
	}
}

// cellTag returns the start of the next cell, or the end of the row.
func (r *rowReader) cellTag() (token, error) {
	for {
		t, err := r.inside()
		if err != nil || t.kind == startTag && t.name == "c" || t.kind == endTag && t.name == "row" {
			return t, err
		}
	}
}

func inOrder(cells []Cell) []Cell {
	if !slices.IsSortedFunc(cells, byColumn) {
		slices.SortStableFunc(cells, byColumn)
	}
	return slices.CompactFunc(cells, func(a, b Cell) bool { return a.Column == b.Column })
}

func byColumn(a, b Cell) int { return a.Column - b.Column }

// inside is next where the end of the file would be too early.
func (r *rowReader) inside() (token, error) {
	t, err := r.next()
	return t, atEnd(err)
}

// cell reads a cell of a type up to its end.
func (r *rowReader) cell(kind string) (Cell, error) {
	var found words
	for {
		t, err := r.inside()
		if err == nil {
			err = found.add(t)
		}
		if err != nil {
			return Cell{}, err
		}
		if t.kind == endTag && t.name == "c" {
			return r.typed(kind, string(found.text))
		}
	}
}

// words gathers the text of a cell or of a shared text: what stands in <v> or in <t>. Readings of Chinese characters
// (<rPh>) and formulas are none of it.
type words struct {
	text []byte
	in   string
}

func (w *words) add(t token) error {
	switch t.kind {
	case startTag:
		if w.in != "rPh" {
			w.in = t.name
		}
	case endTag:
		if w.in != "rPh" || t.name == "rPh" {
			w.in = ""
		}
	case text:
		if w.in == "v" || w.in == "t" {
			more, err := t.text()
			if w.text = append(w.text, more...); len(w.text) > maxToken {
				return unfit(Bomb)
			}
			return err
		}
	}
	return nil
}

func (r *rowReader) typed(kind, text string) (Cell, error) {
	switch kind {
	case "s":
		shared, err := r.book.sharedText(strings.TrimSpace(text))
		return Cell{Text: shared}, err
	case "inlineStr", "str", "d":
		return Cell{Text: storable(unescape(text))}, nil
	case "b":
		if truth(strings.TrimSpace(text)) {
			return Cell{Text: "TRUE"}, nil
		}
		return Cell{Text: "FALSE"}, nil
	case "e":
		return Cell{Text: storable(text), Failed: true}, nil
	}
	text = storable(strings.TrimSpace(text))
	return Cell{Text: text, Number: text != ""}, nil
}

// columnOf reads the letters of a reference: 0 for A5.
func columnOf(reference string) (int, bool) {
	column := 0
	for i := range len(reference) {
		c := reference[i] &^ 0x20
		if c < 'A' || c > 'Z' || i > 3 {
			break
		}
		column = column*26 + int(c-'A') + 1
	}
	return column - 1, column > 0
}

// texts are the shared texts of a workbook, end to end.
type texts struct {
	all  []byte
	ends []uint32
}

func (w *workbook) sharedText(index string) (string, error) {
	if w.texts == nil {
		if err := w.loadTexts(); err != nil {
			return "", err
		}
	}
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= len(w.texts.ends) {
		return "", unfit(Damaged)
	}
	start := uint32(0)
	if i > 0 {
		start = w.texts.ends[i-1]
	}
	return string(w.texts.all[start:w.texts.ends[i]]), nil
}

func (w *workbook) loadTexts() error {
	p, err := w.open(w.textPart)
	if err != nil {
		return err
	}
	defer p.close()
	loaded := &texts{}
	var found words
	for {
		t, err := p.next()
		if err == io.EOF {
			w.texts = loaded
			return nil
		}
		if err == nil {
			err = found.add(t)
		}
		if err != nil {
			return err
		}
		if t.kind == endTag && t.name == "si" {
			loaded.all = append(loaded.all, storable(unescape(string(found.text)))...)
			loaded.ends = append(loaded.ends, uint32(len(loaded.all)))
			found = words{text: found.text[:0]}
		}
		if len(loaded.all) > maxStrings || len(loaded.ends) > maxStrings/8 {
			return unfit(Bomb)
		}
	}
}

// storable takes off what no text may hold: bytes that are no UTF-8, and NUL, which no database keeps.
func storable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
}

// escaped matches _x000D_, by which Excel writes characters that XML has no place for.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	return escaped.ReplaceAllStringFunc(text, func(e string) string {
		code, _ := strconv.ParseUint(e[2:6], 16, 16)
		return string(rune(code))
	})
}
