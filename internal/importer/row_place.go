package importer

import (
	"cmp"
	"slices"
	"strings"

	"pilar/internal/check"
	"pilar/internal/region"
)

// places reads where the person works and lives. The duty place is the most precise one that the row names, cut to the
// level of the cadre's duty places; what is more precise is where the person lives. Where columns for the duty place
// stand beside others, the others are the home.
//
// A row that names no place at all belongs to the kabupaten as a whole: tables have a row for that, and a place that
// nobody wrote is not guessed.
func (c *checker) places() {
	e := &c.out.Entry
	duty, plain, home := c.dutyNamed(), c.plainNamed(), c.homeNamed()
	if c.addressAlone() {
		plain, home = home, named{}
	}
	switch {
	case c.desaOfDuty():
		if duty.desa == "" {
			duty.desa, duty.desaColumn = plain.desa, plain.desaColumn
		}
	case c.hasAny(DutyKecamatan, DutyDesa, DutyPlace):
		if plain.kecamatan != "" && duty.kecamatan == "" && duty.desa != "" {
			duty.kecamatan, duty.kecamatanColumn = plain.kecamatan, plain.kecamatanColumn
			if plain.desa == "" {
				plain = named{}
			}
		}
		home = home.with(plain)
	default:
		duty = plain
	}
	place, ok := c.resolveDuty(duty)
	if ok {
		c.settle(place)
	}
	if e.Duty == "" {
		e.Duty = c.Places.kabupaten.Code
	}
	if !home.empty() && (home != duty) {
		c.home(home)
	}
	if kecamatan := region.KecamatanOf(e.Duty); ok && c.Limit != nil && !slices.Contains(c.Limit, kecamatan) {
		c.addPlace(Problem{check.KecamatanForbidden, cmp.Or(duty.kecamatanColumn, duty.desaColumn), cmp.Or(duty.kecamatan, duty.desa),
			"Kecamatan ini di luar wilayah kerja akun Anda. Minta operator kabupaten memasukkan baris ini."})
	}
}

// addressAlone tells whether the file names places only below a head "Alamat": those of a volunteer's list are the duty
// place as well. A head that says home outright, "Kecamatan Domisili", is no duty place.
func (c *checker) addressAlone() bool {
	return c.DutyLevel != region.Kabupaten && c.kecamatan == "" && !c.hasAny(Kecamatan, Desa, Place, DutyKecamatan, DutyDesa, DutyPlace) &&
		slices.Contains(headWords(c.head(HomeKecamatan, HomeDesa)), "alamat")
}

// desaOfDuty tells whether a desa column without a kecamatan of its own belongs to the kecamatan of the duty place.
func (c *checker) desaOfDuty() bool {
	ofHome := c.header.has(HomeKecamatan) && !c.header.has(HomeDesa) && c.DutyLevel != region.Desa
	return c.hasAny(DutyKecamatan, DutyPlace) && c.header.has(Desa) && !c.hasAny(Kecamatan, Place, DutyDesa) && !ofHome
}

func (c *checker) hasAny(columns ...Column) bool {
	for _, column := range columns {
		if c.header.has(column) {
			return true
		}
	}
	return false
}

// resolveDuty finds the duty place; the zero place where the row names none, or the kabupaten. False where it is wrong.
func (c *checker) resolveDuty(n named) (region.Region, bool) {
	if n.kecamatan == "" && c.kecamatan != "" {
		n.kecamatan, n.kecamatanColumn = c.kecamatan, "Kecamatan"
	}
	if n.desa == "" && c.desa != "" && c.DutyLevel == region.Desa {
		n.desa, n.desaColumn = c.desa, "Desa"
	}
	if n.empty() {
		return region.Region{}, true
	}
	if c.Places.isKabupaten(n.kecamatan) && n.desa == "" {
		c.out.Entry.DutyGiven = true
		return region.Region{}, true
	}
	place, p := c.Places.resolve(n)
	if p != nil {
		c.addPlace(*p)
	}
	return place, p == nil
}

// settle makes a place the duty place, cut to the level of the cadre, and the home where that is less precise.
func (c *checker) settle(place region.Region) {
	e := &c.out.Entry
	if place.Code == "" {
		return
	}
	e.Duty, e.DutyGiven = place.Code, true
	switch c.DutyLevel {
	case region.Kabupaten:
		e.Duty = c.Places.kabupaten.Code
	case region.Kecamatan:
		e.Duty = region.KecamatanOf(place.Code)
	}
	if e.Duty != place.Code && (c.desaOfDuty() || !c.hasAny(DutyKecamatan, DutyDesa, DutyPlace)) {
		e.Home = given(place.Code)
	}
}

