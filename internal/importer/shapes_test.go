package importer

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/sheet"
)

// grid is a sheet as a test writes it: one line a row, cells between bars. "A1:C1" merges in the list behind it.
type grid struct {
	name   string
	rows   string
	merges string
	hidden bool
}

// workbook builds a file of sheets. A cell that begins with # is stored as a number.
func workbook(t testing.TB, sheets ...grid) *sheet.Book {
	t.Helper()
	return bookOf(t, gridFile(t, sheets...))
}

func gridFile(t testing.TB, sheets ...grid) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, g := range sheets {
		if g.name == "" {
			g.name = "Sheet1"
		}
		if i == 0 {
			_ = f.SetSheetName("Sheet1", g.name)
		} else {
			_, _ = f.NewSheet(g.name)
		}
		for y, line := range strings.Split(strings.Trim(g.rows, "\n"), "\n") {
			for x, text := range strings.Split(line, "|") {
				at, _ := excelize.CoordinatesToCellName(x+1, y+1)
				text = strings.ReplaceAll(strings.TrimSpace(text), `\n`, "\n")
				if number, ok := strings.CutPrefix(text, "#"); ok {
					var value float64
					_, _ = fmt.Sscan(number, &value)
					_ = f.SetCellValue(g.name, at, value)
				} else if text != "" {
					_ = f.SetCellStr(g.name, at, text)
				}
			}
		}
		for _, m := range strings.Fields(g.merges) {
			from, to, _ := strings.Cut(m, ":")
			_ = f.MergeCell(g.name, from, to)
		}
		if g.hidden {
			_ = f.SetSheetVisible(g.name, false)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func bookOf(t testing.TB, data []byte) *sheet.Book {
	t.Helper()
	book, err := sheet.Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// brief writes a row in short: "Sheet1 5 new: kinds".
func brief(r *Row) string {
	var found []string
	for k := range kinds(r) {
		found = append(found, string(k))
	}
	sort.Strings(found)
	return strings.TrimSpace(fmt.Sprintf("%s %d %s %s", r.Sheet, r.Number, r.Verdict, strings.Join(found, " ")))
}

func briefs(r *Report) []string {
	var out []string
	for i := range r.Rows {
		out = append(out, brief(&r.Rows[i]))
	}
	return out
}

// read reads a file and compares its rows in short.
func read(t *testing.T, book *sheet.Book, o Options, want ...string) *Report {
	t.Helper()
	r, err := Read(book, o)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, briefs(r)); d != "" {
		t.Error(d)
	}
	return r
}

func TestTitlesColumnNumbersTotalsAndSignatures(t *testing.T) {
	r := read(t, workbook(t, grid{rows: `
DAFTAR TKSK KABUPATEN BANDUNG BARAT
KEADAAN PER 5 JANUARI 2026

NO | NAMA LENGKAP | NIK | L/P | TEMPAT, TANGGAL LAHIR | KECAMATAN | NO HP
1 | 2 | 3 | 4 | 5 | 6 | 7
1 | Titin Rosmiati | 3217016806899001 | P | Bandung, 28 Juni 1989 | Lembang | 081262304322
2 | Taufik Suryani | 3217021204749002 | L | Garut, 12 April 1974 | Parongpong | 081254630617
 | JUMLAH | #2

Mengetahui, | | | | | Ngamprah, 5 Januari 2026
Kepala Dinas Sosial | | | | | Pengelola Data,
 | Drs. H. Asep Fulan, M.Si | | | | Ujang Fulan, S.Sos
 | NIP. 19700101 199003 1 001 | | | | NIP. 19800101 200503 1 001
`, merges: "A1:G1 A2:G2"}), options(t, "TKSK"), "Sheet1 6 new", "Sheet1 7 new")
	if !r.AsOf.Equal(date("2026-01-05")) {
		t.Errorf("keadaan per %v", r.AsOf)
	}
	e := r.Rows[0].Entry
	if !e.Start.Equal(r.AsOf) || e.Precision != Unknown || e.Duty != "32.17.01" || !e.DutyGiven {
		t.Errorf("%+v", e)
	}
}

func TestSignatureBesideTheNameColumn(t *testing.T) {
	read(t, workbook(t, grid{rows: `
Nama | NIK | Pendidikan | Kecamatan
Titin Rosmiati | 3217016806899001 | S1 | Lembang
Ujang Tanpa NIK | | S1 | Lembang
Mengetahui: | | Ngamprah, 5 Januari 2026
Kepala Dinas Sosial | | Kepala Bidang Pemberdayaan
Drs. H. Asep Fulan, M.Si | | Ujang Fulan, S.Sos
 | NIP. 197001011990031001 | NIP. 198001012005031001
`}), options(t, "TKSK"), "Sheet1 2 new", "Sheet1 3 rejected nik_empty")
}

func TestPeopleWithoutNIKAreNoSignatures(t *testing.T) {
	read(t, workbook(t, grid{rows: `
No | Nama | NIK | Peran | Kecamatan
1 | Titin Rosmiati | 3217016806899001 | Anggota | Lembang
 | Ujang Sutisna | | Koordinator Kabupaten | Lembang
2 | Asep Sunandar | | Ketua |
 | Ngamprah, 5 Januari 2026 | | |
 | Kepala Dinas Sosial | | |
 | Drs. Fulan | | | Lembang
`}), options(t, "TKSK"), "Sheet1 2 new", "Sheet1 3 rejected nik_empty")
}

func TestHeadOfTwoRows(t *testing.T) {
	for name, g := range map[string]grid{
		"merged": {rows: `
No | Nama | NIK | Tempat/Tanggal Lahir | | Jenis Kelamin | | SK | | Alamat | |
 | | | Tempat | Tanggal | L | P | Nomor | Tanggal | Desa | Kecamatan | RT/RW
1 | Titin Rosmiati | 3217016806899001 | Bandung | 28-6-1989 | | v | 460/1/2022 | 1 Januari 2022 | Cikole | Lembang | 01/02`,
			merges: "A1:A2 B1:B2 C1:C2 D1:E1 F1:G1 H1:I1 J1:L1"},
		"not merged": {rows: `
No | Nama | NIK | Tempat/Tanggal Lahir | | Jenis Kelamin | | SK | | Alamat | |
 | | | Tempat | Tanggal | L | P | Nomor | Tanggal | Desa | Kecamatan | RT/RW
1 | Titin Rosmiati | 3217016806899001 | Bandung | 28-6-1989 | | v | 460/1/2022 | 1 Januari 2022 | Cikole | Lembang | 01/02`},
		"under groups": {rows: `
IDENTITAS | | | | | JENIS KELAMIN | | SK | | ALAMAT | |
No | Nama | NIK | Tempat Lahir | Tgl Lahir | L | P | Nomor | Tanggal | Desa | Kec | RT/RW
1 | Titin Rosmiati | 3217016806899001 | Bandung | 28-6-1989 | | v | 460/1/2022 | 1 Januari 2022 | Cikole | Lembang | 01/02`,
			merges: "A1:E1 F1:G1 H1:I1 J1:L1"},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, workbook(t, g), options(t, "PSM"), "Sheet1 3 new")
			e := r.Rows[0].Entry
			got := []string{e.NIK, e.Name.Name, e.BirthPlace.Value, e.BirthDate.Value.Format(time.DateOnly), e.Sex.Value, e.Decree.Number.Value,
				e.Decree.Date.Value.Format(time.DateOnly), e.Address.Value}
			want := []string{"3217016806899001", "Titin Rosmiati", "Bandung", "1989-06-28", "P", "460/1/2022", "2022-01-01", "RT 01/02"}
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
			if !e.Start.Equal(date("2022-01-01")) || e.Precision != ByDay {
				t.Errorf("start %v, %s", e.Start, e.Precision)
			}
		})
	}
}

