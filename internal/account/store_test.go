package account_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/crypto/argon2"

	"pilar/internal/account"
	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/seal"
)

var tester = audit.System("uji")

type fixture struct {
	*account.Store
	pool *pgxpool.Pool
	keys *seal.Keys
}

func open(t *testing.T) fixture {
	t.Helper()
	t.Parallel()
	keys, _, err := seal.New()
	if err != nil {
		t.Fatal(err)
	}
	pool := pgtest.New(t)
	return fixture{account.NewStore(pool, keys), pool, keys}
}

func (f fixture) create(t *testing.T, change func(*account.New)) int64 {
	t.Helper()
	n := account.New{Login: "budi", Name: "Budi Santoso", Role: account.Operator, Password: good}
	if change != nil {
		change(&n)
	}
	id, err := f.Create(t.Context(), tester, noon, n)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (f fixture) count(t *testing.T, sql string, args ...any) (n int) {
	t.Helper()
	if err := f.pool.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func (f fixture) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if _, err := f.pool.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func (f fixture) try(t *testing.T, login, password string) (account.Account, error) {
	t.Helper()
	return f.Authenticate(t.Context(), account.Attempt{Login: login, Password: password, Now: noon})
}

func TestConstantsEqualTheDatabase(t *testing.T) {
	f := open(t)
	var permissions, roles string
	err := f.pool.QueryRow(t.Context(), `SELECT (SELECT string_agg(code, ' ' ORDER BY position) FROM permission),
		(SELECT string_agg(code, ' ' ORDER BY position) FROM role)`).Scan(&permissions, &roles)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "permissions", permissions, names(account.Permissions()))
	equal(t, "roles", roles, names(account.Roles()))
	for role, want := range rights {
		var held string
		err := f.pool.QueryRow(t.Context(), `SELECT string_agg(p.code, ' ' ORDER BY p.position)
			FROM role_permission r JOIN permission p ON p.code = r.permission WHERE r.role = $1`, role).Scan(&held)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, string(role), held, names(want))
	}
}

func TestCreate(t *testing.T) {
	f := open(t)
	id := f.create(t, func(n *account.New) { n.Login = " Budi " })
	a, err := f.ByLogin(t.Context(), "BUDI")
	if err != nil {
		t.Fatal(err)
	}
	if a.ID != id || a.Login != "budi" || a.Name != "Budi Santoso" || a.RoleName != "Operator" || a.Kecamatan != nil || a.Demo {
		t.Errorf("%+v", a)
	}
	if !a.May(account.RegisterWrite) || a.May(account.Admin) {
		t.Errorf("permissions %v", a.Permissions)
	}
	entries, err := audit.Of(t.Context(), f.pool, f.keys, "account", id, 10)
	if err != nil || len(entries) != 1 || entries[0].Verb != audit.AccountCreated || entries[0].Actor != tester.Name {
		t.Errorf("trail %+v (%v)", entries, err)
	}
	_, err = f.Create(t.Context(), tester, noon, account.New{Login: "budi", Name: "Lain", Role: account.Staff, Password: good})
	wantInvalid(t, err, "login", "sudah dipakai")
	if _, err := f.ByLogin(t.Context(), "tidak-ada"); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("an unknown login: %v", err)
	}
}

func TestALimitedAccount(t *testing.T) {
	f := open(t)
	f.create(t, func(n *account.New) { n.Kecamatan = []string{"32.17.03", "32.17.01"} })
	a, err := f.ByLogin(t.Context(), "budi")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "kecamatan", a.Kecamatan, []string{"32.17.01", "32.17.03"})
	equal(t, "districts", a.Districts, 16)
	for _, code := range []string{"32.17.99", "32.17.01.2001", "32.17", "%"} {
		_, err := f.Create(t.Context(), tester, noon, account.New{Login: "wati", Name: "Wati", Role: account.Staff, Password: good, Kecamatan: []string{code}})
		wantInvalid(t, err, "kecamatan", "tidak dikenal")
	}
	equal(t, "accounts", f.count(t, `SELECT count(*) FROM account`), 1)
}

