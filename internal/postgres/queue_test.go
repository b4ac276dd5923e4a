package postgres_test

import (
	"testing"

	"pilar/internal/postgres"
	"pilar/internal/postgres/pgtest"
)

// Every step can be undone, River's too, and done again; and until it was, the program knows what is missing.
func TestMigrateDownLeavesNothing(t *testing.T) {
	t.Parallel()
	db := pgtest.OpenBare(t)
	ready := func() bool {
		t.Helper()
		ok, err := postgres.QueueReady(t.Context(), db.App)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	left := func() (n int) {
		t.Helper()
		err := db.Owner.QueryRow(t.Context(), `
			SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'schema_migrations%') +
			       (SELECT count(*) FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype = 'e') +
			       (SELECT count(*) FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
			        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e'))`).Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := left()
	if before < 50 || !ready() {
		t.Fatalf("%d parts of a schema to begin with", before)
	}
	if err := postgres.MigrateDown(t.Context(), db.OwnerURL); err != nil {
		t.Fatal(err)
	}
	if n := left(); n != 0 || ready() {
		t.Errorf("%d parts of the schema are left", n)
	}
	for range 2 {
		if err := postgres.Migrate(t.Context(), db.OwnerURL, "pilar_app"); err != nil {
			t.Fatal(err)
		}
		if n := left(); n != before || !ready() {
			t.Errorf("%d parts of a schema, %d before", n, before)
		}
	}
}

func TestWhatTheServingLoginMayDoToTheQueue(t *testing.T) {
	t.Parallel()
	db := pgtest.OpenBare(t)
	for sql, may := range map[string]bool{
		`DELETE FROM river_job`:                         true,
		`UPDATE river_leader SET expires_at = now()`:    true,
		`DELETE FROM river_migration`:                   false,
		`UPDATE river_migration SET version = 1`:        false,
		`SELECT nextval('river_job_id_seq')`:            true,
		`ALTER TABLE river_job ADD COLUMN mine integer`: false,
	} {
		if _, err := db.App.Exec(t.Context(), sql); (err == nil) != may {
			t.Errorf("%s: %v", sql, err)
		}
	}
}
