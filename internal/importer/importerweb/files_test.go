package importerweb_test

import (
	"bytes"
	csvtext "encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"pilar/internal/account"
	"pilar/internal/audit"
	"pilar/internal/importer"
	"pilar/web/link"
)

func workbookOf(t *testing.T, body string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestTheTemplateOfACadre(t *testing.T) {
	d := open(t)
	for _, cadre := range []string{"TKSK", "PSM", "TAGANA", "PKH", "DINSOS"} {
		got := d.Get(link.ImportTemplate(cadre))
		if kind := got.Header.Get("Content-Disposition"); got.Status != http.StatusOK || kind != "attachment; filename=Templat-"+cadre+".xlsx" {
			t.Fatalf("%s: status %d, disposition %q", cadre, got.Status, kind)
		}
		f := workbookOf(t, got.Body)
		for i, head := range mustRows(t, f, "Data "+cadre)[0] {
			at, _ := excelize.CoordinatesToCellName(i+1, 2)
			if text := map[string]string{"Nama (wajib)": "Neng Euis", "NIK (wajib)": "3217015203859001", "Kecamatan Tugas (wajib)": "Lembang", "Desa Tugas (wajib)": "Cikole"}[head]; text != "" {
				if err := f.SetCellStr("Data "+cadre, at, text); err != nil {
					t.Fatal(err)
				}
			}
		}
		filled, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		i := d.state(d.bring(nil, chosen("isi.xlsx", filled.Bytes())))
		if i.State != importer.Checked || i.Cadre != cadre || i.Counts.Verdicts[importer.New] != 1 || i.Counts.Rows() != 1 {
			t.Errorf("%s, filled in: %s of %q, %+v, %v", cadre, i.State, i.Cadre, i.Counts, i.Heads)
		}
	}
	for _, none := range []string{"XYZ", "SAKTI"} { // the second is not in use
		if got := d.Get(link.ImportTemplate(none)).Status; got != http.StatusNotFound {
			t.Errorf("%s: status %d", none, got)
		}
	}
}

func mustRows(t *testing.T, f *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %d rows, %v", sheet, len(rows), err)
	}
	return rows
}

func TestTheMarkedFile(t *testing.T) {
	d := open(t)
	path := d.bring(url.Values{"jenis": {"PSM"}}, chosen("PSM =1+1.csv", []byte("DAFTAR PSM;;;\r\n;;;\r\nNama;NIK;Kecamatan;Desa\r\n=1+1 Neng;3217015203859001;Lembang;Nirwana\r\n@Asep;3217011203859002;Lembang;Cikole\r\n")))
	id := d.state(path).ID
	d.sees("the page", d.Get(path), http.StatusOK, "Unduh berkas dengan catatan")
	for what, b := range map[string]desk{"her own": d, "everybody's": d.as(account.Operator)} {
		got := b.Get(link.ImportFile(id))
		if kind := got.Header.Get("Content-Disposition"); got.Status != http.StatusOK || !strings.Contains(kind, "catatan Pilar.xlsx") {
			t.Fatalf("%s: status %d, disposition %q", what, got.Status, kind)
		}
		f := workbookOf(t, got.Body)
		rows := mustRows(t, f, "Data")
		if len(rows) != 5 || rows[2][4] != "Catatan Pilar" || rows[3][0] != "=1+1 Neng" || !strings.HasPrefix(rows[3][4], "Ditolak.\nPerbaiki Desa: ") || rows[4][1] != "3217011203859002" || rows[4][4] != "Baru." {
			t.Errorf("%s: %q", what, rows)
		}
		for _, at := range []string{"A4", "A5", "E4"} {
			if formula, err := f.GetCellFormula("Data", at); err != nil || formula != "" {
				t.Errorf("%s runs %q, %v", at, formula, err)
			}
		}
	}
	if got := d.as(account.Operator, "32.17.02").Get(link.ImportFile(id)).Status; got != http.StatusNotFound {
		t.Errorf("an account of elsewhere: status %d", got)
	}
	if got := d.as(account.Staff).Get(link.ImportFile(id)).Status; got != http.StatusForbidden {
		t.Errorf("staff: status %d", got)
	}
	for _, none := range []string{"/impor/0/berkas", "/impor/x/berkas", "/impor/4711/berkas"} {
		if got := d.Get(none).Status; got != http.StatusNotFound {
			t.Errorf("%s: status %d", none, got)
		}
	}
	entries := exports(t, d)
	if len(entries) != 2 || entries[0].SubjectID != id || entries[0].SubjectName != "PSM =1+1.csv" || entries[0].Actor != "Uji operator" {
		t.Errorf("the trail says %+v", entries)
	}
}

