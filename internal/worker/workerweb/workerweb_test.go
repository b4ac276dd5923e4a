package workerweb_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

// newForm is a form that is in order; each test spoils what it is about.
func newForm(nik string) url.Values {
	return url.Values{
		"nama": {"Hj. Siti Aminah, S.Sos."}, "nik": {nik}, "jk": {"P"}, "tempat_lahir": {"Bandung"}, "tanggal_lahir": {"12 Maret 1985"},
		"hp": {"0812-3456-7890"}, "surel": {"siti@contoh.invalid"}, "rumah": {"32.17.01.2001"}, "alamat": {"Kp. Sukamaju RT 01/02"},
		"jenis": {"PSM"}, "tempat": {"32.17.01.2001"}, "mulai": {"1-3-2020"}, "sk_nomor": {"460/Kep.1/2020"}, "sk_tanggal": {"2-3-2020"},
	}
}

const goodNIK = "3217015203859123"

func with(form url.Values, pairs ...string) url.Values {
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

func start(t *testing.T) (*apptest.App, *apptest.Browser) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	return a, a.As(t, account.Operator)
}

// registered posts a good form and returns the path of the record.
func registered(t *testing.T, b *apptest.Browser, form url.Values) string {
	t.Helper()
	got := b.Post("/sdm/baru", form)
	if got.Status != http.StatusSeeOther || !regexp.MustCompile(`^/sdm/\d+$`).MatchString(got.Location) {
		t.Fatalf("status %d to %q: %s", got.Status, got.Location, got.Text(t, ".error-summary"))
	}
	return got.Location
}

func TestRegisterAndRead(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, newForm("3217 0152 0385 9123"))
	page := b.Get(record)
	if got := page.Text(t, "h1"); got != "Hj. Siti Aminah, S.Sos." {
		t.Errorf("h1: %q", got)
	}
	text := page.Text(t, "body")
	for _, want := range []string{"sudah terdaftar", "12 Maret 1985", "Desa Pagerwangi, Kec. Lembang", "460/Kep.1/2020", "Mendaftarkan", "Belum bersertifikat"} {
		if !strings.Contains(text, want) {
			t.Errorf("the record does not say %q", want)
		}
	}
	if strings.Contains(page.Body, goodNIK) || strings.Contains(page.Body, "81234567890") {
		t.Error("a personal number stands whole on the page")
	}
	if again := b.Get(record); strings.Contains(again.Text(t, "body"), "sudah terdaftar") {
		t.Error("the banner is not gone on the next page")
	}
	list := b.Get("/sdm?jenis=PSM&kecamatan=32.17.01")
	if got := list.Text(t, "#total"); got != "1" {
		t.Errorf("total: %q", got)
	}
}

func TestBadInputIsRefusedAtItsField(t *testing.T) {
	_, b := start(t)
	for _, c := range []struct{ name, field, value, input, says string }{
		{"NIK of 15 digits", "nik", "321701520385912", "nik", "16"},
		{"NIK with letters", "nik", "32170152O3859123", "nik", "huruf"},
		{"no NIK", "nik", "", "nik", ""},
		{"no name", "nama", " ", "nama", ""},
		{"name of 10,000 characters", "nama", strings.Repeat("Siti ", 2000), "nama", ""},
		{"impossible date", "tanggal_lahir", "31 Februari 1980", "tanggal_lahir", ""},
		{"born tomorrow", "tanggal_lahir", "1-1-2099", "tanggal_lahir", "masa depan"},
		{"no cadre", "jenis", "", "jenis", ""},
		{"unknown cadre", "jenis", "XYZ", "jenis", ""},
		{"no duty place", "tempat", "", "tempat", ""},
		{"unknown duty place", "tempat", "32.17.99.9999", "tempat", ""},
		{"no first day", "mulai", "", "mulai", ""},
		{"decree without a number", "sk_nomor", "", "sk_nomor", ""},
		{"address of 300 characters", "alamat", strings.Repeat("x", 300), "alamat", "panjang"},
		{"a KK number too short", "kk", "123", "kk", ""},
		{"an employment without a day", "kepegawaian", "PNS", "kepegawaian_sejak", ""},
		{"a home that does not exist", "rumah", "99.99", "rumah", "daftar wilayah"},
		{"the year 9999", "mulai", "9999", "mulai", "1900"},
		{"the year -999", "mulai", "-999", "mulai", "1900"},
		{"a NIK within the name", "nama", "Siti 3217015203859123", "nama", "nomor"},
		{"a birthplace of 201 characters", "tempat_lahir", strings.Repeat("x", 201), "tempat_lahir", "200"},
		{"a member number of 51 characters", "nomor_anggota", strings.Repeat("1", 51), "nomor_anggota", "50"},
		{"a decree's number of 201 characters", "sk_nomor", strings.Repeat("x", 201), "sk_nomor", "200"},
		{"an issuer of 201 characters", "sk_penerbit", strings.Repeat("x", 201), "sk_penerbit", "200"},
		{"a field of the cadre of 201 characters", "isian_PSM_masa_bakti", strings.Repeat("x", 201), "isian_PSM_masa_bakti", "200"},
		{"a NIP of 31 characters", "nip", strings.Repeat("1", 31), "nip", "30"},
		{"a grade of 201 characters", "pangkat", strings.Repeat("x", 201), "pangkat", "200"},
		{"a post of 201 characters", "jabatan", strings.Repeat("x", 201), "jabatan", "200"},
		{"a unit of 201 characters", "unit", strings.Repeat("x", 201), "unit", "200"},
	} {
		got := b.Post("/sdm/baru", with(newForm(goodNIK), c.field, c.value))
		doc := got.Doc(t)
		if got.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", c.name, got.Status)
			continue
		}
		summary := doc.Find(`.error-summary a[href="#` + c.input + `"]`)
		if summary.Length() != 1 || !strings.Contains(summary.Text(), c.says) {
			t.Errorf("%s: the summary says %q", c.name, doc.Find(".error-summary").Text())
		}
		if got := doc.Find(`[name="` + c.input + `"][aria-invalid="true"]`).Length(); got == 0 {
			t.Errorf("%s: its field is not marked", c.name)
		}
		if !strings.HasPrefix(doc.Find("title").Text(), "Perlu diperbaiki: ") {
			t.Errorf("%s: title %q", c.name, doc.Find("title").Text())
		}
		if kept, _ := doc.Find(`[name="surel"]`).Attr("value"); kept != "siti@contoh.invalid" {
			t.Errorf("%s: what was typed elsewhere is lost", c.name)
		}
	}
	if got := b.Get("/sdm?status=semua").Text(t, "#total"); got != "0" {
		t.Errorf("refused forms stored %s people", got)
	}
}

