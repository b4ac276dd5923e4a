package importerweb_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/importer"
	"pilar/internal/sheet"
)

// desk is a clerk before the application, in which nothing is worked on in the background: a test does that itself.
type desk struct {
	testing.TB
	*apptest.Browser
	app     *apptest.App
	imports *importer.Store
}

func open(t *testing.T) desk {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	return desk{t, a.As(t, account.Operator), a, importer.NewStore(a.Pool, a.Keys)}
}

// as is the same desk with somebody else at it.
func (d desk) as(role account.Role, kecamatan ...string) desk {
	d.Browser = d.app.As(d, role, kecamatan...)
	return d
}

// file is one file of an upload, in one of the form's fields.
type file struct {
	field, name string
	content     []byte
}

func chosen(name string, content []byte) file { return file{"berkas", name, content} }

// office is a file as offices keep it.
func office(t testing.TB, name string) file {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return chosen(name, content)
}

func (d desk) upload(typed url.Values, files ...file) apptest.Answer {
	d.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range typed {
		_ = w.WriteField(name, values[0])
	}
	for _, f := range files {
		part, err := w.CreateFormFile(f.field, f.name)
		if err != nil {
			d.Fatal(err)
		}
		_, _ = part.Write(f.content)
	}
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, "/impor", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return d.Do(r)
}

var importPath = regexp.MustCompile(`^/impor/(\d+)`)

// work does what the import that an answer leads to asks for.
func (d desk) work(path string) int64 {
	d.Helper()
	found := importPath.FindStringSubmatch(path)
	if found == nil {
		d.Fatalf("%q leads to no import", path)
	}
	id, _ := strconv.ParseInt(found[1], 10, 64)
	if err := d.imports.Work(d.Context(), id); err != nil {
		d.Fatal(err)
	}
	return id
}

// bring uploads a file and has it checked; it returns the page of the import.
func (d desk) bring(typed url.Values, f file) string {
	d.Helper()
	got := d.upload(typed, f)
	if got.Status != http.StatusSeeOther {
		d.Fatalf("%s: status %d: %s", f.name, got.Status, got.Text(d, ".error-summary"))
	}
	return fmt.Sprintf("/impor/%d", d.work(got.Location))
}

func (d desk) state(path string) importer.Import {
	d.Helper()
	id, _ := strconv.ParseInt(strings.TrimPrefix(path, "/impor/"), 10, 64)
	i, err := d.imports.Import(d.Context(), id)
	if err != nil {
		d.Fatal(err)
	}
	return i
}

// sees fails unless a page has a status and says all the words.
func (d desk) sees(what string, got apptest.Answer, status int, words ...string) {
	d.Helper()
	if got.Status != status {
		d.Fatalf("%s: status %d to %q, want %d: %s", what, got.Status, got.Location, status, got.Text(d, ".error-summary, .trouble"))
	}
	text := got.Text(d, "body")
	for _, w := range words {
		if !strings.Contains(text, w) {
			d.Errorf("%s does not say %q", what, w)
		}
	}
}

func TestAFileIsReceivedAndChecked(t *testing.T) {
	d := open(t)
	d.sees("the empty page", d.Get("/impor"), http.StatusOK, "Belum ada berkas yang diunggah", "25 MB", "TAGANA")
	got := d.upload(nil, office(t, "TKSK 2026.xlsx"))
	if got.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, "main"))
	}
	waiting := d.Get(got.Location)
	d.sees("while it is checked", waiting, http.StatusOK, "Sedang diperiksa", "boleh ditutup")
	if refresh := waiting.Header.Get("Refresh"); refresh != "2; url="+got.Location {
		t.Errorf("the page asks again by %q", refresh)
	}
	path := fmt.Sprintf("/impor/%d", d.work(got.Location))
	page := d.Get(path)
	d.sees("the checked file", page, http.StatusOK, "Belum disimpan", "TKSK", "NIK kurang dari 16 angka", "Simpan 14 baris")
	if page.Header.Get("Refresh") != "" {
		t.Error("a page that nothing happens on is loaded again and again")
	}
	d.sees("the list", d.Get("/impor"), http.StatusOK, "TKSK 2026.xlsx", "16 baris, 14 dapat disimpan")
	if got := d.Get("/impor?keadaan=tersimpan").Text(t, "main"); strings.Contains(got, "TKSK 2026.xlsx") {
		t.Error("the list shows what its filter leaves out")
	}
	d.sees("a state that is none", d.Get("/impor?keadaan=entah"), http.StatusBadRequest)
}

