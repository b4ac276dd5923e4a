package worker

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/cadre"
	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// Store is everything the application can do with workers. Each verb is one transaction with its entries in the trail.
type Store struct {
	db     postgres.DB
	keys   *seal.Keys
	cadres *cadre.Store
	totals *audit.KeptBy[question, Total]
}

// NewStore returns a Store on a pool, or within a transaction, whose verbs are then savepoints of it.
func NewStore(db postgres.DB, keys *seal.Keys) *Store {
	return &Store{db, keys, cadre.NewStore(db, keys), &audit.KeptBy[question, Total]{}}
}

const subject = "worker"

// Register adds a person with a first engagement and, where its kind is given, an employment.
// Registered where the NIK stands already; fault.Invalid names every broken rule.
func (s *Store) Register(ctx context.Context, by audit.Actor, p Person, e Engagement, job Employment) (int64, error) {
	var id int64
	err := audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := NewStore(tx, s.keys)
		known, err := in.ByNIK(ctx, []string{p.NIK})
		if err != nil {
			return err
		}
		if at, ok := known[p.NIK]; ok {
			return Registered{at}
		}
		ids, err := in.RegisterAll(ctx, by, []Person{p})
		if err != nil {
			return err
		}
		id, e.Worker, job.Worker = ids[0], ids[0], ids[0]
		if err := in.EngageAll(ctx, by, []Engagement{e}); err != nil || job.Kind == "" {
			return err
		}
		return in.EmployAll(ctx, by, []Employment{job})
	})
	return id, err
}

// RegisterAll adds people in one statement and returns their ids in the same order. It fails as a whole where a NIK
// stands already: callers look with ByNIK inside the same write first.
func (s *Store) RegisterAll(ctx context.Context, by audit.Actor, people []Person) ([]int64, error) {
	ids := make([]int64, len(people))
	err := audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, `
			INSERT INTO worker (name, title_before, title_after, name_key, sex, birth_place, birth_date, nik_sealed, kk_sealed,
			                    npwp_sealed, phone_sealed, phone_note_sealed, email, home_region, address, education, died_on)
			SELECT name, title_before, title_after, name_key, sex, birth_place, birth_date, nik, kk,
			       npwp, phone, phone_note, email, home_region, address, education, died_on
			FROM `+peopleTable+`
			ORDER BY n
			RETURNING id, nik_sealed`, s.peopleArgs(people))
		byNIK := make(map[string]int64, len(people))
		var id int64
		var nik []byte
		if _, err := pgx.ForEachRow(rows, []any{&id, &nik}, func() error {
			byNIK[string(nik)] = id
			return nil
		}); err != nil {
			return fmt.Errorf("insert workers: %w", err)
		}
		entries := make([]audit.Entry, len(people))
		for i, p := range people {
			ids[i] = byNIK[string(s.keys.Seal(seal.NIK, p.NIK))]
			entries[i] = audit.Entry{Verb: audit.WorkerRegistered, SubjectKind: subject, SubjectID: ids[i],
				SubjectName: p.Name, Changes: PersonChanges(Person{}, p)}
		}
		return audit.Record(ctx, tx, s.keys, by, entries...)
	})
	return ids, err
}

// Correction changes a person's data, where the record's version is still the one it was based on.
type Correction struct {
	Worker  int64
	Version int
	Before  Person
	After   Person
	Reason  string
}

// Correct replaces a person's data. fault.Conflict where somebody else changed it since version; Registered where the
// new NIK is another person's.
func (s *Store) Correct(ctx context.Context, by audit.Actor, id int64, version int, after Person, reason string) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := NewStore(tx, s.keys)
		before, err := in.person(ctx, id)
		if err != nil {
			return err
		}
		known, err := in.ByNIK(ctx, []string{after.NIK})
		if err != nil {
			return err
		}
		if other, ok := known[after.NIK]; ok && other != id {
			return Registered{other}
		}
		return in.CorrectAll(ctx, by, []Correction{{id, version, before, after, reason}})
	})
}

