package importerweb

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/site"
	"pilar/web/link"
)

// What is done after a page's choices are kept.
const (
	thenStay  = ""
	thenStore = "simpan"
	thenAll   = "semua"
	thenNone  = "lepas"
	thenMend  = "perbaiki"
	thenNext  = "berikutnya"
)

// longestCell is how many characters may be typed for a cell.
const longestCell = 500

// parseRows reads what was chosen and typed beside the rows of a page.
func parseRows(form url.Values) (given, []importer.Picked, []importer.Mend) {
	g := given{mends: map[string]string{}, faults: map[string]string{}, picked: map[int]importer.Picked{}}
	var picks []importer.Picked
	for _, text := range form[listedField] {
		pick := importer.Picked{N: number(text), Chosen: slices.Contains(form[chosenField], text)}
		pick.MendPlace = form.Get(movedInput(pick.N)) == mistake
		picks = append(picks, pick)
		g.picked[pick.N] = pick
	}
	var mends []importer.Mend
	for name := range form {
		n, index, ok := cellOf(name)
		text := check.Clean(form.Get(name))
		if !ok || text == "" {
			continue
		}
		g.mends[name] = form.Get(name)
		if utf8.RuneCountInString(text) > longestCell {
			g.faults[name] = fmt.Sprintf("Terlalu panjang: paling banyak %d huruf. Persingkat isinya.", longestCell)
		}
		mends = append(mends, importer.Mend{N: n, Index: index, Text: text})
	}
	slices.SortFunc(mends, func(a, b importer.Mend) int { return (a.N-b.N)*1000 + a.Index - b.Index })
	return g, picks, mends
}

// cellOf reads which cell an input stands for.
func cellOf(name string) (n, index int, ok bool) {
	rest, ok := strings.CutPrefix(name, cellPrefix)
	row, column, both := strings.Cut(rest, "_")
	if !ok || !both {
		return 0, 0, false
	}
	n, index = number(row), number(column)
	return n, index, n > 0 && index >= 0
}

// choose keeps the choices of a page, and then mends, moves on or leads to storing. What was typed for a cell comes before
// all else: the file is checked anew with it.
func (p pages) choose(w http.ResponseWriter, r *http.Request) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	filter, err := p.filterOf(r, i)
	if err != nil {
		return err
	}
	g, picks, mends := parseRows(form)
	then := form.Get(thenField)
	if then == thenMend && len(mends) == 0 {
		g.faults[otherFault] = "Belum ada perbaikan yang ditulis. Isi kotak di samping masalahnya dengan nilai yang benar."
	}
	if len(g.faults) > 0 {
		return p.renderImport(w, r, http.StatusUnprocessableEntity, i, g)
	}
	err = p.keepChoices(r, i, filter, then, picks, mends)
	if bad, ok := refusal(err); ok {
		g.faults[otherFault] = sentence(bad)
		return p.renderImport(w, r, http.StatusUnprocessableEntity, i, g)
	}
	if errors.Is(err, fault.Conflict{}) {
		return p.overtaken(w, r, g)
	}
	if err != nil {
		return err
	}
	return chosen(w, r, i, filter, form, mends)
}

func (p pages) keepChoices(r *http.Request, i importer.Import, filter rowFilter, then string, picks []importer.Picked, mends []importer.Mend) error {
	ctx, by := r.Context(), site.Actor(r)
	if len(picks) > 0 {
		if err := p.Imports.Pick(ctx, by, i.ID, picks); err != nil {
			return err
		}
	}
	if then == thenAll || then == thenNone {
		ask := filter.rows
		ask.Import = i.ID
		if err := p.Imports.Choose(ctx, by, ask, then == thenAll); err != nil {
			return err
		}
	}
	if len(mends) == 0 {
		return nil
	}
	return p.Imports.Mend(ctx, by, i.ID, mends)
}

// chosen leads on from choices that were kept.
func chosen(w http.ResponseWriter, r *http.Request, i importer.Import, filter rowFilter, form url.Values, mends []importer.Mend) error {
	here := link.ImportQuery(i.ID, r.URL.Query())
	switch then := form.Get(thenField); {
	case len(mends) > 0:
		return site.Done(w, r, here, fmt.Sprintf("%d sel diperbaiki; berkas diperiksa lagi.", len(mends)))
	case then == thenStore:
		http.Redirect(w, r, link.StoreImport(i.ID), http.StatusSeeOther)
		return nil
	case then == thenNext:
		http.Redirect(w, r, link.ImportQuery(i.ID, with(filter.query(), afterParam, form.Get(lastRowField)))+"#baris", http.StatusSeeOther)
		return nil
	case then == thenAll:
		return site.Done(w, r, here, "Semua baris pada saringan ini yang dapat disimpan sudah dipilih.")
	case then == thenNone:
		return site.Done(w, r, here, "Semua baris pada saringan ini sudah dilepas.")
	}
	return site.Done(w, r, here, "Pilihan di halaman ini sudah disimpan.")
}
