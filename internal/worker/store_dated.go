package worker

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
)

// Facts of which a person has one at a time: employment and bank account. A new one ends the former the day before, and
// ends itself the day before a later one begins.

// period is when such a fact holds; a zero Until is open.
type period struct{ From, Until time.Time }

// covering returns the index of the period that holds on a day, or -1.
func covering(all []period, day time.Time) int {
	return slices.IndexFunc(all, func(p period) bool {
		return !p.From.After(day) && (p.Until.IsZero() || !p.Until.Before(day))
	})
}

// room returns the last day that a fact from a day on can have: the day before the next begins; zero where none does.
func room(all []period, from time.Time) time.Time {
	var last time.Time
	for _, p := range all {
		if before := p.From.AddDate(0, 0, -1); p.From.After(from) && (last.IsZero() || before.Before(last)) {
			last = before
		}
	}
	return last
}

// Employ records an employment from its first day on. fault.Invalid where another begins on that day.
func (s *Store) Employ(ctx context.Context, by audit.Actor, job Employment) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := NewStore(tx, s.keys)
		records, err := in.Records(ctx, []int64{job.Worker})
		if err != nil {
			return err
		}
		for _, held := range records[job.Worker].jobs() {
			if held.From.Equal(job.From) && !held.same(job) {
				return fault.Invalid{"job_from": "Sudah ada status kepegawaian yang mulai pada tanggal itu: " + string(held.Kind) + ". Pilih tanggal lain."}
			}
		}
		return in.EmployAll(ctx, by, []Employment{job})
	})
}

func (r *Record) jobs() []Employment {
	if r == nil {
		return nil
	}
	return r.Employments
}

// same tells whether two employments say the same of the same person from the same day on.
func (e Employment) same(o Employment) bool {
	return e.Kind == o.Kind && e.NIP == o.NIP && e.Grade == o.Grade && e.Post == o.Post && e.Unit == o.Unit && e.From.Equal(o.From)
}

// EmployAll records employments, one a person. One that begins on the same day as a stored one takes its place; one that
// says the same is nothing.
func (s *Store) EmployAll(ctx context.Context, by audit.Actor, jobs []Employment) error {
	if len(jobs) == 0 {
		return nil
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		records, err := NewStore(tx, s.keys).Records(ctx, column(jobs, func(j Employment) int64 { return j.Worker }))
		if err != nil {
			return err
		}
		var p displacement[Employment]
		var entries []audit.Entry
		for _, j := range jobs {
			r := records[j.Worker]
			before, ok := p.place(j, r.jobs())
			if ok {
				entries = append(entries, audit.Entry{Verb: audit.EmploymentRecorded, SubjectKind: subject, SubjectID: j.Worker,
					SubjectName: r.Person.Name, Changes: EmploymentChanges(before, j)})
			}
		}
		if err := p.void(ctx, tx, Employed); err != nil {
			return err
		}
		if err := insertEmployments(ctx, tx, p); err != nil {
			return err
		}
		return s.noted(ctx, tx, by, entries)
	})
}

func (e Employment) id() int64  { return e.ID }
func (e Employment) at() period { return period{e.From, e.Until} }
func (e Employment) ending(last time.Time) Employment {
	e.Until = last
	return e
}

