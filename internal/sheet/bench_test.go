package sheet

import (
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"
)

// BenchmarkRows reads 20,000 rows of 15 shared texts.
func BenchmarkRows(b *testing.B) {
	data := workbookOf(b, func(f *excelize.File) {
		w, _ := f.NewStreamWriter("Sheet1")
		for i := range 20_000 {
			row := make([]any, 15)
			for j := range row {
				row[j] = fmt.Sprint("isi ", i, " ", j)
			}
			_ = w.SetRow(fmt.Sprint("A", i+1), row)
		}
		_ = w.Flush()
	})
	for b.Loop() {
		if got := reason(data); got != "" {
			b.Fatal(got)
		}
	}
	b.ReportMetric(20_000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
