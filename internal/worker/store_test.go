package worker_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/seal"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

const (
	lembang     = "32.17.01"
	pagerwangi  = "32.17.01.2001"
	kayuambon   = "32.17.01.2002"
	parongpong  = "32.17.02"
	karyawangi  = "32.17.02.2001"
	bandungBrt  = "32.17"
	anyDay      = "2025-06-01"
	longAgo     = "2020-01-01"
	lastOfMay25 = "2025-05-31"
)

var clerk = workertest.Clerk

type fixture struct {
	*testing.T
	db   pgtest.DB
	keys *seal.Keys
	*worker.Store
}

func open(t *testing.T) fixture {
	t.Parallel()
	db, keys := pgtest.Open(t), pgtest.Keys()
	return fixture{t, db, keys, worker.NewStore(db.App, keys)}
}

func (f fixture) list(filter worker.Filter) []string {
	f.Helper()
	if filter.At.On.IsZero() {
		filter.At.On = workertest.Day(anyDay)
	}
	page, err := f.List(f.Context(), filter)
	if err != nil {
		f.Fatal(err)
	}
	var names []string
	for _, r := range page.Rows {
		names = append(names, r.Name)
	}
	total, err := f.Count(f.Context(), filter)
	if err != nil {
		f.Fatal(err)
	}
	if page.Next == "" && filter.Cursor == "" && total.Count != len(names) {
		f.Errorf("the total says %d, the list has %d", total.Count, len(names))
	}
	return names
}

func (f fixture) history(id int64) []audit.Entry {
	f.Helper()
	entries, err := audit.Of(f.Context(), f.db.App, f.keys, "worker", id, 100)
	if err != nil {
		f.Fatal(err)
	}
	return entries
}

func invalid(t *testing.T, err error, field string) {
	t.Helper()
	bad, ok := errors.AsType[fault.Invalid](err)
	if !ok || bad[field] == "" {
		t.Errorf("want a sentence at %s, got %v", field, err)
	}
}

func TestRegister(t *testing.T) {
	f := open(t)
	p := workertest.Person("Siti Aminah")
	p.TitleBefore, p.TitleAfter = "Hj.", "S.Sos."
	p.Phone, p.KK, p.NPWP, p.Email, p.HomeRegion = "+6281234567890", "3217010101019001", "123456789012345", "siti@contoh.invalid", pagerwangi
	e := workertest.Engagement("PSM", pagerwangi, longAgo)
	e.MemberNumber, e.Fields = "77", map[string]string{"masa_bakti": "2020-2025"}
	e.Decrees = []worker.Decree{{Number: "460/Kep.007-Dinsos/2020", DecidedOn: workertest.Day("2020-01-02"), Issuer: "Bupati"}}
	job := worker.Employment{Kind: worker.PNS, NIP: "198503122010012001", Grade: "Penata / III.c", Post: "Penyuluh", Unit: "Dinas Sosial", From: workertest.Day("2010-01-01")}

	id, err := f.Register(t.Context(), clerk, p, e, job)
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.Get(t.Context(), id, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p, got.Person); diff != "" {
		t.Errorf("the person came back otherwise (-want +got):\n%s", diff)
	}
	back := got.Engagements[0]
	if back.Region != pagerwangi || back.MemberNumber != "77" || back.Fields["masa_bakti"] != "2020-2025" ||
		len(back.Decrees) != 1 || !back.Decrees[0].DecidedOn.Equal(workertest.Day("2020-01-02")) {
		t.Errorf("the engagement came back otherwise: %+v", back)
	}
	if len(got.Employments) != 1 || got.Employments[0].NIP != job.NIP || !got.Employments[0].Until.IsZero() {
		t.Errorf("the employment came back otherwise: %+v", got.Employments)
	}
	var verbs []audit.Verb
	for _, entry := range f.history(id) {
		verbs = append(verbs, entry.Verb)
	}
	want := []audit.Verb{audit.EmploymentRecorded, audit.EngagementAdded, audit.WorkerRegistered}
	if diff := cmp.Diff(want, verbs); diff != "" {
		t.Errorf("the trail (-want +got):\n%s", diff)
	}
}

