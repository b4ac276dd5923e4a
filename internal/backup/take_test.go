package backup_test

import (
	"archive/zip"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pilar/internal/backup"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

// A table that nobody told this package of is in the backup; what is left out is a list that names only what there is.
func TestNoTableIsForgotten(t *testing.T) {
	o := open(t)
	o.exec(`CREATE TABLE "Besok Dibuat" (kode text, id bigint GENERATED ALWAYS AS IDENTITY, ganda text GENERATED ALWAYS AS (kode || kode) STORED,
		PRIMARY KEY (kode, id)); GRANT SELECT ON "Besok Dibuat" TO pilar_app; INSERT INTO "Besok Dibuat" (kode) VALUES ('b'), ('a'), ('B')`)
	a, err := backup.Open(t.Context(), o.take(), keys)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	present := values(t, o.db.Owner, `SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('schema_migrations', 'river_migration')`)
	for _, name := range present {
		in := slices.ContainsFunc(a.Tables, func(t backup.Table) bool { return t.Name == name })
		if in == slices.Contains(backup.Transient, name) {
			t.Errorf("%s: in the backup %v", name, in)
		}
	}
	for _, name := range backup.Transient {
		if !slices.Contains(present, name) || !slices.Contains(a.LeftOut, name) {
			t.Errorf("%s is to be left out, but there is no such table, or the manifest does not say so", name)
		}
	}
	added := tableOf(&a.Manifest, "Besok Dibuat")
	if added.Rows != 3 || !slices.Equal(added.Columns, []string{"id", "kode"}) || added.Content != contentOf("3\tB\n2\ta\n1\tb\n") {
		t.Errorf("the new table stands in the manifest as %+v", added)
	}
	if a.Rows() < 200 || a.People() != 0 || a.Schema < 8 || a.Program != "uji" || a.TakenBy != tester.Name {
		t.Errorf("the manifest says %v", a.Manifest)
	}
}

// A thief of a backup finds names in it, and no number that identifies a person.
func TestABackupShowsNoPersonalNumber(t *testing.T) {
	o := open(t)
	p := workertest.Person("Siti Aminah")
	p.KK, p.NPWP, p.Phone, p.PhoneNote = "3217010101019777", "098765432109876", "+6281298765432", "0812-BUKAN-77777"
	workers := worker.NewStore(o.db.App, keys)
	id, err := workers.Register(t.Context(), workertest.Clerk, p, workertest.Engagement("PSM", psmPlace, "2021-01-01"), worker.Employment{})
	if err != nil {
		t.Fatal(err)
	}
	account := worker.BankAccount{Worker: id, Bank: "Bank", Number: "0070012345678", Holder: "Siti", From: workertest.Day("2021-01-01")}
	if err := workers.RecordBank(t.Context(), workertest.Clerk, account); err != nil {
		t.Fatal(err)
	}
	r, err := zip.OpenReader(o.take())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var unpacked strings.Builder
	for _, entry := range r.File {
		unpacked.WriteString(read(t, entry))
	}
	if !strings.Contains(unpacked.String(), "Siti Aminah") {
		t.Fatal("the backup does not even hold the name: it proves nothing")
	}
	for _, secret := range []string{p.NIK, p.KK, p.NPWP, p.Phone[3:], p.PhoneNote, account.Number} {
		for _, form := range []string{secret, hex.EncodeToString([]byte(secret))} {
			if strings.Contains(unpacked.String(), form) {
				t.Errorf("a backup shows %s", secret)
			}
		}
	}
}

func TestABackupReplacesNothing(t *testing.T) {
	o := open(t)
	file := filepath.Join(t.TempDir(), "ada.zip")
	if err := os.WriteFile(file, []byte("penting"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Take(t.Context(), o.source(), "uji", file); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("over another file: %v", err)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "penting" {
		t.Errorf("the file holds %q (%v)", text, err)
	}
}

// Where a backup fails, nothing is left that looks like one.
func TestAFailedBackupLeavesNothing(t *testing.T) {
	o := open(t)
	o.write("ab/cd", "isi")
	if err := os.Symlink("cd", filepath.Join(o.files, "ab", "taut")); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := backup.Take(t.Context(), o.source(), "uji", filepath.Join(dir, "a.zip")); err == nil || !strings.Contains(err.Error(), "is no ordinary file") {
		t.Errorf("with a link among the files: %v", err)
	}
	o.exec(`CREATE TABLE tanpa_kunci (isi text)`)
	if _, err := backup.Take(t.Context(), o.source(), "uji", filepath.Join(dir, "b.zip")); err == nil || !strings.Contains(err.Error(), "no primary key") {
		t.Errorf("with a table that has no key: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}
