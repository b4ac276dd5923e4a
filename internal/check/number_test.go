package check

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// reader is one of the functions that read a number.
type reader func(string) (string, *Problem)

func reads(t *testing.T, name string, read reader, kindOf Kind, good map[string]string, bad []string) {
	t.Helper()
	for typed, want := range good {
		if got, p := read(typed); p != nil || got != want {
			t.Errorf("%s(%q) = %q, %v; want %q", name, typed, got, p, want)
		}
	}
	for _, typed := range bad {
		if got, p := read(typed); kind(p) != kindOf || kindOf.Refuses() {
			t.Errorf("%s(%q) = %q, %v; want %s", name, typed, got, p, kindOf)
		}
	}
}

func TestPhone(t *testing.T) {
	reads(t, "Phone", Phone, PhoneMalformed, map[string]string{
		"0812 6230 4322": "+6281262304322", "0812-5167-2466": "+6281251672466", "+6281239747537": "+6281239747537", "+62 812-3974-7537": "+6281239747537",
		"6281239747537": "+6281239747537", "(0812) 3974 7537": "+6281239747537", "0812.3974.7537": "+6281239747537", "'081239747537": "+6281239747537",
		"81239747537": "+6281239747537", "+62 (0)812 3974 7537": "+6281239747537", "0812345678": "+62812345678", "0812345678901": "+62812345678901",
		"022-6866123": "+62226866123", "(022) 6866 1234": "+622268661234", "021 1234567": "+62211234567", "WA 0812-3974-7537": "+6281239747537", "081239747537 (WA)": "+6281239747537", "HP. 081239747537": "+6281239747537",
		"No. HP: 081239747537": "+6281239747537", "No 081239747537": "+6281239747537", "0062 812 3974 7537": "+6281239747537", "6281239747537.0": "+6281239747537", "81239747537.0": "+6281239747537", "tidak punya": "", "": "", "-": "",
	}, []string{"+62812-33", "0812", "081234567", "08123456789012", "0812 3974 7537 / 0857 1234 5678", "tidak punya hp", "8,12E+10", "1234567890", "+1 212 555 0100", "081239747537 / 081239747538", "081239747537 (istri)", "8.1239747537e10",
		"0012345678", "0112345678"})
}

func TestEmail(t *testing.T) {
	reads(t, "Email", Email, EmailMalformed, map[string]string{
		"asep@contoh.invalid": "asep@contoh.invalid", " Asep.S@Contoh.Invalid ": "Asep.S@contoh.invalid", "a_b-c+d@x.co.id": "a_b-c+d@x.co.id",
		"mailto:asep@contoh.invalid": "asep@contoh.invalid", "-": "", "": "",
	}, []string{"@contoh.invalid", "asep", "asep@contoh", "asep contoh@x.id", "asep@@x.id", "a..b@x.id", "asep@x..id", "asep@x.id, ujang@x.id", "asep@-x.id", ".a@x.id"})
	if kept, _ := Email("@contoh.invalid"); kept != "@contoh.invalid" {
		t.Errorf("a malformed address is kept as typed, got %q", kept)
	}
}

func TestNumbersOfCards(t *testing.T) {
	reads(t, "KK", KK, KKMalformed, map[string]string{"3217010101079001": "3217010101079001", "3217 0101 0107 9001": "3217010101079001", "": ""},
		[]string{"321701010107900", "32170101010790011", "321701010107900O", "3,21701E+15"})
	reads(t, "NPWP", NPWP, NPWPMalformed, map[string]string{"09.254.294.3-407.000": "092542943407000", "3217016806899001": "3217016806899001", "-": ""},
		[]string{"092542943407000.0", "09.254.294.3-407", "09254294340700000"})
	reads(t, "Account", Account, AccountMalformed, map[string]string{"0012345678": "0012345678", "0012-01-000123-50-1": "001201000123501", "": ""},
		[]string{"1234567890.0", "123456789", "12345678901234567", "BRI 0012345678"})
}

