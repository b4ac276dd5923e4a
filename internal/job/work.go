package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"pilar/internal/postgres"
)

const (
	// atOnce is how many imports are worked on at the same time. Each may hold a whole file in memory, and those that store
	// stand in the line of the writers anyway.
	atOnce = 1
	// longest is far beyond what the largest file takes. For River a job that died with its program is under way until then.
	longest = 30 * time.Minute
	// lastWork is how long work may take to end after the program was told to stop; then it is broken off, and begins
	// again with the next start.
	lastWork = 8 * time.Second
)

// Connections is how many connections Start needs at most: one hears of new work, some are River's for a moment, and whoever
// works on an import holds one for its transaction and one for its progress.
const Connections = 4 + 2*atOnce

// Imports is what is done with imports in the background; importer.Store does it.
type Imports interface {
	// Work does what an import asks for, and nothing where nothing is asked. It waits for whoever works on it already.
	Work(ctx context.Context, id int64) error
	// GiveUp puts an import back on which Work has failed for good, and says so in it.
	GiveUp(ctx context.Context, id int64) error
	// Idle names the imports that ask for work on which nobody works.
	Idle(ctx context.Context) ([]int64, error)
}

// Config is what Start stands on. All of it is needed.
type Config struct {
	Pool    *pgxpool.Pool // of its own, with Connections: long work must not take those of whoever waits for a page
	Imports Imports       // on the same pool
	Log     *slog.Logger
	Ran     func(job string, err error) // is told how each run ended
}

// Start works on imports until ctx ends, and closes stopped when the last of it has ended: at most a few seconds later, with
// a database that answers. It fails where the database does not answer.
func Start(ctx context.Context, c Config) (stopped <-chan struct{}, err error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker{Config: c})
	client, err := river.NewClient(riverpgxv5.New(c.Pool), &river.Config{
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: atOnce}},
		Workers:              workers,
		Logger:               slog.New(warnings{c.Log.Handler()}),
		SoftStopTimeout:      lastWork,
		RescueStuckJobsAfter: longest + time.Minute,
		ReindexerIndexNames:  []string{}, // the login that serves owns no index
	})
	if err != nil {
		return nil, fmt.Errorf("prepare the work in the background: %w", err)
	}
	again := resuming{c, client}
	again.look(ctx)                     // before anything is begun here, so that it isn't taken for broken off
	whole := context.WithoutCancel(ctx) // an end that comes during the start is no failure of it
	if err := client.Start(whole); err != nil {
		return nil, fmt.Errorf("start the work in the background: %w", err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		again.run(ctx)
		_ = client.Stop(whole) // it fails only where its context ends
	}()
	return done, nil
}

// worker tries jobs.
type worker struct {
	river.WorkerDefaults[importArgs]
	Config
}

// Timeout implements river.Worker.
func (w *worker) Timeout(*river.Job[importArgs]) time.Duration { return longest }

// NextRetry implements river.Worker: what failed because of something passing is tried again soon.
func (w *worker) NextRetry(j *river.Job[importArgs]) time.Time {
	return time.Now().Add(time.Duration(j.Attempt) * 2 * time.Second)
}

// Work implements river.Worker. What it returns River writes into the database, unsealed: never what an error quotes.
func (w *worker) Work(ctx context.Context, j *river.Job[importArgs]) error {
	err := w.try(ctx, j.Args.Import)
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err() // the program ends: the attempt does not count
	}
	w.Ran(j.Kind, err)
	if err == nil {
		return nil
	}
	last := j.Attempt >= j.MaxAttempts
	w.Log.Error("work on an import failed", "import", j.Args.Import, "attempt", j.Attempt, "last", last, "error", postgres.Loggable(err))
	if last {
		w.giveUp(ctx, j.Args.Import)
	}
	return errors.New(postgres.Loggable(err))
}

// try is Imports.Work, whose panic is an error like others. The text of a panic is left out, for it may hold what somebody
// typed: the stack leads to it.
func (w *worker) try(ctx context.Context, id int64) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: a %T\n%s", p, debug.Stack())
		}
	}()
	return w.Imports.Work(ctx, id)
}

// giveUp puts an import back. Where that fails, too, the import is found idle and begins again.
func (w *worker) giveUp(ctx context.Context, id int64) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWork)
	defer cancel()
	if err := w.Imports.GiveUp(ctx, id); err != nil {
		w.Log.Error("an import could not be put back", "import", id, "error", postgres.Loggable(err))
	}
}

// warnings leaves out of the log what River tells by the way.
type warnings struct{ slog.Handler }

// Enabled implements slog.Handler.
func (w warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && w.Handler.Enabled(ctx, l)
}

// WithAttrs implements slog.Handler.
func (w warnings) WithAttrs(a []slog.Attr) slog.Handler { return warnings{w.Handler.WithAttrs(a)} }

// WithGroup implements slog.Handler.
func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }
