package installation_test

import (
	"path/filepath"
	"strings"
	"testing"

	"pilar/internal/installation"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/seal"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

func TestDatabase(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t)
	workers := worker.NewStore(db.App, pgtest.Keys())
	for _, name := range []string{"Neng Euis", "Asep", "Siti"} {
		workertest.Registered(t, workers, name, workertest.Engagement("PSM", "32.17.01.2001", "2021-01-01"))
	}
	exec := func(sql string) {
		t.Helper()
		if _, err := db.Owner.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	exec(`UPDATE worker SET voided_at = now() WHERE name = 'Asep'`)
	exec(`INSERT INTO river_job (kind, args, state, finalized_at) VALUES ('import', '{}', 'available', NULL), ('import', '{}', 'retryable', NULL),
		('import', '{}', 'running', NULL), ('import', '{}', 'completed', now()), ('import', '{}', 'discarded', now()),
		('import', '{}', 'discarded', now() - interval '8 days')`)
	store := installation.NewStore(db.App)
	d, err := store.Database(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if d.People != (installation.Count{N: 2}) || d.Accounts.N != 0 || d.Entries.N < 6 || d.Schema < 11 || d.Bytes < 1<<20 || !strings.HasPrefix(d.Server, "1") {
		t.Errorf("%+v", d)
	}
	if d.Jobs != (installation.Jobs{Waiting: 2, Failed: 1}) {
		t.Errorf("the work in the background: %+v", d.Jobs)
	}
	if len(d.Largest) != 8 || d.Largest[0].Bytes < d.Largest[7].Bytes || d.Largest[7].Bytes == 0 {
		t.Errorf("the largest tables are %+v", d.Largest)
	}
	// Where the statistics say that there are many, nobody counts.
	exec(`INSERT INTO login_attempt (key, last_at) SELECT int4send(n), now() FROM generate_series(1, 10500) n`)
	exec(`ANALYZE login_attempt`)
	if d, err = store.Database(t.Context()); err != nil || d.Largest[0].Name != "login_attempt" || d.Largest[0].Rows != (installation.Count{N: 10500, About: true}) {
		t.Errorf("%+v (%v)", d.Largest[0], err)
	}
}

func TestKey(t *testing.T) {
	t.Parallel()
	keys, err := seal.Create(filepath.Join(t.TempDir(), "pilar.key"))
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "pilar.key")
	mine, err := seal.Create(other)
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]installation.KeyState{
		filepath.Join(t.TempDir(), "none"): installation.KeyMissing,
		other:                              installation.KeyOther,
		"store_test.go":                    installation.KeyOther,
	} {
		if got := (installation.Place{KeyFile: file}).Key(keys); got != want {
			t.Errorf("%s: %s, want %s", file, got, want)
		}
	}
	if got := (installation.Place{KeyFile: other}).Key(mine); got != installation.KeyInPlace {
		t.Errorf("the key in use is %s", got)
	}
}

func TestFree(t *testing.T) {
	t.Parallel()
	if free := installation.FreeOn(t.TempDir()); free.Of < free.Bytes || free.Bytes <= 0 {
		t.Errorf("%+v", free)
	}
	if free := installation.FreeOn(filepath.Join(t.TempDir(), "none")); free != (installation.Free{}) {
		t.Errorf("of a folder that there is not: %+v", free)
	}
}