func TestAuthenticate(t *testing.T) {
	f := open(t)
	id := f.create(t, nil)
	if a, err := f.try(t, " BUDI ", good); err != nil || a.ID != id {
		t.Errorf("%+v (%v)", a, err)
	}
	for name, c := range map[string][2]string{
		"wrong password": {"budi", "kuda hijau di tangga kayu"},
		"unknown login":  {"wati", good},
		"empty":          {"", ""},
		"no password":    {"budi", ""},
		"endless":        {"budi", strings.Repeat("x", 1<<20)},
	} {
		_, err := f.try(t, c[0], c[1])
		t.Log(name)
		wantInvalid(t, err, "login", "tidak cocok")
	}
}

func TestPasswordsAreComparedInOneForm(t *testing.T) {
	f := open(t)
	f.create(t, func(n *account.New) { n.Password = "café di tangga besi" }) // composed
	if _, err := f.try(t, "budi", "cafe\u0301 di tangga besi"); err != nil {
		t.Errorf("decomposed: %v", err)
	}
}

func TestAClosedAccountSaysSoOnlyToItsOwner(t *testing.T) {
	for state, sql := range map[string]string{
		"dinonaktifkan": `UPDATE account SET suspended_at = now()`,
		"berakhir":      `UPDATE account SET ends_on = '2026-11-22'`,
	} {
		t.Run(state, func(t *testing.T) {
			f := open(t)
			f.create(t, nil)
			f.exec(t, sql)
			_, err := f.try(t, "budi", good)
			wantInvalid(t, err, "login", state)
			_, err = f.try(t, "budi", "bukan kata sandinya")
			wantInvalid(t, err, "login", "tidak cocok")
		})
	}
}

func TestDemoAccountsNeedADemonstration(t *testing.T) {
	f := open(t)
	for range 2 { // the second does nothing
		if err := f.CreateDemo(t.Context(), tester, noon); err != nil {
			t.Fatal(err)
		}
	}
	all, err := f.All(t.Context(), noon)
	if err != nil {
		t.Fatal(err)
	}
	states := map[account.State]int{}
	for _, a := range all {
		states[a.State]++
		_, err := f.Authenticate(t.Context(), account.Attempt{Login: a.Login, Password: account.DemoPassword, Demo: true, Now: noon})
		if (err == nil) != (a.State == account.Active) || !a.Demo {
			t.Errorf("%s is %s: %v", a.Login, a.State, err)
		}
	}
	equal(t, "states", states, map[account.State]int{account.Active: 7, account.Invited: 1, account.Suspended: 1, account.Ended: 1})
	shown, err := f.Demo(t.Context(), noon)
	if err != nil || len(shown) != 7 || len(shown[6].Kecamatan) != 3 {
		t.Errorf("%+v (%v)", shown, err)
	}
	_, err = f.try(t, "admin", account.DemoPassword)
	wantInvalid(t, err, "login", "tidak cocok")
	for _, role := range account.Roles() {
		a, err := f.Authenticate(t.Context(), account.Attempt{Login: string(role), Password: account.DemoPassword, Demo: true, Now: noon})
		if err != nil || a.Role != role {
			t.Errorf("%s: %+v (%v)", role, a, err)
		}
	}
}

func TestNoDemoAccountsBesideRealOnes(t *testing.T) {
	f := open(t)
	f.create(t, nil)
	if err := f.CreateDemo(t.Context(), tester, noon); err != nil {
		t.Fatal(err)
	}
	equal(t, "accounts", f.count(t, `SELECT count(*) FROM account`), 1)
}

