package importer

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// duties lists where the people of a report work, by the ends of their codes.
func duties(r *Report) []string {
	var out []string
	for i := range r.Rows {
		out = append(out, r.Rows[i].Entry.Duty)
	}
	return out
}

func TestTablesSideBySide(t *testing.T) {
	const cipadaOfCisarua, cipadaOfCikalong = "32.17.03.2005", "32.17.04.2003"
	for name, c := range map[string]struct {
		rows, merges string
		want         []string
	}{
		"with a gap": {rows: `
No | Nama | NIK | Kec | Desa | | No | Nama | NIK | Kec | Desa
1 | Titin | 3217016806899001 | Cisarua | Cipada | | 2 | Asep | 3217012806899002 | Cikalongwetan | Cipada`,
			want: []string{"Sheet1 2 new", "Sheet1 2 new"}},
		"no gap, no numbers": {rows: `
Nama | NIK | Kec | Desa | NIK | Nama | Kec | Desa
Titin | 3217016806899001 | Cisarua | Cipada | 3217012806899002 | Asep | Cikalongwetan | Cipada`,
			want: []string{"Sheet1 2 new", "Sheet1 2 new"}},
		"a title over each": {rows: `
KECAMATAN CISARUA | | | | KECAMATAN CIKALONGWETAN
Nama | NIK | Desa | | Nama | NIK | Desa
Titin | 3217016806899001 | Cipada | | Asep | 3217012806899002 | Cipada
 | | | | Jumlah | #1`, merges: "A1:C1 E1:G1",
			want: []string{"Sheet1 3 new", "Sheet1 3 new"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, workbook(t, grid{rows: c.rows, merges: c.merges}), options(t, "PSM"), c.want...)
			if d := cmp.Diff([]string{cipadaOfCisarua, cipadaOfCikalong}, duties(r)); d != "" {
				t.Error(d)
			}
			if len(r.Unknown())+len(r.Notes) > 0 {
				t.Errorf("%+v, %+v", r.Unknown(), r.Notes)
			}
		})
	}
	r := read(t, workbook(t, grid{rows: `
DATA PSM KECAMATAN CISARUA
Nama | NIK | Desa | | Nama | NIK | Desa
KECAMATAN CIKALONGWETAN
Titin | 3217016806899001 | Cipada | | Asep | 3217012806899002 | Cipada
 | | | | Euis | 3217016806899003 | Cipada
KECAMATAN CISARUA | | | | | |
Titin | 3217016806899001 | Cipada`, merges: "A1:G1 A3:G3 A6:G6"}), options(t, "PSM"), "Sheet1 4 new", "Sheet1 4 new", "Sheet1 5 new", "Sheet1 7 repeated repeated")
	if d := cmp.Diff([]string{cipadaOfCikalong, cipadaOfCikalong, cipadaOfCikalong, cipadaOfCisarua}, duties(r)); d != "" {
		t.Error(d)
	}
	o := survey(t, workbook(t, grid{rows: "Nama | NIK | Hobi | Nama | NIK | Hobi\nTitin | 3217016806899001 | Catur | Asep | 3217012806899002 | Renang"}), Options{})
	if d := cmp.Diff([]string{"Sheet1 1.0 Nama=name [Titin Asep]", "Sheet1 1.1 NIK=nik [3217************]", "Sheet1 1.2 Hobi= [Catur Renang]"}, briefHeads(o)); d != "" {
		t.Error(d)
	}
}

// TestColumnsOfOthersAreNoTable reads tables whose further columns are about somebody else, or that say a thing twice.
func TestColumnsOfOthersAreNoTable(t *testing.T) {
	for _, g := range []grid{
		{rows: "PEGAWAI | | | PASANGAN |\nNama | NIK | Kec | Nama | NIK\nTitin | 3217016806899001 | Lembang | Asep | 3217012806899002", merges: "A1:C1 D1:E1"},
		{rows: "DATA TKSK\nNama | NIK | Kec | Nama Suami | NIK Suami\nTitin | 3217016806899001 | Lembang | Asep | 3217012806899002"},
		{rows: "DATA TKSK\nNama | NIK | Kec | Nama | Ket\nTitin | 3217016806899001 | Lembang | Titin | x"},
	} {
		read(t, workbook(t, g), options(t, "TKSK"), "Sheet1 3 new")
	}
}

