//go:build unix

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// command prepares one of PostgreSQL's programs. Its surroundings are few: our secrets are none of its business, and what
// the user has set for libpq or his language must not change how it runs.
func (r *running) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(r.bin, name), args...)
	cmd.Dir = "/"
	cmd.Env = []string{"LC_ALL=C"}
	for _, name := range []string{"PATH", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"} {
		if value, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	cmd.SysProcAttr = r.account.attributes()
	return cmd
}

// spawn starts cmd; the channel gets the result of its end.
func spawn(cmd *exec.Cmd) (<-chan error, error) {
	started := make(chan error)
	ended := make(chan error, 1)
	go func() {
		// The death signal is sent when the thread that forked ends, so that thread must live as long as cmd.
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			ended <- cmd.Wait()
		}
	}()
	return ended, <-started
}

// How long postgres may take to end its sessions and write everything down, and then to break off.
const (
	fastWait      = 20 * time.Second
	immediateWait = 5 * time.Second
)

// shutDown asks a postmaster to shut down fast, and then, if it does not come to an end, at once.
func shutDown(signal func(os.Signal) error, ended <-chan struct{}) error {
	for _, step := range []struct {
		signal os.Signal
		wait   time.Duration
	}{{syscall.SIGINT, fastWait}, {syscall.SIGQUIT, immediateWait}} {
		if err := signal(step.signal); err != nil && !errors.Is(err, os.ErrProcessDone) && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("stop postgres: %w", err)
		}
		select {
		case <-ended:
			return nil
		case <-time.After(step.wait):
		}
	}
	return fmt.Errorf("postgres did not stop within %s", fastWait+immediateWait)
}
