package check

import (
	"regexp"
	"strings"
	"time"
)

// The kinds of employment.
const (
	PNS    = "PNS"
	PPPK   = "PPPK"
	NonASN = "NON_ASN"
)

// NIP reads the number of a civil servant: NIP of eighteen figures (birth date, year and month of appointment, sex,
// serial), NI PPPK of eighteen (birth date, year, contract code, sex, serial), or NIP of nine from before 2007. Kind is
// PNS, PPPK or empty, birth date and sex may be unknown. What is wrong is only warned about: the number is returned all
// the same, as its figures or else as typed.
func NIP(typed, kind string, born time.Time, sex string) (string, *Problem) {
	if Absent(typed) {
		return "", nil
	}
	text := nipLabel.ReplaceAllString(Clean(typed), "")
	nip, only := figures(text)
	if !only {
		return text, badNIP("harus berupa angka saja")
	}
	if len(nip) == 9 {
		return nip, nil
	}
	if why := whyBadNIP(nip, kind, born, sex); why != "" {
		return nip, badNIP(why)
	}
	return nip, nil
}

var nipLabel = regexp.MustCompile(`(?i)^(nipppk|nip|ni)?\s*\.?\s*(pppk|p3k)?\s*[.:]?\s*`)

func badNIP(why string) *Problem {
	return problem(NIPMalformed, "NIP/NI PPPK "+why+". Periksa dengan SK pengangkatan.")
}

func whyBadNIP(nip, kind string, born time.Time, sex string) string {
	if len(nip) != 18 {
		return "harus 18 angka"
	}
	date, p := Date(nip[6:8] + "-" + nip[4:6] + "-" + nip[:4])
	year := number(nip[8:12])
	female := nip[14] == '2'
	switch {
	case p != nil:
		return "tidak diawali tanggal lahir yang benar"
	case !born.IsZero() && !born.Equal(date):
		return "memuat tanggal lahir " + date.Format("02-01-2006") + ", berbeda dari tanggal lahir yang diisi (" + born.Format("02-01-2006") + ")"
	case year <= date.Year() || year > 2100:
		return "memuat tahun pengangkatan yang tidak mungkin"
	case kind == PNS && !monthLike(nip):
		return "memuat bulan pengangkatan yang tidak mungkin"
	case nip[14] != '1' && nip[14] != '2':
		return "harus memuat angka 1 (laki-laki) atau 2 (perempuan) pada urutan ke-15"
	case sex != "" && female != (sex == "P"):
		return "menyatakan jenis kelamin yang berbeda dari yang diisi"
	}
	return ""
}

// monthLike tells whether the thirteenth and fourteenth figures can be the month that a PNS has there.
func monthLike(nip string) bool {
	month := number(nip[12:14])
	return month >= 1 && month <= 12
}

// BornByNIP returns the birth date within a NIP or NI PPPK of eighteen figures; false where it has none.
func BornByNIP(nip string) (time.Time, bool) {
	if whyBadNIP(nip, "", time.Time{}, "") != "" {
		return time.Time{}, false
	}
	date, err := time.Parse("20060102", nip[:8])
	return date, err == nil
}

// KindByNIP tells PNS from PPPK by the figures alone; empty where they do not say.
func KindByNIP(nip string) string {
	switch {
	case len(nip) == 9:
		return PNS
	case len(nip) != 18:
		return ""
	case monthLike(nip):
		return PNS
	}
	return PPPK
}

var (
	pppkWords = regexp.MustCompile(`\b(pppk|p3k|pegawai pemerintah dengan perjanjian kerja)\b`)
	nonWords  = regexp.MustCompile(`\b(non ?asn|non ?pns|honorer|honor|thl|tkk|kontrak|sukwan|sukarelawan|tenaga harian lepas|pjlp|bukan asn)\b`)
	pnsWords  = regexp.MustCompile(`\b(c?pns|asn|pegawai negeri sipil)\b`)
	pnsGrade  = regexp.MustCompile(`(?i)\b(IV|III|II|I)\s*[./\\ -]?\s*[a-e]\b`)
	pppkGrade = regexp.MustCompile(`(?i)^(gol(ongan)?\.?\s*)?(XVII|XVI|XV|XIV|XIII|XII|XI|X|IX|VIII|VII|VI|V)$`)
)

var asSpaces = strings.NewReplacer("-", " ", "_", " ", ".", " ")

// EmploymentKind tells PNS, PPPK or NON_ASN from a status ("P3K", "Honorer") or a grade ("Penata / III.c", "PPPK / IX");
// empty where it says neither.
func EmploymentKind(typed string) string {
	if Absent(typed) {
		return ""
	}
	text := asSpaces.Replace(strings.ToLower(Clean(typed)))
	switch {
	case pppkWords.MatchString(text), pppkGrade.MatchString(Clean(typed)):
		return PPPK
	case nonWords.MatchString(text):
		return NonASN
	case pnsWords.MatchString(text), pnsGrade.MatchString(Clean(typed)):
		return PNS
	}
	return ""
}