func TestEveryFigureOpensAsManyRows(t *testing.T) {
	d := open(t)
	path := d.bring(nil, office(t, "tagana kbb (rekap).xlsx"))
	figures := d.Get(path).Doc(t).Find("a.figure")
	if figures.Length() < 8 {
		t.Fatalf("only %d figures", figures.Length())
	}
	for _, a := range figures.EachIter() {
		says := a.Text()
		to, _ := a.Attr("href")
		to, _, _ = strings.Cut(to, "#")
		page := d.Get(to)
		if got := page.Text(t, "#total"); page.Status != http.StatusOK || got != says {
			t.Errorf("%s: status %d, %s rows instead of %s", to, page.Status, got, says)
		}
		n, shown := 0, page
		for {
			n += shown.Doc(t).Find("#tabel-baris tbody tr").Length()
			next, more := shown.Doc(t).Find(`[name="lalu"][value="berikutnya"]`).Attr("value")
			if !more || next == "" {
				break
			}
			form := url.Values{"lalu": {next}, "terakhir": {attr(t, shown, `[name="terakhir"]`, "value")}}
			action := attr(t, shown, `form[action*="/pilihan"]`, "action")
			to, _, _ := strings.Cut(d.Post(action, form).Location, "#")
			shown = d.Get(to)
		}
		if empty := page.Doc(t).Find(".empty").Length(); fmt.Sprint(n) != says && !(empty == 1 && says == "0") {
			t.Errorf("%s shows %d rows, says %s", to, n, says)
		}
	}
}

// A slow line carries a page of rows in a moment, whatever stands in them.
func TestPagesOfRowsAreSmall(t *testing.T) {
	d := open(t)
	for _, name := range fiveFiles {
		path := d.bring(nil, office(t, name))
		if n := len(d.Get(path).Body); n > 100_000 {
			t.Errorf("%s: the page is %d bytes", name, n)
		}
	}
}

func attr(t testing.TB, page apptest.Answer, selector, name string) string {
	t.Helper()
	value, _ := page.Doc(t).Find(selector).First().Attr(name)
	return value
}

