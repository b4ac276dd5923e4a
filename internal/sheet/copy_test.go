package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func readAll(t rapid.TB, file []byte) (*Book, [][]Row) {
	t.Helper()
	b, err := Read(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	all := make([][]Row, len(b.Sheets))
	for i, s := range b.Sheets {
		for row, err := range s.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			all[i] = append(all[i], row)
		}
	}
	return b, all
}

func unpainted(*Sheet, Row) ([]Painted, error) { return nil, nil }

func noLayout(*Sheet) Layout { return Layout{Notes: -1} }

// dressed is a workbook with what offices put into theirs.
func dressed(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	day, yes := "dd/mm/yyyy", true
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &day, Font: &excelize.Font{Italic: true}})
	steps := []error{err,
		f.SetSheetName("Sheet1", "Lembang"), f.MergeCell("Lembang", "A1", "D1"), f.SetCellStr("Lembang", "A1", "DAFTAR PSM"),
		f.SetSheetRow("Lembang", "A2", &[]any{"Nama", "NIK", "Lahir", "Umur"}), f.SetSheetRow("Lembang", "A3", &[]any{"Asep", "3217011203859001", 31118}),
		f.SetCellStyle("Lembang", "C3", "C3", style), f.SetCellFormula("Lembang", "D3", "2026-YEAR(C3)"), f.SetColWidth("Lembang", "A", "A", 33),
		f.SetSheetRow("Lembang", "A4", &[]any{"=1+1", "0012", -4.5, true}), f.SetCellStr("Lembang", "A5", "+62 812"), f.SetCellStr("Lembang", "B5", "@sum\tx\ny"),
		f.AddComment("Lembang", excelize.Comment{Cell: "A3", Text: "tanya Bu Rina"}), f.MergeCell("Lembang", "A6", "A7"), f.SetCellStr("Lembang", "A6", "Ujang"), f.SetCellStr("Lembang", "B7", "x"),
		f.SetPanes("Lembang", &excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"}),
		f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes})}
	for _, name := range []string{"Rahasia", "Rekap"} {
		_, err := f.NewSheet(name)
		steps = append(steps, err, f.SetCellStr(name, "B2", "isi "+name))
	}
	if err := errors.Join(append(steps, f.SetSheetVisible("Rahasia", false))...); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCopyKeepsWhatCellsAre(t *testing.T) {
	for name, file := range map[string][]byte{
		"workbook": dressed(t),
		"text":     []byte("Nama;NIK;Catatan\n=1+1;3217011203859001;\"a\nb\"\n\n'=2;0012;@x\n"),
	} {
		before, want := readAll(t, file)
		var out bytes.Buffer
		if err := Copy(&out, before, unpainted, noLayout); err != nil {
			t.Fatal(err)
		}
		after, got := readAll(t, out.Bytes())
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-before +copied)\n%s", name, diff)
		}
		for i, s := range after.Sheets {
			if s.Hidden != before.Sheets[i].Hidden || before.Sheets[i].Name != "" && s.Name != before.Sheets[i].Name {
				t.Errorf("%s: the sheet %q has become %q", name, before.Sheets[i].Name, s.Name)
			}
		}
		if after.Date1904 != before.Date1904 {
			t.Errorf("%s: days count from another year", name)
		}
		harmless(t, out.Bytes())
	}
}

// harmless opens a workbook as Excel does: nothing in it runs, and what is typed over a long number stays text.
func harmless(t *testing.T, file []byte) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, s := range f.GetSheetList() {
		rows, err := f.GetRows(s)
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x := range row {
				at, _ := excelize.CoordinatesToCellName(x+1, y+1)
				if formula, err := f.GetCellFormula(s, at); err != nil || formula != "" {
					t.Errorf("%s %s runs %q, %v", s, at, formula, err)
				}
			}
		}
	}
}

func TestAnyTextIsCopiedAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.OneOf(rapid.StringMatching(`[=+\-@\t\r']?[a-z0-9 &<>"_x]{0,12}`), rapid.StringMatching(`\d{10,18}`), rapid.String())
		cells := rapid.SliceOfN(cell, 2, 4).Draw(t, "cells")
		b := &Book{CSV: true, Sheets: []*Sheet{{rows: func(yield func(Row, error) bool) {
			row := Row{Number: 3}
			for i, text := range cells {
				if strings.TrimSpace(plain(text)) != "" {
					row.Cells = append(row.Cells, Cell{Column: i, Text: plain(text)})
				}
			}
			if len(row.Cells) > 0 {
				yield(row, nil)
			}
		}}}}
		var out bytes.Buffer
		if err := Copy(&out, b, unpainted, noLayout); err != nil {
			t.Fatal(err)
		}
		var want []Row
		for row := range b.Sheets[0].Rows() {
			want = append(want, row)
		}
		if _, got := readAll(t, out.Bytes()); cmp.Diff(want, got[0]) != "" {
			t.Errorf("(-before +copied)\n%s", cmp.Diff(want, got[0]))
		}
	})
}

