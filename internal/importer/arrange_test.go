package importer

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"pilar/internal/sheet"
)

// TestAnyArrangement draws workbooks that say the same in different shapes: titles, words, order of the columns, dress of
// the values, bands, column numbers, totals, signatures, xlsx or csv. All must be read alike.
func TestAnyArrangement(t *testing.T) {
	o := options(t, "PSM")
	rapid.Check(t, func(t *rapid.T) {
		a := arrange(t)
		data := a.csv()
		if a.xlsx {
			data = a.workbook()
		}
		book, err := sheet.Read(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		r, err := Read(book, o)
		if err != nil {
			t.Fatalf("%v\n%s", err, a)
		}
		var got []string
		for i := range r.Rows {
			e := &r.Rows[i].Entry
			got = append(got, strings.Join([]string{brief(&Row{Verdict: r.Rows[i].Verdict, Problems: r.Rows[i].Problems}), e.NIK, e.Name.Name, e.BirthPlace.Value, e.BirthDate.Value.Format("2006-01-02"),
				e.Sex.Value, e.Duty, e.Phone.Value, e.Start.Format("2006")}, "|"))
		}
		want := []string{
			"0 new|3217035402889040|Fitri Rosmiati|Bandung|1988-02-14|P|32.17.03.2005|+6281260658827|2018",
			"0 new|3217036004689041|Nia Sumiati|Garut|1968-04-20|P|32.17.03.2002|+6281272010362|2015",
			"0 rejected nik_short||Elis Sumiati|Garut|1967-10-11|P|32.17.03.2003|+6281239274159|2023",
			"0 new hp_malformed|3217031402989043|Aceng Saputra|Sumedang|1998-02-14|L|32.17.03.2004||2015",
			"0 repeated repeated|3217036004689041|Nia Sumiati|Garut|1968-04-20|P|32.17.03.2002|+6281272010362|2015",
			"0 rejected nama_empty|3217032709789044||Bandung|1978-09-27|L|32.17.03.2006|+6281246563251|2019",
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%s\n%s", d, a)
		}
	})
}

type person struct{ nik, name, place, day, month, year, sex, desa, phone, since string }

var people = []person{
	{"3217035402889040", "Fitri Rosmiati", "Bandung", "14", "2", "1988", "P", "Cipada", "081260658827", "2018"},
	{"3217036004689041", "Nia Sumiati", "Garut", "20", "4", "1968", "P", "Padaasih", "081272010362", "2015"},
	{"321703511067904", "Elis Sumiati", "Garut", "11", "10", "1967", "P", "Pasirhalang", "081239274159", "2023"},
	{"3217031402989043", "Aceng Saputra", "Sumedang", "14", "2", "1998", "L", "Pasirlangu", "0812-33", "2015"},
	{"3217036004689041", "Nia Sumiati", "Garut", "20", "4", "1968", "P", "Padaasih", "081272010362", "2015"},
	{"3217032709789044", "", "Bandung", "27", "9", "1978", "L", "Kertawangi", "081246563251", "2019"},
}

// arranged is a table as somebody might have laid it out.
type arranged struct {
	rows [][]string
	name string
	xlsx bool

	comma, encoding string // of a csv
}

func (a arranged) String() string { return fmt.Sprintf("%+v", a.rows) }

func arrange(t *rapid.T) arranged {
	pick := func(label string, choices ...string) string { return rapid.SampledFrom(choices).Draw(t, label) }
	yes := func(label string) bool { return rapid.Bool().Draw(t, label) }
	a := arranged{name: "Sheet1", xlsx: yes("xlsx"), comma: pick("comma", ";", ",", "\t", "|"), encoding: pick("encoding", "", "mark", "UTF-16LE", "UTF-16BE")}
	shout := func(s string) string { return s }
	if yes("shout") {
		shout = strings.ToUpper
	}
	type column struct {
		head  string
		value func(person) string
	}
	months := strings.Fields("x Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember")
	layout := pick("date", "-", "/", ".", " word ", "iso")
	dateOf := func(p person) string {
		switch layout {
		case " word ":
			var m int
			_, _ = fmt.Sscan(p.month, &m)
			return p.day + " " + shout(months[m]) + " " + p.year
		case "iso":
			return fmt.Sprintf("%s-%02s-%s", p.year, p.month, p.day)
		}
		return p.day + layout + p.month + layout + p.year
	}
	nikDress := pick("nik", "", "'", "spaces", "dots")
	kec, kecHead := pick("kecamatan", "column", "sheet", "title", "band"), pick("kecHead", "Kec", "Kecamatan", "Kecamatan Tugas", "KEC.")
	if !a.xlsx && kec == "sheet" {
		kec = "title"
	}
	columns := []column{
		{pick("name", "Nama", "Nama PSM", "Nama Lengkap", "NAMA LENGKAP (sesuai KTP)", "nama_lengkap"), func(p person) string { return shout(p.name) }},
		{pick("nikHead", "NIK", "No. KTP", "Nomor Induk Kependudukan", "NIK KTP"), func(p person) string {
			switch nikDress {
			case "spaces":
				return p.nik[:6] + " " + p.nik[6:12] + " " + p.nik[12:]
			case "dots":
				return p.nik[:6] + "." + p.nik[6:12] + "." + p.nik[12:]
			}
			return nikDress + p.nik
		}},
		{pick("sex", "JK", "L/P", "Jenis Kelamin", "Jenis Kelamin\n(L/P)"), func(p person) string { return map[string]string{"L": "Laki-laki", "P": "Perempuan"}[p.sex] }},
		{pick("desa", "Desa", "Desa/Kelurahan", "Nama Desa", "DS."), func(p person) string { return "Desa " + shout(p.desa) }},
		{pick("phone", "No HP", "HP/WA", "No. Telp", "Telepon"), func(p person) string { return p.phone }},
		{pick("since", "Tahun Mulai", "TMT", "Tahun Pengangkatan"), func(p person) string { return p.since }},
	}
	if yes("birth in one") {
		mark := pick("mark", ", ", "/", " ")
		columns = append(columns, column{pick("ttl", "TTL", "Tempat/Tgl Lahir", "Tempat, Tanggal Lahir"), func(p person) string { return p.place + mark + dateOf(p) }})
	} else {
		columns = append(columns, column{pick("place", "Tempat Lahir", "Tmp. Lahir"), func(p person) string { return p.place }},
			column{pick("birth", "Tgl Lahir", "Tanggal Lahir", "TGL_LAHIR"), dateOf})
	}
	if kec == "column" {
		columns = append(columns, column{kecHead, func(person) string { return "Kec. Cisarua" }})
	}
	if yes("unknown column") {
		columns = append(columns, column{"Hobi", func(person) string { return "Catur" }})
	}
	columns = rapid.Permutation(columns).Draw(t, "order")
	if yes("ordinal") {
		columns = append([]column{{pick("no", "No", "NO.", "No Urut"), nil}}, columns...)
	}
	if kec == "sheet" {
		a.name = pick("sheetName", "Cisarua", "Kec. Cisarua", "PSM Cisarua")
	}
	if kec == "title" {
		a.rows = append(a.rows, []string{"DATA PSM KECAMATAN CISARUA"}, []string{"KEADAAN PER 5 JANUARI 2026"})
	} else if yes("title") {
		a.rows = append(a.rows, []string{"DAFTAR PEKERJA SOSIAL MASYARAKAT"}, nil)
	}
	head, numbers := []string{}, []string{}
	for i, c := range columns {
		head, numbers = append(head, c.head), append(numbers, fmt.Sprint(i+1))
	}
	a.rows = append(a.rows, head)
	if yes("numbers") {
		a.rows = append(a.rows, numbers)
	}
	if kec == "band" {
		a.rows = append(a.rows, []string{pick("band", "KECAMATAN CISARUA", "Kec. Cisarua", "I. KECAMATAN CISARUA", "CISARUA")})
	}
	for i, p := range people {
		var row []string
		for _, c := range columns {
			if c.value == nil {
				row = append(row, fmt.Sprint(i+1))
				continue
			}
			row = append(row, c.value(p))
		}
		a.rows = append(a.rows, row)
	}
	if yes("total") {
		a.rows = append(a.rows, []string{"", "JUMLAH", "6"})
	}
	if yes("signature") {
		a.rows = append(a.rows, nil, []string{"Mengetahui,", "", "", "Cisarua, 5 Januari 2026"}, []string{"Camat Cisarua", "", "", "Ketua IPSM"}, []string{"Drs. Fulan", "", "", "Fulanah, S.Sos"},
			[]string{"NIP. 197001011990031001"})
	}
	return a
}

func (a arranged) csv() []byte {
	var out strings.Builder
	for _, row := range a.rows {
		for i, text := range row {
			if i > 0 {
				out.WriteString(a.comma)
			}
			if strings.ContainsAny(text, ";,|\t\n") {
				text = `"` + text + `"`
			}
			out.WriteString(text)
		}
		out.WriteString("\r\n")
	}
	switch a.encoding {
	case "mark":
		return append([]byte("\xef\xbb\xbf"), out.String()...)
	case "UTF-16LE":
		return wide(binary.LittleEndian, out.String())
	case "UTF-16BE":
		return wide(binary.BigEndian, out.String())
	}
	return []byte(out.String())
}

func wide(order binary.AppendByteOrder, text string) []byte {
	all := order.AppendUint16(nil, 0xfeff)
	for _, unit := range utf16.Encode([]rune(text)) {
		all = order.AppendUint16(all, unit)
	}
	return all
}

func (a arranged) workbook() []byte {
	f := excelize.NewFile()
	defer f.Close()
	_ = f.SetSheetName("Sheet1", a.name)
	for y, row := range a.rows {
		for x, text := range row {
			if text == "" {
				continue
			}
			at, _ := excelize.CoordinatesToCellName(x+1, y+1)
			if len(text) < 3 && strings.Trim(text, "0123456789") == "" {
				var n int
				_, _ = fmt.Sscan(text, &n)
				_ = f.SetCellInt(a.name, at, int64(n))
				continue
			}
			_ = f.SetCellStr(a.name, at, text)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		panic(err)
	}
	return b.Bytes()
}
