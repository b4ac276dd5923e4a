package importer

import (
	"strings"
	"testing"

	"pilar/internal/check"
)

// TestHeadsOfManyOffices holds words over columns that no entry of the dictionary has whole.
func TestHeadsOfManyOffices(t *testing.T) {
	o := options(t, "TAGANA")
	l := lexiconFor(&o)
	for want, heads := range map[Column]string{
		NIK:           "No. KTP Elektronik|NIK (tanpa spasi)|No. NIK (sesuai Dukcapil)|KTP-el|N.I.K.",
		Name:          "Nama Terang|Nama Sesuai Identitas|Nama Lengkap sesuai SK|Nama Staf",
		Birth:         "Kota, Tanggal Lahir (sesuai KTP)|T.T.L.|Tmpt, Tgl/Bln/Thn Lahir",
		BirthPlace:    "Tempat Lahir (sesuai KTP)|Kab/Kota Kelahiran (sesuai KTP)",
		BirthDate:     "Tanggal Lahir (sesuai KTP)|Tgl Lahir (tgl/bln/thn)|Tanggal, Bulan, Tahun Lahir",
		Sex:           "JK (Laki-laki/Perempuan)|J.K (P/L)|L/P (L/P)|Jenkel (L = Laki-laki, P = Perempuan)|Jenis Klm",
		Phone:         "Contact Person|No. HP (yang terhubung WA)|No WA/Telegram|No. HP (format 08xx)",
		Email:         "Akun Email|Pos-el|Email yang bisa dihubungi",
		Kecamatan:     "K E C A M A T A N|Kcmtn",
		DutyKecamatan: "Kecamatan yang didampingi|Lokasi Tugas (Kecamatan)|Kecamatan Tempat Bertugas",
		DutyPlace:     "Area Tugas|Wilayah Dampingan (Kecamatan/Desa)|Lokasi Binaan",
		HomeKecamatan: "Kecamatan Sesuai KTP|Domisili Kecamatan",
		Education:     "Lulusan|Pendidikan (SMA/S1)|Ijazah Terakhir & Jurusan|Pendidikan Tertinggi",
		Start:         "T.M.T. (dd-mm-yyyy)|TMT sebagai Anggota|Mulai Bekerja|Mulai Tugas (tgl/bln/thn)|Tanggal Pengukuhan",
		StartYear:     "Bertugas Sejak Tahun|Tahun Dikukuhkan|Tahun Pengangkatan sebagai PSM",
		DecreeNumber:  "No. SK Kepala Desa|Nomor Keputusan Bupati|No. S.K. Pengukuhan",
		DecreeDate:    "Tgl. S.K. Bupati|Tanggal Keputusan Kepala Dinas",
		DecreeBoth:    "No & Tgl Keputusan Bupati",
		Member:        "Nomor Keanggotaan|No. Kartu Anggota (NIA)|KTA",
		NIP:           "No. NIP/NI PPPK|NIP (PNS/PPPK)|NIP/NIPPPK/NRP",
		Grade:         "Pangkat/Gol PPPK",
		Status:        "PNS/PPPK/Non ASN|Kedudukan Pegawai|Jenis Pegawai (PNS/PPPK/Non ASN)",
		Position:      "Jabatan/Posisi|Jabatan Fungsional/Struktural|Jabatan dalam Organisasi",
		levelField:    "Jenjang (Muda/Madya/Utama)",
		"": "NIK Ibu|NIK Kepala Keluarga|Nama Suami/Istri|No HP Keluarga|TMT Pangkat|TMT Golongan|TMT Pensiun|Tanggal Sertifikat|SK Pemberhentian|" +
			"Tanggal SK Pemberhentian|Masa Kerja Golongan|Golongan Darah|Jenis Pelatihan|Tempat Pelatihan|Jumlah Desa|Kecamatan Lama|Jabatan Suami|Pendidikan Istri",
	} {
		for head := range strings.SplitSeq(heads, "|") {
			if got := l.column(head); got != want {
				t.Errorf("%q is taken for %q, want %q", head, got, want)
			}
		}
	}
}

func TestTwoRowHeadWithoutMergedCells(t *testing.T) {
	r := read(t, bookOf(t, []byte(`Nama;NIK;S K;;TMT
;;No.;Tanggal;
Titin Rosmiati;3217016806899001;460/12/2020;05-02-2020;01-03-2020
`)), options(t, "TKSK"), "3 new")
	if d := r.Rows[0].Entry.Decree; d.Number.Value != "460/12/2020" || !d.Date.Value.Equal(date("2020-02-05")) {
		t.Errorf("decree %+v", d)
	}
}

