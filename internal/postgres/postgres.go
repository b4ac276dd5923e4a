// Package postgres opens the database, moves its schema, and holds the few pieces that every Store's SQL shares.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/golang-migrate/migrate/v4"
	_ "github.com/golang-migrate/migrate/v4/database/pgx/v5" // the pgx5:// driver
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/migrations"
)

// DB is what a Store works on: a pool, or a transaction within which its verbs become savepoints.
type DB interface {
	Begin(ctx context.Context) (pgx.Tx, error)
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
	CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error)
}

// Open returns a pool on url (a URL or key=value words, as libpq takes them) that has answered once. The tracer, where one
// is given, sees every statement.
func Open(ctx context.Context, url string, tracer ...pgx.QueryTracer) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the database's address: %w", err)
	}
	if len(tracer) > 0 {
		config.ConnConfig.Tracer = tracer[0]
	}
	params := config.ConnConfig.RuntimeParams
	params["application_name"] = "pilar"
	params["timezone"] = "UTC"
	params["jit"] = "off"
	// A list's filters differ from request to request: a plan made for the values at hand beats one made for any, except
	// where Steady says otherwise.
	params["plan_cache_mode"] = "force_custom_plan"
	// A register fits into memory: a page met through an index costs hardly more than the next one.
	params["random_page_cost"] = "1.1"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	return pool, nil
}

// Beside opens another pool on a pool's database, as the same role and with no more than that many connections: for work that
// would keep those of the first for long.
func Beside(ctx context.Context, pool *pgxpool.Pool, connections int32) (*pgxpool.Pool, error) {
	config := pool.Config()
	config.MaxConns, config.MinConns, config.MinIdleConns = connections, 0, 0
	beside, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the database once more: %w", err)
	}
	return beside, nil
}

// Migrate moves the schema to the newest version as the owner, River's tables too, then grants appRole what the serving login may do.
// An empty appRole, or the owner's own name, leaves the grants out: the trail is then not protected from the application.
func Migrate(ctx context.Context, ownerURL, appRole string) error {
	m, err := migrator(ownerURL)
	if err != nil {
		return err
	}
	defer m.Close()
	if err := m.Up(); err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return fmt.Errorf("move the schema: %w", err)
	}
	if err := raiseQueue(ctx, ownerURL); err != nil {
		return err
	}
	return grant(ctx, ownerURL, appRole)
}

// MigrateDown takes the whole schema away again; tests show with it that every step can be undone.
func MigrateDown(ctx context.Context, ownerURL string) error {
	if err := dropQueue(ctx, ownerURL); err != nil {
		return err
	}
	m, err := migrator(ownerURL)
	if err != nil {
		return err
	}
	defer m.Close()
	return m.Down()
}

func migrator(ownerURL string) (*migrate.Migrate, error) {
	source, err := iofs.New(migrations.FS, ".")
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	_, address, found := strings.Cut(ownerURL, "://")
	if !found {
		return nil, errors.New("the owner's database address must be a URL: postgres://…")
	}
	m, err := migrate.NewWithSourceInstance("iofs", source, "pgx5://"+address)
	if err != nil {
		return nil, fmt.Errorf("reach the database as its owner: %w", err)
	}
	return m, nil
}

func grant(ctx context.Context, ownerURL, appRole string) error {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return fmt.Errorf("reach the database as its owner: %w", err)
	}
	defer conn.Close(ctx)
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return Grant(ctx, tx, appRole) })
}

// Grant gives appRole within the owner's transaction what the serving login may do. An empty appRole, or the owner's own
// name, leaves the rights as they are.
func Grant(ctx context.Context, tx pgx.Tx, appRole string) error {
	if appRole == "" || appRole == tx.Conn().Config().User {
		return nil
	}
	text, err := fs.ReadFile(migrations.FS, "grants.sql")
	if err != nil {
		return fmt.Errorf("read the grants: %w", err)
	}
	sql := strings.ReplaceAll(string(text), ":app", pgx.Identifier{appRole}.Sanitize())
	if _, err := tx.Exec(ctx, sql); err != nil {
		return fmt.Errorf("grant %s its rights: %w", appRole, err)
	}
	return nil
}

// SchemaVersion returns the version of the schema that this program was built for.
func SchemaVersion() (newest uint, err error) {
	source, err := iofs.New(migrations.FS, ".")
	if err != nil {
		return 0, fmt.Errorf("read the migrations: %w", err)
	}
	for v, err := source.First(); err == nil; v, err = source.Next(v) {
		newest = v
	}
	return newest, nil
}

// SchemaVersions returns the version of the database and the one this program was built for.
// A database without a schema has version 0; a half-done move is an error.
func SchemaVersions(ctx context.Context, db DB) (have, want uint, err error) {
	if want, err = SchemaVersion(); err != nil {
		return 0, 0, err
	}
	var exists bool
	if err := db.QueryRow(ctx, `SELECT to_regclass('schema_migrations') IS NOT NULL`).Scan(&exists); err != nil || !exists {
		return 0, want, err
	}
	var dirty bool
	err = db.QueryRow(ctx, `SELECT version, dirty FROM schema_migrations`).Scan(&have, &dirty)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, want, nil
	}
	if err == nil && dirty {
		err = fmt.Errorf("the move to schema version %d broke off; see `pilar migrate`", have)
	}
	return have, want, err
}

// Violates tells whether err is the breach of the constraint or unique index of that name.
func Violates(err error, constraint string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.ConstraintName == constraint
}

// IsDataError tells whether the database could not read a value that it was sent (class 22: data exception).
func IsDataError(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && strings.HasPrefix(pg.Code, "22")
}
