package journey

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/backup"
	"pilar/internal/demo"
	"pilar/internal/installation"
	"pilar/web/link"
	"pilar/web/ui/uitest"
)

func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }

var tester = audit.System("uji")

// office is the whole application over a database of its own, at a real address of this machine.
type office struct {
	*apptest.App
	URL string
}

// openOffice opens one with the demo accounts, and with the district's made-up people where it is told so.
func openOffice(t *testing.T, people int) office {
	t.Helper()
	o := openEmpty(t)
	if people > 0 {
		made := demo.Options{People: people, Seed: 1, Today: asof.Today(o.Clock.Now())}
		if _, err := demo.Fill(t.Context(), o.Pool, o.Keys, tester, made); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Accounts.CreateDemo(t.Context(), tester, o.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	return o
}

// openEmpty opens one that has neither people nor accounts.
func openEmpty(t *testing.T) office {
	t.Helper()
	a := apptest.New(t, app.Config{Demo: true, Place: installation.Place{
		Data: t.TempDir(), KeyFile: "../postgres/pgtest/test.key", Private: true, Started: time.Now(),
	}})
	s := httptest.NewServer(a.Handler)
	t.Cleanup(s.Close)
	return office{a, s.URL}
}

// district is as many posts as the district of the demonstration has.
const district = 444

// limited is the login of an account that sees three kecamatan.
const limited = "terbatas"

// addLimited adds that account.
func (o office) addLimited(t *testing.T) {
	t.Helper()
	_, err := o.Accounts.Create(t.Context(), tester, o.Clock.Now(), account.New{Login: limited, Name: "Ujang Permana", Role: account.Operator,
		Password: account.DemoPassword, Kecamatan: []string{"32.17.01", "32.17.03", "32.17.08"}})
	if err != nil {
		t.Fatal(err)
	}
}

// one is a single number that the database knows.
func (o office) one(t *testing.T, sql string) int64 {
	t.Helper()
	var n int64
	if err := o.Pool.QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}

// as opens a tab in which somebody has logged in through the form.
func (o office) as(t *testing.T, login string) *uitest.Tab {
	t.Helper()
	tab := uitest.Open(t)
	o.login(t, tab, login)
	return tab
}

func (o office) login(t *testing.T, tab *uitest.Tab, login string) {
	t.Helper()
	expect(t, "the login page", tab.Navigate(o.URL+link.Login()), http.StatusOK)
	tab.Fill("#login", login)
	tab.Fill("#sandi", account.DemoPassword)
	expect(t, "logged in as "+login, tab.Follow("main .btn-primary"), http.StatusOK)
	if got := tab.Text("h1"); got != "Beranda" {
		t.Fatalf("after the login stands %q", got)
	}
}

// expect compares the status of a page.
func expect(t *testing.T, step string, got, want int) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: status %d, want %d", step, got, want)
	}
}

// says fails unless the first element that matches says all the words.
func says(t *testing.T, tab *uitest.Tab, css string, words ...string) {
	t.Helper()
	if !tab.Has(css) {
		t.Fatalf("there is no %s on %q", css, tab.Text("title"))
	}
	text := strings.Join(strings.Fields(uitest.Eval[string](tab, `document.querySelector(`+quote(css)+`).textContent`)), " ")
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%s does not say %q: %s", css, w, text)
		}
	}
}

func quote(s string) string { return "`" + s + "`" }

// value is what stands in a box.
func value(tab *uitest.Tab, css string) string {
	return uitest.Eval[string](tab, `document.querySelector(`+quote(css)+`).value`)
}

// focused is the id of what has the focus, else its class.
func focused(tab *uitest.Tab) string {
	return uitest.Eval[string](tab, `document.activeElement.id || document.activeElement.className`)
}

// tomorrow and the like, as people type dates.
func typed(day time.Time) string { return day.Format("2-1-2006") }

// addBackups notes backups in each state: taken, proven, failed.
func (o office) addBackups(t *testing.T) {
	t.Helper()
	records := backup.NewStore(o.Pool, o.Keys)
	note := func(days int, do func(context.Context, audit.Actor, backup.Taken) error) {
		t.Helper()
		at := o.Clock.Now().AddDate(0, 0, -days)
		taken := backup.Taken{Name: "pilar-" + at.Format(time.DateOnly) + ".zip", Size: 727_542, SHA256: fmt.Sprintf("%064x", days)}
		taken.TakenAt, taken.TakenBy, taken.Head.ID = at, "sistem (pilar)", int64(1429-days)
		taken.Tables = []backup.Table{{Name: "worker", Rows: district}}
		if err := do(t.Context(), tester, taken); err != nil {
			t.Fatal(err)
		}
	}
	note(2, func(ctx context.Context, by audit.Actor, taken backup.Taken) error {
		return errors.Join(records.Note(ctx, by, taken), records.Fail(ctx, by, taken.Name, "rusak"))
	})
	note(1, records.Prove)
	note(0, records.Note)
}
