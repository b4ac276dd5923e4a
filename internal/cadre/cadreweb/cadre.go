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
	"pilar/internal/region"
	"pilar/internal/site"
	"pilar/web/link"
	"pilar/web/ui"
)

func (p pages) cadreList(w http.ResponseWriter, r *http.Request) error {
	cadres, err := p.cadres.All(r.Context())
	if err != nil {
		return err
	}
	return site.Render(w, r, http.StatusOK, site.Page{Title: "Jenis SDM", Crumbs: settingsCrumb, Body: cadresView(cadres)})
}

var settingsCrumb = []ui.Crumb{{Label: "Pengaturan", URL: link.Settings()}}

var cadresCrumb = append(settingsCrumb[:1:1], ui.Crumb{Label: "Jenis SDM", URL: link.Cadres()})

// cadreForm is a cadre as typed.
type cadreForm struct {
	Code, Name, Category, DutyLevel, Position, Version string
	Staff, Active                                      bool
	Faults                                             map[string]string
	Stored                                             map[string]string // after a conflict: what somebody else saved
}

func parseCadre(v url.Values) cadreForm {
	return cadreForm{Code: v.Get("kode"), Name: v.Get("nama"), Category: v.Get("kategori"), DutyLevel: v.Get("tingkat"), Position: v.Get("urutan"),
		Version: v.Get("versi"), Staff: v.Get("pegawai") != "", Active: v.Get("dipakai") != ""}
}

// cadre reads the form; what is no cadre, its Check says.
func (f cadreForm) cadre() cadre.Cadre {
	return cadre.Cadre{Code: strings.ToUpper(check.Clean(f.Code)), Name: check.Clean(f.Name), Category: check.Clean(f.Category),
		DutyLevel: region.Level(f.DutyLevel), Staff: f.Staff, Active: f.Active, Position: whole(f.Position), Version: whole(f.Version)}
}

// whole reads a number that the page itself wrote; 0, which is none, where somebody else did.
func whole(typed string) int {
	n, _ := strconv.ParseInt(typed, 10, 32)
	return int(n)
}

func cadreFormOf(c cadre.Cadre) cadreForm {
	return cadreForm{Code: c.Code, Name: c.Name, Category: c.Category, DutyLevel: string(c.DutyLevel), Position: strconv.Itoa(c.Position),
		Version: strconv.Itoa(c.Version), Staff: c.Staff, Active: c.Active}
}

// against shows, beside what was typed, what somebody else saved meanwhile.
func (f cadreForm) against(c cadre.Cadre, others []ui.Option) cadreForm {
	mine := f.cadre()
	f.Version, f.Stored = strconv.Itoa(c.Version), map[string]string{}
	differ(f.Stored, "name", mine.Name, c.Name)
	differ(f.Stored, "category", mine.Category, c.Category)
	differ(f.Stored, "duty_level", region.LevelWords(mine.DutyLevel), region.LevelWords(c.DutyLevel))
	differ(f.Stored, "staff", yesNo(mine.Staff), yesNo(c.Staff))
	differ(f.Stored, "active", yesNo(mine.Active), yesNo(c.Active))
	differ(f.Stored, "position", labelOf(others, mine.Position), labelOf(others, c.Position))
	return f
}

// differ notes what is stored where it is not what was typed.
func differ(stored map[string]string, field, mine, theirs string) {
	if mine != theirs {
		stored[field] = theirs
	}
}

func yesNo(b bool) string {
	if b {
		return "ya"
	}
	return "tidak"
}

func labelOf(options []ui.Option, position int) string {
	for _, o := range options {
		if o.Value == strconv.Itoa(position) {
			return o.Label
		}
	}
	return strconv.Itoa(position)
}

// positions are the places in an order that something can take: first, or after each of the others.
func positions(others []string) []ui.Option {
	all := []ui.Option{{Value: "1", Label: "Paling atas"}}
	for i, name := range others {
		all = append(all, ui.Option{Value: strconv.Itoa(i + 2), Label: "Sesudah " + name})
	}
	return all
}

