package importer

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pilar/internal/cadre"
	"pilar/internal/region"
	"pilar/internal/sheet"
)

// cadres are those of a new register, as the migrations describe them.
var cadres = []cadre.Cadre{
	{Code: "TKSK", Name: "Tenaga Kesejahteraan Sosial Kecamatan", DutyLevel: region.Kecamatan, Active: true},
	{Code: "PSM", Name: "Pekerja Sosial Masyarakat", DutyLevel: region.Desa, Active: true},
	{Code: "TAGANA", Name: "Taruna Siaga Bencana", DutyLevel: region.Kecamatan, Active: true},
	{Code: "PKH", Name: "Pendamping PKH", DutyLevel: region.Kecamatan, Active: true},
	{Code: "SAKTI", Name: "Satuan Bakti Pekerja Sosial (Sakti Peksos)", DutyLevel: region.Kabupaten},
	{Code: "DINSOS", Name: "Staf Dinas Sosial", DutyLevel: region.Kabupaten, Staff: true, Active: true},
}

var cadreFields = []cadre.Field{
	{Cadre: "TAGANA", Key: "jenjang", Label: "Jenjang", Type: cadre.Choice, Choices: []string{"Muda", "Madya", "Utama"}},
	{Cadre: "TAGANA", Key: "keahlian", Label: "Keahlian khusus", Type: cadre.Text},
	{Cadre: "PSM", Key: "masa_bakti", Label: "Masa bakti", Type: cadre.Text},
	{Cadre: "PKH", Key: "jabatan", Label: "Jabatan", Type: cadre.Text},
	{Cadre: "DINSOS", Key: "jabatan", Label: "Jabatan", Type: cadre.Text},
}