func TestWarningsDoNotBlock(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, with(newForm("3204015203859123"), "tanggal_lahir", "13-3-1985", "hp", "12345"))
	page := b.Get(record)
	text := page.Text(t, "body")
	if page.Doc(t).Find(".flash.tone-warn").Length() != 1 {
		t.Error("what deserves a second look is told as if all were well")
	}
	for _, want := range []string{"Periksa sekali lagi", "Tanggal lahir"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page after saving does not say %q", want)
		}
	}
}

func TestHTMLInANameIsText(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, with(newForm(goodNIK), "nama", `<script>alert(1)</script> & "Siti"`))
	for _, page := range []string{record, "/sdm", record + "/ubah"} {
		if body := b.Get(page).Body; strings.Contains(body, "<script>alert") {
			t.Errorf("%s: a name became a script", page)
		}
	}
}

func TestABodyOverTheLimit(t *testing.T) {
	_, b := start(t)
	got := b.Post("/sdm/baru", with(newForm(goodNIK), "alamat", strings.Repeat("x", 2<<20)))
	if got.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", got.Status)
	}
}

func TestANIKThatIsRegistered(t *testing.T) {
	a, b := start(t)
	record := registered(t, b, with(newForm(goodNIK), "nama", "Popon Juariah"))
	got := b.Post("/sdm/baru", with(newForm(goodNIK), "nama", "Orang Sama"))
	if got.Status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", got.Status)
	}
	doc := got.Doc(t)
	if doc.Find(`a[href^="`+record+`/penugasan/baru"]`).Length() != 1 {
		t.Error("the form does not offer to add an engagement")
	}
	if kept, _ := doc.Find(`[name="nama"]`).Attr("value"); kept != "Orang Sama" {
		t.Errorf("what was typed is lost: %q", kept)
	}
	outside := a.As(t, account.Operator, "32.17.02")
	hidden := outside.Post("/sdm/baru", with(newForm(goodNIK), "nama", "Nama Lain", "tempat", "32.17.02.2001"))
	if hidden.Status != http.StatusUnprocessableEntity || !strings.Contains(hidden.Text(t, "main"), "sudah terdaftar di luar wilayah Anda") {
		t.Errorf("outside the account's kecamatan: status %d", hidden.Status)
	}
	if strings.Contains(hidden.Body, "Popon Juariah") || strings.Contains(hidden.Body, record) {
		t.Error("an account learns who bears a NIK outside its kecamatan")
	}
}

func TestTwoClerksCorrectTheSamePerson(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, newForm(goodNIK))
	form := with(newForm(goodNIK), "versi", "1")
	if got := b.Post(record+"/ubah", with(form, "alamat", "Kp. Pertama")); got.Status != http.StatusSeeOther {
		t.Fatalf("the first: status %d", got.Status)
	}
	second := b.Post(record+"/ubah", with(form, "alamat", "Kp. Kedua"))
	if second.Status != http.StatusConflict {
		t.Fatalf("the second: status %d", second.Status)
	}
	doc := second.Doc(t)
	if got := doc.Find(`[name="alamat"]`).Text(); got != "Kp. Kedua" {
		t.Errorf("what the second typed is lost: %q", got)
	}
	if !strings.Contains(doc.Text(), "Kp. Pertama") {
		t.Error("the second does not see what the first saved")
	}
	version, _ := doc.Find(`[name="versi"]`).Attr("value")
	if got := b.Post(record+"/ubah", with(form, "versi", version)); got.Status != http.StatusSeeOther {
		t.Errorf("saved once more: status %d", got.Status)
	}
}

func TestAFormShowsNoPersonalNumberAndKeepsThoseLeftBlank(t *testing.T) {
	a, b := start(t)
	record := registered(t, b, with(newForm(goodNIK), "kk", "3217010101019777", "npwp", "098765432109876"))
	edit := b.Get(record + "/ubah")
	for _, secret := range []string{goodNIK, "3217010101019777", "098765432109876", "81234567890"} {
		if strings.Contains(edit.Body, secret) {
			t.Errorf("the form shows %s without a reason", secret)
		}
	}
	form := with(newForm(""), "versi", "1", "hp", "", "npwp", "-", "alamat", "Kp. Baru")
	if got := b.Post(record+"/ubah", form); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, ".error-summary"))
	}
	workers := worker.NewStore(a.Pool, a.Keys)
	ids, _ := workers.ByNIK(t.Context(), []string{goodNIK})
	rec, err := workers.Get(t.Context(), ids[goodNIK], nil)
	if err != nil {
		t.Fatal(err)
	}
	p := rec.Person
	if p.NIK != goodNIK || p.Phone != "+6281234567890" || p.KK != "3217010101019777" || p.NPWP != "" || p.Address != "Kp. Baru" {
		t.Errorf("after: %+v", p)
	}
}

