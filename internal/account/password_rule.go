package account

import (
	"bytes"
	"compress/gzip"
	_ "embed" // common.txt.gz
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The bounds of a password, in characters (OWASP ASVS 2.1: length and no leaked passwords, instead of composition rules).
const (
	PasswordMin = 12
	PasswordMax = 128
)

// obvious are words that make a long password no better; what is left of it without them must still be something. A longer
// word stands before those that it holds.
var obvious = []string{
	"pilarsosial", "pilar", "dinassosial", "dinsos", "kemensos", "kesejahteraan", "sosial", "pendamping", "tagana", "tksk",
	"katasandi", "password", "sandi", "rahasia", "masuk", "selamat",
	"administrator", "admin", "operator", "bendahara", "pimpinan", "pemeriksa", "kepala", "dinas", "kantor",
	"indonesia", "jawabarat", "bandungbarat", "bandung", "lembang", "padalarang", "ngamprah", "kabupaten", "kecamatan", "jakarta",
	"bismillah", "alhamdulillah", "pancasila", "merdeka", "garuda", "persib", "sayangku", "sayang", "cintaku", "cinta", "akucinta",
	"januari", "februari", "maret", "april", "agustus", "september", "oktober", "november", "desember",
	"qwertyuiop", "qwerty", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "abcdef", "01234567890", "1234567890",
	"123456789", "12345678", "123456", "12345", "1234", "123", "2024", "2025", "2026", "2027",
}

// CheckPassword says in words why a password is refused for that login and name, or "".
func CheckPassword(password, login, name string) string {
	switch n := len([]rune(password)); {
	case n == 0:
		return "Isi kata sandi."
	case n < PasswordMin:
		return fmt.Sprintf("Kata sandi terlalu pendek: paling sedikit %d karakter. Beberapa kata yang tidak berhubungan mudah diingat.", PasswordMin)
	case n > PasswordMax:
		return fmt.Sprintf("Kata sandi terlalu panjang: paling banyak %d karakter.", PasswordMax)
	}
	whole := plain(password)
	rest := whole
	own := append(strings.FieldsFunc(login, notWord), strings.FieldsFunc(name, notWord)...)
	for _, word := range append(own, obvious...) {
		if w := plain(word); len(w) >= 3 {
			rest = strings.ReplaceAll(rest, w, "")
		}
	}
	switch {
	case distinct(rest) < 5:
		return "Kata sandi ini mudah ditebak. Jangan memakai nama, nama pengguna, nama aplikasi, atau deret huruf dan angka."
	case common(whole), common(repeated(whole)), common(rest), common(strings.TrimRight(rest, "0123456789")):
		return "Kata sandi ini termasuk yang paling sering bocor, sehingga mudah ditebak. Pilih beberapa kata yang tidak berhubungan."
	}
	return ""
}

//go:embed common.txt.gz
var commonFile []byte

// commonLines are the passwords that leaked most often, as plain writes them, each between line breaks: see SOURCES.md.
var commonLines = sync.OnceValue(func() string {
	r, err := gzip.NewReader(bytes.NewReader(commonFile))
	if err != nil {
		panic(fmt.Errorf("the embedded list of passwords: %w", err))
	}
	lines, err := io.ReadAll(r)
	if err != nil {
		panic(fmt.Errorf("the embedded list of passwords: %w", err))
	}
	return "\n" + string(lines)
})

// common tells whether a password, as plain writes it, is among those that leaked most often.
func common(word string) bool { return word != "" && strings.Contains(commonLines(), "\n"+word+"\n") }

// repeated returns what a word is made of by writing it several times, else the word.
func repeated(word string) string {
	if at := strings.Index((word + word)[min(1, len(word)):], word) + 1; at > 0 && at < len(word) {
		return word[:at]
	}
	return word
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// plain keeps the letters and digits, in lower case; characters of other scripts and signs count as they are.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && notWord(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}
