package worker_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

// record returns all that is known of a person.
func (f fixture) record(id int64) worker.Record {
	f.Helper()
	r, err := f.Get(f.Context(), id, nil)
	if err != nil {
		f.Fatal(err)
	}
	return r
}

// sameFacts compares records by what they say, whatever their numbers.
var sameFacts = cmp.Options{
	cmpopts.IgnoreFields(worker.Engagement{}, "ID"),
	cmpopts.IgnoreFields(worker.Employment{}, "ID"),
	cmpopts.IgnoreFields(worker.BankAccount{}, "ID"),
}

func TestEndAll(t *testing.T) {
	f := open(t)
	var ids, engagements []int64
	for _, name := range []string{"Siti", "Neng", "Popon"} {
		id := workertest.Registered(t, f.Store, name, workertest.Engagement("PSM", pagerwangi, longAgo))
		ids, engagements = append(ids, id), append(engagements, f.record(id).Engagements[0].ID)
	}
	last := workertest.Day(lastOfMay25)
	invalid(t, f.EndAll(t.Context(), clerk, engagements, workertest.Day("2019-12-31"), "Pensiun"), "until")
	invalid(t, f.EndAll(t.Context(), clerk, engagements, time.Time{}, "Pensiun"), "until")
	invalid(t, f.EndAll(t.Context(), clerk, engagements, last, ""), "reason")
	if err := f.EndAll(t.Context(), clerk, engagements[:2], last, "Pensiun"); err != nil {
		t.Fatal(err)
	}
	for i, id := range ids {
		e := f.record(id).Engagements[0]
		if ended := e.Until.Equal(last) && e.EndReason == "Pensiun"; ended != (i < 2) {
			t.Errorf("worker %d ends on %s because of %q", i, e.Until, e.EndReason)
		}
	}
	if newest := f.history(ids[1])[0]; newest.Verb != audit.EngagementEnded || newest.Reason != "Pensiun" {
		t.Errorf("the trail: %+v", newest)
	}
	// One of them was changed since: nobody's ends.
	if err := f.EndAll(t.Context(), clerk, engagements[1:], last, "Pensiun"); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("one was changed meanwhile: %v", err)
	}
	if e := f.record(ids[2]).Engagements[0]; !e.Until.IsZero() {
		t.Errorf("nothing was to change, yet it ends on %s", e.Until)
	}
}

func TestEndAllBeforeAnotherEngagement(t *testing.T) {
	f := open(t)
	first := workertest.Engagement("PSM", pagerwangi, longAgo)
	first.Until = workertest.Day("2021-12-31")
	id := workertest.Registered(t, f.Store, "Siti", first)
	next := workertest.Engagement("PSM", kayuambon, "2022-01-01")
	next.Worker = id
	if err := f.Engage(t.Context(), clerk, next); err != nil {
		t.Fatal(err)
	}
	invalid(t, f.EndAll(t.Context(), clerk, []int64{f.record(id).Engagements[1].ID}, workertest.Day(anyDay), "Pensiun"), "until")
}

// laden registers somebody with a fact of every kind.
func (f fixture) laden(name string) int64 {
	f.Helper()
	e := workertest.Engagement("PSM", pagerwangi, longAgo)
	e.MemberNumber, e.Fields = "77", map[string]string{"masa_bakti": "2020-2025", "kartu": "5566"}
	e.Decrees = []worker.Decree{{Number: "460/" + name, DecidedOn: workertest.Day("2020-01-02"), Issuer: "Bupati"}, {Number: "461/" + name}}
	job := worker.Employment{Kind: worker.NonASN, Unit: "Dinas Sosial", From: workertest.Day("2010-01-01")}
	id, err := f.Register(f.Context(), clerk, workertest.Person(name), e, job)
	if err != nil {
		f.Fatal(err)
	}
	bank := worker.BankAccount{Worker: id, Bank: "Bank", Number: "0070012345678", Holder: name, From: workertest.Day(longAgo)}
	if err := f.RecordBank(f.Context(), clerk, bank); err != nil {
		f.Fatal(err)
	}
	return id
}

// personalField gives PSM a field that is sealed.
func (f fixture) personalField() {
	f.Helper()
	if _, err := f.db.App.Exec(f.Context(), `
		INSERT INTO cadre_field (cadre, key, label, type, sealed, position) VALUES ('PSM', 'kartu', 'Nomor kartu', 'text', true, 2)`); err != nil {
		f.Fatal(err)
	}
}