func TestReset(t *testing.T) {
	f := open(t)
	id := f.create(t, nil)
	if err := f.AddSession(t.Context(), noon, "hash", account.Account{ID: id}, []byte("x")); err != nil {
		t.Fatal(err)
	}
	const other = "sapi merah di atap seng"
	if err := f.Reset(t.Context(), tester, "Budi", other); err != nil {
		t.Fatal(err)
	}
	equal(t, "sessions", f.count(t, `SELECT count(*) FROM session`), 0)
	equal(t, "entries", f.count(t, `SELECT count(*) FROM audit_entry WHERE verb = 'account.reset'`), 1)
	if _, err := f.try(t, "budi", other); err != nil {
		t.Errorf("the new password: %v", err)
	}
	_, err := f.try(t, "budi", good)
	wantInvalid(t, err, "login", "tidak cocok")
	wantInvalid(t, f.Reset(t.Context(), tester, "budi", "budi budi budi"), "password", "mudah ditebak")
	if err := f.Reset(t.Context(), tester, "wati", other); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("an unknown login: %v", err)
	}
}

func TestPasswordsStandNowhere(t *testing.T) {
	f := open(t)
	id := f.create(t, nil)
	if err := f.Reset(t.Context(), tester, "budi", "sapi merah di atap seng"); err != nil {
		t.Fatal(err)
	}
	var hash string
	if err := f.pool.QueryRow(t.Context(), `SELECT password_hash FROM account WHERE id = $1`, id).Scan(&hash); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %s", hash)
	}
	entries, err := audit.Of(t.Context(), f.pool, f.keys, "account", id, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		for _, c := range e.Changes {
			if strings.Contains(c.Before+c.After, "argon2") || strings.Contains(c.After, good) {
				t.Errorf("the trail holds %+v", c)
			}
		}
	}
}

func TestTheFirstAdministratorsLink(t *testing.T) {
	f := open(t)
	invite := func() string {
		t.Helper()
		token, err := f.InviteFirstAdmin(t.Context(), tester, noon)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	first, second := invite(), invite()
	if first == "" || first == second || len(second) != 43 {
		t.Fatalf("tokens %q, %q", first, second)
	}
	n := account.New{Login: "rudi", Name: "Rudi Hartono", Role: account.Staff, Password: good}
	for name, c := range map[string]struct {
		token string
		at    time.Time
	}{
		"replaced by a newer one": {first, noon},
		"made up":                 {"x", noon},
		"empty":                   {"", noon},
		"too old":                 {second, noon.Add(account.LinkLife)},
	} {
		if err := f.Redeem(t.Context(), tester, c.at, c.token, n); !errors.Is(err, fault.NotFound{}) {
			t.Errorf("%s: %v", name, err)
		}
		if err := f.LinkUsable(t.Context(), c.at, c.token); !errors.Is(err, fault.NotFound{}) {
			t.Errorf("%s: usable: %v", name, err)
		}
	}
	wantInvalid(t, f.Redeem(t.Context(), tester, noon, second, account.New{Login: "rudi", Name: "Rudi"}), "password", "Isi")
	if err := f.Redeem(t.Context(), tester, noon, second, n); err != nil {
		t.Fatalf("after a refused form: %v", err)
	}
	a, err := f.try(t, "rudi", good)
	if err != nil || a.Role != account.Administrator {
		t.Errorf("%+v (%v)", a, err)
	}
	if err := f.Redeem(t.Context(), tester, noon, second, n); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("used twice: %v", err)
	}
	if again := invite(); again != "" {
		t.Errorf("a link although there is an account: %q", again)
	}
}

func TestALinkIsVoidOnceThereIsAnAccount(t *testing.T) {
	f := open(t)
	token, err := f.InviteFirstAdmin(t.Context(), tester, noon)
	if err != nil {
		t.Fatal(err)
	}
	f.create(t, nil)
	n := account.New{Login: "rudi", Name: "Rudi Hartono", Password: good}
	if err := f.Redeem(t.Context(), tester, noon, token, n); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("redeemed beside an account: %v", err)
	}
}

func TestOfTwoWhoUseTheLinkOneWins(t *testing.T) {
	f := open(t)
	token, err := f.InviteFirstAdmin(t.Context(), tester, noon)
	if err != nil {
		t.Fatal(err)
	}
	const rivals = 4
	errs := make([]error, rivals)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range rivals {
		done.Go(func() {
			start.Wait()
			errs[i] = f.Redeem(t.Context(), tester, noon, token,
				account.New{Login: "rival" + string(rune('a'+i)), Name: "Rival", Password: good})
		})
	}
	start.Done()
	done.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, fault.NotFound{}):
			t.Errorf("a loser got %v", err)
		}
	}
	equal(t, "winners", won, 1)
	equal(t, "accounts", f.count(t, `SELECT count(*) FROM account`), 1)
}

