package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/asof"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/seal"
	"pilar/web/link"
)

// elsewhere is a district that there is not, in a province that goes by WITA: a name that two desa bear, and a kelurahan.
const elsewhere = `kode,nama,tingkat,kode_induk
74.99,Kabupaten Samudra Reka Cipta,kabupaten,74
74.99.01,Teluk Reka,kecamatan,74.99
74.99.01.1001,Pasir Cipta,kelurahan,74.99.01
74.99.01.2001,Sukareka,desa,74.99.01
74.99.01.2002,Tanjung Cipta,desa,74.99.01
74.99.02,Pulau Cipta,kecamatan,74.99
74.99.02.2001,Sukareka,desa,74.99.02
74.99.02.2002,Karang Cipta,desa,74.99.02
74.99.03,Bukit Reka,kecamatan,74.99
74.99.03.2001,Lereng Cipta,desa,74.99.03
`

const peopleElsewhere = `NO,NAMA LENGKAP,NIK,TEMPAT LAHIR,TANGGAL LAHIR,L/P,KECAMATAN,DESA/KELURAHAN
1,Wa Ode Rekawati,7499014101859001,Teluk Reka,01-01-1985,P,Kec. Teluk Reka,Kel. Pasir Cipta
2,La Ode Ciptadi,7499020202809002,Pulau Cipta,02-02-1980,L,PULAU CIPTA KSRC,Desa Sukareka
3,Andi Rekadi,7499010303789003,Makassar,03-03-1978,L,Teluk Reka,Sukareka
4,Sitti Ciptawati,1234014404829004,Makassar,04-04-1982,P,Bukit Reka,Lereng Cipta
5,Tanpa Kecamatan,7499010505839005,Makassar,05-05-1983,L,,Sukareka
`

// TestAnOfficeElsewhere lets another district begin from nothing and looks at every page as every role: nothing there may
// speak of the district that ships with Pilar. The time zone is the process's, so that no test runs beside this one.
func TestAnOfficeElsewhere(t *testing.T) {
	t.Cleanup(func() { asof.SetZone("WIB") })
	db := pgtest.OpenBare(t)
	env := office(t, db)
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		says string
		args []string
	}{
		{"that of Kabupaten Samudra Reka Cipta now: 3 kecamatan, 6 desa", []string{"regions", file("wilayah.csv", elsewhere)}},
		{"60 people", []string{"fill", "--people", "60"}},
		{"ok      chain", []string{"doctor"}},
	} {
		got := pilar(t, env, "", c.args...)
		got.want(t, exitDone, c.says, "")
		silent(t, strings.Join(c.args[:1], " "), got.out+got.errors)
	}
	if got := asof.Zone().String(); got != "WITA" {
		t.Errorf("a command goes by %s", got)
	}
	report := imported(t, env, "--cadre", "PSM", file("psm.csv", peopleElsewhere), "--apply")
	if report.Loadable != 4 || report.Rejected != 1 {
		t.Errorf("%d rows are stored and %d refused: %+v", report.Loadable, report.Rejected, report.Rows)
	}
	for _, row := range report.Rows {
		for _, p := range row.Problems {
			silent(t, "the report of an import", p.Message)
			if p.Kind == "nik_region_mismatch" && row.Number != 5 {
				t.Errorf("row %d: %s", row.Number, p.Message)
			}
		}
	}

	keys, err := seal.Load(filepath.Join(env["PILAR_DATA"], "pilar.key"))
	if err != nil {
		t.Fatal(err)
	}
	a := apptest.New(t, app.Config{Pool: db.App, Keys: keys})
	furnishElsewhere(t, a)
	for _, role := range account.Roles() {
		walker{t, a.As(t, role), string(role), map[string]int{}, map[string]bool{}}.everywhere()
	}
	walker{t, a.As(t, account.Operator, "74.99.01"), "limited", map[string]int{}, map[string]bool{}}.everywhere()
	refusalsElsewhere(t, a)

	home := a.As(t, account.Staff).Get(link.Home())
	for place, want := range map[string]string{".brand-office": "Dinas Sosial dan Pemberdayaan Samudra", ".print-head": " WITA oleh ", ".print-letterhead": "Jl. Pelabuhan"} {
		if got := home.Text(t, place); !strings.Contains(got, want) {
			t.Errorf("%s says %q, want %q", place, got, want)
		}
	}
	people := a.As(t, account.Staff).Get(link.WorkersQuery(url.Values{"jenis": {"PSM"}, "nama": {"ode"}})).Text(t, "tbody")
	for _, want := range []string{"Kel. Pasir Cipta, Kec. Teluk Reka", "Desa Sukareka, Kec. Pulau Cipta"} {
		if !strings.Contains(people, want) {
			t.Errorf("the list does not say %q: %s", want, people)
		}
	}
}

