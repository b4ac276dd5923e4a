// Package report answers questions across all tables, and writes nothing. Its definitions are the SQL functions of the
// schema that every list calls too, so that a figure and the list behind it agree.
package report

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/postgres"
	"pilar/internal/seal"
	"pilar/internal/worker"
)

// Count is people in one cell of a table.
type Count struct {
	Active    int
	Certified int
}

// Not is how many of the active are not certified.
func (c Count) Not() int { return c.Active - c.Certified }

func (c *Count) add(o Count) { c.Active += o.Active; c.Certified += o.Certified }

// Post is formation against people, summed over places: design 3.1, place by place.
type Post struct {
	Posts  int
	Vacant int
	Excess int
	Set    bool // false: the office has set no formation
}

func (p *Post) add(o Post) {
	p.Posts += o.Posts
	p.Vacant += o.Vacant
	p.Excess += o.Excess
	p.Set = p.Set || o.Set
}

// Headcount is how many serve and how many of them are certified, on one moment and within one limit.
// A cell counts people in that cadre; a total counts each person once. The key "" of a kecamatan is the kabupaten's own
// row (tingkat kabupaten), which makes the rows sum to the cadre.
type Headcount struct {
	Cells   map[Cell]Count
	Persons Total            // the whole district
	ByPlace map[string]Total // each person once within a kecamatan
	Posts   map[Cell]Post
	People  int // in the whole register, about, whether they serve or not
}

// Cell is a cadre in a kecamatan.
type Cell struct{ Cadre, Kecamatan string }

// Total counts each person once, with and without the office's own people. Multiple is how many of them serve in more
// than one role.
type Total struct {
	All      Count
	NoStaff  Count
	Multiple int
}

// Cadre sums a cadre over all kecamatan: nobody serves twice in one cadre on one day.
func (h Headcount) Cadre(cadre string) Count {
	var sum Count
	for cell, n := range h.Cells {
		if cell.Cadre == cadre {
			sum.add(n)
		}
	}
	return sum
}

// CadrePosts sums a cadre's formation over all places.
func (h Headcount) CadrePosts(cadre string) Post {
	var sum Post
	for cell, p := range h.Posts {
		if cell.Cadre == cadre {
			sum.add(p)
		}
	}
	return sum
}

// AllPosts sums every cadre's formation.
func (h Headcount) AllPosts() Post {
	var sum Post
	for _, p := range h.Posts {
		sum.add(p)
	}
	return sum
}

// Total returns the figure whose list a filter chooses; ok is false where the filter is none of a figure's.
func (h Headcount) Total(f worker.Filter) (n int, ok bool) {
	if f.Words != "" || f.IDs != nil || f.Desa != "" || f.Status != worker.Serving {
		return 0, false
	}
	if f.Multiple {
		whole := f.Cadre == "" && f.Kecamatan == "" && f.Certified == worker.EitherWay && !f.NoStaff
		return h.Persons.Multiple, whole
	}
	place := f.Kecamatan
	if place == worker.District {
		place = ""
	}
	var count Count
	switch {
	case f.Cadre != "" && f.NoStaff:
		return 0, false
	case f.Cadre != "" && f.Kecamatan == "":
		count = h.Cadre(f.Cadre)
	case f.Cadre != "":
		count = h.Cells[Cell{f.Cadre, place}]
	case f.Kecamatan == "":
		count = h.Persons.of(f.NoStaff)
	default:
		count = h.ByPlace[place].of(f.NoStaff)
	}
	switch f.Certified {
	case worker.WithOne:
		return count.Certified, true
	case worker.WithoutOne:
		return count.Not(), true
	}
	return count.Active, true
}

func (t Total) of(noStaff bool) Count {
	if noStaff {
		return t.NoStaff
	}
	return t.All
}

// Store answers from the database, and keeps an answer until the next entry of the trail: whatever changes a figure
// stands there, so a kept answer is never stale, whichever process wrote.
type Store struct {
	db      postgres.DB
	keys    *seal.Keys
	workers *worker.Store
	mu      sync.Mutex
	kept    map[question]kept
}

type question struct {
	on, known time.Time
	limit     string
}

type kept struct {
	entry  int64
	answer Headcount
}

// maxKept bounds the memory of kept answers: about 10 kB each.
const maxKept = 256

// NewStore returns a Store on a pool or within a transaction.
func NewStore(db postgres.DB, keys *seal.Keys) *Store {
	return &Store{db: db, keys: keys, workers: worker.NewStore(db, keys), kept: map[question]kept{}}
}

