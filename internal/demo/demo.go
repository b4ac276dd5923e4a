// Package demo makes up people and their histories, for trials and measurements.
//
// Nobody in it exists: every NIK has a serial that no office has reached, every address ends in contoh.invalid. The same
// options always make the same people.
package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"pilar/internal/audit"
	"pilar/internal/postgres"
	"pilar/internal/region"
	"pilar/internal/seal"
)

// Options say how many people, and which.
type Options struct {
	// People is how many stand in the register, and how many posts they hold today. Some hold two, and as many have left.
	// 444 is the district: TKSK 16, PSM 165, Tagana 50, PKH 171, staff 42, held by 425 people; 19 of these hold two posts,
	// and 19 more have left. Other numbers keep its proportions.
	People int
	Seed   uint64
	// Today ends the histories: nothing is recorded on it or later. It is 1 January 2024 or later.
	Today time.Time
	// Progress, where set, is told now and then how many people are stored.
	Progress func(done, total int)
}

// Most is how many people can be made up at once.
const Most = 2_000_000

// chunkSize bounds the memory: some 3 kB a person, for the chunks that are told, waiting and copied.
const chunkSize = 2000

// Summary counts what was stored.
type Summary struct {
	People       int
	TwoPosts     int
	Left         int
	Engagements  int
	Employments  int
	Certificates int
	Entries      int
}

// Fill stores made-up people in one write. The register must have its places and no people; an error says so otherwise.
// It fills as the login that serves; for good plans the owner runs Settle afterwards.
func Fill(ctx context.Context, db postgres.DB, keys *seal.Keys, by audit.Actor, o Options) (Summary, error) {
	switch {
	case o.People < 1 || o.People > Most:
		return Summary{}, fmt.Errorf("the number of made-up people must lie between 1 and %d", Most)
	case o.Today.Before(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)):
		return Summary{}, errors.New("made-up histories need a present day of 2024 or later")
	}
	var sum Summary
	err := audit.Write(ctx, db, by, func(tx pgx.Tx) error {
		t, err := prepare(ctx, tx, keys, o)
		if err != nil {
			return err
		}
		if sum, err = t.fill(ctx, tx, o); err != nil {
			return err
		}
		return audit.Record(ctx, tx, keys, by, audit.Entry{Verb: audit.MadeUp, SubjectKind: "register", SubjectName: "Data rekaan",
			Changes: []audit.Change{{Field: "Jumlah orang", After: fmt.Sprint(sum.People)}}})
	})
	return sum, err
}

// Settle brings statistics and indexes up to date after Fill, as the tables' owner and outside a transaction.
func Settle(ctx context.Context, owner postgres.DB) error {
	if _, err := owner.Exec(ctx, `VACUUM (ANALYZE)`); err != nil {
		return fmt.Errorf("bring the statistics up to date: %w", err)
	}
	return nil
}

