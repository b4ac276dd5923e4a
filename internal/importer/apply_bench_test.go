package importer_test

import (
	"testing"
	"time"

	"pilar/internal/importer"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/worker/workertest"
)

// BenchmarkStoreAndUndo stores 20,000 new people of a checked file and takes them back, and says how much memory that takes
// at most.
func BenchmarkStoreAndUndo(b *testing.B) {
	const n = 20_000
	file := manyRows(b, n)
	imports := importer.NewStore(pgtest.New(b), pgtest.Keys())
	work := func(id int64, err error) importer.Import {
		b.Helper()
		if err == nil {
			err = imports.Work(b.Context(), id)
		}
		if err != nil {
			b.Fatal(err)
		}
		im, err := imports.Import(b.Context(), id)
		if err != nil {
			b.Fatal(err)
		}
		return im
	}
	im := work(imports.Receive(b.Context(), workertest.Clerk, importer.Upload{File: "tagana.xlsx", Content: file, Cadre: "TAGANA"}))
	file = nil
	peak, stop := watchHeap()
	began := time.Now()
	if im = work(im.ID, imports.Store(b.Context(), workertest.Clerk, im.ID, im.Version)); im.Counts.Stored != n {
		b.Fatalf("%+v", im.Counts)
	}
	b.ReportMetric(n/time.Since(began).Seconds(), "stored/s")
	began = time.Now()
	if im = work(im.ID, imports.Undo(b.Context(), workertest.Clerk, im.ID, "salah")); im.Counts.Kept != 0 {
		b.Fatalf("%+v", im.Counts)
	}
	b.ReportMetric(n/time.Since(began).Seconds(), "undone/s")
	stop()
	b.ReportMetric(float64(peak.Load())/(1<<20), "MB-peak")
}
