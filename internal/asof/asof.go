// Package asof carries the two times of every question: the day asked about, and what was known by when.
package asof

import (
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// Moment asks about the day On with what was recorded by Known; a zero Known means all that is known now.
type Moment struct {
	On    time.Time
	Known time.Time
}

// Today returns the present day by the office's clock, at midnight UTC as dates are kept.
func Today(now time.Time) time.Time {
	y, m, d := now.In(Zone()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Now asks about the day of now, with all that is known.
func Now(now time.Time) Moment { return Moment{On: Today(now)} }

// EndOf returns the last moment of a day by the office's clock: what "recorded by that day" means.
func EndOf(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, Zone()).Add(-time.Microsecond)
}

// K is Known as the SQL functions take it: infinity where all that is known counts.
func (m Moment) K() pgtype.Timestamptz {
	if m.Known.IsZero() {
		return pgtype.Timestamptz{InfinityModifier: pgtype.Infinity, Valid: true}
	}
	return pgtype.Timestamptz{Time: m.Known, Valid: true}
}
