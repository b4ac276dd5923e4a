//go:build unix

package pgserver

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// barredDir is a folder in which the server's user could not work.
func barredDir(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(emptyDir(t), "barred")
	must(t, os.Mkdir(dir, 0o700))
	if os.Geteuid() != 0 {
		must(t, os.Chmod(dir, 0o500)) // our own user may always enter; he shall not write
	}
	return dir
}

func stateIn(dir string) func() (string, error) { return func() (string, error) { return dir, nil } }

func TestChooseDirAsAsked(t *testing.T) {
	t.Parallel()
	want := filepath.Join(emptyDir(t), "not", "yet made")
	dir, notice, err := ChooseDir(want)
	if dir != want || notice != "" || err != nil {
		t.Errorf("%q, %q, %v", dir, notice, err)
	}
	if _, err := os.Stat(want); err == nil {
		t.Error("it was made")
	}
}

func TestChooseDirAsAskedButBarred(t *testing.T) {
	t.Parallel()
	barred := barredDir(t)
	_, _, err := ChooseDir(filepath.Join(barred, "data"))
	refusedWith(t, err, "PILAR_DATA="+barred, barred)
}

func TestChooseDirAsUsual(t *testing.T) {
	t.Parallel()
	usual := filepath.Join(emptyDir(t), "data")
	dir, notice, err := chooseDefault(usual, stateIn("unused"))
	if dir != usual || notice != "" || err != nil {
		t.Errorf("%q, %q, %v", dir, notice, err)
	}
}

func TestChooseDirAsTheSystemDoes(t *testing.T) {
	t.Parallel()
	state := filepath.Join(emptyDir(t), "state")
	dir, notice, err := chooseDefault(filepath.Join(barredDir(t), "data"), stateIn(state))
	if dir != state || notice == "" || err != nil {
		t.Errorf("%q, %q, %v", dir, notice, err)
	}
	t.Log(notice)
}

func TestChooseDirAsNowhere(t *testing.T) {
	t.Parallel()
	barred := barredDir(t)
	_, _, err := chooseDefault(filepath.Join(barred, "data"), stateIn(filepath.Join(barred, "state")))
	refusedWith(t, err, "PILAR_DATA")
	_, _, err = chooseDefault(filepath.Join(barred, "data"), func() (string, error) { return "", errors.New("no home") })
	refusedWith(t, err, "PILAR_DATA")
}

// A full database must not seem to have vanished because somebody changed a folder's mode.
func TestChooseDirAsUsualButBarredLater(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		return // no mode keeps a user from his own folder as it keeps the server's user from root's
	}
	dir := filledDir(t)
	must(t, os.Chmod(dir, 0o700))
	_, _, err := chooseDefault(dir, stateIn(emptyDir(t)))
	refusedWith(t, err, dir, "may not enter")
}

func TestStateDir(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", "/some/state")
	dir, err := stateDir()
	must(t, err)
	want := "/some/state/pilar"
	if os.Geteuid() == 0 {
		want = "/var/lib/pilar"
	}
	if dir != want {
		t.Errorf("%s, want %s", dir, want)
	}
}

func TestStartWhereTheServerCannotWork(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		return // then making the folder fails
	}
	barred := barredDir(t)
	_, err := Start(t.Context(), Config{Dir: filepath.Join(barred, "data")})
	refusedWith(t, err, "cannot work in", "may not enter", barred)
}

func TestFoldersMadeByRootMayBePassedThrough(t *testing.T) {
	old := syscall.Umask(0o077)
	defer syscall.Umask(old)
	dir := filepath.Join(emptyDir(t), "a", "b")
	must(t, makeFolders(dir))
	info, err := os.Stat(dir)
	must(t, err)
	want := os.FileMode(0o700)
	if os.Geteuid() == 0 {
		want = 0o711
	}
	if info.Mode().Perm() != want {
		t.Errorf("mode %s", info.Mode())
	}
}
