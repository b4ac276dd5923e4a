package check

import (
	"strings"
	"unicode"
)

var sexes = map[string]string{
	"l": "L", "lk": "L", "laki": "L", "lakilaki": "L", "laki2": "L", "lki": "L", "lelaki": "L", "pria": "L", "cowok": "L", "male": "L", "m": "L",
	"p": "P", "pr": "P", "perempuan": "P", "wanita": "P", "prm": "P", "prempuan": "P", "cewek": "P", "female": "P", "f": "P", "w": "P",
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

// oneSex returns the sex that each word of a text means; empty where one means none or another.
func oneSex(text string) string {
	found := ""
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		sex := sexes[word]
		if sex == "" || found != "" && sex != found {
			return ""
		}
		found = sex
	}
	return found
}