func insertEmployments(ctx context.Context, tx pgx.Tx, p displacement[Employment]) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO employment (worker, kind, nip, grade, post, unit, valid, precision, replaces)
		SELECT worker, kind, nip, grade, post, unit, daterange(since, until, '[]'), precision, replaces
		FROM unnest(@worker::bigint[], @kind::text[], @nip::text[], @grade::text[], @post::text[], @unit::text[],
		            @since::date[], @until::date[], @precision::text[], @replaces::bigint[])
		     AS i (worker, kind, nip, grade, post, unit, since, until, precision, replaces)`, pgx.NamedArgs{
		"worker":   column(p.added, func(j Employment) int64 { return j.Worker }),
		"kind":     column(p.added, func(j Employment) string { return string(j.Kind) }),
		"nip":      column(p.added, func(j Employment) string { return j.NIP }),
		"grade":    column(p.added, func(j Employment) string { return j.Grade }),
		"post":     column(p.added, func(j Employment) string { return j.Post }),
		"unit":     column(p.added, func(j Employment) string { return j.Unit }),
		"since":    column(p.added, func(j Employment) time.Time { return j.From }),
		"until":    column(p.added, func(j Employment) *time.Time { return known(j.Until) }),
		"replaces": p.replaces,
		"precision": column(p.added, func(j Employment) string {
			if j.Precision == "" {
				return string(ByDay)
			}
			return string(j.Precision)
		}),
	})
	if err != nil {
		return fmt.Errorf("insert employments: %w", err)
	}
	return nil
}

// RecordBank records where somebody is paid from a day on. fault.Invalid where another account begins on that day.
func (s *Store) RecordBank(ctx context.Context, by audit.Actor, a BankAccount) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := NewStore(tx, s.keys)
		records, err := in.Records(ctx, []int64{a.Worker})
		if err != nil {
			return err
		}
		for _, held := range records[a.Worker].accounts() {
			if held.From.Equal(a.From) && !held.same(a) {
				return fault.Invalid{"from": "Sudah ada rekening yang dipakai mulai tanggal itu. Pilih tanggal lain."}
			}
		}
		return in.RecordBankAll(ctx, by, []BankAccount{a})
	})
}

func (r *Record) accounts() []BankAccount {
	if r == nil {
		return nil
	}
	return r.Accounts
}

func (a BankAccount) same(o BankAccount) bool {
	return a.Bank == o.Bank && a.Number == o.Number && a.Holder == o.Holder && a.From.Equal(o.From)
}

// RecordBankAll records bank accounts, one a person, as EmployAll does employments.
func (s *Store) RecordBankAll(ctx context.Context, by audit.Actor, accounts []BankAccount) error {
	if len(accounts) == 0 {
		return nil
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		records, err := NewStore(tx, s.keys).Records(ctx, column(accounts, func(a BankAccount) int64 { return a.Worker }))
		if err != nil {
			return err
		}
		var p displacement[BankAccount]
		var entries []audit.Entry
		for _, a := range accounts {
			r := records[a.Worker]
			before, ok := p.place(a, r.accounts())
			if ok {
				entries = append(entries, audit.Entry{Verb: audit.BankRecorded, SubjectKind: subject, SubjectID: a.Worker,
					SubjectName: r.Person.Name, Changes: AccountChanges(before, a)})
			}
		}
		if err := p.void(ctx, tx, Banked); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO bank_account (worker, bank, number_sealed, holder, valid, replaces)
			SELECT worker, bank, number, holder, daterange(since, until, '[]'), replaces
			FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::text[], $5::date[], $6::date[], $7::bigint[])
			     AS i (worker, bank, number, holder, since, until, replaces)`,
			column(p.added, func(a BankAccount) int64 { return a.Worker }),
			column(p.added, func(a BankAccount) string { return a.Bank }),
			column(p.added, func(a BankAccount) []byte { return s.sealAccount(a.Number) }),
			column(p.added, func(a BankAccount) string { return a.Holder }),
			column(p.added, func(a BankAccount) time.Time { return a.From }),
			column(p.added, func(a BankAccount) *time.Time { return known(a.Until) }), p.replaces)
		if err != nil {
			return fmt.Errorf("insert bank accounts: %w", err)
		}
		return s.noted(ctx, tx, by, entries)
	})
}

func (a BankAccount) id() int64  { return a.ID }
func (a BankAccount) at() period { return period{a.From, a.Until} }
func (a BankAccount) ending(last time.Time) BankAccount {
	a.Until = last
	return a
}

// dated is a fact that holds for a period, and of which a person has one at a time.
type dated[T any] interface {
	id() int64
	at() period
	ending(last time.Time) T
	same(T) bool
}

// displacement is what recording new facts does to the stored ones: which are voided, and what is added, with what each
// added one replaces.
type displacement[T dated[T]] struct {
	voided   []int64
	added    []T
	replaces []*int64
}

// place makes room for a new fact among a person's stored ones, and returns the one that it takes the place of, or ends;
// ok is false where that one says the same already.
func (d *displacement[T]) place(next T, held []T) (before T, ok bool) {
	periods := column(held, T.at)
	from := next.at().From
	if last := room(periods, from); next.at().Until.IsZero() && !last.IsZero() {
		next = next.ending(last)
	}
	i := covering(periods, from)
	if i < 0 {
		d.add(next, nil)
		return before, true
	}
	before = held[i]
	if before.same(next) {
		return before, false
	}
	id := before.id()
	d.voided = append(d.voided, id)
	if periods[i].From.Before(from) {
		d.add(before.ending(from.AddDate(0, 0, -1)), &id)
	}
	d.add(next, &id)
	return before, true
}

func (d *displacement[T]) add(fact T, replaces *int64) {
	d.added, d.replaces = append(d.added, fact), append(d.replaces, replaces)
}

// void voids the displaced facts; fault.Conflict where somebody was quicker.
func (d *displacement[T]) void(ctx context.Context, tx pgx.Tx, of Fact) error {
	return of.void(ctx, tx, d.voided, "diganti yang lebih baru")
}

// noted marks the workers of some entries as changed, and adds the entries to the trail.
func (s *Store) noted(ctx context.Context, tx pgx.Tx, by audit.Actor, entries []audit.Entry) error {
	if _, err := touch(ctx, tx, column(entries, func(e audit.Entry) int64 { return e.SubjectID })); err != nil {
		return err
	}
	return audit.Record(ctx, tx, s.keys, by, entries...)
}
