package backup

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Rows are loaded table by table, verbatim: nothing may check them against tables that are still empty, and nothing may
// change them on the way, as the trigger of the trail would. The owner of tables may neither switch off the checks of
// foreign keys nor session_replication_role, which are a superuser's; so the keys are taken off and put back, which also
// checks them in one go, and the triggers of our own are switched off meanwhile.

// tie is a foreign key, as SQL.
type tie struct{ Table, Name, Definition string }

func foreignKeys(ctx context.Context, tx pgx.Tx) ([]tie, error) {
	rows, _ := tx.Query(ctx, `
		SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
		FROM pg_constraint
		WHERE contype = 'f' AND connamespace = 'public'::regnamespace
		ORDER BY 1, 2`)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[tie])
	if err != nil {
		return nil, fmt.Errorf("read the foreign keys: %w", err)
	}
	return all, nil
}

// untie empties all tables and makes them take rows in any order.
func (r restoring) untie(ctx context.Context, all []table, tied []tie) error {
	for _, k := range tied {
		if err := r.exec(ctx, `ALTER TABLE `+k.Table+` DROP CONSTRAINT `+k.Name); err != nil {
			return err
		}
	}
	for _, t := range all {
		name := identifiers([]string{t.Name})
		if err := r.exec(ctx, `TRUNCATE `+name+`; ALTER TABLE `+name+` DISABLE TRIGGER USER`); err != nil {
			return err
		}
	}
	return nil
}

// tie puts back what untie has taken off, and sets the sequences.
func (r restoring) tie(ctx context.Context, all []table, tied []tie) error {
	for _, t := range all {
		if err := r.exec(ctx, `ALTER TABLE `+identifiers([]string{t.Name})+` ENABLE TRIGGER USER`); err != nil {
			return err
		}
	}
	for _, k := range tied {
		if err := r.exec(ctx, `ALTER TABLE `+k.Table+` ADD CONSTRAINT `+k.Name+` `+k.Definition); err != nil {
			return err
		}
	}
	for _, s := range r.archive.Sequences {
		if _, err := r.tx.Exec(ctx, `SELECT setval($1::regclass, $2)`, identifiers([]string{s.Name}), s.Last); err != nil {
			return fmt.Errorf("set the sequence %s: %w", s.Name, err)
		}
	}
	return nil
}

func (r restoring) exec(ctx context.Context, sql string) error {
	if _, err := r.tx.Exec(ctx, sql); err != nil {
		return fmt.Errorf("prepare the tables: %w", err)
	}
	return nil
}
