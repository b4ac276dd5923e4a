//go:build unix

package pgfetch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// install installs the system's package, because npm could not be used.
func (f *Fetcher) install(ctx context.Context, because error) error {
	f.say("There is no PostgreSQL here, and npm gave none: %v.", because)
	f.say("Installing it with `apt-get install postgresql`.")
	if err := f.withoutMain(); err != nil {
		return err
	}
	defer os.Remove(f.noMain) // what the administrator installs later is set up as he is used to
	outdated := f.run(ctx, "apt-get update", f.aptGet(ctx, "update"))
	if err := f.run(ctx, "apt-get install", f.aptGet(ctx, "install", "--yes", "--no-install-recommends", "postgresql")); err != nil {
		return errors.Join(outdated, err) // a failed update counts only then: one broken source among many fails it
	}
	f.say("PostgreSQL is installed.")
	return nil
}

// withoutMain tells Debian's package not to make and start a cluster: nobody would use it, and it would take the usual port.
func (f *Fetcher) withoutMain() error {
	if err := os.MkdirAll(filepath.Dir(f.noMain), 0o755); err != nil {
		return err
	}
	const text = "# Pilar was installing PostgreSQL for itself, with a cluster of its own. This file may be removed.\ncreate_main_cluster = false\n"
	if err := os.WriteFile(f.noMain, []byte(text), 0o644); err != nil {
		return fmt.Errorf("keep the package from making a cluster: %w", err)
	}
	return nil
}

func (f *Fetcher) aptGet(ctx context.Context, args ...string) *exec.Cmd {
	// Where the machine is just updating itself, it is waited for.
	args = append([]string{"--quiet", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"}, args...)
	cmd := exec.CommandContext(ctx, f.apt, args...)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // the terminal's Ctrl-C must not reach dpkg in the middle of its work
	// apt-get breaks a download off, but lets dpkg, once it is at work, come to its end.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = 5 * time.Minute
	return cmd
}
