package workerweb_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/audit"
	"pilar/internal/demo"
	"pilar/internal/sheet"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

// file is a file that was downloaded: its title, and its rows by the heads of the columns.
type file struct {
	title string
	rows  []map[string]sheet.Cell
	ended bool
}

func download(t *testing.T, b *apptest.Browser, query string, form url.Values) file {
	t.Helper()
	got := b.Post("/sdm/ekspor?"+query, form)
	if got.Status != http.StatusOK {
		t.Fatalf("%s %v: status %d: %s", query, form, got.Status, got.Text(t, "main"))
	}
	if kind := got.Header.Get("Content-Disposition"); !strings.HasPrefix(kind, "attachment; filename=Data-SDM-") {
		t.Errorf("disposition %q", kind)
	}
	book, err := sheet.Read(strings.NewReader(got.Body), int64(len(got.Body)))
	if err != nil {
		t.Fatal(err)
	}
	var f file
	var heads []string
	for row, err := range book.Sheets[0].Rows() {
		switch first := row.At(0).Text; {
		case err != nil:
			t.Fatal(err)
		case first == "Nama":
			for _, c := range row.Cells {
				heads = append(heads, c.Text)
			}
		case heads == nil:
			f.title += first + "\n"
		case first == "Akhir daftar.":
			f.ended = true
		default:
			cells := map[string]sheet.Cell{}
			for _, c := range row.Cells {
				cells[heads[c.Column]] = c
			}
			f.rows = append(f.rows, cells)
		}
	}
	return f
}

func (f file) names() []string {
	var names []string
	for _, r := range f.rows {
		names = append(names, r["Nama"].Text)
	}
	return names
}

// What the list says and what the file holds are the same, whatever is filtered, in both formats.
func TestAnExportHoldsWhatTheListShows(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	today := a.Clock.Now().Truncate(24 * time.Hour)
	if _, err := demo.Fill(t.Context(), a.Pool, a.Keys, audit.System("uji"), demo.Options{People: 444, Seed: 1, Today: today}); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]*apptest.Browser{"whole": a.As(t, account.Staff), "limited": a.As(t, account.Staff, "32.17.01", "32.17.08")} {
		for i, query := range []string{"", "jenis=PSM&kecamatan=32.17.01", "sertifikat=tidak", "status=berakhir", "status=semua&urut=nama-turun", "nama=a",
			"staf=tanpa&rangkap=ya", "jenis=TKSK&tanggal=2024-12-31", "tanggal=2025-12-31&tercatat=2026-01-31", "kecamatan=kabupaten", "kecamatan=32.17.03", "urut=terdaftar"} {
			list := b.Get("/sdm?" + query)
			f := download(t, b, query, url.Values{"format": {[]string{"xlsx", "csv"}[i%2]}})
			if total := list.Text(t, "#total"); total != fmt.Sprint(len(f.rows)) {
				t.Errorf("%s, %s: the list says %s, the file holds %d", name, query, total, len(f.rows))
			}
			if !f.ended {
				t.Errorf("%s, %s: the file has no end", name, query)
			}
			var shown []string
			for _, cell := range list.Doc(t).Find("#tabel tbody th a").EachIter() {
				shown = append(shown, strings.TrimSpace(cell.Text()))
			}
			if got := f.names(); !slices.Equal(shown, got[:min(len(shown), len(got))]) {
				t.Errorf("%s, %s: the first page shows %v, the file begins %v", name, query, shown, got[:min(5, len(got))])
			}
			for _, r := range f.rows {
				for _, number := range []string{"NIK", "Nomor HP", "Nomor KK", "NPWP", "Nomor rekening"} {
					if c := r[number]; c.Number || c.Text != "" && !strings.Contains(c.Text, "****") {
						t.Fatalf("%s, %s: %s stands as %+v", name, query, number, c)
					}
				}
				for _, place := range strings.Split(r["Kecamatan tugas"].Text, "; ") {
					if name == "limited" && !slices.Contains([]string{"", "Lembang", "Padalarang"}, place) && !strings.Contains(query, "status") {
						t.Fatalf("%s: a person of %s", query, place)
					}
				}
			}
		}
	}
}

