package importerweb

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/importer"
	"pilar/web/ui"
)

// stateWord is how a state is called: in an address, and as a tag.
type stateWord struct {
	state importer.State
	param string
	badge ui.Badge
}

var stateWords = []stateWord{
	{importer.Asking, "perlu-dijawab", ui.Badge{Tone: ui.Warn, Text: "Perlu dijawab"}},
	{importer.Checking, "diperiksa", ui.Badge{Tone: ui.Info, Text: "Sedang diperiksa"}},
	{importer.Checked, "belum-disimpan", ui.Badge{Tone: ui.Info, Text: "Belum disimpan"}},
	{importer.Unreadable, "tidak-terbaca", ui.Badge{Tone: ui.Bad, Text: "Tidak terbaca"}},
	{importer.Storing, "disimpan", ui.Badge{Tone: ui.Info, Text: "Sedang disimpan"}},
	{importer.Stored, "tersimpan", ui.Badge{Tone: ui.Good, Text: "Tersimpan"}},
	{importer.Undoing, "dibatalkan", ui.Badge{Tone: ui.Info, Text: "Sedang dibatalkan"}},
	{importer.Undone, "batal", ui.Badge{Text: "Dibatalkan"}},
}

func badgeOf(s importer.State) ui.Badge {
	for _, w := range stateWords {
		if w.state == s {
			return w.badge
		}
	}
	return ui.Badge{Text: string(s)}
}

// stateOf reads a state from an address.
func stateOf(param string) (importer.State, bool) {
	i := slices.IndexFunc(stateWords, func(w stateWord) bool { return w.param == param })
	if i < 0 {
		return "", param == ""
	}
	return stateWords[i].state, true
}

var verdictBadges = map[importer.Verdict]ui.Badge{
	importer.New:      {Tone: ui.Good, Text: "Baru"},
	importer.Changed:  {Tone: ui.Info, Text: "Berubah"},
	importer.Same:     {Text: "Sama"},
	importer.Rejected: {Tone: ui.Bad, Text: "Ditolak"},
	importer.Repeated: {Tone: ui.Warn, Text: "Berulang"},
}

// kindWords say a kind of problem in a few words, for a list of them; the sentence at a row says more.
var kindWords = map[check.Kind]string{
	check.NIKEmpty:             "NIK kosong",
	check.NIKShort:             "NIK kurang dari 16 angka",
	check.NIKLong:              "NIK lebih dari 16 angka",
	check.NIKLetters:           "NIK memuat huruf",
	check.NIKImpossible:        "NIK tidak mungkin ada",
	check.NIKNumberLostDigit:   "Angka terakhir NIK hilang di Excel",
	check.NameEmpty:            "Nama kosong",
	check.NameLong:             "Nama terlalu panjang",
	check.DateImpossible:       "Tanggal tidak mungkin ada",
	check.KecamatanUnknown:     "Kecamatan tidak dikenal",
	check.KecamatanForbidden:   "Kecamatan di luar wilayah Anda",
	check.DesaUnknown:          "Desa tidak dikenal",
	check.DesaAmbiguous:        "Desa ada di beberapa kecamatan",
	check.DesaOutsideKecamatan: "Desa tidak terletak di kecamatannya",
	check.NIKBirthDateMismatch: "Tanggal lahir berbeda dengan NIK",
	check.NIKSexMismatch:       "Jenis kelamin berbeda dengan NIK",
	check.NIKRegionMismatch:    "NIK dari kabupaten lain",
	check.PhoneMalformed:       "Nomor HP tidak benar",
	check.EmailMalformed:       "Surel tidak benar",
	check.NIPMalformed:         "NIP tidak benar",
	check.DuplicateLikely:      "Mungkin orang yang sama dengan NIK lain",
	check.DutyPlaceFilled:      "Tempat tugas sudah terisi",
	check.DutyPlaceChanged:     "Pindah tempat tugas",
	check.KKMalformed:          "Nomor KK tidak benar",
	check.NPWPMalformed:        "NPWP tidak benar",
	check.AccountMalformed:     "Nomor rekening tidak benar",
	check.SexUnknown:           "Jenis kelamin tidak dikenali",
	check.IDUnknown:            "ID Pilar tidak ditemukan",
	check.IDMismatch:           "NIK milik orang lain",
	check.Repeated:             "NIK berulang dalam berkas",
}

func kindText(k check.Kind) string { return cmp.Or(kindWords[k], string(k)) }

