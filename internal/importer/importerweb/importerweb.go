// Package importerweb is the pages of Impor: taking files, showing what each row of them would change, letting the clerk
// choose and mend, and storing, undoing and comparing imports.
package importerweb

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"pilar/internal/account"
	"pilar/internal/cadre"
	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/region"
	"pilar/internal/site"
	"pilar/internal/worker"
	"pilar/web/link"
	"pilar/web/ui"
)

// Stores are what the pages ask.
type Stores struct {
	Imports *importer.Store
	Workers *worker.Store
	Regions *region.Store
	Cadres  *cadre.Store
}

type pages struct{ Stores }

// The fields of the forms and the parameters of the addresses.
const (
	filesField      = "berkas"
	folderField     = "folder"
	cadreField      = "jenis"
	asOfField       = "per"
	versionField    = "versi"
	headField       = "kolom"
	headKeyField    = "kolom_kunci"
	chosenField     = "pilih"
	listedField     = "tampil"
	lastRowField    = "terakhir"
	thenField       = "lalu"
	countField      = "jumlah"
	engagementField = "penugasan"
	lastField       = "sampai"
	reasonField     = "alasan"
	noteField       = "alasan_lain"
	sureField       = "yakin"

	batchParam  = "kelompok"
	stateParam  = "keadaan"
	cadreParam  = "jenis"
	cursorParam = "lanjut"
	filterParam = "saring"
	afterParam  = "setelah"
	skipParam   = "mulai"
	holdParam   = "tahan" // the page stays until somebody loads it again: its banner must be read
)

// otherFault is the place of a refusal that belongs to no field.
const otherFault = "lainnya"

// Routes mounts the pages of /impor.
func Routes(r chi.Router, s Stores) {
	p := pages{s}
	r.Group(func(r chi.Router) {
		r.Use(site.Require(account.RegisterWrite))
		r.Get("/impor", site.Handler(p.list))
		r.With(site.MaxBody(maxUpload)).Post("/impor", site.Handler(p.upload))
		r.Post("/impor/kelompok", site.Handler(p.answerBatch))
		r.Get("/impor/templat/{cadre}", site.Handler(p.template))
		r.Get("/impor/{id}", site.Handler(p.show))
		r.Get("/impor/{id}/berkas", site.Handler(p.marked))
		r.Post("/impor/{id}/ekspor", site.Handler(p.exportRows))
		r.Post("/impor/{id}/jawaban", site.Handler(p.answer))
		r.Post("/impor/{id}/pilihan", site.Handler(p.choose))
		r.Get("/impor/{id}/simpan", site.Handler(p.askStore))
		r.Post("/impor/{id}/simpan", site.Handler(p.store))
		r.Get("/impor/{id}/batalkan", site.Handler(p.askUndo))
		r.Post("/impor/{id}/batalkan", site.Handler(p.undo))
		r.Get("/impor/{id}/buang", site.Handler(p.askDiscard))
		r.Post("/impor/{id}/buang", site.Handler(p.discard))
		r.Post("/impor/{id}/periksa-lagi", site.Handler(p.again))
		r.Get("/impor/{id}/baris/{n}", site.Handler(p.showRow))
		r.Post("/impor/{id}/baris/{n}", site.Handler(p.mendRow))
		r.Get("/impor/{id}/sejak-terakhir", site.Handler(p.since))
		r.Post("/impor/{id}/sejak-terakhir/akhiri", site.Handler(p.endMissing))
	})
}

var crumbs = []ui.Crumb{{Label: "Impor", URL: link.Imports()}}

func importCrumbs(i importer.Import) []ui.Crumb {
	return append(crumbs[:1:1], ui.Crumb{Label: i.File, URL: link.Import(i.ID)})
}

func render(w http.ResponseWriter, r *http.Request, status int, title string, crumbs []ui.Crumb, body templ.Component) error {
	return site.Render(w, r, status, site.Page{Title: title, Crumbs: crumbs, Body: body})
}

// found returns the import that the address names, within what the account may see.
func (p pages) found(r *http.Request) (importer.Import, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil || id < 1 {
		return importer.Import{}, fault.NotFound{}
	}
	return p.visible(r, id)
}

// visible returns an import that the account may see: without a limit everybody's; with one its own, as long as it was
// checked within the present limit. fault.NotFound for others.
func (p pages) visible(r *http.Request, id int64) (importer.Import, error) {
	i, err := p.Imports.Import(r.Context(), id)
	if err != nil {
		return i, err
	}
	if limit := site.Limit(r); limit != nil && (i.Account != site.Account(r).ID || !covers(limit, i.Limit)) {
		return importer.Import{}, fault.NotFound{}
	}
	return i, nil
}

// covers tells whether all of part stand in limit; no limit at all does not.
func covers(limit, part []string) bool {
	return part != nil && !slices.ContainsFunc(part, func(k string) bool { return !slices.Contains(limit, k) })
}

// owner is whose imports a list holds: 0 is everybody's.
func owner(r *http.Request) int64 {
	if site.Limit(r) == nil {
		return 0
	}
	return site.Account(r).ID
}

// cadreOptions are the cadres in use.
func (p pages) cadreOptions(r *http.Request) ([]ui.Option, error) {
	all, err := p.Cadres.All(r.Context())
	if err != nil {
		return nil, err
	}
	var options []ui.Option
	for _, c := range all {
		if c.Active {
			options = append(options, ui.Option{Value: c.Code, Label: c.Code + " – " + c.Name})
		}
	}
	return options, nil
}

// refusal returns the sentences of a refused form; ok is false where err is something else.
func refusal(err error) (fault.Invalid, bool) { return errors.AsType[fault.Invalid](err) }

// placed keeps the sentences whose fields stand on the form under these, and puts the others together.
func placed(bad fault.Invalid, fields map[string]string) map[string]string {
	out := map[string]string{}
	var others []string
	for field, text := range bad {
		if at := fields[field]; at != "" {
			out[at] = text
		} else {
			others = append(others, text)
		}
	}
	slices.Sort(others)
	if len(others) > 0 {
		out[otherFault] = strings.Join(others, " ")
	}
	return out
}

// number reads a number of a form or an address; 0 where it is none.
func number(text string) int {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return 0
	}
	return int(n)
}

// position reads a place in a list from the address.
func position(q url.Values, param string) (int, error) {
	if !q.Has(param) {
		return 0, nil
	}
	n := number(q.Get(param))
	if n < 1 {
		return 0, fault.Malformed{Message: param}
	}
	return n, nil
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }

func versionText(n int) string { return strconv.Itoa(n) }

func orNone(text string) string { return cmp.Or(text, ui.None) }

// listed writes some words as a sentence does: A, B, dan C.
func listed(words []string) string {
	switch len(words) {
	case 0, 1:
		return strings.Join(words, "")
	case 2:
		return words[0] + " dan " + words[1]
	}
	return strings.Join(words[:len(words)-1], ", ") + ", dan " + words[len(words)-1]
}

// reload has the browser ask again for the page after two seconds, with scripts and without.
func reload(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Has(holdParam) {
		return
	}
	w.Header().Set("Refresh", fmt.Sprintf("2; url=%s", r.URL.RequestURI()))
}
