// Package metrics counts and times what the program does, for the operator's Prometheus.
//
// No label holds anything that a request carried: there are routes as the site map writes them, methods, numbers of status,
// and the first words of statements.
package metrics

import (
	"net/http"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/IBM/pgxpoolprometheus"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics measures one process. Its methods may be called at once.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	queries  *prometheus.HistogramVec
	runs     *prometheus.CounterVec
	lastDone *prometheus.GaugeVec
}

// How an act ended.
const (
	done   = "done"
	failed = "failed"
)

func outcome(err error) string {
	if err != nil {
		return failed
	}
	return done
}

// New returns Metrics of a program that needs this version of the schema.
func New(schema uint) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "pilar_http_requests_total",
			Help: "Requests that were answered, by route and status. At POST /masuk 303 is a login, 422 a wrong password, 429 one that must wait."},
			[]string{"method", "route", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "pilar_http_request_seconds", Help: "How long requests took.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}}, []string{"method", "route"}),
		queries: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "pilar_query_seconds", Help: "How long statements took in the database.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5}}, []string{"verb", "outcome"}),
		runs: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "pilar_job_runs_total",
			Help: "Runs of what the program does by itself."}, []string{"job", "outcome"}),
		lastDone: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "pilar_job_last_done_timestamp_seconds",
			Help: "When a job was last carried out without a failure."}, []string{"job"}),
	}
	m.registry.MustRegister(m.requests, m.took, m.queries, m.runs, m.lastDone, build(schema),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// build says which program this is.
func build(schema uint) prometheus.Collector {
	revision := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = s.Value
			}
		}
	}
	g := prometheus.NewGauge(prometheus.GaugeOpts{Name: "pilar_build_info", Help: "Always 1; the labels say which program this is.",
		ConstLabels: prometheus.Labels{"revision": revision, "go": runtime.Version(), "schema": strconv.FormatUint(uint64(schema), 10)}})
	g.Set(1)
	return g
}

// WatchPool adds the figures of a pool of connections. It may be called for one pool.
func (m *Metrics) WatchPool(pool *pgxpool.Pool) {
	m.registry.MustRegister(pgxpoolprometheus.NewCollector(pool, nil))
}

// Request notes a request that was answered. The route is its pattern, never its path.
func (m *Metrics) Request(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.took.WithLabelValues(method, route).Observe(took.Seconds())
}

// Job notes a run of a job, with the error that ended it.
func (m *Metrics) Job(name string, err error) {
	m.runs.WithLabelValues(name, outcome(err)).Inc()
	if err == nil {
		m.lastDone.WithLabelValues(name).SetToCurrentTime()
	}
}

// ServeHTTP answers with everything measured. Who may ask is the caller's to say.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}).ServeHTTP(w, r)
}
