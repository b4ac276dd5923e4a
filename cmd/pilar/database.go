package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/internal/account"
	"pilar/internal/pgfetch"
	"pilar/internal/pgserver"
	"pilar/internal/postgres"
	"pilar/internal/seal"
	"pilar/internal/seed"
	"pilar/internal/setting"
)

// database is an open database whose schema is this program's, with the key of what is sealed in it.
type database struct {
	pool     *pgxpool.Pool // as the role that serves
	keys     *seal.Keys
	accounts *account.Store
	server   *pgserver.Server // nil: DATABASE_URL
}

// patience is how long one process waits for another's private PostgreSQL.
const patience = 30 * time.Second

// openToServe opens the database for `pilar serve`: a private PostgreSQL runs as long as the process.
func (p *program) openToServe(ctx context.Context) (*database, error) {
	return p.openFurnished(ctx, pgserver.Start)
}

// openForCommand opens the database for a short command: beside a running `pilar serve` it uses that one's PostgreSQL.
// Close what it returns.
func (p *program) openForCommand(ctx context.Context) (*database, error) {
	return p.openFurnished(ctx, pgserver.Join)
}

// openFurnished opens a database that has its places, and goes by its office's time.
func (p *program) openFurnished(ctx context.Context, start starter) (*database, error) {
	db, err := p.open(ctx, start)
	if err != nil {
		return nil, err
	}
	err = seed.Empty(ctx, db.pool, db.keys, system())
	if err == nil {
		err = setting.NewStore(db.pool, db.keys).UseZone(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, db.close())
	}
	return db, nil
}

type starter func(context.Context, pgserver.Config) (*pgserver.Server, error)

func (p *program) open(ctx context.Context, start starter) (*database, error) {
	db, url, err := p.reach(ctx, start)
	if err != nil {
		return nil, err
	}
	if err := db.prepare(ctx, p, url); err != nil {
		return nil, errors.Join(err, db.close())
	}
	return db, nil
}

// reach finds the database's server, or starts the private one, and returns the address of the login that serves.
func (p *program) reach(ctx context.Context, start starter) (*database, string, error) {
	if p.faults != nil {
		return nil, "", p.faults
	}
	if p.config.databaseURL != "" {
		return &database{}, p.config.databaseURL, nil
	}
	server, err := start(ctx, p.private())
	if err != nil {
		return nil, "", err
	}
	return &database{server: server}, server.AppURL(), nil
}

// private is where the private PostgreSQL lives, and how one is got onto a machine without.
func (p *program) private() pgserver.Config {
	return pgserver.Config{Dir: p.config.data, Wait: patience, Fetch: pgfetch.New(p.stderr)}
}

// openOwner opens the same database as the owner of its tables.
func (p *program) openOwner(ctx context.Context, db *database) (*pgxpool.Pool, error) {
	address := p.config.ownerURL
	if db.server != nil {
		address = db.server.OwnerURL()
	}
	return postgres.Open(ctx, address)
}

// prepare brings schema and key to where the program can work with them.
func (db *database) prepare(ctx context.Context, p *program, url string) (err error) {
	own := db.server != nil && !db.server.Joined()
	if own {
		if err := postgres.Migrate(ctx, db.server.OwnerURL(), pgserver.AppRole); err != nil {
			return err
		}
	}
	if db.pool, err = postgres.Open(ctx, url, p.tracers...); err != nil {
		return err
	}
	if db.server != nil && !own {
		if err := db.awaitServe(ctx); err != nil {
			return err
		}
	}
	if err := db.checkSchema(ctx); err != nil {
		return err
	}
	if db.keys, err = db.openKey(ctx, p.config.keyFile); err != nil {
		return err
	}
	db.accounts = account.NewStore(db.pool, db.keys)
	return nil
}

// awaitServe waits while the `pilar serve` whose server this is still prepares the database.
func (db *database) awaitServe(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		have, want, err := postgres.SchemaVersions(ctx, db.pool)
		if have > 0 && have != want {
			return nil // checkSchema says it
		}
		var ready bool
		if err == nil && have == want {
			ready, err = postgres.QueueReady(ctx, db.pool)
		}
		if err == nil && ready {
			err = db.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM setting WHERE key = $1) AND EXISTS (SELECT FROM region)`,
				sealCheck).Scan(&ready)
		}
		if ready {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(errors.New("the running `pilar serve` did not finish its start"), err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (db *database) checkSchema(ctx context.Context) error {
	have, want, err := postgres.SchemaVersions(ctx, db.pool)
	switch {
	case err != nil:
		return fmt.Errorf("read the schema's version: %w", err)
	case have > want:
		return fmt.Errorf("the database's schema has version %d, newer than this program's %d: use the newer program", have, want)
	case have < want:
		return fmt.Errorf("the database's schema has version %d, this program needs %d: run `pilar migrate` first", have, want)
	}
	ready, err := postgres.QueueReady(ctx, db.pool)
	if err == nil && !ready {
		err = errors.New("the database lacks the tables of background work that this program needs: run `pilar migrate` first")
	}
	return err
}

// sealCheck is the setting that shows whether a key is the database's: a known word, sealed.
const (
	sealCheck = "seal.check"
	sealWord  = "pilar"
)

// openKey returns the key of the database's sealed values. A database without one yet gets the key file's, which is made
// where it is missing; afterwards only that key is taken.
func (db *database) openKey(ctx context.Context, file string) (*seal.Keys, error) {
	known, err := db.sealedWord(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := seal.LoadOrCreate(file, known == "")
	if err != nil {
		return nil, err
	}
	mine := markOf(keys)
	if known == "" {
		_, err := db.pool.Exec(ctx, `INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`, sealCheck, mine)
		if err != nil {
			return nil, fmt.Errorf("note the key: %w", err)
		}
		if known, err = db.sealedWord(ctx); err != nil { // another process may have been quicker
			return nil, err
		}
	}
	if known != mine {
		return nil, fmt.Errorf("the key file %s is not the one this database was sealed with: bring that one back, or name it in PILAR_KEY_FILE", file)
	}
	return keys, nil
}

// markOf is the mark that a database sealed with these keys bears.
func markOf(keys *seal.Keys) string { return hex.EncodeToString(keys.Seal(seal.Check, sealWord)) }

func (db *database) sealedWord(ctx context.Context) (known string, err error) {
	err = db.pool.QueryRow(ctx, `SELECT value FROM setting WHERE key = $1`, sealCheck).Scan(&known)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the key's mark: %w", err)
	}
	return known, nil
}

// trailOpen tells whether the role that serves could change the audit trail: the database has one login for everything.
func (db *database) trailOpen(ctx context.Context) (open bool, err error) {
	err = db.pool.QueryRow(ctx, `SELECT has_table_privilege('audit_entry', 'UPDATE')`).Scan(&open)
	if err != nil {
		return false, fmt.Errorf("look at the trail's protection: %w", err)
	}
	return open, nil
}

// lost is closed when the private PostgreSQL has ended; with DATABASE_URL never.
func (db *database) lost() <-chan struct{} {
	if db.server == nil {
		return nil
	}
	return db.server.Done()
}

// close lets go of the database, and ends a private PostgreSQL that this process started.
func (db *database) close() error {
	if db.pool != nil {
		closed := make(chan struct{})
		go func() {
			db.pool.Close()
			close(closed)
		}()
		select {
		case <-closed:
		case <-time.After(5 * time.Second): // a query that doesn't end dies with the server, or the process
		}
	}
	if db.server == nil {
		return nil
	}
	return db.server.Stop()
}
