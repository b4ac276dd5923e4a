package check

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestName(t *testing.T) {
	for typed, want := range map[string]PersonName{
		"Asep Sunandar":                        {"", "Asep Sunandar", ""},
		"  Asep   Sunandar ":                   {"", "Asep Sunandar", ""},
		"Asep\u00a0Sunandar\u200b":             {"", "Asep Sunandar", ""},
		"Drs. H. Asep Sunandar, S.Sos., M.Si.": {"Drs. H.", "Asep Sunandar", "S.Sos., M.Si."},
		"Drs.H.Asep Sunandar,S.Sos,M.Si":       {"Drs. H.", "Asep Sunandar", "S.Sos., M.Si."},
		"DRS. H. ASEP SUNANDAR, S.SOS., M.SI":  {"Drs. H.", "Asep Sunandar", "S.Sos., M.Si."},
		"Asep Sunandar S.Sos M.Si":             {"", "Asep Sunandar", "S.Sos., M.Si."},
		"Asep Sunandar S. Sos., M. Si":         {"", "Asep Sunandar", "S.Sos., M.Si."},
		"Asep Sunandar, S.Tr.Sos":              {"", "Asep Sunandar", "S.Tr.Sos."},
		"Asep Sunandar, A.Md.":                 {"", "Asep Sunandar", "A.Md."},
		"Asep Sunandar, SH, MH":                {"", "Asep Sunandar", "S.H., M.H."},
		"Asep Sunandar SH":                     {"", "Asep Sunandar", "S.H."},
		"ASEP SUNANDAR, SE":                    {"", "Asep Sunandar", "S.E."},
		"Hj. Siti Nur'aini, S.Pd.I":            {"Hj.", "Siti Nur'aini", "S.Pd.I."},
		"H Asep Sunandar":                      {"H.", "Asep Sunandar", ""},
		"KH. Asep Sunandar":                    {"KH.", "Asep Sunandar", ""},
		"dr. Asep Sunandar":                    {"dr.", "Asep Sunandar", ""},
		"Dr. Asep Sunandar":                    {"Dr.", "Asep Sunandar", ""},
		"Prof. Dr. Ir. Asep Sunandar, Ph.D":    {"Prof. Dr. Ir.", "Asep Sunandar", "Ph.D."},
		"Asep Sunandar, Drs.":                  {"Drs.", "Asep Sunandar", ""},
		"Asep Sunandar, S.Xyz.":                {"", "Asep Sunandar", "S.Xyz."}, // in no list, but of the form
		"R. Iyus Wiradikarta":                  {"", "R. Iyus Wiradikarta", ""},
		"Rd. Iyus Wiradikarta":                 {"", "Rd. Iyus Wiradikarta", ""},
		"M. Ali Hidayat":                       {"", "M. Ali Hidayat", ""},
		"Ujang M.Ali":                          {"", "Ujang M.Ali", ""},
		"Asep S. P.":                           {"", "Asep S. P.", ""},
		"Asep S.":                              {"", "Asep S.", ""},
		"St. Aisyah":                           {"", "St. Aisyah", ""},
		"Dra":                                  {"", "Dra", ""},
		"SITI NUR'AINI":                        {"", "Siti Nur'aini", ""},
		"asep sunandar":                        {"", "Asep Sunandar", ""},
		"Asep bin Ujang":                       {"", "Asep bin Ujang", ""},
		"SITI-NUR M.ALI":                       {"", "Siti-Nur M.Ali", ""},
		"Sunandar, Asep":                       {"", "Sunandar, Asep", ""},    // not titles: stays as it is
		"=HYPERLINK(\"x\")":                    {"", "=HYPERLINK(\"x\")", ""}, // harmless text
		"<b>Asep</b>":                          {"", "<b>Asep</b>", ""},
	} {
		got, p := Name(typed)
		if p != nil || got != want {
			t.Errorf("Name(%q): %v\n%s", typed, p, cmp.Diff(want, got))
		}
	}
	for _, typed := range []string{"", " ", "-", "(kosong)", "...", "12345", "'"} {
		if got, p := Name(typed); kind(p) != NameEmpty {
			t.Errorf("Name(%q) = %v, %v; want it empty", typed, got, p)
		}
	}
	if got, p := Name(strings.Repeat("Asep ", 2000)); kind(p) != NameLong || got.Name != "" {
		t.Errorf("10,000 characters: %v, %v", got, p)
	}
	if _, p := Name(strings.Repeat("é", MaxName)); p != nil {
		t.Errorf("%d characters of two bytes: %v", MaxName, p)
	}
}

func TestNameKey(t *testing.T) {
	for name, want := range map[string]string{
		"Asep Sunandar": "asep sunandar", "ASEP  SUNANDAR": "asep sunandar", "Siti Nur'aini": "siti nuraini", "Siti Nur’aini": "siti nuraini",
		"M.Ali": "m ali", "M. Ali": "m ali", "Siti-Nur": "siti nur", "José Peña": "jose pena", "": "",
	} {
		if got := NameKey(name); got != want {
			t.Errorf("NameKey(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestTitlesAreTakenOffAndPutBack(t *testing.T) {
	words := rapid.StringMatching(`[A-Z][a-z]{2,9}`)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SliceOfN(words, 2, 4).Filter(func(w []string) bool { // a name whose ends are no titles
			return beforeTitle(w[0]) == "" && !undotted[w[len(w)-1]]
		})
		want := PersonName{Name: strings.Join(name.Draw(t, "name"), " ")}
		want.Before = strings.Join(rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"Drs.", "H.", "Ir.", "Prof."}), 0, 3, rapid.ID).Draw(t, "before"), " ")
		want.After = strings.Join(rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"S.Sos.", "M.Si.", "S.Tr.Sos.", "A.Md."}), 0, 3, rapid.ID).Draw(t, "after"), ", ")
		got, p := Name(want.Full())
		if p != nil || got != want {
			t.Fatalf("Name(%q) = %+v, %v", want.Full(), got, p)
		}
	})
}

func FuzzName(f *testing.F) {
	for _, seed := range []string{"Drs. H. Asep Sunandar, S.Sos., M.Si.", "ASEP", "Asep S. Sos", ",,", "H.", "Dr.,", "\xff\x00a", "a,H.,b", "Drs.H.Asep"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		name, p := Name(typed)
		if p != nil {
			if name != (PersonName{}) || !p.Kind.Refuses() {
				t.Fatalf("Name(%q) = %+v, %v", typed, name, p)
			}
			return
		}
		if name.Name == "" || name.Name != Clean(name.Name) || !utf8.ValidString(name.Full()) || strings.ContainsRune(name.Full(), 0) {
			t.Fatalf("Name(%q) = %+v", typed, name)
		}
		NameKey(typed)
	})
}
