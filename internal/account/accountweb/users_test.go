package accountweb_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/web/link"
)

// someone is what the form says to invite Wati.
func someone() url.Values {
	return url.Values{"nama": {"Wati Sumiati"}, "login": {"wati"}, "peran": {"operator"}, "kecamatan": {"32.17.01", "32.17.08"}, "berakhir": {""}}
}

func twice(password string) url.Values { return url.Values{"sandi": {password}, "ulang": {password}} }

// invited is the path of the link on the page, and the account's number.
func invited(t *testing.T, a *apptest.App, page apptest.Answer) (path string, id int64) {
	t.Helper()
	shown, _ := page.Doc(t).Find("#tautan").Attr("value")
	u, err := url.Parse(shown)
	if page.Status != http.StatusOK || err != nil || !strings.HasPrefix(u.Path, "/undangan/") {
		t.Fatalf("status %d, link %q: %s", page.Status, shown, page.Text(t, "main"))
	}
	if err := a.Pool.QueryRow(t.Context(), `SELECT max(id) FROM account WHERE login = 'wati'`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return u.Path, id
}

func TestInviting(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	admin, theirs := a.As(t, account.Administrator), a.Anyone()
	page := admin.Post("/pengguna/baru", someone())
	path, id := invited(t, a, page)
	if message := page.Text(t, "#pesan"); !strings.Contains(message, "http://localhost:8080"+path) || !strings.Contains(message, "wati") {
		t.Errorf("the message: %s", message)
	}
	if again := admin.Get(link.Account(id)); strings.Contains(again.Body, strings.TrimPrefix(path, "/undangan/")) {
		t.Error("the token stands on another page")
	}
	if got := theirs.Get(path); got.Status != http.StatusOK || !strings.Contains(got.Text(t, "main"), "Wati Sumiati") {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, "main"))
	}
	for name, refused := range map[string]url.Values{"none": {}, "short": twice("pendek"), "different": {"sandi": {password}, "ulang": {password + "x"}}} {
		got := theirs.Post(path, refused)
		if got.Status != http.StatusUnprocessableEntity || got.Doc(t).Find(".error-summary a").Length() == 0 || strings.Contains(got.Body, password) {
			t.Errorf("%s: status %d: %s", name, got.Status, got.Text(t, ".error-summary"))
		}
	}
	if got := theirs.Post(path, twice(password)); got.Status != http.StatusSeeOther || got.Location != "/" {
		t.Fatalf("status %d, to %q", got.Status, got.Location)
	}
	home := theirs.Get("/")
	if who := home.Text(t, ".who"); !strings.Contains(who, "Wati Sumiati") || !strings.Contains(who, "2 dari 16 kecamatan") {
		t.Errorf("in as %q", who)
	}
	if got := home.Text(t, ".flash"); !strings.Contains(got, "Anda sudah masuk") {
		t.Errorf("the banner: %q", got)
	}
	for _, replay := range []apptest.Answer{a.Anyone().Get(path), a.Anyone().Post(path, twice(next)), theirs.Post(path, twice(next))} {
		if replay.Status != http.StatusNotFound || replay.Text(t, "h1") != "Tautan tidak berlaku" {
			t.Errorf("the link again: status %d, %q", replay.Status, replay.Text(t, "h1"))
		}
	}
	if got := admin.Get(link.Account(id)).Text(t, "#riwayat"); !strings.Contains(got, "Menerima undangan") || !strings.Contains(got, "Masuk") {
		t.Errorf("the trail: %s", got)
	}
}

func TestARefusedInvitation(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	admin := a.As(t, account.Administrator)
	for name, c := range map[string]struct {
		field, value, says string
	}{
		"no name":           {"nama", " ", "Isi nama lengkap"},
		"login":             {"login", "wa ti", "tanpa spasi"},
		"no role":           {"peran", "", "Pilih salah satu peran"},
		"pemeriksa, no end": {"peran", "pemeriksa", "harus memiliki tanggal"},
		"admin with limits": {"peran", "admin", "seluruh kabupaten"},
		"no such place":     {"kecamatan", "32.17.99", "tidak dikenal"},
		"no day":            {"berakhir", "31-2-2030", "tidak ada dalam kalender"},
		"past":              {"berakhir", "1-1-2020", "sudah lewat"},
	} {
		form := someone()
		form.Set(c.field, c.value)
		got := admin.Post("/pengguna/baru", form)
		if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(t, ".error-summary"), c.says) {
			t.Errorf("%s: status %d: %s", name, got.Status, got.Text(t, ".error-summary"))
		}
	}
	both := someone()
	both.Set("nama", "")
	both.Set("berakhir", "besok")
	got := admin.Post("/pengguna/baru", both)
	doc := got.Doc(t)
	login, _ := doc.Find("#login").Attr("value")
	if n := doc.Find(".error-summary a").Length(); n != 2 || login != "wati" || doc.Find("input[name=kecamatan][checked]").Length() != 2 || doc.Find("#peran-2[checked]").Length() != 1 {
		t.Errorf("%d faults; what was typed is not all there", n)
	}
	var accounts int
	if err := a.Pool.QueryRow(t.Context(), `SELECT count(*) FROM account WHERE login = 'wati'`).Scan(&accounts); err != nil || accounts != 0 {
		t.Errorf("%d accounts (%v)", accounts, err)
	}
}

