package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/jackc/pgx/v5/pgconn"

	"pilar/internal/pgserver"
	"pilar/internal/region"
	"pilar/internal/seed"
)

// loadRegions is `pilar regions`: a register without people becomes another district's.
func loadRegions(ctx context.Context, p *program, args []string) error {
	words, err := parse(p.flags("regions FILE"), args, 1, 1)
	if err != nil {
		return err
	}
	// A file that can't be read is told before a database is started for it.
	regions, err := readRegions(words[0])
	if err != nil {
		return fmt.Errorf("%s: %w", words[0], err)
	}
	db, err := p.open(ctx, pgserver.Join) // an empty database gets no other places first
	if err != nil {
		return err
	}
	return errors.Join(p.replaceRegions(ctx, db, regions), db.close())
}

func readRegions(file string) ([]region.Region, error) {
	f, err := os.Open(file)
	if err != nil {
		if inner, ok := errors.AsType[*os.PathError](err); ok {
			err = inner.Err
		}
		return nil, err
	}
	defer f.Close()
	regions, err := region.ReadCSV(f)
	if err != nil {
		return nil, err
	}
	if kecamatan, desa := countLevels(regions); kecamatan == 0 || desa == 0 {
		return nil, fmt.Errorf("%s has %d kecamatan and %d desa here: a district has at least one of each", regions[0].Name, kecamatan, desa)
	}
	return regions, nil
}

func countLevels(regions []region.Region) (kecamatan, desa int) {
	for _, r := range regions {
		switch r.Level {
		case region.Kecamatan:
			kecamatan++
		case region.Desa:
			desa++
		}
	}
	return kecamatan, desa
}

// replaceRegions works as the owner of the tables: the login that serves deletes no facts.
func (p *program) replaceRegions(ctx context.Context, db *database, regions []region.Region) error {
	owner, err := p.openOwner(ctx, db)
	if err != nil {
		return err
	}
	defer owner.Close()
	err = seed.District(ctx, owner, db.keys, system(), regions)
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok && refused.Code == insufficientPrivilege {
		return errors.New("this login may not replace places: name the one that owns the tables in DATABASE_OWNER_URL")
	}
	if err != nil {
		return inWords(err)
	}
	kecamatan, desa := countLevels(regions)
	fmt.Fprintf(p.stdout, "The register is that of %s now: %d kecamatan, %d desa.\n", regions[0].Name, kecamatan, desa)
	fmt.Fprintf(p.stdout, "It has %d posts of TKSK and %d of PSM; the posts of other cadres are set on the page Pengaturan.\n", kecamatan, desa)
	return nil
}

// insufficientPrivilege is PostgreSQL's code for what a login may not do.
const insufficientPrivilege = "42501"
