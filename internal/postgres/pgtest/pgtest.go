// Package pgtest gives a fresh database to one test: migrated, with the places and posts of an empty start.
//
// The databases stand on the server whose socket folder PILAR_TEST_SOCKET names (see cmd/withpg), else on a throwaway one
// that each test binary starts for itself. Where there is no PostgreSQL the test fails: nothing passes untested.
package pgtest

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver with which pgtestdb makes databases
	"github.com/peterldowns/pgtestdb"
	"github.com/peterldowns/pgtestdb/migrators/common"

	"pilar/internal/audit"
	"pilar/internal/pgserver"
	"pilar/internal/postgres"
	"pilar/internal/seal"
	"pilar/internal/seed"
	"pilar/migrations"
)

// DB is a database of one test, seen with the rights of the application and with those of the schema's owner.
type DB struct {
	App      *pgxpool.Pool
	Owner    *pgxpool.Pool
	AppURL   string
	OwnerURL string
}

// New returns a pool on a fresh migrated database, with the rights that the application has in production. It is closed and
// the database dropped when the test ends; a failed test's database stays for inspection as long as its server runs.
func New(t testing.TB) *pgxpool.Pool {
	t.Helper()
	app, _ := create(t)
	return open(t, app)
}

// Open is New for tests that also need the owner, or addresses to give to another process.
func Open(t testing.TB) DB {
	t.Helper()
	app, owner := create(t)
	return DB{App: open(t, app), Owner: open(t, owner), AppURL: app, OwnerURL: owner}
}

// OpenBare is Open for a database that has its schema and nothing in it: the district of an empty start is not loaded.
func OpenBare(t testing.TB) DB {
	t.Helper()
	app, owner := createBy(t, func(socket string) pgtestdb.Migrator { return bare{migrator{socket}} })
	return DB{App: open(t, app), Owner: open(t, owner), AppURL: app, OwnerURL: owner}
}

// create makes a database and returns its addresses.
func create(t testing.TB) (app, owner string) {
	t.Helper()
	return createBy(t, func(socket string) pgtestdb.Migrator { return migrator{socket} })
}

func createBy(t testing.TB, by func(socket string) pgtestdb.Migrator) (app, owner string) {
	t.Helper()
	socket, err := server()
	if err != nil {
		t.Fatalf("no server for test databases: %v", err)
	}
	made := pgtestdb.Custom(t, config(socket), by(socket))
	return pgserver.URL(socket, pgserver.AppRole, made.Database), pgserver.URL(socket, pgserver.OwnerRole, made.Database)
}

// server returns the socket folder of the server on which the databases stand. One that it starts ends with the process.
var server = sync.OnceValues(func() (socket string, err error) {
	if socket := os.Getenv("PILAR_TEST_SOCKET"); socket != "" {
		return socket, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s, err := pgserver.Temporary(ctx)
	if err != nil {
		return "", err
	}
	return s.Socket(), nil
})

func config(socket string) pgtestdb.Config {
	_, options, _ := strings.Cut(pgserver.URL(socket, pgserver.OwnerRole, "postgres"), "?")
	return pgtestdb.Config{
		DriverName: "pgx",
		Port:       "5432", // pgtestdb's URL needs one, while a folder as its host would break it
		User:       pgserver.OwnerRole,
		Database:   "postgres",
		Options:    options,
		TestRole:   &pgtestdb.Role{Username: pgserver.OwnerRole},
		// Other processes that a test has started may not be gone yet; closePool sees to the test's own connections.
		ForceTerminateConnections: true,
	}
}

// migrator makes the template of all test databases as production makes its own.
type migrator struct{ socket string }

func (migrator) Hash() (string, error) {
	hash, err := common.HashDirs(migrations.FS, "*.sql", ".")
	if err != nil {
		return "", err
	}
	queue, err := postgres.QueueVersion()
	return fmt.Sprintf("%s-%d", hash, queue), err
}

// bare makes a template of the schema alone.
type bare struct{ migrator }

func (b bare) Hash() (string, error) {
	hash, err := b.migrator.Hash()
	return hash + "-bare", err
}

func (b bare) Migrate(ctx context.Context, _ *sql.DB, template pgtestdb.Config) error {
	return postgres.Migrate(ctx, pgserver.URL(b.socket, pgserver.OwnerRole, template.Database), pgserver.AppRole)
}

func (m migrator) Migrate(ctx context.Context, db *sql.DB, template pgtestdb.Config) error {
	if err := (bare{m}).Migrate(ctx, db, template); err != nil {
		return err
	}
	pool, err := postgres.Open(ctx, pgserver.URL(m.socket, pgserver.AppRole, template.Database))
	if err != nil {
		return err
	}
	defer pool.Close()
	return seed.Empty(ctx, pool, keys(), audit.System("pgtest"))
}

//go:embed test.key
var testKey []byte

// keys are the same in every test binary: they share a template, in which the trail of its seeding is sealed.
var keys = sync.OnceValue(func() *seal.Keys {
	keys, err := seal.Parse(testKey)
	if err != nil {
		panic(err)
	}
	return keys
})

// Keys opens and seals what stands in test databases. They protect nothing.
func Keys() *seal.Keys { return keys() }

// open opens a pool as production does, but small: many tests share one server.
func open(t testing.TB, address string) *pgxpool.Pool {
	t.Helper()
	pool, err := postgres.Open(context.Background(), address+"&pool_max_conns=6")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closePool(t, pool) })
	return pool
}

// closePool fails the test, rather than waiting for ever, if it has not given back every connection.
func closePool(t testing.TB, pool *pgxpool.Pool) {
	t.Helper()
	closed := make(chan struct{})
	go func() {
		pool.Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(5 * time.Second):
		t.Error("the test has kept a connection: rows or a transaction that it did not close")
	}
}