func TestNIP(t *testing.T) {
	for _, c := range []struct{ typed, kind, born, sex, nip, why string }{
		{"19860926 201505 1 001", PNS, "1986-09-26", "L", "198609262015051001", ""},
		{"NIP. 198609262015051001", "", "", "", "198609262015051001", ""},
		{"199009132025242014", PPPK, "1990-09-13", "P", "199009132025242014", ""},
		{"NI PPPK 199009132025242014", "", "1990-09-13", "P", "199009132025242014", ""},
		{"NIPPPK: 199009132025242014", "", "", "", "199009132025242014", ""},
		{"130123456", "", "", "", "130123456", ""},
		{"", "", "", "", "", ""},
		{"199009132025242014", PNS, "", "", "199009132025242014", "bulan pengangkatan"}, // month 24 is no PNS
		{"19860926201505100", "", "", "", "19860926201505100", "18 angka"},
		{"198613262015051001", "", "", "", "198613262015051001", "tanggal lahir"},
		{"198609262015053001", "", "", "", "198609262015053001", "ke-15"},
		{"198609261980051001", "", "", "", "198609261980051001", "tahun pengangkatan"},
		{"198609262015051001", "", "1986-09-27", "", "198609262015051001", "tanggal lahir"},
		{"198609262015051001", "", "", "P", "198609262015051001", "jenis kelamin"},
		{"19860926x", "", "", "", "19860926x", "angka saja"},
	} {
		nip, p := NIP(c.typed, c.kind, day(c.born), c.sex)
		if nip != c.nip || (p == nil) != (c.why == "") || p != nil && (p.Kind != NIPMalformed || !strings.Contains(p.Message, c.why)) {
			t.Errorf("NIP(%q, %s, %s, %s) = %q, %v; want %q, %q", c.typed, c.kind, c.born, c.sex, nip, p, c.nip, c.why)
		}
	}
	if NIPMalformed.Refuses() {
		t.Error("a NIP refuses")
	}
	if born, ok := BornByNIP("198609262015051001"); !ok || !born.Equal(day("1986-09-26")) {
		t.Errorf("BornByNIP = %v, %v", born, ok)
	}
	if _, ok := BornByNIP("19860926"); ok {
		t.Error("BornByNIP read eight figures")
	}
}

func TestEmploymentKind(t *testing.T) {
	for typed, want := range map[string]string{
		"PNS": PNS, "CPNS": PNS, "ASN": PNS, "Penata / III.c": PNS, "Pembina Tk. I (IV/b)": PNS, "III/d": PNS, "II c": PNS,
		"PPPK": PPPK, "P3K": PPPK, "PPPK / IX": PPPK, "IX": PPPK, "Gol. V": PPPK, "PPPK Paruh Waktu": PPPK,
		"Non ASN": NonASN, "Non-PNS": NonASN, "Honorer": NonASN, "THL": NonASN, "Tenaga Kontrak": NonASN,
		"": "", "S1": "", "Pendamping Sosial": "",
	} {
		if got := EmploymentKind(typed); got != want {
			t.Errorf("EmploymentKind(%q) = %q, want %q", typed, got, want)
		}
	}
	for nip, want := range map[string]string{"198609262015051001": PNS, "199009132025242014": PPPK, "130123456": PNS, "123": ""} {
		if got := KindByNIP(nip); got != want {
			t.Errorf("KindByNIP(%q) = %q, want %q", nip, got, want)
		}
	}
}

func TestSex(t *testing.T) {
	for want, list := range map[string]string{"L": "L|l|Laki-laki|LAKI - LAKI|Laki2|Pria|LK|Lk.|(L)|Lelaki|L (Laki-laki)|Pria/Laki-laki|Laki-lak|Laki-Iaki", "P": "P|Perempuan|WANITA|PR|Pr.|w|Perempuan (P)|P/Wanita|Prp|Permpuan|Perempaun", "": "|-"} {
		for typed := range strings.SplitSeq(list, "|") {
			if got, p := Sex(typed); p != nil || got != want {
				t.Errorf("Sex(%q) = %q, %v; want %q", typed, got, p, want)
			}
		}
	}
	for _, typed := range []string{"X", "L/P", "1", "L (Perempuan)", "Laki-laki P", "Peremp"} {
		if _, p := Sex(typed); kind(p) != SexUnknown {
			t.Errorf("Sex(%q): %v", typed, p)
		}
	}
}

