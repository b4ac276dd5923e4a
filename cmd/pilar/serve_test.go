package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"pilar/internal/account"
	"pilar/internal/postgres/pgtest"
)

// server is a `pilar serve` in a process of its own.
type server struct {
	*testing.T
	cmd  *exec.Cmd
	base string
	out  *buffer
	errs *buffer
	http *http.Client
}

type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

var address = regexp.MustCompile(`serves on (http://\S+)`)

func start(t *testing.T, env map[string]string, args ...string) *server {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{T: t, out: &buffer{}, errs: &buffer{}, http: &http.Client{Jar: jar, Timeout: 10 * time.Second}}
	s.cmd = exec.Command(os.Args[0], append([]string{"serve"}, args...)...)
	s.cmd.Env = append(os.Environ(), asProgram+"=1", "DATABASE_URL=", "DATABASE_OWNER_URL=")
	for name, value := range env {
		s.cmd.Env = append(s.cmd.Env, name+"="+value)
	}
	s.cmd.Stderr = s.errs
	pipe, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	lines := bufio.NewReader(io.TeeReader(pipe, s.out))
	line, err := lines.ReadString('\n')
	found := address.FindStringSubmatch(line)
	if found == nil {
		t.Fatalf("no address in %q (%v)\n%s", line, err, s.errs)
	}
	s.base = found[1]
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return s
}

func (s *server) get(path string) (int, string) {
	s.Helper()
	return s.read(s.http.Get(s.base + path))
}

func (s *server) post(path string, form url.Values) (int, string) {
	s.Helper()
	return s.read(s.http.PostForm(s.base+path, form))
}

func (s *server) read(res *http.Response, err error) (int, string) {
	s.Helper()
	if err != nil {
		s.Fatalf("%v\n%s", err, s.errs)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// stop tells the process to end and returns its exit code.
func (s *server) stop() int {
	s.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = s.cmd.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		s.Fatalf("it does not end\n%s", s.errs)
	}
	return s.cmd.ProcessState.ExitCode()
}

// dataDir is a folder that PostgreSQL's own user can reach too.
func dataDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for d := dir; strings.HasPrefix(d, filepath.Clean(os.TempDir())+string(filepath.Separator)); d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "data")
}

