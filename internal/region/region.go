// Package region holds the district's places: kabupaten, kecamatan and desa, with the ministry's codes.
//
// A desa is never identified by name alone: nine names occur twice in Kabupaten Bandung Barat.
package region

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Level is how high a place stands.
type Level string

// The levels, in the ministry's words. A kelurahan is of the level of a desa.
const (
	Kabupaten Level = "kabupaten"
	Kecamatan Level = "kecamatan"
	Desa      Level = "desa"
)

// LevelWords is what the screen calls a level; empty for one that is none.
func LevelWords(l Level) string {
	return map[Level]string{Kabupaten: "Kabupaten", Kecamatan: "Kecamatan", Desa: "Desa atau kelurahan"}[l]
}

// Region is one place. Parent is the code of the place it lies in; empty for the kabupaten.
type Region struct {
	Code   string
	Name   string
	Level  Level
	Parent string
}

// Title returns the name as an office writes it: "Kec. Lembang", "Desa Cikole", "Kel. Melong".
func (r Region) Title() string {
	switch {
	case r.Level == Kecamatan:
		return "Kec. " + r.Name
	case kelurahanForm.MatchString(r.Code):
		return "Kel. " + r.Name
	case r.Level == Desa:
		return "Desa " + r.Name
	default:
		return r.Name
	}
}

// KecamatanOf returns the code of the kecamatan that a place lies in, or is; empty for the kabupaten.
func KecamatanOf(code string) string {
	if len(code) < 8 {
		return ""
	}
	return code[:8]
}

var codeForms = map[Level]*regexp.Regexp{
	Kabupaten: regexp.MustCompile(`^\d\d\.\d\d$`),
	Kecamatan: regexp.MustCompile(`^\d\d\.\d\d\.\d\d$`),
	Desa:      regexp.MustCompile(`^\d\d\.\d\d\.\d\d\.\d{4}$`),
	kelurahan: kelurahanForm,
}

// A kelurahan stands where a desa does, and is told from it by the first of its last four figures.
const kelurahan Level = "kelurahan"

var kelurahanForm = regexp.MustCompile(`^\d\d\.\d\d\.\d\d\.1\d{3}$`)

// ReadCSV reads a district's places from a file with the columns kode, nama, tingkat, kode_induk (comma, UTF-8); tingkat is
// kabupaten, kecamatan, desa or kelurahan.
// The kabupaten comes first and each place after the one it lies in; an error names the line.
func ReadCSV(r io.Reader) ([]Region, error) {
	lines := csv.NewReader(r)
	head, err := lines.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the regions: %w", err)
	}
	if strings.TrimPrefix(strings.Join(head, ","), "\ufeff") != "kode,nama,tingkat,kode_induk" {
		return nil, errors.New("read the regions: the first line must be kode,nama,tingkat,kode_induk")
	}
	known := map[string]bool{}
	var regions []Region
	for {
		rec, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read the regions: %w", err)
		}
		r := Region{Code: rec[0], Name: strings.TrimSpace(rec[1]), Level: Level(rec[2]), Parent: rec[3]}
		if r.Level == Kabupaten {
			r.Parent = ""
		}
		if err := r.check(known); err != nil {
			line, _ := lines.FieldPos(0)
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		if r.Level == kelurahan {
			r.Level = Desa
		}
		known[r.Code] = true
		regions = append(regions, r)
	}
	if len(regions) == 0 {
		return nil, errors.New("read the regions: no place stands below the first line")
	}
	return regions, nil
}

func (r Region) check(known map[string]bool) error {
	form, ok := codeForms[r.Level]
	switch {
	case !ok:
		return fmt.Errorf("%q is no level: kabupaten, kecamatan, desa or kelurahan", r.Level)
	case !form.MatchString(r.Code):
		return fmt.Errorf("%q is no code of a %s", r.Code, r.Level)
	case !utf8.ValidString(r.Name) || strings.ContainsFunc(r.Name, unicode.IsControl):
		return fmt.Errorf("the name of %s can't be read: save the file as UTF-8", r.Code)
	case r.Name == "":
		return fmt.Errorf("%s has no name", r.Code)
	case known[r.Code]:
		return fmt.Errorf("%s stands twice", r.Code)
	case r.Level == Kabupaten && len(known) > 0:
		return fmt.Errorf("%s is a second kabupaten", r.Code)
	case r.Level != Kabupaten && (!known[r.Parent] || !strings.HasPrefix(r.Code, r.Parent+".")):
		return fmt.Errorf("%s does not lie in %q, or that comes later", r.Code, r.Parent)
	}
	return nil
}