func TestTheSameNIKTwice(t *testing.T) {
	f := open(t)
	p := workertest.Person("Siti Aminah")
	e := workertest.Engagement("PSM", pagerwangi, longAgo)
	id, err := f.Register(t.Context(), clerk, p, e, worker.Employment{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Register(t.Context(), clerk, p, e, worker.Employment{})
	if at, ok := errors.AsType[worker.Registered](err); !ok || at.Worker != id {
		t.Errorf("want Registered %d, got %v", id, err)
	}

	fresh := workertest.Person("Serentak")
	var wins, refused int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			_, err := f.Register(t.Context(), clerk, fresh, e, worker.Employment{})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				wins++
			} else if _, ok := errors.AsType[worker.Registered](err); ok {
				refused++
			}
		})
	}
	wg.Wait()
	if wins != 1 || refused != 7 {
		t.Errorf("eight at once: %d registered, %d refused", wins, refused)
	}
}

func TestCorrect(t *testing.T) {
	f := open(t)
	p := workertest.Person("Siti Aminah")
	id, err := f.Register(t.Context(), clerk, p, workertest.Engagement("PSM", pagerwangi, longAgo), worker.Employment{})
	if err != nil {
		t.Fatal(err)
	}
	p.Address = "Kp. Baru RT 01/02"
	if err := f.Correct(t.Context(), clerk, id, 1, p, "salah tulis"); err != nil {
		t.Fatal(err)
	}
	newest := f.history(id)[0]
	want := []audit.Change{{Field: "Alamat", Before: "", After: "Kp. Baru RT 01/02"}}
	if diff := cmp.Diff(want, newest.Changes); diff != "" || newest.Reason != "salah tulis" {
		t.Errorf("the trail says otherwise, reason %q (-want +got):\n%s", newest.Reason, diff)
	}
	p.Address = "yang basi"
	if err := f.Correct(t.Context(), clerk, id, 1, p, ""); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("a stale correction: want a conflict, got %v", err)
	}
	other := workertest.Registered(t, f.Store, "Lain", workertest.Engagement("PSM", pagerwangi, longAgo))
	r, _ := f.Get(t.Context(), other, nil)
	p.NIK = r.Person.NIK
	if _, ok := errors.AsType[worker.Registered](f.Correct(t.Context(), clerk, id, 2, p, "")); !ok {
		t.Error("another person's NIK was taken over")
	}
}

func TestEngagementsOfOneCadreDoNotOverlap(t *testing.T) {
	f := open(t)
	id := workertest.Registered(t, f.Store, "Siti", workertest.Engagement("PSM", pagerwangi, longAgo))
	again := workertest.Engagement("PSM", kayuambon, "2024-01-01")
	again.Worker = id
	invalid(t, f.Engage(t.Context(), clerk, again), "from")
	again.Cadre, again.Region = "TKSK", lembang
	if err := f.Engage(t.Context(), clerk, again); err != nil {
		t.Errorf("another cadre at the same time: %v", err)
	}
	again.Cadre, again.Region, again.From = "TAGANA", "32.17.99", workertest.Day(longAgo)
	invalid(t, f.Engage(t.Context(), clerk, again), "region")
}

