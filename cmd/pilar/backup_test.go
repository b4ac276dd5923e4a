package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/postgres/pgtest"
)

// unused is an empty start on which no program works.
func unused(t *testing.T) (env map[string]string, db pgtest.DB) {
	t.Helper()
	db = pgtest.Open(t)
	db.App.Close()
	db.Owner.Close()
	return office(t, db), db
}

// ask asks the database one question, as somebody with psql would.
func ask[T any](t *testing.T, db pgtest.DB, sql string) (v T) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := conn.QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

func moveKey(t *testing.T, from, to map[string]string) {
	t.Helper()
	key, err := os.ReadFile(filepath.Join(from["PILAR_DATA"], "pilar.key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(to["PILAR_DATA"], 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to["PILAR_DATA"], "pilar.key"), key, 0o600); err != nil {
		t.Fatal(err)
	}
}

// keepFile puts a stored file of so many bytes into an installation.
func keepFile(t *testing.T, env map[string]string, size int) []byte {
	t.Helper()
	content := bytes.Repeat([]byte("berkas tersimpan"), size/16)
	folder := filepath.Join(env["PILAR_DATA"], "files", "ab")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "cdef"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	return content
}

func keptFile(t *testing.T, env map[string]string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(env["PILAR_DATA"], "files", "ab", "cdef"))
	if err != nil {
		t.Error(err)
	}
	return content
}

// An administrator's week: take a backup, prove it, lose everything, restore it.
func TestBackupProofAndRestore(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t)
	env := office(t, db)
	pilar(t, env, "", "fill", "--people", "40").want(t, exitDone, "40", "")
	pilar(t, env, "", "user", "add", "rudi", "--name", "Rudi Hartono", "--role", "admin").want(t, exitDone, "rudi", "")
	content := keepFile(t, env, 4096)
	file := filepath.Join(t.TempDir(), "pilar.zip")
	taken := pilar(t, env, "", "backup", file)
	taken.want(t, exitDone, "40 people", "")
	taken.want(t, exitDone, filepath.Join(env["PILAR_DATA"], "pilar.key"), "")
	pilar(t, env, "", "backup", file).want(t, exitRefused, "", "is there already")
	pilar(t, env, "", "doctor").want(t, exitDone, "warn    backup    the newest is of ", "")
	pilar(t, env, "", "doctor", "--backup", file).want(t, exitDone, "came back whole", "")
	pilar(t, env, "", "doctor").want(t, exitDone, "ok      backup    the newest is of ", "")
	if n := ask[int](t, db, `SELECT count(*) FROM pg_database d WHERE starts_with(datname, 'pilar_trial_') AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)`); n != 0 {
		t.Errorf("%d databases are left of the trial", n)
	}

	there, _ := unused(t)
	pilar(t, there, "", "restore", file).want(t, exitRefused, "", "put the key that was kept apart")
	pilar(t, there, "", "user", "list").want(t, exitDone, "LOGIN", "") // makes a key of its own
	pilar(t, there, "", "restore", file).want(t, exitRefused, "", "its fingerprint is ")
	moveKey(t, env, there)
	pilar(t, there, "", "restore", file).want(t, exitDone, "Everything was restored", "")
	pilar(t, there, "", "user", "list").want(t, exitDone, "rudi", "")
	pilar(t, there, "", "doctor").want(t, exitDone, "ok      chain     whole, ", "")
	if !bytes.Equal(keptFile(t, there), content) {
		t.Error("the stored file is another")
	}
	pilar(t, there, "", "restore", file).want(t, exitRefused, "", "40 people stand in this register already")

	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, whole[:len(whole)-100], 0o600); err != nil {
		t.Fatal(err)
	}
	pilar(t, env, "", "doctor", "--backup", file).want(t, exitRefused, "BROKEN  proof", "1 of the checks above failed")
	pilar(t, env, "", "doctor").want(t, exitDone, "warn    backup    pilar.zip could not be restored", "")
	pilar(t, env, "", "doctor", "--backup", file+"x").want(t, exitRefused, "no such file", "")
}