func TestTheCadreOfAFileIsRecognised(t *testing.T) {
	for file, want := range map[string]string{"TKSK 2026.xlsx": "TKSK", "Data PSM per Kecamatan.xlsx": "PSM", "tagana kbb (rekap).xlsx": "TAGANA",
		"pendamping_pkh.csv": "PKH", "Pegawai Dinsos.xlsx": "DINSOS"} {
		book, err := sheet.Open(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		for _, name := range []string{file, "data1.xlsx", "Salinan dari data (2).xlsx", "/kiriman/DATA DINSOS.csv"} {
			if got := Recognise(book, name, cadres, cadreFields); got != want {
				t.Errorf("%s as %s is taken for %q, want %s", file, name, got, want)
			}
		}
	}
}

func TestTheCadreOfManyShapes(t *testing.T) {
	const plain = "Nama | NIK | Kec\nTitin | 3217016806899001 | Lembang"
	const kinds = "Nama | NIK | Jenis SDM\nTitin | 3217016806899001 | %s\nAsep | 3217016806899002 | %s"
	for name, c := range map[string]struct {
		file string
		grid grid
		want string
	}{
		"nothing says":               {"data1.xlsx", grid{rows: plain}, ""},
		"the office's letterhead":    {"data.xlsx", grid{rows: "PEMERINTAH KABUPATEN BANDUNG BARAT\nDINAS SOSIAL\n" + plain}, ""},
		"the name of the file":       {"rekap_tksk_2026-final.xlsx", grid{rows: plain}, "TKSK"},
		"glued to a year":            {"DataPSM2026.xlsx", grid{rows: plain}, "PSM"},
		"within another word":        {"epsmon.xlsx", grid{rows: plain}, ""},
		"the name of a sheet":        {"data1.xlsx", grid{name: "Tagana", rows: plain}, "TAGANA"},
		"a title":                    {"data1.xlsx", grid{rows: "DAFTAR PEKERJA SOSIAL MASYARAKAT (PSM)\n" + plain}, "PSM"},
		"spread letters":             {"data1.xlsx", grid{rows: "D A F T A R  T K S K\n" + plain}, "TKSK"},
		"a title in full":            {"data1.xlsx", grid{rows: "Data Tenaga Kesejahteraan Sosial Kecamatan\n" + plain}, "TKSK"},
		"a head":                     {"data1.xlsx", grid{rows: strings.Replace(plain, "Nama", "Nama Anggota Tagana", 1)}, "TAGANA"},
		"another person's head":      {"data1.xlsx", grid{rows: "Nama PSM | NIK | Nama TKSK\nTitin | 3217016806899001 | Asep"}, "PSM"},
		"pendamping":                 {"data pendamping 2026.xlsx", grid{rows: plain}, "PKH"},
		"pendamping of another kind": {"data pendamping disabilitas.xlsx", grid{rows: plain}, ""},
		"a TKSK who assists":         {"tksk pendamping sembako.xlsx", grid{rows: plain}, "TKSK"},
		"two in the name":            {"TKSK dan PSM.xlsx", grid{rows: plain}, ""},
		"name and title disagree":    {"TKSK.xlsx", grid{rows: "DATA PSM KECAMATAN LEMBANG\n" + plain}, ""},
		"one not in use":             {"sakti peksos.xlsx", grid{rows: plain}, ""},
		"NIP and grade":              {"data1.xlsx", grid{rows: "Nama | NIK | NIP | Pangkat/Gol\nTitin | 3217016806899001 | 199508022015091001 | III/a"}, "DINSOS"},
		"NIP alone":                  {"data1.xlsx", grid{rows: "Nama | NIK | NIP\nTitin | 3217016806899001 | 199508022015091001"}, ""},
		"PKH with NIP and grade":     {"PKH.xlsx", grid{rows: "Nama | NIK | NIP | Pangkat/Gol\nTitin | 3217016806899001 | 199508022015091001 | IX"}, "PKH"},
		"PKH as PPPK":                {"Pegawai Pemerintah dengan Perjanjian Kerja PKH.xlsx", grid{rows: plain}, "PKH"},
		"pegawai":                    {"data1.xlsx", grid{rows: "DAFTAR NOMINATIF PEGAWAI\n" + plain}, "DINSOS"},
		"ASN":                        {"data asn 2026.xlsx", grid{rows: plain}, "DINSOS"},
		"a list only one has":        {"data1.xlsx", grid{rows: "Nama | NIK | Jenjang\nTitin | 3217016806899001 | Muda"}, "TAGANA"},
		"a list with other values":   {"data1.xlsx", grid{rows: "Nama | NIK | Jenjang\nTitin | 3217016806899001 | S1"}, ""},
		"a column throughout":        {"data1.xlsx", grid{rows: fmt.Sprintf(kinds, "PSM", "psm")}, "PSM"},
		"a column in full":           {"data1.xlsx", grid{rows: fmt.Sprintf(kinds, "Taruna Siaga Bencana", "Tagana")}, "TAGANA"},
		"a column of staff":          {"data1.xlsx", grid{rows: fmt.Sprintf(kinds, "DINSOS", "DINSOS")}, "DINSOS"},
		"a column of two":            {"data1.xlsx", grid{rows: fmt.Sprintf(kinds, "PSM", "TKSK")}, ""},
		"a column of two, named one": {"psm.xlsx", grid{rows: fmt.Sprintf(kinds, "PSM", "TKSK")}, ""},
		"a column with a stranger":   {"psm.xlsx", grid{rows: fmt.Sprintf(kinds, "PSM", "LKS")}, ""},
		"a column against the name":  {"tksk.xlsx", grid{rows: fmt.Sprintf(kinds, "PSM", "PSM")}, ""},
	} {
		if got := Recognise(workbook(t, c.grid), c.file, cadres, cadreFields); got != c.want {
			t.Errorf("%s: taken for %q, want %q", name, got, c.want)
		}
	}
	if got := Recognise(workbook(t, grid{name: "PSM", rows: plain}, grid{name: "TKSK", rows: plain, hidden: true}), "data1.xlsx", cadres, nil); got != "PSM" {
		t.Errorf("with a hidden sheet: %q", got)
	}
	if got := Recognise(workbook(t, grid{name: "PSM", rows: plain}, grid{name: "TKSK", rows: plain}), "data1.xlsx", cadres, nil); got != "" {
		t.Errorf("with sheets of two: %q", got)
	}
	own := append(cadres, cadre.Cadre{Code: "KT", Name: "Karang Taruna", Active: true})
	if got := Recognise(workbook(t, grid{rows: plain}), "Anggota Karang Taruna.xlsx", own, nil); got != "KT" {
		t.Errorf("a cadre of the office's own: %q", got)
	}
}

// briefHeads writes heads in short: "A1 Nama=name [Titin]".
func briefHeads(o *Outline) []string {
	var out []string
	for _, h := range o.Heads {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %d.%d %s=%s %v", h.Sheet, h.Row, h.Index, h.Text, h.As, h.Samples)))
	}
	return out
}

func survey(t *testing.T, book *sheet.Book, o Options) *Outline {
	t.Helper()
	outline, err := Survey(book, o)
	if err != nil {
		t.Fatal(err)
	}
	return outline
}

func TestSurvey(t *testing.T) {
	const head = "No | Nama | NIK | Hobi | No HP\n"
	o := survey(t, workbook(t,
		grid{name: "A", rows: "DATA PSM\n" + head + "1 | 2 | 3 | 4 | 5\n1 | Titin | 3217016806899001 | Catur | 0812-3456-7890\n2 | Asep | 3217016806899002 | Catur | 0812-3456-7891\nJUMLAH | 2"},
		grid{name: "B", rows: head + "1 | Euis | 3217016806899003 | Renang | "},
		grid{name: "C", rows: "Nama | NIK | Kec\n", hidden: true},
	), Options{})
	want := []string{"A 2.0 No=ordinal [1 2]", "A 2.1 Nama=name [Titin Asep Euis]", "A 2.2 NIK=nik [3217************]", "A 2.3 Hobi= [Catur Renang]", "A 2.4 No HP=phone [0812-****-****]"}
	if d := cmp.Diff(want, briefHeads(o)); d != "" {
		t.Error(d)
	}
	if len(o.Missing) > 0 || len(o.Unknown()) != 1 {
		t.Errorf("%+v", o)
	}
}

func TestSurveyOfHeadsThatNobodyKnows(t *testing.T) {
	const rows = "REKAP\nSebutan | Kode Warga | Tugas di | Kesukaan\n1 | 2 | 3 | 4\nTitin Rosmiati | 3217016806899001 | Lembang | Catur\nAsep | 3217016806899002 | Lembang | 6013011234567890"
	o := survey(t, workbook(t, grid{rows: rows}), Options{})
	want := []string{"Sheet1 2.0 Sebutan= [Titin Rosmiati Asep]", "Sheet1 2.1 Kode Warga= [3217************]", "Sheet1 2.2 Tugas di= [Lembang]", "Sheet1 2.3 Kesukaan= [Catur 6013************]"}
	if d := cmp.Diff(want, briefHeads(o)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]Column{Name, NIK}, o.Missing); d != "" {
		t.Error(d)
	}
	answered := options(t, "TKSK")
	answered.Heads = map[string]Column{HeadKey("Sebutan"): Name, HeadKey("Kode Warga"): NIK, HeadKey("Tugas di"): DutyKecamatan, HeadKey("Kesukaan"): ""}
	r := read(t, workbook(t, grid{rows: rows}), answered, "Sheet1 4 new", "Sheet1 5 new")
	if e := r.Rows[0].Entry; e.Name.Name != "Titin Rosmiati" || e.Duty != "32.17.01" {
		t.Errorf("%+v", e)
	}
	again := survey(t, workbook(t, grid{rows: rows}), answered)
	if !bytes.Equal(o.Shape, again.Shape) || len(again.Missing) > 0 {
		t.Error("the answers have changed the shape, or did not help")
	}
	for name, g := range map[string]grid{
		"rows without a head":    {rows: "Titin | 3217016806899001 | Lembang\nAsep | 3217016806899002 | Lembang"},
		"a title over the rows":  {rows: "DATA ORANG\nTitin | 3217016806899001 | Lembang"},
		"no numbers of a person": {rows: "Bulan | Jumlah\nJanuari | #12"},
	} {
		if o := survey(t, workbook(t, g), Options{}); len(o.Heads) > 0 || o.Shape != nil {
			t.Errorf("%s: guessed %v", name, briefHeads(o))
		}
	}
}

