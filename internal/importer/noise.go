package importer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pilar/internal/check"
	"pilar/internal/sheet"
)

// impersonal columns do not make a row one about a person.
func impersonal(c Column) bool { return c == Ordinal || c == Remark || c == Unread }

// isNoise tells whether a row below a head is no data row: column numbers, totals, bands, another table's head,
// signatures, or too little. A band hands its place to the rows below it.
func (t *table) isNoise(row sheet.Row) bool {
	own := ownCells(row)
	nik := nikLike(t.cell(row, NIK)) || nikInName(t.cell(row, Name)) || holds(t.cell(row, WorkerID))
	switch {
	case isCounting(own), t.isExample(row):
		return true
	case nik:
		t.ended = false
		if !t.personal(row) {
			t.alone++
			return true
		}
		return false
	case isTotal(own):
		return true
	case t.band(own):
		return true
	case t.isCount(row, own):
		return true
	case t.isOtherHead(own), t.isSignature(own):
		t.ended = true
		return true
	}
	return t.ended || !t.personal(row)
}

// personal tells whether a row carries a NIK or a name, together with another personal field.
func (t *table) personal(row sheet.Row) bool {
	person, fields := false, 0
	for c, indexes := range t.header.at {
		if impersonal(c) || !slices.ContainsFunc(indexes, func(i int) bool { return holds(row.At(i)) }) {
			continue
		}
		fields++
		person = person || c == NIK || c == Name || c == WorkerID
	}
	return person && (fields > 1 || nikInName(t.cell(row, Name)))
}

// holds tells whether a cell holds something of its own.
func holds(c sheet.Cell) bool { return !c.Above && !c.Left && !c.Failed && !check.Absent(c.Text) }

func ownCells(row sheet.Row) []sheet.Cell {
	return slices.DeleteFunc(slices.Clone(row.Cells), func(c sheet.Cell) bool { return !holds(c) })
}

// nikLike tells whether somebody wrote a NIK, right or wrong; the NIP of who signs is none.
func nikLike(c sheet.Cell) bool {
	return holds(c) && !strings.HasPrefix(check.NameKey(c.Text), "nip ") && (digits(c.Text) >= 8 || c.Number && strings.ContainsAny(c.Text, "eE"))
}

func nikInName(c sheet.Cell) bool {
	name, number, _ := check.NumberWithin(c.Text)
	return holds(c) && len(number) == 16 && strings.TrimSpace(name) != ""
}

// isCounting tells the row of column numbers below a head: 1, 2, 3 or (1), (2), (4a), (4b) or a, b, c or I, II, III.
func isCounting(cells []sheet.Cell) bool {
	return len(cells) > 2 && (counting(cells, figure) || counting(cells, letter) || counting(cells, roman))
}

// counting tells whether cells are numbered by a manner of counting: never downwards, and not all alike.
func counting(cells []sheet.Cell, number func(string) int) bool {
	first, last := 0, 0
	for i, c := range cells {
		n := number(strings.ToLower(strings.Trim(c.Text, "()[]. ")))
		if n == 0 || n < last {
			return false
		}
		if i == 0 {
			first = n
		}
		last = n
	}
	return last > first
}

func figure(text string) int {
	n, err := strconv.Atoi(strings.TrimRight(text, "abcdef"))
	if err != nil || n > sheet.MaxColumns {
		return 0
	}
	return n
}

func letter(text string) int {
	if len(text) != 1 || text[0] < 'a' || text[0] > 'z' {
		return 0
	}
	return int(text[0])
}

var romans = strings.Fields("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx")

func roman(text string) int { return slices.Index(romans, text) + 1 }

var (
	totals = regexp.MustCompile(`^(jumlah|jml|total|sub ?(total|jumlah|jml)|grand total|banyaknya|rata rata|rekapitulasi|rekap)\b`)
	spaced = regexp.MustCompile(`^(\pL )+\pL$`)
)

