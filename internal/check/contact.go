package check

import (
	"regexp"
	"strings"
)

// Phone reads a phone number and returns it as +62…: a mobile of 08 and 8 to 11 figures more, or a landline with its
// area code. Spaces, dots, hyphens, brackets, 62, +62, 0062, a missing first 0 and the words WA and HP are accepted. Where it is none, the caller
// keeps what was typed as a note.
func Phone(typed string) (string, *Problem) {
	if Absent(typed) {
		return "", nil
	}
	plain := brackets.Replace(strings.Trim(phoneLabel.ReplaceAllString(Clean(typed), ""), "'’‘` "))
	plain = wholeNumber.ReplaceAllString(plain, "$1")
	rest, only := figures(strings.TrimPrefix(plain, "+"))
	rest = abroad.ReplaceAllString(rest, "62")
	switch {
	case !only:
		return "", badPhone()
	case strings.HasPrefix(rest, "62"):
		rest = "0" + strings.TrimPrefix(rest[2:], "0")
	case strings.HasPrefix(plain, "+"):
		return "", badPhone()
	case strings.HasPrefix(rest, "8"):
		rest = "0" + rest
	}
	if !mobile.MatchString(rest) && !landline.MatchString(rest) {
		return "", badPhone()
	}
	return "+62" + rest[1:], nil
}

var (
	brackets   = strings.NewReplacer("(", "", ")", "")
	phoneLabel = regexp.MustCompile(`(?i)^(no|nomor)?\b[\s.]*(wa|hp|telp?|tlp|telepon)?\b[\s.:]*|\s*\(?\b(wa|hp)\)?$`)

	wholeNumber = regexp.MustCompile(`^(\+?\d{9,15})[.,]0$`) // as programs write a number that they took for one with a fraction
	abroad      = regexp.MustCompile(`^0062`)

	mobile   = regexp.MustCompile(`^08\d{8,11}$`)
	landline = regexp.MustCompile(`^0[2-79]\d{7,11}$`)
)

func badPhone() *Problem {
	return problem(PhoneMalformed, "Nomor telepon tidak lengkap atau tidak terbaca. Tulis satu nomor saja, misalnya 0812-3456-7890; "+
		"yang diketik disimpan sebagai catatan.")
}

var email = regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$`)

// Email reads an e-mail address; the domain becomes lower case. One that is malformed is returned as typed.
func Email(typed string) (string, *Problem) {
	if Absent(typed) {
		return "", nil
	}
	address := strings.Trim(Clean(typed), "<>;, ")
	address = strings.TrimPrefix(strings.TrimPrefix(address, "mailto:"), "MAILTO:")
	if len(address) > 254 || !email.MatchString(address) || strings.Contains(address, "..") || address[0] == '.' {
		return address, problem(EmailMalformed, "Alamat surel tidak lengkap atau salah tulis. Bentuknya nama@contoh.id, tanpa spasi.")
	}
	name, domain, _ := strings.Cut(address, "@")
	return name + "@" + strings.ToLower(domain), nil
}
