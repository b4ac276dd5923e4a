// Package sheet reads and writes spreadsheets, workbooks of Excel (.xlsx) and delimited text (.csv), row by row and within
// bounds.
//
// The parts of a workbook are read straight from the zip, not with excelize, for three reasons. A reader of people's
// files must know of each cell whether it was stored as a number (a number keeps fifteen figures, and a NIK has sixteen),
// and excelize tells this only after loading the whole sheet. A sheet of a hundred kilobytes whose rows reach to the last
// column costs excelize seconds for each thousand rows, because it fills the gaps; here a row holds only the cells that
// hold something. And a small scanner (xml.go, compared with encoding/xml by a fuzz test) reads five times the rows in a
// second, with no token, part or file beyond a bound. Excelize makes the workbooks that are written, with their styles and
// widths; only their rows are ours (write_workbook.go).
//
// Every way in which a file can be unfit is an Error of its own, with a sentence for the person who chose the file.
package sheet

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
)

// The bounds of a file. What is beyond them is refused, not cut off.
const (
	MaxBytes   = 25 << 20
	MaxRows    = 200_000 // rows that hold something, of a sheet; the importer counts those of all sheets together
	MaxSheets  = 100
	MaxColumns = 256

	maxUnpacked = 400 << 20 // of one file, as declared and as found; and the texts of one sheet
	maxToken    = 1 << 20   // one text, tag or comment, all texts of one row, or a line of text
	excelRows   = 1 << 20   // no more rows have a place in Excel, blank ones among them
	excelWidth  = 1 << 14
	maxStrings  = 64 << 20 // all shared texts
	maxParts    = 10_000
	maxMerges   = 50_000
)

// Reason names the way in which a file is unfit.
type Reason string

// The reasons.
const (
	TooBig        Reason = "too_big"
	Empty         Reason = "empty"
	Encrypted     Reason = "encrypted"
	OldExcel      Reason = "old_excel"
	BinaryExcel   Reason = "binary_excel"
	OpenDocument  Reason = "open_document"
	WebPage       Reason = "web_page"
	Picture       Reason = "picture"
	Archive       Reason = "archive"
	NotSheet      Reason = "not_a_sheet"
	Damaged       Reason = "damaged"
	Bomb          Reason = "bomb"
	Doctype       Reason = "doctype"
	TooManyRows   Reason = "too_many_rows"
	TooManySheets Reason = "too_many_sheets"
	TooWide       Reason = "too_wide"
	LongLine      Reason = "long_line"
	Quotes        Reason = "quotes"
)

const saveAs = "Buka di Excel, lalu simpan dengan Simpan Sebagai, jenis Buku Kerja Excel (.xlsx)."

var messages = map[Reason]string{
	TooBig:        "Berkas lebih besar dari 25 MB. Bagi menjadi beberapa berkas, atau hapus gambar di dalamnya.",
	Empty:         "Berkas ini kosong. Pilih berkas yang berisi data.",
	Encrypted:     "Berkas ini dilindungi kata sandi. Buka di Excel, hapus kata sandinya (Berkas, Info, Proteksi Buku Kerja), simpan, lalu unggah lagi.",
	OldExcel:      "Berkas ini dari Excel lama (.xls). " + saveAs,
	BinaryExcel:   "Berkas ini buku kerja biner (.xlsb). " + saveAs,
	OpenDocument:  "Berkas ini lembar kerja OpenDocument (.ods). Buka, lalu simpan sebagai .xlsx.",
	WebPage:       "Isi berkas ini halaman web, bukan lembar kerja Excel. " + saveAs,
	Picture:       "Berkas ini gambar atau PDF, bukan lembar kerja, apa pun nama berkasnya. Pilih berkas .xlsx atau .csv.",
	Archive:       "Berkas ini arsip ZIP yang memuat berkas lain, bukan lembar kerja. Ekstrak, lalu pilih berkas .xlsx atau .csv di dalamnya.",
	NotSheet:      "Berkas ini bukan lembar kerja. Pilih berkas .xlsx atau .csv.",
	Damaged:       "Berkas ini rusak atau terpotong. Minta atau salin ulang berkasnya, buka di Excel untuk memastikan utuh, lalu unggah lagi.",
	Bomb:          "Isi berkas ini setelah dibuka jauh lebih besar daripada daftar orang yang wajar, sehingga tidak dibaca. Salin datanya saja ke buku kerja baru.",
	Doctype:       "Berkas ini memuat rujukan ke luar berkas yang tidak pernah ditulis oleh Excel, sehingga tidak dibaca. Salin datanya ke buku kerja baru.",
	TooManyRows:   "Berkas ini berisi lebih dari 200.000 baris. Bagi menjadi beberapa berkas.",
	TooManySheets: "Berkas ini berisi lebih dari 100 lembar. Bagi menjadi beberapa berkas.",
	TooWide:       "Ada isi di luar kolom ke-256 (kolom IV). Hapus isi di kolom paling kanan, atau salin datanya saja ke lembar baru.",
	LongLine:      "Ada baris teks yang panjangnya lebih dari satu juta huruf, sehingga bukan daftar orang. Buka di Excel, periksa isinya, lalu simpan sebagai .xlsx.",
	Quotes:        "Ada tanda kutip (\") yang tidak berpasangan, sehingga batas kolom tidak pasti. Perbaiki barisnya, atau simpan sebagai .xlsx.",
}