func zipOf(t testing.TB, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f.name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write(f.content)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var fiveFiles = []string{"Data PSM per Kecamatan.xlsx", "Pegawai Dinsos.xlsx", "TKSK 2026.xlsx", "pendamping_pkh.csv", "tagana kbb (rekap).xlsx"}

var fiveCadres = map[string]string{"Data PSM per Kecamatan.xlsx": "PSM", "Pegawai Dinsos.xlsx": "DINSOS", "TKSK 2026.xlsx": "TKSK", "pendamping_pkh.csv": "PKH", "tagana kbb (rekap).xlsx": "TAGANA"}

func TestSeveralFilesAreShownSideBySide(t *testing.T) {
	var all, packed []file
	for _, name := range fiveFiles {
		f := office(t, name)
		all = append(all, f)
		packed = append(packed, file{name: "Rekap/../Dinas/" + f.name, content: f.content})
	}
	folder := []file{{"folder", "catatan.txt", []byte("bukan daftar")}, {"folder", "~$TKSK 2026.xlsx", []byte("kunci")}}
	for _, f := range all {
		folder = append(folder, file{"folder", f.name, f.content})
	}
	junk := []file{{name: "__MACOSX/._TKSK 2026.xlsx"}, {name: "baca saya.txt", content: []byte("halo")}}
	for name, files := range map[string][]file{
		"chosen one by one": all,
		"a folder":          folder,
		"a zip":             {chosen("semua.zip", zipOf(t, append(junk, packed...)...))},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			got := d.upload(nil, files...)
			if got.Status != http.StatusSeeOther || !strings.HasPrefix(got.Location, "/impor?kelompok=") {
				t.Fatalf("status %d to %q", got.Status, got.Location)
			}
			waiting := d.Get(got.Location)
			d.sees("while they are checked", waiting, http.StatusOK, "5 berkas sudah diterima", "masih diperiksa")
			if waiting.Header.Get("Refresh") == "" {
				t.Error("the page does not ask again")
			}
			for _, a := range waiting.Doc(t).Find("tbody th a").EachIter() {
				path, _ := a.Attr("href")
				d.work(path)
			}
			page := d.Get(got.Location)
			for _, row := range page.Doc(t).Find("tbody tr").EachIter() {
				name := row.Find("th a").Text()
				if cadre, _ := row.Find("select option[selected]").Attr("value"); cadre != fiveCadres[name] || cadre == "" {
					t.Errorf("%q was taken for %q", name, cadre)
				}
			}
			if n := page.Doc(t).Find("tbody tr").Length(); n != 5 {
				t.Errorf("%d files side by side", n)
			}
		})
	}
}

func TestTheCadreOfOneOfSeveralIsChanged(t *testing.T) {
	d := open(t)
	got := d.upload(nil, office(t, "TKSK 2026.xlsx"), office(t, "Pegawai Dinsos.xlsx"))
	waiting := d.Get(got.Location).Doc(t)
	var ids []int64
	for _, a := range waiting.Find("tbody th a").EachIter() {
		path, _ := a.Attr("href")
		ids = append(ids, d.work(path))
	}
	form := url.Values{}
	page := d.Get(got.Location)
	for _, input := range page.Doc(t).Find(`form[action="/impor/kelompok"] input[type=hidden]`).EachIter() {
		name, _ := input.Attr("name")
		value, _ := input.Attr("value")
		form.Set(name, value)
	}
	form.Set(fmt.Sprintf("jenis_%d", ids[0]), "PSM")
	form.Set(fmt.Sprintf("jenis_%d", ids[1]), "DINSOS")
	answer := d.Post("/impor/kelompok", form)
	d.sees("changed", d.Get(answer.Location), http.StatusOK, "1 berkas diperiksa lagi")
	for n, want := range []string{"PSM", "DINSOS"} {
		if i := d.state(fmt.Sprintf("/impor/%d", ids[n])); i.Cadre != want || (i.State == importer.Checking) != (n == 0) {
			t.Errorf("file %d is %s, %s", n, i.Cadre, i.State)
		}
	}
	form.Set(fmt.Sprintf("jenis_%d", ids[0]), "TKSK")
	d.sees("a second time with the old version", d.Post("/impor/kelompok", form), http.StatusUnprocessableEntity, "Orang lain mengubahnya lebih dahulu")
}

// bomb is a zip of a file that says it is small, or as large as it is.
func bomb(t testing.TB, declared uint64) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("daftar.csv")
	if err != nil {
		t.Fatal(err)
	}
	blank := bytes.Repeat([]byte(" "), 1<<20)
	for range 30 {
		_, _ = w.Write(blank)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	if declared > 0 { // in the directory at the end, 24 bytes from the entry's mark
		at := bytes.LastIndex(whole, []byte("PK\x01\x02"))
		whole[at+24], whole[at+25], whole[at+26], whole[at+27] = byte(declared), byte(declared>>8), byte(declared>>16), byte(declared>>24)
	}
	return whole
}