func TestEndAndReopen(t *testing.T) {
	f := open(t)
	id := workertest.Registered(t, f.Store, "Siti", workertest.Engagement("PSM", pagerwangi, longAgo))
	r, _ := f.Get(t.Context(), id, nil)
	first := r.Engagements[0].ID

	invalid(t, f.End(t.Context(), clerk, first, workertest.Day("2019-12-31"), "Mengundurkan diri"), "until")
	invalid(t, f.End(t.Context(), clerk, first, workertest.Day(lastOfMay25), ""), "reason")
	if err := f.End(t.Context(), clerk, first, workertest.Day(lastOfMay25), "Mengundurkan diri"); err != nil {
		t.Fatal(err)
	}
	if got := f.list(worker.Filter{}); got != nil {
		t.Errorf("the day after: %v serve", got)
	}
	if got := f.list(worker.Filter{At: asof.Moment{On: workertest.Day(lastOfMay25)}}); len(got) != 1 {
		t.Errorf("the last day counts: %v", got)
	}
	if got := f.list(worker.Filter{Status: worker.Left}); len(got) != 1 {
		t.Errorf("those who left: %v", got)
	}
	if err := f.End(t.Context(), clerk, first, workertest.Day(anyDay), "lagi"); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("ending what somebody ended meanwhile: want a conflict, got %v", err)
	}
	r, _ = f.Get(t.Context(), id, nil)
	if err := f.Reopen(t.Context(), clerk, r.Engagements[0].ID, "salah orang"); err != nil {
		t.Fatal(err)
	}
	if got := f.list(worker.Filter{}); len(got) != 1 {
		t.Errorf("brought back: %v serve", got)
	}
}

func TestEmploymentsFollowOneAnother(t *testing.T) {
	f := open(t)
	id := workertest.Registered(t, f.Store, "Dian", workertest.Engagement("PKH", lembang, longAgo))
	for _, j := range []worker.Employment{
		{Worker: id, Kind: worker.NonASN, From: workertest.Day("2018-02-01")},
		{Worker: id, Kind: worker.PPPK, NIP: "198503122025211001", From: workertest.Day("2025-10-01")},
	} {
		if err := f.Employ(t.Context(), clerk, j); err != nil {
			t.Fatal(err)
		}
	}
	r, _ := f.Get(t.Context(), id, nil)
	if len(r.Employments) != 2 || r.Employments[0].Kind != worker.PPPK || !r.Employments[0].Until.IsZero() ||
		!r.Employments[1].Until.Equal(workertest.Day("2025-09-30")) || r.Employments[1].Kind != worker.NonASN {
		t.Errorf("employments: %+v", r.Employments)
	}
}

func TestAnOlderEmploymentStandsBeforeTheCurrentOne(t *testing.T) {
	f := open(t)
	id := workertest.Registered(t, f.Store, "Dian", workertest.Engagement("PKH", lembang, longAgo))
	current := worker.Employment{Worker: id, Kind: worker.PNS, NIP: "198503122010012001", From: workertest.Day("2020-01-01")}
	older := worker.Employment{Worker: id, Kind: worker.NonASN, From: workertest.Day("2015-01-01")}
	for _, j := range []worker.Employment{current, older, current} { // the last says nothing new
		if err := f.Employ(t.Context(), clerk, j); err != nil {
			t.Fatal(err)
		}
	}
	r, _ := f.Get(t.Context(), id, nil)
	if len(r.Employments) != 2 || r.Employments[0].NIP != current.NIP || !r.Employments[0].Until.IsZero() ||
		!r.Employments[1].Until.Equal(workertest.Day("2019-12-31")) {
		t.Errorf("employments: %+v", r.Employments)
	}
	entries := 0
	for _, e := range f.history(id) {
		if e.Verb == audit.EmploymentRecorded {
			entries++
		}
	}
	if entries != 2 {
		t.Errorf("%d entries: the same said twice is entered twice", entries)
	}
	other := current
	other.Kind = worker.PPPK
	invalid(t, f.Employ(t.Context(), clerk, other), "job_from")
	if err := f.EmployAll(t.Context(), clerk, []worker.Employment{other}); err != nil { // an import corrects it
		t.Fatal(err)
	}
	if newest := f.history(id)[0].Changes[0]; newest.Before != "PNS" || newest.After != "PPPK" {
		t.Errorf("the trail does not say what was replaced: %+v", newest)
	}
}

