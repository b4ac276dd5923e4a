package importerweb

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/site"
	"pilar/web/link"
	"pilar/web/ui"
)

// perPage is how many imports or people stand on a page.
const perPage = 50

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Has(batchParam) {
		return p.batch(w, r)
	}
	return p.renderList(w, r, http.StatusOK, uploadForm{})
}

func (p pages) renderList(w http.ResponseWriter, r *http.Request, status int, upload uploadForm) error {
	q := r.URL.Query()
	state, ok := stateOf(q.Get(stateParam))
	if !ok {
		return fault.Malformed{Message: stateParam}
	}
	cadres, err := p.cadreOptions(r)
	if err != nil {
		return err
	}
	imports, next, err := p.Imports.List(r.Context(), importer.ListFilter{Account: owner(r), State: state, Cadre: q.Get(cadreParam),
		Cursor: q.Get(cursorParam), Limit: perPage})
	if err != nil {
		return err
	}
	view := listPage{Upload: upload, Cadres: cadres, State: q.Get(stateParam), Cadre: q.Get(cadreParam), Everybody: owner(r) == 0}
	for _, i := range imports {
		view.Rows = append(view.Rows, listRowOf(i))
	}
	if next != "" {
		view.NextURL = link.ImportsQuery(with(q, cursorParam, next))
	}
	if q.Has(cursorParam) {
		view.FirstURL = link.ImportsQuery(with(q, cursorParam, ""))
	}
	return render(w, r, status, "Impor", nil, listView(view))
}

// with is a query with one parameter changed; "" takes it away.
func with(q url.Values, param, value string) url.Values {
	q = maps.Clone(q)
	q.Del(param)
	if value != "" {
		q.Set(param, value)
	}
	return q
}

func listRowOf(i importer.Import) listRow {
	row := listRow{ID: i.ID, File: i.File, Cadre: i.Cadre, Badge: badgeOf(i.State), Result: resultText(i), When: ui.DateTime(i.ReceivedAt), Who: i.ReceivedBy}
	if i.Batch != i.ID {
		row.Batch = i.Batch
	}
	return row
}

// resultText says in a few words what a file comes to.
func resultText(i importer.Import) string {
	c := i.Counts
	switch {
	case i.State == importer.Unreadable:
		return i.Trouble
	case i.State == importer.Stored || i.State == importer.Undoing || i.State == importer.Undone:
		return fmt.Sprintf("%s, %s disimpan", rowsText(c.Rows()), ui.Number(c.Stored))
	case c.Rows() == 0:
		return ""
	}
	return fmt.Sprintf("%s, %s dapat disimpan", rowsText(c.Rows()), ui.Number(c.Loadable()))
}

func stateOptions() []ui.Option {
	var all []ui.Option
	for _, w := range stateWords {
		all = append(all, ui.Option{Value: w.param, Label: w.badge.Text})
	}
	return all
}

func chips(p listPage) []ui.Chip {
	var all []ui.Chip
	q := url.Values{}
	for param, value := range map[string]string{stateParam: p.State, cadreParam: p.Cadre} {
		if value != "" {
			q.Set(param, value)
		}
	}
	if state, _ := stateOf(p.State); p.State != "" {
		all = append(all, ui.Chip{Label: badgeOf(state).Text, RemoveURL: link.ImportsQuery(with(q, stateParam, ""))})
	}
	if p.Cadre != "" {
		all = append(all, ui.Chip{Label: p.Cadre, RemoveURL: link.ImportsQuery(with(q, cadreParam, ""))})
	}
	return all
}

// together returns the files of the batch that came with its first one, as far as the account may see them.
func (p pages) together(r *http.Request, first int64) ([]importer.Import, error) {
	if first < 1 {
		return nil, fault.NotFound{}
	}
	all, _, err := p.Imports.List(r.Context(), importer.ListFilter{Account: owner(r), Batch: first, Limit: maxFiles})
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fault.NotFound{}
	}
	slices.SortFunc(all, func(a, b importer.Import) int { return int(a.ID - b.ID) })
	return all, nil
}