func TestAnEngagementFromItsBeginningToItsEnd(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, newForm(goodNIK))
	overlap := url.Values{"jenis": {"PSM"}, "tempat": {"32.17.01.2002"}, "mulai": {"2024"}}
	if got := b.Post(record+"/penugasan/baru", overlap); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("an overlap of the same cadre: status %d", got.Status)
	}
	engagement := hrefOf(t, b.Get(record), "Akhiri")
	early := b.Post(engagement, url.Values{"sampai": {"1-1-2019"}, "alasan": {"Mengundurkan diri"}})
	if early.Status != http.StatusUnprocessableEntity || !strings.Contains(early.Text(t, ".error-summary"), "lebih awal") {
		t.Errorf("ends before it begins: status %d, %s", early.Status, early.Text(t, ".error-summary"))
	}
	if got := b.Post(engagement, url.Values{"sampai": {"31-12-2025"}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: status %d", got.Status)
	}
	if got := b.Post(engagement, url.Values{"sampai": {"31-12-2025"}, "alasan": {"lain"}, "alasan_lain": {"pindah ke luar kota"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("ended: status %d", got.Status)
	}
	if text := b.Get(record).Text(t, "#penugasan"); !strings.Contains(text, "31 Desember 2025") || !strings.Contains(text, "pindah ke luar kota") {
		t.Errorf("the record does not say when and why it ended: %s", text)
	}
	if got := b.Post(engagement, url.Values{"sampai": {"1-6-2025"}, "alasan": {"lagi"}}); got.Status != http.StatusConflict {
		t.Errorf("ended by somebody else meanwhile: status %d", got.Status)
	}
	restore := hrefOf(t, b.Get(record), "Aktifkan kembali")
	if got := b.Post(restore, url.Values{"alasan": {"keliru"}}); got.Status != http.StatusSeeOther {
		t.Errorf("brought back: status %d", got.Status)
	}
	edit := hrefOf(t, b.Get(record), "Ubah")
	corrected := b.Post(edit, url.Values{"jenis": {"PSM"}, "tempat": {"32.17.02.2001"}, "mulai": {"2021"}, "alasan": {"salah desa"}})
	if corrected.Status != http.StatusSeeOther {
		t.Fatalf("corrected: status %d", corrected.Status)
	}
	if text := b.Get(record).Text(t, "#penugasan"); !strings.Contains(text, "Kec. Parongpong") || !strings.Contains(text, "sejak tahun 2021") {
		t.Errorf("the correction does not show: %s", text)
	}
}

// hrefOf finds a link of an engagement by its visible text.
func hrefOf(t *testing.T, page apptest.Answer, text string) string {
	t.Helper()
	for _, a := range page.Doc(t).Find("#penugasan a").EachIter() {
		if href, _ := a.Attr("href"); strings.HasPrefix(strings.TrimSpace(a.Text()), text) {
			return href
		}
	}
	t.Fatalf("no link %q", text)
	return ""
}

func TestEmploymentAndBankAccount(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, newForm(goodNIK))
	if got := b.Post(record+"/kepegawaian/baru", url.Values{}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("an empty employment: status %d", got.Status)
	}
	job := url.Values{"kepegawaian": {"PPPK"}, "nip": {"19850312 2025 21 2 001"}, "pangkat": {"IX"}, "kepegawaian_sejak": {"1-10-2025"}}
	if got := b.Post(record+"/kepegawaian/baru", job); got.Status != http.StatusSeeOther {
		t.Fatalf("employment: status %d", got.Status)
	}
	for _, number := range []string{"", "12345", "abc"} {
		bank := url.Values{"bank": {"Bank Mandiri"}, "rekening": {number}, "atas_nama": {"Siti"}, "sejak": {"1-1-2024"}}
		if got := b.Post(record+"/rekening/baru", bank); got.Status != http.StatusUnprocessableEntity {
			t.Errorf("account %q: status %d", number, got.Status)
		}
	}
	bank := url.Values{"bank": {"Bank Mandiri"}, "rekening": {"007-00-1234567-8"}, "atas_nama": {"Siti"}, "sejak": {"1-1-2024"}}
	if got := b.Post(record+"/rekening/baru", bank); got.Status != http.StatusSeeOther {
		t.Fatalf("account: status %d", got.Status)
	}
	page := b.Get(record)
	if text := page.Text(t, "body"); !strings.Contains(text, "198503122025212001") || !strings.Contains(text, "Bank Mandiri") {
		t.Errorf("the record does not show them")
	}
	if strings.Contains(page.Body, "007001234567") {
		t.Error("an account number stands whole on the page")
	}
}

func TestNumbersAreSearchedByPostAndStandInNoAddress(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, newForm(goodNIK))
	for _, typed := range []string{goodNIK, "3217 0152 0385 9123", "0812 3456 7890"} {
		got := b.Post("/sdm/cari", url.Values{"cari": {typed}})
		if got.Status != http.StatusSeeOther || got.Location != record {
			t.Errorf("%q leads to %q", typed, got.Location)
		}
	}
	none := b.Post("/sdm/cari", url.Values{"cari": {"3217015203859999"}})
	kept, _ := none.Doc(t).Find("#cari").Attr("value")
	if none.Status != http.StatusOK || kept != "3217015203859999" || !strings.Contains(none.Text(t, ".empty"), "Tidak ada SDM dengan nomor itu") {
		t.Errorf("nobody: status %d, in the box %q, %s", none.Status, kept, none.Text(t, "main"))
	}
	name := b.Post("/sdm/cari", url.Values{"cari": {"Siti Am"}, "jenis": {"PSM"}})
	if name.Location != "/sdm?jenis=PSM&nama=Siti+Am" {
		t.Errorf("a name leads to %q", name.Location)
	}
	typedInto := b.Get("/sdm?nama=" + goodNIK)
	if typedInto.Status != http.StatusSeeOther || strings.Contains(typedInto.Location, "3217") {
		t.Errorf("a NIK in the address stays there: %d to %q", typedInto.Status, typedInto.Location)
	}
	second := registered(t, b, with(newForm("3217015203859124"), "nama", "Adik Siti"))
	shared := b.Post("/sdm/cari", url.Values{"cari": {"081234567890"}})
	list := b.Get(shared.Location)
	if strings.Contains(shared.Location, "8123") || list.Text(t, "#total") != "2" {
		t.Errorf("a phone that two share leads to %q with %q", shared.Location, list.Text(t, "#total"))
	}
	_ = second
}

func TestSimilarNamesAreOffered(t *testing.T) {
	_, b := start(t)
	registered(t, b, newForm(goodNIK))
	page := b.Get("/sdm?nama=sity+aminha")
	if page.Text(t, "#total") != "0" || !strings.Contains(page.Text(t, "main"), "Mungkin maksud Anda") || !strings.Contains(page.Text(t, "#mirip"), "Siti Aminah") {
		t.Errorf("no similar name is offered: %s", page.Text(t, "main"))
	}
}

