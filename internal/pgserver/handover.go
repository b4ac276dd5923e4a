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
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// Two locks hand the cluster from process to process. Whoever runs the server holds "lock"; a serving process also holds
// "serve.lock", from before it waits for the first: so a second one is refused at once, while a short command is waited for.
const (
	lockFile   = "lock"
	serveLock  = "serve.lock"
	recordFile = "serve"
)

// turn is how often a waiting process looks whether its turn has come.
const turn = 30 * time.Millisecond

// dying is how long a process that was killed may take to be gone.
const dying = 300 * time.Millisecond

// Start runs the server for `pilar serve` and records where its socket is, so that commands can join it. It waits up to
// cfg.Wait for a command that uses the cluster, and is refused at once where another process serves from it.
// ctx bounds the start, not the server's life.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	h, err := openHome(cfg.Dir)
	if err != nil {
		return nil, err
	}
	serving, err := awaitLock(ctx, h.path(serveLock), dying)
	if errors.Is(err, errTooLong) {
		return nil, fmt.Errorf("another `pilar serve` is running on %s: stop it first, or set PILAR_DATA to a folder of this one's own", filepath.Dir(h.dir))
	}
	if err != nil {
		return nil, err
	}
	lock, err := awaitLock(ctx, h.path(lockFile), cfg.Wait)
	if err != nil {
		_ = serving.Close()
		return nil, h.refused(err, cfg.Wait)
	}
	s, err := h.run(ctx, cfg, lock, serving)
	if err != nil {
		return nil, err
	}
	if err := h.announce(s.socket); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// Join gives a short command a server: that of a process which serves from the cluster, else one of its own. It waits up to
// cfg.Wait while the other process is still starting, or is itself a short command.
func Join(ctx context.Context, cfg Config) (*Server, error) {
	h, err := openHome(cfg.Dir)
	if err != nil {
		return nil, err
	}
	var lock *os.File
	var socket string
	err = poll(ctx, cfg.Wait, turn, func() (bool, error) {
		if lock, err = tryLock(h.path(lockFile)); err == nil {
			return true, nil
		}
		if errors.Is(err, errHeld) {
			socket = h.announced(ctx)
		}
		return socket != "", ignoreHeld(err)
	})
	switch {
	case err != nil:
		return nil, h.refused(err, cfg.Wait)
	case lock != nil:
		return h.run(ctx, cfg, lock)
	}
	return joined(socket), nil
}

func awaitLock(ctx context.Context, path string, wait time.Duration) (lock *os.File, err error) {
	err = poll(ctx, wait, turn, func() (bool, error) {
		lock, err = tryLock(path)
		return err == nil, ignoreHeld(err)
	})
	return lock, err
}

func joined(socket string) *Server {
	done := make(chan struct{})
	stop := sync.OnceValue(func() error {
		close(done)
		return nil
	})
	return &Server{socket: socket, joined: true, done: done, stop: stop}
}

func openHome(dir string) (home, error) {
	dir, err := resolve(dir)
	if err != nil {
		return home{}, fmt.Errorf("find the data folder: %w", err)
	}
	h := home{filepath.Join(dir, "postgres")}
	if err := makeFolders(h.dir); err != nil {
		return home{}, fmt.Errorf("make the data folder: %w", err)
	}
	return h, nil
}

// makeFolders makes path and what is missing above it. Root's may be passed through, for the server runs as another user.
func makeFolders(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil
	}
	if err := makeFolders(filepath.Dir(path)); err != nil {
		return err
	}
	mode := fs.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711
	}
	err := os.Mkdir(path, mode)
	if errors.Is(err, fs.ErrExist) {
		return nil // another start was quicker; or a file stands there, and the next step fails on it
	}
	if err != nil {
		return err
	}
	return os.Chmod(path, mode) // whatever the umask
}

func ignoreHeld(err error) error {
	if errors.Is(err, errHeld) {
		return nil
	}
	return err
}

func (h home) refused(err error, wait time.Duration) error {
	if errors.Is(err, errTooLong) {
		return fmt.Errorf("another pilar command still uses %s after %s: wait for it to end", filepath.Dir(h.dir), wait)
	}
	return err
}

// announce records the socket for Join, beside a mark that no other record has.
func (h home) announce(socket string) error {
	record := fmt.Sprintf("%s\n%d %d\n", socket, os.Getpid(), time.Now().UnixNano())
	fresh := h.path(recordFile + ".new")
	if err := os.WriteFile(fresh, []byte(record), 0o600); err != nil {
		return fmt.Errorf("record the socket: %w", err)
	}
	if err := os.Rename(fresh, h.path(recordFile)); err != nil {
		return fmt.Errorf("record the socket: %w", err)
	}
	return nil
}

// withdraw removes the record. Only the holder of the lock may: the record is then its own, or a killed process's.
func (h home) withdraw() error {
	err := os.Remove(h.path(recordFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// announced returns the socket of the process that serves, or "" if there is none that answers yet. The caller has seen
// that the lock is held. If its holder is not the one that wrote the record, it removes the record before it starts a
// server; hence the second look, after the server answered.
func (h home) announced(ctx context.Context) string {
	record, err := os.ReadFile(h.path(recordFile))
	if err != nil {
		return ""
	}
	socket, _, _ := strings.Cut(string(record), "\n")
	if !answers(ctx, socket) {
		return ""
	}
	if again, err := os.ReadFile(h.path(recordFile)); err != nil || !bytes.Equal(record, again) {
		return ""
	}
	return socket
}

func answers(ctx context.Context, socket string) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, URL(socket, AppRole, Database))
	if err != nil {
		return false
	}
	_ = conn.Close(ctx)
	return true
}