func TestALinkInTheBrowserOfSomebodyElse(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	admin := a.As(t, account.Administrator)
	path, _ := invited(t, a, admin.Post("/pengguna/baru", someone()))
	former := admin.Cookie()
	if got := admin.Post(path, twice(password)); got.Status != http.StatusSeeOther || admin.Cookie() == former {
		t.Fatalf("status %d, or the token stayed the same", got.Status)
	}
	if who := admin.Get("/").Text(t, ".who-role"); who != "Operator" {
		t.Errorf("in as %q", who)
	}
	thief := a.Anyone()
	thief.SetCookie(former)
	if got := thief.Get("/pengguna"); got.Status != http.StatusSeeOther {
		t.Errorf("the former session lives on: status %d", got.Status)
	}
}

func TestRenewingAndWithdrawingLinks(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	admin := a.As(t, account.Administrator)
	first, id := invited(t, a, admin.Post("/pengguna/baru", someone()))
	if got := admin.Get(link.AccountLink(id)); got.Status != http.StatusOK {
		t.Errorf("the question: status %d", got.Status)
	}
	second, _ := invited(t, a, admin.Post(link.AccountLink(id), nil))
	if got := a.Anyone().Get(first); got.Status != http.StatusNotFound {
		t.Errorf("the older link: status %d", got.Status)
	}
	if got := a.Anyone().Get(second); got.Status != http.StatusOK {
		t.Errorf("the newer link: status %d", got.Status)
	}
	for _, banner := range []string{"sudah dicabut", "Tidak ada yang diubah"} { // the second press finds nothing
		got := admin.Post(link.WithdrawAccountLink(id), nil)
		if flash := admin.Get(got.Location).Text(t, ".flash"); got.Status != http.StatusSeeOther || !strings.Contains(flash, banner) {
			t.Errorf("status %d: %q", got.Status, flash)
		}
	}
	if got := a.Anyone().Post(second, twice(password)); got.Status != http.StatusNotFound {
		t.Errorf("a withdrawn link: status %d", got.Status)
	}
	own := link.AccountLink(admin.Account)
	for _, got := range []apptest.Answer{admin.Get(own), admin.Post(own, nil)} {
		if got.Status != http.StatusForbidden || !strings.Contains(got.Text(t, "main"), "Akun saya") {
			t.Errorf("one's own: status %d: %s", got.Status, got.Text(t, "main"))
		}
	}
}

func TestGuessedLinksAreHeldUpAndNotLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	a := apptest.New(t, app.Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
	b := a.Anyone()
	b.From = "192.0.2.7:4711"
	statuses := map[int]int{}
	for i := range 30 {
		statuses[b.Get(link.Invitation("tebakan-rahasia-"+strconv.Itoa(i))).Status]++
	}
	if fmt.Sprint(statuses) != "map[404:20 429:10]" {
		t.Errorf("%v", statuses)
	}
	got := b.Post(link.Invitation("tebakan-rahasia"), twice(password))
	if got.Status != http.StatusTooManyRequests || got.Header.Get("Retry-After") == "" || got.Text(t, "h1") != "Terlalu banyak percobaan" {
		t.Errorf("status %d: %s", got.Status, got.Text(t, "main"))
	}
	if log.Len() == 0 || strings.Contains(log.String(), "rahasia") {
		t.Errorf("the log: %s", log.String())
	}
}