// Error says why a file can't be read. Its text is for the person who chose the file.
type Error struct {
	Reason Reason
	Where  string // a sheet or line, where that is known
}

func (e *Error) Error() string {
	if e.Where != "" {
		return e.Where + ": " + messages[e.Reason]
	}
	return messages[e.Reason]
}

func unfit(reason Reason) error { return &Error{Reason: reason} }

// Book is an open file: its sheets in order. A file of text has one sheet without a name.
type Book struct {
	Sheets   []*Sheet
	CSV      bool
	Date1904 bool // dates in numeric cells count from 1904
	unpacked int64
	close    func() error
}

// Close closes a file that Open opened.
func (b *Book) Close() error {
	if b.close == nil {
		return nil
	}
	return b.close()
}

// Sheet is one sheet. Rows may be ranged over any number of times.
type Sheet struct {
	Name   string
	Hidden bool
	rows   iter.Seq2[Row, error]
	merged func() (*merges, error) // nil: none can be
	extent func() (int, error)     // nil: not known
}

// Rows yields the rows that hold something, in order; an error ends them.
func (s *Sheet) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for row, err := range s.rows {
			var e *Error
			if errors.As(err, &e) && e.Where == "" && s.Name != "" {
				err = &Error{e.Reason, fmt.Sprintf("Lembar %s", s.Name)}
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// Row is one row; its cells stand in order and hold something each. Number is Excel's own; in a file of text records
// are counted.
type Row struct {
	Number int
	Cells  []Cell
}

// At returns the cell of a column, the zero Cell where that holds nothing. The first column is 0.
func (r Row) At(column int) Cell {
	for _, c := range r.Cells {
		if c.Column == column {
			return c
		}
	}
	return Cell{}
}

// Cell is what stands in a column. A cell within a merged range repeats the range's text: Above says that the range
// begins in an earlier row, Left that it begins further left in this row.
type Cell struct {
	Column int
	Text   string
	Number bool // stored as a number: Text is the number as the file has it
	Failed bool // a formula without a result: #N/A, #REF!
	Above  bool
	Left   bool
}

// Open opens a file, whatever its name says it is.
func Open(path string) (*Book, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = unfit(NotSheet)
	}
	var b *Book
	if err == nil {
		b, err = Read(f, info.Size())
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	b.close = f.Close
	return b, nil
}

// Read opens a file that is already at hand. The bytes must stay readable as long as the Book is used.
func Read(r io.ReaderAt, size int64) (*Book, error) {
	switch {
	case size == 0:
		return nil, unfit(Empty)
	case size > MaxBytes:
		return nil, unfit(TooBig)
	}
	switch what := sniff(r, size); what {
	case isZip:
		return readWorkbook(r, size)
	case isText:
		return readText(r, size)
	default:
		return nil, unfit(what)
	}
}