func TestHeadAgainOverEveryBand(t *testing.T) {
	const head, sub = "NO | Nama | NIK | Jenis Kelamin | | No. HP", " | | | L | P |"
	read(t, workbook(t, grid{
		rows: head + "\n" + sub + "\nI | KECAMATAN LEMBANG\n1 | Asep | 3217010206899001 | v | | 081234567890\n | Sub Jumlah | | | | #1\n" +
			"II | KECAMATAN CILILIN\n" + head + "\n" + sub + "\n1 | Titin | 3217016806899002 | | v | 081234567891",
		merges: "A1:A2 B1:B2 C1:C2 D1:E1 F1:F2 B6:F6 A7:A8 B7:B8 C7:C8 D7:E7 F7:F8",
	}), options(t, "TKSK"), "Sheet1 4 new", "Sheet1 9 new")
}

func TestBandInTheColumnOfTheDesa(t *testing.T) {
	r := read(t, workbook(t, grid{rows: `
NO | DESA | NIK | Nama
I | KECAMATAN CIKALONGWETAN
1 | Cipada | 3217010206899001 | Asep
II | KECAMATAN CISARUA
1 | Cipada | 3217016806899002 | Titin
`}), options(t, "PSM"), "Sheet1 3 new", "Sheet1 5 new")
	if a, b := r.Rows[0].Entry.Duty, r.Rows[1].Entry.Duty; a == b {
		t.Errorf("both rows work in %s", a)
	}
}

// TestHomeUnderHeadsOfTwoKinds reads a home whose kecamatan says that it is one, and its desa not, or the other way about.
func TestHomeUnderHeadsOfTwoKinds(t *testing.T) {
	for _, heads := range []string{"Kecamatan Asal | Desa Alamat", "Kecamatan Domisili | Desa Asal"} {
		r := read(t, workbook(t, grid{rows: "Nama | NIK | Kecamatan Tugas | " + heads + "\nAsep | 3217010206899001 | Lembang | Cisarua | Cipada"}),
			options(t, "TKSK"), "Sheet1 2 new")
		if e := r.Rows[0].Entry; e.Duty != "32.17.01" || !strings.HasPrefix(e.Home.Value, "32.17.03.") {
			t.Errorf("%s: duty %s, home %s", heads, e.Duty, e.Home.Value)
		}
	}
}

func TestPlacesInOneCell(t *testing.T) {
	for text, want := range map[string]string{
		"Desa Cikole, Lembang": "32.17.01.2006", "Desa Cikole - Lembang": "32.17.01.2006", "Cikole Lembang": "32.17.01.2006",
		"Padalarang / Cipeundeuy": "32.17.08", "Cipeundeuy, Padalarang": "32.17.08",
	} {
		r := read(t, workbook(t, grid{rows: "Nama | NIK | Wilayah Kerja\nAsep | 3217010206899001 | " + text}), options(t, "PSM"), "Sheet1 2 new")
		if got := r.Rows[0].Entry.Duty; !strings.HasPrefix(got, want) {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

func TestDesaCalledLikeAKecamatan(t *testing.T) {
	read(t, workbook(t, grid{rows: "Nama | NIK | Wilayah Kerja\nAsep | 3217010206899001 | Desa Saguling, Cisarua"}), options(t, "PSM"),
		"Sheet1 2 rejected desa_outside_kecamatan")
}

func TestWrongNIPBelowTheName(t *testing.T) {
	for _, nip := range []string{"12345", "1985031220O0011001", "19850312 2010O1 1 001"} {
		r := read(t, workbook(t, grid{rows: `Nama/NIP | NIK | Alamat Lengkap RT/RW` + "\n" + `Asep Suryana, S.Sos.\nNIP. ` + nip + ` | 3217011203859001 | Kp. Cibodas RT 02 RW 05`}),
			options(t, "DINSOS"), "Sheet1 2 new nip_malformed")
		e := r.Rows[0].Entry
		if e.Name != (check.PersonName{Name: "Asep Suryana", After: "S.Sos."}) || e.Address.Value != "Kp. Cibodas RT 02 RW 05" {
			t.Errorf("%s: %+v, %q", nip, e.Name, e.Address.Value)
		}
	}
}
