package report_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/report"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

// TestWhatWasRecordedByAMomentNeverChanges lets a register live through a thousand changes, back-dated and corrected ones
// among them, and asks the same questions before and after.
func TestWhatWasRecordedByAMomentNeverChanges(t *testing.T) {
	r := open(t)
	life := newLife(r, 1)
	for range 300 {
		life.change()
	}
	questions := []asof.Moment{
		{On: workertest.Day("2022-06-30"), Known: time.Now()},
		{On: workertest.Day("2024-12-31"), Known: time.Now()},
		{On: workertest.Day("2026-01-15"), Known: time.Now()},
	}
	before := make([]answer, len(questions))
	for i, q := range questions {
		before[i] = life.ask(q)
	}
	for range 1000 {
		life.change()
	}
	moved := false
	for i, q := range questions {
		if diff := cmp.Diff(before[i], life.ask(q)); diff != "" {
			t.Errorf("%s as recorded by then has changed (-before +after):\n%s", q.On.Format(time.DateOnly), diff)
		}
		now := life.ask(asof.Moment{On: q.On})
		moved = moved || !cmp.Equal(before[i], now)
	}
	if !moved {
		t.Error("a thousand changes, and nothing is known otherwise: the changes did nothing")
	}
}

// TestFiguresAgreeWithTheirLists compares each figure with the total of the list that its link opens.
func TestFiguresAgreeWithTheirLists(t *testing.T) {
	r := open(t)
	life := newLife(r, 2)
	for range 400 {
		life.change()
	}
	for _, on := range []string{"2021-03-01", "2024-12-31", "2026-01-15"} {
		for _, limit := range [][]string{nil, {"32.17.01", "32.17.02"}} {
			life.compare(asof.Moment{On: workertest.Day(on)}, limit)
		}
	}
}

func (l *life) compare(at asof.Moment, limit []string) {
	l.t.Helper()
	h, err := l.report.Headcount(l.t.Context(), at, limit)
	if err != nil {
		l.t.Fatal(err)
	}
	l.compareStanding(at)
	check := func(what string, want int, f worker.Filter) {
		l.t.Helper()
		f.At, f.Limit = at, limit
		got, err := l.workers.Count(l.t.Context(), f)
		if err != nil || got.Count != want {
			l.t.Errorf("%s on %s, limit %v: the figure says %d, its list %d (%v)", what, at.On.Format(time.DateOnly), limit, want, got.Count, err)
		}
		if kept, ok, err := l.report.Kept(l.t.Context(), f); !ok || kept.Count != want || err != nil {
			l.t.Errorf("%s on %s, limit %v: the figure says %d, the kept total %d, %v (%v)", what, at.On.Format(time.DateOnly), limit, want, kept.Count, ok, err)
		}
	}
	counts := func(what string, n report.Count, f worker.Filter) {
		check(what, n.Active, f)
		f.Certified = worker.WithOne
		check(what+" certified", n.Certified, f)
		f.Certified = worker.WithoutOne
		check(what+" not certified", n.Not(), f)
	}
	for cell, n := range h.Cells {
		place := cell.Kecamatan
		if place == "" {
			place = worker.District
		}
		counts(fmt.Sprint(cell), n, worker.Filter{Cadre: cell.Cadre, Kecamatan: place})
	}
	for _, cadre := range cadres {
		counts(cadre, h.Cadre(cadre), worker.Filter{Cadre: cadre})
	}
	counts("everyone", h.Persons.All, worker.Filter{})
	counts("without staff", h.Persons.NoStaff, worker.Filter{NoStaff: true})
	check("more than one role", h.Persons.Multiple, worker.Filter{Multiple: true})
	for place, n := range h.ByPlace {
		if place == "" {
			place = worker.District
		}
		counts("in "+place, n.All, worker.Filter{Kecamatan: place})
	}
}

// compareStanding compares the definition for one worker with the one for all at once.
func (l *life) compareStanding(at asof.Moment) {
	l.t.Helper()
	var differ, rows int
	err := l.db.QueryRow(l.t.Context(), `
		SELECT count(*) FILTER (WHERE a IS DISTINCT FROM b), count(*)
		FROM standing($1, $2) a
		FULL JOIN standing_of_all($1, $2) b USING (engagement)`, at.On, at.K()).Scan(&differ, &rows)
	if err != nil || differ != 0 || rows == 0 {
		l.t.Errorf("on %s: %d of %d rows differ between standing and standing_of_all (%v)", at.On.Format(time.DateOnly), differ, rows, err)
	}
}

// TestWhatIsKeptIsWhatTheFactsSay compares the stretches that are kept with the definition, on every day on which something
// begins or ends and on the days beside it.
func TestWhatIsKeptIsWhatTheFactsSay(t *testing.T) {
	r := open(t)
	life := newLife(r, 3)
	for range 10 {
		for range 40 {
			life.change()
		}
		var days, differ int
		err := r.db.QueryRow(t.Context(), `
			WITH day AS (
				SELECT DISTINCT d + i AS d
				FROM (SELECT lower(valid) FROM engagement
				      UNION SELECT upper(valid) FROM engagement
				      UNION SELECT signed_on FROM certificate
				      UNION SELECT valid_until FROM certificate
				      UNION SELECT revoked_on FROM certificate_revocation) AS turn (d), generate_series(-1, 1) AS i
				WHERE d IS NOT NULL
			), said AS (
				SELECT d, worker, cadre, region, kecamatan, certified FROM day, standing(d, 'infinity')
			), kept AS (
				SELECT d, worker, cadre, region, kecamatan, certified FROM day, standing_now(d)
			)
			SELECT (SELECT count(*) FROM day),
			       (SELECT count(*) FROM (TABLE said EXCEPT ALL TABLE kept) AS missing) +
			       (SELECT count(*) FROM (TABLE kept EXCEPT ALL TABLE said) AS surplus)`).Scan(&days, &differ)
		if err != nil || days == 0 || differ != 0 {
			t.Fatalf("%d differences on %d days (%v)", differ, days, err)
		}
	}
}

