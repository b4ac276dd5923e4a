package apptest

import (
	"net/http"
	"strings"
	"testing"

	"pilar/internal/sheet"
)

// Sheet is a list that was downloaded: the lines above its head, its rows by their heads, and the lines below.
type Sheet struct {
	Title []string
	Rows  []map[string]sheet.Cell
	Notes []string
}

// Sheet reads a file that was asked for, and fails where something else was answered.
func (a Answer) Sheet(t testing.TB) Sheet {
	t.Helper()
	if disposition := a.Header.Get("Content-Disposition"); a.Status != http.StatusOK || !strings.HasPrefix(disposition, "attachment; filename=") {
		t.Fatalf("status %d, disposition %q: %s", a.Status, disposition, a.Text(t, "main"))
	}
	book, err := sheet.Read(strings.NewReader(a.Body), int64(len(a.Body)))
	if err != nil {
		t.Fatal(err)
	}
	var s Sheet
	var heads map[int]string
	for row, err := range book.Sheets[0].Rows() {
		switch {
		case err != nil:
			t.Fatal(err)
		case len(row.Cells) == 1 && heads == nil:
			s.Title = append(s.Title, row.Cells[0].Text)
		case heads == nil:
			heads = map[int]string{}
			for _, c := range row.Cells {
				heads[c.Column] = c.Text
			}
		case len(row.Cells) == 1 && row.Cells[0].Column == 0:
			s.Notes = append(s.Notes, row.Cells[0].Text)
		default:
			cells := map[string]sheet.Cell{}
			for _, c := range row.Cells {
				cells[heads[c.Column]] = c
			}
			s.Rows = append(s.Rows, cells)
		}
	}
	return s
}
