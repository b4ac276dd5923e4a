package pgserver

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// install makes a folder with programs that say they are of the given version.
func install(t *testing.T, bin, version string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the made-up programs are shell scripts")
	}
	script := fmt.Sprintf("#!/bin/sh\necho 'postgres (PostgreSQL) %s'\n", version)
	err := os.MkdirAll(bin, 0o755)
	for _, name := range []string{"initdb", "postgres"} {
		if err == nil {
			err = os.WriteFile(filepath.Join(bin, name), []byte(script), 0o755)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return bin
}

func anywhere(string) error { return nil }

func TestFind(t *testing.T) {
	t.Parallel()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	linked := install(t, at("elsewhere/16/bin"), "16.4 (Debian 16.4-1)")
	links := at("links")
	if err := os.Mkdir(links, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(linked, "initdb"), filepath.Join(links, "initdb")); err != nil {
		t.Fatal(err)
	}
	install(t, at("lib/13/bin"), "13.9")
	install(t, at("lib/16/bin"), "16.1")
	install(t, at("lib/17/bin"), "17.0")
	install(t, at("broken"), "of no version")
	install(t, at("barred"), "19.0")
	s := search{
		path:  []string{at("missing"), links, ""},
		globs: []string{at("lib/*/bin"), at("[bad")},
		bins:  []string{at("broken"), at("barred"), install(t, at("fetched"), "18beta1")},
		reach: func(bin string) error {
			if strings.HasSuffix(bin, "barred") {
				return os.ErrPermission
			}
			return nil
		},
	}
	found, old := s.find(t.Context())
	for major, bin := range map[int]string{16: linked, 17: at("lib/17/bin"), 18: at("fetched"), 19: "", 13: ""} {
		if found[major].bin != bin {
			t.Errorf("version %d was found in %q, want %q", major, found[major].bin, bin)
		}
	}
	if !slices.Equal(old, []int{13}) {
		t.Errorf("too old: %v", old)
	}
}

func TestInstalledServerIsFound(t *testing.T) {
	t.Parallel()
	if found, _ := systemSearch(nil, anywhere).find(t.Context()); len(found) == 0 {
		t.Error(notFound(nil))
	}
}

func TestNothingInstalled(t *testing.T) {
	t.Parallel()
	found, old := search{path: []string{install(t, filepath.Join(t.TempDir(), "bin"), "9.6.24")}, reach: anywhere}.find(t.Context())
	_, err := home{t.TempDir()}.pick(found, old)
	if err == nil {
		t.Fatal("not refused")
	}
	for _, word := range []string{"PostgreSQL 15 or newer", "only version 9", "DATABASE_URL"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not say %q", err, word)
		}
	}
}

func TestPick(t *testing.T) {
	t.Parallel()
	found := map[int]programs{15: {15, "a"}, 17: {17, "b"}}
	h := home{t.TempDir()}
	if p, err := h.pick(found, nil); err != nil || p.major != 17 {
		t.Errorf("without a cluster: %d, %v; want the newest", p.major, err)
	}
	if err := os.Mkdir(h.cluster(15), 0o700); err != nil {
		t.Fatal(err)
	}
	if p, err := h.pick(found, nil); err != nil || p.major != 15 {
		t.Errorf("with a cluster of version 15: %d, %v", p.major, err)
	}
}

func TestHowToInstall(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ goos, release, want string }{
		{"darwin", "", "brew"},
		{"linux", "NAME=\"Debian GNU/Linux\"\nID=debian\n", "apt-get"},
		{"linux", "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", "apt-get"},
		{"linux", "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", "dnf"},
		{"linux", "ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n", "zypper"},
		{"linux", "ID=alpine\n", "apk"},
		{"freebsd", "", ""},
	} {
		if got := howToInstall(c.goos, c.release); !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s %q: %q, want %s", c.goos, c.release, got, c.want)
		}
	}
}

func TestURL(t *testing.T) {
	t.Setenv("PGPORT", "7777")
	t.Setenv("PGUSER", "somebody")
	config, err := pgx.ParseConfig(URL("/a folder/with & signs", AppRole, "some-db"))
	if err != nil {
		t.Fatal(err)
	}
	if config.Host != "/a folder/with & signs" || config.Port != 5432 || config.User != AppRole || config.Database != "some-db" || config.TLSConfig != nil {
		t.Errorf("read as host %q, port %d, user %q, database %q", config.Host, config.Port, config.User, config.Database)
	}
}
