package guideweb_test

import (
	"net/http"
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
