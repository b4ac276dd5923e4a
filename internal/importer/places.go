package importer

import (
	"regexp"
	"slices"
	"strings"

	"pilar/internal/check"
	"pilar/internal/region"
)

// Places finds the places of the district by the names that people write.
type Places struct {
	kabupaten region.Region
	byCode    map[string]region.Region
	kecamatan map[string]region.Region   // by key
	desa      map[string][]region.Region // by key, in whatever kecamatan
	short     string                     // the district's initials: kbb
	suffix    *regexp.Regexp             // what may follow the name of a place
}

// NewPlaces returns the places of a district.
func NewPlaces(all []region.Region) *Places {
	p := &Places{byCode: map[string]region.Region{}, kecamatan: map[string]region.Region{}, desa: map[string][]region.Region{}}
	if len(all) > 0 {
		p.short = initials(all[0].Name)
	}
	p.suffix = regexp.MustCompile(`(?i)[\s,(/-]+((kabupaten|kab|` + p.short + `|rt|rw)\b.*|[\d.]+\)?)$`)
	for _, r := range all {
		p.byCode[codeKey(r.Code)] = r
		switch r.Level {
		case region.Kabupaten:
			p.kabupaten = r
		case region.Kecamatan:
			p.kecamatan[p.key(r.Name)] = r
		case region.Desa:
			p.desa[p.key(r.Name)] = append(p.desa[p.key(r.Name)], r)
		}
	}
	return p
}

var (
	placePrefix = regexp.MustCompile(`(?i)^[\s:.,-]*(kecamatan|kec|desa|des|ds|kelurahan|kel)\b[\s:.]*`)
	placeNumber = regexp.MustCompile(`^[\d.]+[\s).:-]+(\pL)`) // 32.17.01 - Lembang, 1. Lembang
)

// initials are how people shorten a district's name: kbb for Kabupaten Bandung Barat. Two letters are none: the word itself then.
func initials(name string) string {
	short := ""
	for word := range strings.FieldsSeq(check.NameKey(name)) {
		if word[0] >= 'a' && word[0] <= 'z' {
			short += word[:1]
		}
	}
	if len(short) < 3 {
		return "kabupaten"
	}
	return short
}

// key makes names comparable: without Kec., Desa and the like, numbers, RT and RW, case, accents, spaces and marks.
func (p *Places) key(name string) string {
	name = placeNumber.ReplaceAllString(p.suffix.ReplaceAllString(check.Clean(name), ""), "$1")
	for {
		shorter := placePrefix.ReplaceAllString(name, "")
		if shorter == name || shorter == "" {
			break
		}
		name = shorter
	}
	return strings.ReplaceAll(check.NameKey(name), " ", "")
}

func codeKey(code string) string { return strings.ReplaceAll(code, ".", "") }

// Kecamatan finds a kecamatan by name or code.
func (p *Places) Kecamatan(typed string) (region.Region, bool) {
	if r, ok := p.kecamatan[p.key(typed)]; ok {
		return r, true
	}
	r, ok := p.byCode[codeKey(strings.TrimSpace(typed))]
	return r, ok && r.Level == region.Kecamatan
}

// desas finds all desa of a name, or the one of a code.
func (p *Places) desas(typed string) []region.Region {
	if r, ok := p.byCode[codeKey(strings.TrimSpace(typed))]; ok && r.Level == region.Desa {
		return []region.Region{r}
	}
	return p.desa[p.key(typed)]
}

// isKabupaten tells whether a text names the district itself as the place.
func (p *Places) isKabupaten(typed string) bool {
	name, key := check.NameKey(p.kabupaten.Name), check.NameKey(typed)
	return key == name || key == strings.TrimPrefix(name, "kabupaten ") || key == strings.Replace(name, "kabupaten", "kab", 1) ||
		key == "kabupaten" || key == "tingkat kabupaten" || key == "kota" || key == "tingkat kota" || key == p.short
}

// named is a place as a row names it: the texts of its kecamatan and desa, and the columns they stand in.
type named struct {
	kecamatan, desa             string
	kecamatanColumn, desaColumn string
}

func (n named) empty() bool { return n.kecamatan == "" && n.desa == "" }

// with takes from another what is missing, as long as the two do not speak of the same thing.
func (n named) with(other named) named {
	switch {
	case n.empty():
		return other
	case n.kecamatan == "" && other.desa == "":
		n.kecamatan, n.kecamatanColumn = other.kecamatan, other.kecamatanColumn
	case n.desa == "" && other.kecamatan == "":
		n.desa, n.desaColumn = other.desa, other.desaColumn
	}
	return n
}