// isTotal tells the row of a sum by its first words, also where their letters are spread: J U M L A H.
func isTotal(cells []sheet.Cell) bool {
	return slices.ContainsFunc(cells[:min(2, len(cells))], func(c sheet.Cell) bool {
		key := check.NameKey(c.Text)
		if spaced.MatchString(key) {
			key = strings.ReplaceAll(key, " ", "")
		}
		return totals.MatchString(key)
	})
}

var (
	count   = regexp.MustCompile(`(?i)^[\s:=]*\d{1,4}\s*(orang|org|jiwa|%)?$`)
	counted = words(`l p lk pr laki perempuan pria wanita pns pppk p3k asn non honorer tksk psm tagana pkh muda madya utama`)
)

// isCount tells a row of figures about a group, as below a table or in a recap: where the NIK would be, or beside a place
// or the name of the group, stand small numbers and nothing else.
func (t *table) isCount(row sheet.Row, cells []sheet.Cell) bool {
	numbers, total, group := 0, 0, t.cell(row, Name).Text
	for _, c := range cells {
		switch {
		case t.columnAt(c.Column) == Ordinal || c.Text == group:
			continue
		case count.MatchString(c.Text):
			numbers++
		}
		total++
	}
	return total > 0 && numbers == total && (t.isGroup(group) || total > 1 && count.MatchString(t.cell(row, NIK).Text))
}

// isGroup tells the names of places and of groups, "Laki-laki", from those of people.
func (t *table) isGroup(name string) bool {
	if _, ok := t.Places.Kecamatan(name); ok || len(t.Places.desas(name)) > 0 {
		return true
	}
	return name != "" && !slices.ContainsFunc(headWords(name), func(w string) bool { return !counted[w] && !count.MatchString(w) })
}

// isOtherHead tells the head of a table that is about no person, such as a recap: No, Kecamatan, Jumlah.
func (t *table) isOtherHead(cells []sheet.Cell) bool {
	if len(cells) < 2 {
		return false
	}
	return !slices.ContainsFunc(cells, func(c sheet.Cell) bool {
		return c.Number || t.column(c.Text) == "" && !totals.MatchString(check.NameKey(c.Text))
	})
}

var (
	bandText = regexp.MustCompile(`(?i)^(?:(?:[ivxl]+|[a-z]|\d{1,3})\s*[.)]\s*)?(\pL[\pL '.-]*?)\s*(?:[(:,=–-]?\s*\d+\s*(?:orang|org|jiwa|desa)?\s*\)?)?$`)
	bandOf   = regexp.MustCompile(`(?i)^(?:(?:[ivxl]+|[a-z]|\d{1,3})\s*[.)]?\s+|(?:[ivxl]+|[a-z]|\d{1,3})[.)]\s*)?(?:wilayah\s+)?(kecamatan|kec|desa|ds|kelurahan|kel)\b[\s.:]*(\pL[\pL '.-]*?)\s*(?:(?:[(:,=–]|\s-).*|\d+(\s+orang)?)?$`)
	bare     = regexp.MustCompile(`(?i)^(kecamatan|kec|desa|ds|kelurahan|kel)[\s.:]*$`)
	kecFirst = regexp.MustCompile(`(?i)^(kecamatan|kec)\b`)
	numbered = regexp.MustCompile(`(?i)^([ivxl]+|[a-z]|\d{1,3})\s*[.)]?$`)
)

// band tells a row that only names a place, "KECAMATAN LEMBANG", and keeps that for the rows below.
func (t *table) band(cells []sheet.Cell) bool {
	var parts []string
	for i, c := range cells {
		text := check.Clean(c.Text)
		if len(cells) > 1 && (i == 0 && numbered.MatchString(text) || len(parts) > 0 && count.MatchString(text)) {
			continue
		}
		if len(parts) > 0 && bare.MatchString(parts[0]) {
			text = strings.TrimLeft(text, ": ")
		} else if column := t.columnAt(c.Column); len(cells) > 1 && isPlace(column) && !(isDesa(column) && kecFirst.MatchString(text)) {
			return false // a post without a person
		}
		if len(parts) > 0 && parts[len(parts)-1] == text { // as if merged
			continue
		}
		if parts = append(parts, text); len(parts) > 3 {
			return false
		}
	}
	if len(parts) == 0 {
		return false
	}
	text := strings.Join(parts, " ")
	if m := bandOf.FindStringSubmatch(text); m != nil && len(strings.Fields(m[2])) <= 4 {
		if strings.HasPrefix(strings.ToLower(m[1]), "kec") {
			t.kecamatan, t.desa = m[2], ""
		} else {
			t.desa = m[2]
		}
		return true
	}
	if len(parts) > 1 || t.columnAt(cells[0].Column) == Address {
		return false
	}
	if m := bandText.FindStringSubmatch(text); m != nil {
		if kec, ok := t.Places.Kecamatan(m[1]); ok {
			t.kecamatan, t.desa = kec.Name, ""
			return true
		}
	}
	return t.furtherTitle(text)
}

