package importer_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

// outcomes are what became of the rows of an import: "-" for nothing.
func (o office) outcomes(id int64) (all []string) {
	o.Helper()
	o.must(o.db.QueryRow(o.Context(), `SELECT array_agg(coalesce(outcome, '-') ORDER BY n) FROM import_row WHERE import = $1`, id).Scan(&all))
	return all
}

func (o office) came(id int64, want ...string) {
	o.Helper()
	if got := o.outcomes(id); !slices.Equal(got, want) {
		o.Errorf("the rows of import %d came to %v, want %v", id, got, want)
	}
}

func TestStoringIsInTheNameOfWhoeverAsked(t *testing.T) {
	o := openOffice(t)
	id := o.brought("2026-01-05", file(tagana(1, "Siti")))
	rina := audit.Actor{ID: 7, Name: "rina", Request: "r-1"}
	o.must(o.imports.Store(t.Context(), rina, id, o.get(id).Version))
	o.must(o.imports.Work(t.Context(), id))
	if i := o.get(id); i.StoredBy != "rina" || i.Counts.Stored != 1 {
		t.Errorf("stored: %+v", i)
	}
	entries, err := audit.Of(t.Context(), o.db, pgtest.Keys(), "worker", o.record(nikOf(1)).ID, 10)
	if err != nil || len(entries) != 4 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	var account int64
	o.must(o.db.QueryRow(t.Context(), `SELECT actor_id FROM audit_entry WHERE id = $1`, entries[0].ID).Scan(&account))
	if e := entries[0]; e.Actor != "rina" || e.Request != "r-1" || account != 7 {
		t.Errorf("the trail: %+v by account %d", e, account)
	}
	o.trail(id, audit.FileImported)
}

func TestWhatChangedSinceTheCheckIsNotOverwritten(t *testing.T) {
	o := openOffice(t)
	o.store(o.brought("2026-01-05", file(tagana(1, "Siti"), tagana(2, "Neng"), tagana(3, "Popon"))))
	var lines []line
	for n, name := range []string{"Siti Baru", "Neng Baru", "Popon Baru"} {
		l := tagana(n+1, name)
		l.address = ""
		lines = append(lines, l)
	}
	id := o.brought("2026-06-01", file(lines...))
	siti := o.record(nikOf(1))
	corrected := siti.Person
	corrected.Name = "Siti Aminah"
	o.must(o.workers.Correct(t.Context(), workertest.Clerk, siti.ID, siti.Version, corrected, "")) // the very field
	neng := o.record(nikOf(2))
	other := neng.Person
	other.Education = "SMA"
	o.must(o.workers.Correct(t.Context(), workertest.Clerk, neng.ID, neng.Version, other, "")) // another field

	if i := o.store(id); i.Counts.Stored != 2 || i.Counts.Stale != 1 {
		t.Errorf("counts: %+v", i.Counts)
	}
	o.came(id, "stale", "stored", "stored")
	if p := o.record(nikOf(1)).Person; p.Name != "Siti Aminah" {
		t.Errorf("what somebody corrected meanwhile was overwritten: %+v", p)
	}
	if p := o.record(nikOf(2)).Person; p.Name != "Neng Baru" || p.Education != "SMA" {
		t.Errorf("what both changed: %+v", p)
	}
}

func TestTwoFilesThatNameTheSameNewcomer(t *testing.T) {
	o := openOffice(t)
	other := tagana(1, "Siti Aminah")
	other.address = "Kp. Lain"
	first, second := o.brought("2026-01-05", file(tagana(1, "Siti"), tagana(2, "Neng"))), o.brought("2026-01-05", file(other, tagana(3, "Popon")))
	o.store(first)
	if i := o.store(second); i.Counts.Stored != 1 || i.Counts.Stale != 1 {
		t.Errorf("counts: %+v", i.Counts)
	}
	o.came(second, "stale", "stored")
	if p := o.record(nikOf(1)).Person; p.Name != "Siti" || p.Address != "Kp. Baru" || o.count("worker") != 3 {
		t.Errorf("the second file won: %+v, %d workers", p, o.count("worker"))
	}
	if left := o.undo(second); len(left) != 0 || len(o.people()) != 2 {
		t.Errorf("undoing the second left %+v and %d people", left, len(o.people()))
	}
}

