package cadreweb

import (
	"io"
	"net/http"

	"pilar/internal/cadre"
	"pilar/internal/cadre/cadresheet"
	"pilar/internal/site"
)

// export gives the list that the address chooses as a file.
func (p pages) export(w http.ResponseWriter, r *http.Request) error {
	f, err := filterOf(r)
	if err != nil {
		return err
	}
	format, err := site.ExportFormat(r)
	if err != nil {
		return err
	}
	book, err := p.regions.Book(r.Context())
	if err != nil {
		return err
	}
	cadres, err := p.cadres.All(r.Context())
	if err != nil {
		return err
	}
	e := cadresheet.Export{Export: cadre.Export{Filter: f, Words: cadresheet.Words(f, book), Format: string(format)},
		Office: site.OfficeName(r), By: site.Account(r).Name, At: site.Now(r), Book: book, Cadres: cadres}
	return site.Download(w, r, e.Name(), format.ContentType(), func(out io.Writer) error {
		return e.To(r.Context(), p.cadres, site.Actor(r), out)
	})
}
