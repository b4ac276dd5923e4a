package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

var wib = time.FixedZone("WIB", 7*60*60)

var allKinds = Table{Name: "Uji", Title: []string{"Daftar uji", "Per tanggal 23 November 2026"}, Columns: []Column{
	{Head: "Nama"}, {Head: "Lahir", Kind: Date}, {Head: "Waktu", Kind: Moment}, {Head: "Jumlah", Kind: Integer}, {Head: "Nilai", Kind: Money}, {Head: "Capaian", Kind: Percent}}}

// written returns the file of a table with these rows and a note below them.
func written(t testing.TB, f Format, table Table, rows ...[]any) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := Write(&b, f, table)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	for _, err := range []error{w.Note("Selesai."), w.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// aRow is a row of allKinds, and how each format holds it.
var (
	aRow = []any{"Siti & <b>", time.Date(1985, 3, 12, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 23, 14, 30, 5, 0, wib), 1234567, int64(2500000), Share{171, 200}}
	none = []any{nil, time.Time{}, nil, nil, nil, Share{1, 0}}
)

func TestWhatExcelFindsInAWorkbook(t *testing.T) {
	data := written(t, XLSX, allKinds, aRow, none)
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := f.GetRows("Uji")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"Daftar uji"}, {"Per tanggal 23 November 2026"}, nil, {"Nama", "Lahir", "Waktu", "Jumlah", "Nilai", "Capaian"},
		{"Siti & <b>", "12-03-1985", "23-11-2026 14:30:05", "1,234,567", "Rp2,500,000", "85.5%"}, nil, {"Selesai."}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for cell, kind := range map[string]excelize.CellType{"A5": excelize.CellTypeInlineString, "B5": excelize.CellTypeUnset, "E5": excelize.CellTypeUnset} {
		if got, err := f.GetCellType("Uji", cell); err != nil || got != kind {
			t.Errorf("%s is of type %v, %v", cell, got, err)
		}
	}
	panes, err := f.GetPanes("Uji")
	if err != nil || !panes.Freeze || panes.YSplit != 4 {
		t.Errorf("the head is not frozen: %+v, %v", panes, err)
	}
	style, err := f.GetCellStyle("Uji", "A4")
	if err != nil {
		t.Fatal(err)
	}
	if look, err := f.GetStyle(style); err != nil || look.Font == nil || !look.Font.Bold {
		t.Errorf("the head is not bold: %v", err)
	}
}

func TestWhatStandsInText(t *testing.T) {
	got := string(written(t, CSV, allKinds, aRow, none))
	want := "\uFEFFDaftar uji;;;;;\r\nPer tanggal 23 November 2026;;;;;\r\nNama;Lahir;Waktu;Jumlah;Nilai;Capaian\r\n" +
		"Siti & <b>;1985-03-12;2026-11-23 14:30:05;1234567;2500000;85,5%\r\n;;;;;\r\nSelesai.;;;;;\r\n"
	if got != want {
		t.Errorf("got %q", got)
	}
}

func TestWhatAScriptReads(t *testing.T) {
	for _, rows := range [][][]any{{aRow, none}, nil} {
		var got struct {
			Title []string
			Rows  []map[string]any
			Notes []string
		}
		if err := json.Unmarshal(written(t, JSON, allKinds, rows...), &got); err != nil {
			t.Fatal(err)
		}
		if len(got.Rows) != len(rows) || len(got.Title) != 2 || len(got.Notes) != 1 {
			t.Fatalf("%+v", got)
		}
		if len(rows) > 0 {
			want := map[string]any{"Nama": "Siti & <b>", "Lahir": "1985-03-12", "Waktu": "2026-11-23T14:30:05+07:00", "Jumlah": 1234567.0, "Nilai": 2500000.0, "Capaian": 0.855}
			if d := cmp.Diff(want, got.Rows[0]); d != "" {
				t.Error(d)
			}
		}
	}
}

// Whatever is written is read back by our own reader as it was, by kind; texts as every sheet can hold them.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	for _, f := range []Format{XLSX, CSV} {
		t.Run(string(f), rapid.MakeCheck(func(rt *rapid.T) {
			text := rapid.OneOf(rapid.String(), rapid.StringMatching(`['=+\-@\t\n]{0,3}[0-9a-z_x]{0,20}`), rapid.StringMatching(`(_x[0-9A-F]{4}_?){0,3}`), rapid.StringMatching(`0?[0-9]{10,20}`))
			whole := rapid.Int64Range(1, 1e12)
			row := []any{
				text.Filter(func(s string) bool {
					return strings.TrimSpace(plain(s)) != "" && strings.Count(plain(s), "\n") <= maxLines
				}).Draw(rt, "text"),
				time.Unix(rapid.Int64Range(-25508, 2932896).Draw(rt, "day")*86400, 0).UTC(), // March 1900 to 9999
				time.Unix(rapid.Int64Range(-2203891200, 253402300799).Draw(rt, "moment"), 0).UTC(),
				rapid.Int64().Draw(rt, "integer"), rapid.Int64Range(-1e14, 1e14).Draw(rt, "money"),
				Share{rapid.Int64Range(0, 1e12).Draw(rt, "part"), whole.Draw(rt, "whole")},
			}
			data := written(t, f, allKinds, row)
			cells := readRow(rt, data, map[Format]int{XLSX: 5, CSV: 4}[f])
			if got, want := cells.At(0), plain(row[0].(string)); got.Text != want || got.Number {
				rt.Errorf("%q came back as %q, a number: %v", want, got.Text, got.Number)
			}
			for column := 1; column < len(row); column++ {
				if got, want := readBack(rt, f, allKinds.Columns[column].Kind, cells.At(column)), known(allKinds.Columns[column].Kind, row[column], f); got != want {
					rt.Errorf("%s: %v came back as %v, from %+v", allKinds.Columns[column].Head, want, got, cells.At(column))
				}
			}
		}))
	}
}

