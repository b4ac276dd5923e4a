package worker

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/seal"
)

// Export is how a list is taken away.
type Export struct {
	Filter Filter
	Words  string // whom the filter chooses, as the trail says it
	Format string // of the file, as the trail says it
	Whole  bool   // personal numbers whole; whoever calls must have seen to it that the account may
	Reason string // needed where they are whole
}

// Taken is one person of an export on the day it asks about, with the numbers as they are: whoever writes them down masks
// them unless the export is Whole.
type Taken struct {
	ID         int64
	Person     Person
	Serving    []Service // within the account's kecamatan
	Employment Employment
	Account    BankAccount
}

// Service is a role in which somebody serves on the day asked about.
type Service struct {
	Cadre, Region, Kecamatan string
	From                     time.Time
	Certified                bool
}

// Export records that a list is taken away, and by begin and each hands over how many people there are, then everybody, in
// the list's order and as they stood at one moment. fault.Invalid where personal numbers are asked for without a reason,
// fault.Malformed where the sort is none. Nobody is handed over before the trail says so. Memory doesn't grow with the list.
func (s *Store) Export(ctx context.Context, by audit.Actor, e Export, begin func(people int) error, each func(Taken) error) error {
	if e.Whole && e.Reason == "" {
		return fault.Invalid{"reason": "Alasan belum dipilih atau ditulis. Setiap ekspor data pribadi secara utuh dicatat beserta alasannya."}
	}
	sort, ok := orders[e.Filter.Sort]
	if !ok {
		return fault.Malformed{Message: "sort"}
	}
	return pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`); err != nil {
			return fmt.Errorf("hold on to one moment: %w", err)
		}
		from, w := e.Filter.chosen()
		var people int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM `+from+` `+w.SQL(), w.Args()).Scan(&people); err != nil {
			return fmt.Errorf("count whom to export: %w", err)
		}
		if err := s.recordExport(ctx, by, e, people); err != nil {
			return err
		}
		if err := begin(people); err != nil {
			return err
		}
		return NewStore(tx, s.keys).take(ctx, e.Filter, sort, each)
	})
}

func (s *Store) recordExport(ctx context.Context, by audit.Actor, e Export, people int) error {
	numbers := "disamarkan"
	if e.Whole {
		numbers = "utuh"
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		var c []audit.Change
		c = audit.Changed(c, "Yang dipilih", "", e.Words)
		c = audit.Changed(c, "Jumlah orang", "", strconv.Itoa(people))
		c = audit.Changed(c, "Nomor pribadi", "", numbers)
		c = audit.Changed(c, "Jenis berkas", "", e.Format)
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: audit.ListExported, SubjectKind: string(audit.List),
			SubjectName: "SDM", Changes: c, Reason: e.Reason})
	})
}

// takenBatch is how many rows are opened together, and batchesAhead how many batches may wait to be handed over.
const (
	takenBatch   = 256
	batchesAhead = 4
)

// batch is some rows in the order of the list, one for each role of a person. It is opened while the next one is read.
type batch struct {
	rows   []takenRow
	opened chan error
}

// takenRow is a person with at most one of her roles, her numbers as yet sealed.
type takenRow struct {
	taken                              Taken
	nik, kk, npwp, phone, note, number []byte
}

