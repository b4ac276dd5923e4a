package report_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/certification"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/report"
	"pilar/internal/seal"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

type register struct {
	t            *testing.T
	db           *pgxpool.Pool
	keys         *seal.Keys
	workers      *worker.Store
	certificates *certification.Store
	report       *report.Store
}

func open(t *testing.T) register {
	t.Parallel()
	db, keys := pgtest.New(t), pgtest.Keys()
	return register{t, db, keys, worker.NewStore(db, keys), certification.NewStore(db, keys), report.NewStore(db, keys)}
}

func (r register) at(on string, known ...string) report.Headcount {
	r.t.Helper()
	m := asof.Moment{On: workertest.Day(on)}
	if len(known) > 0 {
		m.Known = asof.EndOf(workertest.Day(known[0]))
	}
	h, err := r.report.Headcount(r.t.Context(), m, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return h
}

func (r register) issue(by audit.Actor, id int64, cadre, number, signed, until string) int64 {
	r.t.Helper()
	scheme, err := r.certificates.SchemeFor(r.t.Context(), cadre, workertest.Day(signed))
	if err != nil {
		r.t.Fatal(err)
	}
	certificate, err := r.certificates.Issue(r.t.Context(), by, certification.Certificate{Worker: id, SchemeVersion: scheme.ID,
		Certifier: "LSPS", Number: number, SignedOn: workertest.Day(signed), ValidUntil: workertest.Day(until)})
	if err != nil {
		r.t.Fatal(err)
	}
	return certificate
}

func TestFiguresMoveWithTheCertificate(t *testing.T) {
	r := open(t)
	id := workertest.Registered(t, r.workers, "Siti Aminah", workertest.Engagement("PSM", "32.17.01.2001", "2020-01-01"))
	certified := func(on string) report.Count { return r.at(on).Cadre("PSM") }

	if got := certified("2024-06-01"); got != (report.Count{Active: 1}) {
		t.Fatalf("before: %+v", got)
	}
	certificate := r.issue(workertest.Clerk, id, "PSM", "1/2024", "2024-05-01", "2026-04-30")
	for on, want := range map[string]int{"2024-04-30": 0, "2024-05-01": 1, "2026-04-30": 1, "2026-05-01": 0} {
		if got := certified(on); got.Certified != want || got.Active != 1 {
			t.Errorf("certified on %s: %+v, want %d of 1", on, got, want)
		}
	}
	if err := r.certificates.Revoke(t.Context(), workertest.Clerk, certificate, workertest.Day("2025-01-10"), "pelanggaran kode etik"); err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]int{"2025-01-09": 1, "2025-01-10": 0} {
		if got := certified(on); got.Certified != want {
			t.Errorf("revoked, on %s: %+v, want %d", on, got, want)
		}
	}
}

func TestACertificateCountsOnlyForItsCadres(t *testing.T) {
	r := open(t)
	id := workertest.Registered(t, r.workers, "Asep", workertest.Engagement("PKH", "32.17.01", "2020-01-01"))
	r.issue(workertest.Clerk, id, "PSM", "9/2024", "2024-01-01", "2028-12-31") // relawan sosial: not a companion's scheme
	if got := r.at("2025-01-01").Cadre("PKH"); got.Certified != 0 {
		t.Errorf("a certificate of relawan sosial certifies a pendamping PKH: %+v", got)
	}
}

func TestALateCertificate(t *testing.T) {
	r := open(t)
	january, april := workertest.Clerk, workertest.Clerk
	january.At = time.Date(2025, 1, 5, 3, 0, 0, 0, time.UTC)
	april.At = time.Date(2026, 4, 10, 3, 0, 0, 0, time.UTC)
	id, err := r.workers.Register(t.Context(), january, workertest.Person("Dedi"), workertest.Engagement("PSM", "32.17.01.2001", "2020-01-01"), worker.Employment{})
	if err != nil {
		t.Fatal(err)
	}
	r.issue(april, id, "PSM", "12/2025", "2025-12-15", "2030-12-14")

	if got := r.at("2025-12-31").Cadre("PSM").Certified; got != 1 {
		t.Errorf("31 December as known now: %d certified, want 1", got)
	}
	if got := r.at("2025-12-31", "2026-01-31").Cadre("PSM").Certified; got != 0 {
		t.Errorf("31 December as recorded by 31 January: %d certified, want 0", got)
	}
	if got := r.at("2025-12-31", "2026-04-10").Cadre("PSM").Certified; got != 1 {
		t.Errorf("31 December as recorded by 10 April: %d certified, want 1", got)
	}
}

