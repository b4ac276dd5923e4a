package metrics

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pilar/internal/postgres"
	"pilar/internal/postgres/pgtest"
)

// page is what Prometheus reads.
func page(m *Metrics) string {
	w := httptest.NewRecorder()
	m.ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	return w.Body.String()
}

func wants(t *testing.T, m *Metrics, lines ...string) {
	t.Helper()
	got := page(m)
	for _, line := range lines {
		if !strings.Contains(got, "\n"+line) {
			t.Errorf("%q is missing in\n%s", line, got)
		}
	}
}

func TestWhatIsMeasured(t *testing.T) {
	m := New(10)
	m.Request("GET", "/sdm/{id}", 200, 30*time.Millisecond)
	m.Request("GET", "/sdm/{id}", 404, 3*time.Millisecond)
	m.Job("sweep", nil)
	m.Job("sweep", errors.New("no database"))
	wants(t, m,
		`pilar_http_requests_total{method="GET",route="/sdm/{id}",status="200"} 1`,
		`pilar_http_requests_total{method="GET",route="/sdm/{id}",status="404"} 1`,
		`pilar_http_request_seconds_bucket{method="GET",route="/sdm/{id}",le="0.005"} 1`,
		`pilar_http_request_seconds_count{method="GET",route="/sdm/{id}"} 2`,
		`pilar_job_runs_total{job="sweep",outcome="done"} 1`,
		`pilar_job_runs_total{job="sweep",outcome="failed"} 1`,
		`pilar_job_last_done_timestamp_seconds{job="sweep"} 1.`,
		`pilar_build_info{go="go1.`,
		`go_goroutines `,
		`process_resident_memory_bytes `,
	)
	if !strings.Contains(page(m), `schema="10"`) {
		t.Error("the schema's version is missing")
	}
}

func TestStatementsAreTimed(t *testing.T) {
	t.Parallel()
	m := New(10)
	pool, err := postgres.Open(t.Context(), pgtest.Open(t).AppURL, m)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	m.WatchPool(pool)
	var n int
	if err := pool.QueryRow(t.Context(), "\n\t\tSELECT 3217015203859001::text::bigint::integer").Scan(&n); err == nil {
		t.Fatal("the statement should fail")
	}
	if err := pool.QueryRow(t.Context(), `SELECT 1`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	wants(t, m, `pilar_query_seconds_count{outcome="done",verb="select"} 1`, `pilar_query_seconds_count{outcome="failed",verb="select"} 1`, `pgxpool_max_conns `)
}

func TestVerbs(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT 1": "select", "\n\t\twith x AS (SELECT 1) SELECT": "with", "begin": "begin", "savepoint sp_1": "savepoint", "": "other",
		"-- ping": "other", "SELECTED": "other", "3217015203859001": "other", "release savepoint sp_1": "release", "select(1)": "select",
	} {
		if got := verbOf(sql); got != want {
			t.Errorf("%q: %q", sql, got)
		}
	}
}