// The whole life of a first demonstration, on a private PostgreSQL.
func TestServe(t *testing.T) {
	t.Parallel()
	env := map[string]string{"PILAR_DATA": dataDir(t), "PILAR_ADDR": "127.0.0.1:0"}
	s := start(t, env, "--demo")
	for _, path := range []string{"/healthz", "/readyz"} {
		if status, body := s.get(path); status != http.StatusOK {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	status, page := s.post("/masuk", url.Values{"login": {"operator"}, "sandi": {account.DemoPassword}})
	if status != http.StatusOK || !strings.Contains(page, "Siti Rohaeni") {
		t.Errorf("login: %d\n%s", status, page)
	}
	if status, figures := s.get("/metrics"); status != http.StatusOK || !strings.Contains(figures, `verb="select"`) ||
		!strings.Contains(figures, "pgxpool_max_conns") || !strings.Contains(figures, `pilar_job_runs_total{job="sweep",outcome="done"} 1`) {
		t.Errorf("/metrics: %d %s", status, figures)
	}
	// Beside it: a short command joins its PostgreSQL, a second serve is refused.
	pilar(t, env, "", "user", "list").want(t, exitDone, "operator", "")
	pilar(t, env, "", "serve").want(t, exitRefused, "", "another `pilar serve` is running")
	if code := s.stop(); code != exitDone {
		t.Errorf("exit %d\n%s", code, s.errs)
	}
	if !strings.Contains(s.out.String(), account.DemoPassword) {
		t.Errorf("the demo accounts are not told:\n%s", s.out)
	}
	left, err := filepath.Glob(filepath.Join(env["PILAR_DATA"], "postgres", "data-*", "postmaster.pid"))
	if err != nil || len(left) != 0 {
		t.Errorf("PostgreSQL still runs: %v (%v)", left, err)
	}
	// Without it: the command starts PostgreSQL for itself, and everything is still there.
	pilar(t, env, "", "user", "list").want(t, exitDone, "operator", "")
}

// The first start of a real installation, on a database that the office runs.
func TestServeForTheFirstTime(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t)
	env := office(t, db)
	delete(env, "DATABASE_OWNER_URL")
	s := start(t, env)
	var link []string
	for range 100 {
		if link = regexp.MustCompile(`http://\S+(/mulai/\S+)`).FindStringSubmatch(s.out.String()); link != nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if link == nil {
		t.Fatalf("no link:\n%s", s.out)
	}
	const secret = "kuda hijau di tangga besi"
	_, page := s.post(link[1], url.Values{"nama": {"Rudi Hartono"}, "login": {"rudi"}, "sandi": {secret}})
	if !strings.Contains(page, "Akun administrator sudah dibuat") {
		t.Errorf("the link: %s", page)
	}
	if status, page := s.post("/masuk", url.Values{"login": {"rudi"}, "sandi": {secret}}); status != http.StatusOK || !strings.Contains(page, "Rudi Hartono") {
		t.Errorf("login: %d\n%s", status, page)
	}
	if code := s.stop(); code != exitDone {
		t.Errorf("exit %d\n%s", code, s.errs)
	}
	if strings.Contains(s.errs.String(), link[1]) || strings.Contains(s.errs.String(), "rudi") {
		t.Errorf("the log holds the link or the login:\n%s", s.errs)
	}
	var regions int
	if err := db.App.QueryRow(t.Context(), `SELECT count(*) FROM region`).Scan(&regions); err != nil || regions != 1+16+165 {
		t.Errorf("%d regions (%v)", regions, err)
	}
}

// One login for everything works, and says what it costs.
func TestServeWarnsThatTheTrailIsOpen(t *testing.T) {
	t.Parallel()
	env := office(t, pgtest.Open(t))
	env["DATABASE_URL"] = env["DATABASE_OWNER_URL"]
	delete(env, "DATABASE_OWNER_URL")
	s := start(t, env)
	if status, _ := s.get("/healthz"); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	if code := s.stop(); code != exitDone || !strings.Contains(s.errs.String(), "can change the audit trail") {
		t.Errorf("exit %d\n%s", code, s.errs)
	}
}

// Without its database the program can only answer with trouble: it ends and says why.
func TestServeEndsWithItsPostgreSQL(t *testing.T) {
	t.Parallel()
	env := map[string]string{"PILAR_DATA": dataDir(t), "PILAR_ADDR": "127.0.0.1:0"}
	s := start(t, env)
	s.get("/readyz")
	files, err := filepath.Glob(filepath.Join(env["PILAR_DATA"], "postgres", "data-*", "postmaster.pid"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v (%v)", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := exec.Command("kill", "-INT", strings.SplitN(string(text), "\n", 2)[0]).Run(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Fatal("it goes on without a database")
	}
	if code := s.cmd.ProcessState.ExitCode(); code != exitRefused || !strings.Contains(s.errs.String(), "the private PostgreSQL has ended: see ") {
		t.Errorf("exit %d\n%s", code, s.errs)
	}
}

func TestATakenPortIsToldAtOnce(t *testing.T) {
	t.Parallel()
	env := office(t, pgtest.Open(t))
	s := start(t, env)
	env["PILAR_ADDR"] = strings.TrimPrefix(s.base, "http://")
	pilar(t, env, "", "serve").want(t, exitRefused, "", "(PILAR_ADDR)")
	if code := s.stop(); code != exitDone {
		t.Errorf("exit %d", code)
	}
}

func TestRequestsUnderWayMayEnd(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	entered, leave := make(chan struct{}), make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-leave
		_, _ = io.WriteString(w, "selesai")
	})
	ctx, stop := context.WithCancel(t.Context())
	served, answered := make(chan error, 1), make(chan string, 1)
	go func() { served <- serveHTTP(ctx, listener, handler, nil, slog.New(slog.DiscardHandler)) }()
	go func() {
		res, err := http.Get("http://" + listener.Addr().String())
		if err != nil {
			answered <- err.Error()
			return
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body) // compared below
		answered <- string(body)
	}()
	<-entered
	stop()
	select {
	case err := <-served:
		t.Fatalf("ended before its last request: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(leave)
	if got := <-answered; got != "selesai" {
		t.Errorf("the last request got %q", got)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}
