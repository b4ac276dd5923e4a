package pgserver

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// installed are the places where packages put PostgreSQL's programs without adding them to PATH.
var installed = []string{
	"/usr/lib/postgresql/*/bin",         // Debian, Ubuntu
	"/usr/pgsql-*/bin",                  // PostgreSQL's own packages for Red Hat's family
	"/usr/lib/postgresql*/bin",          // SUSE
	"/usr/libexec/postgresql*",          // Alpine
	"/opt/homebrew/opt/postgresql*/bin", // Homebrew on Apple's processors
	"/usr/local/opt/postgresql*/bin",    // Homebrew on Intel's
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// programs is one installation of PostgreSQL.
type programs struct {
	major int
	bin   string // the folder of initdb and postgres
}

// search says where to look for installations, in the order of preference.
type search struct {
	path  []string               // folders as in PATH; links to the programs are followed
	globs []string               // patterns of folders
	bins  []string               // further folders
	reach func(bin string) error // fails for a folder that the server's user may not enter
}

func systemSearch(bins []string, reach func(string) error) search {
	return search{path: filepath.SplitList(os.Getenv("PATH")), globs: installed, bins: bins, reach: reach}
}

// find returns the first installation of each major version that Pilar can use, and the versions that are too old for it.
func (s search) find(ctx context.Context) (found map[int]programs, old []int) {
	found = map[int]programs{}
	for _, bin := range s.folders() {
		major, ok := version(ctx, bin)
		switch {
		case !ok:
		case major < Oldest:
			old = append(old, major)
		case found[major].bin == "":
			found[major] = programs{major, bin}
		}
	}
	return found, old
}

// folders lists, without repetition, the folders that hold an initdb within reach.
func (s search) folders() []string {
	candidates := append([]string(nil), s.path...)
	for _, glob := range s.globs {
		matches, _ := filepath.Glob(glob) // fails on a bad pattern only
		candidates = append(candidates, matches...)
	}
	var folders []string
	seen := map[string]bool{}
	for _, folder := range append(candidates, s.bins...) {
		// The programs find their libraries from where they really stand, so a link in PATH is followed.
		initdb, err := filepath.EvalSymlinks(filepath.Join(folder, "initdb"))
		if err != nil || !filepath.IsAbs(initdb) {
			continue
		}
		if bin := filepath.Dir(initdb); !seen[bin] && s.reach(bin) == nil {
			seen[bin] = true
			folders = append(folders, bin)
		}
	}
	return folders
}

var versionText = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

func version(ctx context.Context, bin string) (major int, ok bool) {
	out, err := exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return 0, false
	}
	match := versionText.FindSubmatch(out)
	if match == nil {
		return 0, false
	}
	major, err = strconv.Atoi(string(match[1]))
	return major, err == nil
}

// notFound is the error where no installation can be used.
func notFound(old []int) error {
	too := ""
	if len(old) > 0 {
		too = fmt.Sprintf(" (only version %d, which is too old)", old[0])
	}
	release, _ := os.ReadFile("/etc/os-release") // there is none outside Linux
	return fmt.Errorf("no PostgreSQL %d or newer was found on this machine%s: install it%s, or set DATABASE_URL to a server elsewhere",
		Oldest, too, howToInstall(runtime.GOOS, string(release)))
}

// installers maps the families of systems, as os-release names them, to the command that installs a server with the
// extensions which the migrations create.
var installers = []struct{ family, command string }{
	{"debian", "apt-get install postgresql"},
	{"ubuntu", "apt-get install postgresql"},
	{"rhel", "dnf install postgresql-server postgresql-contrib"},
	{"fedora", "dnf install postgresql-server postgresql-contrib"},
	{"suse", "zypper install postgresql-server postgresql-contrib"},
	{"alpine", "apk add postgresql postgresql-contrib"},
	{"arch", "pacman -S postgresql"},
}

func howToInstall(goos, release string) string {
	if goos == "darwin" {
		return " with `brew install postgresql@17`"
	}
	var families []string
	for line := range strings.Lines(release) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		if key == "ID" || key == "ID_LIKE" {
			families = append(families, strings.Fields(strings.Trim(value, `"'`))...)
		}
	}
	for _, family := range families {
		for _, i := range installers {
			if strings.HasPrefix(family, i.family) {
				return " with `" + i.command + "`"
			}
		}
	}
	return ""
}
