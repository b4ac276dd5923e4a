package importer

import (
	"slices"
	"strings"

	"pilar/internal/check"
	"pilar/internal/sheet"
)

// header is a recognised head of a table, of one to three rows.
type header struct {
	first, rows int // number of its first row, and how many it has
	at          map[Column][]int
	texts       map[int]string
	heads       []Head
	answered    map[Column]bool // somebody said which head is that
	from, until int             // the columns it stands over; until 0: all that follow
	beside      *header         // of a further table, right of this one
}

// maxHeadRows is how many rows a head may have.
const maxHeadRows = 3

// longNumber tells whether a row holds a number that stands in no head, but as an example: ten figures or more.
func longNumber(row sheet.Row) bool {
	return slices.ContainsFunc(row.Cells, func(c sheet.Cell) bool { return figures(c.Text) >= 10 && !example.MatchString(c.Text) })
}

// figures counts the figures of the first long number in a text.
func figures(text string) int {
	_, number, _ := check.NumberWithin(text)
	return len(number)
}

func digits(text string) int {
	n := 0
	for i := range len(text) {
		if '0' <= text[i] && text[i] <= '9' {
			n++
		}
	}
	return n
}

// findHeader tells whether a head begins with the first of the given rows, the others being those below it. A head names
// the person (name or NIK) and at least one thing more.
func (l lexicon) findHeader(rows []sheet.Row) *header {
	if len(rows[0].Cells) < 2 || longNumber(rows[0]) || len(texts(rows[0])) < 2 || explains(ownCells(rows[0]), bracketed) {
		return nil
	}
	var best *header
	for n := 1; n <= min(maxHeadRows, len(rows)); n++ {
		if n > 1 && !l.continues(rows[:n-1], rows[n-1]) {
			break
		}
		if h := l.compose(rows[:n]); h.names() && (best == nil || h.score() >= best.score()) {
			best = h
		}
	}
	if best == nil || best.rows > 1 && l.betterBelow(rows, best) {
		return nil
	}
	return l.apart(rows[:best.rows], best)
}

// betterBelow tells whether the first row is but a title: without it the head is as good. A row from which cells reach
// down into the next is none, nor one that says of columns that they are about others.
func (l lexicon) betterBelow(rows []sheet.Row, h *header) bool {
	if slices.ContainsFunc(rows[1].Cells, func(c sheet.Cell) bool { return c.Above }) || slices.ContainsFunc(texts(rows[0]), aboutOthers) {
		return false
	}
	below := l.findHeader(rows[1:])
	return below != nil && below.score() >= h.score()
}

func (h *header) names() bool {
	return h.has(Name) && h.score() > 1 || h.has(NIK) && h.score() > 1
}

func (h *header) has(c Column) bool { return len(h.at[c]) > 0 }

func (h *header) score() int {
	n := 0
	for c := range h.at {
		if c != Ordinal && c != Remark && c != Unread {
			n++
		}
	}
	return n
}

// texts returns the different texts of a row, merged ranges once.
func texts(row sheet.Row) []string {
	var out []string
	for _, c := range row.Cells {
		if !c.Left && !c.Above {
			out = append(out, check.Clean(c.Text))
		}
	}
	return out
}

// stack returns what stands over a column in the rows of a head, from the top: in each row its own cell, or else, above
// other cells, the nearest to the left. loose says that the last is meant: nothing shows that it reaches over the column.
func stack(rows []sheet.Row, column int) (lines []string, loose bool) {
	for i, row := range rows {
		cell := row.At(column)
		if i > 0 && cell.Above {
			continue
		}
		if cell.Text == "" && i < len(rows)-1 {
			cell, loose = nearestLeft(row, column), true
		}
		if text := check.Clean(cell.Text); text != "" {
			lines = append(lines, text)
		}
	}
	return lines, loose
}

func nearestLeft(row sheet.Row, column int) sheet.Cell {
	var found sheet.Cell
	for _, c := range row.Cells {
		if c.Column < column && !c.Above {
			found = c
		}
	}
	return found
}

