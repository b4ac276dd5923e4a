// Package cadreweb is the pages about posts: who is needed where, how many serve there, and the form that sets it.
package cadreweb

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"pilar/internal/account"
	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/region"
	"pilar/internal/site"
	"pilar/internal/worker"
	"pilar/web/link"
	"pilar/web/ui"
)

type pages struct {
	cadres  *cadre.Store
	regions *region.Store
}

// Routes mounts /formasi and /pengaturan/formasi.
func Routes(r chi.Router, cadres *cadre.Store, regions *region.Store) {
	p := pages{cadres, regions}
	r.With(site.Require(account.RegisterRead)).Get("/formasi", site.Handler(p.list))
	r.Group(func(r chi.Router) {
		r.Use(site.Require(account.Admin))
		r.Get("/pengaturan/formasi/{cadre}", site.Handler(p.edit))
		r.Post("/pengaturan/formasi/{cadre}", site.Handler(p.set))
	})
}

// The choices of the list's "hanya".
const (
	onlyVacant = "kosong"
	onlyExcess = "lebih"
)

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	at, err := site.Moment(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	only := q.Get("hanya")
	if only != "" && only != onlyVacant && only != onlyExcess {
		return fault.Malformed{Message: "hanya"}
	}
	f := cadre.Filter{At: at, Limit: site.Limit(r), Cadre: q.Get("jenis"), Kecamatan: q.Get("kecamatan"), Vacant: only == onlyVacant, Excess: only == onlyExcess}
	posts, err := p.cadres.Posts(r.Context(), f)
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
	view := listPage{Values: q, Unit: "formasi", Note: "per " + ui.Date(at.On), CanSet: site.Can(r, account.Admin)}
	if !at.Known.IsZero() {
		view.Note += ", sebagaimana tercatat " + ui.Date(at.Known)
	}
	for _, post := range posts {
		view.Posts += post.Posts
		view.Vacant += post.Vacant
		view.Excess += post.Excess
	}
	switch only {
	case onlyVacant:
		view.Total, view.Unit = view.Vacant, "formasi kosong"
	case onlyExcess:
		view.Total, view.Unit = view.Excess, "orang melebihi formasi"
	default:
		view.Total = view.Posts
	}
	rows, next, err := pageOf(posts, q.Get(fromParam))
	if err != nil {
		return err
	}
	for _, post := range rows {
		view.Rows = append(view.Rows, postRowOf(post, book, q))
	}
	view.FirstURL, view.NextURL = pagerURLs(q, next)
	view.fillFilters(cadres, book, f.Limit)
	return site.Render(w, r, http.StatusOK, site.Page{Title: "Formasi", Body: listView(view)})
}

// fromParam names the first place of a page, as cadre/region.
const fromParam = "mulai"

// pageSize is how many places stand on one page.
const pageSize = 50

// pageOf returns one page of the places, and where the next begins; empty on the last.
func pageOf(posts []cadre.Post, from string) (rows []cadre.Post, next string, err error) {
	if from != "" {
		at := slices.IndexFunc(posts, func(p cadre.Post) bool { return keyOf(p) == from })
		if at < 0 {
			return nil, "", fault.Malformed{Message: fromParam}
		}
		posts = posts[at:]
	}
	if len(posts) > pageSize {
		return posts[:pageSize], keyOf(posts[pageSize]), nil
	}
	return posts, "", nil
}

func keyOf(p cadre.Post) string { return p.Cadre + "/" + p.Region }

// pagerURLs are the same list from its beginning, where this is a later page, and from the next page on.
func pagerURLs(here url.Values, next string) (first, then string) {
	q := maps.Clone(here)
	q.Del(fromParam)
	if here.Get(fromParam) != "" {
		first = link.FormationsQuery(q)
	}
	if next != "" {
		q.Set(fromParam, next)
		then = link.FormationsQuery(q)
	}
	return first, then
}

// postRowOf is one place; its people are the list of those who serve there.
func postRowOf(post cadre.Post, book region.Book, here url.Values) postRow {
	f := worker.Filter{Cadre: post.Cadre}
	place, _ := book.Get(post.Region)
	switch place.Level {
	case region.Desa:
		f.Desa = post.Region
	case region.Kecamatan:
		f.Kecamatan = post.Region
	}
	q := f.Query()
	for _, name := range []string{site.OnParam, site.KnownParam} {
		if value := here.Get(name); value != "" {
			q.Set(name, value)
		}
	}
	return postRow{Post: post, Place: book.Title(post.Region), PeopleURL: link.WorkersQuery(q)}
}

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
	crumbs := []ui.Crumb{{Label: "Pengaturan", URL: link.Settings()}}
	return site.Render(w, r, status, site.Page{Title: "Tetapkan formasi " + c.Code, Crumbs: crumbs, Body: formationView(view)})
}
