// Package reportweb is the pages that answer questions across all tables. The first is Beranda.
package reportweb

import (
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"pilar/internal/account"
	"pilar/internal/asof"
	"pilar/internal/cadre"
	"pilar/internal/region"
	"pilar/internal/report"
	"pilar/internal/site"
	"pilar/internal/worker"
	"pilar/web/link"
	"pilar/web/ui"
)

// Stores are what the pages ask.
type Stores struct {
	Reports *report.Store
	Regions *region.Store
	Cadres  *cadre.Store
}

type pages struct{ Stores }

// Routes mounts Beranda at /.
func Routes(r chi.Router, s Stores) {
	p := pages{s}
	r.With(site.Require(account.RegisterRead)).Get("/", site.Handler(p.home))
}

func (p pages) home(w http.ResponseWriter, r *http.Request) error {
	at, err := site.Moment(r)
	if err != nil {
		return err
	}
	limit := site.Limit(r)
	heads, err := p.Reports.Headcount(r.Context(), at, limit)
	if err != nil {
		return err
	}
	cadres, err := p.Cadres.All(r.Context())
	if err != nil {
		return err
	}
	book, err := p.Regions.Book(r.Context())
	if err != nil {
		return err
	}
	view := newHome(heads, cadres, book, limit, at, r.URL.Query())
	view.CanEnter = site.Can(r, account.RegisterWrite)
	return site.Render(w, r, http.StatusOK, site.Page{Title: "Beranda", Body: homeView(view)})
}

// links makes the addresses behind figures, each asking about the same moment as the page.
type links struct{ here url.Values }

func (l links) with(q url.Values) url.Values {
	for _, name := range []string{site.OnParam, site.KnownParam} {
		if value := l.here.Get(name); value != "" {
			q.Set(name, value)
		}
	}
	return q
}

func (l links) workers(f worker.Filter) string { return link.WorkersQuery(l.with(f.Query())) }

func (l links) posts(cadre, kecamatan, only string) string {
	q := url.Values{}
	for name, value := range map[string]string{"jenis": cadre, "kecamatan": kecamatan, "hanya": only} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return link.FormationsQuery(l.with(q))
}

// newHome lays the figures out as the page shows them.
func newHome(h report.Headcount, cadres []cadre.Cadre, book region.Book, limit []string, at asof.Moment, here url.Values) homePage {
	l := links{here}
	p := homePage{
		On: here.Get(site.OnParam), Known: here.Get(site.KnownParam), Note: note(at),
		NoStaff: total("Jumlah orang, tanpa staf dinas", h.Persons.NoStaff, l, worker.Filter{NoStaff: true}),
		All:     total("Jumlah orang, dengan staf dinas", h.Persons.All, l, worker.Filter{}),
	}
	p.Multiple = figure{h.Persons.Multiple, l.workers(worker.Filter{Multiple: true})}
	p.Chips = momentChips(here)
	posts := h.AllPosts()
	p.Vacant = figure{posts.Vacant, l.posts("", "", "kosong")}
	for _, c := range cadres {
		if row := cadreRowOf(c, h, l); c.Active || row.Count.Active.N > 0 {
			p.Cadres = append(p.Cadres, row)
		}
	}
	for _, k := range book.Kecamatan(limit) {
		p.Places = append(p.Places, placeRowOf(k.Code, k.Code, k.Name, h, p.Cadres, l))
	}
	if limit == nil {
		p.Places = append(p.Places, placeRowOf("", worker.District, "Tingkat kabupaten", h, p.Cadres, l))
	}
	return p
}

// momentChips say which moment the page asks about, each with the way back.
func momentChips(here url.Values) []ui.Chip {
	var chips []ui.Chip
	for _, c := range []struct{ name, other, label string }{
		{site.OnParam, site.KnownParam, "Per tanggal "},
		{site.KnownParam, site.OnParam, "Tercatat sampai "},
	} {
		value := here.Get(c.name)
		if value == "" {
			continue
		}
		q := url.Values{}
		if other := here.Get(c.other); other != "" {
			q.Set(c.other, other)
		}
		chips = append(chips, ui.Chip{Label: c.label + value, RemoveURL: link.HomeQuery(q)})
	}
	return chips
}

func note(at asof.Moment) string {
	if at.Known.IsZero() {
		return "Per " + ui.Date(at.On)
	}
	return "Per " + ui.Date(at.On) + ", sebagaimana tercatat " + ui.Date(at.Known)
}

func total(label string, n report.Count, l links, f worker.Filter) countRow {
	row := countRow{Label: label, Active: figure{n.Active, l.workers(f)}}
	f.Certified = worker.WithOne
	row.Certified = figure{n.Certified, l.workers(f)}
	f.Certified = worker.WithoutOne
	row.Not = figure{n.Not(), l.workers(f)}
	return row
}

func cadreRowOf(c cadre.Cadre, h report.Headcount, l links) cadreRow {
	posts := h.CadrePosts(c.Code)
	return cadreRow{
		Code: c.Code, Name: c.Name, Staff: c.Staff, Set: posts.Set,
		Count:  total(c.Code, h.Cadre(c.Code), l, worker.Filter{Cadre: c.Code}),
		Posts:  figure{posts.Posts, l.posts(c.Code, "", "")},
		Vacant: figure{posts.Vacant, l.posts(c.Code, "", "kosong")},
		Excess: figure{posts.Excess, l.posts(c.Code, "", "lebih")},
	}
}

// placeRowOf is one kecamatan: key is how the figures name it, code how an address does.
func placeRowOf(key, code, name string, h report.Headcount, cadres []cadreRow, l links) placeRow {
	row := placeRow{Name: name, Persons: total(name, h.ByPlace[key].All, l, worker.Filter{Kecamatan: code})}
	for _, c := range cadres {
		n := h.Cells[report.Cell{Cadre: c.Code, Kecamatan: key}]
		row.Cells = append(row.Cells, figure{n.Active, l.workers(worker.Filter{Cadre: c.Code, Kecamatan: code})})
		row.Vacant.N += h.Posts[report.Cell{Cadre: c.Code, Kecamatan: key}].Vacant
	}
	row.Vacant.URL = l.posts("", code, "kosong")
	return row
}
