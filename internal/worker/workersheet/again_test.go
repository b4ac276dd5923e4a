package workersheet_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/xuri/excelize/v2"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/check"
	"pilar/internal/demo"
	"pilar/internal/importer"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/region"
	"pilar/internal/sheet"
	"pilar/internal/worker"
	"pilar/internal/worker/workersheet"
	"pilar/internal/worker/workertest"
)

// register is a register of made-up people whose lists are taken away and brought back.
type register struct {
	*testing.T
	db      *pgxpool.Pool
	workers *worker.Store
	imports *importer.Store
	now     time.Time
}

func filled(t *testing.T, people int) register {
	t.Parallel()
	r := register{t, pgtest.New(t), nil, nil, time.Now()}
	r.workers, r.imports = worker.NewStore(r.db, pgtest.Keys()), importer.NewStore(r.db, pgtest.Keys())
	if people > 0 {
		if _, err := demo.Fill(t.Context(), r.db, pgtest.Keys(), audit.System("uji"), demo.Options{People: people, Seed: 1, Today: asof.Today(r.now)}); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// taken is the list of a cadre as a file.
func (r register) taken(f worker.Filter, format sheet.Format, whole bool) []byte {
	r.Helper()
	book, err := region.NewStore(r.db, pgtest.Keys()).Book(r.Context())
	if err != nil {
		r.Fatal(err)
	}
	f.At = asof.Now(r.now)
	e := workersheet.Export{Export: worker.Export{Filter: f, Words: workersheet.Words(f, book), Format: string(format), Whole: whole, Reason: "uji"},
		Office: "Dinas", By: "Uji", At: r.now, Book: book}
	var out bytes.Buffer
	if err := e.To(r.Context(), r.workers, workertest.Clerk, &out); err != nil {
		r.Fatal(err)
	}
	return out.Bytes()
}

// brought are the rows of a file that was brought back, and the import.
func (r register) brought(cadre string, file []byte, limit ...string) (importer.Import, []importer.Kept) {
	r.Helper()
	id, err := r.imports.Receive(r.Context(), workertest.Clerk, importer.Upload{File: "Data SDM.xlsx", Content: file, Cadre: cadre, Limit: limit})
	if err == nil {
		err = r.imports.Work(r.Context(), id)
	}
	if err != nil {
		r.Fatal(err)
	}
	im, err := r.imports.Import(r.Context(), id)
	if err != nil {
		r.Fatal(err)
	}
	rows, more, err := r.imports.Rows(r.Context(), importer.RowFilter{Import: id, Limit: 10_000})
	if err != nil || more || im.State != importer.Checked {
		r.Fatalf("%s %s, more rows %v, %v; heads %v", im.State, im.Trouble, more, err, im.Heads)
	}
	return im, rows
}

// A list that is taken away and brought back as it is changes nothing: whatever the format, with whole numbers or masked ones.
func TestAListBroughtBackSaysNothingNew(t *testing.T) {
	r := filled(t, 444)
	for _, cadre := range []string{"TKSK", "PSM", "TAGANA", "PKH", "DINSOS"} {
		for _, format := range []sheet.Format{sheet.XLSX, sheet.CSV} {
			for _, whole := range []bool{false, true} {
				im, rows := r.brought(cadre, r.taken(worker.Filter{Cadre: cadre}, format, whole))
				if len(rows) == 0 {
					t.Errorf("%s %s: nobody", cadre, format)
				}
				for _, h := range im.Heads {
					if h.As == "" {
						t.Errorf("%s %s: it is asked what %q holds", cadre, format, h.Text)
					}
				}
				for _, k := range rows {
					problems := slices.DeleteFunc(slices.Clone(k.Problems), func(p importer.Problem) bool { return whole && standing(p.Kind) })
					if k.Verdict != importer.Same || len(problems) > 0 {
						t.Errorf("%s %s whole %v: row %d is %s: %v %v", cadre, format, whole, k.Number, k.Verdict, k.Changes, problems)
					}
				}
			}
		}
	}
}

// standing are warnings about what the register holds already, which whole numbers bring to light again.
func standing(k check.Kind) bool {
	return k == check.NIKRegionMismatch || k == check.NIKBirthDateMismatch || k == check.NIKSexMismatch || k == check.PhoneMalformed
}

// Somebody of another cadre, or of none any more, is corrected, and enters none.
func TestAListBeginsNothing(t *testing.T) {
	r := filled(t, 222)
	_, rows := r.brought("PKH", r.taken(worker.Filter{Status: worker.Anyone}, sheet.XLSX, false))
	for _, k := range rows {
		if k.Verdict != importer.Same {
			t.Errorf("row %d is %s: %v %v", k.Number, k.Verdict, k.Changes, k.Problems)
		}
	}
}

// What is edited in Excel is what changes.
func TestAnEditedList(t *testing.T) {
	r := filled(t, 0)
	own := workertest.Registered(t, r.workers, "Neng Euis", workertest.Engagement("TKSK", "32.17.01", "2024-01-01"))
	other := workertest.Registered(t, r.workers, "Asep Hidayat", workertest.Engagement("TKSK", "32.17.02", "2024-01-01"))
	record := func(id int64) worker.Record {
		rec, err := r.workers.Get(t.Context(), id, nil)
		if err != nil {
			t.Fatal(err)
		}
		return rec
	}
	file := r.taken(worker.Filter{Cadre: "TKSK"}, sheet.XLSX, false)
	edit := func(name string, cells map[string]string) []byte { return edited(t, file, name, cells) }
	newNIK := "3217015203859777"

	_, rows := r.brought("TKSK", edit("Neng Euis", map[string]string{"Nama": "Neng Euis Kartika", "NIK": newNIK, "Alamat": "Kp. Baru", "Kecamatan tugas": "Cisarua", "Tempat tugas": "Kec. Cisarua"}))
	changed := of(rows, own)
	if changed.Verdict != importer.Changed || of(rows, other).Verdict != importer.Same {
		t.Fatalf("the rows are %+v", rows)
	}
	var fields []string
	for _, c := range changed.Changes {
		fields = append(fields, c.Field)
	}
	for _, want := range []string{"Nama", "NIK", "Alamat"} {
		if !slices.Contains(fields, want) {
			t.Errorf("%s does not change: %v", want, fields)
		}
	}
	if !slices.ContainsFunc(changed.Problems, func(p importer.Problem) bool { return p.Kind == check.DutyPlaceChanged }) {
		t.Errorf("a move is not told: %v", changed.Problems)
	}

	for name, c := range map[string]struct {
		cells map[string]string
		limit []string
		kind  check.Kind
	}{
		"somebody else's NIK":       {map[string]string{"NIK": record(other).Person.NIK}, nil, check.IDMismatch},
		"nobody's number":           {map[string]string{"ID Pilar": "4711"}, nil, check.IDUnknown},
		"no number":                 {map[string]string{"ID Pilar": "Neng"}, nil, check.IDUnknown},
		"somebody beyond the limit": {map[string]string{"ID Pilar": fmt.Sprint(other)}, []string{"32.17.01"}, check.IDUnknown},
		"a NIK that is none":        {map[string]string{"NIK": "32170"}, nil, check.NIKShort},
		"no number and no NIK":      {map[string]string{"ID Pilar": ""}, nil, check.NIKLetters},
	} {
		_, rows := r.brought("TKSK", edit("Neng Euis", c.cells), c.limit...)
		row := rows[slices.IndexFunc(rows, func(k importer.Kept) bool { return k.Entry.Name.Name == "Neng Euis" })]
		if row.Verdict != importer.Rejected || row.Problems[0].Kind != c.kind {
			t.Errorf("%s: %s, %v", name, row.Verdict, row.Problems)
		}
	}
}

func of(rows []importer.Kept, id int64) importer.Kept {
	for _, k := range rows {
		if k.Entry.Worker == id {
			return k
		}
	}
	return importer.Kept{}
}

// edited changes cells of a person's row, as somebody does in Excel.
func edited(t *testing.T, file []byte, name string, cells map[string]string) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Data SDM")
	if err != nil {
		t.Fatal(err)
	}
	head := slices.IndexFunc(rows, func(r []string) bool { return slices.Contains(r, "ID Pilar") })
	column := slices.Index(rows[head], "ID Pilar")
	letters, _ := excelize.ColumnNumberToName(column + 1)
	if seen, err := f.GetColVisible("Data SDM", letters); err != nil || seen {
		t.Errorf("the register's numbers are shown: %v, %v", seen, err)
	}
	for y, row := range rows {
		for what, text := range cells {
			if row == nil || row[0] != name {
				continue
			}
			at, _ := excelize.CoordinatesToCellName(slices.Index(rows[head], what)+1, y+1)
			if err := f.SetCellStr("Data SDM", at, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
