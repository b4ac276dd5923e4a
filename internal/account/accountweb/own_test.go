package accountweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
)

func login(t *testing.T, a *apptest.App) *apptest.Browser {
	t.Helper()
	b := a.Anyone()
	if got := b.Post("/masuk", url.Values{"login": {"budi"}, "sandi": {password}}); got.Status != http.StatusSeeOther {
		t.Fatalf("login: status %d", got.Status)
	}
	return b
}

func change(old, next string) url.Values { return url.Values{"lama": {old}, "baru": {next}} }

const next = "sapi merah di atap seng"

func TestOwnPage(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Inspector, "32.17.01")
	if to, _ := b.Get("/").Doc(t).Find("a.who-text").Attr("href"); to != "/akun" {
		t.Errorf("the name leads to %q", to)
	}
	got := b.Get("/akun")
	for _, want := range []string{"Uji pemeriksa", "Pemeriksa", "Lembang", "Perangkat ini"} {
		if !strings.Contains(got.Text(t, "main"), want) {
			t.Errorf("the page does not say %q: %s", want, got.Text(t, "main"))
		}
	}
}

func TestChangePassword(t *testing.T) {
	a := withAccount(t)
	b, stolen := login(t, a), login(t, a)
	thief := a.Anyone()
	thief.SetCookie(b.Cookie())
	former := b.Cookie()
	if got := thief.Get("/akun"); got.Status != http.StatusOK {
		t.Fatalf("before: status %d", got.Status)
	}
	got := b.Post("/akun/sandi", change(password, next))
	if got.Status != http.StatusSeeOther || got.Location != "/akun" || b.Cookie() == former {
		t.Fatalf("status %d, to %q, the token is another: %v", got.Status, got.Location, b.Cookie() != former)
	}
	if page := b.Get("/akun"); page.Status != http.StatusOK || !strings.Contains(page.Text(t, ".flash"), "sudah diganti") {
		t.Errorf("status %d: %s", page.Status, page.Text(t, ".flash"))
	}
	for name, other := range map[string]*apptest.Browser{"another device": stolen, "the copied cookie": thief} {
		if got := other.Get("/akun"); got.Status != http.StatusSeeOther || !strings.HasPrefix(got.Location, "/masuk") {
			t.Errorf("%s: status %d", name, got.Status)
		}
	}
	if got := a.Anyone().Post("/masuk", url.Values{"login": {"budi"}, "sandi": {password}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("the old password: status %d", got.Status)
	}
}

func TestARefusedChangeOfPassword(t *testing.T) {
	a := withAccount(t)
	b := login(t, a)
	for name, c := range map[string]struct {
		form   url.Values
		fields string
	}{
		"wrong old one": {change("salah-besar-ini", next), "#lama"},
		"weak new one":  {change(password, "budi santoso budi"), "#baru"},
		"nothing":       {nil, "#lama #baru"},
	} {
		got := b.Post("/akun/sandi", c.form)
		var fields []string
		for _, link := range got.Doc(t).Find(".error-summary a").EachIter() {
			to, _ := link.Attr("href")
			fields = append(fields, to)
		}
		if got.Status != http.StatusUnprocessableEntity || strings.Join(fields, " ") != c.fields || !strings.HasPrefix(got.Text(t, "title"), "Perlu diperbaiki: ") {
			t.Errorf("%s: status %d, at %v", name, got.Status, fields)
		}
		if strings.Contains(got.Body, "salah-besar-ini") || strings.Contains(got.Body, next) {
			t.Errorf("%s: a password came back", name)
		}
	}
	for range 6 {
		b.Post("/akun/sandi", change("salah", next))
	}
	got := b.Post("/akun/sandi", change(password, next))
	if got.Status != http.StatusTooManyRequests || got.Header.Get("Retry-After") != "1" || !strings.Contains(got.Text(t, "#sandi"), "dalam 1 detik") {
		t.Errorf("guessing: status %d, %q: %s", got.Status, got.Header.Get("Retry-After"), got.Text(t, "#sandi"))
	}
	a.Clock.Add(time.Second)
	if got := b.Post("/akun/sandi", change(password, next)); got.Status != http.StatusSeeOther {
		t.Errorf("after the delay: status %d", got.Status)
	}
}

func TestEndingSessions(t *testing.T) {
	a := withAccount(t)
	b, other, third := login(t, a), login(t, a), login(t, a)
	stranger := a.As(t, account.Administrator)
	ends := func(b *apptest.Browser) (to []string) {
		for _, form := range b.Get("/akun").Doc(t).Find(`form[action^="/akun/sesi/"]`).EachIter() {
			action, _ := form.Attr("action")
			to = append(to, action)
		}
		return to
	}
	open := ends(b)
	if len(open) != 2 {
		t.Fatalf("sessions beside this one: %v", open)
	}
	for _, path := range append(open, "/akun/sesi/0/akhiri", "/akun/sesi/x/akhiri", "/akun/sesi/99999999999999999999/akhiri") {
		if got := stranger.Post(path, nil); got.Status != http.StatusNotFound {
			t.Errorf("%s by somebody else: status %d", path, got.Status)
		}
	}
	if strings.Contains(b.Get("/akun").Body, b.Cookie()) {
		t.Error("the page shows the token")
	}
	mine := func(b *apptest.Browser) bool { return b.Get("/akun").Status == http.StatusOK }
	if !mine(other) || !mine(third) {
		t.Fatal("somebody else ended a session")
	}
	if got := b.Post(open[0], nil); got.Status != http.StatusSeeOther || got.Location != "/akun" {
		t.Errorf("status %d, to %q", got.Status, got.Location)
	}
	if mine(other) == mine(third) || !mine(b) {
		t.Error("one session and not this one should have ended")
	}
	if got := b.Post("/akun/keluar-semua", nil); got.Location != "/masuk?keluar=1" || mine(b) || mine(other) || mine(third) || !mine(stranger) {
		t.Errorf("after leaving everywhere: to %q", got.Location)
	}
}
