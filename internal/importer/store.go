package importer

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/cadre"
	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/region"
	"pilar/internal/seal"
	"pilar/internal/setting"
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
