// Package importsheet is the rows of an import as a sheet: what was found out about each, and what it changes.
package importsheet

import (
	"context"
	"io"
	"path"
	"strings"
	"time"

	"pilar/internal/audit"
	"pilar/internal/check"
	"pilar/internal/importer"
	"pilar/internal/sheet"
	"pilar/web/ui"
)

// Export is the rows of an import on their way into a file.
type Export struct {
	importer.RowsExport
	File   string // of the import
	Office string
	By     string // who takes it
	At     time.Time
}

// Name is what the file is called.
func (e Export) Name() string {
	return "Hasil-periksa-" + strings.TrimSuffix(e.File, path.Ext(e.File)) + "." + e.Format
}

var columns = []sheet.Column{
	{Head: "Lembar", Width: 20}, {Head: "Baris", Kind: sheet.Integer, Width: 8}, {Head: "Hasil", Width: 11}, {Head: "Pilihan", Width: 20}, {Head: "Nama", Width: 32},
	{Head: "NIK", Width: 19}, {Head: "Masalah", Width: 70}, {Head: "Perubahan", Width: 60}, {Head: "Diperbaiki di layar", Width: 26},
}

// To writes the file, and has the trail say so first.
func (e Export) To(ctx context.Context, s *importer.Store, by audit.Actor, w io.Writer) error {
	var out sheet.Writer
	begin := func() (err error) {
		out, err = sheet.Write(w, sheet.Format(e.Format), sheet.Table{Name: "Hasil periksa", Title: e.title(), Columns: columns})
		return err
	}
	if err := s.Export(ctx, by, e.RowsExport, begin, func(k importer.Kept) error { return out.Row(row(k)...) }); err != nil {
		return err
	}
	if err := out.Note("Akhir daftar."); err != nil {
		return err
	}
	return out.Close()
}

func (e Export) title() []string {
	return []string{"Hasil pemeriksaan " + e.File, e.Office, e.Words, "Diambil oleh " + e.By + ", " + ui.DateTime(e.At), "Nomor pribadi disamarkan."}
}

func row(k importer.Kept) []any {
	var problems, changes, mended []string
	for _, p := range k.Problems {
		text := p.Message
		if p.Column != "" {
			text = check.MaskNumbers(p.Column) + ": " + text
		}
		problems = append(problems, text)
	}
	for _, c := range k.Changes {
		before, after := c.Before, c.After
		if c.Personal {
			before, after = check.Mask(before), check.Mask(after)
		}
		changes = append(changes, c.Field+": "+orNone(check.MaskNumbers(before))+" → "+orNone(check.MaskNumbers(after)))
	}
	named := map[importer.Column]string{}
	for _, c := range k.Cells {
		named[c.As] = c.Text
		if c.Mended {
			mended = append(mended, c.Head)
		}
	}
	return []any{k.Sheet, k.Number, k.Verdict.Words(), choice(k), check.MaskNumbers(named[importer.Name]), check.MaskNumbers(named[importer.NIK]),
		strings.Join(problems, "\n"), strings.Join(changes, "\n"), strings.Join(mended, ", ")}
}

func orNone(text string) string {
	if text == "" {
		return "(kosong)"
	}
	return text
}

// choice says what was chosen for a row, and what has become of it.
func choice(k importer.Kept) string {
	switch {
	case k.Outcome == importer.RowStored:
		return "sudah disimpan"
	case k.Outcome == importer.RowStale:
		return "tidak jadi disimpan"
	case k.Chosen:
		return "akan disimpan"
	}
	return "tidak dipilih"
}
