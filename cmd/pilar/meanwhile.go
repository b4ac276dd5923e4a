package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"pilar/internal/audit"
	"pilar/internal/importer"
	"pilar/internal/job"
	"pilar/internal/keptform"
	"pilar/internal/metrics"
	"pilar/internal/postgres"
)

// lastWork is how long the work in the background may take to end after pages are no longer served. What does not is rolled
// back by the database, and begins again with the next start.
const lastWork = 12 * time.Second

// meanwhile does what the program does by itself for as long as it serves: it works on imports and sweeps. Imports are told
// to end when ctx ends, while the last pages are served.
func (db *database) meanwhile(ctx context.Context, log *slog.Logger, m *metrics.Metrics, serve func() error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	pool, err := postgres.Beside(ctx, db.pool, job.Connections)
	if err != nil {
		return err
	}
	worked, err := job.Start(ctx, job.Config{Pool: pool, Imports: importer.NewStore(pool, db.keys), Log: log, Ran: m.Job})
	if err != nil {
		pool.Close()
		return err
	}
	swept := make(chan struct{})
	go func() {
		db.sweep(ctx, log, m)
		close(swept)
	}()
	err = serve()
	stop()
	<-swept
	select {
	case <-worked:
		pool.Close()
	case <-time.After(lastWork):
		log.Warn("the work in the background did not end in time")
	}
	return err
}

// sweep deletes now and then what is past its time: sessions, keys of forms, forms that were kept.
func (db *database) sweep(ctx context.Context, log *slog.Logger, m *metrics.Metrics) {
	for {
		now := time.Now()
		err := errors.Join(db.accounts.SweepSessions(ctx, now), audit.NewForms(db.pool).Sweep(ctx, now), keptform.NewStore(db.pool, db.keys).Sweep(ctx, now))
		if ctx.Err() != nil {
			return
		}
		m.Job("sweep", err)
		if err != nil {
			log.Error("sweep", "error", postgres.Loggable(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(10 * time.Minute):
		}
	}
}
