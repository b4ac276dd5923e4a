package importer

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"pilar/internal/check"
	"pilar/internal/sheet"
)

// Outline is what a file is about before its rows are checked: what must be asked can be seen from it.
type Outline struct {
	Heads   []Surveyed
	Shape   []byte   // SHA-256 of the heads as the reader compares them; nil where the file has none
	Missing []Column // Name or NIK, where no head holds it
}

// Unknown returns the heads that were not recognised.
func (o *Outline) Unknown() []Surveyed {
	return slices.DeleteFunc(slices.Clone(o.Heads), func(h Surveyed) bool { return h.As != "" })
}

// Surveyed is a head with what stands below it. One that several sheets have alike is there once.
type Surveyed struct {
	Head
	Samples []string // up to three different values; numbers of people are masked
}

const (
	maxSamples   = 3
	maxSampled   = 200 // rows that are looked at for them
	maxTables    = 1000
	longestShown = 60 // characters of a sample
)

// Survey finds the heads of all sheets that are shown, also those that are not recognised. A table whose head holds
// neither name nor NIK is found by the numbers of people in its rows, so that the heads can be answered: with the answers
// in Options.Heads, Scan finds it. It fails with a *sheet.Error where the file can't be read.
//
// The shape depends on the words of the heads and their order alone: not on what was answered, on the cadre, on the rows,
// nor on the order and number of sheets with the same heads.
func Survey(book *sheet.Book, o Options) (*Outline, error) {
	known := &surveyor{lexicon: lexiconFor(&o), csv: book.CSV, tables: map[string]*surveyedTable{}}
	bare := &surveyor{lexicon: common.fresh(), csv: book.CSV, tables: map[string]*surveyedTable{}}
	read := 0
	for _, sh := range book.Sheets {
		if sh.Hidden {
			continue
		}
		known.begin(sh.Name)
		bare.begin(sh.Name)
		for row, err := range sh.Rows() {
			if err != nil {
				return nil, err
			}
			if read++; read > sheet.MaxRows {
				return nil, &sheet.Error{Reason: sheet.TooManyRows}
			}
			known.rows.push(row)
			bare.rows.push(row)
		}
		known.end()
		bare.end()
	}
	return &Outline{Heads: known.heads(), Shape: bare.shape(), Missing: known.missing()}, nil
}

// window holds a few rows, as a head may have three; take deals with the first of them and returns how many it has dealt
// with.
type window struct {
	rows []sheet.Row
	take func([]sheet.Row) int
}

func (w *window) push(row sheet.Row) {
	if w.rows = append(w.rows, row); len(w.rows) > maxHeadRows {
		w.rows = append(w.rows[:0], w.rows[w.take(w.rows):]...)
	}
}

func (w *window) flush() {
	for len(w.rows) > 0 {
		w.rows = w.rows[w.take(w.rows):]
	}
}

// surveyor looks for the heads of a file.
type surveyor struct {
	lexicon
	csv    bool
	rows   window
	tables map[string]*surveyedTable // by their lines
	order  []*surveyedTable          // the same as they came
	sheet  string
	shift  int              // csv: the head is row 1
	last   []*surveyedTable // of this sheet: those of its last head
	guess  *guess           // of this sheet, until it has a head
}

// surveyedTable is one head with samples of its columns.
type surveyedTable struct {
	*header
	sheet   string
	samples map[int][]string
	sampled int
	within  bool // a NIK stands within the name
}

func (s *surveyor) begin(sheet string) {
	s.sheet, s.last, s.guess = sheet, nil, &guess{}
	s.rows = window{take: s.take}
}

func (s *surveyor) end() {
	s.rows.flush()
	if s.last == nil && s.guess.head != nil {
		s.add(s.compose([]sheet.Row{*s.guess.head}))
		for _, row := range s.guess.below {
			s.sample(row)
		}
	}
}

func (s *surveyor) take(rows []sheet.Row) int {
	if s.last != nil && explains(ownCells(rows[0]), telling) {
		return 1
	}
	if h := s.findHeader(rows); h != nil {
		s.add(h)
		return h.rows
	}
	if s.last != nil {
		s.sample(rows[0])
	} else {
		s.guess.look(rows[0])
	}
	return 1
}

// add keeps a head, with those beside it. Heads that stood somewhere before are not kept again, and a file that has ever
// new ones is no list.
func (s *surveyor) add(h *header) {
	if s.csv && s.last == nil {
		s.shift = h.first - 1
	}
	s.last = nil
	for ; h != nil; h = h.beside {
		t := s.tables[h.line()]
		if t == nil {
			t = &surveyedTable{header: h, sheet: s.sheet, samples: map[int][]string{}}
			if len(s.order) < maxTables {
				s.tables[h.line()] = t
				s.order = append(s.order, t)
			}
		}
		s.last = append(s.last, t)
	}
}

