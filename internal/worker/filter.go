package worker

import (
	"time"

	"pilar/internal/asof"
)

// Status chooses by whether somebody serves on the day asked about.
type Status string

// The statuses. The zero value is Serving: a list begins with those who serve.
const (
	Serving Status = ""
	Left    Status = "berakhir" // served once, and not on that day
	Anyone  Status = "semua"
)

// Certified chooses by certification, among those who serve.
type Certified string

// The choices about certificates.
const (
	EitherWay    Certified = ""
	WithOne      Certified = "ya"
	WithoutOne   Certified = "tidak"
	District               = "kabupaten" // a Kecamatan filter: duty places of the kabupaten itself
	maxCount               = 10_000
	maxSimilar             = 50
	DefaultPage            = 50
	maxNameWords           = 8
)

// Filter chooses workers for a list, its total, its figures and its export. The zero value, with a moment, is everyone
// who serves on that day.
type Filter struct {
	At        asof.Moment
	Limit     []string // kecamatan of a limited account; nil sees all
	Words     string   // each word typed begins a word of the name
	Plan      Plan     // how the page is best read: the total says it
	Similar   bool     // names like Words instead, where nothing matched
	IDs       []int64  // only these, where a number was searched
	Cadre     string
	Kecamatan string // a code, or District
	Desa      string
	Status    Status
	Certified Certified
	NoStaff   bool // without the office's own people
	Multiple  bool // with more than one role on that day
	Sort      Sort
	Cursor    string
	Size      int // rows a page; 0 is DefaultPage
}

// Sort is how a list is ordered.
type Sort string

// The orders. Every one ends in the id, and is an index.
const (
	ByName        Sort = ""
	ByNameDown    Sort = "nama-turun"
	ByChangedDown Sort = "terbaru"
	ByNewestDown  Sort = "terdaftar"
)

// order is a sort's columns, as they are compared with a cursor's values.
type order struct {
	columns []string // SQL of each sorted column, the id last
	casts   []string // its type, for the cursor's texts
	down    bool
}

var orders = map[Sort]order{
	ByName:        {columns: []string{"w.name_key", "w.id"}, casts: []string{"text", "bigint"}},
	ByNameDown:    {columns: []string{"w.name_key", "w.id"}, casts: []string{"text", "bigint"}, down: true},
	ByChangedDown: {columns: []string{"w.changed_at", "w.id"}, casts: []string{"timestamptz", "bigint"}, down: true},
	ByNewestDown:  {columns: []string{"w.id"}, casts: []string{"bigint"}, down: true},
}

// Sorts lists the orders a person may ask for.
func Sorts() []Sort { return []Sort{ByName, ByNameDown, ByChangedDown, ByNewestDown} }

// Row is one worker in a list.
type Row struct {
	ID          int64
	Name        string
	TitleBefore string
	TitleAfter  string
	Sex         string
	BirthDate   time.Time
	NIK         string // whole: whoever shows it masks it
	Roles       []Role // on the day asked about
	cursor      []string
}

// FullName is the name with its titles.
func (r Row) FullName() string { return FullName(r.TitleBefore, r.Name, r.TitleAfter) }

// Role is what somebody serves as on a day.
type Role struct {
	Cadre     string
	Region    string
	Certified bool
}

// Page is one page of a list.
type Page struct {
	Rows []Row
	Next string // the cursor of the next page; empty on the last
}

// Total is how many rows a list has, of how many people there are, about. Capped says that there are more than Count.
type Total struct {
	Count  int
	Of     int
	Capped bool
}

// Plan is how a page is read.
type Plan int

// The plans. Who is Undecided lets the database judge by the values at hand, which takes it longer than most pages take to
// be read.
const (
	Undecided Plan = iota
	Gather         // those who match, and sort them: they are few
	Walk           // through all people in the order of the list: enough will be met soon
)

// Plan is the better one for a page of so many. A walk passes Of/Count people for each that it meets.
func (t Total) Plan() Plan {
	const page = 64 // people met on a walk, in the time that one takes to be gathered and sorted
	if t.Count*t.Count > page*t.Of {
		return Walk
	}
	return Gather
}
