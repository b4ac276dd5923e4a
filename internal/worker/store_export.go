package worker

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/postgres"
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

// exportBatch is how many people are read at a time.
const exportBatch = 1000

// Export records that a list is taken away, and by begin and each hands over how many people there are, then everybody, in
// the list's order and as they stood at one moment. fault.Invalid where personal numbers are asked for without a reason,
// fault.Malformed where the sort is none. Nobody is handed over before the trail says so.
func (s *Store) Export(ctx context.Context, by audit.Actor, e Export, begin func(people int) error, each func(Taken) error) error {
	if e.Whole && e.Reason == "" {
		return fault.Invalid{"reason": "Alasan belum dipilih atau ditulis. Setiap ekspor data pribadi secara utuh dicatat beserta alasannya."}
	}
	return pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`); err != nil {
			return fmt.Errorf("hold on to one moment: %w", err)
		}
		snapshot := NewStore(tx, s.keys)
		ids, err := snapshot.ids(ctx, e.Filter)
		if err != nil {
			return err
		}
		if err := s.recordExport(ctx, by, e, len(ids)); err != nil {
			return err
		}
		if err := begin(len(ids)); err != nil {
			return err
		}
		for batch := range slices.Chunk(ids, exportBatch) {
			if err := snapshot.take(ctx, e.Filter, batch, each); err != nil {
				return err
			}
		}
		return nil
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

// ids returns everybody whom the filter chooses, in its order.
func (s *Store) ids(ctx context.Context, f Filter) ([]int64, error) {
	sort, ok := orders[f.Sort]
	if !ok {
		return nil, fault.Malformed{Message: "sort"}
	}
	from, w := f.chosen()
	rows, _ := s.db.Query(ctx, `
		SELECT w.id
		FROM `+from+`
		`+w.SQL()+`
		ORDER BY `+sort.orderSQL(f), w.Args())
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("choose whom to export: %w", err)
	}
	return ids, nil
}

// take hands over some people in the order of their ids.
func (s *Store) take(ctx context.Context, f Filter, ids []int64, each func(Taken) error) error {
	people := make(map[int64]*Record, len(ids))
	b := postgres.Steady(s.db)
	s.queuePeople(b, ids, people)
	if err := postgres.Send(ctx, s.db, b); err != nil {
		return err
	}
	taken := make(map[int64]*Taken, len(people))
	for id, r := range people {
		taken[id] = &Taken{ID: id, Person: r.Person}
	}
	for _, gather := range []func(context.Context, Filter, []int64, map[int64]*Taken) error{s.takeServices, s.takeEmployments, s.takeAccounts} {
		if err := gather(ctx, f, ids, taken); err != nil {
			return err
		}
	}
	for _, id := range ids {
		if err := each(*taken[id]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) takeServices(ctx context.Context, f Filter, ids []int64, into map[int64]*Taken) error {
	rows, _ := s.db.Query(ctx, `
		SELECT s.worker, s.cadre, s.region, coalesce(s.kecamatan, ''), lower(e.valid), s.certified
		FROM standing(@d, @k) s
		JOIN engagement e ON e.id = s.engagement
		JOIN cadre c ON c.code = s.cadre
		WHERE s.worker = ANY(@ids)
		  AND (@limit::text[] IS NULL OR s.kecamatan = ANY(@limit))
		ORDER BY s.worker, c.position`, pgx.NamedArgs{"d": f.At.On, "k": f.At.K(), "ids": ids, "limit": f.Limit})
	var id int64
	var serves Service
	_, err := pgx.ForEachRow(rows, []any{&id, &serves.Cadre, &serves.Region, &serves.Kecamatan, &serves.From, &serves.Certified}, func() error {
		into[id].Serving = append(into[id].Serving, serves)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read who serves as what: %w", err)
	}
	return nil
}

func (s *Store) takeEmployments(ctx context.Context, f Filter, ids []int64, into map[int64]*Taken) error {
	rows, _ := s.db.Query(ctx, `
		SELECT worker, kind, nip
		FROM employment
		WHERE worker = ANY(@ids)
		  AND valid @> @d::date
		  AND known(recorded_at, voided_at, @k)`, pgx.NamedArgs{"d": f.At.On, "k": f.At.K(), "ids": ids})
	var id int64
	var j Employment
	_, err := pgx.ForEachRow(rows, []any{&id, &j.Kind, &j.NIP}, func() error {
		into[id].Employment = j
		return nil
	})
	if err != nil {
		return fmt.Errorf("read who is employed how: %w", err)
	}
	return nil
}

func (s *Store) takeAccounts(ctx context.Context, f Filter, ids []int64, into map[int64]*Taken) error {
	rows, _ := s.db.Query(ctx, `
		SELECT worker, bank, number_sealed, holder
		FROM bank_account
		WHERE worker = ANY(@ids)
		  AND valid @> @d::date
		  AND known(recorded_at, voided_at, @k)`, pgx.NamedArgs{"d": f.At.On, "k": f.At.K(), "ids": ids})
	var id int64
	var a BankAccount
	var sealed []byte
	_, err := pgx.ForEachRow(rows, []any{&id, &a.Bank, &sealed, &a.Holder}, func() error {
		var err error
		a.Number, err = s.keys.Open(seal.Account, sealed)
		into[id].Account = a
		return err
	})
	if err != nil {
		return fmt.Errorf("read who is paid where: %w", err)
	}
	return nil
}
