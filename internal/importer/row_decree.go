package importer

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"pilar/internal/check"
	"pilar/internal/sheet"
)

// decreeAndStart reads the decree, and when the engagement began: its TMT, else the decree's date, else 1 January of the
// year given, else the day of which the file speaks (design 3.11).
func (c *checker) decreeAndStart() {
	e := &c.out.Entry
	c.decree()
	e.Start, e.Precision = c.summary.AsOf, Unknown
	for _, column := range []Column{Start, StartYear} {
		start, precision, p := c.start(column)
		c.add(column, shownDate(c.get(column), start), p)
		if precision == ByDay || precision == ByYear && e.Precision == Unknown {
			e.Start, e.Precision = start, precision
		}
		if e.Precision == ByDay {
			return
		}
	}
	switch year := justYear(c.get(DecreeDate)); {
	case !e.Decree.Date.Value.IsZero():
		e.Start, e.Precision = e.Decree.Date.Value, ByDay
	case year != 0 && e.Precision == Unknown:
		e.Start, e.Precision = january(year), ByYear
	}
}

func (c *checker) decree() {
	d := &c.out.Entry.Decree
	column := DecreeBoth
	if !c.header.has(column) {
		column = DecreeNumber
	}
	typed := c.typed(column)
	switch number, date, p := check.DecreeNumberAndDate(lines(typed)); {
	case cleared(typed):
		d.Number = Text{Given: true, Clear: true}
	default:
		c.add(column, typed, p)
		if number != "" {
			d.Number = given(number)
		}
		if !date.IsZero() {
			d.Date = given(date)
		}
	}
	cell := c.get(DecreeDate)
	if cleared(cell.Text) {
		d.Date = Day{Given: true, Clear: true}
	}
	if check.Absent(cell.Text) || justYear(cell) != 0 {
		return
	}
	date, p := c.day(cell, c.yearAfterBirth(check.YearWithin(d.Number.Value)))
	c.add(DecreeDate, shownDate(cell, date), p)
	if p == nil {
		d.Date = given(date)
	}
}

// yearAfterBirth decides the century of a short year in a person's service where the other hint does not: it lies after
// the birth, and has begun by the day of which the file speaks.
func (c *checker) yearAfterBirth(other check.YearHint) check.YearHint {
	born := c.out.Entry.BirthDate.Value
	return func(short int) (int, bool) {
		if year, ok := other(short); ok || born.IsZero() {
			return year, ok
		}
		late, early := 2000+short, 1900+short
		if late <= c.summary.AsOf.Year() {
			return late, early <= born.Year()
		}
		return early, early > born.Year()
	}
}

// justYear returns the year where a cell holds nothing else; else 0.
func justYear(cell sheet.Cell) int {
	if year, err := strconv.Atoi(strings.TrimSpace(plain(cell))); err == nil && year >= 1945 && year <= 2100 {
		return year
	}
	return 0
}

var (
	figureGroups = regexp.MustCompile(`\d+`)
	monthAndYear = regexp.MustCompile(`^(?:0?[1-9]|1[0-2]) ?[-/.] ?((?:19[5-9]|20\d)\d)$`)
)

// start reads a date or a mere year. Where a date was meant and is wrong, its year is not taken for it.
func (c *checker) start(column Column) (time.Time, Precision, *check.Problem) {
	cell := c.get(column)
	if check.Absent(cell.Text) {
		return time.Time{}, Unknown, nil
	}
	if year := justYear(cell); year != 0 {
		return january(year), ByYear, nil
	}
	date, p := c.day(cell, c.yearAfterBirth(func(short int) (int, bool) {
		decree := c.out.Entry.Decree.Date.Value
		return decree.Year(), !decree.IsZero() && decree.Year()%100 == short
	}))
	if p == nil {
		return date, ByDay, nil
	}
	if m := monthAndYear.FindStringSubmatch(check.Clean(cell.Text)); m != nil {
		return january(justYear(sheet.Cell{Text: m[1]})), ByYear, nil
	}
	for _, group := range figureGroups.FindAllString(cell.Text, -1) {
		if len(group) != 4 {
			return time.Time{}, Unknown, p
		}
	}
	year, q := check.Year(cell.Text)
	if q != nil {
		return time.Time{}, Unknown, p
	}
	return january(year), ByYear, nil
}

func january(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
