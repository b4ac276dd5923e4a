package account_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pilar/internal/account"
	"pilar/internal/audit"
	"pilar/internal/fault"
)

// invite makes wati's account and returns her link's token.
func (f fixture) invite(t *testing.T) (id int64, token string) {
	t.Helper()
	id, token, err := f.Invite(t.Context(), tester, noon, account.New{Login: " Wati ", Name: "Wati Sumiati", Role: account.Operator, Kecamatan: []string{"32.17.01"}})
	if err != nil {
		t.Fatal(err)
	}
	return id, token
}

func (f fixture) accept(t *testing.T, token, password string, at time.Time) error {
	t.Helper()
	_, err := f.Accept(t.Context(), account.Visitor{Token: token, Address: "192.0.2.1", Now: at}, password, "AAAAA-BBBBB")
	return err
}

func (f fixture) get(t *testing.T, id int64) account.Record {
	t.Helper()
	r, err := f.Get(t.Context(), noon, id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// verbs are what the trail says of an account, the newest first.
func (f fixture) verbs(t *testing.T, id int64) (verbs []audit.Verb) {
	t.Helper()
	entries, err := audit.Of(t.Context(), f.pool, f.keys, "account", id, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		verbs = append(verbs, e.Verb)
	}
	return verbs
}

func TestInvite(t *testing.T) {
	f := open(t)
	id, token := f.invite(t)
	r := f.get(t, id)
	if r.State != account.Invited || r.LinkUntil == nil || !r.LinkUntil.Equal(noon.Add(account.InviteLife)) || r.SignedInAt != nil {
		t.Errorf("%+v", r)
	}
	for _, password := range []string{"", good} {
		_, err := f.try(t, "wati", password)
		wantInvalid(t, err, "login", "tidak cocok")
	}
	equal(t, "tokens kept", f.count(t, `SELECT count(*) FROM account_link WHERE token_hash = convert_to($1, 'UTF8')`, token), 0)

	invitee, err := f.Invitee(t.Context(), account.Visitor{Token: token, Address: "192.0.2.1", Now: noon})
	if err != nil || invitee.ID != id || invitee.Login != "wati" {
		t.Errorf("%+v (%v)", invitee, err)
	}
	wantInvalid(t, f.accept(t, token, "wati sumiati wati", noon), "password", "mudah ditebak")
	if err := f.accept(t, token, good, noon); err != nil {
		t.Fatal(err)
	}
	if a, err := f.try(t, "wati", good); err != nil || a.ID != id {
		t.Errorf("the chosen password: %v", err)
	}
	if r := f.get(t, id); r.State != account.Active || r.LinkUntil != nil {
		t.Errorf("%+v", r)
	}
	if err := f.accept(t, token, another, noon); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("the link again: %v", err)
	}
	equal(t, "trail", f.verbs(t, id), []audit.Verb{audit.AccountAccepted, audit.AccountInvited, audit.AccountCreated})
}

func TestAnInvitationIsChecked(t *testing.T) {
	f := open(t)
	_, _, err := f.Invite(t.Context(), tester, noon, account.New{Role: account.Inspector})
	bad, _ := errors.AsType[fault.Invalid](err)
	if bad["login"] == "" || bad["name"] == "" || bad["ends_on"] == "" || bad["password"] != "" {
		t.Errorf("%v", bad)
	}
	f.invite(t)
	_, _, err = f.Invite(t.Context(), tester, noon, account.New{Login: "WATI", Name: "Lain", Role: account.Staff})
	wantInvalid(t, err, "login", "sudah dipakai")
	equal(t, "accounts", f.count(t, `SELECT count(*) FROM account`), 1)
	equal(t, "links", f.count(t, `SELECT count(*) FROM account_link`), 1)
}

func TestALinkThatIsNoLongerGood(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, f fixture, id int64) time.Time{
		"expired": func(*testing.T, fixture, int64) time.Time { return noon.Add(account.InviteLife) },
		"renewed": func(t *testing.T, f fixture, id int64) time.Time {
			if _, err := f.Renew(t.Context(), tester, noon, id); err != nil {
				t.Fatal(err)
			}
			return noon
		},
		"withdrawn": func(t *testing.T, f fixture, id int64) time.Time {
			if err := f.Withdraw(t.Context(), tester, noon, id); err != nil {
				t.Fatal(err)
			}
			return noon
		},
		"suspended, and opened again": func(t *testing.T, f fixture, id int64) time.Time {
			if err := f.Suspend(t.Context(), tester, noon, id, "Cuti panjang"); err != nil {
				t.Fatal(err)
			}
			if err := f.Reactivate(t.Context(), tester, id, "Kembali bertugas"); err != nil {
				t.Fatal(err)
			}
			return noon
		},
		"suspended beside the rules": func(t *testing.T, f fixture, id int64) time.Time {
			f.exec(t, `UPDATE account SET suspended_at = now() WHERE id = $1`, id)
			return noon
		},
		"ended": func(t *testing.T, f fixture, id int64) time.Time {
			f.exec(t, `UPDATE account SET ends_on = '2026-11-22' WHERE id = $1`, id)
			return noon
		},
		"reset on the command line": func(t *testing.T, f fixture, _ int64) time.Time {
			if err := f.Reset(t.Context(), tester, "wati", another); err != nil {
				t.Fatal(err)
			}
			return noon
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := open(t)
			id, token := f.invite(t)
			at := spoil(t, f, id)
			if _, err := f.Invitee(t.Context(), account.Visitor{Token: token, Now: at}); !errors.Is(err, fault.NotFound{}) {
				t.Errorf("it is still shown: %v", err)
			}
			if err := f.accept(t, token, good, at); !errors.Is(err, fault.NotFound{}) {
				t.Errorf("it still works: %v", err)
			}
		})
	}
}

