package importer

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/seal"
	"pilar/internal/worker"
)

// sealPerson makes of a person what import_effect keeps of the time before.
func sealPerson(keys *seal.Keys, p worker.Person) ([]byte, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write a person: %w", err)
	}
	return keys.Seal(seal.Before, string(text)), nil
}

// openPerson reads what sealPerson wrote.
func openPerson(keys *seal.Keys, sealed []byte) (p worker.Person, err error) {
	text, err := keys.Open(seal.Before, sealed)
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return p, fmt.Errorf("read a person: %w", err)
	}
	return p, nil
}

// keepEffects notes what the plan did, after it was carried out: of facts whatever this write recorded of its people.
func (a *applying) keepEffects(ctx context.Context, p plan) error {
	b := &pgx.Batch{}
	b.Queue(`
		INSERT INTO import_effect (import, worker, kind, record, version)
		SELECT $1, id, 'registered', id, version
		FROM worker
		WHERE id = ANY($2)`, a.of.ID, p.registered)
	ids, versions, before, err := p.corrected(a.keys)
	if err != nil {
		return err
	}
	b.Queue(`
		INSERT INTO import_effect (import, worker, kind, record, replaced, version, before)
		SELECT $1, worker, 'corrected', worker, version - 1, version, before
		FROM unnest($2::bigint[], $3::integer[], $4::bytea[]) AS c (worker, version, before)`, a.of.ID, ids, versions, before)
	people := p.people()
	for _, of := range worker.Facts() {
		b.Queue(`
			INSERT INTO import_effect (import, worker, kind, record, replaced)
			SELECT $1, worker, $3, id, replaces
			FROM `+string(of)+`
			WHERE worker = ANY($2)
			  AND recorded_at = pilar_at()
			ORDER BY id`, a.of.ID, people, string(of))
	}
	if err := a.tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("note what an import did: %w", err)
	}
	return nil
}

// corrected returns who was corrected, which version that left, and what they were before.
func (p plan) corrected(keys *seal.Keys) (ids []int64, versions []int, before [][]byte, err error) {
	for _, c := range p.corrections {
		sealed, err := sealPerson(keys, c.Before)
		if err != nil {
			return nil, nil, nil, err
		}
		ids, versions, before = append(ids, c.Worker), append(versions, c.Version+1), append(before, sealed)
	}
	return ids, versions, before, nil
}

// people are those of whom the plan records facts.
func (p plan) people() []int64 {
	var ids []int64
	for _, m := range p.moves {
		ids = append(ids, m.Old.Worker)
	}
	for _, all := range [][]worker.Engagement{p.next, p.engage} {
		for _, e := range all {
			ids = append(ids, e.Worker)
		}
	}
	for _, j := range p.jobs {
		ids = append(ids, j.Worker)
	}
	for _, b := range p.accounts {
		ids = append(ids, b.Worker)
	}
	return ids
}

// footprints returns by person what the import did to them, and what happened to them since.
func (u *undoing) footprints(ctx context.Context, people []int64) (map[int64]*footprint, error) {
	prints := make(map[int64]*footprint, len(people))
	for _, id := range people {
		prints[id] = &footprint{uses: map[effectKind]string{}}
	}
	b := &pgx.Batch{}
	u.queuePersons(b, people, prints)
	for _, of := range worker.Facts() {
		u.queueFacts(b, of, people, prints)
		u.queueNewer(b, of, people, prints)
	}
	u.queueUses(b, people, prints)
	if err := u.tx.SendBatch(ctx, b).Close(); err != nil {
		return nil, fmt.Errorf("look at what an import did: %w", err)
	}
	return prints, nil
}

