package importer

import (
	"fmt"
	"testing"

	"pilar/internal/check"
)

// TestEachKindOfProblem holds for each kind that needs no register a row that has it and no other.
func TestEachKindOfProblem(t *testing.T) {
	const head = "Nama | NIK | L/P | Tgl Lahir | Kecamatan | Desa | No HP | Email | NIP | No KK | NPWP | No Rekening\n"
	// What a sound row has: a man of Lembang, born on 28 June 1989.
	sound := func(serial int) map[string]string {
		return map[string]string{"name": fmt.Sprintf("Asep %c", 'A'+serial), "nik": fmt.Sprintf("32170128068990%02d", serial), "sex": "L", "born": "28-06-1989", "kec": "Lembang", "desa": "Cikole",
			"hp": "081234567890", "email": "a@contoh.invalid", "nip": "198906282015051001", "kk": "3217012806899000", "npwp": "092542943407000", "rek": "0012345678"}
	}
	columns := []string{"name", "nik", "sex", "born", "kec", "desa", "hp", "email", "nip", "kk", "npwp", "rek"}
	cases := []struct {
		kind          check.Kind
		column, value string
	}{
		{"", "", ""},
		{check.NIKEmpty, "nik", ""}, {check.NIKEmpty, "nik", "KTP hilang"}, {check.NIKShort, "nik", "321701280689900"}, {check.NIKLong, "nik", "32170128068990011"},
		{check.NIKLetters, "nik", "32170128O6899001"}, {check.NIKImpossible, "nik", "3217013206899001"}, {check.NIKNumberLostDigit, "nik", "#3217012806899000"},
		{check.NIKNumberLostDigit, "nik", "3,21701E+15"}, {check.NameEmpty, "name", ""}, {check.DateImpossible, "born", "31 Februari 1989"}, {check.DateImpossible, "born", "00-00-0000"},
		{check.KecamatanUnknown, "kec", "Antah"}, {check.DesaUnknown, "desa", "Antah"}, {check.DesaOutsideKecamatan, "desa", "Rende"},
		{check.NIKBirthDateMismatch, "nik", "3217012706899020"}, {check.NIKSexMismatch, "sex", "P"}, {check.NIKRegionMismatch, "nik", "9917012806899021"},
		{check.PhoneMalformed, "hp", "0812"}, {check.EmailMalformed, "email", "@contoh"}, {check.NIPMalformed, "nip", "19890628"}, {check.KKMalformed, "kk", "12"}, {check.NPWPMalformed, "npwp", "12"},
		{check.AccountMalformed, "rek", "#12345678"}, {check.SexUnknown, "sex", "x"},
	}
	rows, want := head, []string{}
	for i, c := range cases {
		row := sound(i + 1)
		if c.column != "" {
			row[c.column] = c.value
		}
		if c.kind == check.NIKSexMismatch {
			row["nip"] = "" // it would contradict, too
		}
		for _, column := range columns {
			rows += row[column] + " | "
		}
		rows += "\n"
		verdict := "new"
		if c.kind.Refuses() {
			verdict = "rejected"
		}
		line := fmt.Sprintf("Sheet1 %d %s", i+2, verdict)
		if c.kind != "" {
			line += " " + string(c.kind)
		}
		want = append(want, line)
	}
	read(t, workbook(t, grid{rows: rows}), options(t, "PSM"), want...)
}

func TestARowNamesAllOfItsKinds(t *testing.T) {
	o := options(t, "PSM")
	o.Limit = []string{"32.17.02"}
	read(t, workbook(t, grid{rows: `
Nama | NIK | L/P | Tgl Lahir | TMT | Kecamatan | Desa | No HP | Email
Titin | 3217012806899001 | L | 28-06-1989 | 2020 | Parongpong | Cihideung | |
 | 321701 | X | 31-02-1989 | 31-04-2020 | Lembang | Cikole | 0812 | a@
Titin | 3217012806899001 | P | 28-06-1988 | 31-04-2020 | Antah | | 0812 | a@
Titin | 3217012806899001 | P | 28-06-1988 | 2020 | Parongpong | Cihideung | 0812 | a@
Titin | 3217012806899002 | L | 28-06-1989 | 2020 | Parongpong | Cihideung | |
 | Cipada | | | | | | |
`}), o,
		"Sheet1 2 new",
		"Sheet1 3 rejected email_malformed hp_malformed jk_unknown kecamatan_forbidden nama_empty nik_short tanggal_impossible",
		"Sheet1 4 rejected email_malformed hp_malformed kecamatan_unknown nik_birthdate_mismatch nik_sex_mismatch repeated tanggal_impossible",
		"Sheet1 5 repeated email_malformed hp_malformed nik_birthdate_mismatch nik_sex_mismatch repeated",
		"Sheet1 6 new duplicate_likely")
}
