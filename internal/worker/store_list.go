package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// List returns a page of the workers that the filter chooses. fault.Malformed where sort or cursor is none.
func (s *Store) List(ctx context.Context, f Filter) (Page, error) {
	sort, ok := orders[f.Sort]
	if !ok {
		return Page{}, fault.Malformed{Message: "sort"}
	}
	after, err := postgres.DecodeCursor(f.Cursor, string(f.Sort), len(sort.columns))
	if err != nil {
		return Page{}, err
	}
	w := f.where()
	if after != nil {
		sort.after(w, after.Last)
	}
	size := f.Size
	if size == 0 {
		size = DefaultPage
	}
	w.Bind("d", f.At.On, "k", f.At.K(), "size", size+1)
	rows, _ := s.db.Query(ctx, `
		SELECT w.id, w.name, w.title_before, w.title_after, coalesce(w.sex, ''), w.birth_date, w.nik_sealed,
		       ARRAY[`+sort.cursorSQL()+`] AS cursor,
		       (SELECT json_agg(json_build_object('Cadre', s.cadre, 'Region', s.region, 'Certified', s.certified) ORDER BY c.position)
		        FROM standing(@d, @k) s
		        JOIN cadre c ON c.code = s.cadre
		        WHERE s.worker = w.id) AS roles
		FROM `+f.from()+`
		`+w.SQL()+`
		ORDER BY `+sort.orderSQL(f)+`
		LIMIT @size`, w.Args())
	list, err := pgx.CollectRows(rows, s.scanRow)
	if isBadCursor(err, after) {
		return Page{}, fault.Malformed{Message: "cursor"}
	}
	if err != nil {
		return Page{}, fmt.Errorf("list workers: %w", err)
	}
	page := Page{Rows: list}
	if len(list) > size {
		page.Rows = list[:size]
		page.Next = postgres.Cursor{Sort: string(f.Sort), Last: list[size-1].cursor}.Encode()
	}
	return page, nil
}

func (s *Store) scanRow(row pgx.CollectableRow) (Row, error) {
	var r Row
	var born *time.Time
	var nik, roles []byte
	if err := row.Scan(&r.ID, &r.Name, &r.TitleBefore, &r.TitleAfter, &r.Sex, &born, &nik, &r.cursor, &roles); err != nil {
		return r, err
	}
	r.BirthDate = orZero(born)
	if err := s.openAll(opening{seal.NIK, nik, &r.NIK}); err != nil || roles == nil {
		return r, err
	}
	return r, json.Unmarshal(roles, &r.Roles)
}

// Count returns how many workers the filter chooses: exactly up to 10,000.
func (s *Store) Count(ctx context.Context, f Filter) (Total, error) {
	w := f.where()
	w.Bind("d", f.At.On, "k", f.At.K(), "most", maxCount+1)
	var n int
	err := s.db.QueryRow(ctx, `
		SELECT count(*)
		FROM (SELECT FROM `+f.from()+` `+w.SQL()+` LIMIT @most) AS capped`, w.Args()).Scan(&n)
	if err != nil {
		return Total{}, fmt.Errorf("count workers: %w", err)
	}
	if n > maxCount {
		return Total{Count: maxCount, Capped: true}, nil
	}
	return Total{Count: n}, nil
}

// where turns the filter into conditions on worker w.
func (f Filter) where() *postgres.Where {
	w := &postgres.Where{}
	w.And(`w.voided_at IS NULL`)
	if f.IDs != nil {
		w.And(`w.id = ANY(@ids)`, "ids", f.IDs)
	}
	f.whereName(w)
	place := f.place(w)
	active := `EXISTS (SELECT FROM active_engagement(@d, @k) s WHERE s.worker = w.id` + place + `)`
	certified := `EXISTS (SELECT FROM certified_engagement(@d, @k) s WHERE s.worker = w.id` + place + `)`
	ever := `EXISTS (SELECT FROM engagement s WHERE s.worker = w.id AND known(s.recorded_at, s.voided_at, @k)` + place + `)`
	ended := `EXISTS (SELECT FROM engagement s WHERE s.worker = w.id AND upper(s.valid) <= @d AND known(s.recorded_at, s.voided_at, @k)` + place + `)`
	w.Bind("d", f.At.On, "k", f.At.K())
	switch {
	case f.Certified == WithOne:
		w.And(certified)
	case f.Certified == WithoutOne:
		w.And(active)
		w.And(`NOT ` + certified)
	case f.Status == Serving:
		w.And(active)
	case f.Status == Left:
		w.And(ended)
		w.And(`NOT ` + active)
	case place != "":
		w.And(ever)
	default:
		w.And(`w.recorded_at <= @k`)
	}
	if f.Multiple {
		w.And(`EXISTS (SELECT FROM active_engagement(@d, @k) s JOIN active_engagement(@d, @k) t ON t.worker = s.worker AND t.cadre > s.cadre WHERE s.worker = w.id` + f.bounds(w, "s") + f.bounds(w, "t") + `)`)
	}
	return w
}