// With the private PostgreSQL: a backup beside a running `pilar serve`, a restore only without one.
func TestBackupBesideServe(t *testing.T) {
	t.Parallel()
	env := map[string]string{"PILAR_DATA": dataDir(t), "PILAR_ADDR": "127.0.0.1:0"}
	s := start(t, env, "--demo")
	file := filepath.Join(t.TempDir(), "pilar.zip")
	pilar(t, env, "", "backup", file).want(t, exitDone, "444 people", "")
	pilar(t, env, "", "restore", file).want(t, exitRefused, "", "`pilar serve` is running here")
	pilar(t, env, "", "doctor", "--backup", file).want(t, exitDone, "ok      proof", "")
	if left, err := filepath.Glob(filepath.Join(env["PILAR_DATA"], "pilar-test-*")); err != nil || len(left) != 0 {
		t.Errorf("left of the trial: %q (%v)", left, err)
	}
	if status, _ := s.get("/readyz"); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	if code := s.stop(); code != exitDone {
		t.Errorf("exit %d\n%s", code, s.errs)
	}
	there := map[string]string{"PILAR_DATA": dataDir(t), "PILAR_ADDR": "127.0.0.1:0"}
	moveKey(t, env, there)
	pilar(t, there, "", "restore", file).want(t, exitDone, "Everything was restored", "")
	again := start(t, there, "--demo")
	if status, _ := again.get("/readyz"); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	if code := again.stop(); code != exitDone {
		t.Errorf("exit %d\n%s", code, again.errs)
	}
}

// child starts a command in a process of its own.
func child(t *testing.T, env map[string]string, args ...string) (*exec.Cmd, *buffer) {
	t.Helper()
	cmd, errs := exec.Command(os.Args[0], args...), &buffer{}
	cmd.Env = append(os.Environ(), asProgram+"=1", "DATABASE_URL=", "DATABASE_OWNER_URL=")
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	cmd.Stderr = errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return cmd, errs
}

// big is a backup whose restore takes long enough to be broken off in the middle.
func big(t *testing.T) (env map[string]string, file string, content []byte) {
	t.Helper()
	env = office(t, pgtest.Open(t))
	pilar(t, env, "", "fill", "--people", "1200").want(t, exitDone, "1200", "")
	content = keepFile(t, env, 16<<20)
	file = filepath.Join(t.TempDir(), "pilar.zip")
	pilar(t, env, "", "backup", file).want(t, exitDone, "1200 people", "")
	return env, file, content
}

// A restore that is killed, whenever, leaves the place as empty as it was, or whole; the next one succeeds.
func TestAKilledRestore(t *testing.T) {
	t.Parallel()
	from, file, content := big(t)
	there, _ := unused(t)
	moveKey(t, from, there)
	begun := time.Now()
	if cmd, errs := child(t, there, "restore", file); cmd.Wait() != nil {
		t.Fatal(errs)
	}
	takes := time.Since(begun)

	there, db := unused(t)
	moveKey(t, from, there)
	const tables, entries = `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`, `SELECT count(*) FROM audit_entry`
	wantTables, wantEntries := ask[int](t, db, tables), ask[int](t, db, entries)
	empty := 0
	const kills = 7
	for i := range kills {
		cmd, _ := child(t, there, "restore", file)
		time.Sleep(takes * time.Duration(i+1) / (kills + 1))
		_ = cmd.Process.Kill() // it may have been quicker
		_ = cmd.Wait()
		quiet(t, db)
		switch people := ask[int](t, db, `SELECT count(*) FROM worker`); people {
		case 0:
			empty++
			if n, m := ask[int](t, db, tables), ask[int](t, db, entries); n != wantTables || m != wantEntries {
				t.Errorf("killed at %d/%d: %d tables and %d entries, not %d and %d", i+1, kills+1, n, m, wantTables, wantEntries)
			}
		case 1200:
			pilar(t, there, "", "doctor").want(t, exitDone, "ok      chain", "")
			there, db = unused(t)
			moveKey(t, from, there)
		default:
			t.Errorf("killed at %d/%d: %d people", i+1, kills+1, people)
		}
	}
	if empty < kills/2 {
		t.Errorf("only %d of %d restores were broken off", empty, kills)
	}
	pilar(t, there, "", "restore", file).want(t, exitDone, "Everything was restored", "")
	pilar(t, there, "", "doctor").want(t, exitDone, "ok      chain", "")
	if !bytes.Equal(keptFile(t, there), content) {
		t.Error("the stored file is another")
	}
	if left, err := filepath.Glob(filepath.Join(there["PILAR_DATA"], "*.partial")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %q (%v)", left, err)
	}
}

