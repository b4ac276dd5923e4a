package importer

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/region"
)

// madeUp is a cadre whose own fields are named like columns that every cadre has, and like each other.
func madeUp(t testing.TB) Options {
	o := options(t, "PSM")
	o.Cadre = "RELAWAN"
	o.Fields = []cadre.Field{
		{Key: "no_anggota", Label: "No. Anggota"}, {Key: "nik_istri", Label: "NIK", Sealed: true}, {Key: "jenjang_2", Label: "Jenjang"},
		{Key: "golongan_darah", Label: "Golongan darah", Type: cadre.Choice, Choices: []string{"A", "B", "AB", "O"}},
		{Key: "nomor_hp_darurat", Label: "Nomor HP darurat", Sealed: true}, {Key: "no_hp_darurat", Label: "No HP Darurat", Sealed: true},
		{Key: "pelatihan_terakhir", Label: "Pelatihan terakhir", Type: cadre.Date}, {Key: "anak", Label: "Jumlah anak", Type: cadre.Number},
		{Key: "jabatan", Label: "Jabatan", Type: cadre.Choice, Choices: []string{"Ketua", "Anggota"}},
	}
	return o
}

func templateOf(t testing.TB, o Options) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteTemplate(&out, o, "Pekerja Sosial Masyarakat di Desa Cikole, Kec. Lembang"); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// filled types values below the heads of a template, by head, as a person does: into the cells' own formats.
func filled(t testing.TB, o Options, typed map[Column]any) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(templateOf(t, o)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i, a := range Template(o) {
		if v, ok := typed[a.Column]; ok {
			if err := f.SetCellValue("Data "+o.Cadre, letter26(i)+"2", v); err != nil {
				t.Fatal(err)
			}
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func allTemplates(t testing.TB) []Options {
	all := []Options{madeUp(t)}
	for _, code := range []string{"TKSK", "PSM", "TAGANA", "PKH", "DINSOS"} {
		all = append(all, options(t, code))
	}
	return all
}

func TestEveryHeadOfATemplateIsRead(t *testing.T) {
	for _, o := range allTemplates(t) {
		report, err := Read(bookOf(t, filled(t, o, map[Column]any{Name: "Asep Hidayat", NIK: "3217011203859001"})), o)
		if err != nil {
			t.Fatalf("%s: %v", o.Cadre, err)
		}
		asked := Template(o)
		if len(report.Heads) != len(asked) || len(report.Rows) != 1 || len(report.Notes) != 0 {
			t.Errorf("%s: %d heads of %d, %d rows, notes %v", o.Cadre, len(report.Heads), len(asked), len(report.Rows), report.Notes)
			continue
		}
		for i, h := range report.Heads {
			if h.As != asked[i].Column || h.Index != i || h.Sheet != "Data "+o.Cadre {
				t.Errorf("%s: %q is read as %q, meant as %q", o.Cadre, h.Text, h.As, asked[i].Column)
			}
		}
	}
}

func TestAnEmptyTemplateHoldsNobody(t *testing.T) {
	for _, o := range allTemplates(t) {
		_, err := Read(bookOf(t, templateOf(t, o)), o)
		if none, ok := errors.AsType[*Error](err); !ok || !strings.Contains(none.Message, "tidak berisi baris data") {
			t.Errorf("%s: %v", o.Cadre, err)
		}
	}
}

func TestATemplateIsReadAsItWasFilledIn(t *testing.T) {
	o := madeUp(t)
	typed := map[Column]any{Name: "Siti Aminah, S.Sos.", NIK: "3217015203859001", Sex: "P", BirthPlace: "Bandung", BirthDate: date("1985-03-12"),
		DutyKecamatan: "Lembang", DutyDesa: "Cikole", HomeKecamatan: "Cisarua", HomeDesa: "Jambudipa", Start: date("2020-01-06"), DecreeNumber: "1/SK/2020",
		DecreeDate: date("2020-01-02"), Member: "007", Phone: "081200000001", KK: "3217010101200001", Account: "0012345678", Bank: "BJB", RTRW: "01/02",
		Address: "Kp. Babakan", Status: "Non-ASN", "field.no_anggota": "A-1", "field.nik_istri": "3217015203859002", "field.jenjang_2": "Madya",
		"field.golongan_darah": "AB", "field.no_hp_darurat": "081200000002", "field.nomor_hp_darurat": "081200000003", "field.pelatihan_terakhir": date("2024-05-06"),
		"field.anak": "3", Position: "Ketua"}
	report, err := Read(bookOf(t, filled(t, o, typed)), o)
	if err != nil {
		t.Fatal(err)
	}
	e := report.Rows[0].Entry
	if len(report.Rows[0].Problems) > 0 || e.Name.Full() != "Siti Aminah, S.Sos." || e.NIK != "3217015203859001" || !e.BirthDate.Value.Equal(date("1985-03-12")) || e.Sex.Value != "P" {
		t.Errorf("the person is read as %+v, problems %v", e, report.Rows[0].Problems)
	}
	if duty, home := o.Places.name(e.Duty), o.Places.name(e.Home.Value); duty != "Desa Cikole" || home != "Desa Jambudipa" {
		t.Errorf("she works in %s and lives in %s", duty, home)
	}
	if !e.Start.Equal(date("2020-01-06")) || e.Decree.Number.Value != "1/SK/2020" || e.Member.Value != "007" || e.Bank.Number.Value != "0012345678" || e.Address.Value != "Kp. Babakan RT 01/02" ||
		e.Employment.Kind.Value != check.NonASN {
		t.Errorf("the rest is read as %+v", e)
	}
	want := map[string]string{"no_anggota": "A-1", "nik_istri": "3217015203859002", "jenjang_2": "Madya", "golongan_darah": "AB", "no_hp_darurat": "081200000002",
		"nomor_hp_darurat": "081200000003", "pelatihan_terakhir": "06-05-2024", "anak": "3", "jabatan": "Ketua"}
	for key, value := range want {
		if got := e.Fields[key].Value; got != value {
			t.Errorf("%s is read as %q, typed as %q", key, got, value)
		}
	}
}

// What a person meets in Excel: numbers that stay text, lists to choose from, dates that are dates.
func TestWhatATemplateOffers(t *testing.T) {
	o := options(t, "TAGANA")
	o.DutyLevel = region.Desa
	f, err := excelize.OpenReader(bytes.NewReader(templateOf(t, o)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := f.GetSheetList(); strings.Join(got, "|") != "Data TAGANA|Daftar Pilar|Petunjuk" {
		t.Errorf("the sheets are %q", got)
	}
	if seen, err := f.GetSheetVisible("Daftar Pilar"); err != nil || seen {
		t.Errorf("the lists are shown: %v, %v", seen, err)
	}
	offered := map[string]*excelize.DataValidation{}
	all, err := f.GetDataValidations("Data TAGANA")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		offered[v.Sqref[:strings.IndexAny(v.Sqref, "0123456789")]] = v
	}
	for i, a := range Template(o) {
		column := letter26(i)
		style, err := f.GetColStyle("Data TAGANA", column)
		if err != nil {
			t.Fatal(err)
		}
		look, err := f.GetStyle(style)
		if err != nil || look.CustomNumFmt == nil {
			t.Fatalf("%s: style %+v, %v", a.Head, look, err)
		}
		if want := map[bool]string{true: "dd-mm-yyyy", false: "@"}[a.Fill == OneDay]; *look.CustomNumFmt != want {
			t.Errorf("%s has the format %s", a.Head, *look.CustomNumFmt)
		}
		v := offered[column]
		if v == nil || v.Prompt == nil || *v.Prompt == "" {
			t.Fatalf("%s says nothing beside its cells", a.Head)
		}
		want := map[Filling]string{OneOf: "list", OneKecamatan: "list", OneDesa: "list", OneDay: "date"}[a.Fill]
		if a.Column == NIK {
			want = "custom"
		}
		if v.Type != want {
			t.Errorf("%s offers %q", a.Head, v.Type)
		}
		if a.Column == levelField {
			var listed []string
			for _, row := range []string{"1", "2", "3"} {
				text, err := f.GetCellValue(listSheet, strings.Split(v.Formula1, "$")[1]+row)
				if err != nil {
					t.Fatal(err)
				}
				listed = append(listed, text)
			}
			if strings.Join(listed, "|") != "Muda|Madya|Utama" || !strings.HasSuffix(v.Formula1, "$3") {
				t.Errorf("the level is one of %q, from %s", listed, v.Formula1)
			}
		}
	}
	// The list of desa belongs to the kecamatan of the same row: its part of the hidden sheet stands together.
	places, err := f.GetCols(listSheet)
	if err != nil {
		t.Fatal(err)
	}
	closed, last := map[string]bool{}, ""
	for i, kecamatan := range places[1] {
		if kecamatan != last {
			if closed[kecamatan] {
				t.Fatalf("the desa of %s stand apart", kecamatan)
			}
			closed[last], last = true, kecamatan
		}
		if r, problem := o.Places.resolve(named{kecamatan: kecamatan, desa: places[2][i]}); problem != nil || r.Level != region.Desa {
			t.Errorf("the reader does not know %s in %s", places[2][i], kecamatan)
		}
	}
	if places[0][15] == "" || places[0][16] != "" || len(places[1]) != 165 || len(places[2]) != 165 {
		t.Errorf("%d kecamatan in their list, %d desa", len(places[0]), len(places[2]))
	}
	if rows, err := f.GetRows("Data TAGANA"); err != nil || len(rows) != 1 || len(rows[0]) != len(Template(o)) {
		t.Errorf("the sheet to fill in holds %q, %v", rows, err)
	}
}
