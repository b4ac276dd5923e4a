package main

import (
	"bytes"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"pilar/internal/postgres/pgtest"
)

// asProgram makes the test binary behave as pilar itself, for tests that need a process.
const asProgram = "PILAR_TEST_AS_PROGRAM"

// fileLimit, in bytes, is where the program's files end then: a disk that is full.
const fileLimit = "PILAR_TEST_FILE_LIMIT"

func TestMain(m *testing.M) {
	if limit, err := strconv.ParseUint(os.Getenv(fileLimit), 10, 64); err == nil {
		signal.Ignore(syscall.SIGXFSZ) // writing then fails as it does on a full disk
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			panic(err)
		}
	}
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// ran is what a command did.
type ran struct {
	code        int
	out, errors string
}

func pilar(t *testing.T, env map[string]string, stdin string, args ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, func(name string) string { return env[name] }, strings.NewReader(stdin), &out, &errs)
	return ran{code, out.String(), errs.String()}
}

func (r ran) want(t *testing.T, code int, out, errs string) {
	t.Helper()
	if r.code != code || !strings.Contains(r.out, out) || !strings.Contains(r.errors, errs) {
		t.Errorf("exit %d\n%s%s\nwant exit %d, out …%s…, errors …%s…", r.code, r.out, r.errors, code, out, errs)
	}
}

func TestWrongUsage(t *testing.T) {
	t.Parallel()
	env := map[string]string{"PILAR_ADDR": "wrong usage is told before a wrong environment"}
	pilar(t, env, "").want(t, exitUsage, "", "Usage: pilar COMMAND")
	pilar(t, env, "", "help").want(t, exitDone, "serve", "")
	pilar(t, env, "", "serve", "-h").want(t, exitDone, "-demo", "")
	for args, says := range map[string]string{
		"dance":                         `no command "dance"`,
		"serve --dance":                 "flag provided but not defined: -dance",
		"serve now":                     "takes no further words",
		"migrate up":                    "takes no further words",
		"user":                          "user takes add, reset or list",
		"user dance":                    "user takes add, reset or list",
		"user add":                      "takes 1 word",
		"user add a b":                  "takes 1 word",
		"user add budi --ends-on besok": "is no date",
	} {
		pilar(t, env, "", strings.Fields(args)...).want(t, exitUsage, "", says)
	}
}

func TestFaultsOfTheEnvironmentAreToldTogether(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	got := pilar(t, map[string]string{
		"PILAR_ADDR": "8080", "DATABASE_URL": "postgres://app:geheim@host:many/pilar", "DATABASE_OWNER_URL": "host=x",
	}, "", "serve")
	for _, says := range []string{"PILAR_ADDR=8080: write HOST:PORT", "DATABASE_URL is no", "DATABASE_OWNER_URL is no"} {
		got.want(t, exitRefused, "", says)
	}
	if strings.Contains(got.errors, "geheim") {
		t.Errorf("a password is shown: %s", got.errors)
	}
	env := map[string]string{"PILAR_DATA": file, "DATABASE_OWNER_URL": "postgres://owner@host/pilar", "PILAR_ADDR": "127.0.0.1:99999"}
	got = pilar(t, env, "", "migrate")
	for _, says := range []string{"PILAR_DATA=", "DATABASE_URL is not", "is no port"} {
		got.want(t, exitRefused, "", says)
	}
}

// office is the environment of a database the office runs itself.
func office(t *testing.T, db pgtest.DB) map[string]string {
	t.Helper()
	return map[string]string{
		"PILAR_DATA": t.TempDir(), "PILAR_ADDR": "127.0.0.1:0",
		"DATABASE_URL": db.AppURL, "DATABASE_OWNER_URL": db.OwnerURL + "&pool_max_conns=2",
	}
}