// kindTone is how much a kind weighs.
func kindTone(k check.Kind) ui.Tone {
	if k.Refuses() {
		return ui.Bad
	}
	return ui.Warn
}

// sortedKinds are the kinds of problems of a file: those that refuse first, and the frequent before the rare.
func sortedKinds(counts map[check.Kind]int) []check.Kind {
	return slices.SortedFunc(maps.Keys(counts), func(a, b check.Kind) int {
		if a.Refuses() != b.Refuses() {
			return cmp.Compare(rank(a), rank(b))
		}
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}

func rank(k check.Kind) int {
	if k.Refuses() {
		return 0
	}
	return 1
}

// columnWords say what a column of a file holds, in the order in which they are offered.
var columnWords = []struct {
	column importer.Column
	words  string
}{
	{importer.Name, "Nama"}, {importer.NIK, "NIK"}, {importer.KK, "Nomor KK"}, {importer.NPWP, "NPWP"},
	{importer.Sex, "Jenis kelamin"}, {importer.Male, "Tanda untuk laki-laki"}, {importer.Female, "Tanda untuk perempuan"},
	{importer.Birth, "Tempat dan tanggal lahir"}, {importer.BirthPlace, "Tempat lahir"}, {importer.BirthDate, "Tanggal lahir"},
	{importer.BirthMonth, "Bulan lahir"}, {importer.BirthYear, "Tahun lahir"},
	{importer.Address, "Alamat"}, {importer.RT, "RT"}, {importer.RW, "RW"}, {importer.RTRW, "RT/RW"},
	{importer.Kecamatan, "Kecamatan"}, {importer.Desa, "Desa"}, {importer.Place, "Kecamatan dan desa"},
	{importer.DutyKecamatan, "Kecamatan tugas"}, {importer.DutyDesa, "Desa tugas"}, {importer.DutyPlace, "Tempat tugas"},
	{importer.HomeKecamatan, "Kecamatan tempat tinggal"}, {importer.HomeDesa, "Desa tempat tinggal"},
	{importer.Education, "Pendidikan"}, {importer.Phone, "Nomor HP"}, {importer.Email, "Surel"},
	{importer.DecreeBoth, "Nomor dan tanggal SK"}, {importer.DecreeNumber, "Nomor SK"}, {importer.DecreeDate, "Tanggal SK"},
	{importer.Start, "Mulai bertugas (TMT)"}, {importer.StartYear, "Tahun mulai bertugas"}, {importer.Member, "Nomor induk anggota"},
	{importer.NIP, "NIP/NI PPPK"}, {importer.Status, "Status kepegawaian"}, {importer.Grade, "Pangkat/golongan"},
	{importer.Position, "Jabatan"}, {importer.Unit, "Unit kerja"},
	{importer.Bank, "Nama bank"}, {importer.Account, "Nomor rekening"}, {importer.Holder, "Pemilik rekening"},
	{importer.Remark, "Keterangan"}, {importer.Ordinal, "Nomor urut"},
}

// fieldPrefix begins the column of a cadre's own field.
const fieldPrefix = "field."

// columnOptions are what a column of a file of that cadre can hold.
func columnOptions(code string, fields []cadre.Field) []ui.Option {
	var all []ui.Option
	for _, c := range columnWords {
		all = append(all, ui.Option{Value: string(c.column), Label: c.words})
	}
	for _, f := range fields {
		if f.Cadre == code && f.Active {
			all = append(all, ui.Option{Value: fieldPrefix + f.Key, Label: f.Label})
		}
	}
	return all
}

// columnText says what a column holds; "" where that is not known.
func columnText(c importer.Column, fields []cadre.Field) string {
	if c == importer.Unread {
		return "Tidak dibaca"
	}
	for _, w := range columnWords {
		if w.column == c {
			return w.words
		}
	}
	if key, ok := strings.CutPrefix(string(c), fieldPrefix); ok {
		for _, f := range fields {
			if f.Key == key {
				return f.Label
			}
		}
	}
	return string(c)
}

// letters names a column as Excel does: A, B … Z, AA.
func letters(index int) string {
	name := ""
	for n := index + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// place says where a row stands in the file.
func place(sheet string, row int) string {
	if sheet == "" {
		return "Baris " + strconv.Itoa(row)
	}
	return sheet + ", baris " + strconv.Itoa(row)
}

// rowsText is a number of rows in words.
func rowsText(n int) string { return ui.Number(n) + " baris" }
