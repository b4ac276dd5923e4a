package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/seal"
)

// Record is all that the register knows of a worker now.
type Record struct {
	ID          int64
	Person      Person
	Version     int
	RecordedAt  time.Time
	RecordedBy  string
	Engagements []Engagement // the latest first
	Employments []Employment
	Accounts    []BankAccount
}

// Get returns a worker's record; fault.NotFound where there is none, or none within the account's kecamatan.
func (s *Store) Get(ctx context.Context, id int64, limit []string) (Record, error) {
	if limit != nil {
		var inside bool
		err := s.db.QueryRow(ctx, `
			SELECT EXISTS (SELECT FROM engagement WHERE worker = $1 AND voided_at IS NULL AND kecamatan = ANY($2))`,
			id, limit).Scan(&inside)
		if err != nil {
			return Record{}, fmt.Errorf("look whether a worker is within the limit: %w", err)
		}
		if !inside {
			return Record{}, fault.NotFound{}
		}
	}
	records, err := s.Records(ctx, []int64{id})
	if err != nil {
		return Record{}, err
	}
	r, ok := records[id]
	if !ok {
		return Record{}, fault.NotFound{}
	}
	return *r, nil
}

// Records returns the records of many workers by id; an id that is none is left out.
func (s *Store) Records(ctx context.Context, ids []int64) (map[int64]*Record, error) {
	records, err := s.people(ctx, ids)
	if err != nil {
		return nil, err
	}
	engagements, err := s.engagements(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, e := range engagements {
		if r, ok := records[e.Worker]; ok { // a person's own row may be void
			r.Engagements = append(r.Engagements, e)
		}
	}
	if err := s.employments(ctx, ids, records); err != nil {
		return nil, err
	}
	return records, s.accounts(ctx, ids, records)
}

func (s *Store) person(ctx context.Context, id int64) (Person, error) {
	records, err := s.people(ctx, []int64{id})
	if err != nil {
		return Person{}, err
	}
	r, ok := records[id]
	if !ok {
		return Person{}, fault.NotFound{}
	}
	return r.Person, nil
}

func (s *Store) people(ctx context.Context, ids []int64) (map[int64]*Record, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT id, version, recorded_at, recorded_by, name, title_before, title_after, coalesce(sex, ''), birth_place, birth_date,
		       nik_sealed, kk_sealed, npwp_sealed, phone_sealed, phone_note_sealed, email, coalesce(home_region, ''), address,
		       education, died_on
		FROM worker
		WHERE id = ANY($1)
		  AND voided_at IS NULL`, ids)
	records := make(map[int64]*Record, len(ids))
	_, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (struct{}, error) {
		r := &Record{}
		p := &r.Person
		var born, died *time.Time
		var nik, kk, npwp, phone, note []byte
		err := row.Scan(&r.ID, &r.Version, &r.RecordedAt, &r.RecordedBy, &p.Name, &p.TitleBefore, &p.TitleAfter, &p.Sex, &p.BirthPlace,
			&born, &nik, &kk, &npwp, &phone, &note, &p.Email, &p.HomeRegion, &p.Address, &p.Education, &died)
		if err != nil {
			return struct{}{}, err
		}
		p.BirthDate, p.DiedOn = orZero(born), orZero(died)
		records[r.ID] = r
		return struct{}{}, s.openAll(
			opening{seal.NIK, nik, &p.NIK}, opening{seal.KK, kk, &p.KK}, opening{seal.NPWP, npwp, &p.NPWP},
			opening{seal.Phone, phone, &p.Phone}, opening{seal.PhoneNote, note, &p.PhoneNote})
	})
	if err != nil {
		return nil, fmt.Errorf("read workers: %w", err)
	}
	return records, nil
}

type opening struct {
	column seal.Column
	sealed []byte
	into   *string
}

func (s *Store) openAll(openings ...opening) error {
	for _, o := range openings {
		value, err := s.keys.Open(o.column, o.sealed)
		if err != nil {
			return err
		}
		*o.into = value
	}
	return nil
}

func (s *Store) sealAccount(number string) []byte { return s.keys.Seal(seal.Account, number) }

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// engagements returns the live engagements of workers, the latest first.
func (s *Store) engagements(ctx context.Context, workers []int64) ([]Engagement, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT e.id, e.worker, e.cadre, e.region, lower(e.valid), (upper(e.valid) - 1), e.start_precision, e.end_reason,
		       e.member_number, e.fields,
		       (SELECT json_agg(json_build_object('ID', d.id, 'Number', d.number, 'Issuer', d.issuer,
		                                          'DecidedOn', d.decided_on + time '00:00' AT TIME ZONE 'UTC',
		                                          'From', lower(d.valid) + time '00:00' AT TIME ZONE 'UTC',
		                                          'Until', (upper(d.valid) - 1) + time '00:00' AT TIME ZONE 'UTC')
		                        ORDER BY d.decided_on DESC NULLS LAST, d.id DESC)
		        FROM engagement_decree l
		        JOIN decree d ON d.id = l.decree
		        WHERE l.engagement = e.id
		          AND l.voided_at IS NULL)
		FROM engagement e
		WHERE e.worker = ANY($1)
		  AND e.voided_at IS NULL
		ORDER BY e.worker, e.valid DESC, e.id DESC`, workers)
	engagements, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Engagement, error) {
		var e Engagement
		var until *time.Time
		var fields, decrees []byte
		err := row.Scan(&e.ID, &e.Worker, &e.Cadre, &e.Region, &e.From, &until, &e.Precision, &e.EndReason, &e.MemberNumber,
			&fields, &decrees)
		if err != nil {
			return e, err
		}
		e.Until = orZero(until)
		if err := s.openFields(&e, fields); err != nil || decrees == nil {
			return e, err
		}
		return e, json.Unmarshal(decrees, &e.Decrees)
	})
	if err != nil {
		return nil, fmt.Errorf("read engagements: %w", err)
	}
	return engagements, nil
}

