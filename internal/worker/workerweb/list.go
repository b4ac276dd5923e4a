package workerweb

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pilar/internal/asof"
	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/region"
	"pilar/internal/site"
	"pilar/internal/worker"
	"pilar/internal/worker/workersheet"
	"pilar/web/link"
	"pilar/web/ui"
)

// filterQuery returns the address of a list: the filter, and the moment that the present address asks about.
func filterQuery(f worker.Filter, here url.Values) url.Values {
	q := f.Query()
	for _, name := range []string{site.OnParam, site.KnownParam} {
		if value := here.Get(name); value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// total counts a list exactly where a kept figure says how many, else up to where counting grows dear.
func (p pages) total(ctx context.Context, f worker.Filter) (worker.Total, error) {
	kept, ok, err := p.Reports.Kept(ctx, f)
	if err != nil || ok {
		return kept, err
	}
	return p.Workers.Count(ctx, f)
}

// checkFilter refuses choices that no form offers: a mistyped address must not quietly show everybody.
func checkFilter(f worker.Filter) error {
	if err := checkWords("nama", f.Words); err != nil {
		return err
	}
	if !slices.Contains([]worker.Status{worker.Serving, worker.Left, worker.Anyone}, f.Status) ||
		!slices.Contains([]worker.Certified{worker.EitherWay, worker.WithOne, worker.WithoutOne}, f.Certified) ||
		!slices.Contains(worker.Sorts(), f.Sort) {
		return fault.Malformed{Message: "filter"}
	}
	return nil
}

// checkWords refuses a search that no name is as long as.
func checkWords(field, words string) error {
	if utf8.RuneCountInString(words) > longest {
		return fault.Invalid{field: "Pencarian terlalu panjang: paling banyak 200 huruf."}
	}
	return nil
}

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	at, err := site.Moment(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	f := worker.ParseFilter(q)
	if looksLikeNumber(f.Words) {
		// A number that identifies somebody must stand in no address; the search box sends it by POST.
		return site.Done(w, r, link.Workers(), "NIK, NIP, dan nomor HP dicari lewat kotak pencarian, tidak lewat alamat halaman.")
	}
	if err := checkFilter(f); err != nil {
		return err
	}
	f.At, f.Limit = at, site.Limit(r)
	total, err := p.total(r.Context(), f)
	if err != nil {
		return err
	}
	f.Plan = total.Plan()
	page, err := p.Workers.List(r.Context(), f)
	if err != nil {
		return err
	}
	view, err := p.listPage(r, f, q, page, total)
	if err != nil {
		return err
	}
	return render(w, r, http.StatusOK, "Data SDM", nil, listView(view))
}

func (p pages) listPage(r *http.Request, f worker.Filter, q url.Values, page worker.Page, total worker.Total) (listPage, error) {
	book, err := p.Regions.Book(r.Context())
	if err != nil {
		return listPage{}, err
	}
	cadres, err := p.Cadres.All(r.Context())
	if err != nil {
		return listPage{}, err
	}
	view := listPage{Search: f.Words, Total: total, Rows: listRows(page.Rows, book), CanEnter: canEnter(r), Note: momentNote(f.At, r)}
	if total.Count == 0 && f.Words != "" {
		similar, err := p.Workers.SimilarNames(r.Context(), f)
		if err != nil {
			return view, err
		}
		view.Similar = listRows(similar, book)
	}
	here := f
	here.Cursor = ""
	view.Narrowed = len(filterQuery(here, q)) > 0
	view.ExportURL = link.ExportWorkersQuery(filterQuery(here, q))
	if page.Next != "" {
		next := f
		next.Cursor = page.Next
		view.NextURL = link.WorkersQuery(filterQuery(next, q))
	}
	if f.Cursor != "" {
		view.FirstURL = link.WorkersQuery(filterQuery(here, q))
	}
	view.NameSort = nameSort(here, q)
	view.Filters = filters(here, q, book, cadres, f.Limit)
	return view, nil
}

func nameSort(f worker.Filter, q url.Values) sortHead {
	head := sortHead{}
	switch f.Sort {
	case worker.ByName:
		head.Sorted, f.Sort = ui.Ascending, worker.ByNameDown
	case worker.ByNameDown:
		head.Sorted, f.Sort = ui.Descending, worker.ByName
	default:
		f.Sort = worker.ByName
	}
	head.URL = link.WorkersQuery(filterQuery(f, q))
	return head
}

func listRows(rows []worker.Row, book region.Book) []listRow {
	views := make([]listRow, len(rows))
	for i, row := range rows {
		views[i] = listRow{ID: row.ID, Name: row.FullName(), NIK: check.Mask(row.NIK), Sex: row.Sex, Born: ui.DateShort(row.BirthDate)}
		for _, role := range row.Roles {
			views[i].Roles = append(views[i].Roles, roleTag{role.Cadre, book.Title(role.Region), role.Certified})
		}
	}
	return views
}

// momentNote says of which day, and as recorded when, a list or a figure speaks.
func momentNote(at asof.Moment, r *http.Request) string {
	note := "per " + ui.Date(at.On)
	if !at.Known.IsZero() {
		note += ", sebagaimana tercatat " + ui.Date(at.Known)
	}
	return describe(note, site.ScopeNote(r))
}

// filters is the bar above the list: what can be chosen, and what is.
func filters(f worker.Filter, q url.Values, book region.Book, cadres []cadre.Cadre, limit []string) filterBar {
	bar := filterBar{Values: filterQuery(f, q), Cadres: []ui.Option{{Label: "Semua"}}, Kecamatan: []ui.Option{{Label: "Semua"}}}
	for _, name := range slices.Sorted(maps.Keys(bar.Values)) {
		kept := ui.Hidden{Name: name, Value: bar.Values.Get(name)}
		if slices.Contains([]string{"nama", "staf", "rangkap", "orang"}, name) {
			bar.Keep = append(bar.Keep, kept)
		}
		if name != "nama" && name != "orang" {
			bar.Within = append(bar.Within, kept)
		}
	}
	for _, c := range cadres {
		if c.Active || c.Code == f.Cadre {
			bar.Cadres = append(bar.Cadres, ui.Option{Value: c.Code, Label: c.Code + " – " + c.Name})
		}
	}
	for _, k := range book.Kecamatan(limit) {
		bar.Kecamatan = append(bar.Kecamatan, ui.Option{Value: k.Code, Label: k.Name})
		group := ui.OptionGroup{Label: k.Title()}
		for _, d := range book.DesaOf(k.Code) {
			group.Options = append(group.Options, ui.Option{Value: d.Code, Label: d.Name})
		}
		bar.Desa = append(bar.Desa, group)
	}
	if limit == nil {
		bar.Kecamatan = append(bar.Kecamatan, ui.Option{Value: worker.District, Label: "Tingkat kabupaten"})
	}
	bar.Chips = chips(bar.Values, book)
	return bar
}

// chips says what filters the list now, each with the address of the list without it.
func chips(q url.Values, book region.Book) []ui.Chip {
	var chips []ui.Chip
	for _, said := range workersheet.Say(q, book) {
		without := url.Values{}
		for name, values := range q {
			if name != said.Name {
				without[name] = values
			}
		}
		chips = append(chips, ui.Chip{Label: said.Text, RemoveURL: link.WorkersQuery(without)})
	}
	return chips
}

// shortestNumber is how many digits make a search one for a number.
const shortestNumber = 8

// looksLikeNumber tells whether somebody typed a number rather than a name.
func looksLikeNumber(typed string) bool {
	digits := 0
	for _, c := range typed {
		if unicode.IsDigit(c) {
			digits++
		}
	}
	return digits >= shortestNumber
}

// search takes the one search box: a name becomes an address that can be mailed, a number leads to whose it is.
func (p pages) search(w http.ResponseWriter, r *http.Request) error {
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(form.Get("cari"))
	if err := checkWords("cari", typed); err != nil {
		return err
	}
	if !looksLikeNumber(typed) {
		f := worker.ParseFilter(form)
		f.Words, f.IDs = typed, nil
		http.Redirect(w, r, link.WorkersQuery(filterQuery(f, form)), http.StatusSeeOther)
		return nil
	}
	ids, err := p.Workers.ByNumber(r.Context(), typed, site.Limit(r))
	if err != nil {
		return err
	}
	switch len(ids) {
	case 0:
		return p.unknownNumber(w, r, typed)
	case 1:
		http.Redirect(w, r, link.Worker(ids[0]), http.StatusSeeOther)
	default:
		// Several people share a phone: the address names records, not numbers.
		q := filterQuery(worker.Filter{IDs: ids, Status: worker.Anyone}, nil)
		http.Redirect(w, r, link.WorkersQuery(q), http.StatusSeeOther)
	}
	return nil
}

// unknownNumber says that nobody has the number, which stays in the box to be mended: here, as an address must not hold it.
func (p pages) unknownNumber(w http.ResponseWriter, r *http.Request, typed string) error {
	l, err := p.lookups(r)
	if err != nil {
		return err
	}
	f := worker.Filter{Limit: site.Limit(r)}
	view := listPage{Search: typed, Unknown: true, CanEnter: canEnter(r), Filters: filters(f, nil, l.book, l.cadres, f.Limit)}
	return render(w, r, http.StatusOK, "Data SDM", nil, listView(view))
}
