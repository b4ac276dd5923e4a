//go:build unix

package pgserver

import (
	"context"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"pilar/internal/pgfetch"
)

func TestColdAndWarmStart(t *testing.T) {
	t.Parallel()
	above, err := filepath.EvalSymlinks(t.TempDir()) // on a disk
	must(t, err)
	must(t, os.Chmod(filepath.Dir(above), 0o755))
	dir := filepath.Join(above, "made", "on demand")
	began := time.Now()
	s, err := Start(t.Context(), Config{Dir: dir})
	must(t, err)
	t.Log("cold start", time.Since(began))
	writeRow(t, s.Socket())
	checkServer(t, s)
	began = time.Now()
	stopped(t, s)
	t.Log("stop", time.Since(began))
	noneLeft(t, dir)
	text, err := os.ReadFile(filepath.Join(dir, "postgres", logFile))
	must(t, err)
	if !strings.Contains(string(text), "database system is shut down") {
		t.Errorf("the log ends before the server did:\n%s", text)
	}

	began = time.Now()
	s, err = Start(t.Context(), Config{Dir: dir})
	must(t, err)
	t.Log("warm start", time.Since(began))
	defer stopped(t, s)
	hasRow(t, s)
}

func checkServer(t *testing.T, s *Server) {
	t.Helper()
	for setting, want := range map[string]string{
		"listen_addresses": "", "TimeZone": "UTC", "jit": "off", "fsync": "on", "full_page_writes": "on",
		"synchronous_commit": "on", "server_encoding": "UTF8", "lc_collate": "C", "data_checksums": "on",
	} {
		sql := `SELECT coalesce(current_setting('` + setting + `', true), 'C')` // PostgreSQL 16 took lc_collate away
		if got := query[string](t, s.AppURL(), sql); got != want {
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}
	for _, sql := range []string{
		`SELECT current_user = 'pilar_app'`,
		`SELECT rolcanlogin AND NOT (rolsuper OR rolcreatedb OR rolcreaterole) FROM pg_roles WHERE rolname = 'pilar_app'`,
		`SELECT pg_get_userbyid(datdba) = 'pilar_owner' FROM pg_database WHERE datname = current_database()`,
	} {
		if !query[bool](t, s.AppURL(), sql) {
			t.Error("not so: " + sql)
		}
	}
	info, err := os.Stat(s.Socket())
	must(t, err)
	if info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder has mode %s", info.Mode())
	}
}

func TestEphemeralServerWritesLazilyAndStopsTwice(t *testing.T) {
	t.Parallel()
	s, err := Start(t.Context(), Config{Dir: filledDir(t), Ephemeral: true})
	must(t, err)
	if fsync := query[string](t, s.OwnerURL(), `SELECT current_setting('fsync')`); fsync != "off" {
		t.Errorf("fsync is %s", fsync)
	}
	stopped(t, s)
	<-s.Done()
	stopped(t, s)
}

