package backup

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"pilar/internal/seal"
)

// writer writes an archive beside the place where it will stand: a file that broke off is never taken for a backup.
type writer struct {
	file    string // where it will stand
	partial *os.File
	zip     *zip.Writer
	sum     hash.Hash // of the whole file
	size    counter
	at      time.Time // the date that entries bear
}

// create begins an archive. It refuses to replace a file.
func create(file string) (*writer, error) {
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return nil, taken(file, err)
	}
	// Its own name for each run: two that write to one place do not end up in each other's file.
	partial, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".partial-*") // mode 0600
	if err != nil {
		return nil, fmt.Errorf("make the backup's file: %w", err)
	}
	w := &writer{file: file, partial: partial, sum: sha256.New()}
	w.zip = zip.NewWriter(io.MultiWriter(partial, w.sum, &w.size))
	return w, nil
}

func taken(file string, err error) error {
	if err != nil {
		return fmt.Errorf("look for %s: %w", file, err)
	}
	return fmt.Errorf("%s is there already, and a backup replaces nothing: give another name", file)
}

// add writes one entry, whose content do gives.
func (w *writer) add(name string, method uint16, do func(io.Writer) error) (Content, int64, error) {
	entry, err := w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: w.at})
	if err != nil {
		return Content{}, 0, err
	}
	d := newDigest()
	if err := do(io.MultiWriter(entry, d)); err != nil {
		return Content{}, 0, err
	}
	return d.content(), d.lines, nil
}

// addFiles adds every file below the folder, which may not exist yet.
func (w *writer) addFiles(folder string) ([]File, error) {
	var files []File
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == folder && errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			return fmt.Errorf("%s is no ordinary file", name)
		}
		within, err := filepath.Rel(folder, name)
		if err != nil {
			return err
		}
		f := File{Path: filepath.ToSlash(within)}
		f.Content, _, err = w.add(f.entry(), zip.Store, func(to io.Writer) error { return copyFrom(name, to) })
		files = append(files, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the stored files: %w", err)
	}
	return files, nil
}

func copyFrom(name string, to io.Writer) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(to, f)
	return err
}

// finish writes the manifest and puts the archive in its place, once it is safe on the disk.
func (w *writer) finish(m Manifest, keys *seal.Keys) error {
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	for _, last := range []struct {
		name    string
		content []byte
	}{{manifestName, text}, {sealName, []byte(stamp(keys, text))}} {
		if _, _, err := w.add(last.name, zip.Deflate, func(to io.Writer) error {
			_, err := to.Write(last.content)
			return err
		}); err != nil {
			return fmt.Errorf("write the manifest: %w", err)
		}
	}
	if err := errors.Join(w.zip.Close(), w.partial.Sync(), w.partial.Close()); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	if _, err := os.Lstat(w.file); !errors.Is(err, fs.ErrNotExist) {
		return taken(w.file, err)
	}
	if err := os.Rename(w.partial.Name(), w.file); err != nil {
		return fmt.Errorf("put the backup in its place: %w", err)
	}
	return syncFolder(filepath.Dir(w.file))
}

// abandon removes what was not finished; after finish it does nothing.
func (w *writer) abandon() {
	_ = w.partial.Close()
	_ = os.Remove(w.partial.Name())
}

func (w *writer) sha256() string { return hex.EncodeToString(w.sum.Sum(nil)) }

// syncFolder makes a new name in the folder outlive a failure of power.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// digest is a Content under way, and counts lines: in COPY's text form each row is one.
type digest struct {
	hash  hash.Hash
	size  counter
	lines int64
}

func newDigest() *digest { return &digest{hash: sha256.New()} }

func (d *digest) Write(p []byte) (int, error) {
	d.lines += int64(bytes.Count(p, []byte{'\n'}))
	_, _ = d.size.Write(p) // neither fails
	return d.hash.Write(p)
}

func (d *digest) content() Content {
	return Content{Bytes: int64(d.size), SHA256: hex.EncodeToString(d.hash.Sum(nil))}
}
