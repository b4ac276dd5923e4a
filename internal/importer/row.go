package importer

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/sheet"
)

// checker turns the cells of one row into an Entry, and says what is wrong with them.
type checker struct {
	*table
	row     sheet.Row
	outside string // a home outside the district
	status  string // of employment, where it stands behind the name
	born    string // place and date of birth, where they stand below the name
	out     *Row
}

// check reads every field, so that a row names all of its problems at once.
func (c *checker) check() {
	c.export()
	nipTyped := c.nameAndNIK()
	c.birth(nipTyped)
	c.sex()
	c.nikWarnings()
	c.employment(nipTyped)
	c.places()
	c.contact()
	c.cards()
	c.decreeAndStart()
	c.rest()
}

// cell returns the first cell of a column that says something, of several phones one, else the first that clears it. In a
// merged range that reaches over several rows each has its text, but a person's NIK and name stand only in the first.
func (t *table) cell(row sheet.Row, column Column) sheet.Cell {
	var first sheet.Cell
	for _, index := range t.header.at[column] {
		cell := row.At(index)
		if cell.Text == "" || cell.Failed || cell.Left && !cell.Above || cell.Above && (column == Name || column == NIK) {
			continue
		}
		if !check.Absent(cell.Text) {
			return cell
		}
		if first.Text == "" {
			first = cell
		}
	}
	return first
}

func (c *checker) get(column Column) sheet.Cell { return c.cell(c.row, column) }

// typed returns the text of a column, "" where there is none.
func (c *checker) typed(column Column) string { return plain(c.get(column)) }

// plain returns a cell's text; a number without its exponent, as far as it has all of its figures.
func plain(cell sheet.Cell) string {
	if cell.Number && strings.ContainsAny(cell.Text, "eE.") {
		if f, err := strconv.ParseFloat(cell.Text, 64); err == nil && f == math.Trunc(f) && math.Abs(f) < 1e15 {
			return strconv.FormatFloat(f, 'f', -1, 64)
		}
	}
	return cell.Text
}

// tooLong tells a number cell whose last figures are gone: it had more than fifteen.
func tooLong(cell sheet.Cell) bool {
	f, err := strconv.ParseFloat(cell.Text, 64)
	return cell.Number && (err != nil || math.Abs(f) >= 1e15)
}

// head returns the text over the first of some columns that the file has.
func (c *checker) head(columns ...Column) string {
	for _, column := range columns {
		if at := c.header.at[column]; len(at) > 0 {
			return c.header.texts[at[0]]
		}
	}
	return ""
}

// add reports a problem of a column, with what was typed there.
func (c *checker) add(column Column, value string, p *check.Problem) {
	if p == nil {
		return
	}
	if column == NIK && !c.header.has(NIK) {
		column = Name // it stands below the name
	}
	switch column {
	case NIK, KK, NPWP, Phone, Account:
		value = check.Mask(check.Clean(value))
	default:
		value = check.MaskNumbers(check.Clean(value))
	}
	c.out.Add(Problem{p.Kind, c.head(column), value, p.Message})
}

// cleared tells the marks that clear a field.
func cleared(text string) bool {
	switch strings.ToLower(check.Clean(text)) {
	case "-", "(kosong)":
		return true
	}
	return false
}

// field reads a field by a function of package check, which returns "" where it refuses the value.
func (c *checker) field(column Column, read func(string) (string, *check.Problem)) Text {
	typed := c.typed(column)
	if cleared(typed) {
		return Text{Given: true, Clear: true}
	}
	value, p := read(typed)
	c.add(column, typed, p)
	if value == "" {
		return Text{}
	}
	return given(value)
}

// text reads a field that may hold anything: a number of a person among it is masked, as the forms do.
func (c *checker) text(column Column) Text {
	t := c.verbatim(column)
	t.Value = check.MaskNumbers(t.Value)
	return t
}

// verbatim reads a field in which a long number is in its place.
func (c *checker) verbatim(column Column) Text {
	return c.field(column, func(typed string) (string, *check.Problem) {
		if check.Absent(typed) {
			return "", nil
		}
		return check.Clean(typed), nil
	})
}