func TestShape(t *testing.T) {
	shape := func(grids ...grid) string {
		return fmt.Sprintf("%x", survey(t, workbook(t, grids...), Options{}).Shape)
	}
	const head, row = "Nama | NIK | Hobi\n", "Titin | 3217016806899001 | Catur\n"
	base := shape(grid{name: "A", rows: head + row})
	for name, same := range map[string]string{
		"more rows":       shape(grid{name: "A", rows: head + row + row + row}),
		"a title":         shape(grid{name: "A", rows: "DATA PSM\n\n" + head + row}),
		"other dress":     shape(grid{name: "A", rows: "NAMA | N.I.K. | hobi:\n" + row}),
		"a second sheet":  shape(grid{name: "A", rows: head + row}, grid{name: "B", rows: head + row}),
		"a sheet of text": shape(grid{name: "A", rows: head + row}, grid{name: "B", rows: "Catatan"}),
	} {
		if same != base {
			t.Errorf("%s: another shape", name)
		}
	}
	const other = "NIK | Nama | Kec\n3217016806899001 | Titin | Lembang"
	if a, b := shape(grid{name: "A", rows: head + row}, grid{name: "B", rows: other}), shape(grid{name: "B", rows: other}, grid{name: "A", rows: head + row}); a != b || a == base {
		t.Error("the order of the sheets makes a shape, or a further head does not")
	}
	if shape(grid{name: "A", rows: "Nama | NIK | Hobi | Kec\n" + row}) == base || shape(grid{name: "A", rows: "Nama | Hobi | NIK\n" + row}) == base {
		t.Error("other heads are the same shape")
	}
}

