package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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
	var read, store, copied []time.Duration
	var ratios, peaks []float64
	var written []string
	for range o.turns() {
		took, err := readWithExcelize(path, o.rows)
		if err != nil {
			return err
		}
		read = append(read, took)
		done, err := job{Database: b.appURL, Key: b.keyText, File: path, Profile: o.childProfile("import")}.start(ctx)
		if err == nil && done.Rows != o.rows {
			err = fmt.Errorf("%d rows were stored", done.Rows)
		}
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		store, peaks = append(store, done.Took), append(peaks, float64(done.Peak>>20))
		if written, err = b.written(ctx, before); err != nil {
			return err
		}
		if took, err = b.copyAgain(ctx, dir, written); err != nil {
			return fmt.Errorf("copy what was written: %w", err)
		}
		copied = append(copied, took)
		ratios = append(ratios, store[len(store)-1].Seconds()/(read[len(read)-1]+took).Seconds())
		if _, err := b.owner.Exec(ctx, `TRUNCATE `+strings.Join(written, ", ")+` CASCADE`); err != nil {
			return err
		}
	}
	fmt.Printf("\nimport of %d rows: check and store %.1f s, %.0f rows/s, peak memory %.0f MB; excelize alone reads in %.1f s, COPY of the same rows takes %.1f s; ratio %.2f\n",
		o.rows, middle(store).Seconds(), float64(o.rows)/middle(store).Seconds(), slices.Max(peaks), middle(read).Seconds(), middle(copied).Seconds(), middle(ratios))
	fmt.Println("copied tables: " + strings.Join(written, ", "))
	return nil
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
	conn, err := b.owner.Acquire(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Release()
	pg := conn.Conn().PgConn()
	what := make([]string, len(tables)) // table and columns
	for i, t := range tables {
		var columns string
		err := conn.QueryRow(ctx, `
			SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
			FROM pg_attribute
			WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`, t).Scan(&columns)
		if err != nil {
			return 0, err
		}
		what[i] = t + " (" + columns + ")"
		if err := withFile(filepath.Join(dir, t), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, func(f *os.File) error {
			_, err := pg.CopyTo(ctx, f, `COPY `+what[i]+` TO STDOUT (FORMAT binary)`)
			return err
		}); err != nil {
			return 0, err
		}
	}
	triggers := func(do string) error {
		for _, t := range tables {
			if _, err := conn.Exec(ctx, `ALTER TABLE `+t+` `+do+` TRIGGER USER`); err != nil {
				return err
			}
		}
		return nil
	}
	if _, err := conn.Exec(ctx, `TRUNCATE `+strings.Join(tables, ", ")+` CASCADE`); err != nil {
		return 0, err
	}
	if err := triggers("DISABLE"); err != nil {
		return 0, err
	}
	begun := time.Now()
	for i, t := range tables {
		if err := withFile(filepath.Join(dir, t), os.O_RDONLY, func(f *os.File) error {
			_, err := pg.CopyFrom(ctx, f, `COPY `+what[i]+` FROM STDIN (FORMAT binary)`)
			return err
		}); err != nil {
			return 0, err
		}
	}
	return time.Since(begun), triggers("ENABLE")
}

func withFile(path string, flag int, do func(*os.File) error) error {
	f, err := os.OpenFile(path, flag, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(do(f), f.Close())
}