var (
	kecMark  = regexp.MustCompile(`(?i)\b(kecamatan|kec)\b[\s:.]*`)
	desaMark = regexp.MustCompile(`(?i)\b(kelurahan|kel|desa|ds)\b[\s:.]*`)
)

// split takes a text apart that names both, "Desa Cikole, Kec. Lembang"; plain is what no such word stands before.
func split(text string) (kecamatan, desa, plain string) {
	text = check.Clean(text)
	k, d := kecMark.FindStringIndex(text), desaMark.FindStringIndex(text)
	part := func(from int, other []int) string {
		until := len(text)
		if other != nil && other[0] >= from {
			until = other[0]
		}
		return strings.Trim(text[from:until], " ,;/-()")
	}
	switch {
	case k != nil && part(k[1], d) == "": // LEMBANG (Kec.)
		return part(0, k), "", ""
	case k != nil && d != nil:
		return part(k[1], d), part(d[1], k), ""
	case k != nil && k[0] == 0:
		return part(k[1], nil), "", ""
	case k != nil:
		return part(k[1], nil), part(0, k), ""
	case d != nil && d[0] == 0:
		return "", part(d[1], nil), ""
	}
	return "", "", text
}

// resolve finds the place that is named. A desa is looked for only inside its kecamatan, where that is given.
func (p *Places) resolve(n named) (region.Region, *Problem) {
	if n.kecamatan == "" {
		return p.desaAlone(n)
	}
	kec, ok := p.Kecamatan(n.kecamatan)
	if !ok {
		return region.Region{}, &Problem{check.KecamatanUnknown, n.kecamatanColumn, n.kecamatan,
			"Kecamatan ini tidak ada di " + p.kabupaten.Name + "." + p.suggest(n.kecamatan) + " Tulis nama kecamatan yang benar."}
	}
	if n.desa == "" {
		return kec, nil
	}
	all := p.desas(n.desa)
	for _, d := range all {
		if d.Parent == kec.Code {
			return d, nil
		}
	}
	if len(all) == 0 {
		return region.Region{}, p.unknownDesa(n)
	}
	return region.Region{}, &Problem{check.DesaOutsideKecamatan, n.desaColumn, n.desa,
		"Tidak ada desa bernama ini di Kec. " + kec.Name + ", tetapi ada di " + p.parents(all) + ". Perbaiki nama desa atau kecamatannya."}
}

func (p *Places) desaAlone(n named) (region.Region, *Problem) {
	switch all := p.desas(n.desa); len(all) {
	case 0:
		return region.Region{}, p.unknownDesa(n)
	case 1:
		return all[0], nil
	default:
		return region.Region{}, &Problem{check.DesaAmbiguous, n.desaColumn, n.desa,
			"Desa bernama ini ada di " + p.parents(all) + ". Isi kecamatannya agar pasti."}
	}
}

func (p *Places) unknownDesa(n named) *Problem {
	return &Problem{check.DesaUnknown, n.desaColumn, n.desa,
		"Desa ini tidak ada di " + p.kabupaten.Name + "." + p.suggestDesa(n.desa) + " Tulis nama desa yang benar."}
}

// parents lists the kecamatan of some desa: "Kec. Cisarua dan Kec. Cikalongwetan".
func (p *Places) parents(desas []region.Region) string {
	var names []string
	for _, d := range desas {
		names = append(names, p.byCode[codeKey(d.Parent)].Title())
	}
	slices.Sort(names)
	if n := len(names) - 1; n > 0 {
		return strings.Join(names[:n], ", ") + " dan " + names[n]
	}
	return names[0]
}

func (p *Places) suggest(typed string) string {
	best, name := 3, ""
	for key, r := range p.kecamatan {
		if d := distance(p.key(typed), key); d < best || d == best && name != "" && r.Name < name {
			best, name = d, r.Name
		}
	}
	return maybe(name)
}

func (p *Places) suggestDesa(typed string) string {
	best, name := 3, ""
	for key, all := range p.desa {
		if d := distance(p.key(typed), key); d < best || d == best && name != "" && all[0].Name < name {
			best, name = d, all[0].Name
		}
	}
	return maybe(name)
}

func maybe(name string) string {
	if name == "" {
		return ""
	}
	return " Mungkin maksudnya " + name + "."
}

// distance counts the letters to change, add or take away between two words; 9 where they are surely different.
func distance(a, b string) int {
	if len(a) > 40 || len(a)-len(b) > 2 || len(b)-len(a) > 2 {
		return 9
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0]++
		for j := range len(b) {
			step := corner
			if a[i] != b[j] {
				step = min(corner, row[j], row[j+1]) + 1
			}
			corner, row[j+1] = row[j+1], step
		}
	}
	return row[len(b)]
}