func TestWordsBrokenOverTwoRows(t *testing.T) {
	r := read(t, workbook(t, grid{rows: `
No | Nama | Nomor Induk | Jenis | Tempat | Tanggal | Wilayah | No.
Urut | Lengkap | Kependudukan | Kelamin | Lahir | Lahir | Tugas | HP
1 | Titin Rosmiati | 3217016806899001 | P | Bandung | 28-6-1989 | Kec. Lembang | 081262304322
`}), options(t, "TKSK"), "Sheet1 3 new")
	e := r.Rows[0].Entry
	if e.Sex.Value != "P" || e.BirthPlace.Value != "Bandung" || !e.BirthDate.Value.Equal(date("1989-06-28")) || e.Duty != "32.17.01" || e.Phone.Value != "+6281262304322" {
		t.Errorf("%+v", e)
	}
	if len(r.Unknown()) > 0 {
		t.Errorf("not recognised: %+v", r.Unknown())
	}
}

func TestOneHeadOverTwoColumns(t *testing.T) {
	for name, g := range map[string]grid{
		"merged":     {rows: "Nama | NIK | Tempat/Tgl Lahir | | Kec\nTitin | 3217016806899001 | Bandung | 28-6-1989 | Lembang", merges: "C1:D1"},
		"not merged": {rows: "Nama | NIK | Tempat/Tgl Lahir | | Kec\nTitin | 3217016806899001 | Bandung | 28-6-1989 | Lembang"},
	} {
		t.Run(name, func(t *testing.T) {
			e := read(t, workbook(t, g), options(t, "TKSK"), "Sheet1 2 new").Rows[0].Entry
			if e.BirthPlace.Value != "Bandung" || !e.BirthDate.Value.Equal(date("1989-06-28")) {
				t.Errorf("%+v", e)
			}
		})
	}
}

func TestBandsAndMergedKecamatan(t *testing.T) {
	banded := `
No | Nama | NIK | Desa | Tgl Lahir
KECAMATAN CISARUA
1 | Fitri Rosmiati | 3217035402889040 | CIPADA | 14-2-1988
JUMLAH KECAMATAN CISARUA | #1
II | KECAMATAN CIKALONG WETAN
1 | Ai Firmansyah | 3217045809829050 | CIPADA | 18-9-1982
B. Kec. Lembangan Jaya
1 | Rina Ramdani | 3217044210789051 | CIPADA | 2-10-1978
`
	r := read(t, workbook(t, grid{rows: banded, merges: "A2:E2 B5:E5"}), options(t, "PSM"),
		"Sheet1 3 new", "Sheet1 6 new", "Sheet1 8 rejected kecamatan_unknown")
	if r.Rows[0].Entry.Duty != "32.17.03.2005" && r.Rows[0].Entry.Duty[:8] != "32.17.03" || r.Rows[1].Entry.Duty[:8] != "32.17.04" {
		t.Errorf("%s, %s", r.Rows[0].Entry.Duty, r.Rows[1].Entry.Duty)
	}
	merged := `
Kecamatan | Nama | NIK | Desa
Cisarua | Fitri Rosmiati | 3217035402889040 | Cipada
 | Nia Sumiati | 3217036004689041 | Padaasih
Lembang | Iis Permana | 3217014810799032 | Wangunsari
 | Dian Saputra | 3217014407979030 | Cipada`
	read(t, workbook(t, grid{rows: merged, merges: "A2:A3"}), options(t, "PSM"),
		"Sheet1 2 new", "Sheet1 3 new", "Sheet1 4 new", "Sheet1 5 rejected desa_ambiguous") // the last kecamatan is not merged: not guessed
}

func TestKecamatanOfSheetAndTitle(t *testing.T) {
	const head = "Nama | NIK | Desa\n"
	r := read(t, workbook(t,
		grid{name: "Kec. Cisarua", rows: head + "Fitri | 3217035402889040 | CIPADA"},
		grid{name: "2. PSM Cikalongwetan", rows: head + "Ai | 3217045809829050 | CIPADA"},
		grid{name: "Data3", rows: "DATA PSM KECAMATAN CISARUA TAHUN 2026\n\n" + head + "Elis | 3217035110679042 | CIPADA"},
		grid{name: "Lembang", rows: "DATA PSM KECAMATAN CISARUA\n" + head + "Nia | 3217036004689041 | CIPADA\nAceng | 3217031402989043 | Padaasih"},
		grid{name: "Lain", rows: head + "Neng | 3217036111989045 | CIPADA"},
	), options(t, "PSM"), "Kec. Cisarua 2 new", "2. PSM Cikalongwetan 2 new", "Data3 4 new", "Lembang 3 rejected desa_ambiguous", "Lembang 4 new", "Lain 2 rejected desa_ambiguous")
	if r.Rows[0].Entry.Duty[:8] != "32.17.03" || r.Rows[1].Entry.Duty[:8] != "32.17.04" || r.Rows[2].Entry.Duty[:8] != "32.17.03" {
		t.Error("wrong kecamatan")
	}
	if len(r.Notes) != 1 || r.Notes[0].Sheet != "Lembang" {
		t.Errorf("notes: %+v", r.Notes)
	}
}

func TestSheetsWithHeadsOfTheirOwn(t *testing.T) {
	r := read(t, workbook(t,
		grid{name: "A", rows: "Nama | NIK | Kec\nTitin | 3217016806899001 | Lembang\nTaufik | 3217021204749002 | Parongpong"},
		grid{name: "Kosong", rows: ""},
		grid{name: "Rekap", rows: "No | Kecamatan | Jumlah\n1 | Lembang | #16"},
		grid{name: "Lama", rows: "Nama | NIK | Kec\nTitin | 3217016806899001 | Lembang", hidden: true},
		grid{name: "B", rows: "No KTP | Nama Pendamping | Kecamatan Tugas | Alamat\n3217016806899001 | Titin | Lembang | Kp. A\n3217035709689003 | Citra | Cisarua | Kp. B\nNO KTP | NAMA PENDAMPING | KECAMATAN TUGAS | ALAMAT\n3217041907729004 | Lukman | Cikalong Wetan | Kp. C"},
		grid{name: "Tanpa judul", rows: "Fulan | 3217055410949005 | Lembang"},
	), options(t, "TKSK"), "A 2 new", "A 3 new", "B 2 repeated repeated", "B 3 new", "B 5 new")
	if !strings.Contains(r.Rows[2].Problems[0].Message, "lembar A baris 2") {
		t.Errorf("the message does not point to the first row: %+v", r.Rows[2].Problems)
	}
	if len(r.Notes) != 2 || r.Notes[0].Sheet != "Lama" || r.Notes[1].Sheet != "Tanpa judul" {
		t.Errorf("notes: %+v", r.Notes)
	}
}

func TestNIKInCells(t *testing.T) {
	read(t, workbook(t, grid{rows: `
Nama | NIK | Kec
Angka | #3217111703899200 | Lembang
Angka berakhir satu | #3217111703899201 | Lembang
Lima belas angka | #321711170389921 | Lembang
Teks berakhir nol | 3217025910699200 | Lembang
Bertitik | 32.17.01.680689.9001 | Lembang
Petik | '3217021204749002 | Lembang
Ilmiah | 3,21701E+15 | Lembang
Tanpa | - | Lembang
Huruf | 321715580886O015 | Lembang
Panjang | 32170212047490021 | Lembang
Mustahil | 3217023113749002 | Lembang
`}), options(t, "TKSK"),
		"Sheet1 2 rejected nik_number_lost_digit", "Sheet1 3 rejected nik_number_lost_digit", "Sheet1 4 rejected nik_number_lost_digit", "Sheet1 5 new", "Sheet1 6 new",
		"Sheet1 7 new", "Sheet1 8 rejected nik_number_lost_digit", "Sheet1 9 rejected nik_empty", "Sheet1 10 rejected nik_letters", "Sheet1 11 rejected nik_long", "Sheet1 12 rejected nik_impossible")
}