func exports(t *testing.T, d desk) []audit.Entry {
	t.Helper()
	page, err := audit.NewStore(d.app.Pool, d.app.Keys).List(t.Context(), audit.Filter{Verb: audit.ListExported})
	if err != nil {
		t.Fatal(err)
	}
	return page.Entries
}

// The rows as a list: what the page's filter shows, in both formats, without a whole number and without a formula.
func TestTheRowsAsAList(t *testing.T) {
	d := open(t)
	attacks := []string{"=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"}
	var text strings.Builder
	w := csvtext.NewWriter(&text)
	w.Comma = ';'
	_ = w.Write([]string{"Nama", "NIK", "Kecamatan", "Desa", "Alamat"})
	for i, a := range attacks {
		_ = w.Write([]string{a + " Neng", fmt.Sprintf("321701520385900%d", i+1), "Lembang", a, a})
	}
	_ = w.Write([]string{"Asep", "3217011203859009", "Lembang", "Cikole", "Kp. Baru"})
	w.Flush()
	path := d.bring(url.Values{"jenis": {"PSM"}}, chosen("=cmd.csv", []byte(text.String())))
	id := d.state(path).ID
	for _, format := range []string{"xlsx", "csv"} {
		ask := url.Values{"format": {format}}
		all := d.Post(link.ExportImport(id, nil), ask)
		f := all.Sheet(t)
		if len(f.Rows) != 7 || f.Title[0] != "Hasil pemeriksaan =cmd.csv" || f.Title[2] != "Semua baris" || !strings.HasPrefix(f.Title[3], "Diambil oleh Uji operator, ") {
			t.Errorf("%s: %d rows under %q", format, len(f.Rows), f.Title)
		}
		last := f.Rows[6]
		if last["Hasil"].Text != "Baru" || last["NIK"].Text != "3217************" || last["Baris"].Number != (format == "xlsx") || last["Pilihan"].Text != "akan disimpan" || !strings.Contains(last["Perubahan"].Text, "Alamat: (kosong) → Kp. Baru") {
			t.Errorf("%s: a new row says %+v", format, last)
		}
		if format == "csv" {
			harmlessText(t, all.Body)
		}
		if strings.Contains(all.Body, "321701520385900") {
			t.Errorf("%s: a NIK stands there whole", format)
		}
		refused := d.Post(link.ExportImport(id, url.Values{"saring": {"ditolak"}}), ask).Sheet(t)
		if len(refused.Rows) != 6 || !strings.HasPrefix(refused.Title[2], "Ditolak: ") || !strings.HasPrefix(refused.Rows[0]["Masalah"].Text, "Desa: Desa ini tidak ada") {
			t.Errorf("%s: %d refused rows under %q: %+v", format, len(refused.Rows), refused.Title, refused.Rows[0])
		}
		kind := d.Post(link.ExportImport(id, url.Values{"saring": {"desa_unknown"}}), ask).Sheet(t)
		if len(kind.Rows) != 6 || kind.Title[2] != "Baris dengan masalah: Desa tidak dikenal" {
			t.Errorf("%s: %d rows under %q", format, len(kind.Rows), kind.Title)
		}
	}
	if entries := exports(t, d); len(entries) != 6 || !slices.ContainsFunc(entries[0].Changes, func(c audit.Change) bool { return c.After == "Baris dengan masalah: Desa tidak dikenal" }) {
		t.Errorf("the trail says %+v", entries)
	}
	for path, form := range map[string]url.Values{link.ExportImport(id, nil): {}, link.ExportImport(id, url.Values{"saring": {"x"}}): {"format": {"csv"}}} {
		if got := d.Post(path, form).Status; got != http.StatusBadRequest {
			t.Errorf("%s: status %d", path, got)
		}
	}
	if got := d.as(account.Operator, "32.17.02").Post(link.ExportImport(id, nil), url.Values{"format": {"csv"}}).Status; got != http.StatusNotFound {
		t.Errorf("an account of elsewhere: status %d", got)
	}
}

// harmlessText makes sure that no cell of a text begins as a formula does.
func harmlessText(t *testing.T, body string) {
	t.Helper()
	r := csvtext.NewReader(bytes.NewReader([]byte(strings.TrimPrefix(body, "\uFEFF"))))
	r.Comma, r.FieldsPerRecord = ';', -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records {
		for _, cell := range record {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
				t.Errorf("a cell begins with %q", cell)
			}
		}
	}
}
