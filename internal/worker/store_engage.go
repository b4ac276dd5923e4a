package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/postgres"
)

// Engage adds an engagement. fault.Invalid where it overlaps one of the same cadre, or its cadre or place does not
// exist, or the cadre is not used any more.
func (s *Store) Engage(ctx context.Context, by audit.Actor, e Engagement) error {
	return s.EngageAll(ctx, by, []Engagement{e})
}

// EngageAll adds engagements, with their decrees, in one statement each; it fails as a whole.
func (s *Store) EngageAll(ctx context.Context, by audit.Actor, engagements []Engagement) error {
	return s.replaceAll(ctx, by, column(engagements, func(e Engagement) replacement {
		return replacement{next: []Engagement{e}, verb: audit.EngagementAdded}
	}))
}

// CorrectEngagement replaces what was recorded wrongly. The worker stays. fault.Conflict where it was changed meanwhile.
func (s *Store) CorrectEngagement(ctx context.Context, by audit.Actor, id int64, after Engagement, reason string) error {
	return s.rewrite(ctx, by, id, audit.EngagementCorrected, reason, func(e *Engagement) fault.Invalid {
		after.ID, after.Worker = e.ID, e.Worker
		*e = after
		return after.Check()
	})
}

// rewrite voids a live engagement and records what change makes of it.
func (s *Store) rewrite(ctx context.Context, by audit.Actor, id int64, verb audit.Verb, reason string, change func(*Engagement) fault.Invalid) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := NewStore(tx, s.keys)
		before, err := in.Engagement(ctx, id)
		if err != nil {
			return err
		}
		after := before
		if err := change(&after).Or(); err != nil {
			return err
		}
		return in.replaceAll(ctx, by, []replacement{{old: before, next: []Engagement{after}, verb: verb, reason: reason}})
	})
}

// Move records that a worker serves elsewhere from a day on.
type Move struct {
	Old  Engagement
	New  Engagement // From is the first day at the new place
	Mend bool       // the old place was a mistake: the new one holds from the beginning to the end
}

// MovedAway is the reason for which an engagement ends at its former place.
const MovedAway = "Pindah tugas"

// MoveAll ends engagements the day before and begins them at their new places, or corrects the place.
func (s *Store) MoveAll(ctx context.Context, by audit.Actor, moves []Move) error {
	return s.replaceAll(ctx, by, column(moves, func(m Move) replacement {
		if m.Mend || !m.New.From.After(m.Old.From) {
			m.New.From, m.New.Precision = m.Old.From, m.Old.Precision
			m.New.Until, m.New.EndReason = m.Old.Until, m.Old.EndReason
			return replacement{old: m.Old, next: []Engagement{m.New}, verb: audit.EngagementCorrected}
		}
		ended := m.Old
		if last := m.New.From.AddDate(0, 0, -1); ended.Until.IsZero() || last.Before(ended.Until) {
			ended.Until, ended.EndReason = last, MovedAway
		}
		return replacement{old: m.Old, next: []Engagement{ended, m.New}, verb: audit.EngagementMoved}
	}))
}

// ReplaceAll corrects engagements as CorrectEngagement does, set-wise: each old one by the new one at the same index.
func (s *Store) ReplaceAll(ctx context.Context, by audit.Actor, old, next []Engagement) error {
	all := make([]replacement, len(old))
	for i := range old {
		all[i] = replacement{old: old[i], next: []Engagement{next[i]}, verb: audit.EngagementCorrected}
	}
	return s.replaceAll(ctx, by, all)
}

// replacement voids old (where its ID is set) and records next in its stead; the last of next is what it has become.
type replacement struct {
	old    Engagement
	next   []Engagement
	verb   audit.Verb
	reason string
}

func (s *Store) replaceAll(ctx context.Context, by audit.Actor, all []replacement) error {
	if len(all) == 0 {
		return nil
	}
	err := audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		if err := inUse(ctx, tx, all); err != nil {
			return err
		}
		if err := markSealed(ctx, tx, all); err != nil {
			return err
		}
		if err := voidEngagements(ctx, tx, all); err != nil {
			return err
		}
		if err := s.insertEngagements(ctx, tx, all); err != nil {
			return err
		}
		workers := column(all, func(r replacement) int64 { return r.next[0].Worker })
		names, err := touch(ctx, tx, workers)
		if err != nil {
			return err
		}
		entries := column(all, func(r replacement) audit.Entry {
			last := r.next[len(r.next)-1]
			return audit.Entry{Verb: r.verb, SubjectKind: subject, SubjectID: last.Worker, SubjectName: names[last.Worker],
				Changes: EngagementChanges(r.old, last), Reason: r.reason}
		})
		return audit.Record(ctx, tx, s.keys, by, entries...)
	})
	switch {
	case postgres.Violates(err, "engagement_no_overlap"):
		return fault.Invalid{"from": "Orang ini sudah tercatat pada jenis SDM yang sama di masa itu. Akhiri dahulu penugasan yang lama, atau pilih tanggal lain."}
	case postgres.Violates(err, "engagement_region_fkey"):
		return fault.Invalid{"region": "Tempat tugas itu tidak ada dalam daftar wilayah."}
	case postgres.Violates(err, "engagement_cadre_fkey"):
		return fault.Invalid{"cadre": "Jenis SDM itu tidak ada."}
	}
	return err
}