func TestMask(t *testing.T) {
	for value, want := range map[string]string{
		"3217016806899001": "3217************", "'3217 0168": "'32** ****", "081262304322": "0812********", "+62812-33": "+62***-**", "0012345678": "001*******",
		"321715580886O015": "3217************", "12": "**", "": "",
	} {
		if got := Mask(value); got != want {
			t.Errorf("Mask(%q) = %q, want %q", value, got, want)
		}
	}
	for text, want := range map[string]string{
		"Asep 3217016806899001 Lembang": "Asep 3217************ Lembang", "Bandung, 12-03-1985": "Bandung, 12-03-1985", "RT 02/10": "RT 02/10",
		"HP 0812-6230-4322": "HP 0812-****-****", "1985-02-30 00:00:00": "1985-02-30 00:00:00",
	} {
		if got := MaskNumbers(text); got != want {
			t.Errorf("MaskNumbers(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestNumberWithin(t *testing.T) {
	for text, want := range map[string][3]string{
		"Asep\n199508022015091001":                 {"Asep\n", "199508022015091001", ""},
		"Asep / NIP. 19860926 201505 1 001 (IV.a)": {"Asep / NIP. ", "198609262015051001", " (IV.a)"},
		"Asep 12-03-1985":                          {"Asep 12-03-1985", "", ""},
		"":                                         {"", "", ""},
	} {
		if before, number, after := NumberWithin(text); [3]string{before, number, after} != want {
			t.Errorf("NumberWithin(%q) = %q, %q, %q", text, before, number, after)
		}
	}
}

func TestClean(t *testing.T) {
	for typed, want := range map[string]string{
		" a\tb\r\nc ": "a b c", "a\u00a0b": "a b", "a\u200bb\ufeff\u202e": "ab", "e\u0301": "é", "a\x00b\xff": "a b",
	} {
		if got := Clean(typed); got != want {
			t.Errorf("Clean(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestAnyPhoneIsReadBackInAnyDress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rest := "8" + fmt.Sprint(rapid.IntRange(10_000_000, 99_999_999_999).Draw(t, "rest"))
		typed := rapid.SampledFrom([]string{"0", "62", "+62", "+62 ", "", "(0)"}).Draw(t, "before") + strings.TrimLeft(dressed(t, rest), "' \t’")
		if got, p := Phone(typed); p != nil || got != "+62"+rest {
			t.Fatalf("Phone(%q) = %q, %v", typed, got, p)
		}
	})
}

func FuzzPhone(f *testing.F) {
	for _, seed := range []string{"0812 6230 4322", "+6281239747537", "+62812-33", "(022) 6866123", "8,12E+10", "\xff", "62", "6281239747537.0", "0062 812 3974 7537", "No. HP: 0812-3974-7537"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		phone, p := Phone(typed)
		if p != nil {
			if phone != "" || p.Kind != PhoneMalformed {
				t.Fatalf("Phone(%q) = %q, %v", typed, phone, p)
			}
			return
		}
		if phone == "" {
			return
		}
		figures := strings.TrimPrefix(phone, "+62")
		if len(figures) < 8 || len(figures) > 12 || strings.Trim(figures, "0123456789") != "" {
			t.Fatalf("Phone(%q) = %q", typed, phone)
		}
		digits := onlyDigits(typed)
		if strings.Contains(typed, ".0") || strings.Contains(typed, ",0") { // a number with a fraction
			digits = strings.TrimSuffix(digits, "0") + "|" + digits
		}
		ok := false
		for digits := range strings.SplitSeq(digits, "|") {
			before, found := strings.CutSuffix(digits, figures)
			ok = ok || found && slices.Contains([]string{"", "0", "62", "620", "0062", "00620"}, before)
		}
		if !ok {
			t.Fatalf("Phone(%q) = %q: other figures than typed", typed, phone)
		}
		if again, p := Phone(phone); p != nil || again != phone {
			t.Fatalf("Phone(%q) is not stable: %q, %v", phone, again, p)
		}
	})
}