func TestBankAccountsFollowOneAnother(t *testing.T) {
	f := open(t)
	id := workertest.Registered(t, f.Store, "Dian", workertest.Engagement("PKH", lembang, longAgo))
	for _, a := range []worker.BankAccount{
		{Worker: id, Bank: "BJB", Number: "0011223344556", Holder: "Dian", From: workertest.Day("2024-01-01")},
		{Worker: id, Bank: "BRI", Number: "0099887766554", Holder: "Dian", From: workertest.Day("2020-01-01")},
	} {
		if err := f.RecordBank(t.Context(), clerk, a); err != nil {
			t.Fatal(err)
		}
	}
	r, _ := f.Get(t.Context(), id, nil)
	if len(r.Accounts) != 2 || r.Accounts[0].Bank != "BJB" || !r.Accounts[1].Until.Equal(workertest.Day("2023-12-31")) {
		t.Errorf("accounts: %+v", r.Accounts)
	}
	same := worker.BankAccount{Worker: id, Bank: "BNI", Number: "0011111111111", Holder: "Dian", From: workertest.Day("2024-01-01")}
	invalid(t, f.RecordBank(t.Context(), clerk, same), "from")
}

func TestADecreesValidityIsCorrectedAndTraced(t *testing.T) {
	f := open(t)
	e := workertest.Engagement("PSM", pagerwangi, longAgo)
	e.Decrees = []worker.Decree{{Number: "460/1", DecidedOn: workertest.Day(longAgo), From: workertest.Day(longAgo), Until: workertest.Day("2020-12-31")}}
	id := workertest.Registered(t, f.Store, "Siti", e)
	r, _ := f.Get(t.Context(), id, nil)
	e = r.Engagements[0]
	e.Decrees = []worker.Decree{{Number: "460/1", DecidedOn: workertest.Day(longAgo), From: workertest.Day(longAgo), Until: workertest.Day("2025-12-31")}}
	if err := f.CorrectEngagement(t.Context(), clerk, e.ID, e, ""); err != nil {
		t.Fatal(err)
	}
	r, _ = f.Get(t.Context(), id, nil)
	if got := r.Engagements[0].Decrees; len(got) != 1 || !got[0].Until.Equal(workertest.Day("2025-12-31")) {
		t.Errorf("decrees: %+v", got)
	}
	if c := f.history(id)[0].Changes; len(c) != 1 || !strings.Contains(c[0].Before, "31-12-2020") || !strings.Contains(c[0].After, "31-12-2025") {
		t.Errorf("the trail: %+v", c)
	}
	successor, err := f.Successor(t.Context(), e.ID)
	if err != nil || successor.ID != r.Engagements[0].ID {
		t.Errorf("what took its place: %d, %v", successor.ID, err)
	}
	if _, err := f.Successor(t.Context(), successor.ID); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("nothing took the live one's place: %v", err)
	}
}

func TestReopeningSaysWhyNot(t *testing.T) {
	f := open(t)
	id := workertest.Registered(t, f.Store, "Siti", workertest.Engagement("PSM", pagerwangi, longAgo))
	r, _ := f.Get(t.Context(), id, nil)
	invalid(t, f.Reopen(t.Context(), clerk, r.Engagements[0].ID, "keliru"), "reason") // it has not ended
	next := r.Engagements[0]
	next.Region, next.From = karyawangi, workertest.Day(anyDay)
	if err := f.MoveAll(t.Context(), clerk, []worker.Move{{Old: r.Engagements[0], New: next}}); err != nil {
		t.Fatal(err)
	}
	r, _ = f.Get(t.Context(), id, nil)
	invalid(t, f.Reopen(t.Context(), clerk, r.Engagements[1].ID, "keliru"), "reason") // another followed
	invalid(t, f.End(t.Context(), clerk, r.Engagements[1].ID, workertest.Day("2025-12-31"), "lain"), "until")
}

