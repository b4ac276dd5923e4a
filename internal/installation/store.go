package installation

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pilar/internal/postgres"
)

// Database is the state of the database.
type Database struct {
	Server   string // version of PostgreSQL
	Schema   uint
	Bytes    int64
	People   Count // who stand in the register, also those who serve no longer
	Accounts Count
	Entries  Count
	Largest  []Table
	Jobs     Jobs
}

// Jobs is how the work in the background fares.
type Jobs struct {
	Waiting int
	Failed  int // that were given up within the last week
}

// Count is how many rows a table has. About says that it is the statistics' estimate: counting would read too much.
type Count struct {
	N     int64
	About bool
}

// Table is a table with its indexes.
type Table struct {
	Name  string
	Bytes int64
	Rows  Count
}

// Store reads the state of the database.
type Store struct{ db postgres.DB }

// NewStore returns a Store on a pool.
func NewStore(db postgres.DB) *Store { return &Store{db} }

// largest is how many tables are named.
const largest = 8

// exact is up to how many rows a table is counted, as lists are.
const exact = 10_000

// Database returns the state of the database, without reading much of it.
func (s *Store) Database(ctx context.Context) (Database, error) {
	var d Database
	err := s.db.QueryRow(ctx, `SELECT current_setting('server_version'), pg_database_size(current_database())`).Scan(&d.Server, &d.Bytes)
	if err != nil {
		return d, fmt.Errorf("read the database's size: %w", err)
	}
	if d.Schema, _, err = postgres.SchemaVersions(ctx, s.db); err != nil {
		return d, err
	}
	if d.Largest, err = s.tables(ctx); err != nil {
		return d, err
	}
	if d.Jobs, err = s.jobs(ctx); err != nil {
		return d, err
	}
	for _, c := range []struct {
		into         *Count
		table, which string
	}{
		{&d.People, "worker", "voided_at IS NULL"},
		{&d.Accounts, "account", "true"},
		{&d.Entries, "audit_entry", "true"},
	} {
		if *c.into, err = s.count(ctx, c.table, c.which); err != nil {
			return d, err
		}
	}
	return d, nil
}

func (s *Store) jobs(ctx context.Context) (j Jobs, err error) {
	err = s.db.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE state IN ('available', 'pending', 'retryable', 'scheduled')),
		       count(*) FILTER (WHERE state = 'discarded' AND finalized_at > now() - interval '7 days')
		FROM river_job`).Scan(&j.Waiting, &j.Failed)
	if err != nil {
		return j, fmt.Errorf("read how the work in the background fares: %w", err)
	}
	return j, nil
}

func (s *Store) tables(ctx context.Context) ([]Table, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT relname::text, pg_total_relation_size(oid)
		FROM pg_class
		WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
		ORDER BY 2 DESC, 1
		LIMIT $1`, largest)
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Table, err error) {
		return t, row.Scan(&t.Name, &t.Bytes)
	})
	if err != nil {
		return nil, fmt.Errorf("read the tables' sizes: %w", err)
	}
	for i := range all {
		if all[i].Rows, err = s.count(ctx, all[i].Name, "true"); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// count counts a table's rows that meet a condition, unless the statistics say that the table has many.
func (s *Store) count(ctx context.Context, table, which string) (Count, error) {
	name := pgx.Identifier{table}.Sanitize()
	var about, n int64
	err := s.db.QueryRow(ctx, `SELECT reltuples::bigint FROM pg_class WHERE oid = $1::text::regclass`, name).Scan(&about)
	if err == nil && about > exact {
		return Count{N: about, About: true}, nil
	}
	if err == nil {
		err = s.db.QueryRow(ctx, `SELECT count(*) FROM `+name+` WHERE `+which).Scan(&n)
	}
	if err != nil {
		return Count{}, fmt.Errorf("count %s: %w", table, err)
	}
	return Count{N: n}, nil
}