func TestAnExportInWords(t *testing.T) {
	a, b := start(t)
	registered(t, b, with(newForm(goodNIK), "nama", "=Siti", "kk", "3217010101019001"))
	f := download(t, b, "jenis=PSM&kecamatan=32.17.01&tercatat=2099-12-31", url.Values{"format": {"xlsx"}})
	for _, words := range []string{"Dinas Sosial", "Aktif; PSM; Kec. Lembang; per tanggal ", "sebagaimana tercatat 31 Desember 2099: 1 orang", "Diambil oleh Uji operator, ", "disamarkan"} {
		if !strings.Contains(f.title, words) {
			t.Errorf("the title does not say %q: %s", words, f.title)
		}
	}
	r := f.rows[0]
	for head, want := range map[string]string{"Nama": "=Siti", "NIK": "3217************", "Jenis kelamin": "Perempuan", "Tempat tugas": "Desa Pagerwangi, Kec. Lembang",
		"Kecamatan tugas": "Lembang", "Sertifikat": "Belum bersertifikat", "Tanggal lahir": "31118", "Bertugas sejak": "43891"} {
		if r[head].Text != want || r[head].Number != strings.HasPrefix(want, "31118") && r[head].Number != strings.HasPrefix(want, "43891") {
			t.Errorf("%s is %+v, want %q", head, r[head], want)
		}
	}
	limited := download(t, a.As(t, account.Staff, "32.17.01"), "", url.Values{"format": {"csv"}})
	if !strings.Contains(limited.title, "hanya kecamatan Lembang") {
		t.Errorf("a limited file does not say so: %s", limited.title)
	}
}

func TestWholeNumbersAreExportedForAReason(t *testing.T) {
	a, b := start(t)
	registered(t, b, with(newForm(goodNIK), "kk", "3217010101019001"))
	entries := func() string {
		return a.As(t, account.Inspector).Get("/audit?perbuatan=list.exported").Text(t, "tbody")
	}

	got := b.Post("/sdm/ekspor", url.Values{"format": {"xlsx"}, "nomor": {"utuh"}, "alasan": {" "}})
	if got.Status != http.StatusUnprocessableEntity || got.Text(t, `.error-summary a[href="#alasan"]`) == "" {
		t.Errorf("without a reason: status %d", got.Status)
	}
	if kept, _ := got.Doc(t).Find(`[name="nomor"][checked]`).Attr("value"); kept != "utuh" {
		t.Errorf("what was chosen is lost: %q", kept)
	}
	if got := b.Post("/sdm/ekspor", url.Values{"format": {"pdf"}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a format that is none: status %d", got.Status)
	}
	for _, role := range []account.Role{account.Staff, account.Inspector, account.Administrator} {
		if got := a.As(t, role).Post("/sdm/ekspor", url.Values{"format": {"csv"}, "nomor": {"utuh"}, "alasan": {"ingin tahu"}}); got.Status != http.StatusForbidden || strings.Contains(got.Body, goodNIK) {
			t.Errorf("%s: status %d", role, got.Status)
		}
		if page := a.As(t, role).Get("/sdm/ekspor"); page.Doc(t).Find(`[name="nomor"]`).Length() > 0 {
			t.Errorf("%s is offered whole numbers", role)
		}
	}
	if said := entries(); said != "" {
		t.Errorf("refused exports stand in the trail: %s", said)
	}
	for _, format := range []string{"xlsx", "csv"} {
		f := download(t, b, "jenis=PSM", url.Values{"format": {format}, "nomor": {"utuh"}, "alasan": {"lain"}, "alasan_lain": {"pencocokan DTSEN 3217015203859123"}})
		for head, want := range map[string]string{"NIK": goodNIK, "Nomor KK": "3217010101019001", "Nomor HP": "+6281234567890"} {
			if c := f.rows[0][head]; c.Text != want || c.Number {
				t.Errorf("%s: %s is %+v", format, head, c)
			}
		}
		if !strings.Contains(f.title, "DATA PRIBADI SECARA UTUH") {
			t.Errorf("the file does not say what it holds: %s", f.title)
		}
	}
	said := entries()
	for _, words := range []string{"Mengekspor", "Daftar SDM", "Uji operator", "pencocokan DTSEN 3217************", "Aktif; PSM; per tanggal", "Jumlah orang", "1", "utuh", "csv", "xlsx"} {
		if !strings.Contains(said, words) {
			t.Errorf("the trail does not say %q: %s", words, said)
		}
	}
	if strings.Contains(said, goodNIK) {
		t.Error("the trail holds a number")
	}
}

func TestAnExportRunsNoFormula(t *testing.T) {
	_, b := start(t)
	registered(t, b, with(newForm(goodNIK), "nama", `=HYPERLINK("http://jahat.invalid")`, "alamat", "+62 RT 1", "tempat_lahir", "@SUM(1)", "pendidikan", "-1"))
	got := b.Post("/sdm/ekspor?nama=", url.Values{"format": {"csv"}})
	r := csv.NewReader(bytes.NewReader([]byte(strings.TrimPrefix(got.Body, "\uFEFF"))))
	r.Comma = ';'
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records {
		for _, cell := range record {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("a cell begins as a formula does: %q", cell)
			}
		}
	}
	if text := strings.Join(slices.Concat(records...), "|"); !strings.Contains(text, `'=HYPERLINK`) || !strings.Contains(text, "'@SUM") {
		t.Errorf("the file does not hold what was typed: %s", text)
	}
}