// recognise says what a column is by what stands over it, from the top.
func (l lexicon) recognise(lines []string, loose bool) Column {
	if len(lines) == 0 {
		return ""
	}
	last := lines[len(lines)-1]
	if len(lines) == 1 {
		return l.column(last)
	}
	if neutral(lines[0]) {
		return l.recognise(lines[1:], loose)
	}
	above := strings.Join(lines[:len(lines)-1], " ")
	if c := narrow(l.column(above), last); c != "" {
		return c
	}
	if c := l.column(above + " " + last); c != "" {
		return c
	}
	c := l.recognise(lines[1:], loose)
	if !loose && aboutOthers(above) || l.ofGroup(above, c) {
		return ""
	}
	return c
}

// ofGroup tells whether a head says no more than part of what stands above it: "TMT" under "Pangkat" is not when the work
// began, and "Nama" under "Pendidikan" is a school's.
func (l lexicon) ofGroup(above string, c Column) bool {
	group := l.column(above)
	switch c {
	case Start, StartYear:
		return group == Grade || group == Position || group == Education || group == Status
	case Name:
		return group == Education || group == Unit || group == Bank
	}
	return false
}

// narrow chooses the part of a head for several things that the head below it names: "Tempat/Tanggal Lahir" over
// "Tanggal", "Tanggal Lahir" over "Bulan".
func narrow(both Column, below string) Column {
	words := headWords(below)
	date := slices.Contains(words, "tgl")
	place := slices.Contains(words, "tempat") || slices.Contains(words, "kota") || slices.Contains(words, "kab")
	switch {
	case both == Birth && place && !date:
		return BirthPlace
	case both == Birth && date && !place:
		return BirthDate
	case (both == Birth || both == BirthDate) && !date && slices.Contains(words, "bulan"):
		return BirthMonth
	case (both == Birth || both == BirthDate) && !date && slices.Contains(words, "thn"):
		return BirthYear
	case both == DecreeBoth && slices.Contains(words, "no") && !date:
		return DecreeNumber
	case both == DecreeBoth && date && !slices.Contains(words, "no"):
		return DecreeDate
	}
	return ""
}

// others are people that a group of columns may be about instead of the worker.
var others = words(`pasangan suami istri isteri ibu ayah bapak anak ahli waris darurat atasan kerabat keluarga ortu orangtua wali saudara`)

// grouping are words of heads that only hold other heads together, "IDENTITAS".
var grouping = words(`identitas biodata profil diri informasi umum`)

func neutral(text string) bool {
	return !slices.ContainsFunc(headWords(text), func(w string) bool { return !grouping[w] && !idle[w] })
}

func aboutOthers(text string) bool {
	return slices.ContainsFunc(headWords(text), func(w string) bool { return others[w] })
}

// continues tells whether a row below a head belongs to it: nothing in it looks like data, most of its cells make
// something known together with those above, and it puts nothing unknown under the name or the NIK.
func (l lexicon) continues(above []sheet.Row, row sheet.Row) bool {
	if longNumber(row) || isCounting(row.Cells) || explains(ownCells(row), telling) {
		return false
	}
	known, total := 0, 0
	all := append(slices.Clone(above), row)
	for _, c := range row.Cells {
		if c.Above {
			continue
		}
		total++
		if c.Number || digits(c.Text) > 4 {
			return false
		}
		over, _ := stack(above, c.Column)
		was := l.recognise(over, false)
		switch now := l.recognise(stack(all, c.Column)); {
		case now != "":
			known++
		case was == Name || was == NIK:
			return false
		case l.column(c.Text) != "": // a head, though not of the person
			known++
		}
	}
	return known*2 > total
}