func (s *Store) employments(ctx context.Context, workers []int64, into map[int64]*Record) error {
	rows, _ := s.db.Query(ctx, `
		SELECT id, worker, kind, nip, grade, post, unit, lower(valid), (upper(valid) - 1), precision
		FROM employment
		WHERE worker = ANY($1)
		  AND voided_at IS NULL
		ORDER BY worker, valid DESC`, workers)
	var j Employment
	var until *time.Time
	_, err := pgx.ForEachRow(rows, []any{&j.ID, &j.Worker, &j.Kind, &j.NIP, &j.Grade, &j.Post, &j.Unit, &j.From, &until, &j.Precision}, func() error {
		j.Until = orZero(until)
		if r, ok := into[j.Worker]; ok {
			r.Employments = append(r.Employments, j)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read employments: %w", err)
	}
	return nil
}

func (s *Store) accounts(ctx context.Context, workers []int64, into map[int64]*Record) error {
	rows, _ := s.db.Query(ctx, `
		SELECT id, worker, bank, number_sealed, holder, lower(valid), (upper(valid) - 1)
		FROM bank_account
		WHERE worker = ANY($1)
		  AND voided_at IS NULL
		ORDER BY worker, valid DESC`, workers)
	var a BankAccount
	var sealed []byte
	var until *time.Time
	_, err := pgx.ForEachRow(rows, []any{&a.ID, &a.Worker, &a.Bank, &sealed, &a.Holder, &a.From, &until}, func() error {
		a.Until = orZero(until)
		err := s.openAll(opening{seal.Account, sealed, &a.Number})
		if r, ok := into[a.Worker]; ok {
			r.Accounts = append(r.Accounts, a)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("read bank accounts: %w", err)
	}
	return nil
}

// ByNIK returns the ids of those of the given NIK that stand in the register.
func (s *Store) ByNIK(ctx context.Context, niks []string) (map[string]int64, error) {
	sealed := column(niks, func(nik string) []byte { return s.keys.Seal(seal.NIK, nik) })
	rows, _ := s.db.Query(ctx, `
		SELECT i.n, w.id
		FROM unnest($1::bytea[]) WITH ORDINALITY AS i (nik, n)
		JOIN worker w ON w.nik_sealed = i.nik AND w.voided_at IS NULL`, sealed)
	ids := make(map[string]int64, len(niks))
	var n, id int64
	if _, err := pgx.ForEachRow(rows, []any{&n, &id}, func() error {
		ids[niks[n-1]] = id
		return nil
	}); err != nil {
		return nil, fmt.Errorf("find workers by NIK: %w", err)
	}
	return ids, nil
}

// Kin is who two records share when they may be one person: the same name and birth date.
type Kin struct {
	NameKey   string
	BirthDate time.Time
}

// ByKin returns the NIK of the people who stand under each of the given names and birth dates.
func (s *Store) ByKin(ctx context.Context, kin []Kin) (map[Kin][]string, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT i.n, w.nik_sealed
		FROM unnest($1::text[], $2::date[]) WITH ORDINALITY AS i (name_key, birth_date, n)
		JOIN worker w ON w.birth_date = i.birth_date AND w.name_key = i.name_key AND w.voided_at IS NULL`,
		column(kin, func(k Kin) string { return k.NameKey }), column(kin, func(k Kin) time.Time { return k.BirthDate }))
	niks := make(map[Kin][]string)
	var n int64
	var sealed []byte
	if _, err := pgx.ForEachRow(rows, []any{&n, &sealed}, func() error {
		nik, err := s.keys.Open(seal.NIK, sealed)
		niks[kin[n-1]] = append(niks[kin[n-1]], nik)
		return err
	}); err != nil {
		return nil, fmt.Errorf("find workers by name and birth date: %w", err)
	}
	return niks, nil
}

// Serving returns who serves in a cadre at each of the given places on a day.
func (s *Store) Serving(ctx context.Context, cadre string, regions []string, on time.Time) (map[string][]int64, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT region, worker
		FROM active_engagement($1, 'infinity')
		WHERE cadre = $2
		  AND region = ANY($3)`, on, cadre, regions)
	serving := make(map[string][]int64)
	var place string
	var id int64
	if _, err := pgx.ForEachRow(rows, []any{&place, &id}, func() error {
		serving[place] = append(serving[place], id)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("find who serves where: %w", err)
	}
	return serving, nil
}

// ByNumber returns whose whole NIK, NIP or phone number was typed, within the account's kecamatan; at most 50.
func (s *Store) ByNumber(ctx context.Context, typed string, limit []string) ([]int64, error) {
	nik, _ := check.NIK(typed)
	phone, _ := check.Phone(typed)
	nip, _ := check.NIP(typed, "", time.Time{}, "")
	rows, _ := s.db.Query(ctx, `
		SELECT w.id
		FROM worker w
		WHERE w.voided_at IS NULL
		  AND (w.nik_sealed = @nik
		       OR w.phone_sealed = @phone
		       OR w.id IN (SELECT worker FROM employment WHERE nip = @nip AND nip <> '' AND voided_at IS NULL))
		  AND (@limit::text[] IS NULL OR EXISTS (
		       SELECT FROM engagement e WHERE e.worker = w.id AND e.voided_at IS NULL AND e.kecamatan = ANY(@limit)))
		ORDER BY w.id
		LIMIT 50`, pgx.NamedArgs{"nik": s.keys.Seal(seal.NIK, nik), "phone": s.keys.Seal(seal.Phone, phone),
		"nip": nip, "limit": limit})
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find workers by number: %w", err)
	}
	return ids, nil
}

// Within tells which of the given workers an account limited to some kecamatan may see; nil where it has no limit.
func (s *Store) Within(ctx context.Context, ids []int64, limit []string) (map[int64]bool, error) {
	if limit == nil {
		return nil, nil
	}
	rows, _ := s.db.Query(ctx, `
		SELECT DISTINCT worker
		FROM engagement
		WHERE worker = ANY($1)
		  AND voided_at IS NULL
		  AND kecamatan = ANY($2)`, ids, limit)
	inside := map[int64]bool{}
	var id int64
	if _, err := pgx.ForEachRow(rows, []any{&id}, func() error {
		inside[id] = true
		return nil
	}); err != nil {
		return nil, fmt.Errorf("look which workers are within the limit: %w", err)
	}
	return inside, nil
}
