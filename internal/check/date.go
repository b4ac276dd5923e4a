package check

import (
	"math"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// YearHint tells the century of a year written with two figures, from another field that decides it; false where none does.
type YearHint func(twoFigures int) (year int, ok bool)

// Date reads a date written day, month, year in any dress: 12-3-1985, 12/03/1985, 12 Maret 1985, Selasa 12 Mar 1985,
// 12031985; or year first: 1985-03-12. Never month before day, unless the month is a word. An empty text is the zero
// time. Dates stand between 1900 and 2100, at midnight UTC.
func Date(typed string) (time.Time, *Problem) { return DateWithYear(typed, nil) }

// DateWithYear is Date, and also reads a year of two figures where the hint decides its century.
func DateWithYear(typed string, hint YearHint) (time.Time, *Problem) {
	if Absent(typed) {
		return time.Time{}, nil
	}
	parts, ok := dateParts(typed)
	if !ok {
		return time.Time{}, unreadableDate()
	}
	return parts.date(hint)
}

func unreadableDate() *Problem {
	return problem(DateImpossible, "Tanggal tidak terbaca. Tulis tanggal, bulan, dan tahun, misalnya 12-03-1985 atau 12 Maret 1985.")
}

func impossibleDate() *Problem {
	return problem(DateImpossible, "Tanggal ini tidak ada dalam kalender. Tulis tanggal, bulan, dan tahun yang benar, misalnya 12-03-1985.")
}

// ymd are the parts of a date as written: the year has two or four figures.
type ymd struct{ day, month, year string }

func (p ymd) date(hint YearHint) (time.Time, *Problem) {
	year := number(p.year)
	if len(p.year) == 2 {
		decided, ok := 0, false
		if hint != nil {
			decided, ok = hint(year)
		}
		if !ok {
			return time.Time{}, problem(DateImpossible, "Tahun hanya ditulis dua angka, sehingga abadnya tidak pasti. Tulis tahun lengkap, misalnya 1985.")
		}
		year = decided
	}
	month, day := time.Month(number(p.month)), number(p.day)
	if year < 1900 || year > 2100 || !exists(year, month, day) {
		return time.Time{}, impossibleDate()
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC), nil
}

func exists(year int, month time.Month, day int) bool {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return month >= 1 && month <= 12 && day >= 1 && t.Day() == day && t.Month() == month
}

var apostrophes = strings.NewReplacer("'", "", "’", "", "`", "") // Jum'at

// clock matches the time that databases and spreadsheets append to a date. In another zone only midnight is taken off:
// any other time may belong to the day before or after.
var clock = regexp.MustCompile(`[t ](\d?\d:\d\d(:\d\d([.,]\d+)?)?|0?0[:.]00([:.]00([.,]0+)?)?(z|[+-]\d\d:?\d\d)?)$`)

// ageAfter matches the age that some write behind a date of birth: 12 Maret 1985 (40 th).
var ageAfter = regexp.MustCompile(`[\s,/(]+\d{1,3} ?(th|thn|tahun)\.?\)?$`)

// longestDate is how many bytes the longest date that people write has, with room to spare.
const longestDate = 100

// dateParts takes a written date apart; false where it is none.
func dateParts(typed string) (ymd, bool) {
	if len(typed) > longestDate {
		return ymd{}, false
	}
	text := ageAfter.ReplaceAllString(strings.ToLower(Clean(typed)), "")
	if strings.Contains(text, ":") || strings.HasSuffix(text, "00") {
		text = clock.ReplaceAllString(text, "")
	}
	text = apostrophes.Replace(text)
	words, ok := dateWords(text)
	if !ok {
		return ymd{}, false
	}
	for len(words) > 0 && beforeDate[words[0]] {
		words = words[1:]
	}
	switch len(words) {
	case 1:
		return solidDate(words[0])
	case 3:
		return threeParts(words[0], words[1], words[2])
	}
	return ymd{}, false
}

func threeParts(a, b, c string) (ymd, bool) {
	switch {
	case short(a) && short(b) && yearLike(c):
		return ymd{a, b, c}, true
	case short(a) && month(b) != "" && yearLike(c):
		return ymd{a, month(b), c}, true
	case short(a) && romanMonths[b] != "" && yearLike(c): // 12-III-1985
		return ymd{a, romanMonths[b], c}, true
	case month(a) != "" && short(b) && len(c) == 4 && yearLike(c): // Maret 12, 1985
		return ymd{b, month(a), c}, true
	case len(a) == 4 && yearLike(a) && short(b) && short(c):
		return ymd{c, b, a}, true
	case len(a) == 4 && yearLike(a) && month(b) != "" && short(c):
		return ymd{c, month(b), a}, true
	}
	return ymd{}, false
}

// solidDate reads eight figures without separators, as day, month, year or else as year, month, day. No eight figures are
// both: a year from 1900 to 2100 is no month.
func solidDate(s string) (ymd, bool) {
	if len(s) != 8 || !isDigit(s[0]) {
		return ymd{}, false
	}
	dmy, year := ymd{s[:2], s[2:4], s[4:]}, number(s[4:])
	if year >= 1900 && year <= 2100 {
		return dmy, true
	}
	return ymd{s[6:], s[4:6], s[:4]}, true
}

func short(s string) bool    { return len(s) <= 2 && isDigit(s[0]) }
func yearLike(s string) bool { return (len(s) == 4 || len(s) == 2) && isDigit(s[0]) }

// dateWords splits a text into its numbers and words; false where something stands in it that belongs to no date.
func dateWords(text string) ([]string, bool) {
	var words []string
	var kind rune
	start := -1
	flush := func(end int) {
		if start >= 0 {
			words = append(words, text[start:end])
		}
		start = -1
	}
	for i, r := range text {
		k := runeKind(r)
		if k == 0 {
			return nil, false
		}
		if k != kind {
			flush(i)
		}
		if k != ' ' && start < 0 {
			start = i
		}
		kind = k
	}
	flush(len(text))
	return words, len(words) > 0 && len(words) < 8
}

func runeKind(r rune) rune {
	switch {
	case '0' <= r && r <= '9':
		return '0'
	case unicode.IsLetter(r):
		return 'a'
	case strings.ContainsRune(" -/.,:()–—‐‑\\_", r):
		return ' '
	}
	return 0
}

// beforeDate are words that may stand before a date and say nothing.
var beforeDate = wordSet(`tanggal tgl tertanggal senin selasa rabu kamis jumat jum sabtu minggu ahad sen sel rab kam sab min
	monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun pon wage kliwon legi pahing paing`)

// months maps the names people write to the number of the month.
var months = monthNames(
	`januari january jan jnr`, `februari february pebruari feb peb febr`, `maret march mar mrt mart`, `april apr avril`,
	`mei may`, `juni june jun`, `juli july jul`, `agustus august agu agt ags agst agust agus aug`, `september sept sep`,
	`oktober october okt oct`, `november nopember nov nop`, `desember december des dec`)

// romanMonths are the months as some number them between day and year.
var romanMonths = monthNames("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")

// month returns the number of the month that a word means, also where it is one letter off from one month alone: Pebuari,
// but not Juri, which may be Juni or Juli.
func month(word string) string {
	if m := months[word]; m != "" || len(word) < 4 {
		return m
	}
	found := ""
	for name, m := range months {
		if len(name) < 4 || m == found || !misspelt(word, name) {
			continue
		}
		if found != "" {
			return ""
		}
		found = m
	}
	return found
}

func monthNames(lists ...string) map[string]string {
	names := map[string]string{}
	for i, list := range lists {
		for _, name := range strings.Fields(list) {
			names[name] = string([]byte{byte('0' + (i+1)/10), byte('0' + (i+1)%10)})
		}
	}
	return names
}

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(list) {
		set[word] = true
	}
	return set
}

