package auditweb

import (
	"io"
	"net/http"

	"pilar/internal/audit"
	"pilar/internal/audit/auditwords"
	"pilar/internal/site"
)

// export gives the entries that the address chooses as a file.
func (p pages) export(w http.ResponseWriter, r *http.Request) error {
	f, err := parseFilter(r.URL.Query())
	if err != nil {
		return err
	}
	f.Limit, f.Cursor = site.Limit(r), ""
	format, err := site.ExportFormat(r)
	if err != nil {
		return err
	}
	names, err := p.names(r)
	if err != nil {
		return err
	}
	e := auditwords.Export{Export: audit.Export{Filter: f, Words: auditwords.Said(f, names.Book), Format: string(format)},
		Office: site.OfficeName(r), By: site.Account(r).Name, At: site.Now(r), Names: names}
	return site.Download(w, r, e.Name(), format.ContentType(), func(out io.Writer) error {
		return e.To(r.Context(), p.Trail, site.Actor(r), out)
	})
}
