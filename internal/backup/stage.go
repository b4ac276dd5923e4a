package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
)

// stage is where files are unpacked until all of them are there: a folder beside their own.
type stage struct{ folder string }

func (s stage) beside() string { return s.folder + ".partial" }

// fill unpacks the archive's files and puts them in their place. One that stands there already, from a restore that broke
// off, is replaced by itself.
func (s stage) fill(ctx context.Context, a *Archive) error {
	if s.folder == "" || len(a.Files) == 0 {
		return nil
	}
	s.abandon() // of a killed run
	if err := os.MkdirAll(s.beside(), 0o700); err != nil {
		return fmt.Errorf("make the folder of files: %w", err)
	}
	// Nothing can be opened outside of the root, whatever a path or a link says.
	root, err := os.OpenRoot(s.beside())
	if err != nil {
		return fmt.Errorf("open the folder of files: %w", err)
	}
	defer root.Close()
	for _, f := range a.Files {
		if err := unpackFile(ctx, root, a, f); err != nil {
			return fmt.Errorf("restore the file %s: %w", f.Path, err)
		}
	}
	for _, f := range a.Files {
		if err := s.place(f); err != nil {
			return fmt.Errorf("put the file %s in its place: %w", f.Path, err)
		}
	}
	return syncFolder(s.folder)
}

func unpackFile(ctx context.Context, root *os.Root, a *Archive, f File) error {
	if err := root.MkdirAll(path.Dir(f.Path), 0o700); err != nil {
		return err
	}
	to, err := root.OpenFile(f.Path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = a.unpack(ctx, f.entry(), f.Content, io.Writer(to))
	return errors.Join(err, to.Sync(), to.Close())
}

func (s stage) place(f File) error {
	name := filepath.FromSlash(f.Path)
	to := filepath.Join(s.folder, name)
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(s.beside(), name), to); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(to))
}

// abandon removes what is still unpacked.
func (s stage) abandon() {
	if s.folder != "" {
		_ = os.RemoveAll(s.beside())
	}
}
