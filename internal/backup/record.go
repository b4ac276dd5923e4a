package backup

import "time"

// Record is what the database knows of a backup.
type Record struct {
	TakenAt   time.Time
	TakenBy   string
	File      string // name without folders
	Bytes     int64
	Schema    int
	People    int64
	Rows      int64
	Files     int64
	Head      int64
	CheckedAt time.Time // when it was last restored on trial; zero: never
	Failure   string    // what went wrong then; "": nothing
}

// Proven tells whether the last trial brought everything back.
func (r Record) Proven() bool { return !r.CheckedAt.IsZero() && r.Failure == "" }

// Standing is how the backups stand: each is the zero Record where there is none.
type Standing struct {
	Last    Record // the newest
	Checked Record // the one that was last restored on trial, however that ended
	Proven  Record // the one that last came back whole
}

// Verdict is what is to be said of a Standing.
type Verdict string

// The verdicts, the worst first.
const (
	Never    Verdict = "never"     // there is no backup
	Failed   Verdict = "failed"    // the last one that was tried did not come back whole
	Old      Verdict = "old"       // the newest is older than MostAge
	Unproven Verdict = "unproven"  // none was ever restored on trial
	ProofOld Verdict = "proof_old" // the last trial is longer ago than MostProofAge
	Good     Verdict = "good"
)

// How old the newest backup, and the last trial, may be.
const (
	MostAge      = 48 * time.Hour
	MostProofAge = 31 * 24 * time.Hour
)

// Verdict judges the backups as they stand now.
func (s Standing) Verdict(now time.Time) Verdict {
	switch {
	case s.Last.TakenAt.IsZero():
		return Never
	case s.Checked.Failure != "":
		return Failed
	case now.Sub(s.Last.TakenAt) > MostAge:
		return Old
	case s.Proven.CheckedAt.IsZero():
		return Unproven
	case now.Sub(s.Proven.CheckedAt) > MostProofAge:
		return ProofOld
	}
	return Good
}
