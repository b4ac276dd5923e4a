package importer

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/seal"
	"pilar/internal/worker"
)

// Undo asks for a stored import to be taken back in the background. fault.Conflict where it is not Stored; fault.Invalid
// without a reason.
func (s *Store) Undo(ctx context.Context, by audit.Actor, id int64, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.Invalid{"reason": "Alasan belum ditulis. Tulis mengapa impor ini dibatalkan."}
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := s.in(tx)
		im, err := in.lock(ctx, id, Stored)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE import SET undo_reason = $2 WHERE id = $1`, id, reason); err != nil {
			return fmt.Errorf("note why an import is undone: %w", err)
		}
		return in.ask(ctx, tx, by, im, Undoing)
	})
}

// takeBack undoes an import within a transaction.
func (s *Store) takeBack(ctx context.Context, im Import, tell teller) error {
	by, err := s.asker(ctx, im.ID)
	if err != nil {
		return err
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		var total int
		if err := tx.QueryRow(ctx, `SELECT count(DISTINCT worker) FROM import_effect WHERE import = $1`, im.ID).Scan(&total); err != nil {
			return fmt.Errorf("count whom an import touched: %w", err)
		}
		u := undoing{tx: tx, keys: s.keys, workers: worker.NewStore(tx, s.keys), by: by, of: im,
			reason: "Impor " + im.File + " dibatalkan: " + im.UndoReason}
		for done := 0; ; {
			people, err := u.next(ctx)
			if err != nil {
				return err
			}
			if len(people) == 0 {
				break
			}
			if err := u.people(ctx, people); err != nil {
				return err
			}
			if err := postgres.TakeStock(ctx, tx); err != nil {
				return err
			}
			done += len(people)
			tell(ctx, Progress{done, total})
		}
		return u.end(ctx)
	})
}

// undoing is the taking back of one import.
type undoing struct {
	tx           pgx.Tx
	keys         *seal.Keys
	workers      *worker.Store
	by           audit.Actor
	of           Import
	reason       string // as it stands in the trail of each person
	last         int64  // worker
	undone, kept int
}

// next returns some more people whom the import touched.
func (u *undoing) next(ctx context.Context) ([]int64, error) {
	rows, _ := u.tx.Query(ctx, `
		SELECT DISTINCT worker
		FROM import_effect
		WHERE import = $1
		  AND worker > $2
		ORDER BY worker
		LIMIT $3`, u.of.ID, u.last, atOnce)
	people, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find whom an import touched: %w", err)
	}
	if len(people) > 0 {
		u.last = people[len(people)-1]
	}
	return people, nil
}

// people takes back what the import did to some people.
func (u *undoing) people(ctx context.Context, people []int64) error {
	prints, err := u.footprints(ctx, people)
	if err != nil {
		return err
	}
	var all []effect
	for _, id := range people {
		prints[id].judge()
		all = append(all, prints[id].effects...)
	}
	if err := u.takeBack(ctx, all); err != nil {
		return err
	}
	return u.note(ctx, all)
}

// takeBack takes back those of the effects that nothing keeps.
func (u *undoing) takeBack(ctx context.Context, all []effect) error {
	newcomers := map[int64]bool{}
	for _, e := range all {
		if e.kind == registered && e.why == "" {
			newcomers[e.worker] = true
		}
	}
	var out []int64
	var corrections []effect
	facts := map[worker.Fact][]worker.Reversal{}
	for _, e := range all {
		switch {
		case e.why != "":
		case e.kind == registered:
			out = append(out, e.worker)
		case newcomers[e.worker]: // goes with the person
		case e.kind == corrected:
			corrections = append(corrections, e)
		default:
			facts[worker.Fact(e.kind)] = append(facts[worker.Fact(e.kind)], worker.Reversal{Worker: e.worker, Record: e.record, Before: e.replaced})
		}
	}
	if err := u.workers.VoidAll(ctx, u.by, out, u.reason); err != nil {
		return err
	}
	if err := u.uncorrect(ctx, corrections); err != nil {
		return err
	}
	for _, of := range worker.Facts() {
		anew, err := u.workers.RestoreAll(ctx, u.by, of, facts[of], u.reason)
		if err != nil {
			return err
		}
		if err := u.handBack(ctx, of, anew); err != nil {
			return err
		}
	}
	return nil
}

// uncorrect gives people the data that they had before the import.
func (u *undoing) uncorrect(ctx context.Context, effects []effect) error {
	ids := make([]int64, len(effects))
	found := make([]int64, len(effects))
	for i, e := range effects {
		ids[i], found[i] = e.worker, e.replaced
	}
	records, err := u.workers.Records(ctx, ids)
	if err != nil {
		return err
	}
	corrections := make([]worker.Correction, len(effects))
	for i, e := range effects {
		before, err := openPerson(u.keys, e.before)
		if err != nil {
			return err
		}
		r, ok := records[e.worker]
		if !ok {
			return fault.Conflict{}
		}
		corrections[i] = worker.Correction{Worker: e.worker, Version: e.version, Before: r.Person, After: before, Reason: u.reason}
	}
	if err := u.workers.CorrectAll(ctx, u.by, corrections); err != nil {
		return err
	}
	// What an earlier import left stands there again, so that it can be undone, too.
	_, err = u.tx.Exec(ctx, `
		UPDATE import_effect f
		SET version = w.version
		FROM unnest($2::bigint[], $3::bigint[]) AS c (worker, found)
		JOIN worker w ON w.id = c.worker
		WHERE f.worker = c.worker
		  AND f.version = c.found
		  AND f.import <> $1`, u.of.ID, ids, found)
	if err != nil {
		return fmt.Errorf("hand people back to earlier imports: %w", err)
	}
	return nil
}

// handBack says of facts that were recorded anew which earlier import had written them, so that it can be undone, too.
func (u *undoing) handBack(ctx context.Context, of worker.Fact, anew map[int64]int64) error {
	var originals, copies []int64
	for original, copied := range anew {
		originals, copies = append(originals, original), append(copies, copied)
	}
	_, err := u.tx.Exec(ctx, `
		UPDATE import_effect f
		SET record = copied.id
		FROM unnest($2::bigint[], $3::bigint[]) AS a (original, copied)
		JOIN `+string(of)+` copied ON copied.id = a.copied
		WHERE f.worker = copied.worker
		  AND f.kind = $4
		  AND f.record = a.original
		  AND f.import <> $1`, u.of.ID, originals, copies, string(of))
	if err != nil {
		return fmt.Errorf("hand facts back to earlier imports: %w", err)
	}
	return nil
}

// note keeps of each effect what became of it.
func (u *undoing) note(ctx context.Context, all []effect) error {
	ns := make([]int64, len(all))
	whys := make([]string, len(all))
	for i, e := range all {
		if ns[i], whys[i] = e.n, e.why; e.why == "" {
			u.undone++
		} else {
			u.kept++
		}
	}
	_, err := u.tx.Exec(ctx, `
		UPDATE import_effect f
		SET undone = w.why = '', kept = nullif(w.why, '')
		FROM unnest($2::bigint[], $3::text[], $4::bigint[]) AS w (n, why, worker)
		WHERE f.import = $1
		  AND f.worker = w.worker
		  AND f.n = w.n`, u.of.ID, ns, whys, effectWorkers(all))
	if err != nil {
		return fmt.Errorf("note what was undone: %w", err)
	}
	return nil
}

func effectWorkers(all []effect) []int64 {
	ids := make([]int64, len(all))
	for i, e := range all {
		ids[i] = e.worker
	}
	return ids
}

// end says of the import that it was undone.
func (u *undoing) end(ctx context.Context) error {
	_, err := u.tx.Exec(ctx, `
		UPDATE import
		SET state = 'undone', undone_at = pilar_at(), undone_by = pilar_actor(), version = version + 1,
		    counts = counts || jsonb_build_object('undone', $2::integer, 'kept', $3::integer)
		WHERE id = $1`, u.of.ID, u.undone, u.kept)
	if err != nil {
		return fmt.Errorf("say that an import was undone: %w", err)
	}
	return audit.Record(ctx, u.tx, u.keys, u.by, audit.Entry{Verb: audit.FileUndone, SubjectKind: string(audit.File), SubjectID: u.of.ID,
		SubjectName: u.of.File, Reason: u.of.UndoReason, Changes: []audit.Change{
			{Field: "Perubahan dibatalkan", After: strconv.Itoa(u.undone)},
			{Field: "Perubahan dipertahankan", After: strconv.Itoa(u.kept)},
		}})
}

// Left is something that undoing an import left, and why.
type Left struct {
	Worker int64
	Name   string
	What   string // "penugasan PSM", "data diri" …
	Why    string
}

// Left returns what undoing left, in the order of the people's names, at most limit beyond the first skip.
func (s *Store) Left(ctx context.Context, id int64, skip, limit int) ([]Left, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT DISTINCT ON (w.name_key, f.worker, f.kind, f.kept) f.worker, w.name, f.kind, coalesce(e.cadre, ''), f.kept
		FROM import_effect f
		JOIN worker w ON w.id = f.worker
		LEFT JOIN engagement e ON f.kind = 'engagement' AND e.id = f.record
		WHERE f.import = $1
		  AND NOT f.undone
		ORDER BY w.name_key, f.worker, f.kind, f.kept
		OFFSET $2 LIMIT $3`, id, skip, limit)
	left, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l Left, err error) {
		var kind effectKind
		var cadre string
		err = row.Scan(&l.Worker, &l.Name, &kind, &cadre, &l.Why)
		l.What = strings.TrimSpace(effectWords[kind] + " " + cadre)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("read what undoing left: %w", err)
	}
	return left, nil
}