// queuePersons reads whom the import registered or corrected, and who has corrected them since.
func (u *undoing) queuePersons(b *pgx.Batch, people []int64, prints map[int64]*footprint) {
	b.Queue(`
		SELECT f.n, f.worker, f.kind, f.record, coalesce(f.replaced, 0), f.version, f.before,
		       f.version IS DISTINCT FROM w.version OR w.voided_at IS NOT NULL, a.at, coalesce(a.actor_name, '')
		FROM import_effect f
		JOIN worker w ON w.id = f.worker
		LEFT JOIN LATERAL (
			SELECT e.at, e.actor_name
			FROM audit_entry e
			WHERE e.subject_kind = 'worker'
			  AND e.subject_id = f.worker
			  AND e.verb = 'worker.corrected'
			ORDER BY e.id DESC
			LIMIT 1
		) AS a ON f.version <> w.version
		WHERE f.import = $1
		  AND f.worker = ANY($2)
		  AND f.kind IN ('registered', 'corrected')
		ORDER BY f.n`, u.of.ID, people).Query(eachEffect(prints, func(row pgx.Rows, e *effect, at **time.Time) error {
		return row.Scan(&e.n, &e.worker, &e.kind, &e.record, &e.replaced, &e.version, &e.before, &e.changed, at, &e.changedBy)
	}))
}

// queueFacts reads which facts of a kind the import recorded, who has changed them since, and whether there is room for what
// they replaced.
func (u *undoing) queueFacts(b *pgx.Batch, of worker.Fact, people []int64, prints map[int64]*footprint) {
	alike := map[worker.Fact]string{worker.Engaged: `AND other.cadre = old.cadre`}[of]
	b.Queue(`
		SELECT f.n, f.worker, f.kind, f.record, coalesce(f.replaced, 0), now.voided_at IS NOT NULL, now.voided_at, coalesce(now.voided_by, ''),
		       EXISTS (
		           SELECT FROM `+string(of)+` other
		           WHERE other.worker = old.worker `+alike+`
		             AND other.valid && old.valid
		             AND other.voided_at IS NULL
		             AND other.id NOT IN (SELECT o.record FROM import_effect o WHERE o.import = $1 AND o.worker = f.worker AND o.kind = f.kind))
		FROM import_effect f
		JOIN `+string(of)+` now ON now.id = f.record
		LEFT JOIN `+string(of)+` old ON old.id = f.replaced
		WHERE f.import = $1
		  AND f.worker = ANY($2)
		  AND f.kind = $3
		ORDER BY f.n`, u.of.ID, people, string(of)).Query(eachEffect(prints, func(row pgx.Rows, e *effect, at **time.Time) error {
		return row.Scan(&e.n, &e.worker, &e.kind, &e.record, &e.replaced, &e.changed, at, &e.changedBy, &e.displaced)
	}))
}

// eachEffect adds effects to the footprints of their people.
func eachEffect(prints map[int64]*footprint, scan func(row pgx.Rows, e *effect, at **time.Time) error) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		for rows.Next() {
			var e effect
			var at *time.Time
			if err := scan(rows, &e, &at); err != nil {
				return err
			}
			if at != nil {
				e.changedAt = *at
			}
			prints[e.worker].effects = append(prints[e.worker].effects, e)
		}
		return rows.Err()
	}
}

// queueNewer reads who has facts of a kind that the import did not record.
func (u *undoing) queueNewer(b *pgx.Batch, of worker.Fact, people []int64, prints map[int64]*footprint) {
	b.Queue(`
		SELECT DISTINCT t.worker
		FROM `+string(of)+` t
		WHERE t.worker = ANY($2)
		  AND t.voided_at IS NULL
		  AND NOT EXISTS (
		      SELECT FROM import_effect f
		      WHERE f.import = $1
		        AND f.worker = t.worker
		        AND f.kind = $3
		        AND f.record = t.id)`, u.of.ID, people, string(of)).Query(func(rows pgx.Rows) error {
		var id int64
		_, err := pgx.ForEachRow(rows, []any{&id}, func() error {
			prints[id].newer = append(prints[id].newer, effectKind(of))
			return nil
		})
		return err
	})
}

// queueUses reads what leans on people since the import was stored.
func (u *undoing) queueUses(b *pgx.Batch, people []int64, prints map[int64]*footprint) {
	b.Queue(`SELECT worker, fact, why FROM worker_use($1) WHERE since > $2 ORDER BY since DESC`, people, u.of.StoredAt).Query(func(rows pgx.Rows) error {
		var id int64
		var fact effectKind
		var why string
		_, err := pgx.ForEachRow(rows, []any{&id, &fact, &why}, func() error {
			prints[id].uses[fact] = why + "."
			return nil
		})
		return err
	})
}
