package importer

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/region"
	"pilar/internal/seal"
	"pilar/internal/setting"
	"pilar/internal/worker"
)

// Store compares a file with the register, and stores what may be stored.
type Store struct {
	db    postgres.DB
	keys  *seal.Keys
	queue Queue
}

// NewStore returns a Store on a pool or within a transaction.
func NewStore(db postgres.DB, keys *seal.Keys) *Store { return &Store{db, keys, noQueue{}} }

// in returns the Store within a transaction.
func (s *Store) in(tx pgx.Tx) *Store { return &Store{tx, s.keys, s.queue} }

// Options returns what a file of a cadre is read with. fault.NotFound where there is no such cadre,
// fault.Invalid where it is not used any more.
func (s *Store) Options(ctx context.Context, code string, today time.Time) (Options, error) {
	cadres := cadre.NewStore(s.db, s.keys)
	c, err := cadres.Get(ctx, code)
	if err != nil {
		return Options{}, err
	}
	if !c.Active {
		return Options{}, fault.Invalid{"cadre": "Jenis SDM " + code + " tidak dipakai lagi. Administrator dapat memakainya lagi di Pengaturan."}
	}
	fields, err := cadres.Fields(ctx)
	if err != nil {
		return Options{}, err
	}
	all, err := region.NewStore(s.db, s.keys).All(ctx)
	if err != nil {
		return Options{}, err
	}
	prefixes, err := setting.NewStore(s.db, s.keys).Prefixes(ctx)
	if err != nil {
		return Options{}, err
	}
	fields = slices.DeleteFunc(fields, func(f cadre.Field) bool { return f.Cadre != code || !f.Active })
	return Options{Cadre: code, DutyLevel: c.DutyLevel, Fields: fields, Places: NewPlaces(all), Prefixes: prefixes, Today: today}, nil
}

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
