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

// Routes mounts /pengaturan.
func Routes(r chi.Router, settings *setting.Store, cadres *cadre.Store) {
	p := pages{settings, cadres}
	r.Group(func(r chi.Router) {
		r.Use(site.Require(account.Admin))
		r.Get("/pengaturan", site.Handler(p.show))
		r.Post("/pengaturan", site.Handler(p.change))
	})
}

// shown is the settings on the page, in its order.
var shown = []setting.Key{setting.OfficeName, setting.OfficeAccent, setting.NIKPrefixes}

var hints = map[setting.Key]string{
	setting.OfficeName:   "Tertulis di kepala setiap halaman dan setiap cetakan",
	setting.OfficeAccent: "Warna khas daerah: # dan enam angka atau huruf a sampai f, misalnya #0f6b66",
	setting.NIKPrefixes:  "Empat angka pertama NIK warga kabupaten ini, dipisahkan koma; NIK lain diberi peringatan saja",
}

var widths = map[setting.Key]int{setting.OfficeName: 40, setting.OfficeAccent: 10, setting.NIKPrefixes: 24}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	all, err := p.settings.All(r.Context())
	if err != nil {
		return err
	}
	form := url.Values{}
	for _, k := range shown {
		form.Set(string(k), all[k].Value)
		form.Set(versionOf(k), strconv.Itoa(all[k].Version))
	}
	return p.render(w, r, http.StatusOK, form, nil, nil)
}

func versionOf(k setting.Key) string { return "versi_" + string(k) }

func (p pages) change(w http.ResponseWriter, r *http.Request) error {
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	faults := fault.Invalid{}
	for _, k := range shown {
		_, err := k.Normal(form.Get(string(k)))
		if bad, ok := errors.AsType[fault.Invalid](err); ok {
			maps.Copy(faults, bad)
		}
	}
	if len(faults) > 0 {
		return p.render(w, r, http.StatusUnprocessableEntity, form, faults, nil)
	}
	var next []setting.Setting
	for _, k := range shown {
		version, _ := strconv.ParseInt(form.Get(versionOf(k)), 10, 32) // no number is no version: a conflict
		next = append(next, setting.Setting{Key: k, Value: form.Get(string(k)), Version: int(version)})
	}
	err = p.settings.Change(r.Context(), site.Actor(r), next...)
	if errors.Is(err, fault.Conflict{}) {
		return p.conflict(w, r, form)
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Settings(), "Pengaturan sudah disimpan.")
}

// conflict shows beside what was typed what somebody else saved meanwhile.
func (p pages) conflict(w http.ResponseWriter, r *http.Request, form url.Values) error {
	all, err := p.settings.All(r.Context())
	if err != nil {
		return err
	}
	stored := map[setting.Key]string{}
	for _, k := range shown {
		if all[k].Value != form.Get(string(k)) {
			stored[k] = all[k].Value
		}
		form.Set(versionOf(k), strconv.Itoa(all[k].Version))
	}
	return p.render(w, r, http.StatusConflict, form, nil, stored)
}

func (p pages) render(w http.ResponseWriter, r *http.Request, status int, form url.Values, faults fault.Invalid, stored map[setting.Key]string) error {
	cadres, err := p.cadres.All(r.Context())
	if err != nil {
		return err
	}
	view := settingsPage{Conflict: stored != nil}
	for _, k := range shown {
		view.Hidden = append(view.Hidden, ui.Hidden{Name: versionOf(k), Value: form.Get(versionOf(k))})
		view.Fields = append(view.Fields, ui.Field{Name: string(k), Label: k.Label(), Value: form.Get(string(k)), Hint: hints[k],
			Error: faults[string(k)], Stored: stored[k], Width: widths[k]})
		if text := faults[string(k)]; text != "" {
			view.Errors = append(view.Errors, ui.FieldError{Field: string(k), Text: text})
		}
	}
	for _, c := range cadres {
		if c.Active {
			view.Cadres = append(view.Cadres, c)
		}
	}
	return site.Render(w, r, status, site.Page{Title: "Pengaturan", Body: settingsView(view)})
}
