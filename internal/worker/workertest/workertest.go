// Package workertest makes people for tests: plausible, distinct, with NIK whose serial no real person has.
package workertest

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"pilar/internal/audit"
	"pilar/internal/worker"
)

// Clerk is who acts in tests.
var Clerk = audit.Actor{ID: 1, Name: "operator"}

// Day returns a date; it panics on what is none.
func Day(iso string) time.Time {
	d, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		panic(err)
	}
	return d
}

var serial atomic.Int64

// Person returns a person of that name with a NIK of her own, born on 12 March 1985 in Kabupaten Bandung Barat.
func Person(name string) worker.Person {
	n := serial.Add(1)
	return worker.Person{
		Name: name, Sex: "P", BirthPlace: "Bandung", BirthDate: Day("1985-03-12"),
		NIK: fmt.Sprintf("3217%02d520385%04d", 1+n/1000%16, 9000+n%1000),
	}
}

// Engagement returns one as a PSM or another cadre at a place from a day on.
func Engagement(cadre, region, from string) worker.Engagement {
	return worker.Engagement{Cadre: cadre, Region: region, From: Day(from), Precision: worker.ByDay}
}

// Registered adds a person with one engagement and returns her id.
func Registered(t testing.TB, s *worker.Store, name string, e worker.Engagement) int64 {
	t.Helper()
	id, err := s.Register(t.Context(), Clerk, Person(name), e, worker.Employment{})
	if err != nil {
		t.Fatalf("register %s: %v", name, err)
	}
	return id
}
