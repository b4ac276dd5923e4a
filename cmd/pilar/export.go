package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/term"

	"pilar/internal/account"
	"pilar/internal/account/accountsheet"
	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/audit/auditwords"
	"pilar/internal/cadre"
	"pilar/internal/cadre/cadresheet"
	"pilar/internal/certification"
	"pilar/internal/check"
	"pilar/internal/region"
	"pilar/internal/setting"
	"pilar/internal/sheet"
	"pilar/internal/worker"
	"pilar/internal/worker/workersheet"
)

// exportFlags is the command line of `pilar export`.
type exportFlags struct {
	list     string
	format   string
	out      string
	on       *time.Time
	personal bool
	reason   string
	as       *by
}

func readExportFlags(p *program, args []string) (exportFlags, error) {
	var in exportFlags
	f := p.flags("export")
	f.StringVar(&in.format, "format", string(sheet.XLSX), "`FORMAT` of the file: xlsx, csv or json")
	f.StringVar(&in.out, "out", "", "`FILE` to write, readable by its owner alone; absent: standard output")
	day := f.String("per-tanggal", "", "`DATE` of which sdm and formasi speak, or up to which the trail goes; absent: today")
	f.BoolVar(&in.personal, "personal", false, "personal numbers whole, of sdm; needs --reason")
	f.StringVar(&in.reason, "reason", "", "`TEXT` that says why, for the trail")
	in.as = byFlag(f)
	words, err := parse(f, args, 1, 1)
	if err != nil {
		return in, err
	}
	if in.on, err = dateFlag("per-tanggal", *day); err != nil {
		return in, err
	}
	in.list = words[0]
	in.reason = check.MaskNumbers(check.Clean(in.reason))
	return in, in.check()
}

func (in exportFlags) check() error {
	switch {
	case lists[in.list].write == nil:
		return usageError{fmt.Sprintf("export takes %s, not %q", listNames, in.list)}
	case !slices.Contains(sheet.Formats(), sheet.Format(in.format)):
		return usageError{fmt.Sprintf("there is no format %q: xlsx, csv or json", in.format)}
	case in.personal && in.list != "sdm":
		return usageError{"--personal is for sdm: the other lists hold no numbers, or masked ones"}
	case in.on != nil && in.list == "pengguna":
		return usageError{"--per-tanggal is not for pengguna: the list says who may log in now"}
	case in.personal && in.reason == "":
		return usageError{"--personal needs --reason: it is recorded"}
	}
	return nil
}

// exportList writes a list into a file, as the page's export does.
func exportList(ctx context.Context, p *program, args []string) error {
	in, err := readExportFlags(p, args)
	if err != nil {
		return err
	}
	if f, ok := p.stdout.(*os.File); ok && in.out == "" && in.format == string(sheet.XLSX) && term.IsTerminal(int(f.Fd())) {
		return usageError{"a workbook is nothing for a terminal: give --out FILE"}
	}
	db, err := p.openForCommand(ctx)
	if err != nil {
		return err
	}
	return errors.Join(in.run(ctx, p, db), db.close())
}

func (in exportFlags) run(ctx context.Context, p *program, db *database) error {
	write, err := in.writer(ctx, db, time.Now())
	if err != nil {
		return err
	}
	if in.out == "" {
		return inWords(write(p.stdout))
	}
	return inWords(intoFile(in.out, write))
}

// exportable is a list that can be taken away: what the acting account must hold, and what writes the list.
type exportable struct {
	needs account.Permission
	write func(exporting, context.Context, io.Writer) error
}

var lists = map[string]exportable{
	"sdm":      {account.RegisterRead, exporting.people},
	"audit":    {account.AuditRead, exporting.trail},
	"formasi":  {account.RegisterRead, exporting.formation},
	"pengguna": {account.Admin, exporting.accounts},
}

// listNames are the lists in words.
const listNames = "sdm, audit, formasi or pengguna"

// exporting is an export on its way: who takes it, when, from which office, and what the codes in it stand for.
type exporting struct {
	exportFlags
	db     *database
	now    time.Time
	actor  audit.Actor
	limit  []string
	office string
	names  auditwords.Names
	cadres []cadre.Cadre
	roles  []account.Rights
}

