// Package auditweb is the page of the trail: who did what to which record, and why.
package auditweb

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"

	"pilar/internal/account"
	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/audit/auditwords"
	"pilar/internal/cadre"
	"pilar/internal/certification"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/region"
	"pilar/internal/site"
	"pilar/web/link"
	"pilar/web/ui"
)

// Stores are what the page asks.
type Stores struct {
	Trail        *audit.Store
	Regions      *region.Store
	Cadres       *cadre.Store
	Certificates *certification.Store
}

type pages struct{ Stores }

// Routes mounts /audit.
func Routes(r chi.Router, s Stores) {
	p := pages{s}
	r.Group(func(r chi.Router) {
		r.Use(site.Require(account.AuditRead))
		r.Get("/audit", site.Handler(p.list))
		r.Post("/audit/ekspor", site.Handler(p.export))
	})
}

// The parameters of the list's address.
const (
	whoParam  = "pelaku"
	whatParam = "perbuatan"
	kindParam = "data"
	oneParam  = "catatan" // worker-7
	fromParam = "dari"
	toParam   = "sampai"
	nextParam = "lanjut"
)

var params = []string{whoParam, whatParam, kindParam, oneParam, fromParam, toParam}

// longestName is more than any name has letters.
const longestName = 200

// parseFilter reads the address. fault.Malformed for a choice that no form offers: a mistyped address must not quietly show
// everything. fault.Invalid for days that can't be read.
func parseFilter(q url.Values) (audit.Filter, error) {
	f := audit.Filter{Actor: q.Get(whoParam), Verb: audit.Verb(q.Get(whatParam)), SubjectKind: audit.Kind(q.Get(kindParam)), Cursor: q.Get(nextParam)}
	switch {
	case utf8.RuneCountInString(f.Actor) > longestName:
		return f, fault.Malformed{Message: whoParam}
	case f.Verb != "" && !slices.Contains(audit.Verbs(), f.Verb):
		return f, fault.Malformed{Message: whatParam}
	case f.SubjectKind != "" && !slices.Contains(audit.Kinds(), f.SubjectKind):
		return f, fault.Malformed{Message: kindParam}
	}
	if one := q.Get(oneParam); one != "" {
		var ok bool
		if f.One, ok = parseOne(one); !ok {
			return f, fault.Malformed{Message: oneParam}
		}
	}
	bad := fault.Invalid{}
	from, to := day(q, fromParam, "Dari tanggal", bad), day(q, toParam, "Sampai tanggal", bad)
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		bad[toParam] = "“Sampai tanggal” tidak boleh sebelum “Dari tanggal”."
	}
	if !from.IsZero() {
		f.From = midnight(from)
	}
	if !to.IsZero() {
		f.Until = midnight(to.AddDate(0, 0, 1))
	}
	return f, bad.Or()
}

// parseOne reads a record as oneValue writes it.
func parseOne(text string) (audit.Subject, bool) {
	kind, number, _ := strings.Cut(text, "-")
	id, err := strconv.ParseInt(number, 10, 64)
	one := audit.Subject{Kind: audit.Kind(kind), ID: id}
	return one, err == nil && id > 0 && slices.Contains(audit.Kinds(), one.Kind)
}

func oneValue(s audit.Subject) string { return fmt.Sprintf("%s-%d", s.Kind, s.ID) }

func day(q url.Values, param, label string, bad fault.Invalid) time.Time {
	d, problem := check.Date(q.Get(param))
	if problem != nil {
		bad[param] = "“" + label + "”: " + problem.Message
	}
	return d
}

// midnight is when a day begins by the office's clock.
func midnight(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, asof.Zone())
}

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f, err := parseFilter(q)
	if err != nil {
		return err
	}
	f.Limit = site.Limit(r)
	page, err := p.Trail.List(r.Context(), f)
	if err != nil {
		return err
	}
	total, err := p.Trail.Count(r.Context(), f)
	if err != nil {
		return err
	}
	view := listPage{Values: filterValues(q), Total: total, Limited: f.Limit != nil, Note: site.ScopeNote(r)}
	protected, err := p.Trail.Protected(r.Context())
	if err != nil {
		return err
	}
	view.Unprotected = !protected
	head, err := p.Trail.Head(r.Context())
	if err != nil {
		return err
	}
	view.Head = head.String()
	names, err := p.names(r)
	if err != nil {
		return err
	}
	for _, e := range page.Entries {
		view.Rows = append(view.Rows, rowOf(e, names, site.Can(r, account.Admin)))
	}
	actors, err := p.Trail.Actors(r.Context(), f.Limit)
	if err != nil {
		return err
	}
	view.fillFilters(actors)
	view.fillPager(f.Cursor, page.Next)
	return site.Render(w, r, http.StatusOK, site.Page{Title: "Jejak audit", Body: listView(view)})
}

