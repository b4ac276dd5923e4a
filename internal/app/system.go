package app

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/internal/postgres"
	"pilar/internal/site"
)

// system answers for the state of the program itself.
type system struct{ pool *pgxpool.Pool }

// healthy says that the process lives.
func (system) healthy(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") }

// ready says whether requests can be served: the database answers, and its schema is this program's.
func (s system) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	have, want, err := postgres.SchemaVersions(ctx, s.pool)
	switch {
	case err != nil:
		site.Log(r).Error("not ready", "error", postgres.Loggable(err))
		say(w, http.StatusServiceUnavailable, "database unreachable")
	case have != want:
		say(w, http.StatusServiceUnavailable, fmt.Sprintf("schema version %d, this program needs %d", have, want))
	default:
		say(w, http.StatusOK, "ok")
	}
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, text) // whoever asked may be gone
}

// settle waits until every write that began earlier has ended.
func (s system) settle(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, `SELECT pilar_settle()`)
	if err != nil {
		return fmt.Errorf("wait for earlier writes: %w", err)
	}
	return nil
}
