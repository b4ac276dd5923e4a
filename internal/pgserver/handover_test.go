//go:build unix

package pgserver

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSecondServeIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	dir := filledDir(t)
	start(t, dir)
	began := time.Now()
	_, err := Start(t.Context(), Config{Dir: dir, Wait: time.Minute})
	refusedWith(t, err, "another `pilar serve`", dir, "PILAR_DATA")
	if took := time.Since(began); took > time.Second {
		t.Errorf("refused after %s", took)
	}
}

func TestJoinBesideAServe(t *testing.T) {
	t.Parallel()
	dir := filledDir(t)
	serving := launch(t, "serve", dir)
	socket := serving.ready(t)
	s, err := Join(t.Context(), Config{Dir: dir})
	must(t, err)
	if !s.Joined() || s.Socket() != socket {
		t.Errorf("joined is %t, socket %s, want %s", s.Joined(), s.Socket(), socket)
	}
	query[int](t, s.AppURL(), `SELECT 1`)
	stopped(t, s)
	<-s.Done()
	query[int](t, URL(socket, AppRole, Database), `SELECT 1`) // the serving process goes on
}

func TestJoinWaitsForAServeThatIsStarting(t *testing.T) {
	t.Parallel()
	dir := emptyDir(t) // it makes a cluster first, so there is time
	serving := launch(t, "serve", dir)
	eventually(t, "the serve has begun", func() bool {
		made, _ := filepath.Glob(filepath.Join(dir, "postgres", "new-*"))
		return len(made) > 0
	})
	s, err := Join(t.Context(), Config{Dir: dir, Wait: 30 * time.Second})
	must(t, err)
	defer stopped(t, s)
	if socket := serving.ready(t); !s.Joined() || s.Socket() != socket {
		t.Errorf("joined is %t, socket %s, want %s", s.Joined(), s.Socket(), socket)
	}
}

func TestJoinAlone(t *testing.T) {
	t.Parallel()
	s, err := Join(t.Context(), Config{Dir: filledDir(t)})
	must(t, err)
	defer stopped(t, s)
	if s.Joined() {
		t.Error("it has joined nobody")
	}
	query[int](t, s.AppURL(), `SELECT 1`)
}

func TestServeAndCommandsWaitForACommand(t *testing.T) {
	t.Parallel()
	dir := filledDir(t)
	command := func() (*Server, error) {
		return Join(t.Context(), Config{Dir: dir, Wait: 30 * time.Second})
	}
	serve := func() (*Server, error) {
		return Start(t.Context(), Config{Dir: dir, Wait: 30 * time.Second})
	}
	first, err := command()
	must(t, err)
	_, err = Join(t.Context(), Config{Dir: dir, Wait: 100 * time.Millisecond})
	refusedWith(t, err, "another pilar command", dir)

	second := waits(t, first, command)
	serving := waits(t, second, serve)
	stopped(t, serving)
}

// waits shows that next starts only when before has been stopped.
func waits(t *testing.T, before *Server, next func() (*Server, error)) *Server {
	t.Helper()
	type result struct {
		s   *Server
		err error
	}
	got := make(chan result, 1)
	go func() {
		s, err := next()
		got <- result{s, err}
	}()
	select {
	case r := <-got:
		t.Fatalf("did not wait: %v", r.err)
	case <-time.After(200 * time.Millisecond):
	}
	stopped(t, before)
	r := <-got
	must(t, r.err)
	if r.s.Joined() {
		t.Error("joined a server that was ending")
	}
	return r.s
}

func TestRecordOfAKilledServeIsNotTrusted(t *testing.T) {
	t.Parallel()
	stranger := start(t, filledDir(t)) // answers, and is not the cluster's
	dir := filledDir(t)
	must(t, home{filepath.Join(dir, "postgres")}.announce(stranger.Socket()))
	s, err := Join(t.Context(), Config{Dir: dir})
	must(t, err)
	defer stopped(t, s)
	if s.Joined() {
		t.Error("believed the record")
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres", recordFile)); !os.IsNotExist(err) {
		t.Error("the record is still there")
	}
}
