package importer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/worker"
)

// Since compares an import with the last stored one of the same shape and cadre.
type Since struct {
	Before  Import // zero: none was stored before
	New     int    // rows of people whom that file did not name
	Moved   int    // rows that put somebody at another duty place than the register has
	Missing int
}

// Since returns how an import that was checked differs from the last stored one of its shape.
func (s *Store) Since(ctx context.Context, id int64) (Since, error) {
	before, err := s.before(ctx, id)
	if err != nil || before == 0 {
		return Since{}, err
	}
	var since Since
	if since.Before, err = s.Import(ctx, before); err != nil {
		return Since{}, err
	}
	err = s.db.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE NOT EXISTS (SELECT FROM import_row b WHERE b.import = $2 AND b.nik_sealed = r.nik_sealed)),
		       count(*) FILTER (WHERE $3 = ANY(r.kinds))
		FROM import_row r
		WHERE r.import = $1
		  AND r.verdict IN ('new', 'changed', 'same')`, id, before, check.DutyPlaceChanged).Scan(&since.New, &since.Moved)
	if err != nil {
		return Since{}, fmt.Errorf("compare an import with the one before: %w", err)
	}
	err = s.db.QueryRow(ctx, `SELECT count(*) `+missing, missingArgs(id, before)).Scan(&since.Missing)
	if err != nil {
		return Since{}, fmt.Errorf("count who is missing: %w", err)
	}
	return since, nil
}

// before returns the last import of the same shape and cadre that was stored, before this one where this one is stored too,
// and not undone; 0 where there is none, or where this one has no rows to compare.
func (s *Store) before(ctx context.Context, id int64) (before int64, err error) {
	err = s.db.QueryRow(ctx, `
		SELECT b.id
		FROM import i
		JOIN import b ON b.shape = i.shape AND b.cadre = i.cadre AND b.id <> i.id
		WHERE i.id = $1
		  AND i.state IN ('checked', 'storing', 'stored', 'undoing')
		  AND b.state = 'stored'
		  AND (i.stored_at IS NULL OR b.stored_at < i.stored_at)
		ORDER BY b.stored_at DESC, b.id DESC
		LIMIT 1`, id).Scan(&before)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("find the import before: %w", err)
	}
	return before, nil
}

// Missing is somebody whom the last file named, who still serves, and whom this file does not name.
type Missing struct {
	Worker     int64
	Engagement int64
	Name       string
	Region     string
	From       time.Time
}

// missing are those who serve in an import's cadre on its day, stand in the import before and not in this one, within the
// limit of whoever brought it. A row that was refused names its person, too.
const missing = `
	FROM import i
	JOIN import_row b ON b.import = @before
	JOIN worker w ON w.nik_sealed = b.nik_sealed AND w.voided_at IS NULL
	JOIN engagement e ON e.worker = w.id AND e.cadre = i.cadre AND e.valid @> i.as_of AND e.voided_at IS NULL
	WHERE i.id = @import
	  AND b.verdict IN ('new', 'changed', 'same')
	  AND (i.kecamatan IS NULL OR e.kecamatan = ANY(i.kecamatan))
	  AND NOT EXISTS (SELECT FROM import_row r WHERE r.import = @import AND r.nik_sealed = b.nik_sealed)`

func missingArgs(id, before int64) pgx.NamedArgs {
	return pgx.NamedArgs{"import": id, "before": before}
}

// Missing returns those who are missing, by name, at most limit beyond the first skip.
func (s *Store) Missing(ctx context.Context, id int64, skip, limit int) ([]Missing, error) {
	before, err := s.before(ctx, id)
	if err != nil || before == 0 {
		return nil, err
	}
	args := missingArgs(id, before)
	args["skip"], args["limit"] = skip, limit
	rows, _ := s.db.Query(ctx, `
		SELECT w.id, e.id, w.name, e.region, lower(e.valid)
		`+missing+`
		ORDER BY w.name_key, w.id
		OFFSET @skip LIMIT @limit`, args)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Missing])
	if err != nil {
		return nil, fmt.Errorf("read who is missing: %w", err)
	}
	return all, nil
}

// EndMissing ends the engagements of some who are missing on their last day, with the reason. fault.Invalid says what is
// missing or impossible; fault.Conflict where one of them has changed since, or is not missing.
func (s *Store) EndMissing(ctx context.Context, by audit.Actor, id int64, engagements []int64, last time.Time, reason string) error {
	if len(engagements) == 0 {
		return fault.Invalid{"engagements": "Belum ada yang dipilih. Pilih orang yang penugasannya diakhiri."}
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		before, err := s.in(tx).before(ctx, id)
		if err != nil {
			return err
		}
		args := missingArgs(id, before)
		args["chosen"] = engagements
		var found int
		if err := tx.QueryRow(ctx, `SELECT count(DISTINCT e.id) `+missing+` AND e.id = ANY(@chosen)`, args).Scan(&found); err != nil {
			return fmt.Errorf("look whether they are missing: %w", err)
		}
		if found != len(engagements) {
			return fault.Conflict{}
		}
		return worker.NewStore(tx, s.keys).EndAll(ctx, by, engagements, last, reason)
	})
}
