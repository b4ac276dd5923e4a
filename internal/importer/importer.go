// Package importer turns the workbooks that offices keep into checked rows of one cadre: what each row says, and what is
// wrong with it.
//
// This half reads: a pure function of a file, the places of the district and the options, with no database behind it.
// What depends on the register (is the person new, is the duty place taken) is added to the rows by the half that stores:
// Row.Add and Report.Count are its seam.
package importer

import (
	"time"

	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/region"
	"pilar/internal/sheet"
)

// Verdict says what becomes of a row.
type Verdict string

// The verdicts. Reading knows no register: a row that may be stored is New until the storing half finds the person.
const (
	New      Verdict = "new"
	Changed  Verdict = "changed"
	Same     Verdict = "same"
	Rejected Verdict = "rejected"
	Repeated Verdict = "repeated"
)

// Options say how a file is read.
type Options struct {
	File      string // its name, for the report
	Cadre     string
	DutyLevel region.Level  // of the cadre's duty places
	Fields    []cadre.Field // of the cadre
	Places    *Places
	Limit     []string  // kecamatan of a limited account; nil: all
	Prefixes  []string  // kabupaten prefixes of a NIK; none: whatever it begins with
	AsOf      time.Time // keadaan per; zero: what the file's title says, else Today
	Today     time.Time
	Heads     map[string]Column       // what was answered about heads before, by HeadKey
	Mends     map[Spot]map[int]string // what cells are to say instead of what the file has there, by row and column
}

// Spot is a row of a file as a person finds it.
type Spot struct {
	Sheet string // empty for a text file
	Row   int    // as Row.Number
}

// Problem is one thing wrong with a row. Value is what was typed, masked where it is a personal number.
type Problem struct {
	Kind    check.Kind `json:"kind"`
	Column  string     `json:"column"` // the head as the file has it
	Value   string     `json:"value"`
	Message string     `json:"message"`
}

// Row is one data row of the file.
type Row struct {
	Sheet    string    `json:"sheet"` // empty for a text file
	Number   int       `json:"row"`   // as Excel numbers it; in a text file records from the head, which is 1
	Verdict  Verdict   `json:"verdict"`
	Problems []Problem `json:"problems"`
	Entry    Entry     `json:"-"`

	Cells []sheet.Cell `json:"-"` // as they were read: mended ones as they were mended
}

// Add adds a problem, and judges the row anew.
func (r *Row) Add(p Problem) {
	r.Problems = append(r.Problems, p)
	switch {
	case p.Kind.Refuses():
		r.Verdict = Rejected
	case p.Kind == check.Repeated && r.Verdict != Rejected:
		r.Verdict = Repeated
	}
}

// Loadable tells whether the row may be stored.
func (r *Row) Loadable() bool {
	return r.Verdict == New || r.Verdict == Changed || r.Verdict == Same
}

// Warned tells whether the row may be stored and has a warning.
func (r *Row) Warned() bool { return r.Loadable() && len(r.Problems) > 0 }

// Report is what a file comes to, as `pilar import --json` prints it.
type Report struct {
	File     string `json:"file"`
	Cadre    string `json:"cadre"`
	DataRows int    `json:"data_rows"`
	Loadable int    `json:"loadable"`
	Rejected int    `json:"rejected"`
	Repeated int    `json:"repeated"`
	Warned   int    `json:"warned"`
	Rows     []Row  `json:"rows"`

	Summary `json:"-"`
}

// Count counts the rows by verdict, after verdicts have changed.
func (r *Report) Count() {
	r.DataRows, r.Loadable, r.Rejected, r.Repeated, r.Warned = len(r.Rows), 0, 0, 0, 0
	for i := range r.Rows {
		switch row := &r.Rows[i]; {
		case row.Verdict == Rejected:
			r.Rejected++
		case row.Verdict == Repeated:
			r.Repeated++
		case row.Warned():
			r.Warned++
			fallthrough
		default:
			r.Loadable++
		}
	}
}

// Summary is what was found out about the file as a whole.
type Summary struct {
	AsOf  time.Time // keadaan per: from the options, the file's title, or today
	Heads []Head
	Notes []Note
}