// line is what makes two heads the same: what they say, where they stand, and what was recognised.
func (h *header) line() string {
	var all strings.Builder
	for _, head := range h.heads {
		fmt.Fprintf(&all, "%d\x00%s\x00%s\x00", head.Index, HeadKey(head.Text), head.As)
	}
	return all.String()
}

func (s *surveyor) sample(row sheet.Row) {
	for _, t := range s.last {
		t.sample(t.part(row))
	}
}

// sample keeps some values of a row that looks like one of the table. After a few rows it has seen enough.
func (t *surveyedTable) sample(row sheet.Row) {
	if t.sampled++; t.sampled > maxSampled {
		return
	}
	if isCounting(ownCells(row)) || !longNumber(row) && len(row.Cells)*2 < len(t.heads) {
		return
	}
	for _, h := range t.heads {
		c := row.At(h.Index)
		if !holds(c) {
			continue
		}
		t.within = t.within || h.As == Name && nikInName(c)
		if kept := t.samples[h.Index]; len(kept) < maxSamples {
			if text := shownSample(c, h.As); !slices.Contains(kept, text) {
				t.samples[h.Index] = append(kept, text)
			}
		}
	}
}

// shownSample is a cell as a person may see it who has yet to say what it is.
func shownSample(c sheet.Cell, as Column) string {
	text := check.Clean(plain(c))
	switch {
	case as == NIK, as == KK, as == NPWP, as == Phone, as == Account, as == NIP, tooLong(c):
		text = check.Mask(text)
	default:
		text = check.MaskNumbers(text)
	}
	if runes := []rune(text); len(runes) > longestShown {
		text = string(runes[:longestShown]) + "…"
	}
	return text
}

// heads lists the heads of all tables. One that says the same and was recognised alike is listed once.
func (s *surveyor) heads() []Surveyed {
	var all []Surveyed
	at := map[string]int{}
	for _, t := range s.order {
		for _, h := range t.heads {
			h.Sheet, h.Row = t.sheet, h.Row-s.shift
			key := HeadKey(h.Text) + "\x00" + string(h.As)
			i, known := at[key]
			if !known {
				i = len(all)
				at[key], all = i, append(all, Surveyed{Head: h})
			}
			for _, text := range t.samples[h.Index] {
				if kept := all[i].Samples; len(kept) < maxSamples && !slices.Contains(kept, text) {
					all[i].Samples = append(kept, text)
				}
			}
		}
	}
	return all
}

func (s *surveyor) shape() []byte {
	var lines []string
	for _, t := range s.order {
		var keys []string
		for _, h := range t.heads {
			keys = append(keys, HeadKey(h.Text))
		}
		lines = append(lines, strings.Join(keys, "\x00"))
	}
	if len(lines) == 0 {
		return nil
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(slices.Compact(lines), "\n")))
	return sum[:]
}

func (s *surveyor) missing() []Column {
	named, numbered := false, false
	for _, t := range s.order {
		named = named || t.has(Name)
		numbered = numbered || t.has(NIK) || t.within
	}
	var missing []Column
	if !named {
		missing = append(missing, Name)
	}
	if !numbered {
		missing = append(missing, NIK)
	}
	return missing
}

// guess looks for the head of a table that no word of the dictionary betrays: the row of texts over the first row that
// has the number of a person.
type guess struct {
	above *sheet.Row // the last row that could be a head
	head  *sheet.Row
	below []sheet.Row
}

// maxBelow is how many rows below a guessed head are kept for samples.
const maxBelow = 5

func (g *guess) look(row sheet.Row) {
	switch {
	case g.head != nil:
		if len(g.below) < maxBelow {
			g.below = append(g.below, row)
		}
	case slices.ContainsFunc(row.Cells, personal16):
		if g.head = g.above; g.head != nil {
			g.below = append(g.below, row)
		}
	case isCounting(row.Cells):
	case headlike(row):
		g.above = &row
	}
}

// personal16 tells a cell that holds sixteen figures, or held them before a spreadsheet took them for a number.
func personal16(c sheet.Cell) bool {
	return tooLong(c) || figures(c.Text) >= 15 && figures(c.Text) <= 17
}

// headlike tells a row of at least two short texts without figures to speak of.
func headlike(row sheet.Row) bool {
	return len(texts(row)) > 1 && !slices.ContainsFunc(row.Cells, func(c sheet.Cell) bool {
		return c.Number || c.Failed || digits(c.Text) > 4 || len(c.Text) > 100
	})
}