// quiet waits until PostgreSQL has noticed that a killed restore is gone.
func quiet(t *testing.T, db pgtest.DB) {
	t.Helper()
	for range 200 {
		if ask[int](t, db, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'pilar restore'`) == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the killed restore's session goes on")
}

// The same where PostgreSQL ends with the process.
func TestAKilledRestoreWithAPrivatePostgreSQL(t *testing.T) {
	t.Parallel()
	from, file, content := big(t)
	there := map[string]string{"PILAR_DATA": dataDir(t)}
	moveKey(t, from, there)
	for i, after := range []time.Duration{300, 1000, 1700} {
		cmd, errs := child(t, there, "restore", file)
		time.Sleep(after * time.Millisecond)
		_ = cmd.Process.Kill()
		if cmd.Wait() == nil {
			t.Logf("the restore was over before it was killed (%d)", i)
			break
		}
		if errs.String() != "" {
			t.Errorf("killed after %d ms: %s", after, errs)
		}
	}
	if whole := pilar(t, there, "", "user", "list"); !strings.Contains(whole.out, "LOGIN") {
		t.Errorf("the place is not in use: %s", whole.errors)
	}
	last := pilar(t, there, "", "restore", file)
	if last.code != exitDone && !strings.Contains(last.errors, "1200 people stand in this register already") {
		t.Errorf("the last restore: %s", last.errors)
	}
	pilar(t, there, "", "doctor").want(t, exitDone, "ok      chain", "")
	if !bytes.Equal(keptFile(t, there), content) {
		t.Error("the stored file is another")
	}
}

// On a full disk there is no backup, and nothing that looks like one.
func TestABackupOnAFullDisk(t *testing.T) {
	t.Parallel()
	env := office(t, pgtest.Open(t))
	pilar(t, env, "", "fill", "--people", "200").want(t, exitDone, "200", "")
	dir := t.TempDir()
	for _, limit := range []int{0, 1000, 100_000} {
		env[fileLimit] = fmt.Sprint(limit)
		cmd, errs := child(t, env, "backup", filepath.Join(dir, "pilar.zip"))
		if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != exitRefused || !strings.Contains(errs.String(), "file too large") {
			t.Errorf("%d bytes: %v\n%s", limit, err, errs)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
			t.Errorf("%d bytes: left behind are %v (%v)", limit, left, err)
		}
	}
	pilar(t, env, "", "doctor").want(t, exitDone, "none was ever taken", "")
}

// The nightly script keeps what is young enough, and removes nothing when the new backup is not proven.
func TestTheNightlyScript(t *testing.T) {
	t.Parallel()
	env := office(t, pgtest.Open(t))
	dir := t.TempDir()
	old := func(name string, days int) string {
		t.Helper()
		file := filepath.Join(dir, name)
		at := time.Now().AddDate(0, 0, -days)
		if err := errors.Join(os.WriteFile(file, nil, 0o600), os.Chtimes(file, at, at)); err != nil {
			t.Fatal(err)
		}
		return file
	}
	young, aged := old("pilar-2026-11-20.zip", 5), old("pilar-2026-10-01.zip", 50)
	foreign, killed := old("catatan.zip", 50), old("pilar-2026-11-01.zip.partial-1", 5)
	left := func() (names []string) {
		t.Helper()
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, filepath.Join(dir, e.Name()))
		}
		return names
	}
	night := func(env map[string]string) ([]byte, error) {
		cmd := exec.Command("sh", "../../deploy/backup.sh", dir, "30", os.Args[0])
		cmd.Env = append(os.Environ(), asProgram+"=1")
		for name, value := range env {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
		return cmd.CombinedOutput()
	}
	lost := maps.Clone(env)
	lost["DATABASE_OWNER_URL"] = strings.Replace(env["DATABASE_OWNER_URL"], "pilar_owner", "tidak_ada", 1)
	if out, err := night(lost); err == nil || !strings.Contains(string(out), "BROKEN  proof") || len(left()) != 5 {
		t.Errorf("unproven: %v, left are %q\n%s", err, left(), out)
	}
	time.Sleep(time.Second) // the name of the next one is another
	if out, err := night(env); err != nil || !strings.Contains(string(out), "ok      proof") {
		t.Errorf("%v\n%s", err, out)
	}
	names := left()
	if len(names) != 4 || !slices.Contains(names, young) || !slices.Contains(names, foreign) || slices.Contains(names, aged) || slices.Contains(names, killed) {
		t.Errorf("left are %q", names)
	}
}
