package importer

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/worker"
)

// atOnce is how many rows are stored, or people taken back, at a time: what memory that takes.
const atOnce = 1000

// Store asks for the chosen rows to be stored in the background, in one transaction. fault.Conflict where the import has
// another version or is not Checked; fault.Invalid where no row is chosen.
func (s *Store) Store(ctx context.Context, by audit.Actor, id int64, version int) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := s.in(tx)
		im, err := in.lock(ctx, id, Checked)
		switch {
		case err != nil:
			return err
		case im.Version != version:
			return fault.Conflict{}
		case im.Chosen == 0:
			return fault.Invalid{"rows": "Belum ada baris yang dipilih. Pilih baris yang akan disimpan."}
		}
		return in.ask(ctx, tx, by, im, Storing)
	})
}

// ask notes who asks for an import to be stored or undone, in whose name that is done, and puts it into the queue.
func (s *Store) ask(ctx context.Context, tx pgx.Tx, by audit.Actor, im Import, state State) error {
	im.State = state
	_, err := tx.Exec(ctx, `
		UPDATE import
		SET state = $2, version = version + 1, trouble = '',
		    asked_by = pilar_actor(), asked_account = pilar_actor_id(), asked_request = $3
		WHERE id = $1`, im.ID, state, by.Request)
	if err != nil {
		return fmt.Errorf("ask for work on an import: %w", err)
	}
	return s.askFor(ctx, tx, im)
}

// asker returns who asked for an import to be stored or undone.
func (s *Store) asker(ctx context.Context, id int64) (by audit.Actor, err error) {
	err = s.db.QueryRow(ctx, `SELECT coalesce(asked_account, 0), asked_by, asked_request FROM import WHERE id = $1`, id).
		Scan(&by.ID, &by.Name, &by.Request)
	if err != nil {
		return audit.Actor{}, fmt.Errorf("read who asked for work on an import: %w", err)
	}
	return by, nil
}

// apply stores the chosen rows of an import within a transaction. A row is stored only where that does what was shown when
// it was checked: what has changed since, by a form or by another file, is left as it is.
func (s *Store) apply(ctx context.Context, im Import, tell teller) error {
	by, err := s.asker(ctx, im.ID)
	if err != nil {
		return err
	}
	options, err := s.optionsFor(ctx, im)
	if err != nil {
		return err
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		a := applying{Store: s.in(tx), tx: tx, workers: worker.NewStore(tx, s.keys), by: by, of: im,
			judging: newJudging(options, Summary{AsOf: im.AsOf, Heads: im.Heads})}
		for {
			rows, err := a.next(ctx)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				return a.end(ctx)
			}
			if err := a.rows(ctx, rows); err != nil {
				return err
			}
			if err := postgres.TakeStock(ctx, tx); err != nil {
				return err
			}
			tell(ctx, Progress{a.stored + a.stale, im.Chosen})
		}
	})
}

// applying is the storing of one import.
type applying struct {
	*Store
	tx            pgx.Tx
	workers       *worker.Store
	by            audit.Actor
	of            Import
	judging       *judging
	last          int // row
	stored, stale int
}

// chosenRow is a row that is to be stored, as it was checked.
type chosenRow struct {
	n         int
	mendPlace bool
	digest    []byte
	Row
}

// next returns some more of the chosen rows.
func (a *applying) next(ctx context.Context) ([]chosenRow, error) {
	rows, _ := a.tx.Query(ctx, `
		SELECT n, mend_place, digest, content
		FROM import_row
		WHERE import = $1
		  AND chosen
		  AND n > $2
		ORDER BY n
		LIMIT $3`, a.of.ID, a.last, atOnce)
	chosen, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c chosenRow, err error) {
		var sealed []byte
		if err := row.Scan(&c.n, &c.mendPlace, &c.digest, &sealed); err != nil {
			return c, err
		}
		c.Row, err = openRow(a.keys, sealed)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the chosen rows: %w", err)
	}
	if len(chosen) > 0 {
		a.last = chosen[len(chosen)-1].n
	}
	return chosen, nil
}

