package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// The tables of background work are River's: it brings their migrations along, with versions of their own. Nothing of ours
// refers to them, so that Move leaves them as they are.

// QueueVersion returns the version of River's tables that this program was built for.
func QueueVersion() (int, error) {
	m, err := queueMigrator(nil)
	if err != nil {
		return 0, err
	}
	all := m.AllVersions()
	return all[len(all)-1].Version, nil
}

// QueueReady tells whether River's tables are those that this program needs, or younger.
func QueueReady(ctx context.Context, pool *pgxpool.Pool) (bool, error) {
	m, err := queueMigrator(pool)
	if err != nil {
		return false, err
	}
	found, err := m.Validate(ctx, nil)
	if err != nil {
		return false, fmt.Errorf("read the version of River's tables: %w", err)
	}
	return found.OK, nil
}

// raiseQueue makes River's tables, or moves them to this program's version.
func raiseQueue(ctx context.Context, ownerURL string) error {
	return moveQueue(ctx, ownerURL, rivermigrate.DirectionUp, nil)
}

// dropQueue takes River's tables away.
func dropQueue(ctx context.Context, ownerURL string) error {
	return moveQueue(ctx, ownerURL, rivermigrate.DirectionDown, &rivermigrate.MigrateOpts{TargetVersion: -1})
}

// moveQueue moves River's tables, one process at a time: golang-migrate sees to that itself, River does not.
func moveQueue(ctx context.Context, ownerURL string, to rivermigrate.Direction, opts *rivermigrate.MigrateOpts) (err error) {
	pool, err := pgxpool.New(ctx, ownerURL)
	if err != nil {
		return fmt.Errorf("reach the database as its owner: %w", err)
	}
	defer pool.Close()
	m, err := queueMigrator(pool)
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('pilar: River''s tables'))`)
		if err == nil {
			_, err = m.Migrate(ctx, to, opts)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("move River's tables: %w", err)
	}
	return nil
}

func queueMigrator(pool *pgxpool.Pool) (*rivermigrate.Migrator[pgx.Tx], error) {
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, errors.Join(errors.New("read River's migrations"), err)
	}
	return m, nil
}
