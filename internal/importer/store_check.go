package importer

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/seal"
	"pilar/internal/sheet"
)

// check compares an import's file with the register and keeps what storing each row would do. A file that turns out to be
// unfit makes the import Unreadable; that is no error. It runs within a transaction and changes nothing but the import.
func (s *Store) check(ctx context.Context, im Import, tell teller) error {
	choices, err := s.choices(ctx, im.ID)
	if err != nil {
		return err
	}
	c := &checking{Store: s, im: &im, choices: choices, tell: tell}
	summary, err := c.run(ctx)
	if why := refusal(err); why != "" {
		return s.unreadable(ctx, im.ID, why)
	}
	if err != nil {
		return err
	}
	markUnread(summary.Heads, c.options.Heads)
	_, err = s.db.Exec(ctx, `
		UPDATE import
		SET state = 'checked', trouble = '', version = version + 1, counts = @counts, chosen = @chosen, heads = @heads, notes = @notes,
		    as_of = @as_of, checked_at = now()
		WHERE id = @id`, pgx.NamedArgs{"id": im.ID, "counts": c.counts, "chosen": c.chosen, "heads": orEmpty(summary.Heads),
		"notes": orEmpty(summary.Notes), "as_of": summary.AsOf})
	if err != nil {
		return fmt.Errorf("note that an import was checked: %w", err)
	}
	return nil
}

// refusal is unfit, and also says that the file's cadre is not used any more.
func refusal(err error) string {
	if bad, ok := err.(fault.Invalid); ok {
		return bad["cadre"]
	}
	return unfit(err)
}

func (s *Store) unreadable(ctx context.Context, id int64, why string) error {
	if err := s.forget(ctx, id); err != nil {
		return err
	}
	_, err := s.db.Exec(ctx, `
		UPDATE import
		SET state = 'unreadable', trouble = $2, version = version + 1, counts = '{}', chosen = 0, checked_at = now()
		WHERE id = $1`, id, why)
	if err != nil {
		return fmt.Errorf("note that an import can't be read: %w", err)
	}
	return nil
}

// forget removes the rows of an earlier check.
func (s *Store) forget(ctx context.Context, id int64) error {
	if _, err := s.db.Exec(ctx, `DELETE FROM import_row WHERE import = $1`, id); err != nil {
		return fmt.Errorf("remove the rows of an earlier check: %w", err)
	}
	return nil
}

// choice is what somebody chose for a row against the rule that whatever is new or changed is stored, and people who serve
// elsewhere have moved.
type choice struct {
	digest    []byte
	chosen    bool
	mendPlace bool
}

