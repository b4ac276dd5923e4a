package settingweb_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/asof"
	"pilar/web/link"
)

// filled is the form of a page as a browser would send it back.
func filled(t *testing.T, page apptest.Answer) url.Values {
	t.Helper()
	form := url.Values{}
	page.Doc(t).Find("main form").First().Find("input[name], textarea[name]").Each(func(_ int, s *goquery.Selection) {
		name, value := s.AttrOr("name", ""), s.AttrOr("value", "")
		_, checked := s.Attr("checked")
		switch {
		case goquery.NodeName(s) == "textarea":
			form.Set(name, s.Text())
		case s.AttrOr("type", "") != "radio" || checked:
			form.Set(name, value)
		}
	})
	return form
}

func TestAGroupOfSettings(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Administrator)
	path := link.SettingsGroup("tampilan")
	form := filled(t, b.Get(path))
	stale, _ := url.ParseQuery(form.Encode())
	form.Set("office.accent", "merah")
	if got := b.Post(path, form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, `value="merah"`) {
		t.Errorf("a colour that is none: status %d", got.Status)
	}
	form.Set("office.accent", "#7A1F5C")
	if got := b.Post(path, form); got.Status != http.StatusSeeOther || got.Location != link.Settings() {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, ".error-summary"))
	}
	if got := b.Get("/").Body; !strings.Contains(got, "/tema.css?warna=7a1f5c") {
		t.Error("the new colour does not show")
	}
	if got := b.Post(path, form).Status; got != http.StatusSeeOther {
		t.Errorf("sent twice: status %d", got)
	}
	stale.Set("office.accent", "#000000")
	got := b.Post(path, stale)
	if got.Status != http.StatusConflict || got.Text(t, ".field-stored") != "Kini tersimpan: #7a1f5c" || !strings.Contains(got.Body, `value="#000000"`) {
		t.Errorf("somebody else saved first: status %d, %s", got.Status, got.Text(t, "main"))
	}
	if got := b.Post(path, filled(t, got)).Status; got != http.StatusSeeOther {
		t.Errorf("saved after a look at both: status %d", got)
	}
}

func TestTheLetterheadStandsOnPaper(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Administrator)
	path := link.SettingsGroup("kop-surat")
	form := filled(t, b.Get(path))
	form.Set("office.letterhead", "PEMERINTAH KABUPATEN <UJI>\r\nDINAS SOSIAL\r\n\r\nJl. Merdeka 1\r\n")
	if got := b.Post(path, form); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, ".error-summary"))
	}
	for page, place := range map[string]string{link.Home(): ".print-letterhead", link.Settings(): ".letterhead-preview"} {
		lines := b.Get(page).Doc(t).Find(place + " p").Map(func(_ int, s *goquery.Selection) string { return s.Text() })
		if !slices.Equal(lines, []string{"PEMERINTAH KABUPATEN <UJI>", "DINAS SOSIAL", "Jl. Merdeka 1"}) {
			t.Errorf("%s: %q", page, lines)
		}
	}
	trail := b.Get(link.Audit()).Text(t, "main")
	if !strings.Contains(trail, "Kop surat") || !strings.Contains(trail, "Jl. Merdeka 1") {
		t.Errorf("the trail does not say it: %s", trail)
	}
}

// The zone is the whole process's, so that nothing runs beside this test.
func TestTheTimeZone(t *testing.T) {
	t.Cleanup(func() { asof.SetZone("WIB") })
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Administrator)
	path := link.SettingsGroup("waktu-dan-nik")
	form := filled(t, b.Get(path))
	for _, zone := range []string{"", "PST"} {
		form.Set("office.zone", zone)
		if got := b.Post(path, form); got.Status != http.StatusUnprocessableEntity || got.Doc(t).Find(`.error-summary a`).Length() != 1 {
			t.Errorf("zone %q: status %d", zone, got.Status)
		}
	}
	form.Set("office.zone", "WIT")
	if got := b.Post(path, form); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, ".error-summary"))
	}
	page := b.Get("/").Body
	if want := a.Clock.Now().In(asof.Zone()).Format("15.04") + " WIT"; asof.Zone().String() != "WIT" || !strings.Contains(page, want) || strings.Contains(page, "WIB") {
		t.Errorf("pages do not say %s", want)
	}
	// Another process's change reaches this one.
	if _, err := a.Pool.Exec(t.Context(), `UPDATE setting SET value = 'WITA' WHERE key = 'office.zone'`); err != nil {
		t.Fatal(err)
	}
	b.Post("/pengaturan/logo/hapus", nil) // a write, after which the settings are read anew
	if page := b.Get("/").Body; !strings.Contains(page, " WITA") {
		t.Error("a change by another process does not show")
	}
}

