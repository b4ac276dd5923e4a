package worker

import (
	"context"
	"fmt"
	"strconv"
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
	if f.Size == 0 {
		f.Size = DefaultPage
	}
	list, err := s.rows(ctx, f, sort, after)
	if isBadCursor(err, after) {
		return Page{}, fault.Malformed{Message: "cursor"}
	}
	if err != nil {
		return Page{}, fmt.Errorf("list workers: %w", err)
	}
	page := Page{Rows: list}
	if len(list) > f.Size {
		page.Rows = list[:f.Size]
		page.Next = postgres.Cursor{Sort: string(f.Sort), Last: list[f.Size-1].cursor}.Encode()
	}
	return page, nil
}

// rows reads one row more than the page has: first who stands on it, then what these few serve as.
func (s *Store) rows(ctx context.Context, f Filter, sort order, after *postgres.Cursor) (list []Row, err error) {
	w := f.where()
	if after != nil {
		sort.after(w, after.Last)
	}
	b := &pgx.Batch{}
	if f.steady() {
		b = postgres.Steady(s.db)
	}
	b.Queue(`
		WITH page AS MATERIALIZED (
			SELECT w.id, w.name, w.title_before, w.title_after, coalesce(w.sex, '') AS sex, w.birth_date, w.nik_sealed,
			       w.name_key, w.changed_at
			FROM `+f.from()+`
			`+w.SQL()+`
			ORDER BY `+sort.orderSQL(f, "w")+`
			LIMIT `+strconv.Itoa(f.Size+1)+`
		)
		SELECT p.id, p.name, p.title_before, p.title_after, p.sex, p.birth_date, p.nik_sealed, `+sort.cursorSQL("p")+`,
		       coalesce(s.cadre, ''), coalesce(s.region, ''),
		       coalesce((s.worker, s.cadre) IN (SELECT a.worker, a.cadre
		                                        FROM certified_as(@d, @k) a
		                                        WHERE a.worker = ANY(ARRAY(SELECT id FROM page))), false)
		FROM page p
		LEFT JOIN LATERAL (SELECT * FROM active_engagement(@d, @k) e WHERE e.worker = p.id OFFSET 0) s ON true
		LEFT JOIN cadre c ON c.code = s.cadre
		ORDER BY `+sort.orderSQL(f, "p")+`, c.position`, w.Args()).Query(each("read rows", func(rows pgx.Rows) error {
		return s.addRow(&list, rows, len(sort.columns))
	}))
	return list, postgres.Send(ctx, s.db, b)
}

// addRow takes one role of one worker, or a worker without one: those of a worker follow each other.
func (s *Store) addRow(list *[]Row, rows pgx.Rows, columns int) error {
	r, role := Row{cursor: make([]string, columns)}, Role{}
	var born *time.Time
	var nik []byte
	into := []any{&r.ID, &r.Name, &r.TitleBefore, &r.TitleAfter, &r.Sex, &born, &nik}
	for i := range r.cursor {
		into = append(into, &r.cursor[i])
	}
	if err := rows.Scan(append(into, &role.Cadre, &role.Region, &role.Certified)...); err != nil {
		return err
	}
	if n := len(*list); n == 0 || (*list)[n-1].ID != r.ID {
		r.BirthDate = orZero(born)
		if err := s.openAll(opening{seal.NIK, nik, &r.NIK}); err != nil {
			return err
		}
		*list = append(*list, r)
	}
	if last := &(*list)[len(*list)-1]; role.Cadre != "" {
		last.Roles = append(last.Roles, role)
	}
	return nil
}

// Count returns how many workers the filter chooses: exactly up to 10,000.
func (s *Store) Count(ctx context.Context, f Filter) (Total, error) {
	f.Many = false
	w := f.where()
	b := &pgx.Batch{}
	if f.steady() {
		b = postgres.Steady(s.db)
	}
	var t Total
	b.Queue(`
		SELECT count(*), (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'worker'::regclass)
		FROM (SELECT FROM `+f.from()+` `+w.SQL()+` LIMIT `+strconv.Itoa(maxCount+1)+`) AS capped`, w.Args()).
		QueryRow(func(row pgx.Row) error { return row.Scan(&t.Count, &t.Of) })
	if err := postgres.Send(ctx, s.db, b); err != nil {
		return Total{}, fmt.Errorf("count workers: %w", err)
	}
	if t.Count > maxCount {
		t.Count, t.Capped = maxCount, true
	}
	return t, nil
}

// steady tells whether the text of the statements alone says how they are best carried out, whatever the values: those who
// are many are met on a walk in the order of the list, and a few by their names or ids are looked up.
func (f Filter) steady() bool {
	looked := f.IDs != nil || nameKey(f.Words) != "" && f.Cadre == "" && f.Kecamatan == "" && f.Desa == "" && f.Limit == nil && !f.NoStaff
	return f.Many || looked && !f.Similar
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
	fence := ""
	if f.steady() {
		fence = ` OFFSET 0` // the planner asks it of one person after the other
	}
	active := `EXISTS (SELECT FROM active_engagement(@d, @k) s WHERE s.worker = w.id` + place + fence + `)`
	certified := `EXISTS (SELECT FROM certified_engagement(@d, @k) s WHERE s.worker = w.id` + place + fence + `)`
	ever := `EXISTS (SELECT FROM engagement s WHERE s.worker = w.id AND known(s.recorded_at, s.voided_at, @k)` + place + fence + `)`
	ended := `EXISTS (SELECT FROM engagement s WHERE s.worker = w.id AND upper(s.valid) <= @d AND known(s.recorded_at, s.voided_at, @k)` + place + fence + `)`
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
		w.And(`EXISTS (SELECT FROM active_engagement(@d, @k) s JOIN active_engagement(@d, @k) t ON t.worker = s.worker AND t.cadre > s.cadre WHERE s.worker = w.id` + f.bounds(w, "s") + f.bounds(w, "t") + fence + `)`)
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
	if f.Many {
		w.And(`w.name_words @@ @words::tsquery`)
	}
}

// from is the people to choose among. Words of a name are looked up first, by their index: OFFSET 0 keeps the planner from
// walking all names in order instead, in the hope of meeting enough of them soon. Of many, enough will be met soon.
func (f Filter) from() string {
	if nameKey(f.Words) == "" || f.Similar || f.Many {
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
	w.And(fmt.Sprintf("(%s) %s (%s)", o.of("w", ", "), than, strings.Join(params, ", ")))
}

// cursorSQL is the values that a cursor keeps of the row of that alias.
func (o order) cursorSQL(alias string) string {
	return o.of(alias, "::text, ") + "::text"
}

// orderSQL is the order of the rows of that alias.
func (o order) orderSQL(f Filter, alias string) string {
	switch {
	case f.Similar:
		return `similarity(` + alias + `.name_key, @name) DESC, ` + o.of(alias, ", ")
	case o.down:
		return o.of(alias, " DESC, ") + " DESC"
	default:
		return o.of(alias, ", ")
	}
}

func (o order) of(alias, between string) string {
	return alias + "." + strings.Join(o.columns, between+alias+".")
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
