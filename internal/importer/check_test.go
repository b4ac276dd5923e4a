package importer_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"pilar/internal/audit"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/sheet"
	"pilar/internal/worker/workertest"
)

// bring receives a file and checks it, as the queue would.
func (o office) bring(u importer.Upload) importer.Import {
	o.Helper()
	id, err := o.imports.Receive(o.Context(), workertest.Clerk, u)
	if err != nil {
		o.Fatal(err)
	}
	return o.work(id)
}

// work does what an import asks for.
func (o office) work(id int64) importer.Import {
	o.Helper()
	if err := o.imports.Work(o.Context(), id); err != nil {
		o.Fatal(err)
	}
	return o.get(id)
}

func (o office) get(id int64) importer.Import {
	o.Helper()
	im, err := o.imports.Import(o.Context(), id)
	if err != nil {
		o.Fatal(err)
	}
	return im
}

// all returns every row of an import, page by page.
func (o office) all(id int64) []importer.Kept {
	o.Helper()
	var all []importer.Kept
	for after, more := 0, true; more; {
		var page []importer.Kept
		var err error
		page, more, err = o.imports.Rows(o.Context(), importer.RowFilter{Import: id, After: after, Limit: 7})
		if err != nil {
			o.Fatal(err)
		}
		all = append(all, page...)
		if len(all) > 0 {
			after = all[len(all)-1].N
		}
	}
	return all
}