// answer is what a question gets: every name that serves, and the figures.
type answer struct {
	Names    []string
	Cells    map[report.Cell]report.Count
	Persons  report.Total
	Vacant   report.Post
	Certless []string
}

var (
	cadres = []string{"TKSK", "PSM", "TAGANA", "PKH", "DINSOS"}
	places = map[string][]string{
		"TKSK":   {"32.17.01", "32.17.02", "32.17.03"},
		"PSM":    {"32.17.01.2001", "32.17.01.2002", "32.17.02.2001", "32.17.03.2001"},
		"TAGANA": {"32.17.01", "32.17.02", "32.17"},
		"PKH":    {"32.17.01", "32.17.03", "32.17"},
		"DINSOS": {"32.17"},
	}
)

// life makes random, valid changes to a register.
type life struct {
	register
	rand    *rand.Rand
	people  []int64
	numbers int
}

func newLife(r register, seed uint64) *life {
	return &life{register: r, rand: rand.New(rand.NewPCG(seed, 7))}
}

func (l *life) day() time.Time {
	return workertest.Day("2019-01-01").AddDate(0, 0, l.rand.IntN(365*8))
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// change does one thing at random; what the rules refuse is no change, and no failure.
func (l *life) change() {
	if len(l.people) < 20 || l.rand.IntN(6) == 0 {
		l.register_()
		return
	}
	id := pick(l.rand, l.people)
	rec, err := l.workers.Get(l.t.Context(), id, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	var e worker.Engagement
	if len(rec.Engagements) > 0 {
		e = pick(l.rand, rec.Engagements)
	}
	ctx, by := l.t.Context(), workertest.Clerk
	switch l.rand.IntN(8) {
	case 0:
		_ = l.workers.End(ctx, by, e.ID, l.day(), "Masa tugas selesai")
	case 1:
		_ = l.workers.Reopen(ctx, by, e.ID, "keliru")
	case 2:
		e.Region = pick(l.rand, places[e.Cadre])
		e.From = l.day()
		_ = l.workers.CorrectEngagement(ctx, by, e.ID, e, "keliru")
	case 3:
		next := e
		next.Region, next.From = pick(l.rand, places[e.Cadre]), l.day()
		if e.Covers(next.From) {
			_ = l.workers.MoveAll(ctx, by, []worker.Move{{Old: e, New: next, Mend: l.rand.IntN(2) == 0}})
		}
	case 4:
		_ = l.workers.Engage(ctx, by, l.engagement(id))
	default:
		l.certify(id, by)
	}
}

func (l *life) register_() {
	p := workertest.Person(fmt.Sprintf("Warga %04d", len(l.people)))
	id, err := l.workers.Register(l.t.Context(), workertest.Clerk, p, l.engagement(0), worker.Employment{})
	if err != nil {
		l.t.Fatal(err)
	}
	l.people = append(l.people, id)
}

func (l *life) engagement(id int64) worker.Engagement {
	cadre := pick(l.rand, cadres)
	return worker.Engagement{Worker: id, Cadre: cadre, Region: pick(l.rand, places[cadre]), From: l.day(), Precision: worker.ByDay}
}

func (l *life) certify(id int64, by audit.Actor) {
	ctx := l.t.Context()
	held, err := l.certificates.OfWorker(ctx, id)
	if err != nil {
		l.t.Fatal(err)
	}
	switch {
	case len(held) > 0 && l.rand.IntN(3) == 0:
		_ = l.certificates.Revoke(ctx, by, pick(l.rand, held).ID, l.day(), "pelanggaran")
	case len(held) > 0 && l.rand.IntN(3) == 0:
		_ = l.certificates.Void(ctx, by, pick(l.rand, held).ID, "salah catat")
	default:
		signed := l.day()
		l.numbers++
		l.issue(by, id, pick(l.rand, cadres), fmt.Sprint(l.numbers), signed.Format(time.DateOnly), signed.AddDate(3, 0, -1).Format(time.DateOnly))
	}
}

// ask puts a question to the lists and to the figures.
func (l *life) ask(at asof.Moment) answer {
	l.t.Helper()
	h, err := l.report.Headcount(l.t.Context(), at, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	return answer{
		Names:    l.names(worker.Filter{At: at}),
		Cells:    h.Cells,
		Persons:  h.Persons,
		Vacant:   h.AllPosts(),
		Certless: l.names(worker.Filter{At: at, Certified: worker.WithoutOne}),
	}
}

func (l *life) names(f worker.Filter) []string {
	l.t.Helper()
	f.Size = 5000
	page, err := l.workers.List(l.t.Context(), f)
	if err != nil {
		l.t.Fatal(err)
	}
	var names []string
	for _, row := range page.Rows {
		names = append(names, fmt.Sprint(row.Name, row.Roles))
	}
	return slices.Clip(names)
}
