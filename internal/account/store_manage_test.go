package account_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"pilar/internal/account"
	"pilar/internal/audit"
	"pilar/internal/fault"
)

// as is the account as an actor.
func (f fixture) as(t *testing.T, id int64) audit.Actor {
	t.Helper()
	return audit.Actor{ID: id, Name: f.get(t, id).Name}
}

// change is what leaves the account as it is, for a test to alter.
func changeOf(r account.Record) account.Change {
	return account.Change{Version: r.Version, Name: r.Name, Role: r.Role, EndsOn: r.EndsOn, Kecamatan: r.Kecamatan}
}

func (f fixture) revise(t *testing.T, by audit.Actor, id int64, alter func(*account.Change)) error {
	t.Helper()
	c := changeOf(f.get(t, id))
	alter(&c)
	return f.Revise(t.Context(), by, noon, id, c)
}

// admin makes an administrator with that login.
func (f fixture) admin(t *testing.T, login string) int64 {
	t.Helper()
	return f.create(t, func(n *account.New) { n.Login, n.Name, n.Role = login, "Admin "+login, account.Administrator })
}

func TestRevise(t *testing.T) {
	f := open(t)
	id := f.create(t, nil)
	stale := changeOf(f.get(t, id))
	err := f.revise(t, tester, id, func(c *account.Change) {
		c.Name, c.Role, c.EndsOn, c.Kecamatan = " Budi S. ", account.Staff, day("2026-12-31"), []string{"32.17.03", "32.17.01"}
	})
	if err != nil {
		t.Fatal(err)
	}
	r := f.get(t, id)
	if r.Name != "Budi S." || r.Role != account.Staff || !r.EndsOn.Equal(*day("2026-12-31")) || len(r.Kecamatan) != 2 || r.Version != 2 {
		t.Errorf("%+v", r)
	}
	entries, err := audit.Of(t.Context(), f.pool, f.keys, "account", id, 1)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "changes", entries[0].Changes, []audit.Change{
		{Field: "Nama", Before: "Budi Santoso", After: "Budi S."},
		{Field: "Peran", Before: "Operator", After: "Staf"},
		{Field: "Kecamatan", Before: "semua kecamatan", After: "Cisarua, Lembang"},
		{Field: "Berlaku sampai", Before: "tanpa batas waktu", After: "31-12-2026"},
	})
	if err := f.Revise(t.Context(), tester, noon, id, stale); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("from an older version: %v", err)
	}
	if err := f.revise(t, tester, id, func(*account.Change) {}); err != nil {
		t.Error(err)
	}
	equal(t, "entries", len(f.verbs(t, id)), 2)
	equal(t, "version", f.get(t, id).Version, 2)
	if err := f.Revise(t.Context(), tester, noon, id+1, stale); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("nobody's: %v", err)
	}
}

func TestReviseIsChecked(t *testing.T) {
	f := open(t)
	id := f.create(t, func(n *account.New) { n.EndsOn = day("2026-12-31") })
	for name, c := range map[string]struct {
		alter       func(*account.Change)
		field, says string
	}{
		"no name":              {func(c *account.Change) { c.Name = " " }, "name", "Isi nama"},
		"no role":              {func(c *account.Change) { c.Role = "raja" }, "role", "Pilih"},
		"pemeriksa without":    {func(c *account.Change) { c.Role, c.EndsOn = account.Inspector, nil }, "ends_on", "harus memiliki"},
		"an end that is past":  {func(c *account.Change) { c.EndsOn = day("2026-11-22") }, "ends_on", "sudah lewat"},
		"an admin with limits": {func(c *account.Change) { c.Role, c.Kecamatan = account.Administrator, []string{"32.17.01"} }, "kecamatan", "seluruh kabupaten"},
		"no such kecamatan":    {func(c *account.Change) { c.Kecamatan = []string{"32.17.99"} }, "kecamatan", "tidak dikenal"},
	} {
		t.Run(name, func(t *testing.T) { wantInvalid(t, f.revise(t, tester, id, c.alter), c.field, c.says) })
	}
	equal(t, "version", f.get(t, id).Version, 1)
	f.exec(t, `UPDATE account SET ends_on = '2026-01-01'`)
	if err := f.revise(t, tester, id, func(c *account.Change) { c.Name = "Budi Lama" }); err != nil {
		t.Errorf("an account that ended, under another name: %v", err)
	}
}

