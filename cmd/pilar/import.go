package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pilar/internal/account"
	"pilar/internal/audit"
	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/sheet"
)

// importFlags is the command line of `pilar import`.
type importFlags struct {
	cadre string
	apply bool
	json  bool
	asOf  time.Time
	as    *by
	file  string
}

func readImportFlags(p *program, args []string) (importFlags, error) {
	var in importFlags
	f := p.flags("import")
	f.StringVar(&in.cadre, "cadre", "", "`CODE` of the cadre whose people the file lists: TKSK, PSM, TAGANA, PKH, DINSOS; auto: as the file tells")
	f.BoolVar(&in.apply, "apply", false, "store the rows that may be stored")
	f.BoolVar(&in.json, "json", false, "print the report as JSON")
	f.Func("per-tanggal", "the `DATE` that the file speaks of; absent: what its title says, else today", func(typed string) error {
		day, problem := check.Date(typed)
		if problem != nil || day.IsZero() {
			return fmt.Errorf("%q is no date: write 2026-01-05 or 5-1-2026", typed)
		}
		in.asOf = day
		return nil
	})
	in.as = byFlag(f)
	words, err := parse(f, args, 1, 1)
	if err != nil {
		return in, err
	}
	in.file, in.cadre = words[0], strings.ToUpper(in.cadre)
	if in.cadre == "" {
		return in, usageError{"import needs --cadre"}
	}
	return in, nil
}

// importFile checks a file and, with --apply, stores what may be stored. A report with refused rows is no failure.
func importFile(ctx context.Context, p *program, args []string) error {
	in, err := readImportFlags(p, args)
	if err != nil {
		return err
	}
	// A file that can't be read is told before a database is started for it.
	book, err := sheet.Open(in.file)
	if err != nil {
		return fmt.Errorf("%s: %w", in.file, err)
	}
	defer book.Close()
	db, err := p.openForCommand(ctx)
	if err != nil {
		return err
	}
	return errors.Join(in.run(ctx, p.stdout, db, book), db.close())
}

func (in importFlags) run(ctx context.Context, w io.Writer, db *database, book *sheet.Book) error {
	actor, who, err := in.as.account(ctx, db.accounts, account.RegisterWrite)
	if err != nil {
		return err
	}
	imports := importer.NewStore(db.pool, db.keys)
	u := importer.Upload{File: filepath.Base(in.file), Cadre: in.cadre, AsOf: in.asOf, Unasked: true}
	if who != nil {
		u.Account, u.Limit = who.ID, who.Kecamatan
	}
	if u.Cadre == auto {
		if u.Cadre, err = in.recognise(ctx, imports, db, book); err != nil {
			return err
		}
	}
	if u.Content, err = os.ReadFile(in.file); err != nil {
		return err
	}
	if in.apply {
		err = in.store(ctx, w, imports, actor, u)
	} else {
		err = imports.Try(ctx, actor, u, func(tried *importer.Store, im importer.Import) error { return in.print(ctx, w, tried, im) })
	}
	if errors.Is(err, fault.NotFound{}) {
		return usageError{fmt.Sprintf("there is no cadre %q", u.Cadre)}
	}
	if unfit, ok := errors.AsType[*importer.Error](err); ok {
		return fmt.Errorf("%s: %w", in.file, unfit)
	}
	return err
}

// auto is the cadre of a file that is to be recognised.
const auto = "AUTO"

// recognise finds out which cadre the file is about; it fails with the choices where the file does not tell.
func (in importFlags) recognise(ctx context.Context, imports *importer.Store, db *database, book *sheet.Book) (string, error) {
	code, err := imports.Recognise(ctx, book, filepath.Base(in.file))
	if err != nil || code != "" {
		return code, err
	}
	all, err := cadre.NewStore(db.pool, db.keys).All(ctx)
	if err != nil {
		return "", err
	}
	var codes []string
	for _, c := range all {
		if c.Active {
			codes = append(codes, c.Code)
		}
	}
	return "", fmt.Errorf("%s: the file does not tell which cadre it is about; say it with --cadre, one of %s", in.file, strings.Join(codes, ", "))
}

// store keeps the file as an import, which can be undone later, and stores all rows that may be stored. A file that can't be
// read is not kept.
func (in importFlags) store(ctx context.Context, w io.Writer, imports *importer.Store, by audit.Actor, u importer.Upload) error {
	id, err := imports.Receive(ctx, by, u)
	if err != nil {
		return err
	}
	if err := imports.Work(ctx, id); err != nil {
		return err
	}
	im, err := imports.Import(ctx, id)
	if err != nil {
		return err
	}
	if im.State == importer.Unreadable {
		return errors.Join(&importer.Error{Message: im.Trouble}, imports.Discard(ctx, by, id))
	}
	if im.Chosen > 0 {
		if err := imports.Store(ctx, by, id, im.Version); err != nil {
			return err
		}
		if err := imports.Work(ctx, id); err != nil {
			return err
		}
	}
	return in.print(ctx, w, imports, im)
}
