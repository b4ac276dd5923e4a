package check

import (
	"slices"
	"strings"
	"unicode"
)

var sexes = map[string]string{
	"l": "L", "lk": "L", "laki": "L", "lakilaki": "L", "laki2": "L", "lki": "L", "lelaki": "L", "pria": "L", "cowok": "L", "male": "L", "m": "L",
	"p": "P", "pr": "P", "perempuan": "P", "wanita": "P", "prm": "P", "prp": "P", "prempuan": "P", "cewek": "P", "female": "P", "f": "P", "w": "P",
}

// Sex reads L or P from the ways people write it: Laki-laki, Pria, LK; Perempuan, Wanita, PR, also both ways at once,
// P (Perempuan). Empty for an empty text.
func Sex(typed string) (string, *Problem) {
	if Absent(typed) {
		return "", nil
	}
	key := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -–./()", r) {
			return -1
		}
		return r
	}, strings.ToLower(Clean(typed)))
	if sex := sexes[key]; sex != "" {
		return sex, nil
	}
	if sex := oneSex(typed); sex != "" {
		return sex, nil
	}
	return "", problem(SexUnknown, "Jenis kelamin tidak terbaca. Tulis L untuk laki-laki atau P untuk perempuan.")
}

// oneSex returns the sex that each word of a text means, or that all of them mean with one slip of the keys; empty where
// one means none or another.
func oneSex(text string) string {
	words, found := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }), ""
	if !slices.ContainsFunc(words, func(w string) bool { return len(w) < 3 }) { // L and P beside a word may contradict it
		for _, word := range []string{"lakilaki", "perempuan"} {
			if misspelt(strings.Join(words, ""), word) {
				return sexes[word]
			}
		}
	}
	for _, word := range words {
		sex := sexes[word]
		if sex == "" || found != "" && sex != found {
			return ""
		}
		found = sex
	}
	return found
}
