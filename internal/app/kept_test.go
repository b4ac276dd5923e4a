package app_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/audit"
	"pilar/internal/keptform"
)

// clerk is an application, and a browser in which budi has the form of a new person before him.
func clerk(t *testing.T) (*apptest.App, *apptest.Browser, url.Values) {
	t.Helper()
	t.Parallel()
	a := withAccount(t, app.Config{})
	b := a.Anyone()
	logIn(b, "/")
	return a, b, fill(t, b.Get("/sdm/baru"), "/sdm/baru", someone)
}

// endSessions ends every session, as an hour without a request does.
func endSessions(t *testing.T, a *apptest.App) {
	t.Helper()
	exec(t, a, `DELETE FROM session`)
}

func keptForms(t *testing.T, a *apptest.App) (n int) {
	t.Helper()
	if err := a.Pool.QueryRow(t.Context(), `SELECT count(*) FROM kept_form`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// resent is what "Lanjutkan isian" sends, of the first form offered.
func resent(t *testing.T, page apptest.Answer) (path string, form url.Values) {
	t.Helper()
	form = url.Values{}
	button := page.Doc(t).Find("main form:has(.btn-primary)")
	for _, input := range button.Find("input[type=hidden]").EachIter() {
		form.Add(input.AttrOr("name", ""), strings.ReplaceAll(input.AttrOr("value", ""), "\n", "\r\n")) // as a browser sends them
	}
	return button.AttrOr("action", ""), form
}

const (
	safe = "Yang Anda ketik aman"
	lost = "Yang Anda ketik tidak tersimpan"
)

func TestAFormAfterTheSessionIsKeptAndContinued(t *testing.T) {
	a, b, form := clerk(t)
	form.Set("alamat", "Kp. Sukamaju\r\nRT 02")
	a.Clock.Add(61 * time.Minute)
	got := b.Post("/sdm/baru", form)
	if got.Status != http.StatusUnauthorized || !strings.Contains(got.Text(t, ".trouble"), safe) {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, "main"))
	}
	b.Post("/sdm/baru", form) // pressed again
	if got := logIn(b, "/sdm"); got.Location != "/isian" {
		t.Fatalf("after login to %q", got.Location)
	}
	page := b.Get("/isian")
	for _, want := range []string{"Isian Anda masih tersimpan", "Tambah SDM", "Popon Juariah", "3217014107809001", "Kp. Sukamaju"} {
		if !strings.Contains(page.Text(t, "main"), want) {
			t.Errorf("the page does not say %q: %s", want, page.Text(t, "main"))
		}
	}
	if strings.Contains(page.Text(t, "main"), form.Get("_kunci")) || page.Doc(t).Find("main section").Length() != 1 {
		t.Errorf("the page: %s", page.Text(t, "main"))
	}
	path, again := resent(t, page)
	done := b.Post(path, again)
	if path != "/sdm/baru" || done.Status != http.StatusSeeOther || !strings.HasPrefix(done.Location, "/sdm/") {
		t.Fatalf("continued at %s: status %d, to %q", path, done.Status, done.Location)
	}
	if n := keptForms(t, a); n != 0 || entries(t, a, audit.WorkerRegistered) != 1 {
		t.Errorf("%d forms are left", n)
	}
	for name, form := range map[string]url.Values{"the first form": form, "the offered one": again} {
		if got := b.Post(path, form); got.Location != done.Location {
			t.Errorf("%s once more: status %d, to %q", name, got.Status, got.Location)
		}
	}
	if n := entries(t, a, audit.WorkerRegistered); n != 1 {
		t.Errorf("registered %d times", n)
	}
	if got := logIn(b, "/sdm"); got.Location != "/sdm" {
		t.Errorf("with nothing kept, after login to %q", got.Location)
	}
}

