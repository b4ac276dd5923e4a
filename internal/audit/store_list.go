package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// DefaultPage is how many entries a page of the trail has.
const DefaultPage = 50

// maxCount is up to where a list is counted exactly.
const maxCount = 10000

// Filter chooses entries. The zero value means all.
type Filter struct {
	Limit       []string // kecamatan of a limited account: entries about people there, and none about anything else; nil sees all
	Actor       string   // a whole name
	Verb        Verb
	SubjectKind Kind
	One         Subject   // entries about one record; zero: about any
	From, Until time.Time // From is within, Until is not
	Cursor      string
}

// Subject is one record that the trail speaks of.
type Subject struct {
	Kind Kind
	ID   int64
}

// Page is some of the entries, newest first; Next continues, and is empty on the last page.
type Page struct {
	Entries []Entry
	Next    string
}

// Total is how many entries a filter chooses; Capped where there are more.
type Total struct {
	Count  int
	Capped bool
}

// Store reads the trail.
type Store struct {
	db   postgres.DB
	keys *seal.Keys
}

// NewStore returns a Store on a pool or within a transaction.
func NewStore(db postgres.DB, keys *seal.Keys) *Store { return &Store{db, keys} }

const entryColumns = `e.id, e.at, e.actor_name, e.verb, e.subject_kind, coalesce(e.subject_id, 0), e.subject_name, e.changes, e.reason, e.request`

// newest is the order of the list, as its cursor names it.
const newest = "baru"

// List returns a page of the entries that the filter chooses. fault.Malformed where the cursor is none.
func (s *Store) List(ctx context.Context, f Filter) (Page, error) {
	w := f.where()
	after, err := postgres.DecodeCursor(f.Cursor, newest, 2)
	if err != nil {
		return Page{}, err
	}
	if after != nil {
		at, err := time.Parse(time.RFC3339Nano, after.Last[0])
		id, err2 := strconv.ParseInt(after.Last[1], 10, 64)
		if err != nil || err2 != nil || at.Year() < 1 || at.Year() > 9999 {
			return Page{}, fault.Malformed{Message: "cursor"}
		}
		w.And(`(e.at, e.id) < (@after_at, @after_id)`, "after_at", at, "after_id", id)
	}
	w.Bind("size", DefaultPage+1)
	rows, _ := s.db.Query(ctx, `
		SELECT `+entryColumns+`
		FROM audit_entry e
		`+w.SQL()+`
		ORDER BY e.at DESC, e.id DESC
		LIMIT @size`, w.Args())
	entries, err := s.collect(rows)
	if err != nil {
		return Page{}, err
	}
	page := Page{Entries: entries}
	if len(entries) > DefaultPage {
		page.Entries = entries[:DefaultPage]
		last := page.Entries[DefaultPage-1]
		page.Next = postgres.Cursor{Sort: newest, Last: []string{last.At.UTC().Format(time.RFC3339Nano), strconv.FormatInt(last.ID, 10)}}.Encode()
	}
	return page, nil
}

// Count returns how many entries the filter chooses: exactly up to 10,000.
func (s *Store) Count(ctx context.Context, f Filter) (Total, error) {
	n, err := s.countTo(ctx, f, maxCount+1)
	if n > maxCount {
		return Total{Count: maxCount, Capped: true}, err
	}
	return Total{Count: n}, err
}

// countTo counts entries up to where it stops.
func (s *Store) countTo(ctx context.Context, f Filter, most int) (n int, err error) {
	w := f.where()
	w.Bind("most", most)
	err = s.db.QueryRow(ctx, `
		SELECT count(*)
		FROM (SELECT FROM audit_entry e `+w.SQL()+` LIMIT @most) AS capped`, w.Args()).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the trail: %w", err)
	}
	return n, nil
}

func (f Filter) where() *postgres.Where {
	w := &postgres.Where{}
	f.within(w)
	if f.Actor != "" {
		w.And(`e.actor_name = @actor`, "actor", f.Actor)
	}
	if f.Verb != "" {
		w.And(`e.verb = @verb`, "verb", string(f.Verb))
	}
	if f.SubjectKind != "" {
		w.And(`e.subject_kind = @kind`, "kind", string(f.SubjectKind))
	}
	if f.One != (Subject{}) {
		w.And(`e.subject_kind = @one_kind AND e.subject_id = @one`, "one_kind", string(f.One.Kind), "one", f.One.ID)
	}
	if !f.From.IsZero() {
		w.And(`e.at >= @from`, "from", f.From)
	}
	if !f.Until.IsZero() {
		w.And(`e.at < @until`, "until", f.Until)
	}
	return w
}

// within keeps to what a limited account may see.
func (f Filter) within(w *postgres.Where) {
	if f.Limit == nil {
		return
	}
	w.And(`e.subject_kind = 'worker'`)
	w.And(`EXISTS (SELECT FROM engagement g WHERE g.worker = e.subject_id AND g.voided_at IS NULL AND g.kecamatan = ANY(@limit))`,
		"limit", f.Limit)
}

// Actors returns the names of everybody who did something that an account with that limit may see, in the order of the
// alphabet. Without a limit it steps from name to name through their index.
func (s *Store) Actors(ctx context.Context, limit []string) ([]string, error) {
	w := &postgres.Where{}
	Filter{Limit: limit}.within(w)
	sql := `SELECT DISTINCT e.actor_name FROM audit_entry e ` + w.SQL() + ` ORDER BY e.actor_name`
	if limit == nil {
		sql = allActors
	}
	rows, _ := s.db.Query(ctx, sql, w.Args())
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read who stands in the trail: %w", err)
	}
	return names, nil
}

const allActors = `
		WITH RECURSIVE actor (name) AS (
		    (SELECT actor_name FROM audit_entry ORDER BY actor_name LIMIT 1)
		    UNION ALL
		    SELECT (SELECT e.actor_name FROM audit_entry e WHERE e.actor_name > a.name ORDER BY e.actor_name LIMIT 1)
		    FROM actor a
		    WHERE a.name IS NOT NULL
		)
		SELECT name FROM actor WHERE name IS NOT NULL`

func (s *Store) collect(rows pgx.Rows) ([]Entry, error) {
	entries, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Entry, error) { return s.scan(row) })
	if err != nil {
		return nil, fmt.Errorf("read the trail: %w", err)
	}
	return entries, nil
}

// scan reads a row of entryColumns, and what follows them.
func (s *Store) scan(row pgx.CollectableRow, more ...any) (Entry, error) {
	var e Entry
	var sealed []byte
	into := []any{&e.ID, &e.At, &e.Actor, &e.Verb, &e.SubjectKind, &e.SubjectID, &e.SubjectName, &sealed, &e.Reason, &e.Request}
	if err := row.Scan(append(into, more...)...); err != nil {
		return e, err
	}
	text, err := s.keys.Open(seal.Changes, sealed)
	if err != nil || text == "" {
		return e, err
	}
	return e, json.Unmarshal([]byte(text), &e.Changes)
}
