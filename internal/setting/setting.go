// Package setting keeps what an office can change without a new version of Pilar.
package setting

import (
	"regexp"
	"strings"

	"pilar/internal/fault"
)

// Key names a setting.
type Key string

// The settings. Each stands in the database from the first migration that needs it.
const (
	OfficeName   Key = "office.name"
	OfficeAccent Key = "office.accent"
	NIKPrefixes  Key = "nik.prefixes"
)

// Setting is one of them as it stands.
type Setting struct {
	Key     Key
	Value   string
	Version int
}

type rule struct {
	label   string
	form    *regexp.Regexp
	refusal string
}

var rules = map[Key]rule{
	OfficeName:   {"Nama dinas", regexp.MustCompile(`^.{3,100}$`), "Nama dinas harus 3 sampai 100 huruf."},
	OfficeAccent: {"Warna", regexp.MustCompile(`^#[0-9a-f]{6}$`), "Warna ditulis sebagai # dan enam angka atau huruf a sampai f, misalnya #0f6b66."},
	NIKPrefixes:  {"Awalan NIK", regexp.MustCompile(`^\d{4}(,\d{4})*$`), "Awalan NIK ditulis sebagai empat angka, dipisahkan koma, misalnya 3217,3204."},
}

// Label is what the screen calls a setting.
func (k Key) Label() string { return rules[k].label }

// Normal returns a value as it is kept. fault.Invalid, at the setting's key, where it is not one.
func (k Key) Normal(typed string) (string, error) {
	value := strings.Join(strings.Fields(typed), " ")
	if k == OfficeAccent {
		value = strings.ToLower(value)
	}
	if k == NIKPrefixes {
		value = strings.ReplaceAll(value, " ", "")
	}
	r, ok := rules[k]
	if !ok || !r.form.MatchString(value) {
		return "", fault.Invalid{string(k): r.refusal}
	}
	return value, nil
}