func readRow(t *rapid.T, data []byte, number int) Row {
	b, err := Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	for row, err := range b.Sheets[0].Rows() {
		if err != nil {
			t.Fatalf("Rows: %v", err)
		}
		if row.Number == number {
			return row
		}
	}
	t.Fatalf("there is no row %d", number)
	return Row{}
}

// known is what a format keeps of a value: text one decimal of a share.
func known(k Kind, v any, f Format) string {
	switch v := v.(type) {
	case time.Time:
		if k == Date && f == CSV {
			return v.Format(time.DateOnly)
		}
		return v.Format(time.DateTime)
	case int64:
		return strconv.FormatInt(v, 10)
	case Share:
		if f == CSV {
			return strconv.FormatFloat(math.Floor(float64(v.Part*1000)/float64(v.Whole)+0.5)/10, 'f', 1, 64)
		}
		return strconv.FormatFloat(float64(v.Part)/float64(v.Whole), 'g', -1, 64)
	}
	return ""
}

// readBack turns a cell into the value of its kind.
func readBack(t *rapid.T, f Format, k Kind, c Cell) string {
	fail := func(err error) {
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
	}
	switch {
	case k == Date || k == Moment:
		if f == CSV {
			return c.Text
		}
		days, err := strconv.ParseFloat(c.Text, 64)
		fail(err)
		if !c.Number {
			t.Fatalf("a day is stored as text: %+v", c)
		}
		return time.Date(1899, 12, 30, 0, 0, int(math.Round(days*86400)), 0, time.UTC).Format(time.DateTime)
	case k == Percent && f == CSV:
		return strings.Replace(strings.TrimSuffix(c.Text, "%"), ",", ".", 1)
	case k == Percent:
		x, err := strconv.ParseFloat(c.Text, 64)
		fail(err)
		return strconv.FormatFloat(x, 'g', -1, 64)
	case f == XLSX && c.Number != (len(strings.TrimPrefix(c.Text, "-")) <= 15):
		t.Fatalf("a number that Excel would round: %+v", c)
	}
	return c.Text
}

// Nothing that somebody typed into a name runs as a formula, whatever opens the file.
func TestNothingRunsAsAFormula(t *testing.T) {
	table := Table{Name: "Uji", Title: []string{`=HYPERLINK("http://jahat.invalid","klik")`}, Columns: []Column{{Head: "=1+1"}, {Head: "Jumlah", Kind: Integer}}}
	attacks := []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "'=1+1", `=cmd|' /C calc'!A0`, "＝1+1", "－1", "=1+1;=2+2", "\"=1+1", `x";=1+1`}
	var rows [][]any
	for _, a := range attacks {
		rows = append(rows, []any{a, -5})
	}

	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(written(t, CSV, table, rows...)), "\uFEFF")))
	r.Comma, r.FieldsPerRecord = ';', -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != len(attacks)+3 {
		t.Fatalf("%d records", len(records))
	}
	for _, record := range records {
		if record[0] == "" || strings.ContainsAny(record[0][:1], "=+-@\t\r\n") || strings.HasPrefix(record[0], "＝") || strings.HasPrefix(record[0], "－") {
			t.Errorf("text begins with %q", record[0])
		}
		if len(record) == 2 && record[1] != "-5" && record[1] != "Jumlah" && record[1] != "" {
			t.Errorf("a negative number became %q", record[1])
		}
	}

	data := written(t, XLSX, table, rows...)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := z.Open(sheetPart)
	if err != nil {
		t.Fatal(err)
	}
	xml, err := io.ReadAll(part)
	if err != nil || bytes.Contains(xml, []byte("<f>")) || bytes.Contains(xml, []byte("<f ")) {
		t.Errorf("the sheet holds a formula, or %v", err)
	}
	if n := bytes.Count(xml, []byte(`t="inlineStr"`)); n != len(attacks)+4 {
		t.Errorf("%d inline texts", n)
	}
}