func aPicture(t *testing.T) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewPaletted(image.Rect(0, 0, 64, 64), color.Palette{color.RGBA{20, 90, 60, 255}})); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// upload sends a file as the form of the logo does; no name is no file.
func upload(t *testing.T, b *apptest.Browser, version, name, kind string, file []byte) apptest.Answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if err := w.WriteField("versi", version); err != nil {
		t.Fatal(err)
	}
	if name != "" {
		part, err := w.CreatePart(map[string][]string{"Content-Disposition": {`form-data; name="logo"; filename="` + name + `"`}, "Content-Type": {kind}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, link.EditLogo(), &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.Do(r)
}

func TestTheLogo(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Administrator)
	if got := a.Anyone().Get("/logo").Status; got != http.StatusNotFound {
		t.Errorf("the logo before there is one: status %d", got)
	}
	if got := upload(t, b, "1", "logo.html", "text/html", aPicture(t)); got.Status != http.StatusSeeOther { // its content says what it is
		t.Fatalf("status %d: %s", got.Status, got.Text(t, ".error-summary"))
	}
	src := a.Anyone().Get(link.Login()).Doc(t).Find(".brand img").AttrOr("src", "")
	served := a.Anyone().Get(src)
	if served.Status != http.StatusOK || served.Header.Get("Content-Type") != "image/png" || served.Header.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.Contains(served.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("%s: status %d, %v", src, served.Status, served.Header)
	}
	if got := a.Anyone().Get("/logo?v=lama").Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("a former address may be kept: %s", got)
	}
	if got := upload(t, b, "1", "logo.png", "image/png", aPicture(t)); got.Status != http.StatusConflict || !strings.Contains(got.Text(t, ".notice"), "Orang lain") {
		t.Errorf("a stale upload: status %d", got.Status)
	}
	if got := b.Post(link.ClearLogo(), url.Values{"versi": {"2"}}); got.Status != http.StatusSeeOther {
		t.Errorf("taken away: status %d", got.Status)
	}
	if got := b.Get("/"); got.Doc(t).Find(".brand img").Length() != 0 {
		t.Error("a logo that was taken away still shows")
	}
	if trail := b.Get(link.Audit()).Text(t, "main"); !strings.Contains(trail, "PNG, 64 × 64 piksel") {
		t.Errorf("the trail does not say it: %s", trail)
	}
}

func TestUploadsThatAreNoLogo(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Administrator)
	for name, c := range map[string]struct {
		file   string
		kind   string
		says   string
		status int
	}{
		"":          {"", "", "belum dipilih", http.StatusUnprocessableEntity},
		"kosong":    {"", "image/png", "kosong", http.StatusUnprocessableEntity},
		"logo.png":  {"<!DOCTYPE html><script>alert(1)</script>", "image/png", "bukan gambar", http.StatusUnprocessableEntity},
		"logo.svg":  {`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "image/svg+xml", "bukan gambar", http.StatusUnprocessableEntity},
		"besar.png": {strings.Repeat("x", 2<<20), "image/png", "lebih besar dari 256 kB", http.StatusUnprocessableEntity},
		"raksasa":   {strings.Repeat("x", 5<<20), "image/png", "", http.StatusRequestEntityTooLarge},
	} {
		got := upload(t, b, "1", name, c.kind, []byte(c.file))
		if got.Status != c.status || !strings.Contains(got.Text(t, "main"), c.says) {
			t.Errorf("%q: status %d, %s", name, got.Status, got.Text(t, ".error-summary"))
		}
	}
	if got := upload(t, a.As(t, account.Operator), "1", "logo.png", "image/png", aPicture(t)); got.Status != http.StatusForbidden {
		t.Errorf("an operator sets the logo: status %d", got.Status)
	}
	if got := a.Anyone().Get("/logo").Status; got != http.StatusNotFound {
		t.Errorf("a refused upload is kept: status %d", got)
	}
}
