package importer

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/sheet"
)

// Upload is a file as somebody brings it.
type Upload struct {
	File    string // its name, without folders
	Content []byte
	Cadre   string    // "": to be recognised
	AsOf    time.Time // zero: what the file says
	Batch   int64     // 0: it comes alone or first
	Account int64     // 0: the command line
	Limit   []string

	Unasked bool // nobody can be asked what its columns are: what is not recognised is not read
}

// Queue has an import worked on in the background once the transaction is committed.
type Queue interface {
	Add(ctx context.Context, tx pgx.Tx, id int64) error
}

// noQueue leaves the work to whoever asked for it.
type noQueue struct{}

func (noQueue) Add(context.Context, pgx.Tx, int64) error { return nil }

// WithQueue returns the Store with a queue that hands imports to Work. Without one, whoever asks for work calls it.
func (s *Store) WithQueue(q Queue) *Store { return &Store{s.db, s.keys, q} }

// Receive keeps a file as an import of its own and asks for it to be checked. It returns the import's number also where the
// file can't be read: the import then says why. fault.NotFound where its cadre is none, fault.Invalid where that is not used
// any more.
func (s *Store) Receive(ctx context.Context, by audit.Actor, u Upload) (int64, error) {
	im, err := s.inspect(ctx, u)
	if err != nil {
		return 0, err
	}
	err = audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := s.in(tx)
		if err := in.keep(ctx, by, &im, u.Content); err != nil {
			return err
		}
		return in.received(ctx, tx, by, im)
	})
	return im.ID, err
}

func (s *Store) received(ctx context.Context, tx pgx.Tx, by audit.Actor, im Import) error {
	var changes []audit.Change
	changes = audit.Changed(changes, "Jenis SDM", "", im.Cadre)
	changes = audit.Changed(changes, "Ukuran (byte)", "", fmt.Sprint(im.Size))
	changes = audit.Changed(changes, "Tidak dapat dibaca", "", im.Trouble)
	err := audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: audit.FileReceived, SubjectKind: string(audit.File), SubjectID: im.ID,
		SubjectName: im.File, Changes: changes})
	if err != nil {
		return err
	}
	return s.askFor(ctx, tx, im)
}

// askFor puts an import into the queue where its state asks for work.
func (s *Store) askFor(ctx context.Context, tx pgx.Tx, im Import) error {
	if !im.State.Working() {
		return nil
	}
	return s.queue.Add(ctx, tx, im.ID)
}

