package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/golang-migrate/migrate/v4/source"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"

	"pilar/migrations"
)

// Move brings the schema to a version within the owner's transaction, step by step up or down, also from nothing, which is version 0: where
// that transaction is not committed, nothing has happened. Until it ends, whoever asks for the version waits. It fails
// where there is no such version.
//
// Migrate does the same outside a transaction; what Move leaves behind is Migrate's, too. River's tables, which have no
// part in these versions, Move does not touch.
func Move(ctx context.Context, tx pgx.Tx, to uint) error {
	steps, err := iofs.New(migrations.FS, ".")
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	// As golang-migrate makes it.
	_, err = tx.Exec(ctx, `
		CREATE TABLE IF NOT EXISTS schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);
		LOCK TABLE schema_migrations IN ACCESS EXCLUSIVE MODE`)
	if err != nil {
		return fmt.Errorf("take hold of the schema: %w", err)
	}
	at, _, err := SchemaVersions(ctx, tx)
	for err == nil && at != to {
		at, err = step(ctx, tx, steps, at, to)
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM schema_migrations`); err != nil {
		return fmt.Errorf("note the schema's version: %w", err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO schema_migrations SELECT $1::bigint, false WHERE $1::bigint > 0`, int64(to)); err != nil {
		return fmt.Errorf("note the schema's version: %w", err)
	}
	return nil
}

// step goes from version at to the next one towards to, and returns it. Version 0 is no schema.
func step(ctx context.Context, tx pgx.Tx, steps source.Driver, at, to uint) (uint, error) {
	next, err := neighbour(steps, at, to > at)
	if err != nil {
		return 0, err
	}
	if to > at && next > to || to < at && next < to {
		return 0, fmt.Errorf("there is no schema version %d", to)
	}
	var file io.ReadCloser
	if to > at {
		file, _, err = steps.ReadUp(next)
	} else {
		file, _, err = steps.ReadDown(at)
	}
	if err != nil {
		return 0, fmt.Errorf("read a migration: %w", err)
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		return 0, fmt.Errorf("read a migration: %w", err)
	}
	sql, err := withoutTransaction(string(text))
	if err != nil {
		return 0, fmt.Errorf("the step from version %d to %d: %w", at, next, err)
	}
	if _, err := tx.Exec(ctx, sql); err != nil {
		return 0, fmt.Errorf("move the schema from version %d to %d: %w", at, next, err)
	}
	return next, nil
}

// neighbour is the version above or below another; below the first it is 0, above the last it fails.
func neighbour(steps source.Driver, at uint, up bool) (next uint, err error) {
	switch {
	case up && at == 0:
		next, err = steps.First()
	case up:
		next, err = steps.Next(at)
	default:
		if next, err = steps.Prev(at); errors.Is(err, fs.ErrNotExist) {
			return 0, nil
		}
	}
	if err != nil {
		return 0, fmt.Errorf("there is no schema version beyond %d: %w", at, err)
	}
	return next, nil
}

// withoutTransaction takes the transaction of its own off a migration.
func withoutTransaction(sql string) (string, error) {
	sql, begins := strings.CutPrefix(strings.TrimSpace(sql), "BEGIN;")
	sql, ends := strings.CutSuffix(sql, "COMMIT;")
	if !begins || !ends {
		return "", errors.New("a migration begins with BEGIN; and ends with COMMIT;")
	}
	return sql, nil
}