// names are what the codes in the trail stand for.
func (p pages) names(r *http.Request) (n auditwords.Names, err error) {
	if n.Book, err = p.Regions.Book(r.Context()); err != nil {
		return n, err
	}
	if n.Fields, err = p.Cadres.Fields(r.Context()); err != nil {
		return n, err
	}
	n.Certifiers, err = p.Certificates.Certifiers(r.Context())
	return n, err
}

// filterValues keeps of an address what filters the list.
func filterValues(q url.Values) url.Values {
	kept := url.Values{}
	for _, name := range params {
		if value := q.Get(name); value != "" {
			kept.Set(name, value)
		}
	}
	return kept
}

func rowOf(e audit.Entry, names auditwords.Names, admin bool) row {
	event := names.Event(e)
	r := row{When: event.When, Who: event.Who, What: event.What, About: names.Subject(e), Reason: event.Note, Changes: event.Changes}
	if e.SubjectID != 0 {
		r.SameURL = link.AuditQuery(url.Values{oneParam: {oneValue(audit.Subject{Kind: audit.Kind(e.SubjectKind), ID: e.SubjectID})}})
	}
	switch audit.Kind(e.SubjectKind) {
	case audit.Worker:
		if e.SubjectID != 0 {
			r.AboutURL = link.Worker(e.SubjectID)
		}
	case audit.Formation:
		r.AboutURL = link.Formations()
	case audit.Setting:
		if admin {
			r.AboutURL = link.Settings()
		}
	case audit.Account:
		if admin && e.SubjectID != 0 {
			r.AboutURL = link.Account(e.SubjectID)
		}
	}
	return r
}

func (p *listPage) fillFilters(actors []string) {
	all := ui.Option{Label: "Semua"}
	p.Actors, p.Verbs, p.Kinds = []ui.Option{all}, []ui.Option{all}, []ui.Option{all}
	if who := p.Values.Get(whoParam); who != "" && !slices.Contains(actors, who) {
		actors = append(actors, who)
	}
	for _, name := range actors {
		p.Actors = append(p.Actors, ui.Option{Value: name, Label: name})
	}
	for _, v := range audit.Verbs() {
		p.Verbs = append(p.Verbs, ui.Option{Value: string(v), Label: auditwords.Verb(v)})
	}
	for _, k := range audit.Kinds() {
		if !p.Limited || k == audit.Worker {
			p.Kinds = append(p.Kinds, ui.Option{Value: string(k), Label: k.Words()})
		}
	}
	say := map[string]func(string) string{
		whoParam:  func(v string) string { return "Pelaku: " + v },
		whatParam: func(v string) string { return auditwords.Verb(audit.Verb(v)) },
		kindParam: func(v string) string { return audit.Kind(v).Words() },
		oneParam: func(v string) string {
			one, _ := parseOne(v)
			return auditwords.One(one)
		},
		fromParam: func(v string) string { return "Dari " + v },
		toParam:   func(v string) string { return "Sampai " + v },
	}
	for _, name := range params {
		if value := p.Values.Get(name); value != "" {
			without := maps.Clone(p.Values)
			without.Del(name)
			p.Chips = append(p.Chips, ui.Chip{Label: say[name](value), RemoveURL: link.AuditQuery(without)})
		}
	}
}

// fillPager leads to the first page, where this is a later one, and to the next.
func (p *listPage) fillPager(here, next string) {
	if here != "" {
		p.FirstURL = link.AuditQuery(p.Values)
	}
	if next != "" {
		q := maps.Clone(p.Values)
		q.Set(nextParam, next)
		p.NextURL = link.AuditQuery(q)
	}
}