func TestSignedIn(t *testing.T) {
	f := open(t)
	id := f.create(t, nil)
	if err := f.SignedIn(t.Context(), audit.Actor{ID: id, Name: "Budi Santoso", Request: "ABCDE-12345"}, "budi"); err != nil {
		t.Fatal(err)
	}
	entries, err := audit.Of(t.Context(), f.pool, f.keys, "account", id, 1)
	if err != nil || len(entries) != 1 || entries[0].Verb != audit.AccountSignedIn || entries[0].Request != "ABCDE-12345" {
		t.Errorf("trail %+v (%v)", entries, err)
	}
}

// Between a proven password and the session lies a write, which may wait for others.
func TestAnotherPasswordEndsTheLoginsUnderWayToo(t *testing.T) {
	f := open(t)
	id := f.create(t, nil)
	lives := func(hash string, a account.Account) bool {
		t.Helper()
		if err := f.AddSession(t.Context(), noon, hash, a, []byte("x")); err != nil {
			t.Fatal(err)
		}
		_, found, err := f.FindSession(t.Context(), noon, hash)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	former, err := f.try(t, "budi", good)
	if err != nil || !lives("in time", former) {
		t.Fatalf("a login: %v", err)
	}
	const other = "sapi merah di atap seng"
	if err := f.Reset(t.Context(), tester, "budi", other); err != nil {
		t.Fatal(err)
	}
	if lives("too late", former) {
		t.Error("a session was begun with the former password")
	}
	token, err := f.Renew(t.Context(), tester, noon, id)
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := f.Accept(t.Context(), account.Visitor{Token: token, Now: noon}, good, "ABCDE-12345")
	if err != nil || !lives("chosen", chosen) {
		t.Errorf("a password that was chosen by a link: %v", err)
	}
}

func TestSessions(t *testing.T) {
	f := open(t)
	id := f.create(t, nil)
	for _, hash := range []string{"one", "two"} {
		if err := f.AddSession(t.Context(), noon, hash, account.Account{ID: id}, []byte("0812-3456")); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "readable data", f.count(t, `SELECT count(*) FROM session WHERE position('0812'::bytea IN data) > 0`), 0)
	s, found, err := f.FindSession(t.Context(), noon, "one")
	if err != nil || !found || s.Account.Login != "budi" || string(s.Data) != "0812-3456" || !s.Account.May(account.RegisterWrite) {
		t.Errorf("%+v %v (%v)", s, found, err)
	}
	if err := f.KeepSession(t.Context(), "one", []byte("lain")); err != nil {
		t.Fatal(err)
	}
	if s, _, _ := f.FindSession(t.Context(), noon, "one"); string(s.Data) != "lain" {
		t.Errorf("kept %q", s.Data)
	}
	if err := f.EndSessions(t.Context(), tester, id); err != nil {
		t.Fatal(err)
	}
	if _, found, err := f.FindSession(t.Context(), noon, "two"); found || err != nil {
		t.Errorf("after all were ended: %v (%v)", found, err)
	}
}

func TestAnOldHashIsRenewedAtLogin(t *testing.T) {
	f := open(t)
	f.create(t, nil)
	const former = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$"
	key := base64.RawStdEncoding.EncodeToString(argon2.IDKey([]byte(good), []byte("saltsaltsaltsalt"), 1, 8, 1, 32))
	f.exec(t, `UPDATE account SET password_hash = $1`, former+key)
	for _, hash := range []string{"one", "two"} {
		a, err := f.try(t, "budi", good)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.AddSession(t.Context(), noon, hash, a, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "sessions", f.count(t, `SELECT count(*) FROM session`), 2)
	equal(t, "former hashes", f.count(t, `SELECT count(*) FROM account WHERE password_hash LIKE '%m=8,%'`), 0)
}