func TestTotalsCountEachPersonOnce(t *testing.T) {
	r := open(t)
	id := workertest.Registered(t, r.workers, "Rina", workertest.Engagement("TKSK", "32.17.01", "2020-01-01"))
	e := workertest.Engagement("PSM", "32.17.02.2001", "2020-01-01")
	e.Worker = id
	if err := r.workers.Engage(t.Context(), workertest.Clerk, e); err != nil {
		t.Fatal(err)
	}
	workertest.Registered(t, r.workers, "Yusuf", workertest.Engagement("DINSOS", "32.17", "2020-01-01"))

	h := r.at("2025-01-01")
	want := report.Total{All: report.Count{Active: 2}, NoStaff: report.Count{Active: 1}, Multiple: 1}
	if h.Persons != want {
		t.Errorf("persons: %+v, want %+v", h.Persons, want)
	}
	if h.ByPlace["32.17.01"].All.Active != 1 || h.ByPlace["32.17.02"].All.Active != 1 || h.ByPlace[""].All.Active != 1 {
		t.Errorf("each place counts its people: %+v", h.ByPlace)
	}
}

func TestVacantPlaceByPlace(t *testing.T) {
	r := open(t)
	for _, name := range []string{"Satu", "Dua"} {
		workertest.Registered(t, r.workers, name, workertest.Engagement("PSM", "32.17.01.2001", "2020-01-01"))
	}
	workertest.Registered(t, r.workers, "Tiga", workertest.Engagement("TAGANA", "32.17.05", "2020-01-01"))
	h := r.at("2025-01-01")
	if got, want := h.CadrePosts("PSM"), (report.Post{Posts: 165, Vacant: 164, Excess: 1, Set: true}); got != want {
		t.Errorf("two in one desa: %+v, want %+v", got, want)
	}
	if got, want := h.CadrePosts("TAGANA"), (report.Post{Posts: 50, Vacant: 49, Set: true}); got != want {
		t.Errorf("counted for the kabupaten, serving in a kecamatan: %+v, want %+v", got, want)
	}
	// A PSM at a kecamatan fills the post of no desa: she is in excess of the plan, and the sums still meet.
	workertest.Registered(t, r.workers, "Empat", workertest.Engagement("PSM", "32.17.02", "2020-01-01"))
	h = r.at("2025-01-01")
	if got, want := h.CadrePosts("PSM"), (report.Post{Posts: 165, Vacant: 164, Excess: 2, Set: true}); got != want {
		t.Errorf("one more at a kecamatan: %+v, want %+v", got, want)
	}
	if h.CadrePosts("DINSOS").Set {
		t.Error("nobody set a formation for the office's staff")
	}
}

func TestAKeptAnswerIsNeverStale(t *testing.T) {
	r := open(t)
	before := r.at("2025-01-01").Persons.All.Active
	other := worker.NewStore(r.db, r.keys) // as another process would
	workertest.Registered(t, other, "Neng", workertest.Engagement("TKSK", "32.17.01", "2020-01-01"))
	if got := r.at("2025-01-01").Persons.All.Active; got != before+1 {
		t.Errorf("after a registration: %d, want %d", got, before+1)
	}
}

func TestTheLimitOfAnAccount(t *testing.T) {
	r := open(t)
	workertest.Registered(t, r.workers, "Dalam", workertest.Engagement("TKSK", "32.17.01", "2020-01-01"))
	workertest.Registered(t, r.workers, "Luar", workertest.Engagement("TKSK", "32.17.02", "2020-01-01"))
	workertest.Registered(t, r.workers, "Kantor", workertest.Engagement("DINSOS", "32.17", "2020-01-01"))
	h, err := r.report.Headcount(t.Context(), asof.Moment{On: workertest.Day("2025-01-01")}, []string{"32.17.01"})
	if err != nil {
		t.Fatal(err)
	}
	if h.Persons.All.Active != 1 || h.CadrePosts("TKSK").Posts != 1 {
		t.Errorf("one kecamatan of sixteen: %+v, posts %+v", h.Persons, h.CadrePosts("TKSK"))
	}
}
