//go:build unix

package pgserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// clusterName is a setting, and marks a postmaster as one that this package started.
const clusterName = "cluster_name=pilar"

// stopOrphan deals with what a killed run left behind: it shuts down a server that outlived its Pilar. The lock is held, so
// no live Pilar owns it. It returns the process that the cluster's pid file names if that is something else, else 0.
func (r *running) stopOrphan(ctx context.Context) (stale int, err error) {
	pid := readPid(filepath.Join(r.cluster, "postmaster.pid"))
	if pid == 0 {
		return 0, nil
	}
	switch whose(pid, r.cluster) {
	case somebodys:
		return pid, nil
	case byHand:
		return 0, fmt.Errorf("a PostgreSQL that Pilar did not start (process %d) works on %s: stop it first", pid, r.cluster)
	}
	gone := make(chan struct{})
	watching, stopWatching := context.WithCancel(ctx)
	defer stopWatching()
	go func() {
		defer close(gone)
		_ = poll(watching, fastWait+immediateWait, 10*time.Millisecond, func() (bool, error) {
			return whose(pid, r.cluster) != ours, nil
		})
	}()
	signal := func(s os.Signal) error { return unix.Kill(pid, s.(unix.Signal)) }
	if err := shutDown(signal, gone); err != nil {
		return 0, fmt.Errorf("process %d holds %s: %w", pid, r.cluster, err)
	}
	return pid, ctx.Err() // it may remain a zombie for a while
}

// readPid returns the process that a pid file names, 0 if there is none.
func readPid(path string) int {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil || pid < 2 {
		return 0
	}
	return pid
}

type owner int

const (
	somebodys owner = iota // nothing to do with the cluster: gone, a zombie, or a stranger who got the number
	ours                   // a postmaster on the cluster that this package started
	byHand                 // one that it did not
)

func whose(pid int, cluster string) owner {
	line := commandLine(pid)
	switch {
	case !strings.Contains(line, " -D "+cluster+" "):
		return somebodys
	case strings.Contains(line, " "+clusterName+" "):
		return ours
	}
	return byHand
}

// commandLine is a process's command, its words each followed by a space; empty if it has ended or is a zombie.
func commandLine(pid int) string {
	words, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cmdline"))
	if err == nil {
		return string(bytes.ReplaceAll(words, []byte{0}, []byte{' '}))
	}
	if _, noProc := os.Stat("/proc/self"); noProc == nil || !errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return commandByPs(pid)
}

// commandByPs is the same where there is no /proc.
func commandByPs(pid int) string {
	out, err := exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out)) + " "
}