// take hands over those whom the filter chooses: one goroutine reads, others open what is sealed, and this one's each gets
// them in order.
func (s *Store) take(ctx context.Context, f Filter, sort order, each func(Taken) error) error {
	g, ctx := errgroup.WithContext(ctx)
	batches := make(chan *batch, batchesAhead)
	g.Go(func() error {
		defer close(batches)
		return s.read(ctx, f, sort, func(b *batch) error {
			go func() { b.opened <- s.open(b.rows) }()
			select {
			case batches <- b:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	g.Go(func() error { return handOver(batches, each) })
	return g.Wait()
}

// handOver puts the rows of each person together.
func handOver(batches <-chan *batch, each func(Taken) error) error {
	var last takenRow // of the person to be handed over next; of nobody at first
	for b := range batches {
		if err := <-b.opened; err != nil {
			return err
		}
		for _, r := range b.rows {
			if r.taken.ID == last.taken.ID {
				last.taken.Serving = append(last.taken.Serving, r.taken.Serving...)
				continue
			}
			if last.taken.ID != 0 {
				if err := each(last.taken); err != nil {
					return err
				}
			}
			last = r
		}
	}
	if last.taken.ID == 0 {
		return nil
	}
	return each(last.taken)
}

// takenSQL reads whom the filter chooses, a row for each of the roles within the account's kecamatan.
func (f Filter) takenSQL(sort order) (sql string, args pgx.NamedArgs) {
	from, w := f.chosen()
	sql = `
		SELECT p.id, p.name, p.title_before, p.title_after, coalesce(p.sex, ''), p.birth_place, p.birth_date, p.nik_sealed, p.kk_sealed,
		       p.npwp_sealed, p.phone_sealed, p.phone_note_sealed, p.email, coalesce(p.home_region, ''), p.address, p.education,
		       coalesce(j.kind, ''), coalesce(j.nip, ''), coalesce(b.bank, ''), b.number_sealed, coalesce(b.holder, ''),
		       s.cadre, coalesce(s.region, ''), coalesce(s.kecamatan, ''), s.since, coalesce(s.certified, false)
		FROM (SELECT w.id, w.name_key, w.changed_at FROM ` + from + ` ` + w.SQL() + `) w
		JOIN worker p ON p.id = w.id
		LEFT JOIN employment j ON j.worker = w.id AND j.valid @> @d::date AND known(j.recorded_at, j.voided_at, @k)
		LEFT JOIN bank_account b ON b.worker = w.id AND b.valid @> @d::date AND known(b.recorded_at, b.voided_at, @k)
		LEFT JOIN (
			SELECT s.worker, s.cadre, s.region, s.kecamatan, lower(e.valid) AS since, s.certified, c.position
			FROM standing(@d, @k) s
			JOIN engagement e ON e.id = s.engagement
			JOIN cadre c ON c.code = s.cadre
			WHERE @limit::text[] IS NULL OR s.kecamatan = ANY(@limit)
		) s ON s.worker = w.id
		ORDER BY ` + sort.orderSQL(f) + `, s.position`
	w.Bind("d", f.At.On, "k", f.At.K(), "limit", f.Limit)
	return sql, w.Args()
}

// read gives the rows to take, batch by batch.
func (s *Store) read(ctx context.Context, f Filter, sort order, give func(*batch) error) error {
	sql, args := f.takenSQL(sort)
	rows, err := s.db.Query(ctx, sql, args)
	if err != nil {
		return fmt.Errorf("choose whom to export: %w", err)
	}
	defer rows.Close()
	fresh := func() *batch { return &batch{make([]takenRow, 0, takenBatch), make(chan error, 1)} }
	b := fresh()
	for rows.Next() {
		b.rows = append(b.rows, takenRow{})
		if err := b.rows[len(b.rows)-1].scan(rows); err != nil {
			return fmt.Errorf("read whom to export: %w", err)
		}
		if len(b.rows) == takenBatch {
			if err := give(b); err != nil {
				return err
			}
			b = fresh()
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read whom to export: %w", err)
	}
	return give(b)
}

func (r *takenRow) scan(rows pgx.Rows) error {
	p, j, a := &r.taken.Person, &r.taken.Employment, &r.taken.Account
	var serves Service
	var cadre *string
	var born, since *time.Time
	err := rows.Scan(&r.taken.ID, &p.Name, &p.TitleBefore, &p.TitleAfter, &p.Sex, &p.BirthPlace, &born, &r.nik, &r.kk,
		&r.npwp, &r.phone, &r.note, &p.Email, &p.HomeRegion, &p.Address, &p.Education,
		&j.Kind, &j.NIP, &a.Bank, &r.number, &a.Holder,
		&cadre, &serves.Region, &serves.Kecamatan, &since, &serves.Certified)
	p.BirthDate = orZero(born)
	if cadre != nil {
		serves.Cadre, serves.From = *cadre, orZero(since)
		r.taken.Serving = []Service{serves}
	}
	return err
}

// open opens what is sealed.
func (s *Store) open(rows []takenRow) error {
	for i := range rows {
		r := &rows[i]
		p := &r.taken.Person
		err := s.openAll(
			opening{seal.NIK, r.nik, &p.NIK}, opening{seal.KK, r.kk, &p.KK}, opening{seal.NPWP, r.npwp, &p.NPWP},
			opening{seal.Phone, r.phone, &p.Phone}, opening{seal.PhoneNote, r.note, &p.PhoneNote},
			opening{seal.Account, r.number, &r.taken.Account.Number})
		if err != nil {
			return err
		}
	}
	return nil
}
