// Package cadreweb is the pages about posts: who is needed where, how many serve there, and the form that sets it.
package cadreweb

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/go-chi/chi/v5"

	"pilar/internal/account"
	"pilar/internal/cadre"
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

// Routes mounts /formasi, /pengaturan/formasi and /pengaturan/jenis-sdm.
func Routes(r chi.Router, cadres *cadre.Store, regions *region.Store) {
	p := pages{cadres, regions}
	r.With(site.Require(account.RegisterRead)).Get("/formasi", site.Handler(p.list))
	r.With(site.Require(account.RegisterRead)).Post("/formasi/ekspor", site.Handler(p.export))
	r.Group(func(r chi.Router) {
		r.Use(site.Require(account.Admin))
		r.Get("/pengaturan/formasi/{cadre}", site.Handler(p.edit))
		r.Post("/pengaturan/formasi/{cadre}", site.Handler(p.set))
		r.Get("/pengaturan/formasi/{cadre}/akhiri", site.Handler(p.askEnd))
		r.Post("/pengaturan/formasi/{cadre}/akhiri", site.Handler(p.end))
		r.Get("/pengaturan/jenis-sdm", site.Handler(p.cadreList))
		r.Get("/pengaturan/jenis-sdm/baru", site.Handler(p.blankCadre))
		r.Post("/pengaturan/jenis-sdm/baru", site.Handler(p.addCadre))
		r.Get("/pengaturan/jenis-sdm/{cadre}", site.Handler(p.editCadre))
		r.Post("/pengaturan/jenis-sdm/{cadre}", site.Handler(p.changeCadre))
		r.Get("/pengaturan/jenis-sdm/{cadre}/isian/baru", site.Handler(p.blankField))
		r.Post("/pengaturan/jenis-sdm/{cadre}/isian/baru", site.Handler(p.addField))
		r.Get("/pengaturan/jenis-sdm/{cadre}/isian/{isian}", site.Handler(p.editField))
		r.Post("/pengaturan/jenis-sdm/{cadre}/isian/{isian}", site.Handler(p.changeField))
	})
}

// The choices of the list's "hanya".
const (
	onlyVacant = "kosong"
	onlyExcess = "lebih"
)

// filterOf reads the address. fault.Malformed for a choice that no form offers.
func filterOf(r *http.Request) (cadre.Filter, error) {
	at, err := site.Moment(r)
	if err != nil {
		return cadre.Filter{}, err
	}
	q := r.URL.Query()
	only := q.Get("hanya")
	if only != "" && only != onlyVacant && only != onlyExcess {
		return cadre.Filter{}, fault.Malformed{Message: "hanya"}
	}
	return cadre.Filter{At: at, Limit: site.Limit(r), Cadre: q.Get("jenis"), Kecamatan: q.Get("kecamatan"), Vacant: only == onlyVacant, Excess: only == onlyExcess}, nil
}

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	f, err := filterOf(r)
	if err != nil {
		return err
	}
	at, q := f.At, r.URL.Query()
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
	switch {
	case f.Vacant:
		view.Total, view.Unit = view.Vacant, "formasi kosong"
	case f.Excess:
		view.Total, view.Unit = view.Excess, "orang melebihi formasi"
	default:
		view.Total = view.Posts
	}
	rows, next, err := pageOf(posts, keyOf, q.Get(fromParam))
	if err != nil {
		return err
	}
	for _, post := range rows {
		view.Rows = append(view.Rows, postRowOf(post, book, q))
	}
	view.FirstURL, view.NextURL = pagerURLs(link.FormationsQuery, q, next)
	view.fillFilters(cadres, book, f.Limit)
	return site.Render(w, r, http.StatusOK, site.Page{Title: "Formasi", Body: listView(view)})
}

// fromParam names the first place of a page, as cadre/region.
const fromParam = "mulai"

// pageSize is how many places stand on one page.
const pageSize = 50

// pageOf returns one page of what has such keys, and where the next begins; empty on the last.
func pageOf[T any](all []T, keyOf func(T) string, from string) (rows []T, next string, err error) {
	if from != "" {
		at := slices.IndexFunc(all, func(one T) bool { return keyOf(one) == from })
		if at < 0 {
			return nil, "", fault.Malformed{Message: fromParam}
		}
		all = all[at:]
	}
	if len(all) > pageSize {
		return all[:pageSize], keyOf(all[pageSize]), nil
	}
	return all, "", nil
}

func keyOf(p cadre.Post) string { return p.Cadre + "/" + p.Region }

// pagerURLs are the same list from its beginning, where this is a later page, and from the next page on.
func pagerURLs(list func(url.Values) string, here url.Values, next string) (first, then string) {
	q := maps.Clone(here)
	q.Del(fromParam)
	if here.Get(fromParam) != "" {
		first = list(q)
	}
	if next != "" {
		q.Set(fromParam, next)
		then = list(q)
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
