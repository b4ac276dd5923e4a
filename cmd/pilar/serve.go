package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/term"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/demo"
	"pilar/internal/installation"
	"pilar/internal/job"
	"pilar/internal/metrics"
	"pilar/internal/postgres"
	"pilar/internal/worker"
	"pilar/web/link"
)

// serve runs the application until ctx ends, then lets the requests end that are under way.
func serve(ctx context.Context, p *program, args []string) error {
	f := p.flags("serve")
	demo := f.Bool("demo", false, "fill an empty database with made-up people, and let demo accounts log in from this machine")
	if _, err := parse(f, args, 0, 0); err != nil {
		return err
	}
	if p.faults != nil {
		return p.faults
	}
	roomForGarbage()
	log := newLog(p.stderr)
	if p.config.dataNotice != "" {
		log.Warn(p.config.dataNotice)
	}
	listener, err := net.Listen("tcp", p.config.addr) // first: a taken port is known before anything was started
	if err != nil {
		return fmt.Errorf("listen on %s (PILAR_ADDR): %w", p.config.addr, err)
	}
	defer listener.Close()
	schema, err := postgres.SchemaVersion()
	if err != nil {
		return err
	}
	m := metrics.New(schema)
	p.tracers = append(p.tracers, m)
	db, err := p.openToServe(ctx)
	if err != nil {
		return err
	}
	m.WatchPool(db.pool)
	err = p.serveOn(ctx, db, listener, log, m, *demo)
	return errors.Join(err, db.close())
}

// roomForGarbage lets the garbage of pages pile up for longer than Go does by itself. Little lives in memory, some 6 MB,
// so that its collector otherwise runs every few dozen pages and takes a tenth of the time. The limit keeps the program
// within what a small machine has beside PostgreSQL: near it, the collector runs as often as it must.
func roomForGarbage() {
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(96 << 20)
}

func (p *program) serveOn(ctx context.Context, db *database, listener net.Listener, log *slog.Logger, m *metrics.Metrics, demo bool) error {
	if demo {
		if err := fillDemo(ctx, db); err != nil {
			return err
		}
	}
	shown, err := db.accounts.Demo(ctx, time.Now())
	if err != nil {
		return err
	}
	demo = demo && len(shown) > 0 // in an office's own database nothing is made up
	if err := warn(ctx, db, p.config, log); err != nil {
		return err
	}
	if err := p.welcome(ctx, db, listener, demo, shown); err != nil {
		return err
	}
	handler := app.New(app.Config{
		Pool: db.pool, Keys: db.keys, Log: log, Demo: demo, Secure: !loopback(p.config.addr),
		Proxies: p.config.proxies, Metrics: m, MetricsToken: p.config.token, Queue: job.NewQueue(),
		Place: installation.Place{Data: p.config.data, KeyFile: p.config.keyFile, Private: db.server != nil, Started: time.Now()},
	})
	err = db.meanwhile(ctx, log, m, func() error { return serveHTTP(ctx, listener, handler, db.lost(), log) })
	if errors.Is(err, errLost) {
		return fmt.Errorf("%w: see %s", err, filepath.Join(p.config.data, "postgres", "log"))
	}
	return err
}

// demoPeople is the district: 444 posts, as the office counts them.
const demoPeople = 444

