package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/internal/audit"
	"pilar/internal/importer"
	"pilar/internal/job"
	"pilar/internal/pgserver"
	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// brought is how many people each file of these tests brings.
const brought = 2000

// storer brings file after file to a `pilar serve` that does not live long, and watches what becomes of them.
type storer struct {
	*testing.T
	env     map[string]string
	address string        // of the database, as the login that serves
	usual   time.Duration // what storing takes where nobody disturbs it
	files   int
	current int64 // the import that is being stored
	within  int   // how often something happened while an import was being stored
	seen    bool  // progress was told of one

	server  *server
	db      *pgxpool.Pool
	imports *importer.Store
}

var clerk = audit.System("uji")

// begin starts the program, and opens its database beside it.
func (s *storer) begin() {
	s.Helper()
	s.server = start(s.T, s.env)
	if s.env["DATABASE_URL"] == "" {
		beside, err := pgserver.Join(s.Context(), pgserver.Config{Dir: s.env["PILAR_DATA"]})
		if err != nil {
			s.Fatal(err)
		}
		s.address = beside.AppURL()
	}
	keys, err := seal.Load(filepath.Join(s.env["PILAR_DATA"], "pilar.key"))
	if err != nil {
		s.Fatal(err)
	}
	if s.db, err = postgres.Open(s.Context(), s.address+"&pool_max_conns=3"); err != nil {
		s.Fatal(err)
	}
	s.imports = importer.NewStore(s.db, keys).WithQueue(job.NewQueue())
}

// kill ends the program as the lack of memory or of current would.
func (s *storer) kill() {
	s.Helper()
	if err := s.server.cmd.Process.Kill(); err != nil {
		s.Fatal(err)
	}
	_ = s.server.cmd.Wait()
	s.db.Close()
}

// standing is where the current import stands.
func (s *storer) standing() importer.Import {
	s.Helper()
	i, err := s.imports.Import(s.Context(), s.current)
	if err != nil {
		s.Fatal(err)
	}
	if _, ok, err := s.imports.Progress(s.Context(), s.current); err == nil && ok && i.State == importer.Storing {
		s.seen = true
	}
	if i.Trouble != "" {
		s.Fatalf("import %d: %s\n%s", s.current, i.Trouble, s.server.errs)
	}
	return i
}

// await waits until the current import stands there.
func (s *storer) await(want importer.State) {
	s.Helper()
	for deadline := time.Now().Add(40 * time.Second); s.standing().State != want; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.Fatalf("import %d is %s, not %s\n%s", s.current, s.standing().State, want, s.server.errs)
		}
	}
}

// ask has an import stored: the current one, or another file's where that is stored already.
func (s *storer) ask() {
	s.Helper()
	if s.current == 0 || s.standing().State == importer.Stored {
		var err error
		s.current, err = s.imports.Receive(s.Context(), clerk, importer.Upload{File: "uji.csv", Cadre: "PKH", Content: someFile(s.files)})
		if err != nil {
			s.Fatal(err)
		}
		s.files++
	}
	if i := s.standing(); i.State == importer.Checking || i.State == importer.Checked {
		s.await(importer.Checked)
		if err := s.imports.Store(s.Context(), clerk, s.current, s.standing().Version); err != nil {
			s.Fatal(err)
		}
	}
}

// measure stores one file in peace, and notes what that takes.
func (s *storer) measure() {
	s.Helper()
	s.ask()
	began := time.Now()
	s.await(importer.Stored)
	s.usual = time.Since(began)
	s.whole()
}

// disturb lets some time pass, mostly less than storing takes, and notes whether it is under way.
func (s *storer) disturb() {
	s.Helper()
	time.Sleep(time.Duration(rand.Int64N(int64(s.usual * 5 / 4))))
	if s.standing().State == importer.Storing {
		s.within++
	}
}

// whole fails where the register holds a part of a file: all is seen at one moment.
func (s *storer) whole() {
	s.Helper()
	var people, engagements, stored, entries int
	err := s.db.QueryRow(s.Context(), `
		SELECT (SELECT count(*) FROM worker), (SELECT count(*) FROM engagement), (SELECT count(*) FROM import WHERE state = 'stored'),
		       (SELECT count(*) FROM audit_entry WHERE verb = $1)`, audit.FileImported).Scan(&people, &engagements, &stored, &entries)
	if err != nil {
		s.Fatal(err)
	}
	if people != stored*brought || engagements != people || entries != stored {
		s.Fatalf("%d imports are stored, with %d people, %d engagements and %d entries in the trail", stored, people, engagements, entries)
	}
}