func TestAContinuedFormIsAnsweredByItsOwnPage(t *testing.T) {
	a, b, form := clerk(t)
	form.Set("nik", "123")
	endSessions(t, a)
	b.Post("/sdm/baru", form)
	logIn(b, "/")
	path, again := resent(t, b.Get("/isian"))
	got := b.Post(path, again)
	if typed, _ := got.Doc(t).Find("#nik").Attr("value"); got.Status != http.StatusUnprocessableEntity || typed != "123" {
		t.Errorf("status %d, NIK %q", got.Status, typed)
	}
	if n := keptForms(t, a); n != 0 {
		t.Errorf("%d forms are left, though the page holds what was typed", n)
	}
}

// However a session ends, its account is known; and only that account, in that browser, sees what it typed.
func TestWhoIsOfferedAKeptForm(t *testing.T) {
	for name, end := range map[string]func(t *testing.T, a *apptest.App, b *apptest.Browser){
		"idle and swept": func(t *testing.T, a *apptest.App, _ *apptest.Browser) {
			a.Clock.Add(2 * time.Hour)
			if err := a.Accounts.SweepSessions(t.Context(), a.Clock.Now()); err != nil {
				t.Fatal(err)
			}
		},
		"logged out in another tab": func(_ *testing.T, _ *apptest.App, b *apptest.Browser) { b.Post("/keluar", nil) },
		"ended elsewhere":           func(t *testing.T, a *apptest.App, _ *apptest.Browser) { endSessions(t, a) },
	} {
		t.Run(name, func(t *testing.T) {
			a, b, form := clerk(t)
			_, err := a.Accounts.Create(t.Context(), audit.System("uji"), a.Clock.Now(),
				account.New{Login: "wati", Name: "Wati", Role: account.Operator, Password: password})
			if err != nil {
				t.Fatal(err)
			}
			end(t, a, b)
			if got := b.Post("/sdm/baru", form); got.Status != http.StatusUnauthorized || !strings.Contains(got.Text(t, ".trouble"), safe) {
				t.Fatalf("status %d: %s", got.Status, got.Text(t, "main"))
			}
			elsewhere := a.Anyone()
			other := url.Values{"login": {"wati"}, "sandi": {password}, "ke": {"/sdm"}}
			for who, got := range map[string]apptest.Answer{"another account here": b.Post("/masuk", other), "the account elsewhere": logIn(elsewhere, "/sdm")} {
				if got.Status != http.StatusSeeOther || got.Location != "/sdm" {
					t.Errorf("%s: status %d, to %q", who, got.Status, got.Location)
				}
			}
			for who, seen := range map[string]*apptest.Browser{"another account here": b, "the account elsewhere": elsewhere} {
				page := seen.Get("/isian")
				if strings.Contains(page.Body, "Popon") || page.Text(t, "h1") != "Tidak ada isian yang tersimpan" {
					t.Errorf("%s sees: %s", who, page.Text(t, "main"))
				}
				if got := seen.Post("/isian/1/buang", nil); got.Status != http.StatusNotFound {
					t.Errorf("%s throws it away: status %d", who, got.Status)
				}
			}
			b.Post("/keluar", nil)
			if got := logIn(b, "/sdm"); got.Location != "/isian" || !strings.Contains(b.Get("/isian").Body, "Popon") {
				t.Errorf("whoever typed it, back again: to %q", got.Location)
			}
			if got := b.Post("/isian/1/buang", nil); got.Status != http.StatusSeeOther || keptForms(t, a) != 0 {
				t.Errorf("thrown away: status %d, %d left", got.Status, keptForms(t, a))
			}
		})
	}
}

