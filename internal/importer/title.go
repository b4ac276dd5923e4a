package importer

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"pilar/internal/check"
	"pilar/internal/sheet"
)

var (
	asOf = regexp.MustCompile(`(?i)\b(?:keadaan|posisi|kondisi|per|sampai dengan|s\.?\s?/?d\.?)\b[\s.:]*(?:(?:per|pada|sampai dengan|s\.?\s?/?d\.?|bulan|akhir)[\s.:]*)*(?:tanggal|tgl)?[\s.:]*` +
		`(\d{1,2}[\s./-]+(?:\pL+|\d{1,2})[\s./-]+\d{4})`)
	address = regexp.MustCompile(`(?i)\b(jl|jln|jalan|telp|telepon|tlp|fax|faks|faksimile|kode pos|kompleks?|gedung|website|e-?mail)\b`)
	titleOf = regexp.MustCompile(`(?i)\b(kecamatan|kec|desa|kelurahan)\b[\s.:]*(.+)$`)
)

// title reads a row above the head: it may say of which day the file speaks. Where its people work is looked for once the
// head shows which tables there are.
func (t *table) title(row sheet.Row) {
	if slices.ContainsFunc(row.Cells, func(c sheet.Cell) bool { return figures(c.Text) == 16 }) {
		t.lost++
	}
	text := strings.Join(texts(row), " ")
	if m := asOf.FindStringSubmatch(text); m != nil && t.AsOf.IsZero() {
		if date, p := check.Date(m[1]); p == nil {
			t.summary.AsOf = date
		}
	}
	if len(t.above) < maxTitles {
		t.above = append(t.above, row)
	}
}

// titlePlaces finds the kecamatan, and perhaps the desa, that a title names. Where the office itself stands, as its
// letterhead says, is neither.
func (t *table) titlePlaces(text string) {
	if address.MatchString(text) {
		return
	}
	for rest := text; ; {
		m := titleOf.FindStringSubmatch(rest)
		if m == nil {
			return
		}
		rest = m[2]
		t.titlePlace(strings.ToLower(m[1])[0] == 'k' && !strings.EqualFold(m[1], "kelurahan"), m[2])
	}
}

// titlePlace takes the longest name of a place with which a text begins.
func (t *table) titlePlace(isKecamatan bool, text string) {
	words := strings.Fields(text)
	for n := min(4, len(words)); n > 0; n-- {
		name := strings.Trim(strings.Join(words[:n], " "), ".,:;()-")
		if !isKecamatan {
			if len(t.Places.desas(name)) > 0 {
				t.desa = name
				return
			}
			continue
		}
		kec, ok := t.Places.Kecamatan(name)
		if !ok {
			continue
		}
		if t.oneOfMany(words[n:]) {
			return
		}
		if t.kecamatan != "" && t.kecamatan != kec.Name {
			t.note(t.sheet.Name, "Nama lembar menyebut Kec. "+t.kecamatan+", judulnya Kec. "+kec.Name+". Keduanya tidak dipakai; tulis kecamatan di kolom tersendiri.")
			t.kecamatan = ""
			return
		}
		t.kecamatan = kec.Name
		return
	}
}

// oneOfMany tells whether another kecamatan follows: "KECAMATAN LEMBANG DAN PARONGPONG" is neither.
func (t *table) oneOfMany(rest []string) bool {
	if len(rest) == 0 {
		return false
	}
	_, another := t.Places.Kecamatan(rest[0])
	switch strings.ToLower(rest[0]) {
	case "dan", "&", "/", "serta", "-", "s.d.", "sampai":
		return true
	}
	return another
}

// kecamatanOfSheet finds the one kecamatan that the name of a sheet names: "Lembang", "PSM Kec. Lembang", "3. Cisarua",
// "LEMBANG final (2)". A sheet of a desa is none of the kecamatan of that name.
func (s *scan) kecamatanOfSheet(name string) (string, bool) {
	words := headWords(name)
	if slices.Contains(words, "desa") && !slices.Contains(words, "kec") {
		return "", false
	}
	if kec, ok := s.Places.Kecamatan(name); ok {
		return kec.Name, true
	}
	found := ""
	for from := range words {
		for until := from + 1; until <= min(len(words), from+3); until++ {
			kec, ok := s.Places.Kecamatan(strings.Trim(strings.Join(words[from:until], " "), "0123456789 "))
			if ok && found != "" && kec.Name != found {
				return "", false
			}
			if ok {
				found = kec.Name
			}
		}
	}
	return found, found != ""
}

// kecamatanOfFile finds the kecamatan that the file's name names as one, "PSM Kec. Lembang.csv", and says so once.
func (s *scan) kecamatanOfFile() string {
	name := strings.TrimSuffix(s.File, path.Ext(s.File))
	if !slices.Contains(headWords(name), "kec") {
		return ""
	}
	kec, ok := s.kecamatanOfSheet(name)
	if ok && !s.fileNoted {
		s.fileNoted = true
		s.note("", "Baris tanpa kecamatan dibaca sebagai Kec. "+kec+", sesuai nama berkas.")
	}
	return kec
}
