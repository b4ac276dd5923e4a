package account_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pilar/internal/account"
	"pilar/internal/fault"
)

var noon = time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC) // 12.00 WIB

func day(iso string) *time.Time {
	d, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		panic(err)
	}
	return &d
}

const good = "kuda hijau di tangga besi"

func TestPasswords(t *testing.T) {
	t.Parallel()
	for password, want := range map[string]string{
		good:              "",
		"12 karakter!":    "",
		"s4p1-m4k4n-b4tu": "",
		"日本語のパスワードです安全":                      "",
		strings.Repeat("x7 kuda ", 16):       "",
		"":                                   "Isi kata sandi.",
		"pendek":                             "terlalu pendek",
		"sebelasbyte":                        "terlalu pendek",
		strings.Repeat("x7 kuda ", 16) + "x": "terlalu panjang",
		"aaaaaaaaaaaaaaaa":                   "mudah ditebak",
		"abababababababab":                   "mudah ditebak",
		"123456789012":                       "mudah ditebak",
		"qwertyuiop123":                      "mudah ditebak",
		"Budi.Santoso.1985":                  "mudah ditebak",
		"budi.s-budi.s-budi.s":               "mudah ditebak",
		"Pilar-Dinsos-2026":                  "mudah ditebak",
		"Dinas Sosial 2026":                  "mudah ditebak",
		"katasandi123!":                      "mudah ditebak",
		"password password":                  "mudah ditebak",
		"Bandung Barat 2026":                 "mudah ditebak",
		"bismillah-sayangku":                 "mudah ditebak",
		"ｐａｓｓｗｏｒｄ１２３４":                       "mudah ditebak", // the same letters, full width
		"1qaz2wsx3edc":                       "paling sering bocor",
		"1QAZ-2wsx-3EDC":                     "paling sering bocor",
		"finalfantasy":                       "paling sering bocor",
		"sunflowersunflower":                 "paling sering bocor", // a common one twice
		"Budi Santoso sunflower":             "paling sering bocor",
		"dinsos-sunflower-77":                "paling sering bocor",
	} {
		got := account.CheckPassword(password, "budi.s", "Budi Santoso")
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
}

func TestGeneratedPasswords(t *testing.T) {
	t.Parallel()
	one, other := account.GeneratedPassword(), account.GeneratedPassword()
	if one == other {
		t.Error("the same twice")
	}
	if m := account.CheckPassword(one, "admin", "Administrator"); m != "" {
		t.Errorf("%q is refused: %s", one, m)
	}
}

func TestNewIsCheckedWhole(t *testing.T) {
	t.Parallel()
	fine := account.New{Login: " Budi.S ", Name: "Budi Santoso", Role: account.Operator, Password: good}
	for name, c := range map[string]struct {
		change func(*account.New)
		fields string
	}{
		"fine":                  {func(*account.New) {}, ""},
		"nothing":               {func(n *account.New) { *n = account.New{} }, "login name password role"},
		"login with a space":    {func(n *account.New) { n.Login = "budi s" }, "login"},
		"login too short":       {func(n *account.New) { n.Login = "bu" }, "login"},
		"login begins with dot": {func(n *account.New) { n.Login = ".budi" }, "login"},
		"login with a quote":    {func(n *account.New) { n.Login = "bu'di" }, "login"},
		"name too long":         {func(n *account.New) { n.Name = strings.Repeat("a", 10000) }, "name"},
		"unknown role":          {func(n *account.New) { n.Role = "kepala" }, "role"},
		"pemeriksa without end": {func(n *account.New) { n.Role = account.Inspector }, "ends_on"},
		"pemeriksa with an end": {func(n *account.New) { n.Role, n.EndsOn = account.Inspector, day("2026-12-31") }, ""},
		"ends today":            {func(n *account.New) { n.EndsOn = day("2026-11-23") }, ""},
		"ended":                 {func(n *account.New) { n.EndsOn = day("2026-11-22") }, "ends_on"},
		"admin of a kecamatan":  {func(n *account.New) { n.Role, n.Kecamatan = account.Administrator, []string{"32.17.01"} }, "kecamatan"},
		"password of its name":  {func(n *account.New) { n.Password = "budi santoso budi" }, "password"},
	} {
		n := fine
		c.change(&n)
		bad := n.Check(noon)
		var fields []string
		for f := range bad {
			fields = append(fields, f)
		}
		slices.Sort(fields)
		if got := strings.Join(fields, " "); got != c.fields {
			t.Errorf("%s: refused %q, want %q", name, got, c.fields)
		}
	}
}

func TestAnAccountEndsWithItsLastDayInJakarta(t *testing.T) {
	t.Parallel()
	a := account.Account{EndsOn: day("2026-11-23")}
	for at, open := range map[string]bool{
		"2026-11-23T23:59:59+07:00": true,
		"2026-11-24T00:00:00+07:00": false,
		"2026-11-22T00:00:00+07:00": true,
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Closed(now) == ""; got != open {
			t.Errorf("%s: open %v, want %v", at, got, open)
		}
	}
	if (account.Account{SuspendedAt: &noon}).Closed(noon) == "" {
		t.Error("a suspended account is open")
	}
}

// The table of design section 6.
var rights = map[account.Role][]account.Permission{
	account.Staff:         {account.RegisterRead},
	account.Operator:      {account.RegisterRead, account.RegisterWrite, account.PersonalShow},
	account.Treasurer:     {account.RegisterRead, account.PersonalShow, account.BudgetPlan, account.BudgetPay},
	account.Head:          {account.RegisterRead, account.PersonalShow, account.Approve},
	account.Inspector:     {account.RegisterRead, account.AuditRead},
	account.Administrator: {account.RegisterRead, account.AuditRead, account.Admin},
}

func names[T ~string](list []T) string {
	var all []string
	for _, x := range list {
		all = append(all, string(x))
	}
	return strings.Join(all, " ")
}

func wantInvalid(t *testing.T, err error, field, sentence string) {
	t.Helper()
	bad, ok := errors.AsType[fault.Invalid](err)
	if !ok || !strings.Contains(bad[field], sentence) {
		t.Errorf("got %v %v, want %s: …%s…", err, bad, field, sentence)
	}
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}
