package check

import (
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"
)

func TestDate(t *testing.T) {
	for typed, want := range map[string]string{
		"12-3-1985":                 "1985-03-12",
		"12/03/1985":                "1985-03-12",
		"12.3.1985":                 "1985-03-12",
		"12 - 3 - 1985":             "1985-03-12",
		"12 Maret 1985":             "1985-03-12",
		"12 MARET 1985":             "1985-03-12",
		"12 Mar 1985":               "1985-03-12",
		"12-Mar-1985":               "1985-03-12",
		"12Maret1985":               "1985-03-12",
		"Selasa, 12 Maret 1985":     "1985-03-12",
		"Jum'at 1 Maret 1985":       "1985-03-01",
		"Tgl. 12-03-1985":           "1985-03-12",
		"March 12, 1985":            "1985-03-12",
		"1985-03-12":                "1985-03-12",
		"1985/3/12":                 "1985-03-12",
		"1985-03-12 00:00:00":       "1985-03-12",
		"1985-03-12T00:00:00Z":      "1985-03-12",
		"1985-03-12T00:00:00+07:00": "1985-03-12",
		"12/03/1985 0:00":           "1985-03-12",
		"12031985":                  "1985-03-12",
		"19850312":                  "1985-03-12",
		"17 Agustus 1990":           "1990-08-17",
		"17 Agt 1990":               "1990-08-17",
		"17 Ags 1990":               "1990-08-17",
		"17 Agu. 1990":              "1990-08-17",
		"17 Aug 1990":               "1990-08-17",
		"5 Pebruari 1990":           "1990-02-05",
		"5 Nopember 1990":           "1990-11-05",
		"5 Des 1990":                "1990-12-05",
		"5 Dec 1990":                "1990-12-05",
		"5 Mei 1990":                "1990-05-05",
		"5 May 1990":                "1990-05-05",
		"29-02-2000":                "2000-02-29",
		"1985-03-12 07:30:00":       "1985-03-12",
		"12/03/1985 7:30":           "1985-03-12",
		"Senin 12.03.1985":          "1985-03-12",
		"12\\03\\1985":              "1985-03-12",
		"12_03_1985":                "1985-03-12",
		"17 Agst 1990":              "1990-08-17",
		"12 Maert 1985":             "1985-03-12",
		"12 Febuari 1985":           "1985-02-12",
		"12 Peburari 1985":          "1985-02-12",
		"12 Agutus 1985":            "1985-08-12",
		"12 Septmber 1985":          "1985-09-12",
		"12 Desmber 1985":           "1985-12-12",
		"12 Jully 1985":             "1985-07-12",
		"12-III-1985":               "1985-03-12",
		"Selasa Pon, 12 Maret 1985": "1985-03-12",
		"12 Maret 1985 (40 th)":     "1985-03-12",
		"12-03-1985 / 40 tahun":     "1985-03-12",
		"":                          "",
		"-":                         "",
	} {
		got, p := Date(typed)
		if p != nil || !got.Equal(day(want)) {
			t.Errorf("Date(%q) = %v, %v; want %s", typed, got, p, want)
		}
	}
	for _, typed := range []string{
		"31 Februari 1980", "31-02-1980", "31/4/1990", "29-02-1985", "00-01-1990", "12-13-1985", "03/25/1985", "12-0-1985",
		"12-3-85", "12 Maret 85", "1985", "Maret 1985", "12 Foo 1985", "12 Juri 1985", "12 Mrei 1985", "12 Mi 1985", "III 12 1985", "12-IIII-1985", "1985 (40 th)", "tidak tahu", "12-3-1885", "12-3-2185", "12-3-19855",
		"1.234.567", "12-3-1985 s.d. 12-4-1985", "1985-03-11T17:00:00Z", "1985-03-12 07:00:00+07:00", "12=3=1985", "32623", "120385", "99999999",
	} {
		if got, p := Date(typed); kind(p) != DateImpossible || !got.IsZero() {
			t.Errorf("Date(%q) = %v, %v; want it refused", typed, got, p)
		}
	}
}