func TestUsers(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t)
	env := office(t, db)
	const secret = "kuda hijau di tangga besi"
	pilar(t, env, secret+"\n", "user", "add", "rudi", "--name", "Rudi Hartono", "--role", "admin", "--password-stdin").
		want(t, exitDone, "The account rudi was made.", "")
	made := pilar(t, env, "", "user", "add", "--role=operator", "Siti", "--name=Siti Rohaeni", "--as", "rudi", "--kecamatan", "32.17.01,32.17.02")
	made.want(t, exitDone, "shown this once: ", "")
	if strings.Contains(made.out, secret) {
		t.Error("a given password is shown")
	}
	pilar(t, env, "", "user", "list").want(t, exitDone, "siti   Siti Rohaeni  operator  32.17.01,32.17.02  -        aktif", "")
	pilar(t, env, "pendek", "user", "add", "ab", "--role", "kepala", "--password-stdin").
		want(t, exitRefused, "", "login: Nama pengguna terdiri")
	pilar(t, env, secret, "user", "reset", "siti", "--password-stdin", "--as", "siti").want(t, exitRefused, "", `lacks "admin"`)
	pilar(t, env, secret, "user", "reset", "siti", "--password-stdin", "--as", "wati").want(t, exitRefused, "", `no account "wati"`)
	pilar(t, env, secret, "user", "reset", "wati", "--password-stdin").want(t, exitRefused, "", `no account "wati"`)
	pilar(t, env, secret, "user", "reset", "siti", "--password-stdin", "--as", "rudi").want(t, exitDone, "another password", "")
	var actors string
	err := db.Owner.QueryRow(t.Context(), `SELECT string_agg(actor_name, ', ' ORDER BY id) FROM audit_entry WHERE verb LIKE 'account.%'`).Scan(&actors)
	if err != nil || !strings.HasPrefix(actors, "sistem (") || !strings.HasSuffix(actors, "), Rudi Hartono, Rudi Hartono") {
		t.Errorf("actors %q (%v)", actors, err)
	}
	pilar(t, env, "", "user", "add", "wawan", "--name", "Wawan", "--role", "staf", "--invite").want(t, exitDone, "/undangan/", "")
	pilar(t, env, "", "user", "list").want(t, exitDone, "wawan  Wawan         staf      all                -        diundang", "")
	pilar(t, env, "", "user", "add", "wati", "--name", "Wati", "--role", "admin", "--kecamatan", "32.17.01", "--invite").
		want(t, exitRefused, "", "kecamatan: Administrator mengatur seluruh kabupaten")
}

func TestTheKeyBelongsToTheDatabase(t *testing.T) {
	t.Parallel()
	env := office(t, pgtest.Open(t))
	pilar(t, env, "", "user", "list").want(t, exitDone, "LOGIN", "")
	key := filepath.Join(env["PILAR_DATA"], "pilar.key")
	if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("key file: %v (%v)", info, err)
	}
	pilar(t, env, "", "user", "list").want(t, exitDone, "LOGIN", "")
	env["PILAR_KEY_FILE"] = filepath.Join(t.TempDir(), "lost.key")
	pilar(t, env, "", "user", "list").want(t, exitRefused, "", "lost.key is missing")
	other := office(t, pgtest.Open(t))
	pilar(t, other, "", "user", "list").want(t, exitDone, "LOGIN", "")
	env["PILAR_KEY_FILE"] = filepath.Join(other["PILAR_DATA"], "pilar.key")
	pilar(t, env, "", "user", "list").want(t, exitRefused, "", "is not the one this database was sealed with")
}

func TestAnOldSchemaIsRefusedWithTheCommandToRun(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t)
	env := office(t, db)
	set := func(change string) {
		t.Helper()
		if _, err := db.Owner.Exec(t.Context(), `UPDATE schema_migrations SET version = version `+change); err != nil {
			t.Fatal(err)
		}
	}
	pilar(t, env, "", "migrate").want(t, exitDone, "The schema has version", "")
	set("- 1")
	for _, command := range []string{"serve", "user list"} {
		pilar(t, env, "", strings.Fields(command)...).want(t, exitRefused, "", "run `pilar migrate` first")
	}
	set("+ 2")
	pilar(t, env, "", "user", "list").want(t, exitRefused, "", "newer than this program's")
}
