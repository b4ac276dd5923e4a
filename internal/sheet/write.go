package sheet

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// Format is how a file of rows is written.
type Format string

// The formats: for Excel, for other programs' import, and for scripts.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
	JSON Format = "json"
)

// Formats returns every format.
func Formats() []Format { return []Format{XLSX, CSV, JSON} }

// ContentType is what a browser is told of a file in the format.
func (f Format) ContentType() string {
	return map[Format]string{
		XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		CSV:  "text/csv; charset=utf-8",
		JSON: "application/json",
	}[f]
}

// Kind is what the cells of a column hold: numbers stay numbers, days stay days, and a NIK stays text.
type Kind int

// The kinds, with the Go value that a cell of each takes. A nil is an empty cell in all of them, and so is a zero time.
const (
	Text    Kind = iota // string
	Date                // time.Time, of which the day counts
	Moment              // time.Time, as the clock of its own zone shows it
	Integer             // int or int64
	Money               // int or int64, whole rupiah
	Percent             // Share
)

// Share is a part of a whole. Of nothing there is no share: the cell is then empty.
type Share struct{ Part, Whole int64 }

// Column is one column: its head, what it holds, how many characters wide it is shown (0: as its kind needs), and whether a
// workbook hides it.
type Column struct {
	Head   string
	Kind   Kind
	Width  int
	Hidden bool
}

// Table is what a file says apart from its rows.
type Table struct {
	Name    string   // of the sheet, as Excel lets one be called: at most 31 characters, none of :\/?*[]
	Title   []string // lines above the head: what this is, of which day, who took it and when
	Columns []Column
}

// Writer takes the rows of a Table one by one; none is kept in memory, and nothing is written to disk.
type Writer interface {
	// Row writes a row: a value for each column, of the column's kind. It fails where a value is of another.
	Row(cells ...any) error
	// Note writes a line of text below the rows. No row may follow.
	Note(line string) error
	// Close ends the file. Without it the file is not whole.
	Close() error
}

// Write begins a file: its title and its head.
func Write(w io.Writer, f Format, t Table) (Writer, error) {
	switch f {
	case XLSX:
		return writeWorkbook(w, t)
	case CSV:
		return writeText(w, t)
	case JSON:
		return writeJSON(w, t)
	}
	return nil, fmt.Errorf("there is no format %q", f)
}

// checked returns the values of a row after comparing them with the columns: int64, string, time.Time, Share, or nil for
// an empty cell.
func (t Table) checked(cells []any) ([]any, error) {
	if len(cells) != len(t.Columns) {
		return nil, fmt.Errorf("a row of %d cells for %d columns", len(cells), len(t.Columns))
	}
	values := make([]any, len(cells))
	for i, v := range cells {
		var ok bool
		if values[i], ok = t.Columns[i].Kind.value(v); !ok {
			return nil, fmt.Errorf("column %q cannot hold %T", t.Columns[i].Head, v)
		}
	}
	return values, nil
}

// value is what a cell of the kind holds; nil is empty. Not ok for a value of another kind.
func (k Kind) value(cell any) (any, bool) {
	switch v := cell.(type) {
	case nil:
		return nil, true
	case string:
		text := plain(v)
		if text == "" {
			return nil, k == Text
		}
		if text == v {
			return cell, k == Text // as it came: nothing is allocated
		}
		return text, k == Text
	case time.Time:
		if v.IsZero() {
			return nil, k == Date || k == Moment
		}
		return cell, k == Date || k == Moment
	case int:
		return int64(v), k == Integer || k == Money
	case int64:
		return cell, k == Integer || k == Money
	case Share:
		if v.Whole <= 0 {
			return nil, k == Percent
		}
		return cell, k == Percent
	}
	return nil, false
}

// maxText is how many UTF-16 units Excel lets a cell hold; it calls a workbook with a longer one damaged.
const maxText = 32_767

// cut ends a text that was too long.
const cut = " … (terpotong)"

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// simple tells of a text at a glance that plain leaves it as it is, as nearly all are.
func simple(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] >= 0x7F {
			return false
		}
	}
	return len(text) <= maxText
}

// plain is a text as every sheet can hold it: without control characters other than tabs and line breaks, and not too long.
func plain(text string) string {
	if simple(text) {
		return text
	}
	text = lineBreaks.Replace(strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0x7F || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, text)
	if len(text) <= maxText { // a UTF-16 unit takes a byte at least
		return text
	}
	units, end := 0, 0
	for i, r := range text {
		units += utf16.RuneLen(r)
		if units > maxText {
			return text[:end] + cut
		}
		if units <= maxText-utf8.RuneCountInString(cut) {
			end = i + utf8.RuneLen(r)
		}
	}
	return text
}
