package postgres_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"pilar/internal/postgres"
	"pilar/internal/postgres/pgtest"
)

// schemaOf describes everything that migrations make, but for the order of a table's columns.
func schemaOf(t *testing.T, tx pgx.Tx) []string {
	t.Helper()
	rows, _ := tx.Query(t.Context(), `
		SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' ||
		       coalesce(column_default, '') || coalesce(generation_expression, '') || is_identity
		FROM information_schema.columns WHERE table_schema = 'public'
		UNION ALL
		SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
		FROM pg_constraint WHERE connamespace = 'public'::regnamespace
		UNION ALL
		SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
		UNION ALL
		SELECT 'trigger ' || tgrelid::regclass || ' ' || tgenabled::text || ' ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
		UNION ALL
		SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p
		WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
		ORDER BY 1`)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(all) < 200 {
		t.Fatalf("%d parts of the schema, %v", len(all), err)
	}
	return all
}

// What Move makes within a transaction is what Migrate makes; and where the transaction is not committed, nothing was done.
func TestMove(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t)
	_, newest, err := postgres.SchemaVersions(t.Context(), db.App)
	if err != nil {
		t.Fatal(err)
	}
	begin := func() pgx.Tx {
		t.Helper()
		tx, err := db.Owner.BeginTx(t.Context(), pgx.TxOptions{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = tx.Rollback(t.Context()) })
		return tx
	}
	tx := begin()
	before := schemaOf(t, tx)
	for _, to := range []uint{1, 0, newest} {
		if err := postgres.Move(t.Context(), tx, to); err != nil {
			t.Fatalf("to %d: %v", to, err)
		}
		if have, _, err := postgres.SchemaVersions(t.Context(), tx); err != nil || have != to {
			t.Errorf("version %d, want %d (%v)", have, to, err)
		}
	}
	if diff := cmp.Diff(before, schemaOf(t, tx)); diff != "" {
		t.Errorf("moved down and up (-before +after):\n%s", diff)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, schemaOf(t, begin())); diff != "" {
		t.Errorf("rolled back (-before +after):\n%s", diff)
	}
	if err := postgres.Move(t.Context(), begin(), newest+1); err == nil || !strings.Contains(err.Error(), "there is no schema version") {
		t.Errorf("beyond the newest: %v", err)
	}
}