func TestOpeningANumber(t *testing.T) {
	a, b := start(t)
	record := registered(t, b, newForm(goodNIK))
	if got := b.Post(record+"/buka", url.Values{"nomor": {"nik"}}); got.Status != http.StatusUnprocessableEntity || strings.Contains(got.Body, goodNIK) {
		t.Errorf("without a reason: status %d", got.Status)
	}
	if got := b.Post(record+"/buka", url.Values{"nomor": {"sandi"}, "alasan": {"x"}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("no such number: status %d", got.Status)
	}
	got := b.Post(record+"/buka", url.Values{"nomor": {"nik"}, "alasan": {"lain"}, "alasan_lain": {"pencocokan DTSEN"}})
	if got.Status != http.StatusOK || !strings.Contains(got.Text(t, ".shown-number"), goodNIK) {
		t.Fatalf("opened: status %d, %q", got.Status, got.Text(t, ".shown-number"))
	}
	if back := got.Header.Get("Refresh"); back != "60; url="+record {
		t.Errorf("after a minute the browser is sent to %q", back)
	}
	if kept := got.Header.Get("Cache-Control"); kept != "no-store" {
		t.Errorf("the page with the number may be kept: %q", kept)
	}
	history := b.Get(record)
	if back := history.Header.Get("Refresh"); back != "" {
		t.Errorf("the masked record turns itself over: %q", back)
	}
	if text := history.Text(t, "#riwayat"); !strings.Contains(text, "Membuka data pribadi") || !strings.Contains(text, "pencocokan DTSEN") {
		t.Errorf("the trail does not say who saw it and why: %s", text)
	}
	if strings.Contains(history.Body, goodNIK) {
		t.Error("the trail shows the number")
	}
	if got := a.As(t, account.Staff).Post(record+"/buka", url.Values{"nomor": {"nik"}, "alasan": {"x"}}); got.Status != http.StatusForbidden {
		t.Errorf("without the permission: status %d", got.Status)
	}
}

// Each opening shows the one number that was asked for, and is an entry of its own.
func TestNumbersAreOpenedOneAtATime(t *testing.T) {
	_, b := start(t)
	numbers := map[string]string{"nik": goodNIK, "kk": "3217010101019001", "npwp": "123456789012345", "hp": "+6281234567890"}
	record := registered(t, b, with(newForm(goodNIK), "kk", numbers["kk"], "npwp", numbers["npwp"]))
	for asked := range numbers {
		got := b.Post(record+"/buka", url.Values{"nomor": {asked, "kk", "nik"}, "alasan": {"pencocokan"}})
		if got.Status != http.StatusOK {
			t.Fatalf("%s: status %d", asked, got.Status)
		}
		for name, number := range numbers {
			if shown := strings.Contains(got.Body, strings.TrimPrefix(number, "+62")); shown != (name == asked) {
				t.Errorf("%s was asked for, and %s is shown: %v", asked, name, shown)
			}
		}
	}
	if n := strings.Count(b.Get(record).Text(t, "#riwayat"), "Membuka data pribadi"); n != len(numbers) {
		t.Errorf("%d entries for %d openings", n, len(numbers))
	}
}

func TestRecordsOutsideTheLimitDoNotExist(t *testing.T) {
	a, b := start(t)
	record := registered(t, b, newForm(goodNIK))
	engagement := hrefOf(t, b.Get(record), "Akhiri")
	outside := a.As(t, account.Operator, "32.17.02")
	for _, path := range []string{record, record + "/ubah", record + "/penugasan/baru", record + "/kepegawaian/baru", record + "/rekening/baru", engagement} {
		if got := outside.Get(path); got.Status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, got.Status)
		}
		if got := outside.Post(path, url.Values{}); got.Status != http.StatusNotFound && path != record {
			t.Errorf("POST %s: status %d", path, got.Status)
		}
	}
	if got := outside.Get("/sdm").Text(t, "#total"); got != "0" {
		t.Errorf("the list shows %s people of another kecamatan", got)
	}
	if got := outside.Post("/sdm/cari", url.Values{"cari": {goodNIK}}); !strings.Contains(got.Text(t, ".empty"), "Tidak ada SDM dengan nomor itu") {
		t.Errorf("a search by NIK leads to %q: %s", got.Location, got.Text(t, "main"))
	}
	if got := outside.Post("/sdm/baru", newForm("3217015203859777")); got.Status != http.StatusForbidden {
		t.Errorf("registering into another kecamatan: status %d", got.Status)
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	_, b := start(t)
	for path, want := range map[string]int{
		"/sdm/0": 404, "/sdm/abc": 404, "/sdm/99999999": 404, "/sdm/99999999999999999999": 404, "/penugasan/77/akhiri": 404,
		"/sdm?nama=" + strings.Repeat("a", 201): 422,
		"/sdm?lanjut=xyz":                       400, "/sdm?urut=nik": 400, "/sdm?status=apa": 400, "/sdm?tanggal=31-2-2026": 422, "/sdm?nama=%00": 400,
		"/formasi?hanya=apa": 400,
	} {
		if got := b.Get(path).Status; got != want {
			t.Errorf("%s: status %d, want %d", path, got, want)
		}
	}
}

func TestPagesOfTheListCanBeTurned(t *testing.T) {
	a, b := start(t)
	workers := worker.NewStore(a.Pool, a.Keys)
	var people []worker.Person
	for i := range worker.DefaultPage + 5 {
		people = append(people, workertest.Person(fmt.Sprintf("Warga %03d", i)))
	}
	if _, err := workers.RegisterAll(t.Context(), workertest.Clerk, people); err != nil {
		t.Fatal(err)
	}
	first := b.Get("/sdm?status=semua")
	next, ok := first.Doc(t).Find(`a[rel="next"]`).Attr("href")
	if !ok || first.Doc(t).Find("tbody tr").Length() != worker.DefaultPage {
		t.Fatalf("the first page has %d rows, next %q", first.Doc(t).Find("tbody tr").Length(), next)
	}
	second := b.Get(next)
	if got := second.Doc(t).Find("tbody tr").Length(); got != 5 {
		t.Errorf("the second page has %d rows", got)
	}
	if got := second.Text(t, "#total"); got != fmt.Sprint(len(people)) {
		t.Errorf("total on the second page: %q", got)
	}
}

// formOf is the form on a page as a browser would send it.
func formOf(t *testing.T, page apptest.Answer) url.Values {
	t.Helper()
	form := url.Values{}
	for _, field := range page.Doc(t).Find("main form.form").Find("input, textarea, select").EachIter() {
		name, _ := field.Attr("name")
		value, _ := field.Attr("value")
		switch kind, _ := field.Attr("type"); {
		case field.Is("select"):
			value, _ = field.Find("option[selected]").Attr("value")
		case field.Is("textarea"):
			value = strings.TrimPrefix(field.Text(), "\n")
		case kind == "radio" && !field.Is("[checked]"):
			continue
		}
		form.Set(name, value)
	}
	return form
}

// engagementsOf reads back what is stored of somebody.
func engagementsOf(t *testing.T, a *apptest.App, record string) []worker.Engagement {
	t.Helper()
	var id int64
	if _, err := fmt.Sscanf(record, "/sdm/%d", &id); err != nil {
		t.Fatal(err)
	}
	rec, err := worker.NewStore(a.Pool, a.Keys).Get(t.Context(), id, nil)
	if err != nil {
		t.Fatal(err)
	}
	return rec.Engagements
}

