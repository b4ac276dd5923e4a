package journey

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"pilar/web/link"
	"pilar/web/ui/uitest"
)

// A number that was opened is gone after its minute, and does not come back with the back button: with scripts and without.
func TestANumberIsShownForAMinute(t *testing.T) {
	t.Parallel()
	o := openOffice(t, 60)
	id := o.one(t, `SELECT min(id) FROM worker`)
	for name, script := range map[string]bool{"with scripts": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := uitest.Open(t)
			if !script {
				tab.NoScript()
			}
			o.login(t, tab, "pimpinan")
			tab.Excuse("ERR_CACHE_MISS") // what Chromium says instead of sending a form again
			r := revealing{t, tab, o.URL + link.Worker(id), ""}

			r.open()
			expect(t, "elsewhere", tab.Follow(`.menu a[href="/sdm"]`), http.StatusOK)
			uitest.Eval[bool](tab, `(history.back(), true)`)
			for end := time.Now().Add(10 * time.Second); tab.URL() == o.URL+link.Workers(); time.Sleep(50 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal("the back button leads nowhere")
				}
			}
			r.gone("after the back button")

			r.open()
			expect(t, "masked by hand", tab.Follow(`[data-shown] a`), http.StatusOK)
			r.gone("masked by hand")

			r.open()
			if script {
				tab.Check("data-pribadi-4-satu-menit")
				r.overByScript()
				return
			}
			for end := time.Now().Add(75 * time.Second); tab.Has("[data-shown]"); time.Sleep(time.Second) {
				if time.Now().After(end) {
					t.Fatal("the number is still shown after a minute and a quarter")
				}
			}
			if tab.URL() != r.record {
				t.Errorf("after a minute the browser is at %s", tab.URL())
			}
			r.gone("after a minute, by the browser itself")
		})
	}
}

// revealing is somebody who opens a NIK in a tab.
type revealing struct {
	*testing.T
	tab         *uitest.Tab
	record, nik string
}

func (r *revealing) open() {
	r.Helper()
	r.tab.Navigate(r.record)
	r.tab.Do(chromedp.Click(chromedp.CSS(".reveal summary")))
	r.tab.Choose("#nomor", "nik")
	r.tab.Choose("#alasan", "Verifikasi dengan KTP atau KK")
	expect(r.T, "opened", r.tab.Follow(".reveal .btn-primary"), http.StatusOK)
	if r.nik = r.tab.Text(".shown-number"); len(r.nik) != 16 {
		r.Fatalf("the number that was opened is %q", r.nik)
	}
}

func (r *revealing) gone(when string) {
	r.Helper()
	if strings.Contains(uitest.Eval[string](r.tab, `document.documentElement.outerHTML`), r.nik) {
		r.Errorf("%s the number stands on the page", when)
	}
}

// overByScript lets the page believe that its minute is over.
func (r *revealing) overByScript() {
	r.Helper()
	uitest.Eval[bool](r.tab, `(() => { const now = Date.now; Date.now = () => now() + 61000; document.dispatchEvent(new Event("visibilitychange")); return true; })()`)
	r.gone("after a minute, by the script")
	says(r.T, r.tab, ".shown-number", "Sudah disamarkan kembali")
}