func TestKeptFormsGoAfterAnHour(t *testing.T) {
	a, b, form := clerk(t)
	endSessions(t, a)
	b.Post("/sdm/baru", form)
	for _, step := range []struct {
		wait time.Duration
		to   string
		left int
	}{{59 * time.Minute, "/isian", 1}, {time.Minute, "/sdm", 0}} {
		a.Clock.Add(step.wait)
		if got := logIn(b, "/sdm"); got.Location != step.to {
			t.Errorf("after %s to %q", step.wait, got.Location)
		}
		if err := keptform.NewStore(a.Pool, a.Keys).Sweep(t.Context(), a.Clock.Now()); err != nil || keptForms(t, a) != step.left {
			t.Errorf("after %s %d are left (%v)", step.wait, keptForms(t, a), err)
		}
	}
	if got := b.Get("/isian"); strings.Contains(got.Body, "Popon") {
		t.Error("it is still shown")
	}
}

// Nobody's forms are kept for nobody: without a mark of ours nothing is written, whatever is sent.
func TestFormsOfUnknownSendersAreNotKept(t *testing.T) {
	a, b, form := clerk(t)
	mark := b.Value("pilar_isian")
	endSessions(t, a)
	for name, value := range map[string]string{"none": "", "made up": "MSBhYmM", "no text": "***", "altered": mark[:len(mark)-4] + "AAAA"} {
		stranger := a.Anyone()
		if value != "" {
			stranger.Plant("pilar_isian", value)
		}
		got := stranger.Post("/sdm/baru", form)
		if got.Status != http.StatusUnauthorized || !strings.Contains(got.Text(t, ".trouble"), lost) || keptForms(t, a) != 0 {
			t.Errorf("mark %s: status %d, %d kept: %s", name, got.Status, keptForms(t, a), got.Text(t, ".trouble"))
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/sdm/baru", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if got := b.Do(r); got.Status != http.StatusForbidden || keptForms(t, a) != 0 {
		t.Errorf("from another site: status %d, %d kept", got.Status, keptForms(t, a))
	}
	if got := b.Post("//jahat.example/sdm", form); keptForms(t, a) != 0 {
		t.Errorf("for another site: status %d", got.Status)
	}
}

func TestWhatIsNeverKept(t *testing.T) {
	a, b, form := clerk(t)
	const secret = "sapi merah di atap seng"
	words := fill(t, b.Get("/akun"), "/akun/sandi", url.Values{"lama": {password}, "baru": {secret}})
	endSessions(t, a)
	if got := b.Post("/akun/sandi", words); !strings.Contains(got.Text(t, ".trouble"), lost) || keptForms(t, a) != 0 {
		t.Errorf("passwords: %s", got.Text(t, ".trouble"))
	}
	if got := b.Post("/akun/keluar-semua", url.Values{"_kunci": {"x"}}); strings.Contains(got.Text(t, ".trouble"), "ketik") || keptForms(t, a) != 0 {
		t.Errorf("a button: %s", got.Text(t, ".trouble"))
	}
	large := url.Values{"alamat": {strings.Repeat("x", 1<<20)}, "_formulir": {"Besar"}}
	if got := b.Post("/sdm/baru", large); !strings.Contains(got.Text(t, ".trouble"), lost) || keptForms(t, a) != 0 {
		t.Errorf("too large: %s", got.Text(t, ".trouble"))
	}

	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range form {
		_ = w.WriteField(name, values[0])
	}
	part, _ := w.CreateFormFile("berkas", "rahasia.xlsx")
	_, _ = part.Write([]byte("isi berkas"))
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, "/sdm/baru", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	b.Do(r)
	var row, sealed []byte
	if err := a.Pool.QueryRow(t.Context(), `SELECT convert_to(k::text, 'UTF8'), content FROM kept_form k`).Scan(&row, &sealed); err != nil {
		t.Fatal(err)
	}
	row = append(row, sealed...)
	for _, open := range []string{"Popon", "3217014107809001", "/sdm/baru", b.Value("pilar_isian")} {
		if bytes.Contains(row, []byte(open)) {
			t.Errorf("the table shows %q", open)
		}
	}
	logIn(b, "/")
	if page := b.Get("/isian"); !strings.Contains(page.Body, "Popon") || strings.Contains(page.Body, "rahasia.xlsx") || strings.Contains(page.Body, "isi berkas") {
		t.Errorf("an upload: %s", page.Text(t, "main"))
	}
}

func TestAFewFormsAreKept(t *testing.T) {
	a, b, form := clerk(t)
	endSessions(t, a)
	for _, name := range []string{"Satu", "Dua", "Tiga", "Empat", "Lima", "Enam", "Tujuh", "Dua"} {
		form.Set("nama", name)
		b.Post("/sdm/baru", form)
		a.Clock.Add(time.Second)
	}
	logIn(b, "/")
	var order []string
	for _, row := range b.Get("/isian").Doc(t).Find("main dl > div").EachIter() {
		if row.Find("dt").Text() == "Nama" {
			order = append(order, strings.TrimSpace(row.Find("dd").Text()))
		}
	}
	if want := []string{"Dua", "Tujuh", "Enam", "Lima", "Empat"}; !slices.Equal(order, want) {
		t.Errorf("offered are %v, want %v", order, want)
	}
}

// Trouble of other kinds keeps what was typed too, and says so.
func TestWhatWasTypedIsSafeInTrouble(t *testing.T) {
	a, b, form := clerk(t)
	exec(t, a, `ALTER TABLE worker RENAME TO elsewhere`)
	got := b.Post("/sdm/baru", form)
	if got.Status != http.StatusInternalServerError || !strings.Contains(got.Text(t, ".trouble"), safe) || got.Doc(t).Find(`.trouble a[href="/isian"]`).Length() != 1 {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, "main"))
	}
	exec(t, a, `ALTER TABLE elsewhere RENAME TO worker`)
	path, again := resent(t, b.Get("/isian"))
	exec(t, a, `UPDATE account SET role = 'staf'`)
	if got := b.Post(path, again); got.Status != http.StatusForbidden || !strings.Contains(got.Text(t, ".trouble"), safe) || keptForms(t, a) != 1 {
		t.Errorf("without the right: status %d, %d kept: %s", got.Status, keptForms(t, a), got.Text(t, "main"))
	}
	exec(t, a, `UPDATE account SET role = 'operator'`)
	if got := b.Post(path, again); got.Status != http.StatusSeeOther || keptForms(t, a) != 0 {
		t.Errorf("with it: status %d, %d kept", got.Status, keptForms(t, a))
	}
}

