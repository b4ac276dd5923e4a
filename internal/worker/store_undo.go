package worker

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/postgres"
)

// Taking back: a fact that should not have been recorded is voided, and what it had replaced is recorded anew. What was
// known in between stays in the register, as everything that was ever known.

// Fact is one of the kinds of facts that are recorded of a person, as its table is called.
type Fact string

// The kinds of facts.
const (
	Engaged  Fact = "engagement"
	Employed Fact = "employment"
	Banked   Fact = "bank_account"
)

// Facts returns every kind.
func Facts() []Fact { return []Fact{Engaged, Employed, Banked} }

// columns are what a fact says.
func (f Fact) columns() string {
	return map[Fact]string{
		Engaged:  "worker, cadre, region, valid, start_precision, end_reason, member_number, fields",
		Employed: "worker, kind, nip, grade, post, unit, valid, precision",
		Banked:   "worker, bank, number_sealed, holder, valid",
	}[f]
}

func (f Fact) voided() audit.Verb {
	return map[Fact]audit.Verb{Engaged: audit.EngagementVoided, Employed: audit.EmploymentVoided, Banked: audit.BankVoided}[f]
}

func (f Fact) restored() audit.Verb {
	return map[Fact]audit.Verb{Engaged: audit.EngagementRestored, Employed: audit.EmploymentRestored, Banked: audit.BankRestored}[f]
}

// ids returns the numbers of a person's facts of the kind.
func (f Fact) ids(r *Record) []int64 {
	switch f {
	case Engaged:
		return column(r.Engagements, func(e Engagement) int64 { return e.ID })
	case Employed:
		return column(r.Employments, Employment.id)
	default:
		return column(r.Accounts, BankAccount.id)
	}
}

// changes lists what differs between a fact of one state of a person and a fact of another; 0 is none.
func (f Fact) changes(before *Record, was int64, after *Record, is int64) []audit.Change {
	switch f {
	case Engaged:
		id := func(e Engagement) int64 { return e.ID }
		return EngagementChanges(numbered(before.Engagements, was, id), numbered(after.Engagements, is, id))
	case Employed:
		return EmploymentChanges(numbered(before.Employments, was, Employment.id), numbered(after.Employments, is, Employment.id))
	default:
		return AccountChanges(numbered(before.Accounts, was, BankAccount.id), numbered(after.Accounts, is, BankAccount.id))
	}
}

// numbered returns the fact of that number; the zero fact where there is none.
func numbered[T any](all []T, number int64, id func(T) int64) (found T) {
	for _, fact := range all {
		if id(fact) == number {
			found = fact
		}
	}
	return found
}

// void voids facts; fault.Conflict where one of them is void already.
func (f Fact) void(ctx context.Context, tx pgx.Tx, ids []int64, reason string) error {
	if len(ids) == 0 {
		return nil
	}
	tag, err := tx.Exec(ctx, `
		UPDATE `+string(f)+`
		SET voided_at = pilar_at(), voided_by = pilar_actor(), void_reason = $2
		WHERE id = ANY($1)
		  AND voided_at IS NULL`, ids, reason)
	if err != nil {
		return fmt.Errorf("void in %s: %w", f, err)
	}
	if tag.RowsAffected() != int64(len(ids)) {
		return fault.Conflict{}
	}
	if f == Engaged {
		return voidLinks(ctx, tx, ids, reason)
	}
	return nil
}

// VoidAll takes people out of the register who should not have been registered, with all of their facts. It fails as a
// whole: fault.Conflict where one of them is out already, or where something else in Pilar leans on one of them.
func (s *Store) VoidAll(ctx context.Context, by audit.Actor, workers []int64, reason string) error {
	if len(workers) == 0 {
		return nil
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		records, err := NewStore(tx, s.keys).Records(ctx, workers)
		if err != nil {
			return err
		}
		entries, err := s.voidFacts(ctx, tx, workers, records, reason)
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `
			UPDATE worker
			SET voided_at = pilar_at(), voided_by = pilar_actor(), void_reason = $2, version = version + 1, changed_at = pilar_at()
			WHERE id = ANY($1)
			  AND voided_at IS NULL
			  AND id NOT IN (SELECT worker FROM worker_use($1))`, workers, reason)
		if err != nil {
			return fmt.Errorf("void workers: %w", err)
		}
		if tag.RowsAffected() != int64(len(workers)) {
			return fault.Conflict{}
		}
		for _, id := range workers {
			p := records[id].Person
			entries = append(entries, audit.Entry{Verb: audit.WorkerVoided, SubjectKind: subject, SubjectID: id, SubjectName: p.Name,
				Changes: PersonChanges(p, Person{}), Reason: reason})
		}
		return audit.Record(ctx, tx, s.keys, by, entries...)
	})
}

