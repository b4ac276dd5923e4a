package importer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"pilar/internal/audit"
	"pilar/internal/check"
	"pilar/internal/seal"
	"pilar/internal/sheet"
)

// content is what is kept, sealed, of a row that was checked. What somebody new brings follows from the entry, so Changes are
// those of known people alone.
type content struct {
	Cells    []keptCell     `json:"c"`
	Entry    Entry          `json:"e"`
	Problems []Problem      `json:"p,omitempty"`
	Read     int            `json:"r,omitempty"` // how many of the problems reading found
	Changes  []audit.Change `json:"d,omitempty"`
}

// keptCell is a cell as a person sees it.
type keptCell struct {
	Index  int    `json:"i"`
	Text   string `json:"t,omitempty"`
	Mended bool   `json:"m,omitempty"`
}

func (c content) seal(keys *seal.Keys) ([]byte, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("write a row: %w", err)
	}
	return keys.Seal(seal.ImportRow, string(text)), nil
}

func openContent(keys *seal.Keys, sealed []byte) (content, error) {
	text, err := keys.Open(seal.ImportRow, sealed)
	if err != nil {
		return content{}, err
	}
	var c content
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return content{}, fmt.Errorf("read a row: %w", err)
	}
	c.Entry.NameKey = check.NameKey(c.Entry.Name.Name)
	return c, nil
}

// openRow returns a row that may be stored as reading left it, to be compared with the register again.
func openRow(keys *seal.Keys, sealed []byte) (Row, error) {
	c, err := openContent(keys, sealed)
	return Row{Verdict: New, Problems: c.Problems[:c.Read:c.Read], Entry: c.Entry}, err
}

// reader knows what the cells of a book look like to a person.
type reader struct {
	date1904 bool
	mends    map[Spot]map[int]string
}

// cells returns the cells of a row to be kept, mended ones also where they are empty now. As says what the columns hold.
func (r reader) cells(row *Row, as map[int]Column) []keptCell {
	mends := r.mends[Spot{row.Sheet, row.Number}]
	kept := make([]keptCell, 0, len(row.Cells)+len(mends))
	for _, c := range row.Cells {
		if _, mended := mends[c.Column]; !mended && !c.Left {
			kept = append(kept, keptCell{Index: c.Column, Text: r.seen(c, as[c.Column])})
		}
	}
	for index, text := range mends {
		kept = append(kept, keptCell{index, text, true})
	}
	slices.SortFunc(kept, func(a, b keptCell) int { return cmp.Compare(a.Index, b.Index) })
	return kept
}

// seen is a cell's text as a person sees it in Excel: a number that is a day as that day.
func (r reader) seen(c sheet.Cell, as Column) string {
	if c.Number && dayColumn(as) {
		serial, err := strconv.ParseFloat(c.Text, 64)
		if date, ok := check.SerialDate(serial, r.date1904); err == nil && ok && serial >= 3000 {
			return date.Format("02-01-2006")
		}
	}
	return plain(c)
}

func dayColumn(c Column) bool {
	return c == Birth || c == BirthDate || c == DecreeBoth || c == DecreeDate || c == Start
}

// typed returns the cells of a row for the screen: one for each head above it, and those that stand below none.
func typed(row Row, cells []keptCell, heads []Head, sealed map[string]bool) []Typed {
	byIndex := make(map[int]keptCell, len(cells))
	for _, c := range cells {
		byIndex[c.Index] = c
	}
	var all []Typed
	for _, h := range headsOver(row, heads) {
		c := byIndex[h.Index]
		delete(byIndex, h.Index)
		all = append(all, Typed{h.Index, h.Text, h.As, masked(c.Text, h.As, sealed), c.Mended})
	}
	for _, index := range slices.Sorted(maps.Keys(byIndex)) {
		all = append(all, Typed{Index: index, Text: masked(byIndex[index].Text, "", sealed), Mended: byIndex[index].Mended})
	}
	slices.SortStableFunc(all, func(a, b Typed) int { return cmp.Compare(a.Index, b.Index) })
	return all
}

// headsOver returns the heads of the table that a row stands in: the last above it on its sheet.
func headsOver(row Row, heads []Head) []Head {
	var over []Head
	for _, h := range heads {
		switch {
		case h.Sheet != row.Sheet || h.Row >= row.Number:
		case len(over) > 0 && over[0].Row == h.Row:
			over = append(over, h)
		case len(over) == 0 || over[0].Row < h.Row:
			over = []Head{h}
		}
	}
	return over
}

// masked hides what is personal in a cell: the whole of a column for such numbers, and long numbers anywhere.
func masked(text string, as Column, sealed map[string]bool) string {
	switch as {
	case NIK, KK, NPWP, Phone, Account, NIP:
		return check.Mask(text)
	}
	if key, ok := strings.CutPrefix(string(as), fieldPrefix); ok && sealed[key] {
		return check.Mask(text)
	}
	return check.MaskNumbers(text)
}

// kept returns a row of an import as the Store hands it out. AsOf is the day of which its file speaks.
func (c content) kept(k Kept, cadre string, asOf time.Time, heads []Head, sealed map[string]bool) Kept {
	k.Problems, k.Entry, k.Changes = c.Problems, c.Entry, c.Changes
	if k.Problems == nil {
		k.Problems = []Problem{}
	}
	if k.Verdict == New {
		k.Changes = registering(c.Entry, cadre, asOf, sealed).additions()
	}
	k.Cells = typed(k.Row, c.Cells, heads, sealed)
	return k
}
