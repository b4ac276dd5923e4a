// Package check reads what people type, and says what may be wrong with it.
//
// The forms of the web pages and the import of spreadsheets use the same functions, so that a value is judged alike
// wherever it is entered. Every function accepts any unambiguous way of writing, returns the value as it is stored, and
// at most one Problem; an empty value is no problem except for a NIK and a name, which everybody must have.
package check

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Kind names what is wrong with a value. The words stand in reports of imports and never change.
type Kind string

// The kinds that refuse a row.
const (
	NIKEmpty             Kind = "nik_empty"
	NIKShort             Kind = "nik_short"
	NIKLong              Kind = "nik_long"
	NIKLetters           Kind = "nik_letters"
	NIKImpossible        Kind = "nik_impossible"
	NIKNumberLostDigit   Kind = "nik_number_lost_digit"
	NameEmpty            Kind = "nama_empty"
	NameLong             Kind = "nama_long"
	DateImpossible       Kind = "tanggal_impossible"
	KecamatanUnknown     Kind = "kecamatan_unknown"
	KecamatanForbidden   Kind = "kecamatan_forbidden"
	DesaUnknown          Kind = "desa_unknown"
	DesaAmbiguous        Kind = "desa_ambiguous"
	DesaOutsideKecamatan Kind = "desa_outside_kecamatan"
	IDUnknown            Kind = "id_unknown"
	IDMismatch           Kind = "id_mismatch"
)

// The kinds that only warn. The malformed KK, NPWP and bank account, and an unknown sex, are warned about because such a
// value is not stored, and nobody should find that out later.
const (
	NIKBirthDateMismatch Kind = "nik_birthdate_mismatch"
	NIKSexMismatch       Kind = "nik_sex_mismatch"
	NIKRegionMismatch    Kind = "nik_region_mismatch"
	PhoneMalformed       Kind = "hp_malformed"
	EmailMalformed       Kind = "email_malformed"
	NIPMalformed         Kind = "nip_malformed"
	DuplicateLikely      Kind = "duplicate_likely"
	DutyPlaceFilled      Kind = "duty_place_filled"
	DutyPlaceChanged     Kind = "duty_place_changed"
	KKMalformed          Kind = "kk_malformed"
	NPWPMalformed        Kind = "npwp_malformed"
	AccountMalformed     Kind = "rekening_malformed"
	SexUnknown           Kind = "jk_unknown"
)

// Repeated is neither: the row says nothing new, an earlier one of the same file has its NIK.
const Repeated Kind = "repeated"

// Refuses tells whether a value or row with this problem is not stored.
func (k Kind) Refuses() bool {
	switch k {
	case NIKEmpty, NIKShort, NIKLong, NIKLetters, NIKImpossible, NIKNumberLostDigit, NameEmpty, NameLong, DateImpossible,
		KecamatanUnknown, KecamatanForbidden, DesaUnknown, DesaAmbiguous, DesaOutsideKecamatan, IDUnknown, IDMismatch:
		return true
	}
	return false
}

// Problem is one thing wrong with a value: what, and in a sentence for the person who typed it, what to do about it.
// The sentence never holds a personal number.
type Problem struct {
	Kind    Kind
	Message string
}

func problem(kind Kind, message string) *Problem { return &Problem{kind, message} }

// Clean returns a text on one line as it may be stored: valid, composed (NFC), without control and invisible characters,
// and with single spaces only.
func Clean(typed string) string {
	if isClean(typed) {
		return typed
	}
	typed = strings.Map(func(r rune) rune {
		switch {
		case r == unicode.ReplacementChar || unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(typed, ""))
	return norm.NFC.String(strings.Join(strings.Fields(typed), " "))
}

// isClean tells at a glance what most cells are: plain letters, with single spaces only.
func isClean(text string) bool {
	last := byte(' ')
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c > '~' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return text == "" || last != ' '
}

// absent are the ways of writing that there is nothing to write.
var absent = map[string]bool{
	"": true, "kosong": true,
	"tidak ada": true, "belum ada": true, "tidak punya": true, "tdk punya": true, "belum punya": true, "blm punya": true, "tdk ada": true, "blm ada": true, "nihil": true, "n/a": true, "#n/a": true, "null": true,
	"nan": true, "none": true, "?": true, "belum terisi": true, "belum diisi": true, "lowong": true, "vacant": true,
}

// Absent tells whether a cell says that there is no value: empty, a dash, "belum ada", "(lowong)".
func Absent(typed string) bool {
	return absent[strings.ToLower(strings.Trim(Clean(typed), "'’‘` ()-–—_.*"))]
}

// Mask hides a personal number and keeps its length visible: 3217************. At most its first four figures stay, and
// never more than a third of it. Spaces, dots and hyphens stay, so that it is recognised beside the paper.
func Mask(value string) string {
	total := 0
	for _, r := range value {
		if shown(r) {
			total++
		}
	}
	left := min(4, total/3)
	return strings.Map(func(r rune) rune {
		switch {
		case !shown(r):
			return r
		case left > 0:
			left--
			return r
		}
		return '*'
	}, value)
}

// Masked tells what Mask makes of a value from a value: at most four figures or letters, and stars in the place of all others.
func Masked(text string) bool {
	left, stars := 0, 0
	for _, r := range text {
		switch {
		case r == '*':
			stars++
		case shown(r):
			if left++; stars > 0 || left > 4 {
				return false
			}
		}
	}
	return stars > 0
}

func shown(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// MaskNumbers masks each run of ten or more figures within a text: a number of a person may stand in any cell. Dates stay.
func MaskNumbers(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); {
		end, figures := numberAt(text, i)
		switch {
		case figures >= 10:
			out.WriteString(Mask(text[i:end]))
		case figures > 0:
			out.WriteString(text[i:end])
		default:
			end = i + 1
			out.WriteByte(text[i])
		}
		i = end
	}
	return out.String()
}

// numberAt returns where the number that begins at i ends, and of how many figures it is. One space, dot or hyphen may
// stand between two figures.
func numberAt(text string, i int) (end, figures int) {
	end = i
	for j := i; j < len(text) && (isDigit(text[j]) || figures > 0 && j == end && strings.IndexByte(" .-", text[j]) >= 0); j++ {
		if text[j] == ' ' && timeOfDay.MatchString(text[j+1:]) {
			break
		}
		if isDigit(text[j]) {
			figures++
			end = j + 1
		}
	}
	return end, figures
}

// NumberWithin finds the first number of nine or more figures in a text, such as the NIP below a name, and returns its
// figures and what stands around it; only before, where there is none.
func NumberWithin(text string) (before, figures, after string) {
	for i := 0; i < len(text); {
		end, n := numberAt(text, i)
		if n >= 9 {
			return text[:i], onlyDigits(text[i:end]), text[end:]
		}
		i = max(end, i+1)
	}
	return text, "", ""
}

// timeOfDay matches what stands after a date and belongs to no number: 1985-02-30 00:00:00.
var timeOfDay = regexp.MustCompile(`^\d\d?:\d\d`)

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// figures takes off what people put between and around the figures of a number, and tells whether only figures are left.
func figures(typed string) (string, bool) {
	var out strings.Builder
	only := true
	for _, r := range strings.Trim(Clean(typed), "'’‘`\" ") {
		switch {
		case '0' <= r && r <= '9':
			out.WriteRune(r)
		case strings.ContainsRune(" .-‐‑–", r):
		default:
			out.WriteRune(r)
			only = false
		}
	}
	return out.String(), only
}