func TestSuspendAndReactivate(t *testing.T) {
	f := open(t)
	id := f.create(t, nil)
	if err := f.AddSession(t.Context(), noon, "one", account.Account{ID: id}, []byte("x")); err != nil {
		t.Fatal(err)
	}
	wantInvalid(t, f.Suspend(t.Context(), tester, noon, id, " "), "reason", "Isi alasannya")
	wantInvalid(t, f.Suspend(t.Context(), tester, noon, id, strings.Repeat("a", 301)), "reason", "Terlalu panjang")
	if err := f.Suspend(t.Context(), tester, noon, id, "Pindah tugas, NIK 3217015203859123"); err != nil {
		t.Fatal(err)
	}
	equal(t, "sessions", f.count(t, `SELECT count(*) FROM session`), 0)
	equal(t, "state", f.get(t, id).State, account.Suspended)
	_, err := f.try(t, "budi", good)
	wantInvalid(t, err, "login", "dinonaktifkan")
	if err := f.Suspend(t.Context(), tester, noon, id, "sekali lagi"); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("suspended twice: %v", err)
	}
	wantInvalid(t, f.Reactivate(t.Context(), tester, id, ""), "reason", "Isi alasannya")
	if err := f.Reactivate(t.Context(), tester, id, "Kembali bertugas"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.try(t, "budi", good); err != nil {
		t.Errorf("reactivated: %v", err)
	}
	if err := f.Reactivate(t.Context(), tester, id, "sekali lagi"); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("reactivated twice: %v", err)
	}
	equal(t, "trail", f.verbs(t, id), []audit.Verb{audit.AccountReactivated, audit.AccountSuspended, audit.AccountCreated})
	entries, err := audit.Of(t.Context(), f.pool, f.keys, "account", id, 2)
	if err != nil || entries[0].Reason != "Kembali bertugas" || strings.Contains(entries[1].Reason, "3217015203859123") {
		t.Errorf("%+v (%v)", entries, err)
	}
}

func TestNobodyPutsThemselvesOut(t *testing.T) {
	f := open(t)
	id, _ := f.admin(t, "rudi"), f.admin(t, "wati")
	self := f.as(t, id)
	err := f.Suspend(t.Context(), self, noon, id, "cuti")
	if no, ok := errors.AsType[fault.Forbidden](err); !ok || !strings.Contains(no.Message, "Akun sendiri") {
		t.Errorf("suspended oneself: %v", err)
	}
	err = f.revise(t, self, id, func(c *account.Change) { c.Role = account.Staff })
	wantInvalid(t, err, "role", "Peran sendiri")
	if err := f.revise(t, self, id, func(c *account.Change) { c.Name = "Rudi H." }); err != nil {
		t.Errorf("one's own name: %v", err)
	}
}