func (s *Store) choices(ctx context.Context, id int64) (map[Spot]choice, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT sheet, row, digest, chosen, mend_place
		FROM import_row
		WHERE import = $1
		  AND (mend_place OR chosen <> (verdict IN ('new', 'changed')))`, id)
	all := map[Spot]choice{}
	var at Spot
	var c choice
	if _, err := pgx.ForEachRow(rows, []any{&at.Sheet, &at.Row, &c.digest, &c.chosen, &c.mendPlace}, func() error {
		c.digest = bytes.Clone(c.digest)
		all[at] = c
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read what was chosen: %w", err)
	}
	return all, nil
}

// checking is one check of a file. It holds no more than one batch of its rows.
type checking struct {
	*Store
	im       *Import
	options  Options
	reader   reader
	choices  map[Spot]choice
	tell     teller
	scan     *scan
	judging  *judging // nil before the first row
	batch    []Row
	otherDay bool // a later title says of which day the file speaks, after rows were compared as of another
	counts   Counts
	chosen   int
}

// run reads the file and keeps its rows. Where a title in the middle of the file says another day than those above it, all
// is done again as of that.
func (c *checking) run(ctx context.Context) (*Summary, error) {
	book, err := c.prepare(ctx)
	if err != nil {
		return nil, err
	}
	summary, err := c.pass(ctx, book)
	if err == nil && c.otherDay {
		c.options.AsOf = summary.AsOf
		summary, err = c.pass(ctx, book)
	}
	if err != nil {
		return nil, err
	}
	return summary, c.freePlaces(ctx)
}

func (c *checking) prepare(ctx context.Context) (*sheet.Book, error) {
	file, err := c.File(ctx, c.im.ID)
	if err != nil {
		return nil, err
	}
	book, err := open(file)
	if err != nil {
		return nil, err
	}
	if c.options, err = c.optionsFor(ctx, *c.im); err != nil {
		return nil, err
	}
	if c.options.Heads, err = c.remembered(ctx, c.im.Shape); err != nil {
		return nil, err
	}
	c.options.Mends, err = c.mended(ctx, c.im.ID)
	c.reader = reader{book.Date1904, c.options.Mends}
	return book, err
}

// pass reads the file once from its beginning to its end.
func (c *checking) pass(ctx context.Context, book *sheet.Book) (*Summary, error) {
	if err := c.forget(ctx, c.im.ID); err != nil {
		return nil, err
	}
	c.judging, c.batch, c.otherDay = nil, nil, false
	c.counts, c.chosen = Counts{Verdicts: map[Verdict]int{}, Kinds: map[check.Kind]int{}}, 0
	c.scan = newScan(book, c.options, func(r *Row) error {
		if c.batch = append(c.batch, *r); len(c.batch) < batchRows {
			return nil
		}
		return c.flush(ctx)
	})
	summary, err := c.scan.run()
	if err != nil {
		return nil, err
	}
	return summary, c.flush(ctx)
}

// flush compares the rows of a batch with the register and keeps them.
func (c *checking) flush(ctx context.Context) error {
	defer func() { c.batch = c.batch[:0] }()
	summary := c.scan.summary
	if c.judging == nil {
		c.judging = newJudging(c.options, summary)
	}
	if c.otherDay = !c.judging.asOf.Equal(summary.AsOf); c.otherDay {
		return nil
	}
	c.judging.heads = summary.Heads
	rows, err := c.judging.batch(ctx, c.Store, c.batch)
	if err != nil {
		return err
	}
	if err := c.keepRows(ctx, rows); err != nil {
		return err
	}
	c.tell(ctx, Progress{c.judging.n, c.im.Counts.Rows()})
	return nil
}

func (c *checking) keepRows(ctx context.Context, rows []judged) error {
	as := columnsOf(c.scan.summary.Heads)
	_, err := c.db.CopyFrom(ctx, pgx.Identifier{"import_row"},
		[]string{"import", "n", "sheet", "row", "verdict", "kinds", "chosen", "mend_place", "nik_sealed", "digest", "content"},
		pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
			r := &rows[i]
			kinds := kindsOf(r.Problems)
			c.count(r.Row, kinds)
			chosen, mendPlace := c.choose(r)
			kept := content{Cells: c.reader.cells(r.Row, as[r.Sheet]), Entry: r.Entry, Problems: r.Problems, Read: r.read, Changes: r.changes}
			sealed, err := kept.seal(c.keys)
			return []any{c.im.ID, r.n, r.Sheet, r.Number, r.Verdict, kinds, chosen, mendPlace, c.keys.Seal(seal.NIK, r.nik), r.digest, sealed}, err
		}))
	if err != nil {
		return fmt.Errorf("keep the rows of an import: %w", err)
	}
	return nil
}

// columnsOf says what the columns of each sheet hold, by the heads that were read last.
func columnsOf(heads []Head) map[string]map[int]Column {
	as := map[string]map[int]Column{}
	for _, h := range heads {
		if as[h.Sheet] == nil {
			as[h.Sheet] = map[int]Column{}
		}
		as[h.Sheet][h.Index] = h.As
	}
	return as
}

// kindsOf lists the kinds of some problems, each once.
func kindsOf(problems []Problem) []check.Kind {
	kinds := []check.Kind{}
	for _, p := range problems {
		if !slices.Contains(kinds, p.Kind) {
			kinds = append(kinds, p.Kind)
		}
	}
	return kinds
}

func (c *checking) count(row *Row, kinds []check.Kind) {
	c.counts.Verdicts[row.Verdict]++
	for _, kind := range kinds {
		c.counts.Kinds[kind]++
	}
	if row.Warned() {
		c.counts.Warned++
	}
}

// choose says whether a row is to be stored: as somebody chose before, where storing it would still do the same, else
// where it is new or changed.
func (c *checking) choose(r *judged) (chosen, mendPlace bool) {
	chosen = r.Verdict == New || r.Verdict == Changed
	if before, ok := c.choices[Spot{r.Sheet, r.Number}]; ok && bytes.Equal(before.digest, r.digest) {
		chosen, mendPlace = before.chosen && chosen, before.mendPlace
	}
	if chosen {
		c.chosen++
	}
	return chosen, mendPlace
}

// freePlaces takes back from the kept rows what only seemed so before the whole file was read: that a place is filled.
func (c *checking) freePlaces(ctx context.Context) error {
	for rows := range slices.Chunk(c.judging.freed(), batchRows) {
		if err := c.free(ctx, rows); err != nil {
			return err
		}
	}
	return nil
}

func (c *checking) free(ctx context.Context, numbers []int) error {
	found, _ := c.db.Query(ctx, `SELECT n, content FROM import_row WHERE import = $1 AND n = ANY($2)`, c.im.ID, numbers)
	var rows []int
	var contents [][]byte
	var n int
	var sealed []byte
	if _, err := pgx.ForEachRow(found, []any{&n, &sealed}, func() error {
		kept, err := openContent(c.keys, sealed)
		if err != nil {
			return err
		}
		row := Row{Problems: kept.Problems}
		row.drop(check.DutyPlaceFilled)
		if kept.Problems = row.Problems; len(kept.Problems) == 0 {
			c.counts.Warned--
		}
		c.counts.Kinds[check.DutyPlaceFilled]--
		text, err := kept.seal(c.keys)
		rows, contents = append(rows, n), append(contents, text)
		return err
	}); err != nil {
		return fmt.Errorf("read rows again: %w", err)
	}
	_, err := c.db.Exec(ctx, `
		UPDATE import_row r
		SET kinds = array_remove(r.kinds, $4), content = f.content
		FROM unnest($2::integer[], $3::bytea[]) AS f (n, content)
		WHERE r.import = $1
		  AND r.n = f.n`, c.im.ID, rows, contents, check.DutyPlaceFilled)
	if err != nil {
		return fmt.Errorf("take warnings back: %w", err)
	}
	return nil
}
