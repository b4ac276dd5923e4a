package check

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func day(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse("2006-01-02", text)
	if err != nil {
		panic(err)
	}
	return t
}

// kind is the kind of a problem, "" for none.
func kind(p *Problem) Kind {
	if p == nil {
		return ""
	}
	return p.Kind
}

func TestNIK(t *testing.T) {
	for _, c := range []struct {
		typed, nik string
		kind       Kind
	}{
		{"3217016806899001", "3217016806899001", ""},
		{"'3217016806899001", "3217016806899001", ""},
		{"’3217016806899001", "3217016806899001", ""},
		{" 3217 0168 0689 9001 ", "3217016806899001", ""},
		{"32.17.01.680689.9001", "3217016806899001", ""},
		{"321701-680689-9001", "3217016806899001", ""},
		{"NIK. 3217016806899001", "3217016806899001", ""},
		{"No. KTP : 3217016806899001", "3217016806899001", ""},
		{"Nomor NIK: 3217016806899001", "3217016806899001", ""},
		{"(3217016806899001)", "3217016806899001", ""},
		{"3217016806899001,", "3217016806899001", ""},
		{"3217\u00a00168\u200b06899001", "3217016806899001", ""},
		{"3217025910699200", "3217025910699200", ""}, // ends in 0 and is text: good
		{"3217012902009001", "3217012902009001", ""}, // 29 February of a year that may be 2000
		{"3217017112999001", "3217017112999001", ""}, // a woman born on the 31st
		{"3217013102899001", "3217013102899001", ""}, // 31 February: given so, and never changed
		{"3217017104899001", "3217017104899001", ""}, // 31 April, a woman

		{"", "", NIKEmpty},
		{"  ", "", NIKEmpty},
		{"-", "", NIKEmpty},
		{"'", "", NIKEmpty},
		{"belum ada", "", NIKEmpty},
		{"#N/A", "", NIKEmpty},
		{"...", "", NIKEmpty},
		{"KTP hilang", "", NIKEmpty},
		{"sedang diproses", "", NIKEmpty},
		{"321701680689900", "", NIKShort},
		{"32170168068990011", "", NIKLong},
		{"321715580886O015", "", NIKLetters},
		{"321715580886l015", "", NIKLetters},
		{"3217/0168/0689/9001", "", NIKLetters},
		{"32170168068990０1", "", NIKLetters}, // a full-width 0
		{"3,21701E+15", "", NIKNumberLostDigit},
		{"3.21701680689900E+15", "", NIKNumberLostDigit},
		{"3.217016806899E15", "", NIKNumberLostDigit},
		{"3217016806899001.0", "", NIKNumberLostDigit},
		{"32170168068990.00", "", NIKNumberLostDigit}, // the noughts behind the point are no figures of the NIK
		{"3217016806899,000", "", NIKNumberLostDigit},
		{"3217013206899001", "", NIKImpossible}, // day 32
		{"3217014006899001", "", NIKImpossible}, // day 40
		{"3217010006899001", "", NIKImpossible}, // day 0
		{"3217017206899001", "", NIKImpossible}, // day 72
		{"3217010100899001", "", NIKImpossible}, // month 0
		{"3217010113899001", "", NIKImpossible}, // month 13
		{"3217010106890000", "", NIKImpossible}, // serial 0000
		{"0000000000000000", "", NIKImpossible},
	} {
		nik, p := NIK(c.typed)
		if nik != c.nik || kind(p) != c.kind {
			t.Errorf("NIK(%q) = %q, %q; want %q, %q", c.typed, nik, kind(p), c.nik, c.kind)
		}
	}
}

// prefixes are those of a kabupaten and of the one from which it was parted.
var prefixes = []string{"3217", "3204"}

