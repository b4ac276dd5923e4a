package cadreweb_test

import (
	"net/http"
	"net/url"
	"testing"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
)

func TestTheListOfPosts(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Staff)
	for path, want := range map[string]string{
		"/formasi":                              "402",
		"/formasi?jenis=PSM":                    "165",
		"/formasi?jenis=PSM&kecamatan=32.17.01": "16",
		"/formasi?kecamatan=kabupaten":          "221",
		"/formasi?jenis=TKSK&hanya=kosong":      "16",
		"/formasi?jenis=TKSK&hanya=lebih":       "0",
		"/formasi?tanggal=31-12-1999":           "0",
	} {
		if got := b.Get(path).Text(t, "#total"); got != want {
			t.Errorf("%s: total %q, want %s", path, got, want)
		}
	}
	if got := a.As(t, account.Staff, "32.17.01").Get("/formasi").Text(t, "#total"); got != "17" {
		t.Errorf("an account limited to Lembang: total %q, want 1 TKSK and 16 PSM", got)
	}
}

func TestSettingAFormation(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Administrator)
	const form = "/pengaturan/formasi/TAGANA"
	for input, typed := range map[string]url.Values{
		"wilayah": {"jumlah": {"60"}, "mulai": {"1-1-2026"}},
		"jumlah":  {"wilayah": {"32.17"}, "jumlah": {"-3"}, "mulai": {"1-1-2026"}},
		"mulai":   {"wilayah": {"32.17"}, "jumlah": {"60"}, "mulai": {"31-2-2026"}},
	} {
		got := b.Post(form, typed)
		if got.Status != http.StatusUnprocessableEntity || got.Doc(t).Find(`.error-summary a[href="#`+input+`"]`).Length() != 1 {
			t.Errorf("%s spoilt: status %d, %s", input, got.Status, got.Text(t, ".error-summary"))
		}
	}
	good := url.Values{"wilayah": {"32.17"}, "jumlah": {"1.060"}, "mulai": {"1 Januari 2026"}}
	if got := b.Post(form, good); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, ".error-summary"))
	}
	for on, want := range map[string]string{"31-12-2025": "50", "1-1-2026": "1.060"} {
		if got := b.Get("/formasi?jenis=TAGANA&tanggal="+on).Text(t, "#total"); got != want {
			t.Errorf("on %s: total %q, want %s", on, got, want)
		}
	}
	for _, none := range []string{"XYZ", "SAKTI"} { // the second is not in use
		if got, posted := b.Get("/pengaturan/formasi/"+none).Status, b.Post("/pengaturan/formasi/"+none, good).Status; got != http.StatusNotFound || posted != http.StatusNotFound {
			t.Errorf("%s: status %d and %d", none, got, posted)
		}
	}
	if got := a.As(t, account.Operator).Post(form, good).Status; got != http.StatusForbidden {
		t.Errorf("an operator sets posts: status %d", got)
	}
}