func TestAddressesThatAreNoList(t *testing.T) {
	_, b := start(t)
	for query, status := range map[string]int{"urut=nik": http.StatusBadRequest, "nama=3217015203859123": http.StatusBadRequest, "status=x": http.StatusBadRequest,
		"tanggal=31-2-2026": http.StatusUnprocessableEntity, "lanjut=abc": http.StatusOK} {
		for method, got := range map[string]apptest.Answer{"GET": b.Get("/sdm/ekspor?" + query), "POST": b.Post("/sdm/ekspor?"+query, url.Values{"format": {"csv"}})} {
			if got.Status != status {
				t.Errorf("%s %s: status %d, want %d", method, query, got.Status, status)
			}
		}
	}
}

// A file is of one moment: what changes while it is written stands in none of its rows, or in all.
func TestAnExportIsOfOneMoment(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	workers := worker.NewStore(a.Pool, a.Keys)
	var ids []int64
	for i := range 3 {
		ids = append(ids, workertest.Registered(t, workers, fmt.Sprint("Orang ", i), workertest.Engagement("PSM", "32.17.01.2001", "2021-01-01")))
	}
	f := worker.Filter{}
	f.At.On = workertest.Day("2025-06-01")
	var people int
	var seen []string
	err := workers.Export(t.Context(), workertest.Clerk, worker.Export{Filter: f, Words: "semua", Format: "csv"}, func(n int) error {
		people = n
		workertest.Registered(t, workers, "Orang lain", workertest.Engagement("PSM", "32.17.01.2001", "2021-01-01"))
		_, err := a.Owner.Exec(t.Context(), `UPDATE worker SET name = 'Diganti' WHERE id = $1`, ids[2])
		return err
	}, func(taken worker.Taken) error {
		seen = append(seen, taken.Person.Name)
		return nil
	})
	if err != nil || people != 3 || strings.Join(seen, ",") != "Orang 0,Orang 1,Orang 2" {
		t.Errorf("%d people, %v, %v", people, seen, err)
	}
}
