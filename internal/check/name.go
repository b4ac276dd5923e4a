package check

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxName is how many characters a name may have.
const MaxName = 150

// PersonName is a name without its titles, which are printed on letters and ignored in sorting and searching.
type PersonName struct {
	Before string // Dr. H.
	Name   string
	After  string // S.Sos., M.Si.
}

// Full returns the name with its titles.
func (n PersonName) Full() string {
	full := strings.TrimSpace(n.Before + " " + n.Name)
	if n.After != "" {
		full += ", " + n.After
	}
	return full
}

// Name reads a person's name. Titles before it (Drs., H., dr.) and after it (S.Sos., M.Si.; after a comma, or after a
// space where they have dots) are kept apart; R. and Rd. belong to the name. A name written only in capitals or only in
// small letters gets capitals at the beginning of its words: offices shout. Any other stays as typed.
func Name(typed string) (PersonName, *Problem) {
	text := strings.Trim(Clean(typed), " ,;'\"*")
	if Absent(text) || !strings.ContainsFunc(text, unicode.IsLetter) {
		return PersonName{}, problem(NameEmpty, "Nama belum diisi. Tulis nama lengkap sesuai KTP.")
	}
	if utf8.RuneCountInString(text) > MaxName {
		return PersonName{}, problem(NameLong, "Nama terlalu panjang. Tulis nama lengkap sesuai KTP, paling banyak 150 huruf.")
	}
	main, rest, _ := strings.Cut(text, ",")
	before, words := titlesBefore(strings.Fields(main))
	words, after := titlesAfterSpace(words)
	for segment := range strings.SplitSeq(rest, ",") {
		words, before, after = placeSegment(strings.Fields(segment), words, before, after)
	}
	name := quiet(strings.Join(words, " "), nil)
	return PersonName{strings.Join(before, " "), name, strings.Join(after, ", ")}, nil
}

// placeSegment puts what stands between two commas where it belongs: titles, or else the name itself.
func placeSegment(segment, words, before, after []string) (w, b, a []string) {
	if len(segment) == 0 {
		return words, before, after
	}
	if titles := titlesAfterComma(segment); titles != nil {
		return words, before, append(after, titles...)
	}
	if titles, left := titlesBefore(append(segment, "x")); len(left) == 1 {
		return words, append(before, titles...), after
	}
	words[len(words)-1] += ","
	return append(words, segment...), before, after
}

// titlesBefore takes the titles off the beginning; at least one word stays as the name.
func titlesBefore(words []string) (titles, left []string) {
	for len(words) > 1 || len(words) == 1 && strings.Contains(words[0], ".") {
		first, glued := unglue(words[0])
		title := beforeTitle(first)
		if title == "" || glued == "" && len(words) == 1 {
			break
		}
		titles = append(titles, title)
		if words = words[1:]; glued != "" {
			words = append([]string{glued}, words...)
		}
	}
	return titles, words
}

// unglue parts "H.Asep" into "H." and "Asep" where the beginning is a title.
func unglue(word string) (first, rest string) {
	i := strings.IndexByte(word, '.')
	if i < 0 || utf8.RuneCountInString(word[i+1:]) < 2 || beforeTitle(word[:i+1]) == "" {
		return word, ""
	}
	return word[:i+1], word[i+1:]
}

// beforeTitle returns a title as it is printed, or "" where the word is none. Some are titles only with their dot.
func beforeTitle(word string) string {
	key := strings.ToLower(strings.TrimRight(word, "."))
	if word == "dr" || word == "dr." {
		return "dr." // a physician; Dr. is a doctorate
	}
	if title := titleBefore[key]; title != "" {
		return title
	}
	if strings.HasSuffix(word, ".") {
		return dottedBefore[key]
	}
	return ""
}

// titlesAfterComma reads a segment that holds nothing but titles; nil where it holds anything else.
func titlesAfterComma(words []string) []string {
	var titles []string
	for len(words) > 0 {
		n := min(3, len(words))
		for ; n > 0; n-- {
			if title := afterTitle(words[:n]); title != "" {
				titles = append(titles, title)
				break
			}
		}
		if n == 0 {
			if !dotted.MatchString(words[0]) {
				return nil
			}
			titles, n = append(titles, words[0]), 1
		}
		words = words[n:]
	}
	return titles
}

// dotted is the form of titles that are in no list.
var dotted = regexp.MustCompile(`^\pL{1,5}(\.\pL{1,7})+\.?$`)

// titlesAfterSpace takes known titles with dots off the end of a name that has no comma before them: "Asep S.Sos M.Si".
func titlesAfterSpace(words []string) (left, titles []string) {
	for len(words) > 1 {
		n := min(3, len(words)-1)
		for ; n > 0; n-- {
			tail := words[len(words)-n:]
			if title := afterTitle(tail); title != "" && surelyTitle(tail, len(words)-n) {
				titles = append([]string{title}, titles...)
				words = words[:len(words)-n]
				break
			}
		}
		if n == 0 {
			break
		}
	}
	return words, titles
}

// surelyTitle guards the initials of a name, "Asep S. P.", and words that only look like a title.
func surelyTitle(tail []string, wordsBefore int) bool {
	last := tail[len(tail)-1]
	if len(tail) == 1 {
		return strings.Contains(strings.TrimRight(last, "."), ".") || undotted[last] && wordsBefore > 1
	}
	return strings.Contains(tail[0], ".") && utf8.RuneCountInString(strings.Trim(last, ".")) > 1
}

func afterTitle(words []string) string {
	key := words[0]
	if len(words) > 1 {
		key = strings.Join(words, "")
	}
	if len(key) > longestTitle {
		return ""
	}
	return titleAfter[titleKey(key)]
}

// longestTitle is how many bytes a title of the list has at most, dots and all.
const longestTitle = 16

func titleKey(title string) string {
	return strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(title, ".", ""), " ", ""))
}

// NameKey returns a name for sorting, searching and comparing: lower case, accents folded, apostrophes taken out, every
// other mark a space.
func NameKey(name string) string {
	var key strings.Builder
	for _, r := range decomposed(strings.ToLower(Clean(name))) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r):
			key.WriteRune(r)
		case unicode.Is(unicode.M, r), strings.ContainsRune("'’‘`´ʼ", r):
		default:
			key.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(key.String()), " ")
}

// decomposed parts letters from their accents; most names have none.
func decomposed(text string) string {
	for i := range len(text) {
		if text[i] > '~' {
			return norm.NFKD.String(text)
		}
	}
	return text
}

// quiet gives a text that is written in one case throughout capitals at the beginning of its words; a text in both cases
// stays. Words in keep stay capitals.
func quiet(text string, keep map[string]bool) string {
	upper := strings.ContainsFunc(text, unicode.IsUpper)
	lower := strings.ContainsFunc(text, unicode.IsLower)
	if upper == lower {
		return text
	}
	words := strings.Fields(text)
	for i, word := range words {
		if !keep[strings.Trim(word, ".,")] {
			words[i] = capital(word)
		}
	}
	return strings.Join(words, " ")
}

// capital makes the first letter of a word large, and the first after a dot, hyphen or slash; not after an apostrophe,
// as in Nur'aini.
func capital(word string) string {
	first := true
	return strings.Map(func(r rune) rune {
		switch {
		case !unicode.IsLetter(r):
			first = first || strings.ContainsRune(".-/(", r)
			return r
		case first:
			first = false
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, word)
}