func (p pages) batch(w http.ResponseWriter, r *http.Request) error {
	first, _ := strconv.ParseInt(r.URL.Query().Get(batchParam), 10, 64) // what is no number is no batch
	return p.renderBatch(w, r, http.StatusOK, first, nil, nil)
}

func (p pages) renderBatch(w http.ResponseWriter, r *http.Request, status int, first int64, typed, faults map[int64]string) error {
	all, err := p.together(r, first)
	if err != nil {
		return err
	}
	view := batchPage{Batch: first}
	if view.Cadres, err = p.cadreOptions(r); err != nil {
		return err
	}
	for n := range view.Cadres { // the names would leave no room for the figures
		view.Cadres[n].Label = view.Cadres[n].Value
	}
	for _, i := range all {
		row := batchRow{ID: i.ID, Version: i.Version, File: i.File, Cadre: i.Cadre, Badge: badgeOf(i.State), Open: answerable(i), Fault: faults[i.ID],
			Counts: verdictCounts(i)}
		if i.State == importer.Unreadable {
			row.Trouble = i.Trouble
		}
		if cadre, ok := typed[i.ID]; ok {
			row.Cadre = cadre
		}
		view.Working = view.Working || i.State.Working()
		view.Rows = append(view.Rows, row)
	}
	if view.Working && r.Method == http.MethodGet {
		reload(w, r)
	}
	return render(w, r, status, "Berkas yang diunggah bersama", crumbs, batchView(view))
}

// answerable tells whether somebody may still say what a file is about.
func answerable(i importer.Import) bool {
	return i.State == importer.Asking || i.State == importer.Checked
}

// verdictCounts are a checked import's rows by what becomes of them, each with the way to them, in the order of countLabels.
func verdictCounts(i importer.Import) []countLink {
	if !i.Judged() {
		return nil
	}
	var all []countLink
	for _, f := range sideBySide {
		all = append(all, countLink{f.label, f.count(i.Counts), link.ImportQuery(i.ID, f.query())})
	}
	return all
}

func countLabels() []string {
	var all []string
	for _, f := range sideBySide {
		all = append(all, f.label)
	}
	return all
}

// answerBatch has those files of a batch checked anew whose cadre was changed.
func (p pages) answerBatch(w http.ResponseWriter, r *http.Request) error {
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	first, _ := strconv.ParseInt(form.Get(batchParam), 10, 64)
	all, err := p.together(r, first)
	if err != nil {
		return err
	}
	typed, faults, changed := map[int64]string{}, map[int64]string{}, 0
	for _, i := range all {
		code := form.Get(cadreInput(i.ID))
		typed[i.ID] = code
		if code == "" || code == i.Cadre || !form.Has(versionField+"_"+idText(i.ID)) {
			continue
		}
		err := p.Imports.Answer(r.Context(), site.Actor(r), i.ID, number(form.Get(versionField+"_"+idText(i.ID))), importer.Answers{Cadre: code, AsOf: givenDay(i)})
		bad, refused := refusal(err)
		switch {
		case err == nil:
			changed++
			delete(typed, i.ID)
		case errors.Is(err, fault.Conflict{}):
			faults[i.ID] = "Orang lain mengubahnya lebih dahulu, kini " + orNone(i.Cadre) + ". Pilih lagi bila tetap ingin mengubahnya."
		case refused:
			faults[i.ID] = sentence(bad)
		default:
			return err
		}
	}
	if len(faults) > 0 {
		return p.renderBatch(w, r, http.StatusUnprocessableEntity, first, typed, faults)
	}
	if changed == 0 {
		return site.Done(w, r, link.ImportBatch(first), "Tidak ada jenis SDM yang diubah.")
	}
	return site.Done(w, r, link.ImportBatch(first), fmt.Sprintf("%d berkas diperiksa lagi.", changed))
}

// sentence is all that a refusal says.
func sentence(bad fault.Invalid) string {
	var all []string
	for _, field := range slices.Sorted(maps.Keys(bad)) {
		all = append(all, bad[field])
	}
	return strings.Join(all, " ")
}