func TestAnEngagementOutsideTheLimitMayBeReadButNotChanged(t *testing.T) {
	a, b := start(t)
	record := registered(t, b, newForm(goodNIK)) // in Lembang
	if got := b.Post(record+"/penugasan/baru", url.Values{"jenis": {"TKSK"}, "tempat": {"32.17.08"}, "mulai": {"1-1-2020"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("a second engagement: status %d", got.Status)
	}
	foreign := engagementsOf(t, a, record)[0]
	if foreign.Cadre != "TKSK" {
		foreign = engagementsOf(t, a, record)[1]
	}
	limited := a.As(t, account.Operator, "32.17.01")
	path := fmt.Sprintf("/penugasan/%d", foreign.ID)
	for what, form := range map[string]url.Values{
		"/akhiri":   {"sampai": {"1-1-2021"}, "alasan": {"Diberhentikan"}},
		"/ubah":     {"jenis": {"TKSK"}, "tempat": {"32.17.01"}, "mulai": {"1-1-2020"}},
		"/pulihkan": {"alasan": {"keliru"}},
	} {
		if got := limited.Get(path + what); got.Status != http.StatusForbidden {
			t.Errorf("%s: status %d", what, got.Status)
		}
		if got := limited.Post(path+what, form); got.Status != http.StatusForbidden || !strings.Contains(got.Text(t, ".trouble"), "di luar kecamatan") {
			t.Errorf("POST %s: status %d, %s", what, got.Status, got.Text(t, ".trouble"))
		}
	}
	page := limited.Get(record)
	if text := page.Text(t, "#penugasan"); !strings.Contains(text, "TKSK") || strings.Contains(page.Body, path+"/") {
		t.Errorf("the record: %s", text)
	}
	if own := hrefOf(t, page, "Akhiri"); limited.Get(own).Status != http.StatusOK {
		t.Error("nor may the one inside be changed")
	}
}

func TestAVoidedEngagementOutsideTheLimitDoesNotExistEither(t *testing.T) {
	a, b := start(t)
	record := registered(t, b, with(newForm(goodNIK), "tempat", "32.17.08.2001"))
	old := hrefOf(t, b.Get(record), "Akhiri")
	b.Post(old, url.Values{"sampai": {"1-1-2024"}, "alasan": {"Meninggal"}})
	limited := a.As(t, account.Operator, "32.17.01")
	for _, path := range []string{old, hrefOf(t, b.Get(record), "Ubah")} {
		if got := limited.Get(path); got.Status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, got.Status)
		}
		if got := limited.Post(path, url.Values{}); got.Status != http.StatusNotFound {
			t.Errorf("POST %s: status %d", path, got.Status)
		}
	}
}

func TestReopeningIsRefusedWhereAnotherFollowed(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, newForm(goodNIK))
	b.Post(hrefOf(t, b.Get(record), "Akhiri"), url.Values{"sampai": {"31-12-2023"}, "alasan": {"Mengundurkan diri"}})
	restore := hrefOf(t, b.Get(record), "Aktifkan kembali")
	if got := b.Post(restore, url.Values{"alasan": {"   "}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: status %d", got.Status)
	}
	b.Post(record+"/penugasan/baru", url.Values{"jenis": {"PSM"}, "tempat": {"32.17.01.2002"}, "mulai": {"1-1-2025"}})
	got := b.Post(restore, url.Values{"alasan": {"keliru"}})
	if got.Status != http.StatusUnprocessableEntity || got.Doc(t).Find(`.error-summary a[href="#alasan"]`).Length() != 1 || got.Text(t, "#alasan-salah") == "" {
		t.Errorf("status %d, the summary says %q", got.Status, got.Text(t, ".error-summary"))
	}
}

func TestAReasonOfSpacesIsNone(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, newForm(goodNIK))
	if got := b.Post(hrefOf(t, b.Get(record), "Akhiri"), url.Values{"sampai": {"31-12-2025"}, "alasan": {"  "}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("an end: status %d", got.Status)
	}
	if got := b.Post(record+"/buka", url.Values{"nomor": {"nik"}, "alasan": {"  "}}); got.Status != http.StatusUnprocessableEntity || strings.Contains(got.Body, goodNIK) {
		t.Errorf("an opening: status %d", got.Status)
	}
}

func TestTwoClerksCorrectTheSameEngagement(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, newForm(goodNIK))
	edit := hrefOf(t, b.Get(record), "Ubah")
	first, second := formOf(t, b.Get(edit)), formOf(t, b.Get(edit))
	if got := b.Post(edit, with(first, "nomor_anggota", "A1", "tempat", "32.17.02.2001")); got.Status != http.StatusSeeOther {
		t.Fatalf("the first: status %d", got.Status)
	}
	if got := b.Post(edit, first); got.Location != record {
		t.Errorf("the first, sent twice: status %d to %q", got.Status, got.Location)
	}
	got := b.Post(edit, with(second, "nomor_anggota", "A2", "isian_PSM_masa_bakti", "2020-2025"))
	if got.Status != http.StatusConflict {
		t.Fatalf("the second: status %d", got.Status)
	}
	if got := formOf(t, got); got.Get("nomor_anggota") != "A2" || got.Get("isian_PSM_masa_bakti") != "2020-2025" {
		t.Errorf("what the second typed is lost: %v", got)
	}
	if text := got.Text(t, ".field-stored"); !strings.Contains(text, "A1") || !strings.Contains(text, "Kec. Parongpong") || !strings.Contains(text, "kosong") {
		t.Errorf("the second does not see what the first saved: %s", text)
	}
	if !strings.Contains(got.Text(t, ".notice"), "lebih dahulu") {
		t.Errorf("no notice: %s", got.Text(t, "main"))
	}
	action, _ := got.Doc(t).Find("form.form").Attr("action")
	if again := b.Post(action, formOf(t, got)); again.Status != http.StatusSeeOther {
		t.Errorf("saved once more: status %d", again.Status)
	}
	if text := b.Get(record).Text(t, "#penugasan"); !strings.Contains(text, "Nomor anggota A2") {
		t.Errorf("the record: %s", text)
	}
	if stale := b.Get(edit); stale.Location != record {
		t.Errorf("an old link: status %d to %q", stale.Status, stale.Location)
	}
}

func TestTwoClerksEndAndReopenTheSameEngagement(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, newForm(goodNIK))
	end := hrefOf(t, b.Get(record), "Akhiri")
	form := url.Values{"sampai": {"31-12-2025"}, "alasan": {"Diberhentikan"}}
	for range 2 { // the second time by a double click
		if got := b.Post(end, form); got.Location != record {
			t.Fatalf("ended: status %d", got.Status)
		}
	}
	got := b.Post(end, url.Values{"sampai": {"1-6-2025"}, "alasan": {"lain"}, "alasan_lain": {"pindah rumah"}})
	typed := formOf(t, got)
	if got.Status != http.StatusConflict || typed.Get("sampai") != "1-6-2025" || typed.Get("alasan_lain") != "pindah rumah" {
		t.Errorf("another end: status %d, %v", got.Status, typed)
	}
	if text := got.Text(t, ".field-stored"); !strings.Contains(text, "31 Desember 2025") || !strings.Contains(text, "Diberhentikan") {
		t.Errorf("what is stored does not show: %s", text)
	}
	restore := hrefOf(t, b.Get(record), "Aktifkan kembali")
	b.Post(hrefOf(t, b.Get(record), "Ubah"), url.Values{"jenis": {"PSM"}, "tempat": {"32.17.01.2002"}, "mulai": {"1-3-2020"}, "sampai": {"31-12-2025"}})
	late := b.Post(restore, url.Values{"alasan": {"salah orang"}})
	if late.Status != http.StatusConflict || formOf(t, late).Get("alasan") != "salah orang" {
		t.Errorf("reopened late: status %d, %v", late.Status, formOf(t, late))
	}
	action, _ := late.Doc(t).Find("form.form").Attr("action")
	for range 2 {
		if got := b.Post(action, url.Values{"alasan": {"salah orang"}}); got.Location != record {
			t.Errorf("reopened: status %d", got.Status)
		}
	}
}

