package setting

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
)

// Picture returns the logo; fault.NotFound where there is none.
func (s *Store) Picture(ctx context.Context) (Picture, error) {
	var p Picture
	err := s.db.QueryRow(ctx, `
		SELECT l.hash, l.kind, l.image
		FROM logo l
		JOIN setting s ON s.key = $1 AND s.value = l.hash`, Logo).Scan(&p.Hash, &p.Kind, &p.Image)
	if errors.Is(err, pgx.ErrNoRows) {
		return Picture{}, fault.NotFound{}
	}
	if err != nil {
		return Picture{}, fmt.Errorf("read the logo: %w", err)
	}
	return p, nil
}

// SetLogo puts a picture in the place of the logo there is; the zero Picture takes it away. fault.Conflict where somebody
// else changed the logo since version.
func (s *Store) SetLogo(ctx context.Context, by audit.Actor, version int, next Picture) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		all, err := NewStore(tx, s.keys).All(ctx)
		if err != nil {
			return err
		}
		before := all[Logo]
		if before.Version != version {
			return fault.Conflict{}
		}
		if before.Value == next.Hash {
			return nil
		}
		if err := replaceLogo(ctx, tx, next); err != nil {
			return err
		}
		change := audit.Change{Field: Logo.Label()}
		if before.Value != "" {
			change.Before = "logo " + before.Value[:8]
		}
		if next.Hash != "" {
			change.After = "logo " + next.Hash[:8] + " (" + next.words + ")"
		}
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: audit.SettingChanged, SubjectKind: "setting", SubjectName: Logo.Label(),
			Changes: []audit.Change{change}})
	})
}

func replaceLogo(ctx context.Context, tx pgx.Tx, next Picture) error {
	if _, err := tx.Exec(ctx, `DELETE FROM logo`); err != nil {
		return fmt.Errorf("take the former logo away: %w", err)
	}
	if next.Hash != "" {
		if _, err := tx.Exec(ctx, `INSERT INTO logo (hash, kind, image) VALUES ($1, $2, $3)`, next.Hash, next.Kind, next.Image); err != nil {
			return fmt.Errorf("keep a logo: %w", err)
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE setting SET value = $2, version = version + 1 WHERE key = $1`, Logo, next.Hash); err != nil {
		return fmt.Errorf("name the logo: %w", err)
	}
	return nil
}
