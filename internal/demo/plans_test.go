package demo_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/internal/asof"
	"pilar/internal/demo"
	"pilar/internal/postgres"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/worker"
)

// many is how many people the list must still be quick with.
const many = 100_000

// No page of the list and no total reads all workers or all engagements: each sort with each single filter, and the
// figures of Beranda with two or three of them.
func TestNoListReadsEverything(t *testing.T) {
	if testing.Short() {
		t.Skip("fills 100,000 people")
	}
	t.Parallel()
	db := pgtest.Open(t)
	if _, err := fill(t.Context(), db.App, many, 1); err != nil {
		t.Fatal(err)
	}
	if err := demo.Settle(t.Context(), db.Owner); err != nil {
		t.Fatal(err)
	}
	watched := watch(t, db.App)
	store := worker.NewStore(watched.pool, pgtest.Keys())
	for _, c := range filters() {
		name, filter := c.name, c.filter
		total, err := store.Count(t.Context(), filter)
		if err != nil {
			t.Fatalf("%s, total: %v", name, err)
		}
		for _, fault := range watched.wholeReads(t, db.App) {
			t.Errorf("%s, total: %s", name, fault)
		}
		filter.Plan = total.Plan()
		for _, sort := range worker.Sorts() {
			filter.Sort, filter.Cursor = sort, ""
			page, err := store.List(t.Context(), filter)
			if err == nil && page.Next != "" {
				filter.Cursor = page.Next
				_, err = store.List(t.Context(), filter)
			}
			if err != nil {
				t.Fatalf("%s, sorted %q: %v", name, sort, err)
			}
			for _, fault := range watched.wholeReads(t, db.App) {
				t.Errorf("%s, sorted %q: %s", name, sort, fault)
			}
		}
	}
}

type filterCase struct {
	name   string
	filter worker.Filter
}

func filters() []filterCase {
	now := asof.Moment{On: today}
	ago := asof.Moment{On: today.AddDate(-2, 0, 0)}
	asRecorded := asof.Moment{On: today.AddDate(-1, 0, 0), Known: asof.EndOf(today.AddDate(-1, 0, 0))}
	return []filterCase{
		{"no filter", worker.Filter{At: now}},
		{"a rare word", worker.Filter{At: now, Words: "wiradinata"}},
		{"a common word", worker.Filter{At: now, Words: "siti"}},
		{"a letter", worker.Filter{At: now, Words: "s"}},
		{"two words", worker.Filter{At: now, Words: "siti am"}},
		{"a word that nobody bears", worker.Filter{At: now, Words: "zzz"}},
		{"a word of a large cadre", worker.Filter{At: now, Words: "siti", Cadre: "PKH"}},
		{"a word in an account's kecamatan", worker.Filter{At: now, Words: "siti", Limit: []string{"32.17.03", "32.17.16"}}},
		{"a word of anyone's", worker.Filter{At: now, Words: "siti", Status: worker.Anyone}},
		{"a word, as recorded a year ago", worker.Filter{At: asRecorded, Words: "siti"}},
		{"a small cadre", worker.Filter{At: now, Cadre: "TKSK"}},
		{"a large cadre", worker.Filter{At: now, Cadre: "PKH"}},
		{"an empty cadre", worker.Filter{At: now, Cadre: "SAKTI"}},
		{"a large kecamatan", worker.Filter{At: now, Kecamatan: "32.17.01"}},
		{"a small kecamatan", worker.Filter{At: now, Kecamatan: "32.17.16"}},
		{"the kabupaten's own", worker.Filter{At: now, Kecamatan: worker.District}},
		{"a desa", worker.Filter{At: now, Desa: "32.17.01.2001"}},
		{"certified", worker.Filter{At: now, Certified: worker.WithOne}},
		{"not certified", worker.Filter{At: now, Certified: worker.WithoutOne}},
		{"left", worker.Filter{At: now, Status: worker.Left}},
		{"anyone", worker.Filter{At: now, Status: worker.Anyone}},
		{"without staff", worker.Filter{At: now, NoStaff: true}},
		{"two posts", worker.Filter{At: now, Multiple: true}},
		{"two years ago", worker.Filter{At: ago}},
		{"long ago", worker.Filter{At: asof.Moment{On: today.AddDate(-13, 0, 0)}}},
		{"as recorded a year ago", worker.Filter{At: asRecorded}},
		{"an account's kecamatan", worker.Filter{At: now, Limit: []string{"32.17.03", "32.17.16"}}},
		{"a cadre in a kecamatan", worker.Filter{At: now, Cadre: "TKSK", Kecamatan: "32.17.16"}},
		{"certified of a cadre in a kecamatan", worker.Filter{At: now, Cadre: "TKSK", Kecamatan: "32.17.16", Certified: worker.WithOne}},
		{"certified two years ago", worker.Filter{At: ago, Certified: worker.WithOne}},
	}
}

