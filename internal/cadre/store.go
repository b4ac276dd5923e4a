package cadre

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// Store reads cadres and keeps their formation.
type Store struct {
	db   postgres.DB
	keys *seal.Keys
}

// NewStore returns a Store on a pool or within a transaction.
func NewStore(db postgres.DB, keys *seal.Keys) *Store { return &Store{db, keys} }

// All returns every cadre in the office's order, inactive ones too.
func (s *Store) All(ctx context.Context) ([]Cadre, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT code, name, category, duty_level, staff, active
		FROM cadre
		ORDER BY position`)
	return pgx.CollectRows(rows, pgx.RowToStructByName[Cadre])
}

// Get returns one cadre, or fault.NotFound.
func (s *Store) Get(ctx context.Context, code string) (Cadre, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT code, name, category, duty_level, staff, active
		FROM cadre
		WHERE code = $1`, code)
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Cadre])
	if errors.Is(err, pgx.ErrNoRows) {
		return c, fault.NotFound{}
	}
	return c, err
}

// Fields returns the fields of every cadre, in their order.
func (s *Store) Fields(ctx context.Context) ([]Field, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT cadre, key, label, type, choices, sealed
		FROM cadre_field
		ORDER BY cadre, position`)
	return pgx.CollectRows(rows, pgx.RowToStructByName[Field])
}

// Posts returns the formation rows that the filter chooses, place by place.
func (s *Store) Posts(ctx context.Context, f Filter) ([]Post, error) {
	var w postgres.Where
	w.Bind("d", f.At.On, "k", f.At.K())
	if f.Limit != nil {
		w.And(`f.kecamatan = ANY(@limit)`, "limit", f.Limit)
	}
	if f.Cadre != "" {
		w.And(`f.cadre = @cadre`, "cadre", f.Cadre)
	}
	switch f.Kecamatan {
	case "":
	case District:
		w.And(`f.kecamatan IS NULL`)
	default:
		w.And(`f.kecamatan = @kecamatan`, "kecamatan", f.Kecamatan)
	}
	if f.Vacant {
		w.And(`f.vacant > 0`)
	}
	if f.Excess {
		w.And(`f.excess > 0`)
	}
	rows, _ := s.db.Query(ctx, `
		SELECT f.cadre, f.region, coalesce(f.kecamatan, '') AS kecamatan, f.posts, f.active, f.vacant, f.excess
		FROM formation_standing(@d, @k) f
		JOIN cadre c ON c.code = f.cadre
		`+w.SQL()+`
		ORDER BY c.position, f.region`, w.Args())
	posts, err := pgx.CollectRows(rows, pgx.RowToStructByName[Post])
	if err != nil {
		return nil, fmt.Errorf("read the formation: %w", err)
	}
	return posts, nil
}

// SetFormation records how many posts a cadre has at a place from a day on: the former row ends the day before, and a row
// that began on or after that day is voided. fault.Invalid for a negative number or a place that does not exist.
func (s *Store) SetFormation(ctx context.Context, by audit.Actor, f Formation) error {
	if f.Posts < 0 {
		return fault.Invalid{"posts": "Jumlah formasi tidak boleh kurang dari nol."}
	}
	err := audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		before, replaced, err := endFormation(ctx, tx, f)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO formation (cadre, region, posts, valid, replaces)
			VALUES ($1, $2, $3, daterange($4, NULL), $5)`, f.Cadre, f.Region, f.Posts, f.From, replaced)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{
			Verb: audit.FormationSet, SubjectKind: "formation", SubjectName: f.Cadre + " " + f.Region,
			Changes: []audit.Change{
				{Field: "Jumlah formasi", Before: before, After: fmt.Sprint(f.Posts)},
				{Field: "Berlaku sejak", After: f.From.Format(time.DateOnly)},
			},
		})
	})
	if postgres.Violates(err, "formation_region_fkey") || postgres.Violates(err, "formation_cadre_fkey") {
		return fault.Invalid{"region": "Wilayah atau jenis SDM itu tidak ada."}
	}
	return err
}

// endFormation voids what the new row touches, and keeps of it what lies before the new row begins.
func endFormation(ctx context.Context, tx pgx.Tx, f Formation) (before string, replaced *int64, err error) {
	rows, _ := tx.Query(ctx, `
		UPDATE formation
		SET voided_at = pilar_at(), voided_by = pilar_actor(), void_reason = 'formasi baru'
		WHERE cadre = $1
		  AND region = $2
		  AND voided_at IS NULL
		  AND valid && daterange($3, NULL)
		RETURNING id, posts`, f.Cadre, f.Region, f.From)
	var id int64
	var posts int
	_, err = pgx.ForEachRow(rows, []any{&id, &posts}, func() error {
		before, replaced = fmt.Sprint(posts), new(id)
		return nil
	})
	if err != nil || replaced == nil {
		return before, replaced, err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO formation (cadre, region, posts, valid, replaces)
		SELECT cadre, region, posts, daterange(lower(valid), $4), id
		FROM formation
		WHERE cadre = $1
		  AND region = $2
		  AND voided_at = pilar_at()
		  AND lower(valid) < $3`, f.Cadre, f.Region, f.From, f.From)
	return before, replaced, err
}

// Seed gives a district the posts that follow from its places: one TKSK in each kecamatan and one PSM in each desa
// (domain: KBB 2018, 16 and 165), and the given numbers for cadres that are counted for the whole kabupaten.
func (s *Store) Seed(ctx context.Context, by audit.Actor, whole map[string]int, from time.Time) error {
	codes := make([]string, 0, len(whole))
	posts := make([]int, 0, len(whole))
	for code, n := range whole {
		codes, posts = append(codes, code), append(posts, n)
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			INSERT INTO formation (cadre, region, posts, valid)
			SELECT 'TKSK', code, 1, daterange($1, NULL) FROM region WHERE level = 'kecamatan'
			UNION ALL
			SELECT 'PSM', code, 1, daterange($1, NULL) FROM region WHERE level = 'desa'
			UNION ALL
			SELECT w.code, r.code, w.posts, daterange($1, NULL)
			FROM unnest($2::text[], $3::integer[]) AS w (code, posts)
			JOIN region r ON r.level = 'kabupaten'`, from, codes, posts)
		if err != nil {
			return fmt.Errorf("seed the formation: %w", err)
		}
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{
			Verb: audit.FormationSet, SubjectKind: "formation", SubjectName: "Formasi awal",
			Changes: []audit.Change{{Field: "Jumlah baris", After: fmt.Sprint(tag.RowsAffected())}},
		})
	})
}
