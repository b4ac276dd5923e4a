// Package audit keeps who did what to which record, in the same transaction as the change.
package audit

import "time"

// Actor is who acts: an account, or the system with the operating system's user name (ID 0).
type Actor struct {
	ID      int64
	Name    string
	Request string    // the number of the request, which error pages and logs show too
	Form    string    // the key of the form that asks for it, which is carried out once; "": none does
	At      time.Time // when it is recorded; zero is the database's clock, and only made-up histories say otherwise
}

// System is the actor of a command that nobody logged in for.
func System(osUser string) Actor { return Actor{Name: "sistem (" + osUser + ")"} }

// Change is one field's values before and after, as a person reads them. Numbers that identify a person say so in
// Personal, so that whoever shows them masks them.
type Change struct {
	Field    string `json:"f"`
	Before   string `json:"b,omitempty"`
	After    string `json:"a,omitempty"`
	Personal bool   `json:"p,omitempty"`
}

// Entry is one act. Subject is the record it touched, by kind, id and the name it then had.
type Entry struct {
	ID          int64
	At          time.Time
	Actor       string
	Verb        Verb
	SubjectKind string
	SubjectID   int64
	SubjectName string
	Changes     []Change
	Reason      string
	Request     string
}

// Changed appends a change where the values differ.
func Changed(changes []Change, field, before, after string) []Change {
	if before == after {
		return changes
	}
	return append(changes, Change{Field: field, Before: before, After: after})
}

// ChangedPersonal is Changed for a number that identifies a person.
func ChangedPersonal(changes []Change, field, before, after string) []Change {
	if before == after {
		return changes
	}
	return append(changes, Change{Field: field, Before: before, After: after, Personal: true})
}