func TestACorrectionKeepsWhatItDoesNotChange(t *testing.T) {
	a, b := start(t)
	s := worker.NewStore(a.Pool, a.Keys)
	e := workertest.Engagement("TAGANA", "32.17.01", "2025-06-30")
	e.Precision, e.Fields = worker.Unknown, map[string]string{"jenjang": "Pratama", "dahulu": "tersimpan"}
	record := fmt.Sprintf("/sdm/%d", workertest.Registered(t, s, "Asep", e))
	correct := func(pairs ...string) worker.Engagement {
		t.Helper()
		edit := hrefOf(t, b.Get(record), "Ubah")
		if got := b.Post(edit, with(formOf(t, b.Get(edit)), pairs...)); got.Status != http.StatusSeeOther {
			t.Fatalf("status %d: %s", got.Status, got.Text(t, ".error-summary"))
		}
		return engagementsOf(t, a, record)[0]
	}
	got := correct("nomor_anggota", "A1")
	if got.Precision != worker.Unknown || got.Fields["jenjang"] != "Pratama" || got.Fields["dahulu"] != "tersimpan" || got.MemberNumber != "A1" {
		t.Errorf("after: %+v", got)
	}
	if got := correct("mulai", "1-7-2025", "isian_TAGANA_karangan", "x", "isian_PSM_masa_bakti", "x"); got.Precision != worker.ByDay || len(got.Fields) != 2 {
		t.Errorf("another day, and fields that are none: %+v", got)
	}
	b.Post(hrefOf(t, b.Get(record), "Akhiri"), url.Values{"sampai": {"31-12-2025"}, "alasan": {"Diberhentikan"}})
	if got := correct("sampai", "30-12-2025"); got.EndReason != "Diberhentikan" {
		t.Errorf("another last day: %+v", got)
	}
	if got := correct("sampai", ""); got.EndReason != "" || !got.Until.IsZero() {
		t.Errorf("no last day: %+v", got)
	}
}

func TestAnEngagementOfAFormerCadreCanBeCorrected(t *testing.T) {
	a, b := start(t)
	s := worker.NewStore(a.Pool, a.Keys)
	inUse := func(active bool) {
		t.Helper()
		if _, err := a.Pool.Exec(t.Context(), `UPDATE cadre SET active = $1 WHERE code = 'SAKTI'`, active); err != nil {
			t.Fatal(err)
		}
	}
	inUse(true)
	record := fmt.Sprintf("/sdm/%d", workertest.Registered(t, s, "Budi", workertest.Engagement("SAKTI", "32.17", "2020-01-01")))
	inUse(false)
	edit := hrefOf(t, b.Get(record), "Ubah")
	if got := b.Post(edit, with(formOf(t, b.Get(edit)), "nomor_anggota", "A1")); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, ".error-summary"))
	}
	if got := engagementsOf(t, a, record)[0]; got.Cadre != "SAKTI" || got.MemberNumber != "A1" {
		t.Errorf("after: %+v", got)
	}
	if b.Get(record+"/penugasan/baru").Doc(t).Find(`#jenis option[value="SAKTI"]`).Length() != 0 {
		t.Error("a new engagement may be in a cadre that is no more")
	}
	for path, form := range map[string]url.Values{ // nor may a crafted form add one
		"/sdm/baru": with(newForm(goodNIK), "jenis", "SAKTI", "tempat", "32.17"), record + "/penugasan/baru": {"jenis": {"SAKTI"}, "tempat": {"32.17"}, "mulai": {"1-1-2010"}},
	} {
		if got := b.Post(path, form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(t, ".error-summary"), "tidak dipakai lagi") {
			t.Errorf("%s: status %d, %s", path, got.Status, got.Text(t, ".error-summary"))
		}
	}
}

func TestFieldsAreOfTheirType(t *testing.T) {
	a, b := start(t)
	if _, err := a.Pool.Exec(t.Context(), `
		INSERT INTO cadre_field (cadre, key, label, type, position) VALUES
			('PSM', 'dilatih', 'Dilatih', 'date', 2),
			('PSM', 'balita', 'Jumlah balita', 'number', 3)`); err != nil {
		t.Fatal(err)
	}
	for input, value := range map[string]string{"isian_PSM_dilatih": "31-2-2024", "isian_PSM_balita": "banyak"} {
		got := b.Post("/sdm/baru", with(newForm(goodNIK), input, value))
		if got.Status != http.StatusUnprocessableEntity || got.Doc(t).Find(`.error-summary a[href="#`+input+`"]`).Length() != 1 || formOf(t, got).Get(input) != value {
			t.Errorf("%s %q: status %d, %s", input, value, got.Status, got.Text(t, ".error-summary"))
		}
	}
	if got := b.Post("/sdm/baru", with(newForm(goodNIK), "jenis", "TAGANA", "isian_TAGANA_jenjang", "Jenderal")); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a choice that is none: status %d", got.Status)
	}
	record := registered(t, b, with(newForm(goodNIK), "isian_PSM_dilatih", "8 Januari 2024", "isian_PSM_balita", "1.250"))
	if got := b.Get(record).Text(t, "#penugasan"); !strings.Contains(got, "Dilatih: 8 Januari 2024") || !strings.Contains(got, "Jumlah balita: 1250") {
		t.Errorf("the record says %s", got)
	}
}