// writer returns what writes the list, once it is known that the acting account may have it.
func (in exportFlags) writer(ctx context.Context, db *database, now time.Time) (func(io.Writer) error, error) {
	needs := lists[in.list].needs
	if in.personal {
		needs = account.PersonalShow
	}
	e := exporting{exportFlags: in, db: db, now: now}
	actor, who, err := in.as.account(ctx, db.accounts, needs)
	if err != nil {
		return nil, err
	}
	if e.actor = actor; who != nil {
		e.limit = who.Kecamatan
	}
	settings, err := setting.NewStore(db.pool, db.keys).All(ctx)
	if err != nil {
		return nil, err
	}
	e.office = settings[setting.OfficeName].Value
	if e.names, err = codeNames(ctx, db); err != nil {
		return nil, err
	}
	if e.cadres, err = cadre.NewStore(db.pool, db.keys).All(ctx); err != nil {
		return nil, err
	}
	if e.roles, err = db.accounts.Rights(ctx); err != nil {
		return nil, err
	}
	return func(w io.Writer) error { return lists[in.list].write(e, ctx, w) }, nil
}

// moment is the day that a list of the register speaks of.
func (e exporting) moment() asof.Moment {
	at := asof.Now(e.now)
	if e.on != nil {
		at.On = *e.on
	}
	return at
}

func (e exporting) people(ctx context.Context, w io.Writer) error {
	f := worker.Filter{At: e.moment(), Limit: e.limit}
	out := workersheet.Export{Export: worker.Export{Filter: f, Words: workersheet.Words(f, e.names.Book), Format: e.format, Whole: e.personal, Reason: e.reason},
		Office: e.office, By: e.actor.Name, At: e.now, Book: e.names.Book}
	return out.To(ctx, worker.NewStore(e.db.pool, e.db.keys), e.actor, w)
}

func (e exporting) trail(ctx context.Context, w io.Writer) error {
	f := audit.Filter{Limit: e.limit}
	if e.on != nil {
		f.Until = asof.EndOf(*e.on).Add(time.Microsecond)
	}
	out := auditwords.Export{Export: audit.Export{Filter: f, Words: auditwords.Said(f, e.names.Book), Format: e.format},
		Office: e.office, By: e.actor.Name, At: e.now, Names: e.names}
	return out.To(ctx, audit.NewStore(e.db.pool, e.db.keys), e.actor, w)
}

func (e exporting) formation(ctx context.Context, w io.Writer) error {
	f := cadre.Filter{At: e.moment(), Limit: e.limit}
	out := cadresheet.Export{Export: cadre.Export{Filter: f, Words: cadresheet.Words(f, e.names.Book), Format: e.format},
		Office: e.office, By: e.actor.Name, At: e.now, Book: e.names.Book, Cadres: e.cadres}
	return out.To(ctx, cadre.NewStore(e.db.pool, e.db.keys), e.actor, w)
}

func (e exporting) accounts(ctx context.Context, w io.Writer) error {
	f := account.Filter{}
	out := accountsheet.Export{Export: account.Export{Filter: f, Words: accountsheet.Words(f, e.roles), Format: e.format},
		Office: e.office, By: e.actor.Name, At: e.now, Book: e.names.Book}
	return out.To(ctx, e.db.accounts, e.actor, w)
}

// codeNames are what the codes in the lists stand for.
func codeNames(ctx context.Context, db *database) (n auditwords.Names, err error) {
	if n.Book, err = region.NewStore(db.pool, db.keys).Book(ctx); err != nil {
		return n, err
	}
	if n.Fields, err = cadre.NewStore(db.pool, db.keys).Fields(ctx); err != nil {
		return n, err
	}
	n.Certifiers, err = certification.NewStore(db.pool, db.keys).Certifiers(ctx)
	return n, err
}

// intoFile lets write make a file that is there whole, or not at all; only its owner may read it.
func intoFile(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".pilar-*")
	if err != nil {
		return err
	}
	err = errors.Join(write(f), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