func TestMove(t *testing.T) {
	f := open(t)
	id := workertest.Registered(t, f.Store, "Siti", workertest.Engagement("PSM", pagerwangi, longAgo))
	r, _ := f.Get(t.Context(), id, nil)
	next := r.Engagements[0]
	next.Region, next.From = karyawangi, workertest.Day(anyDay)
	if err := f.MoveAll(t.Context(), clerk, []worker.Move{{Old: r.Engagements[0], New: next}}); err != nil {
		t.Fatal(err)
	}
	if got := f.list(worker.Filter{Desa: karyawangi}); len(got) != 1 {
		t.Errorf("at the new place: %v", got)
	}
	if got := f.list(worker.Filter{Desa: pagerwangi, At: asof.Moment{On: workertest.Day(lastOfMay25)}}); len(got) != 1 {
		t.Errorf("at the old place, the day before: %v", got)
	}
	r, _ = f.Get(t.Context(), id, nil)
	if r.Engagements[1].EndReason != worker.MovedAway {
		t.Errorf("why it ended: %q", r.Engagements[1].EndReason)
	}
}

func TestShowingANumberIsRecorded(t *testing.T) {
	f := open(t)
	p := workertest.Person("Siti")
	id, err := f.Register(t.Context(), clerk, p, workertest.Engagement("PSM", pagerwangi, longAgo), worker.Employment{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Show(t.Context(), clerk, id, worker.ShowNIK, "", nil)
	invalid(t, err, "reason")
	got, err := f.Show(t.Context(), clerk, id, worker.ShowNIK, "verifikasi KTP", nil)
	if err != nil || got != p.NIK {
		t.Errorf("shown: %q, %v", got, err)
	}
	if newest := f.history(id)[0]; newest.Verb != audit.PersonalShown || newest.Reason != "verifikasi KTP" || newest.Actor != clerk.Name {
		t.Errorf("the trail: %+v", newest)
	}
	if _, err := f.Show(t.Context(), clerk, id, worker.ShowKK, "ada", nil); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("a number that is not there: %v", err)
	}
	if _, err := f.Show(t.Context(), clerk, id, worker.ShowNIK, "ada", []string{parongpong}); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("outside the account's kecamatan: %v", err)
	}
}

func TestSearchByNumber(t *testing.T) {
	f := open(t)
	p := workertest.Person("Siti")
	p.Phone = "+6281234567890"
	job := worker.Employment{Kind: worker.PNS, NIP: "198503122010012001", From: workertest.Day(longAgo)}
	id, err := f.Register(t.Context(), clerk, p, workertest.Engagement("PSM", pagerwangi, longAgo), job)
	if err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{p.NIK, p.NIK[:4] + " " + p.NIK[4:10] + "." + p.NIK[10:], "0812-3456-7890", "+62 812 3456 7890", "19850312 201001 2 001"} {
		got, err := f.ByNumber(t.Context(), typed, nil)
		if err != nil || len(got) != 1 || got[0] != id {
			t.Errorf("%q finds %v, %v", typed, got, err)
		}
		if got, _ := f.ByNumber(t.Context(), typed, []string{parongpong}); len(got) != 0 {
			t.Errorf("%q finds somebody outside the account's kecamatan", typed)
		}
	}
	if got, _ := f.ByNumber(t.Context(), p.NIK[:15], nil); len(got) != 0 {
		t.Errorf("a part of a NIK finds %v", got)
	}
}

