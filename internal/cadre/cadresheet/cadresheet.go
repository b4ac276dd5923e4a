// Package cadresheet is the list of posts as a sheet: what its columns are, and how a filter is said in words.
package cadresheet

import (
	"context"
	"io"
	"strings"
	"time"

	"pilar/internal/audit"
	"pilar/internal/cadre"
	"pilar/internal/region"
	"pilar/internal/sheet"
	"pilar/web/ui"
)

// Words says in one line which places a filter chooses, of which day, and within which kecamatan.
func Words(f cadre.Filter, book region.Book) string {
	words := []string{"Semua jenis SDM"}
	if f.Cadre != "" {
		words[0] = f.Cadre
	}
	switch f.Kecamatan {
	case "":
	case cadre.District:
		words = append(words, "tingkat kabupaten")
	default:
		words = append(words, book.Title(f.Kecamatan))
	}
	if f.Vacant {
		words = append(words, "hanya yang kosong")
	}
	if f.Excess {
		words = append(words, "hanya yang berlebih")
	}
	words = append(words, "per tanggal "+ui.Date(f.At.On))
	if !f.At.Known.IsZero() {
		words = append(words, "sebagaimana tercatat "+ui.Date(f.At.Known))
	}
	if f.Limit != nil {
		var names []string
		for _, k := range book.Kecamatan(f.Limit) {
			names = append(names, k.Name)
		}
		words = append(words, "hanya kecamatan "+strings.Join(names, ", "))
	}
	return strings.Join(words, "; ")
}

// Export is the formation on its way into a file.
type Export struct {
	cadre.Export
	Office string
	By     string // who takes it
	At     time.Time
	Book   region.Book
	Cadres []cadre.Cadre
}

// Name is what the file is called.
func (e Export) Name() string {
	return "Formasi-" + e.Filter.At.On.Format(time.DateOnly) + "." + e.Format
}

var columns = []sheet.Column{
	{Head: "Jenis SDM", Width: 12}, {Head: "Nama jenis SDM", Width: 38}, {Head: "Tempat", Width: 40}, {Head: "Kecamatan", Width: 20},
	{Head: "Kode wilayah", Width: 16}, {Head: "Formasi", Kind: sheet.Integer}, {Head: "Bertugas", Kind: sheet.Integer}, {Head: "Kosong", Kind: sheet.Integer},
	{Head: "Berlebih", Kind: sheet.Integer},
}

// To writes the file, and has the trail say so first.
func (e Export) To(ctx context.Context, s *cadre.Store, by audit.Actor, w io.Writer) error {
	posts, err := s.Export(ctx, by, e.Export)
	if err != nil {
		return err
	}
	out, err := sheet.Write(w, sheet.Format(e.Format), sheet.Table{Name: "Formasi", Title: e.title(len(posts)), Columns: columns})
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, c := range e.Cadres {
		names[c.Code] = c.Name
	}
	for _, p := range posts {
		kecamatan := "Tingkat kabupaten"
		if p.Kecamatan != "" {
			kecamatan = e.Book.Name(p.Kecamatan)
		}
		if err := out.Row(p.Cadre, names[p.Cadre], e.Book.Title(p.Region), kecamatan, p.Region, p.Posts, p.Active, p.Vacant, p.Excess); err != nil {
			return err
		}
	}
	if err := out.Note("Akhir daftar."); err != nil {
		return err
	}
	return out.Close()
}

func (e Export) title(places int) []string {
	return []string{"Formasi SDM Kesejahteraan Sosial", e.Office, e.Words + ": " + ui.Number(places) + " tempat",
		"Diambil oleh " + e.By + ", " + ui.DateTime(e.At)}
}
