package importer

import (
	"slices"
	"strings"

	"pilar/internal/sheet"
)

// apart parts a head that stands over tables side by side: each has a name and a NIK, and the second begins with a head
// that the first has, too.
func (l lexicon) apart(rows []sheet.Row, h *header) *header {
	for i, head := range h.heads {
		if !slices.ContainsFunc(h.heads[:i], func(before Head) bool { return HeadKey(before.Text) == HeadKey(head.Text) }) {
			continue
		}
		rest := parts(rows, head.Index, sheet.MaxColumns)
		left, right := l.compose(parts(rows, 0, head.Index)), l.compose(rest)
		if left.has(Name) && left.has(NIK) && right.has(Name) && right.has(NIK) {
			left.until, left.beside = head.Index, l.apart(rest, right)
			left.beside.from = head.Index
			return left
		}
	}
	return h
}

func parts(rows []sheet.Row, from, until int) []sheet.Row {
	var out []sheet.Row
	for _, row := range rows {
		out = append(out, part(row, from, until))
	}
	return out
}

// part returns what of a row stands in some columns; until 0 is all that follow.
func part(row sheet.Row, from, until int) sheet.Row {
	if from == 0 && until == 0 {
		return row
	}
	row.Cells = slices.DeleteFunc(slices.Clone(row.Cells), func(c sheet.Cell) bool { return c.Column < from || until > 0 && c.Column >= until })
	return row
}

func (h *header) part(row sheet.Row) sheet.Row { return part(row, h.from, h.until) }

// tables returns a table and those right of it.
func (t *table) tables() []*table {
	all := []*table{t}
	for b := t.beside; b != nil; b = b.beside {
		all = append(all, b)
	}
	return all
}

// spread makes tables of what is right of the head of this one. Each has its own titles, where rows above name a place
// over its columns alone.
func (t *table) spread(h *header) {
	t.beside = nil
	if h.beside != nil {
		b := *t
		b.header = h.beside
		t.beside = &b
		b.spread(h.beside)
	}
}

// titlesOf finds the places that the rows above a head name for its columns: a title that stands elsewhere is for all.
func (t *table) titlesOf(rows []sheet.Row) {
	for _, row := range rows {
		own := texts(t.header.part(row))
		if len(own) == 0 {
			own = texts(row)
		}
		t.titlePlaces(strings.Join(own, " "))
	}
}
