package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// textWriter writes delimited text as Excel with Indonesian settings opens it by a double click: semicolons between the
// cells, as the comma is the decimal sign there; UTF-8 with its mark, without which Excel takes it for an old encoding.
// The line "sep=;" is left out: for its sake Excel forgets the mark.
type textWriter struct {
	table Table
	csv   *csv.Writer
	line  []string // what was written last
}

func writeText(w io.Writer, t Table) (Writer, error) {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return nil, err
	}
	tw := &textWriter{table: t, csv: csv.NewWriter(w)}
	tw.csv.Comma, tw.csv.UseCRLF = ';', true
	for _, line := range t.Title {
		if err := tw.Note(line); err != nil {
			return nil, err
		}
	}
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = guarded(plain(c.Head))
	}
	return tw, tw.csv.Write(heads)
}

func (tw *textWriter) Row(cells ...any) error {
	values, err := tw.table.checked(cells)
	if err != nil {
		return err
	}
	tw.line = tw.line[:0]
	for i, v := range values {
		tw.line = append(tw.line, typedText(tw.table.Columns[i].Kind, v))
	}
	return tw.csv.Write(tw.line)
}

// Note fills the line up with empty cells, as Excel does: whoever reads the file finds as many columns in every line.
func (tw *textWriter) Note(line string) error {
	record := make([]string, max(1, len(tw.table.Columns)))
	record[0] = guarded(plain(line))
	return tw.csv.Write(record)
}

func (tw *textWriter) Close() error {
	tw.csv.Flush()
	return tw.csv.Error()
}

// typedText writes a value so that Excel makes of it what it is.
func typedText(k Kind, v any) string {
	switch v := v.(type) {
	case string:
		return guarded(v)
	case time.Time:
		if k == Moment {
			return v.Format(time.DateTime)
		}
		return v.Format(time.DateOnly)
	case int64:
		return strconv.FormatInt(v, 10)
	case Share:
		tenths := (v.Part*2000 + v.Whole) / (2 * v.Whole)
		return fmt.Sprintf("%d,%d%%", tenths/10, tenths%10)
	}
	return ""
}

// risky tells whether Excel would run the text as a formula, or take it for a number and so spoil it: a NIK has one figure
// more than a number holds, and a leading zero is dropped.
func risky(text string) bool {
	if text == "" {
		return false
	}
	if first, _ := utf8.DecodeRuneInString(text); strings.ContainsRune("=+-@\t\n\r＝＋－＠", first) {
		return true
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return len(text) >= 12 || len(text) > 1 && text[0] == '0'
}

// guarded puts an apostrophe before a risky text: what follows is then text, as for somebody who types it in Excel.
// One who has typed apostrophes already gets one more, so that reading can take away exactly one.
func guarded(text string) string {
	if risky(strings.TrimLeft(text, "'")) {
		return "'" + text
	}
	return text
}

// unguarded undoes guarded.
func unguarded(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && risky(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return text
}
