package importerweb

import (
	"io"
	"net/http"
	"path"
	"strings"

	"github.com/go-chi/chi/v5"

	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/importer/importsheet"
	"pilar/internal/sheet"
	"pilar/internal/site"
)

// template gives the empty workbook of a cadre.
func (p pages) template(w http.ResponseWriter, r *http.Request) error {
	o, err := p.Imports.Options(r.Context(), chi.URLParam(r, "cadre"), site.Today(r))
	if err != nil {
		if _, unused := refusal(err); unused { // a cadre that is not in use any more has no template
			err = fault.NotFound{}
		}
		return err
	}
	c, err := p.Cadres.Get(r.Context(), o.Cadre)
	if err != nil {
		return err
	}
	return site.Download(w, r, "Templat-"+o.Cadre+".xlsx", sheet.XLSX.ContentType(), func(out io.Writer) error {
		return importer.WriteTemplate(out, o, c.Name)
	})
}

// marked gives the file of an import with what was found in it: to whoever may see the import, as it is her own.
func (p pages) marked(w http.ResponseWriter, r *http.Request) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(i.File, path.Ext(i.File)) + " - catatan Pilar.xlsx"
	return site.Download(w, r, name, sheet.XLSX.ContentType(), func(out io.Writer) error {
		return p.Imports.Marked(r.Context(), site.Actor(r), i.ID, out)
	})
}

// exportRows gives the rows that the address chooses as a list.
func (p pages) exportRows(w http.ResponseWriter, r *http.Request) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	filter, err := p.filterOf(r, i)
	if err != nil {
		return err
	}
	format, err := site.ExportFormat(r)
	if err != nil {
		return err
	}
	ask := filter.rows
	ask.Import = i.ID
	e := importsheet.Export{RowsExport: importer.RowsExport{Filter: ask, Words: filter.said(), Format: string(format)}, File: i.File,
		Office: site.OfficeName(r), By: site.Account(r).Name, At: site.Now(r)}
	return site.Download(w, r, e.Name(), format.ContentType(), func(out io.Writer) error {
		return e.To(r.Context(), p.Imports, site.Actor(r), out)
	})
}

// said names a filter in a file and in the trail.
func (f rowFilter) said() string {
	switch {
	case f.param == "":
		return "Semua baris"
	case f.kind != "":
		return "Baris " + f.words()
	}
	return f.label + ": " + f.words()
}