func notesInF(s *Sheet) Layout {
	if s.Name != "Lembang" {
		return Layout{Notes: -1}
	}
	return Layout{Head: 2, Notes: 5}
}

func paintLembang(s *Sheet, row Row) ([]Painted, error) {
	switch {
	case s.Name != "Lembang":
		return nil, nil
	case row.Number == 2:
		return []Painted{{Column: 5, Text: "Catatan", Tone: Heading}}, nil
	case row.Number == 3:
		return []Painted{{Column: 1, Tone: Refused, Holds: AsText}, {Column: 2, Tone: Warned}, {Column: 5, Text: "=HYPERLINK()", Tone: Remark}}, nil
	}
	return nil, nil
}

func TestEditChangesNothingElse(t *testing.T) {
	file := dressed(t)
	b, _ := readAll(t, file)
	var out bytes.Buffer
	if err := Edit(&out, file, b, paintLembang, notesInF); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	formula, _ := f.GetCellFormula("Lembang", "D3")
	remarks, _ := f.GetComments("Lembang")
	width, _ := f.GetColWidth("Lembang", "A")
	note, _ := f.GetCellValue("Lembang", "F3")
	run, _ := f.GetCellFormula("Lembang", "F3")
	merged, _ := f.GetMergeCells("Lembang")
	panes, _ := f.GetPanes("Lembang")
	if formula != "2026-YEAR(C3)" || len(remarks) != 1 || width != 33 || note != "=HYPERLINK()" || run != "" || len(merged) != 2 || !panes.Freeze {
		t.Errorf("formula %q, comments %v, width %v, note %q which runs %q, merged %v, panes %v", formula, remarks, width, note, run, merged, panes)
	}
	for at, want := range map[string]struct {
		color, format string
		italic        bool
	}{"B3": {Refused.Color(), "@", false}, "C3": {Warned.Color(), "dd/mm/yyyy", true}} {
		id, _ := f.GetCellStyle("Lembang", at)
		style, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if len(style.Fill.Color) != 1 || style.Fill.Color[0] != want.color || style.CustomNumFmt == nil || *style.CustomNumFmt != want.format || (style.Font != nil && style.Font.Italic) != want.italic {
			t.Errorf("%s looks like %+v", at, style)
		}
	}
	if seen, err := f.GetSheetVisible("Rahasia"); err != nil || seen {
		t.Errorf("a hidden sheet is shown: %v, %v", seen, err)
	}
}

// What is too big for memory is not loaded: many cells, or few that reach to the last column of the sheet.
func TestWhatIsTooBigToEdit(t *testing.T) {
	rows := map[string]string{}
	var many, wide strings.Builder
	for i := range maxEditCells/100 + 1 {
		fmt.Fprintf(&many, `<row r="%d"><c r="A%[1]d" t="inlineStr"><is><t>x</t></is></c><c r="CV%[1]d" s="0"/></row>`, i+1)
	}
	for i := range 20 {
		fmt.Fprintf(&wide, `<row r="%d"><c r="A%[1]d" t="inlineStr"><is><t>x</t></is></c><c r="XFD%[1]d" s="0"/></row>`, i+1)
	}
	rows["many"], rows["wide"] = many.String(), wide.String()
	for name, data := range rows {
		file := zipOf(t, parts(`<worksheet><sheetData>`+data+`</sheetData></worksheet>`))
		b, _ := readAll(t, file)
		var out bytes.Buffer
		if err := Edit(&out, file, b, unpainted, noLayout); !errors.Is(err, ErrCannotEdit) || out.Len() > 0 {
			t.Errorf("%s: %v, and %d bytes", name, err, out.Len())
		}
		if err := Copy(io.Discard, b, unpainted, noLayout); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	text := []byte("Nama;NIK\nAsep;1\n")
	b, _ := readAll(t, text)
	if err := Edit(io.Discard, text, b, unpainted, noLayout); !errors.Is(err, ErrCannotEdit) {
		t.Errorf("text is edited: %v", err)
	}
}

// A workbook of another program, of which excelize reads less than we do, is not handed back with less in it.
func TestWhatEditingWouldLose(t *testing.T) {
	for name, file := range map[string][]byte{
		"prefixes":         zipOf(t, parts(`<x:worksheet xmlns:x="m"><x:sheetData><x:row r="2"><x:c r="B2" t="s"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`)),
		"no rows' numbers": zipOf(t, parts(`<worksheet><sheetData><row><c t="inlineStr"><is><t>a</t></is></c></row></sheetData></worksheet>`)),
	} {
		b, want := readAll(t, file)
		var out bytes.Buffer
		err := Edit(&out, file, b, unpainted, noLayout)
		if errors.Is(err, ErrCannotEdit) && out.Len() == 0 {
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, got := readAll(t, out.Bytes()); cmp.Diff(want, got) != "" {
			t.Errorf("%s: (-before +edited)\n%s", name, cmp.Diff(want, got))
		}
	}
}
