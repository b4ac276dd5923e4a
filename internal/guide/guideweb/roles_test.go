package guideweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/web/link"
)

// The guide has something for every role, under the name that the role bears on the screen.
func TestEveryRoleFindsItsPart(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	for _, role := range account.Roles() {
		home := a.As(t, role).Get(link.Guide())
		if home.Status != http.StatusOK {
			t.Fatalf("%s: status %d", role, home.Status)
		}
		name := home.Text(t, ".who-role")
		if got, want := home.Text(t, "#peran-anda-judul"), "Untuk peran Anda: "+name; name == "" || got != want {
			t.Errorf("%s reads %q first, want %q", role, got, want)
		}
		if n := home.Doc(t).Find("#peran-anda li a").Length(); n < 3 {
			t.Errorf("%s is led to %d tasks", role, n)
		}
	}
}

func TestTryingTheKitChangesNothing(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Administrator)
	count := func() (n int) {
		t.Helper()
		if err := a.Pool.QueryRow(t.Context(), `SELECT count(*) FROM audit_entry`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	kit := b.Get(link.Kit())
	for _, f := range kit.Doc(t).Find("main form").EachIter() {
		if action, _ := f.Attr("action"); action != link.Kit() {
			t.Errorf("a form of the kit's page leads to %s", action)
		}
	}
	for _, l := range kit.Doc(t).Find("main a").EachIter() {
		if href, _ := l.Attr("href"); href != link.Kit() && href != link.Home() && !strings.HasPrefix(href, "#") {
			t.Errorf("a link of the kit's page leads to %s", href)
		}
	}
	before := count()
	if got := b.Post(link.Kit(), url.Values{"nama": {"x"}}); got.Status != http.StatusSeeOther || got.Location != link.Kit() {
		t.Errorf("an example is answered by %d to %s", got.Status, got.Location)
	}
	if count() != before {
		t.Error("an example was written down")
	}
	t.Logf("the kit's page has %d bytes, the guide %d", len(kit.Body), len(b.Get(link.Guide()).Body))
}