func TestListAndFilters(t *testing.T) {
	a := withAccount(t)
	admin := a.As(t, account.Administrator)
	invited(t, a, admin.Post("/pengguna/baru", someone()))
	for path, want := range map[string]string{
		"/pengguna":                   "3",
		"/pengguna?keadaan=diundang":  "1",
		"/pengguna?peran=operator":    "2",
		"/pengguna?cari=SANTOSO":      "1",
		"/pengguna?cari=tidak+ada":    "0",
		"/pengguna?keadaan=berakhir":  "0",
		"/pengguna?peran=&keadaan=":   "3",
		"/pengguna?cari=%25&peran=":   "0",
		"/pengguna?cari=uji+admin-":   "1",
		"/pengguna?peran=pimpinan":    "0",
		"/pengguna?cari=wati+sumiati": "1",
	} {
		if got := admin.Get(path); got.Status != http.StatusOK || got.Text(t, "#total") != want {
			t.Errorf("%s: status %d, %q of %s", path, got.Status, got.Text(t, "#total"), want)
		}
	}
	for _, path := range []string{"/pengguna?peran=raja", "/pengguna?keadaan=x", "/pengguna?lanjut=x", "/pengguna?cari=" + strings.Repeat("a", 201)} {
		if got := admin.Get(path); got.Status != http.StatusBadRequest {
			t.Errorf("%s: status %d", path[:20], got.Status)
		}
	}
	row := admin.Get("/pengguna?cari=wati").Text(t, "tbody tr")
	for _, want := range []string{"Wati Sumiati", "wati", "Operator", "2 dari 16 kecamatan", "Diundang", "tanpa batas", "belum pernah"} {
		if !strings.Contains(row, want) {
			t.Errorf("the row does not say %q: %s", want, row)
		}
	}
}

// reviseForm is the form of the account as it is now, for a test to alter.
func reviseForm(t *testing.T, admin *apptest.Browser, id int64) url.Values {
	t.Helper()
	doc := admin.Get(link.EditAccount(id)).Doc(t)
	form := url.Values{}
	for _, input := range doc.Find("main form input").EachIter() {
		name, _ := input.Attr("name")
		kind, _ := input.Attr("type")
		value, _ := input.Attr("value")
		_, checked := input.Attr("checked")
		if kind != "radio" && kind != "checkbox" || checked {
			form.Add(name, value)
		}
	}
	return form
}

