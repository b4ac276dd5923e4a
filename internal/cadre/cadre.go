// Package cadre holds the kinds of social workers (jenis SDM), their own fields, and the posts the district has for them.
package cadre

import (
	"time"

	"pilar/internal/asof"
	"pilar/internal/region"
)

// Cadre is one kind of social worker. Category is the person category of Permensos 16/2017; Staff marks the office's own
// people, with and without whom totals are shown.
type Cadre struct {
	Code      string
	Name      string
	Category  string
	DutyLevel region.Level
	Staff     bool
	Active    bool
}

// Field is one that only this cadre has; an engagement keeps its value under Key.
type Field struct {
	Cadre   string
	Key     string
	Label   string
	Type    string // text, choice, date or number
	Choices []string
	Sealed  bool
}

// Post is a formation at one place against the people serving there: design 3.1.
type Post struct {
	Cadre     string
	Region    string
	Kecamatan string // empty: the kabupaten's own row
	Posts     int
	Active    int
	Vacant    int
	Excess    int
}

// Filter chooses formation rows. The zero value means all, on the moment given.
type Filter struct {
	At        asof.Moment
	Limit     []string // kecamatan of a limited account; nil sees all
	Cadre     string
	Kecamatan string // a code, or District for the kabupaten's own rows
	Vacant    bool   // only places with a vacant post
	Excess    bool   // only places with more people than posts
}

// District chooses what belongs to no kecamatan: the row "tingkat kabupaten".
const District = "kabupaten"

// Formation is what SetFormation records: from a day on, so many posts of a cadre at a place.
type Formation struct {
	Cadre  string
	Region string
	Posts  int
	From   time.Time
}
