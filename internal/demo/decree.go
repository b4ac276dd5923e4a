package demo

import (
	"fmt"
	"strings"
	"time"

	"pilar/internal/audit"
	"pilar/internal/region"
	"pilar/internal/worker"
)

// decrees are the SK: one for each cadre and year, naming many people.
type decrees map[decreeKey]worker.Decree

type decreeKey struct{ cadre, year int }

// yearly tells whose SK is renewed every year.
func yearly(cadre int) bool { return cadre == tksk || cadre == tagana }

// draft writes the SK of every year of the register, and of the year before it.
func draft(cal calendar, kabupaten region.Region) decrees {
	head := "Bupati " + plainName(kabupaten)
	if strings.HasPrefix(kabupaten.Name, "Kota ") {
		head = "Wali " + kabupaten.Name
	}
	issuers := []string{"Direktur Jenderal Pemberdayaan Sosial", head, "Kepala Dinas Sosial " + kabupaten.Name,
		"Direktur Perlindungan Sosial Non Kebencanaan", head}
	all := decrees{}
	for year := cal.opened.date().Year() - 1; year <= cal.today.date().Year(); year++ {
		for cadre, issuer := range issuers {
			d := worker.Decree{Number: fmt.Sprintf("400.9/%03d/Kep.%s/%d", 11+7*cadre+year%10, cadres[cadre], year), Issuer: issuer,
				DecidedOn: decided(cadre, year).date(),
				From:      time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)}
			switch {
			case yearly(cadre):
				d.Until = time.Date(year, time.December, 31, 0, 0, 0, 0, time.UTC)
			case cadre == psm:
				d.Until = time.Date(year+4, time.December, 31, 0, 0, 0, 0, time.UTC)
			}
			all[decreeKey{cadre, year}] = d
		}
	}
	return all
}

func decided(cadre, year int) day {
	return dayOf(time.Date(year, time.January, 8+cadre, 0, 0, 0, 0, time.UTC))
}

// current is the SK that a clerk has at hand on a day: January's takes some weeks to arrive.
func (d decrees) current(cadre int, on day) worker.Decree {
	return d[decreeKey{cadre, (on - 45).date().Year()}]
}

// engage adds a post with its SK, and returns its row.
func (l *life) engage(e worker.Engagement, at time.Time) int {
	cadre := 0
	for cadres[cadre] != e.Cadre {
		cadre++
	}
	e.Decrees = []worker.Decree{l.decrees.current(cadre, dayOf(at))}
	l.enter(at, audit.EngagementAdded, "", worker.EngagementChanges(worker.Engagement{}, e))
	return l.put(e, at, none)
}

// put adds a row and its links to the SK.
func (l *life) put(e worker.Engagement, at time.Time, replaces int) int {
	index := len(l.c.engagements)
	f := noted(l.clerk, at)
	f.replaces = replaces
	l.c.engagements = append(l.c.engagements, engagementRow{worker: l.worker, Engagement: e, links: len(l.c.links), fact: f})
	for _, d := range e.Decrees {
		l.link(index, d, at)
	}
	l.touch(at)
	return index
}

func (l *life) link(engagement int, d worker.Decree, at time.Time) {
	l.c.links = append(l.c.links, linkRow{engagement: engagement, decree: d.ID, fact: noted(l.clerk, at)})
}

// renew links a post to the SK of each year after the one it has, until a day; it returns the post's row.
func (l *life) renew(index, cadre int, since, until day) int {
	if !yearly(cadre) {
		return index
	}
	e := &l.c.engagements[index]
	for year := (since - 45).date().Year() + 1; ; year++ {
		known := max(decided(cadre, year), since)
		if known+45 >= min(until, l.cal.today) {
			return index
		}
		before := e.Engagement
		d := l.decrees[decreeKey{cadre, year}]
		at := l.later(known, 25, 40)
		e.Decrees = append([]worker.Decree{d}, e.Decrees...)
		l.link(index, d, at)
		l.touch(at)
		l.enter(at, audit.DecreeLinked, "", worker.EngagementChanges(before, e.Engagement))
	}
}

// replace voids a row with its links and adds what has become of it; it returns the last of these.
func (l *life) replace(index int, at time.Time, verb audit.Verb, reason string, next ...worker.Engagement) int {
	old := &l.c.engagements[index]
	last := next[len(next)-1]
	l.enter(at, verb, reason, worker.EngagementChanges(old.Engagement, last))
	old.void(l.clerk, at, verb.Words())
	for i := old.links; i < len(l.c.links); i++ {
		if link := &l.c.links[i]; link.engagement == index {
			link.void(l.clerk, at, "penugasan diganti")
		}
	}
	row := index
	for _, e := range next {
		row = l.put(e, at, index)
	}
	return row
}
