package account_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pilar/internal/account"
	"pilar/internal/audit"
	"pilar/internal/fault"
)

const another = "sapi merah di atap seng"

func (f fixture) change(t *testing.T, old, next string, at time.Time) error {
	t.Helper()
	a, err := f.ByLogin(t.Context(), "budi")
	if err != nil {
		t.Fatal(err)
	}
	by := audit.Actor{ID: a.ID, Name: a.Name}
	return f.ChangePassword(t.Context(), by, a, account.PasswordChange{Old: old, New: next, Address: "192.0.2.1", Now: at})
}

func TestChangePassword(t *testing.T) {
	f := open(t)
	id := f.create(t, nil)
	other := f.create(t, func(n *account.New) { n.Login = "wati" })
	for hash, owner := range map[string]int64{"one": id, "two": id, "hers": other} {
		if err := f.AddSession(t.Context(), noon, hash, account.Account{ID: owner}, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.change(t, good, another, noon); err != nil {
		t.Fatal(err)
	}
	equal(t, "sessions left", f.count(t, `SELECT count(*) FROM session`), 1)
	equal(t, "hers", f.count(t, `SELECT count(*) FROM session WHERE account = $1`, other), 1)
	if _, err := f.try(t, "budi", another); err != nil {
		t.Errorf("the new password: %v", err)
	}
	_, err := f.try(t, "budi", good)
	wantInvalid(t, err, "login", "tidak cocok")
	entries, err := audit.Of(t.Context(), f.pool, f.keys, "account", id, 1)
	if err != nil || len(entries) != 1 || entries[0].Verb != audit.AccountReset || entries[0].Actor != "Budi Santoso" {
		t.Errorf("trail %+v (%v)", entries, err)
	}
}

func TestARefusedChangeOfPassword(t *testing.T) {
	f := open(t)
	id := f.create(t, nil)
	if err := f.AddSession(t.Context(), noon, "one", account.Account{ID: id}, []byte("x")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, next, field, says string }{
		{"", another, "old", "Isi kata sandi lama"},
		{"salah", another, "old", "tidak cocok"},
		{strings.Repeat("x", 1<<20), another, "old", "tidak cocok"},
		{good, "", "new", "Isi kata sandi baru"},
		{good, "pendek", "new", "terlalu pendek"},
		{good, "budi santoso budi", "new", "mudah ditebak"},
		{good, good, "new", "sama dengan yang lama"},
		{"salah", "pendek", "new", "terlalu pendek"},
	} {
		err := f.change(t, c.old, c.next, noon)
		wantInvalid(t, err, c.field, c.says)
	}
	bad, _ := errors.AsType[fault.Invalid](f.change(t, "salah", "pendek", noon))
	equal(t, "both are told at once", len(bad), 2)
	equal(t, "sessions", f.count(t, `SELECT count(*) FROM session`), 1)
	equal(t, "entries", f.count(t, `SELECT count(*) FROM audit_entry WHERE verb = 'account.reset'`), 0)
	if _, err := f.try(t, "budi", good); err != nil {
		t.Errorf("the old password: %v", err)
	}
}

func TestGuessingInAStolenSessionIsHeldUp(t *testing.T) {
	f := open(t)
	f.create(t, nil)
	for range 5 {
		wantInvalid(t, f.change(t, "salah", another, noon), "old", "tidak cocok")
	}
	if early, ok := errors.AsType[account.TooSoon](f.change(t, good, another, noon)); !ok || early.Wait != time.Second {
		t.Errorf("%+v", early)
	}
	if err := f.change(t, good, another, noon.Add(time.Second)); err != nil {
		t.Errorf("after the delay: %v", err)
	}
}

func TestDemoPasswordsStay(t *testing.T) {
	f := open(t)
	f.create(t, nil)
	f.exec(t, `UPDATE account SET demo = true`)
	if _, ok := errors.AsType[fault.Forbidden](f.change(t, good, another, noon)); !ok {
		t.Error("a demo account's password can be changed")
	}
}

func TestOfTwoWhoChangeAPasswordOneWins(t *testing.T) {
	f := open(t)
	f.create(t, nil)
	errs := make(chan error, 2)
	for _, next := range []string{another, "ayam biru di kolong meja"} {
		go func() { errs <- f.change(t, good, next, noon) }()
	}
	one, two := <-errs, <-errs
	if (one == nil) == (two == nil) {
		t.Errorf("%v, %v", one, two)
	}
}

func TestVisits(t *testing.T) {
	f := open(t)
	id := f.create(t, nil)
	other := f.create(t, func(n *account.New) { n.Login = "wati" })
	for _, s := range []struct {
		hash  string
		owner int64
		at    time.Time
	}{{"idle", id, noon.Add(-account.SessionIdle)}, {"older", id, noon.Add(-time.Minute)}, {"newer", id, noon}, {"hers", other, noon}} {
		if err := f.AddSession(t.Context(), s.at, s.hash, account.Account{ID: s.owner}, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	list := func(owner int64) (hashes []string, ids []int64) {
		t.Helper()
		visits, err := f.Visits(t.Context(), owner, noon)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range visits {
			hashes, ids = append(hashes, v.TokenHash), append(ids, v.ID)
		}
		return hashes, ids
	}
	mine, ids := list(id)
	equal(t, "mine", mine, []string{"newer", "older"})
	_, hers := list(other)
	for _, foreign := range []int64{hers[0], 0, 1 << 40} {
		if err := f.EndVisit(t.Context(), audit.Actor{ID: id, Name: "Budi Santoso"}, "budi", foreign); !errors.Is(err, fault.NotFound{}) {
			t.Errorf("ended session %d: %v", foreign, err)
		}
	}
	if err := f.EndVisit(t.Context(), audit.Actor{ID: id, Name: "Budi Santoso"}, "budi", ids[1]); err != nil {
		t.Fatal(err)
	}
	mine, _ = list(id)
	equal(t, "mine", mine, []string{"newer"})
	theirs, _ := list(other)
	equal(t, "hers", theirs, []string{"hers"})
}

func TestKecamatanNames(t *testing.T) {
	f := open(t)
	id := f.create(t, func(n *account.New) { n.Kecamatan = []string{"32.17.03", "32.17.01"} })
	got, err := f.KecamatanNames(t.Context(), id)
	if err != nil || len(got) != 2 || got[0] > got[1] {
		t.Errorf("%v (%v)", got, err)
	}
}