func TestSearchByWordsOfTheName(t *testing.T) {
	f := open(t)
	for _, name := range []string{"Siti Aminah", "Aminah Siti Nurhayati", "Asep Sitorus", "Ni'mah Zahra", "Dédé Kurnia", "Budi % Santoso"} {
		workertest.Registered(t, f.Store, name, workertest.Engagement("PSM", pagerwangi, longAgo))
	}
	for words, want := range map[string]string{
		"siti":         "Aminah Siti Nurhayati|Siti Aminah",
		"sit":          "Aminah Siti Nurhayati|Asep Sitorus|Siti Aminah",
		"SITI am":      "Aminah Siti Nurhayati|Siti Aminah",
		"am sit nur":   "Aminah Siti Nurhayati",
		"dede":         "Dédé Kurnia",
		"ni'mah":       "Ni'mah Zahra",
		"nimah":        "Ni'mah Zahra",
		"mina":         "",
		"' | 'x":       "",
		"budi santoso": "Budi % Santoso",
		`\`:            "Aminah Siti Nurhayati|Asep Sitorus|Budi % Santoso|Dédé Kurnia|Ni'mah Zahra|Siti Aminah",
	} {
		if got := strings.Join(f.list(worker.Filter{Words: words}), "|"); got != want {
			t.Errorf("%q finds %q, want %q", words, got, want)
		}
	}
	similar, err := f.SimilarNames(t.Context(), worker.Filter{Words: "sity aminha", At: asof.Moment{On: workertest.Day(anyDay)}})
	if err != nil || len(similar) == 0 || similar[0].Name != "Siti Aminah" {
		t.Errorf("names like it: %v, %v", similar, err)
	}
}

func TestPagesGoThroughEveryoneOnce(t *testing.T) {
	f := open(t)
	var people []worker.Person
	for range 23 {
		people = append(people, workertest.Person("Sama Nama"), workertest.Person("Nama Lain"))
	}
	ids, err := f.RegisterAll(t.Context(), clerk, people)
	if err != nil {
		t.Fatal(err)
	}
	for _, sort := range worker.Sorts() {
		seen := map[int64]int{}
		filter := worker.Filter{At: asof.Moment{On: workertest.Day(anyDay)}, Status: worker.Anyone, Sort: sort, Size: 7}
		for pages := 0; ; pages++ {
			page, err := f.List(t.Context(), filter)
			if err != nil || pages > 10 {
				t.Fatalf("sort %q, page %d: %v", sort, pages, err)
			}
			for _, r := range page.Rows {
				seen[r.ID]++
			}
			if filter.Cursor = page.Next; page.Next == "" {
				break
			}
		}
		for _, id := range ids {
			if seen[id] != 1 {
				t.Errorf("sort %q: worker %d seen %d times", sort, id, seen[id])
			}
		}
	}
}

func TestACursorThatSomebodyEdited(t *testing.T) {
	f := open(t)
	for _, cursor := range []string{"x", "e30", "eyJzIjoiIiwibCI6WyJhIiwiYiJdfQ", "eyJzIjoidGVyYmFydSIsImwiOlsiYSIsIjEiXX0"} {
		_, err := f.List(t.Context(), worker.Filter{At: asof.Moment{On: workertest.Day(anyDay)}, Cursor: cursor})
		if _, ok := errors.AsType[fault.Malformed](err); !ok {
			t.Errorf("cursor %q: %v", cursor, err)
		}
	}
	if _, err := f.List(t.Context(), worker.Filter{Sort: "nik; DROP TABLE worker"}); err == nil {
		t.Error("an unknown sort was taken")
	}
}

func TestTheApplicationCannotRewriteWhatWasRecorded(t *testing.T) {
	f := open(t)
	workertest.Registered(t, f.Store, "Siti", workertest.Engagement("PSM", pagerwangi, longAgo))
	for _, sql := range []string{
		`UPDATE audit_entry SET reason = 'x'`,
		`DELETE FROM audit_entry`,
		`TRUNCATE audit_entry`,
		`UPDATE engagement SET region = '32.17'`,
		`DELETE FROM engagement`,
		`TRUNCATE certificate`,
		`DELETE FROM worker`,
		`ALTER TABLE audit_entry DISABLE TRIGGER ALL`,
		`DROP TABLE audit_entry`,
		`CREATE TABLE mine (x int)`,
		`DELETE FROM role_permission`,
		`UPDATE scheme_cadre SET counts = false`,
	} {
		if _, err := f.db.App.Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "42501") {
			t.Errorf("%s: want permission denied, got %v", sql, err)
		}
	}
	id := workertest.Registered(t, f.Store, "Neng", workertest.Engagement("PSM", kayuambon, longAgo))
	r, _ := f.Get(t.Context(), id, nil)
	if err := f.End(t.Context(), clerk, r.Engagements[0].ID, workertest.Day(anyDay), "Masa tugas selesai"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.db.App.Exec(t.Context(), `UPDATE engagement SET voided_at = NULL WHERE voided_at IS NOT NULL`); err == nil {
		t.Error("a voided fact was brought back: what was recorded by a past moment has changed")
	}
	if _, err := f.db.App.Exec(t.Context(), `INSERT INTO decree (number) VALUES ('tanpa pelaku')`); err == nil {
		t.Error("a fact was recorded outside a write")
	}
}

// Within a write an entry says that write's actor and moment, whatever the INSERT claims.
func TestAnEntryNamesTheActorOfItsWrite(t *testing.T) {
	f := open(t)
	workertest.Registered(t, f.Store, "Siti", workertest.Engagement("PSM", pagerwangi, longAgo))
	const rest = `verb, subject_kind, subject_name) VALUES (`
	for columns, refusal := range map[string]string{
		`actor_id, actor_name, ` + rest + `7, 'Orang Lain', 'x', 'x', 'x')`:                                 "another actor",
		`actor_id, ` + rest + `7, 'x', 'x', 'x')`:                                                           "another actor",
		`actor_name, ` + rest + `'Orang Lain', 'x', 'x', 'x')`:                                              "another actor",
		`at, ` + rest + `now() - interval '1 year', 'x', 'x', 'x')`:                                         "another actor or moment",
		`id, verb, subject_kind, subject_name) OVERRIDING SYSTEM VALUE VALUES (9999, 'x', 'x', 'x')`:        "42501",
		`previous, ` + rest + `'', 'x', 'x', 'x')`:                                                          "42501",
		`hash, ` + rest + `'', 'x', 'x', 'x')`:                                                              "42501",
		rest + `'x', 'x', 'x')`:                                                                             "",
		`actor_id, actor_name, at, ` + rest + `pilar_actor_id(), pilar_actor(), pilar_at(), 'x', 'x', 'x')`: "",
	} {
		err := audit.Write(t.Context(), f.db.App, clerk, func(tx pgx.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO audit_entry (`+columns)
			return err
		})
		if (err == nil) != (refusal == "") || err != nil && !strings.Contains(err.Error(), refusal) {
			t.Errorf("%s: want %q, got %v", columns, refusal, err)
		}
	}
	if _, err := f.db.App.Exec(t.Context(), `INSERT INTO audit_entry (`+rest+`'x', 'x', 'x')`); err == nil {
		t.Error("an entry was added outside a write")
	}
	if _, err := f.db.Owner.Exec(t.Context(), `SELECT pilar_begin_write(NULL, 'x'); INSERT INTO audit_entry (id, verb, subject_kind, subject_name) OVERRIDING SYSTEM VALUE VALUES (1, 'x', 'x', 'x')`); err == nil {
		t.Error("an entry was put before others")
	}
}

