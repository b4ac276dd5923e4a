package cadreweb

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/site"
	"pilar/web/link"
	"pilar/web/ui"
)

// fieldForm is a field of a cadre as typed.
type fieldForm struct {
	Label, Type, Choices, Position, Version string
	Sealed, Active                          bool
	Faults                                  map[string]string
	Stored                                  map[string]string // after a conflict: what somebody else saved
}

func parseField(v url.Values) fieldForm {
	return fieldForm{Label: v.Get("nama"), Type: v.Get("jenis"), Choices: v.Get("pilihan"), Position: v.Get("urutan"), Version: v.Get("versi"),
		Sealed: v.Get("disegel") != "", Active: v.Get("dipakai") != ""}
}

// field reads the form for a cadre and a key; what is no field, its Check says.
func (f fieldForm) field(code, key string) cadre.Field {
	return cadre.Field{Cadre: code, Key: key, Label: check.Clean(f.Label), Type: f.Type, Choices: lines(f.Choices), Sealed: f.Sealed,
		Active: f.Active, Position: whole(f.Position), Version: whole(f.Version)}
}

// lines are the choices, one on each line; one that stands twice counts once.
func lines(typed string) []string {
	var all []string
	seen := map[string]bool{}
	for l := range strings.Lines(typed) {
		if l = check.Clean(l); l != "" && !seen[strings.ToLower(l)] {
			seen[strings.ToLower(l)] = true
			all = append(all, l)
		}
	}
	return all
}

func fieldFormOf(f cadre.Field) fieldForm {
	return fieldForm{Label: f.Label, Type: f.Type, Choices: strings.Join(f.Choices, "\n"), Position: strconv.Itoa(f.Position),
		Version: strconv.Itoa(f.Version), Sealed: f.Sealed, Active: f.Active}
}

// against shows, beside what was typed, what somebody else saved meanwhile.
func (f fieldForm) against(stored cadre.Field, order []ui.Option) fieldForm {
	mine := f.field(stored.Cadre, stored.Key)
	f.Version, f.Stored = strconv.Itoa(stored.Version), map[string]string{}
	differ(f.Stored, "label", mine.Label, stored.Label)
	differ(f.Stored, "type", cadre.TypeWords(mine.Type), cadre.TypeWords(stored.Type))
	if stored.Type == cadre.Choice {
		differ(f.Stored, "choices", strings.Join(mine.Choices, ", "), strings.Join(stored.Choices, ", "))
	}
	differ(f.Stored, "sealed", yesNo(mine.Sealed), yesNo(stored.Sealed))
	differ(f.Stored, "active", yesNo(mine.Active), yesNo(stored.Active))
	differ(f.Stored, "position", labelOf(order, mine.Position), labelOf(order, stored.Position))
	return f
}

func fieldPositions(all []cadre.Field, key string) []ui.Option {
	var others []string
	for _, f := range all {
		if f.Key != key {
			others = append(others, f.Label)
		}
	}
	return positions(others)
}

func (p pages) blankField(w http.ResponseWriter, r *http.Request) error {
	c, err := p.named(r)
	if err != nil {
		return err
	}
	all, err := p.fieldsOf(r, c.Code)
	if err != nil {
		return err
	}
	f := fieldForm{Type: cadre.Text, Active: true, Position: strconv.Itoa(len(all) + 1)}
	return p.renderField(w, r, http.StatusOK, f, cadre.Field{Cadre: c.Code})
}

func (p pages) addField(w http.ResponseWriter, r *http.Request) error {
	c, err := p.named(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	f := parseField(form)
	next := f.field(c.Code, "")
	err = p.cadres.AddField(r.Context(), site.Actor(r), next)
	if bad, ok := errors.AsType[fault.Invalid](err); ok {
		f.Faults = bad
		return p.renderField(w, r, http.StatusUnprocessableEntity, f, cadre.Field{Cadre: c.Code})
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Cadre(c.Code), "Isian "+next.Label+" sudah ditambahkan.")
}

// namedField returns the field that the address names.
func (p pages) namedField(r *http.Request) (cadre.Field, error) {
	return p.cadres.Field(r.Context(), chi.URLParam(r, "cadre"), chi.URLParam(r, "isian"))
}

func (p pages) editField(w http.ResponseWriter, r *http.Request) error {
	stored, err := p.namedField(r)
	if err != nil {
		return err
	}
	return p.renderField(w, r, http.StatusOK, fieldFormOf(stored), stored)
}

func (p pages) changeField(w http.ResponseWriter, r *http.Request) error {
	stored, err := p.namedField(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	f := parseField(form)
	next := f.field(stored.Cadre, stored.Key)
	err = p.cadres.ChangeField(r.Context(), site.Actor(r), next)
	if bad, ok := errors.AsType[fault.Invalid](err); ok {
		f.Faults = bad
		return p.renderField(w, r, http.StatusUnprocessableEntity, f, stored)
	}
	if errors.Is(err, fault.Conflict{}) {
		return p.fieldConflict(w, r, f)
	}
	if err != nil {
		return err
	}
	return fieldSaved(w, r, next)
}

func fieldSaved(w http.ResponseWriter, r *http.Request, f cadre.Field) error {
	return site.Done(w, r, link.Cadre(f.Cadre), "Isian "+f.Label+" sudah disimpan.")
}

func (p pages) fieldConflict(w http.ResponseWriter, r *http.Request, f fieldForm) error {
	stored, err := p.namedField(r)
	if err != nil {
		return err
	}
	all, err := p.fieldsOf(r, stored.Cadre)
	if err != nil {
		return err
	}
	if f = f.against(stored, fieldPositions(all, stored.Key)); len(f.Stored) == 0 { // sent twice
		return fieldSaved(w, r, stored)
	}
	return p.renderField(w, r, http.StatusConflict, f, stored)
}

// renderField shows the form of a new field, or of one there is.
func (p pages) renderField(w http.ResponseWriter, r *http.Request, status int, f fieldForm, stored cadre.Field) error {
	all, err := p.fieldsOf(r, stored.Cadre)
	if err != nil {
		return err
	}
	view := fieldPage{Title: "Tambah isian", Caption: stored.Cadre, Action: link.NewCadreField(stored.Cadre), Cancel: link.Cadre(stored.Cadre),
		Form: f, Positions: fieldPositions(all, stored.Key)}
	if stored.Key != "" {
		view.Title, view.Action = "Ubah isian", link.CadreField(stored.Cadre, stored.Key)
		if view.Used, err = p.cadres.Used(r.Context(), stored.Cadre, stored.Key); err != nil {
			return err
		}
	}
	crumbs := append(cadresCrumb[:2:2], ui.Crumb{Label: stored.Cadre, URL: link.Cadre(stored.Cadre)})
	return site.Render(w, r, status, site.Page{Title: view.Title, Crumbs: crumbs, Body: fieldView(view)})
}
