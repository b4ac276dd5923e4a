package importer

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"pilar/internal/check"
	"pilar/internal/sheet"
)

// birth reads place and date of birth, from one column, two, or one that holds both though its head says otherwise.
func (c *checker) birth(nip string) {
	hint := c.birthYear(nip)
	e := &c.out.Entry
	e.BirthPlace = c.birthPlace()
	date, column := c.birthCell()
	if cleared(date.Text) {
		e.BirthDate = Day{Given: true, Clear: true}
		return
	}
	if check.Absent(date.Text) {
		return
	}
	born, p := c.day(date, hint)
	if p != nil && !date.Number {
		place, both, q := check.PlaceAndDate(lines(date.Text), hint)
		if column != BirthDate || !both.IsZero() { // a date's own column without a date holds no place either
			born, p = both, q
		}
		if place != "" && !both.IsZero() && !e.BirthPlace.Given {
			e.BirthPlace = given(place)
		}
	}
	if p == nil && born.After(c.Today) && !c.Today.IsZero() {
		p = &check.Problem{Kind: check.DateImpossible, Message: "Tanggal lahir ini belum tiba. Tulis tanggal lahir sesuai KTP."}
	}
	c.add(column, shownDate(date, born), p)
	if p == nil && !born.IsZero() {
		e.BirthDate = given(born)
	}
}

// birthCell returns the cell that says when the person was born: the date's own, else that for both, else that for the
// place where it has figures. A mark to clear counts only where no other says more.
func (c *checker) birthCell() (sheet.Cell, Column) {
	for _, column := range []Column{BirthDate, Birth, BirthPlace} {
		cell := c.get(column)
		if column == BirthDate && c.header.has(BirthMonth) {
			cell = c.birthParts()
		}
		if !check.Absent(cell.Text) && (column != BirthPlace || digits(cell.Text) > 0) {
			return cell, column
		}
	}
	if c.born != "" {
		return sheet.Cell{Text: c.born}, Name
	}
	if cell := c.get(BirthDate); cell.Text != "" {
		return cell, BirthDate
	}
	return c.get(Birth), Birth
}

// birthParts puts a date together whose day, month and year stand in columns of their own.
func (c *checker) birthParts() sheet.Cell {
	var parts []string
	for _, column := range []Column{BirthDate, BirthMonth, BirthYear} {
		if cell := c.get(column); !check.Absent(cell.Text) {
			parts = append(parts, plain(cell))
		}
	}
	return sheet.Cell{Text: strings.Join(parts, "-")}
}

// shownDate is a date as the person who typed it saw it.
func shownDate(cell sheet.Cell, date time.Time) string {
	if cell.Number && !date.IsZero() {
		return date.Format("02-01-2006")
	}
	return cell.Text
}

// birthPlace reads the place of birth, also out of a column that holds the date as well.
func (c *checker) birthPlace() Text {
	for _, column := range []Column{BirthPlace, Birth} {
		typed := lines(c.typed(column))
		if cleared(typed) {
			return Text{Given: true, Clear: true}
		}
		if place, _, _ := check.PlaceAndDate(typed, nil); place != "" {
			return given(check.MaskNumbers(place))
		}
	}
	return Text{}
}

// birthYear decides the century of a short year of birth: by the NIP, which has the year whole; or by the NIK, where it
// has the same two figures and only one of the centuries makes a person of 15 to 100 years.
func (c *checker) birthYear(nip string) check.YearHint {
	return func(short int) (int, bool) {
		if born, ok := check.BornByNIP(nip); ok && born.Year()%100 == short {
			return born.Year(), true
		}
		if c.out.Entry.NIK == "" || check.NIKFacts(c.out.Entry.NIK).Year != short {
			return 0, false
		}
		found := 0
		for _, year := range []int{1900 + short, 2000 + short} {
			if age := c.summary.AsOf.Year() - year; age >= 15 && age <= 100 {
				if found != 0 {
					return 0, false
				}
				found = year
			}
		}
		return found, found != 0
	}
}

// serialText matches a spreadsheet's number of a day that became text on its way through a csv.
var serialText = regexp.MustCompile(`^\s*\d{5}\s*$`)

// day reads a cell that holds a date: a number is what spreadsheets keep for one, or figures without marks.
func (c *checker) day(cell sheet.Cell, hint check.YearHint) (time.Time, *check.Problem) {
	if !cell.Number && !serialText.MatchString(cell.Text) {
		return check.DateWithYear(cell.Text, hint)
	}
	serial, err := strconv.ParseFloat(strings.TrimSpace(cell.Text), 64)
	if date, ok := check.SerialDate(serial, c.book.Date1904); ok && err == nil && serial >= 3000 {
		return date, nil
	}
	text := plain(cell)
	if len(text) == 7 { // 5031985: the number has lost its first 0
		text = "0" + text
	}
	date, p := check.DateWithYear(text, nil)
	return date, p
}