func TestStartGivesUpWithItsContext(t *testing.T) {
	t.Parallel()
	dir := emptyDir(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if s, err := Start(ctx, Config{Dir: dir}); err == nil {
		stopped(t, s)
		t.Fatal("a cluster was made and started in 0.1 s: give it less time")
	}
	noneLeft(t, dir)
	if left, _ := filepath.Glob(filepath.Join(dir, "postgres", "new-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestKilledWhileMakingTheCluster(t *testing.T) {
	t.Parallel()
	for i, moment := range []time.Duration{40 * time.Millisecond, 200 * time.Millisecond, 400 * time.Millisecond} {
		t.Run(moment.String(), func(t *testing.T) {
			dir := emptyDir(t)
			h := launch(t, "serve", dir)
			time.Sleep(moment)
			h.kill()
			if i%2 == 1 { // now and then so that nothing can tidy up
				killAll(processesIn(dir))
			}
			s, err := Start(t.Context(), Config{Dir: dir, Ephemeral: true})
			must(t, err)
			stopped(t, s)
			if left, _ := filepath.Glob(filepath.Join(dir, "postgres", "new-*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func killAll(pids []int) {
	for _, pid := range pids {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

func TestAppKilled(t *testing.T) {
	t.Parallel()
	dir := filledDir(t)
	h := launch(t, "serve", dir)
	writeRow(t, h.ready(t))
	h.kill()
	hasRow(t, start(t, dir)) // while the old server still shuts down
}

func TestNothingOutlivesAKilledApp(t *testing.T) {
	t.Parallel()
	dir := filledDir(t)
	h := launch(t, "serve", dir)
	h.ready(t)
	h.kill()
	noneLeft(t, dir)
}

func TestServerKilled(t *testing.T) {
	t.Parallel()
	dir := filledDir(t)
	s := start(t, dir)
	writeRow(t, s.Socket())
	must(t, syscall.Kill(postmaster(t, dir), syscall.SIGKILL))
	select {
	case <-s.Done():
	case <-time.After(5 * time.Second):
		t.Fatal("Done is still open")
	}
	stopped(t, s)
	hasRow(t, start(t, dir))
}

func TestAppAndServerKilled(t *testing.T) {
	t.Parallel()
	dir := filledDir(t)
	h := launch(t, "serve", dir)
	writeRow(t, h.ready(t))
	killAll([]int{postmaster(t, dir), h.cmd.Process.Pid})
	began := time.Now()
	hasRow(t, start(t, dir))
	t.Log("start after both were killed", time.Since(began))
}

// A session that computes does not notice at once that its server is gone; two servers would ruin the cluster.
func TestStartWaitsForSurvivingSessions(t *testing.T) {
	t.Parallel()
	dir := filledDir(t)
	h := launch(t, "serve", dir)
	conn := connect(t, URL(h.ready(t), OwnerRole, Database))
	survivor := int(conn.PgConn().PID())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = conn.Exec(context.Background(), `DO $$ DECLARE began timestamptz := clock_timestamp();
			BEGIN WHILE clock_timestamp() < began + interval '2 s' LOOP END LOOP; END $$`)
	}()
	t.Cleanup(func() { <-ended })
	time.Sleep(300 * time.Millisecond)
	killAll([]int{postmaster(t, dir), h.cmd.Process.Pid})
	start(t, dir)
	if line := commandLine(survivor); line != "" {
		t.Errorf("started while a session was still at work: %s", line)
	}
}

func TestStalePidFileNamesAStranger(t *testing.T) {
	t.Parallel()
	dir := filledDir(t)
	h := launch(t, "serve", dir)
	h.ready(t)
	pidFile := filepath.Join(clusterIn(t, dir), "postmaster.pid")
	killAll([]int{postmaster(t, dir), h.cmd.Process.Pid})
	noneLeft(t, dir)

	a, err := home{filepath.Join(dir, "postgres")}.account()
	must(t, err)
	stranger := exec.Command("sleep", "60")
	stranger.SysProcAttr = a.attributes() // the same user: PostgreSQL itself would take it for a server
	_, err = spawn(stranger)
	must(t, err)
	defer stranger.Process.Kill()
	text, err := os.ReadFile(pidFile)
	must(t, err)
	_, rest, _ := strings.Cut(string(text), "\n")
	must(t, os.WriteFile(pidFile, []byte(strconv.Itoa(stranger.Process.Pid)+"\n"+rest), 0o600))

	start(t, dir)
	if !strings.HasPrefix(commandLine(stranger.Process.Pid), "sleep") {
		t.Error("the stranger was harmed")
	}
}

func TestOrphanIsReplaced(t *testing.T) {
	t.Parallel()
	dir := filledDir(t)
	h := launch(t, "orphan", dir)
	h.ready(t)
	must(t, h.cmd.Wait())
	orphan, socket := postmaster(t, dir), filepath.Join(dir, "postgres", "run")
	writeRow(t, socket)
	conn := connect(t, URL(socket, OwnerRole, Database)) // a session that goes on must not hold it up
	_, err := conn.Exec(t.Context(), `BEGIN; DELETE FROM kept`)
	must(t, err)
	if _, err := exec.LookPath("ps"); err == nil && commandByPs(orphan) != commandLine(orphan) { // as it is told without /proc
		t.Errorf("ps tells of it as %q", commandByPs(orphan))
	}
	s := start(t, dir)
	if now := postmaster(t, dir); now == orphan || commandLine(orphan) != "" {
		t.Error("the orphan still runs")
	}
	hasRow(t, s)
}

func TestServerStartedByHandIsRespected(t *testing.T) {
	t.Parallel()
	dir := filledDir(t)
	h := launch(t, "by hand", dir)
	h.ready(t)
	must(t, h.cmd.Wait())
	pid := postmaster(t, dir)
	defer func() {
		must(t, syscall.Kill(pid, syscall.SIGINT))
		noneLeft(t, dir)
	}()
	_, err := Start(t.Context(), Config{Dir: dir})
	refusedWith(t, err, "did not start", strconv.Itoa(pid))
	if commandLine(pid) == "" {
		t.Error("it was ended")
	}
}

func TestVersionThatIsNotInstalled(t *testing.T) {
	t.Parallel()
	dir := filledDir(t) // an older cluster beside it must not be taken instead
	newer := filepath.Join(dir, "postgres", "data-99")
	must(t, os.Mkdir(newer, 0o700))
	must(t, home{filepath.Join(dir, "postgres")}.handOver(newer))
	must(t, os.WriteFile(filepath.Join(newer, "PG_VERSION"), []byte("99\n"), 0o600))
	_, err := Start(t.Context(), Config{Dir: dir})
	refusedWith(t, err, "PostgreSQL 99", "not installed", newer)
	fetch := pgfetch.New(io.Discard)
	fetch.Dir = filepath.Join(dir, "copies")
	_, err = Start(t.Context(), Config{Dir: dir, Fetch: fetch})
	refusedWith(t, err, "PostgreSQL 99", "not installed", newer, "could not fetch")
	if version, _ := os.ReadFile(filepath.Join(newer, "PG_VERSION")); string(version) != "99\n" {
		t.Error("the cluster was touched")
	}
}

// bareMachine runs a server in dir where nothing is installed, and no npm is on PATH; copies is the cache.
func bareMachine(t *testing.T, dir, copies string) *helper {
	t.Helper()
	return launch(t, "bare machine", dir, copyVariable+"="+copies, "PATH="+t.TempDir())
}

func TestCopyServesWhereNothingIsInstalled(t *testing.T) {
	t.Parallel()
	found, old := systemSearch(nil, anywhere).find(t.Context())
	any, err := home{t.TempDir()}.pick(found, old)
	must(t, err)
	copies := emptyDir(t)
	must(t, os.Mkdir(filepath.Join(copies, "postgresql-test"), 0o755))
	must(t, os.Symlink(any.bin, filepath.Join(copies, "postgresql-test", "bin")))
	bareMachine(t, emptyDir(t), copies).ready(t)
}

func TestNothingInstalledAndNothingToFetchWith(t *testing.T) {
	t.Parallel()
	h := bareMachine(t, emptyDir(t), emptyDir(t))
	h.lines.Scan()
	for _, words := range []string{"no PostgreSQL 15 or newer was found", "install it", "DATABASE_URL", "could not fetch one: there is no npm on PATH"} {
		if said := h.lines.Text(); !strings.Contains(said, words) {
			t.Errorf("%q does not say %q", said, words)
		}
	}
}

// handOver gives a folder to the user who runs new clusters.
func (h home) handOver(dir string) error {
	a, err := newAccount()
	if err != nil {
		return err
	}
	return a.own(dir)
}

func TestSocketOfALongPathStandsElsewhere(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(emptyDir(t), strings.Repeat("long", 25))
	must(t, os.Mkdir(dir, 0o755))
	must(t, os.Rename(filepath.Join(filledDir(t), "postgres"), filepath.Join(dir, "postgres")))
	s := start(t, dir)
	if path := filepath.Join(s.Socket(), ".s.PGSQL.5432"); len(path) > maxSocket || strings.HasPrefix(path, dir) {
		t.Errorf("the socket is %s", path)
	}
	query[int](t, s.AppURL(), `SELECT 1`)
	stopped(t, s)
	if _, err := os.Stat(s.Socket()); err == nil {
		t.Error("the socket's folder is left behind")
	}
}

func TestLogThatGrewLargeIsPutAside(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), logFile)
	must(t, os.WriteFile(path, nil, 0o600))
	must(t, os.Truncate(path, 17<<20))
	l, err := openLog(path)
	must(t, err)
	defer l.Close()
	if info, err := l.Stat(); err != nil || info.Size() != 0 {
		t.Error("the log was not begun anew")
	}
	if _, err := os.Stat(path + ".old"); err != nil {
		t.Error(err)
	}
}

func TestTemporaryServerLeavesNothing(t *testing.T) {
	t.Parallel()
	for _, end := range []struct {
		name string
		do   func(h *helper)
	}{
		{"stopped", func(h *helper) { _ = h.stdin.Close() }},
		{"killed", (*helper).kill},
	} {
		t.Run(end.name, func(t *testing.T) {
			h := launch(t, "temporary", "")
			dir := filepath.Dir(filepath.Dir(h.ready(t)))
			if !strings.Contains(dir, "pilar-test-") {
				t.Fatalf("the temporary folder is %s", dir)
			}
			end.do(h)
			eventually(t, dir+" is removed", func() bool {
				_, err := os.Stat(dir)
				return os.IsNotExist(err)
			})
			noneLeft(t, dir)
		})
	}
}

var nobody = &syscall.Credential{Uid: 65534, Gid: 65534}

// asNobody prepares this test binary to run as an ordinary user, in a folder of his own.
func asNobody(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	dir := emptyDir(t)
	must(t, os.Chown(dir, int(nobody.Uid), int(nobody.Gid)))
	executable, err := os.Executable()
	must(t, err)
	self, err := os.ReadFile(executable)
	must(t, err)
	binary := filepath.Join(dir, "pgserver.test") // where go puts it, others may not enter
	must(t, os.WriteFile(binary, self, 0o755))
	cmd := exec.Command(binary, args...)
	cmd.Dir = dir
	cmd.Env = []string{"TMPDIR=" + dir, "PATH=" + os.Getenv("PATH")}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: nobody}
	return cmd
}

// Root's tests show a server that runs as another user; these again show one that runs as Pilar's own.
func TestAsOrdinaryUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		return // then all tests show it
	}
	out, err := asNobody(t, "-test.v", "-test.run=^Test(ColdAndWarmStart|AppKilled|JoinBesideAServe|ChooseDirAs.*)$").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "PASS: TestJoinBesideAServe") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestAnotherUsersDataIsRefused(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		return // then there is no other user to be
	}
	dir := filledDir(t)
	cmd := asNobody(t)
	cmd.Env = append(cmd.Env, roleVariable+"=serve", dirVariable+"="+dir)
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "belongs to another user") {
		t.Errorf("%v\n%s", err, out)
	}
}

// Root takes up what a user began, as that user: his next start must still work.
func TestRootRunsAUsersCluster(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		return // only root can run another user's cluster
	}
	dir := filledDir(t)
	must(t, filepath.WalkDir(filepath.Join(dir, "postgres"), func(path string, _ fs.DirEntry, err error) error {
		must(t, err)
		return os.Chown(path, int(nobody.Uid), int(nobody.Gid))
	}))
	must(t, os.Chmod(filepath.Join(dir, "postgres"), 0o700))
	start(t, dir)
	info, err := os.Stat(filepath.Join("/proc", strconv.Itoa(postmaster(t, dir))))
	must(t, err)
	if uid := info.Sys().(*syscall.Stat_t).Uid; uid != nobody.Uid {
		t.Errorf("the server runs as %d", uid)
	}
}
