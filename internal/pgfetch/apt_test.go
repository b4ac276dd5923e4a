//go:build unix

package pgfetch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// onDebian is a Fetcher on a machine without npm. Its apt-get notes what keeps the package from making a cluster.
func onDebian(t *testing.T, script string) *fetcher {
	t.Helper()
	f := newFetcher(t, "echo npm has no network >&2; exit 1")
	f.npm = ""
	f.noMain = filepath.Join(f.Dir, "etc", "createcluster.d", "pilar.conf")
	f.apt = f.client("apt-get", `cat "`+f.noMain+`" >> "$tarball.conf"`+"\n"+script)
	return f
}

func (f *fetcher) noMainIsGone(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(f.noMain); !os.IsNotExist(err) {
		t.Errorf("the file that keeps Debian from making clusters is left: %v", err)
	}
}

func TestPackageIsInstalledWithoutACluster(t *testing.T) {
	f := onDebian(t, `test "$DEBIAN_FRONTEND" = noninteractive`)
	must(t, f.get(t))
	calls := f.called()
	if len(calls) != 2 || !strings.HasSuffix(calls[0], " update") || !strings.HasSuffix(calls[1], " install --yes --no-install-recommends postgresql") {
		t.Errorf("apt-get was called so: %q", calls)
	}
	conf, err := os.ReadFile(f.tarball + ".conf")
	must(t, err)
	if !strings.Contains(string(conf), "\ncreate_main_cluster = false\n") {
		t.Errorf("nothing keeps the package from making a cluster: %s", conf)
	}
	f.noMainIsGone(t)
	if said := f.said.String(); !strings.Contains(said, "no npm on PATH") || !strings.Contains(said, "apt-get install postgresql") {
		t.Errorf("said: %s", said)
	}
}

func TestNpmGoesFirst(t *testing.T) {
	f := onDebian(t, "exit 1")
	whole := newFetcher(t, handOut, wholePackage()...)
	f.npm, f.pin = whole.npm, whole.pin
	must(t, f.get(t))
	f.whole(t)
	if calls := f.called(); len(calls) > 0 {
		t.Errorf("called: %v", calls)
	}
}

func TestAptFollowsAFailedNpm(t *testing.T) {
	f := onDebian(t, "")
	f.npm = filepath.Join(filepath.Dir(f.tarball), "npm")
	must(t, f.get(t))
	if said := f.said.String(); !strings.Contains(said, "npm has no network") {
		t.Errorf("said: %s", said)
	}
	if calls := f.called(); len(calls) != 3 {
		t.Errorf("called: %v", calls)
	}
}

// One broken source among many fails an update; the package may still be there.
func TestUpdateFails(t *testing.T) {
	f := onDebian(t, `case "$*" in *update*) echo no list >&2; exit 100;; esac`)
	must(t, f.get(t))

	f = onDebian(t, `case "$*" in *update*) echo no list >&2;; *) echo no package >&2;; esac; exit 100`)
	refusedWith(t, f.get(t), "no npm", "apt-get update", "no list", "apt-get install", "no package", "exit status 100")
	f.noMainIsGone(t)
}

// A database of one version is not served by whichever the system has.
func TestAptIsNotAskedForOneVersion(t *testing.T) {
	f := onDebian(t, "")
	for _, major := range []int{15, Major} {
		if err := f.Get(t.Context(), major, anywhere); err == nil {
			t.Errorf("PostgreSQL %d was not refused", major)
		}
	}
	if calls := f.called(); len(calls) > 0 {
		t.Errorf("called: %v", calls)
	}
}

// apt-get is asked to stop, as by Ctrl-C, and not killed in the middle of its work.
func TestAptIsBrokenOff(t *testing.T) {
	f := onDebian(t, `trap 'echo tidied > "$tarball.tidied"; exit 130' INT; touch "$tarball.begun"; while :; do sleep 0.05; done`)
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() { failed <- f.Get(ctx, 0, anywhere) }()
	f.begun(t)
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(f.tarball + ".tidied"); err != nil {
		t.Error("apt-get had no time to tidy up")
	}
	if calls := f.called(); len(calls) != 1 {
		t.Errorf("called: %v", calls)
	}
	f.noMainIsGone(t)
}
