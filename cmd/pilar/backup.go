package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"pilar/internal/backup"
	"pilar/internal/installation"
)

// takeBackup is `pilar backup`: database, files and settings in one file.
func takeBackup(ctx context.Context, p *program, args []string) error {
	words, err := parse(p.flags("backup FILE"), args, 1, 1)
	if err != nil {
		return err
	}
	db, err := p.openForCommand(ctx)
	if err != nil {
		return err
	}
	return errors.Join(p.backUp(ctx, db, words[0]), db.close())
}

func (p *program) backUp(ctx context.Context, db *database, file string) error {
	from := backup.Source{DB: db.pool, Keys: db.keys, Files: p.config.files(), Program: installation.Version()}
	taken, err := backup.Take(ctx, from, system().Name, file)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s holds %s, %.1f MB.\n", file, taken, float64(taken.Size)/1e6)
	fmt.Fprintf(p.stdout, "SHA-256 %s\n", taken.SHA256)
	fmt.Fprintf(p.stdout, "The key is not in it: it is %s, fingerprint %s. Keep a copy of the key, and keep it apart from this file: whoever has both reads every personal number, and without the key nobody ever does.\n",
		p.config.keyFile, taken.Key)
	fmt.Fprintf(p.stdout, "That it can be restored is proven by `pilar doctor --backup %s`.\n", file)
	if err := backup.NewStore(db.pool, db.keys).Note(ctx, system(), taken); err != nil {
		return fmt.Errorf("the backup is whole, but it could not be noted in the database: %w", err)
	}
	return nil
}

// files is the folder of stored files.
func (c config) files() string { return filepath.Join(c.data, "files") }
