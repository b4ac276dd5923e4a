package demo

import (
	"math/rand/v2"
	"time"
)

// story is what somebody's certificates tell.
type story int8

const (
	never story = iota
	inForce
	expiring // within 180 days
	expired
	renewed
	revoked
	mistyped // a number typed wrongly, voided and replaced
	lateKnown
)

// stories are dealt in turn, so that a district of 444 has each of them.
var stories = []story{
	inForce, expiring, inForce, renewed, inForce, expired, inForce, mistyped, inForce, lateKnown,
	inForce, expiring, inForce, revoked, inForce, expired, inForce, renewed, inForce, expiring,
}

// paper is one certificate as it was given. Its number and when it was recorded follow later.
type paper struct {
	signed    day
	until     day
	revokedOn day // or none
}

// months a certificate is valid: five years for Relawan Sosial (the scheme's), three for the others (the paper's).
func months(cadre int) int {
	if cadre <= tagana {
		return 60
	}
	return 36
}

// papers draws the certificates of a story, the oldest first.
func (s story) papers(r *rand.Rand, cal calendar, cadre int) []paper {
	m := months(cadre)
	valid := func(signed day) paper { return paper{signed, signed.addMonths(m) - 1, none} }
	fresh := func() paper { return valid(examBetween(r, cal.today.addMonths(-m)+190, cal.today-80)) }
	switch s {
	case inForce, mistyped:
		return []paper{fresh()}
	case expiring:
		return []paper{valid(examBetween(r, cal.today.addMonths(-m)+3, cal.today.addMonths(-m)+175))}
	case expired:
		return []paper{valid(examBetween(r, cal.today.addMonths(-m-20), cal.today.addMonths(-m)-10))}
	case renewed:
		first := valid(examBetween(r, cal.today.addMonths(-m-14), cal.today.addMonths(-m)-150))
		return []paper{first, valid(examBetween(r, first.until-40, first.until+60))}
	case revoked:
		p := fresh()
		p.revokedOn = p.signed + 40 + day(r.IntN(int(cal.today-p.signed-60)))
		return []paper{p}
	case lateKnown:
		return []paper{valid(cal.lateExam())}
	default:
		return nil
	}
}

// Exams are signed on one of four days of a year, many people at a time.
var examDays = []struct {
	month time.Month
	day   int
}{{time.March, 20}, {time.June, 18}, {time.September, 16}, {time.December, 12}}

// examBetween draws an exam in a span of at least 93 days, which always holds one.
func examBetween(r *rand.Rand, first, last day) day {
	var days []day
	for year := first.date().Year(); year <= last.date().Year(); year++ {
		for _, e := range examDays {
			if d := dayOf(time.Date(year, e.month, e.day, 0, 0, 0, 0, time.UTC)); first <= d && d <= last {
				days = append(days, d)
			}
		}
	}
	return one(r, days)
}

// lateExam is the latest December whose certificates were recorded in the April after: lateRecord.
func (cal calendar) lateExam() day {
	year := cal.today.date().Year()
	for lateRecord(dayOf(time.Date(year, time.December, 12, 0, 0, 0, 0, time.UTC)))+30 > cal.today {
		year--
	}
	return dayOf(time.Date(year, time.December, 12, 0, 0, 0, 0, time.UTC))
}

func lateRecord(signed day) day {
	return dayOf(time.Date(signed.date().Year()+1, time.April, 1, 0, 0, 0, 0, time.UTC))
}
