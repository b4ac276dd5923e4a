package importer

import (
	"regexp"
	"strings"

	"pilar/internal/check"
	"pilar/internal/sheet"
)

var numberLabel = regexp.MustCompile(`(?i)[\s,;:/(|-]*(\b(nip|nik|nipppk|ni pppk|ni|pppk|no\.? ?ktp|ktp))?[\s.:/|(),;-]*$`)

// labelled matches what stands after the label of a NIP.
var labelled = regexp.MustCompile(`(?is)^(.*\pL.*?)[\s,;/(|]+(?:nip|nipppk|ni pppk)\b[\s.:]*([0-9][^\n]*)$`)

// noNIP matches the label of a NIP that nobody has: "NIP. -".
var noNIP = regexp.MustCompile(`(?i)[\s,;/(|]*\b(nip|nipppk|ni pppk)\b[\s.:)–-]*$`)

// statusInName matches the status that some write behind a name or below it: Ujang (THL).
var statusInName = regexp.MustCompile(`(?i)\s*(\(\s*([^()]*)\)|\n([^\n]*))\s*$`)

// listed matches the number of a list before a name: "1. Asep".
var listed = regexp.MustCompile(`^\s*\d{1,3}[.)]\s*`)

// nameAndNIK reads the name and the NIK. Below a name, or after it, its NIP may stand, which is returned, or its NIK.
func (c *checker) nameAndNIK() (nip string) {
	cell, nik := c.get(Name), c.get(NIK)
	before, number, after := check.NumberWithin(lines(cell.Text))
	if number != "" {
		before = numberLabel.ReplaceAllString(before, "")
	}
	before = noNIP.ReplaceAllString(before, "")
	if m := labelled.FindStringSubmatch(lines(cell.Text)); m != nil && len(number) != 9 && len(number) != 16 && len(number) != 18 {
		before, number, after = m[1], m[2], "" // a NIP that is wrong, and reported as such
	}
	inName := ""
	switch len(number) {
	case 9, 18:
		nip = number
	case 16:
		inName = number
	case 0:
	default:
		nip = number
	}
	if inName != "" && check.Absent(nik.Text) {
		nik = sheet.Cell{Text: inName}
	}
	if m := statusInName.FindStringSubmatch(before); m != nil && check.EmploymentKind(m[2]+m[3]) != "" {
		before, c.status = strings.TrimSuffix(before, m[0]), m[2]+m[3]
	}
	name, p := check.Name(listed.ReplaceAllString(before, ""))
	for line := range strings.SplitSeq(after, "\n") {
		c.belowName(strings.Trim(check.Clean(line), " ,;/()|-"))
	}
	if !c.kept(before) {
		c.add(Name, cell.Text, p)
	}
	c.out.Entry.Name, c.out.Entry.NameKey = name, check.NameKey(name.Name)
	c.nik(nik)
	return nip
}

// belowName reads what follows the number below a name: a grade, or place and date of birth.
func (c *checker) belowName(rest string) {
	if rest == "" {
		return
	}
	if check.EmploymentKind(rest) != "" {
		c.out.Entry.Employment.Grade = given(rest)
		return
	}
	if _, date, p := check.PlaceAndDate(rest, nil); p == nil && !date.IsZero() {
		c.born = rest
	}
}

func (c *checker) nik(cell sheet.Cell) {
	if c.kept(cell.Text) {
		return
	}
	nik, p := check.NIK(cell.Text)
	if cell.Number {
		nik, p = "", check.NIKLostDigit()
	}
	c.add(NIK, cell.Text, p)
	c.out.Entry.NIK = nik
}