// inspect returns the import that a file becomes, as far as its heads tell: which cadre it is about, what must be asked.
func (s *Store) inspect(ctx context.Context, u Upload) (Import, error) {
	im := Import{File: check.MaskNumbers(path.Base(strings.ReplaceAll(u.File, `\`, "/"))), Size: int64(len(u.Content)), Account: u.Account,
		Limit: u.Limit, Batch: u.Batch, Cadre: u.Cadre, AsOf: u.AsOf, AsOfGiven: !u.AsOf.IsZero()}
	book, err := open(u.Content)
	if err == nil {
		err = s.survey(ctx, book, &im, nil)
	}
	if why := unfit(err); why != "" {
		im.State, im.Trouble = Unreadable, why
		return im, nil
	}
	if u.Unasked && im.Cadre != "" {
		im.State = Checking
	}
	return im, err
}

// survey finds out of which cadre a file speaks, where nobody said it, which columns it has, and whether something must be
// asked. Answers are those given now, beside those that are remembered for files of this shape.
func (s *Store) survey(ctx context.Context, book *sheet.Book, im *Import, answers map[string]Column) error {
	if im.Cadre == "" {
		code, err := s.Recognise(ctx, book, im.File)
		if err != nil {
			return err
		}
		im.Cadre = code
	}
	o, err := s.optionsFor(ctx, *im)
	if err != nil {
		return err
	}
	outline, err := Survey(book, o)
	if err != nil {
		return err
	}
	if o.Heads, err = s.remembered(ctx, outline.Shape); err != nil {
		return err
	}
	maps.Copy(o.Heads, answers)
	if len(o.Heads) > 0 {
		if outline, err = Survey(book, o); err != nil {
			return err
		}
	}
	im.Shape, im.Heads = outline.Shape, nil
	for _, h := range outline.Heads {
		im.Heads = append(im.Heads, h.Head)
	}
	markUnread(im.Heads, o.Heads)
	im.State = Checking
	if im.Cadre == "" || len(outline.Missing) > 0 && slices.ContainsFunc(im.Heads, func(h Head) bool { return h.As == "" }) {
		im.State = Asking
	}
	return nil
}

// markUnread tells the heads of which somebody has said that they are not to be read from those that are unknown.
func markUnread(heads []Head, answers map[string]Column) {
	for i := range heads {
		if as, answered := answers[HeadKey(heads[i].Text)]; answered && as == "" && heads[i].As == "" {
			heads[i].As = Unread
		}
	}
}

// Recognise proposes the cadre that a file is about; "" where it does not tell.
func (s *Store) Recognise(ctx context.Context, book *sheet.Book, file string) (string, error) {
	cadres := cadre.NewStore(s.db, s.keys)
	all, err := cadres.All(ctx)
	if err != nil {
		return "", err
	}
	fields, err := cadres.Fields(ctx)
	if err != nil {
		return "", err
	}
	return Recognise(book, file, all, fields), nil
}

// Outline looks at the heads of an import's file again, with samples of what stands below them.
func (s *Store) Outline(ctx context.Context, im Import) (*Outline, error) {
	file, err := s.File(ctx, im.ID)
	if err != nil {
		return nil, err
	}
	book, err := open(file)
	if err != nil {
		return nil, err
	}
	o, err := s.optionsFor(ctx, im)
	if err != nil {
		return nil, err
	}
	if o.Heads, err = s.remembered(ctx, im.Shape); err != nil {
		return nil, err
	}
	return Survey(book, o)
}

// optionsFor returns what an import's file is read with, but for the heads. What it says without a day holds for the day on
// which it was brought.
func (s *Store) optionsFor(ctx context.Context, im Import) (Options, error) {
	today := asof.Today(time.Now())
	if !im.ReceivedAt.IsZero() {
		today = asof.Today(im.ReceivedAt)
	}
	if im.Cadre == "" {
		return Options{Today: today}, nil
	}
	o, err := s.Options(ctx, im.Cadre, today)
	o.File, o.Limit = im.File, im.Limit
	if im.AsOfGiven {
		o.AsOf = im.AsOf
	}
	return o, err
}

func (s *Store) remembered(ctx context.Context, shape []byte) (map[string]Column, error) {
	rows, _ := s.db.Query(ctx, `SELECT head, holds FROM head_memory WHERE shape = $1`, shape)
	answers := map[string]Column{}
	var head, holds string
	if _, err := pgx.ForEachRow(rows, []any{&head, &holds}, func() error {
		answers[head] = Column(holds)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read what was answered about heads: %w", err)
	}
	return answers, nil
}

// keep adds an import, with its file where that could be opened.
func (s *Store) keep(ctx context.Context, by audit.Actor, im *Import, file []byte) error {
	err := s.db.QueryRow(ctx, `
		INSERT INTO import (batch, file, size, hash, account, kecamatan, cadre, as_of, as_of_given, shape, state, trouble, heads,
		                    received_at, received_by)
		VALUES (nullif(@batch, 0), @file, @size, @hash, nullif(@account, 0), @limit, nullif(@cadre, ''), @as_of, @given, @shape, @state,
		        @trouble, @heads, coalesce(pilar_at(), now()), @by)
		RETURNING id, received_at, version`, pgx.NamedArgs{
		"batch": im.Batch, "file": im.File, "size": im.Size, "hash": hashOf(file), "account": im.Account, "limit": im.Limit, "cadre": im.Cadre,
		"as_of": known(im.AsOf), "given": im.AsOfGiven, "shape": im.Shape, "state": im.State, "trouble": im.Trouble, "heads": orEmpty(im.Heads),
		"by": by.Name}).Scan(&im.ID, &im.ReceivedAt, &im.Version)
	if err != nil {
		return fmt.Errorf("keep an import: %w", err)
	}
	if im.State == Unreadable {
		return nil
	}
	return s.keepFile(ctx, im.ID, file)
}

// known turns a zero day into the database's NULL.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// orEmpty keeps a list from becoming JSON's null.
func orEmpty[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

// errTried takes back what Try wrote.
var errTried = errors.New("only tried")

// Try checks a file as Receive and Work do, hands over what came of it, and takes all of it back: nobody else sees it, and
// nobody is kept from writing meanwhile. An *Error or *sheet.Error says why the file can't be read.
func (s *Store) Try(ctx context.Context, by audit.Actor, u Upload, see func(*Store, Import) error) error {
	im, err := s.inspect(ctx, u)
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		in := s.in(tx)
		if err := in.keep(ctx, by, &im, u.Content); err != nil {
			return err
		}
		if im.State == Checking {
			if err := in.check(ctx, im, untold); err != nil {
				return err
			}
		}
		if im, err = in.Import(ctx, im.ID); err != nil {
			return err
		}
		if im.State == Unreadable {
			return &Error{im.Trouble}
		}
		if err := see(in, im); err != nil {
			return err
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		return nil
	}
	return err
}

// Again makes a new import of an import's file, with what was mended in it.
func (s *Store) Again(ctx context.Context, by audit.Actor, id int64) (int64, error) {
	old, err := s.Import(ctx, id)
	if err != nil {
		return 0, err
	}
	file, err := s.File(ctx, id)
	if err != nil {
		return 0, err
	}
	u := Upload{File: old.File, Content: file, Cadre: old.Cadre, Account: old.Account, Limit: old.Limit}
	if old.AsOfGiven {
		u.AsOf = old.AsOf
	}
	im, err := s.inspect(ctx, u)
	if err != nil {
		return 0, err
	}
	err = audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := s.in(tx)
		if err := in.keep(ctx, by, &im, file); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
			INSERT INTO import_mend (import, sheet, row, position, value_sealed, mended_at, mended_by)
			SELECT $1, sheet, row, position, value_sealed, mended_at, mended_by
			FROM import_mend
			WHERE import = $2`, im.ID, id); err != nil {
			return fmt.Errorf("keep what was mended: %w", err)
		}
		return in.received(ctx, tx, by, im)
	})
	return im.ID, err
}

// Discard removes an import of which nothing was stored, its file and its rows with it. fault.Conflict where it was stored
// or is being worked on.
func (s *Store) Discard(ctx context.Context, by audit.Actor, id int64) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		im, err := s.in(tx).lock(ctx, id, Asking, Checked, Unreadable)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM import WHERE id = $1`, id); err != nil {
			return fmt.Errorf("discard an import: %w", err)
		}
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: audit.FileDiscarded, SubjectKind: string(audit.File), SubjectID: id, SubjectName: im.File})
	})
}
