package importer

import (
	"regexp"
	"strings"

	"pilar/internal/check"
	"pilar/internal/sheet"
)

// justNIP matches what stands under the name of a person who has two rows: the NIP, with its label or without.
var justNIP = regexp.MustCompile(`(?i)^(nip|nipppk|ni pppk)?[\s.:]*[\d .-]+$`)

// continuesPerson tells whether a row is the second one of the person above, as in lists by rank: below the name stands
// only a NIP, and there is no NIK and no number of the list.
func (t *table) continuesPerson(row sheet.Row) bool {
	if t.beside != nil || holds(t.cell(row, NIK)) || holds(t.cell(row, Ordinal)) {
		return false
	}
	name := t.cell(row, Name)
	return holds(name) && justNIP.MatchString(check.Clean(name.Text)) && figures(name.Text) == 18
}

// joined puts the two rows of a person together.
func joined(first, second sheet.Row) sheet.Row {
	byColumn := map[int]int{}
	cells := append([]sheet.Cell{}, first.Cells...)
	for i, c := range cells {
		byColumn[c.Column] = i
	}
	for _, c := range second.Cells {
		i, ok := byColumn[c.Column]
		switch {
		case c.Above || c.Left || c.Failed:
		case !ok:
			cells = append(cells, c)
		default:
			cells[i].Text, cells[i].Number = strings.TrimSpace(plain(cells[i]))+"\n"+strings.TrimSpace(plain(c)), false
		}
	}
	return sheet.Row{Number: first.Number, Cells: cells}
}

var (
	example   = regexp.MustCompile(`(?i)\b(contoh|misal|misalnya|cth)\b`)
	bracketed = regexp.MustCompile(`^\(.*\)$`)
	telling   = regexp.MustCompile(`(?i)^(\(.*\)|(\d+ )?(contoh|misal|misalnya|cth|isi|diisi|pilih|format|sesuai|tulis|ketik|wajib|digit|angka)\b.*)$`)
)

// explains tells a row that says how the columns are to be filled: most of its cells do.
func explains(cells []sheet.Cell, by *regexp.Regexp) bool {
	saying := 0
	for _, c := range cells {
		if by.MatchString(check.Clean(c.Text)) && figure(strings.Trim(c.Text, "() ")) == 0 {
			saying++
		}
	}
	return len(cells) > 1 && saying*2 > len(cells)
}

// isExample tells the row that shows how to fill the table.
func (t *table) isExample(row sheet.Row) bool { return example.MatchString(t.cell(row, Ordinal).Text) }
