package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// textFile is delimited text, once it is known how it is written.
type textFile struct {
	r     io.ReaderAt
	size  int64
	enc   encoding.Encoding // nil: UTF-8
	skip  int64             // bytes of the mark, or of a line "sep=;"
	comma rune
	lazy  bool // quotes stand within fields that are not quoted

	returns bool // lines end with a carriage return alone
}

// maxLines is how many line breaks a field may hold. More of them mean that a quote was never closed.
const maxLines = 20

func readText(r io.ReaderAt, size int64) (*Book, error) {
	t := &textFile{r: r, size: size}
	if err := t.detect(); err != nil {
		return nil, err
	}
	if err := t.probe(); err != nil {
		return nil, err
	}
	return &Book{CSV: true, Sheets: []*Sheet{{rows: t.rows()}}}, nil
}

func (t *textFile) detect() error {
	head := make([]byte, min(t.size, 64<<10))
	if _, err := t.r.ReadAt(head, 0); err != nil && err != io.EOF {
		return err
	}
	switch kind := utf16Kind(head); {
	case kind == 'l':
		t.enc = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM) // the mark, where there is one, beats the given order
	case kind == 'b':
		t.enc = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		t.skip = 3
	case !t.isUTF8():
		t.enc = charmap.Windows1252
	}
	sample, err := io.ReadAll(io.LimitReader(t.reader(), 64<<10))
	if err != nil {
		return err
	}
	unquoted := quoted.ReplaceAll(sample, nil)
	t.returns = bytes.IndexByte(unquoted, '\r') >= 0 && bytes.IndexByte(unquoted, '\n') < 0
	t.comma = separator(string(sample))
	return nil
}

// quoted matches what may hold line breaks that end no line.
var quoted = regexp.MustCompile(`"[^"]*"`)

func (t *textFile) isUTF8() bool {
	r := bufio.NewReaderSize(io.NewSectionReader(t.r, 0, t.size), 64<<10)
	for {
		c, n, err := r.ReadRune()
		if err != nil {
			return err == io.EOF
		}
		if c == utf8.RuneError && n == 1 {
			return false
		}
	}
}

func (t *textFile) reader() io.Reader {
	var r io.Reader = io.NewSectionReader(t.r, t.skip, t.size-t.skip)
	if t.enc != nil {
		r = transform.NewReader(r, t.enc.NewDecoder())
	}
	if t.returns {
		r = lines{r}
	}
	return &bounded{r: r}
}

// bounded refuses a line that no list has, before it is taken apart.
type bounded struct {
	r    io.Reader
	line int // bytes since the last line break
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	for rest := p[:n]; ; {
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			b.line += len(rest)
			break
		}
		if b.line += end; b.line > maxToken {
			break
		}
		b.line, rest = 0, rest[end+1:]
	}
	if b.line > maxToken {
		return 0, unfit(LongLine)
	}
	return n, err
}

// lines makes lines of a text whose lines end with carriage returns alone.
type lines struct{ r io.Reader }

func (l lines) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i := range p[:n] {
		if p[i] == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// separator finds the mark between the columns: the one that makes most columns, of those by which most lines have
// equally many, the first of them without the number of a person: a head has such columns too, but no commas as an
// address has. A first line "sep=;", which Excel understands, says it outright.
func separator(sample string) rune {
	lines := strings.Split(strings.ReplaceAll(sample, "\r", "\n"), "\n")
	if sep, ok := sepLine(lines[0]); ok {
		return sep
	}
	best, most := ',', 0.0
	for _, sep := range []rune{';', '\t', ',', '|'} {
		width, share, headed := columnsBy(sample, sep)
		score := share * float64(width)
		if share >= 0.8 {
			score += MaxColumns
		}
		if headed {
			score += MaxColumns
		}
		if width > 1 && score > most {
			best, most = sep, score
		}
	}
	return best
}

var longNumber = regexp.MustCompile(`\d{10}`)

// columnsBy returns how many columns most lines have by a separator, the share of those lines, and whether the first of
// them holds no long number.
func columnsBy(sample string, sep rune) (width int, share float64, headed bool) {
	r := csv.NewReader(strings.NewReader(sample))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = sep, true, -1, true
	counts, headless, total := map[int]int{}, map[int]bool{}, 0
	for ; total < 200; total++ {
		record, err := r.Read()
		if err != nil {
			break
		}
		if counts[len(record)]++; counts[len(record)] == 1 {
			headless[len(record)] = slices.ContainsFunc(record, longNumber.MatchString)
		}
	}
	for w, n := range counts {
		if n > counts[width] || n == counts[width] && w > width {
			width = w
		}
	}
	return width, float64(counts[width]) / float64(max(1, total)), width > 1 && !headless[width]
}

func sepLine(line string) (rune, bool) {
	rest, ok := strings.CutPrefix(strings.ToLower(strings.Trim(line, "\" \r")), "sep=")
	if !ok || utf8.RuneCountInString(rest) != 1 {
		return 0, false
	}
	sep, _ := utf8.DecodeRuneInString(rest)
	return sep, strings.ContainsRune(";,|\t", sep)
}

// probe reads everything once: whether the quotes close, and whether the file keeps its bounds.
func (t *textFile) probe() error {
	err := t.count()
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return err
	}
	if t.lazy = errors.Is(parse.Err, csv.ErrBareQuote); t.lazy {
		return t.count()
	}
	return &Error{Quotes, fmt.Sprintf("Baris teks ke-%d", parse.StartLine)}
}

func (t *textFile) count() error {
	for _, err := range t.rows() {
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *textFile) rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		r := csv.NewReader(bufio.NewReaderSize(t.reader(), 64<<10))
		r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = t.comma, t.lazy, -1, true
		number, held := 0, 0
		for {
			record, err := r.Read()
			if err == io.EOF {
				return
			}
			if number == 0 && err == nil && isSepLine(record, t.comma) {
				continue
			}
			number++
			row := Row{Number: number}
			if err == nil {
				row.Cells, err = textCells(record, number)
			}
			if held += min(1, len(row.Cells)); held > MaxRows {
				err = unfit(TooManyRows)
			}
			if err == nil && len(row.Cells) == 0 {
				continue
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// isSepLine tells the line "sep=;", which the reader has split at its own mark.
func isSepLine(record []string, comma rune) bool {
	_, ok := sepLine(strings.Join(record, string(comma)))
	return ok
}

func textCells(record []string, number int) ([]Cell, error) {
	var cells []Cell
	for i, field := range record {
		if strings.Count(field, "\n") > maxLines {
			return nil, &Error{Quotes, fmt.Sprintf("Baris ke-%d", number)}
		}
		text := literal(storable(field))
		if strings.TrimSpace(text) == "" {
			continue
		}
		if i >= MaxColumns {
			return nil, unfit(TooWide)
		}
		cells = append(cells, Cell{Column: i, Text: strings.Clone(text)})
	}
	return cells, nil
}

// literal undoes ="3217…", by which people make Excel take figures in a text file for text, and the apostrophe that does
// the same for us.
func literal(field string) string {
	if rest, ok := strings.CutPrefix(field, `="`); ok && strings.HasSuffix(rest, `"`) {
		return strings.ReplaceAll(rest[:len(rest)-1], `""`, `"`)
	}
	return unguarded(field)
}
