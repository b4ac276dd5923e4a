// Package installationweb is the page /sistem: how the installation fares, and what is to be done about it.
package installationweb

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"pilar/internal/account"
	"pilar/internal/audit"
	"pilar/internal/backup"
	"pilar/internal/installation"
	"pilar/internal/seal"
	"pilar/internal/site"
)

// Sources are what the page asks.
type Sources struct {
	Place    installation.Place
	Keys     *seal.Keys
	Database *installation.Store
	Backups  *backup.Store
	Trail    *audit.Store
}

type pages struct{ Sources }

// Routes mounts /sistem.
func Routes(r chi.Router, s Sources) {
	p := pages{s}
	r.With(site.Require(account.Admin)).Get("/sistem", site.Handler(p.show))
}

// shownBackups is how many backups the page names.
const shownBackups = 10

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	database, err := p.Database.Database(ctx)
	if err != nil {
		return err
	}
	standing, err := p.Backups.Standing(ctx)
	if err != nil {
		return err
	}
	records, err := p.Backups.Latest(ctx, shownBackups)
	if err != nil {
		return err
	}
	protected, err := p.Trail.Protected(ctx)
	if err != nil {
		return err
	}
	return site.Render(w, r, http.StatusOK, site.Page{Title: "Sistem", Body: systemView(systemPage{
		Now:         site.Now(r),
		Place:       p.Place,
		Version:     installation.Version(),
		Database:    database,
		Free:        installation.FreeOn(p.Place.Data),
		Key:         p.Place.Key(p.Keys),
		Fingerprint: p.Keys.Fingerprint(),
		Protected:   protected,
		Standing:    standing,
		Backups:     records,
	})})
}