// CorrectAll applies corrections in one statement; fault.Conflict, and nothing changed, where one of them is stale.
func (s *Store) CorrectAll(ctx context.Context, by audit.Actor, corrections []Correction) error {
	if len(corrections) == 0 {
		return nil
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		people := make([]Person, len(corrections))
		ids := make([]int64, len(corrections))
		versions := make([]int, len(corrections))
		entries := make([]audit.Entry, len(corrections))
		for i, c := range corrections {
			people[i], ids[i], versions[i] = c.After, c.Worker, c.Version
			entries[i] = audit.Entry{Verb: audit.WorkerCorrected, SubjectKind: subject, SubjectID: c.Worker,
				SubjectName: c.After.Name, Changes: PersonChanges(c.Before, c.After), Reason: c.Reason}
		}
		args := s.peopleArgs(people)
		args["ids"], args["versions"] = ids, versions
		tag, err := tx.Exec(ctx, `
			UPDATE worker w
			SET name = i.name, title_before = i.title_before, title_after = i.title_after, name_key = i.name_key,
			    sex = i.sex, birth_place = i.birth_place, birth_date = i.birth_date, nik_sealed = i.nik, kk_sealed = i.kk,
			    npwp_sealed = i.npwp, phone_sealed = i.phone, phone_note_sealed = i.phone_note, email = i.email,
			    home_region = i.home_region, address = i.address, education = i.education, died_on = i.died_on,
			    version = w.version + 1, changed_at = pilar_at()
			FROM `+peopleTable+`
			JOIN unnest(@ids::bigint[], @versions::integer[]) WITH ORDINALITY AS v (id, version, n) USING (n)
			WHERE w.id = v.id
			  AND w.version = v.version
			  AND w.voided_at IS NULL`, args)
		if err != nil {
			return fmt.Errorf("correct workers: %w", err)
		}
		if tag.RowsAffected() != int64(len(corrections)) {
			return fault.Conflict{}
		}
		return audit.Record(ctx, tx, s.keys, by, entries...)
	})
}

// peopleTable is the set of people that peopleArgs sends, one row each, n counting from 1.
const peopleTable = `unnest(@name::text[], @title_before::text[], @title_after::text[], @name_key::text[], @sex::text[],
	@birth_place::text[], @birth_date::date[], @nik::bytea[], @kk::bytea[], @npwp::bytea[], @phone::bytea[],
	@phone_note::bytea[], @email::text[], @home_region::text[], @address::text[], @education::text[], @died_on::date[])
	WITH ORDINALITY AS i (name, title_before, title_after, name_key, sex, birth_place, birth_date, nik, kk, npwp, phone,
	                      phone_note, email, home_region, address, education, died_on, n)`

func (s *Store) peopleArgs(people []Person) pgx.NamedArgs {
	text := func(get func(Person) string) []string { return column(people, get) }
	sealed := func(c seal.Column, get func(Person) string) [][]byte {
		return column(people, func(p Person) []byte { return s.keys.Seal(c, get(p)) })
	}
	return pgx.NamedArgs{
		"name":         text(func(p Person) string { return p.Name }),
		"title_before": text(func(p Person) string { return p.TitleBefore }),
		"title_after":  text(func(p Person) string { return p.TitleAfter }),
		"name_key":     text(func(p Person) string { return nameKey(p.Name) }),
		"sex":          column(people, func(p Person) *string { return filled(p.Sex) }),
		"birth_place":  text(func(p Person) string { return p.BirthPlace }),
		"birth_date":   column(people, func(p Person) *time.Time { return known(p.BirthDate) }),
		"nik":          sealed(seal.NIK, func(p Person) string { return p.NIK }),
		"kk":           sealed(seal.KK, func(p Person) string { return p.KK }),
		"npwp":         sealed(seal.NPWP, func(p Person) string { return p.NPWP }),
		"phone":        sealed(seal.Phone, func(p Person) string { return p.Phone }),
		"phone_note":   sealed(seal.PhoneNote, func(p Person) string { return p.PhoneNote }),
		"email":        text(func(p Person) string { return p.Email }),
		"home_region":  column(people, func(p Person) *string { return filled(p.HomeRegion) }),
		"address":      text(func(p Person) string { return p.Address }),
		"education":    text(func(p Person) string { return p.Education }),
		"died_on":      column(people, func(p Person) *time.Time { return known(p.DiedOn) }),
	}
}

// column takes one value of each row: what a set-wise statement is sent.
func column[T, V any](rows []T, get func(T) V) []V {
	values := make([]V, len(rows))
	for i, row := range rows {
		values[i] = get(row)
	}
	return values
}

// filled and known turn a zero value into the database's NULL.
func filled(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
