package backup_test

import (
	"archive/zip"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/internal/audit"
	"pilar/internal/backup"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/seal"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

var (
	tester = audit.System("uji")
	keys   = pgtest.Keys()
)

const psmPlace = "32.17.01.2001"

// office is an installation with a few people.
type office struct {
	*testing.T
	db    pgtest.DB
	files string
}

func open(t *testing.T) office {
	t.Helper()
	t.Parallel()
	return office{t, pgtest.Open(t), filepath.Join(t.TempDir(), "files")}
}

// another is a further database of an empty start.
func (o office) another() pgtest.DB { return pgtest.Open(o.T) }

// populate registers some people whose facts are corrected, voided and replaced.
func (o office) populate() {
	o.Helper()
	workers := worker.NewStore(o.db.App, keys)
	for _, name := range []string{"Neng Euis", "Asep \\ \"Saepudin\"\tS.Sos", "Siti Aminah"} {
		id := workertest.Registered(o, workers, name, workertest.Engagement("PSM", psmPlace, "2021-01-01"))
		account := worker.BankAccount{Worker: id, Bank: "Bank", Number: "0070012345678", Holder: name, From: workertest.Day("2021-01-01")}
		if err := workers.RecordBank(o.Context(), workertest.Clerk, account); err != nil {
			o.Fatal(err)
		}
	}
	o.exec(`INSERT INTO account (login, name, role, password_hash) VALUES ('rudi', 'Rudi', 'admin', 'none')`)
	o.exec(`INSERT INTO session (token_hash, account, data, expires_at) VALUES ('hash', 1, '', now())`)
	o.exec(`INSERT INTO river_job (kind, args) VALUES ('import', '{"import": 1}')`)
}

func (o office) exec(sql string, args ...any) {
	o.Helper()
	if _, err := o.db.Owner.Exec(o.Context(), sql, args...); err != nil {
		o.Fatal(err)
	}
}

func (o office) write(path, content string) {
	o.Helper()
	name := filepath.Join(o.files, path)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		o.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		o.Fatal(err)
	}
}

// take takes a backup and returns its file.
func (o office) take() string {
	o.Helper()
	file := filepath.Join(o.TempDir(), "cadangan.zip")
	if _, err := backup.Take(o.Context(), o.source(), tester.Name, file); err != nil {
		o.Fatal(err)
	}
	return file
}

func (o office) source() backup.Source {
	return backup.Source{DB: o.db.App, Keys: keys, Files: o.files, Program: "uji"}
}

// place is an empty database beside the test's own, without even a schema.
type place struct {
	backup.Place
	app string
}

func emptyPlace(t testing.TB, db pgtest.DB) place {
	t.Helper()
	name := "restored_" + strings.ToLower(rand.Text())
	if _, err := db.Owner.Exec(t.Context(), `CREATE DATABASE `+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.Owner.Exec(context.Background(), `DROP DATABASE `+name+` WITH (FORCE)`); err != nil {
			t.Error(err)
		}
	})
	owner := elsewhere(t, db.OwnerURL, name)
	return place{backup.Place{OwnerURL: owner, AppRole: "pilar_app", Files: filepath.Join(t.TempDir(), "files")}, elsewhere(t, db.AppURL, name)}
}

// elsewhere is an address with another database in it.
func elsewhere(t testing.TB, address, database string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + database
	return u.String()
}

// restore opens a backup and restores it.
func restore(t testing.TB, file string, to place, with *seal.Keys) error {
	t.Helper()
	a, err := backup.Open(t.Context(), file, with)
	if err != nil {
		return err
	}
	defer a.Close()
	return backup.Restore(t.Context(), to.Place, a, with, tester)
}

// connected opens a pool for the rest of the test.
func connected(t testing.TB, address string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func value[T any](t testing.TB, db *pgxpool.Pool, sql string, args ...any) (v T) {
	t.Helper()
	if err := db.QueryRow(t.Context(), sql, args...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

func values(t testing.TB, db *pgxpool.Pool, sql string, args ...any) []string {
	t.Helper()
	rows, _ := db.Query(t.Context(), sql, args...)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return all
}

// forge writes the archive anew: change may alter the manifest, and the content of entries by name; what is new in the map
// is added. The manifest is sealed with the key, as somebody who has it could.
func forge(t *testing.T, file string, change func(*backup.Manifest, map[string]string)) string {
	t.Helper()
	r, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	content := map[string]string{}
	for _, entry := range r.File {
		content[entry.Name] = read(t, entry)
	}
	var m backup.Manifest
	if err := json.Unmarshal([]byte(content["manifest.json"]), &m); err != nil {
		t.Fatal(err)
	}
	delete(content, "manifest.json")
	delete(content, "manifest.seal")
	change(&m, content)
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if _, given := content["manifest.json"]; !given {
		content["manifest.json"] = string(text)
		content["manifest.seal"] = backup.Stamp(keys, text)
	}
	return archive(t, content)
}

func read(t *testing.T, entry *zip.File) string {
	t.Helper()
	r, err := entry.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func archive(t *testing.T, content map[string]string) string {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "lain.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := zip.NewWriter(f)
	for name, text := range content {
		entry, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(entry, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// contentOf is what a manifest says of an entry with this text.
func contentOf(text string) backup.Content {
	sum := sha256.Sum256([]byte(text))
	return backup.Content{Bytes: int64(len(text)), SHA256: hex.EncodeToString(sum[:])}
}

func tableOf(m *backup.Manifest, name string) *backup.Table {
	return &m.Tables[slices.IndexFunc(m.Tables, func(t backup.Table) bool { return t.Name == name })]
}