// voidEngagements voids the old rows and their links to decrees; fault.Conflict where one is void already.
func voidEngagements(ctx context.Context, tx pgx.Tx, all []replacement) error {
	var ids []int64
	var reasons []string
	for _, r := range all {
		if r.old.ID != 0 {
			ids, reasons = append(ids, r.old.ID), append(reasons, r.verb.Words())
		}
	}
	if len(ids) == 0 {
		return nil
	}
	tag, err := tx.Exec(ctx, `
		UPDATE engagement e
		SET voided_at = pilar_at(), voided_by = pilar_actor(), void_reason = v.reason
		FROM unnest($1::bigint[], $2::text[]) AS v (id, reason)
		WHERE e.id = v.id
		  AND e.voided_at IS NULL`, ids, reasons)
	if err != nil {
		return fmt.Errorf("void engagements: %w", err)
	}
	if tag.RowsAffected() != int64(len(ids)) {
		return fault.Conflict{}
	}
	return voidLinks(ctx, tx, ids, "penugasan diganti")
}

// voidLinks voids the links of engagements to their decrees.
func voidLinks(ctx context.Context, tx pgx.Tx, engagements []int64, reason string) error {
	_, err := tx.Exec(ctx, `
		UPDATE engagement_decree
		SET voided_at = pilar_at(), voided_by = pilar_actor(), void_reason = $2
		WHERE engagement = ANY($1)
		  AND voided_at IS NULL`, engagements, reason)
	if err != nil {
		return fmt.Errorf("void links to decrees: %w", err)
	}
	return nil
}

// stay tells engagements apart before they have ids: nobody has two in one cadre from the same day.
type stay struct {
	worker int64
	cadre  string
	from   time.Time
}

func (s *Store) insertEngagements(ctx context.Context, tx pgx.Tx, all []replacement) error {
	var next []Engagement
	var replaces []*int64
	for _, r := range all {
		for _, e := range r.next {
			next = append(next, e)
			if r.old.ID == 0 {
				replaces = append(replaces, nil)
			} else {
				replaces = append(replaces, &r.old.ID)
			}
		}
	}
	fields, err := s.fieldsJSON(next)
	if err != nil {
		return err
	}
	rows, _ := tx.Query(ctx, `
		INSERT INTO engagement (worker, cadre, region, valid, start_precision, end_reason, member_number, fields, replaces)
		SELECT worker, cadre, region, daterange(since, until, '[]'), precision, end_reason, member_number, fields::jsonb, replaces
		FROM unnest(@worker::bigint[], @cadre::text[], @region::text[], @since::date[], @until::date[], @precision::text[],
		            @end_reason::text[], @member_number::text[], @fields::text[], @replaces::bigint[])
		     WITH ORDINALITY AS i (worker, cadre, region, since, until, precision, end_reason, member_number, fields, replaces, n)
		ORDER BY n
		RETURNING id, worker, cadre, lower(valid)`, pgx.NamedArgs{
		"worker":        column(next, func(e Engagement) int64 { return e.Worker }),
		"cadre":         column(next, func(e Engagement) string { return e.Cadre }),
		"region":        column(next, func(e Engagement) string { return e.Region }),
		"since":         column(next, func(e Engagement) time.Time { return e.From }),
		"until":         column(next, func(e Engagement) *time.Time { return known(e.Until) }),
		"precision":     column(next, func(e Engagement) string { return string(e.Precision) }),
		"end_reason":    column(next, func(e Engagement) string { return e.EndReason }),
		"member_number": column(next, func(e Engagement) string { return e.MemberNumber }),
		"fields":        fields,
		"replaces":      replaces,
	})
	ids := make(map[stay]int64, len(next))
	var id int64
	var at stay
	if _, err := pgx.ForEachRow(rows, []any{&id, &at.worker, &at.cadre, &at.from}, func() error {
		ids[at] = id
		return nil
	}); err != nil {
		return fmt.Errorf("insert engagements: %w", err)
	}
	return linkDecrees(ctx, tx, next, ids)
}