func TestTheSameImportedFileTwice(t *testing.T) {
	o := openOffice(t)
	content := file(tagana(1, "Siti"), tagana(2, "Neng"))
	first, second := o.brought("2026-01-05", content), o.brought("2026-01-05", content)
	o.store(first)
	after := o.people()
	if i := o.store(second); i.Counts.Stored != 0 || i.Counts.Stale != 2 { // checked before the first was stored
		t.Errorf("again: %+v", i.Counts)
	}
	third := o.brought("2026-09-01", content)
	err := o.imports.Store(t.Context(), workertest.Clerk, third, o.get(third).Version)
	if _, ok := errors.AsType[fault.Invalid](err); !ok {
		t.Errorf("there is nothing to store: %v", err)
	}
	o.same("after the same file again", after, o.people())
	var entries int
	o.must(o.db.QueryRow(t.Context(), `SELECT count(*) FROM audit_entry WHERE subject_kind = 'worker'`).Scan(&entries))
	if entries != 8 || o.count("import_effect") != 8 {
		t.Errorf("%d entries about people, %d effects", entries, o.count("import_effect"))
	}
	if left := o.undo(second); len(left) != 0 {
		t.Errorf("undoing what did nothing left %+v", left)
	}
	o.same("after undoing what did nothing", after, o.people())
}

func TestOnlyChosenRowsAreStored(t *testing.T) {
	o := openOffice(t)
	id := o.brought("2026-01-05", file(tagana(1, "Siti"), tagana(2, "Neng")))
	o.must(o.imports.Pick(t.Context(), workertest.Clerk, id, []importer.Picked{{N: 1}}))
	if i := o.store(id); i.Counts.Stored != 1 {
		t.Errorf("counts: %+v", i.Counts)
	}
	o.came(id, "-", "stored")
	if _, there := o.people()[nikOf(1)]; there {
		t.Error("who was not chosen is registered")
	}
	none := o.brought("2026-01-05", file(tagana(1, "Siti")))
	o.must(o.imports.Pick(t.Context(), workertest.Clerk, none, []importer.Picked{{N: 1}}))
	if err := o.imports.Store(t.Context(), workertest.Clerk, none, o.get(none).Version); err == nil {
		t.Error("nothing is chosen, and may be stored")
	}
	o.is(none, importer.Checked)
}

func TestAnotherPlaceMayMendAMistake(t *testing.T) {
	o := openOffice(t)
	o.store(o.brought("2026-01-05", file(tagana(1, "Siti"), tagana(2, "Neng"))))
	mend, move := tagana(1, "Siti"), tagana(2, "Neng")
	mend.place, move.place = "Parongpong", "Parongpong"
	id := o.brought("2026-06-01", file(mend, move))
	o.must(o.imports.Pick(t.Context(), workertest.Clerk, id, []importer.Picked{{N: 1, Chosen: true, MendPlace: true}}))
	o.store(id)
	if e := o.record(nikOf(1)).Engagements; len(e) != 1 || e[0].Region != "32.17.02" || !e[0].From.Equal(workertest.Day("2020-02-01")) {
		t.Errorf("a mended place: %+v", e)
	}
	if e := o.record(nikOf(2)).Engagements; len(e) != 2 || e[1].EndReason != worker.MovedAway {
		t.Errorf("a move: %+v", e)
	}
}

// Who has a later engagement in the same cadre serves at the new place until that begins.
func TestMovingBeforeALaterEngagement(t *testing.T) {
	o := openOffice(t)
	o.store(o.brought("2026-01-05", file(tagana(1, "Siti"), tagana(2, "Neng"))))
	for n := range 2 {
		r := o.record(nikOf(n + 1))
		o.must(o.workers.End(t.Context(), workertest.Clerk, r.Engagements[0].ID, workertest.Day("2026-12-31"), "Habis masa"))
		later := workertest.Engagement("TAGANA", "32.17.03", "2027-01-01")
		later.Worker = r.ID
		o.must(o.workers.Engage(t.Context(), workertest.Clerk, later))
	}
	move, mend := tagana(1, "Siti"), tagana(2, "Neng")
	move.place, mend.place = "Parongpong", "Parongpong"
	before := o.people()
	id := o.brought("2026-06-01", file(move, mend))
	o.must(o.imports.Pick(t.Context(), workertest.Clerk, id, []importer.Picked{{N: 2, Chosen: true, MendPlace: true}}))
	o.store(id)
	if e := o.record(nikOf(1)).Engagements; len(e) != 3 || e[1].Region != "32.17.02" || !e[1].Until.Equal(workertest.Day("2026-12-31")) {
		t.Errorf("a move: %+v", e)
	}
	if e := o.record(nikOf(2)).Engagements; len(e) != 2 || e[1].Region != "32.17.02" || !e[1].Until.Equal(workertest.Day("2026-12-31")) || e[1].EndReason != "Habis masa" {
		t.Errorf("a mended place: %+v", e)
	}
	o.undo(id)
	o.same("after undoing", before, o.people())
}

