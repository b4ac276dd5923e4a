package importer

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"pilar/internal/check"
	"pilar/internal/sheet"
)

func FuzzHead(f *testing.F) {
	for _, seed := range []string{"Nama Lengkap", "NIK/No. KTP", "Tempat, Tanggal Lahir", "no_hp", "L/P", "Kec.", "\xff", "ALAMAT (JALAN, RT/RW)"} {
		f.Add(seed)
	}
	l := lexiconFor(&Options{})
	f.Fuzz(func(t *testing.T, text string) {
		c := l.column(text)
		if utf8.ValidString(text) && len(text) < 100 && l.column("  "+strings.ReplaceAll(check.Clean(text), " ", "  ")+" ") != c {
			t.Fatalf("%q: %q depends on spaces", text, c)
		}
		if c != "" && dictionary[c] == "" {
			t.Fatalf("%q: %q is in no dictionary", text, c)
		}
	})
}

// FuzzText reads anything as a text file: what is accepted is whole, what is refused has its reason, and no number of a
// person shows.
func FuzzText(f *testing.F) {
	f.Add("Nama;NIK;Kec;Desa\nTitin;3217016806899001;Lembang;Cikole\nTitin;3217016806899001;Lembang;Cipada\n")
	f.Add("nama\tno ktp\tttl\thp\nTitin\t'3217 0168 0689 9001\tBandung, 28-6-89\t0812\nJUMLAH\t1\n")
	f.Add("No,Nama/NIP,NIK,TMT\n1,\"Titin\n198906282015052001\",3.2E15,31-2-2020\n")
	f.Add("DATA PSM KECAMATAN LEMBANG\nNama;NIK;L;P;SK\nKECAMATAN CISARUA\nA;3217016806899001;v;;460/1/2022, 1 Januari 2022\nMengetahui;\n")
	f.Add("NAMA|NIK|DESA|NAMA|NIK|DESA\nTitin|3217016806899001|Cikole|Asep|3217012806899002|Cipada\n")
	f.Add("Nama/NIP/TTL;NIK;Gol\nAsep;3217012806899002;III\nNIP. 19890628 201505 1 001;;a\nUjang (THL);3217012806899003;-\n")
	o := options(f, "PSM")
	o.File = "PSM Kec. Lembang.csv"
	f.Fuzz(func(t *testing.T, text string) {
		book, err := sheet.Read(strings.NewReader(text), int64(len(text)))
		if err != nil || !book.CSV {
			return
		}
		r, err := Read(book, o)
		if err != nil {
			var nothing *Error
			var unfit *sheet.Error
			if !errors.As(err, &nothing) && !errors.As(err, &unfit) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if r.DataRows != len(r.Rows) || r.Loadable+r.Rejected+r.Repeated != r.DataRows || r.Warned > r.Loadable {
			t.Fatalf("%q: %+v", text, r)
		}
		seen := map[string]bool{}
		for _, row := range r.Rows {
			sound(t, text, &row, seen)
		}
	})
}

func figuresOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

func sound(t *testing.T, text string, row *Row, seen map[string]bool) {
	t.Helper()
	refused := false
	for _, p := range row.Problems {
		refused = refused || p.Kind.Refuses()
		if _, number, _ := check.NumberWithin(p.Value + " " + p.Message); len(number) >= 16 {
			t.Fatalf("%q: a number shows in %+v", text, p)
		}
		if p.Message == "" {
			t.Fatalf("%q: no message in %+v", text, p)
		}
	}
	e := row.Entry
	if refused != (row.Verdict == Rejected) {
		t.Fatalf("%q: %+v", text, row)
	}
	if !row.Loadable() {
		return
	}
	if nik, p := check.NIK(e.NIK); p != nil || nik != e.NIK || seen[nik] {
		t.Fatalf("%q: accepted NIK %q", text, e.NIK)
	}
	if figures := figuresOf(text); utf8.ValidString(text) && !strings.Contains(text, "\x00") &&
		(!strings.Contains(figures, e.NIK) || !strings.Contains(figures, strings.TrimPrefix(e.Phone.Value, "+62"))) {
		t.Fatalf("%q: accepted NIK %s and phone %s, which do not stand there", text, e.NIK, e.Phone.Value)
	}
	seen[e.NIK] = true
	if e.Name.Name == "" || e.NameKey == "" && check.NameKey(e.Name.Name) != "" || e.Duty == "" || e.Start.IsZero() || e.Precision == "" {
		t.Fatalf("%q: accepted %+v", text, e)
	}
}
