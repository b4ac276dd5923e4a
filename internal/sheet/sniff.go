package sheet

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"
)

// What a file can be apart from unfit.
const (
	isZip  Reason = "zip"
	isText Reason = "text"
)

var magics = []struct {
	start string
	what  Reason
}{
	{"PK\x03\x04", isZip},
	{"PK\x05\x06", Empty}, // a zip without entries
	{"\x89PNG", Picture}, {"\xff\xd8\xff", Picture}, {"GIF8", Picture}, {"BM", Picture}, {"%PDF", Picture}, {"RIFF", Picture},
	{"II*\x00", Picture}, {"MM\x00*", Picture},
	{"\x09\x08", OldExcel}, {"\x09\x04", OldExcel}, {"\x09\x02", OldExcel}, // worksheets from before 1993
	{"Rar!", NotSheet}, {"7z\xbc\xaf", NotSheet}, {"\x1f\x8b", NotSheet}, {"{\\rtf", NotSheet},
}

// sniff tells by its first bytes what a file is; names lie.
func sniff(r io.ReaderAt, size int64) Reason {
	head := make([]byte, min(size, 4096))
	if n, err := r.ReadAt(head, 0); n < len(head) && err != nil {
		return Damaged
	}
	if bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return compound(r, size)
	}
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.start)) && (m.start != "BM" || bytes.IndexByte(head, 0) >= 0) {
			return m.what
		}
	}
	start := strings.ToLower(strings.TrimLeft(string(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))), " \t\r\n"))
	for _, tag := range []string{"<!doctype", "<html", "<table", "<head", "<meta", "<?xml", "<style", "<div", "<body", "mime-version:"} {
		if strings.HasPrefix(start, tag) {
			return WebPage
		}
	}
	if strings.Trim(start, " \t\r\n\x00") == "" && size <= int64(len(head)) {
		return Empty
	}
	if utf16Kind(head) == 0 && bytes.ContainsFunc(head, unprintable) {
		return NotSheet
	}
	return isText
}

// unprintable finds the control characters that no text has; the bytes of one-byte encodings pass.
func unprintable(r rune) bool { return r < 0x20 && !strings.ContainsRune("\t\r\n\f\x1a", r) }

// utf16Kind returns 'l' or 'b' for text in UTF-16, little or big end first, with its mark or betrayed by its zero bytes.
func utf16Kind(head []byte) byte {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return 'l'
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return 'b'
	}
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	switch half := len(head) / 2; {
	case half > 2 && zeros[1] > half*3/4 && zeros[0] == 0:
		return 'l'
	case half > 2 && zeros[0] > half*3/4 && zeros[1] == 0:
		return 'b'
	}
	return 0
}

// compound looks into the container that old Excel uses, and new Excel for a workbook with a password.
func compound(r io.ReaderAt, size int64) Reason {
	all := make([]byte, min(size, MaxBytes))
	if n, err := r.ReadAt(all, 0); n < len(all) && err != nil {
		return Damaged
	}
	switch {
	case bytes.Contains(all, wide("EncryptedPackage")):
		return Encrypted
	case bytes.Contains(all, wide("Workbook")), bytes.Contains(all, wide("Book")):
		return OldExcel
	}
	return NotSheet
}

func wide(text string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}