// fillDemo makes people and demo accounts in a database that has neither. In an office's own nothing is made up.
func fillDemo(ctx context.Context, db *database) error {
	inUse, err := db.accounts.Any(ctx)
	if err != nil || inUse {
		return err
	}
	people, err := worker.NewStore(db.pool, db.keys).Count(ctx, worker.Filter{At: asof.Now(time.Now()), Status: worker.Anyone})
	if err != nil || people.Count > 0 {
		return err
	}
	today := asof.Today(time.Now())
	return audit.Write(ctx, db.pool, system(), func(tx pgx.Tx) error { // both or neither: a start that is broken off begins anew
		if _, err := demo.Fill(ctx, tx, db.keys, system(), demo.Options{People: demoPeople, Seed: 1, Today: today}); err != nil {
			return err
		}
		accounts := account.NewStore(tx, db.keys)
		if err := accounts.CreateDemo(ctx, system(), time.Now()); err != nil {
			return err
		}
		clerk, err := accounts.ByLogin(ctx, demoClerk)
		if err != nil {
			return err
		}
		return demo.Imports(ctx, tx, db.keys, audit.Actor{ID: clerk.ID, Name: clerk.Name}, clerk.ID, today)
	})
}

// demoClerk is the demo account whose files stand in the list of imports.
const demoClerk = "operator"

// welcome says where the application is, and how to get in.
func (p *program) welcome(ctx context.Context, db *database, listener net.Listener, demo bool, accounts []account.Account) error {
	if demo {
		p.welcomeDemo(listener, accounts)
		return nil
	}
	token, err := db.accounts.InviteFirstAdmin(ctx, system(), time.Now())
	if err != nil {
		return err
	}
	base := baseURL(listener.Addr())
	fmt.Fprintf(p.stdout, "Pilar serves on %s\n", base)
	switch {
	case token != "":
		fmt.Fprintf(p.stdout, "There are no accounts yet. Make the first administrator's here, once, within 24 hours:\n  %s%s\n", base, link.Start(token))
	case len(accounts) > 0:
		fmt.Fprintln(p.stdout, "The demo accounts in this database log in only under `pilar serve --demo`; others are made with `pilar user add`.")
	}
	return nil
}

func (p *program) welcomeDemo(listener net.Listener, accounts []account.Account) {
	fmt.Fprintf(p.stdout, "Pilar serves on %s\n", baseURL(listener.Addr()))
	fmt.Fprintf(p.stdout, "Demo accounts, password %s for each:\n", account.DemoPassword)
	t := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, a := range accounts {
		role := a.RoleName
		if len(a.Kecamatan) > 0 {
			role += fmt.Sprintf(", %d kecamatan", len(a.Kecamatan))
		}
		fmt.Fprintf(t, "  %s\t%s\n", a.Login, role)
	}
	_ = t.Flush()
}

func warn(ctx context.Context, db *database, c config, log *slog.Logger) error {
	open, err := db.trailOpen(ctx)
	if err != nil {
		return err
	}
	if open {
		log.Warn("the role that serves can change the audit trail: give it a login of its own and name the owner's in DATABASE_OWNER_URL")
	}
	if !loopback(c.addr) {
		log.Warn("serving beyond this machine: logins work by https only, so put a proxy with a certificate in front", "addr", c.addr)
	}
	return nil
}

func baseURL(a net.Addr) string {
	host, port, _ := net.SplitHostPort(a.String())
	if net.ParseIP(host).IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// newLog writes for people on a terminal, and JSON elsewhere.
func newLog(w io.Writer) *slog.Logger {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return slog.New(slog.NewTextHandler(w, nil))
	}
	return slog.New(slog.NewJSONHandler(w, nil))
}

// errLost ends the program: without its database it can only answer with trouble.
var errLost = errors.New("the private PostgreSQL has ended")

// lastRequests is how long requests may take to end after the program was told to stop.
const lastRequests = 10 * time.Second

// serveHTTP returns nil when ctx has ended and the last requests with it, and an error when the database is lost.
func serveHTTP(ctx context.Context, listener net.Listener, handler http.Handler, lost <-chan struct{}, log *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       5 * time.Minute, // an upload on a slow line
		WriteTimeout:      5 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-lost:
		_ = server.Close() // nothing can be answered any more
		return errLost
	case <-ctx.Done():
	}
	log.Info("stopping")
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastRequests)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		log.Warn("some requests did not end in time", "error", err.Error())
		_ = server.Close()
	}
	return nil
}
