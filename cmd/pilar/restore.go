package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"

	"pilar/internal/backup"
	"pilar/internal/pgserver"
	"pilar/internal/seal"
)

// restoreBackup is `pilar restore`: a backup fills an empty place.
func restoreBackup(ctx context.Context, p *program, args []string) error {
	words, err := parse(p.flags("restore FILE"), args, 1, 1)
	if err != nil {
		return err
	}
	if p.faults != nil {
		return p.faults
	}
	// What can't be used is told before a database is started for it.
	archive, keys, err := p.openBackup(ctx, words[0])
	if err != nil {
		return err
	}
	defer archive.Close()
	fmt.Fprintf(p.stdout, "The backup is whole: %s.\n", archive)
	db, _, err := p.reach(ctx, pgserver.Join)
	if err != nil {
		return err
	}
	return errors.Join(p.restore(ctx, db, archive, keys), db.close())
}

// openBackup reads a backup to its end, with the key that is in its place.
func (p *program) openBackup(ctx context.Context, file string) (*backup.Archive, *seal.Keys, error) {
	keys, err := seal.Load(p.config.keyFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("the key file %s is missing: put the key that was kept apart from the backup there first", p.config.keyFile)
	}
	if err != nil {
		return nil, nil, err
	}
	archive, err := backup.Open(ctx, file, keys)
	if errors.Is(err, backup.ErrKey) {
		err = fmt.Errorf("%w: put the key that was kept apart from this backup in the place of %s", err, p.config.keyFile)
	}
	return archive, keys, err
}

func (p *program) restore(ctx context.Context, db *database, archive *backup.Archive, keys *seal.Keys) error {
	if db.server != nil && db.server.Joined() {
		return errors.New("`pilar serve` is running here: stop it first, for it holds the key of the empty place")
	}
	place, err := p.place(db)
	if err != nil {
		return err
	}
	if err := backup.Restore(ctx, place, archive, keys, system()); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, "Everything was restored, read back and compared. Nobody is logged in; `pilar serve` starts it.")
	return nil
}

// place is where this program keeps what it serves.
func (p *program) place(db *database) (backup.Place, error) {
	place := backup.Place{OwnerURL: p.config.ownerURL, AppRole: pgserver.AppRole, Files: p.config.files()}
	if db.server != nil {
		place.OwnerURL = db.server.OwnerURL()
		return place, nil
	}
	login, err := url.Parse(p.config.databaseURL)
	if err != nil {
		return place, errors.New("DATABASE_URL can't be read")
	}
	place.AppRole = login.User.Username()
	return place, nil
}