func (f Filter) whereName(w *postgres.Where) {
	key := nameKey(f.Words)
	if key == "" {
		return
	}
	if f.Similar {
		w.And(`w.name_key % @name`, "name", key)
		return
	}
	w.Bind("words", prefixQuery(key))
	if f.Common {
		w.And(`w.name_words @@ @words::tsquery`)
	}
}

// from is the people to choose among. Words of a name are looked up first, by their index: OFFSET 0 keeps the planner from
// walking all names in order instead, in the hope of meeting enough of them soon. For words that so many names have that
// they will be met soon, that is the better way.
func (f Filter) from() string {
	if nameKey(f.Words) == "" || f.Similar || f.Common {
		return `worker w`
	}
	return `(SELECT id, name, title_before, title_after, sex, birth_date, nik_sealed, name_key, changed_at, recorded_at, voided_at
		      FROM worker
		      WHERE name_words @@ @words::tsquery
		      OFFSET 0) w`
}

// prefixQuery asks for names in which each of the words begins a word: 'sit':* & 'am':*.
func prefixQuery(key string) string {
	words := strings.Fields(key)
	if len(words) > maxNameWords {
		words = words[:maxNameWords]
	}
	for i, word := range words {
		words[i] = "'" + strings.NewReplacer(`'`, `''`, `\`, `\\`).Replace(word) + "':*"
	}
	return strings.Join(words, " & ")
}

// place is the condition on an engagement s that cadre, place and the account's limit make; empty where there is none.
func (f Filter) place(w *postgres.Where) string {
	sql := f.bounds(w, "s")
	if f.Cadre != "" {
		sql += ` AND s.cadre = @cadre`
		w.Bind("cadre", f.Cadre)
	}
	switch f.Kecamatan {
	case "":
	case District:
		sql += ` AND s.kecamatan IS NULL`
	default:
		sql += ` AND s.kecamatan = @kecamatan`
		w.Bind("kecamatan", f.Kecamatan)
	}
	if f.Desa != "" {
		sql += ` AND s.region = @desa`
		w.Bind("desa", f.Desa)
	}
	return sql
}

// bounds is the part of place that holds for whole totals too: the account's limit, and with or without staff. Alias is
// the engagement's name in the query.
func (f Filter) bounds(w *postgres.Where, alias string) string {
	sql := ""
	if f.Limit != nil {
		sql += ` AND ` + alias + `.kecamatan = ANY(@limit)`
		w.Bind("limit", f.Limit)
	}
	if f.NoStaff {
		sql += ` AND ` + alias + `.cadre NOT IN (SELECT code FROM cadre WHERE staff)`
	}
	return sql
}

func (o order) after(w *postgres.Where, last []string) {
	params := make([]string, len(last))
	for i, value := range last {
		name := fmt.Sprintf("after_%d", i)
		params[i] = fmt.Sprintf("@%s::text::%s", name, o.casts[i])
		w.Bind(name, value)
	}
	than := ">"
	if o.down {
		than = "<"
	}
	w.And(fmt.Sprintf("(%s) %s (%s)", strings.Join(o.columns, ", "), than, strings.Join(params, ", ")))
}

func (o order) cursorSQL() string {
	return strings.Join(o.columns, "::text, ") + "::text"
}

func (o order) orderSQL(f Filter) string {
	if f.Similar {
		return `similarity(w.name_key, @name) DESC, w.name_key, w.id`
	}
	if o.down {
		return strings.Join(o.columns, " DESC, ") + " DESC"
	}
	return strings.Join(o.columns, ", ")
}

// isBadCursor tells whether the database could not read a cursor's values: somebody edited them.
func isBadCursor(err error, after *postgres.Cursor) bool {
	return after != nil && postgres.IsDataError(err)
}

// SimilarNames returns up to 50 workers whose names are like the words typed, the likest first.
func (s *Store) SimilarNames(ctx context.Context, f Filter) ([]Row, error) {
	f.Similar, f.Sort, f.Cursor, f.Size = true, ByName, "", maxSimilar
	page, err := s.List(ctx, f)
	return page.Rows, err
}