func TestYearOfTwoFiguresNeedsAnotherField(t *testing.T) {
	nineteen := func(short int) (int, bool) { return 1900 + short, short == 85 }
	if got, p := DateWithYear("12-3-85", nineteen); p != nil || !got.Equal(day("1985-03-12")) {
		t.Errorf("decided: %v, %v", got, p)
	}
	if _, p := DateWithYear("12-3-86", nineteen); kind(p) != DateImpossible {
		t.Errorf("undecided: %v", p)
	}
	if _, p := DateWithYear("31-2-85", nineteen); kind(p) != DateImpossible {
		t.Errorf("31 February: %v", p)
	}
}

func TestSerialDate(t *testing.T) {
	for _, c := range []struct {
		serial   float64
		date1904 bool
		want     string
	}{
		{32623, false, "1989-04-25"}, {44562, false, "2022-01-01"}, {44562.75, false, "2022-01-01"}, {1, false, "1900-01-01"},
		{59, false, "1900-02-28"}, {61, false, "1900-03-01"}, {31161, true, "1989-04-25"},
		{60, false, ""}, {-1, false, ""}, {80001, false, ""}, {0, false, ""}, {3217016806899000, false, ""},
	} {
		got, ok := SerialDate(c.serial, c.date1904)
		if ok != (c.want != "") || ok && !got.Equal(day(c.want)) {
			t.Errorf("SerialDate(%v, %v) = %v, %v; want %q", c.serial, c.date1904, got, ok, c.want)
		}
	}
}

func TestYear(t *testing.T) {
	for typed, want := range map[string]int{"2018": 2018, "Tahun 2018": 2018, "Th.2018": 2018, "2018-sekarang": 2018, "2018 s.d. 2023": 2018,
		"Januari 2018": 2018, "": 0, "-": 0} {
		if got, p := Year(typed); p != nil || got != want {
			t.Errorf("Year(%q) = %d, %v", typed, got, p)
		}
	}
	for _, typed := range []string{"18", "1899", "20181", "lama"} {
		if got, p := Year(typed); p == nil {
			t.Errorf("Year(%q) = %d", typed, got)
		}
	}
}

func TestPlaceAndDate(t *testing.T) {
	for _, c := range []struct{ typed, place, date string }{
		{"Bandung, 12-03-1985", "Bandung", "1985-03-12"},
		{"Bandung,12-03-1985", "Bandung", "1985-03-12"},
		{"Bandung/12 Maret 1985", "Bandung", "1985-03-12"},
		{"Bandung / 12 Maret 1985", "Bandung", "1985-03-12"},
		{"Bandung 12 Maret 1985", "Bandung", "1985-03-12"},
		{"Bandung; 12.03.1985", "Bandung", "1985-03-12"},
		{"Bandung-12-03-1985", "Bandung", "1985-03-12"},
		{"Bandung\n12-03-1985", "Bandung", "1985-03-12"},
		{"Bandung, tgl 12 Maret 1985", "Bandung", "1985-03-12"},
		{"Bandung, Selasa 12 Maret 1985", "Bandung", "1985-03-12"},
		{"Bandung Barat, 28 Juni 1989", "Bandung Barat", "1989-06-28"},
		{"Bandung | 12 Maret 1985", "Bandung", "1985-03-12"},
		{"Bandung_12 Maret 1985", "Bandung", "1985-03-12"},
		{"Bandung, 12 Maret 1985 (40 tahun)", "Bandung", "1985-03-12"},
		{"Kab. Bandung, 28 Juni 1989", "Kab. Bandung", "1989-06-28"},
		{"BANDUNG BARAT, 28 JUNI 1989", "Bandung Barat", "1989-06-28"},
		{"DKI JAKARTA, 28-6-1989", "DKI Jakarta", "1989-06-28"},
		{"Bandung 1985-03-12", "Bandung", "1985-03-12"},
		{"12-03-1985", "", "1985-03-12"},
		{"12-03-1985/Bandung", "Bandung", "1985-03-12"},
		{"12 Maret 1985, Bandung", "Bandung", "1985-03-12"},
		{"Bandung", "Bandung", ""},
		{"Bandung, -", "Bandung", ""},
		{"", "", ""},
	} {
		place, date, p := PlaceAndDate(c.typed, nil)
		if p != nil || place != c.place || !date.Equal(day(c.date)) {
			t.Errorf("PlaceAndDate(%q) = %q, %v, %v", c.typed, place, date, p)
		}
	}
	for _, typed := range []string{"Bandung, 31 Februari 1980", "Bandung, 12-03-85", "Bandung, Maret 1985", "Bandung, 1/12/3/1985", "Bandung 112-3-1985"} {
		place, date, p := PlaceAndDate(typed, nil)
		if kind(p) != DateImpossible || !date.IsZero() || !strings.HasPrefix(place, "Bandung") {
			t.Errorf("PlaceAndDate(%q) = %q, %v, %v; want the date refused", typed, place, date, p)
		}
	}
}

