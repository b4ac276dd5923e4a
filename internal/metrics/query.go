package metrics

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// verbs are the first words by which statements are told apart.
var verbs = []string{"select", "insert", "update", "delete", "with", "begin", "commit", "rollback", "savepoint", "release"}

// verbOf is the first word of a statement, or "other". Statements hold placeholders and no values.
func verbOf(sql string) string {
	sql = strings.TrimSpace(sql)
	end := strings.IndexFunc(sql, func(c rune) bool { return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') })
	if end < 0 {
		end = len(sql)
	}
	if verb := strings.ToLower(sql[:end]); slices.Contains(verbs, verb) {
		return verb
	}
	return "other"
}

// statement is one that is under way.
type statement struct {
	verb  string
	began time.Time
}

type statementKey struct{}

// TraceQueryStart implements pgx.QueryTracer.
func (m *Metrics) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	return context.WithValue(ctx, statementKey{}, statement{verbOf(q.SQL), time.Now()})
}

// TraceQueryEnd implements pgx.QueryTracer.
func (m *Metrics) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryEndData) {
	if s, ok := ctx.Value(statementKey{}).(statement); ok {
		m.queries.WithLabelValues(s.verb, outcome(q.Err)).Observe(time.Since(s.began).Seconds())
	}
}
