package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// Write runs do in a transaction in which facts may be recorded, by the given actor. Writers take turns: see the
// migration that makes pilar_begin_write. Within a write it is a savepoint of the outer one. fault.Repeated where the
// actor's form was carried out before.
func Write(ctx context.Context, db postgres.DB, by Actor, do func(tx pgx.Tx) error) error {
	if by.Name == "" {
		return fmt.Errorf("a change without an actor")
	}
	return pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		var id *int64
		if by.ID != 0 {
			id = &by.ID
		}
		var at *time.Time
		if !by.At.IsZero() {
			at = &by.At
		}
		if _, err := tx.Exec(ctx, `SELECT pilar_begin_write($1, $2, $3)`, id, by.Name, at); err != nil {
			return fmt.Errorf("begin a write: %w", err)
		}
		if _, within := db.(pgx.Tx); !within {
			if err := note(ctx, tx, by); err != nil {
				return err
			}
		}
		return do(tx)
	})
}

// Record adds entries to the trail in their order, inside a write.
func Record(ctx context.Context, tx pgx.Tx, keys *seal.Keys, by Actor, entries ...Entry) error {
	var (
		verbs, kinds, names, reasons []string
		ids                          []*int64
		changes                      [][]byte
	)
	for _, e := range entries {
		sealed, err := SealChanges(keys, e.Changes)
		if err != nil {
			return err
		}
		var id *int64
		if e.SubjectID != 0 {
			id = &e.SubjectID
		}
		verbs, kinds, names = append(verbs, string(e.Verb)), append(kinds, e.SubjectKind), append(names, e.SubjectName)
		ids, changes, reasons = append(ids, id), append(changes, sealed), append(reasons, e.Reason)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO audit_entry (verb, subject_kind, subject_id, subject_name, changes, reason, request)
		SELECT verb, kind, id, name, changes, reason, @request
		FROM unnest(@verbs::text[], @kinds::text[], @ids::bigint[], @names::text[], @changes::bytea[], @reasons::text[])
		     WITH ORDINALITY AS e (verb, kind, id, name, changes, reason, n)
		ORDER BY n`,
		pgx.NamedArgs{"verbs": verbs, "kinds": kinds, "ids": ids, "names": names, "changes": changes,
			"reasons": reasons, "request": by.Request})
	if err != nil {
		return fmt.Errorf("record in the trail: %w", err)
	}
	return nil
}

// SealChanges returns changes as they stand in the trail; nil for none.
func SealChanges(keys *seal.Keys, changes []Change) ([]byte, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	text, err := json.Marshal(changes)
	if err != nil {
		return nil, fmt.Errorf("write the changes: %w", err)
	}
	return keys.Seal(seal.Changes, string(text)), nil
}

// Of returns the newest entries about one record, newest first, at most limit.
func Of(ctx context.Context, db postgres.DB, keys *seal.Keys, kind string, id int64, limit int) ([]Entry, error) {
	b := postgres.Steady(db)
	entries := QueueOf(b, keys, kind, id, limit)
	err := postgres.Send(ctx, db, b)
	return *entries, err
}

// QueueOf is Of as a part of a batch: the entries are there once it was sent.
func QueueOf(b *pgx.Batch, keys *seal.Keys, kind string, id int64, limit int) *[]Entry {
	var entries []Entry
	b.Queue(`
		SELECT `+entryColumns+`
		FROM audit_entry e
		WHERE e.subject_kind = $1
		  AND e.subject_id = $2
		ORDER BY e.id DESC
		LIMIT $3`, kind, id, limit).Query(func(rows pgx.Rows) (err error) {
		entries, err = (&Store{keys: keys}).collect(rows)
		return err
	})
	return &entries
}