// prepare reads what histories are told with.
func prepare(ctx context.Context, tx pgx.Tx, keys *seal.Keys, o Options) (*teller, error) {
	var inUse bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM worker)`).Scan(&inUse); err != nil {
		return nil, err
	}
	if inUse {
		return nil, errors.New("people stand in this register already: only an empty one is filled with made-up people")
	}
	regions, err := region.NewStore(tx, keys).All(ctx)
	if err != nil {
		return nil, err
	}
	l := survey(regions)
	if len(l.kecamatan) == 0 || len(l.desa) == 0 {
		return nil, errors.New("this register has no kecamatan or no desa yet: load its places first")
	}
	t := &teller{r: rand.New(rand.NewPCG(o.Seed, uint64(o.People))), keys: keys, land: l, cal: newCalendar(o.Today), people: o.People}
	t.prefixes = []string{strings.ReplaceAll(regions[l.kabupaten].Code, ".", "")}
	if t.schemes, err = schemes(ctx, tx); err != nil {
		return nil, err
	}
	t.decrees = draft(t.cal, regions[l.kabupaten])
	var known string
	if err := tx.QueryRow(ctx, `SELECT coalesce((SELECT value FROM setting WHERE key = 'nik.prefixes'), '')`).Scan(&known); err != nil {
		return nil, err
	}
	for prefix := range strings.SplitSeq(known, ",") {
		if prefix = strings.TrimSpace(prefix); len(prefix) == 4 && prefix != t.prefixes[0] {
			t.prefixes = append(t.prefixes, prefix)
		}
	}
	return t, copyDecrees(ctx, tx, t.decrees, t.cal)
}

// schemes returns the newest version of each cadre's own scheme.
func schemes(ctx context.Context, tx pgx.Tx) ([]int64, error) {
	rows, _ := tx.Query(ctx, `
		SELECT (SELECT max(v.id)
		        FROM scheme_cadre sc
		        JOIN scheme_version v ON v.scheme = sc.scheme
		        WHERE sc.cadre = c.code
		          AND sc.is_default)
		FROM unnest($1::text[]) WITH ORDINALITY AS c (code, n)
		ORDER BY n`, cadres)
	versions, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find the scheme of each cadre: %w", err)
	}
	return versions, nil
}

// fill tells chunks in one goroutine and copies them in another.
func (t *teller) fill(ctx context.Context, tx pgx.Tx, o Options) (Summary, error) {
	// A million foreign keys and links of the chain are looked up by the same few plans.
	if _, err := tx.Exec(ctx, `SET LOCAL plan_cache_mode = auto`); err != nil {
		return Summary{}, err
	}
	if _, err := tx.Exec(ctx, `
		CREATE TEMPORARY TABLE told (n bigint, at timestamptz, actor text, verb text, worker bigint, name text, changes bytea, reason text)
		ON COMMIT DROP`); err != nil {
		return Summary{}, fmt.Errorf("make room for the trail: %w", err)
	}
	parts := cast(t.r, o.People, t.land, t.cal)
	var sum Summary
	for _, p := range parts {
		if p.second != none {
			sum.TwoPosts++
		}
		if p.until != none {
			sum.Left++
		}
	}
	c := &copier{tx: tx, keys: t.keys}
	chunks := make(chan *chunk)
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(chunks)
		for done := 0; done < len(parts); done += chunkSize {
			k := &chunk{}
			for i := done; i < min(done+chunkSize, len(parts)); i++ {
				t.tell(k, i, parts[i])
			}
			select {
			case chunks <- k:
			case <-gctx.Done():
				return gctx.Err()
			}
		}
		return nil
	})
	g.Go(func() error {
		for k := range chunks {
			if err := c.copy(gctx, k); err != nil {
				return err
			}
			sum.add(k)
			if o.Progress != nil {
				o.Progress(sum.People, len(parts))
			}
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return sum, err
	}
	return sum, chain(ctx, tx)
}

// chain puts the told acts into the trail, each as if its own write recorded it: an entry bears the moment and the actor of
// its write, and nothing else. Afterwards the write is again this one.
func chain(ctx context.Context, tx pgx.Tx) error {
	var at, actor string
	err := tx.QueryRow(ctx, `SELECT current_setting('pilar.at'), current_setting('pilar.actor')`).Scan(&at, &actor)
	if err != nil {
		return fmt.Errorf("ask who fills: %w", err)
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO audit_entry (at, actor_id, actor_name, verb, subject_kind, subject_id, subject_name, changes, reason)
		SELECT set_config('pilar.at', at::text, true)::timestamptz, NULL, set_config('pilar.actor', actor, true),
		       verb, 'worker', worker, name, changes, reason
		FROM (SELECT * FROM told ORDER BY at, n OFFSET 0) AS told`)
	if err != nil {
		return fmt.Errorf("chain the trail: %w", err)
	}
	if _, err := tx.Exec(ctx, `SELECT set_config('pilar.at', $1, true), set_config('pilar.actor', $2, true)`, at, actor); err != nil {
		return fmt.Errorf("end the told acts: %w", err)
	}
	return nil
}

func (s *Summary) add(k *chunk) {
	s.People += len(k.workers)
	s.Engagements += len(k.engagements)
	s.Employments += len(k.employments)
	s.Certificates += len(k.certificates)
	s.Entries += len(k.entries)
}