// furnishElsewhere is what the office's administrator does on the first day.
func furnishElsewhere(t *testing.T, a *apptest.App) {
	t.Helper()
	b := a.As(t, account.Administrator)
	sent := func(path string, typed url.Values) {
		t.Helper()
		b.Get(path).Doc(t).Find("main form").First().Find("input[type=hidden]").Each(func(_ int, s *goquery.Selection) {
			typed.Set(s.AttrOr("name", ""), s.AttrOr("value", ""))
		})
		if got := b.Post(path, typed); got.Status != http.StatusSeeOther {
			t.Fatalf("%s: status %d, %s", path, got.Status, got.Text(t, ".error-summary"))
		}
	}
	sent(link.SettingsGroup("identitas"), url.Values{"office.name": {"Dinas Sosial dan Pemberdayaan Samudra"}, "office.city": {"Teluk Reka"}, "office.email": {"dinsos@contoh.invalid"}})
	sent(link.SettingsGroup("kop-surat"), url.Values{"office.letterhead": {"PEMERINTAH KABUPATEN SAMUDRA REKA CIPTA\nDINAS SOSIAL\nJl. Pelabuhan 1"}})
	sent(link.NewCadre(), url.Values{"kode": {"KSB"}, "nama": {"Kampung Siaga Bencana"}, "kategori": {"Relawan Sosial"}, "tingkat": {"desa"}, "urutan": {"1"}, "dipakai": {"1"}})
	sent(link.NewCadreField("KSB"), url.Values{"nama": {"Nomor kartu"}, "jenis": {"text"}, "urutan": {"1"}, "disegel": {"1"}, "dipakai": {"1"}})
	sent(link.Cadre("TAGANA"), url.Values{"nama": {"Taruna Siaga Bencana Samudra"}, "kategori": {"Relawan Sosial"}, "tingkat": {"kecamatan"}, "urutan": {"4"}, "dipakai": {"1"}})
	sent(link.Formation("KSB"), url.Values{"wilayah": {"74.99.01.1001"}, "jumlah": {"2"}, "mulai": {"1-1-2020"}})
	operator := a.As(t, account.Operator)
	if got := operator.Post(link.NewWorker(), url.Values{"nama": {"Sitti Kartu"}, "nik": {"7499014606869006"}, "jenis": {"KSB"}, "tempat": {"74.99.01.1001"},
		"mulai": {"2021"}, "isian_KSB_nomor_kartu": {"AB-998877"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("a person: status %d, %s", got.Status, got.Text(t, ".error-summary"))
	}
	logoElsewhere(t, b)
}

func logoElsewhere(t *testing.T, b *apptest.Browser) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	version := b.Get(link.EditLogo()).Doc(t).Find("input[name=versi]").AttrOr("value", "")
	if err := w.WriteField("versi", version); err != nil {
		t.Fatal(err)
	}
	part, err := w.CreateFormFile("logo", "lambang.png")
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(part, image.NewPaletted(image.Rect(0, 0, 64, 64), color.Palette{color.RGBA{20, 60, 120, 255}})); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, link.EditLogo(), &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if got := b.Do(r); got.Status != http.StatusSeeOther {
		t.Fatalf("the logo: status %d, %s", got.Status, got.Text(t, ".error-summary"))
	}
}

// refusalsElsewhere sends every form empty, and full of mistakes: their messages too are the district's own.
func refusalsElsewhere(t *testing.T, a *apptest.App) {
	t.Helper()
	for path, role := range map[string]account.Role{
		link.NewWorker(): account.Operator, link.SettingsGroup("identitas"): account.Administrator, link.SettingsGroup("tampilan"): account.Administrator,
		link.EditLogo(): account.Administrator, link.NewCadre(): account.Administrator, link.NewCadreField("PSM"): account.Administrator, link.Formation("PSM"): account.Administrator,
	} {
		got := a.As(t, role).Post(path, url.Values{"nik": {"12"}, "hp": {"x"}, "surel": {"x"}, "tanggal_lahir": {"x"}, "office.email": {"x"}, "nik.prefixes": {"x"}})
		if got.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s spoilt: status %d", path, got.Status)
		}
		silent(t, path+" refused", got.Body)
	}
	got := a.As(t, account.Administrator).Post(link.SettingsGroup("waktu-dan-nik"), url.Values{"office.zone": {"WITA"}, "nik.prefixes": {"x"}})
	if text := got.Text(t, ".error-summary"); got.Status != http.StatusUnprocessableEntity || strings.Contains(text, "3217") {
		t.Errorf("prefixes: status %d, %s", got.Status, text)
	}
}

