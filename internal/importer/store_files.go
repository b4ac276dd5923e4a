package importer

import (
	"context"
	"fmt"
	"io"
	"iter"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
)

// Judged tells whether each row has its verdict, whatever has become of the import since.
func (i Import) Judged() bool {
	switch i.State {
	case Asking, Checking, Unreadable:
		return false
	}
	return i.Counts.Rows() > 0
}

// Marked records that an import's file is taken away, and writes it with what was found out about each row: see Mark. Nothing
// is written before the trail says so. fault.NotFound where there is no such import, or its rows have no verdicts.
func (s *Store) Marked(ctx context.Context, by audit.Actor, id int64, w io.Writer) error {
	return s.atOneMoment(ctx, id, func(at *Store, im Import) error {
		file, err := at.File(ctx, id)
		if err != nil {
			return err
		}
		err = s.recordTaken(ctx, by, im, audit.Changed(nil, "Yang diambil", "", "berkas dengan catatan"))
		if err != nil {
			return err
		}
		return Mark(w, file, im.Heads, at.each(ctx, RowFilter{Import: id}))
	})
}

// RowsExport is how the rows of an import are taken away as a list.
type RowsExport struct {
	Filter RowFilter
	Words  string // which rows the filter chooses, as the trail says it
	Format string // of the file, as the trail says it
}

// Export records that rows of an import are taken away, and hands over those that the filter chooses, in the order of the
// file and as they stood at one moment. Nothing is handed over before the trail says so. fault.NotFound as by Marked.
func (s *Store) Export(ctx context.Context, by audit.Actor, e RowsExport, begin func() error, each func(Kept) error) error {
	return s.atOneMoment(ctx, e.Filter.Import, func(at *Store, im Import) error {
		c := audit.Changed(nil, "Yang diambil", "", "daftar baris")
		c = audit.Changed(c, "Yang dipilih", "", e.Words)
		if err := s.recordTaken(ctx, by, im, audit.Changed(c, "Jenis berkas", "", e.Format)); err != nil {
			return err
		}
		if err := begin(); err != nil {
			return err
		}
		for k, err := range at.each(ctx, e.Filter) {
			if err == nil {
				err = each(k)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// atOneMoment hands over a checked import and a Store that sees it as it is now, however long that takes.
func (s *Store) atOneMoment(ctx context.Context, id int64, do func(*Store, Import) error) error {
	return pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`); err != nil {
			return fmt.Errorf("hold on to one moment: %w", err)
		}
		at := NewStore(tx, s.keys)
		im, err := at.Import(ctx, id)
		if err == nil && !im.Judged() {
			err = fault.NotFound{}
		}
		if err != nil {
			return err
		}
		return do(at, im)
	})
}

func (s *Store) recordTaken(ctx context.Context, by audit.Actor, im Import, changes []audit.Change) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: audit.ListExported, SubjectKind: string(audit.File), SubjectID: im.ID,
			SubjectName: im.File, Changes: changes})
	})
}

// each goes through all rows that a filter chooses, a batch at a time.
func (s *Store) each(ctx context.Context, f RowFilter) iter.Seq2[Kept, error] {
	return func(yield func(Kept, error) bool) {
		f, more := f, true
		for f.Limit = batchRows; more; {
			rows, further, err := s.Rows(ctx, f)
			if err != nil {
				yield(Kept{}, err)
				return
			}
			for _, k := range rows {
				if f.After = k.N; !yield(k, nil) {
					return
				}
			}
			more = further
		}
	}
}
