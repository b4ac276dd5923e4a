package cadre

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/region"
)

// Add adds a cadre. fault.Invalid where a rule is broken, or the code is taken.
func (s *Store) Add(ctx context.Context, by audit.Actor, c Cadre) error {
	if err := c.Check().Or(); err != nil {
		return err
	}
	err := audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `
			INSERT INTO cadre (code, name, category, duty_level, staff, active, position)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, c.Code, c.Name, c.Category, c.DutyLevel, c.Staff, c.Active, c.Position); err != nil {
			return err
		}
		if err := arrange(ctx, tx, c); err != nil {
			return err
		}
		return s.recordCadre(ctx, tx, by, audit.CadreAdded, Cadre{Code: c.Code}, c)
	})
	if postgres.Violates(err, "cadre_pkey") {
		return fault.Invalid{"code": "Kode ini sudah dipakai jenis SDM lain. Pilih kode lain, atau ubah yang sudah ada."}
	}
	return err
}

// Change edits a cadre whose version is still c.Version. fault.Conflict where somebody else changed it since, fault.NotFound
// where there is none, fault.Invalid where a rule is broken, and for another duty level while people or posts stand at the
// former one on a day from today on.
func (s *Store) Change(ctx context.Context, by audit.Actor, today time.Time, c Cadre) error {
	if err := c.Check().Or(); err != nil {
		return err
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		before, err := NewStore(tx, s.keys).Get(ctx, c.Code)
		if err != nil {
			return err
		}
		if before.Version != c.Version {
			return fault.Conflict{}
		}
		if c == before {
			return nil
		}
		if c.DutyLevel != before.DutyLevel {
			if err := movable(ctx, tx, c, today); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `
			UPDATE cadre
			SET name = $2, category = $3, duty_level = $4, staff = $5, active = $6, position = $7, version = version + 1
			WHERE code = $1`, c.Code, c.Name, c.Category, c.DutyLevel, c.Staff, c.Active, c.Position); err != nil {
			return fmt.Errorf("change a cadre: %w", err)
		}
		if err := arrange(ctx, tx, c); err != nil {
			return err
		}
		return s.recordCadre(ctx, tx, by, audit.CadreChanged, before, c)
	})
}

// movable refuses another duty level while people serve, or posts are counted, elsewhere than at it.
func movable(ctx context.Context, tx pgx.Tx, c Cadre, today time.Time) error {
	var people, posts int
	err := tx.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM engagement e JOIN region r ON r.code = e.region
		        WHERE e.cadre = $1 AND e.voided_at IS NULL AND r.level <> $2 AND e.valid && daterange($3, NULL)),
		       (SELECT count(*) FROM formation f JOIN region r ON r.code = f.region
		        WHERE f.cadre = $1 AND f.voided_at IS NULL AND r.level <> $2 AND f.valid && daterange($3, NULL))`,
		c.Code, c.DutyLevel, today).Scan(&people, &posts)
	if err != nil {
		return fmt.Errorf("look who serves at which level: %w", err)
	}
	if people+posts == 0 {
		return nil
	}
	var why []string
	if people > 0 {
		why = append(why, fmt.Sprintf("%d penugasan", people))
	}
	if posts > 0 {
		why = append(why, fmt.Sprintf("%d formasi", posts))
	}
	level := strings.ToLower(region.LevelWords(c.DutyLevel))
	return fault.Invalid{"duty_level": "Tingkat tempat tugas belum dapat diubah menjadi " + level + ": masih ada " + strings.Join(why, " dan ") +
		" di tingkat lain. Akhiri atau pindahkan dahulu semuanya."}
}

// arrange gives the other cadres the places before and after one.
func arrange(ctx context.Context, tx pgx.Tx, c Cadre) error {
	if _, err := tx.Exec(ctx, `
		UPDATE cadre c
		SET position = o.n + (o.n >= $2)::integer
		FROM (SELECT code, row_number() OVER (ORDER BY position, code)::integer AS n FROM cadre WHERE code <> $1) o
		WHERE c.code = o.code`, c.Code, c.Position); err != nil {
		return fmt.Errorf("arrange the cadres: %w", err)
	}
	return nil
}

func (s *Store) recordCadre(ctx context.Context, tx pgx.Tx, by audit.Actor, verb audit.Verb, before, after Cadre) error {
	var c []audit.Change
	c = audit.Changed(c, "Nama", before.Name, after.Name)
	c = audit.Changed(c, "Kategori", before.Category, after.Category)
	c = audit.Changed(c, "Tingkat tempat tugas", region.LevelWords(before.DutyLevel), region.LevelWords(after.DutyLevel))
	c = audit.Changed(c, "Pegawai dinas", yesNo(before.Staff), yesNo(after.Staff))
	c = audit.Changed(c, "Dipakai", yesNo(before.Active), yesNo(after.Active))
	c = audit.Changed(c, "Urutan", place(before.Position), place(after.Position))
	return audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: verb, SubjectKind: string(audit.Cadre), SubjectName: after.Code, Changes: c})
}

func yesNo(b bool) string {
	if b {
		return "ya"
	}
	return "tidak"
}

func place(position int) string {
	if position == 0 {
		return ""
	}
	return fmt.Sprint(position)
}

// Field returns one field of a cadre; fault.NotFound where there is none.
func (s *Store) Field(ctx context.Context, cadre, key string) (Field, error) {
	rows, _ := s.db.Query(ctx, `SELECT `+fieldColumns+` FROM cadre_field WHERE cadre = $1 AND key = $2`, cadre, key)
	f, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Field])
	if errors.Is(err, pgx.ErrNoRows) {
		return f, fault.NotFound{}
	}
	return f, err
}

