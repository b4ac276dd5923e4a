package guideweb

import (
	"net/http"

	"pilar/internal/site"
	"pilar/web/link"
	"pilar/web/ui"
	"pilar/web/ui/showcase"
)

func showKit(w http.ResponseWriter, r *http.Request) error {
	return site.Render(w, r, http.StatusOK, site.Page{Title: "Gaya", Crumbs: []ui.Crumb{{Label: "Pengaturan", URL: link.Settings()}}, Body: kitView(showcase.Chapters())})
}

// tryKit answers every button and form of the kit's page.
func tryKit(w http.ResponseWriter, r *http.Request) error {
	return site.Done(w, r, link.Kit(), "Itu contoh saja: tidak ada yang disimpan.")
}