// Whatever is done to the only administrator that lasts, by whomever: somebody keeps the accounts afterwards.
func TestTheLastAdministratorStays(t *testing.T) {
	others := map[string]func(f fixture, t *testing.T){
		"nobody else": func(fixture, *testing.T) {},
		"one is suspended": func(f fixture, t *testing.T) {
			f.admin(t, "wati")
			f.exec(t, `UPDATE account SET suspended_at = now() WHERE login = 'wati'`)
		},
		"one has ended": func(f fixture, t *testing.T) {
			f.admin(t, "wati")
			f.exec(t, `UPDATE account SET ends_on = '2026-11-22' WHERE login = 'wati'`)
		},
		"one will end": func(f fixture, t *testing.T) {
			f.admin(t, "wati")
			f.exec(t, `UPDATE account SET ends_on = '2027-11-22' WHERE login = 'wati'`)
		},
		"one is only invited": func(f fixture, t *testing.T) {
			_, _, err := f.Invite(t.Context(), tester, noon, account.New{Login: "wati", Name: "Wati", Role: account.Administrator})
			if err != nil {
				t.Fatal(err)
			}
		},
		"one is of a demonstration": func(f fixture, t *testing.T) {
			f.admin(t, "wati")
			f.exec(t, `UPDATE account SET demo = true WHERE login = 'wati'`)
		},
		"an operator": func(f fixture, t *testing.T) { f.create(t, nil) },
	}
	for name, other := range others {
		t.Run(name, func(t *testing.T) {
			f := open(t)
			id := f.admin(t, "rudi")
			other(f, t)
			err := f.Suspend(t.Context(), tester, noon, id, "pensiun")
			if no, ok := errors.AsType[fault.Forbidden](err); !ok || !strings.Contains(no.Message, "satu-satunya administrator") {
				t.Errorf("suspended: %v", err)
			}
			err = f.revise(t, tester, id, func(c *account.Change) { c.Role = account.Staff })
			wantInvalid(t, err, "role", "satu-satunya administrator")
			for _, end := range []string{"2026-11-23", "2030-01-01"} {
				err := f.revise(t, tester, id, func(c *account.Change) { c.EndsOn = day(end) })
				wantInvalid(t, err, "ends_on", "satu-satunya administrator")
			}
			r := f.get(t, id)
			if r.State != account.Active || r.Role != account.Administrator || r.EndsOn != nil || r.Version != 1 {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestOneOfTwoAdministratorsMayGo(t *testing.T) {
	f := open(t)
	first, second := f.admin(t, "rudi"), f.admin(t, "wati")
	if err := f.revise(t, f.as(t, first), second, func(c *account.Change) { c.EndsOn = day("2027-01-01") }); err != nil {
		t.Fatal(err)
	}
	if err := f.Suspend(t.Context(), f.as(t, first), noon, second, "pensiun"); err != nil {
		t.Fatal(err)
	}
	if err := f.Reactivate(t.Context(), f.as(t, first), second, "belum jadi"); err != nil {
		t.Fatal(err)
	}
	if err := f.revise(t, f.as(t, second), first, func(c *account.Change) { c.Name = "Rudi H." }); err != nil {
		t.Errorf("the last one's name: %v", err)
	}
}

// Two administrators remove each other at the same moment, in every pair of ways: one is refused.
func TestTwoAdministratorsRemoveEachOther(t *testing.T) {
	ways := map[string]func(ctx context.Context, f fixture, by audit.Actor, r account.Record) error{
		"suspend": func(ctx context.Context, f fixture, by audit.Actor, r account.Record) error {
			return f.Suspend(ctx, by, noon, r.ID, "pensiun")
		},
		"demote": func(ctx context.Context, f fixture, by audit.Actor, r account.Record) error {
			c := changeOf(r)
			c.Role = account.Staff
			return f.Revise(ctx, by, noon, r.ID, c)
		},
		"end": func(ctx context.Context, f fixture, by audit.Actor, r account.Record) error {
			c := changeOf(r)
			c.EndsOn = day("2026-12-31")
			return f.Revise(ctx, by, noon, r.ID, c)
		},
	}
	for oneName, one := range ways {
		for otherName, other := range ways {
			t.Run(oneName+" and "+otherName, func(t *testing.T) {
				f := open(t)
				a, b := f.get(t, f.admin(t, "rudi")), f.get(t, f.admin(t, "wati"))
				var errs [2]error
				var ready, done sync.WaitGroup
				ready.Add(1)
				for i, do := range []func() error{
					func() error { return one(t.Context(), f, audit.Actor{ID: a.ID, Name: a.Name}, b) },
					func() error { return other(t.Context(), f, audit.Actor{ID: b.ID, Name: b.Name}, a) },
				} {
					done.Go(func() {
						ready.Wait()
						errs[i] = do()
					})
				}
				ready.Done()
				done.Wait()
				if (errs[0] == nil) == (errs[1] == nil) {
					t.Errorf("%v, %v", errs[0], errs[1])
				}
				equal(t, "administrators left", f.count(t, `SELECT count(*) FROM account WHERE role = 'admin' AND suspended_at IS NULL AND ends_on IS NULL`), 1)
			})
		}
	}
}

func TestListOfAccounts(t *testing.T) {
	f := open(t)
	f.create(t, nil)
	f.invite(t)
	suspended := f.create(t, func(n *account.New) { n.Login, n.Name, n.Role = "ani", "Ani 100%", account.Staff })
	if err := f.Suspend(t.Context(), tester, noon, suspended, "cuti"); err != nil {
		t.Fatal(err)
	}
	f.create(t, func(n *account.New) {
		n.Login, n.Name, n.Role, n.EndsOn = "inspektorat", "Cici", account.Inspector, day("2026-11-23")
	})
	logins := func(f fixture, filter account.Filter) string {
		t.Helper()
		page, err := f.List(t.Context(), noon, filter)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, r := range page.Records {
			all = append(all, r.Login)
		}
		n, err := f.Count(t.Context(), noon, filter)
		if err != nil || n != len(all) {
			t.Errorf("%+v: %d counted, %d listed (%v)", filter, n, len(all), err)
		}
		return strings.Join(all, " ")
	}
	for filter, want := range map[account.Filter]string{
		{}:                                    "ani budi inspektorat wati",
		{Role: account.Operator}:              "budi wati",
		{State: account.Active}:               "budi inspektorat",
		{State: account.Invited}:              "wati",
		{State: account.Suspended}:            "ani",
		{State: account.Ended}:                "",
		{Words: "SAN budi"}:                   "budi",
		{Words: "inspek"}:                     "inspektorat",
		{Words: "100%"}:                       "ani",
		{Words: "%"}:                          "ani",
		{Words: "_"}:                          "",
		{Role: account.Staff, Words: "cici"}:  "",
		{Role: account.Operator, Words: "at"}: "wati",
	} {
		if got := logins(f, filter); got != want {
			t.Errorf("%+v: %q, want %q", filter, got, want)
		}
	}
	f.exec(t, `INSERT INTO account (login, name, role, password_hash) SELECT 'pegawai-' || i, 'Pegawai', 'staf', 'none' FROM generate_series(1, 60) i`)
	first, err := f.List(t.Context(), noon, account.Filter{})
	if err != nil || len(first.Records) != 50 || first.Next == "" {
		t.Fatalf("%d, %q (%v)", len(first.Records), first.Next, err)
	}
	second, err := f.List(t.Context(), noon, account.Filter{Cursor: first.Next})
	if err != nil || len(second.Records) != 14 || second.Next != "" || second.Records[0].ID == first.Records[49].ID {
		t.Errorf("%d, %q (%v)", len(second.Records), second.Next, err)
	}
	if _, err := f.List(t.Context(), noon, account.Filter{Cursor: "x"}); err == nil {
		t.Error("a cursor that is none")
	}
	ended, err := f.Get(t.Context(), noon.AddDate(0, 0, 1), first.Records[2].ID)
	if err != nil || ended.Login != "inspektorat" || ended.State != account.Ended {
		t.Errorf("the day after its last: %+v (%v)", ended, err)
	}
}

func TestRightsAreTheDatabases(t *testing.T) {
	f := open(t)
	all, err := f.Rights(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, role := range account.Roles() {
		if all[i].Role != role || len(all[i].Sentences) != len(rights[role]) {
			t.Errorf("%+v", all[i])
		}
	}
}

func TestEndedSessionsAreInTheTrail(t *testing.T) {
	f := open(t)
	id := f.create(t, nil)
	for _, hash := range []string{"one", "two"} {
		if err := f.AddSession(t.Context(), noon, hash, account.Account{ID: id}, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "sessions", f.get(t, id).Sessions, 2)
	if err := f.EndSessions(t.Context(), tester, id); err != nil {
		t.Fatal(err)
	}
	entries, err := audit.Of(t.Context(), f.pool, f.keys, "account", id, 10)
	if err != nil || len(entries) != 2 || entries[0].Verb != audit.SessionsEnded || entries[0].Changes[0].After != "2" {
		t.Errorf("%+v (%v)", entries, err)
	}
	if err := f.EndSessions(t.Context(), tester, id); err != nil {
		t.Error(err)
	}
	equal(t, "entries where none was left", len(f.verbs(t, id)), 2)
	if err := f.EndSessions(t.Context(), tester, id+1); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("nobody's: %v", err)
	}
}
