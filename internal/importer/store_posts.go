package importer

import (
	"context"
	"fmt"

	"pilar/internal/check"
	"pilar/internal/worker"
)

// post is a duty place whose posts are counted, with who comes and goes by an import.
type post struct {
	serving map[int64]bool // who serves there on the file's day; false: and moves away by this file
	left    int            // how many of them do
	arrived int            // by the rows so far
	warned  []arrival      // whose posts others filled, as far as was known then
}

// arrival is a row that puts somebody at a duty place.
type arrival struct {
	n      int   // of the row
	worker int64 // 0: a newcomer
	before int   // how many arrived by earlier rows
}

// lookAtServing asks who serves at those of some places that were not asked about yet.
func (j *judging) lookAtServing(ctx context.Context, workers *worker.Store, places []string) error {
	var unknown []string
	for _, place := range places {
		if _, counted := j.posts[place]; counted && j.places[place] == nil {
			unknown = append(unknown, place)
			j.places[place] = &post{serving: map[int64]bool{}}
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	serving, err := workers.Serving(ctx, j.Cadre, unknown, j.asOf)
	if err != nil {
		return err
	}
	for place, ids := range serving {
		p := j.places[place]
		for _, id := range ids {
			if p.serving[id] = true; j.moved[id] == place {
				p.leave(id)
			}
		}
	}
	return nil
}

// leave notes that somebody moves away; of one who does not serve there on the file's day it notes nothing.
func (p *post) leave(worker int64) {
	if p.serving[worker] {
		p.serving[worker] = false
		p.left++
	}
}

// others counts who fills a place's posts before somebody arrives: those who serve there and stay, and those who arrive by
// an earlier row.
func (p *post) others(a arrival) int {
	n := a.before + len(p.serving) - p.left
	if p.serving[a.worker] {
		n--
	}
	return n
}

// fill warns of each arrival at a duty place whose posts others fill, as far as the rows so far tell.
func (j *judging) fill(rows []judged) {
	for i := range rows {
		if m := rows[i].deed.move; m != nil {
			j.moved[m.Old.Worker] = m.Old.Region
			if p := j.places[m.Old.Region]; p != nil {
				p.leave(m.Old.Worker)
			}
		}
	}
	for i := range rows {
		row := &rows[i]
		place := row.Entry.Duty
		p := j.places[place]
		if p == nil || !row.deed.arrives() {
			continue
		}
		a := arrival{row.n, row.worker, p.arrived}
		p.arrived++
		if posts := j.posts[place]; p.others(a) >= posts {
			p.warned = append(p.warned, a)
			row.Add(Problem{Kind: check.DutyPlaceFilled, Column: j.placeHead(), Value: j.Places.name(place),
				Message: fmt.Sprintf("Formasi %s di %s (%d) sudah terisi orang lain. Periksa apakah orang itu masih bertugas.", j.Cadre, j.Places.name(place), posts)})
		}
	}
}

// freed returns the numbers of the rows that were warned of a filled place before a later row moved somebody away from it.
func (j *judging) freed() []int {
	var rows []int
	for place, p := range j.places {
		for _, a := range p.warned {
			if p.others(a) < j.posts[place] {
				rows = append(rows, a.n)
			}
		}
	}
	return rows
}
