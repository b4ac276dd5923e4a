//go:build unix

package pgserver

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/pgfetch"
)

// The tests kill processes that run a server. Such a process is this test binary again, told by these variables what to be.
const (
	roleVariable = "PGSERVER_TEST_ROLE"
	dirVariable  = "PGSERVER_TEST_DIR"
	copyVariable = "PGSERVER_TEST_COPIES"
)

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		os.Exit(play(role, os.Getenv(dirVariable)))
	}
	if err := provide(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	status := m.Run()
	removeModel()
	os.Exit(status)
}

// provide puts PostgreSQL on PATH where it is not installed: the tests then run on the one that Pilar would fetch.
func provide() error {
	ctx := context.Background()
	if found, _ := systemSearch(nil, anywhere).find(ctx); len(found) > 0 {
		return nil
	}
	fetch := pgfetch.New(os.Stderr)
	if len(fetch.Copies()) == 0 {
		if err := fetch.Get(ctx, 0, anywhere); err != nil {
			return err
		}
	}
	return os.Setenv("PATH", strings.Join(append(fetch.Copies(), os.Getenv("PATH")), string(filepath.ListSeparator)))
}

// play prints a line "ready" when its server is, and stops it when its standard input ends.
func play(role, dir string) int {
	ctx := context.Background()
	var s *Server
	var err error
	switch role {
	case "serve":
		s, err = Start(ctx, Config{Dir: dir})
	case "bare machine":
		installed = nil
		fetch := pgfetch.New(os.Stderr)
		fetch.Dir = os.Getenv(copyVariable)
		s, err = Start(ctx, Config{Dir: dir, Fetch: fetch})
	case "temporary":
		s, err = Temporary(ctx)
	case "orphan":
		err = leaveBehind(dir, clusterName)
	case "by hand":
		err = leaveBehind(dir, "cluster_name=other")
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	if s == nil {
		fmt.Println("ready")
		return 0
	}
	fmt.Println("ready", s.Socket())
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := s.Stop(); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// leaveBehind runs postgres on dir's cluster in a way that it outlives this process.
func leaveBehind(dir, name string) error {
	r := &running{home: home{filepath.Join(dir, "postgres")}, cfg: Config{Ephemeral: true}}
	if err := r.choose(context.Background()); err != nil {
		return err
	}
	var err error
	if r.socket, err = r.socketFolder(r.account); err != nil {
		return err
	}
	settings := strings.Split(strings.ReplaceAll(strings.Join(r.settings(), "\n"), clusterName, name), "\n")
	cmd := r.command(context.Background(), "postgres", settings...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: cmd.SysProcAttr.Credential}
	if err := cmd.Start(); err != nil {
		return err
	}
	r.done = make(chan struct{})
	conn, err := r.firstSession(context.Background())
	if err != nil {
		return err
	}
	return conn.Close(context.Background())
}

// helper is a process that plays a role.
type helper struct {
	cmd   *exec.Cmd
	stdin io.Closer
	lines *bufio.Scanner
}

func launch(t *testing.T, role, dir string, variables ...string) *helper {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), roleVariable+"="+role, dirVariable+"="+dir)
	cmd.Env = append(cmd.Env, variables...)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	must(t, err)
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	h := &helper{cmd, stdin, bufio.NewScanner(stdout)}
	t.Cleanup(h.kill)
	return h
}

// ready waits for the helper's server and returns the folder of its socket.
func (h *helper) ready(t *testing.T) (socket string) {
	t.Helper()
	h.lines.Scan()
	word, socket, _ := strings.Cut(h.lines.Text(), " ")
	if word != "ready" {
		t.Fatalf("the helper says %q", h.lines.Text())
	}
	return socket
}

func (h *helper) kill() {
	_ = h.cmd.Process.Kill()
	_ = h.cmd.Wait()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func start(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Start(t.Context(), Config{Dir: dir})
	must(t, err)
	t.Cleanup(func() { stopped(t, s) })
	return s
}

func stopped(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// emptyDir is a data folder that the server's user can enter, with nothing in it. It is in memory where there is room: the
// tests kill processes, not the machine, and a cluster is made there in a fifth of the time.
func emptyDir(t *testing.T) string {
	t.Helper()
	dir, err := openFolder("pilar-data-")
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	return dir
}

func openFolder(name string) (string, error) {
	dir, err := os.MkdirTemp(append(memory(), "")[0], name)
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	return dir, err
}

// model is a data folder with a cluster, made once and copied: most tests are not about making one.
var model struct {
	once sync.Once
	dir  string
	err  error
}

func makeModel() {
	if model.dir, model.err = openFolder("pilar-model-"); model.err != nil {
		return
	}
	s, err := Start(context.Background(), Config{Dir: model.dir, Ephemeral: true})
	if err == nil {
		err = s.Stop()
	}
	model.err = err
}

func removeModel() {
	if model.dir != "" {
		_ = os.RemoveAll(model.dir)
	}
}

// filledDir is a data folder with a cluster in which nothing runs.
func filledDir(t *testing.T) string {
	t.Helper()
	model.once.Do(makeModel)
	must(t, model.err)
	dir := emptyDir(t)
	must(t, exec.Command("cp", "-Rp", filepath.Join(model.dir, "postgres"), dir).Run())
	return dir
}

// clusterIn is the one cluster of a data folder.
func clusterIn(t *testing.T, dir string) string {
	t.Helper()
	h := home{filepath.Join(dir, "postgres")}
	return h.cluster(h.newest())
}

func postmaster(t *testing.T, dir string) int {
	t.Helper()
	pid := readPid(filepath.Join(clusterIn(t, dir), "postmaster.pid"))
	if pid == 0 {
		t.Fatal("no postmaster runs in", dir)
	}
	return pid
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// query returns the single value that sql asks for.
func query[T any](t *testing.T, url, sql string) T {
	t.Helper()
	conn := connect(t, url)
	defer conn.Close(context.Background())
	var value T
	must(t, conn.QueryRow(t.Context(), sql).Scan(&value))
	return value
}

// writeRow stores a row that hasRow later looks for.
func writeRow(t *testing.T, socket string) {
	t.Helper()
	_, err := connect(t, URL(socket, OwnerRole, Database)).Exec(t.Context(), `CREATE TABLE kept AS SELECT 'a row' AS said`)
	must(t, err)
}

func hasRow(t *testing.T, s *Server) {
	t.Helper()
	if said := query[string](t, s.OwnerURL(), `SELECT said FROM kept`); said != "a row" {
		t.Errorf("the row says %q", said)
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 500 {
		if holds() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("still not so after 10 s: " + what)
}

// processesIn lists the live processes that work in dir or were told of it.
func processesIn(dir string) []int {
	var pids []int
	entries, _ := filepath.Glob("/proc/[0-9]*")
	for _, entry := range entries {
		pid, _ := strconv.Atoi(filepath.Base(entry))
		cwd, _ := os.Readlink(filepath.Join(entry, "cwd"))
		if strings.HasPrefix(cwd, dir) || strings.Contains(commandLine(pid), dir) {
			pids = append(pids, pid)
		}
	}
	return pids
}

func noneLeft(t *testing.T, dir string) {
	t.Helper()
	eventually(t, "no process is left in "+dir, func() bool { return len(processesIn(dir)) == 0 })
}

func refusedWith(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("not refused")
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("refused with %q, which does not say %q", err, word)
		}
	}
	t.Log(err)
}