// cadrePositions are the places that a cadre can take among the others.
func cadrePositions(all []cadre.Cadre, code string) []ui.Option {
	var others []string
	for _, c := range all {
		if c.Code != code {
			others = append(others, c.Code)
		}
	}
	return positions(others)
}

func (p pages) blankCadre(w http.ResponseWriter, r *http.Request) error {
	all, err := p.cadres.All(r.Context())
	if err != nil {
		return err
	}
	return p.renderCadre(w, r, http.StatusOK, cadreForm{Active: true, Position: strconv.Itoa(len(all) + 1)}, cadre.Cadre{})
}

func (p pages) addCadre(w http.ResponseWriter, r *http.Request) error {
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	f := parseCadre(form)
	c := f.cadre()
	err = p.cadres.Add(r.Context(), site.Actor(r), c)
	if bad, ok := errors.AsType[fault.Invalid](err); ok {
		f.Faults = bad
		return p.renderCadre(w, r, http.StatusUnprocessableEntity, f, cadre.Cadre{})
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Cadre(c.Code), "Jenis SDM "+c.Code+" sudah ditambahkan.")
}

// named returns the cadre that the address names.
func (p pages) named(r *http.Request) (cadre.Cadre, error) {
	return p.cadres.Get(r.Context(), chi.URLParam(r, "cadre"))
}

func (p pages) editCadre(w http.ResponseWriter, r *http.Request) error {
	c, err := p.named(r)
	if err != nil {
		return err
	}
	return p.renderCadre(w, r, http.StatusOK, cadreFormOf(c), c)
}

func (p pages) changeCadre(w http.ResponseWriter, r *http.Request) error {
	c, err := p.named(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	f := parseCadre(form)
	f.Code = c.Code
	next := f.cadre()
	err = p.cadres.Change(r.Context(), site.Actor(r), site.Today(r), next)
	if bad, ok := errors.AsType[fault.Invalid](err); ok {
		f.Faults = bad
		return p.renderCadre(w, r, http.StatusUnprocessableEntity, f, c)
	}
	if errors.Is(err, fault.Conflict{}) {
		return p.cadreConflict(w, r, f)
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Cadres(), "Perubahan jenis SDM "+c.Code+" sudah disimpan.")
}

func (p pages) cadreConflict(w http.ResponseWriter, r *http.Request, f cadreForm) error {
	c, err := p.named(r)
	if err != nil {
		return err
	}
	all, err := p.cadres.All(r.Context())
	if err != nil {
		return err
	}
	if f = f.against(c, cadrePositions(all, c.Code)); len(f.Stored) == 0 { // sent twice
		return site.Done(w, r, link.Cadres(), "Perubahan jenis SDM "+c.Code+" sudah disimpan.")
	}
	return p.renderCadre(w, r, http.StatusConflict, f, c)
}

// renderCadre shows the form of a new cadre, or of one there is, with its fields.
func (p pages) renderCadre(w http.ResponseWriter, r *http.Request, status int, f cadreForm, c cadre.Cadre) error {
	all, err := p.cadres.All(r.Context())
	if err != nil {
		return err
	}
	view := cadrePage{Title: "Tambah jenis SDM", Action: link.NewCadre(), Form: f, Positions: cadrePositions(all, c.Code)}
	for _, other := range all {
		view.Categories = append(view.Categories, other.Category)
	}
	if c.Code != "" {
		view.Title, view.Action, view.Code = "Ubah jenis SDM", link.Cadre(c.Code), c.Code
		if view.Fields, err = p.fieldsOf(r, c.Code); err != nil {
			return err
		}
	}
	return site.Render(w, r, status, site.Page{Title: strings.TrimSpace(view.Title + " " + c.Code), Crumbs: cadresCrumb, Body: cadreView(view)})
}

func (p pages) fieldsOf(r *http.Request, code string) ([]cadre.Field, error) {
	fields, err := p.cadres.Fields(r.Context())
	var own []cadre.Field
	for _, f := range fields {
		if f.Cadre == code {
			own = append(own, f)
		}
	}
	return own, err
}