func TestASealedFieldIsMasked(t *testing.T) {
	a, b := start(t)
	if _, err := a.Pool.Exec(t.Context(), `
		INSERT INTO cadre_field (cadre, key, label, type, sealed, position) VALUES ('PSM', 'kartu', 'Nomor kartu', 'text', true, 2)`); err != nil {
		t.Fatal(err)
	}
	const secret, other = "KRT-778899", "KRT-112233"
	record := registered(t, b, with(newForm(goodNIK), "isian_PSM_kartu", secret))
	hidden := func(page apptest.Answer) apptest.Answer {
		t.Helper()
		if strings.Contains(page.Body, "778899") || strings.Contains(page.Body, "112233") {
			t.Errorf("a page shows the number: %s", page.Text(t, "main"))
		}
		return page
	}
	if got := hidden(b.Get(record)).Text(t, "#penugasan"); !strings.Contains(got, "Nomor kartu: KRT-******") {
		t.Errorf("the record says %s", got)
	}
	edit := hrefOf(t, b.Get(record), "Ubah")
	form := hidden(b.Get(edit))
	if !strings.Contains(form.Text(t, "main"), "Tersimpan KRT-******") {
		t.Errorf("the form says %s", form.Text(t, "main"))
	}
	b.Post(edit, with(formOf(t, form), "nomor_anggota", "A1")) // left blank it stays
	if got := engagementsOf(t, a, record)[0]; got.Fields["kartu"] != secret || !got.Sealed["kartu"] || got.MemberNumber != "A1" {
		t.Errorf("after another correction: %+v", got)
	}
	edit = hrefOf(t, b.Get(record), "Ubah")
	stale := formOf(t, b.Get(edit))
	b.Post(edit, with(formOf(t, b.Get(edit)), "nomor_anggota", "A2"))
	if got := b.Post(edit, with(stale, "nomor_anggota", "A3")); got.Status != http.StatusConflict || got.Doc(t).Find(".field-stored").Length() != 1 {
		t.Errorf("a stale correction of something else: status %d, %s", got.Status, got.Text(t, ".field-stored"))
	}
	edit = hrefOf(t, b.Get(record), "Ubah")
	stale = formOf(t, b.Get(edit))
	b.Post(edit, with(formOf(t, b.Get(edit)), "isian_PSM_kartu", other))
	if got := b.Post(edit, with(stale, "isian_PSM_kartu", "KRT-0")); got.Status != http.StatusConflict || !strings.Contains(hidden(got).Text(t, ".field-stored"), "KRT-******") {
		t.Errorf("a stale correction: status %d, %s", got.Status, got.Text(t, ".field-stored"))
	}
	choice := hidden(b.Get(record)).Doc(t).Find(`input[name=nomor][value^=isian]`).AttrOr("value", "")
	if got := b.Post(record+"/buka", url.Values{"nomor": {choice}, "alasan": {"Menjawab pemeriksaan"}}); got.Text(t, ".shown-number") != other {
		t.Errorf("opened: status %d, %q of %q", got.Status, got.Text(t, ".shown-number"), choice)
	}
	if got := b.Post(record+"/buka", url.Values{"nomor": {"isian-1-lain"}, "alasan": {"Menjawab pemeriksaan"}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a field that is none: status %d", got.Status)
	}
	if got := hidden(b.Get(record)).Text(t, "#riwayat"); !strings.Contains(got, "Nomor kartu") {
		t.Errorf("the trail says %s", got)
	}
	edit = hrefOf(t, b.Get(record), "Ubah")
	b.Post(edit, with(formOf(t, b.Get(edit)), "isian_PSM_kartu", "-"))
	if got := engagementsOf(t, a, record)[0]; got.Fields["kartu"] != "" {
		t.Errorf("taken away: %+v", got)
	}
}

func TestNumbersInFreeTextAreMasked(t *testing.T) {
	_, b := start(t)
	const other = "3217015203859199"
	record := registered(t, b, with(newForm(goodNIK), "alamat", "Kp. Baru, KK "+other, "tempat_lahir", other, "pendidikan", other,
		"sk_penerbit", other, "isian_PSM_masa_bakti", other, "jabatan", other, "kepegawaian", "NON_ASN", "kepegawaian_sejak", "2020"))
	b.Post(record+"/buka", url.Values{"nomor": {"hp"}, "alasan": {"lain"}, "alasan_lain": {"cek NIK " + other}})
	b.Post(record+"/ubah", with(newForm(goodNIK), "versi", "1", "alamat", "HP 0812 9999 8888", "alasan", "NIK lama "+other))
	b.Post(hrefOf(t, b.Get(record), "Ubah"), url.Values{"jenis": {"PSM"}, "tempat": {"32.17.01.2002"}, "mulai": {"2021"}, "alasan": {"NIK " + other},
		"nomor_anggota": {"320112345678"}, "sk_nomor": {"4601234567890/2020"}})
	b.Post(hrefOf(t, b.Get(record), "Akhiri"), url.Values{"sampai": {"31-12-2025"}, "alasan": {"NIK " + other}, "alasan_lain": {"dan " + other}})
	b.Post(hrefOf(t, b.Get(record), "Aktifkan kembali"), url.Values{"alasan": {"NIK " + other}})
	b.Post(record+"/rekening/baru", url.Values{"bank": {"BJB " + other}, "rekening": {"0070012345678"}, "atas_nama": {"Siti " + other}, "sejak": {"1-1-2024"}})
	page := b.Get(record)
	if strings.Contains(page.Body, other) || strings.Contains(page.Body, "9999 8888") {
		t.Error("a personal number that was typed among words stands whole on the page")
	}
	for _, want := range []string{"KK 3217************", "cek NIK 3217************", "NIK lama 3217************", "320112345678", "4601234567890/2020"} {
		if !strings.Contains(page.Text(t, "main"), want) {
			t.Errorf("the record does not say %q", want)
		}
	}
	if got := page.Text(t, "#riwayat"); strings.Count(got, "NIK 3217************") < 4 {
		t.Errorf("the trail lacks a reason: %s", got)
	}
}

func TestOtherFormsRefuseWhatIsTooLong(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, newForm(goodNIK))
	end, long := hrefOf(t, b.Get(record), "Akhiri"), strings.Repeat("x", 301)
	for _, c := range []struct {
		path, input string
		form        url.Values
	}{
		{record + "/ubah", "alasan", with(newForm(goodNIK), "versi", "1", "alasan", long)},
		{record + "/buka", "alasan_lain", url.Values{"nomor": {"nik"}, "alasan": {"lain"}, "alasan_lain": {long}}},
		{end, "alasan_lain", url.Values{"sampai": {"1-1-2025"}, "alasan": {"Meninggal"}, "alasan_lain": {long}}},
		{strings.Replace(end, "akhiri", "pulihkan", 1), "alasan", url.Values{"alasan": {long}}},
		{strings.Replace(end, "akhiri", "ubah", 1), "alasan", url.Values{"jenis": {"PSM"}, "tempat": {"32.17.01"}, "mulai": {"2020"}, "alasan": {long}}},
		{record + "/rekening/baru", "bank", url.Values{"bank": {long[:101]}, "rekening": {"0070012345678"}, "atas_nama": {"Siti"}, "sejak": {"1-1-2024"}}},
		{record + "/rekening/baru", "atas_nama", url.Values{"bank": {"BJB"}, "rekening": {"0070012345678"}, "atas_nama": {long[:101]}, "sejak": {"1-1-2024"}}},
		{record + "/kepegawaian/baru", "unit", url.Values{"kepegawaian": {"NON_ASN"}, "unit": {long}, "kepegawaian_sejak": {"2020"}}},
	} {
		got := b.Post(c.path, c.form)
		if got.Status != http.StatusUnprocessableEntity || got.Doc(t).Find(`.error-summary a[href="#`+c.input+`"]`).Length() != 1 {
			t.Errorf("%s: status %d, %q", c.path, got.Status, got.Text(t, ".error-summary"))
		}
		if got.Text(t, "#"+c.input+"-salah") == "" {
			t.Errorf("%s: nothing stands at %s", c.path, c.input)
		}
	}
}