func TestAnswersBeatTheDictionary(t *testing.T) {
	g := grid{rows: "Nama Ketua | Sebutan | NIK | Kec | Bertugas di\nAsep | Titin | 3217016806899001 | Lembang | Cisarua"}
	o := options(t, "TKSK")
	o.Heads = map[string]Column{HeadKey("Sebutan"): Name, HeadKey("Nama Ketua"): "", HeadKey("Bertugas di"): Kecamatan}
	r := read(t, workbook(t, g), o, "Sheet1 2 new")
	if e := r.Rows[0].Entry; e.Name.Name != "Titin" || e.Duty != "32.17.03" {
		t.Errorf("%+v", e)
	}
}

func TestHeadsWithoutEndAreBounded(t *testing.T) {
	var alike, other strings.Builder
	for i := range 3 * maxTables {
		alike.WriteString("Nama;NIK;Hobi\nTitin;3217016806899001;Catur\n")
		fmt.Fprintf(&other, "Nama;NIK;%s\nTitin;3217016806899001;Catur\n", strings.Repeat("x", 1+i%50)+strings.Repeat("y", i/50))
	}
	if o := survey(t, bookOf(t, []byte(alike.String())), Options{}); len(o.Heads) != 3 || o.Heads[0].Row != 1 {
		t.Errorf("%+v", o.Heads)
	}
	if o := survey(t, bookOf(t, []byte(other.String())), Options{}); len(o.Heads) > maxTables+2 || len(o.Heads) < maxTables {
		t.Errorf("%d heads", len(o.Heads))
	}
}