func TestNumbersOfPeopleAreMasked(t *testing.T) {
	r := read(t, workbook(t, grid{rows: `
Nama / NIK | NIK | No KK | NPWP | No Rekening | No HP | Kec
Titin\n3217016806899001 | 3217016806899001 | 32170168068990 | 09254 | 12345 | 0812-33 | Lembang
Titin 3217016806899001 | 3217016806899001 | | | | | Lembangan Jaya
`}), options(t, "TKSK"), "Sheet1 2 new hp_malformed kk_malformed npwp_malformed rekening_malformed", "Sheet1 3 rejected kecamatan_unknown repeated")
	for _, row := range r.Rows {
		for _, p := range row.Problems {
			if strings.Contains(p.Value+p.Message, "680689") || strings.Contains(p.Value, "12345") {
				t.Errorf("not masked: %+v", p)
			}
		}
	}
	if e := r.Rows[0].Entry; e.PhoneNote.Value != "0812-33" || e.Phone.Given || e.KK.Given {
		t.Errorf("%+v", e)
	}
}

func TestTextFiles(t *testing.T) {
	const good = "nama;nik;kec;tempat tgl lahir\r\n\"Titin\nRosmiati\";3217016806899001;Lembang;\"Bandung, 28-6-1989\"\r\n;;;\r\nTaufik;3,21702E+15;Parongpong;\"Garut, 12-4-1974\"\r\n" +
		"Usép;=\"3217035709689003\";Cisarua;\"Garut, 17-9-1968\"\r\n"
	cp1252 := strings.NewReplacer("é", "\xe9").Replace
	for name, text := range map[string]string{
		"semicolons": good, "commas": strings.ReplaceAll(strings.Replace(good, "3,2", "3.2", 1), ";", ","), "tabs": strings.ReplaceAll(good, ";", "\t"),
		"Windows-1252": cp1252(good), "with a mark": "\xef\xbb\xbf" + good,
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, bookOf(t, []byte(text)), options(t, "TKSK"), "2 new", "4 rejected nik_number_lost_digit", "5 new")
			if r.Rows[0].Entry.Name.Name != "Titin Rosmiati" || r.Rows[2].Entry.Name.Name != "Usép" {
				t.Errorf("names: %q, %q", r.Rows[0].Entry.Name.Name, r.Rows[2].Entry.Name.Name)
			}
			if r.Rows[0].Sheet != "" {
				t.Errorf("sheet %q", r.Rows[0].Sheet)
			}
		})
	}
	t.Run("titles above", func(t *testing.T) {
		read(t, bookOf(t, []byte("DAFTAR TKSK;;\nTAHUN 2026;;\nNama;NIK;Kec\nTitin;3217016806899001;Lembang\n")), options(t, "TKSK"), "2 new") // the head is 1
	})
}

func TestBirthDates(t *testing.T) {
	r := read(t, workbook(t, grid{rows: `
Nama | NIK | Tgl Lahir | Kec
Serial | 3217016504899017 | #32623 | Lembang
Tahun dua angka sesuai NIK | 3217021204749002 | 12-4-74 | Lembang
Tahun dua angka berbeda | 3217035709689003 | 17-9-69 | Lembang
Mustahil | 3217041907729004 | 31 Februari 1972 | Lembang
Belum tiba | 3217055410949005 | 14-10-2094 | Lembang
Hanya tahun | 3217066003709006 | #1970 | Lembang
Dengan tempat | 3217075810709007 | Cianjur, 18 Oktober 1970 | Lembang
Angka rapat | 3217086503679008 | #25031967 | Lembang
Nol hilang | 3217091505659009 | #15051965 | Lembang
Tak sama | 3217101808689010 | 19-8-1968 | Lembang
Tidak tahu | 3217101808689011 | tidak tahu | Lembang
`}), options(t, "TKSK"), "Sheet1 2 new", "Sheet1 3 new", "Sheet1 4 rejected tanggal_impossible", "Sheet1 5 rejected tanggal_impossible", "Sheet1 6 rejected tanggal_impossible",
		"Sheet1 7 rejected tanggal_impossible", "Sheet1 8 new", "Sheet1 9 new", "Sheet1 10 new", "Sheet1 11 new nik_birthdate_mismatch", "Sheet1 12 rejected tanggal_impossible")
	if e := r.Rows[6].Entry; e.BirthPlace.Value != "Cianjur" || !e.BirthDate.Value.Equal(date("1970-10-18")) {
		t.Errorf("%+v", e)
	}
}

func TestNameAndNumberInOneCell(t *testing.T) {
	r := read(t, workbook(t, grid{rows: `
No | Nama / NIP | NIK | Pangkat/Gol | TTL | Jabatan
1 | Drs. Yusuf Kurniawan, M.Si\n199508022015091001 | 3217060208959403 | Pembina / IV.a | Cianjur/2 Agustus 95 | Kepala Bidang
2 | Oman Maryati / NIP. 19710124 202124 1 003 | 3217062401719405 | PPPK / IX | Bandung/24 Januari 1971 | Penyuluh
3 | Mira Suryana\nNIP 198112022006022005\nPenata / III.c | 3217064212819407 | | Bandung/2 Desember 1981 | Analis
4 | Citra Supriatna\n19880122200704200 | 3217066201889408 | | Cimahi/22 Januari 1988 | Analis
5 | 5. Nenden Hasanah, S.Sos\nNIP. - | 3217065305859409 | | Bandung/13 Mei 1985 | Analis
`}), options(t, "DINSOS"), "Sheet1 2 new", "Sheet1 3 new", "Sheet1 4 new", "Sheet1 5 new nip_malformed", "Sheet1 6 new")
	first := r.Rows[0].Entry
	if first.Name != (check.PersonName{Before: "Drs.", Name: "Yusuf Kurniawan", After: "M.Si."}) || first.Employment.NIP.Value != "199508022015091001" ||
		first.Employment.Kind.Value != check.PNS || !first.BirthDate.Value.Equal(date("1995-08-02")) || first.Fields["jabatan"].Value != "Kepala Bidang" || first.Duty != "32.17" {
		t.Errorf("%+v", first)
	}
	if k := r.Rows[1].Entry.Employment.Kind.Value; k != check.PPPK {
		t.Errorf("kind %q", k)
	}
	if job := r.Rows[2].Entry.Employment; job.Grade.Value != "Penata / III.c" || job.Kind.Value != check.PNS {
		t.Errorf("%+v", job)
	}
	if e := r.Rows[4].Entry; e.Employment.NIP.Given || e.Name != (check.PersonName{Name: "Nenden Hasanah", After: "S.Sos."}) {
		t.Errorf("a NIP out of nothing: %+v", e)
	}
	// Without a column for it, the NIK stands below the name.
	e := read(t, workbook(t, grid{rows: "Nama / No. KTP | Kec\nTitin Rosmiati\\n3217016806899001 | Lembang"}), options(t, "TKSK"), "Sheet1 2 new").Rows[0].Entry
	if e.NIK != "3217016806899001" || e.Name.Name != "Titin Rosmiati" {
		t.Errorf("%+v", e)
	}
}

