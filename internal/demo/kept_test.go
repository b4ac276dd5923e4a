package demo_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/demo"
	"pilar/internal/postgres"
	"pilar/internal/postgres/pgtest"
)

// rowsRead is how many rows of the facts that something is kept of this transaction has read, in tables and indexes.
func rowsRead(ctx context.Context, tx pgx.Tx) (n int, err error) {
	err = tx.QueryRow(ctx, `
		SELECT sum(pg_stat_get_xact_tuples_returned(c.oid))
		FROM pg_class c
		LEFT JOIN pg_index i ON i.indexrelid = c.oid
		WHERE coalesce(i.indrelid, c.oid) IN ('worker'::regclass, 'engagement'::regclass, 'certificate'::regclass)`).Scan(&n)
	return n, err
}

// A write that stores many people batch by batch looks the facts of each up for what is kept, and doesn't read those of all
// others again and again, though the planner knows nothing of what the write has stored.
func TestKeepingTakesAsLongForEachPersonInALargeWrite(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	each := func(people int) float64 {
		read, undone := 0, errors.New("undone")
		err := pgx.BeginFunc(ctx, pgtest.New(t), func(tx pgx.Tx) (err error) {
			if _, err = demo.Fill(ctx, tx, pgtest.Keys(), audit.System("uji"), demo.Options{People: people, Seed: 1, Today: today}); err != nil {
				return err
			}
			if read, err = rowsRead(ctx, tx); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		return float64(read) / float64(people)
	}
	few, many := each(2000), each(16_000)
	if many > 1.5*few {
		t.Errorf("%.0f rows are read for each of 2,000 people, and %.0f for each of 16,000", few, many)
	}
}

// What is kept is what the facts say, after a large write of which a part was taken back, too.
func TestWhatIsKeptOfALargeWrite(t *testing.T) {
	t.Parallel()
	ctx, db, undone := t.Context(), pgtest.Open(t), errors.New("undone")
	by := audit.System("uji")
	fill := func(db postgres.DB, seed uint64) error {
		_, err := demo.Fill(ctx, db, pgtest.Keys(), by, demo.Options{People: 2500, Seed: seed, Today: today})
		return err
	}
	err := audit.Write(ctx, db.App, by, func(tx pgx.Tx) error {
		part := pgx.BeginFunc(ctx, tx, func(within pgx.Tx) error { return errors.Join(fill(within, 1), undone) })
		if !errors.Is(part, undone) {
			return part
		}
		return fill(tx, 2)
	})
	if err != nil {
		t.Fatal(err)
	}
	for kept, facts := range map[string]string{"kept_standing": "standing_stretch", "kept_word": "word_stretch"} {
		if n := value[int](t, db.Owner, `SELECT count(*) FROM `+kept); n < 2500 {
			t.Errorf("%s holds %d rows", kept, n)
		}
		differ := value[int](t, db.Owner, `
			SELECT (SELECT count(*) FROM (TABLE `+facts+` EXCEPT ALL TABLE `+kept+`) AS missing) +
			       (SELECT count(*) FROM (TABLE `+kept+` EXCEPT ALL TABLE `+facts+`) AS surplus)`)
		if differ != 0 {
			t.Errorf("%s differs from %s in %d rows", kept, facts, differ)
		}
	}
}
