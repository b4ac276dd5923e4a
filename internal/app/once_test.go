package app_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/audit"
)

// fill returns what the page's form of that action sends, with some of its fields filled.
func fill(t *testing.T, page apptest.Answer, action string, typed url.Values) url.Values {
	t.Helper()
	form := page.Doc(t).Find(`form[action="` + action + `"]`).First()
	if form.Length() != 1 {
		t.Fatalf("no form of %s on the page (status %d)", action, page.Status)
	}
	sent := url.Values{}
	form.Find("input[type=hidden]").Each(func(_ int, input *goquery.Selection) {
		sent.Add(input.AttrOr("name", ""), input.AttrOr("value", ""))
	})
	if sent.Get("_kunci") == "" {
		t.Errorf("the form of %s has no key", action)
	}
	for name, values := range typed {
		sent[name] = values
	}
	return sent
}

var someone = url.Values{"nama": {"Popon Juariah"}, "nik": {"3217014107809001"}, "jenis": {"PSM"}, "tempat": {"32.17.01.2001"}, "mulai": {"2021"}}

func entries(t *testing.T, a *apptest.App, verb audit.Verb) (n int) {
	t.Helper()
	if err := a.Pool.QueryRow(t.Context(), `SELECT count(*) FROM audit_entry WHERE verb = $1`, verb).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// atOnce sends a form many times at once and returns where each answer led.
func atOnce(b func() *apptest.Browser, n int, path string, form url.Values) map[string]int {
	var (
		led   = map[string]int{}
		mu    sync.Mutex
		all   sync.WaitGroup
		ready = make(chan struct{})
	)
	for range n {
		all.Go(func() {
			browser := b()
			<-ready
			got := browser.Post(path, form)
			mu.Lock()
			defer mu.Unlock()
			led[http.StatusText(got.Status)+" "+got.Location]++
		})
	}
	close(ready)
	all.Wait()
	return led
}

func TestTwentyAtOnceAreCarriedOutOnce(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	clerk, admin := a.As(t, account.Operator), a.As(t, account.Administrator)
	posts := url.Values{"wilayah": {"32.17.01.2001"}, "jumlah": {"3"}, "mulai": {"1-1-2027"}}
	for path, c := range map[string]struct {
		by    *apptest.Browser
		typed url.Values
		verb  audit.Verb
	}{
		"/sdm/baru":               {clerk, someone, audit.WorkerRegistered},
		"/pengaturan/formasi/PSM": {admin, posts, audit.FormationSet},
	} {
		before := entries(t, a, c.verb)
		form := fill(t, c.by.Get(path), path, c.typed)
		led := atOnce(c.by.Twin, 20, path, form)
		if got := entries(t, a, c.verb) - before; got != 1 || len(led) != 1 {
			t.Errorf("%s: carried out %d times, answers %v", path, got, led)
		}
		again := c.by.Post(path, form)
		if led[http.StatusText(again.Status)+" "+again.Location] != 20 {
			t.Errorf("%s, sent again: status %d, to %q", path, again.Status, again.Location)
		}
		if said := c.by.Get(again.Location).Text(t, ".flash"); !strings.Contains(said, "tidak disimpan dua kali") {
			t.Errorf("%s, sent again: %q", path, said)
		}
		if got := entries(t, a, c.verb) - before; got != 1 {
			t.Errorf("%s: carried out %d times", path, got)
		}
	}
}

func TestWhatIsAnotherForm(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Operator)
	form := fill(t, b.Get("/sdm/baru"), "/sdm/baru", someone)

	form.Set("nik", "321701410780900")
	for range 2 {
		if got := b.Post("/sdm/baru", form); got.Status != http.StatusUnprocessableEntity {
			t.Fatalf("a refused form is refused each time: status %d", got.Status)
		}
	}
	form.Set("nik", someone.Get("nik"))
	if got := b.Post("/sdm/baru", form); got.Status != http.StatusSeeOther {
		t.Fatalf("mended: status %d", got.Status)
	}
	form.Set("nik", "3217014107809002")
	form.Set("nama", "Popon Juariah II")
	if got := b.Post("/sdm/baru", form); got.Status != http.StatusSeeOther {
		t.Errorf("one page back, and somebody else: status %d", got.Status)
	}
	form.Set("nik", "3217014107809003")
	form.Del("_kunci")
	if got := b.Post("/sdm/baru", form); got.Status != http.StatusSeeOther {
		t.Errorf("a form without a key: status %d", got.Status)
	}
	if got := entries(t, a, audit.WorkerRegistered); got != 3 {
		t.Errorf("%d people were registered", got)
	}
	if got := a.As(t, account.Operator).Post("/sdm/baru", fill(t, b.Get("/sdm/baru"), "/sdm/baru", someone)); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("another account with another key: status %d", got.Status)
	}
}

