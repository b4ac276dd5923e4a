package backup_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/internal/audit"
	"pilar/internal/backup"
	"pilar/internal/postgres"
	"pilar/internal/seal"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

// everything is every row of every table up to an entry of the trail, but for what a restore adds and a backup leaves out.
// It asks the database in its own way, not in the package's.
func everything(t *testing.T, db *pgxpool.Pool, head int64) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, table := range values(t, db, `SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'`) {
		if table == "backup_record" || table == "river_migration" || slices.Contains(backup.Transient, table) {
			continue
		}
		which := ""
		if table == "audit_entry" {
			which = fmt.Sprintf(" WHERE id <= %d", head)
		}
		all[table] = values(t, db, `SELECT to_jsonb(t)::text FROM `+pgx.Identifier{table}.Sanitize()+` t`+which+` ORDER BY 1`)
	}
	return all
}

func TestRestoredIsTheOriginal(t *testing.T) {
	o := open(t)
	o.populate()
	o.write("ab/cd", "isi berkas")
	o.write("kosong", "")
	file := o.take()
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v (%v)", info.Mode(), err)
	}
	to := emptyPlace(t, o.db)
	if err := restore(t, file, to, keys); err != nil {
		t.Fatal(err)
	}

	there := connected(t, to.OwnerURL)
	head := value[int64](t, o.db.Owner, `SELECT max(id) FROM audit_entry`)
	want := everything(t, o.db.Owner, head)
	if len(want) < 20 || len(want["worker"]) != 3 || len(want["bank_account"]) != 3 {
		t.Fatalf("the original holds too little to prove anything: %d tables", len(want))
	}
	if diff := cmp.Diff(want, everything(t, there, head)); diff != "" {
		t.Errorf("(-original +restored):\n%s", diff)
	}
	for _, path := range []string{"ab/cd", "kosong"} {
		was, _ := os.ReadFile(filepath.Join(o.files, path))
		is, err := os.ReadFile(filepath.Join(to.Files, path))
		if err != nil || string(is) != string(was) {
			t.Errorf("the file %s holds %q (%v)", path, is, err)
		}
	}
	if left, err := filepath.Glob(to.Files + ".*"); err != nil || len(left) != 0 {
		t.Errorf("left behind: %q (%v)", left, err)
	}
	for _, table := range backup.Transient {
		if n := value[int](t, there, `SELECT count(*) FROM `+table); n != 0 {
			t.Errorf("%d rows came back in %s", n, table)
		}
	}
	if ready, err := postgres.QueueReady(t.Context(), there); err != nil || !ready {
		t.Errorf("there can be no work in the background (%v)", err)
	}
	theSchemaIsWhole(t, o.db.Owner, there)

	// The login that serves works on: numbers go on where they were, and the trail is chained.
	app := connected(t, to.app)
	last := value[int64](t, there, `SELECT max(id) FROM worker`)
	if id := workertest.Registered(t, worker.NewStore(app, keys), "Popon", workertest.Engagement("PSM", psmPlace, "2024-01-01")); id <= last {
		t.Errorf("the next person gets number %d after %d", id, last)
	}
	trail := audit.NewStore(app, keys)
	if at, _, err := trail.BrokenAt(t.Context()); err != nil || at != 0 {
		t.Errorf("the trail is broken at %d (%v)", at, err)
	}
	if protected, err := trail.Protected(t.Context()); err != nil || !protected {
		t.Errorf("the serving login may change the trail (%v)", err)
	}
	if verb := value[string](t, there, `SELECT verb FROM audit_entry WHERE id = $1`, head+1); verb != string(audit.BackupRestored) {
		t.Errorf("the entry after the backup's last is %q", verb)
	}
	if s, err := backup.NewStore(app, keys).Standing(t.Context()); err != nil || !s.Last.Proven() || s.Last.People != 3 || s.Last.Head != head {
		t.Errorf("the restored place knows of %+v (%v)", s.Last, err)
	}
}

// theSchemaIsWhole compares constraints, triggers and indexes: some were taken off while rows were loaded.
func theSchemaIsWhole(t *testing.T, original, restored *pgxpool.Pool) {
	t.Helper()
	for what, sql := range map[string]string{
		"constraints": `SELECT conrelid::regclass || ' ' || conname || ' ' || convalidated || ' ' || pg_get_constraintdef(oid)
			FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1`,
		"triggers":  `SELECT tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`,
		"indexes":   `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`,
		"sequences": `SELECT sequencename || ' ' || coalesce(last_value, 0) FROM pg_sequences WHERE sequencename NOT IN ('session_id_seq', 'river_job_id_seq', 'audit_entry_id_seq', 'backup_record_id_seq') ORDER BY 1`,
		"grants": `SELECT table_name || ' ' || privilege_type FROM information_schema.table_privileges
			WHERE grantee = 'pilar_app' AND table_schema = 'public' ORDER BY 1`,
	} {
		want := values(t, original, sql)
		if diff := cmp.Diff(want, values(t, restored, sql)); diff != "" || len(want) < 5 {
			t.Errorf("%d %s (-original +restored):\n%s", len(want), what, diff)
		}
	}
}

