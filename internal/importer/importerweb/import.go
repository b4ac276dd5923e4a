package importerweb

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"pilar/internal/asof"
	"pilar/internal/cadre"
	"pilar/internal/importer"
	"pilar/web/link"
	"pilar/web/ui"
)

// given is what somebody typed on the page of an import that was not taken.
type given struct {
	ask      *answerForm
	mends    map[string]string // by input
	faults   map[string]string // by input
	picked   map[int]importer.Picked
	conflict string
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	if i.State.Working() {
		reload(w, r)
	}
	return p.renderImport(w, r, http.StatusOK, i, given{})
}

// renderImport shows an import with what was typed on its page before.
func (p pages) renderImport(w http.ResponseWriter, r *http.Request, status int, i importer.Import, g given) error {
	view := importPage{ID: i.ID, File: i.File, Badge: badgeOf(i.State), Cadre: i.Cadre, Lead: leadOf(i), Facts: facts(i), Conflict: g.conflict, Actions: actions(i),
		Asking: i.State == importer.Asking}
	view.Trouble, view.Next = troubleOf(i)
	for _, n := range i.Notes {
		view.Notes = append(view.Notes, describe(n.Sheet, n.Message))
	}
	fields, err := p.Cadres.Fields(r.Context())
	if err != nil {
		return err
	}
	view.Known = knownHeads(i, fields)
	for _, fill := range []func(*http.Request, importer.Import, *importPage) error{p.fillSame, p.fillProgress, p.fillUndone} {
		if err := fill(r, i, &view); err != nil {
			return err
		}
	}
	var samples map[string]string
	if i.Judged() {
		view.Tiles, view.Kinds = tiles(i), kinds(i)
		if view.Rows, samples, err = p.rowsPage(r, i, g); err != nil {
			return err
		}
	}
	if i.State == importer.Asking {
		if samples, err = p.samples(r, i); err != nil {
			return err
		}
	}
	if answerable(i) {
		if view.Ask, err = p.answerForm(r, i, fields, samples, g); err != nil {
			return err
		}
	}
	return render(w, r, status, i.File, crumbs, importView(view))
}

// samples are what stands below the heads of a file whose rows were not read yet.
func (p pages) samples(r *http.Request, i importer.Import) (map[string]string, error) {
	outline, err := p.Imports.Outline(r.Context(), i)
	if err != nil {
		return nil, err
	}
	samples := map[string]string{}
	for _, h := range outline.Heads {
		samples[importer.HeadKey(h.Text)] = strings.Join(h.Samples, "; ")
	}
	return samples, nil
}

// leadOf says in a sentence which file it is.
func leadOf(i importer.Import) string {
	lead := "Diunggah " + ui.DateTime(i.ReceivedAt) + " oleh " + i.ReceivedBy + "."
	if !i.AsOf.IsZero() {
		lead = "Keadaan per " + ui.Date(i.AsOf) + ". " + lead
	}
	switch i.State {
	case importer.Stored:
		lead += " Disimpan " + ui.DateTime(i.StoredAt) + " oleh " + i.StoredBy + "."
	case importer.Undone:
		lead += " Dibatalkan " + ui.DateTime(i.UndoneAt) + " oleh " + i.UndoneBy + ": " + i.UndoReason + "."
	}
	return lead
}

