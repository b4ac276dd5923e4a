package region

import "slices"

// Book looks places up by code, in the order of the codes.
type Book struct {
	all    []Region
	byCode map[string]Region
	within map[string][]Region // by parent
}

// NewBook returns a Book of the given places, which come in the order of their codes.
func NewBook(all []Region) Book {
	b := Book{all, make(map[string]Region, len(all)), map[string][]Region{}}
	for _, r := range all {
		b.byCode[r.Code] = r
		b.within[r.Parent] = append(b.within[r.Parent], r)
	}
	return b
}

// Get returns the place of a code; false where there is none.
func (b Book) Get(code string) (Region, bool) {
	r, ok := b.byCode[code]
	return r, ok
}

// Name returns a place's name, or the code where there is no such place.
func (b Book) Name(code string) string {
	if r, ok := b.byCode[code]; ok {
		return r.Name
	}
	return code
}

// Title returns a place as an office writes it, a desa with its kecamatan: "Desa Cikole, Kec. Lembang".
func (b Book) Title(code string) string {
	r, ok := b.byCode[code]
	switch {
	case !ok:
		return code
	case r.Level == Desa:
		return r.Title() + ", " + b.byCode[r.Parent].Title()
	default:
		return r.Title()
	}
}

// Kabupaten returns the district itself; the zero Region in an empty register.
func (b Book) Kabupaten() Region {
	if len(b.all) == 0 {
		return Region{}
	}
	return b.all[0]
}

// Kecamatan returns the kecamatan, or those within an account's limit (nil: all).
func (b Book) Kecamatan(limit []string) []Region {
	var found []Region
	for _, r := range b.within[b.Kabupaten().Code] {
		if limit == nil || slices.Contains(limit, r.Code) {
			found = append(found, r)
		}
	}
	return found
}

// DesaOf returns the desa of one kecamatan.
func (b Book) DesaOf(kecamatan string) []Region { return slices.Clip(b.within[kecamatan]) }