func workbook(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// tksk is a text file of the TKSK, with the given lines below its head.
func tksk(lines ...string) []byte {
	return []byte("No,Nama,NIK,Tgl Lahir,L/P,Kecamatan,No HP,TMT\n" + strings.Join(lines, "\n") + "\n")
}

var sitiAndNeng = []string{
	"1,Siti Aminah,3217015203859001,12-03-1985,P,Lembang,081234567890,01-03-2020",
	"2,Neng Rosita,3217015203859002,12-03-1985,P,Parongpong,081234567891,01-03-2020",
}

// registerSum is a checksum of everything that the register holds, and of the trail.
func (o office) registerSum() string {
	o.Helper()
	var sum strings.Builder
	for _, table := range []string{"worker", "engagement", "engagement_decree", "decree", "employment", "bank_account", "formation", "certificate", "audit_entry"} {
		var one string
		if err := o.db.QueryRow(o.Context(), `SELECT md5(coalesce(string_agg(t::text, E'\n' ORDER BY t::text), '')) FROM `+table+` t`).Scan(&one); err != nil {
			o.Fatal(err)
		}
		sum.WriteString(one)
	}
	return sum.String()
}

func TestTheWorkbooksThroughTheStore(t *testing.T) {
	o := openOffice(t)
	var expected struct {
		Files []struct {
			File, Cadre                  string
			DataRows                     int `json:"data_rows"`
			Loadable, Rejected, Repeated int
		}
		Planted []struct {
			File, Sheet string
			Row         int
			Kind        check.Kind
		}
	}
	if err := json.Unmarshal(workbook(t, "expected.json"), &expected); err != nil {
		t.Fatal(err)
	}
	planted := map[string]int{}
	for _, f := range expected.Files {
		id, err := o.imports.Receive(t.Context(), workertest.Clerk, importer.Upload{File: f.File, Content: workbook(t, f.File)})
		if err != nil {
			t.Fatal(err)
		}
		before := o.registerSum()
		im := o.work(id)
		if o.registerSum() != before {
			t.Errorf("%s: checking changed the register or its trail", f.File)
		}
		if im.State != importer.Checked || im.Cadre != f.Cadre || im.Counts.Rows() != f.DataRows || im.Counts.Loadable() != f.Loadable ||
			im.Counts.Verdicts[importer.Rejected] != f.Rejected || im.Counts.Verdicts[importer.Repeated] != f.Repeated || im.Chosen != f.Loadable {
			t.Errorf("%s: %s as %s, %+v, %d chosen; want %+v", f.File, im.State, im.Cadre, im.Counts, im.Chosen, f)
		}
		kinds := map[check.Kind]int{}
		for _, row := range o.all(id) {
			for _, p := range row.Problems {
				kinds[p.Kind]++
				planted[fmt.Sprint(f.File, row.Sheet, row.Number, p.Kind)]++
			}
		}
		for kind, n := range im.Counts.Kinds {
			if kinds[kind] != n {
				t.Errorf("%s: %d rows with %s are counted, %d are there", f.File, n, kind, kinds[kind])
			}
		}
	}
	for _, p := range expected.Planted {
		if planted[fmt.Sprint(p.File, p.Sheet, p.Row, p.Kind)] == 0 {
			t.Errorf("%s, %s row %d: %s is not found", p.File, p.Sheet, p.Row, p.Kind)
		}
	}
}

// TestTheSameVerdictsByBothWays holds what is kept of each row against a report of the same file.
func TestTheSameVerdictsByBothWays(t *testing.T) {
	o := openOffice(t)
	im := o.bring(importer.Upload{File: "Data PSM per Kecamatan.xlsx", Content: workbook(t, "Data PSM per Kecamatan.xlsx"), Cadre: "PSM"})
	options, err := o.imports.Options(t.Context(), "PSM", im.ReceivedAt)
	if err != nil {
		t.Fatal(err)
	}
	book, err := sheet.Open(filepath.Join("testdata", "Data PSM per Kecamatan.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	options.Today = im.AsOf
	report, err := importer.Read(book, options)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.imports.Check(t.Context(), report, options); err != nil {
		t.Fatal(err)
	}
	rows := o.all(im.ID)
	if len(rows) != len(report.Rows) {
		t.Fatalf("%d rows, want %d", len(rows), len(report.Rows))
	}
	for i, want := range report.Rows {
		want.Cells = nil
		got := rows[i].Row
		a, _ := json.Marshal([]any{want, want.Entry})
		b, _ := json.Marshal([]any{got, got.Entry})
		if string(a) != string(b) || rows[i].N != i+1 {
			t.Errorf("row %d:\n%s\nwant\n%s", i+1, b, a)
		}
	}
}

func TestWhatStoringARowWouldChange(t *testing.T) {
	o := openOffice(t)
	o.load("TKSK", fileDay, nil, row(nik1, "Siti Amina", "32.17.01", func(e *importer.Entry) {
		e.Phone = importer.Text{Given: true, Value: "+6281111111111"}
	}))
	im := o.bring(importer.Upload{File: "tksk.csv", Content: tksk(sitiAndNeng...), Cadre: "TKSK", AsOf: fileDay})
	rows := o.all(im.ID)
	siti, neng := rows[0], rows[1]
	if siti.Verdict != importer.Changed || siti.Worker == 0 || neng.Verdict != importer.New || neng.Worker != 0 {
		t.Fatalf("%s of worker %d, %s of worker %d", siti.Verdict, siti.Worker, neng.Verdict, neng.Worker)
	}
	want := []audit.Change{{Field: "Nama", Before: "Siti Amina", After: "Siti Aminah"}, {Field: "Jenis kelamin", After: "P"},
		{Field: "Nomor HP", Before: "+6281111111111", After: "+6281234567890", Personal: true}}
	if !slices.Equal(siti.Changes, want) {
		t.Errorf("changes %+v, want %+v", siti.Changes, want)
	}
	for _, c := range []audit.Change{{Field: "Nama", After: "Neng Rosita"}, {Field: "NIK", After: nik2, Personal: true}, {Field: "Tempat tugas", After: "32.17.02"}} {
		if !slices.Contains(neng.Changes, c) {
			t.Errorf("%+v is not among %+v", c, neng.Changes)
		}
	}
	cells := map[importer.Column]string{}
	for _, c := range siti.Cells {
		cells[c.As] = c.Text
	}
	if cells[importer.NIK] != "3217************" || cells[importer.Phone] != "0812********" || cells[importer.Name] != "Siti Aminah" || len(siti.Cells) != 8 {
		t.Errorf("cells %+v", siti.Cells)
	}
}

// TestNothingPersonalStandsOpen looks for the numbers of a file in everything that is kept of it.
func TestNothingPersonalStandsOpen(t *testing.T) {
	o := openOffice(t)
	im := o.bring(importer.Upload{File: "3217015203859001.csv", Content: tksk(append(sitiAndNeng, "3,Cucu,32170152038590,1-1-1980,P,Lembang,0812777x,")...), Cadre: "TKSK"})
	if err := o.imports.Mend(t.Context(), workertest.Clerk, im.ID, []importer.Mend{{N: 3, Index: 2, Text: nik3}}); err != nil {
		t.Fatal(err)
	}
	o.work(im.ID)
	for _, table := range []string{"import", "import_part", "import_row", "import_mend", "audit_entry"} {
		var n int
		err := o.db.QueryRow(t.Context(), `
			SELECT count(*) FROM `+table+` t
			WHERE t::text ~ '321701|0812|8123' OR EXISTS (
			      SELECT FROM jsonb_each_text(to_jsonb(t)) e
			      WHERE left(e.value, 2) = '\x' AND encode(e.value::bytea, 'escape') ~ '321701520|08123|Aminah')`).Scan(&n)
		if err != nil || n != 0 {
			t.Errorf("%s: %d rows show a number (%v)", table, n, err)
		}
	}
	if o.count("import_mend") != 1 || o.count("import_row") != 3 || o.count("import_part") != 1 {
		t.Error("nothing was looked at")
	}
}

func TestMendingACell(t *testing.T) {
	o := openOffice(t)
	im := o.bring(importer.Upload{File: "tksk.csv", Content: tksk(sitiAndNeng[0], "2,Neng Rosita,321701520385900,12-03-1985,P,Parongpong,0812x,"), Cadre: "TKSK"})
	if row := o.all(im.ID)[1]; row.Verdict != importer.Rejected || row.Chosen || im.Chosen != 1 {
		t.Fatalf("before: %s, %d chosen", row.Verdict, im.Chosen)
	}
	// Siti is not to be stored: that stays, as nothing about her changes.
	if err := o.imports.Pick(t.Context(), workertest.Clerk, im.ID, []importer.Picked{{N: 1}}); err != nil {
		t.Fatal(err)
	}
	mends := []importer.Mend{{2, 2, "x"}, {2, 2, nik2}, {2, 6, ""}}
	if err := o.imports.Mend(t.Context(), workertest.Clerk, im.ID, mends); err != nil {
		t.Fatal(err)
	}
	if got := o.get(im.ID); got.State != importer.Checking || got.Version <= im.Version {
		t.Errorf("after mending: %s, version %d", got.State, got.Version)
	}
	im = o.work(im.ID)
	rows := o.all(im.ID)
	if rows[1].Verdict != importer.New || !rows[1].Chosen || len(rows[1].Problems) != 0 || rows[1].Entry.NIK != nik2 || rows[1].Entry.PhoneNote.Given {
		t.Errorf("mended: %s, %v, %+v", rows[1].Verdict, kinds(rows[1].Row), rows[1].Entry)
	}
	if c := rows[1].Cells[2]; !c.Mended || c.Text != "3217************" || !rows[1].Cells[6].Mended || rows[1].Cells[1].Mended {
		t.Errorf("cells %+v", rows[1].Cells)
	}
	if rows[0].Chosen || im.Chosen != 1 {
		t.Errorf("what was chosen is forgotten: %v, %d", rows[0].Chosen, im.Chosen)
	}
	if err := o.imports.Mend(t.Context(), workertest.Clerk, im.ID, []importer.Mend{{2, 2, strings.Repeat("9", 3000)}}); !errors.As(err, &fault.Invalid{}) {
		t.Errorf("too much for a cell: %v", err)
	}
	again, err := o.imports.Again(t.Context(), workertest.Clerk, im.ID)
	if err != nil {
		t.Fatal(err)
	}
	if rows := o.all(o.work(again).ID); rows[1].Verdict != importer.New || !rows[0].Chosen {
		t.Errorf("again: %s, chosen %v", rows[1].Verdict, rows[0].Chosen)
	}
}

func TestChoosingRows(t *testing.T) {
	o := openOffice(t)
	o.load("TKSK", fileDay, nil, row(nik1, "Siti Aminah", "32.17.03"), row(nik3, "Popon", "32.17.04"))
	lines := append(sitiAndNeng, "3,Popon,3217015203859003,12-03-1985,,,,01-03-2020", "4,Cucu,321,,,,,")
	im := o.bring(importer.Upload{File: "tksk.csv", Content: tksk(lines...), Cadre: "TKSK", AsOf: workertest.Day("2026-06-01")})
	chosen := func() (which []int) {
		for _, r := range o.all(im.ID) {
			if r.Chosen {
				which = append(which, r.N)
			}
		}
		return which
	}
	want := func(when string, rows ...int) {
		t.Helper()
		if got := chosen(); !slices.Equal(got, rows) || o.get(im.ID).Chosen != len(rows) {
			t.Errorf("%s: %v chosen, %d counted, want %v", when, got, o.get(im.ID).Chosen, rows)
		}
	}
	want("at first", 1, 2) // the third is the same, the fourth can't be stored
	choose := func(f importer.RowFilter, chosen bool) {
		t.Helper()
		f.Import = im.ID
		if err := o.imports.Choose(t.Context(), workertest.Clerk, f, chosen); err != nil {
			t.Fatal(err)
		}
	}
	choose(importer.RowFilter{Moved: true}, false)
	want("without those who moved", 2)
	choose(importer.RowFilter{}, false)
	want("none")
	choose(importer.RowFilter{Limit: 1, After: 1}, true)
	want("all", 1, 2)
	choose(importer.RowFilter{Verdict: importer.New}, false)
	want("without new ones", 1)
	if err := o.imports.Pick(t.Context(), workertest.Clerk, im.ID, []importer.Picked{{1, true, true}, {2, true, true}, {3, true, false}, {4, true, false}}); err != nil {
		t.Fatal(err)
	}
	want("single ones", 1, 2)
	if rows := o.all(im.ID); !rows[0].MendPlace || rows[1].MendPlace {
		t.Errorf("mends a place: %v, %v", rows[0].MendPlace, rows[1].MendPlace)
	}
	for f, n := range map[importer.RowFilter]int{{Problems: true}: 2, {Kind: check.NIKShort}: 1, {Verdict: importer.Same}: 1, {Outcome: importer.RowStored}: 0} {
		f.Import = im.ID
		if rows, more, err := o.imports.Rows(t.Context(), f); len(rows) != n || more || err != nil {
			t.Errorf("%+v: %d rows, %v", f, len(rows), err)
		}
	}
	if _, err := o.imports.Row(t.Context(), im.ID, 5); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("a row beyond the last: %v", err)
	}
}

func TestHeadsThatWereAnsweredAreRemembered(t *testing.T) {
	o := openOffice(t)
	file := []byte("Urutan,Fulan/ah,Kode Diri,Kec,Hobi\n1,Siti Aminah,3217015203859001,Lembang,Catur\n2,Neng,3217015203859002,Parongpong,\n")
	im := o.bring(importer.Upload{File: "a.csv", Content: file, Cadre: "TKSK"})
	if im.State != importer.Asking {
		t.Fatalf("%s: %s", im.State, im.Trouble)
	}
	a := importer.Answers{Cadre: "TKSK", Heads: map[string]importer.Column{importer.HeadKey("Fulan/ah"): importer.Name, importer.HeadKey("Kode Diri"): importer.NIK,
		importer.HeadKey("Hobi"): ""}}
	for what, bad := range map[string]importer.Answers{
		"no cadre":         {},
		"an unknown cadre": {Cadre: "XYZ"},
		"an unknown head":  {Cadre: "TKSK", Heads: map[string]importer.Column{"warna": importer.Name}},
		"no column":        {Cadre: "TKSK", Heads: map[string]importer.Column{importer.HeadKey("Hobi"): "hobi"}},
		"another's field":  {Cadre: "TKSK", Heads: map[string]importer.Column{importer.HeadKey("Hobi"): "field.tidakada"}},
	} {
		if err := o.imports.Answer(t.Context(), workertest.Clerk, im.ID, im.Version, bad); !errors.As(err, &fault.Invalid{}) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := o.imports.Answer(t.Context(), workertest.Clerk, im.ID, im.Version, a); err != nil {
		t.Fatal(err)
	}
	if err := o.imports.Answer(t.Context(), workertest.Clerk, im.ID, im.Version, a); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("an answer to an older version: %v", err)
	}
	im = o.work(im.ID)
	if im.State != importer.Checked || im.Counts.Verdicts[importer.New] != 2 {
		t.Errorf("%s %s: %+v", im.State, im.Trouble, im.Counts)
	}
	for _, h := range im.Heads {
		if h.Text == "Hobi" && h.As != importer.Unread || h.Text == "Kode Diri" && h.As != importer.NIK {
			t.Errorf("%q holds %q", h.Text, h.As)
		}
	}
	next := o.bring(importer.Upload{File: "b.csv", Content: []byte(strings.Replace(string(file), "Catur", "Renang", 1)), Cadre: "TKSK"})
	if next.State != importer.Checked || next.Counts.Verdicts[importer.New] != 2 {
		t.Errorf("the next file of the shape: %s, %+v", next.State, next.Counts)
	}
}

func TestACadreThatIsAskedFor(t *testing.T) {
	o := openOffice(t)
	im := o.bring(importer.Upload{File: "daftar.csv", Content: tksk(sitiAndNeng...)})
	if im.State != importer.Asking || im.Cadre != "" || im.Counts.Rows() != 0 {
		t.Fatalf("%s as %q", im.State, im.Cadre)
	}
	if err := o.imports.Mend(t.Context(), workertest.Clerk, im.ID, nil); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("mended what was not checked: %v", err)
	}
	if err := o.imports.Answer(t.Context(), workertest.Clerk, im.ID, im.Version, importer.Answers{Cadre: "TKSK", AsOf: fileDay}); err != nil {
		t.Fatal(err)
	}
	if im = o.work(im.ID); im.State != importer.Checked || !im.AsOf.Equal(fileDay) || !im.AsOfGiven || im.Chosen != 2 {
		t.Errorf("%s per %s, %d chosen", im.State, im.AsOf, im.Chosen)
	}
	if _, err := o.imports.Receive(t.Context(), workertest.Clerk, importer.Upload{File: "daftar.csv", Content: tksk(), Cadre: "XYZ"}); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("an unknown cadre: %v", err)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	o := openOffice(t)
	for name, u := range map[string]importer.Upload{
		"empty":     {Content: nil},
		"a picture": {Content: []byte("\x89PNG\r\n\x1a\n0000000000")},
		"too big":   {Content: make([]byte, sheet.MaxBytes+1)},
		"truncated": {Content: workbook(t, "TKSK 2026.xlsx")[:4000]},
		"no head":   {Content: []byte("a,b\nc,d\n"), Cadre: "TKSK"},
		"no rows":   {Content: tksk(), Cadre: "TKSK"},
	} {
		u.File = name
		im := o.bring(u)
		if im.State != importer.Unreadable || im.Trouble == "" || im.File != name {
			t.Errorf("%s: %s, %q", name, im.State, im.Trouble)
		}
		if rows := o.all(im.ID); len(rows) != 0 {
			t.Errorf("%s has %d rows", name, len(rows))
		}
	}
	all, next, err := o.imports.List(t.Context(), importer.ListFilter{State: importer.Unreadable, Limit: 4})
	if err != nil || len(all) != 4 || next == "" {
		t.Fatalf("%d imports, next %q, %v", len(all), next, err)
	}
	rest, next, err := o.imports.List(t.Context(), importer.ListFilter{State: importer.Unreadable, Limit: 4, Cursor: next})
	if err != nil || len(rest) != 2 || next != "" || rest[0].ID >= all[3].ID {
		t.Errorf("%d more imports, next %q, %v", len(rest), next, err)
	}
	if _, _, err := o.imports.List(t.Context(), importer.ListFilter{Cursor: "x"}); !errors.As(err, &fault.Malformed{}) {
		t.Errorf("a cursor that is none: %v", err)
	}
}

// TestOneFileWhoseSheetsSpeakOfTwoDays is read as of the last of them, whatever was compared before it was found.
func TestOneFileWhoseSheetsSpeakOfTwoDays(t *testing.T) {
	o := openOffice(t)
	im := o.bring(importer.Upload{File: "tksk.xlsx", Cadre: "TKSK", Content: twoSheets(t, 1200)})
	if im.State != importer.Checked || !im.AsOf.Equal(workertest.Day("2025-06-30")) || im.Counts.Verdicts[importer.New] != 1202 || o.count("import_row") != 1202 {
		t.Fatalf("%s %s as of %s: %+v", im.State, im.Trouble, im.AsOf, im.Counts)
	}
	for _, r := range o.all(im.ID) {
		if !r.Entry.Start.Equal(im.AsOf) {
			t.Fatalf("row %d starts on %s", r.N, r.Entry.Start)
		}
	}
}

func TestALimitedImportNamesNobodyBeyondItsLimit(t *testing.T) {
	o := openOffice(t)
	o.load("TKSK", fileDay, nil, row(nik1, "Siti Rahasia", "32.17.01"))
	im := o.bring(importer.Upload{File: "tksk.csv", Content: tksk("1,Siti Aminah,3217015203859001,12-03-1985,P,Parongpong,,", sitiAndNeng[1]), Cadre: "TKSK", Limit: []string{"32.17.02"}})
	rows := o.all(im.ID)
	if !slices.Equal(kinds(rows[0].Row), []check.Kind{check.KecamatanForbidden}) || rows[0].Worker != 0 || rows[1].Verdict != importer.New {
		t.Errorf("%v of worker %d; %s", kinds(rows[0].Row), rows[0].Worker, rows[1].Verdict)
	}
	if text := fmt.Sprintf("%+v", rows); strings.Contains(text, "Rahasia") {
		t.Error("a row names somebody beyond the limit")
	}
	if got := o.get(im.ID); !slices.Equal(got.Limit, []string{"32.17.02"}) {
		t.Errorf("limit %v", got.Limit)
	}
}

// TestARowThatNamesItsPersonByNumber is what an exported list does.
func TestARowThatNamesItsPersonByNumber(t *testing.T) {
	o := openOffice(t)
	o.load("TKSK", fileDay, nil, row(nik1, "Siti Aminah", "32.17.01"), row(nik2, "Neng", "32.17.02"))
	siti, neng := o.record(nik1).ID, o.record(nik2).ID
	file := fmt.Sprintf("ID Pilar,Nama,NIK,Pendidikan\n%d,Siti Aminah,3217************,S1\n%d,,%s,\n%d,Neng,%s,\n99999,Siapa,,\n", siti, siti, nik1, neng, nik1)
	im := o.bring(importer.Upload{File: "sdm.csv", Content: []byte(file), Cadre: "TKSK"})
	rows := o.all(im.ID)
	if rows[0].Verdict != importer.Changed || !slices.Equal(rows[0].Changes, []audit.Change{{Field: "Pendidikan", After: "S1"}}) || rows[0].Worker != siti {
		t.Errorf("Siti: %s, %v, %+v", rows[0].Verdict, kinds(rows[0].Row), rows[0].Changes)
	}
	for i, want := range []check.Kind{check.Repeated, check.IDMismatch, check.IDUnknown} {
		if got := kinds(rows[i+1].Row); !slices.Equal(got, []check.Kind{want}) {
			t.Errorf("row %d: %v, want %s", i+2, got, want)
		}
	}
}

func TestDiscardingAnImport(t *testing.T) {
	o := openOffice(t)
	im := o.bring(importer.Upload{File: "tksk.csv", Content: tksk(sitiAndNeng...), Cadre: "TKSK"})
	waiting, err := o.imports.Receive(t.Context(), workertest.Clerk, importer.Upload{File: "tksk.csv", Content: tksk(sitiAndNeng...), Cadre: "TKSK"})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.imports.Discard(t.Context(), workertest.Clerk, waiting); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("an import that is being checked: %v", err)
	}
	if err := o.imports.Discard(t.Context(), workertest.Clerk, im.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := o.imports.Import(t.Context(), im.ID); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("a discarded import: %v", err)
	}
	if n := o.count("import_row"); n != 0 {
		t.Errorf("%d rows are left", n)
	}
	if err := o.imports.Work(t.Context(), im.ID); err != nil {
		t.Errorf("work on a discarded import: %v", err)
	}
	trail, err := audit.Of(t.Context(), o.db, pgtest.Keys(), string(audit.File), im.ID, 10)
	if err != nil || len(trail) != 2 || trail[0].Verb != audit.FileDiscarded || trail[1].Verb != audit.FileReceived {
		t.Errorf("trail %+v, %v", trail, err)
	}
}

