// Package auditwords puts the trail into the words of a page: numbers that identify a person are masked, codes named, dates
// written out.
package auditwords

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"pilar/internal/audit"
	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/region"
	"pilar/internal/worker"
	"pilar/web/ui"
)

// Names are what the codes in the trail stand for.
type Names struct {
	Book       region.Book
	Fields     []cadre.Field
	Certifiers map[string]string // names by code
}

// Events puts entries into words, in their order.
func (n Names) Events(entries []audit.Entry) []ui.Event {
	var events []ui.Event
	for _, e := range entries {
		events = append(events, n.Event(e))
	}
	return events
}

// Event puts one entry into words.
func (n Names) Event(e audit.Entry) ui.Event {
	event := ui.Event{When: ui.DateTime(e.At), Who: e.Actor, What: Verb(e.Verb), Note: e.Reason}
	for _, c := range e.Changes {
		if c.After == "" || c.After != e.Reason { // the reason stands above already
			event.Changes = append(event.Changes, n.change(c))
		}
	}
	return event
}

// Subject names the record that an entry is about: "Formasi TKSK, Kec. Lembang".
func (n Names) Subject(e audit.Entry) string {
	kind := audit.Kind(e.SubjectKind)
	name := e.SubjectName
	if kind == audit.Formation {
		if cadre, place, ok := strings.Cut(name, " "); ok {
			if _, known := n.Book.Get(place); known {
				name = cadre + ", " + n.Book.Title(place)
			}
		}
	}
	if kind == audit.Worker || name == "" || strings.HasPrefix(name, kind.Words()) {
		return name
	}
	return kind.Words() + " " + name
}

func (n Names) change(c audit.Change) ui.Change {
	before, after := c.Before, c.After
	label := c.Field
	for _, f := range n.Fields {
		if f.Key == c.Field {
			label = f.Label
		}
	}
	if c.Personal {
		return ui.Change{Label: label, Before: check.Mask(before), After: check.Mask(after)}
	}
	if c.Field == "SK" && before != "" {
		before, after = withoutCommon(before, after)
	}
	return ui.Change{Label: label, Before: n.spoken(c.Field, before), After: n.spoken(c.Field, after)}
}

// withoutCommon leaves out of two lists of decrees what stands in both: a renewal names the new one alone.
func withoutCommon(before, after string) (gone, added string) {
	const between = "; "
	was, is := strings.Split(before, between), strings.Split(after, between)
	in := func(list []string) func(string) bool {
		return func(s string) bool { return slices.Contains(list, s) }
	}
	return strings.Join(slices.DeleteFunc(slices.Clone(was), in(is)), between), strings.Join(slices.DeleteFunc(is, in(was)), between)
}

// trailDate is a whole value, or one in the words of a decree.
var trailDate = regexp.MustCompile(`(?:^|tanggal |sampai |sejak )(\d\d-\d\d-\d{4})(?:;| dari | berlaku | \(tercatat\)|$)`)

// spoken is a value of the trail as the rest of the page writes it.
func (n Names) spoken(field, value string) string {
	if _, ok := n.Book.Get(value); ok {
		return n.Book.Title(value)
	}
	switch field {
	case "Jenis kelamin":
		return orSame(worker.SexWords(value), value)
	case "Status kepegawaian":
		return orSame(worker.EmploymentKind(value).Words(), value)
	}
	if name := n.Certifiers[value]; name != "" {
		return name
	}
	if strings.Count(value, "-") < 2 { // most values are no date, which this tells sooner than the expression does
		return value
	}
	return trailDate.ReplaceAllStringFunc(value, func(s string) string {
		digits := trailDate.FindStringSubmatch(s)[1]
		d, err := time.Parse("02-01-2006", digits)
		if err != nil {
			return s
		}
		return strings.Replace(s, digits, ui.Date(d), 1)
	})
}

func orSame(words, value string) string {
	if words == "" {
		return value
	}
	return words
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Verb is a verb as it begins a line.
func Verb(v audit.Verb) string { return upperFirst(v.Words()) }
