package importer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/seal"
	"pilar/internal/sheet"
)

const importColumns = `id, coalesce(batch, id), file, size, coalesce(account, 0), kecamatan, coalesce(cadre, ''), as_of, as_of_given,
	shape, state, trouble, version, counts, chosen, heads, notes, received_at, received_by, checked_at, stored_at,
	coalesce(stored_by, ''), undone_at, coalesce(undone_by, ''), coalesce(undo_reason, '')`

func scanImport(row pgx.CollectableRow) (Import, error) {
	var im Import
	var asOf, checked, stored, undone *time.Time
	err := row.Scan(&im.ID, &im.Batch, &im.File, &im.Size, &im.Account, &im.Limit, &im.Cadre, &asOf, &im.AsOfGiven,
		&im.Shape, &im.State, &im.Trouble, &im.Version, &im.Counts, &im.Chosen, &im.Heads, &im.Notes, &im.ReceivedAt, &im.ReceivedBy, &checked, &stored,
		&im.StoredBy, &undone, &im.UndoneBy, &im.UndoReason)
	im.AsOf, im.CheckedAt, im.StoredAt, im.UndoneAt = orZero(asOf), orZero(checked), orZero(stored), orZero(undone)
	return im, err
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func (s *Store) imports(ctx context.Context, which string, args ...any) ([]Import, error) {
	rows, _ := s.db.Query(ctx, `SELECT `+importColumns+` FROM import `+which, args...)
	all, err := pgx.CollectRows(rows, scanImport)
	if err != nil {
		return nil, fmt.Errorf("read imports: %w", err)
	}
	return all, nil
}

// Import returns an import; fault.NotFound where there is none.
func (s *Store) Import(ctx context.Context, id int64) (Import, error) {
	all, err := s.imports(ctx, `WHERE id = $1`, id)
	if err == nil && len(all) == 0 {
		err = fault.NotFound{}
	}
	if err != nil {
		return Import{}, err
	}
	return all[0], nil
}

// lock returns an import that stands in the given state, and keeps others from changing it until the transaction ends.
// fault.Conflict where it stands in another, or is being worked on: nobody waits for that.
func (s *Store) lock(ctx context.Context, id int64, in ...State) (Import, error) {
	all, err := s.imports(ctx, `WHERE id = $1 AND state = ANY($2) FOR NO KEY UPDATE SKIP LOCKED`, id, in)
	if err != nil {
		return Import{}, err
	}
	if len(all) > 0 {
		return all[0], nil
	}
	if _, err := s.Import(ctx, id); err != nil {
		return Import{}, err
	}
	return Import{}, fault.Conflict{}
}

// ListFilter chooses imports. Account 0 is everybody's.
type ListFilter struct {
	Account int64
	Batch   int64
	State   State
	Cadre   string
	Cursor  string
	Limit   int // 0: fifty
}

// pageRows is how many imports, or rows of one, are returned where nobody says how many.
const pageRows = 50

// List returns the imports of a filter, newest first, and the cursor of the next page, "" on the last. fault.Malformed where
// the cursor is none.
func (s *Store) List(ctx context.Context, f ListFilter) ([]Import, string, error) {
	cursor, err := postgres.DecodeCursor(f.Cursor, "id", 1)
	if err != nil {
		return nil, "", err
	}
	if f.Limit == 0 {
		f.Limit = pageRows
	}
	w := f.where()
	if cursor != nil {
		before, err := strconv.ParseInt(cursor.Last[0], 10, 64)
		if err != nil {
			return nil, "", fault.Malformed{Message: "cursor"}
		}
		w.And(`id < @before`, "before", before)
	}
	w.Bind("limit", f.Limit+1)
	all, err := s.imports(ctx, w.SQL()+` ORDER BY id DESC LIMIT @limit`, w.Args())
	if err != nil || len(all) <= f.Limit {
		return all, "", err
	}
	all = all[:f.Limit]
	return all, postgres.Cursor{Sort: "id", Last: []string{strconv.FormatInt(all[f.Limit-1].ID, 10)}}.Encode(), nil
}

func (f ListFilter) where() *postgres.Where {
	var w postgres.Where
	if f.Account != 0 {
		w.And(`account = @account`, "account", f.Account)
	}
	if f.Batch != 0 {
		w.And(`(batch = @batch OR id = @batch)`, "batch", f.Batch)
	}
	if f.State != "" {
		w.And(`state = @state`, "state", f.State)
	}
	if f.Cadre != "" {
		w.And(`cadre = @cadre`, "cadre", f.Cadre)
	}
	return &w
}

// Same returns the imports of the very same file that were stored and not undone, oldest first.
func (s *Store) Same(ctx context.Context, id int64) ([]Import, error) {
	return s.imports(ctx, `
		WHERE hash = (SELECT hash FROM import WHERE id = $1)
		  AND id <> $1
		  AND state = 'stored'
		ORDER BY id`, id)
}

// Progress returns how far the work on an import is; ok is false where nothing is under way or nothing was told yet.
func (s *Store) Progress(ctx context.Context, id int64) (p Progress, ok bool, err error) {
	err = s.db.QueryRow(ctx, `
		SELECT p.done, p.total
		FROM import_progress p
		JOIN import i ON i.id = p.import
		WHERE i.id = $1
		  AND i.state IN ('checking', 'storing', 'undoing')`, id).Scan(&p.Done, &p.Total)
	if errors.Is(err, pgx.ErrNoRows) {
		return Progress{}, false, nil
	}
	if err != nil {
		return Progress{}, false, fmt.Errorf("read the progress of an import: %w", err)
	}
	return p, true, nil
}

// partSize is how much of a file is sealed at once.
const partSize = 1 << 20

// keepFile keeps a file, piece by piece.
func (s *Store) keepFile(ctx context.Context, id int64, file []byte) error {
	for n := 0; n*partSize < len(file); n++ {
		part := file[n*partSize : min((n+1)*partSize, len(file))]
		_, err := s.db.Exec(ctx, `INSERT INTO import_part (import, n, content) VALUES ($1, $2, $3)`,
			id, n, s.keys.Seal(seal.ImportPart(id, n), string(part)))
		if err != nil {
			return fmt.Errorf("keep the file: %w", err)
		}
	}
	return nil
}

// File returns the file as it was brought; fault.NotFound where there is none, as of an import that could not be opened.
func (s *Store) File(ctx context.Context, id int64) ([]byte, error) {
	rows, _ := s.db.Query(ctx, `SELECT n, content FROM import_part WHERE import = $1 ORDER BY n`, id)
	var file bytes.Buffer
	var n int
	var sealed []byte
	_, err := pgx.ForEachRow(rows, []any{&n, &sealed}, func() error {
		part, err := s.keys.Open(seal.ImportPart(id, n), sealed)
		file.WriteString(part)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the file of import %d: %w", id, err)
	}
	if file.Len() == 0 {
		return nil, fault.NotFound{}
	}
	return file.Bytes(), nil
}

func hashOf(file []byte) []byte {
	sum := sha256.Sum256(file)
	return sum[:]
}

// open opens a file that is at hand.
func open(file []byte) (*sheet.Book, error) {
	return sheet.Read(bytes.NewReader(file), int64(len(file)))
}

// unfit returns the sentence by which a file is refused that holds nothing to import; "" for any other error.
func unfit(err error) string {
	var bad *sheet.Error
	var nothing *Error
	switch {
	case errors.As(err, &bad):
		return bad.Error()
	case errors.As(err, &nothing):
		return nothing.Error()
	}
	return ""
}
