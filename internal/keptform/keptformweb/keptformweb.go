// Package keptformweb is the page that offers whoever is logged in the forms that were kept for them.
package keptformweb

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"pilar/internal/fault"
	"pilar/internal/keptform"
	"pilar/internal/site"
	"pilar/web/link"
)

type pages struct{ kept *keptform.Store }

// Routes mounts /isian. A form that is continued is sent to the address it was meant for.
func Routes(r chi.Router, kept *keptform.Store) {
	p := pages{kept}
	r = r.With(site.SignedIn)
	r.Get("/isian", site.Handler(p.list))
	r.Post("/isian/{id}/buang", site.Handler(p.drop))
}

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	forms, err := p.kept.Of(r.Context(), site.Sender(r), site.Now(r))
	if err != nil {
		return err
	}
	view := listPage{}
	for _, f := range forms {
		view.Forms = append(view.Forms, shownOf(f))
	}
	return site.Render(w, r, http.StatusOK, site.Page{Title: view.title(), Body: listView(view)})
}

func (p pages) drop(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		return fault.NotFound{}
	}
	if err := p.kept.Drop(r.Context(), site.Sender(r), id); err != nil {
		return err
	}
	return site.Done(w, r, link.KeptForms(), "Isian itu sudah dibuang.")
}