// Headcount counts who serves on a moment, within the kecamatan of a limited account (nil: all).
func (s *Store) Headcount(ctx context.Context, at asof.Moment, limit []string) (Headcount, error) {
	newest, err := s.newest(ctx)
	if err != nil {
		return Headcount{}, err
	}
	q := ask(at, limit)
	if h, ok := s.keptAnswer(q, newest); ok {
		return h, nil
	}
	h, err := s.count(ctx, at, limit)
	if err != nil {
		return h, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.kept) >= maxKept {
		clear(s.kept)
	}
	s.kept[q] = kept{newest, h}
	return h, nil
}

// Kept returns how many a list has, where an answer that is kept says so; ok is false where it must be counted.
func (s *Store) Kept(ctx context.Context, f worker.Filter) (t worker.Total, ok bool, err error) {
	newest, err := s.newest(ctx)
	if err != nil {
		return t, false, err
	}
	h, ok := s.keptAnswer(ask(f.At, f.Limit), newest)
	if !ok {
		return t, false, nil
	}
	t.Count, ok = h.Total(f)
	t.Of = h.People
	return t, ok, nil
}

func ask(at asof.Moment, limit []string) question {
	return question{at.On, at.Known, fmt.Sprint(limit == nil, limit)}
}

// newest is the last entry of the trail.
func (s *Store) newest(ctx context.Context) (id int64, err error) {
	if id, known := audit.End(ctx); known {
		return id, nil
	}
	if err := s.db.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM audit_entry`).Scan(&id); err != nil {
		return 0, fmt.Errorf("read the end of the trail: %w", err)
	}
	return id, nil
}

func (s *Store) keptAnswer(q question, newest int64) (Headcount, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k, ok := s.kept[q]
	return k.answer, ok && k.entry == newest
}

func (s *Store) count(ctx context.Context, at asof.Moment, limit []string) (Headcount, error) {
	h := Headcount{Cells: map[Cell]Count{}, ByPlace: map[string]Total{}, Posts: map[Cell]Post{}}
	standing := `standing_of_all(@d, @k)`
	if at.Known.IsZero() {
		standing = `standing_now(@d)`
	}
	args := pgx.NamedArgs{"d": at.On, "k": at.K(), "limit": limit}
	// One statement sees one moment of the database: the three counts can't disagree.
	rows, _ := s.db.Query(ctx, `
		WITH s AS MATERIALIZED (
			SELECT s.worker, s.cadre, coalesce(s.kecamatan, '') AS kecamatan, s.certified, c.staff
			FROM `+standing+` s
			JOIN cadre c ON c.code = s.cadre
			WHERE @limit::text[] IS NULL
			   OR s.kecamatan = ANY(@limit)
		), person AS (
			SELECT worker, kecamatan, GROUPING(kecamatan) = 1 AS whole, count(*) AS roles,
			       bool_or(certified) AS certified,
			       bool_or(NOT staff) AS pillar,
			       coalesce(bool_or(certified) FILTER (WHERE NOT staff), false) AS pillar_certified
			FROM s
			GROUP BY GROUPING SETS ((worker), (worker, kecamatan))
		)
		SELECT 'cell', cadre, kecamatan, count(*), count(*) FILTER (WHERE certified), 0, 0, 0
		FROM s
		GROUP BY cadre, kecamatan
		UNION ALL
		SELECT CASE WHEN whole THEN 'whole' ELSE 'place' END, '', coalesce(kecamatan, ''), count(*), count(*) FILTER (WHERE certified),
		       count(*) FILTER (WHERE pillar), count(*) FILTER (WHERE pillar_certified), count(*) FILTER (WHERE roles > 1)
		FROM person
		GROUP BY whole, kecamatan
		UNION ALL
		SELECT 'post', cadre, coalesce(kecamatan, ''), sum(posts), sum(vacant), sum(excess), 0, 0
		FROM formation_standing(@d, @k)
		WHERE @limit::text[] IS NULL
		   OR kecamatan = ANY(@limit)
		GROUP BY cadre, kecamatan
		UNION ALL
		SELECT 'people', '', '', greatest(reltuples, 0)::bigint, 0, 0, 0, 0
		FROM pg_class
		WHERE oid = 'worker'::regclass`, args)
	var kind, cadre, place string
	var a, b, c, d, e int
	_, err := pgx.ForEachRow(rows, []any{&kind, &cadre, &place, &a, &b, &c, &d, &e}, func() error {
		switch kind {
		case "cell":
			h.Cells[Cell{cadre, place}] = Count{a, b}
		case "post":
			h.Posts[Cell{cadre, place}] = Post{a, b, c, true}
		case "people":
			h.People = a
		case "whole":
			h.Persons = Total{Count{a, b}, Count{c, d}, e}
		case "place":
			h.ByPlace[place] = Total{Count{a, b}, Count{c, d}, e}
		}
		return nil
	})
	if err != nil {
		return h, fmt.Errorf("count who serves: %w", err)
	}
	return h, nil
}
