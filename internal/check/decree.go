package check

import (
	"regexp"
	"strings"
	"time"
)

var (
	decreeLabel = regexp.MustCompile(`^(?i)(surat keputusan|sk|kep)?\s*[.:]*\s*((nomor|nomer|no)\b\s*[.:]*)\s*|^(?i)(surat keputusan|sk)\s*[.:]*\s+`)
	sinceWord   = regexp.MustCompile(`(?i)[\s,]+(per|tmt|mulai)[\s.:]*$`) // before the date that was taken off
	decreeDate  = regexp.MustCompile(`(?i)[\s,;(/]*\b(tertanggal|bertanggal|tanggal|tgl)\b[\s.:]*`)
	dateShaped  = regexp.MustCompile(`(?i)^(\d{1,2}|\d{4})[-/. ](\d{1,2}|\p{L}{3,})[-/. ]\d{1,4}$`)
	fourFigures = regexp.MustCompile(`\b(19|20)\d\d\b`)
)

// DecreeNumberAndDate reads number and date of a decree from one text: "460/Kep.007-Dinsos/2022, 1 Januari 2022",
// "Nomor 460/… tanggal 1 Januari 2022". Either may be missing. A year of two figures is read where the number has the
// same year whole. The number is returned even where the date is wrong.
func DecreeNumberAndDate(typed string) (decree string, date time.Time, p *Problem) {
	if Absent(typed) {
		return "", time.Time{}, nil
	}
	text := Clean(strings.ReplaceAll(typed, "\n", ", "))
	if at := decreeDate.FindAllStringIndex(text, -1); at != nil {
		last := at[len(at)-1]
		decree = DecreeNumber(text[:last[0]])
		date, p = DateWithYear(strings.Trim(text[last[1]:], " .)"), YearWithin(decree))
		return decree, date, p
	}
	for i := range text {
		if i > 0 && strings.IndexByte(" ,;(", text[i-1]) < 0 {
			continue
		}
		rest, parted := strings.Trim(text[i:], " ,;()."), i == 0 || parts(text[:i])
		// After a mere space only a date that no number looks like: "… 01-01-2022", and not "… 12/3/2022".
		if !dateLike(rest) || !parted && strings.Contains(rest, "/") {
			continue
		}
		decree = DecreeNumber(text[:i])
		if date, p = DateWithYear(rest, YearWithin(decree)); p == nil || parted {
			return decree, date, p
		}
	}
	return DecreeNumber(text), time.Time{}, nil
}

// parts tells whether a text ends with a mark that parts it from what follows, more than a space does.
func parts(before string) bool {
	before = strings.TrimRight(before, " ")
	return before != "" && strings.IndexByte(",;(", before[len(before)-1]) >= 0
}

// dateLike tells whether somebody meant a date, right or wrong.
func dateLike(text string) bool {
	if len(text) > longestDate {
		return false
	}
	if dateShaped.MatchString(text) {
		return true
	}
	_, ok := dateParts(text)
	return ok && strings.ContainsFunc(text, func(r rune) bool { return strings.ContainsRune(" -/.", r) })
}

// YearWithin decides the century of a short year by the whole years that stand in a text, such as a decree's number.
func YearWithin(decree string) YearHint {
	return func(short int) (int, bool) {
		for _, year := range fourFigures.FindAllString(decree, -1) {
			if number(year)%100 == short {
				return number(year), true
			}
		}
		return 0, false
	}
}

// DecreeNumber returns the number of a decree without the words "SK", "Nomor" before it.
func DecreeNumber(typed string) string {
	text := strings.TrimLeft(strings.TrimRight(Clean(typed), " ,;(/-|"), " ,;")
	text = sinceWord.ReplaceAllString(text, "")
	text = decreeLabel.ReplaceAllString(text, "")
	if Absent(text) {
		return ""
	}
	return text
}
