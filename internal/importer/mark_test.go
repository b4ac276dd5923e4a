package importer

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"pilar/internal/audit"
	"pilar/internal/check"
	"pilar/internal/sheet"
)

// keptOf are the rows of a report as an import keeps them.
func keptOf(r *Report) iter.Seq2[Kept, error] {
	return func(yield func(Kept, error) bool) {
		for i, row := range r.Rows {
			if !yield(Kept{Row: row, N: i + 1}, nil) {
				return
			}
		}
	}
}

func marked(t testing.TB, file []byte, r *Report) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Mark(&out, file, r.Heads, keptOf(r)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// copied marks a file as one that is too big to be edited.
func copied(t testing.TB, file []byte, r *Report) []byte {
	t.Helper()
	book := bookOf(t, file)
	m := marking{heads: map[string][]Head{}, notes: map[string]int{}}
	for _, h := range r.Heads {
		m.heads[h.Sheet] = append(m.heads[h.Sheet], h)
	}
	if err := m.findNotes(book); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := m.paint(keptOf(r), func(p sheet.Painter) error { return sheet.Copy(&out, book, p, m.layout) }); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func readBytes(t testing.TB, file []byte, o Options) *Report {
	t.Helper()
	r, err := Read(bookOf(t, file), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var officeFiles = map[string]string{"Data PSM per Kecamatan.xlsx": "PSM", "Pegawai Dinsos.xlsx": "DINSOS", "TKSK 2026.xlsx": "TKSK", "pendamping_pkh.csv": "PKH", "tagana kbb (rekap).xlsx": "TAGANA"}

// The files of the five cadres, marked and uploaded again as they are: the same report, twice over.
func TestAMarkedFileGivesTheSameReport(t *testing.T) {
	for name, code := range officeFiles {
		file, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		o := options(t, code)
		want := readBytes(t, file, o)
		ways := map[string][]byte{"marked": marked(t, file, want)}
		if strings.HasSuffix(name, ".xlsx") {
			ways["copied"] = copied(t, file, want)
		}
		for way, out := range ways {
			got := readBytes(t, out, o)
			sameReport(t, name+" "+way, want, got)
			again := readBytes(t, marked(t, out, got), o)
			sameReport(t, name+" "+way+" twice", want, again)
			notesStand(t, name+" "+way, out, want, got)
		}
	}
}

// sameReport compares what is said of the rows. A text file has come back as a workbook, whose rows count otherwise.
func sameReport(t *testing.T, name string, want, got *Report) {
	t.Helper()
	if len(want.Rows) != len(got.Rows) || len(want.Rows) == 0 {
		t.Fatalf("%s: %d rows, want %d", name, len(got.Rows), len(want.Rows))
	}
	for i := range want.Rows {
		a, b := want.Rows[i], got.Rows[i]
		if a.Sheet == "" {
			a.Sheet, b.Number = b.Sheet, a.Number
		}
		if diff := cmp.Diff(a, b); diff != "" && want.Rows[0].Sheet != "" {
			t.Errorf("%s: (-before +marked)\n%s", name, diff)
		}
		if a.Verdict != b.Verdict || len(a.Problems) != len(b.Problems) || a.Entry.NIK != b.Entry.NIK {
			t.Errorf("%s: row %d is %v, was %v", name, a.Number, b, a)
		}
	}
	if diff := cmp.Diff(want.Notes, got.Notes); diff != "" {
		t.Errorf("%s: notes (-before +marked)\n%s", name, diff)
	}
}

// notesStand opens a marked file as Excel does: each data row has its note, and where it is refused a red cell.
func notesStand(t *testing.T, name string, file []byte, before, after *Report) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, red := map[string][][]string{}, 0
	for i, row := range after.Rows {
		if rows[row.Sheet] == nil {
			if rows[row.Sheet], err = f.GetRows(row.Sheet); err != nil {
				t.Fatal(err)
			}
		}
		cells := rows[row.Sheet][row.Number-1]
		note := cells[len(cells)-1]
		if !strings.HasPrefix(note, row.Verdict.Words()) {
			t.Errorf("%s %s %d is noted as %q", name, row.Sheet, row.Number, note)
		}
		for _, p := range before.Rows[i].Problems {
			if !strings.Contains(note, p.Message) {
				t.Errorf("%s %s %d does not say %q", name, row.Sheet, row.Number, p.Message)
			}
		}
		if row.Verdict == Rejected && colored(t, f, row, len(cells), sheet.Refused.Color()) == 0 {
			t.Errorf("%s %s %d is refused, and no cell is red", name, row.Sheet, row.Number)
		}
		if row.Verdict != Rejected {
			red += colored(t, f, row, len(cells), sheet.Refused.Color())
		}
	}
	if red > 0 {
		t.Errorf("%s: %d red cells in rows that may be stored", name, red)
	}
}

func colored(t *testing.T, f *excelize.File, row Row, width int, color string) int {
	t.Helper()
	n := 0
	for i := range width {
		at, _ := excelize.CoordinatesToCellName(i+1, row.Number)
		id, err := f.GetCellStyle(row.Sheet, at)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if len(style.Fill.Color) > 0 && strings.HasSuffix(style.Fill.Color[0], color) {
			n++
		}
	}
	return n
}

// A refused cell that is corrected in the marked file is read; all other rows say what they said.
func TestAMarkedFileIsCorrectedAndReadAgain(t *testing.T) {
	o := options(t, "PSM")
	file := gridFile(t, grid{name: "PSM", rows: "DAFTAR PSM\nNo|Nama|NIK|Desa|Kecamatan\n1|Neng Euis|#3217015203859001|Cikole|Lembang\n2|Asep|3217011203859002|Cikole|Lembang\n3|Ujang||Cikole|Lembang\n4|=cmd()|3217011203859004|Nirwana|Lembang"})
	before := readBytes(t, file, o)
	f, err := excelize.OpenReader(bytes.NewReader(marked(t, file, before)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for at, nik := range map[string]string{"C3": "3217015203859001", "C5": "3217011203859003"} {
		style, err := f.GetCellStyle("PSM", at)
		if err != nil {
			t.Fatal(err)
		}
		look, err := f.GetStyle(style)
		if err != nil || look.CustomNumFmt == nil && look.NumFmt != 49 || look.CustomNumFmt != nil && *look.CustomNumFmt != "@" {
			t.Errorf("%s takes what is typed for a number: %+v, %v", at, look, err)
		}
		if err := f.SetCellStr("PSM", at, nik); err != nil {
			t.Fatal(err)
		}
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	after := readBytes(t, out.Bytes(), o)
	var verdicts []Verdict
	for _, r := range after.Rows {
		verdicts = append(verdicts, r.Verdict)
	}
	if diff := cmp.Diff([]Verdict{New, New, New, Rejected}, verdicts); diff != "" || before.Rejected != 3 {
		t.Errorf("%d were refused before\n%s", before.Rejected, diff)
	}
	if cell, err := f.GetCellFormula("PSM", "B6"); err != nil || cell != "" {
		t.Errorf("a name has become the formula %q, %v", cell, err)
	}
}

func TestNoteOf(t *testing.T) {
	k := Kept{Row: Row{Verdict: Changed, Problems: []Problem{
		{check.NIKBirthDateMismatch, "Tanggal Lahir", "12-03-1985", "Tanggal lahir tidak sama."},
		{check.DutyPlaceFilled, "", "", "Formasi sudah terisi."}}},
		Changes: []audit.Change{{Field: "Alamat", Before: "Kp. Lama", After: "Kp. Baru"}, {Field: "Nomor HP", Before: "081211112222"}, {Field: "Alamat"}},
		Cells:   []Typed{{Head: "NIK", Text: "3217015203859001"}, {Head: "Desa", Mended: true}}}
	want := "Berubah: Alamat, Nomor HP.\nPeriksa Tanggal Lahir: Tanggal lahir tidak sama.\nPeriksa: Formasi sudah terisi.\nSudah diperbaiki di layar, tetapi belum di berkas ini: Desa."
	if got := noteOf(&k); got != want {
		t.Errorf("noted as %q", got)
	}
	k = Kept{Row: Row{Verdict: Rejected, Problems: []Problem{{check.NIKEmpty, "No. KTP 3217015203859001", "", "NIK belum diisi."}}}}
	if got := noteOf(&k); got != "Ditolak.\nPerbaiki No. KTP 3217************: NIK belum diisi." {
		t.Errorf("noted as %q", got)
	}
}

// Two people in one row, as in tables that stand side by side, have their notes in one cell.
func TestTwoMarksInARow(t *testing.T) {
	o := options(t, "PSM")
	file := gridFile(t, grid{rows: "Nama|NIK|Desa|Kecamatan\nAsep||Cikole|Lembang"})
	r := readBytes(t, file, o)
	r.Rows = append(r.Rows, Row{Sheet: r.Rows[0].Sheet, Number: r.Rows[0].Number, Verdict: Same})
	f, err := excelize.OpenReader(bytes.NewReader(marked(t, file, r)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if note, err := f.GetCellValue("Sheet1", "E2"); err != nil || !strings.HasPrefix(note, "Ditolak.\nPerbaiki NIK: ") || !strings.HasSuffix(note, "\nSama.") {
		t.Errorf("noted as %q, %v", note, err)
	}
}

func TestMarksThatAreNotOfTheFile(t *testing.T) {
	o := options(t, "PSM")
	file := gridFile(t, grid{rows: "Nama|NIK|Desa|Kecamatan\nAsep|3217011203859002|Cikole|Lembang"})
	r := readBytes(t, file, o)
	r.Rows[0].Number = 9
	if err := Mark(io.Discard, file, r.Heads, keptOf(r)); err == nil {
		t.Error("a row that is not there is passed over")
	}
	gone := errors.New("the connection is gone")
	err := Mark(io.Discard, file, r.Heads, func(yield func(Kept, error) bool) { yield(Kept{}, gone) })
	if !errors.Is(err, gone) {
		t.Errorf("what befalls the rows is not told: %v", err)
	}
}
