package ui_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"pilar/web/link"
	"pilar/web/static"
	"pilar/web/ui"
	"pilar/web/ui/showcase"
	"pilar/web/ui/uitest"
)

func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }

// serve answers with pages under the policy the application has.
func serve(t *testing.T, pages map[string]templ.Component) string {
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	mux.HandleFunc("/tema.css", func(w http.ResponseWriter, r *http.Request) {
		css, ok := static.Theme("#" + r.FormValue("warna"))
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(css)
	})
	for path, page := range pages {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", static.Policy)
			templ.Handler(page).ServeHTTP(w, r)
		})
	}
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

// Whatever a page may have several times is looked at on one page, and as pages of the application put it together.
func TestKitInBrowser(t *testing.T) {
	list := chrome
	list.Title, list.Breadcrumbs = "Data SDM", list.Breadcrumbs[:1]
	list.Flash = &ui.Flash{Text: "Penugasan PSM untuk Siti Aminah ditambahkan."}
	see := func(name string) templ.Component { return state(t, name) }
	pages := map[string]templ.Component{
		"kit":     ui.Page(chrome, ui.Join(ui.PageHead{Title: "Kit"}, everything())),
		"daftar":  ui.Page(list, ui.Join(see("head"), see("filter-chips"), see("list-bar"), showcase.People(25), see("pager-middle"))),
		"beranda": ui.Page(list, ui.Join(ui.PageHead{Title: "Beranda", Lead: "Per 23 November 2026"}, see("tiles"), see("chart"), see("table-matrix"))),
		"catatan": ui.Page(list, ui.Join(see("head"), see("tabs"), around(ui.Card{Title: "Identitas"}.With(), see("summary")), around(ui.Card{Title: "Riwayat"}.With(), see("timeline")))),
		"masuk": ui.Plain(ui.Chrome{Title: "Masuk", Office: chrome.Office, Demo: true}, ui.Join(ui.PageHead{Title: "Masuk"}, around(ui.Form{Action: "/masuk"}.With(),
			ui.Field{Name: "nama", Label: "Nama pengguna", Autocomplete: "username"}, ui.Field{Name: "sandi", Label: "Kata sandi", Type: "password", Autocomplete: "current-password"}, ui.FormActions{Submit: "Masuk"}))),
	}
	byPath := map[string]templ.Component{}
	for name, page := range pages {
		byPath["/"+name] = page
	}
	url := serve(t, byPath)
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		t.Run(name, func(t *testing.T) {
			tab := uitest.Open(t)
			if status := tab.Navigate(url + "/" + name); status != http.StatusOK {
				t.Fatalf("status %d", status)
			}
			tab.Check("kit-" + name)
			tab.Width(320) // a page enlarged to 400 %
			tab.NoSideScroll()
		})
	}
}

// What a page has once only is looked at on pages of its own.
func TestSoloStatesInBrowser(t *testing.T) {
	tab := uitest.Open(t)
	tab.Width(uitest.Phone)
	for _, s := range showcase.States() {
		if !s.Solo {
			continue
		}
		page := page(ui.PageHead{Title: s.Title}, s.View)
		if strings.Contains(render(t, s.View), "<h1") {
			page = ui.Page(chrome, s.View)
		}
		tab.Navigate(serve(t, map[string]templ.Component{"/": page}))
		tab.NoSideScroll()
		tab.Axe()
		if t.Failed() {
			t.Fatalf("state %s", s.Name)
		}
	}
}

// page is one of the kit's pieces on a page of its own.
func page(body ...templ.Component) templ.Component { return ui.Page(chrome, ui.Join(body...)) }

func TestSearchableSelect(t *testing.T) {
	tab := uitest.Open(t)
	tab.Navigate(serve(t, map[string]templ.Component{"/": page(ui.PageHead{Title: "Formulir"}, state(t, "form"))}))
	type state struct{ Box, Sent, Expanded, Said, Focus string }
	look := func() state {
		t.Helper()
		return uitest.Eval[state](tab, `(() => { const b = document.getElementById("a-desa"); return {
			Box: b.value, Sent: document.querySelector("select[name=a-desa]").value, Expanded: b.getAttribute("aria-expanded"),
			Said: document.querySelector(".combo [role=status]").textContent, Focus: document.activeElement.id }; })()`)
	}
	check := func(step string, want state) {
		t.Helper()
		if got := look(); got != want {
			t.Errorf("%s: got %+v, want %+v", step, got, want)
		}
	}
	box := chromedp.CSS("#a-desa")
	check("at first", state{Expanded: "false"})
	// The label leads to the box; a name that occurs twice is told apart by its kecamatan.
	tab.Do(chromedp.Click(chromedp.CSS(`label[for="a-desa"]`)))
	tab.Press("harja sindang")
	check("typed", state{Box: "harja sindang", Expanded: "true", Said: "1 pilihan", Focus: "a-desa"})
	tab.Axe()
	tab.Press(kb.Enter)
	check("entered", state{Box: "Harjamukti", Sent: "9901102001", Expanded: "false", Said: "1 pilihan", Focus: "a-desa"})
	tab.Press(kb.ArrowDown + kb.ArrowDown + kb.Enter)
	check("arrows", state{Box: "Harjamukti", Sent: "9901032002", Expanded: "false", Said: "6 pilihan", Focus: "a-desa"})
	tab.Press(kb.ArrowUp + kb.Enter)
	check("up from nowhere is the last", state{Box: "Harjamukti", Sent: "9901102001", Expanded: "false", Said: "6 pilihan", Focus: "a-desa"})
	tab.Press("zzz")
	check("no match", state{Box: "Harjamuktizzz", Sent: "9901102001", Expanded: "true", Said: "Tidak ada yang cocok", Focus: "a-desa"})
	tab.Axe()
	tab.Press(kb.Escape)
	check("escape goes back", state{Box: "Harjamukti", Sent: "9901102001", Expanded: "false", Said: "Tidak ada yang cocok", Focus: "a-desa"})
	tab.Do(chromedp.Click(box))
	if n := uitest.Eval[int](tab, `document.querySelectorAll("#a-desa-daftar [role=option]").length`); n != 6 {
		t.Errorf("a click opens %d choices, want 6", n)
	}
	tab.Screenshot("kit-pilihan", uitest.Laptop)
	tab.Do(chromedp.Click(chromedp.CSS("#a-desa-daftar li:nth-child(4)")))
	check("clicked", state{Box: "Jayamukti", Sent: "9901012002", Expanded: "false", Said: "6 pilihan", Focus: "a-desa"})
	tab.Fill("#a-desa", "")
	tab.Press(kb.Tab)
	check("emptied", state{Expanded: "false", Said: "6 pilihan", Focus: "a-surel"})
}

