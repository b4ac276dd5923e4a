package backup

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// Store keeps which backups there are.
type Store struct {
	db   postgres.DB
	keys *seal.Keys
}

// NewStore returns a Store on a pool or within a transaction.
func NewStore(db postgres.DB, keys *seal.Keys) *Store { return &Store{db, keys} }

// Latest returns the newest records, newest first, at most limit.
func (s *Store) Latest(ctx context.Context, limit int) ([]Record, error) {
	return s.collect(ctx, `ORDER BY taken_at DESC, id DESC LIMIT $1`, limit)
}

// Standing returns what a verdict on the backups is made of.
func (s *Store) Standing(ctx context.Context) (Standing, error) {
	var found Standing
	for _, look := range []struct {
		into  *Record
		which string
	}{
		{&found.Last, `ORDER BY taken_at DESC, id DESC LIMIT 1`},
		{&found.Checked, `WHERE checked_at IS NOT NULL ORDER BY checked_at DESC LIMIT 1`},
		{&found.Proven, `WHERE checked_at IS NOT NULL AND failure = '' ORDER BY checked_at DESC LIMIT 1`},
	} {
		records, err := s.collect(ctx, look.which)
		if err != nil {
			return Standing{}, err
		}
		if len(records) > 0 {
			*look.into = records[0]
		}
	}
	return found, nil
}

func (s *Store) collect(ctx context.Context, which string, args ...any) ([]Record, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT taken_at, taken_by, file, bytes, schema, people, rows, files, head, checked_at, failure
		FROM backup_record `+which, args...)
	records, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Record, error) {
		var r Record
		var checked *time.Time
		err := row.Scan(&r.TakenAt, &r.TakenBy, &r.File, &r.Bytes, &r.Schema, &r.People, &r.Rows, &r.Files, &r.Head, &checked, &r.Failure)
		if checked != nil {
			r.CheckedAt = *checked
		}
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("read which backups there are: %w", err)
	}
	return records, nil
}

// Note records a backup that was taken.
func (s *Store) Note(ctx context.Context, by audit.Actor, t Taken) error {
	return s.record(ctx, by, t, audit.BackupTaken)
}

// Prove records that a backup was restored on trial and came back whole; one that is not known here becomes known.
func (s *Store) Prove(ctx context.Context, by audit.Actor, t Taken) error {
	return s.record(ctx, by, t, audit.BackupProven)
}

// Restored records, in the place that came of it, that a backup was restored: that proves it, too.
func (s *Store) Restored(ctx context.Context, by audit.Actor, t Taken) error {
	return s.record(ctx, by, t, audit.BackupRestored)
}

func (s *Store) record(ctx context.Context, by audit.Actor, t Taken, verb audit.Verb) error {
	sum, err := hex.DecodeString(t.SHA256)
	if err != nil {
		return fmt.Errorf("read the backup's checksum: %w", err)
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		// The no-op update returns the row that is there already.
		var id int64
		err := tx.QueryRow(ctx, `
			INSERT INTO backup_record (taken_at, taken_by, file, bytes, sha256, schema, people, rows, files, head)
			VALUES (@at, @by, @file, @bytes, @sum, @schema, @people, @rows, @files, @head)
			ON CONFLICT ON CONSTRAINT backup_record_sha256_key DO UPDATE SET sha256 = excluded.sha256
			RETURNING id`,
			pgx.NamedArgs{"at": t.TakenAt, "by": t.TakenBy, "file": t.Name, "bytes": t.Size, "sum": sum, "schema": int64(t.Schema),
				"people": t.People(), "rows": t.Rows(), "files": len(t.Files), "head": t.Head.ID}).Scan(&id)
		if err == nil && verb != audit.BackupTaken {
			_, err = tx.Exec(ctx, `
				UPDATE backup_record SET checked_at = pilar_at(), checked_by = pilar_actor(), failure = '' WHERE id = $1`, id)
		}
		if err != nil {
			return fmt.Errorf("note the backup: %w", err)
		}
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: verb, SubjectKind: string(audit.Backup), SubjectID: id, SubjectName: t.Name,
			Changes: []audit.Change{
				{Field: "Jumlah SDM", After: fmt.Sprint(t.People())},
				{Field: "Jejak sampai catatan nomor", After: fmt.Sprint(t.Head.ID)},
				{Field: "SHA-256", After: t.SHA256},
			}})
	})
}

// Fail records that the newest backup of that file name did not come back whole, and why. A name that is not known here is
// another installation's, or a mistyped one: nothing is recorded.
func (s *Store) Fail(ctx context.Context, by audit.Actor, name, why string) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, `
			UPDATE backup_record SET checked_at = pilar_at(), checked_by = pilar_actor(), failure = $2
			WHERE id = (SELECT id FROM backup_record WHERE file = $1 ORDER BY taken_at DESC, id DESC LIMIT 1)
			RETURNING id`, name, why)
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return fmt.Errorf("note that a backup failed: %w", err)
		}
		if len(ids) == 0 {
			return nil
		}
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: audit.BackupFailed, SubjectKind: string(audit.Backup), SubjectID: ids[0],
			SubjectName: name, Reason: why})
	})
}
