package cadre

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/region"
)

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

// SetFormation records how many posts a cadre has at a place from a day on: the former row ends the day before, the new
// one the day before a later one begins, and one that began on that day is replaced. fault.Invalid for a negative number,
// for a place that does not exist, and where posts of the cadre are counted above or below the place already.
func (s *Store) SetFormation(ctx context.Context, by audit.Actor, f Formation) error {
	if f.Posts < 0 {
		return fault.Invalid{"posts": "Jumlah formasi tidak boleh kurang dari nol."}
	}
	err := audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		if err := placed(ctx, tx, f); err != nil {
			return err
		}
		if err := countedOnce(ctx, tx, f); err != nil {
			return err
		}
		before, replaced, err := endFormation(ctx, tx, f)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO formation (cadre, region, posts, valid, replaces)
			VALUES ($1, $2, $3, daterange($4, (SELECT min(lower(valid)) FROM formation
			                                   WHERE cadre = $1 AND region = $2 AND voided_at IS NULL AND lower(valid) > $4)), $5)`,
			f.Cadre, f.Region, f.Posts, f.From, replaced)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{
			Verb: audit.FormationSet, SubjectKind: "formation", SubjectName: f.Cadre + " " + f.Region,
			Changes: []audit.Change{
				{Field: "Jumlah formasi", Before: before, After: fmt.Sprint(f.Posts)},
				{Field: "Berlaku sejak", After: f.From.Format("02-01-2006")},
			},
		})
	})
	if postgres.Violates(err, "formation_region_fkey") || postgres.Violates(err, "formation_cadre_fkey") {
		return fault.Invalid{"region": "Wilayah atau jenis SDM itu tidak ada."}
	}
	return err
}

// placed refuses posts of a cadre at a smaller place than its people serve at: nobody could ever fill them.
func placed(ctx context.Context, tx pgx.Tx, f Formation) error {
	var level region.Level
	var low bool
	err := tx.QueryRow(ctx, `
		SELECT c.duty_level, length(r.code) > CASE c.duty_level WHEN 'kabupaten' THEN 5 WHEN 'kecamatan' THEN 8 ELSE 13 END
		FROM cadre c, region r
		WHERE c.code = $1
		  AND r.code = $2`, f.Cadre, f.Region).Scan(&level, &low)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && !low {
		return nil // that there is no such place, the foreign key says
	}
	if err != nil {
		return fmt.Errorf("look at which level a cadre serves: %w", err)
	}
	return fault.Invalid{"region": "Orang " + f.Cadre + " bertugas di tingkat " + strings.ToLower(region.LevelWords(level)) +
		". Tetapkan formasinya pada tingkat itu atau di atasnya."}
}

// countedOnce refuses posts for a kabupaten whose kecamatan have their own, and the like: one person would fill two.
func countedOnce(ctx context.Context, tx pgx.Tx, f Formation) error {
	var place string
	err := tx.QueryRow(ctx, `
		SELECT r.name
		FROM formation f
		JOIN region r ON r.code = f.region
		WHERE f.cadre = $1
		  AND f.voided_at IS NULL
		  AND f.valid && daterange($3, NULL)
		  AND (starts_with(f.region, $2 || '.') OR starts_with($2, f.region || '.'))
		ORDER BY f.region
		LIMIT 1`, f.Cadre, f.Region, f.From).Scan(&place)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for posts above and below: %w", err)
	}
	return fault.Invalid{"region": "Formasi jenis SDM ini sudah dihitung di " + place + ". Tetapkan pada tingkat wilayah yang sama, agar seseorang tidak dihitung dua kali."}
}

// endFormation voids the row that covers the new one's first day, and keeps of it what lies before.
func endFormation(ctx context.Context, tx pgx.Tx, f Formation) (before string, replaced *int64, err error) {
	var id int64
	var posts int
	var since time.Time
	err = tx.QueryRow(ctx, `
		UPDATE formation
		SET voided_at = pilar_at(), voided_by = pilar_actor(), void_reason = 'formasi baru'
		WHERE cadre = $1
		  AND region = $2
		  AND voided_at IS NULL
		  AND valid @> $3::date
		RETURNING id, posts, lower(valid)`, f.Cadre, f.Region, f.From).Scan(&id, &posts, &since)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, fmt.Errorf("end the former formation: %w", err)
	}
	before = fmt.Sprintf("%d sejak %s", posts, since.Format("02-01-2006"))
	if since.Before(f.From) {
		_, err = tx.Exec(ctx, `
			INSERT INTO formation (cadre, region, posts, valid, replaces)
			VALUES ($1, $2, $3, daterange($4, $5), $6)`, f.Cadre, f.Region, posts, since, f.From, id)
	}
	return before, &id, err
}

// Terms returns what is recorded of a cadre's formation, place by place, the latest first.
func (s *Store) Terms(ctx context.Context, cadre string) ([]Term, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT region, posts, lower(valid), (upper(valid) - 1), recorded_at, recorded_by
		FROM formation
		WHERE cadre = $1
		  AND voided_at IS NULL
		ORDER BY region, valid DESC`, cadre)
	terms, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Term, error) {
		var t Term
		var until *time.Time
		err := row.Scan(&t.Region, &t.Posts, &t.From, &until, &t.RecordedAt, &t.RecordedBy)
		if until != nil {
			t.Until = *until
		}
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the terms of a formation: %w", err)
	}
	return terms, nil
}

