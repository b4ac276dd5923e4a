//go:build unix

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

var errHeld = errors.New("another process holds the lock")

// tryLock takes the lock on a file, or fails with errHeld. The kernel lets go of it when the process ends, so that a lock
// always tells a live process from a killed one; what files say about a process is never trusted.
func tryLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("the private PostgreSQL belongs to another user; run Pilar as that user: %w", err)
	}
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, errHeld
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return f, nil
}

var errTooLong = errors.New("waited too long")

// poll calls try until it is done or fails; after wait it gives up with errTooLong. It tries at least once.
func poll(ctx context.Context, wait, every time.Duration, try func() (done bool, err error)) error {
	deadline := time.Now().Add(wait)
	for {
		done, err := try()
		if done || err != nil {
			return err
		}
		if !time.Now().Before(deadline) {
			return errTooLong
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(every):
		}
	}
}