// Unknown returns the heads that were not recognised: their columns were not read, and somebody should be asked.
func (s *Summary) Unknown() []Head {
	var unknown []Head
	for _, h := range s.Heads {
		if h.As == "" {
			unknown = append(unknown, h)
		}
	}
	return unknown
}

// Head is the head of one column. As is empty where it was not recognised, or where another column is already that.
type Head struct {
	Sheet string
	Row   int
	Line  int `json:",omitempty"` // where it stands in the file: in a text file Row counts from the head
	Index int // 0 for column A
	Text  string
	As    Column
}

// Note says something about the file that concerns no data row, such as a hidden sheet.
type Note struct {
	Sheet   string
	Message string
}

// Error says that there is nothing in the file to import. Its text is for the person who chose the file.
type Error struct{ Message string }

func (e *Error) Error() string { return e.Message }

// Field is what a cell says about a field: nothing, and the stored value is kept; clear it; or a value.
type Field[T any] struct {
	Given bool `json:"g,omitempty"`
	Clear bool `json:"c,omitempty"`
	Value T    `json:"v,omitzero"`
}

// Or returns what the field becomes, given what it was.
func (f Field[T]) Or(stored T) T {
	if !f.Given {
		return stored
	}
	return f.Value // the zero value where the cell says to clear
}

// Text is a field of text.
type Text = Field[string]

// Day is a field of a date.
type Day = Field[time.Time]

func given[T any](value T) Field[T] { return Field[T]{Given: true, Value: value} }

// Precision says how well the start of an engagement is known.
type Precision string

// The precisions, as the register has them.
const (
	ByDay   Precision = "day"
	ByYear  Precision = "year"
	Unknown Precision = "unknown" // the start is the file's keadaan per
)

// Entry is what a row says, typed and in the form in which it is stored. Of a rejected row it holds what could be read.
type Entry struct {
	Worker     int64            `json:"worker,omitzero"` // whom the row says to be about by a number of the register; 0: nobody
	NIK        string           `json:"nik,omitzero"`
	Name       check.PersonName `json:"name,omitzero"`
	NameKey    string           `json:"-"`
	Sex        Text             `json:"sex,omitzero"` // L or P
	BirthPlace Text             `json:"birth_place,omitzero"`
	BirthDate  Day              `json:"birth_date,omitzero"`
	Address    Text             `json:"address,omitzero"`
	Education  Text             `json:"education,omitzero"`
	Phone      Text             `json:"phone,omitzero"`
	PhoneNote  Text             `json:"phone_note,omitzero"` // what was typed where it is no phone number
	Email      Text             `json:"email,omitzero"`
	KK         Text             `json:"kk,omitzero"`
	NPWP       Text             `json:"npwp,omitzero"`
	Home       Text             `json:"home,omitzero"` // code of a desa or kecamatan
	Bank       BankAccount      `json:"bank,omitzero"`
	Employment Employment       `json:"employment,omitzero"`

	Duty      string          `json:"duty,omitzero"`       // code; the kabupaten's where the row names no place
	DutyGiven bool            `json:"duty_given,omitzero"` // the row names a duty place
	Start     time.Time       `json:"start,omitzero"`
	Precision Precision       `json:"precision,omitzero"`
	Decree    Decree          `json:"decree,omitzero"`
	Member    Text            `json:"member,omitzero"` // member number: NIA, NIAT, ID pendamping
	Fields    map[string]Text `json:"fields,omitzero"` // the cadre's own fields, by key
}

// BankAccount is an account at a bank, as far as the row says.
type BankAccount struct {
	Bank   Text `json:"bank,omitzero"`
	Number Text `json:"number,omitzero"`
	Holder Text `json:"holder,omitzero"`
}

// Employment is a civil service status, as far as the row says. Kind is check.PNS, PPPK or NonASN.
type Employment struct {
	Kind     Text `json:"kind,omitzero"`
	NIP      Text `json:"nip,omitzero"`
	Grade    Text `json:"grade,omitzero"`
	Position Text `json:"position,omitzero"`
	Unit     Text `json:"unit,omitzero"`
}

// Decree is the decision that made the engagement.
type Decree struct {
	Number Text `json:"number,omitzero"`
	Date   Day  `json:"date,omitzero"`
}