func facts(i importer.Import) []ui.SummaryRow {
	asOf := ui.SummaryRow{Label: "Keadaan per", Text: ui.Date(i.AsOf)}
	switch {
	case i.AsOf.IsZero():
	case i.AsOfGiven:
		asOf.Note = "ditetapkan ketika diunggah atau ditanya"
	case i.AsOf.Equal(asof.Today(i.ReceivedAt)):
		asOf.Note = "hari diunggah, bila tidak tertulis di dalam berkas"
	default:
		asOf.Note = "menurut berkasnya"
	}
	rows := []ui.SummaryRow{
		{Label: "Jenis SDM", Text: i.Cadre}, asOf,
		{Label: "Diunggah", Text: ui.DateTime(i.ReceivedAt) + " oleh " + i.ReceivedBy},
		{Label: "Ukuran", Text: ui.Size(i.Size)},
	}
	if i.Batch != i.ID {
		rows = append(rows, ui.SummaryRow{Label: "Kelompok", Value: ui.Link{Text: "Diunggah bersama berkas lain", URL: link.ImportBatch(i.Batch)}})
	}
	if !i.StoredAt.IsZero() {
		rows = append(rows, ui.SummaryRow{Label: "Disimpan", Text: ui.DateTime(i.StoredAt) + " oleh " + i.StoredBy})
	}
	if !i.UndoneAt.IsZero() {
		rows = append(rows, ui.SummaryRow{Label: "Dibatalkan", Text: ui.DateTime(i.UndoneAt) + " oleh " + i.UndoneBy, Note: i.UndoReason})
	}
	return rows
}

func describe(parts ...string) string {
	var there []string
	for _, s := range parts {
		if s != "" {
			there = append(there, s)
		}
	}
	return strings.Join(there, ": ")
}

// troubleOf says why an import is where it is, and what to do about it.
func troubleOf(i importer.Import) (trouble, next string) {
	if i.Trouble == "" {
		return "", ""
	}
	if i.State == importer.Unreadable {
		return i.Trouble, "Tidak ada yang tersimpan dari berkas ini. Perbaiki berkasnya, lalu unggah lagi di halaman Impor."
	}
	return i.Trouble, "Yang diminta terakhir tidak dilakukan, dan tidak ada yang berubah karenanya."
}

// actions are what can be done with an import as it stands.
func actions(i importer.Import) []templ.Component {
	var all []templ.Component
	add := func(there bool, b templ.Component) {
		if there {
			all = append(all, b)
		}
	}
	undoable := i.State == importer.Stored
	add(i.Judged(), ui.LinkButton{Text: "Unduh berkas dengan catatan", URL: link.ImportFile(i.ID), Icon: ui.IconExport})
	add(i.State == importer.Checked || undoable, ui.LinkButton{Text: "Sejak berkas terakhir", URL: link.ImportSince(i.ID)})
	add(i.State == importer.Unreadable, ui.LinkButton{Text: "Unggah berkas lagi", URL: link.Imports(), Kind: ui.Primary})
	add(undoable || i.State == importer.Undone, ui.PostButton{Action: link.CheckAgain(i.ID), Text: "Periksa lagi berkas ini"})
	add(undoable, ui.LinkButton{Text: "Batalkan impor", URL: link.UndoImport(i.ID), Kind: ui.Quiet})
	add(answerable(i) || i.State == importer.Unreadable, ui.LinkButton{Text: "Buang", URL: link.DiscardImport(i.ID), Kind: ui.Quiet, Hidden: "berkas ini"})
	return all
}

func (p pages) fillSame(r *http.Request, i importer.Import, view *importPage) error {
	if !answerable(i) {
		return nil
	}
	same, err := p.Imports.Same(r.Context(), i.ID)
	if err != nil {
		return err
	}
	for _, s := range same {
		text := "Disimpan " + ui.DateTime(s.StoredAt) + " oleh " + s.StoredBy
		file := sameFile{Text: text, URL: link.Import(s.ID)}
		if owner(r) != 0 && owner(r) != s.Account {
			file = sameFile{Text: "Disimpan " + ui.DateTime(s.StoredAt)}
		}
		view.Same = append(view.Same, file)
	}
	return nil
}

var progressWords = map[importer.State]string{
	importer.Checking: "Memeriksa setiap baris",
	importer.Storing:  "Menyimpan baris yang dipilih",
	importer.Undoing:  "Membatalkan yang disimpan",
}