// watcher keeps what a pool sends.
type watcher struct {
	pool *pgxpool.Pool
	sent []statement
}

// statement is one that was sent; a steady one is planned for any values.
type statement struct {
	sql    string
	args   []any
	steady bool
}

type steadyKey struct{}

func (w *watcher) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	w.sent = append(w.sent, statement{d.SQL, d.Args, false})
	return ctx
}

func (w *watcher) TraceBatchStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	first := d.Batch.QueuedQueries[0].SQL
	return context.WithValue(ctx, steadyKey{}, first == postgres.Steady(w.pool).QueuedQueries[0].SQL)
}

func (w *watcher) TraceBatchQuery(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchQueryData) {
	w.sent = append(w.sent, statement{d.SQL, d.Args, ctx.Value(steadyKey{}).(bool)})
}

func (w *watcher) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (w *watcher) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// explain returns the plan that the database makes for a statement.
func (s statement) explain(ctx context.Context, db *pgxpool.Pool) (text []byte, err error) {
	if !s.steady {
		err := db.QueryRow(ctx, "EXPLAIN (FORMAT JSON) "+s.sql, s.args...).Scan(&text)
		return text, err
	}
	nulls := strings.TrimSuffix(strings.Repeat("NULL, ", len(s.args)), ", ")
	if nulls != "" {
		nulls = "(" + nulls + ")"
	}
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SET LOCAL plan_cache_mode = force_generic_plan"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "PREPARE steady AS "+s.sql); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, "EXPLAIN (FORMAT JSON) EXECUTE steady"+nulls, pgx.QueryExecModeSimpleProtocol).Scan(&text); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "DEALLOCATE steady")
		return err
	})
	return text, err
}

// watch opens a second pool like the given one.
func watch(t *testing.T, like *pgxpool.Pool) *watcher {
	t.Helper()
	w := &watcher{}
	config := like.Config()
	config.ConnConfig.Tracer = w
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	w.pool = pool
	return w
}

// plan is a node of what EXPLAIN says.
type plan struct {
	Node     string `json:"Node Type"`
	Relation string `json:"Relation Name"`
	Plans    []plan
}

func (p plan) walk(visit func(plan)) {
	visit(p)
	for _, below := range p.Plans {
		below.walk(visit)
	}
}

// wholeReads says which of the statements sent since the last call read a whole large table.
func (w *watcher) wholeReads(t *testing.T, db *pgxpool.Pool) []string {
	t.Helper()
	var found []string
	sent := w.sent
	w.sent = nil
	for _, s := range sent {
		if !strings.HasPrefix(strings.TrimSpace(s.sql), "SELECT") && !strings.HasPrefix(strings.TrimSpace(s.sql), "WITH") {
			continue
		}
		text, err := s.explain(t.Context(), db)
		if err != nil {
			t.Fatalf("explain %s: %v", s.sql, err)
		}
		var plans []struct{ Plan plan }
		if err := json.Unmarshal(text, &plans); err != nil {
			t.Fatal(err)
		}
		plans[0].Plan.walk(func(p plan) {
			if p.Node == "Seq Scan" && slices.Contains([]string{"worker", "engagement", "kept_standing", "kept_word"}, p.Relation) {
				found = append(found, "reads all of "+p.Relation)
			}
		})
	}
	if len(sent) == 0 {
		t.Fatal("no statement was seen")
	}
	return slices.Compact(found)
}
