//go:build unix

package pgserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// running is a server that this process has started, or is about to.
type running struct {
	home
	cfg     Config
	account account
	bin     string
	cluster string
	socket  string
	locks   []*os.File
	process *os.Process
	done    chan struct{} // closed when process has ended
}

// run starts the server for the holder of the locks, which are let go of when it is stopped or has failed.
func (h home) run(ctx context.Context, cfg Config, locks ...*os.File) (*Server, error) {
	r := &running{home: h, cfg: cfg, locks: locks}
	if err := r.start(ctx); err != nil {
		return nil, errors.Join(err, r.stop())
	}
	return &Server{socket: r.socket, done: r.done, stop: sync.OnceValue(r.stop)}, nil
}

func (r *running) start(ctx context.Context) error {
	if err := r.withdraw(); err != nil {
		return fmt.Errorf("remove a killed process's record: %w", err)
	}
	if err := r.choose(ctx); err != nil {
		return err
	}
	if err := r.ensureCluster(ctx); err != nil {
		return err
	}
	stale, err := r.stopOrphan(ctx)
	if err != nil {
		return err
	}
	if r.socket, err = r.socketFolder(r.account); err != nil {
		return err
	}
	conn, err := r.serve(ctx, stale)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return ensureDatabase(ctx, conn)
}

// choose settles which installation runs which cluster under which user. Where none fits, one is got.
func (r *running) choose(ctx context.Context) error {
	if err := r.identify(); err != nil {
		return err
	}
	missing := r.locate(ctx, nil)
	if missing == nil || r.cfg.Fetch == nil {
		return missing
	}
	if r.locate(ctx, r.cfg.Fetch.Copies()) == nil {
		return nil
	}
	if err := r.cfg.Fetch.Get(ctx, r.newest(), r.account.reach); err != nil {
		return fmt.Errorf("%w (Pilar could not fetch one: %w)", missing, err)
	}
	if err := r.identify(); err != nil { // a package brings its own user
		return err
	}
	return r.locate(ctx, r.cfg.Fetch.Copies())
}

func (r *running) identify() (err error) {
	if r.account, err = r.home.account(); err != nil {
		return err
	}
	if err := r.account.reach(r.dir); err != nil {
		return fmt.Errorf("the private PostgreSQL cannot work in %s: %w", r.dir, err)
	}
	return nil
}

// locate picks among what is installed, and these copies.
func (r *running) locate(ctx context.Context, copies []string) error {
	p, err := r.pick(systemSearch(copies, r.account.reach).find(ctx))
	if err != nil {
		return err
	}
	r.bin, r.cluster = p.bin, r.home.cluster(p.major)
	return nil
}

// survivors is what postgres says while sessions of its killed predecessor have not yet noticed that it is gone.
var survivors = []byte("pre-existing shared memory block")

// serve launches postgres and returns its first session. stale is a process that is not a server of this cluster although
// the cluster's pid file names it, or 0.
func (r *running) serve(ctx context.Context, stale int) (*pgx.Conn, error) {
	var conn *pgx.Conn
	err := poll(ctx, 10*time.Second, 100*time.Millisecond, func() (done bool, err error) {
		var said []byte
		conn, said, err = r.attempt(ctx, stale)
		if err != nil && bytes.Contains(said, survivors) {
			return false, nil
		}
		return true, err
	})
	if errors.Is(err, errTooLong) {
		return nil, fmt.Errorf("a process of an earlier PostgreSQL still works on %s; see %s", r.cluster, r.path(logFile))
	}
	return conn, err
}

// attempt launches postgres once. Where it ends before it takes a session, said is its reason.
func (r *running) attempt(ctx context.Context, stale int) (conn *pgx.Conn, said []byte, err error) {
	log, err := openLog(r.path(logFile))
	if err != nil {
		return nil, nil, err
	}
	defer log.Close()
	cmd := r.command(context.WithoutCancel(ctx), "postgres", r.settings()...) // its life is not bound to the start's ctx
	cmd.Stdout, cmd.Stderr = log.File, log.File                               // the file itself: what went through us would end with us
	if stale != 0 {
		// Postgres then takes the pid file for stale although the process lives, and still checks, as it does for every
		// stale file, that no session of a killed server is left. Removing the file would rob it of that check.
		cmd.Env = append(cmd.Env, "PG_GRANDPARENT_PID="+strconv.Itoa(stale))
	}
	ended, err := spawn(cmd)
	if err != nil {
		return nil, nil, fmt.Errorf("start postgres: %w", err)
	}
	r.process, r.done = cmd.Process, make(chan struct{})
	go func(done chan<- struct{}) {
		<-ended
		close(done)
	}(r.done)
	conn, err = r.firstSession(ctx)
	if errors.Is(err, errEnded) {
		said = log.said()
		err = fmt.Errorf("%w:\n%s", err, said)
	}
	return conn, said, err
}

// settings are those the product relies on; all others stay with postgresql.conf, where an administrator may change them.
func (r *running) settings() []string {
	args := []string{"-D", r.cluster, "-k", r.socket, "-p", port, "-c", "listen_addresses=", "-c", clusterName,
		"-c", "unix_socket_permissions=0700", "-c", "timezone=UTC", "-c", "jit=off",
		"-c", "log_error_verbosity=terse"} // the details of an error are rows as they stand
	if r.cfg.Ephemeral {
		args = append(args, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=300")
	}
	return args
}

var errEnded = errors.New("postgres ended while it started")

const cannotConnectNow = "57P03" // it is starting, or recovering from a crash

// firstSession connects as soon as postgres takes sessions. It may recover from a crash for as long as it needs; but a
// socket on which nobody answers at all is given up.
func (r *running) firstSession(ctx context.Context) (*pgx.Conn, error) {
	silentSince := time.Now()
	for {
		conn, err := pgx.Connect(ctx, URL(r.socket, OwnerRole, "postgres"))
		if err == nil {
			return conn, nil
		}
		said, answered := errors.AsType[*pgconn.PgError](err)
		if answered {
			silentSince = time.Now()
		}
		if answered && said.Code != cannotConnectNow || time.Since(silentSince) > time.Minute {
			return nil, fmt.Errorf("postgres takes no session: %w", err)
		}
		select {
		case <-r.done:
			return nil, errEnded
		case <-ctx.Done():
			return nil, fmt.Errorf("postgres did not become ready: %w", ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// ensureDatabase makes the application's role and database unless they exist; a start that broke off half-way is completed.
func ensureDatabase(ctx context.Context, conn *pgx.Conn) error {
	steps := []struct{ exists, name, create string }{
		{`SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`, AppRole, `CREATE ROLE ` + AppRole + ` LOGIN`},
		{`SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, Database, `CREATE DATABASE ` + Database + ` OWNER ` + OwnerRole},
	}
	for _, step := range steps {
		var exists bool
		err := conn.QueryRow(ctx, step.exists, step.name).Scan(&exists)
		if err == nil && !exists {
			_, err = conn.Exec(ctx, step.create)
		}
		if err != nil {
			return fmt.Errorf("prepare %s: %w", step.name, err)
		}
	}
	return nil
}

// stop undoes what start has done, as far as it came, and lets go of the locks last.
func (r *running) stop() error {
	errs := []error{r.withdraw()}
	if r.process != nil {
		errs = append(errs, shutDown(r.process.Signal, r.done))
	}
	if r.socket != "" {
		errs = append(errs, os.RemoveAll(r.socket))
	}
	for _, lock := range r.locks {
		errs = append(errs, lock.Close())
	}
	return errors.Join(errs...)
}
