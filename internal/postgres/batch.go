package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Steady returns an empty batch for db whose statements are planned once, for any values: for statements whose text alone
// says how they are best carried out. All others are planned each time for the values at hand; see Open. Reading a page so
// saves more time than the reading itself takes.
//
// Send it with Send: its statements go in one round trip.
func Steady(db DB) *pgx.Batch {
	b := &pgx.Batch{}
	if _, within := db.(pgx.Tx); !within { // there it would hold for what follows, too
		b.Queue(`SELECT set_config('plan_cache_mode', 'force_generic_plan', true)`)
	}
	return b
}

// Send carries a batch out, in which each statement was given what to do with its rows.
func Send(ctx context.Context, db DB, b *pgx.Batch) error { return db.SendBatch(ctx, b).Close() }

// Gather queues a statement in a batch and gathers what each of its rows is turned into.
func Gather[T any](b *pgx.Batch, into *[]T, scan pgx.RowToFunc[T], sql string, args ...any) {
	b.Queue(sql, args...).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, scan)
		return err
	})
}