func TestVoidAll(t *testing.T) {
	f := open(t)
	f.personalField()
	siti, neng := f.laden("Siti"), f.laden("Neng")
	nik := f.record(siti).Person.NIK
	const reason = "Impor dibatalkan: salah berkas"
	if err := f.VoidAll(t.Context(), clerk, []int64{siti}, reason); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Get(t.Context(), siti, nil); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("she still stands in the register: %v", err)
	}
	for _, table := range []string{"engagement", "employment", "bank_account"} {
		if n := f.live(table); n != 1 {
			t.Errorf("%d live rows of %s, want those of the other alone", n, table)
		}
	}
	if n := f.live("engagement_decree"); n != 2 {
		t.Errorf("%d live links to decrees, want those of the other alone", n)
	}
	var verbs []audit.Verb
	for _, e := range f.history(siti)[:4] {
		verbs = append(verbs, e.Verb)
		if e.Reason != reason || len(e.Changes) == 0 {
			t.Errorf("%s says %q and %d changes", e.Verb, e.Reason, len(e.Changes))
		}
	}
	if want := []audit.Verb{audit.WorkerVoided, audit.BankVoided, audit.EmploymentVoided, audit.EngagementVoided}; !slices.Equal(verbs, want) {
		t.Errorf("the trail: %v", verbs)
	}
	again := workertest.Person("Siti")
	again.NIK = nik
	if _, err := f.Register(t.Context(), clerk, again, workertest.Engagement("PSM", pagerwangi, longAgo), worker.Employment{}); err != nil {
		t.Errorf("her NIK is not free again: %v", err)
	}
	// Out already, and with her nobody else.
	if err := f.VoidAll(t.Context(), clerk, []int64{neng, siti}, reason); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("out already: %v", err)
	}
	f.record(neng)
}

func TestWhoIsCertifiedIsNotTakenOut(t *testing.T) {
	f := open(t)
	siti := f.laden("Siti")
	f.certify(siti)
	if err := f.VoidAll(t.Context(), clerk, []int64{siti}, "salah"); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("a certificate leans on her: %v", err)
	}
	if f.live("engagement") != 1 {
		t.Error("her engagement is void")
	}
}

