package worker

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/postgres"
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
	b := postgres.Steady(s.db)
	record := s.QueueGet(b, id, limit)
	if err := postgres.Send(ctx, s.db, b); err != nil {
		return Record{}, err
	}
	return record()
}

// QueueGet is Get as a part of a batch: the function says what Get does, once the batch was sent.
func (s *Store) QueueGet(b *pgx.Batch, id int64, limit []string) func() (Record, error) {
	inside := limit == nil
	if limit != nil {
		b.Queue(`
			SELECT EXISTS (SELECT FROM engagement WHERE worker = $1 AND voided_at IS NULL AND kecamatan = ANY($2))`,
			id, limit).QueryRow(func(row pgx.Row) error { return row.Scan(&inside) })
	}
	records := s.queueRecords(b, []int64{id})
	return func() (Record, error) {
		if r, ok := records[id]; ok && inside {
			return *r, nil
		}
		return Record{}, fault.NotFound{}
	}
}

// Records returns the records of many workers by id; an id that is none is left out.
func (s *Store) Records(ctx context.Context, ids []int64) (map[int64]*Record, error) {
	b := postgres.Steady(s.db)
	records := s.queueRecords(b, ids)
	return records, postgres.Send(ctx, s.db, b)
}

// queueRecords returns a map that is filled when the batch is sent.
func (s *Store) queueRecords(b *pgx.Batch, ids []int64) map[int64]*Record {
	records := make(map[int64]*Record, len(ids))
	s.queuePeople(b, ids, records)
	s.queueEngagements(b, ids, func(e Engagement) {
		if r, ok := records[e.Worker]; ok { // a person's own row may be void
			r.Engagements = append(r.Engagements, e)
		}
	})
	queueEmployments(b, ids, records)
	s.queueAccounts(b, ids, records)
	return records
}

func (s *Store) person(ctx context.Context, id int64) (Person, error) {
	b, records := postgres.Steady(s.db), map[int64]*Record{}
	s.queuePeople(b, []int64{id}, records)
	if err := postgres.Send(ctx, s.db, b); err != nil {
		return Person{}, err
	}
	r, ok := records[id]
	if !ok {
		return Person{}, fault.NotFound{}
	}
	return r.Person, nil
}

func (s *Store) queuePeople(b *pgx.Batch, ids []int64, into map[int64]*Record) {
	b.Queue(`
		SELECT id, version, recorded_at, recorded_by, name, title_before, title_after, coalesce(sex, ''), birth_place, birth_date,
		       nik_sealed, kk_sealed, npwp_sealed, phone_sealed, phone_note_sealed, email, coalesce(home_region, ''), address,
		       education, died_on
		FROM worker
		WHERE id = ANY($1)
		  AND voided_at IS NULL`, ids).Query(each("read workers", func(rows pgx.Rows) error {
		r := &Record{}
		p := &r.Person
		var born, died *time.Time
		var nik, kk, npwp, phone, note []byte
		err := rows.Scan(&r.ID, &r.Version, &r.RecordedAt, &r.RecordedBy, &p.Name, &p.TitleBefore, &p.TitleAfter, &p.Sex, &p.BirthPlace,
			&born, &nik, &kk, &npwp, &phone, &note, &p.Email, &p.HomeRegion, &p.Address, &p.Education, &died)
		if err != nil {
			return err
		}
		p.BirthDate, p.DiedOn = orZero(born), orZero(died)
		into[r.ID] = r
		return s.openAll(
			opening{seal.NIK, nik, &p.NIK}, opening{seal.KK, kk, &p.KK}, opening{seal.NPWP, npwp, &p.NPWP},
			opening{seal.Phone, phone, &p.Phone}, opening{seal.PhoneNote, note, &p.PhoneNote})
	}))
}