// walker follows links as one visitor; of pages that are alike it looks at a few.
type walker struct {
	*testing.T
	b     *apptest.Browser
	who   string
	alike map[string]int
	seen  map[string]bool
}

const (
	mostAlike = 4
	leastSeen = 8
)

var figures = regexp.MustCompile(`\d+`)

// kind is what pages have in common whose address differs in its numbers and values.
func kind(u *url.URL) string {
	var names []string
	for name := range u.Query() {
		names = append(names, name)
	}
	return fmt.Sprint(figures.ReplaceAllString(u.Path, "N"), len(names))
}

func (w walker) everywhere() {
	w.Helper()
	w.look(link.Home())
	if len(w.alike) < leastSeen {
		w.Errorf("%s found only %v", w.who, w.alike)
	}
}

func (w walker) look(path string) {
	w.Helper()
	u, err := url.Parse(path)
	if err != nil || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "/aset/") || w.seen[path] || w.alike[kind(u)] >= mostAlike {
		return
	}
	w.seen[path] = true
	w.alike[kind(u)]++
	page := w.b.Get(path)
	if page.Status != http.StatusOK {
		w.Errorf("%s, %s: status %d", w.who, path, page.Status)
		return
	}
	if !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
		return
	}
	text := page.Body
	if u.Path == link.SettingsGroup("waktu-dan-nik") {
		text = strings.ReplaceAll(text, "WIB", "") // one of three to choose from
	}
	silent(w.T, w.who+", "+path, strings.ReplaceAll(text, "<del>WIB</del>", "")) // what the trail says a new register had
	for _, s := range page.Doc(w.T).Find("a[href], img[src]").EachIter() {
		w.look(strings.SplitN(s.AttrOr("href", s.AttrOr("src", "")), "#", 2)[0])
	}
}

var (
	foreignWords = regexp.MustCompile(`Bandung|\bKBB\b|\b32\.17\b|\b3217|\b3204|Lembang|Cimahi|Jawa Barat|\bWIB\b|Jakarta`)
	requestID    = regexp.MustCompile(`Nomor permintaan: [A-Z0-9-]+`)
)

// silent fails where a text speaks of the district that ships with Pilar.
func silent(t *testing.T, what, text string) {
	t.Helper()
	text = requestID.ReplaceAllString(text, "")
	if at := foreignWords.FindStringIndex(text); at != nil {
		t.Errorf("%s says %q: …%s…", what, text[at[0]:at[1]], text[max(0, at[0]-80):min(len(text), at[1]+80)])
	}
}
