package worker_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"pilar/internal/asof"
	"pilar/internal/check"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

// bearer is what a naive search knows of somebody.
type bearer struct {
	id    int64
	key   string
	from  time.Time
	until time.Time // last day; zero is not yet
	again time.Time // serves again from then on; zero is not
	cadre string
	place string
}

func (b bearer) serves(on time.Time) bool {
	first := !b.from.After(on) && (b.until.IsZero() || !b.until.Before(on))
	return first || !b.again.IsZero() && !b.again.After(on)
}

func (b bearer) bears(typed string) bool {
	for _, word := range strings.Fields(check.NameKey(typed)) {
		if !slices.ContainsFunc(strings.Fields(b.key), func(own string) bool { return strings.HasPrefix(own, word) }) {
			return false
		}
	}
	return true
}

var (
	syllables = strings.Fields(`si sit siti sita ti a ami amin aminah mi as ase asep é zz`)
	someDays  = []string{"2020-01-01", "2021-06-30", "2021-07-01", "2022-12-31", "2023-01-01", anyDay}
)

// TestASearchFindsWhatANaiveOneFinds compares lists and totals with names that are read one by one, on several days, in
// each order, page by page, for names that share their beginnings in every way, some of whom left, came back and were renamed.
func TestASearchFindsWhatANaiveOneFinds(t *testing.T) {
	f := open(t)
	r := rand.New(rand.NewPCG(7, 7))
	all := f.bearers(r, 120)
	var differ int
	err := f.db.Owner.QueryRow(t.Context(), `
		SELECT (SELECT count(*) FROM (TABLE word_stretch EXCEPT ALL TABLE kept_word) AS missing) +
		       (SELECT count(*) FROM (TABLE kept_word EXCEPT ALL TABLE word_stretch) AS surplus)`).Scan(&differ)
	if err != nil || differ != 0 {
		t.Errorf("%d differences between the words that are kept and what the facts say (%v)", differ, err)
	}
	for range 150 {
		typed := make([]string, 1+r.IntN(3))
		for i := range typed {
			typed[i] = syllables[r.IntN(len(syllables))]
		}
		filter := worker.Filter{Words: strings.Join(typed, " "), Sort: worker.Sorts()[r.IntN(4)], Size: 1 + r.IntN(20)}
		filter.At.On = workertest.Day(someDays[r.IntN(len(someDays))])
		if r.IntN(3) == 0 {
			filter.At.Known = asof.EndOf(time.Now().AddDate(0, 0, 1)) // nothing is as yet unknown
		}
		switch r.IntN(6) {
		case 0:
			filter.Cadre = "PSM"
		case 1:
			filter.Desa = kayuambon
		case 2:
			filter.Limit = []string{parongpong}
		case 3:
			filter.Status = worker.Anyone
		case 4:
			filter.Certified = worker.WithoutOne
		}
		filter.Plan = worker.Plan(r.IntN(3))
		f.compareSearch(all, filter)
	}
}

func (f fixture) compareSearch(all []bearer, filter worker.Filter) {
	f.Helper()
	var want, got []int64
	for _, b := range naive(all, filter) {
		want = append(want, b.id)
	}
	asked := fmt.Sprintf("%+v", filter)
	total, err := f.Count(f.Context(), filter)
	if err != nil || total.Count != len(want) {
		f.Errorf("%s: the total says %d, want %d (%v)", asked, total.Count, len(want), err)
	}
	for {
		page, err := f.List(f.Context(), filter)
		if err != nil || len(got) > len(all) {
			f.Fatalf("%s: %d found (%v)", asked, len(got), err)
		}
		for _, row := range page.Rows {
			got = append(got, row.ID)
		}
		if filter.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		f.Errorf("%s (-want +got)\n%s", asked, diff)
	}
}

// naive searches one by one.
func naive(all []bearer, f worker.Filter) []bearer {
	var found []bearer
	for _, b := range all {
		within := (f.Cadre == "" || b.cadre == f.Cadre) && (f.Desa == "" || b.place == f.Desa) &&
			(f.Limit == nil || strings.HasPrefix(b.place, f.Limit[0]))
		if b.bears(f.Words) && within && (f.Status == worker.Anyone || b.serves(f.At.On)) {
			found = append(found, b)
		}
	}
	byName := func(a, b bearer) int { return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(a.id, b.id)) }
	order := map[worker.Sort]func(a, b bearer) int{
		worker.ByName:        byName,
		worker.ByNameDown:    func(a, b bearer) int { return byName(b, a) },
		worker.ByChangedDown: func(a, b bearer) int { return cmp.Compare(b.id, a.id) }, // nobody is changed after the next came
		worker.ByNewestDown:  func(a, b bearer) int { return cmp.Compare(b.id, a.id) },
	}[f.Sort]
	slices.SortFunc(found, order)
	return found
}

// bearers registers people with random names; some are renamed, some leave, some of these come back.
func (f fixture) bearers(r *rand.Rand, n int) []bearer {
	f.Helper()
	name := func() string {
		words := make([]string, 1+r.IntN(4))
		for i := range words {
			words[i] = syllables[r.IntN(len(syllables))]
		}
		return strings.Join(words, " ")
	}
	all := make([]bearer, n)
	for i := range all {
		p := workertest.Person(name())
		e := workertest.Engagement("PSM", []string{pagerwangi, kayuambon, karyawangi}[r.IntN(3)], someDays[r.IntN(2)])
		id, err := f.Register(f.Context(), clerk, p, e, worker.Employment{})
		f.must(err)
		if r.IntN(4) == 0 {
			p.Name = name()
			f.must(f.Correct(f.Context(), clerk, id, 1, p, "salah tulis"))
		}
		all[i] = bearer{id: id, key: check.NameKey(p.Name), from: e.From, cadre: e.Cadre, place: e.Region}
		if r.IntN(3) > 0 {
			continue
		}
		all[i].until = workertest.Day(someDays[2+r.IntN(2)])
		record, err := f.Get(f.Context(), id, nil)
		f.must(err)
		f.must(f.End(f.Context(), clerk, record.Engagements[0].ID, all[i].until, "Mengundurkan diri"))
		if r.IntN(2) == 0 {
			all[i].again = workertest.Day(someDays[4])
			e.Worker, e.From = id, all[i].again
			f.must(f.Engage(f.Context(), clerk, e))
		}
	}
	return all
}

func (f fixture) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}