func TestEachWrongFileHasItsOwnSentence(t *testing.T) {
	d := open(t)
	good := office(t, "TKSK 2026.xlsx")
	xxe := zipOf(t, file{name: "_rels/.rels", content: []byte(`<Relationships><Relationship Id="a" Type="http://x/officeDocument" Target="/xl/workbook.xml"/></Relationships>`)},
		file{name: "xl/workbook.xml", content: []byte(`<workbook><sheets><sheet name="Data" sheetId="1" r:id="k"/></sheets></workbook>`)},
		file{name: "xl/_rels/workbook.xml.rels", content: []byte(`<Relationships><Relationship Id="k" Type="http://x/worksheet" Target="a.xml"/></Relationships>`)},
		file{name: "xl/a.xml", content: []byte(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c><v>&e;</v></c></row></sheetData></worksheet>`)})
	said := map[string]string{}
	for _, c := range []struct {
		file
		refused bool // at the form, as there is nothing to keep
		says    string
	}{
		{chosen("sandi.xlsx", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), utf16("EncryptedPackage")...)), false, "kata sandi"},
		{chosen("lama.xls", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), utf16("Workbook")...)), false, "Excel lama"},
		{chosen("foto.xlsx", []byte("\x89PNG\r\n\x1a\n0000000000")), false, "gambar"},
		{chosen("putus.xlsx", good.content[:4000]), false, "rusak atau terpotong"},
		{chosen("xxe.xlsx", xxe), false, "rujukan ke luar"},
		{chosen("kosong.csv", nil), false, "kosong"},
		{chosen("besar.xlsx", make([]byte, sheet.MaxBytes+1)), true, "25 MB"},
		{chosen("bom.zip", bomb(t, 0)), true, "25 MB"},
		{chosen("bohong.zip", bomb(t, 1000)), true, "rusak atau terpotong"},
		{chosen("dalam.zip", zipOf(t, file{name: "lagi.zip", content: zipOf(t, file{name: "a.csv", content: []byte("a")})})), true, "ZIP di dalam ZIP"},
		{chosen("foto.zip", zipOf(t, file{name: "a.jpg", content: []byte("a")})), true, "tidak ada berkas .xlsx atau .csv"},
	} {
		alone := d.upload(nil, c.file)
		if c.refused {
			d.sees(c.name, alone, http.StatusUnprocessableEntity, c.says)
			if got := alone.Text(t, ".error-summary"); !strings.Contains(got, c.name) {
				t.Errorf("%s: the summary says %q", c.name, got)
			}
			said[alone.Text(t, ".error-summary li")] = c.name
		} else {
			page := d.Get(alone.Location)
			d.sees(c.name, page, http.StatusOK, c.says, "Tidak terbaca", "unggah lagi")
			said[page.Text(t, "main .notice-title")] = c.name
		}
		beside := d.upload(nil, good, c.file)
		if beside.Status != http.StatusSeeOther {
			t.Errorf("%s keeps a good file out: status %d", c.name, beside.Status)
			continue
		}
		both := d.Get(beside.Location)
		d.sees(c.name+" beside a good file", both, http.StatusOK, c.says, "TKSK 2026.xlsx")
		if c.refused && both.Header.Get("Refresh") != "" {
			t.Errorf("%s: the page goes on before anybody has read why the file was refused", c.name)
		}
	}
	if len(said) < 10 { // one is damaged, whether in an archive or not; two are too big
		t.Errorf("only %d different sentences: %q", len(said), said)
	}
}

func utf16(s string) []byte {
	var b []byte
	for _, c := range s {
		b = append(b, byte(c), 0)
	}
	return append(make([]byte, 504), b...)
}

func TestAnUploadThatIsNotInOrder(t *testing.T) {
	d := open(t)
	got := d.upload(url.Values{"jenis": {"XYZ"}, "per": {"31-2-2026"}}, office(t, "TKSK 2026.xlsx"))
	d.sees("a wrong cadre and day", got, http.StatusUnprocessableEntity, "tidak ada dalam daftar")
	if kept := attr(t, got, "#per", "value"); kept != "31-2-2026" {
		t.Errorf("what was typed is lost: %q", kept)
	}
	if !strings.HasPrefix(got.Text(t, "title"), "Perlu diperbaiki: ") {
		t.Errorf("title %q", got.Text(t, "title"))
	}
	d.sees("no file", d.upload(nil), http.StatusUnprocessableEntity, "belum dipilih")
	d.sees("too many", d.upload(nil, make([]file, 61)...), http.StatusUnprocessableEntity)
	if all, _, err := d.imports.List(t.Context(), importer.ListFilter{}); err != nil || len(all) != 0 {
		t.Errorf("%d imports were kept of refused uploads (%v)", len(all), err)
	}
	given := d.bring(url.Values{"jenis": {"TKSK"}, "per": {"1 Maret 2026"}}, office(t, "TKSK 2026.xlsx"))
	d.sees("a day that was given", d.Get(given), http.StatusOK, "Keadaan per 1 Maret 2026")
}

func TestAnUploadThatIsSentTwice(t *testing.T) {
	d := open(t)
	form := url.Values{"_kunci": {"satu"}}
	first := d.upload(form, office(t, "TKSK 2026.xlsx"), office(t, "Pegawai Dinsos.xlsx"))
	second := d.upload(form, office(t, "TKSK 2026.xlsx"), office(t, "Pegawai Dinsos.xlsx"))
	if second.Status != http.StatusSeeOther || second.Location != first.Location {
		t.Errorf("the second led to %q, the first to %q", second.Location, first.Location)
	}
	if all, _, err := d.imports.List(t.Context(), importer.ListFilter{}); err != nil || len(all) != 2 {
		t.Errorf("%d imports (%v)", len(all), err)
	}
}

func TestWhoSeesAnImport(t *testing.T) {
	d := open(t)
	mine := d.as(account.Operator, "32.17.01")
	other := d.as(account.Operator, "32.17.01", "32.17.02")
	path := mine.bring(nil, office(t, "TKSK 2026.xlsx"))
	for _, c := range []struct {
		who    string
		desk   desk
		status int
	}{{"whoever brought it", mine, http.StatusOK}, {"an unlimited clerk", d, http.StatusOK}, {"another limited clerk", other, http.StatusNotFound},
		{"the staff", d.as(account.Staff), http.StatusForbidden}} {
		for _, page := range []string{path, path + "/simpan", path + "/buang", path + "/baris/1", "/impor?kelompok=" + strings.TrimPrefix(path, "/impor/")} {
			if got := c.desk.Get(page); got.Status != c.status {
				t.Errorf("%s opens %s: status %d, want %d", c.who, page, got.Status, c.status)
			}
		}
		if list := c.desk.Get("/impor").Text(t, "main"); strings.Contains(list, "TKSK 2026.xlsx") != (c.status == http.StatusOK) {
			t.Errorf("%s sees the file in the list: %v", c.who, !(c.status == http.StatusOK))
		}
	}
	for _, page := range []string{"/jawaban", "/pilihan", "/simpan", "/batalkan", "/buang", "/periksa-lagi", "/baris/1", "/sejak-terakhir/akhiri"} {
		if got := other.Post(path+page, url.Values{}); got.Status != http.StatusNotFound {
			t.Errorf("another limited clerk posts to %s: status %d", page, got.Status)
		}
	}
	// Since then the one who brought it was limited to another kecamatan: the rows are beyond the limit now.
	if _, err := d.app.Pool.Exec(t.Context(), `UPDATE account_region SET region = '32.17.02' WHERE account = $1`, mine.Account); err != nil {
		t.Fatal(err)
	}
	if got := mine.Get(path); got.Status != http.StatusNotFound {
		t.Errorf("rows beyond the present limit are shown: status %d", got.Status)
	}
}