func TestPersonInTwoRows(t *testing.T) {
	r := read(t, workbook(t, grid{rows: `
No | Nama | NIK | Pangkat/Gol | TTL
1 | Hj. Lilis Suryani, S.Sos | 3217014101709001 | Pembina | Bandung
 | NIP. 19700101 199003 2 001 | | IV/b | 01-01-1970
2 | Ujang Sutisna | | Penata | Garut, 1 Januari 1970
 | 197001011990031002 | | III/c |
3 | Asep | 3217010101709003 | |
Mengetahui
Kepala Dinas
 | Fulan | |
 | NIP. 197001011990031002`}), options(t, "DINSOS"), "Sheet1 2 new", "Sheet1 4 rejected nik_empty", "Sheet1 6 new")
	e := r.Rows[0].Entry
	if e.Name.Name != "Lilis Suryani" || e.Employment.NIP.Value != "197001011990032001" || e.Employment.Grade.Value != "Pembina IV/b" || e.BirthPlace.Value != "Bandung" ||
		!e.BirthDate.Value.Equal(date("1970-01-01")) {
		t.Errorf("%+v", e)
	}
	if got := r.Rows[1].Entry.Employment.NIP.Value; got != "197001011990031002" {
		t.Errorf("NIP %q", got)
	}
}

func TestNameNumberAndBirthInOneCell(t *testing.T) {
	e := read(t, workbook(t, grid{rows: `NAMA/NIP/TTL | NIK | PANGKAT/GOL/TMT | JABATAN` + "\n" +
		`Hj. LILIS SURYANI, S.Sos\nNIP. 19700101 199003 2 001\nBandung, 01-01-1970 | 3217014101709001 | Pembina Tk. I, IV/b | Kepala Dinas`}), options(t, "DINSOS"), "Sheet1 2 new").Rows[0].Entry
	if e.Name.Name != "Lilis Suryani" || e.Employment.NIP.Value != "197001011990032001" || e.BirthPlace.Value != "Bandung" || !e.BirthDate.Value.Equal(date("1970-01-01")) ||
		e.Employment.Grade.Value != "Pembina Tk. I, IV/b" {
		t.Errorf("%+v", e)
	}
}

func TestOfTwoColumnsTheOneThatSaysMore(t *testing.T) {
	r := read(t, workbook(t, grid{rows: `
No | kode_kec | nama_kec | No | Nama | NIK | HP 1 | HP 2
1 | 3217010 | Lembang | 1 | Titin | 3217016806899001 | - | 081311112222
2 | 3217010 | | 2 | Asep | 3217012806899002 | 081311112223 | 081311112224`}), options(t, "TKSK"), "Sheet1 2 new", "Sheet1 3 rejected kecamatan_unknown")
	if e := r.Rows[0].Entry; e.Duty != "32.17.01" || e.Phone.Value != "+6281311112222" || r.Rows[1].Entry.Phone.Value != "+6281311112223" {
		t.Errorf("%+v", e)
	}
	if len(r.Unknown()) > 0 {
		t.Errorf("%+v", r.Unknown())
	}
}

func TestRowsWithNothingButANIKAreTold(t *testing.T) {
	r := read(t, workbook(t, grid{rows: "No | Nama | NIK | Kec\n1 | Titin | 3217016806899001 | Lembang\n2 | | 3217012806899002 |\n3 | | 3217012806899003 |"}), options(t, "TKSK"), "Sheet1 2 new")
	if len(r.Notes) != 1 || r.Notes[0].Message != "2 baris tidak dibaca karena hanya berisi NIK. Isi namanya dan data lainnya." {
		t.Errorf("%+v", r.Notes)
	}
}