// compose recognises the columns of a head that stands in the given rows.
func (l lexicon) compose(rows []sheet.Row) *header {
	if exported(rows) {
		l = l.ofExport()
	}
	h := &header{first: rows[0].Number, rows: len(rows), at: map[Column][]int{}, texts: map[int]string{}, answered: map[Column]bool{}}
	for _, column := range columns(rows) {
		lines, loose := stack(rows, column)
		c := l.recognise(lines, loose)
		if c == "" && loose {
			lines = lines[len(lines)-1:]
		}
		text := strings.Join(slices.Compact(lines), " ")
		if answer, ok := l.answers[HeadKey(text)]; ok {
			c = answer
			h.yield(c)
		}
		h.add(column, text, c, rows[len(rows)-1].At(column))
	}
	h.splitBirth()
	h.birthParts()
	h.pairSexes()
	return h
}

// add puts a column into the head. Of two that are alike only few are both taken, the first filled one counting; a merged
// head over two columns is taken apart where it names two things.
func (h *header) add(index int, text string, c Column, cell sheet.Cell) {
	if cell.Left && h.has(c) {
		switch c {
		case Birth:
			c = BirthDate
		case DecreeBoth:
			c = DecreeDate
		}
	}
	if h.has(c) && c != Unread && !h.several(c, text) {
		if cell.Left {
			return // one wide column
		}
		c = ""
	}
	switch {
	case c == "":
	case h.has(c) && isCode(h.texts[h.at[c][0]]):
		h.at[c] = slices.Insert(h.at[c], 0, index) // names of places are read before their codes
	default:
		h.at[c] = append(h.at[c], index)
	}
	h.texts[index] = text
	if c == Unread {
		return // no head of the office's: it is neither shown nor asked about
	}
	h.heads = append(h.heads, Head{Row: h.first, Index: index, Text: text, As: c})
}

// several tells whether another column may be the same as one before: a second phone, or a place by code and by name.
func (h *header) several(c Column, text string) bool {
	return c == Phone || impersonal(c) || isPlace(c) && isCode(text) != isCode(h.texts[h.at[c][0]])
}

func isCode(head string) bool { return slices.Contains(headWords(head), "kode") }

// yield makes a column free for the head of which somebody said that it is that. The first of which it was said keeps it.
func (h *header) yield(c Column) {
	if h.answered[c] {
		return
	}
	h.answered[c] = true
	delete(h.at, c)
	for i := range h.heads {
		if h.heads[i].As == c {
			h.heads[i].As = ""
		}
	}
}

// splitBirth takes a column without a head, right of one for place and date of birth, for the date.
func (h *header) splitBirth() {
	if !h.has(Birth) || h.has(BirthDate) {
		return
	}
	next := h.at[Birth][0] + 1
	if _, taken := h.texts[next]; !taken {
		h.at[BirthDate] = []int{next}
		h.texts[next] = h.texts[next-1]
	}
}

// birthParts recognises the columns for month and year of birth that stand right of one for the day.
func (h *header) birthParts() {
	for i := range h.heads {
		if h.heads[i].As != BirthDate || i+2 >= len(h.heads) {
			continue
		}
		month, year := &h.heads[i+1], &h.heads[i+2]
		if month.As == "" && year.As == "" && slices.Contains(headWords(month.Text), "bulan") && slices.Contains(headWords(year.Text), "thn") {
			month.As, year.As = BirthMonth, BirthYear
			h.at[BirthMonth], h.at[BirthYear] = []int{month.Index}, []int{year.Index}
		}
	}
}

// pairSexes forgets a column "L" or "P" that has no counterpart: alone it may mean anything.
func (h *header) pairSexes() {
	if h.has(Male) == h.has(Female) {
		return
	}
	for i := range h.heads {
		if h.heads[i].As == Male || h.heads[i].As == Female {
			delete(h.at, h.heads[i].As)
			h.heads[i].As = ""
		}
	}
}

// columns returns the columns in which any of the rows holds something.
func columns(rows []sheet.Row) []int {
	var all []int
	for _, row := range rows {
		for _, c := range row.Cells {
			all = append(all, c.Column)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
