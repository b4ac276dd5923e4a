package backup

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"pilar/internal/seal"
)

// Archive is a backup that was read to its end and found whole.
type Archive struct {
	Taken
	file    *os.File
	entries map[string]*zip.File
}

// Why a file is no backup that can be used. The error that wraps one of these says more.
var (
	ErrForeign = errors.New("it is not a backup of Pilar, or its end is missing")
	ErrDamaged = errors.New("the backup is damaged or was altered: use another one")
	ErrKey     = errors.New("the key at hand is not the one of this backup")
	ErrNewer   = errors.New("the backup was made by a newer Pilar: use that version, or a newer one")
	// ErrUnusable is that of a backup which is as it was taken, and yet does not come back.
	ErrUnusable = errors.New("the backup can't be restored: use another one")
)

// Faulty tells whether an error of Open or Restore speaks against the backup, and not against the key, the place or the
// moment.
func Faulty(err error) bool {
	return errors.Is(err, ErrForeign) || errors.Is(err, ErrDamaged) || errors.Is(err, ErrUnusable)
}

// mostManifest bounds what is read before anything is known: some hundred thousand stored files.
const mostManifest = 64 << 20

// Open reads a backup to its end and compares every entry with the manifest, which only the key's holder could have
// written. It returns one of the errors above, wrapped, where the file is not as it was taken. Nothing is unpacked, and no
// entry is read further than the manifest says. Close what it returns.
func Open(ctx context.Context, file string, keys *seal.Keys) (*Archive, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	a := &Archive{file: f}
	a.Name = filepath.Base(file)
	if err := a.read(ctx, keys); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", file, err), f.Close())
	}
	return a, nil
}

// Close closes the file.
func (a *Archive) Close() error { return a.file.Close() }

func (a *Archive) read(ctx context.Context, keys *seal.Keys) error {
	info, err := a.file.Stat()
	if err != nil {
		return err
	}
	a.Size = info.Size()
	whole, err := zip.NewReader(a.file, a.Size)
	if err != nil {
		return fmt.Errorf("%w (%v)", ErrForeign, err)
	}
	if err := a.list(whole); err != nil {
		return err
	}
	if err := a.readManifest(keys); err != nil {
		return err
	}
	if err := a.compareAll(ctx); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(a.file, 0, a.Size)); err != nil {
		return err
	}
	a.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return nil
}

func (a *Archive) list(whole *zip.Reader) error {
	a.entries = map[string]*zip.File{}
	for _, entry := range whole.File {
		if a.entries[entry.Name] != nil {
			return fmt.Errorf("%w (%q stands in it twice)", ErrDamaged, entry.Name)
		}
		a.entries[entry.Name] = entry
	}
	if a.entries[manifestName] == nil || a.entries[sealName] == nil {
		return fmt.Errorf("%w (there is no manifest in it)", ErrForeign)
	}
	return nil
}

func (a *Archive) readManifest(keys *seal.Keys) error {
	text, err := a.small(manifestName, mostManifest)
	if err != nil {
		return err
	}
	var form struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(text, &form); err != nil || form.Format < 1 {
		return fmt.Errorf("%w (the manifest can't be read)", ErrForeign)
	}
	if form.Format > format {
		return ErrNewer
	}
	if err := json.Unmarshal(text, &a.Manifest); err != nil {
		return fmt.Errorf("%w (the manifest can't be read)", ErrDamaged)
	}
	if mine := keys.Fingerprint(); a.Key != mine {
		return fmt.Errorf("%w: its fingerprint is %s, the backup's %s", ErrKey, mine, a.Key)
	}
	stamped, err := a.small(sealName, 1<<10)
	if err != nil {
		return err
	}
	if string(stamped) != stamp(keys, text) {
		return fmt.Errorf("%w (the manifest is not the one that was sealed)", ErrDamaged)
	}
	return nil
}

// small reads an entry of at most so many bytes.
func (a *Archive) small(name string, most int64) ([]byte, error) {
	entry, err := a.entries[name].Open()
	if err != nil {
		return nil, fmt.Errorf("%w (%s: %v)", ErrDamaged, name, err)
	}
	defer entry.Close()
	text, err := io.ReadAll(io.LimitReader(entry, most+1))
	if err != nil || int64(len(text)) > most {
		return nil, fmt.Errorf("%w (%s can't be read: %v)", ErrDamaged, name, err)
	}
	return text, nil
}

// compareAll reads every entry, and refuses those that the manifest does not name.
func (a *Archive) compareAll(ctx context.Context) error {
	named := 2 // manifest and seal
	for _, t := range a.Tables {
		lines, err := a.unpack(ctx, t.entry(), t.Content, io.Discard)
		if err != nil {
			return err
		}
		if lines != t.Rows {
			return fmt.Errorf("%w (%d rows of %s, not %d)", ErrDamaged, lines, t.Name, t.Rows)
		}
		named++
	}
	for _, f := range a.Files {
		if !fs.ValidPath(f.Path) || !filepath.IsLocal(filepath.FromSlash(f.Path)) {
			return fmt.Errorf("%w (%q is no path of a stored file)", ErrDamaged, f.Path)
		}
		if _, err := a.unpack(ctx, f.entry(), f.Content, io.Discard); err != nil {
			return err
		}
		named++
	}
	if named != len(a.entries) {
		return fmt.Errorf("%w (it holds %d entries, and its manifest names %d)", ErrDamaged, len(a.entries), named)
	}
	return nil
}

// unpack writes an entry to a writer and returns how many lines it has. ErrDamaged where it is not what was expected;
// nothing beyond the expected size is read.
func (a *Archive) unpack(ctx context.Context, name string, want Content, to io.Writer) (lines int64, err error) {
	packed := a.entries[name]
	if packed == nil {
		return 0, fmt.Errorf("%w (%s is missing)", ErrDamaged, name)
	}
	entry, err := packed.Open()
	if err != nil {
		return 0, fmt.Errorf("%w (%s: %v)", ErrDamaged, name, err)
	}
	defer entry.Close()
	d := newDigest()
	from := &reader{ctx: ctx, from: io.LimitReader(entry, want.Bytes+1)}
	_, err = io.Copy(io.MultiWriter(d, to), from)
	switch {
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case from.failed != nil:
		return 0, fmt.Errorf("%w (%s: %v)", ErrDamaged, name, from.failed)
	case err != nil:
		return 0, fmt.Errorf("unpack %s: %w", name, err)
	case d.content() != want:
		return 0, fmt.Errorf("%w (%s is not what was stored)", ErrDamaged, name)
	}
	return d.lines, nil
}

// reader ends with its context, and remembers its own failure from that of who is written to.
type reader struct {
	ctx    context.Context
	from   io.Reader
	failed error
}

func (r *reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.failed = err
	}
	return n, err
}