// What an administrator changes acts on the next request of whoever is logged in: role, limit, end and suspension.
func TestAChangeActsAtOnce(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	admin, clerk := a.As(t, account.Administrator), a.As(t, account.Operator)
	revise := func(alter func(url.Values)) {
		t.Helper()
		form := reviseForm(t, admin, clerk.Account)
		alter(form)
		if got := admin.Post(link.EditAccount(clerk.Account), form); got.Status != http.StatusSeeOther {
			t.Fatalf("status %d: %s", got.Status, got.Text(t, ".error-summary"))
		}
	}
	if got := clerk.Get(link.NewWorker()); got.Status != http.StatusOK {
		t.Fatalf("status %d", got.Status)
	}
	revise(func(f url.Values) { f["kecamatan"] = []string{"32.17.01", "32.17.02", "32.17.03"} })
	if got := clerk.Get("/").Text(t, ".who"); !strings.Contains(got, "3 dari 16 kecamatan") {
		t.Errorf("limited: %q", got)
	}
	revise(func(f url.Values) { f.Set("peran", "staf") })
	if got := clerk.Get(link.NewWorker()); got.Status != http.StatusForbidden {
		t.Errorf("as staff: status %d", got.Status)
	}
	revise(func(f url.Values) { f.Set("berakhir", a.Clock.Now().Format("2-1-2006")) })
	if got := clerk.Get("/"); got.Status != http.StatusOK {
		t.Errorf("on the last day: status %d", got.Status)
	}
	if got := admin.Post(link.SuspendAccount(clerk.Account), url.Values{"alasan": {"Pindah tugas"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d", got.Status)
	}
	if got := clerk.Get("/"); got.Status != http.StatusSeeOther {
		t.Errorf("suspended: status %d", got.Status)
	}
	admin.Post(link.ReactivateAccount(clerk.Account), url.Values{"alasan": {"Kembali"}})
	if got := clerk.Get("/"); got.Status != http.StatusSeeOther {
		t.Errorf("reactivated, by the former session: status %d", got.Status)
	}
}

func TestAStaleFormShowsBothValues(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	admin, clerk := a.As(t, account.Administrator), a.As(t, account.Operator, "32.17.02")
	mine, theirs := reviseForm(t, admin, clerk.Account), reviseForm(t, admin, clerk.Account)
	theirs.Set("nama", "Nama Mereka")
	theirs.Set("peran", "bendahara")
	theirs["kecamatan"] = nil
	mine.Set("nama", "Nama Saya")
	mine.Set("berakhir", "31-12-2099")
	admin.Post(link.EditAccount(clerk.Account), theirs)
	got := admin.Post(link.EditAccount(clerk.Account), mine)
	doc := got.Doc(t)
	name, _ := doc.Find("#nama").Attr("value")
	if stored := got.Text(t, ".field-stored"); got.Status != http.StatusConflict || name != "Nama Saya" ||
		stored != "Kini tersimpan: Nama MerekaKini tersimpan: Bendahara/PPTKKini tersimpan: semua kecamatanKini tersimpan: tanpa batas waktu" {
		t.Errorf("status %d, %q, %q", got.Status, name, stored)
	}
	version, _ := doc.Find("input[name=versi]").Attr("value")
	mine.Set("versi", version)
	if got := admin.Post(link.EditAccount(clerk.Account), mine); got.Status != http.StatusSeeOther {
		t.Errorf("saved once more: status %d", got.Status)
	}
	if got := admin.Get(link.Account(clerk.Account)).Text(t, "#identitas"); !strings.Contains(got, "Nama Saya") {
		t.Errorf("%s", got)
	}
}

func TestWhatIsRefusedSaysWhy(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	admin := a.As(t, account.Administrator)
	form := reviseForm(t, admin, admin.Account)
	form.Set("peran", "staf")
	if got := admin.Post(link.EditAccount(admin.Account), form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(t, ".error-summary"), "Peran sendiri") {
		t.Errorf("one's own role: status %d: %s", got.Status, got.Text(t, ".error-summary"))
	}
	form.Set("peran", "admin")
	form.Set("berakhir", "31-12-2099")
	if got := admin.Post(link.EditAccount(admin.Account), form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(t, ".error-summary"), "satu-satunya administrator") {
		t.Errorf("the last administrator's end: status %d: %s", got.Status, got.Text(t, ".error-summary"))
	}
	suspend := link.SuspendAccount(admin.Account)
	for _, got := range []apptest.Answer{admin.Get(suspend), admin.Post(suspend, url.Values{"alasan": {"x"}})} {
		if got.Status != http.StatusForbidden || !strings.Contains(got.Text(t, "main"), "Akun sendiri") {
			t.Errorf("one's own account: status %d: %s", got.Status, got.Text(t, "main"))
		}
	}
	own := admin.Get(link.Account(admin.Account)).Doc(t)
	if own.Find(`a[href$="/nonaktifkan"], a[href$="/tautan"]`).Length() != 0 {
		t.Error("what is refused is offered")
	}
	clerk := a.As(t, account.Operator)
	if got := admin.Post(link.SuspendAccount(clerk.Account), nil); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(t, ".error-summary"), "Isi alasannya") {
		t.Errorf("without a reason: status %d", got.Status)
	}
	if got := admin.Get(link.ReactivateAccount(clerk.Account)); got.Status != http.StatusSeeOther {
		t.Errorf("to reactivate what is active: status %d", got.Status)
	}
	for _, path := range []string{link.Account(1 << 40), "/pengguna/x", "/pengguna/0/ubah"} {
		if got := admin.Get(path); got.Status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, got.Status)
		}
	}
}

func TestAnAdministratorEndsSessions(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	admin, clerk := a.As(t, account.Administrator), a.As(t, account.Operator)
	if got := admin.Get(link.Account(clerk.Account)).Text(t, "#sesi"); !strings.Contains(got, "1 perangkat") {
		t.Errorf("%s", got)
	}
	admin.Post(link.EndAccountSessions(clerk.Account), nil)
	if got := clerk.Get("/"); got.Status != http.StatusSeeOther {
		t.Errorf("still in: status %d", got.Status)
	}
	page := admin.Get(link.Account(clerk.Account))
	if !strings.Contains(page.Text(t, "#riwayat"), "Mengakhiri sesi") || !strings.Contains(page.Text(t, "#sesi"), "tidak sedang masuk") {
		t.Errorf("%s", page.Text(t, "main"))
	}
	b := a.As(t, account.Operator)
	b.Post("/akun/keluar-semua", nil)
	if got := admin.Get(link.Account(b.Account)).Text(t, "#riwayat"); !strings.Contains(got, "Mengakhiri sesi") {
		t.Errorf("ended by oneself: %s", got)
	}
}