// A place in which `pilar serve` has been started, and nobody has worked, is as good as a new one.
func TestAnEmptyStartIsAnEmptyPlace(t *testing.T) {
	o, fresh := open(t), office{}
	o.populate()
	file := o.take()
	fresh = office{t, o.another(), ""}
	fresh.exec(`INSERT INTO river_job (kind, args) VALUES ('import', '{"import": 1}')`)
	fresh.db.App.Close()
	fresh.db.Owner.Close()
	to := place{backup.Place{OwnerURL: fresh.db.OwnerURL, AppRole: "pilar_app"}, fresh.db.AppURL}
	if err := restore(t, file, to, keys); err != nil {
		t.Fatal(err)
	}
	there := connected(t, to.OwnerURL)
	head := value[int64](t, o.db.Owner, `SELECT max(id) FROM audit_entry`)
	if diff := cmp.Diff(everything(t, o.db.Owner, head), everything(t, there, head)); diff != "" {
		t.Errorf("(-original +restored):\n%s", diff)
	}
	if n := value[int](t, there, `SELECT count(*) FROM river_job`); n != 0 {
		t.Errorf("%d jobs of the empty start would work on what was restored", n)
	}
	if err := restore(t, file, to, keys); err == nil || !strings.Contains(err.Error(), "3 people stand in this register already") {
		t.Errorf("restored twice: %v", err)
	}
}

func TestPlacesThatAreRefused(t *testing.T) {
	o := open(t)
	o.populate()
	file := o.take()
	for name, c := range map[string]struct{ prepare, says string }{
		"an account": {`INSERT INTO account (login, name, role, password_hash) VALUES ('rudi', 'Rudi', 'admin', 'none')`, "1 accounts are in use here"},
		"an act":     {`SELECT pilar_begin_write(7, 'Rudi'); INSERT INTO audit_entry (verb, subject_kind, subject_name) VALUES ('setting.changed', 'setting', 'Nama')`, "1 acts of people stand in this trail"},
		"newer":      {`UPDATE schema_migrations SET version = 999999`, "newer than this program's"},
	} {
		t.Run(name, func(t *testing.T) {
			there := office{t, o.another(), ""}
			there.exec(c.prepare)
			there.db.App.Close()
			there.db.Owner.Close()
			before := value[int](t, connected(t, there.db.OwnerURL), `SELECT count(*) FROM region`)
			err := restore(t, file, place{Place: backup.Place{OwnerURL: there.db.OwnerURL}}, keys)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("refused with %v, want …%s…", err, c.says)
			}
			if after := value[int](t, connected(t, there.db.OwnerURL), `SELECT count(*) FROM region`); after != before || after == 0 {
				t.Errorf("%d places where %d were", after, before)
			}
		})
	}
	t.Run("in use", func(t *testing.T) {
		there := o.another()
		serving, err := postgres.Open(t.Context(), there.AppURL)
		if err != nil {
			t.Fatal(err)
		}
		defer serving.Close()
		err = restore(t, file, place{Place: backup.Place{OwnerURL: there.OwnerURL}}, keys)
		if err == nil || !strings.Contains(err.Error(), "stop `pilar serve` first") {
			t.Errorf("beside a program that serves: %v", err)
		}
	})
	t.Run("not the owner", func(t *testing.T) {
		to := emptyPlace(t, o.db)
		to.OwnerURL = to.app
		if err := restore(t, file, to, keys); err == nil || !strings.Contains(err.Error(), "name the one that owns the database in DATABASE_OWNER_URL") {
			t.Errorf("as the login that serves: %v", err)
		}
	})
}