func TestDecreeNumberAndDate(t *testing.T) {
	for _, c := range []struct{ typed, number, date string }{
		{"460/Kep.007-Dinsos/2022, 1 Januari 2022", "460/Kep.007-Dinsos/2022", "2022-01-01"},
		{"Nomor 460/Kep.007/2022 tanggal 1 Januari 2022", "460/Kep.007/2022", "2022-01-01"},
		{"No. 460/Kep.007/2022 Tgl. 01-01-2022", "460/Kep.007/2022", "2022-01-01"},
		{"SK Nomor : 460/Kep.007/2022, tgl 1/1/2022", "460/Kep.007/2022", "2022-01-01"},
		{"460/Kep.007/2022 (1 Januari 2022)", "460/Kep.007/2022", "2022-01-01"},
		{"460/Kep.007/2022 | 1 Januari 2022", "460/Kep.007/2022", "2022-01-01"},
		{"460/Kep.007/2022 per 1 Januari 2022", "460/Kep.007/2022", "2022-01-01"},
		{"460/Kep.007/2022 TMT 1 Januari 2022", "460/Kep.007/2022", "2022-01-01"},
		{"Per/007/2022", "Per/007/2022", ""},
		{"460/Kep.007/2022\n1 Januari 2022", "460/Kep.007/2022", "2022-01-01"},
		{"460/Kep.007/2022 / 1 Januari 2022", "460/Kep.007/2022", "2022-01-01"},
		{"460/Kep.007/2022 01-01-2022", "460/Kep.007/2022", "2022-01-01"},
		{"460/Kep.007/2022, 1/1/22", "460/Kep.007/2022", "2022-01-01"}, // the number decides the century
		{"460/Kep.007-Dinsos/2022", "460/Kep.007-Dinsos/2022", ""},
		{"800/12/3/2022", "800/12/3/2022", ""},         // looks like a date and is none
		{"800/Kep 12/3/2022", "800/Kep 12/3/2022", ""}, // undecided: left alone
		{"460/Kep.007, Tahun 2022", "460/Kep.007, Tahun 2022", ""},
		{"1 Januari 2022", "", "2022-01-01"},
		{"SK/460/2020", "SK/460/2020", ""},
		{"-", "", ""},
	} {
		number, date, p := DecreeNumberAndDate(c.typed)
		if p != nil || number != c.number || !date.Equal(day(c.date)) {
			t.Errorf("DecreeNumberAndDate(%q) = %q, %v, %v", c.typed, number, date, p)
		}
	}
	for _, typed := range []string{"460/Kep.007/2022, 31 Februari 2022", "460/Kep.007/2022 tanggal 31-02-2022", "460/Kep.007/2022, 1/1/21",
		"460/Kep.007 tanggal lama"} {
		number, date, p := DecreeNumberAndDate(typed)
		if kind(p) != DateImpossible || !date.IsZero() || !strings.HasPrefix(number, "460/Kep.007") {
			t.Errorf("DecreeNumberAndDate(%q) = %q, %v, %v; want the date refused", typed, number, date, p)
		}
	}
}