// EndFormation ends what holds of a cadre's formation at a place on a day with that day. fault.Invalid, at "until", where
// nothing holds on it, or it ends then already.
func (s *Store) EndFormation(ctx context.Context, by audit.Actor, cadre, region string, until time.Time) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		var id int64
		var posts int
		var since time.Time
		err := tx.QueryRow(ctx, `
			UPDATE formation
			SET voided_at = pilar_at(), voided_by = pilar_actor(), void_reason = 'formasi diakhiri'
			WHERE cadre = $1
			  AND region = $2
			  AND voided_at IS NULL
			  AND valid @> $3::date
			  AND valid @> $3::date + 1
			RETURNING id, posts, lower(valid)`, cadre, region, until).Scan(&id, &posts, &since)
		if errors.Is(err, pgx.ErrNoRows) {
			return fault.Invalid{"until": "Tidak ada formasi yang masih berlaku sesudah hari itu. Pilih hari terakhir di dalam masa berlakunya."}
		}
		if err != nil {
			return fmt.Errorf("end a formation: %w", err)
		}
		if _, err := tx.Exec(ctx, `
			INSERT INTO formation (cadre, region, posts, valid, replaces)
			VALUES ($1, $2, $3, daterange($4, $5, '[]'), $6)`, cadre, region, posts, since, until, id); err != nil {
			return fmt.Errorf("keep what held before: %w", err)
		}
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{
			Verb: audit.FormationEnded, SubjectKind: "formation", SubjectName: cadre + " " + region,
			Changes: []audit.Change{
				{Field: "Jumlah formasi", Before: fmt.Sprint(posts)},
				{Field: "Hari terakhir berlaku", After: until.Format("02-01-2006")},
			},
		})
	})
}

// ClearFormation takes every formation away, those of the past too, as the owner of the tables: for a register without people
// that becomes another district's. The trail keeps how many there were.
func (s *Store) ClearFormation(ctx context.Context, by audit.Actor) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM formation`)
		if err != nil {
			return fmt.Errorf("take the formation away: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return nil
		}
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{
			Verb: audit.FormationCleared, SubjectKind: "formation", SubjectName: "Formasi seluruh wilayah",
			Changes: []audit.Change{{Field: "Jumlah baris", Before: fmt.Sprint(tag.RowsAffected())}},
		})
	})
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
