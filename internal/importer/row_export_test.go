package importer

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pilar/internal/check"
)

// exportHead is the head of an exported list, as package workersheet writes it; its own test compares the two.
const exportHead = "Nama|NIK|Jenis SDM|Tempat tugas|Kecamatan tugas|Bertugas sejak|Sertifikat|Nomor HP|Tempat tinggal|Alamat|Nomor KK|Nomor rekening|ID Pilar\n"

func exportedRow(t *testing.T, cadre, row string) Row {
	t.Helper()
	r := readGrid(t, cadre, grid{rows: exportHead + row})
	if len(r.Rows) != 1 {
		t.Fatalf("%d rows", len(r.Rows))
	}
	for _, h := range r.Heads {
		if h.As == "" {
			t.Errorf("it is asked what %q holds", h.Text)
		}
	}
	return r.Rows[0]
}

func readGrid(t *testing.T, code string, sheets ...grid) *Report {
	t.Helper()
	r, err := Read(workbook(t, sheets...), options(t, code))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestARowOfAnExport(t *testing.T) {
	masked := "Neng Euis|3217************|PSM|Desa Cikole, Kec. Lembang|Lembang|2020-01-06|Bersertifikat|0812********|Desa Jambudipa, Kec. Cisarua|Kp. Baru|3217************|0012********|47"
	e := exportedRow(t, "PSM", masked)
	if e.Verdict != New || len(e.Problems) > 0 || e.Entry.Worker != 47 || e.Entry.NIK != "" || e.Entry.KK.Given || e.Entry.Phone.Given || e.Entry.PhoneNote.Given || e.Entry.Bank.Number.Given {
		t.Errorf("masked numbers are read: %+v", e)
	}
	if e.Entry.Duty != "32.17.01.2006" || !e.Entry.Start.Equal(date("2020-01-06")) || e.Entry.Home.Value != "32.17.03.2001" || e.Entry.Address.Value != "Kp. Baru" {
		t.Errorf("the places are read as %+v", e.Entry)
	}
	if e := exportedRow(t, "PSM", "Neng Euis|3217015203859001||||||||||| 47").Entry; e.NIK != "3217015203859001" || e.Worker != 47 || e.DutyGiven {
		t.Errorf("a whole NIK is read as %+v", e)
	}
	if e := exportedRow(t, "PSM", "|||||||081200000001|||||47"); e.Verdict != New || len(e.Problems) > 0 || e.Entry.Phone.Value != "+6281200000001" || e.Entry.Name.Name != "" {
		t.Errorf("a row of which little is left: %+v", e)
	}
	if e := exportedRow(t, "PSM", "Neng Euis|3217************||||||||||| "); e.Verdict != Rejected || !e.has(check.NIKLetters) {
		t.Errorf("a masked NIK without a number of the register: %+v", e)
	}
	for _, id := range []string{"0", "-3", "4.7", "saya", "3217015203859001", "99999999999999999999"} {
		e := exportedRow(t, "PSM", "Neng Euis|3217015203859001|||||||||||"+id)
		if e.Verdict != Rejected || !e.has(check.IDUnknown) || e.Problems[0].Value == "3217015203859001" {
			t.Errorf("%q as the register's number: %+v", id, e)
		}
	}
}

func TestWhatAnExportJoins(t *testing.T) {
	for _, c := range []struct {
		name, cadre, roles, places, kecamatan string
		duty                                  string // "" where the row must say nothing of it
		start                                 bool
	}{
		{"one role", "PSM", "PSM", "Desa Cikole, Kec. Lembang", "Lembang", "32.17.01.2006", true},
		{"one of two", "PSM", "TKSK; PSM", "Kec. Cisarua; Desa Cikole, Kec. Lembang", "Cisarua; Lembang", "32.17.01.2006", false},
		{"the other of two", "TKSK", "TKSK; PSM", "Kec. Cisarua; Desa Cikole, Kec. Lembang", "Cisarua; Lembang", "32.17.03", false},
		{"another cadre", "PKH", "TKSK; PSM", "Kec. Cisarua; Desa Cikole, Kec. Lembang", "Cisarua; Lembang", "", false},
		{"twice in the cadre", "PSM", "PSM; PSM", "Desa Cikole, Kec. Lembang; Desa Jambudipa, Kec. Cisarua", "Lembang; Cisarua", "", false},
		{"one place of two is gone", "PSM", "TKSK; PSM", "Desa Cikole, Kec. Lembang", "Lembang", "", false},
		{"the whole kabupaten", "DINSOS", "DINSOS", "Kabupaten Bandung Barat", "Tingkat kabupaten", "32.17", true},
		{"at the kabupaten, of a cadre of desa", "PSM", "PSM", "Kabupaten Bandung Barat", "Tingkat kabupaten", "32.17", true},
		{"no roles", "PSM", "", "Desa Cikole, Kec. Lembang", "Lembang", "", false},
	} {
		e := exportedRow(t, c.cadre, "Neng Euis|3217************|"+c.roles+"|"+c.places+"|"+c.kecamatan+"|2020-01-06|Bersertifikat||||||47")
		if len(e.Problems) > 0 || e.Entry.DutyGiven != (c.duty != "") || c.duty != "" && e.Entry.Duty != c.duty || (e.Entry.Precision == ByDay) != c.start {
			t.Errorf("%s: %+v", c.name, e)
		}
	}
}

func TestSomebodyTwiceInAnExport(t *testing.T) {
	r := readGrid(t, "PSM", grid{rows: exportHead + `
Neng Euis|3217************|||||||||||47
Asep|3217************|||||||||||48
Neng Euis|3217015203859001|||||||||||47
Asep|3217011203859002|||||||||||48
`})
	var got []Verdict
	for _, row := range r.Rows {
		got = append(got, row.Verdict)
	}
	if diff := cmp.Diff([]Verdict{New, New, Repeated, Repeated}, got); diff != "" {
		t.Error(diff)
	}
}

// A column of an office's own file is no less asked about because an export has one of that name.
func TestOnlyAnExportHasItsHeads(t *testing.T) {
	r := readGrid(t, "PSM", grid{rows: "Nama|NIK|Alamat|Sertifikat|Jenis SDM\nNeng Euis|3217015203859001|Kp. Baru|ada|PSM"})
	if unknown := r.Unknown(); len(unknown) != 2 || unknown[0].Text != "Sertifikat" {
		t.Errorf("asked about %v", unknown)
	}
}

// What people write for each other into a file of the office never changes what is read: neither beside a row nor below.
func TestNotesAreNotRead(t *testing.T) {
	plain := "Nama|NIK|Alamat|Keterangan\nNeng Euis|3217015203859001|Kp. Baru|baik\n|||\nAsep|3217011203859002|Kp. Lama|\nNama|NIK|Alamat|Keterangan\nUjang|3217011203859003|Kp. Cai|"
	noted := "Nama|NIK|Alamat|Keterangan|Catatan Pilar\nNeng Euis|3217015203859001|Kp. Baru|baik|Ditolak. Kecamatan Cisarua\n||||Kecamatan Lembang\nAsep|3217011203859002|Kp. Lama||JUMLAH 3217011203859009\n" +
		"Nama|NIK|Alamat|Keterangan\nUjang|3217011203859003|Kp. Cai||Desa Cikole"
	want, got := readGrid(t, "PSM", grid{rows: plain}), readGrid(t, "PSM", grid{rows: noted})
	if diff := cmp.Diff(want, got); diff != "" || len(got.Rows) != 3 || len(got.Unknown()) != 0 {
		t.Errorf("(-without notes +with)\n%s", diff)
	}
}

func TestMaskedIsWhatMaskMakes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[+(]?[0-9]{1,4}([ .-]?[0-9]){3,14}[)]?( \([a-z ]{3,9}\))?`).Draw(t, "number")
		if !check.Masked(check.Mask(number)) {
			t.Errorf("%s is not known as masked", check.Mask(number))
		}
		if check.Masked(number) {
			t.Errorf("%s is taken for masked", number)
		}
	})
	for _, text := range []string{"", "-", "3217", "3217*****6", "32170*****", "12*4"} {
		if check.Masked(text) {
			t.Errorf("%q is taken for masked", text)
		}
	}
}
