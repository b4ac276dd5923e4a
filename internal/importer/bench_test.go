package importer

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"pilar/internal/sheet"
)

// manyRows is a workbook of 20,000 rows of fifteen columns, all good.
func manyRows(b *testing.B) *sheet.Book {
	f := excelize.NewFile()
	w, _ := f.NewStreamWriter("Sheet1")
	_ = w.SetRow("A1", []any{"No", "Nama", "NIK", "JK", "Tempat, Tanggal Lahir", "Alamat", "Kecamatan", "Desa", "Pendidikan", "No HP", "Email", "No dan Tanggal SK", "TMT", "Nomor Induk Tagana", "Jenjang"})
	for i := range 20_000 {
		born := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i%9000)
		_ = w.SetRow(fmt.Sprint("A", i+2), []any{i + 1, fmt.Sprintf("Fulan Bin %c%c, S.Sos", 'A'+i%26, 'a'+i/26%26), fmt.Sprintf("3217%02d%s%04d", 1+i/9000, born.Format("020106"), 9000+i%1000),
			"L", "Bandung, " + born.Format("02-01-2006"), "Kp. Sukamaju RT 01/02", "Kec. Lembang", "Cikole", "S1", fmt.Sprintf("0812%08d", i), fmt.Sprintf("a%d@contoh.invalid", i),
			"460/Kep.007-Dinsos/2022, 1 Januari 2022", "01-02-2020", fmt.Sprint(i), "Madya"})
	}
	_ = w.Flush()
	buffer, err := f.WriteToBuffer()
	if err != nil {
		b.Fatal(err)
	}
	return bookOf(b, buffer.Bytes())
}

// BenchmarkSurvey finds heads and cadre of a file before it is checked.
func BenchmarkSurvey(b *testing.B) {
	book, o := manyRows(b), options(b, "TAGANA")
	for b.Loop() {
		if _, err := Survey(book, o); err != nil || Recognise(book, "data.xlsx", cadres, cadreFields) != "TAGANA" {
			b.Fatal(err)
		}
	}
	b.ReportMetric(20_000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkScan(b *testing.B) {
	book, o := manyRows(b), options(b, "TAGANA")
	rows := 0
	for b.Loop() {
		if _, err := Scan(book, o, func(*Row) error { rows++; return nil }); err != nil {
			b.Fatal(err)
		}
	}
	if rows != 20_000*b.N {
		b.Fatalf("%d rows", rows)
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "MB-in-use")
}
