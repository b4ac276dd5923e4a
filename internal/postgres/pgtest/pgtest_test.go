package pgtest

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/internal/postgres"
)

func value[T any](t *testing.T, pool *pgxpool.Pool, sql string) (v T) {
	t.Helper()
	if err := pool.QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestDatabaseIsMigrated(t *testing.T) {
	t.Parallel()
	have, want, err := postgres.SchemaVersions(t.Context(), New(t))
	if err != nil || have != want || want == 0 {
		t.Errorf("schema version %d of %d, %v", have, want, err)
	}
}

func TestRightsAreThoseOfProduction(t *testing.T) {
	t.Parallel()
	db := Open(t)
	if who := value[string](t, db.App, `SELECT current_user`); who != "pilar_app" {
		t.Errorf("the application is %s", who)
	}
	if who := value[string](t, db.Owner, `SELECT current_user`); who != "pilar_owner" {
		t.Errorf("the owner is %s", who)
	}
	if _, err := db.App.Exec(t.Context(), `DELETE FROM audit_entry`); err == nil {
		t.Error("the application may delete from the trail")
	}
}

func TestEachTestHasItsOwn(t *testing.T) {
	t.Parallel()
	one, other := Open(t), Open(t)
	if _, err := one.Owner.Exec(t.Context(), `CREATE TABLE mine ()`); err != nil {
		t.Fatal(err)
	}
	if value[bool](t, other.Owner, `SELECT to_regclass('mine') IS NOT NULL`) {
		t.Error("another test's table is seen")
	}
}

func TestAddressesLeadToTheSameDatabase(t *testing.T) {
	t.Parallel()
	db := Open(t)
	name := value[string](t, db.App, `SELECT current_database()`)
	for _, address := range []string{db.AppURL, db.OwnerURL} {
		if got := value[string](t, open(t, address), `SELECT current_database()`); got != name {
			t.Errorf("%s leads to %s, want %s", address, got, name)
		}
	}
}

// forgetful records what a test is told, without failing.
type forgetful struct {
	testing.TB
	told []string
}

func (f *forgetful) Error(args ...any) { f.told = append(f.told, args[0].(string)) }

func TestKeptConnectionIsReported(t *testing.T) {
	t.Parallel()
	_, owner := create(t)
	pool, err := postgres.Open(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	f := &forgetful{TB: t}
	closePool(f, pool)
	if len(f.told) != 1 {
		t.Errorf("told %q", f.told)
	}
}

// A test binary on its own starts a server, and leaves none behind.
func TestServerOfOnesOwn(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^TestAddressesLeadToTheSameDatabase$", "-test.v")
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "PILAR_TEST_SOCKET=") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	// The test's own log has the address, and in it the folder.
	_, rest, found := strings.Cut(string(out), "host=")
	host, _, _ := strings.Cut(rest, "&")
	folder := strings.TrimSuffix(strings.ReplaceAll(host, "%2F", "/"), "/postgres/run")
	if !found || !strings.Contains(folder, "pilar-test-") {
		t.Fatalf("no folder in the log: %s", out)
	}
	for range 500 {
		if _, err := os.Stat(folder); os.IsNotExist(err) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("%s is still there", folder)
}

func BenchmarkNew(b *testing.B) {
	for range b.N {
		New(b).Close()
	}
}