func TestTheMarkOfTheSender(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{Secure: true})
	b := a.As(t, account.Operator)
	got := b.Get("/sdm")
	i := slices.IndexFunc(got.Cookies, func(c *http.Cookie) bool { return c.Name == "pilar_isian" })
	if i < 0 {
		t.Fatalf("cookies %v", got.Cookies)
	}
	if c := got.Cookies[i]; !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != 0 || !c.Expires.IsZero() {
		t.Errorf("%s", c.Raw)
	}
	if again := b.Get("/sdm"); slices.ContainsFunc(again.Cookies, func(c *http.Cookie) bool { return c.Name == "pilar_isian" }) {
		t.Error("it is given with every page")
	}
}

// What holds a password says so to the site, on every form that has one.
func TestPasswordsAreMarked(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	found := 0
	for path, b := range map[string]*apptest.Browser{"/masuk": a.Anyone(), "/akun": a.As(t, account.Operator)} {
		for _, form := range b.Get(path).Doc(t).Find("form:has(input[type=password])").EachIter() {
			var passwords, marked []string
			form.Find("input[type=password]").Each(func(_ int, i *goquery.Selection) { passwords = append(passwords, i.AttrOr("name", "")) })
			form.Find("input[name=_rahasia]").Each(func(_ int, i *goquery.Selection) { marked = append(marked, i.AttrOr("value", "")) })
			if found++; !slices.Equal(passwords, marked) {
				t.Errorf("%s: passwords %v, marked %v", path, passwords, marked)
			}
		}
	}
	if found != 2 {
		t.Errorf("%d forms have passwords", found)
	}
}