// Whatever a backup claims, a restore takes nothing that is not consistent in itself, and then leaves nothing.
func TestBackupsThatAreRefusedInThePlace(t *testing.T) {
	o := open(t)
	o.populate()
	good := o.take()
	o.exec(`UPDATE audit_entry SET actor_name = 'orang lain' WHERE id = 2`)
	for name, c := range map[string]struct{ file, says string }{
		"a broken trail": {o.take(), "its trail is broken at entry 2"},
		"a table too few": {forge(t, good, func(m *backup.Manifest, content map[string]string) {
			m.Tables = slices.DeleteFunc(m.Tables, func(t backup.Table) bool { return t.Name == "bank_account" })
			delete(content, "tables/bank_account.copy")
		}), "table bank_account is missing"},
		"a column too few": {forge(t, good, func(m *backup.Manifest, _ map[string]string) {
			tableOf(m, "worker").Columns = tableOf(m, "worker").Columns[1:]
		}), "table worker is not that of schema version"},
		"a foreign table": {forge(t, good, func(m *backup.Manifest, content map[string]string) {
			tableOf(m, "worker").Name = "pg_authid"
			content["tables/pg_authid.copy"] = content["tables/worker.copy"]
			delete(content, "tables/worker.copy")
		}), "table pg_authid is not that"},
		"rows that refer to nothing": {forge(t, good, func(m *backup.Manifest, content map[string]string) {
			content["tables/worker.copy"] = ""
			w := tableOf(m, "worker")
			w.Rows, w.Content = 0, contentOf("")
		}), `constraint "bank_account_worker_fkey"`},
		"another head":   {forge(t, good, func(m *backup.Manifest, _ map[string]string) { m.Head.ID++ }), "the trail ends with entry"},
		"a newer schema": {forge(t, good, func(m *backup.Manifest, _ map[string]string) { m.Schema = 999999 }), backup.ErrNewer.Error()},
		"no such schema": {forge(t, good, func(m *backup.Manifest, _ map[string]string) { m.Schema = 0 }), "table"},
	} {
		t.Run(name, func(t *testing.T) {
			to := emptyPlace(t, o.db)
			err := restore(t, c.file, to, keys)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("refused with %v, want …%s…", err, c.says)
			}
			if err != nil && strings.Contains(err.Error(), "Neng Euis") {
				t.Errorf("the refusal quotes a person: %v", err)
			}
			if n := value[int](t, connected(t, to.OwnerURL), `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`); n != 0 {
				t.Errorf("%d tables are left in the place", n)
			}
		})
	}
}

// A backup of an earlier schema is brought to the present one.
func TestABackupOfAnEarlierSchema(t *testing.T) {
	o := open(t)
	o.populate()
	_, newest, err := postgres.SchemaVersions(t.Context(), o.db.App)
	if err != nil {
		t.Fatal(err)
	}
	tx, err := o.db.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(postgres.Move(t.Context(), tx, 8), tx.Commit(t.Context())); err != nil {
		t.Fatal(err)
	}
	to := emptyPlace(t, o.db)
	if err := restore(t, o.take(), to, keys); err != nil {
		t.Fatal(err)
	}
	peopleCameBack(t, to, newest)
}

// testdata/schema-8.zip was taken when the schema had version 8 and the archive's form version 1: what is taken today must
// be read for as long as offices keep it.
func TestABackupFromThePast(t *testing.T) {
	o := open(t)
	_, newest, err := postgres.SchemaVersions(t.Context(), o.db.App)
	if err != nil {
		t.Fatal(err)
	}
	to := emptyPlace(t, o.db)
	if err := restore(t, "testdata/schema-8.zip", to, keys); err != nil {
		t.Fatal(err)
	}
	peopleCameBack(t, to, newest)
	if got, err := os.ReadFile(filepath.Join(to.Files, "ab/cd")); err != nil || string(got) != "isi berkas" {
		t.Errorf("its file: %q (%v)", got, err)
	}
}

func peopleCameBack(t *testing.T, to place, newest uint) {
	t.Helper()
	there := connected(t, to.OwnerURL)
	if have, _, err := postgres.SchemaVersions(t.Context(), there); err != nil || have != newest {
		t.Errorf("the schema has version %d, not %d (%v)", have, newest, err)
	}
	want := []string{"Asep \\ \"Saepudin\"\tS.Sos", "Neng Euis", "Siti Aminah"}
	if diff := cmp.Diff(want, values(t, there, `SELECT name FROM worker ORDER BY name`)); diff != "" {
		t.Error(diff)
	}
	var sealed []byte
	if err := there.QueryRow(t.Context(), `SELECT nik_sealed FROM worker LIMIT 1`).Scan(&sealed); err != nil {
		t.Fatal(err)
	}
	if nik, err := keys.Open(seal.NIK, sealed); err != nil || len(nik) != 16 {
		t.Errorf("a NIK opens to %d figures (%v)", len(nik), err)
	}
	if at, _, err := audit.NewStore(there, keys).BrokenAt(t.Context()); err != nil || at != 0 {
		t.Errorf("the trail is broken at %d (%v)", at, err)
	}
}