func TestAFormThatLedNowhere(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Operator)
	record := b.Post("/sdm/baru", someone).Location
	form := fill(t, b.Get(record), record+"/buka", url.Values{"nomor": {"nik"}, "alasan": {"Verifikasi dengan KTP atau KK"}})
	if got := b.Post(record+"/buka", form); got.Status != http.StatusOK || !strings.Contains(got.Body, someone.Get("nik")) {
		t.Fatalf("status %d", got.Status)
	}
	r := httptest.NewRequest(http.MethodPost, record+"/buka", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Referer", "http://localhost:8080"+record)
	got := b.Do(r)
	if got.Status != http.StatusOK || got.Text(t, "h1") != "Formulir ini sudah terkirim" || strings.Contains(got.Body, someone.Get("nik")) {
		t.Errorf("status %d: %s", got.Status, got.Text(t, "main"))
	}
	if to, _ := got.Doc(t).Find(".trouble a").First().Attr("href"); to != record {
		t.Errorf("it leads on to %q", to)
	}
	if n := entries(t, a, audit.PersonalShown); n != 1 {
		t.Errorf("opened %d times", n)
	}
}

func TestTheKeyOfAnUpload(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Administrator)
	post := func(file, content string, typed url.Values) int {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for name, values := range typed {
			_ = w.WriteField(name, values[0])
		}
		part, _ := w.CreateFormFile("berkas", file)
		_, _ = part.Write([]byte(content))
		_ = w.Close()
		r := httptest.NewRequest(http.MethodPost, "/pengaturan/formasi/PSM", &body)
		r.Header.Set("Content-Type", w.FormDataContentType())
		return b.Do(r).Status
	}
	form := fill(t, b.Get("/pengaturan/formasi/PSM"), "/pengaturan/formasi/PSM", url.Values{"wilayah": {"32.17.01.2001"}, "jumlah": {"3"}, "mulai": {"1-1-2027"}})
	before := entries(t, a, audit.FormationSet)
	for _, sent := range [][2]string{{"a.xlsx", "isi"}, {"a.xlsx", "isi"}, {"b.xlsx", "isi"}, {"a.xlsx", "isi"}, {"a.xlsx", "ini"}} {
		if got := post(sent[0], sent[1], form); got != http.StatusSeeOther {
			t.Errorf("%s: status %d", sent, got)
		}
	}
	if got := entries(t, a, audit.FormationSet) - before; got != 3 {
		t.Errorf("carried out %d times, want once for each file", got)
	}
}

func TestAFileIsTakenAsOftenAsItIsAskedFor(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	for page, action := range map[string]string{"/sdm/ekspor": "/sdm/ekspor", "/audit": "/audit/ekspor"} {
		b := a.As(t, account.Administrator)
		before := entries(t, a, audit.ListExported)
		form := fill(t, b.Get(page), action, url.Values{"format": {"csv"}})
		for range 2 { // the page stays while the file comes, and the line may break
			if got := b.Post(action, form); got.Header.Get("Content-Disposition") == "" {
				t.Errorf("%s: status %d, %s", action, got.Status, got.Text(t, "main"))
			}
		}
		if got := entries(t, a, audit.ListExported) - before; got != 2 {
			t.Errorf("%s: the trail says it %d times", action, got)
		}
	}
}

func TestKeysAreForgottenAfterADay(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	b := a.As(t, account.Operator)
	b.Post("/sdm/baru", fill(t, b.Get("/sdm/baru"), "/sdm/baru", someone))
	for _, c := range []struct {
		age  time.Duration
		left int
	}{{0, 1}, {23 * time.Hour, 1}, {25 * time.Hour, 0}} {
		if err := audit.NewForms(a.Pool).Sweep(t.Context(), time.Now().Add(c.age)); err != nil {
			t.Fatal(err)
		}
		var left int
		if err := a.Pool.QueryRow(t.Context(), `SELECT count(*) FROM form_key`).Scan(&left); err != nil || left != c.left {
			t.Errorf("after %s %d are left (%v)", c.age, left, err)
		}
	}
}
