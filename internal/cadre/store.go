package cadre

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// Store reads and changes cadres, and keeps their formation.
type Store struct {
	db     postgres.DB
	keys   *seal.Keys
	all    audit.Kept[[]Cadre]
	fields audit.Kept[[]Field]
}

const (
	columns      = `code, name, category, duty_level, staff, active, position, version`
	fieldColumns = `cadre, key, label, type, choices, sealed, active, position, version`
)

// NewStore returns a Store on a pool or within a transaction.
func NewStore(db postgres.DB, keys *seal.Keys) *Store { return &Store{db: db, keys: keys} }

// All returns every cadre in the office's order, inactive ones too. The answer is shared: nobody may change it.
func (s *Store) All(ctx context.Context) ([]Cadre, error) { return s.all.Get(ctx, s.readAll) }

func (s *Store) readAll(ctx context.Context) ([]Cadre, error) {
	rows, _ := s.db.Query(ctx, `SELECT `+columns+` FROM cadre ORDER BY position, code`)
	return pgx.CollectRows(rows, pgx.RowToStructByName[Cadre])
}

// Get returns one cadre, or fault.NotFound.
func (s *Store) Get(ctx context.Context, code string) (Cadre, error) {
	rows, _ := s.db.Query(ctx, `SELECT `+columns+` FROM cadre WHERE code = $1`, code)
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Cadre])
	if errors.Is(err, pgx.ErrNoRows) {
		return c, fault.NotFound{}
	}
	return c, err
}

// Fields returns the fields of every cadre, in their order, those that have left the forms too. The answer is shared: nobody
// may change it.
func (s *Store) Fields(ctx context.Context) ([]Field, error) { return s.fields.Get(ctx, s.readFields) }

func (s *Store) readFields(ctx context.Context) ([]Field, error) {
	rows, _ := s.db.Query(ctx, `SELECT `+fieldColumns+` FROM cadre_field ORDER BY cadre, position, key`)
	return pgx.CollectRows(rows, pgx.RowToStructByName[Field])
}
