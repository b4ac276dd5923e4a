package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pilar/internal/postgres/pgtest"
	"pilar/internal/sheet"
)

// exported is a list that was printed as JSON.
type exported struct {
	Title []string
	Rows  []map[string]any
	Notes []string
}

func export(t *testing.T, env map[string]string, args ...string) exported {
	t.Helper()
	got := pilar(t, env, "", append([]string{"export", "--format", "json"}, args...)...)
	var e exported
	if err := json.Unmarshal([]byte(got.out), &e); got.code != exitDone || err != nil {
		t.Fatalf("%v: exit %d, %v: %s", args, got.code, err, got.errors)
	}
	return e
}

var sixteen = regexp.MustCompile(`\d{16}`)

func TestExport(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t)
	env := office(t, db)
	env["PILAR_KEY_FILE"] = "../../internal/postgres/pgtest/test.key" // opens what the template's trail holds
	if got := imported(t, env, "--cadre", "TKSK", filepath.Join(workbooks, "TKSK 2026.xlsx"), "--apply"); got.Loadable != 14 {
		t.Fatalf("%d people were loaded", got.Loadable)
	}
	for login, role := range map[string]string{"staf1": "staf", "kepala": "pimpinan", "admin1": "admin"} {
		pilar(t, env, "", "user", "add", login, "--name", "Uji "+role, "--role", role).want(t, exitDone, "was made", "")
	}
	pilar(t, env, "", "user", "add", "lembang", "--name", "Uji Lembang", "--role", "pimpinan", "--kecamatan", "32.17.01").want(t, exitDone, "was made", "")

	all := export(t, env, "sdm")
	if len(all.Rows) != 14 || !strings.Contains(strings.Join(all.Title, "|"), "Aktif; per tanggal ") || !strings.Contains(strings.Join(all.Title, "|"), "14 orang") {
		t.Errorf("%d rows under %q", len(all.Rows), all.Title)
	}
	for _, r := range all.Rows {
		if nik, _ := r["NIK"].(string); len(nik) != 16 || !strings.HasSuffix(nik, "****") || r["Jenis SDM"] != "TKSK" {
			t.Errorf("a row says %v", r)
		}
	}
	if old := export(t, env, "sdm", "--per-tanggal", "1-1-1990"); len(old.Rows) != 0 {
		t.Errorf("%d people served before they began", len(old.Rows))
	}
	if mine := export(t, env, "sdm", "--as", "lembang"); len(mine.Rows) != 1 || mine.Rows[0]["Kecamatan tugas"] != "Lembang" {
		t.Errorf("a limited account gets %v", mine.Rows)
	}
	whole := export(t, env, "sdm", "--as", "kepala", "--personal", "--reason", "pencocokan DTSEN")
	if nik, _ := whole.Rows[0]["NIK"].(string); !sixteen.MatchString(nik) {
		t.Errorf("a whole NIK is %q", nik)
	}
	trail := export(t, env, "audit", "--as", "admin1")
	if text := strings.Join(trail.Notes, "|"); !strings.Contains(text, "Rantai jejak utuh") {
		t.Errorf("the trail's file ends with %s", text)
	}
	said, _ := json.Marshal(trail.Rows)
	for _, words := range []string{"Mengekspor", "pencocokan DTSEN", "Uji pimpinan", "utuh", "disamarkan"} {
		if !strings.Contains(string(said), words) {
			t.Errorf("the trail does not say %q", words)
		}
	}
	if old := export(t, env, "audit", "--per-tanggal", "1-1-1990"); len(old.Rows) != 0 {
		t.Errorf("%d entries before there was a trail", len(old.Rows))
	}

	posts := export(t, env, "formasi", "--as", "lembang")
	if len(posts.Rows) != 17 || posts.Rows[0]["Kecamatan"] != "Lembang" || posts.Rows[0]["Formasi"] != 1.0 || !strings.Contains(strings.Join(posts.Title, "|"), "hanya kecamatan Lembang: 17 tempat") {
		t.Errorf("the posts of Lembang are %v under %q", posts.Rows, posts.Title)
	}
	if old := export(t, env, "formasi", "--per-tanggal", "1-1-1990"); len(old.Rows) != 0 {
		t.Errorf("%d posts before there were any", len(old.Rows))
	}
	if who := export(t, env, "pengguna", "--as", "admin1"); len(who.Rows) != 4 || !strings.Contains(fmt.Sprint(who.Rows), "Nama pengguna:lembang") {
		t.Errorf("the accounts are %v", who.Rows)
	}

	refused := map[string]string{
		"formasi --as siapa":                   `no account "siapa"`,
		"pengguna --as kepala":                 `lacks "admin"`,
		"sdm --as staf1 --personal --reason x": `lacks "personal.show"`,
		"audit --as staf1":                     `lacks "audit.read"`,
		"sdm --as siapa":                       `no account "siapa"`,
		"sdm --out " + filepath.Join(t.TempDir(), "tidak", "ada.xlsx"): "no such file",
	}
	for args, why := range refused {
		got := pilar(t, env, "", append([]string{"export"}, strings.Fields(args)...)...)
		if got.want(t, exitRefused, "", why); got.out != "" {
			t.Errorf("%s: something came out", args)
		}
	}
	for args, why := range map[string]string{
		"": "takes 1 word", "sertifikat": "not \"sertifikat\"", "sdm --format pdf": `no format "pdf"`, "sdm --personal": "needs --reason", "audit --personal --reason x": "is for sdm",
		"sdm --per-tanggal kemarin": "is no date", "formasi --personal --reason x": "is for sdm", "pengguna --per-tanggal 1-1-2026": "may log in now",
	} {
		pilar(t, env, "", append([]string{"export"}, strings.Fields(args)...)...).want(t, exitUsage, "", why)
	}
}

func TestExportIntoAFile(t *testing.T) {
	t.Parallel()
	env := office(t, pgtest.Open(t))
	imported(t, env, "--cadre", "TKSK", filepath.Join(workbooks, "TKSK 2026.xlsx"), "--apply")
	dir := t.TempDir()
	for _, name := range []string{"sdm.xlsx", "sdm.csv"} {
		path := filepath.Join(dir, name)
		pilar(t, env, "", "export", "sdm", "--format", name[4:], "--out", path).want(t, exitDone, "", "")
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
		book, err := sheet.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for row, err := range book.Sheets[0].Rows() {
			if err != nil {
				t.Fatal(err)
			}
			if len(row.Cells) > 5 {
				rows++
			}
		}
		if err := book.Close(); err != nil || rows != 15 { // with the head
			t.Errorf("%s: %d rows, %v", name, rows, err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	pilar(t, env, "", "export", "sdm", "--out", filepath.Join(dir, "folder")).want(t, exitRefused, "", "folder")
	if left, err := filepath.Glob(filepath.Join(dir, ".pilar-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
