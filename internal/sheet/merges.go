package sheet

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
)

// span is a merged range.
type span struct {
	top, bottom, left, right int
	cell                     Cell // what its first cell holds
}

// merges hands the text of merged ranges to their other cells, row by row.
type merges struct {
	waiting []span // in order of their first row
	open    []span
}

// width returns how many columns the open ranges cover. In a sound workbook no two of them overlap.
func (m *merges) width() int {
	n := 0
	for _, s := range m.open {
		n += s.right - s.left + 1
	}
	return n
}

// merges finds the merged ranges. Only the names of the tags are looked at, which is ten times faster than parsing.
func (w *workbook) merges(part string) (*merges, error) {
	file, err := w.unpack(part)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	found := &merges{}
	r := bufio.NewReaderSize(file, 64<<10)
	for {
		_, err := r.ReadSlice('<')
		if err == bufio.ErrBufferFull {
			continue
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, asUnfit(err)
		}
		tag, _ := r.Peek(200)
		if s, ok := mergeTag(tag); ok && len(found.waiting) < maxMerges {
			found.waiting = append(found.waiting, s)
		}
	}
	slices.SortStableFunc(found.waiting, func(a, b span) int { return a.top - b.top })
	return found, nil
}

// mergeTag reads mergeCell ref="A1:J1", with or without a prefix.
func mergeTag(tag []byte) (span, bool) {
	text := string(tag[:min(len(tag), 12)])
	at := strings.Index(text, "mergeCell")
	if at < 0 || at > 0 && text[at-1] != ':' {
		return span{}, false
	}
	if end := bytes.IndexByte(tag, '>'); end >= 0 {
		tag = tag[:end]
	}
	ref := token{raw: tag[min(len(tag), at+len("mergeCell")):]}.attr("ref")
	from, to, ranged := strings.Cut(ref, ":")
	if !ranged {
		return span{}, false
	}
	left, okLeft := columnOf(from)
	right, okRight := columnOf(to)
	top, errTop := strconv.Atoi(strings.TrimLeft(from, letters))
	bottom, errBottom := strconv.Atoi(strings.TrimLeft(to, letters))
	good := okLeft && okRight && errTop == nil && errBottom == nil && left <= right && top <= bottom && left < MaxColumns
	return span{top, bottom, left, min(right, MaxColumns-1), Cell{}}, good
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz$"

// fill returns the cells of a row with those that merged ranges cover.
func (m *merges) fill(row Row) []Cell {
	m.open = slices.DeleteFunc(m.open, func(s span) bool { return s.bottom < row.Number })
	for len(m.waiting) > 0 && m.waiting[0].top <= row.Number {
		s := m.waiting[0]
		m.waiting = m.waiting[1:]
		s.cell = row.At(s.left)
		if s.top == row.Number && s.cell.Text != "" && m.width()+s.right-s.left < MaxColumns {
			m.open = append(m.open, s)
		}
	}
	if len(m.open) == 0 {
		return row.Cells
	}
	cells := row.Cells
	for _, s := range m.open {
		for column := s.left; column <= s.right; column++ {
			if s.top == row.Number && column == s.left || row.At(column).Text != "" {
				continue
			}
			c := s.cell
			c.Column, c.Above, c.Left = column, s.top < row.Number, column > s.left
			cells = append(cells, c)
		}
	}
	return inOrder(cells)
}