func TestPlaces(t *testing.T) {
	const head = "Nama | NIK | Kecamatan | Desa\n"
	rows := func(places ...string) string {
		text := head
		for i, p := range places {
			text += fmt.Sprintf("Fulan %c | 32170108068990%02d | %s\n", 'A'+i, i+1, p)
		}
		return text
	}
	all := rows("Kec. LEMBANG | Desa Cikole", "cikalongwetan | ", "Cikalong Wetan | Ds. RENDE", "Cimahi Utara | Cibabat", "Lembang | Rende", "Lembang | Atlantis", " | Cikole", " | Cipada",
		" | Atlantis", " | ", "Ngamprah | Campakamekar", "Padalarang | Kel. Campaka-Mekar", "Kec. Lembang, Kab. Bandung Barat | Cikole Kec. Lembang", "32.17.01 | 32.17.01.2006", "Lembangg | x")
	want := []string{"new", "new", "new", "rejected kecamatan_unknown", "rejected desa_outside_kecamatan", "rejected desa_unknown", "new", "rejected desa_ambiguous",
		"rejected desa_unknown", "new", "rejected desa_outside_kecamatan", "new", "new", "new", "rejected kecamatan_unknown"}
	for i := range want {
		want[i] = fmt.Sprintf("Sheet1 %d %s", i+2, want[i])
	}
	psm := read(t, workbook(t, grid{rows: all}), options(t, "PSM"), want...)
	tksk := read(t, workbook(t, grid{rows: all}), options(t, "TKSK"), want...)
	for i, c := range []struct{ duty, dutyTKSK, homeTKSK string }{
		{"32.17.01.2006", "32.17.01", "32.17.01.2006"}, {"32.17.04", "32.17.04", ""}, {"32.17.04.2010", "32.17.04", "32.17.04.2010"}, 6: {"32.17.01.2006", "32.17.01", "32.17.01.2006"},
		9: {"32.17", "32.17", ""}, 13: {"32.17.01.2006", "32.17.01", "32.17.01.2006"},
	} {
		if c.duty == "" {
			continue
		}
		p, k := psm.Rows[i].Entry, tksk.Rows[i].Entry
		if len(p.Duty) != len(c.duty) || p.Home.Given || k.Duty != c.dutyTKSK || len(k.Home.Value) != len(c.homeTKSK) {
			t.Errorf("row %d: PSM %s home %v, TKSK %s home %v", i, p.Duty, p.Home, k.Duty, k.Home)
		}
		if given := i != 9; p.DutyGiven != given {
			t.Errorf("row %d: duty given %v", i, p.DutyGiven)
		}
	}
	for i, mention := range map[int]string{4: "Kec. Cikalongwetan", 7: "Kec. Cikalongwetan dan Kec. Cisarua", 14: "Mungkin maksudnya Lembang"} {
		if m := psm.Rows[i].Problems[0].Message; !strings.Contains(m, mention) {
			t.Errorf("%q does not mention %q", m, mention)
		}
	}
}

func TestDutyPlaceAndHome(t *testing.T) {
	for name, c := range map[string]struct {
		head, row, cadre string
		duty, home       string
		address          string
	}{
		"columns for both": {"Kecamatan Tugas | Kecamatan | Desa", "Lembang | Parongpong | Cihideung", "TKSK", "32.17.01", "32.17.02.", ""},
		"explicit home":    {"Kecamatan | Kecamatan Domisili | Desa Domisili", "Lembang | Parongpong | Cihideung", "PKH", "32.17.01", "32.17.02.", ""},
		"home elsewhere":   {"Kec. Dampingan | Kecamatan | Desa | Alamat", "Lembang | Cimahi Utara | Cibabat | Kp. A", "PKH", "32.17.01", "", "Kp. A, Cibabat, Cimahi Utara"},
		"wilayah tugas":    {"Wilayah Tugas", "Kec. Lembang", "TKSK", "32.17.01", "", ""},
		"a desa":           {"Wilayah Tugas", "Desa Cikole", "PSM", "32.17.01.2006", "", ""},
		"both in one":      {"Lokasi Tugas", "Desa Cipada Kec. Cisarua", "PSM", "32.17.03.", "", ""},
		"two names":        {"Desa/Kecamatan", "Cipada, Cisarua", "PSM", "32.17.03.", "", ""},
		"two names, TKSK":  {"Kec/Desa", "Cisarua / Cipada", "TKSK", "32.17.03", "32.17.03.", ""},
		"a name of both":   {"Wilayah Tugas", "Lembang", "PSM", "32.17.01.2003", "", ""},
		"desa binaan":      {"Kecamatan | Desa Binaan", "Cisarua | Cipada", "PSM", "32.17.03.", "", ""},
		"desa without kec": {"Kecamatan Tugas | Desa", "Cisarua | Cipada", "PSM", "32.17.03.", "", ""},
		"the same, TKSK":   {"Kecamatan Tugas | Desa", "Cisarua | Cipada", "TKSK", "32.17.03", "32.17.03.", ""},
		"staff live there": {"Kecamatan | Desa", "Lembang | Cikole", "DINSOS", "32.17", "32.17.01.2006", ""},
		"kabupaten":        {"Wilayah Tugas", "Kabupaten Bandung Barat", "PKH", "32.17", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			book := workbook(t, grid{rows: "Nama | NIK | " + c.head + "\nTitin | 3217016806899001 | " + c.row})
			e := read(t, book, options(t, c.cadre), "Sheet1 2 new").Rows[0].Entry
			if !strings.HasPrefix(e.Duty, c.duty) || !strings.HasSuffix(c.duty, ".") && e.Duty != c.duty {
				t.Errorf("duty %s, want %s", e.Duty, c.duty)
			}
			if !strings.HasPrefix(e.Home.Value, c.home) || e.Home.Given != (c.home != "") {
				t.Errorf("home %+v, want %s", e.Home, c.home)
			}
			if e.Address.Value != c.address || !e.DutyGiven {
				t.Errorf("%+v", e)
			}
		})
	}
}

func TestLimitedAccount(t *testing.T) {
	o := options(t, "TKSK")
	o.Limit = []string{"32.17.01"}
	read(t, workbook(t, grid{rows: "Nama | NIK | Kec\nA | 3217016806899001 | Lembang\nB | 3217021204749002 | Parongpong\nC | 3217035709689003 | "}), o,
		"Sheet1 2 new", "Sheet1 3 rejected kecamatan_forbidden", "Sheet1 4 rejected kecamatan_forbidden")
}

func TestStartOfAnEngagement(t *testing.T) {
	o := options(t, "PKH")
	o.AsOf = date("2026-01-05")
	for name, c := range map[string]struct{ head, row, start, precision string }{
		"TMT beats the decree":       {"TMT | No dan Tanggal SK", "1-2-2020 | 460/1/2019, 1 Januari 2019", "2020-02-01", "day"},
		"a decree beats a year":      {"Tahun Mulai | Tgl SK", "2018 | 1-3-2019", "2019-03-01", "day"},
		"a year":                     {"Tahun Pengangkatan", "2018", "2018-01-01", "year"},
		"a number for a year":        {"Tahun Mulai", "#2018", "2018-01-01", "year"},
		"TMT with a year":            {"TMT", "#2018", "2018-01-01", "year"},
		"TMT as a serial number":     {"TMT", "#44562", "2022-01-01", "day"},
		"words around a year":        {"Mulai Tugas", "sejak tahun 2018", "2018-01-01", "year"},
		"a month":                    {"TMT", "Juli 2018", "2018-01-01", "year"},
		"nothing":                    {"Alamat", "Kp. A", "2026-01-05", "unknown"},
		"a dash":                     {"TMT", "-", "2026-01-05", "unknown"},
		"two figures by the decree":  {"TMT | No SK | Tgl SK", "1-2-19 | 460/1/2019 | 1-1-19", "2019-02-01", "day"},
		"decree number with a date":  {"Nomor SK", "460/1/2019 tanggal 1 Januari 2019", "2019-01-01", "day"},
		"decree over two columns":    {"SK | ", "460/1/2019 | 1 Januari 2019", "2026-01-05", "unknown"}, // no head, not read
		"two heads for the decree":   {"No. SK | Tanggal SK", "460/1/2019 | #43466", "2019-01-01", "day"},
		"two figures after a birth":  {"Tgl Lahir | TMT", "28-6-1989 | 1-Feb-22", "2022-02-01", "day"},
		"two figures, long ago":      {"Tgl Lahir | TMT", "28-6-1989 | 1-Feb-98", "1998-02-01", "day"},
		"month and year":             {"TMT", "03/2018", "2018-01-01", "year"},
		"a decree of a year":         {"No SK | Tgl SK", "460/1/2019 | 2019", "2019-01-01", "year"},
		"year and date of beginning": {"Tahun Masuk | TMT", "2015 | 1-2-2020", "2020-02-01", "day"},
	} {
		t.Run(name, func(t *testing.T) {
			book := workbook(t, grid{rows: "Nama | NIK | Kec | " + c.head + "\nTitin | 3217016806899001 | Lembang | " + c.row})
			e := read(t, book, o, "Sheet1 2 new").Rows[0].Entry
			if !e.Start.Equal(date(c.start)) || string(e.Precision) != c.precision {
				t.Errorf("%v %s, want %s %s", e.Start, e.Precision, c.start, c.precision)
			}
		})
	}
	read(t, workbook(t, grid{rows: "Nama | NIK | Kec | Tgl Lahir | TMT\nTitin | 3217016806619001 | Lembang | 28-6-1961 | 1-2-20"}), options(t, "PKH"), "Sheet1 2 new")
	read(t, workbook(t, grid{rows: "Nama | NIK | Kec | Tgl Lahir | TMT\nTitin | 3217016806099001 | Lembang | 28-6-1909 | 1-2-20"}), options(t, "PKH"), "Sheet1 2 rejected tanggal_impossible")
	for _, bad := range []string{"31-2-2020", "31 Februari 2020", "1-2-20", "2020-13-01", "lama sekali"} {
		book := workbook(t, grid{rows: "Nama | NIK | Kec | TMT\nTitin | 3217016806899001 | Lembang | " + bad})
		read(t, book, o, "Sheet1 2 rejected tanggal_impossible")
	}
}