func (p pages) fillProgress(r *http.Request, i importer.Import, view *importPage) error {
	if !i.State.Working() {
		return nil
	}
	done, ok, err := p.Imports.Progress(r.Context(), i.ID)
	if err != nil {
		return err
	}
	bar := ui.Progress{ID: "batang-kemajuan", Label: progressWords[i.State], Text: "menunggu giliran"}
	if ok && done.Total > 0 {
		bar.Value, bar.Max, bar.Text = int64(done.Done), int64(done.Total), ui.Number(done.Done)+" dari "+rowsText(done.Total)
	} else if ok {
		bar.Text = "membaca berkas"
	}
	view.Progress = bar
	return nil
}

func (p pages) fillUndone(r *http.Request, i importer.Import, view *importPage) error {
	if i.State != importer.Undone {
		return nil
	}
	skip, err := position(r.URL.Query(), skipParam)
	if err != nil {
		return err
	}
	left, err := p.Imports.Left(r.Context(), i.ID, skip, perPage+1)
	if err != nil {
		return err
	}
	undone := undonePage{}
	if len(left) > perPage {
		left = left[:perPage]
		undone.NextURL = link.ImportQuery(i.ID, url.Values{skipParam: {fmt.Sprint(skip + perPage)}})
	}
	if skip > 0 {
		undone.First = link.Import(i.ID)
	}
	for _, l := range left {
		row := leftRow{Name: l.Name, What: l.What, Why: l.Why}
		if owner(r) == 0 {
			row.URL = link.Worker(l.Worker)
		}
		undone.Left = append(undone.Left, row)
	}
	view.Undone = &undone
	return nil
}

func knownHeads(i importer.Import, fields []cadre.Field) []knownHead {
	var all []knownHead
	for _, h := range i.Heads {
		if h.As != "" {
			all = append(all, knownHead{Place: headPlace(h), Head: h.Text, As: columnText(h.As, fields)})
		}
	}
	return all
}

func headPlace(h importer.Head) string {
	column := "kolom " + letters(h.Index)
	if h.Sheet == "" {
		return column
	}
	return h.Sheet + ", " + column
}

// tiles are an import's rows by what becomes of them, or became.
func tiles(i importer.Import) []ui.StatTile {
	filters := sideBySide
	switch {
	case i.State == importer.Undone:
		filters = afterUndoing
	case !i.StoredAt.IsZero():
		filters = afterStoring
	}
	var all []ui.StatTile
	for _, f := range filters {
		n := f.count(i.Counts)
		all = append(all, ui.StatTile{Label: f.label, Number: int64(n), URL: link.ImportQuery(i.ID, f.query()) + "#baris", Text: f.text, Tone: toneWhen(n > 0, f.tone)})
	}
	return all
}

func toneWhen(there bool, t ui.Tone) ui.Tone {
	if there {
		return t
	}
	return ui.Neutral
}

func kinds(i importer.Import) []kindRow {
	var all []kindRow
	for _, k := range sortedKinds(i.Counts.Kinds) {
		all = append(all, kindRow{Words: kindText(k), Tone: kindTone(k), Count: i.Counts.Kinds[k], URL: link.ImportQuery(i.ID, kindFilter(k).query()) + "#baris"})
	}
	return all
}

// overtaken shows an import as it is now, beside what was typed when it was something else.
func (p pages) overtaken(w http.ResponseWriter, r *http.Request, g given) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	g.conflict = "Kini: " + strings.ToLower(badgeOf(i.State).Text) + nowText(i) + ". Yang Anda kirim belum dilakukan; isian Anda masih ada bila masih berlaku. Periksa, lalu kirim sekali lagi."
	if g.ask != nil {
		g.ask.Version = i.Version
	}
	return p.renderImport(w, r, http.StatusConflict, i, g)
}

// nowText says what an import is now, for who knew it otherwise.
func nowText(i importer.Import) string {
	text := ""
	if i.Cadre != "" {
		text += ", jenis SDM " + i.Cadre
	}
	if i.State == importer.Checked {
		text += ", " + rowsText(i.Chosen) + " dipilih"
	}
	return text
}

func dayText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2-1-2006")
}