// TestTheFileComesBackAsItWasBrought keeps a file of more than one piece, and one that was there before.
func TestTheFileComesBackAsItWasBrought(t *testing.T) {
	o := openOffice(t)
	long := slices.Repeat([]string{"3," + strings.Repeat("x", 900)}, 1200) // more than one piece
	file := tksk(append(slices.Clone(sitiAndNeng), long...)...)
	im := o.bring(importer.Upload{File: "tksk.csv", Content: file, Cadre: "TKSK"})
	got, err := o.imports.File(t.Context(), im.ID)
	if err != nil || string(got) != string(file) || o.count("import_part") != 2 {
		t.Errorf("%d bytes of %d in %d pieces, %v", len(got), len(file), o.count("import_part"), err)
	}
	if _, err := o.db.Exec(t.Context(), `UPDATE import_part SET n = n + 10`); err != nil {
		t.Fatal(err)
	}
	if _, err := o.imports.File(t.Context(), im.ID); err == nil {
		t.Error("a piece opens as another")
	}
}

// TestTryingLeavesNoTrace checks a file as the command line does.
func TestTryingLeavesNoTrace(t *testing.T) {
	o := openOffice(t)
	before := o.registerSum()
	seen := 0
	err := o.imports.Try(t.Context(), workertest.Clerk, importer.Upload{File: "tksk.csv", Content: tksk(sitiAndNeng...), Cadre: "TKSK"},
		func(in *importer.Store, im importer.Import) error {
			// Others write meanwhile.
			o.load("TKSK", fileDay, nil, row(nik3, "Popon", "32.17.04"))
			rows, _, err := in.Rows(t.Context(), importer.RowFilter{Import: im.ID})
			seen = len(rows)
			return err
		})
	if err != nil || seen != 2 {
		t.Fatalf("%d rows, %v", seen, err)
	}
	if o.count("import") != 0 || o.count("import_row") != 0 || o.count("worker") != 1 || o.registerSum() == before {
		t.Errorf("%d imports, %d workers", o.count("import"), o.count("worker"))
	}
	err = o.imports.Try(t.Context(), workertest.Clerk, importer.Upload{File: "x.csv", Content: []byte("bukan"), Cadre: "TKSK"}, nil)
	if err == nil || !strings.Contains(err.Error(), "judul kolom") {
		t.Errorf("a file that is none: %v", err)
	}
}

// twoSheets is a workbook whose first sheet has many rows and speaks of one day, and whose second has two and another.
func twoSheets(t *testing.T, many int) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, rows := range []int{many, 2} {
		name := fmt.Sprint("Data", i)
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		w, err := f.NewStreamWriter(name)
		if err != nil {
			t.Fatal(err)
		}
		_ = w.SetRow("A1", []any{[]string{"KEADAAN PER 31 DESEMBER 2024", "KEADAAN PER 30 JUNI 2025"}[i]})
		_ = w.SetRow("A2", []any{"No", "Nama", "NIK", "Kecamatan"})
		for n := range rows {
			_ = w.SetRow(fmt.Sprint("A", n+3), []any{n + 1, fmt.Sprintf("Fulan %c%c%c", 'A'+i, 'a'+n%26, 'a'+n/26%26), fmt.Sprintf("32170%d%02d0385%04d", i+1, 41+n/1000, 9000+n%1000), "Lembang"})
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
