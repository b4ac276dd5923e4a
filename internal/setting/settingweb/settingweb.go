// Package settingweb is the pages of /pengaturan: what the office can change by itself.
package settingweb

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"pilar/internal/account"
	"pilar/internal/cadre"
	"pilar/internal/fault"
	"pilar/internal/setting"
	"pilar/internal/site"
	"pilar/web/link"
	"pilar/web/ui"
)

type pages struct {
	settings *setting.Store
	cadres   *cadre.Store
}

// Routes mounts /pengaturan with a page for each group of settings, and the logo.
func Routes(r chi.Router, settings *setting.Store, cadres *cadre.Store) {
	p := pages{settings, cadres}
	r.Group(func(r chi.Router) {
		r.Use(site.Require(account.Admin))
		r.Get("/pengaturan", site.Handler(p.show))
		for _, g := range groups {
			r.Get(link.SettingsGroup(g.slug), site.Handler(p.edit(g)))
			r.Post(link.SettingsGroup(g.slug), site.Handler(p.change(g)))
		}
		r.Get("/pengaturan/logo", site.Handler(p.editLogo))
		r.With(site.MaxBody(maxUpload)).Post("/pengaturan/logo", site.Handler(p.setLogo))
		r.Post("/pengaturan/logo/hapus", site.Handler(p.clearLogo))
	})
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	all, err := p.settings.All(r.Context())
	if err != nil {
		return err
	}
	cadres, err := p.cadres.All(r.Context())
	if err != nil {
		return err
	}
	view := overview{Letterhead: letterheadOf(all)}
	for _, g := range groups {
		view.Groups = append(view.Groups, g.summary(all))
	}
	for _, c := range cadres {
		if c.Active {
			view.Cadres = append(view.Cadres, c)
		}
	}
	return site.Render(w, r, http.StatusOK, site.Page{Title: "Pengaturan", Body: overviewView(view)})
}

type handler = func(http.ResponseWriter, *http.Request) error

func (p pages) edit(g group) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		all, err := p.settings.All(r.Context())
		if err != nil {
			return err
		}
		form := url.Values{}
		for _, k := range g.keys {
			form.Set(string(k), all[k].Value)
			form.Set(versionOf(k), strconv.Itoa(all[k].Version))
		}
		return render(w, r, http.StatusOK, g.page(form, nil, nil))
	}
}

func versionOf(k setting.Key) string { return "versi_" + string(k) }

func (p pages) change(g group) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		form, err := site.Form(r)
		if err != nil {
			return err
		}
		faults := fault.Invalid{}
		var next []setting.Setting
		for _, k := range g.keys {
			_, err := k.Normal(form.Get(string(k)))
			if bad, ok := errors.AsType[fault.Invalid](err); ok {
				maps.Copy(faults, bad)
			}
			next = append(next, setting.Setting{Key: k, Value: form.Get(string(k)), Version: version(form.Get(versionOf(k)))})
		}
		if len(faults) > 0 {
			return render(w, r, http.StatusUnprocessableEntity, g.page(form, faults, nil))
		}
		err = p.settings.Change(r.Context(), site.Actor(r), next...)
		if errors.Is(err, fault.Conflict{}) {
			return p.conflict(w, r, g, form)
		}
		if err != nil {
			return err
		}
		return site.Done(w, r, link.Settings(), g.title+" sudah disimpan.")
	}
}

// version reads the version a form began with; what is no number is no version, and so a conflict.
func version(typed string) int {
	n, _ := strconv.ParseInt(typed, 10, 32)
	return int(n)
}

// conflict shows beside what was typed what somebody else saved meanwhile; where that is the same, there is nothing to do.
func (p pages) conflict(w http.ResponseWriter, r *http.Request, g group, form url.Values) error {
	all, err := p.settings.All(r.Context())
	if err != nil {
		return err
	}
	stored := map[setting.Key]string{}
	for _, k := range g.keys {
		if typed, _ := k.Normal(form.Get(string(k))); typed != all[k].Value { // it was normal before it was a conflict
			stored[k] = orEmpty(all[k].Value)
		}
		form.Set(versionOf(k), strconv.Itoa(all[k].Version))
	}
	if len(stored) == 0 {
		return site.Done(w, r, link.Settings(), g.title+" sudah disimpan.")
	}
	return render(w, r, http.StatusConflict, g.page(form, nil, stored))
}

func orEmpty(value string) string {
	if value == "" {
		return "kosong"
	}
	return value
}

// crumbs stand above every page below /pengaturan.
var crumbs = []ui.Crumb{{Label: "Pengaturan", URL: link.Settings()}}

func render(w http.ResponseWriter, r *http.Request, status int, view groupPage) error {
	return site.Render(w, r, status, site.Page{Title: view.Title, Crumbs: crumbs, Body: groupView(view)})
}
