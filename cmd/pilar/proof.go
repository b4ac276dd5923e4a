package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"pilar/internal/backup"
	"pilar/internal/pgserver"
	"pilar/internal/seal"
)

// examineBackups says how old the newest backup is, and the newest proof that one can be restored.
func (e *examination) examineBackups(ctx context.Context, db *database) {
	s, err := backup.NewStore(db.pool, nil).Standing(ctx)
	if err != nil {
		e.broken("backup", err.Error())
		return
	}
	switch s.Verdict(time.Now()) {
	case backup.Never:
		e.warn("backup", "none was ever taken: run `pilar backup FILE`, every day")
	case backup.Failed:
		e.warn("backup", fmt.Sprintf("%s could not be restored on %s: %s; take another one", s.Checked.File, day(s.Checked.CheckedAt), s.Checked.Failure))
	case backup.Old:
		e.warn("backup", fmt.Sprintf("the newest, %s, is of %s: run `pilar backup FILE`, every day", s.Last.File, day(s.Last.TakenAt)))
	case backup.Unproven:
		e.warn("backup", fmt.Sprintf("the newest is of %s, but none was ever restored on trial: run `pilar doctor --backup FILE`", day(s.Last.TakenAt)))
	case backup.ProofOld:
		e.warn("backup", fmt.Sprintf("the last that was restored on trial, %s, was so on %s: run `pilar doctor --backup FILE`", s.Proven.File, day(s.Proven.CheckedAt)))
	default:
		e.ok("backup", fmt.Sprintf("the newest is of %s; %s was restored on trial on %s", day(s.Last.TakenAt), s.Proven.File, day(s.Proven.CheckedAt)))
	}
}

func day(t time.Time) string { return t.Local().Format("2 January 2006") }

// prove restores a backup into a throwaway database, and notes in the real one how that went.
func (e *examination) prove(ctx context.Context, p *program, db *database, file string) {
	begun := time.Now()
	keys, err := db.presentKey(ctx, p.config.keyFile)
	if err != nil {
		e.broken("proof", err.Error())
		return
	}
	records := backup.NewStore(db.pool, keys)
	taken, err := p.tryRestore(ctx, file)
	if err == nil {
		e.ok("proof", fmt.Sprintf("%s came back whole in %.1f s: %s", file, time.Since(begun).Seconds(), taken))
		err = records.Prove(ctx, system(), taken)
	} else {
		e.broken("proof", err.Error())
		if !backup.Faulty(err) {
			return // it says nothing about the backup
		}
		err = records.Fail(ctx, system(), filepath.Base(file), err.Error())
	}
	if err != nil {
		e.broken("proof", "the result could not be noted: "+err.Error())
	}
}

// presentKey returns the key that is in its place, if it is the database's.
func (db *database) presentKey(ctx context.Context, file string) (*seal.Keys, error) {
	known, err := db.sealedWord(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := seal.LoadOrCreate(file, false)
	if err == nil && markOf(keys) != known {
		err = fmt.Errorf("%s is not the key this database was sealed with", file)
	}
	return keys, err
}

func (p *program) tryRestore(ctx context.Context, file string) (backup.Taken, error) {
	archive, keys, err := p.openBackup(ctx, file)
	if err != nil {
		return backup.Taken{}, err
	}
	defer archive.Close()
	address, remove, err := p.throwaway(ctx)
	if err != nil {
		return backup.Taken{}, err
	}
	err = backup.Restore(ctx, backup.Place{OwnerURL: address}, archive, keys, system())
	return archive.Taken, errors.Join(err, remove())
}

// throwaway makes an empty database that nothing else uses, and says how to be rid of it: with a private PostgreSQL in a
// temporary one, else beside the office's own, by the login that owns that.
func (p *program) throwaway(ctx context.Context) (address string, remove func() error, err error) {
	if p.config.databaseURL != "" {
		return p.throwawayBeside(ctx)
	}
	server, err := pgserver.Temporary(ctx, p.config.data) // where there is room for it, rather than in memory
	if err != nil {
		return "", nil, err
	}
	return server.OwnerURL(), server.Stop, nil
}

// trial begins the names of throwaway databases.
const trial = "pilar_trial_"

func (p *program) throwawayBeside(ctx context.Context) (address string, remove func() error, err error) {
	conn, err := pgx.Connect(ctx, p.config.ownerURL)
	if err != nil {
		return "", nil, fmt.Errorf("reach the database as its owner: %w", err)
	}
	if err := dropLeftovers(ctx, conn); err != nil {
		return "", nil, errors.Join(err, conn.Close(ctx))
	}
	name := trial + strings.ToLower(rand.Text()[:8])
	_, err = conn.Exec(ctx, `CREATE DATABASE `+name+` TEMPLATE template0 ENCODING 'UTF8'`)
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok && refused.Code == insufficientPrivilege {
		err = errors.New("the login that owns the database may not make one for the trial: let it, with ALTER ROLE … CREATEDB, and name it in DATABASE_OWNER_URL")
	}
	if err != nil {
		return "", nil, errors.Join(err, conn.Close(ctx))
	}
	u, err := url.Parse(p.config.ownerURL)
	if err != nil {
		return "", nil, errors.New("DATABASE_OWNER_URL can't be read")
	}
	u.Path = "/" + name
	return u.String(), func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		_, err := conn.Exec(ctx, `DROP DATABASE `+name+` WITH (FORCE)`)
		return errors.Join(err, conn.Close(ctx))
	}, nil
}

// dropLeftovers removes the databases of trials that were killed. One in use is another trial's: PostgreSQL keeps it.
func dropLeftovers(ctx context.Context, conn *pgx.Conn) error {
	rows, _ := conn.Query(ctx, `
		SELECT datname::text FROM pg_database
		WHERE starts_with(datname, $1) AND pg_has_role(datdba, 'USAGE')
		  AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = pg_database.datname)`, trial)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("look for earlier trials: %w", err)
	}
	for _, name := range names {
		_, _ = conn.Exec(ctx, `DROP DATABASE IF EXISTS `+pgx.Identifier{name}.Sanitize()) // fails where it came into use since
	}
	return nil
}