// layouts are dresses of a date; the words are Indonesian and English alike.
var layouts = []string{"2-1-2006", "02-01-2006", "2/1/2006", "02.01.2006", "2006-01-02", "2006/1/2", "02012006", "2 1 2006", "2-Jan-2006", "January 2, 2006",
	"2 January 2006", "Monday, 2 January 2006", "2006-01-02 00:00:00", "2006-01-02T00:00:00Z"}

func TestAnyDateIsReadBackInAnyDress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 73000).Draw(t, "days"))
		typed := want.Format(rapid.SampledFrom(layouts).Draw(t, "layout"))
		if got, p := Date(typed); p != nil || !got.Equal(want) {
			t.Fatalf("Date(%q) = %v, %v; want %v", typed, got, p, want)
		}
		place, got, p := PlaceAndDate("Bandung Barat, "+typed, nil)
		if p != nil || place != "Bandung Barat" || !got.Equal(want) {
			t.Fatalf("PlaceAndDate(%q) = %q, %v, %v; want %v", typed, place, got, p, want)
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, seed := range []string{"12-3-1985", "31 Februari 1980", "Bandung, 12-03-1985", "460/Kep.007-Dinsos/2022, 1 Januari 2022", "12-3-85",
		"1985-03-12T00:00:00Z", "12031985", "Selasa, 12 Mar 1985", "\xff12-3-1985", "Bandung/12 Maret 1985", "12-III-1985", "12 Febuari 1985", "12 Maret 1985 (40 th)", "Selasa Pon 12 Juri 1985"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		date, p := Date(typed)
		plausible(t, typed, date, p)
		place, date, p := PlaceAndDate(typed, nil)
		plausible(t, typed, date, p)
		if strings.ContainsAny(place, "0123456789") && !strings.ContainsAny(Place(typed), "0123456789") {
			t.Fatalf("PlaceAndDate(%q): place %q", typed, place)
		}
		_, date, p = DecreeNumberAndDate(typed)
		plausible(t, typed, date, p)
		if year, p := Year(typed); p == nil && year != 0 && (year < 1945 || year > 2100) {
			t.Fatalf("Year(%q) = %d", typed, year)
		}
	})
}

// plausible fails where a date was accepted whose year does not stand in what was typed, or that comes with a problem.
func plausible(t *testing.T, typed string, date time.Time, p *Problem) {
	t.Helper()
	if p != nil && (!date.IsZero() || p.Kind != DateImpossible || p.Message == "") {
		t.Fatalf("%q: %v with %v", typed, date, p)
	}
	if p != nil || date.IsZero() {
		return
	}
	if date.Year() < 1900 || date.Year() > 2100 || date.Hour() != 0 {
		t.Fatalf("%q was read as %v", typed, date)
	}
	year, twoDigits := date.Format("2006"), date.Format("06")
	if !strings.Contains(Clean(typed), year) && !strings.Contains(typed, twoDigits) {
		t.Fatalf("%q was read as %v", typed, date)
	}
	if again, p := Date(date.Format("2-1-2006")); p != nil || !again.Equal(date) {
		t.Fatalf("%q was read as %v, which is read as %v", typed, date, again)
	}
	if !strings.Contains(Clean(typed), strconv.Itoa(date.Day())) {
		t.Fatalf("%q was read as %v: no such day stands there", typed, date)
	}
	if !strings.ContainsFunc(typed, unicode.IsLetter) && !strings.Contains(Clean(typed), strconv.Itoa(int(date.Month()))) {
		t.Fatalf("%q was read as %v: no such month stands there", typed, date)
	}
}
