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
	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/audit/auditwords"
	"pilar/internal/cadre"
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
	day := f.String("per-tanggal", "", "`DATE` the list speaks of, or up to which the trail goes; absent: today")
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
	case in.list != "sdm" && in.list != "audit":
		return usageError{fmt.Sprintf("export takes sdm or audit, not %q", in.list)}
	case !slices.Contains(sheet.Formats(), sheet.Format(in.format)):
		return usageError{fmt.Sprintf("there is no format %q: xlsx, csv or json", in.format)}
	case in.personal && in.list != "sdm":
		return usageError{"--personal is for sdm: the trail's file is always masked"}
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

// writer returns what writes the list, once it is known that the acting account may have it.
func (in exportFlags) writer(ctx context.Context, db *database, now time.Time) (func(io.Writer) error, error) {
	needs := map[string]account.Permission{"sdm": account.RegisterRead, "audit": account.AuditRead}[in.list]
	if in.personal {
		needs = account.PersonalShow
	}
	actor, who, err := in.as.account(ctx, db.accounts, needs)
	if err != nil {
		return nil, err
	}
	var limit []string
	if who != nil {
		limit = who.Kecamatan
	}
	settings, err := setting.NewStore(db.pool, db.keys).All(ctx)
	if err != nil {
		return nil, err
	}
	names, err := codeNames(ctx, db)
	if err != nil {
		return nil, err
	}
	office := settings[setting.OfficeName].Value
	if in.list == "audit" {
		f := audit.Filter{Limit: limit}
		if in.on != nil {
			f.Until = asof.EndOf(*in.on).Add(time.Microsecond)
		}
		e := auditwords.Export{Export: audit.Export{Filter: f, Words: auditwords.Said(f, names.Book), Format: in.format}, Office: office, By: actor.Name, At: now, Names: names}
		return func(w io.Writer) error { return e.To(ctx, audit.NewStore(db.pool, db.keys), actor, w) }, nil
	}
	f := worker.Filter{At: asof.Now(now), Limit: limit}
	if in.on != nil {
		f.At.On = *in.on
	}
	e := workersheet.Export{Export: worker.Export{Filter: f, Words: workersheet.Words(f, names.Book), Format: in.format, Whole: in.personal, Reason: in.reason},
		Office: office, By: actor.Name, At: now, Book: names.Book}
	return func(w io.Writer) error { return e.To(ctx, worker.NewStore(db.pool, db.keys), actor, w) }, nil
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