func TestWhoLeftTheLimitMeanwhileIsLeftAlone(t *testing.T) {
	o := openOffice(t)
	o.store(o.brought("2026-01-05", file(tagana(1, "Siti"), tagana(2, "Neng"))))
	id := o.brought("2026-06-01", file(tagana(1, "Siti Baru"), tagana(2, "Neng Baru")), func(u *importer.Upload) { u.Limit = []string{"32.17.01"} })
	e := o.record(nikOf(1)).Engagements[0]
	elsewhere := e
	elsewhere.Region = "32.17.02"
	o.must(o.workers.ReplaceAll(t.Context(), workertest.Clerk, []worker.Engagement{e}, []worker.Engagement{elsewhere}))
	o.store(id)
	o.came(id, "stale", "stored")
	if p := o.record(nikOf(1)).Person; p.Name != "Siti" {
		t.Errorf("somebody outside the limit was changed: %+v", p)
	}
}

// many are more rows than are stored at a time.
func many() []line {
	lines := make([]line, 1300)
	for i := range lines {
		lines[i] = tagana(i, fmt.Sprintf("Fulan %c%c", 'A'+i%26, 'a'+i/26%26))
	}
	return lines
}

// Who may be somebody else was shown so: that is no reason not to store the row, be the other in the register or in the file.
func TestNamesakesAreStored(t *testing.T) {
	o := openOffice(t)
	lines := many()
	for i := range lines {
		lines[i].born = "12-03-1985"
	}
	lines[0].name, lines[1].name, lines[len(lines)-1].name = "Siti Aminah", "Neng Rosita", "Siti Aminah"
	o.store(o.brought("2026-01-05", file(line{nik: nikOf(2000), name: "Neng Rosita", born: "12-03-1985", place: "Lembang"})))
	if i := o.store(o.brought("2026-01-05", file(lines...))); i.Counts.Stale != 0 || i.Counts.Stored != len(lines) {
		t.Errorf("counts: %+v", i.Counts)
	}
}