// lines makes one form of the line breaks in a cell.
func lines(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

func (c *checker) sex() {
	if c.header.has(Male) && c.header.has(Female) {
		male, female := ticked(c.get(Male)), ticked(c.get(Female))
		switch {
		case male && !female:
			c.out.Entry.Sex = given("L")
			return
		case female && !male:
			c.out.Entry.Sex = given("P")
			return
		case male && female:
			c.add(Male, c.typed(Male), &check.Problem{Kind: check.SexUnknown, Message: "Kolom laki-laki dan perempuan terisi keduanya. Isi salah satu saja."})
			return
		}
	}
	c.out.Entry.Sex = c.field(Sex, check.Sex)
}

func ticked(cell sheet.Cell) bool {
	return cell.Text != "0" && cell.Text != "FALSE" && !check.Absent(cell.Text)
}

func (c *checker) nikWarnings() {
	e := &c.out.Entry
	if e.NIK == "" {
		return
	}
	for _, p := range check.NIKWarnings(e.NIK, e.BirthDate.Value, e.Sex.Value, c.Prefixes) {
		column, value := NIK, e.NIK
		switch p.Kind {
		case check.NIKBirthDateMismatch:
			var cell sheet.Cell
			cell, column = c.birthCell()
			value = shownDate(cell, e.BirthDate.Value)
		case check.NIKSexMismatch:
			if column, value = Sex, c.typed(Sex); value == "" {
				column, value = Male, e.Sex.Value
			}
		}
		c.add(column, value, &p)
	}
}

// employment reads the civil service status. Its kind is what a column says outright, else what the grade says, else
// the number.
func (c *checker) employment(nipInName string) {
	e := &c.out.Entry
	job := &e.Employment
	if grade := c.text(Grade); grade.Given {
		job.Grade = grade
	}
	job.Position, job.Unit = c.text(Position), c.text(Unit)
	column, typed := NIP, c.typed(NIP)
	if check.Absent(typed) && nipInName != "" {
		column, typed = Name, nipInName
	}
	kind := check.EmploymentKind(c.typed(Status))
	for _, text := range []string{job.Grade.Value, c.status} {
		if kind == "" {
			kind = check.EmploymentKind(text)
		}
	}
	switch {
	case cleared(typed):
		job.NIP = Text{Given: true, Clear: true}
	case tooLong(c.get(column)):
		c.add(column, typed, &check.Problem{Kind: check.NIPMalformed, Message: "NIP tersimpan sebagai bilangan, sehingga angka terakhirnya sudah hilang. " +
			"Ubah format kolom NIP menjadi Teks, lalu ketik ulang; nilai ini tidak disimpan."})
	default:
		nip, p := check.NIP(typed, kind, e.BirthDate.Value, e.Sex.Value)
		c.add(column, typed, p)
		if nip != "" {
			job.NIP = given(nip)
		}
	}
	if kind == "" {
		kind = check.KindByNIP(job.NIP.Value)
	}
	if kind != "" {
		job.Kind = given(kind)
	}
}

func (c *checker) contact() {
	e := &c.out.Entry
	e.Phone = c.field(Phone, check.Phone)
	if typed := c.typed(Phone); !e.Phone.Given && !check.Absent(typed) {
		e.PhoneNote = given(check.Clean(typed))
	}
	e.Email = c.field(Email, check.Email)
	e.Address = c.address()
	e.Education = c.text(Education)
}

var neighbours = regexp.MustCompile(`(?i)r[tw]`)

// address adds RT and RW, and a home outside the district, to what the column says.
func (c *checker) address() Text {
	address := c.text(Address)
	if address.Clear {
		return address
	}
	text := address.Value
	rt, rw, both := c.text(RT).Value, c.text(RW).Value, c.text(RTRW).Value
	if rt != "" && rw != "" {
		both = rt + "/" + rw
	} else if rt != "" {
		both = rt
	}
	if both != "" && !strings.Contains(strings.ToUpper(text), "RT") {
		if !strings.HasPrefix(strings.ToUpper(both), "RT") && !strings.ContainsFunc(neighbours.ReplaceAllString(both, ""), unicode.IsLetter) {
			both = "RT " + both
		}
		text = strings.TrimSpace(text + " " + both)
	}
	if c.outside != "" && !strings.Contains(check.NameKey(text), check.NameKey(c.outside)) {
		text = strings.TrimPrefix(text+", "+c.outside, ", ")
	}
	if text == "" {
		return Text{}
	}
	return given(text)
}

// cards reads the numbers of cards and accounts. A spreadsheet's number has lost what is beyond fifteen figures, and a
// bank account its leading zeros.
func (c *checker) cards() {
	e := &c.out.Entry
	e.KK = c.field(KK, whole(c.get(KK), check.KK))
	e.NPWP = c.field(NPWP, whole(c.get(NPWP), check.NPWP))
	e.Bank.Bank, e.Bank.Holder = c.text(Bank), c.text(Holder)
	account := check.Account
	if c.get(Account).Number {
		account = func(string) (string, *check.Problem) { return "", check.AccountAsNumber() }
	}
	e.Bank.Number = c.field(Account, account)
	e.Member = c.verbatim(Member)
}

// whole makes a reader refuse a number that has lost figures.
func whole(cell sheet.Cell, read func(string) (string, *check.Problem)) func(string) (string, *check.Problem) {
	if !tooLong(cell) {
		return read
	}
	return func(string) (string, *check.Problem) { return read("x") }
}

// rest reads the cadre's own fields, each written as its form would keep it.
func (c *checker) rest() {
	for _, f := range c.Options.Fields {
		column := Column(fieldPrefix + f.Key)
		read := c.text
		switch {
		case f.Type == cadre.Date:
			read = c.ownDate
		case f.Sealed, f.Type == cadre.Number:
			read = c.verbatim
		}
		value := read(column)
		if !c.header.has(column) && f.Key == positionKey {
			value = c.out.Entry.Employment.Position
		}
		if normal, refusal := f.Normal(value.Value); refusal == "" { // what the form would refuse stays as the office wrote it
			value.Value = normal
		}
		if value.Given {
			if c.out.Entry.Fields == nil {
				c.out.Entry.Fields = map[string]Text{}
			}
			c.out.Entry.Fields[f.Key] = value
		}
	}
}

// ownDate reads a date of the cadre's own as text, also where a spreadsheet keeps it as a number.
func (c *checker) ownDate(column Column) Text {
	if date, p := c.day(c.get(column), nil); c.get(column).Number && p == nil {
		return given(date.Format("02-01-2006"))
	}
	return c.text(column)
}