func TestErrorSummaryHasFocus(t *testing.T) {
	refused := chrome
	refused.Refused = true
	tab := uitest.Open(t)
	tab.Navigate(serve(t, map[string]templ.Component{"/": ui.Page(refused, ui.Join(ui.PageHead{Title: "Formulir"}, state(t, "error-summary"), state(t, "form-refused")))}))
	if got := uitest.Eval[string](tab, `document.activeElement.className`); got != "error-summary" {
		t.Errorf("focus is on %q", got)
	}
	if got := uitest.Eval[string](tab, `document.title`); got != "Perlu diperbaiki: Kit – Pilar" {
		t.Errorf("title is %q", got)
	}
	for _, id := range []string{"b-nik", "b-desa"} {
		tab.Do(chromedp.Click(chromedp.CSS(`.error-summary a[href="#` + id + `"]`)))
		if got := uitest.Eval[string](tab, `document.activeElement.id`); got != id {
			t.Errorf("the link to %s leads to %q", id, got)
		}
	}
	tab.Check("kit-formulir-ditolak")
}

// Everything must work where scripts do not run.
func TestWithoutScript(t *testing.T) {
	tab := uitest.Open(t)
	tab.NoScript()
	tab.Navigate(serve(t, map[string]templ.Component{
		"/":    page(ui.PageHead{Title: "Data SDM"}, state(t, "filter-chips"), state(t, "form")),
		"/sdm": page(ui.PageHead{Title: "Sampai"}),
	}) + "/")
	tab.Width(uitest.Phone)
	visible := func(css string) bool {
		return uitest.Eval[bool](tab, `document.querySelector("`+css+`").checkVisibility()`)
	}
	if visible(".menu") || visible(".filter-form") {
		t.Error("menu and filter are open at first on a phone")
	}
	tab.Do(chromedp.Click(chromedp.CSS(".filter-switch summary")))
	if !visible(".filter-form") {
		t.Error("the filter does not open")
	}
	tab.Do(chromedp.Click(chromedp.CSS(".menu-switch summary")))
	if !visible(".menu") {
		t.Error("the menu does not open")
	}
	if !visible("select[name=a-desa]") {
		t.Error("the long list is not a plain select")
	}
	tab.NoSideScroll()
	tab.Screenshot("kit-menu", uitest.Phone)
	tab.Follow(`.menu a[href="/sdm"]`)
	if got := tab.Text("h1"); got != "Sampai" {
		t.Errorf("the menu leads to %q", got)
	}
}

// The kit stays legible in any colour a district may choose.
func TestThemesInBrowser(t *testing.T) {
	for _, accent := range []string{"#ffd400", "#c4161c", "#ffffff"} {
		t.Run(accent, func(t *testing.T) {
			c := chrome
			c.ThemeURL = link.Theme(accent)
			tab := uitest.Open(t)
			tab.Navigate(serve(t, map[string]templ.Component{"/": ui.Page(c, ui.Join(ui.PageHead{Title: "Kit"}, everything()))}))
			if got := uitest.Eval[string](tab, `getComputedStyle(document.documentElement).getPropertyValue("--accent")`); got != accent {
				t.Fatalf("accent is %q", got)
			}
			tab.Axe()
			tab.Screenshot("kit-warna-"+accent[1:], uitest.Laptop)
		})
	}
}

func TestPrint(t *testing.T) {
	tab := uitest.Open(t)
	tab.Navigate(serve(t, map[string]templ.Component{"/": page(ui.PageHead{Title: "Data SDM", Actions: []templ.Component{ui.LinkButton{Text: "Cetak", URL: "/"}}}, state(t, "filter-chips"), showcase.People(100), state(t, "chart"), state(t, "tiles"))}))
	for name, paper := range map[string]chromedp.PaperSize{"a4": chromedp.PaperA4, "f4": {Width: 215 / 25.4, Height: 330 / 25.4}} {
		pdf := uitest.Get(tab, chromedp.PrintToPDF(chromedp.PDFPaper(paper), chromedp.PDFPreferCSSPageSize()))
		dir, err := uitest.Pictures()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "kit-cetak-"+name+".pdf"), pdf, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	hidden := uitest.Eval[[]string](tab, `(() => { const out = []; for (const s of [...document.styleSheets]) for (const r of s.cssRules) if (r.conditionText === "print" || (r.media && r.media.mediaText === "print")) for (const q of r.cssRules) if (q.style && q.style.display === "none") out.push(...q.selectorText.split(",").map((x) => x.trim())); return out; })()`)
	for _, want := range []string{".menu", ".masthead", ".filter-form", ".pager", ".page-actions"} {
		if !slices.Contains(hidden, want) {
			t.Errorf("%s is printed", want)
		}
	}
}
