package accountweb

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"pilar/internal/account"
	"pilar/internal/fault"
	"pilar/internal/site"
	"pilar/web/link"
	"pilar/web/ui"
)

// The parameters of the list's address.
const (
	roleParam  = "peran"
	stateParam = "keadaan"
	wordsParam = "cari"
	nextParam  = "lanjut"
)

// parseFilter reads the address. fault.Malformed for a choice that no form offers: a mistyped address must not quietly show
// everybody.
func parseFilter(q url.Values) (account.Filter, error) {
	f := account.Filter{Role: account.Role(q.Get(roleParam)), State: account.State(q.Get(stateParam)),
		Words: q.Get(wordsParam), Cursor: q.Get(nextParam)}
	switch {
	case f.Role != "" && !slices.Contains(account.Roles(), f.Role):
		return f, fault.Malformed{Message: roleParam}
	case f.State != "" && !slices.Contains(account.States(), f.State):
		return f, fault.Malformed{Message: stateParam}
	case utf8.RuneCountInString(f.Words) > 200:
		return f, fault.Malformed{Message: wordsParam}
	}
	return f, nil
}

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f, err := parseFilter(q)
	if err != nil {
		return err
	}
	page, err := p.Accounts.List(r.Context(), site.Now(r), f)
	if err != nil {
		return err
	}
	view := listPage{Values: filterValues(q), Rows: page.Records}
	if view.Total, err = p.Accounts.Count(r.Context(), site.Now(r), f); err != nil {
		return err
	}
	rights, err := p.Accounts.Rights(r.Context())
	if err != nil {
		return err
	}
	view.fillFilters(rights)
	if f.Cursor != "" {
		view.FirstURL = link.AccountsQuery(view.Values)
	}
	if page.Next != "" {
		next := maps.Clone(view.Values)
		next.Set(nextParam, page.Next)
		view.NextURL = link.AccountsQuery(next)
	}
	return site.Render(w, r, http.StatusOK, site.Page{Title: "Pengguna", Body: listView(view)})
}

// filterValues keeps of an address what filters the list.
func filterValues(q url.Values) url.Values {
	kept := url.Values{}
	for _, name := range []string{wordsParam, roleParam, stateParam} {
		if value := q.Get(name); value != "" {
			kept.Set(name, value)
		}
	}
	return kept
}

func (p *listPage) fillFilters(rights []account.Rights) {
	p.Roles, p.States = []ui.Option{{Label: "Semua"}}, []ui.Option{{Label: "Semua"}}
	names := map[string]string{}
	for _, r := range rights {
		names[string(r.Role)] = r.Name
		p.Roles = append(p.Roles, ui.Option{Value: string(r.Role), Label: r.Name})
	}
	for _, s := range account.States() {
		p.States = append(p.States, ui.Option{Value: string(s), Label: stateWords(s)})
	}
	for _, filter := range []struct {
		param string
		say   func(string) string
	}{
		{wordsParam, func(v string) string { return "Cari: " + v }},
		{roleParam, func(v string) string { return names[v] }},
		{stateParam, func(v string) string { return stateWords(account.State(v)) }},
	} {
		if value := p.Values.Get(filter.param); value != "" {
			without := maps.Clone(p.Values)
			without.Del(filter.param)
			p.Chips = append(p.Chips, ui.Chip{Label: filter.say(value), RemoveURL: link.AccountsQuery(without)})
		}
	}
}

// stateWords is a state as a tag says it.
func stateWords(s account.State) string { return strings.ToUpper(string(s[:1])) + string(s[1:]) }

var stateTones = map[account.State]ui.Tone{account.Active: ui.Good, account.Invited: ui.Info, account.Suspended: ui.Bad, account.Ended: ui.Neutral}

// scope says which kecamatan an account sees: "3 dari 16 kecamatan".
func scope(a account.Account) string {
	if a.Kecamatan == nil {
		return "Semua kecamatan"
	}
	return fmt.Sprintf("%d dari %d kecamatan", len(a.Kecamatan), a.Districts)
}
