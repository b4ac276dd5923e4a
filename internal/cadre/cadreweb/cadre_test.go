package cadreweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/web/link"
)

func TestACadreOnScreens(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Administrator)
	form := url.Values{"kode": {"ksb"}, "nama": {"Kampung Siaga Bencana"}, "kategori": {"Relawan Sosial"}, "tingkat": {"desa"}, "urutan": {"3"}, "dipakai": {"1"}}
	for input, value := range map[string]string{"kode": "1", "nama": "", "kategori": "", "tingkat": "rt", "urutan": "x"} {
		spoilt, _ := url.ParseQuery(form.Encode())
		spoilt.Set(input, value)
		got := b.Post(link.NewCadre(), spoilt)
		if got.Status != http.StatusUnprocessableEntity || got.Doc(t).Find(`.error-summary a[href="#`+input+`"]`).Length() != 1 {
			t.Errorf("%s spoilt: status %d, %s", input, got.Status, got.Text(t, ".error-summary"))
		}
	}
	if got := b.Post(link.NewCadre(), form); got.Location != link.Cadre("KSB") {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, ".error-summary"))
	}
	if got := b.Post(link.NewCadre(), form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(t, ".error-summary"), "sudah dipakai") {
		t.Errorf("the same code again: status %d", got.Status)
	}
	if got := a.As(t, account.Operator).Get(link.NewWorker()).Doc(t).Find(`#jenis option[value="KSB"]`).Length(); got != 1 {
		t.Error("the new cadre is not on the form of a person")
	}

	page := b.Get(link.Cadre("KSB"))
	version := page.Doc(t).Find("input[name=versi]").AttrOr("value", "")
	form.Set("versi", version)
	form.Set("nama", "Kampung Siaga")
	for range 2 { // sent twice
		if got := b.Post(link.Cadre("KSB"), form); got.Location != link.Cadres() {
			t.Fatalf("status %d: %s", got.Status, got.Text(t, ".error-summary"))
		}
	}
	form.Set("nama", "Kampung Tangguh")
	got := b.Post(link.Cadre("KSB"), form)
	if got.Status != http.StatusConflict || !strings.Contains(got.Text(t, ".field-stored"), "Kampung Siaga") || !strings.Contains(got.Body, `value="Kampung Tangguh"`) {
		t.Errorf("somebody else saved first: status %d", got.Status)
	}
	trail := b.Get(link.Audit()).Text(t, "main")
	for _, want := range []string{"Menambahkan jenis SDM", "Mengubah jenis SDM", "Jenis SDM KSB", "Kampung Siaga Bencana"} {
		if !strings.Contains(trail, want) {
			t.Errorf("the trail does not say %q", want)
		}
	}
	for _, none := range []string{link.Cadre("XYZ"), link.NewCadreField("XYZ"), link.CadreField("PSM", "xyz")} {
		if got := b.Get(none).Status; got != http.StatusNotFound {
			t.Errorf("%s: status %d", none, got)
		}
	}
}

func TestAFieldOnScreens(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Administrator)
	path := link.CadreField("TAGANA", "jenjang")
	form := url.Values{"versi": {"1"}, "nama": {"Tingkat"}, "jenis": {"choice"}, "pilihan": {"Pratama\r\nMuda\r\n muda \r\n\r\nMadya"}, "urutan": {"2"}, "dipakai": {"1"}}
	if got := b.Post(path, form); got.Location != link.Cadre("TAGANA") {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, ".error-summary"))
	}
	if got := b.Get(link.Cadre("TAGANA")).Text(t, "#isian tbody"); !strings.Contains(got, "Pratama, Muda, Madya") || strings.Index(got, "Keahlian") > strings.Index(got, "Tingkat") {
		t.Errorf("the fields are %s", got)
	}
	operator := a.As(t, account.Operator)
	if got := operator.Get(link.NewWorker()).Doc(t).Find("#isian_TAGANA_jenjang option").Length(); got != 4 {
		t.Errorf("the form offers %d choices", got)
	}
	stale, _ := url.ParseQuery(form.Encode())
	stale.Set("pilihan", "A\nB")
	got := b.Post(path, stale)
	if got.Status != http.StatusConflict || !strings.Contains(got.Text(t, ".field-stored"), "Pratama, Muda, Madya") {
		t.Errorf("somebody else saved first: status %d, %s", got.Status, got.Text(t, ".field-stored"))
	}
	form.Set("versi", "2")
	form.Del("dipakai")
	if got := b.Post(path, form); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, ".error-summary"))
	}
	if operator.Get(link.NewWorker()).Doc(t).Find("#isian_TAGANA_jenjang").Length() != 0 {
		t.Error("a field that is not asked any more is on the form")
	}
	form = url.Values{"nama": {"Jumlah balita"}, "jenis": {"choice"}, "pilihan": {"satu"}, "urutan": {"1"}, "dipakai": {"1"}}
	if got := b.Post(link.NewCadreField("PSM"), form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(t, ".error-summary"), "dua pilihan") {
		t.Errorf("one choice: status %d", got.Status)
	}
	form.Set("jenis", "number")
	if got := b.Post(link.NewCadreField("PSM"), form); got.Location != link.Cadre("PSM") {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, ".error-summary"))
	}
	if operator.Get(link.NewWorker()).Doc(t).Find("#isian_PSM_jumlah_balita").Length() != 1 {
		t.Error("a new field is not on the form")
	}
}

func TestEndingAFormationOnScreens(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Administrator)
	end := b.Get(link.Formation("TAGANA")).Doc(t).Find("#tercatat tbody a").AttrOr("href", "")
	if got := b.Get(end).Text(t, ".summary"); !strings.Contains(got, "Kabupaten Bandung Barat") || !strings.Contains(got, "50") {
		t.Fatalf("%s says %q", end, got)
	}
	form := url.Values{"wilayah": {"32.17"}, "sampai": {""}}
	for _, typed := range []string{"", "kemarin", "31-12-1999"} {
		form.Set("sampai", typed)
		if got := b.Post(end, form); got.Status != http.StatusUnprocessableEntity || got.Doc(t).Find(`.error-summary a[href="#sampai"]`).Length() != 1 {
			t.Errorf("%q: status %d", typed, got.Status)
		}
	}
	form.Set("sampai", "31-12-2025")
	if got := b.Post(end, form); got.Location != link.Formation("TAGANA") {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, ".error-summary"))
	}
	if got := b.Get(link.Formation("TAGANA")).Text(t, "#tercatat tbody"); !strings.Contains(got, "1 Januari 2000 sampai 31 Desember 2025") || strings.Contains(got, "Akhiri") {
		t.Errorf("recorded: %s", got)
	}
	if got := b.Get("/formasi?jenis=TAGANA&tanggal=1-1-2026").Text(t, "#total"); got != "0" {
		t.Errorf("the day after: %s posts", got)
	}
	first := b.Get(link.Formation("PSM"))
	next := first.Doc(t).Find("a[rel=next]").AttrOr("href", "")
	if rows := first.Doc(t).Find("#tercatat tbody tr").Length() + b.Get(next).Doc(t).Find("#tercatat tbody tr").Length(); rows != 100 {
		t.Errorf("two pages of the posts of PSM hold %d", rows)
	}
}
