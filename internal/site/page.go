package site

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"pilar/internal/postgres"
	"pilar/web/link"
	"pilar/web/ui"
)

// Page is one page: what stands in the layout, and where.
type Page struct {
	Title  string
	Crumbs []ui.Crumb // the pages above; Beranda is put before them
	Body   templ.Component
	plain  bool
}

// Render answers with the page in the layout. The whole page is made before anything is sent. Status 422 marks it as a
// form that was refused.
func Render(w http.ResponseWriter, r *http.Request, status int, p Page) error {
	return render(w, r, status, p)
}

// RenderPlain is Render in the layout without menu, for pages before login.
func RenderPlain(w http.ResponseWriter, r *http.Request, status int, p Page) error {
	p.plain = true
	return render(w, r, status, p)
}

func render(w http.ResponseWriter, r *http.Request, status int, p Page) error {
	b := templ.GetBuffer() // a used one, which is as large as a page
	defer templ.ReleaseBuffer(b)
	page := layout(r, p, status == http.StatusUnprocessableEntity)
	if err := page.Render(ui.WithKeys(r.Context(), rand.Text), b); err != nil {
		return fmt.Errorf("render %q: %w", p.Title, err)
	}
	send(w, status, b.Bytes())
	return nil
}

func send(w http.ResponseWriter, status int, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(page)))
	w.WriteHeader(status)
	_, _ = w.Write(page) // whoever asked may be gone
}

// layout puts the page's body into the layout.
func layout(r *http.Request, p Page, refused bool) templ.Component {
	c := chrome(r)
	c.Title, c.Refused = p.Title, refused
	if p.plain {
		return ui.Plain(c, p.Body)
	}
	if len(p.Crumbs) > 0 {
		c.Breadcrumbs = append([]ui.Crumb{{Label: "Beranda", URL: link.Home()}}, p.Crumbs...)
	}
	c.Flash = takeFlash(r)
	return ui.Page(c, p.Body)
}

// chrome is what stands around every page.
func chrome(r *http.Request) ui.Chrome {
	v, office := of(r), officeOf(r)
	c := ui.Chrome{Office: office.Name, Letterhead: office.Letterhead, RequestID: v.request, Demo: v.site.Demo}
	if office.Accent != "" {
		c.ThemeURL = link.Theme(office.Accent)
	}
	if office.Logo != "" {
		c.LogoURL = link.Logo(office.Logo)
	}
	if a := v.account; a != nil {
		c.UserName, c.RoleName, c.AccountURL, c.HelpURL = a.Name, a.RoleName, link.OwnAccount(), link.Guide()
		c.ScopeNote = ScopeNote(r)
		c.Menu = menu(r)
		c.PrintNote = "Dicetak " + ui.DateTime(Now(r)) + " oleh " + a.Name
	}
	return c
}

// officeOf returns whose installation this is, as well as it is known: a page without its name is better than none.
func officeOf(r *http.Request) Office {
	v := of(r)
	office, err := v.site.Office(r.Context())
	if err != nil {
		v.site.Log.ErrorContext(r.Context(), "the office's name is missing on a page", "error", postgres.Loggable(err))
	}
	return office
}

// OfficeName is the office's name, for a file that says whose it is.
func OfficeName(r *http.Request) string { return officeOf(r).Name }

// ScopeNote says to how many kecamatan whoever asks is limited, "3 dari 16 kecamatan"; "" where to none.
func ScopeNote(r *http.Request) string {
	a := Account(r)
	if a.Kecamatan == nil {
		return ""
	}
	return fmt.Sprintf("%d dari %d kecamatan", len(a.Kecamatan), a.Districts)
}

// menu is what whoever asks may open; the entry with the longest address above the present one is marked.
func menu(r *http.Request) []ui.MenuItem {
	var items []ui.MenuItem
	active, longest := -1, 0
	for _, e := range of(r).site.Menu {
		if !Can(r, e.Needs) {
			continue
		}
		items = append(items, e.MenuItem)
		for _, address := range append([]string{e.URL}, e.Also...) {
			if above(address, r.URL.Path) && len(address) > longest {
				active, longest = len(items)-1, len(address)
			}
		}
	}
	if active >= 0 {
		items[active].Active = true
	}
	return items
}

func above(address, path string) bool {
	return address == path || address != "/" && strings.HasPrefix(path, address+"/")
}

const (
	flashKey     = "kabar"
	flashToneKey = "nada"
)

// Flash says text on the next page that whoever asks opens.
func Flash(r *http.Request, text string) { flash(r, ui.Good, text) }

func flash(r *http.Request, tone ui.Tone, text string) {
	if v := of(r); v.account != nil {
		v.site.manager(r).Put(r.Context(), flashKey, text)
		v.site.manager(r).Put(r.Context(), flashToneKey, string(tone))
	}
}

// takeFlash asks the session of the visit, not of the request: a panic is answered above the session's layer.
func takeFlash(r *http.Request) *ui.Flash {
	v := of(r)
	if v.account == nil || v.loaded == nil {
		return nil
	}
	m := v.site.manager(r)
	if text := m.PopString(v.loaded, flashKey); text != "" {
		return &ui.Flash{Kind: ui.Tone(m.PopString(v.loaded, flashToneKey)), Text: text}
	}
	return nil
}

// Done answers a form that was carried out: on to url, where text says what happened.
func Done(w http.ResponseWriter, r *http.Request, url, text string) error {
	return done(w, r, ui.Good, url, text)
}

// DoneButCheck is Done for what was carried out and still deserves a second look, which text says.
func DoneButCheck(w http.ResponseWriter, r *http.Request, url, text string) error {
	return done(w, r, ui.Warn, url, text)
}

func done(w http.ResponseWriter, r *http.Request, tone ui.Tone, url, text string) error {
	flash(r, tone, text)
	http.Redirect(w, r, url, http.StatusSeeOther)
	return nil
}
