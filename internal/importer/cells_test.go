package importer

import (
	"archive/zip"
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// rawWorkbook is a workbook of one sheet as Excel writes it, cell by cell.
func rawWorkbook(t *testing.T, date1904 bool, rows string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range map[string]string{
		"_rels/.rels":                `<R><Relationship Type="x/officeDocument" Target="xl/workbook.xml"/></R>`,
		"xl/workbook.xml":            fmt.Sprintf(`<workbook><workbookPr date1904="%t"/><sheets><sheet name="A" r:id="a"/></sheets></workbook>`, date1904),
		"xl/_rels/workbook.xml.rels": `<R><Relationship Id="a" Type="x/worksheet" Target="a.xml"/><Relationship Id="t" Type="x/sharedStrings" Target="t.xml"/></R>`,
		"xl/a.xml":                   `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`,
		"xl/t.xml":                   `<sst><si><t>Nama</t></si><si><t>NIK</t></si><si><t>Kec</t></si><si><t>Tgl Lahir</t></si><si><r><t>Titin </t></r><r><rPr><b/></rPr><t>Rosmiati</t></r></si></sst>`,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const rawHead = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>`

func TestCellsOfEveryKind(t *testing.T) {
	rows := rawHead
	for i, c := range []struct{ name, nik, kec, born string }{
		{`t="s"><v>4</v>`, `t="inlineStr"><is><t>3217016806899001</t></is>`, `t="inlineStr"><is><r><t>Lem</t></r><r><t>bang</t></r></is>`, `s="1"><v>32687</v>`},                           // rich text
		{`t="str"><f>B9&amp;" x"</f><v>Asep</v>`, `t="str"><f>"32"&amp;A1</f><v>3217012806899002</v>`, `t="str"><f>X</f><v>Lembang</v>`, `><f>TODAY()</f><v>32687</v>`},                    // formulas
		{`t="inlineStr"><is><t>Ujang</t></is>`, `t="str"><v>'3217012806899003</v>`, `t="inlineStr"><is><t>Lembang</t></is>`, `t="d"><v>1989-06-28T00:00:00</v>`},                           // dates of their own kind
		{`t="inlineStr"><is><t>Euis</t></is>`, `><v>3217012806899000</v>`, `t="inlineStr"><is><t>Lembang</t></is>`, `t="inlineStr"><is><t>1989-06-28 00:00:00</t></is>`},                   // a number
		{`t="inlineStr"><is><t>Nia</t></is>`, `><v>3.217012806899E+15</v>`, `t="inlineStr"><is><t>Lembang</t></is>`, `><v>32687.75</v>`},                                                   // in scientific notation
		{`t="e"><f>A1/0</f><v>#DIV/0!</v>`, `t="str"><v>3217012806899006</v>`, `t="inlineStr"><is><t>Lembang</t></is>`, `t="e"><v>#N/A</v>`},                                               // errors
		{`t="inlineStr"><is><t>Ai</t></is>`, `t="e"><v>#REF!</v>`, `t="inlineStr"><is><t>Lembang</t></is>`, `t="b"><v>1</v>`},                                                              // a truth for a date
		{`t="inlineStr"><is><t xml:space="preserve"> Tati </t></is>`, `t="str"><v>32 1701 2806 8990 08</v>`, `t="e"><v>#N/A</v>`, `t="inlineStr"><is><t>28_x000D_&#10;Juni 1989</t></is>`}, // marks
		{`t="inlineStr"><is><t>Deni</t></is>`, `t="str"><v>3217012806899009.0</v>`, `t="inlineStr"><is><t>Lembang</t></is>`, `t="inlineStr"><is><t>32687</t></is>`},
	} {
		n := i + 2
		rows += fmt.Sprintf(`<row r="%d"><c r="A%d" %s</c><c r="B%d" %s</c><c r="C%d" %s</c><c r="D%d" %s</c></row>`, n, n, c.name, n, c.nik, n, c.kec, n, c.born)
	}
	r := read(t, bookOf(t, rawWorkbook(t, false, rows)), options(t, "TKSK"), "A 2 new", "A 3 new", "A 4 new", "A 5 rejected nik_number_lost_digit", "A 6 rejected nik_number_lost_digit",
		"A 7 rejected nama_empty", "A 8 rejected nik_empty tanggal_impossible", "A 9 new", "A 10 rejected nik_number_lost_digit")
	for i, row := range r.Rows {
		if b := row.Entry.BirthDate; b.Given && !b.Value.Equal(date("1989-06-28")) || b.Given == (i == 5 || i == 6) {
			t.Errorf("row %d: born %+v", row.Number, b)
		}
	}
	if r.Rows[0].Entry.Name.Name != "Titin Rosmiati" || r.Rows[0].Entry.Duty != "32.17.01" || r.Rows[7].Entry.Duty != "32.17" {
		t.Errorf("%+v", r.Rows[0].Entry)
	}
}

func TestDatesFrom1904(t *testing.T) {
	rows := rawHead + `<row r="2"><c r="A2" t="s"><v>4</v></c><c r="B2" t="str"><v>3217016806899001</v></c><c r="D2"><v>31225</v></c></row>`
	r := read(t, bookOf(t, rawWorkbook(t, true, rows)), options(t, "TKSK"), "A 2 new")
	if !r.Rows[0].Entry.BirthDate.Value.Equal(date("1989-06-28")) {
		t.Errorf("%+v", r.Rows[0].Entry.BirthDate)
	}
}

// TestDatesOfBirth holds what the cell for a date of birth may hold, of a woman whose NIK says 28 June 1989.
func TestDatesOfBirth(t *testing.T) {
	for text, want := range map[string]string{
		"28/6/89": "1989-06-28", "28-06-1989": "1989-06-28", "28 Juni 89": "1989-06-28", "28 June 1989": "1989-06-28", "28 Jun. 1989": "1989-06-28", "28-VI-1989": "1989-06-28",
		"1989-06-28 00:00:00": "1989-06-28", "28.06.1989 0:00": "1989-06-28", "Rabu, 28 Juni 1989": "1989-06-28", "Bandung, 28-06-1989": "1989-06-28", "28Juni1989": "1989-06-28", "28061989": "1989-06-28",
		"28 Juni 1989 (36 th)": "1989-06-28",
		"31 Februari 1989":     "", "00-00-0000": "", "28 Juni": "", "1989": "", "6/28/1989": "", "28/6/90": "", "29-02-1989": "", "28 Juri 1989": "", "28 Juny 1989": "", "28-06-2029": "", "lupa": "",
	} {
		verdict := "2 new"
		if want == "" {
			verdict = "2 rejected tanggal_impossible"
		}
		r := read(t, bookOf(t, []byte("Nama;NIK;Kec;Tgl Lahir\nTitin;3217016806899001;Lembang;\""+text+"\"\n")), options(t, "TKSK"), verdict)
		if d := cmp.Diff(date(want), r.Rows[0].Entry.BirthDate.Value); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}
