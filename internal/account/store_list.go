package account

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/asof"
	"pilar/internal/fault"
	"pilar/internal/postgres"
)

// pageSize is how many accounts a page has.
const pageSize = 50

// stateColumn reckons an account's State on @today.
const stateColumn = `
	CASE WHEN a.suspended_at IS NOT NULL THEN 'dinonaktifkan'
	     WHEN a.ends_on < @today THEN 'berakhir'
	     WHEN a.password_hash IS NULL THEN 'diundang'
	     ELSE 'aktif' END`

// recordColumns read a Record where recordOrigins follow account as a; both need recordArgs.
const (
	recordColumns = columns + `, a.version, a.password_hash IS NOT NULL AS has_password, a.signed_in_at, k.expires_at AS link_until, ` + stateColumn + ` AS state,
	(SELECT count(*) FROM session s WHERE s.account = a.id AND ` + live + `) AS sessions`
	recordOrigins = origins + `
		LEFT JOIN account_link k ON k.account = a.id AND k.expires_at > @now`
)

func recordArgs(now time.Time) []any {
	return []any{"now", now, "idle_since", now.Add(-SessionIdle), "today", asof.Today(now)}
}

// Get returns one account as it is at now, or fault.NotFound.
func (s *Store) Get(ctx context.Context, now time.Time, id int64) (Record, error) {
	var w postgres.Where
	w.And(`a.id = @id`, "id", id)
	all, err := s.records(ctx, now, &w, ``)
	if err != nil {
		return Record{}, err
	}
	if len(all) == 0 {
		return Record{}, fault.NotFound{}
	}
	return all[0], nil
}

// All returns every account by login.
func (s *Store) All(ctx context.Context, now time.Time) ([]Record, error) {
	return s.records(ctx, now, &postgres.Where{}, `ORDER BY a.login`)
}

func (s *Store) records(ctx context.Context, now time.Time, w *postgres.Where, rest string) ([]Record, error) {
	w.Bind(recordArgs(now)...)
	rows, _ := s.db.Query(ctx, `SELECT `+recordColumns+`
		FROM account a`+recordOrigins+`
		`+w.SQL()+`
		`+rest, w.Args())
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Record])
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	return all, nil
}

// byName is the order of the list, as its cursor names it.
const byName = "nama"

// List returns a page of the accounts that the filter chooses. fault.Malformed where the cursor is none.
func (s *Store) List(ctx context.Context, now time.Time, f Filter) (Page, error) {
	after, err := postgres.DecodeCursor(f.Cursor, byName, 2)
	if err != nil {
		return Page{}, err
	}
	w := f.where()
	if after != nil {
		id, err := strconv.ParseInt(after.Last[1], 10, 64)
		if err != nil {
			return Page{}, fault.Malformed{Message: "cursor"}
		}
		w.And(`(a.name, a.id) > (@after_name, @after_id)`, "after_name", after.Last[0], "after_id", id)
	}
	w.Bind("size", pageSize+1)
	all, err := s.records(ctx, now, w, `ORDER BY a.name, a.id LIMIT @size`)
	if err != nil {
		return Page{}, err
	}
	page := Page{Records: all}
	if len(all) > pageSize {
		page.Records = all[:pageSize]
		last := page.Records[pageSize-1]
		page.Next = postgres.Cursor{Sort: byName, Last: []string{last.Name, strconv.FormatInt(last.ID, 10)}}.Encode()
	}
	return page, nil
}

// Count returns how many accounts the filter chooses.
func (s *Store) Count(ctx context.Context, now time.Time, f Filter) (n int, err error) {
	w := f.where()
	w.Bind("today", asof.Today(now))
	if err := s.db.QueryRow(ctx, `SELECT count(*) FROM account a `+w.SQL(), w.Args()).Scan(&n); err != nil {
		return 0, fmt.Errorf("count accounts: %w", err)
	}
	return n, nil
}

func (f Filter) where() *postgres.Where {
	w := &postgres.Where{}
	if f.Role != "" {
		w.And(`a.role = @role`, "role", f.Role)
	}
	if f.State != "" {
		w.And(stateColumn+` = @state`, "state", f.State)
	}
	for i, word := range strings.Fields(f.Words) {
		name := "word" + strconv.Itoa(i)
		w.And(`position(lower(@`+name+`) IN lower(a.name || ' ' || a.login)) > 0`, name, word)
	}
	return w
}

// ByLogin returns one account, or fault.NotFound.
func (s *Store) ByLogin(ctx context.Context, login string) (Account, error) {
	rows, _ := s.db.Query(ctx, `SELECT `+columns+`
		FROM account a`+origins+`
		WHERE a.login = $1`, NormalLogin(login))
	a, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Account])
	if errors.Is(err, pgx.ErrNoRows) {
		return a, fault.NotFound{}
	}
	return a, err
}

// Any tells whether there is an account at all.
func (s *Store) Any(ctx context.Context) (any bool, err error) {
	err = s.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM account)`).Scan(&any)
	return any, err
}

// Rights returns what each role may do, in the office's order.
func (s *Store) Rights(ctx context.Context) ([]Rights, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT r.code AS role, r.name, array_agg(p.sentence ORDER BY p.position) AS sentences
		FROM role r
		JOIN role_permission h ON h.role = r.code
		JOIN permission p ON p.code = h.permission
		GROUP BY r.code
		ORDER BY r.position`)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Rights])
	if err != nil {
		return nil, fmt.Errorf("read what the roles may do: %w", err)
	}
	return all, nil
}
