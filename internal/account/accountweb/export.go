package accountweb

import (
	"io"
	"net/http"

	"pilar/internal/account"
	"pilar/internal/account/accountsheet"
	"pilar/internal/site"
)

// export gives the list that the address chooses as a file.
func (p pages) export(w http.ResponseWriter, r *http.Request) error {
	f, err := parseFilter(r.URL.Query())
	if err != nil {
		return err
	}
	format, err := site.ExportFormat(r)
	if err != nil {
		return err
	}
	rights, err := p.Accounts.Rights(r.Context())
	if err != nil {
		return err
	}
	book, err := p.Regions.Book(r.Context())
	if err != nil {
		return err
	}
	e := accountsheet.Export{Export: account.Export{Filter: f, Words: accountsheet.Words(f, rights), Format: string(format)},
		Office: site.OfficeName(r), By: site.Account(r).Name, At: site.Now(r), Book: book}
	return site.Download(w, r, e.Name(), format.ContentType(), func(out io.Writer) error {
		return e.To(r.Context(), p.Accounts, site.Actor(r), out)
	})
}