// SerialDate reads the number that a spreadsheet keeps for a date: days since the end of 1899, or since 1904 where the
// workbook says so. False outside 1900 to 2100.
func SerialDate(serial float64, date1904 bool) (time.Time, bool) {
	if math.IsNaN(serial) || serial < 0 || serial > 80000 {
		return time.Time{}, false
	}
	days := int(math.Floor(serial))
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days == 60: // 29 February 1900, which Excel believes in
		return time.Time{}, false
	case days < 60:
		days++
	}
	date := epoch.AddDate(0, 0, days)
	return date, date.Year() >= 1900 && date.Year() <= 2100
}

var yearIn = regexp.MustCompile(`\d+`)

// Year reads a year, also out of "Tahun 2018" or "2018 s.d. sekarang": the first from 1945 on. Zero for an empty text.
func Year(typed string) (int, *Problem) {
	if Absent(typed) {
		return 0, nil
	}
	for _, found := range yearIn.FindAllString(Clean(typed), -1) {
		if year := number(found); len(found) == 4 && year >= 1945 && year <= 2100 {
			return year, nil
		}
	}
	return 0, problem(DateImpossible, "Tahun tidak terbaca. Tulis empat angka, misalnya 2018.")
}

// PlaceAndDate reads place and date of birth from one text: "Bandung, 12-03-1985", "Bandung/12 Maret 1985",
// "Bandung 12 Maret 1985", "12-03-1985/Bandung". Either may be missing. A place is returned even where the date is wrong.
func PlaceAndDate(typed string, hint YearHint) (place string, date time.Time, p *Problem) {
	if Absent(typed) {
		return "", time.Time{}, nil
	}
	text := Clean(typed)
	firstFigure := strings.IndexFunc(text, isFigure)
	if firstFigure < 0 {
		return Place(text), time.Time{}, nil
	}
	for i := range text {
		if i > firstFigure {
			break
		}
		if len(text)-i > longestDate {
			continue
		}
		if i > 0 && i < firstFigure && strings.IndexByte(" ,/;:(", text[i-1]) < 0 {
			continue
		}
		if date, p := DateWithYear(text[i:], hint); p == nil && !date.IsZero() {
			return Place(text[:i]), date, nil
		}
	}
	if afterDate := strings.LastIndexFunc(text, isFigure) + 1; firstFigure == 0 && afterDate < len(text) {
		if date, p := DateWithYear(text[:afterDate], hint); p == nil {
			return Place(text[afterDate:]), date, nil
		}
	}
	_, p = DateWithYear(text[firstFigure:], hint)
	return Place(text[:firstFigure]), time.Time{}, p
}

func isFigure(r rune) bool { return '0' <= r && r <= '9' }

// Place returns the name of a place as it is stored: without what parts it from a date, and not shouted.
func Place(typed string) string {
	words := strings.Fields(strings.Trim(Clean(typed), " ,/;:(-.'|_"))
	for len(words) > 0 && beforeDate[strings.ToLower(strings.Trim(words[len(words)-1], ".,:"))] {
		words = words[:len(words)-1]
	}
	return strings.Trim(quiet(strings.Join(words, " "), places), " ,/;:(-|_")
}

// places are names that are written in capitals.
var places = wordSet("DKI DIY NTB NTT RSUD")
