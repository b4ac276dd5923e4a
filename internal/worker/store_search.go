package worker

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pilar/internal/postgres"
)

// byWords tells whether what is kept of the words of names chooses: those who serve on the day, as far as is known now.
func (f Filter) byWords() bool {
	return nameKey(f.Words) != "" && !f.Similar && f.IDs == nil && f.Status == Serving && f.At.Known.IsZero() && f.Plan != Walk
}

// inWordOrder tells whether a page is read in the order in which words are kept, however many people bear them: a walk
// through all names would meet nobody before the letter at which most of those begin who bear the word.
func (f Filter) inWordOrder() bool {
	f.Plan = Undecided
	return f.byWords() && (f.Sort == ByName || f.Sort == ByNameDown)
}

// clusters tells whether a walk through all names must be feared: those who bear a word stand together where it is the first
// of their names, and nobody else may bear it. Those with a letter are everywhere.
func (f Filter) clusters() bool {
	words := typedWords(f.Words)
	return len(words) > 0 && len(words[0]) > 1 && (f.Sort == ByName || f.Sort == ByNameDown)
}

// among is the people to choose among where nothing but their ids and name_keys is read.
func (f Filter) among() string {
	if f.byWords() {
		return wordRows(`k.word >= @typed AND k.word < ` + afterTyped)
	}
	return f.from()
}

// chosen is the people to choose among, and the conditions on them as worker w that are left. Those whom their words choose
// are read when all else has chosen them.
func (f Filter) chosen() (from string, w *postgres.Where) {
	w = f.where()
	if !f.byWords() {
		return f.from(), w
	}
	left := &postgres.Where{}
	for name, value := range w.Args() {
		left.Bind(name, value)
	}
	return `(SELECT w.id FROM ` + f.among() + ` ` + w.SQL() + ` OFFSET 0) m
		JOIN worker w ON w.id = m.id`, left
}

// afterTyped comes after all words that begin as was typed: no letter comes after the last that there can be.
const afterTyped = `@typed || chr(1114111)`

// wordRows is those who serve on the day and bear a word that begins as was typed, once each, among the words for which the
// condition on k holds.
func wordRows(condition string) string {
	return `(SELECT k.worker AS id, k.name_key
		      FROM kept_word k
		      WHERE ` + condition + `
		        AND k.since <= @d
		        AND k.until > @d
		        AND k.shared < length(@typed)) w`
}

// spelled is the words that begin as was typed, each found by looking after the one before it; the last is NULL.
func (f Filter) spelled() string {
	next := func(after string) string {
		return `(SELECT k.word FROM kept_word k WHERE k.word ` + after + ` AND k.word < ` + afterTyped + ` ORDER BY k.word LIMIT 1)`
	}
	return `
		WITH RECURSIVE spelled (word) AS (
			` + next(`>= @typed`) + `
			UNION ALL
			SELECT ` + next(`> s.word`) + ` FROM spelled s WHERE s.word IS NOT NULL
		)`
}

// whereName is the conditions that the words make beyond those in among and from.
func (f Filter) whereName(w *postgres.Where) {
	words := typedWords(f.Words)
	switch {
	case len(words) == 0:
	case f.Similar:
		w.And(`w.name_key % @name`, "name", nameKey(f.Words))
	case f.byWords():
		w.Bind("typed", words[0])
		for i, word := range words[1:] {
			name := fmt.Sprintf("typed_%d", i)
			w.And(`strpos(' ' || w.name_key, ' ' || @`+name+`) > 0`, name, word)
		}
	default:
		w.Bind("words", prefixQuery(words))
		if f.Plan == Walk {
			w.And(`w.name_words @@ @words::tsquery`)
		}
	}
}

// typedWords is the words to look for, the longest first: fewest people bear it.
func typedWords(typed string) []string {
	words := strings.Fields(nameKey(typed))
	words = words[:min(len(words), maxNameWords)]
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return words
}

// prefixQuery asks for names in which each of the words begins a word: 'sit':* & 'am':*. They are letters and figures.
func prefixQuery(words []string) string {
	return "'" + strings.Join(words, "':* & '") + "':*"
}
