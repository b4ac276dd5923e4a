package importer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/cadre"
	"pilar/internal/fault"
	"pilar/internal/seal"
	"pilar/internal/sheet"
)

// Answers are what a person says about a file: of which cadre and day it speaks, and what its unknown heads hold.
type Answers struct {
	Cadre string
	AsOf  time.Time         // zero: what the file says
	Heads map[string]Column // by HeadKey; "" is a column that is not read
}

// Answer keeps what was answered, the heads for the next file of the same shape too, and has the file checked anew.
// fault.Conflict where the import has another version, was stored or is being worked on; fault.Invalid for an answer that is
// none.
func (s *Store) Answer(ctx context.Context, by audit.Actor, id int64, version int, a Answers) error {
	im, err := s.Import(ctx, id)
	if err != nil {
		return err
	}
	if im.Version != version {
		return fault.Conflict{}
	}
	if err := s.answer(ctx, &im, a); err != nil {
		return err
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := s.in(tx)
		now, err := in.lock(ctx, id, Asking, Checked)
		if err != nil {
			return err
		}
		if now.Version != version {
			return fault.Conflict{}
		}
		if err := in.remember(ctx, im.Shape, a.Heads); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
			UPDATE import
			SET cadre = @cadre, as_of = @as_of, as_of_given = @given, shape = @shape, state = @state, heads = @heads, trouble = '',
			    version = version + 1
			WHERE id = @id`, pgx.NamedArgs{"id": id, "cadre": im.Cadre, "as_of": known(im.AsOf), "given": im.AsOfGiven, "shape": im.Shape,
			"state": im.State, "heads": orEmpty(im.Heads)}); err != nil {
			return fmt.Errorf("keep what was answered: %w", err)
		}
		return in.askFor(ctx, tx, im)
	})
}

// answer puts answers into an import and looks at its file with them.
func (s *Store) answer(ctx context.Context, im *Import, a Answers) error {
	if a.Cadre == "" {
		return fault.Invalid{"cadre": "Jenis SDM belum dipilih."}
	}
	im.Cadre, im.AsOf, im.AsOfGiven = a.Cadre, a.AsOf, !a.AsOf.IsZero()
	o, err := s.optionsFor(ctx, *im)
	if errors.Is(err, fault.NotFound{}) {
		return fault.Invalid{"cadre": "Jenis SDM itu tidak ada. Pilih salah satu dari daftar."}
	}
	if err != nil {
		return err
	}
	for key, column := range a.Heads {
		if !o.answerable(column) || !hasHead(im.Heads, key) {
			return fault.Invalid{"heads": "Isi kolom itu tidak dikenal. Pilih salah satu dari daftar."}
		}
	}
	file, err := s.File(ctx, im.ID)
	if errors.Is(err, fault.NotFound{}) {
		return fault.Conflict{} // unreadable: nothing about it can be answered
	}
	if err != nil {
		return err
	}
	book, err := open(file)
	if err != nil {
		return err
	}
	return s.survey(ctx, book, im, a.Heads)
}

// answerable tells whether a column may hold that; "" is a column that is not read.
func (o *Options) answerable(c Column) bool {
	if key, own := strings.CutPrefix(string(c), fieldPrefix); own {
		for _, f := range o.Fields {
			if f.Key == key {
				return true
			}
		}
		return false
	}
	_, known := dictionary[c]
	return c == "" || known
}

func hasHead(heads []Head, key string) bool {
	for _, h := range heads {
		if HeadKey(h.Text) == key {
			return true
		}
	}
	return false
}

func (s *Store) remember(ctx context.Context, shape []byte, answers map[string]Column) error {
	var heads, holds []string
	for head, column := range answers {
		heads, holds = append(heads, head), append(holds, string(column))
	}
	_, err := s.db.Exec(ctx, `
		INSERT INTO head_memory (shape, head, holds)
		SELECT $1, head, holds
		FROM unnest($2::text[], $3::text[]) AS a (head, holds)
		ON CONFLICT (shape, head) DO UPDATE
		SET holds = excluded.holds, answered_at = excluded.answered_at, answered_by = excluded.answered_by`, shape, heads, holds)
	if err != nil {
		return fmt.Errorf("remember what was answered about heads: %w", err)
	}
	return nil
}

// Mend is what a cell is to say instead of what the file has there.
type Mend struct {
	N     int // of the row
	Index int // of the column
	Text  string
}

// longestMend is how many bytes may be typed for a cell.
const longestMend = 2000

// Mend keeps what was typed for some cells and has the file checked anew. fault.Conflict where the import is not Checked;
// fault.Invalid for a text that no cell holds.
func (s *Store) Mend(ctx context.Context, by audit.Actor, id int64, mends []Mend) error {
	last := map[[2]int][]byte{} // of several texts for a cell the last counts
	for _, m := range mends {
		if len(m.Text) > longestMend {
			return fault.Invalid{"text": "Teks ini terlalu panjang. Isi satu sel paling banyak 2.000 huruf."}
		}
		if m.Index < 0 || m.Index >= sheet.MaxColumns {
			return fault.Invalid{"text": "Kolom itu tidak ada."}
		}
		last[[2]int{m.N, m.Index}] = s.keys.Seal(seal.Mend, m.Text)
	}
	var rows, columns []int
	var texts [][]byte
	for at, text := range last {
		rows, columns, texts = append(rows, at[0]), append(columns, at[1]), append(texts, text)
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := s.in(tx)
		im, err := in.lock(ctx, id, Checked)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
			INSERT INTO import_mend (import, sheet, row, position, value_sealed)
			SELECT r.import, r.sheet, r.row, m.position, m.value
			FROM unnest($2::integer[], $3::integer[], $4::bytea[]) AS m (n, position, value)
			JOIN import_row r ON r.import = $1 AND r.n = m.n
			ON CONFLICT (import, sheet, row, position) DO UPDATE
			SET value_sealed = excluded.value_sealed, mended_at = excluded.mended_at, mended_by = excluded.mended_by`,
			id, rows, columns, texts); err != nil {
			return fmt.Errorf("keep what was mended: %w", err)
		}
		if _, err := tx.Exec(ctx, `UPDATE import SET state = 'checking', version = version + 1 WHERE id = $1`, id); err != nil {
			return fmt.Errorf("ask for an import to be checked: %w", err)
		}
		im.State = Checking
		return in.askFor(ctx, tx, im)
	})
}

// mended returns what was typed for cells of an import, by row and column.
func (s *Store) mended(ctx context.Context, id int64) (map[Spot]map[int]string, error) {
	rows, _ := s.db.Query(ctx, `SELECT sheet, row, position, value_sealed FROM import_mend WHERE import = $1`, id)
	mends := map[Spot]map[int]string{}
	var at Spot
	var column int
	var sealed []byte
	if _, err := pgx.ForEachRow(rows, []any{&at.Sheet, &at.Row, &column, &sealed}, func() error {
		text, err := s.keys.Open(seal.Mend, sealed)
		if mends[at] == nil {
			mends[at] = map[int]string{}
		}
		mends[at][column] = text
		return err
	}); err != nil {
		return nil, fmt.Errorf("read what was mended: %w", err)
	}
	return mends, nil
}

// personalFields returns which of a cadre's own fields are personal.
func (s *Store) personalFields(ctx context.Context, code string) (map[string]bool, error) {
	fields, err := cadre.NewStore(s.db, s.keys).Fields(ctx)
	sealed := map[string]bool{}
	for _, f := range fields {
		if f.Cadre == code {
			sealed[f.Key] = f.Sealed
		}
	}
	return sealed, err
}