func TestManyWorkersStoreOnce(t *testing.T) {
	o := openOffice(t)
	var ids []int64
	for n := range 3 {
		id := o.brought("2026-01-05", file(tagana(n, "Siti"), tagana(n+1, "Neng")))
		o.must(o.imports.Store(t.Context(), workertest.Clerk, id, o.get(id).Version))
		ids = append(ids, id)
	}
	var wg sync.WaitGroup
	for n := range 9 {
		wg.Go(func() {
			if err := o.imports.Work(t.Context(), ids[n%3]); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	stored, stale := 0, 0
	for _, id := range ids {
		i := o.get(o.is(id, importer.Stored))
		stored, stale = stored+i.Counts.Stored, stale+i.Counts.Stale
	}
	if stored+stale != 6 || o.count("worker") != 4 || o.count("engagement") != 4 || stale != 2 {
		t.Errorf("%d stored, %d stale, %d workers with %d engagements", stored, stale, o.count("worker"), o.count("engagement"))
	}
}

// checksum is of all that an import may change.
func (o office) checksum() (sum string) {
	o.Helper()
	o.must(o.db.QueryRow(o.Context(), `
		SELECT md5(concat_ws('|',
			(SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM worker t), (SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM engagement t),
			(SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM engagement_decree t), (SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM decree t),
			(SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM employment t), (SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM bank_account t),
			(SELECT md5(string_agg(t::text, '' ORDER BY worker, cadre, valid)) FROM kept_standing t),
			(SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM audit_entry t), (SELECT md5(string_agg(t::text, '' ORDER BY n)) FROM import_effect t),
			(SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM import t),
			(SELECT md5(string_agg(concat_ws(',', import, n, outcome), '' ORDER BY import, n)) FROM import_row t)))`).Scan(&sum))
	return sum
}

// TestAllOrNothing breaks storing and undoing off at any moment: nothing has changed then, and it can be done again.
func TestAllOrNothing(t *testing.T) {
	o := openOffice(t)
	lines := many()
	o.store(o.brought("2026-01-05", file(lines[:400]...)))
	before := len(o.people())
	for i := range lines {
		lines[i].address, lines[i].place = "Kp. Lain", "Parongpong"
	}
	id := o.brought("2026-06-01", file(lines...))
	o.must(o.imports.Store(t.Context(), workertest.Clerk, id, o.get(id).Version))
	o.brokenOff(id, importer.Storing, importer.Stored)
	if i := o.get(id); i.Counts.Stored != len(lines) || len(o.people()) != len(lines) {
		t.Errorf("stored as a whole: %+v, %d people", i.Counts, len(o.people()))
	}
	o.must(o.imports.Undo(t.Context(), workertest.Clerk, id, "salah"))
	o.brokenOff(id, importer.Undoing, importer.Undone)
	if i := o.get(id); i.Counts.Kept != 0 || len(o.people()) != before {
		t.Errorf("undone as a whole: %+v, %d people", i.Counts, len(o.people()))
	}
}

// brokenOff does an import's work, but breaks it off before: ten times, ever later.
func (o office) brokenOff(id int64, asked, done importer.State) {
	o.Helper()
	before := o.checksum()
	latest, times := 100*time.Millisecond, 0
	for range 10 {
		ctx, cancel := context.WithTimeout(o.Context(), rand.N(latest))
		err := o.imports.Work(ctx, id)
		cancel()
		if err == nil {
			break // it was quicker
		}
		times++
		latest += latest * 2 / 5
		o.is(id, asked)
		if o.checksum() != before {
			o.Fatal("something is left of what was broken off")
		}
	}
	if times < 3 {
		o.Errorf("broken off %d times alone", times)
	}
	o.must(o.imports.Work(o.Context(), id))
	o.is(id, done)
	if o.checksum() == before {
		o.Error("the checksum sees no change: it proves nothing")
	}
}

// TestWhatAnImportWritesIsKnownToUndoing looks for facts that an import recorded and that no effect names: undoing would
// leave them.
func TestWhatAnImportWritesIsKnownToUndoing(t *testing.T) {
	o := openOffice(t)
	o.store(o.brought("2026-01-05", file(tagana(1, "Siti"), tagana(2, "Neng"))))
	changed := tagana(1, "Siti Aminah")
	changed.place, changed.status, changed.account, changed.decree = "Parongpong", "PPPK", "0012345678901", "461/2"
	id := o.brought("2026-06-01", file(changed, tagana(3, "Popon")))
	o.store(id)
	otherwise := map[string]string{
		"engagement_decree": "voided and restored with its engagement",
		"decree":            "no fact about a person: a decree that nobody has any more is shown nowhere",
		"worker":            "named as registered",
	}
	rows, _ := o.db.Query(t.Context(), `
		SELECT c.relname
		FROM pg_class c
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'recorded_at'
		WHERE c.relkind = 'r'
		ORDER BY 1`)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	o.must(err)
	known := 0
	for _, table := range tables {
		var written, named int
		o.must(o.db.QueryRow(t.Context(), `
			SELECT (SELECT count(*) FROM `+table+` t JOIN import i ON i.id = $1 AND t.recorded_at = i.stored_at),
			       (SELECT count(*) FROM import_effect f JOIN `+table+` t ON t.id = f.record WHERE f.import = $1 AND f.kind = $2)`, id, table).Scan(&written, &named))
		if otherwise[table] == "" && written != named {
			t.Errorf("%s: %d rows written, %d of them known to undoing", table, written, named)
		}
		if named > 0 {
			known++
		}
	}
	if known != len(worker.Facts()) {
		t.Errorf("the import wrote facts of %d kinds: it proves too little", known)
	}
	if written := o.effects(id); !slices.Equal(written, []string{"bank_account 3", "corrected 1", "employment 3", "engagement 3", "registered 1"}) {
		t.Errorf("effects: %v", written)
	}
}

// effects are what an import did: kinds and how often.
func (o office) effects(id int64) []string {
	o.Helper()
	rows, _ := o.db.Query(o.Context(), `SELECT kind || ' ' || count(*) FROM import_effect WHERE import = $1 GROUP BY kind ORDER BY kind`, id)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	o.must(err)
	return all
}
