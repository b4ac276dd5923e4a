package job_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/internal/job"
	"pilar/internal/postgres"
	"pilar/internal/postgres/pgtest"
)

// desk works on imports as a test says.
type desk struct {
	t    *testing.T
	db   *pgxpool.Pool
	work func(ctx context.Context, id int64) error
	idle []int64

	mu      sync.Mutex
	worked  []int64
	givenUp []int64
	ran     []string
	log     bytes.Buffer
}

func (d *desk) Work(ctx context.Context, id int64) error {
	d.note(func() { d.worked = append(d.worked, id) })
	return d.work(ctx, id)
}

func (d *desk) GiveUp(_ context.Context, id int64) error {
	d.note(func() { d.givenUp = append(d.givenUp, id) })
	return nil
}

func (d *desk) Idle(context.Context) (idle []int64, err error) {
	d.note(func() {
		idle = slices.DeleteFunc(slices.Clone(d.idle), func(id int64) bool { return slices.Contains(d.worked, id) })
	})
	return idle, nil
}

func (d *desk) Write(p []byte) (n int, err error) {
	d.note(func() { n, err = d.log.Write(p) })
	return n, err
}

func (d *desk) note(what func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	what()
}

// open is a desk that is not at work yet.
func open(t *testing.T, work func(ctx context.Context, id int64) error) *desk {
	t.Parallel()
	return &desk{t: t, db: pgtest.New(t), work: work}
}

// start puts the desk to work until the test ends, or until what it returns is called.
func (d *desk) start() (stop func()) {
	d.t.Helper()
	pool, err := postgres.Beside(d.t.Context(), d.db, job.Connections)
	if err != nil {
		d.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	stopped, err := job.Start(ctx, job.Config{Pool: pool, Imports: d, Log: slog.New(slog.NewTextHandler(d, nil)),
		Ran: func(name string, err error) {
			d.note(func() { d.ran = append(d.ran, fmt.Sprintf("%s %t", name, err == nil)) })
		}})
	if err != nil {
		d.t.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		cancel()
		select {
		case <-stopped:
		case <-time.After(20 * time.Second):
			d.t.Error("it does not stop")
		}
		pool.Close()
	})
	d.t.Cleanup(stop)
	return stop
}

// add asks for work, with fewer attempts than usual where they are given.
func (d *desk) add(id int64, attempts ...int) {
	d.t.Helper()
	err := pgx.BeginFunc(d.t.Context(), d.db, func(tx pgx.Tx) error {
		err := job.NewQueue().Add(d.t.Context(), tx, id)
		if err == nil && len(attempts) > 0 {
			_, err = tx.Exec(d.t.Context(), `UPDATE river_job SET max_attempts = $1`, attempts[0])
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// states are the jobs' states, with the attempts that count, in the order in which they were asked for.
func (d *desk) states() (states []string) {
	d.t.Helper()
	rows, _ := d.db.Query(d.t.Context(), `SELECT state || ' ' || attempt FROM river_job ORDER BY id`)
	states, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		d.t.Fatal(err)
	}
	return states
}

// become waits until the jobs are in these states.
func (d *desk) become(want ...string) {
	d.t.Helper()
	for range 200 {
		if slices.Equal(d.states(), want) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	d.t.Fatalf("the jobs are %q, want %q\n%s", d.states(), want, &d.log)
}

func done(context.Context, int64) error { return nil }

func TestWorkIsAskedForInTheTransactionOfTheChange(t *testing.T) {
	d := open(t, done)
	d.start()
	errUndone := errors.New("taken back")
	err := pgx.BeginFunc(t.Context(), d.db, func(tx pgx.Tx) error {
		return errors.Join(job.NewQueue().Add(t.Context(), tx, 6), errUndone)
	})
	if !errors.Is(err, errUndone) {
		t.Fatal(err)
	}
	began := time.Now()
	d.add(7)
	d.become("completed 1")
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("it took %v: nothing told of it", took)
	}
	if !slices.Equal(d.worked, []int64{7}) || !slices.Contains(d.ran, "import true") {
		t.Errorf("worked on %v, %q", d.worked, d.ran)
	}
}

const nik = "3217015203859001"

// What fails is tried again, and nothing that the error quotes stays behind.
func TestAFailureIsTriedAgain(t *testing.T) {
	failures := 1
	d := open(t, nil)
	d.work = func(ctx context.Context, _ int64) error {
		if failures--; failures < 0 {
			return nil
		}
		_, err := d.db.Exec(ctx, `SELECT ('`+nik+`x')::bigint`)
		return err
	}
	d.start()
	d.add(7)
	d.become("completed 2")
	var kept string
	if err := d.db.QueryRow(t.Context(), `SELECT errors::text || args || metadata FROM river_job`).Scan(&kept); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(kept+d.log.String(), nik) || !strings.Contains(kept, "22P02") || !strings.Contains(d.log.String(), "22P02") {
		t.Errorf("kept %s\nlogged %s", kept, &d.log)
	}
	if len(d.givenUp) > 0 || !slices.Contains(d.ran, "import false") {
		t.Errorf("given up %v, %q", d.givenUp, d.ran)
	}
}

func TestWhatAlwaysFailsIsGivenUp(t *testing.T) {
	for name, work := range map[string]func(context.Context, int64) error{
		"an error": func(context.Context, int64) error { return errors.New("no such column") },
		"a panic":  func(context.Context, int64) error { panic(nik) },
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, work)
			d.start()
			d.add(7, 2)
			d.become("discarded 2")
			if !slices.Equal(d.givenUp, []int64{7}) || !slices.Equal(d.worked, []int64{7, 7}) {
				t.Errorf("given up %v after work on %v", d.givenUp, d.worked)
			}
			if strings.Contains(d.log.String(), nik) || !strings.Contains(d.log.String(), "last=true") {
				t.Errorf("logged %s", &d.log)
			}
		})
	}
}

// Where the program ends, the attempt does not count: the next start goes on.
func TestWorkThatIsBrokenOffByTheEndBeginsAgain(t *testing.T) {
	begun := make(chan struct{})
	d := open(t, func(ctx context.Context, _ int64) error {
		close(begun)
		<-ctx.Done()
		return fmt.Errorf("store: %w", ctx.Err())
	})
	stop := d.start()
	d.add(7, 1)
	<-begun
	stop()
	d.become("available 0")
	d.work = done
	d.start()
	d.become("completed 1")
	if len(d.givenUp) > 0 || slices.Contains(d.ran, "import false") {
		t.Errorf("given up %v, %q", d.givenUp, d.ran)
	}
}

// A job whose program was killed stands as under way: the import begins again all the same, once.
func TestWorkWhoseProgramWasKilledBeginsAgain(t *testing.T) {
	d := open(t, done)
	d.add(7)
	d.add(8)
	if _, err := d.db.Exec(t.Context(), `UPDATE river_job SET state = 'running', attempt = 1, attempted_at = now() WHERE args @> '{"import": 7}'`); err != nil {
		t.Fatal(err)
	}
	d.idle = []int64{7, 8}
	d.start()
	d.become("running 1", "completed 1", "completed 1")
	if slices.Sort(d.worked); !slices.Equal(d.worked, []int64{7, 8}) {
		t.Errorf("worked on %v", d.worked)
	}
}
