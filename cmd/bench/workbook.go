package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/xuri/excelize/v2"

	"pilar/internal/postgres"
)

// importedCadre is of whom the made-up workbook speaks.
const importedCadre = "TAGANA"

var importedHeads = []any{"No", "Nama", "NIK", "No KK", "NPWP", "L/P", "Tempat, Tanggal Lahir", "Alamat", "Kecamatan", "Desa", "Pendidikan Terakhir",
	"No HP/WA", "Email", "No dan Tanggal SK", "TMT", "Nomor Induk Tagana", "Jenjang", "Bank", "No Rekening", "Atas Nama"}

// desa is a place of the district in the words of a workbook.
type desa struct{ Name, Kecamatan string }

// makeWorkbook writes a workbook of so many made-up people, with all the columns that an office keeps. No two are alike, and
// nobody of them exists: no office has reached the serials of their NIK.
func makeWorkbook(ctx context.Context, db postgres.DB, path string, people int) error {
	rows, _ := db.Query(ctx, `
		SELECT d.name, k.name AS kecamatan
		FROM region d
		JOIN region k ON k.code = d.parent
		WHERE d.level = 'desa'
		ORDER BY d.code`)
	places, err := pgx.CollectRows(rows, pgx.RowToStructByPos[desa])
	if err != nil {
		return err
	}
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	if err := w.SetRow("A1", importedHeads); err != nil {
		return err
	}
	for i := range people {
		if err := w.SetRow(fmt.Sprint("A", i+2), madeUp(i, places[i%len(places)])); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.SaveAs(path)
}

var (
	firstNames  = strings.Fields("Asep Ade Agus Aisyah Bayu Cecep Dadang Deden Dewi Dian Dudung Eka Endang Euis Fajar Gina Hani Hendra Iis Imas Iwan Jajang Kokom Lina Mira Nenden Oman Popon Rahmat Rina Siti Taufik Titin Usep Wawan Yani Yusuf Zaenal")
	middleNames = strings.Fields("Abdul Ayu Bagja Cahya Dwi Eka Fitri Galih Indra Komala Lestari Maulana Muhamad Nur Permata Putra Putri Rizki Sari Tri Wahyu")
	lastNames   = strings.Fields("Aminah Fauziah Gunadi Handayani Hasanah Hidayat Iskandar Juariah Komalasari Kurniawan Kusuma Latifah Maryati Mulyana Nugraha Nuraeni Permana Puspita Rahayu Rohman Rosmiati Setiawan Sobari Solihah Suherman Sumiati Supriatna Suryana Suryani Wijaya")
	levels      = []string{"Muda", "Madya", "Utama"}
)

// madeUp is the row of the i-th person.
func madeUp(i int, home desa) []any {
	name := firstNames[i%len(firstNames)] + " " + middleNames[i/7%len(middleNames)] + " " + lastNames[i/3%len(lastNames)]
	born := time.Date(1965, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i/16%12_000)
	sex, day := "L", born.Day()
	if i%2 == 1 {
		sex, day = "P", day+40
	}
	begun := time.Date(2012+i%12, time.Month(1+i%12), 1, 0, 0, 0, 0, time.UTC)
	return []any{i + 1, name + ", S.Sos", fmt.Sprintf("3217%02d%02d%s%04d", 1+i%16, day, born.Format("0106"), 9000+i/(16*12_000)),
		fmt.Sprintf("321799%010d", i), fmt.Sprintf("99%013d", i), sex, "Bandung, " + born.Format("02-01-2006"), fmt.Sprintf("Kp. %s RT %02d/%02d", lastNames[i/5%len(lastNames)], 1+i%9, 1+i/9%12),
		home.Kecamatan, home.Name, "S1", fmt.Sprintf("0812%08d", i), fmt.Sprintf("orang.%d@contoh.invalid", i),
		fmt.Sprintf("460/Kep.%03d-Dinsos/%d, %s", 1+i%250, begun.Year(), begun.Format("02-01-2006")), begun.Format("02-01-2006"), fmt.Sprintf("32.17.%06d", i),
		levels[i%len(levels)], "BJB", fmt.Sprintf("00%011d", i), name}
}
