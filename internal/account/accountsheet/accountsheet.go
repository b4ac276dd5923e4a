// Package accountsheet is the list of accounts as a sheet: what its columns are, and how a filter is said in words.
package accountsheet

import (
	"context"
	"io"
	"strings"
	"time"

	"pilar/internal/account"
	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/check"
	"pilar/internal/region"
	"pilar/internal/sheet"
	"pilar/web/ui"
)

// Words says in one line which accounts a filter chooses.
func Words(f account.Filter, roles []account.Rights) string {
	var words []string
	if f.Words != "" {
		words = append(words, "Cari: "+check.MaskNumbers(f.Words))
	}
	for _, r := range roles {
		if r.Role == f.Role {
			words = append(words, "Peran: "+r.Name)
		}
	}
	if f.State != "" {
		words = append(words, "Keadaan: "+string(f.State))
	}
	if len(words) == 0 {
		return "Semua akun"
	}
	return strings.Join(words, "; ")
}

// Export is the list of accounts on its way into a file.
type Export struct {
	account.Export
	Office string
	By     string // who takes it
	At     time.Time
	Book   region.Book
}

// Name is what the file is called.
func (e Export) Name() string {
	return "Pengguna-" + e.At.In(asof.Zone()).Format(time.DateOnly) + "." + e.Format
}

var columns = []sheet.Column{
	{Head: "Nama", Width: 30}, {Head: "Nama pengguna", Width: 22}, {Head: "Peran", Width: 22}, {Head: "Kecamatan", Width: 40}, {Head: "Keadaan", Width: 15},
	{Head: "Berlaku sampai", Kind: sheet.Date, Width: 16}, {Head: "Terakhir masuk", Kind: sheet.Moment}, {Head: "Sesi yang terbuka", Kind: sheet.Integer},
}

// To writes the file, and has the trail say so first. Nothing of a password stands in it.
func (e Export) To(ctx context.Context, s *account.Store, by audit.Actor, w io.Writer) error {
	all, err := s.Export(ctx, by, e.At, e.Export)
	if err != nil {
		return err
	}
	out, err := sheet.Write(w, sheet.Format(e.Format), sheet.Table{Name: "Pengguna", Title: e.title(len(all)), Columns: columns})
	if err != nil {
		return err
	}
	for _, r := range all {
		if err := out.Row(r.Name, r.Login, r.RoleName, e.kecamatan(r.Account), string(r.State), day(r.EndsOn), moment(r.SignedInAt), r.Sessions); err != nil {
			return err
		}
	}
	if err := out.Note("Akhir daftar."); err != nil {
		return err
	}
	return out.Close()
}

func (e Export) title(accounts int) []string {
	return []string{"Pengguna", e.Office, e.Words + ": " + ui.Number(accounts) + " akun", "Diambil oleh " + e.By + ", " + ui.DateTime(e.At)}
}

func (e Export) kecamatan(a account.Account) string {
	if a.Kecamatan == nil {
		return "Semua kecamatan"
	}
	var names []string
	for _, code := range a.Kecamatan {
		names = append(names, e.Book.Name(code))
	}
	return strings.Join(names, ", ")
}

func day(t *time.Time) any {
	if t == nil {
		return nil
	}
	return *t
}

func moment(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.In(asof.Zone())
}
