package importer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/check"
	"pilar/internal/worker"
)

// What tests do with rows that stand in no file: all are held at once, and stored as they are judged.

// Check says of each row what storing it would do, and changes nothing but the report.
func (s *Store) Check(ctx context.Context, r *Report, o Options) error {
	_, err := s.judge(ctx, r, o)
	return err
}

// judge compares a report that is held whole with the register, and returns what storing it would do.
func (s *Store) judge(ctx context.Context, r *Report, o Options) (plan, error) {
	var p plan
	j := newJudging(o, r.Summary)
	for from := 0; from < len(r.Rows); from += batchRows {
		judged, err := j.batch(ctx, s, r.Rows[from:min(from+batchRows, len(r.Rows))])
		if err != nil {
			return plan{}, err
		}
		for _, row := range judged {
			p.add(row.deed)
		}
	}
	for _, n := range j.freed() {
		r.Rows[n-1].drop(check.DutyPlaceFilled)
	}
	r.Count()
	return p, nil
}

// Apply checks the report against the register as it is at this moment and stores all rows that may be stored, in one
// transaction.
func (s *Store) Apply(ctx context.Context, by audit.Actor, r *Report, o Options) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := s.in(tx)
		p, err := in.judge(ctx, r, o)
		if err != nil {
			return err
		}
		if err := p.store(ctx, worker.NewStore(tx, s.keys), by); err != nil {
			return err
		}
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: audit.FileImported, SubjectKind: "import", SubjectName: r.File,
			Changes: []audit.Change{
				{Field: "Jenis SDM", After: o.Cadre},
				{Field: "Keadaan per", After: r.AsOf.Format("02-01-2006")},
				{Field: "Baris disimpan", After: fmt.Sprint(r.Loadable)},
				{Field: "Baris ditolak", After: fmt.Sprint(r.Rejected)},
				{Field: "Baris berulang", After: fmt.Sprint(r.Repeated)},
			}})
	})
}
