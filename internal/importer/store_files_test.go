package importer_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

func (o office) marked(id int64) []byte {
	o.Helper()
	var out bytes.Buffer
	if err := o.imports.Marked(o.Context(), workertest.Clerk, id, &out); err != nil {
		o.Fatal(err)
	}
	return out.Bytes()
}

// A checked file comes back marked; uploaded again as it is it says the same, and with a cell mended one row more may be
// stored.
func TestAFileComesBackMarked(t *testing.T) {
	o := openOffice(t)
	for name, code := range map[string]string{"TKSK 2026.xlsx": "TKSK", "pendamping_pkh.csv": "PKH"} {
		im := o.bring(importer.Upload{File: name, Content: workbook(t, name), Cadre: code})
		out := o.marked(im.ID)
		again := o.bring(importer.Upload{File: "lagi.xlsx", Content: out, Cadre: code})
		if fmt.Sprint(again.Counts) != fmt.Sprint(im.Counts) || again.Counts.Verdicts[importer.Rejected] == 0 {
			t.Errorf("%s comes to %+v, marked to %+v", name, im.Counts, again.Counts)
		}
		if !slices.Equal(again.Shape, im.Shape) {
			t.Errorf("%s has another shape with its notes", name)
		}
		rows := o.all(im.ID)
		i := slices.IndexFunc(rows, func(k importer.Kept) bool { return k.Verdict == importer.Rejected && k.Problems[0].Kind.Refuses() })
		nik := slices.IndexFunc(again.Heads, func(h importer.Head) bool { return h.As == importer.NIK })
		mended := retyped(t, out, o.all(again.ID)[i].Row, again.Heads[nik].Index, "3217011203859777")
		after := o.bring(importer.Upload{File: "diperbaiki.xlsx", Content: mended, Cadre: code})
		if got, was := after.Counts.Verdicts[importer.Rejected], im.Counts.Verdicts[importer.Rejected]; got > was || got < was-1 {
			t.Errorf("%s: %d rows are refused after mending one of %d", name, got, was)
		}
	}
	entries, err := audit.NewStore(o.db, pgtest.Keys()).List(t.Context(), audit.Filter{Verb: audit.ListExported})
	if err != nil || len(entries.Entries) != 2 || entries.Entries[0].SubjectKind != string(audit.File) || entries.Entries[0].Changes[0].After != "berkas dengan catatan" {
		t.Errorf("the trail says %+v, %v", entries.Entries, err)
	}
}

// retyped puts a text into a cell, as somebody does in Excel.
func retyped(t *testing.T, file []byte, row importer.Row, column int, text string) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	at, err := excelize.CoordinatesToCellName(column+1, row.Number)
	if err == nil {
		err = f.SetCellStr(row.Sheet, at, text)
	}
	if err != nil {
		t.Fatal(err)
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What the register says about a person stands in no note: neither her old address nor a number of hers.
func TestNotesTellNothingOfTheRegister(t *testing.T) {
	o := openOffice(t)
	id := workertest.Registered(t, o.workers, "Neng Euis", workertest.Engagement("TKSK", "32.17.01", "2024-01-01"))
	rec, err := o.workers.Get(t.Context(), id, nil)
	if err != nil {
		t.Fatal(err)
	}
	after := rec.Person
	after.Address, after.Phone = "Kp. Rahasia", "+6281211112222"
	err = o.workers.CorrectAll(t.Context(), workertest.Clerk, []worker.Correction{{Worker: id, Version: rec.Version, Before: rec.Person, After: after}})
	if err != nil {
		t.Fatal(err)
	}
	second := o.bring(importer.Upload{File: "b.csv", Content: []byte("Nama,NIK,Alamat,Kecamatan,No HP\nNeng Euis," + rec.Person.NIK + ",Kp. Baru,Lembang,081233334444\n"), Cadre: "TKSK"})
	f, err := excelize.OpenReader(bytes.NewReader(o.marked(second.ID)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	note, err := f.GetCellValue("Data", "F2")
	if err != nil || !strings.HasPrefix(note, "Berubah: Nomor HP, Alamat.") || strings.Contains(note, "Rahasia") || strings.Contains(note, "0812") || strings.Contains(note, "3217") {
		t.Errorf("noted as %q, %v", note, err)
	}
}

func TestTakingRowsOfAnImport(t *testing.T) {
	o := openOffice(t)
	im := o.bring(importer.Upload{File: "TKSK 2026.xlsx", Content: workbook(t, "TKSK 2026.xlsx"), Cadre: "TKSK"})
	for verdict, want := range map[importer.Verdict]int{"": im.Counts.Rows(), importer.Rejected: im.Counts.Verdicts[importer.Rejected]} {
		var order []int
		begun := 0
		err := o.imports.Export(t.Context(), workertest.Clerk, importer.RowsExport{Filter: importer.RowFilter{Import: im.ID, Verdict: verdict}, Words: "uji", Format: "csv"},
			func() error { begun++; return nil }, func(k importer.Kept) error { order = append(order, k.N); return nil })
		if err != nil || begun != 1 || len(order) != want || !slices.IsSorted(order) {
			t.Errorf("%q: %v, of %d; begun %d times, %v", verdict, order, want, begun, err)
		}
	}
	full := errors.New("the disk is full")
	err := o.imports.Export(t.Context(), workertest.Clerk, importer.RowsExport{Filter: importer.RowFilter{Import: im.ID}}, func() error { return nil }, func(importer.Kept) error { return full })
	if !errors.Is(err, full) {
		t.Errorf("a failure of the writer is not told: %v", err)
	}
}

func TestFilesThatAreNotThere(t *testing.T) {
	o := openOffice(t)
	unread := o.bring(importer.Upload{File: "rusak.xlsx", Content: []byte("PK\x03\x04"), Cadre: "TKSK"})
	unknown := o.bring(importer.Upload{File: "asing.csv", Content: []byte("Nama,NIK,Kecamatan\nNeng,3217015203859001,Lembang\n")})
	for name, id := range map[string]int64{"none": 4711, "unreadable": unread.ID, "asking": unknown.ID} {
		if err := o.imports.Marked(t.Context(), workertest.Clerk, id, io.Discard); !errors.Is(err, fault.NotFound{}) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if entries, err := audit.NewStore(o.db, pgtest.Keys()).List(t.Context(), audit.Filter{Verb: audit.ListExported}); err != nil || len(entries.Entries) != 0 {
		t.Errorf("the trail says %+v, %v", entries.Entries, err)
	}
}
