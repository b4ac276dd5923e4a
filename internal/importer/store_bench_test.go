package importer_test

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"pilar/internal/importer"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/worker/workertest"
)

// BenchmarkCheck checks a file of 100,000 good rows against an empty register, and says how much memory that takes at most.
func BenchmarkCheck(b *testing.B) {
	file := manyRows(b, 100_000)
	imports := importer.NewStore(pgtest.New(b), pgtest.Keys())
	peak, stop := watchHeap()
	for b.Loop() {
		id, err := imports.Receive(b.Context(), workertest.Clerk, importer.Upload{File: "tagana.xlsx", Content: file, Cadre: "TAGANA"})
		if err != nil {
			b.Fatal(err)
		}
		if err := imports.Work(b.Context(), id); err != nil {
			b.Fatal(err)
		}
		if im, err := imports.Import(b.Context(), id); err != nil || im.Counts.Verdicts[importer.New] != 100_000 {
			b.Fatalf("%+v, %v", im.Counts, err)
		}
	}
	stop()
	b.ReportMetric(float64(100_000*b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(peak.Load())/(1<<20), "MB-peak")
}

// watchHeap keeps the most that the heap held until it is stopped.
func watchHeap() (peak *atomic.Uint64, stop func()) {
	peak = &atomic.Uint64{}
	done, ended := make(chan struct{}), make(chan struct{})
	runtime.GC()
	go func() {
		defer close(ended)
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.HeapInuse))
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return peak, func() { close(done); <-ended }
}

// manyRows is a workbook of people of fifteen columns.
func manyRows(b *testing.B, n int) []byte {
	b.Helper()
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	_ = w.SetRow("A1", []any{"No", "Nama", "NIK", "JK", "Tempat, Tanggal Lahir", "Alamat", "Kecamatan", "Desa", "Pendidikan", "No HP", "Email", "No dan Tanggal SK", "TMT", "Nomor Induk Tagana", "Jenjang"})
	for i := range n {
		born := time.Date(1965, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i/1000)
		_ = w.SetRow(fmt.Sprint("A", i+2), []any{i + 1, fmt.Sprintf("Fulan Bin %c%c%c, S.Sos", 'A'+i%26, 'a'+i/26%26, 'a'+i/676%26), fmt.Sprintf("321701%s%04d", born.Format("020106"), 9000+i%1000),
			"L", "Bandung, " + born.Format("02-01-2006"), "Kp. Sukamaju RT 01/02", "Kec. Lembang", "Cikole", "S1", fmt.Sprintf("0812%08d", i), fmt.Sprintf("a%d@contoh.invalid", i),
			"460/Kep.007-Dinsos/2022, 1 Januari 2022", "01-02-2020", fmt.Sprint(i), "Madya"})
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	buffer, err := f.WriteToBuffer()
	if err != nil {
		b.Fatal(err)
	}
	return buffer.Bytes()
}
