package backup

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/jackc/pgx/v5"

	"pilar/internal/postgres"
	"pilar/internal/seal"
	"pilar/internal/setting"
)

// Source is what a backup is taken of.
type Source struct {
	DB      Beginner
	Keys    *seal.Keys
	Files   string // the folder of stored files; it may not exist yet
	Program string // the version of this program
}

// Beginner begins transactions of a kind: a pool, or a connection.
type Beginner interface {
	BeginTx(ctx context.Context, options pgx.TxOptions) (pgx.Tx, error)
}

// Taken is a backup that stands in its place.
type Taken struct {
	Manifest
	Name   string // of the file, without folders
	Size   int64
	SHA256 string
}

// Take writes a backup to file, with mode 0600, and notes nothing in the database. It replaces no file, and where it fails
// there is none. Beside what it reads it holds the list of files in memory, no content.
func Take(ctx context.Context, s Source, by string, file string) (Taken, error) {
	w, err := create(file)
	if err != nil {
		return Taken{}, err
	}
	defer w.abandon()
	m := Manifest{Format: format, Program: s.Program, TakenBy: by, Key: s.Keys.Fingerprint()}
	moment := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	if err := pgx.BeginTxFunc(ctx, s.DB, moment, func(tx pgx.Tx) error { return w.addDatabase(ctx, tx, &m) }); err != nil {
		return Taken{}, err
	}
	if m.Files, err = w.addFiles(s.Files); err != nil {
		return Taken{}, err
	}
	if err := w.finish(m, s.Keys); err != nil {
		return Taken{}, err
	}
	return Taken{Manifest: m, Name: filepath.Base(file), Size: int64(w.size), SHA256: w.sha256()}, nil
}

// addDatabase adds every table that is kept, as of one moment, and fills in the manifest.
func (w *writer) addDatabase(ctx context.Context, tx pgx.Tx, m *Manifest) error {
	if err := spell(ctx, tx); err != nil {
		return err
	}
	err := tx.QueryRow(ctx, `SELECT now(), coalesce((SELECT value FROM setting WHERE key = $1), '')`, setting.OfficeName).
		Scan(&m.TakenAt, &m.Office)
	if err != nil {
		return fmt.Errorf("read whose database it is: %w", err)
	}
	w.at = m.TakenAt
	if m.Schema, _, err = postgres.SchemaVersions(ctx, tx); err != nil {
		return err
	}
	if m.Head, err = head(ctx, tx); err != nil {
		return err
	}
	all, err := tables(ctx, tx)
	if err != nil {
		return err
	}
	for _, t := range kept(all) {
		in := Table{Name: t.Name, Columns: t.Columns}
		in.Content, in.Rows, err = w.add(in.entry(), zip.Deflate, func(to io.Writer) error { return t.copyOut(ctx, tx, to) })
		if err != nil {
			return err
		}
		m.Tables = append(m.Tables, in)
	}
	m.LeftOut = leftOut(all)
	// Sequences know no transaction: read last, they have given every number that stands in a row above.
	m.Sequences, err = sequences(ctx, tx)
	return err
}
