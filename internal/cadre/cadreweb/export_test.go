package cadreweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/audit"
	"pilar/web/link"
)

// What the list says and what the file holds are the same, whatever is filtered, in both formats.
func TestPostsAsAFile(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	everywhere, here := a.As(t, account.Staff), a.As(t, account.Staff, "32.17.01")
	for _, format := range []string{"xlsx", "csv"} {
		for _, c := range []struct {
			b     *apptest.Browser
			query url.Values
			rows  int
			words string
		}{
			{everywhere, nil, 183, "Semua jenis SDM; per tanggal"},
			{everywhere, url.Values{"jenis": {"PSM"}, "kecamatan": {"32.17.01"}}, 16, "PSM; Kec. Lembang; per tanggal"},
			{everywhere, url.Values{"jenis": {"TKSK"}, "hanya": {"kosong"}}, 16, "TKSK; hanya yang kosong; per tanggal"},
			{everywhere, url.Values{"kecamatan": {"kabupaten"}, "tanggal": {"31-12-2020"}, "tercatat": {"25-11-2030"}}, 2, "Semua jenis SDM; tingkat kabupaten; per tanggal 31 Desember 2020; sebagaimana tercatat 25 November 2030"},
			{here, nil, 17, "hanya kecamatan Lembang: 17 tempat"},
		} {
			f := c.b.Post(link.ExportFormationsQuery(c.query), url.Values{"format": {format}}).Sheet(t)
			for _, r := range f.Rows {
				if r["Formasi"].Number != (format == "xlsx") || r["Tempat"].Number || r["Kode wilayah"].Number {
					t.Errorf("%s: a row holds %+v", format, r)
				}
			}
			if title := strings.Join(f.Title, "|"); len(f.Rows) != c.rows || !strings.Contains(title, c.words) || !strings.Contains(title, "Diambil oleh Uji staf") || len(f.Notes) != 1 {
				t.Errorf("%s %v: %d rows under %q, then %q", format, c.query, len(f.Rows), f.Title, f.Notes)
			}
		}
	}
	said := trailOfExports(t, a)
	if len(said) != 10 || said[0].SubjectName != "formasi" || said[0].Actor != "Uji staf" || !strings.HasSuffix(said[0].Changes[0].After, "; hanya kecamatan Lembang") {
		t.Errorf("the trail says %d times %+v", len(said), said[0])
	}
}

func trailOfExports(t *testing.T, a *apptest.App) []audit.Entry {
	t.Helper()
	page, err := audit.NewStore(a.Pool, a.Keys).List(t.Context(), audit.Filter{Verb: audit.ListExported})
	if err != nil {
		t.Fatal(err)
	}
	return page.Entries
}

func TestExportsOfPostsThatAreRefused(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Staff)
	for path, form := range map[string]url.Values{"/formasi/ekspor": {}, "/formasi/ekspor?x=1": {"format": {"json"}}, "/formasi/ekspor?hanya=semua": {"format": {"csv"}}} {
		if got := b.Post(path, form).Status; got != http.StatusBadRequest {
			t.Errorf("%s: status %d", path, got)
		}
	}
	if n := len(trailOfExports(t, a)); n != 0 {
		t.Errorf("%d refused exports stand in the trail", n)
	}
}
