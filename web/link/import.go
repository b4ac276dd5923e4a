package link

import (
	"net/url"
	"strconv"
)

// Imports takes files and lists what was brought before.
func Imports() string { return "/impor" }

// ImportsQuery is Imports with a filter and a place in the list.
func ImportsQuery(q url.Values) string { return with(Imports(), q) }

// ImportBatch is the files that came together, side by side.
func ImportBatch(first int64) string {
	return ImportsQuery(url.Values{"kelompok": {number(first)}})
}

// AnswerBatch says of which cadres the files of a batch speak; POST only.
func AnswerBatch() string { return Imports() + "/kelompok" }

// ImportTemplate is an empty workbook of a cadre, to be filled in.
func ImportTemplate(cadre string) string { return Imports() + "/templat/" + url.PathEscape(cadre) }

// Import is one file: what it would change, what it changed.
func Import(id int64) string { return Imports() + "/" + number(id) }

// ImportQuery is Import with a filter of its rows and a place among them.
func ImportQuery(id int64, q url.Values) string { return with(Import(id), q) }

// ImportFile is the file with what was found in it.
func ImportFile(id int64) string { return Import(id) + "/berkas" }

// ExportImport gives the rows that a filter chooses as a list; POST only.
func ExportImport(id int64, q url.Values) string { return with(Import(id)+"/ekspor", q) }

// AnswerImport says of which cadre and day a file speaks and what its columns hold; POST only.
func AnswerImport(id int64) string { return Import(id) + "/jawaban" }

// ChooseImport takes what was chosen and typed beside the rows; POST only.
func ChooseImport(id int64, q url.Values) string { return with(Import(id)+"/pilihan", q) }

// StoreImport asks whether the chosen rows are to be stored and, by POST, has them stored.
func StoreImport(id int64) string { return Import(id) + "/simpan" }

// UndoImport asks why an import is taken back and, by POST, has that done.
func UndoImport(id int64) string { return Import(id) + "/batalkan" }

// DiscardImport asks whether a file is to be thrown away and, by POST, does so.
func DiscardImport(id int64) string { return Import(id) + "/buang" }

// CheckAgain makes a new import of the same file; POST only.
func CheckAgain(id int64) string { return Import(id) + "/periksa-lagi" }

// ImportRow is one row of a file and, by POST, mends its cells.
func ImportRow(id int64, n int) string { return Import(id) + "/baris/" + strconv.Itoa(n) }

// ImportSince compares a file with the last one of its shape.
func ImportSince(id int64) string { return Import(id) + "/sejak-terakhir" }

// ImportSinceQuery is ImportSince with a place in its list.
func ImportSinceQuery(id int64, q url.Values) string { return with(ImportSince(id), q) }

// EndMissing asks once more and then ends the engagements of those whom a file does not name; POST only.
func EndMissing(id int64) string { return ImportSince(id) + "/akhiri" }