func TestOfTwoWhoUseALinkOneGetsIn(t *testing.T) {
	f := open(t)
	id, token := f.invite(t)
	type outcome struct {
		password string
		err      error
	}
	done := make(chan outcome)
	passwords := []string{good, another, "ayam biru di kolong meja", "ikan kuning naik sepeda"}
	for _, p := range passwords {
		go func() { done <- outcome{p, f.accept(t, token, p, noon)} }()
	}
	var won []string
	for range passwords {
		switch o := <-done; {
		case o.err == nil:
			won = append(won, o.password)
		case !errors.Is(o.err, fault.NotFound{}):
			t.Errorf("%v", o.err)
		}
	}
	if len(won) != 1 {
		t.Fatalf("%q got in", won)
	}
	if _, err := f.try(t, "wati", won[0]); err != nil {
		t.Errorf("the winner's password: %v", err)
	}
	equal(t, "trail", f.verbs(t, id)[0], audit.AccountAccepted)
}

func TestALinkForAnotherPassword(t *testing.T) {
	f := open(t)
	id := f.create(t, nil)
	if err := f.AddSession(t.Context(), noon, "one", account.Account{ID: id}, []byte("x")); err != nil {
		t.Fatal(err)
	}
	token, err := f.Renew(t.Context(), tester, noon, id)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "sessions", f.count(t, `SELECT count(*) FROM session`), 0)
	if _, err := f.try(t, "budi", good); err != nil {
		t.Errorf("the old password, until another is chosen: %v", err)
	}
	if err := f.AddSession(t.Context(), noon, "two", account.Account{ID: id}, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := f.accept(t, token, another, noon); err != nil {
		t.Fatal(err)
	}
	equal(t, "sessions", f.count(t, `SELECT count(*) FROM session`), 0)
	_, err = f.try(t, "budi", good)
	wantInvalid(t, err, "login", "tidak cocok")
	equal(t, "trail", f.verbs(t, id), []audit.Verb{audit.AccountReset, audit.AccountLinked, audit.AccountCreated})
}

func TestWhoMayHaveALink(t *testing.T) {
	f := open(t)
	id := f.create(t, nil)
	refused := func(name string, by audit.Actor, words string) {
		t.Helper()
		_, err := f.Renew(t.Context(), by, noon, id)
		if no, ok := errors.AsType[fault.Forbidden](err); !ok || !strings.Contains(no.Message, words) {
			t.Errorf("%s: %v", name, err)
		}
	}
	refused("one's own", audit.Actor{ID: id, Name: "Budi"}, "Akun saya")
	f.exec(t, `UPDATE account SET suspended_at = now()`)
	refused("suspended", tester, "Aktifkan kembali")
	f.exec(t, `UPDATE account SET suspended_at = NULL, ends_on = '2026-11-22'`)
	refused("ended", tester, "tanggal berakhirnya")
	f.exec(t, `UPDATE account SET demo = true, ends_on = NULL`)
	refused("demo", tester, "peragaan")
	if _, err := f.Renew(t.Context(), tester, noon, id+1); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("nobody's: %v", err)
	}
	if err := f.Withdraw(t.Context(), tester, noon, id); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("no link to withdraw: %v", err)
	}
	equal(t, "links", f.count(t, `SELECT count(*) FROM account_link`), 0)
}

func TestGuessingLinksIsHeldUp(t *testing.T) {
	f := open(t)
	_, token := f.invite(t)
	see := func(address, token string, at time.Time) error {
		_, err := f.Invitee(t.Context(), account.Visitor{Token: token, Address: address, Now: at})
		return err
	}
	guessed := 0
	for i := 0; errors.Is(see("192.0.2.1", fmt.Sprint("tebakan", i), noon), fault.NotFound{}); i++ {
		guessed++
	}
	equal(t, "guesses looked at", guessed, 20)
	if _, ok := errors.AsType[account.TooSoon](see("192.0.2.1", token, noon)); !ok {
		t.Error("a right guess gets through all the same")
	}
	if err := see("192.0.2.2", token, noon); err != nil {
		t.Errorf("from elsewhere: %v", err)
	}
	if err := see("192.0.2.1", token, noon.Add(time.Second)); err != nil {
		t.Errorf("after the delay: %v", err)
	}
}

// The first administrator's link and somebody's invitation are not each other's.
func TestLinksDoNotMix(t *testing.T) {
	f := open(t)
	first, err := f.InviteFirstAdmin(t.Context(), tester, noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.accept(t, first, good, noon); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("the first administrator's link as an invitation: %v", err)
	}
	_, token := f.invite(t)
	err = f.Redeem(t.Context(), tester, noon, token, account.New{Login: "rudi", Name: "Rudi", Password: good})
	if !errors.Is(err, fault.NotFound{}) {
		t.Errorf("an invitation as the first administrator's link: %v", err)
	}
	for _, links := range []string{`(token_hash, expires_at) VALUES ('x', now())`, `(token_hash, role, account, expires_at) SELECT 'x', 'staf', id, now() FROM account`} {
		if _, err := f.pool.Exec(t.Context(), `INSERT INTO account_link `+links); err == nil {
			t.Errorf("the database takes %s", links)
		}
	}
}
