package importerweb

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/site"
	"pilar/web/link"
	"pilar/web/ui"
)

// answerForm asks about an import, with what was answered before.
func (p pages) answerForm(r *http.Request, i importer.Import, fields []cadre.Field, samples map[string]string, g given) (*answerForm, error) {
	f := answerForm{ID: i.ID, Version: i.Version, Cadre: i.Cadre, AsOf: dayText(givenDay(i))}
	if g.ask != nil {
		f = *g.ask
	}
	var err error
	if f.Cadres, err = p.cadreOptions(r); err != nil {
		return nil, err
	}
	f.Heads = questions(i, f, fields, samples)
	f.Missing, f.Only = notFound(i), i.State == importer.Asking
	return &f, nil
}

// givenDay is the day that a person gave a file; zero where the file's own word counts.
func givenDay(i importer.Import) time.Time {
	if i.AsOfGiven {
		return i.AsOf
	}
	return time.Time{}
}

// neededColumns are those without which nobody is known.
var neededColumns = []importer.Column{importer.Name, importer.NIK}

// notFound are the needed columns that a file does not seem to have.
func notFound(i importer.Import) []string {
	found := map[importer.Column]bool{}
	for _, h := range i.Heads {
		found[h.As] = true
	}
	var missing []string
	for _, c := range neededColumns {
		if !found[c] && i.State == importer.Asking && len(i.Heads) > 0 {
			missing = append(missing, columnText(c, nil))
		}
	}
	return missing
}

// notRead is the answer that a column is not read.
const notRead = "-"

// questions ask about each unknown head once, however many sheets have it.
func questions(i importer.Import, f answerForm, fields []cadre.Field, samples map[string]string) []headQuestion {
	options := append([]ui.Option{{Value: notRead, Label: "Jangan dibaca"}}, columnOptions(f.Cadre, fields)...)
	answered := map[string]headQuestion{}
	for _, q := range f.Heads {
		answered[q.Key] = q
	}
	var all []headQuestion
	asked := map[string]bool{}
	unknown := importer.Summary{Heads: i.Heads}
	for _, h := range unknown.Unknown() {
		key := importer.HeadKey(h.Text)
		if key == "" || asked[key] {
			continue
		}
		asked[key] = true
		q := headQuestion{Key: key, Head: h.Text, Place: "Kolom " + letters(h.Index), Sample: samples[key], Options: options,
			Value: answered[key].Value, Fault: answered[key].Fault}
		if h.Sheet != "" {
			q.Place += " di lembar " + h.Sheet
		}
		all = append(all, q)
	}
	return all
}

func (p pages) answer(w http.ResponseWriter, r *http.Request) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	f, answers := parseAnswers(i.ID, form)
	if len(f.Faults) == 0 {
		err = p.Imports.Answer(r.Context(), site.Actor(r), i.ID, f.Version, answers)
		if bad, ok := refusal(err); ok {
			f.Faults, err = placed(bad, map[string]string{"cadre": cadreField, "as_of": asOfField}), nil
		} else if err == nil {
			return site.Done(w, r, link.Import(i.ID), "Jawaban sudah disimpan; berkas diperiksa lagi.")
		}
	}
	if errors.Is(err, fault.Conflict{}) {
		return p.overtaken(w, r, given{ask: &f})
	}
	if err != nil {
		return err
	}
	return p.renderImport(w, r, http.StatusUnprocessableEntity, i, given{ask: &f})
}

func parseAnswers(id int64, form url.Values) (answerForm, importer.Answers) {
	f := answerForm{ID: id, Version: number(form.Get(versionField)), Cadre: form.Get(cadreField), AsOf: form.Get(asOfField), Faults: map[string]string{}}
	a := importer.Answers{Cadre: f.Cadre, Heads: map[string]importer.Column{}}
	if f.Cadre == "" {
		f.Faults[cadreField] = "Jenis SDM belum dipilih."
	}
	var problem *check.Problem
	if a.AsOf, problem = check.Date(f.AsOf); problem != nil {
		f.Faults[asOfField] = problem.Message
	}
	for n, key := range form[headKeyField] {
		value := form.Get(headInput(n))
		f.Heads = append(f.Heads, headQuestion{Key: key, Value: value})
		switch value {
		case "":
		case notRead:
			a.Heads[key] = ""
		default:
			a.Heads[key] = importer.Column(value)
		}
	}
	return f, a
}
