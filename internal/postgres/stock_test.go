package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/postgres"
	"pilar/internal/postgres/pgtest"
)

// The planner knows of rows that a write by the login that serves has added, and looks again only where many more were.
func TestTakeStock(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.New(t), t.Context()
	err := audit.Write(ctx, db, audit.System("uji"), func(tx pgx.Tx) error {
		for _, c := range []struct{ added, known int }{{2000, 2000}, {500, 2000}, {12_000, 14_500}} {
			if _, err := tx.Exec(ctx, `INSERT INTO decree (number) SELECT 'SK ' || gen_random_uuid() FROM generate_series(1, $1)`, c.added); err != nil {
				return err
			}
			if err := postgres.TakeStock(ctx, tx); err != nil {
				return err
			}
			var known int
			if err := tx.QueryRow(ctx, `SELECT reltuples::integer FROM pg_class WHERE oid = 'decree'::regclass`).Scan(&known); err != nil {
				return err
			}
			if known != c.known {
				t.Errorf("after %d more rows the planner knows of %d, want %d", c.added, known, c.known)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
