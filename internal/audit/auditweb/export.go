package auditweb

import (
	"io"
	"net/http"

	"pilar/internal/audit"
	"pilar/internal/audit/auditwords"
	"pilar/internal/fault"
	"pilar/internal/sheet"
	"pilar/internal/site"
	"pilar/web/ui"
)

const formatParam = "format"

// export gives the entries that the address chooses as a file.
func (p pages) export(w http.ResponseWriter, r *http.Request) error {
	f, err := parseFilter(r.URL.Query())
	if err != nil {
		return err
	}
	f.Limit, f.Cursor = site.Limit(r), ""
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	format := sheet.Format(form.Get(formatParam))
	if format != sheet.XLSX && format != sheet.CSV {
		return fault.Malformed{Message: formatParam}
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

// exportButtons take what is filtered away.
func exportButtons(url string) []ui.PostButton {
	button := func(format sheet.Format, text string) ui.PostButton {
		return ui.PostButton{Action: url, Text: text, Kind: ui.Quiet, Hidden: []ui.Hidden{{Name: formatParam, Value: string(format)}}}
	}
	return []ui.PostButton{button(sheet.XLSX, "Ekspor Excel"), button(sheet.CSV, "Ekspor CSV")}
}
