package region

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// Store reads and loads places.
type Store struct {
	db   postgres.DB
	keys *seal.Keys
	kept audit.Kept[Book]
}

// NewStore returns a Store on a pool or within a transaction.
func NewStore(db postgres.DB, keys *seal.Keys) *Store { return &Store{db: db, keys: keys} }

// All returns every place in the order of the codes: each kecamatan followed by its desa.
func (s *Store) All(ctx context.Context) ([]Region, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT code, name, level, coalesce(parent, '') AS parent
		FROM region
		ORDER BY code`)
	regions, err := pgx.CollectRows(rows, pgx.RowToStructByName[Region])
	if err != nil {
		return nil, fmt.Errorf("read the regions: %w", err)
	}
	return regions, nil
}

// Load adds the places of a district to an empty register. It fails where a place stands already.
func (s *Store) Load(ctx context.Context, by audit.Actor, regions []Region) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		if err := load(ctx, tx, regions); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "", regions)
	})
}

// Replace puts the places of a district in the stead of those there are, as the owner of the tables: the login that serves
// deletes no facts. Nothing may refer to the former places any more; an error says so otherwise.
func (s *Store) Replace(ctx context.Context, by audit.Actor, regions []Region) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		former, err := NewStore(tx, s.keys).All(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM region`); err != nil {
			return fmt.Errorf("take the former regions away: %w", err)
		}
		if err := load(ctx, tx, regions); err != nil {
			return err
		}
		return s.record(ctx, tx, by, describe(former), regions)
	})
}

func load(ctx context.Context, tx pgx.Tx, regions []Region) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"region"}, []string{"code", "name", "level", "parent"},
		pgx.CopyFromSlice(len(regions), func(i int) ([]any, error) {
			r := regions[i]
			var parent *string
			if r.Parent != "" {
				parent = &r.Parent
			}
			return []any{r.Code, r.Name, string(r.Level), parent}, nil
		}))
	if err != nil {
		return fmt.Errorf("load the regions: %w", err)
	}
	return nil
}

func (s *Store) record(ctx context.Context, tx pgx.Tx, by audit.Actor, former string, regions []Region) error {
	return audit.Record(ctx, tx, s.keys, by, audit.Entry{
		Verb: audit.RegionsLoaded, SubjectKind: "region", SubjectName: regions[0].Name,
		Changes: []audit.Change{{Field: "Wilayah", Before: former, After: describe(regions)}},
	})
}

// describe says how many places of which district there are.
func describe(regions []Region) string {
	if len(regions) == 0 {
		return ""
	}
	return fmt.Sprintf("%s, %d wilayah", regions[0].Name, len(regions))
}

// Book returns every place, to be looked up.
func (s *Store) Book(ctx context.Context) (Book, error) {
	return s.kept.Get(ctx, func(ctx context.Context) (Book, error) {
		all, err := s.All(ctx)
		return NewBook(all), err
	})
}