func TestFormsThatNoPageSends(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, newForm(goodNIK))
	for _, name := range []string{"isian_PSM_a\x00b", "isian_PSM_\xff"} {
		if got := b.Post("/sdm/baru", with(newForm("3217015203859124"), name, "x")); got.Status != http.StatusBadRequest {
			t.Errorf("a field named %q: status %d", name, got.Status)
		}
	}
	for _, version := range []string{"99999999999", "abc", ""} {
		if got := b.Post(record+"/ubah", with(newForm(goodNIK), "versi", version)); got.Status != http.StatusConflict {
			t.Errorf("version %q: status %d", version, got.Status)
		}
	}
	if got := b.Post(record+"/ubah", with(newForm(goodNIK), "versi", "1", "rumah", "x")); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a home that does not exist: status %d", got.Status)
	}
}

func TestAListShowsNobodyRatherThanEverybody(t *testing.T) {
	_, b := start(t)
	registered(t, b, newForm(goodNIK))
	for address, want := range map[string]string{"orang=abc": "0", "orang=,": "0", "orang=-": "0", "orang=": "1", "nama=---": "1", "status=berakhir": "0"} {
		page := b.Get("/sdm?" + address)
		if got := page.Text(t, "#total"); got != want {
			t.Errorf("%s: %s people", address, got)
		}
		if chips := page.Doc(t).Find(".chip").Length(); chips != 0 && want == "1" || chips != 1 && want == "0" {
			t.Errorf("%s: %d chips", address, chips)
		}
	}
	certified := b.Get("/sdm?sertifikat=tidak&status=berakhir")
	if text := certified.Text(t, ".chips"); certified.Text(t, "#total") != "1" || strings.Contains(text, "Tidak aktif") || !strings.Contains(text, "Belum bersertifikat") {
		t.Errorf("certificates are a matter of those who serve: %s under %q", certified.Text(t, "#total"), text)
	}
}

func TestOpeningAnAccountOrAMistypedPhone(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, with(newForm(goodNIK), "hp", "0812-345"))
	for number, from := range map[string]string{"0070011111111": "1-1-2020", "0070022222222": "1-1-2024", "0070033333333": "1-1-2090"} {
		bank := url.Values{"bank": {"Bank " + from[4:]}, "rekening": {number}, "atas_nama": {"Siti"}, "sejak": {from}}
		if got := b.Post(record+"/rekening/baru", bank); got.Status != http.StatusSeeOther {
			t.Fatalf("account: status %d", got.Status)
		}
	}
	offered := map[string]string{}
	page := b.Get(record)
	for _, choice := range page.Doc(t).Find(`[name="nomor"]`).EachIter() {
		value, _ := choice.Attr("value")
		offered[strings.TrimSpace(choice.Parent().Find("label").Text())] = value
	}
	if got := b.Post(record+"/buka", url.Values{"nomor": {"rekening-999"}, "alasan": {"x"}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("an account that is not hers: status %d", got.Status)
	}
	open := func(label string) string {
		t.Helper()
		for name, value := range offered {
			if strings.HasPrefix(name, label) {
				return b.Post(record+"/buka", url.Values{"nomor": {value}, "alasan": {"x"}}).Text(t, ".shown-number")
			}
		}
		t.Errorf("%s is not offered, but %v", label, offered)
		return ""
	}
	for label, want := range map[string]string{"Nomor rekening Bank 2024": "0070022222222", "Nomor rekening Bank 2090": "0070033333333", "Nomor HP": "0812-345"} {
		if got := open(label); got != want {
			t.Errorf("%s: %q", label, got)
		}
	}
	if len(offered) != 4 {
		t.Errorf("offered: %v", offered)
	}
	history := b.Get(record).Text(t, "#riwayat")
	for _, which := range []string{"Nomor rekening Bank 2024, sejak 1 Januari 2024", "Nomor rekening Bank 2090, sejak 1 Januari 2090"} {
		if !strings.Contains(history, which) {
			t.Errorf("the trail does not say that %s was opened: %s", which, history)
		}
	}
}

func TestSomebodyWhoHasDiedIsNotForgottenAsServing(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, newForm(goodNIK))
	if got := b.Post(record+"/ubah", with(newForm(goodNIK), "versi", "1", "meninggal", "1-1-2024")); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d", got.Status)
	}
	page := b.Get(record)
	if got := page.Text(t, "#identitas"); !strings.Contains(got, "Meninggal1 Januari 2024") {
		t.Errorf("identity: %s", got)
	}
	end, ok := page.Doc(t).Find(".notice a").Attr("href")
	if !ok {
		t.Fatalf("nothing asks to end it: %s", page.Text(t, "main"))
	}
	form := formOf(t, b.Get(end))
	if form.Get("sampai") != "1-1-2024" || form.Get("alasan") != "Meninggal" {
		t.Errorf("the form that ends it: %v", form)
	}
	b.Post(end, form)
	if got := b.Get(record).Text(t, ".notice"); got != "" {
		t.Errorf("it still says: %s", got)
	}
}

func TestADayThatIsTakenIsRefusedAtItsField(t *testing.T) {
	_, b := start(t)
	record := registered(t, b, newForm(goodNIK))
	bank := url.Values{"bank": {"BJB"}, "rekening": {"0070012345678"}, "atas_nama": {"Siti"}, "sejak": {"1-1-2024"}}
	job := url.Values{"kepegawaian": {"PNS"}, "kepegawaian_sejak": {"1-1-2024"}}
	b.Post(record+"/rekening/baru", bank)
	b.Post(record+"/kepegawaian/baru", job)
	if got := b.Post(record+"/rekening/baru", with(bank, "bank", "BRI")); got.Text(t, "#sejak-salah") == "" {
		t.Errorf("a second account from that day: status %d", got.Status)
	}
	if got := b.Post(record+"/kepegawaian/baru", with(job, "kepegawaian", "PPPK")); got.Text(t, "#kepegawaian_sejak-salah") == "" {
		t.Errorf("a second employment from that day: status %d", got.Status)
	}
}

func TestADateThatCannotBeReadLeadsBackToTheRest(t *testing.T) {
	_, b := start(t)
	got := b.Get("/sdm?jenis=PSM&tanggal=31-2-2026")
	if href, _ := got.Doc(t).Find("main a").First().Attr("href"); got.Status != http.StatusUnprocessableEntity || href != "/sdm?jenis=PSM" {
		t.Errorf("status %d, the way back is %q", got.Status, href)
	}
}
