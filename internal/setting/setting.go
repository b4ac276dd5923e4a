// Package setting keeps what an office can change without a new version of Pilar.
package setting

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"pilar/internal/check"
	"pilar/internal/fault"
)

// Key names a setting.
type Key string

// The settings. Each stands in the database from the first migration that needs it.
const (
	OfficeName     Key = "office.name"
	OfficeStreet   Key = "office.street"
	OfficeArea     Key = "office.area"
	OfficePostcode Key = "office.postcode"
	OfficePhone    Key = "office.phone"
	OfficeEmail    Key = "office.email"
	OfficeWebsite  Key = "office.website"
	OfficeCity     Key = "office.city"
	Letterhead     Key = "office.letterhead"
	Logo           Key = "office.logo" // the hash of the picture; Store.SetLogo changes it
	OfficeAccent   Key = "office.accent"
	OfficeZone     Key = "office.zone"
	NIKPrefixes    Key = "nik.prefixes"
)

// Setting is one of them as it stands.
type Setting struct {
	Key     Key
	Value   string
	Version int
}

// rule is how a value is read; a value that may be left out is "".
type rule struct {
	label   string
	form    *regexp.Regexp
	refusal string
}

// line matches up to n characters of one line, or none.
func line(n string) *regexp.Regexp { return regexp.MustCompile(`^.{0,` + n + `}$`) }

var rules = map[Key]rule{
	OfficeName:     {"Nama dinas", regexp.MustCompile(`^.{3,100}$`), "Nama dinas harus 3 sampai 100 huruf."},
	OfficeStreet:   {"Jalan dan nomor", line("120"), "Jalan dan nomor paling banyak 120 huruf."},
	OfficeArea:     {"Desa/kelurahan dan kecamatan", line("120"), "Desa/kelurahan dan kecamatan paling banyak 120 huruf."},
	OfficePostcode: {"Kode pos", regexp.MustCompile(`^(\d{5})?$`), "Kode pos terdiri atas lima angka."},
	OfficePhone:    {"Telepon", regexp.MustCompile(`^([0-9+(][0-9 ()./-]{4,39})?$`), "Telepon ditulis dengan angka, misalnya (0212) 345678."},
	OfficeEmail:    {"Surel (e-mail)", line("254"), ""},
	OfficeWebsite: {"Situs web", regexp.MustCompile(`^((https?://)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(/[^\s"'<>]{0,80})?)?$`),
		"Alamat situs web tidak terbaca. Bentuknya dinsos.contoh.go.id, tanpa spasi."},
	OfficeCity:   {"Kota untuk tanggal surat", line("60"), "Kota untuk tanggal surat paling banyak 60 huruf."},
	Letterhead:   {"Kop surat", regexp.MustCompile(`^(.{1,100}(\n.{1,100}){0,5})?$`), "Kop surat paling banyak enam baris, dan setiap baris paling banyak 100 huruf."},
	OfficeAccent: {"Warna", regexp.MustCompile(`^#[0-9a-f]{6}$`), "Warna ditulis sebagai # dan enam angka atau huruf a sampai f, misalnya #0f6b66."},
	OfficeZone:   {"Zona waktu", regexp.MustCompile(`^(WIB|WITA|WIT)$`), "Pilih zona waktu: WIB, WITA, atau WIT."},
	NIKPrefixes: {"Awalan NIK", regexp.MustCompile(`^(\d{4}(,\d{4}){0,49})?$`),
		"Awalan NIK ditulis sebagai empat angka; beberapa awalan dipisahkan koma."},
}

// Label is what the screen calls a setting.
func (k Key) Label() string {
	if k == Logo {
		return "Logo"
	}
	return rules[k].label
}

// Normal returns a value as it is kept. fault.Invalid, at the setting's key, where it is not one.
func (k Key) Normal(typed string) (string, error) {
	if !utf8.ValidString(typed) || strings.ContainsFunc(typed, hidden) {
		return "", fault.Invalid{string(k): k.Label() + " memuat tanda yang tidak terlihat. Ketik ulang tanpa menyalin."}
	}
	value := k.tidy(typed)
	if k == OfficeEmail {
		address, problem := check.Email(value)
		if problem != nil {
			return "", fault.Invalid{string(k): problem.Message}
		}
		value = address
	}
	r, ok := rules[k]
	if !ok || !r.form.MatchString(value) {
		return "", fault.Invalid{string(k): r.refusal}
	}
	return value, nil
}

// hidden tells a character that changes a text unseen.
func hidden(c rune) bool {
	return unicode.IsControl(c) && !unicode.IsSpace(c) || unicode.Is(unicode.Cf, c)
}

// tidy takes off what makes no difference: spaces, empty lines, upper case in a colour or an address.
func (k Key) tidy(typed string) string {
	switch k {
	case Letterhead:
		var lines []string
		for l := range strings.Lines(strings.ReplaceAll(typed, "\r", "\n")) {
			if l = oneLine(l); l != "" {
				lines = append(lines, l)
			}
		}
		return strings.Join(lines, "\n")
	case OfficeAccent, OfficeWebsite:
		return strings.ToLower(oneLine(typed))
	case NIKPrefixes:
		return strings.ReplaceAll(oneLine(typed), " ", "")
	default:
		return oneLine(typed)
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
