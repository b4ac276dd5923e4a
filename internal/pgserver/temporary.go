//go:build unix

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"pilar/internal/pgfetch"
)

// Temporary runs an ephemeral server in a new folder: in the first of the given ones that its user can enter, else in memory
// where there is room for it. Stop removes the folder; so does the end of this process, however it ends: tests have no last
// line in which to stop a server.
func Temporary(ctx context.Context, above ...string) (*Server, error) {
	dir, err := temporaryFolder(append(above, append(memory(), os.TempDir(), "/tmp")...))
	if err != nil {
		return nil, fmt.Errorf("make a folder for a temporary server: %w", err)
	}
	alive, err := removeAfterUs(dir)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("watch over a temporary server: %w", err), os.RemoveAll(dir))
	}
	s, err := Start(ctx, Config{Dir: dir, Ephemeral: true, Fetch: pgfetch.New(os.Stderr)})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir), alive.Close())
	}
	stop := s.stop
	s.stop = sync.OnceValue(func() error { return errors.Join(stop(), os.RemoveAll(dir), alive.Close()) })
	return s, nil
}

// temporaryFolder makes a folder that the server's user can enter, in the first place where that can be.
func temporaryFolder(places []string) (string, error) {
	a, err := newAccount()
	if err != nil {
		return "", err
	}
	for _, above := range places {
		if above, err = filepath.Abs(above); err != nil {
			continue
		}
		if err = a.reach(above); err != nil {
			continue
		}
		var dir string
		if dir, err = os.MkdirTemp(above, "pilar-test-"); err == nil {
			return dir, os.Chmod(dir, 0o711)
		}
	}
	return "", err
}

// memory is a file system in memory, if it has room for many test databases: a container's often has 64 MB.
func memory() []string {
	const shared, enough = "/dev/shm", 1 << 30
	var stat unix.Statfs_t
	if unix.Statfs(shared, &stat) != nil || uint64(stat.Bavail)*uint64(stat.Bsize) < enough {
		return nil
	}
	return []string{shared}
}

// afterwards waits for the end of its standard input, ends a server that is still running in the folder, and removes it.
const afterwards = `
read -r end
for file in "$0"/postgres/data-*/postmaster.pid; do
	read -r pid < "$file" && kill -INT "$pid" || continue
	n=0
	while kill -0 "$pid" && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done
done
rm -rf "$0"
`

// removeAfterUs starts a shell that removes dir when the returned pipe is closed: by us, or by the kernel when we end.
func removeAfterUs(dir string) (io.Closer, error) {
	cmd := exec.Command("sh", "-c", afterwards, filepath.Clean(dir))
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // the terminal's Ctrl-C is not meant for it
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go cmd.Wait() // so that no zombie is left
	return pipe, nil
}
