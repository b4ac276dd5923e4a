package importer

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/region"
	"pilar/internal/sheet"
)

// district returns the places of Kabupaten Bandung Barat, as a new register has them.
func district(t testing.TB) *Places {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "seed", "wilayah-kbb.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := region.ReadCSV(f)
	if err != nil {
		t.Fatal(err)
	}
	return NewPlaces(all)
}

func date(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

// options reads files of a cadre as the migrations describe it, on 1 February 2026.
func options(t testing.TB, code string) Options {
	levels := map[string]region.Level{"TKSK": region.Kecamatan, "PSM": region.Desa, "TAGANA": region.Kecamatan, "PKH": region.Kecamatan, "DINSOS": region.Kabupaten}
	fields := map[string][]cadre.Field{
		"TAGANA": {{Key: "jenjang", Label: "Jenjang", Type: "choice", Choices: []string{"Muda", "Madya", "Utama"}}, {Key: "keahlian", Label: "Keahlian khusus"}},
		"PSM":    {{Key: "masa_bakti", Label: "Masa bakti"}},
		"PKH":    {{Key: "jabatan", Label: "Jabatan"}},
		"DINSOS": {{Key: "jabatan", Label: "Jabatan"}},
	}
	return Options{Cadre: code, DutyLevel: levels[code], Fields: fields[code], Places: district(t), Prefixes: []string{"3217", "3204"}, Today: date("2026-02-01")}
}

// readFile reads a file in testdata.
func readFile(t *testing.T, name, code string) *Report {
	t.Helper()
	book, err := sheet.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	o := options(t, code)
	o.File = name
	r, err := Read(book, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func rowAt(r *Report, sheet string, number int) *Row {
	for i := range r.Rows {
		if r.Rows[i].Sheet == sheet && r.Rows[i].Number == number {
			return &r.Rows[i]
		}
	}
	return nil
}

func kinds(r *Row) map[check.Kind]bool {
	found := map[check.Kind]bool{}
	for _, p := range r.Problems {
		found[p.Kind] = true
	}
	return found
}

// TestWorkbooks holds the five workbooks that shaped this program against what must come out of them.
func TestWorkbooks(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var expected struct {
		Files []struct {
			File, Cadre                  string
			DataRows                     int `json:"data_rows"`
			Loadable, Rejected, Repeated int
		}
		Planted []struct {
			File, Sheet string
			Row         int
			Kind        check.Kind
		}
	}
	if err := json.Unmarshal(raw, &expected); err != nil {
		t.Fatal(err)
	}
	reports := map[string]*Report{}
	for _, f := range expected.Files {
		r := readFile(t, f.File, f.Cadre)
		reports[f.File] = r
		if r.DataRows != f.DataRows || r.Loadable != f.Loadable || r.Rejected != f.Rejected || r.Repeated != f.Repeated {
			t.Errorf("%s: %d rows, %d loadable, %d rejected, %d repeated; want %+v", f.File, r.DataRows, r.Loadable, r.Rejected, r.Repeated, f)
		}
		if unknown := r.Unknown(); len(unknown) > 0 {
			t.Errorf("%s: heads not recognised: %+v", f.File, unknown)
		}
	}
	planted := map[*Row]bool{}
	for _, p := range expected.Planted {
		row := rowAt(reports[p.File], p.Sheet, p.Row)
		if row == nil || !kinds(row)[p.Kind] {
			t.Errorf("%s, %s, row %d: want %s, got %+v", p.File, p.Sheet, p.Row, p.Kind, row)
		}
		planted[row] = true
	}
	for file, r := range reports {
		for i := range r.Rows {
			if row := &r.Rows[i]; len(row.Problems) > 0 && !planted[row] {
				t.Errorf("%s, %s, row %d: nothing was planted there, got %+v", file, row.Sheet, row.Number, row.Problems)
			}
		}
	}
}