func TestANIKStaysTextInEveryFormat(t *testing.T) {
	const nik, phone = "3217015203859120", "081234567890"
	table := Table{Name: "Uji", Columns: []Column{{Head: "NIK"}, {Head: "Nomor HP"}}}
	if got := string(written(t, CSV, table, []any{nik, phone})); !strings.Contains(got, "'"+nik+";'"+phone+"\r\n") {
		t.Errorf("text: %q", got)
	}
	want(t, dump(t, open(t, written(t, XLSX, table, []any{nik, phone})).Sheets[0]), "1:A=NIK|B=Nomor HP", "2:A="+nik+"|B="+phone, "3:A=Selesai.")
	want(t, dump(t, open(t, written(t, CSV, table, []any{nik, phone})).Sheets[0]), "1:A=NIK|B=Nomor HP", "2:A="+nik+"|B="+phone, "3:A=Selesai.")
}

func TestTextsThatNoSheetHolds(t *testing.T) {
	for typed, want := range map[string]string{
		"a\x00\x07b\x1Fc":     "abc",
		"salah \xff\xfe byte": "salah \uFFFD byte",
		"a\uFFFEb\uFFFF":      "ab",
		"satu\r\ndua\rtiga":   "satu\ndua\ntiga",
		"_x0041_x0042_":       "_x0041_x0042_",
	} {
		for _, f := range []Format{XLSX, CSV} {
			data := written(t, f, Table{Name: "Uji", Columns: []Column{{Head: "Nama"}}}, []any{typed})
			got := dump(t, open(t, data).Sheets[0])
			if len(got) != 3 || got[1] != "2:A="+want {
				t.Errorf("%s of %q: %q", f, typed, got)
			}
		}
	}
	for _, letter := range []string{"x", "é", "😀"} {
		long := plain(strings.Repeat(letter, 40_000))
		if n := len(utf16.Encode([]rune(long))); n > maxText || n < maxText-len(cut) || !strings.HasSuffix(long, cut) {
			t.Errorf("40,000 times %s come to %d units", letter, n)
		}
		fits := strings.Repeat(letter, maxText/len(utf16.Encode([]rune(letter))))
		if plain(fits) != fits {
			t.Errorf("%s: a text that fits was cut", letter)
		}
	}
}

func TestValuesOfAnotherKindAreRefused(t *testing.T) {
	for _, f := range Formats() {
		w, err := Write(io.Discard, f, allKinds)
		if err != nil {
			t.Fatal(err)
		}
		for column, wrong := range []any{1, "1985-03-12", "kemarin", "7", 1.5, 85} {
			row := append([]any{}, aRow...)
			row[column] = wrong
			if err := w.Row(row...); err == nil {
				t.Errorf("%s: column %s took %v", f, allKinds.Columns[column].Head, wrong)
			}
		}
		if err := w.Row("Siti"); err == nil {
			t.Errorf("%s: a row of one cell was taken", f)
		}
	}
	if _, err := Write(io.Discard, "xls", allKinds); err == nil {
		t.Error("a format that is none was taken")
	}
}

// disk fails after some bytes, as a full disk or a caller who went away does.
type disk int

func (d *disk) Write(p []byte) (int, error) {
	if *d -= disk(len(p)); *d < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestAFailureIsToldAtTheLatestByClose(t *testing.T) {
	for _, f := range Formats() {
		for _, room := range []disk{0, 100, 3000, 5000} {
			w, err := Write(&room, f, allKinds)
			for range 10_000 {
				if err != nil {
					break
				}
				err = w.Row(aRow...)
			}
			if err == nil {
				err = w.Close()
			}
			if err == nil {
				t.Errorf("%s: nobody said that the file is not whole", f)
			}
		}
	}
}

// 200,000 rows take no memory to speak of, and leave nothing on disk.
func TestALargeFileIsWrittenInLittleMemory(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	for _, f := range Formats() {
		runtime.GC()
		var before, now runtime.MemStats
		runtime.ReadMemStats(&before)
		var most uint64
		w, err := Write(io.Discard, f, allKinds)
		for i := 0; i < MaxRows && err == nil; i++ {
			err = w.Row(aRow...)
			if i%10_000 == 0 {
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc)
			}
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		if grown := int64(most) - int64(before.HeapAlloc); grown > 24<<20 {
			t.Errorf("%s: the heap grew by %d MB", f, grown>>20)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%d temporary files, %v", len(left), err)
	}
}

// BenchmarkWrite writes 20,000 rows of 15 texts.
func BenchmarkWrite(b *testing.B) {
	table := Table{Name: "Uji"}
	row := make([]any, 15)
	for i := range row {
		table.Columns = append(table.Columns, Column{Head: strconv.Itoa(i)})
		row[i] = "isi yang panjangnya biasa " + strconv.Itoa(i)
	}
	for _, f := range Formats() {
		b.Run(string(f), func(b *testing.B) {
			for b.Loop() {
				w, err := Write(io.Discard, f, table)
				for range 20_000 {
					if err == nil {
						err = w.Row(row...)
					}
				}
				if err == nil {
					err = w.Close()
				}
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(20_000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