func TestTheChainOfTheTrail(t *testing.T) {
	f := open(t)
	for _, name := range []string{"Satu", "Dua", "Tiga"} {
		workertest.Registered(t, f.Store, name, workertest.Engagement("PSM", pagerwangi, longAgo))
	}
	broken := func() (id *int64) {
		if err := f.db.Owner.QueryRow(t.Context(), `SELECT audit_broken_at()`).Scan(&id); err != nil {
			t.Fatal(err)
		}
		return id
	}
	if at := broken(); at != nil {
		t.Fatalf("a whole chain is said to break at %d", *at)
	}
	for _, tamper := range []string{
		`UPDATE audit_entry SET actor_name = 'orang lain' WHERE id = (SELECT min(id) + 1 FROM audit_entry)`,
		`DELETE FROM audit_entry WHERE id = (SELECT min(id) + 1 FROM audit_entry)`,
	} {
		tx, err := f.db.Owner.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var at *int64
		if _, err = tx.Exec(t.Context(), tamper); err == nil {
			err = tx.QueryRow(t.Context(), `SELECT audit_broken_at()`).Scan(&at)
		}
		if err != nil || at == nil {
			t.Errorf("not noticed: %s (%v)", tamper, err)
		}
		_ = tx.Rollback(t.Context())
	}
}
