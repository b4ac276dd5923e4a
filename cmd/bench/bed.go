package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/demo"
	"pilar/internal/metrics"
	"pilar/internal/postgres"
	"pilar/internal/seal"
	"pilar/internal/seed"
	"pilar/web/link"
)

// server is where the databases are made: its addresses for their owner and for the login that serves.
type server struct{ owner, app, role string }

// bed is one database, and Pilar and the floor serving from it.
type bed struct {
	appURL    string
	owner     *pgxpool.Pool
	pool      *pgxpool.Pool // Pilar's
	bare      *pgxpool.Pool // the floor's
	keys      *seal.Keys
	keyText   []byte
	filledIn  time.Duration
	sent      counter
	pilar     string // addresses
	floor     string
	lean      atomic.Pointer[leanPage]
	client    *http.Client // logged in
	newcomers int          // whom the bench itself has registered
	undo      []func()
}

func (b *bed) close() {
	for i := len(b.undo) - 1; i >= 0; i-- {
		b.undo[i]()
	}
}

// makeBed makes an empty register.
func (s server) makeBed(ctx context.Context) (*bed, error) {
	admin, err := pgx.Connect(ctx, s.owner)
	if err != nil {
		return nil, fmt.Errorf("reach the server: %w", err)
	}
	name, b := "bench_"+strings.ToLower(rand.Text()[:10]), &bed{}
	b.undo = append(b.undo, func() {
		_, _ = admin.Exec(context.Background(), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		_ = admin.Close(context.Background())
	})
	if _, err := admin.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return b, fmt.Errorf("make a database: %w", err)
	}
	b.appURL = inDatabase(s.app, name)
	if err := b.open(ctx, inDatabase(s.owner, name), b.appURL, s.role); err != nil {
		return b, err
	}
	if b.keys, b.keyText, err = seal.New(); err != nil {
		return b, err
	}
	return b, seed.Empty(ctx, b.pool, b.keys, audit.System("bench"))
}

func inDatabase(address, name string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // refused where it is opened
	}
	u.Path = "/" + name
	return u.String()
}

// open moves the schema, and opens a pool for Pilar, which counts its statements, and one for the floor, which plans its statements
// once, as pgx does by itself.
func (b *bed) open(ctx context.Context, ownerURL, appURL, role string) (err error) {
	if err := postgres.Migrate(ctx, ownerURL, role); err != nil {
		return err
	}
	if b.owner, err = postgres.Open(ctx, ownerURL); err != nil {
		return err
	}
	b.undo = append(b.undo, b.owner.Close)
	appURL += "&pool_max_conns=16"
	if b.bare, err = pgxpool.New(ctx, appURL+"&jit=off&random_page_cost=1.1"); err != nil {
		return err
	}
	b.undo = append(b.undo, b.bare.Close)
	like, err := postgres.Open(ctx, appURL)
	if err != nil {
		return err
	}
	defer like.Close()
	config := like.Config()
	config.ConnConfig.Tracer = &b.sent
	if b.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return err
	}
	b.undo = append(b.undo, b.pool.Close)
	return nil
}

// fill makes people up.
func (b *bed) fill(ctx context.Context, people int) error {
	begun := time.Now()
	if _, err := demo.Fill(ctx, b.pool, b.keys, audit.System("bench"), demo.Options{People: people, Seed: 1, Today: asof.Today(begun)}); err != nil {
		return err
	}
	b.filledIn = time.Since(begun)
	debug.FreeOSMemory()
	return demo.Settle(ctx, b.owner)
}

const password = "sembilan belas gelombang uji"

// serve runs Pilar and the floor on addresses of this machine, and logs in.
func (b *bed) serve(ctx context.Context) (err error) {
	_, err = account.NewStore(b.pool, b.keys).Create(ctx, audit.System("bench"), time.Now(),
		account.New{Login: "bench", Name: "Operator", Role: account.Operator, Password: password})
	if err != nil {
		return fmt.Errorf("make an account: %w", err)
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	if b.pilar, err = b.listen(app.New(app.Config{Pool: b.pool, Keys: b.keys, Log: log, Metrics: metrics.New(0)})); err != nil {
		return err
	}
	if b.floor, err = b.listen(http.HandlerFunc(b.serveFloor)); err != nil {
		return err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	b.client = &http.Client{Jar: jar, Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	b.undo = append(b.undo, b.client.CloseIdleConnections)
	res, err := b.client.PostForm(b.pilar+link.Login(), url.Values{"login": {"bench"}, "sandi": {password}})
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("log in: %s", res.Status)
	}
	_, _, err = b.get(ctx, b.pilar+link.Home()) // where logging in leads everybody
	return err
}

func (b *bed) listen(h http.Handler) (address string, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	b.undo = append(b.undo, func() { _ = l.Close() })
	go func() { _ = http.Serve(l, h) }() // ends with its listener
	return "http://" + l.Addr().String(), nil
}

// counter counts the statements that Pilar sends.
type counter struct{ atomic.Int64 }

func (c *counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.Add(1)
	return ctx
}

func (c *counter) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

func (c *counter) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) { c.Add(1) }
func (c *counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData)     {}
func (c *counter) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}
