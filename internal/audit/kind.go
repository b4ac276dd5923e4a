package audit

import (
	"maps"
	"slices"
	"strings"
)

// Kind is what sort of record an entry is about, as it stands in the trail.
type Kind string

// The kinds there are. Only entries about people fall within an account's limit.
const (
	Worker    Kind = "worker"
	Account   Kind = "account"
	Formation Kind = "formation"
	Cadre     Kind = "cadre"
	Setting   Kind = "setting"
	Region    Kind = "region"
	File      Kind = "import"
	Register  Kind = "register"
	Backup    Kind = "backup"
	List      Kind = "list"
)

var kinds = []struct {
	kind  Kind
	words string
}{
	{Worker, "SDM"}, {Account, "Akun"}, {Formation, "Formasi"}, {Cadre, "Jenis SDM"}, {Setting, "Pengaturan"}, {Region, "Wilayah"},
	{File, "Berkas impor"}, {Register, "Seluruh daftar"}, {List, "Daftar"}, {Backup, "Cadangan"},
}

// Kinds returns every kind, people first.
func Kinds() []Kind {
	var all []Kind
	for _, k := range kinds {
		all = append(all, k.kind)
	}
	return all
}

// Words returns the kind in Indonesian; one that is not known as it stands.
func (k Kind) Words() string {
	for _, known := range kinds {
		if known.kind == k {
			return known.words
		}
	}
	return string(k)
}

// Verbs returns every verb in the order of their words.
func Verbs() []Verb {
	return slices.SortedFunc(maps.Keys(words), func(a, b Verb) int { return strings.Compare(words[a], words[b]) })
}