// each is what a batch does with the rows of a statement: one after the other.
func each(what string, scan func(pgx.Rows) error) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		for rows.Next() {
			if err := scan(rows); err != nil {
				rows.Close()
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		if err := rows.Err(); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	}
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
func (s *Store) engagements(ctx context.Context, workers []int64) (all []Engagement, err error) {
	b := postgres.Steady(s.db)
	s.queueEngagements(b, workers, func(e Engagement) { all = append(all, e) })
	return all, postgres.Send(ctx, s.db, b)
}

// queueEngagements reads a row for each decree of an engagement, and one for an engagement without: to gather them in the
// database takes longer than to send the engagement again.
func (s *Store) queueEngagements(b *pgx.Batch, workers []int64, take func(Engagement)) {
	var all []Engagement
	b.Queue(`
		SELECT e.id, e.worker, e.cadre, e.region, lower(e.valid), (upper(e.valid) - 1), e.start_precision, e.end_reason,
		       e.member_number, e.fields,
		       coalesce(d.id, 0), coalesce(d.number, ''), coalesce(d.issuer, ''), d.decided_on, lower(d.valid), (upper(d.valid) - 1)
		FROM engagement e
		LEFT JOIN (engagement_decree l JOIN decree d ON d.id = l.decree) ON l.engagement = e.id AND l.voided_at IS NULL
		WHERE e.worker = ANY($1)
		  AND e.voided_at IS NULL
		ORDER BY e.worker, e.valid DESC, e.id DESC, d.decided_on DESC NULLS LAST, d.id DESC`, workers).Query(func(rows pgx.Rows) error {
		err := each("read engagements", func(rows pgx.Rows) (err error) {
			all, err = s.addEngagement(all, rows)
			return err
		})(rows)
		for _, e := range all {
			take(e)
		}
		return err
	})
}

// addEngagement adds the engagement of a row, or to the last one a further decree.
func (s *Store) addEngagement(all []Engagement, row pgx.Rows) ([]Engagement, error) {
	var e Engagement
	var d Decree
	var until, decided, dFrom, dUntil *time.Time
	var fields []byte
	err := row.Scan(&e.ID, &e.Worker, &e.Cadre, &e.Region, &e.From, &until, &e.Precision, &e.EndReason, &e.MemberNumber, &fields,
		&d.ID, &d.Number, &d.Issuer, &decided, &dFrom, &dUntil)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 || all[len(all)-1].ID != e.ID {
		e.Until = orZero(until)
		if err := s.openFields(&e, fields); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	if d.ID != 0 {
		d.DecidedOn, d.From, d.Until = orZero(decided), orZero(dFrom), orZero(dUntil)
		last := &all[len(all)-1]
		last.Decrees = append(last.Decrees, d)
	}
	return all, nil
}

func queueEmployments(b *pgx.Batch, workers []int64, into map[int64]*Record) {
	b.Queue(`
		SELECT id, worker, kind, nip, grade, post, unit, lower(valid), (upper(valid) - 1), precision
		FROM employment
		WHERE worker = ANY($1)
		  AND voided_at IS NULL
		ORDER BY worker, valid DESC`, workers).Query(each("read employments", func(rows pgx.Rows) error {
		var j Employment
		var until *time.Time
		if err := rows.Scan(&j.ID, &j.Worker, &j.Kind, &j.NIP, &j.Grade, &j.Post, &j.Unit, &j.From, &until, &j.Precision); err != nil {
			return err
		}
		j.Until = orZero(until)
		if r, ok := into[j.Worker]; ok {
			r.Employments = append(r.Employments, j)
		}
		return nil
	}))
}

func (s *Store) queueAccounts(b *pgx.Batch, workers []int64, into map[int64]*Record) {
	b.Queue(`
		SELECT id, worker, bank, number_sealed, holder, lower(valid), (upper(valid) - 1)
		FROM bank_account
		WHERE worker = ANY($1)
		  AND voided_at IS NULL
		ORDER BY worker, valid DESC`, workers).Query(each("read bank accounts", func(rows pgx.Rows) error {
		var a BankAccount
		var sealed []byte
		var until *time.Time
		if err := rows.Scan(&a.ID, &a.Worker, &a.Bank, &sealed, &a.Holder, &a.From, &until); err != nil {
			return err
		}
		a.Until = orZero(until)
		err := s.openAll(opening{seal.Account, sealed, &a.Number})
		if r, ok := into[a.Worker]; ok {
			r.Accounts = append(r.Accounts, a)
		}
		return err
	}))
}

// QueueRoles asks, as a part of a batch, what a worker serves as on a day as far as is known now, in the office's order.
func QueueRoles(b *pgx.Batch, worker int64, on time.Time) *[]Role {
	var roles []Role
	postgres.Gather(b, &roles, pgx.RowToStructByPos, `
		SELECT s.cadre, s.region, s.certified
		FROM standing_now($2) s
		JOIN cadre c ON c.code = s.cadre
		WHERE s.worker = $1
		ORDER BY c.position`, worker, on)
	return &roles
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

// ByKin returns the NIK of the people who stand under each of the given names and birth dates. Names are compared by their
// order, which the index on both knows: for their equality the planner may take the one for similar names, which reads
// thousands for each.
func (s *Store) ByKin(ctx context.Context, kin []Kin) (map[Kin][]string, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT i.n, w.nik_sealed
		FROM unnest($1::text[], $2::date[]) WITH ORDINALITY AS i (name_key, birth_date, n)
		JOIN worker w ON w.birth_date = i.birth_date AND w.name_key BETWEEN i.name_key AND i.name_key AND w.voided_at IS NULL`,
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
