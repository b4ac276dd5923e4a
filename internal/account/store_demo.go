package account

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/asof"
	"pilar/internal/audit"
)

// CreateDemo makes the demo accounts in a database that has no account, and does nothing otherwise.
func (s *Store) CreateDemo(ctx context.Context, by audit.Actor, now time.Time) error {
	any, err := s.Any(ctx)
	if err != nil || any {
		return err
	}
	hash, err := s.hasher.hash(ctx, DemoPassword)
	if err != nil {
		return err
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, `SELECT code FROM region WHERE level = 'kecamatan' ORDER BY code LIMIT 3`)
		some, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return fmt.Errorf("find kecamatan for a demo account: %w", err)
		}
		for _, d := range demos(asof.Today(now), some) {
			if err := s.insertDemo(ctx, tx, by, now, d, hash); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) insertDemo(ctx context.Context, tx pgx.Tx, by audit.Actor, now time.Time, d demo, hash string) error {
	password := &hash
	if d.state == Invited {
		password = nil
	}
	id, err := s.insert(ctx, tx, by, d.New, password, true)
	if err != nil || d.state != Suspended {
		return err
	}
	if err := suspend(ctx, tx, now, id); err != nil {
		return err
	}
	return s.record(ctx, tx, by, audit.AccountSuspended, id, d.Login, "Pindah tugas ke dinas lain", nil)
}

// Demo returns the demo accounts that can be used at now.
func (s *Store) Demo(ctx context.Context, now time.Time) ([]Account, error) {
	rows, _ := s.db.Query(ctx, `SELECT `+columns+`
		FROM account a`+origins+`
		WHERE a.demo
		  AND `+stateColumn+` = @state
		ORDER BY a.id`, pgx.NamedArgs{"today": asof.Today(now), "state": Active})
	return pgx.CollectRows(rows, pgx.RowToStructByName[Account])
}
