//go:build unix

package pgserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// ensureCluster makes the cluster unless it exists. It is made in a folder beside, and renamed when complete: a killed run
// leaves rubbish, which the next one clears away, but never half a cluster.
func (r *running) ensureCluster(ctx context.Context) error {
	r.clearLeftovers(ctx)
	if _, err := os.Stat(r.cluster); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	fresh, err := os.MkdirTemp(r.dir, "new-")
	if err != nil {
		return fmt.Errorf("make the cluster's folder: %w", err)
	}
	if err := errors.Join(r.account.own(fresh), r.initdb(ctx, fresh)); err != nil {
		return errors.Join(err, os.RemoveAll(fresh))
	}
	if err := os.Rename(fresh, r.cluster); err != nil {
		return fmt.Errorf("put the cluster in its place: %w", err)
	}
	if r.cfg.Ephemeral {
		return nil
	}
	return syncFolder(r.dir)
}

// clearLeftovers removes what killed runs have left half-made. A last process of such a run may still be writing, so it takes
// more than one try; what resists is left for the next start.
func (r *running) clearLeftovers(ctx context.Context) {
	leftovers, _ := filepath.Glob(r.path("new-*")) // fails on a bad pattern only
	for _, leftover := range leftovers {
		_ = poll(ctx, 2*time.Second, 50*time.Millisecond, func() (bool, error) {
			return os.RemoveAll(leftover) == nil, nil
		})
	}
}

func (r *running) initdb(ctx context.Context, dir string) error {
	args := []string{"-D", dir, "-U", OwnerRole, "--auth-local=trust", "--auth-host=reject",
		"--encoding=UTF8", "--locale=C", "--no-instructions"} // C is the one locale that every system has
	if r.cfg.Ephemeral {
		args = append(args, "--no-sync")
	} else {
		args = append(args, "--data-checksums")
	}
	cmd := r.command(ctx, "initdb", args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) } // it then ends its own children
	cmd.WaitDelay = immediateWait
	ended, err := spawn(cmd)
	if err == nil {
		err = <-ended
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, bytes.TrimSpace(out.Bytes()))
	}
	return nil
}

// syncFolder makes a rename in the folder outlive a failure of power.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