func TestBlankKeepsAndDashClears(t *testing.T) {
	e := read(t, workbook(t, grid{rows: `
Nama | NIK | Kec | Alamat | Pendidikan | No HP | Email | Tgl Lahir | NIA | JK
Titin | 3217016806899001 | Lembang | - | (kosong) | - | | - | =1+1 | N/A
`}), options(t, "TAGANA"), "Sheet1 2 new").Rows[0].Entry
	for name, f := range map[string]Text{"address": e.Address, "education": e.Education, "phone": e.Phone} {
		if !f.Given || !f.Clear || f.Or("lama") != "" {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if e.Email.Given || e.Email.Or("lama") != "lama" || e.Sex.Given || !e.BirthDate.Clear {
		t.Errorf("%+v", e)
	}
	if e.Member.Value != "=1+1" { // harmless text
		t.Errorf("%+v", e.Member)
	}
}

func TestNumbersInFreeTextAreMasked(t *testing.T) {
	o := options(t, "TKSK")
	o.Fields = []cadre.Field{{Cadre: "TKSK", Key: "catatan", Label: "Catatan Lain", Type: cadre.Text}, {Cadre: "TKSK", Key: "kartu", Label: "Nomor Kartu", Type: cadre.Text, Sealed: true}}
	r := read(t, workbook(t, grid{rows: `
Nama | NIK | Tgl Lahir | Kec | Alamat | Pendidikan | NIA | Catatan Lain | Nomor Kartu
Titin Rosmiati | 3217016806899001 | 28-6-1989 | Lembang | Kp. Baru, KK 3217015203859199 | SMA, HP 0812 9999 8888 | 20160000001 | NIK 3217015203859199 | 6013011234567890
`}), o, "Sheet1 2 new")
	e := r.Rows[0].Entry
	got := []string{e.Address.Value, e.Education.Value, e.Member.Value, e.Fields["catatan"].Value, e.Fields["kartu"].Value}
	want := []string{"Kp. Baru, KK 3217************", "SMA, HP 0812 **** ****", "20160000001", "NIK 3217************", "6013011234567890"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestRepeatedAndLikelyTheSame(t *testing.T) {
	r := read(t, workbook(t, grid{rows: `
Nama | NIK | Tgl Lahir | Kec
Titin Rosmiati | 3217016806899001 | 28-6-1989 | Entah
Titin Rosmiati | 3217016806899001 | 28-6-1989 | Lembang
TITIN ROSMIATI, S.Sos | 3217016806899001 | 28-6-1989 | Lembang
Titin  Rosmiati | 3217016806899099 | 28-6-1989 | Lembang
Titin Rosmiati | 3217016806899001 | | Entah
Titin Rosmiati | 3217016806899098 | 28-6-1990 | Lembang
`}), options(t, "TKSK"), "Sheet1 2 rejected kecamatan_unknown", "Sheet1 3 new", "Sheet1 4 repeated repeated", "Sheet1 5 new duplicate_likely",
		"Sheet1 6 rejected kecamatan_unknown repeated", "Sheet1 7 new nik_birthdate_mismatch")
	if r.DataRows != 6 || r.Loadable != 3 || r.Rejected != 2 || r.Repeated != 1 || r.Warned != 2 {
		t.Errorf("%+v", r)
	}
}

func TestUnknownHeadsAreReportedAndRemembered(t *testing.T) {
	g := grid{rows: "Nama | NIK | Kec | Hobi | Nama Ibu Kandung | Kontak Person X\nTitin | 3217016806899001 | Lembang | Catur | Euis | 081262304322"}
	o := options(t, "TKSK")
	r := read(t, workbook(t, g), o, "Sheet1 2 new")
	var unknown []string
	for _, h := range r.Unknown() {
		unknown = append(unknown, h.Text)
	}
	if d := cmp.Diff([]string{"Hobi", "Nama Ibu Kandung", "Kontak Person X"}, unknown); d != "" {
		t.Error(d)
	}
	o.Heads = map[string]Column{HeadKey("KONTAK person: x"): Phone}
	if e := read(t, workbook(t, g), o, "Sheet1 2 new").Rows[0].Entry; e.Phone.Value != "+6281262304322" {
		t.Errorf("%+v", e.Phone)
	}
}

func TestNothingToRead(t *testing.T) {
	for name, g := range map[string]grid{
		"no head":      {rows: "Titin | 3217016806899001 | Lembang"},
		"no names":     {rows: "No | Kecamatan | Jumlah\n1 | Lembang | 16"},
		"head alone":   {rows: "Nama | NIK | Kec"},
		"nothing":      {rows: ""},
		"blank rows":   {rows: "Nama | NIK | Kec\n1 | | \n2 | - |"},
		"only a total": {rows: "Nama | NIK | Kec\nJumlah | #16 | x"},
	} {
		_, err := Read(workbook(t, g), options(t, "TKSK"))
		var e *Error
		if !errors.As(err, &e) || e.Message == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRowsOfAllSheetsAreBounded(t *testing.T) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	part := func(name, text string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	part("_rels/.rels", `<R><Relationship Type="x/officeDocument" Target="xl/workbook.xml"/></R>`)
	part("xl/workbook.xml", `<workbook><sheets><sheet name="A" r:id="a"/><sheet name="B" r:id="b"/></sheets></workbook>`)
	part("xl/_rels/workbook.xml.rels", `<R><Relationship Id="a" Type="x/worksheet" Target="a.xml"/><Relationship Id="b" Type="x/worksheet" Target="b.xml"/></R>`)
	for _, name := range []string{"xl/a.xml", "xl/b.xml"} {
		part(name, `<worksheet><sheetData>`+strings.Repeat(`<row><c><v>1</v></c></row>`, sheet.MaxRows/2+1)+`</sheetData></worksheet>`)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := Read(bookOf(t, out.Bytes()), options(t, "TKSK"))
	var unfit *sheet.Error
	if !errors.As(err, &unfit) || unfit.Reason != sheet.TooManyRows {
		t.Errorf("%v", err)
	}
}

func TestFurtherFields(t *testing.T) {
	e := read(t, workbook(t, grid{rows: `
No. | NIK KTP | Nama Personil Tagana | No. Induk Anggota (NIA/NIAT) | Jenjang Tagana | Keahlian Khusus | Kec | Kel./Desa | RT | RW | Alamat | Pendidikan Terakhir | No. Rekening | Nama Bank | Atas Nama | No. Kartu Keluarga | NPWP | Status Kepegawaian | Unit Kerja | HP/WA | E-Mail
1 | 3217016806899001 | Titin | 20160000001 | utama | SAR air | Lembang | Cikole | 01 | 02 | Kp. A | S1 Kesejahteraan Sosial | 0012345678 | BJB | Titin R | 3217010101079001 | 09.254.294.3-407.000 | Non ASN | Bidang Linjamsos | #81262304322 | titin@contoh.invalid
`}), options(t, "TAGANA"), "Sheet1 2 new").Rows[0].Entry
	got := map[string]string{"member": e.Member.Value, "jenjang": e.Fields["jenjang"].Value, "keahlian": e.Fields["keahlian"].Value, "home": e.Home.Value, "address": e.Address.Value,
		"education": e.Education.Value, "account": e.Bank.Number.Value, "bank": e.Bank.Bank.Value, "holder": e.Bank.Holder.Value, "kk": e.KK.Value, "npwp": e.NPWP.Value,
		"kind": e.Employment.Kind.Value, "unit": e.Employment.Unit.Value, "phone": e.Phone.Value, "email": e.Email.Value}
	want := map[string]string{"member": "20160000001", "jenjang": "Utama", "keahlian": "SAR air", "home": "32.17.01.2006", "address": "Kp. A RT 01/02",
		"education": "S1 Kesejahteraan Sosial", "account": "0012345678", "bank": "BJB", "holder": "Titin R", "kk": "3217010101079001", "npwp": "092542943407000",
		"kind": "NON_ASN", "unit": "Bidang Linjamsos", "phone": "+6281262304322", "email": "titin@contoh.invalid"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestReportCountsAnewAfterTheRegisterHasSpoken(t *testing.T) {
	r := read(t, workbook(t, grid{rows: "Nama | NIK | Kec\nA | 3217016806899001 | Lembang\nB | 3217021204749002 | Parongpong"}), options(t, "TKSK"), "Sheet1 2 new", "Sheet1 3 new")
	r.Rows[0].Verdict = Changed
	r.Rows[0].Add(Problem{Kind: check.DutyPlaceChanged})
	r.Rows[1].Add(Problem{Kind: check.KecamatanForbidden})
	r.Count()
	if r.Rows[0].Verdict != Changed || r.Rows[1].Verdict != Rejected || r.Loadable != 1 || r.Rejected != 1 || r.Warned != 1 {
		t.Errorf("%+v", r)
	}
}

func TestHeads(t *testing.T) {
	l := lexiconFor(&Options{Fields: options(t, "TAGANA").Fields})
	for column, heads := range map[Column]string{
		NIK:           "NO. KTP / NIK|ID KTP|National ID Number|NIK|No. KTP|NO KTP|NIK KTP|Nomor Induk Kependudukan|Nomor Induk Kependudukan (NIK)|N I K|no_ktp|NIK (16 digit)|NIK sesuai KTP|No. NIK|Nomor NIK/KTP|NO.NIK|e-KTP",
		Name:          "Nama ASN|Nama Koordinator|Nama Petugas Lapangan|Full Name|Nama Lengkap & Gelar|Nama|NAMA LENGKAP|Nama PSM|Nama Pendamping|Nama Pendamping PKH|nama_lengkap|NamaLengkap|Nama/NIP|Nama Lengkap dan Gelar|NAMA TENAGA KESEJAHTERAAN SOSIAL KECAMATAN|Nama (sesuai KTP)|Nama Petugas|Nama Anggota Tagana|Nm. Lengkap",
		Birth:         "TTL|Tempat/Tgl Lahir|Tempat, Tanggal Lahir|TEMPAT DAN TANGGAL LAHIR|Tempat & Tgl. Lahir|Tempat/Tanggal Lahir (dd-mm-yyyy)|Tmpt, Tgl Lahir",
		BirthDate:     "Tgl Lahir|Tanggal Lahir|TGL_LAHIR|TglLahir|Tgl. Lahir (dd/mm/yyyy)|TGL LHR",
		BirthPlace:    "Tempat Lahir|TMP LAHIR|Kota Kelahiran",
		Sex:           "Jenkel|Jns. Kel.|Gender (L/P)|JK|L/P|Jenis Kelamin|JENIS KELAMIN (L/P)|Jns Kelamin|J/K|JENIS_KELAMIN|Jenis Kel.|Gender|P/L",
		Kecamatan:     "Kec|Kecamatan|KEC.|Nama Kecamatan",
		DutyKecamatan: "Kec. Wil. Kerja|Kecamatan Tugas|Kec. Dampingan|KECAMATAN_TUGAS|Kecamatan Wilayah Tugas|Kecamatan Tempat Tugas|Nama Kecamatan Tugas",
		DutyPlace:     "Wil. Kerja|Wil Binaan|Wilayah Tugas|Lokasi Tugas|Tempat Tugas|Wilayah Kerja",
		Desa:          "Desa|Desa/Kelurahan|Kelurahan|Desa/Kel.|Kel/Desa|Ds.",
		Place:         "Desa/Kecamatan|Kec./Desa",
		Address:       "Almt|Address|Kp/Jl|Alamat|Alamat Lengkap|ALAMAT RUMAH|Alamat (sesuai KTP)|Alamat (Jalan, RT/RW, Desa)|Kampung",
		RTRW:          "RT/RW", RT: "RT", RW: "RW",
		Education:    "Pendidikan|Pendidikan Terakhir|PEND. TERAKHIR|Pddkn|Ijazah Terakhir",
		Phone:        "CP|Nomor HP yang bisa dihubungi|No HP|HP/WA|No. WA|Telepon|No. HP/WA|Nomor Telepon|NO_HP|NOHP|No. Handphone|Nomor WhatsApp Aktif|Kontak",
		Email:        "Email|E-mail|Alamat Email|EMAIL|Surel",
		DecreeBoth:   "SK|No dan Tanggal SK|No/Tgl SK|Nomor & Tanggal SK|NO. DAN TGL. SK PENGANGKATAN",
		DecreeNumber: "No. SK Bupati|No. Surat Tugas|No SK|Nomor SK|No. Surat Keputusan|Nomor SK TKSK",
		DecreeDate:   "Tanggal SK Bupati|Tgl SK|Tanggal SK|Tanggal SK Pengangkatan",
		Start:        "TMT|Mulai Tugas|TMT Tugas|Tanggal Mulai Tugas|Terhitung Mulai Tanggal (TMT)|T.M.T",
		StartYear:    "Tahun Mulai|Tahun Pengangkatan|Thn. Masuk|Tahun Mulai Menjadi PSM|Tahun Diangkat",
		Member:       "No. Anggota Tagana|Nomor Induk Tagana|NIA|NIAT|NIA/NIAT|ID Pendamping|ID_PENDAMPING|No. Anggota|Nomor Induk Anggota (NIA/NIAT)|No. KTA",
		NIP:          "No. Induk Pegawai (jika ada)|Induk Pegawai|NIPPK|NIP PNS/PPPK|NIP|NI PPPK|NIP/NI PPPK|Nomor Induk Pegawai|NIPPPK",
		Grade:        "Pangkat/Gol|Pangkat/Gol. Ruang|Golongan|Pangkat, Golongan/Ruang",
		Position:     "Jabatan|Nama Jabatan|JABATAN TERAKHIR",
		Unit:         "Unit Kerja|Bidang|Satuan Kerja",
		Status:       "Status Kepegawaian|Status Pegawai|Status (PNS/PPPK/Non ASN)",
		KK:           "No KK|Nomor Kartu Keluarga|KK", NPWP: "NPWP|No. NPWP",
		Account: "No. Rekening BJB|No Rekening|No. Rek|Nomor Rekening Bank", Bank: "Nama Bank|Bank", Holder: "Atas Nama|A.n.|Nama Pemilik Rekening",
		Ordinal: "No|No.|NO. URUT|Nomor", Remark: "Keterangan|Ket.|KET|Ket (Aktif/Tidak Aktif)",
		"field.jenjang": "Jenjang|Tingkat", "field.keahlian": "Keahlian Khusus|Keahlian",
		HomeKecamatan: "Kecamatan Domisili|Alamat Kecamatan", HomeDesa: "Desa Domisili|Alamat Desa",
		"": "No. Peserta|Hobi|Nama Ibu Kandung|NIK Pasangan|Status|Umur|Tahun|Nama Suami/Istri|Tanggal Lahir Anak|No HP Keluarga|Masa Bakti|Alamat Kantor|Nomor Sertifikat|Tanggal Uji|Agama|Kabupaten|NIK/No. KK|Nama Camat",
	} {
		for head := range strings.SplitSeq(heads, "|") {
			if got := l.column(head); got != column {
				t.Errorf("%q is %q, want %q", head, got, column)
			}
		}
	}
}

func TestHeadOfThreeRows(t *testing.T) {
	e := read(t, workbook(t, grid{rows: `
DATA PRIBADI | | | | | PENUGASAN | |
No | Nama | NIK | Tempat/Tanggal Lahir | | Kecamatan | SK |
 | | | Tempat | Tanggal | | Nomor | Tanggal
a | b | c | d | e | f | g | h
1 | Titin Rosmiati | 3217016806899001 | Bandung | 28-6-1989 | Lembang | 460/1/2022 | 1 Januari 2022
`, merges: "A1:E1 F1:H1 A2:A3 B2:B3 C2:C3 D2:E2 F2:F3 G2:H2"}), options(t, "TKSK"), "Sheet1 5 new").Rows[0].Entry
	if !e.BirthDate.Value.Equal(date("1989-06-28")) || !e.Decree.Date.Value.Equal(date("2022-01-01")) || e.Duty != "32.17.01" {
		t.Errorf("%+v", e)
	}
}

func TestVacantPostsAreNoBands(t *testing.T) {
	read(t, workbook(t, grid{rows: `
No | Nama | NIK | Kecamatan | Desa
1 | Titin Rosmiati | 3217016806899001 | Kec. Lembang | Cikole
2 | - | - | Kec. Cisarua | Cipada
3 | KOSONG | | Kec. Cikalongwetan | Rende
4 | Taufik Suryani | 3217021204749002 | | Cihideung
`}), options(t, "PSM"), "Sheet1 2 new", "Sheet1 5 new")
}

func TestFurtherTablesOnASheet(t *testing.T) {
	r := read(t, workbook(t, grid{rows: `
DATA PSM KECAMATAN CISARUA
Nama | NIK | Desa
Fitri | 3217035402889040 | Cipada
JUMLAH | #1

Mengetahui | | Cisarua, 5 Januari 2026
Camat Cisarua | | Ketua IPSM

DATA PSM KECAMATAN CIKALONGWETAN
NIK | Nama | Desa
3217045809829050 | Ai | Cipada
Daftar PSM Kecamatan Entah Berantah
NIK | Nama | Desa
3217045809829051 | Ai | Cipada
`}), options(t, "PSM"), "Sheet1 3 new", "Sheet1 11 new", "Sheet1 14 rejected desa_ambiguous")
	if r.Rows[0].Entry.Duty[:8] != "32.17.03" || r.Rows[1].Entry.Duty[:8] != "32.17.04" {
		t.Errorf("%s, %s", r.Rows[0].Entry.Duty, r.Rows[1].Entry.Duty)
	}
}

func TestReportAsJSON(t *testing.T) {
	o := options(t, "TKSK")
	o.File = "a.csv"
	r, err := Read(bookOf(t, []byte("Nama;No. KTP;Kec\nTitin;3217016806899001;Lembang\nTaufik;32170212047490;Lembang\n")), o)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"file":"a.csv","cadre":"TKSK","data_rows":2,"loadable":1,"rejected":1,"repeated":0,"warned":0,"rows":[` +
		`{"sheet":"","row":2,"verdict":"new","problems":[]},` +
		`{"sheet":"","row":3,"verdict":"rejected","problems":[{"kind":"nik_short","column":"No. KTP","value":"3217**********","message":"NIK hanya 14 angka, seharusnya 16. Periksa KTP dan lengkapi angka yang kurang."}]}]}`
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Error(d)
	}
}

func TestTitleOfSeveralKecamatan(t *testing.T) {
	r := read(t, workbook(t, grid{rows: "DATA PSM KECAMATAN LEMBANG DAN PARONGPONG\nNama | NIK | Desa\nTitin | 3217016806899001 | Wangunsari\nTaufik | 3217021204749002 | Cihideung"}),
		options(t, "PSM"), "Sheet1 3 rejected desa_ambiguous", "Sheet1 4 new")
	if r.Rows[1].Entry.Duty[:8] != "32.17.02" {
		t.Error(r.Rows[1].Entry.Duty)
	}
}

func TestColumnNumbersInAllTheirDress(t *testing.T) {
	for _, numbers := range []string{"1|2|3|4|5|6", "(1)|(2)|(3)|(4)|(5)|(6)", "#1|#2|#3|#4|#6|#7", "I|II|III|IV|V|VI", "1|2|3|4a|4b|5", "a|b|c|d|e|f", "1|2|3|4|5|5"} {
		r := read(t, workbook(t, grid{rows: "No|Nama|NIK|L/P|Kec|Desa\n" + numbers + "\n1|Titin|3217016806899001|P|Lembang|Cikole"}), options(t, "PSM"), "Sheet1 3 new")
		if r.Heads[1].Text != "Nama" {
			t.Errorf("%s: a number stands in the head %q", numbers, r.Heads[1].Text)
		}
	}
}

func TestFiguresBelowATableAreNoPeople(t *testing.T) {
	const table = "No | Nama | NIK | L/P | Kec | Desa\n1 | Titin | 3217016806899001 | P | Lembang | Cikole\n"
	for name, below := range map[string]string{
		"spread letters":  " | J U M L A H | #1 | #1 | |",
		"sexes":           " | Laki-laki | #0 | | |\n | Perempuan | : 1 orang | | |\n | L = 10 | P = 5 | | |",
		"recap":           "REKAPITULASI\nNo | Kecamatan | Jumlah | L | P\n1 | Lembang | #16 | #8 | #8\n2 | Cikalong Wetan | 13 | 6 | 7\nTotal | | #29",
		"untitled recap":  "\nNo | Kecamatan | Jumlah PSM | L | P\n1 | Kec. Lembang | #16 | #8 | #8",
		"unknown places":  "1 | Cimahi Utara | #16 | #8 | #8",
		"posts that sign": " | Pendamping PKH | | Kasi Linjamsos | |\n | Asep | | Ujang | |\n | | | NIP 19700101 199003 1 001 | |",
		"legend":          "Ket. | L = Laki-laki | P = Perempuan",
		"vacant posts":    "2 | (LOWONG) | | | Lembang | Cibogo\n3 | - kosong - | | | Lembang | Cibogo",
		"recap of places": "Lembang | | | #16\n | Parongpong | | | #7",
	} {
		t.Run(name, func(t *testing.T) {
			read(t, workbook(t, grid{rows: table + below}), options(t, "PSM"), "Sheet1 2 new")
		})
	}
	// A person without a NIK is none of them, nor is who follows a recap with one.
	read(t, workbook(t, grid{rows: table + "2 | Asep | 12 | L | Lembang | Cikole\nNo | Kecamatan | Jumlah\n1 | Lembang | #2\n3 | Euis | 3217016806899003 | P | Lembang | Cikole"}), options(t, "PSM"),
		"Sheet1 2 new", "Sheet1 3 rejected nik_short", "Sheet1 6 new")
}

func TestBandsInAllTheirDress(t *testing.T) {
	for _, band := range []string{"B. CIKALONGWETAN", "3. CIKALONG WETAN", "CIKALONG WETAN (12 orang)", "IV | CIKALONG WETAN", "KEC. CIKALONGWETAN - 5 ORANG", " | Cikalong Wetan : 5 orang",
		"PSM KECAMATAN CIKALONGWETAN", "II. Kecamatan Cikalong Wetan, Kabupaten Bandung Barat", "Kecamatan | : | Cikalongwetan", "A | Kecamatan | | | : Cikalongwetan", "CIKALONGWETAN | | | #12"} {
		r := read(t, workbook(t, grid{rows: "No | Nama | NIK | L/P | Desa\nKECAMATAN CISARUA\n1 | Fitri | 3217035402889040 | P | Cipada\n" + band + "\n1 | Ai | 3217045809829050 | P | Cipada"}),
			options(t, "PSM"), "Sheet1 3 new", "Sheet1 5 new")
		if first, second := r.Rows[0].Entry.Duty, r.Rows[1].Entry.Duty; first[:8] != "32.17.03" || second[:8] != "32.17.04" {
			t.Errorf("%q: %s, %s", band, first, second)
		}
	}
	// None of these is a band.
	for _, line := range []string{"Cikalongwetan, 5 Januari 2026", "*) Kecamatan yang belum lengkap", " | | | | Kp. A Kec. Cikalongwetan"} {
		r := read(t, workbook(t, grid{rows: "No | Nama | NIK | L/P | Alamat | Desa\nKECAMATAN CISARUA\n" + line + "\n1 | Fitri | 3217035402889040 | P | Kp. B | Cipada"}), options(t, "PSM"), "Sheet1 4 new")
		if r.Rows[0].Entry.Duty[:8] != "32.17.03" {
			t.Errorf("%q: %s", line, r.Rows[0].Entry.Duty)
		}
	}
}

func TestTheOfficesOwnAddressIsNoDutyPlace(t *testing.T) {
	r := read(t, workbook(t, grid{rows: `DINAS SOSIAL
Jl. Raya Padalarang, Desa Mekarsari Kecamatan Ngamprah Telp. (022) 1234567
DAFTAR PSM
No | Nama | NIK | Desa
1 | Fitri | 3217035402889040 | Jambudipa
2 | Nia | 3217036004689041 | `}), options(t, "PSM"), "Sheet1 5 new", "Sheet1 6 new")
	if r.Rows[0].Entry.Duty != "32.17.03.2001" || r.Rows[1].Entry.DutyGiven {
		t.Errorf("%+v", r.Rows)
	}
}

func TestNamesOfSheets(t *testing.T) {
	for name, want := range map[string]string{"Kec_Cisarua": "Cisarua", "CISARUA (2)": "Cisarua", "03 Cisarua": "Cisarua", "Cisarua final": "Cisarua", "Kec.Cikalongwetan_rev1": "Cikalongwetan",
		"Cikalong Wetan-OK": "Cikalongwetan", "PSM Lembang2": "Lembang", "Lembang & Parongpong": "", "Desa Lembang": "", "Sheet1": "", "32.17.03": "Cisarua"} {
		s := &scan{Options: &Options{Places: district(t)}}
		if got, _ := s.kecamatanOfSheet(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestPlacesInAllTheirDress(t *testing.T) {
	for places, want := range map[string]string{
		"01. Lembang | Cikole": "32.17.01.2006", "1 Lembang | ": "32.17.01", "Lembang (321701) | ": "32.17.01", "32.17.01 - Lembang | 32.17.01.2006 Cikole": "32.17.01.2006", "Lembang, KBB | ": "32.17.01",
		"Lembang | Cikole RT 01/02": "32.17.01.2006", " | Cipada (Cisarua)": "32.17.03.2005", " | Cipada, Cisarua": "32.17.03.2005", " | Cisarua / Cipada": "32.17.03.2005", "KBB | ": "32.17", "Bandung Barat | ": "32.17",
		"#321701 | #3217012006": "32.17.01.2006",
	} {
		r := read(t, workbook(t, grid{rows: "Nama | NIK | Kec | Desa\nTitin | 3217016806899001 | " + places}), options(t, "PSM"), "Sheet1 2 new")
		if got := r.Rows[0].Entry.Duty; got != want {
			t.Errorf("%q is %s, want %s", places, got, want)
		}
	}
}

func TestSerialNumbersOfDaysInText(t *testing.T) {
	r := read(t, bookOf(t, []byte("Nama;NIK;Tgl Lahir;Kec\nTitin;3217016806899001;32687;Lembang\n")), options(t, "TKSK"), "2 new")
	if !r.Rows[0].Entry.BirthDate.Value.Equal(date("1989-06-28")) {
		t.Errorf("%+v", r.Rows[0].Entry.BirthDate)
	}
}

func TestBirthDateInThreeColumns(t *testing.T) {
	for name, g := range map[string]grid{
		"under one": {rows: "Nama | NIK | Tanggal Lahir | | | Kec\n | | Tgl | Bln | Thn |\nTitin | 3217016806899001 | #28 | 6 | #1989 | Lembang", merges: "A1:A2 B1:B2 C1:E1 F1:F2"},
		"in a row":  {rows: "DATA\nNama | NIK | Tgl Lahir | Bulan Lahir | Tahun Lahir | Kec\nTitin | 3217016806899001 | 28 | Juni | 1989 | Lembang"},
	} {
		r := read(t, workbook(t, g), options(t, "TKSK"), "Sheet1 3 new")
		if e := r.Rows[0].Entry; !e.BirthDate.Value.Equal(date("1989-06-28")) || len(r.Unknown()) > 0 {
			t.Errorf("%s: %+v, %+v", name, e.BirthDate, r.Unknown())
		}
	}
	read(t, workbook(t, grid{rows: "Nama | NIK | Tgl Lahir | Bulan Lahir | Tahun Lahir | Kec\nTitin | 3217016806899001 | 31 | 2 | 1989 | Lembang\nTitin | 3217016806899002 | | | | Lembang"}), options(t, "TKSK"),
		"Sheet1 2 rejected tanggal_impossible", "Sheet1 3 new")
}

func TestPlacesUnderAddressAlone(t *testing.T) {
	g := grid{rows: "Nama | NIK | Alamat | | | No HP\n | | Kampung | Desa | Kecamatan |\nTitin | 3217016806899001 | Kp. A | Cikole | Lembang |\nAsep | 3217016806899002 | Kp. A | Cikole | Entah |",
		merges: "A1:A2 B1:B2 C1:E1 F1:F2"}
	r := read(t, workbook(t, g), options(t, "TKSK"), "Sheet1 3 new", "Sheet1 4 rejected kecamatan_unknown")
	if e := r.Rows[0].Entry; e.Duty != "32.17.01" || e.Home.Value != "32.17.01.2006" || !e.DutyGiven {
		t.Errorf("%+v", e)
	}
	r = read(t, workbook(t, grid{rows: "Nama | NIK | Kecamatan Domisili\nTitin | 3217016806899001 | Lembang"}), options(t, "TKSK"), "Sheet1 2 new")
	if e := r.Rows[0].Entry; e.DutyGiven || e.Home.Value != "32.17.01" {
		t.Errorf("a home is no duty place: %+v", e)
	}
}
