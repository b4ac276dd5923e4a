// Package fault names the ways in which a request can fail that a person may be told about.
//
// Anything else is a surprise: it is logged, and its text never reaches the screen.
package fault

import (
	"maps"
	"slices"
	"strings"
)

// NotFound says that what was asked for does not exist, or that its number is malformed.
type NotFound struct{}

func (NotFound) Error() string { return "not found" }

// Forbidden says that the account may not do this. Message, in the user's words, is the next step; it may be empty.
type Forbidden struct{ Message string }

func (f Forbidden) Error() string { return "forbidden: " + f.Message }

// Conflict says that somebody else changed the record since the form was shown.
type Conflict struct{}

func (Conflict) Error() string { return "changed by somebody else meanwhile" }

// Repeated says that the same form was carried out before: it was sent twice, and nothing more was done.
type Repeated struct{}

func (Repeated) Error() string { return "the form was carried out before" }

// Malformed says that an address or a request can't be read, such as a cursor that somebody edited.
type Malformed struct{ Message string }

func (m Malformed) Error() string { return "malformed request: " + m.Message }

// Invalid maps each refused field of a form to a sentence for the person who filled it.
type Invalid map[string]string

func (i Invalid) Error() string {
	fields := slices.Sorted(maps.Keys(i))
	return "invalid: " + strings.Join(fields, ", ")
}

// Or returns the faults as an error, or nil where there are none.
func (i Invalid) Or() error {
	if len(i) == 0 {
		return nil
	}
	return i
}
