package accountweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/audit"
	"pilar/web/link"
)

func TestAccountsAsAFile(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	admin := a.As(t, account.Administrator)
	a.As(t, account.Operator, "32.17.01", "32.17.02")
	attacks := []string{`=HYPERLINK("http://jahat.invalid")`, "+1", "-1", "@SUM(A1)", "a\t=1", "\r=1"}
	for i, name := range attacks {
		_, err := a.Pool.Exec(t.Context(), `INSERT INTO account (login, name, role, ends_on, suspended_at) VALUES ($1, $2, 'pemeriksa', '2031-12-31', now())`, "serang"+string(rune('a'+i)), name)
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, format := range []string{"xlsx", "csv"} {
		all := admin.Post(link.ExportAccountsQuery(nil), url.Values{"format": {format}})
		f := all.Sheet(t)
		rows := map[string]string{}
		for _, r := range f.Rows {
			rows[r["Nama pengguna"].Text] = r["Nama"].Text + "|" + r["Peran"].Text + "|" + r["Kecamatan"].Text + "|" + r["Keadaan"].Text
			if r["Nama pengguna"].Number || r["Sesi yang terbuka"].Number != (format == "xlsx") {
				t.Errorf("%s: a row holds %+v", format, r)
			}
		}
		if !strings.Contains(strings.Join(f.Title, "|"), "Semua akun: 8 akun|Diambil oleh Uji admin") || len(rows) != 8 {
			t.Errorf("%s: %d accounts under %q", format, len(rows), f.Title)
		}
		for i, name := range attacks {
			if got := rows["serang"+string(rune('a'+i))]; !strings.HasPrefix(got, strings.TrimPrefix(name, "\r")+"|Pemeriksa|Semua kecamatan|dinonaktifkan") && name[0] != '\r' {
				t.Errorf("%s: %q stands as %q", format, name, got)
			}
		}
		if format == "csv" && strings.Contains(all.Body, "\n"+attacks[0]) {
			t.Error("a name begins a line of the text as a formula")
		}
		some := admin.Post(link.ExportAccountsQuery(url.Values{"peran": {"operator"}, "keadaan": {"aktif"}, "lanjut": {"x"}}), url.Values{"format": {format}}).Sheet(t)
		if len(some.Rows) != 1 || some.Rows[0]["Kecamatan"].Text != "Lembang, Parongpong" || !strings.Contains(strings.Join(some.Title, "|"), "Peran: Operator") {
			t.Errorf("%s: the operators are %v under %q", format, some.Rows, some.Title)
		}
	}
	entries, err := audit.NewStore(a.Pool, a.Keys).List(t.Context(), audit.Filter{Verb: audit.ListExported})
	if err != nil || len(entries.Entries) != 4 || entries.Entries[0].SubjectName != "pengguna" || time.Since(entries.Entries[0].At) > time.Hour {
		t.Errorf("the trail says %+v, %v", entries.Entries, err)
	}
	if got := admin.Post("/pengguna/ekspor?peran=raja", url.Values{"format": {"csv"}}).Status; got != http.StatusBadRequest {
		t.Errorf("a filter that is none: status %d", got)
	}
}
