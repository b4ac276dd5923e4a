package cadreweb

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/region"
	"pilar/internal/site"
	"pilar/web/link"
	"pilar/web/ui"
)

// active returns the cadre that the address names; posts are set for one that is in use.
func (p pages) active(r *http.Request) (cadre.Cadre, error) {
	c, err := p.cadres.Get(r.Context(), chi.URLParam(r, "cadre"))
	if err == nil && !c.Active {
		err = fault.NotFound{}
	}
	return c, err
}

func (p pages) edit(w http.ResponseWriter, r *http.Request) error {
	return p.render(w, r, http.StatusOK, formationForm{From: site.Today(r).Format("2-1-2006")})
}

func (p pages) set(w http.ResponseWriter, r *http.Request) error {
	c, err := p.active(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	f := parseFormation(form)
	if len(f.Faults) > 0 {
		return p.render(w, r, http.StatusUnprocessableEntity, f)
	}
	f.formation.Cadre = c.Code
	err = p.cadres.SetFormation(r.Context(), site.Actor(r), f.formation)
	if bad, ok := errors.AsType[fault.Invalid](err); ok {
		f.Faults = bad
		return p.render(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	q := url.Values{"jenis": {f.formation.Cadre}}
	return site.Done(w, r, link.FormationsQuery(q), "Formasi "+f.formation.Cadre+" sudah ditetapkan mulai "+ui.Date(f.formation.From)+".")
}

// parseFormation reads and checks the form.
func parseFormation(v url.Values) formationForm {
	f := formationForm{Region: v.Get("wilayah"), Posts: v.Get("jumlah"), From: v.Get("mulai"), Faults: map[string]string{}}
	f.formation.Region = f.Region
	if f.Region == "" {
		f.Faults["region"] = "Wilayah belum dipilih."
	}
	n, err := strconv.Atoi(strings.NewReplacer(" ", "", ".", "").Replace(f.Posts))
	if err != nil || n < 0 || n > 100_000 {
		f.Faults["posts"] = "Jumlah formasi harus angka dari 0 sampai 100.000."
	}
	f.formation.Posts = n
	from, problem := check.Date(f.From)
	if problem != nil {
		f.Faults["from"] = problem.Message
	} else if from.IsZero() {
		f.Faults["from"] = "Tanggal mulai berlaku belum diisi."
	}
	f.formation.From = from
	return f
}

func (p pages) render(w http.ResponseWriter, r *http.Request, status int, f formationForm) error {
	c, err := p.active(r)
	if err != nil {
		return err
	}
	book, err := p.regions.Book(r.Context())
	if err != nil {
		return err
	}
	view := formationPage{Cadre: c, Form: f, Action: link.Formation(c.Code)}
	if err := p.fillTerms(r, &view, book); err != nil {
		return err
	}
	if k := book.Kabupaten(); k.Code != "" {
		view.Whole = ui.OptionGroup{Label: "Seluruh kabupaten", Options: []ui.Option{{Value: k.Code, Label: k.Name}}}
	}
	for _, k := range book.Kecamatan(nil) {
		group := ui.OptionGroup{Label: k.Title(), Options: []ui.Option{{Value: k.Code, Label: k.Title()}}}
		for _, d := range book.DesaOf(k.Code) {
			group.Options = append(group.Options, ui.Option{Value: d.Code, Label: d.Title() + ", " + k.Title()})
		}
		view.Places = append(view.Places, group)
	}
	return site.Render(w, r, status, site.Page{Title: "Tetapkan formasi " + c.Code, Crumbs: settingsCrumb, Body: formationView(view)})
}

// fillTerms adds a page of what is recorded of the cadre's formation.
func (p pages) fillTerms(r *http.Request, view *formationPage, book region.Book) error {
	terms, err := p.cadres.Terms(r.Context(), view.Cadre.Code)
	if err != nil {
		return err
	}
	q, today := r.URL.Query(), site.Today(r)
	rows, next, err := pageOf(terms, termKey, q.Get(fromParam))
	if err != nil {
		return err
	}
	for _, t := range rows {
		row := termRow{Place: book.Title(t.Region), Posts: t.Posts, Period: ui.Period(t.From, t.Until), Recorded: ui.Date(t.RecordedAt) + ", " + t.RecordedBy}
		switch {
		case t.From.After(today):
			row.State = termComing
		case !t.Until.IsZero() && t.Until.Before(today):
			row.State = termOver
		}
		if t.Until.IsZero() {
			row.EndURL = link.EndFormation(view.Cadre.Code, t.Region)
		}
		view.Terms = append(view.Terms, row)
	}
	view.FirstURL, view.NextURL = pagerURLs(func(q url.Values) string { return link.FormationQuery(view.Cadre.Code, q) }, q, next)
	return nil
}

func termKey(t cadre.Term) string { return t.Region + "/" + t.From.Format(time.DateOnly) }

// ending is what is asked about: the formation of a cadre at a place that holds without an end.
func (p pages) ending(r *http.Request, place string) (endPage, error) {
	c, err := p.active(r)
	if err != nil {
		return endPage{}, err
	}
	book, err := p.regions.Book(r.Context())
	if err != nil {
		return endPage{}, err
	}
	terms, err := p.cadres.Terms(r.Context(), c.Code)
	if err != nil {
		return endPage{}, err
	}
	for _, t := range terms {
		if t.Region == place && t.Until.IsZero() {
			return endPage{Cadre: c, Region: place, Place: book.Title(place), Posts: t.Posts, Period: ui.Period(t.From, t.Until)}, nil
		}
	}
	return endPage{}, fault.NotFound{}
}

func (p pages) askEnd(w http.ResponseWriter, r *http.Request) error {
	view, err := p.ending(r, r.URL.Query().Get("wilayah"))
	if err != nil {
		return err
	}
	return renderEnd(w, r, http.StatusOK, view)
}

func (p pages) end(w http.ResponseWriter, r *http.Request) error {
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	view, err := p.ending(r, form.Get("wilayah"))
	if err != nil {
		return err
	}
	view.Until, view.Faults = form.Get("sampai"), map[string]string{}
	until, problem := check.Date(view.Until)
	switch {
	case problem != nil:
		view.Faults["until"] = problem.Message
	case until.IsZero():
		view.Faults["until"] = "Hari terakhir berlaku belum diisi."
	default:
		err = p.cadres.EndFormation(r.Context(), site.Actor(r), view.Cadre.Code, view.Region, until)
		if bad, ok := errors.AsType[fault.Invalid](err); ok {
			view.Faults = bad
		} else if err != nil {
			return err
		}
	}
	if len(view.Faults) > 0 {
		return renderEnd(w, r, http.StatusUnprocessableEntity, view)
	}
	return site.Done(w, r, link.Formation(view.Cadre.Code), "Formasi "+view.Cadre.Code+" di "+view.Place+" berakhir pada "+ui.Date(until)+".")
}

func renderEnd(w http.ResponseWriter, r *http.Request, status int, view endPage) error {
	crumbs := append(settingsCrumb[:1:1], ui.Crumb{Label: "Formasi " + view.Cadre.Code, URL: link.Formation(view.Cadre.Code)})
	return site.Render(w, r, status, site.Page{Title: "Akhiri formasi", Crumbs: crumbs, Body: endView(view)})
}
