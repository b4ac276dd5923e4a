package accountweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/audit"
)

const password = "kuda hijau di tangga besi"

func withAccount(t *testing.T) *apptest.App {
	t.Helper()
	t.Parallel()
	a := apptest.New(t, app.Config{})
	_, err := a.Accounts.Create(t.Context(), audit.System("uji"), a.Clock.Now(),
		account.New{Login: "budi", Name: "Budi Santoso", Role: account.Operator, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestLogin(t *testing.T) {
	a := withAccount(t)
	b := a.Anyone()
	asked := b.Get("/?tanggal=2026-01-31")
	to, _ := b.Get(asked.Location).Doc(t).Find(`input[name="ke"]`).Attr("value")
	got := b.Post("/masuk", url.Values{"login": {"Budi "}, "sandi": {password}, "ke": {to}})
	if got.Status != http.StatusSeeOther || got.Location != "/?tanggal=2026-01-31" {
		t.Fatalf("status %d, to %q", got.Status, got.Location)
	}
	page := b.Get(got.Location)
	if page.Text(t, ".who-name") != "Budi Santoso" || page.Text(t, ".who-role") != "Operator" {
		t.Errorf("logged in as %q %q", page.Text(t, ".who-name"), page.Text(t, ".who-role"))
	}
	if page.Doc(t).Find(`nav.menu a[href="/sdm"]`).Length() != 1 || page.Doc(t).Find(`nav.menu a[href="/pengaturan"]`).Length() != 0 {
		t.Errorf("menu: %s", page.Text(t, "nav.menu"))
	}
	if got := b.Get("/masuk?ke=/sdm"); got.Status != http.StatusSeeOther || got.Location != "/sdm" {
		t.Errorf("the login page for somebody who is in: status %d, to %q", got.Status, got.Location)
	}
	entries, err := audit.Of(t.Context(), a.Pool, a.Keys, "account", 1, 1)
	if err != nil || len(entries) != 1 || entries[0].Verb != audit.AccountSignedIn || entries[0].Actor != "Budi Santoso" || entries[0].Request == "" {
		t.Errorf("trail %+v (%v)", entries, err)
	}
}

func TestARefusedLogin(t *testing.T) {
	b := withAccount(t).Anyone()
	form := func(login, password string) url.Values {
		return url.Values{"login": {login}, "sandi": {password}, "ke": {"/sdm"}}
	}
	wrong, unknown := b.Post("/masuk", form("budi", "salah-besar-ini")), b.Post("/masuk", form("wati", "salah-besar-ini"))
	if wrong.Text(t, ".error-summary") != unknown.Text(t, ".error-summary") {
		t.Errorf("the page tells which logins exist: %q, %q", wrong.Text(t, ".error-summary"), unknown.Text(t, ".error-summary"))
	}
	if wrong.Status != http.StatusUnprocessableEntity || !strings.HasPrefix(wrong.Text(t, "title"), "Perlu diperbaiki: ") {
		t.Errorf("status %d, title %q", wrong.Status, wrong.Text(t, "title"))
	}
	doc := wrong.Doc(t)
	kept, _ := doc.Find("#login").Attr("value")
	to, _ := doc.Find(`input[name="ke"]`).Attr("value")
	if kept != "budi" || to != "/sdm" || strings.Contains(wrong.Body, "salah-besar-ini") {
		t.Errorf("kept %q, to %q, or the password came back", kept, to)
	}
	if b.Cookie() != "" {
		t.Error("a refused login got a cookie")
	}
	got := b.Post("/masuk", form(`"><script>alert(1)</script>`, "x"))
	if strings.Contains(got.Body, "<script>alert") {
		t.Error("what was typed is not escaped")
	}
}

func TestTheFirstAdministrator(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	token, err := a.Accounts.InviteFirstAdmin(t.Context(), audit.System("uji"), a.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	b, path := a.Anyone(), "/mulai/"+token
	if got := b.Get(path); got.Status != http.StatusOK || got.Text(t, "h1") != "Akun administrator pertama" {
		t.Fatalf("status %d, %q", got.Status, got.Text(t, "h1"))
	}
	refused := b.Post(path, url.Values{"nama": {"Rudi Hartono"}, "login": {"ru di"}, "sandi": {"pendek"}})
	if refused.Status != http.StatusUnprocessableEntity || refused.Doc(t).Find(".error-summary a").Length() != 2 {
		t.Errorf("status %d: %s", refused.Status, refused.Text(t, ".error-summary"))
	}
	kept, _ := refused.Doc(t).Find("#login").Attr("value")
	if kept != "ru di" || strings.Contains(refused.Body, "pendek\"") {
		t.Errorf("kept %q", kept)
	}
	form := url.Values{"nama": {"Rudi Hartono"}, "login": {"rudi"}, "sandi": {password}}
	if got := b.Post(path, form); got.Status != http.StatusSeeOther || got.Location != "/masuk?siap=1" {
		t.Fatalf("status %d, to %q", got.Status, got.Location)
	}
	for _, again := range []apptest.Answer{b.Get(path), b.Post(path, form), b.Get("/mulai/x")} {
		if again.Status != http.StatusNotFound || again.Text(t, "h1") != "Tautan tidak berlaku" {
			t.Errorf("used again: status %d, %q", again.Status, again.Text(t, "h1"))
		}
	}
	if got := b.Post("/masuk", url.Values{"login": {"rudi"}, "sandi": {password}}); got.Status != http.StatusSeeOther {
		t.Fatalf("login: status %d", got.Status)
	}
	if got := b.Get("/"); got.Text(t, ".who-role") != "Administrator" {
		t.Errorf("in as %q", got.Text(t, ".who-role"))
	}
}

func TestALimitedAccountSeesSoOnEveryPage(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	if got := a.As(t, account.Staff, "32.17.02", "32.17.05", "32.17.16").Get("/").Text(t, ".who"); !strings.Contains(got, "3 dari 16 kecamatan") {
		t.Errorf("limited: %q", got)
	}
	if got := a.As(t, account.Staff).Get("/").Text(t, ".who"); strings.Contains(got, "kecamatan") {
		t.Errorf("not limited: %q", got)
	}
}
