package importer

import (
	"time"

	"pilar/internal/check"
)

// State is where an import stands. The states that end in -ing are worked on in the background: see Store.Work.
type State string

// The states, in the order in which an import passes through them.
const (
	Asking     State = "asking"     // something must be answered before it can be checked: the cadre, or which column is what
	Checking   State = "checking"   // being compared with the register
	Checked    State = "checked"    // every row has its verdict; nothing is stored
	Unreadable State = "unreadable" // no file to import; Trouble says why
	Storing    State = "storing"
	Stored     State = "stored"
	Undoing    State = "undoing"
	Undone     State = "undone"
)

// Working tells whether something goes on in the background that will end in another state.
func (s State) Working() bool { return s == Checking || s == Storing || s == Undoing }

// Import is one file that somebody brought.
type Import struct {
	ID        int64
	Batch     int64 // the first of the files that came together with it; its own ID where it came alone or first
	File      string
	Size      int64
	Account   int64    // whose it is; 0: the command line's
	Limit     []string // kecamatan of a limited account; nil: all
	Cadre     string   // "" where it is asked
	AsOf      time.Time
	AsOfGiven bool // by a person, not by the file
	Shape     []byte
	State     State
	Trouble   string
	Version   int
	Counts    Counts
	Chosen    int // rows that storing would store
	Heads     []Head
	Notes     []Note

	ReceivedAt time.Time
	ReceivedBy string
	CheckedAt  time.Time
	StoredAt   time.Time
	StoredBy   string
	UndoneAt   time.Time
	UndoneBy   string
	UndoReason string
}

// Counts are an import's rows by verdict and by kind of problem, and what became of the chosen ones.
type Counts struct {
	Verdicts map[Verdict]int    `json:"verdicts,omitempty"`
	Kinds    map[check.Kind]int `json:"kinds,omitempty"`
	Warned   int                `json:"warned,omitempty"` // loadable rows with a warning
	Stored   int                `json:"stored,omitempty"`
	Stale    int                `json:"stale,omitempty"`  // not stored: the register has changed since they were checked
	Undone   int                `json:"undone,omitempty"` // effects taken back
	Kept     int                `json:"kept,omitempty"`   // effects that undoing left, each with its reason
}

// Rows is how many data rows the file has.
func (c Counts) Rows() int {
	n := 0
	for _, of := range c.Verdicts {
		n += of
	}
	return n
}

// Loadable is how many rows may be stored.
func (c Counts) Loadable() int { return c.Verdicts[New] + c.Verdicts[Changed] + c.Verdicts[Same] }

// Progress is how far the work on an import is. Total is 0 where it is not known yet.
type Progress struct{ Done, Total int }
