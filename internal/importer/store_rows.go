package importer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/postgres"
)

// RowFilter chooses rows of an import. Zero values choose all.
type RowFilter struct {
	Import   int64
	Verdict  Verdict
	Kind     check.Kind // of a problem
	Problems bool       // only rows with one
	Warned   bool       // only rows with one that may be stored all the same
	NotIn    int64      // only rows that may be stored, of people whom this import does not name
	Moved    bool       // only rows that put somebody at another duty place
	Outcome  Outcome
	After    int // rows beyond this one: the cursor
	Limit    int // 0: fifty
}

// where is the filter but for cursor and limit.
func (f RowFilter) where() *postgres.Where {
	var w postgres.Where
	w.And(`r.import = @import`, "import", f.Import)
	if f.Verdict != "" {
		w.And(`r.verdict = @verdict`, "verdict", f.Verdict)
	}
	if f.Kind != "" {
		w.And(`@kind = ANY(r.kinds)`, "kind", f.Kind)
	}
	if f.Problems {
		w.And(`r.kinds <> '{}'`)
	}
	if f.Warned {
		w.And(`r.kinds <> '{}' AND r.verdict IN ('new', 'changed', 'same')`)
	}
	if f.NotIn != 0 {
		w.And(`r.verdict IN ('new', 'changed', 'same')
		  AND NOT EXISTS (SELECT FROM import_row b WHERE b.import = @not_in AND b.nik_sealed = r.nik_sealed)`, "not_in", f.NotIn)
	}
	if f.Moved {
		w.And(`'duty_place_changed' = ANY(r.kinds)`)
	}
	if f.Outcome != "" {
		w.And(`r.outcome = @outcome`, "outcome", f.Outcome)
	}
	return &w
}

// Outcome is what became of a chosen row.
type Outcome string

// The outcomes. A row of which nothing was stored has none.
const (
	RowStored Outcome = "stored"
	RowStale  Outcome = "stale" // the register has changed since it was checked
)

// Kept is a row of an import as it was checked.
type Kept struct {
	Row
	N         int // its place among the data rows: 1 is the first
	Chosen    bool
	MendPlace bool
	Outcome   Outcome
	Cells     []Typed
	Changes   []audit.Change // what storing it changes of a known person, or what it adds
	Worker    int64          // whom the register has by its NIK now, within the import's limit; 0: nobody
}

// Typed is one cell of a row: what the file has there, or what was typed on the screen instead. Each head above the row has
// one, also where it is empty.
type Typed struct {
	Index  int // 0 for column A
	Head   string
	As     Column
	Text   string // masked where it is personal
	Mended bool
}

// Rows returns rows in the order of the file, at most f.Limit, and whether more follow. fault.NotFound where there is no such
// import.
func (s *Store) Rows(ctx context.Context, f RowFilter) (rows []Kept, more bool, err error) {
	if f.Limit == 0 {
		f.Limit = pageRows
	}
	w := f.where()
	w.And(`r.n > @after`, "after", f.After)
	w.Bind("limit", f.Limit+1)
	rows, err = s.rows(ctx, f.Import, w)
	if err != nil || len(rows) <= f.Limit {
		return rows, false, err
	}
	return rows[:f.Limit], true, nil
}

// Row returns one row; fault.NotFound where there is none.
func (s *Store) Row(ctx context.Context, id int64, n int) (Kept, error) {
	w := RowFilter{Import: id}.where()
	w.And(`r.n = @n`, "n", n)
	w.Bind("limit", 1)
	rows, err := s.rows(ctx, id, w)
	if err == nil && len(rows) == 0 {
		err = fault.NotFound{}
	}
	if err != nil {
		return Kept{}, err
	}
	return rows[0], nil
}

func (s *Store) rows(ctx context.Context, id int64, w *postgres.Where) ([]Kept, error) {
	im, err := s.Import(ctx, id)
	if err != nil {
		return nil, err
	}
	sealed, err := s.personalFields(ctx, im.Cadre)
	if err != nil {
		return nil, err
	}
	w.Bind("within", im.Limit)
	rows, _ := s.db.Query(ctx, `
		SELECT r.n, r.sheet, r.row, r.verdict, r.chosen, r.mend_place, coalesce(r.outcome, ''), r.content,
		       coalesce((SELECT w.id
		                 FROM worker w
		                 WHERE w.nik_sealed = r.nik_sealed
		                   AND w.voided_at IS NULL
		                   AND (@within::text[] IS NULL OR EXISTS (
		                        SELECT FROM engagement e WHERE e.worker = w.id AND e.voided_at IS NULL AND e.kecamatan = ANY(@within)))), 0)
		FROM import_row r
		`+w.SQL()+`
		ORDER BY r.n
		LIMIT @limit`, w.Args())
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Kept, error) {
		var k Kept
		var closed []byte
		if err := row.Scan(&k.N, &k.Sheet, &k.Number, &k.Verdict, &k.Chosen, &k.MendPlace, &k.Outcome, &closed, &k.Worker); err != nil {
			return Kept{}, err
		}
		c, err := openContent(s.keys, closed)
		if err != nil {
			return Kept{}, err
		}
		return c.kept(k, im.Cadre, im.AsOf, im.Heads, sealed), nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the rows of an import: %w", err)
	}
	return all, nil
}

// Choose says which rows are to be stored: all new and changed ones that the filter chooses (its cursor and limit do not
// count). fault.Conflict where the import is not Checked. No trace is kept of it: nothing is stored yet.
func (s *Store) Choose(ctx context.Context, _ audit.Actor, f RowFilter, chosen bool) error {
	w := f.where()
	w.And(`r.verdict IN ('new', 'changed')`)
	w.And(`r.chosen <> @chosen`, "chosen", chosen)
	return s.choosing(ctx, f.Import, `UPDATE import_row r SET chosen = @chosen `+w.SQL(), w.Args())
}

// Picked is what was chosen for one row.
type Picked struct {
	N         int
	Chosen    bool
	MendPlace bool
}

// Pick is Choose for single rows.
func (s *Store) Pick(ctx context.Context, _ audit.Actor, id int64, rows []Picked) error {
	args := pgx.NamedArgs{"import": id}
	var numbers []int
	var chosen, mend []bool
	for _, p := range rows {
		numbers, chosen, mend = append(numbers, p.N), append(chosen, p.Chosen), append(mend, p.MendPlace)
	}
	args["n"], args["chosen"], args["mend"] = numbers, chosen, mend
	return s.choosing(ctx, id, `
		UPDATE import_row r
		SET chosen = p.chosen, mend_place = p.mend AND 'duty_place_changed' = ANY(r.kinds)
		FROM unnest(@n::integer[], @chosen::boolean[], @mend::boolean[]) AS p (n, chosen, mend)
		WHERE r.import = @import
		  AND r.n = p.n
		  AND r.verdict IN ('new', 'changed')`, args)
}

// choosing changes what is chosen of an import, and counts it anew. Writers of facts are not kept waiting for that.
func (s *Store) choosing(ctx context.Context, id int64, sql string, args pgx.NamedArgs) error {
	return pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if _, err := s.in(tx).lock(ctx, id, Checked); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sql, args); err != nil {
			return fmt.Errorf("choose rows: %w", err)
		}
		_, err := tx.Exec(ctx, `
			UPDATE import
			SET chosen = (SELECT count(*) FROM import_row WHERE import = $1 AND chosen), version = version + 1
			WHERE id = $1`, id)
		if err != nil {
			return fmt.Errorf("count the chosen rows: %w", err)
		}
		return nil
	})
}