// rows compares some rows with the register as it is now, and stores those of which nothing has changed.
func (a *applying) rows(ctx context.Context, chosen []chosenRow) error {
	rows := make([]Row, len(chosen))
	for i, c := range chosen {
		rows[i] = c.Row
	}
	judged, err := a.judging.batch(ctx, a.Store, rows)
	if err != nil {
		return err
	}
	var p plan
	var stored, stale []int
	for i, row := range judged {
		if !bytes.Equal(row.digest, chosen[i].digest) {
			stale = append(stale, chosen[i].n)
			continue
		}
		stored = append(stored, chosen[i].n)
		if row.deed.move != nil {
			row.deed.move.Mend = chosen[i].mendPlace
		}
		p.add(row.deed)
	}
	a.stored, a.stale = a.stored+len(stored), a.stale+len(stale)
	if err := p.store(ctx, a.workers, a.by); err != nil {
		return err
	}
	if err := a.keepEffects(ctx, p); err != nil {
		return err
	}
	_, err = a.tx.Exec(ctx, `
		UPDATE import_row
		SET outcome = CASE WHEN n = ANY($3::integer[]) THEN 'stale' ELSE 'stored' END
		WHERE import = $1
		  AND n = ANY($2::integer[] || $3)`, a.of.ID, stored, stale)
	if err != nil {
		return fmt.Errorf("note which rows were stored: %w", err)
	}
	return nil
}

// end says of the import that it was stored.
func (a *applying) end(ctx context.Context) error {
	_, err := a.tx.Exec(ctx, `
		UPDATE import
		SET state = 'stored', stored_at = pilar_at(), stored_by = pilar_actor(), version = version + 1,
		    counts = counts || jsonb_build_object('stored', $2::integer, 'stale', $3::integer)
		WHERE id = $1`, a.of.ID, a.stored, a.stale)
	if err != nil {
		return fmt.Errorf("say that an import was stored: %w", err)
	}
	counts := a.of.Counts.Verdicts
	changes := []audit.Change{
		{Field: "Jenis SDM", After: a.of.Cadre},
		{Field: "Keadaan per", After: a.of.AsOf.Format("02-01-2006")},
		{Field: "Baris disimpan", After: strconv.Itoa(a.stored)},
		{Field: "Baris ditolak", After: strconv.Itoa(counts[Rejected])},
		{Field: "Baris berulang", After: strconv.Itoa(counts[Repeated])},
	}
	if a.stale > 0 {
		changes = append(changes, audit.Change{Field: "Baris yang datanya berubah sejak diperiksa", After: strconv.Itoa(a.stale)})
	}
	return audit.Record(ctx, a.tx, a.keys, a.by, audit.Entry{Verb: audit.FileImported, SubjectKind: string(audit.File), SubjectID: a.of.ID,
		SubjectName: a.of.File, Changes: changes})
}

// store carries the plan out, one statement for each kind of change, and adds to it whom it registered.
func (p *plan) store(ctx context.Context, workers *worker.Store, by audit.Actor) (err error) {
	people := make([]worker.Person, len(p.newcomers))
	for i, n := range p.newcomers {
		people[i] = *n.register
	}
	if p.registered, err = workers.RegisterAll(ctx, by, people); err != nil {
		return err
	}
	for i, n := range p.newcomers {
		p.facts(n.of(p.registered[i]))
	}
	if err := workers.CorrectAll(ctx, by, p.corrections); err != nil {
		return err
	}
	if err := workers.MoveAll(ctx, by, p.moves); err != nil {
		return err
	}
	if err := workers.ReplaceAll(ctx, by, p.old, p.next); err != nil {
		return err
	}
	if err := workers.EngageAll(ctx, by, p.engage); err != nil {
		return err
	}
	if err := workers.EmployAll(ctx, by, p.jobs); err != nil {
		return err
	}
	return workers.RecordBankAll(ctx, by, p.accounts)
}