func TestNumbersAndStatusBehindNames(t *testing.T) {
	r := read(t, workbook(t, grid{rows: `
Nama | NIK | Gol
Titin Rosmiati (3217016806899001) | |
Asep Sunandar, S.Sos., M.Si. / 19800101 200501 1 001 | 3217010101809002 | III/d
UJANG (THL) | 3217010101809003 |
NENG\n(Non ASN) | 3217014101809004 |
EUIS\nHonorer | 3217014101809005 |
Agus (Acun) | 3217010101809006 |
`}), options(t, "DINSOS"), "Sheet1 2 new", "Sheet1 3 new", "Sheet1 4 new", "Sheet1 5 new", "Sheet1 6 new", "Sheet1 7 new")
	var got []string
	for i := range r.Rows {
		e := &r.Rows[i].Entry
		got = append(got, e.Name.Full()+"|"+e.Employment.Kind.Value)
	}
	want := []string{"Titin Rosmiati|", "Asep Sunandar, S.Sos., M.Si.|PNS", "Ujang|NON_ASN", "Neng|NON_ASN", "Euis|NON_ASN", "Agus (Acun)|"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestPartsOfOtherGroups(t *testing.T) {
	r := read(t, workbook(t, grid{rows: `
NO | PENDIDIKAN | | NAMA PEGAWAI | NIK | PANGKAT | | JABATAN |
 | NAMA | TINGKAT | | | GOL | TMT | NAMA | TMT
1 | STKS | S1 | Asep | 3217010101809001 | III/a | 01-04-2020 | Kasi | 01-01-2021`, merges: "A1:A2 B1:C1 D1:D2 E1:E2 F1:G1 H1:I1"}), options(t, "DINSOS"), "Sheet1 3 new")
	e := r.Rows[0].Entry
	if e.Name.Name != "Asep" || e.Precision != Unknown || e.Employment.Grade.Value != "III/a" || e.Employment.Position.Value != "Kasi" || e.Education.Value != "S1" {
		t.Errorf("%+v", e)
	}
}

func TestDesaOfASheet(t *testing.T) {
	const rows = "Nama | NIK\nTitin | 3217016806899001"
	for name, want := range map[string]string{"Cikole": "new", "Desa Cikole": "new", "Cipada": "rejected desa_ambiguous"} {
		r := read(t, workbook(t, grid{name: name, rows: rows}), options(t, "PSM"), name+" 2 "+want)
		if got := r.Rows[0].Entry.Duty; want == "new" && got != "32.17.01.2006" {
			t.Errorf("%s: %s", name, got)
		}
	}
	r := read(t, workbook(t, grid{name: "Cipada", rows: "DATA PSM KECAMATAN CISARUA\n" + rows}), options(t, "PSM"), "Cipada 3 new")
	if got := r.Rows[0].Entry.Duty; got != "32.17.03.2005" {
		t.Error(got)
	}
}

func TestKecamatanOfAFile(t *testing.T) {
	const rows = "Nama;NIK;Desa;Kec\nTitin;3217016806899001;Cipada;\nAsep;3217012806899002;Cikole;Lembang\n"
	for name, want := range map[string]string{"PSM Kec. Cisarua.csv": "32.17.03.2005", "DATA_PSM_KECAMATAN_CIKALONG_WETAN.csv": "32.17.04.2003", "PSM Cisarua.csv": "", "Kec. Cisarua dan Lembang.csv": ""} {
		o := options(t, "PSM")
		o.File = name
		first := "2 new"
		if want == "" {
			first = "2 rejected desa_ambiguous"
		}
		r := read(t, bookOf(t, []byte(rows)), o, first, "3 new")
		if got := r.Rows[0].Entry.Duty; want != "" && got != want || (len(r.Notes) == 1) != (want != "") {
			t.Errorf("%s: %s, %+v", name, got, r.Notes)
		}
	}
}

func TestRowsThatExplain(t *testing.T) {
	const head, row = "No | Nama | NIK | JK | Tgl Lahir | Kecamatan | No HP\n", "\n1 | Titin | 3217016806899001 | P | 28-06-1989 | Lembang | 0812 3456 7890"
	for _, rows := range []string{
		" | (sesuai KTP) | (16 digit) | (L/P) | (dd/mm/yyyy) | (pilih) | (08xxx)",
		" | Nama lengkap sesuai KTP tanpa gelar | 16 angka sesuai KTP | L atau P | Contoh: 31-12-1980 | Pilih dari daftar | Contoh: 081234567890",
		"Contoh | Fulan bin Fulan | 3217010101809001 | P | 28-06-1989 | Lembang | 0812 3456 7890",
		"cth. | Fulan | 3217010101809001",
	} {
		r := read(t, workbook(t, grid{rows: head + rows + row}), options(t, "TKSK"), "Sheet1 3 new")
		if len(r.Unknown()) > 0 || len(r.Notes) > 0 {
			t.Errorf("%q: %+v, %+v", rows, r.Unknown(), r.Notes)
		}
	}
	read(t, workbook(t, grid{rows: "No | Nama (sesuai KTP) | NIK (contoh 3217010101900001) | No HP (misal 081234567890) | Pilih Kecamatan\n1 | Titin | 3217016806899001 | 081234567890 | Lembang"}), options(t, "TKSK"), "Sheet1 2 new")
	read(t, workbook(t, grid{rows: "Nama | NIK | Kec | Status\nIsi Supriatna | 3217016806899001 | Lembang | (aktif)"}), options(t, "TKSK"), "Sheet1 2 new")
}
