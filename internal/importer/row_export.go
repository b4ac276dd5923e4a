package importer

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"pilar/internal/check"
	"pilar/internal/sheet"
)

// The heads that only Pilar writes.
const (
	IDHead   = "ID Pilar"      // of an exported list
	NoteHead = "Catatan Pilar" // of a marked file: see Mark
)

// exported tells the head of a list that Pilar wrote.
func exported(rows []sheet.Row) bool {
	return slices.ContainsFunc(rows, func(row sheet.Row) bool {
		return slices.ContainsFunc(row.Cells, func(c sheet.Cell) bool {
			return len(c.Text) >= len(IDHead) && strings.EqualFold(check.Clean(c.Text), IDHead)
		})
	})
}

// ofExport knows the heads of an exported list that mean something else, or nothing, in a file of an office.
func (l lexicon) ofExport() lexicon {
	own := map[string]Column{}
	maps.Copy(own, l.own)
	for head, column := range map[string]Column{"Jenis SDM": Roles, "Sertifikat": Unread, "Tempat tinggal": HomeDesa} {
		own[HeadKey(head)] = column
	}
	l.own = own
	return l
}

// withoutNotes returns a row without what Pilar wrote into it to be read by people.
func (h *header) withoutNotes(row sheet.Row) sheet.Row {
	if notes := h.at[Unread]; len(notes) > 0 {
		row.Cells = slices.DeleteFunc(slices.Clone(row.Cells), func(c sheet.Cell) bool { return slices.Contains(notes, c.Column) })
	}
	return row
}

// mostWorkers is beyond every number of the register, and below those that people have of the state.
const mostWorkers = 999_999_999

// export reads whom a row of an exported list is about, and leaves out of it what only repeats the register: numbers that
// were masked, and what the list joins of several roles.
func (c *checker) export() {
	typed := c.typed(WorkerID)
	if check.Absent(typed) {
		return
	}
	id, err := strconv.ParseInt(check.Clean(typed), 10, 64)
	if err != nil || id < 1 || id > mostWorkers {
		c.add(WorkerID, typed, check.UnknownID())
		return
	}
	c.out.Entry.Worker = id
	roles := c.get(Roles).Text
	c.row.Cells = slices.Clone(c.row.Cells)
	for i := range c.row.Cells {
		cell := &c.row.Cells[i]
		switch column := c.columnAt(cell.Column); column {
		case NIK, KK, NPWP, Phone, Account:
			if check.Masked(cell.Text) {
				cell.Text = ""
			}
		case DutyPlace, DutyKecamatan:
			cell.Text = ofRole(c.Cadre, roles, cell.Text)
		case Start, StartYear: // the earliest of all roles
			if roles != c.Cadre {
				cell.Text = ""
			}
		}
	}
}

// joint parts the roles of a person in an exported list, and what belongs to each.
const joint = "; "

// ofRole returns the part of a joined text that belongs to the one role in a cadre; "" where there is none, or several.
func ofRole(cadre, roles, text string) string {
	all, parts := strings.Split(roles, joint), strings.Split(text, joint)
	at := slices.Index(all, cadre)
	if at < 0 || len(all) != len(parts) || slices.Contains(all[at+1:], cadre) {
		return ""
	}
	return parts[at]
}

// kept tells that a cell says nothing of a person whom the row names by the register's number: what is stored stays.
func (c *checker) kept(typed string) bool { return c.out.Entry.Worker != 0 && check.Absent(typed) }