// linkDecrees records each decree once, however many people it names, and ties it to its engagements. A validity that is
// given anew holds for everybody whom the decree names.
func linkDecrees(ctx context.Context, tx pgx.Tx, engagements []Engagement, ids map[stay]int64) error {
	type link struct {
		engagement int64
		Decree
	}
	var links []link
	for _, e := range engagements {
		for _, d := range e.Decrees {
			links = append(links, link{ids[stay{e.Worker, e.Cadre, e.From}], d})
		}
	}
	if len(links) == 0 {
		return nil
	}
	args := pgx.NamedArgs{
		"engagement": column(links, func(l link) int64 { return l.engagement }),
		"number":     column(links, func(l link) string { return l.Number }),
		"decided_on": column(links, func(l link) *time.Time { return known(l.DecidedOn) }),
		"issuer":     column(links, func(l link) string { return l.Issuer }),
		"since":      column(links, func(l link) *time.Time { return known(l.From) }),
		"until":      column(links, func(l link) *time.Time { return known(l.Until) }),
	}
	const given = `unnest(@engagement::bigint[], @number::text[], @decided_on::date[], @issuer::text[], @since::date[], @until::date[])
		AS l (engagement, number, decided_on, issuer, since, until)`
	if _, err := tx.Exec(ctx, `
		INSERT INTO decree (number, decided_on, issuer, valid)
		SELECT DISTINCT ON (number, decided_on, issuer) number, decided_on, issuer,
		       CASE WHEN since IS NOT NULL OR until IS NOT NULL THEN daterange(since, until, '[]') END
		FROM `+given+`
		ORDER BY number, decided_on, issuer
		ON CONFLICT ON CONSTRAINT decree_key DO UPDATE
		SET valid = EXCLUDED.valid
		WHERE decree.valid IS DISTINCT FROM EXCLUDED.valid
		  AND EXCLUDED.valid IS NOT NULL`, args); err != nil {
		return fmt.Errorf("insert decrees: %w", err)
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO engagement_decree (engagement, decree)
		SELECT l.engagement, d.id
		FROM `+given+`
		JOIN decree d ON d.number = l.number AND d.decided_on IS NOT DISTINCT FROM l.decided_on AND d.issuer = l.issuer
		ON CONFLICT DO NOTHING`, args); err != nil {
		return fmt.Errorf("link decrees: %w", err)
	}
	return nil
}

// touch marks workers as changed now, and returns their names for the trail. Those whom the same write has changed already
// are left as they are: to write a person again costs as much as to register one.
func touch(ctx context.Context, tx pgx.Tx, workers []int64) (map[int64]string, error) {
	rows, _ := tx.Query(ctx, `
		WITH touched AS (
			UPDATE worker
			SET changed_at = pilar_at()
			WHERE id = ANY($1)
			  AND changed_at <> pilar_at()
		)
		SELECT id, name
		FROM worker
		WHERE id = ANY($1)`, workers)
	names := make(map[int64]string, len(workers))
	var id int64
	var name string
	_, err := pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		names[id] = name
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("touch workers: %w", err)
	}
	return names, nil
}

// Engagement returns a live engagement with its decrees; fault.Conflict where it was voided, fault.NotFound where there
// is none of that number.
func (s *Store) Engagement(ctx context.Context, id int64) (Engagement, error) {
	var worker int64
	var live bool
	err := s.db.QueryRow(ctx, `SELECT worker, voided_at IS NULL FROM engagement WHERE id = $1`, id).Scan(&worker, &live)
	if errors.Is(err, pgx.ErrNoRows) {
		return Engagement{}, fault.NotFound{}
	}
	if err != nil {
		return Engagement{}, fmt.Errorf("find an engagement: %w", err)
	}
	if !live {
		return Engagement{}, fault.Conflict{}
	}
	engagements, err := s.engagements(ctx, []int64{worker})
	for _, e := range engagements {
		if e.ID == id {
			return e, err
		}
	}
	return Engagement{}, errors.Join(err, fault.NotFound{})
}

// Successor returns the live engagement that took the place of a voided one; fault.NotFound where none did.
func (s *Store) Successor(ctx context.Context, id int64) (Engagement, error) {
	var successor int64
	err := s.db.QueryRow(ctx, `
		WITH RECURSIVE after AS (
			SELECT id, voided_at, valid FROM engagement WHERE replaces = $1
			UNION ALL
			SELECT e.id, e.voided_at, e.valid FROM engagement e JOIN after a ON e.replaces = a.id
		)
		SELECT id
		FROM after
		WHERE voided_at IS NULL
		ORDER BY valid DESC, id DESC
		LIMIT 1`, id).Scan(&successor)
	if errors.Is(err, pgx.ErrNoRows) {
		return Engagement{}, fault.NotFound{}
	}
	if err != nil {
		return Engagement{}, fmt.Errorf("find what replaced an engagement: %w", err)
	}
	return s.Engagement(ctx, successor)
}