// certify gives somebody a certificate as its own feature would.
func (f fixture) certify(id int64) {
	f.Helper()
	err := audit.Write(f.Context(), f.db.App, clerk, func(tx pgx.Tx) error {
		_, err := tx.Exec(f.Context(), `
			INSERT INTO certificate (worker, scheme_version, certifier, number, signed_on, valid_until)
			SELECT $1, min(id), 'LSKS', 'S-1', '2024-01-01', '2029-01-01' FROM scheme_version`, id)
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
}

// live counts the rows of a table that were not voided.
func (f fixture) live(table string) (n int) {
	f.Helper()
	if err := f.db.App.QueryRow(f.Context(), `SELECT count(*) FROM `+table+` WHERE voided_at IS NULL`).Scan(&n); err != nil {
		f.Fatal(err)
	}
	return n
}

func TestRestoreAll(t *testing.T) {
	f := open(t)
	f.personalField()
	id := f.laden("Siti")
	f.unlink("461/Siti")
	before := f.record(id)
	moved := before.Engagements[0]
	moved.Region, moved.From, moved.Decrees = karyawangi, workertest.Day(anyDay), []worker.Decree{{Number: "999"}}
	later := workertest.Day("2024-01-01")
	for _, err := range []error{
		f.MoveAll(t.Context(), clerk, []worker.Move{{Old: before.Engagements[0], New: moved}}),
		f.EmployAll(t.Context(), clerk, []worker.Employment{{Worker: id, Kind: worker.PPPK, From: later}}),
		f.RecordBankAll(t.Context(), clerk, []worker.BankAccount{{Worker: id, Bank: "Lain", Number: "1", Holder: "Siti", From: later}}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	changed := f.record(id)
	for _, of := range worker.Facts() {
		anew, err := f.RestoreAll(t.Context(), clerk, of, reversals(changed, before, of), "salah berkas")
		if err != nil || len(anew) != 1 {
			t.Fatalf("%s: %v, %v", of, anew, err)
		}
	}
	if diff := cmp.Diff(before, f.record(id), sameFacts); diff != "" {
		t.Errorf("not as before (-want +got):\n%s", diff)
	}
	for i, want := range []audit.Verb{audit.BankRestored, audit.EmploymentRestored, audit.EngagementRestored} {
		if e := f.history(id)[i]; e.Verb != want || e.Reason != "salah berkas" || len(e.Changes) == 0 {
			t.Errorf("the trail: %s, %q, %d changes; want %s", e.Verb, e.Reason, len(e.Changes), want)
		}
	}
	if c := f.history(id)[2].Changes[0]; c.Field != "Tempat tugas" || c.Before != karyawangi || c.After != pagerwangi {
		t.Errorf("the trail says of the engagement: %+v", c)
	}
	if _, err := f.RestoreAll(t.Context(), clerk, worker.Engaged, reversals(changed, before, worker.Engaged), "x"); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("taken back already: %v", err)
	}
}

// unlink voids the link of a decree, long before its engagement is.
func (f fixture) unlink(number string) {
	f.Helper()
	err := audit.Write(f.Context(), f.db.App, clerk, func(tx pgx.Tx) error {
		_, err := tx.Exec(f.Context(), `
			UPDATE engagement_decree SET voided_at = pilar_at(), voided_by = pilar_actor()
			WHERE decree = (SELECT id FROM decree WHERE number = $1)`, number)
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
}

// reversals take everything of a kind that somebody has back to the one fact of before.
func reversals(now, before worker.Record, of worker.Fact) (all []worker.Reversal) {
	add := func(record, replaced int64) {
		all = append(all, worker.Reversal{Worker: now.ID, Record: record, Before: replaced})
	}
	switch of {
	case worker.Engaged:
		for _, e := range now.Engagements {
			add(e.ID, before.Engagements[0].ID)
		}
	case worker.Employed:
		for _, e := range now.Employments {
			add(e.ID, before.Employments[0].ID)
		}
	case worker.Banked:
		for _, a := range now.Accounts {
			add(a.ID, before.Accounts[0].ID)
		}
	}
	return all
}

func TestRestoringWhereOthersStand(t *testing.T) {
	f := open(t)
	id := workertest.Registered(t, f.Store, "Siti", workertest.Engagement("PSM", pagerwangi, longAgo))
	old := f.record(id).Engagements[0]
	late := old
	late.From = workertest.Day("2022-01-01")
	if err := f.ReplaceAll(t.Context(), clerk, []worker.Engagement{old}, []worker.Engagement{late}); err != nil {
		t.Fatal(err)
	}
	now := f.record(id).Engagements[0]
	between := workertest.Engagement("PSM", kayuambon, "2020-06-01")
	between.Worker, between.Until = id, workertest.Day("2020-12-31")
	if err := f.Engage(t.Context(), clerk, between); err != nil {
		t.Fatal(err)
	}
	_, err := f.RestoreAll(t.Context(), clerk, worker.Engaged, []worker.Reversal{{Worker: id, Record: now.ID, Before: old.ID}}, "salah")
	if !errors.Is(err, fault.Conflict{}) {
		t.Errorf("another stands there now: %v", err)
	}
	if len(f.record(id).Engagements) != 2 {
		t.Error("something changed nevertheless")
	}
}

// What a fact says must all be brought back: a column that a migration adds belongs into Fact.columns.
func TestRestoringLeavesNoColumnOut(t *testing.T) {
	f := open(t)
	for _, of := range worker.Facts() {
		var columns string
		err := f.db.App.QueryRow(t.Context(), `
			SELECT string_agg(attname, ', ' ORDER BY attnum)
			FROM pg_attribute
			WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
			  AND attname NOT IN ('id', 'recorded_at', 'recorded_by', 'voided_at', 'voided_by', 'void_reason', 'replaces')`,
			string(of)).Scan(&columns)
		if err != nil {
			t.Fatal(err)
		}
		if got := worker.FactColumns(of); got != columns {
			t.Errorf("%s is brought back with %s; it has %s", of, got, columns)
		}
	}
}

// A new kind of fact about people must be voided with them, or listed here with the reason why not.
func TestTakingPeopleOutLeavesNoFactBehind(t *testing.T) {
	f := open(t)
	elsewhere := map[string]string{"certificate": "it keeps people in the register: see worker_use"}
	rows, _ := f.db.App.Query(t.Context(), `
		SELECT c.relname
		FROM pg_class c
		JOIN pg_attribute w ON w.attrelid = c.oid AND w.attname = 'worker'
		JOIN pg_attribute v ON v.attrelid = c.oid AND v.attname = 'voided_at'
		WHERE c.relkind = 'r'`)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		if elsewhere[table] == "" && !slices.Contains(worker.Facts(), worker.Fact(table)) {
			t.Errorf("who is taken out of the register leaves rows of %s behind", table)
		}
	}
	if len(tables) != len(worker.Facts())+len(elsewhere) {
		t.Errorf("the tables are %s", strings.Join(tables, ", "))
	}
}
