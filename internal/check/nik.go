package check

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// asNumber matches what a spreadsheet makes of sixteen figures when it takes them for a number.
var asNumber = regexp.MustCompile(`(?i)^\d+([.,]\d+)?e\+?\d+$|^\d{9,}[.,]0+$`)

// nikLabel matches the words that repeat the head before a NIK.
var nikLabel = regexp.MustCompile(`(?i)^((no|nomor)\.? ?)?(nik|ktp|e-?ktp)[\s.:]+`)

// NIK reads a national identity number: spaces, dots, hyphens, brackets and a leading apostrophe are taken off. It refuses what is
// not sixteen figures, and figures that cannot be a NIK: a day, a month or a serial out of bounds. Nothing harder: a NIK
// that was given by mistake for 31 February never changes.
func NIK(typed string) (string, *Problem) {
	typed = strings.Trim(nikLabel.ReplaceAllString(Clean(typed), ""), ",;:()[] ")
	plain := strings.Trim(typed, "'’‘` ")
	if Absent(typed) || strings.IndexFunc(typed, isFigure) < 0 { // "KTP hilang" says that there is none
		return "", emptyNIK()
	}
	if strings.ContainsAny(plain, "eE.,") && asNumber.MatchString(strings.ReplaceAll(plain, " ", "")) {
		return "", NIKLostDigit()
	}
	nik, only := figures(typed)
	switch n := len(nik); {
	case !only:
		return "", lettersInNIK(nik)
	case n == 0:
		return "", emptyNIK()
	case n < 16:
		return "", problem(NIKShort, fmt.Sprintf("NIK hanya %d angka, seharusnya 16. Periksa KTP dan lengkapi angka yang kurang.", n))
	case n > 16:
		return "", problem(NIKLong, fmt.Sprintf("NIK terdiri atas %d angka, seharusnya 16. Periksa KTP dan hapus angka yang lebih.", n))
	}
	if why := whyImpossible(nik); why != "" {
		return "", problem(NIKImpossible, "NIK ini tidak mungkin ada: "+why+". Tulis ulang 16 angka NIK sesuai KTP.")
	}
	return nik, nil
}

func emptyNIK() *Problem {
	return problem(NIKEmpty, "NIK belum diisi. Isi dengan 16 angka NIK yang tertulis pada KTP atau kartu keluarga.")
}

// NIKLostDigit is the problem of a NIK that a spreadsheet kept as a number: a number keeps fifteen figures, so the
// sixteenth is gone whatever the cell shows.
func NIKLostDigit() *Problem {
	return problem(NIKNumberLostDigit, "NIK tersimpan sebagai bilangan. Excel hanya menyimpan 15 angka pertama dari sebuah bilangan, "+
		"sehingga angka ke-16 sudah hilang. Ubah format kolom NIK menjadi Teks, lalu ketik ulang NIK sesuai KTP.")
}

func lettersInNIK(nik string) *Problem {
	message := "NIK memuat huruf atau tanda lain, seharusnya 16 angka saja. Tulis ulang NIK sesuai KTP."
	if utf8.RuneCountInString(nik) == 16 && strings.ContainsAny(nik, "oOlI") {
		message = "NIK memuat huruf di antara angkanya, misalnya huruf O di tempat angka 0. Tulis ulang NIK dengan 16 angka sesuai KTP."
	}
	return problem(NIKLetters, message)
}

// Facts is what the figures of a NIK say about the person when the NIK was first given.
type Facts struct {
	Province  string // 32
	Kabupaten string // 3217
	Kecamatan string // 321701
	Day       int
	Month     time.Month
	Year      int // two figures: the century is not in a NIK
	Female    bool
}

// NIKFacts reads the figures of a NIK that NIK returned.
func NIKFacts(nik string) Facts {
	f := Facts{Province: nik[:2], Kabupaten: nik[:4], Kecamatan: nik[:6],
		Day: number(nik[6:8]), Month: time.Month(number(nik[8:10])), Year: number(nik[10:12])}
	if f.Day > 40 {
		f.Day, f.Female = f.Day-40, true
	}
	return f
}

func whyImpossible(nik string) string {
	f := NIKFacts(nik)
	switch {
	case f.Day < 1 || f.Day > 31:
		return "angka ke-7 dan ke-8 harus tanggal lahir 01–31, atau 41–71 untuk perempuan"
	case f.Month < 1 || f.Month > 12:
		return "angka ke-9 dan ke-10 harus bulan lahir 01–12"
	case nik[12:] == "0000":
		return "empat angka terakhir tidak boleh 0000"
	}
	return ""
}

// NIKWarnings compares a NIK that NIK returned with the birth date (zero: unknown), the sex (L, P or empty) and the
// prefixes of the kabupaten that people here come from. They warn only: a NIK never changes, not even when the birth date
// is corrected or the person moves.
func NIKWarnings(nik string, born time.Time, sex string, prefixes []string) []Problem {
	f := NIKFacts(nik)
	var found []Problem
	if !born.IsZero() && (f.Day != born.Day() || f.Month != born.Month() || f.Year != born.Year()%100) {
		found = append(found, Problem{NIKBirthDateMismatch, fmt.Sprintf("Tanggal lahir %s tidak sama dengan tanggal lahir pada NIK (%02d-%02d-%02d). "+
			"Periksa keduanya dengan KTP.", born.Format("02-01-2006"), f.Day, f.Month, f.Year)})
	}
	if sex != "" && f.Female != (sex == "P") {
		says := "laki-laki"
		if f.Female {
			says = "perempuan"
		}
		found = append(found, Problem{NIKSexMismatch, "Menurut NIK orang ini " + says + ", tetapi jenis kelamin yang diisi berbeda. Periksa keduanya dengan KTP."})
	}
	if len(prefixes) > 0 && !slices.Contains(prefixes, f.Kabupaten) {
		found = append(found, Problem{NIKRegionMismatch, "NIK diawali " + f.Kabupaten + ", artinya pertama kali diterbitkan di luar kabupaten ini. " +
			"Periksa dengan KTP; bila memang pindahan, tidak perlu diubah."})
	}
	return found
}

// number reads figures; the caller knows that there is nothing else.
func number(figures string) int {
	n, _ := strconv.Atoi(figures)
	return n
}
