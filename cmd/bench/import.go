package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/xuri/excelize/v2"
)

// importing prints how long it takes to check and store a workbook of so many people in an empty register, beside two
// floors of the same turn: reading the workbook with excelize and doing nothing else, and COPY of all rows that storing it has written
// into the same tables, with their indexes and foreign keys, but without Pilar's triggers.
func (s server) importing(ctx context.Context, o options) error {
	b, err := s.makeBed(ctx)
	if b != nil {
		defer b.close()
	}
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "bench.xlsx")
	if err := makeWorkbook(ctx, b.pool, path, o.rows); err != nil {
		return fmt.Errorf("make a workbook: %w", err)
	}
	before, err := b.counts(ctx)
	if err != nil {
		return err
	}
	var all imports
	for range o.turns() {
		if err := b.importTurn(ctx, o, path, before, &all); err != nil {
			return err
		}
	}
	all.print(o.rows)
	return nil
}

// importTurn measures once, and leaves the register empty.
func (b *bed) importTurn(ctx context.Context, o options, path string, before map[string]int, all *imports) error {
	read, err := readWithExcelize(path, o.rows)
	if err != nil {
		return err
	}
	done, err := job{Database: b.appURL, Key: b.keyText, File: path, Profile: o.childProfile("import")}.start(ctx)
	if err == nil && done.Rows != o.rows {
		err = fmt.Errorf("%d rows were stored", done.Rows)
	}
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if all.tables, err = b.written(ctx, before); err != nil {
		return err
	}
	copied, err := b.copyAgain(ctx, filepath.Dir(path), all.tables)
	if err != nil {
		return fmt.Errorf("copy what was written: %w", err)
	}
	all.add(read, copied, done)
	return b.empty(ctx, all.tables)
}

// imports is what the turns took.
type imports struct {
	read, copied, stored []time.Duration
	ratios               []float64
	peak                 int64
	tables               []string // that were written
}

func (m *imports) add(read, copied time.Duration, done outcome) {
	m.read, m.copied, m.stored = append(m.read, read), append(m.copied, copied), append(m.stored, done.Took)
	m.ratios = append(m.ratios, done.Took.Seconds()/(read+copied).Seconds())
	m.peak = max(m.peak, done.Peak)
}

func (m *imports) print(rows int) {
	took := middle(m.stored).Seconds()
	fmt.Printf("\nimport of %d rows: checked and stored in %.1f s, %.0f rows/s, peak memory %d MB\n", rows, took, float64(rows)/took, m.peak>>20)
	fmt.Printf("excelize alone reads in %.1f s, COPY of the same rows takes %.1f s; %.2f times both\n",
		middle(m.read).Seconds(), middle(m.copied).Seconds(), middle(m.ratios))
	fmt.Println("copied tables: " + strings.Join(m.tables, ", "))
}

func readWithExcelize(path string, rows int) (time.Duration, error) {
	begun := time.Now()
	f, err := excelize.OpenFile(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	r, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return 0, err
	}
	defer r.Close()
	n := 0
	for r.Next() {
		if _, err := r.Columns(); err != nil {
			return 0, err
		}
		n++
	}
	if n != rows+1 {
		return 0, fmt.Errorf("excelize reads %d rows", n)
	}
	return time.Since(begun), r.Error()
}

// counts says how many rows each table has.
func (b *bed) counts(ctx context.Context) (map[string]int, error) {
	rows, _ := b.owner.Query(ctx, `SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	n := make(map[string]int, len(tables))
	for _, t := range tables {
		var rows int
		if err := b.owner.QueryRow(ctx, `SELECT count(*) FROM `+t).Scan(&rows); err != nil {
			return nil, err
		}
		n[t] = rows
	}
	return n, nil
}

// written returns the tables that have other numbers of rows than before, those first to which others refer.
func (b *bed) written(ctx context.Context, before map[string]int) ([]string, error) {
	after, err := b.counts(ctx)
	if err != nil {
		return nil, err
	}
	var tables []string
	for t, n := range after {
		if n != before[t] {
			tables = append(tables, t)
		}
	}
	if len(tables) == 0 {
		return nil, errors.New("nothing was written")
	}
	rows, _ := b.owner.Query(ctx, `
		WITH RECURSIVE refers AS (
			SELECT conrelid AS child, confrelid AS parent FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid
		), depth (oid, n) AS (
			SELECT unnest($1::text[])::regclass::oid, 0
			UNION
			SELECT r.child, d.n + 1 FROM depth d JOIN refers r ON r.parent = d.oid
		)
		SELECT oid::regclass::text FROM depth WHERE oid::regclass::text = ANY($1) GROUP BY oid ORDER BY max(n), 1`, tables)
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// copyAgain empties the tables and says how long it takes to COPY into them what they held.
func (b *bed) copyAgain(ctx context.Context, dir string, tables []string) (took time.Duration, err error) {
	for _, t := range tables {
		if err := b.copyTable(ctx, dir, t, `COPY %s TO STDOUT (FORMAT binary)`); err != nil {
			return 0, err
		}
	}
	if err := b.empty(ctx, tables); err != nil {
		return 0, err
	}
	if err := b.triggers(ctx, tables, "DISABLE"); err != nil {
		return 0, err
	}
	begun := time.Now()
	for _, t := range tables {
		if err := b.copyTable(ctx, dir, t, `COPY %s FROM STDIN (FORMAT binary)`); err != nil {
			return 0, err
		}
	}
	return time.Since(begun), b.triggers(ctx, tables, "ENABLE")
}

// copyTable copies a table to a file in the folder, or from it.
func (b *bed) copyTable(ctx context.Context, dir, table, copying string) (err error) {
	var columns string
	err = b.owner.QueryRow(ctx, `
		SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
		FROM pg_attribute
		WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`, table).Scan(&columns)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, table), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	conn, err := b.owner.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	pg, sql := conn.Conn().PgConn(), fmt.Sprintf(copying, table+" ("+columns+")")
	if strings.Contains(copying, "FROM") {
		_, err = pg.CopyFrom(ctx, f, sql)
		return err
	}
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err = pg.CopyTo(ctx, f, sql)
	return err
}

func (b *bed) empty(ctx context.Context, tables []string) error {
	_, err := b.owner.Exec(ctx, `TRUNCATE `+strings.Join(tables, ", ")+` CASCADE`)
	return err
}

// triggers switches those that Pilar has put on the tables on or off.
func (b *bed) triggers(ctx context.Context, tables []string, do string) error {
	for _, t := range tables {
		if _, err := b.owner.Exec(ctx, `ALTER TABLE `+t+` `+do+` TRIGGER USER`); err != nil {
			return err
		}
	}
	return nil
}
