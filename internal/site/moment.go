package site

import (
	"net/http"
	"time"

	"pilar/internal/asof"
	"pilar/internal/check"
	"pilar/internal/fault"
)

// The parameters of Moment in an address.
const (
	OnParam    = "tanggal"
	KnownParam = "tercatat"
)

// Moment returns the two times a page asks about: per tanggal (today where none is given), and sebagaimana tercatat (all
// that is known now where none is given). fault.Invalid{tanggal, tercatat} says which can't be read. For a past
// "tercatat" it waits until the writes of that time have ended, so that the answer is the same for ever: call it before
// reading.
func Moment(r *http.Request) (asof.Moment, error) {
	m := asof.Now(Now(r))
	q, bad := r.URL.Query(), fault.Invalid{}
	if d := day(q.Get(OnParam), OnParam, bad); !d.IsZero() {
		m.On = d
	}
	if d := day(q.Get(KnownParam), KnownParam, bad); !d.IsZero() {
		m.Known = asof.EndOf(d)
	}
	if err := bad.Or(); err != nil {
		return asof.Moment{}, err
	}
	return m, settle(r, m.Known)
}

// longestWrite is longer than any write takes: what is older has settled long since.
const longestWrite = 24 * time.Hour

func settle(r *http.Request, known time.Time) error {
	ago := Now(r).Sub(known)
	if known.IsZero() || ago < 0 || ago > longestWrite {
		return nil
	}
	return of(r).site.Settle(r.Context())
}

// day reads a date of an address, and notes in bad where it can't.
func day(text, param string, bad fault.Invalid) time.Time {
	d, problem := check.Date(text)
	if problem != nil {
		bad[param] = "“" + label[param] + "”: " + problem.Message
	}
	return d
}

var label = map[string]string{OnParam: "Per tanggal", KnownParam: "Sebagaimana tercatat"}