// voidFacts voids all facts of people, and returns what the trail is to say of them.
func (s *Store) voidFacts(ctx context.Context, tx pgx.Tx, workers []int64, records map[int64]*Record, reason string) ([]audit.Entry, error) {
	var entries []audit.Entry
	for _, f := range Facts() {
		var ids []int64
		for _, worker := range workers {
			r, ok := records[worker]
			if !ok {
				return nil, fault.Conflict{}
			}
			for _, id := range f.ids(r) {
				ids = append(ids, id)
				entries = append(entries, audit.Entry{Verb: f.voided(), SubjectKind: subject, SubjectID: worker, SubjectName: r.Person.Name,
					Changes: f.changes(r, id, r, 0), Reason: reason})
			}
		}
		if err := f.void(ctx, tx, ids, reason); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// Reversal takes a fact back.
type Reversal struct {
	Worker int64
	Record int64 // the fact to void
	Before int64 // the one that it had replaced, to be recorded anew; 0: none
}

// RestoreAll voids facts of one kind and records anew what they had replaced, once for those that replaced the same. It
// returns the new records by the replaced ones. It fails as a whole: fault.Conflict where a fact is void already, or where
// others now stand in the place of what it had replaced.
func (s *Store) RestoreAll(ctx context.Context, by audit.Actor, of Fact, all []Reversal, reason string) (map[int64]int64, error) {
	if len(all) == 0 {
		return nil, nil
	}
	var anew map[int64]int64
	err := audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := NewStore(tx, s.keys)
		workers := column(all, func(r Reversal) int64 { return r.Worker })
		before, err := in.Records(ctx, workers)
		if err != nil {
			return err
		}
		if err := of.void(ctx, tx, column(all, func(r Reversal) int64 { return r.Record }), reason); err != nil {
			return err
		}
		last := lastOfEach(all)
		if anew, err = of.recordAnew(ctx, tx, last); err != nil {
			return err
		}
		after, err := in.Records(ctx, workers)
		if err != nil {
			return err
		}
		entries := make([]audit.Entry, 0, len(last))
		for _, r := range last {
			was, is, verb := before[r.Worker], after[r.Worker], of.voided()
			if was == nil {
				return fault.Conflict{}
			}
			if r.Before != 0 {
				verb = of.restored()
			}
			entries = append(entries, audit.Entry{Verb: verb, SubjectKind: subject, SubjectID: r.Worker, SubjectName: was.Person.Name,
				Changes: of.changes(was, r.Record, is, anew[r.Before]), Reason: reason})
		}
		return s.noted(ctx, tx, by, entries)
	})
	if postgres.Violates(err, string(of)+"_no_overlap") {
		return nil, fault.Conflict{}
	}
	return anew, err
}

// lastOfEach leaves of the reversals that bring the same fact back the one of the newest record: what it had become.
func lastOfEach(all []Reversal) []Reversal {
	newest := map[int64]int64{}
	for _, r := range all {
		newest[r.Before] = max(newest[r.Before], r.Record)
	}
	var last []Reversal
	for _, r := range all {
		if r.Before == 0 || newest[r.Before] == r.Record {
			last = append(last, r)
		}
	}
	return last
}

// recordAnew copies what the reversals bring back, and returns the copies by the originals.
func (f Fact) recordAnew(ctx context.Context, tx pgx.Tx, all []Reversal) (map[int64]int64, error) {
	var records, originals []int64
	brought := map[int64]int64{} // by what had replaced it
	for _, r := range all {
		if r.Before != 0 {
			records, originals = append(records, r.Record), append(originals, r.Before)
			brought[r.Record] = r.Before
		}
	}
	rows, _ := tx.Query(ctx, `
		INSERT INTO `+string(f)+` (`+f.columns()+`, replaces)
		SELECT `+f.columns()+`, r.record
		FROM unnest($1::bigint[], $2::bigint[]) AS r (record, before)
		JOIN `+string(f)+` f ON f.id = r.before
		RETURNING id, replaces`, records, originals)
	anew := make(map[int64]int64, len(brought))
	var id, record int64
	if _, err := pgx.ForEachRow(rows, []any{&id, &record}, func() error {
		anew[brought[record]] = id
		return nil
	}); err != nil {
		return nil, fmt.Errorf("record in %s anew: %w", f, err)
	}
	if f == Engaged {
		return anew, linkAnew(ctx, tx, anew)
	}
	return anew, nil
}

// linkAnew ties engagements that were recorded anew to the decrees that the originals had to the end.
func linkAnew(ctx context.Context, tx pgx.Tx, anew map[int64]int64) error {
	var originals, copies []int64
	for original, copied := range anew {
		originals, copies = append(originals, original), append(copies, copied)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO engagement_decree (engagement, decree, replaces)
		SELECT n.anew, l.decree, l.id
		FROM unnest($1::bigint[], $2::bigint[]) AS n (original, anew)
		JOIN engagement e ON e.id = n.original
		JOIN engagement_decree l ON l.engagement = e.id AND l.voided_at = e.voided_at`, originals, copies)
	if err != nil {
		return fmt.Errorf("link decrees anew: %w", err)
	}
	return nil
}
