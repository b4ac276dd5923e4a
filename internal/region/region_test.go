package region_test

import (
	"os"
	"strings"
	"testing"

	"pilar/internal/region"
)

func TestTheDistrict(t *testing.T) {
	f, err := os.Open("../seed/wilayah-kbb.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := region.ReadCSV(f)
	if err != nil {
		t.Fatal(err)
	}
	levels := map[region.Level]int{}
	for _, r := range all {
		levels[r.Level]++
	}
	if levels[region.Kabupaten] != 1 || levels[region.Kecamatan] != 16 || levels[region.Desa] != 165 {
		t.Errorf("levels: %v", levels)
	}
	book := region.NewBook(all)
	if got := book.Title("32.17.01.2001"); got != "Desa Pagerwangi, Kec. Lembang" {
		t.Errorf("title: %q", got)
	}
	if got := len(book.DesaOf("32.17.01")); got != 16 {
		t.Errorf("desa of Lembang: %d", got)
	}
	if got := book.Kecamatan([]string{"32.17.02"}); len(got) != 1 || got[0].Name != "Parongpong" {
		t.Errorf("within a limit: %v", got)
	}
	if got := book.Title("99"); got != "99" {
		t.Errorf("a code that is none: %q", got)
	}
}

func TestAKelurahan(t *testing.T) {
	all, err := region.ReadCSV(strings.NewReader("kode,nama,tingkat,kode_induk\n99.71,Kota Rekacipta,kabupaten,99\n99.71.01,Hilir,kecamatan,99.71\n" +
		"99.71.01.1001,Sukareka,kelurahan,99.71.01\n99.71.01.2001,Sukareka,desa,99.71.01\n"))
	if err != nil {
		t.Fatal(err)
	}
	book := region.NewBook(all)
	if got := book.Title("99.71.01.1001") + "; " + book.Title("99.71.01.2001"); got != "Kel. Sukareka, Kec. Hilir; Desa Sukareka, Kec. Hilir" {
		t.Errorf("titles: %s", got)
	}
	if got := len(book.DesaOf("99.71.01")); got != 2 {
		t.Errorf("%d places of the level of a desa", got)
	}
}

func TestFilesThatAreNoDistrict(t *testing.T) {
	const head = "kode,nama,tingkat,kode_induk\n"
	for why, text := range map[string]string{
		"no head":             "32.17,Kabupaten,kabupaten,32\n",
		"nothing below":       head,
		"unknown level":       head + "32.17,Kabupaten,provinsi,32\n",
		"code of a desa":      head + "32.17,Kabupaten,kabupaten,32\n32.17.01.2001,Lembang,kecamatan,32.17\n",
		"no kelurahan":        head + "32.17,A,kabupaten,32\n32.17.01,B,kecamatan,32.17\n32.17.01.2001,C,kelurahan,32.17.01\n",
		"no name":             head + "32.17, ,kabupaten,32\n",
		"twice":               head + "32.17,A,kabupaten,32\n32.17.01,B,kecamatan,32.17\n32.17.01,C,kecamatan,32.17\n",
		"two kabupaten":       head + "32.17,A,kabupaten,32\n32.18,B,kabupaten,32\n",
		"parent comes later":  head + "32.17,A,kabupaten,32\n32.17.01.2001,C,desa,32.17.01\n",
		"lies somewhere else": head + "32.17,A,kabupaten,32\n32.18.01,B,kecamatan,32.17\n",
		"not UTF-8":           head + "32.17,A\xff,kabupaten,32\n",
		"a row too short":     head + "32.17,A\n",
	} {
		if _, err := region.ReadCSV(strings.NewReader(text)); err == nil {
			t.Errorf("%s: taken", why)
		}
	}
}