// Used tells whether an engagement, be it void, holds a value of a field.
func (s *Store) Used(ctx context.Context, cadre, key string) (used bool, err error) {
	err = s.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM engagement WHERE cadre = $1 AND fields ? $2)`, cadre, key).Scan(&used)
	if err != nil {
		return false, fmt.Errorf("look for values of a field: %w", err)
	}
	return used, nil
}

// AddField adds a field to a cadre; its key follows from its label. fault.Invalid where a rule is broken, or the cadre has
// a field of that name.
func (s *Store) AddField(ctx context.Context, by audit.Actor, f Field) error {
	if err := f.Check().Or(); err != nil {
		return err
	}
	f.Key = keyOf(f.Label)
	err := audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `
			INSERT INTO cadre_field (cadre, key, label, type, choices, sealed, active, position)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			f.Cadre, f.Key, f.Label, f.Type, choicesOf(f), f.Sealed, f.Active, f.Position); err != nil {
			return err
		}
		if err := arrangeFields(ctx, tx, f); err != nil {
			return err
		}
		return s.recordField(ctx, tx, by, audit.CadreFieldAdded, Field{}, f)
	})
	if postgres.Violates(err, "cadre_field_pkey") {
		return fault.Invalid{"label": "Jenis SDM ini sudah punya isian dengan nama itu. Pilih nama lain, atau ubah yang sudah ada."}
	}
	return err
}

// ChangeField edits a field whose version is still f.Version. Its type, and whether it is sealed, change only before
// somebody has a value in it. fault.Conflict, fault.NotFound and fault.Invalid as Change.
func (s *Store) ChangeField(ctx context.Context, by audit.Actor, f Field) error {
	if err := f.Check().Or(); err != nil {
		return err
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := NewStore(tx, s.keys)
		before, err := in.Field(ctx, f.Cadre, f.Key)
		if err != nil {
			return err
		}
		if before.Version != f.Version {
			return fault.Conflict{}
		}
		if before.same(f) {
			return nil
		}
		if err := in.settled(ctx, before, f); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
			UPDATE cadre_field
			SET label = $3, type = $4, choices = $5, sealed = $6, active = $7, position = $8, version = version + 1
			WHERE cadre = $1
			  AND key = $2`, f.Cadre, f.Key, f.Label, f.Type, choicesOf(f), f.Sealed, f.Active, f.Position); err != nil {
			return fmt.Errorf("change a field: %w", err)
		}
		if err := arrangeFields(ctx, tx, f); err != nil {
			return err
		}
		return s.recordField(ctx, tx, by, audit.CadreFieldChanged, before, f)
	})
}

// same tells whether a field is edited into what it is already.
func (f Field) same(other Field) bool {
	return f.Label == other.Label && f.Type == other.Type && slices.Equal(f.Choices, choicesOf(other)) && f.Sealed == other.Sealed &&
		f.Active == other.Active && f.Position == other.Position
}

// settled refuses what would make values that stand there already into something else.
func (s *Store) settled(ctx context.Context, before, after Field) error {
	if before.Type == after.Type && before.Sealed == after.Sealed {
		return nil
	}
	used, err := s.Used(ctx, before.Cadre, before.Key)
	if err != nil || !used {
		return err
	}
	const why = " tidak dapat diubah lagi: isian ini sudah ada nilainya. Buat isian baru, lalu hentikan yang ini."
	bad := fault.Invalid{}
	if before.Type != after.Type {
		bad["type"] = "Jenis isian" + why
	}
	if before.Sealed != after.Sealed {
		bad["sealed"] = "Penyegelan" + why
	}
	return bad
}

// choicesOf is never NULL.
func choicesOf(f Field) []string {
	if f.Type != Choice {
		return []string{}
	}
	return f.Choices
}

func arrangeFields(ctx context.Context, tx pgx.Tx, f Field) error {
	if _, err := tx.Exec(ctx, `
		UPDATE cadre_field f
		SET position = o.n + (o.n >= $3)::integer
		FROM (SELECT key, row_number() OVER (ORDER BY position, key)::integer AS n FROM cadre_field WHERE cadre = $1 AND key <> $2) o
		WHERE f.cadre = $1
		  AND f.key = o.key`, f.Cadre, f.Key, f.Position); err != nil {
		return fmt.Errorf("arrange the fields: %w", err)
	}
	return nil
}

func (s *Store) recordField(ctx context.Context, tx pgx.Tx, by audit.Actor, verb audit.Verb, before, after Field) error {
	var c []audit.Change
	c = audit.Changed(c, "Nama isian", before.Label, after.Label)
	c = audit.Changed(c, "Jenis isian", TypeWords(before.Type), TypeWords(after.Type))
	c = audit.Changed(c, "Pilihan", strings.Join(before.Choices, ", "), strings.Join(choicesOf(after), ", "))
	c = audit.Changed(c, "Disegel", yesNo(before.Sealed), yesNo(after.Sealed))
	c = audit.Changed(c, "Dipakai", yesNo(before.Active), yesNo(after.Active))
	c = audit.Changed(c, "Urutan", place(before.Position), place(after.Position))
	return audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: verb, SubjectKind: string(audit.Cadre),
		SubjectName: after.Cadre + ", isian " + after.Label, Changes: c})
}

// TypeWords is what the screen calls a type of fields; empty for one that is none.
func TypeWords(t string) string {
	return map[string]string{Text: "Teks", Choice: "Pilihan dari daftar", Date: "Tanggal", Number: "Angka"}[t]
}
