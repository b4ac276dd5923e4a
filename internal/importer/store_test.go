package importer_test

import (
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/internal/asof"
	"pilar/internal/check"
	"pilar/internal/importer"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/report"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

// fileDay is what the files of these tests speak of.
var fileDay = workertest.Day("2026-01-05")

type office struct {
	*testing.T
	db      *pgxpool.Pool
	imports *importer.Store
	workers *worker.Store
}

func openOffice(t *testing.T) office {
	t.Parallel()
	db := pgtest.New(t)
	return office{t, db, importer.NewStore(db, pgtest.Keys()), worker.NewStore(db, pgtest.Keys())}
}

// row is a row of a TKSK or PSM file.
func row(nik, name, duty string, change ...func(*importer.Entry)) importer.Row {
	e := importer.Entry{NIK: nik, Name: check.PersonName{Name: name}, NameKey: check.NameKey(name), Duty: duty, DutyGiven: true,
		Start: workertest.Day("2020-03-01"), Precision: importer.ByDay,
		BirthDate: importer.Day{Given: true, Value: workertest.Day("1985-03-12")}}
	for _, c := range change {
		c(&e)
	}
	return importer.Row{Number: 2, Verdict: importer.New, Entry: e}
}

// load stores rows of a cadre as of a day, and returns the report.
func (o office) load(cadre string, asOf time.Time, limit []string, rows ...importer.Row) *importer.Report {
	o.Helper()
	options, err := o.imports.Options(o.Context(), cadre, fileDay)
	if err != nil {
		o.Fatal(err)
	}
	options.Limit = limit
	r := &importer.Report{File: "uji.xlsx", Cadre: cadre, Rows: slices.Clone(rows), Summary: importer.Summary{AsOf: asOf}}
	if err := o.imports.Apply(o.Context(), workertest.Clerk, r, options); err != nil {
		o.Fatal(err)
	}
	return r
}

func (o office) record(nik string) worker.Record {
	o.Helper()
	ids, err := o.workers.ByNIK(o.Context(), []string{nik})
	if err != nil || ids[nik] == 0 {
		o.Fatalf("no worker with that NIK (%v)", err)
	}
	r, err := o.workers.Get(o.Context(), ids[nik], nil)
	if err != nil {
		o.Fatal(err)
	}
	return r
}

func kinds(r importer.Row) []check.Kind {
	var all []check.Kind
	for _, p := range r.Problems {
		all = append(all, p.Kind)
	}
	return all
}

const nik1, nik2, nik3 = "3217015203859001", "3217015203859002", "3217015203859003"

func TestTheSameFileTwiceStoresNothingTwice(t *testing.T) {
	o := openOffice(t)
	rows := []importer.Row{
		row(nik1, "Siti Aminah", "32.17.01.2001", func(e *importer.Entry) {
			e.Phone = importer.Text{Given: true, Value: "+6281234567890"}
			e.Decree.Number = importer.Text{Given: true, Value: "460/1"}
			e.Decree.Date = importer.Day{Given: true, Value: workertest.Day("2020-02-01")}
			e.Fields = map[string]importer.Text{"masa_bakti": {Given: true, Value: "2020-2025"}}
		}),
		row(nik2, "Neng Rosita", "32.17.01.2002", func(e *importer.Entry) {
			e.Precision, e.Start = importer.Unknown, fileDay
			e.PhoneNote = importer.Text{Given: true, Value: "0812-x"}
			e.Employment.Kind = importer.Text{Given: true, Value: "NON_ASN"}
			e.Bank.Number = importer.Text{Given: true, Value: "0070012345678"}
			e.Bank.Bank = importer.Text{Given: true, Value: "BJB"}
		}),
	}
	first := o.load("PSM", fileDay, nil, rows...)
	if first.Loadable != 2 || first.Rows[0].Verdict != importer.New {
		t.Fatalf("first: %+v", first)
	}
	before := o.count("audit_entry")
	for _, day := range []string{"2026-01-05", "2026-09-01"} {
		again := o.load("PSM", workertest.Day(day), nil, rows...)
		for _, r := range again.Rows {
			if r.Verdict != importer.Same || len(r.Problems) != 0 {
				t.Errorf("again on %s: %s %v", day, r.Verdict, kinds(r))
			}
		}
	}
	if got := o.count("audit_entry"); got != before+2 { // the two imports themselves
		t.Errorf("two more imports of the same file made %d entries", got-before)
	}
	if rec := o.record(nik2); rec.Person.PhoneNote != "0812-x" || len(rec.Employments) != 1 || rec.Accounts[0].Holder != "Neng Rosita" {
		t.Errorf("stored otherwise: %+v", rec)
	}
}

func (o office) count(table string) (n int) {
	o.Helper()
	if err := o.db.QueryRow(o.Context(), `SELECT count(*) FROM `+table).Scan(&n); err != nil {
		o.Fatal(err)
	}
	return n
}

func TestABlankCellKeepsAndAClearedOneClears(t *testing.T) {
	o := openOffice(t)
	given := func(text string) importer.Text { return importer.Text{Given: true, Value: text} }
	o.load("PSM", fileDay, nil, row(nik1, "Siti Aminah", "32.17.01.2001", func(e *importer.Entry) {
		e.Address, e.Education, e.Member = given("Kp. Lama"), given("SMA"), given("77")
	}))
	r := o.load("PSM", fileDay, nil, row(nik1, "Siti Aminah", "32.17.01.2001", func(e *importer.Entry) {
		e.Address = importer.Text{Given: true, Clear: true}
		e.Email = given("siti@contoh.invalid")
	}))
	if r.Rows[0].Verdict != importer.Changed {
		t.Errorf("verdict %s", r.Rows[0].Verdict)
	}
	rec := o.record(nik1)
	if rec.Person.Address != "" || rec.Person.Education != "SMA" || rec.Person.Email != "siti@contoh.invalid" || rec.Engagements[0].MemberNumber != "77" {
		t.Errorf("after: %+v, member %q", rec.Person, rec.Engagements[0].MemberNumber)
	}
}

func TestSomebodyWhoServesElsewhereMoves(t *testing.T) {
	o := openOffice(t)
	o.load("TKSK", fileDay, nil, row(nik1, "Siti", "32.17.01"))
	moved := workertest.Day("2026-06-01")
	r := o.load("TKSK", moved, nil, row(nik1, "Siti", "32.17.02"))
	if r.Rows[0].Verdict != importer.Changed || !slices.Equal(kinds(r.Rows[0]), []check.Kind{check.DutyPlaceChanged}) || r.Warned != 1 {
		t.Errorf("verdict %s, %v", r.Rows[0].Verdict, kinds(r.Rows[0]))
	}
	rec := o.record(nik1)
	if len(rec.Engagements) != 2 || rec.Engagements[0].Region != "32.17.02" || !rec.Engagements[0].From.Equal(moved) ||
		!rec.Engagements[1].Until.Equal(moved.AddDate(0, 0, -1)) {
		t.Errorf("engagements: %+v", rec.Engagements)
	}
	if again := o.load("TKSK", moved.AddDate(0, 1, 0), nil, row(nik1, "Siti", "32.17.02")); again.Rows[0].Verdict != importer.Same {
		t.Errorf("the same file again: %s %v", again.Rows[0].Verdict, kinds(again.Rows[0]))
	}
}

func TestAFileTakesNoEndBack(t *testing.T) {
	o := openOffice(t)
	o.load("TKSK", fileDay, nil, row(nik1, "Siti", "32.17.01"))
	if err := o.workers.End(t.Context(), workertest.Clerk, o.record(nik1).Engagements[0].ID, workertest.Day("2025-12-31"), "Mengundurkan diri"); err != nil {
		t.Fatal(err)
	}
	if r := o.load("TKSK", fileDay, nil, row(nik1, "Siti", "32.17.01")); r.Rows[0].Verdict != importer.Same {
		t.Errorf("the old file again: %s", r.Rows[0].Verdict)
	}
	anew := row(nik1, "Siti", "32.17.01", func(e *importer.Entry) { e.Start = workertest.Day("2026-01-01") })
	if r := o.load("TKSK", fileDay, nil, anew); r.Rows[0].Verdict != importer.Changed {
		t.Errorf("appointed anew: %s", r.Rows[0].Verdict)
	}
	if rec := o.record(nik1); len(rec.Engagements) != 2 || !rec.Engagements[0].Until.IsZero() {
		t.Errorf("engagements: %+v", rec.Engagements)
	}
}

func TestASecondRoleIsAdded(t *testing.T) {
	o := openOffice(t)
	o.load("TKSK", fileDay, nil, row(nik1, "Siti", "32.17.01"))
	r := o.load("PSM", fileDay, nil, row(nik1, "Siti", "32.17.01.2001"))
	if r.Rows[0].Verdict != importer.Changed || o.count("worker") != 1 || len(o.record(nik1).Engagements) != 2 {
		t.Errorf("verdict %s, %d workers, %d engagements", r.Rows[0].Verdict, o.count("worker"), len(o.record(nik1).Engagements))
	}
}

func TestWarningsThatOnlyTheRegisterKnows(t *testing.T) {
	o := openOffice(t)
	o.load("TKSK", fileDay, nil, row(nik1, "Siti Aminah", "32.17.01"))
	r := o.load("TKSK", fileDay, nil,
		row(nik2, "Siti Aminah", "32.17.02"), // the same name and birth date under another NIK
		row(nik3, "Orang Lain", "32.17.01", func(e *importer.Entry) { e.BirthDate.Value = workertest.Day("1990-01-01") }))
	if got := kinds(r.Rows[0]); !slices.Equal(got, []check.Kind{check.DuplicateLikely}) {
		t.Errorf("a likely duplicate: %v", got)
	}
	if got := kinds(r.Rows[1]); !slices.Equal(got, []check.Kind{check.DutyPlaceFilled}) {
		t.Errorf("a post that is filled: %v", got)
	}
	if r.Warned != 2 || r.Loadable != 2 {
		t.Errorf("warned %d of %d loadable", r.Warned, r.Loadable)
	}
}

func TestPlacesFilledWithinOneFile(t *testing.T) {
	o := openOffice(t)
	other := func(e *importer.Entry) { e.BirthDate.Value = workertest.Day("1990-01-01") }
	r := o.load("TKSK", fileDay, nil, row(nik1, "Siti", "32.17.01"), row(nik2, "Neng", "32.17.01", other))
	if len(r.Rows[0].Problems) != 0 || !slices.Equal(kinds(r.Rows[1]), []check.Kind{check.DutyPlaceFilled}) {
		t.Errorf("the second of two at one post: %v, %v", kinds(r.Rows[0]), kinds(r.Rows[1]))
	}
	// One leaves and another comes: the post is free, whatever the order of the rows.
	later := workertest.Day("2026-06-01")
	swap := o.load("TKSK", later, nil, row(nik3, "Popon", "32.17.01", other), row(nik1, "Siti", "32.17.03"), row(nik2, "Neng", "32.17.04", other))
	if slices.Contains(kinds(swap.Rows[0]), check.DutyPlaceFilled) {
		t.Errorf("a post that is given up by the same file counts as filled: %v", kinds(swap.Rows[0]))
	}
}

func TestALimitedAccountLearnsNothingOfOthers(t *testing.T) {
	o := openOffice(t)
	o.load("TKSK", fileDay, nil, row(nik1, "Siti", "32.17.01"))
	r := o.load("TKSK", fileDay, []string{"32.17.02"}, row(nik1, "Siti", "32.17.02"))
	if r.Rows[0].Verdict != importer.Rejected || !slices.Equal(kinds(r.Rows[0]), []check.Kind{check.KecamatanForbidden}) {
		t.Errorf("verdict %s, %v", r.Rows[0].Verdict, kinds(r.Rows[0]))
	}
	// What would repeat a row that only the register refuses is refused like it.
	again := row(nik1, "Siti", "32.17.02")
	again.Add(importer.Problem{Kind: check.Repeated})
	r = o.load("TKSK", fileDay, []string{"32.17.02"}, row(nik1, "Siti", "32.17.02"), again)
	if r.Rejected != 2 || !slices.Equal(kinds(r.Rows[1]), []check.Kind{check.KecamatanForbidden}) {
		t.Errorf("%d rejected, %v", r.Rejected, kinds(r.Rows[1]))
	}
	if rec := o.record(nik1); rec.Engagements[0].Region != "32.17.01" || len(rec.Engagements) != 1 {
		t.Errorf("a refused row changed something: %+v", rec.Engagements)
	}
}

func TestWhatWasImportedStandsOnBeranda(t *testing.T) {
	o := openOffice(t)
	o.load("TKSK", fileDay, nil, row(nik1, "Siti", "32.17.01"), row(nik2, "Neng", "32.17.02"))
	h, err := report.NewStore(o.db, pgtest.Keys()).Headcount(t.Context(), asof.Moment{On: fileDay}, nil)
	if err != nil || h.Cadre("TKSK") != (report.Count{Active: 2}) {
		t.Errorf("Beranda: %+v, %v", h.Cadre("TKSK"), err)
	}
}
