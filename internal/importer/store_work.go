package importer

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Work does what an import's state asks for: checks it, stores it or undoes it. It does nothing where nothing is asked. Where
// another works on it already, it waits for that to end, and does what is then still asked: the other may have been given
// up, though the database has not noticed yet. What it does is done in one transaction: after a failure the import is as
// before, and Work may be called again.
func (s *Store) Work(ctx context.Context, id int64) error {
	return pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		in := s.in(tx)
		im, asked, err := in.claim(ctx, id)
		if err != nil || !asked {
			return err
		}
		tell := s.teller(id)
		switch im.State {
		case Checking:
			err = in.check(ctx, im, tell)
		case Storing:
			err = in.apply(ctx, im, tell)
		case Undoing:
			err = in.takeBack(ctx, im, tell)
		}
		if err != nil {
			return err
		}
		return in.forgetProgress(ctx, id)
	})
}

// claim takes an import that asks for work until the transaction ends; asked is false where it does not. Readers go on
// reading it as it was.
func (s *Store) claim(ctx context.Context, id int64) (im Import, asked bool, err error) {
	all, err := s.imports(ctx, `WHERE id = $1 AND state IN ('checking', 'storing', 'undoing') FOR NO KEY UPDATE`, id)
	if err != nil || len(all) == 0 {
		return Import{}, false, err
	}
	return all[0], true, nil
}

// teller tells how far the work is.
type teller func(ctx context.Context, p Progress)

func untold(context.Context, Progress) {}

// tellEvery is how long a progress is left standing.
const tellEvery = 300 * time.Millisecond

// teller returns one that writes beside the transaction that does the work, so that others see it. What it can't write is
// left out: the work is worth more.
func (s *Store) teller(id int64) teller {
	var last time.Time
	return func(ctx context.Context, p Progress) {
		if time.Since(last) < tellEvery {
			return
		}
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		_, _ = s.db.Exec(ctx, `
			INSERT INTO import_progress (import, done, total)
			VALUES ($1, $2, $3)
			ON CONFLICT (import) DO UPDATE
			SET done = excluded.done, total = excluded.total, at = now()`, id, p.Done, p.Total)
		last = time.Now()
	}
}

func (s *Store) forgetProgress(ctx context.Context, id int64) error {
	if _, err := s.db.Exec(ctx, `DELETE FROM import_progress WHERE import = $1`, id); err != nil {
		return fmt.Errorf("forget the progress of an import: %w", err)
	}
	return nil
}