// home reads where the person lives. That may be outside the district: a kecamatan unknown here then stays in the address.
func (c *checker) home(n named) {
	e := &c.out.Entry
	place, p := c.Places.resolve(n)
	switch {
	case p == nil:
		e.Home = given(place.Code)
	case p.Kind == check.KecamatanUnknown, p.Kind == check.DesaUnknown && n.kecamatan == "":
		c.outside = strings.TrimSpace(strings.Trim(n.desa+", "+n.kecamatan, ", "))
	default:
		c.addPlace(*p)
	}
}

func (c *checker) addPlace(p Problem) {
	p.Value = check.MaskNumbers(check.Clean(p.Value))
	c.out.Add(p)
}

// named reads a kecamatan and a desa column; either may name both.
func (c *checker) named(kecamatan, desa Column) named {
	n := named{kecamatanColumn: c.head(kecamatan), desaColumn: c.head(desa)}
	if typed := c.typed(kecamatan); !check.Absent(typed) {
		k, d, plain := c.split(typed)
		n.kecamatan, n.desa = cmp.Or(k, plain), d
		if d != "" {
			n.desaColumn = n.kecamatanColumn
		}
	}
	if typed := c.typed(desa); !check.Absent(typed) {
		k, d, plain := c.split(typed)
		if kec, name, ok := c.cut(plain); ok && len(c.Places.desas(plain)) == 0 {
			k, d = kec, name
		}
		n.desa, n.desaColumn = cmp.Or(d, plain), c.head(desa)
		if n.kecamatan == "" && k != "" {
			n.kecamatan, n.kecamatanColumn = k, n.desaColumn
		}
	}
	return n
}

func (c *checker) plainNamed() named {
	return c.either(c.named(Kecamatan, Desa), Place)
}

func (c *checker) dutyNamed() named {
	return c.either(c.named(DutyKecamatan, DutyDesa), DutyPlace)
}

func (c *checker) homeNamed() named { return c.named(HomeKecamatan, HomeDesa) }

// either adds what a column says that may name a kecamatan, a desa or both: "Kec. Lembang", "Cikole, Lembang". A bare
// name is what the cadre's duty places are, where such a place exists.
func (c *checker) either(n named, column Column) named {
	typed := c.typed(column)
	if check.Absent(typed) {
		return n
	}
	k, d, plain := c.split(typed)
	switch {
	case c.Places.isKabupaten(plain):
		k, d = plain, ""
	case plain != "":
		k, d = c.bare(plain, n.kecamatan)
	}
	if n.kecamatan == "" && k != "" {
		n.kecamatan, n.kecamatanColumn = k, c.head(column)
	}
	if n.desa == "" && d != "" {
		n.desa, n.desaColumn = d, c.head(column)
	}
	return n
}

func (c *checker) bare(text, kecamatan string) (k, d string) {
	if k, d, ok := c.cut(text); ok {
		return k, d
	}
	_, isKecamatan := c.Places.Kecamatan(text)
	if c.DutyLevel == region.Desa && (len(c.Places.desas(text)) > 0 || !isKecamatan) || kecamatan != "" && !isKecamatan {
		return "", text
	}
	return text, ""
}

// cut parts a desa and its kecamatan: "Cikole, Lembang", "Lembang/Cikole", "Cikole (Lembang)".
func (c *checker) cut(text string) (kecamatan, desa string, ok bool) {
	for _, mark := range []string{",", "/", " - ", ";", "("} {
		a, b, parted := strings.Cut(text, mark)
		if !parted {
			continue
		}
		a, b = strings.TrimSpace(a), strings.Trim(b, " )")
		_, isFirst := c.Places.Kecamatan(a)
		_, isLast := c.Places.Kecamatan(b)
		if isFirst && isLast { // Padalarang / Cipeundeuy: a desa may be called like another kecamatan
			_, asLast := c.Places.resolve(named{kecamatan: b, desa: a})
			_, asFirst := c.Places.resolve(named{kecamatan: a, desa: b})
			isLast = asLast == nil || asFirst != nil
		}
		if isLast && a != "" {
			return b, a, true
		}
		if isFirst && b != "" {
			return a, b, true
		}
		return "", "", false
	}
	if len(c.Places.desas(text)) == 0 { // Cikole Lembang
		words := strings.Fields(text)
		for i := 1; i < len(words); i++ {
			a, b := strings.Join(words[:i], " "), strings.Join(words[i:], " ")
			if _, ok := c.Places.Kecamatan(b); ok && len(c.Places.desas(a)) > 0 {
				return b, a, true
			}
		}
	}
	return "", "", false
}

// split takes a text apart, also where only the desa has its word before it: "Desa Cikole, Lembang".
func (c *checker) split(text string) (kecamatan, desa, plain string) {
	kecamatan, desa, plain = split(text)
	if kecamatan == "" && desa != "" && len(c.Places.desas(desa)) == 0 {
		if k, d, ok := c.cut(desa); ok {
			return k, d, plain
		}
	}
	return kecamatan, desa, plain
}
