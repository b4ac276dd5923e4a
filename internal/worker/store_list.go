package worker

import (
	"context"
	"fmt"
	"slices"
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
	if f.inWordOrder() || f.clusters() {
		f.Plan = Gather
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
	from, w := f.chosen()
	if f.inWordOrder() {
		w = f.where()
	}
	if after != nil {
		sort.after(w, after.Last)
	}
	b := &pgx.Batch{}
	if f.steady() {
		b = postgres.Steady(s.db)
	}
	sql := f.pageSQL(sort, from, w)
	b.Queue(sql, w.Args()).Query(each("read rows", func(rows pgx.Rows) error {
		return s.addRow(&list, rows, len(sort.columns))
	}))
	if err := postgres.Send(ctx, s.db, b); err != nil {
		return nil, err
	}
	return list, s.sortRoles(ctx, list)
}

// pageSQL reads the page of those who are chosen in the order of sort.
func (f Filter) pageSQL(sort order, from string, w *postgres.Where) string {
	const person = `w.id, w.name, w.title_before, w.title_after, coalesce(w.sex, '') AS sex, w.birth_date, w.nik_sealed`
	columns, sorted, limit := person+`, `+sort.cursorSQL()+`, r.roles`, `
		ORDER BY `+sort.orderSQL(f), `
		LIMIT `+strconv.Itoa(f.Size+1)
	switch {
	case f.inWordOrder():
		return f.spelled() + `
		SELECT ` + columns + `
		FROM (
			SELECT w.id
			FROM spelled
			CROSS JOIN LATERAL (
				SELECT w.id, w.name_key
				FROM ` + wordRows(`k.word = spelled.word`) + `
				` + w.SQL() + sorted + limit + `
			) w` + sorted + limit + `
		) m
		JOIN worker w ON w.id = m.id` + f.roles() + sorted
	case f.Plan == Walk:
		return `
		SELECT ` + columns + `
		FROM ` + from + f.roles() + `
		` + w.SQL() + sorted + limit
	default: // all of them are gathered first
		return `
		WITH w AS MATERIALIZED (
			SELECT ` + person + `, w.name_key, w.changed_at
			FROM ` + from + `
			` + w.SQL() + sorted + limit + `
		)
		SELECT w.id, w.name, w.title_before, w.title_after, w.sex, w.birth_date, w.nik_sealed, ` + sort.cursorSQL() + `, r.roles
		FROM w` + f.roles() + sorted
	}
}

// roles joins to each worker w what she serves as: "PKH 32.17.05 true,TKSK 32.17.01 false", NULL where as nothing.
func (f Filter) roles() string {
	standing := `standing(@d, @k)`
	if f.At.Known.IsZero() {
		standing = `standing_now(@d)`
	}
	return `
		CROSS JOIN LATERAL (
			SELECT string_agg(s.cadre || ' ' || s.region || ' ' || s.certified, ',') AS roles
			FROM ` + standing + ` s
			WHERE s.worker = w.id
			OFFSET 0
		) r`
}

// sortRoles puts the roles of each row into the office's order.
func (s *Store) sortRoles(ctx context.Context, list []Row) error {
	if !slices.ContainsFunc(list, func(r Row) bool { return len(r.Roles) > 1 }) {
		return nil
	}
	cadres, err := s.cadres.All(ctx)
	if err != nil {
		return err
	}
	place := make(map[string]int, len(cadres))
	for i, c := range cadres {
		place[c.Code] = i
	}
	for _, r := range list {
		slices.SortFunc(r.Roles, func(a, b Role) int { return place[a.Cadre] - place[b.Cadre] })
	}
	return nil
}

func (s *Store) addRow(list *[]Row, rows pgx.Rows, columns int) error {
	r := Row{cursor: make([]string, columns)}
	var born *time.Time
	var nik []byte
	var roles *string
	into := []any{&r.ID, &r.Name, &r.TitleBefore, &r.TitleAfter, &r.Sex, &born, &nik}
	for i := range r.cursor {
		into = append(into, &r.cursor[i])
	}
	if err := rows.Scan(append(into, &roles)...); err != nil {
		return err
	}
	r.BirthDate = orZero(born)
	if roles != nil {
		for text := range strings.SplitSeq(*roles, ",") {
			words := strings.Fields(text)
			r.Roles = append(r.Roles, Role{words[0], words[1], words[2] == "true"})
		}
	}
	err := s.openAll(opening{seal.NIK, nik, &r.NIK})
	*list = append(*list, r)
	return err
}

// question is what a total is asked for: a filter, whichever page of its list and however sorted.
type question struct{ filter, limit string }

// Count returns how many workers the filter chooses: exactly up to 10,000. Whoever turns the pages of a list asks it again
// and again.
func (s *Store) Count(ctx context.Context, f Filter) (Total, error) {
	f.Plan, f.Sort, f.Cursor = Undecided, ByName, ""
	q := question{fmt.Sprint(f.Query().Encode(), f.At), fmt.Sprint(f.Limit == nil, f.Limit)}
	return s.totals.Get(ctx, q, func(ctx context.Context) (Total, error) { return s.count(ctx, f) })
}

func (s *Store) count(ctx context.Context, f Filter) (Total, error) {
	w := f.where()
	b := &pgx.Batch{}
	if f.steady() {
		b = postgres.Steady(s.db)
	}
	var t Total
	b.Queue(`
		SELECT count(*), (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'worker'::regclass)
		FROM (SELECT FROM `+f.among()+` `+w.SQL()+` LIMIT `+strconv.Itoa(maxCount+1)+`) AS capped`, w.Args()).
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
	return f.Plan == Walk || f.gathers() || f.byWords() || looked && !f.Similar
}

// gathers tells whether a few are gathered who are chosen by nothing but where they serve as what on the day, as far as is
// known now.
func (f Filter) gathers() bool {
	return f.Plan == Gather && !f.Similar && f.IDs == nil && nameKey(f.Words) == "" && f.Status == Serving && f.At.Known.IsZero() &&
		f.place(&postgres.Where{}) != ""
}

// where turns the filter into conditions on worker w.
func (f Filter) where() *postgres.Where {
	w := &postgres.Where{}
	if !f.byWords() { // of whom nothing is kept once they are voided
		w.And(`w.voided_at IS NULL`)
	}
	if f.IDs != nil {
		w.And(`w.id = ANY(@ids)`, "ids", f.IDs)
	}
	f.whereName(w)
	place := f.place(w)
	fence := ""
	if f.steady() {
		fence = ` OFFSET 0` // the planner asks it of one person after the other
	}
	active := `EXISTS (SELECT FROM ` + f.serving("s") + ` WHERE s.worker = w.id` + place + fence + `)`
	if f.Plan == Walk && place == "" {
		active = `(r.roles IS NOT NULL)` // which the walk reads anyway
	}
	certified := `EXISTS (SELECT FROM ` + f.holding("s") + ` AND s.worker = w.id` + place + fence + `)`
	ever := `EXISTS (SELECT FROM engagement s WHERE s.worker = w.id AND known(s.recorded_at, s.voided_at, @k)` + place + fence + `)`
	ended := `EXISTS (SELECT FROM engagement s WHERE s.worker = w.id AND upper(s.valid) <= @d AND known(s.recorded_at, s.voided_at, @k)` + place + fence + `)`
	w.Bind("d", f.At.On, "k", f.At.K())
	switch {
	case f.gathers(), f.byWords() && f.Certified == EitherWay && place == "": // all of it stands in from
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
		w.And(`EXISTS (SELECT FROM ` + f.serving("s") + ` JOIN ` + f.serving("t") + ` ON t.worker = s.worker AND t.cadre > s.cadre WHERE s.worker = w.id` + f.bounds(w, "s") + f.bounds(w, "t") + fence + `)`)
	}
	return w
}

// serving is the engagements of the day asked about, as that alias: what is kept of what is known now, else the definition.
func (f Filter) serving(alias string) string {
	if f.At.Known.IsZero() {
		return `standing_now(@d) ` + alias
	}
	return `active_engagement(@d, @k) ` + alias
}

// holding is those of them that the worker is certified for, and the beginning of a condition.
func (f Filter) holding(alias string) string {
	if f.At.Known.IsZero() {
		return `standing_now(@d) ` + alias + ` WHERE ` + alias + `.certified`
	}
	return `certified_engagement(@d, @k) ` + alias + ` WHERE true`
}

// from is the people to choose among. Words of a name are looked up first, by their index: OFFSET 0 keeps the planner from
// walking all names in order instead, in the hope of meeting enough of them soon. Of many, enough will be met soon.
//
// A few who serve somewhere as something are gathered from what is kept of that.
func (f Filter) from() string {
	if f.gathers() {
		having := map[Certified]string{EitherWay: `true`, WithOne: `bool_or(s.certified)`, WithoutOne: `NOT bool_or(s.certified)`}[f.Certified]
		return `(SELECT s.worker FROM standing_now(@d) s WHERE true` + f.place(&postgres.Where{}) + ` GROUP BY s.worker HAVING ` + having + ` OFFSET 0) m
		JOIN worker w ON w.id = m.worker`
	}
	if nameKey(f.Words) == "" || f.Similar || f.Plan == Walk {
		return `worker w`
	}
	return `(SELECT id, name, title_before, title_after, sex, birth_date, nik_sealed, name_key, changed_at, recorded_at, voided_at
		      FROM worker
		      WHERE name_words @@ @words::tsquery
		      OFFSET 0) w`
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
	switch {
	case f.Similar:
		return `similarity(w.name_key, @name) DESC, w.name_key, w.id`
	case o.down:
		return strings.Join(o.columns, " DESC, ") + " DESC"
	default:
		return strings.Join(o.columns, ", ")
	}
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
