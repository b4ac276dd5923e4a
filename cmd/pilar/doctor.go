package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"pilar/internal/audit"
	"pilar/internal/pgserver"
	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// doctor is `pilar doctor`: one line for each thing that must be sound. It changes nothing, but notes whether a backup that
// it is given came back whole.
func doctor(ctx context.Context, p *program, args []string) error {
	f := p.flags("doctor")
	file := f.String("backup", "", "restore the backup `FILE` into a throwaway database, compare, and note the result")
	noted := notedFlag(f)
	if _, err := parse(f, args, 0, 0); err != nil {
		return err
	}
	db, url, err := p.reach(ctx, pgserver.Join)
	if err != nil {
		return err
	}
	e := &examination{out: p.stdout, noted: *noted}
	if db.pool, err = postgres.Open(ctx, url); err != nil {
		e.broken("database", err.Error())
	} else {
		e.ok("database", "answers")
		e.examine(ctx, db, p, *file)
	}
	if e.faults > 0 {
		err = fmt.Errorf("%d of the checks above failed", e.faults)
	} else {
		err = nil
	}
	return errors.Join(err, db.close())
}

// examination tells the verdicts and counts the bad ones.
type examination struct {
	out    io.Writer
	noted  audit.Link // an entry that must still be there; zero: none was given
	faults int
}

func (e *examination) say(verdict, what, why string) {
	fmt.Fprintf(e.out, "%-6s  %-8s  %s\n", verdict, what, why)
}
func (e *examination) ok(what, why string)   { e.say("ok", what, why) }
func (e *examination) warn(what, why string) { e.say("warn", what, why) }

func (e *examination) broken(what, why string) {
	e.faults++
	e.say("BROKEN", what, why)
}

func (e *examination) examine(ctx context.Context, db *database, p *program, backup string) {
	// Without this program's schema the rest can't be asked.
	if err := db.checkSchema(ctx); err != nil {
		e.broken("schema", err.Error())
		return
	}
	have, _, err := postgres.SchemaVersions(ctx, db.pool)
	if err != nil {
		e.broken("schema", err.Error())
		return
	}
	e.ok("schema", fmt.Sprintf("version %d, this program's", have))
	e.examineKey(ctx, db, p.config.keyFile)
	e.examineTrail(ctx, db)
	if backup != "" {
		e.prove(ctx, p, db, backup)
	}
	e.examineBackups(ctx, db)
}

func (e *examination) examineKey(ctx context.Context, db *database, file string) {
	known, err := db.sealedWord(ctx)
	if err != nil {
		e.broken("key", err.Error())
		return
	}
	if known == "" {
		e.warn("key", "the database bears no mark yet: the first `pilar serve` makes the key")
		return
	}
	keys, err := seal.LoadOrCreate(file, false)
	switch {
	case err != nil:
		e.broken("key", err.Error())
	case markOf(keys) != known:
		e.broken("key", fmt.Sprintf("%s is not the key this database was sealed with", file))
	default:
		e.ok("key", file+" opens what is sealed")
	}
}

func (e *examination) examineTrail(ctx context.Context, db *database) {
	trail := audit.NewStore(db.pool, nil)
	protected, err := trail.Protected(ctx)
	switch {
	case err != nil:
		e.broken("logins", err.Error())
	case protected:
		e.ok("logins", "two: the one that serves can only add to the trail")
	default:
		e.warn("logins", "one for everything: the application could change the trail; give the owner a login of its own, DATABASE_OWNER_URL")
	}
	guarded, err := trail.Guarded(ctx)
	switch {
	case err != nil:
		e.broken("trail", err.Error())
	case guarded:
		e.ok("trail", "every new entry is chained")
	default:
		e.broken("trail", "new entries are no longer chained: the trigger audit_chain is missing or switched off")
	}
	e.examineChain(ctx, trail)
}
