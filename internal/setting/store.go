package setting

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// Store reads and changes settings.
type Store struct {
	db   postgres.DB
	keys *seal.Keys
}

// NewStore returns a Store on a pool or within a transaction.
func NewStore(db postgres.DB, keys *seal.Keys) *Store { return &Store{db, keys} }

// All returns the settings by key.
func (s *Store) All(ctx context.Context) (map[Key]Setting, error) {
	rows, _ := s.db.Query(ctx, `SELECT key, value, version FROM setting`)
	all := map[Key]Setting{}
	var one Setting
	if _, err := pgx.ForEachRow(rows, []any{&one.Key, &one.Value, &one.Version}, func() error {
		all[one.Key] = one
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	return all, nil
}

// Prefixes returns the first four figures of the NIK that people of the district bear.
func (s *Store) Prefixes(ctx context.Context) ([]string, error) {
	all, err := s.All(ctx)
	if err != nil || all[NIKPrefixes].Value == "" {
		return nil, err
	}
	return strings.Split(all[NIKPrefixes].Value, ","), nil
}

// UseZone makes the office's time zone this process's: see asof.Zone.
func (s *Store) UseZone(ctx context.Context) error {
	all, err := s.All(ctx)
	if err == nil && !asof.SetZone(all[OfficeZone].Value) {
		err = fmt.Errorf("the setting %s is %q: write WIB, WITA or WIT", OfficeZone, all[OfficeZone].Value)
	}
	return err
}

// Change sets settings whose versions are still those that were read, all or none. fault.Invalid where a value is none of
// its kind, fault.Conflict where somebody else changed one since.
func (s *Store) Change(ctx context.Context, by audit.Actor, next ...Setting) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		all, err := NewStore(tx, s.keys).All(ctx)
		if err != nil {
			return err
		}
		for _, n := range next {
			if err := s.change(ctx, tx, by, all[n.Key], n); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) change(ctx context.Context, tx pgx.Tx, by audit.Actor, before, next Setting) error {
	value, err := next.Key.Normal(next.Value)
	if err != nil {
		return err
	}
	if before.Version != next.Version {
		return fault.Conflict{}
	}
	if before.Value == value {
		return nil
	}
	if _, err := tx.Exec(ctx, `UPDATE setting SET value = $2, version = version + 1 WHERE key = $1`, next.Key, value); err != nil {
		return fmt.Errorf("change a setting: %w", err)
	}
	return audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: audit.SettingChanged, SubjectKind: "setting",
		SubjectName: next.Key.Label(), Changes: audit.Changed(nil, next.Key.Label(), before.Value, value)})
}
