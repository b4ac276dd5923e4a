package importerweb

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"

	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/site"
	"pilar/web/link"
	"pilar/web/ui"
)

// row returns the row that the address names, and its import.
func (p pages) row(r *http.Request) (importer.Import, importer.Kept, error) {
	i, err := p.found(r)
	if err != nil {
		return i, importer.Kept{}, err
	}
	n := number(chi.URLParam(r, "n"))
	if n < 1 || !i.Judged() {
		return i, importer.Kept{}, fault.NotFound{}
	}
	k, err := p.Imports.Row(r.Context(), i.ID, n)
	return i, k, err
}

func (p pages) showRow(w http.ResponseWriter, r *http.Request) error {
	i, k, err := p.row(r)
	if err != nil {
		return err
	}
	return p.renderRow(w, r, http.StatusOK, i, k, given{})
}

func (p pages) renderRow(w http.ResponseWriter, r *http.Request, status int, i importer.Import, k importer.Kept, g given) error {
	names, err := p.names(r)
	if err != nil {
		return err
	}
	view := rowPage{ID: i.ID, Row: rowViewOf(i, k, names), Open: i.State == importer.Checked, Conflict: g.conflict}
	if view.Title = view.Row.Name; view.Title == "" {
		view.Title = "Tanpa nama"
	}
	for _, c := range k.Cells {
		cell := cellView{Input: mendInputOf(k.N, c), Place: "kolom " + letters(c.Index), As: columnText(c.As, names.Fields), Text: c.Text, Mended: c.Mended}
		cell.Input.Typed, cell.Input.Fault = g.mends[cell.Input.Name], g.faults[cell.Input.Name]
		if cell.Input.Fault != "" {
			view.Faults = append(view.Faults, ui.FieldError{Field: cell.Input.Name, Text: cell.Input.Label + ": " + cell.Input.Fault})
		}
		view.Cells = append(view.Cells, cell)
	}
	if text := g.faults[otherFault]; text != "" {
		view.Faults = append(view.Faults, ui.FieldError{Text: text})
	}
	if view.Person, err = p.person(r, k.Worker); err != nil {
		return err
	}
	return render(w, r, status, view.Title, importCrumbs(i), rowPageView(view))
}

// person is the way to whom the register has by the row's NIK; nil where there is nobody whom the account may see.
func (p pages) person(r *http.Request, id int64) (*ui.Link, error) {
	if id == 0 {
		return nil, nil
	}
	rec, err := p.Workers.Get(r.Context(), id, site.Limit(r))
	if errors.Is(err, fault.NotFound{}) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &ui.Link{Text: rec.Person.FullName(), URL: link.Worker(id)}, nil
}

func (p pages) mendRow(w http.ResponseWriter, r *http.Request) error {
	i, k, err := p.row(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	g, _, mends := parseRows(form)
	for _, m := range mends {
		if m.N != k.N {
			return fault.Malformed{Message: "row"}
		}
	}
	if len(mends) == 0 {
		g.faults[otherFault] = "Belum ada perbaikan yang ditulis. Isi kotak di sebelah kanan dengan nilai yang benar."
	}
	if len(g.faults) > 0 {
		return p.renderRow(w, r, http.StatusUnprocessableEntity, i, k, g)
	}
	err = p.Imports.Mend(r.Context(), site.Actor(r), i.ID, mends)
	if errors.Is(err, fault.Conflict{}) {
		return p.rowOvertaken(w, r, g)
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Import(i.ID), fmt.Sprintf("%d sel diperbaiki; berkas diperiksa lagi.", len(mends)))
}

// rowOvertaken shows a row that can't be mended any more, as it is now.
func (p pages) rowOvertaken(w http.ResponseWriter, r *http.Request, g given) error {
	i, k, err := p.row(r)
	if errors.Is(err, fault.NotFound{}) {
		return p.overtaken(w, r, g)
	}
	if err != nil {
		return err
	}
	g.conflict = "Kini: " + badgeOf(i.State).Text + ". Perbaikan Anda belum disimpan."
	return p.renderRow(w, r, http.StatusConflict, i, k, g)
}