func TestNIKWarnings(t *testing.T) {
	for _, c := range []struct {
		nik, born, sex string
		kinds          string
	}{
		{"3217016806899001", "1989-06-28", "P", ""},
		{"3217016806899001", "", "", ""},
		{"3204016806899001", "1989-06-28", "P", ""}, // born before the two kabupaten were parted
		{"3217016806899001", "1989-06-27", "P", "nik_birthdate_mismatch"},
		{"3217016806899001", "1979-06-28", "P", "nik_birthdate_mismatch"},
		{"3217016806899001", "1989-06-28", "L", "nik_sex_mismatch"},
		{"3273016806899001", "1989-06-28", "P", "nik_region_mismatch"},
		{"3273012806899001", "1990-06-28", "P", "nik_birthdate_mismatch nik_sex_mismatch nik_region_mismatch"},
	} {
		var kinds []string
		for _, p := range NIKWarnings(c.nik, day(c.born), c.sex, prefixes) {
			kinds = append(kinds, string(p.Kind))
			if p.Kind.Refuses() {
				t.Errorf("%s refuses", p.Kind)
			}
			if strings.Contains(p.Message, c.nik) {
				t.Errorf("the message holds the NIK: %s", p.Message)
			}
		}
		if got := strings.Join(kinds, " "); got != c.kinds {
			t.Errorf("%s, %s, %s: %q, want %q", c.nik, c.born, c.sex, got, c.kinds)
		}
	}
}

// anyNIK draws a NIK that a civil registry could have given; made-up people have a serial from 9000.
func anyNIK(t *rapid.T) (nik string, born time.Time, sex string) {
	born = time.Date(1940, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 26000).Draw(t, "days"))
	sex = rapid.SampledFrom([]string{"L", "P"}).Draw(t, "sex")
	d := born.Day()
	if sex == "P" {
		d += 40
	}
	return fmt.Sprintf("3217%02d%02d%s%04d", rapid.IntRange(1, 16).Draw(t, "kecamatan"), d, born.Format("0106"),
		rapid.IntRange(9000, 9999).Draw(t, "serial")), born, sex
}

// dressed puts separators between the figures, as people do.
func dressed(t *rapid.T, number string) string {
	var out strings.Builder
	out.WriteString(rapid.SampledFrom([]string{"", "'", " ", "\t", "’"}).Draw(t, "before"))
	for _, c := range number {
		out.WriteRune(c)
		out.WriteString(rapid.SampledFrom([]string{"", "", "", " ", "-", ".", "\u00a0"}).Draw(t, "between"))
	}
	return out.String()
}

func TestAnyNIKIsReadBackInAnyDress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nik, born, sex := anyNIK(t)
		typed := dressed(t, nik)
		got, p := NIK(strings.TrimRight(typed, "0.")) // ".0" at the end is the mark of a number
		if strings.TrimRight(typed, "0.") != typed {
			got, p = NIK(nik)
		}
		if p != nil || got != nik {
			t.Fatalf("NIK(%q) = %q, %v", typed, got, p)
		}
		f := NIKFacts(got)
		if f.Day != born.Day() || f.Month != born.Month() || f.Year != born.Year()%100 || f.Female != (sex == "P") || f.Kabupaten != "3217" {
			t.Fatalf("NIKFacts(%s) = %+v", got, f)
		}
		if w := NIKWarnings(got, born, sex, prefixes); len(w) > 0 {
			t.Fatalf("warned about its own facts: %v", w)
		}
	})
}

func FuzzNIK(f *testing.F) {
	for _, seed := range []string{"3217016806899001", "'3217 0168", "321715580886O015", "3,21701E+15", "", "\xff", "3217016806899001.0", "(3217016806899001)", "32170168068990.00", "No. NIK: 3217016806899001"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		nik, p := NIK(typed)
		if (p == nil) == (nik == "") {
			t.Fatalf("NIK(%q) = %q, %v: either a NIK or a problem", typed, nik, p)
		}
		if p != nil {
			if !p.Kind.Refuses() || p.Message == "" {
				t.Fatalf("NIK(%q): %v", typed, p)
			}
			return
		}
		if len(nik) != 16 || strings.Trim(nik, "0123456789") != "" || whyImpossible(nik) != "" {
			t.Fatalf("NIK(%q) = %q", typed, nik)
		}
		if onlyDigits(typed) != nik {
			t.Fatalf("NIK(%q) = %q: other figures than typed", typed, nik)
		}
		if again, p := NIK(nik); p != nil || again != nik {
			t.Fatalf("NIK(%q) is not stable: %q", nik, again)
		}
	})
}
