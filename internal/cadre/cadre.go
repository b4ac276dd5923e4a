// Package cadre holds the kinds of social workers (jenis SDM), their own fields, and the posts the district has for them.
package cadre

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"pilar/internal/asof"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/region"
)

// Cadre is one kind of social worker. Category is the person category of Permensos 16/2017; Staff marks the office's own
// people, with and without whom totals are shown. The code never changes.
type Cadre struct {
	Code      string
	Name      string
	Category  string
	DutyLevel region.Level
	Staff     bool
	Active    bool
	Position  int
	Version   int
}

var codeForm = regexp.MustCompile(`^[A-Z][A-Z0-9-]{1,11}$`)

// Check reports every broken rule of a cadre by itself.
func (c Cadre) Check() fault.Invalid {
	bad := fault.Invalid{}
	if !codeForm.MatchString(c.Code) {
		bad["code"] = "Kode harus 2 sampai 12 huruf besar, angka, atau tanda hubung, dan diawali huruf."
	}
	named(bad, "name", "Nama", c.Name, 100)
	named(bad, "category", "Kategori", c.Category, 60)
	if region.LevelWords(c.DutyLevel) == "" {
		bad["duty_level"] = "Pilih tingkat tempat tugas."
	}
	if c.Position < 1 {
		bad["position"] = "Pilih urutannya."
	}
	return bad
}

// named refuses a text that is missing or too long.
func named(bad fault.Invalid, field, label, text string, most int) {
	switch {
	case text == "":
		bad[field] = label + " belum diisi."
	case utf8.RuneCountInString(text) > most:
		bad[field] = fmt.Sprintf("%s paling banyak %d huruf. Persingkat isinya.", label, most)
	}
}

// The types of a field.
const (
	Text   = "text"
	Choice = "choice"
	Date   = "date"
	Number = "number"
)

// Field is one that only this cadre has; an engagement keeps its value under Key, which never changes. One that is not
// active has left the forms, and its values are still shown. The values of a sealed one are personal: they are masked, and
// unreadable in the database.
type Field struct {
	Cadre    string
	Key      string
	Label    string
	Type     string
	Choices  []string
	Sealed   bool
	Active   bool
	Position int
	Version  int
}

// MostChoices bounds how many choices a field offers.
const MostChoices = 50

// Check reports every broken rule of a field by itself.
func (f Field) Check() fault.Invalid {
	bad := fault.Invalid{}
	if keyOf(f.Label) == "" {
		f.Label = "" // marks alone are no name
	}
	named(bad, "label", "Nama isian", f.Label, 60)
	if !slices.Contains([]string{Text, Choice, Date, Number}, f.Type) {
		bad["type"] = "Pilih jenis isian."
	}
	long := slices.ContainsFunc(f.Choices, func(c string) bool { return utf8.RuneCountInString(c) > 60 })
	switch {
	case f.Type == Choice && len(f.Choices) < 2:
		bad["choices"] = "Tulis paling sedikit dua pilihan, satu pada setiap baris."
	case f.Type == Choice && (long || len(f.Choices) > MostChoices):
		bad["choices"] = "Paling banyak 50 pilihan, dan setiap pilihan paling banyak 60 huruf."
	}
	if f.Sealed && f.Type == Choice {
		bad["sealed"] = "Pilihan dari daftar tidak dapat disegel: daftarnya sendiri sudah menunjukkan isinya."
	}
	if f.Position < 1 {
		bad["position"] = "Pilih urutannya."
	}
	return bad
}

var noKey = regexp.MustCompile(`[^a-z0-9]+`)

// keyOf is the key that a new field gets of its label: "Masa bakti" becomes masa_bakti.
func keyOf(label string) string {
	key := strings.Trim(noKey.ReplaceAllString(check.NameKey(label), "_"), "_")
	return strings.Trim(key[:min(len(key), 40)], "_")
}

// Normal returns a value of the field as it is kept: a choice as the list has it, a date as 31-12-2026, a number in plain
// figures. Where it is none, refusal says what to write instead. An empty value is none to look at.
func (f Field) Normal(typed string) (value, refusal string) {
	if typed == "" {
		return "", ""
	}
	switch f.Type {
	case Choice:
		i := slices.IndexFunc(f.Choices, func(c string) bool { return strings.EqualFold(c, typed) })
		if i < 0 {
			return "", f.Label + " harus salah satu dari: " + strings.Join(f.Choices, ", ") + "."
		}
		return f.Choices[i], ""
	case Date:
		day, problem := check.Date(typed)
		if problem != nil {
			return "", problem.Message
		}
		return day.Format("02-01-2006"), ""
	case Number:
		return number(f.Label, typed)
	}
	return typed, ""
}

var (
	figures  = regexp.MustCompile(`^-?\d{1,15}(,\d{1,6})?$`)
	thousand = regexp.MustCompile(`^-?\d{1,3}(\.\d{3})+(,|$)`)
)

// number takes the dots of thousands away; the comma of decimals stays.
func number(label, typed string) (value, refusal string) {
	plain := strings.ReplaceAll(typed, " ", "")
	if thousand.MatchString(plain) {
		plain = strings.ReplaceAll(plain, ".", "")
	}
	if !figures.MatchString(plain) {
		return "", label + " harus berupa angka, misalnya 12 atau 1.250 atau 3,5."
	}
	if n, err := strconv.ParseInt(plain, 10, 64); err == nil {
		return strconv.FormatInt(n, 10), ""
	}
	return plain, ""
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

// Term is a formation as it stands: so many posts at a place from a day until another. Until is the last day; zero is open.
type Term struct {
	Region     string
	Posts      int
	From       time.Time
	Until      time.Time
	RecordedAt time.Time
	RecordedBy string
}