// finish waits until the last file is stored, and looks that each was stored once.
func (s *storer) finish(disturbed int) {
	s.Helper()
	s.await(importer.Stored)
	s.whole()
	var people int
	if err := s.db.QueryRow(s.Context(), `SELECT count(*) FROM worker`).Scan(&people); err != nil || people != s.files*brought {
		s.Errorf("%d files brought %d people (%v)", s.files, people, err)
	}
	s.Logf("storing takes %v; %d of %d times it was under way; %d files", s.usual.Round(time.Millisecond), s.within, disturbed, s.files)
	if s.within < disturbed/10 { // which moments it are is chance: a few times are none to rely on
		s.Errorf("only %d of %d times an import was being stored", s.within, disturbed)
	}
	if !s.seen {
		s.Error("no progress was told")
	}
	s.db.Close()
	if code := s.server.stop(); code != exitDone {
		s.Errorf("exit %d\n%s", code, s.server.errs)
	}
}

// someFile is a file of made-up people, other ones for each number.
func someFile(number int) []byte {
	var b bytes.Buffer
	b.WriteString("NAMA;NIK;JENIS_KELAMIN;TGL_LAHIR;KECAMATAN_TUGAS;TMT\n")
	for i := number * brought; i < (number+1)*brought; i++ {
		born := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i/1000)
		fmt.Fprintf(&b, "Fulan %c%c%c;321701%s%04d;L;%s;Lembang;2020-01-01\n", 'A'+i/676%26, 'a'+i/26%26, 'a'+i%26,
			born.Format("020106"), 9000+i%1000, born.Format(time.DateOnly))
	}
	return b.Bytes()
}

// At whatever moment the program is killed, a file is stored wholly or not at all, and in the end once.
func TestStoringSurvivesTheEndOfTheProgram(t *testing.T) {
	t.Parallel()
	db := ownDatabase(t)
	killing(&storer{T: t, env: db.env, address: db.env["DATABASE_URL"]}, 20)
}

// The private PostgreSQL ends with the program.
func TestStoringSurvivesTheEndOfTheProgramAndItsDatabase(t *testing.T) {
	t.Parallel()
	killing(&storer{T: t, env: map[string]string{"PILAR_DATA": dataDir(t), "PILAR_ADDR": "127.0.0.1:0"}}, 4)
}

func killing(s *storer, times int) {
	s.begin()
	s.measure()
	for range times {
		s.ask()
		s.disturb()
		s.kill()
		s.begin()
		s.whole()
	}
	s.ask()
	s.finish(times)
}

// At whatever moment the database ends, the program goes on by itself as soon as it is back, and the file is stored wholly
// or not at all, and in the end once.
func TestStoringSurvivesTheEndOfTheDatabase(t *testing.T) {
	t.Parallel()
	db := ownDatabase(t)
	s := &storer{T: t, env: db.env, address: db.env["DATABASE_URL"]}
	s.begin()
	s.measure()
	const times = 3
	for n := range times {
		s.ask()
		s.disturb()
		db.restart(n%2 == 0)
		s.db.Reset() // of connections that are dead
		s.whole()
		for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			if status, _ := s.server.get("/readyz"); status == http.StatusOK {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("it does not come back\n%s", s.server.errs)
			}
		}
		s.await(importer.Stored)
		s.whole()
	}
	s.finish(times)
}

// served is a PostgreSQL of a test's own, which it may end as it likes.
type served struct {
	*testing.T
	dir    string
	server *pgserver.Server
	env    map[string]string
}

// ownDatabase starts one whose data outlives it, with an empty start in it.
func ownDatabase(t *testing.T) *served {
	t.Helper()
	dir, err := os.MkdirTemp("", "pilar-") // t.TempDir would be too long a path for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s := &served{T: t, dir: dir}
	s.run()
	t.Cleanup(func() { _ = s.server.Stop() })
	s.env = map[string]string{"PILAR_DATA": t.TempDir(), "PILAR_ADDR": "127.0.0.1:0",
		"DATABASE_URL": s.server.AppURL(), "DATABASE_OWNER_URL": s.server.OwnerURL()}
	pilar(t, s.env, "", "migrate").want(t, exitDone, "The schema has version", "")
	return s
}

func (s *served) run() {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), time.Minute)
	defer cancel()
	server, err := pgserver.Start(ctx, pgserver.Config{Dir: s.dir})
	if err != nil {
		s.Fatal(err)
	}
	s.server = server
}

// restart ends the server, at once and without a last word, or properly, and starts it again.
func (s *served) restart(atOnce bool) {
	s.Helper()
	if atOnce {
		s.quit()
	}
	if err := s.server.Stop(); err != nil {
		s.Fatal(err)
	}
	s.run()
}

// quit is what pg_ctl stop -m immediate does.
func (s *served) quit() {
	s.Helper()
	files, err := filepath.Glob(filepath.Join(s.dir, "postgres", "data-*", "postmaster.pid"))
	if err != nil || len(files) != 1 {
		s.Fatalf("%v (%v)", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		s.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		s.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGQUIT); err != nil {
		s.Fatal(err)
	}
	select {
	case <-s.server.Done():
	case <-time.After(10 * time.Second):
		s.Fatal("it does not end")
	}
}