// furtherTitle takes the title of a further table: "Daftar …", or one that names a kecamatan of the district.
func (t *table) furtherTitle(text string) bool {
	key := check.NameKey(text)
	titled := strings.HasPrefix(key, "daftar ") || strings.HasPrefix(key, "data ")
	if !titled && (signing.MatchString(key) || !titleOf.MatchString(text)) {
		return false
	}
	kecamatan, desa := t.kecamatan, t.desa
	t.kecamatan, t.desa = "", ""
	if t.titlePlaces(text); titled || t.kecamatan != "" {
		return true
	}
	t.kecamatan, t.desa = kecamatan, desa
	return false
}

func isPlace(c Column) bool {
	switch c {
	case Kecamatan, Desa, Place, DutyKecamatan, DutyDesa, DutyPlace, HomeKecamatan, HomeDesa:
		return true
	}
	return false
}

func isDesa(c Column) bool { return c == Desa || c == DutyDesa || c == HomeDesa }

var (
	signing = regexp.MustCompile(`^(mengetahui|menyetujui|disetujui|mengesahkan|disahkan|dibuat oleh|dibuat di|yang membuat|pembuat daftar|kepala dinas|kepala bidang|kepala seksi|kepala sub|` +
		`sekretaris|plt|plh|(pj|a n|an) (kepala|bupati|camat|lurah|sekretaris|ketua)|camat|kepala desa|lurah|ketua|koordinator|ttd|tembusan|catatan|keterangan|ket|sumber data|nb|penanggung jawab|pejabat|` +
		`kadis|kabid|kasi|kasubag|kasubbag|pendamping|operator|pengelola|petugas|supervisor|bendahara|pelaksana|penyusun)\b`)
	placeDate = regexp.MustCompile(`^\pL[\pL .]*([,\s]\s*\d{1,2}|,[\s._…]*)\s*\pL+\.?\s+20[\d._…]*$`)
)

// isSignature tells the rows below a table by which it is signed: few cells, no number of the list, and words that say
// so, or place and day of signing. Where something stands under the name that says nothing of the kind, words elsewhere
// do not count: it may be a person without a NIK.
func (t *table) isSignature(cells []sheet.Cell) bool {
	if len(cells) == 0 || len(cells) > 4 {
		return false
	}
	named, words, dated := false, false, false
	for _, c := range cells {
		column := t.columnAt(c.Column)
		says, day := signing.MatchString(check.NameKey(c.Text)), placeDate.MatchString(check.Clean(c.Text))
		if column == Ordinal && (digits(c.Text) > 0 || says) {
			return says
		}
		named = named || column == Name && !says && !day
		words = words || says && (len(cells) == 1 || !wordy(column))
		dated = dated || day && !datedColumn(column)
	}
	return dated || words && !named
}

// wordy columns may hold the words of a signature as a value.
func wordy(c Column) bool {
	switch c {
	case Position, Remark, Unit, Address:
		return true
	}
	return false
}

// datedColumn tells the columns that may hold a date, with a place or without, as a value.
func datedColumn(c Column) bool {
	switch c {
	case Remark, Address, Birth, BirthPlace, BirthDate, DecreeBoth, DecreeNumber, DecreeDate, Start, StartYear:
		return true
	}
	return false
}

func (t *table) columnAt(index int) Column {
	for _, h := range t.header.heads {
		if h.Index == index {
			return h.As
		}
	}
	return ""
}
