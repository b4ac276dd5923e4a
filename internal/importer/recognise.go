package importer

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/sheet"
)

// Recognise proposes the cadre of a file: the one that its name, the names of its sheets, its titles or its heads name, or
// that a column says of every row. It returns "" where none is named, more than one, or one that is not in use: then
// somebody must be asked.
func Recognise(book *sheet.Book, file string, cadres []cadre.Cadre, fields []cadre.Field) string {
	e := &evidence{cadres: cadres, phrases: phrasesOf(cadres), fields: fields, named: map[string]bool{}, hinted: map[string]bool{}, told: map[string]bool{}}
	e.lexicon = lexiconFor(&Options{Fields: fields})
	e.label(strings.TrimSuffix(path.Base(strings.ReplaceAll(file, `\`, "/")), path.Ext(file)))
	for _, sh := range book.Sheets {
		if sh.Hidden {
			continue
		}
		e.label(sh.Name)
		if err := e.sheet(sh); err != nil {
			return ""
		}
	}
	return e.verdict()
}

// evidence is what speaks for cadres, by their codes.
type evidence struct {
	lexicon
	cadres  []cadre.Cadre
	phrases []phrase
	fields  []cadre.Field
	told    map[string]bool // by a column, row by row; "" is a cadre that nobody knows
	named   map[string]bool // by name or code
	hinted  map[string]bool // by words that speak for a cadre where nothing else does
}

func (e *evidence) verdict() string {
	if len(e.told) > 0 {
		for code := range e.told {
			e.named[code] = true
		}
		return e.only(e.named)
	}
	if len(e.named) > 0 {
		return e.only(e.named)
	}
	return e.only(e.hinted)
}

// only returns the one cadre in use of a set.
func (e *evidence) only(codes map[string]bool) string {
	for _, c := range e.cadres {
		if len(codes) == 1 && codes[c.Code] && c.Active {
			return c.Code
		}
	}
	return ""
}

// phrase is a word or several by which a cadre is known.
type phrase struct {
	words string // with a space before and after
	code  string // "": says nothing, though words in it would
	hint  bool
}

// officeWords are what offices write instead of a cadre's name or code; a space before a word marks a hint.
var officeWords = map[string][]string{
	"TKSK":   {"tenaga kerja sosial kecamatan"},
	"PSM":    {"ipsm", "pekerja sosial masyarakat"},
	"TAGANA": {"taruna siaga bencana", "fk tagana", " niat"},
	"PKH":    {"program keluarga harapan", "ppkh"},
}

// staffWords are what offices call their own people.
var staffWords = []string{"pegawai", "staf", "staff", "karyawan", "daftar urut kepangkatan", "duk", "nominatif", " asn", " pns"}

// nobody are phrases that name no cadre, though words in them would.
var nobody = []string{"pegawai pemerintah dengan perjanjian kerja", "status pegawai", "status kepegawaian", "nomor induk pegawai", "pegawai negeri sipil"}

// phrasesOf lists by which words each cadre is known, the longest first. The code of the office's own staff is the short
// name of the office, and stands on everything.
func phrasesOf(cadres []cadre.Cadre) []phrase {
	var all []phrase
	add := func(code, text string) {
		words := strings.Join(labelWords(text), " ")
		if len(words) > 2 {
			all = append(all, phrase{" " + words + " ", code, strings.HasPrefix(text, " ")})
		}
	}
	for _, c := range cadres {
		name, short, _ := strings.Cut(c.Name, "(")
		add(c.Code, strings.TrimSpace(name))
		add(c.Code, strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(short), ")")))
		for _, text := range officeWords[c.Code] {
			add(c.Code, text)
		}
		if c.Staff {
			for _, text := range staffWords {
				add(c.Code, text)
			}
			continue
		}
		add(c.Code, c.Code)
		add(c.Code, strings.Join(strings.Split(c.Code, ""), " "))
	}
	for _, text := range nobody {
		add("", text)
	}
	slices.SortStableFunc(all, func(a, b phrase) int { return len(b.words) - len(a.words) })
	return all
}

// labelWords takes a name or a title apart into words: "DATA_PSM2026" is data, psm, 2026.
func labelWords(text string) []string {
	var out strings.Builder
	last := ' '
	for _, r := range uncamel(text) {
		if unicode.IsDigit(r) != unicode.IsDigit(last) {
			out.WriteByte(' ')
		}
		out.WriteRune(r)
		last = r
	}
	return strings.Fields(inShort.Replace(check.NameKey(out.String())))
}

var inShort = strings.NewReplacer("dinas sosial", "dinsos")

// find returns which cadres a text names and hints at.
func (e *evidence) find(text string) (named, hinted []string) {
	rest := " " + strings.Join(labelWords(text), " ") + " "
	for _, p := range e.phrases {
		if !strings.Contains(rest, p.words) {
			continue
		}
		rest = strings.ReplaceAll(rest, p.words, " | ")
		switch {
		case p.code == "":
		case p.hint:
			hinted = append(hinted, p.code)
		default:
			named = append(named, p.code)
		}
	}
	if code := e.assistants(); code != "" && assists(rest) {
		hinted = append(hinted, code)
	}
	return named, hinted
}

func (e *evidence) label(text string) {
	named, hinted := e.find(text)
	for _, code := range named {
		e.named[code] = true
	}
	for _, code := range hinted {
		e.hinted[code] = true
	}
}

// assistants returns the one cadre whose name begins with "Pendamping"; "" where none or several do.
func (e *evidence) assistants() string {
	found := ""
	for _, c := range e.cadres {
		if !strings.HasPrefix(strings.ToLower(c.Name), "pendamping ") {
			continue
		}
		if found != "" {
			return ""
		}
		found = c.Code
	}
	return found
}

// afterAssistant are words that may follow "Pendamping" where those of no other programme are meant.
var afterAssistant = words("sosial aktif kecamatan kec kabupaten kab tahun thn th per se bulan final rev rekap data daftar id nama |")

// assists tells whether a text speaks of "pendamping" and not of what programme.
func assists(text string) bool {
	all := strings.Fields(text)
	i := slices.Index(all, "pendamping")
	return i >= 0 && (i+1 == len(all) || afterAssistant[all[i+1]] || unicode.IsDigit(rune(all[i+1][0])))
}

// kindHeads are heads over a column that says of each row what kind of worker it is about.
var kindHeads = []string{"jenis sdm", "sdm", "jenis psks", "jenis pilar", "jenis pilar sosial", "kader", "jenis kader", "jenis relawan", "jenis tenaga", "jenis pekerja sosial",
	"kategori sdm", "jenis sdm kesos", "jenis pendamping", "unsur"}

var isKindHead = func() map[string]bool {
	keys := map[string]bool{}
	for _, head := range kindHeads {
		keys[HeadKey(head)] = true
	}
	return keys
}()

// untitled is how many rows without a head are looked at for titles.
const untitled = 60

// sheet looks at the titles, at the first head, at the rows below it as far as there are enough, and at all rows where a
// column says what each is about.
func (e *evidence) sheet(sh *sheet.Sheet) error {
	var head *surveyedTable
	kind, seen := -1, 0
	w := window{}
	w.take = func(rows []sheet.Row) int {
		seen++
		if head == nil {
			h := e.findHeader(rows)
			if h == nil {
				e.title(rows[0])
				return 1
			}
			head = &surveyedTable{header: h, samples: map[int][]string{}}
			kind, seen = e.head(h), 0
			return h.rows
		}
		head.sample(rows[0])
		if kind >= 0 && longNumber(rows[0]) {
			e.tell(rows[0].At(kind))
		}
		return 1
	}
	for row, err := range sh.Rows() {
		if err != nil {
			return err
		}
		if w.push(row); seen > untitled && kind < 0 {
			break
		}
	}
	w.flush()
	if head != nil {
		e.contents(head)
	}
	return nil
}

func (e *evidence) title(row sheet.Row) {
	if longNumber(row) {
		return
	}
	for _, text := range texts(row) {
		e.label(text)
	}
}

// head looks at what the heads of the person's own columns are called, and returns the column that says the cadre, -1
// where there is none.
func (e *evidence) head(h *header) int {
	kind := -1
	for _, head := range h.heads {
		switch {
		case isKindHead[HeadKey(head.Text)]:
			kind = head.Index
		case head.As == Name || head.As == NIK || head.As == Member:
			e.label(head.Text)
		}
	}
	if h.has(NIP) && h.has(Grade) || h.has(Grade) && slices.Contains(headWords(h.texts[at(h, Name)]), "nip") {
		for _, c := range e.cadres {
			if c.Staff {
				e.hinted[c.Code] = true
			}
		}
	}
	return kind
}

func at(h *header, c Column) int {
	if !h.has(c) {
		return -1
	}
	return h.at[c][0]
}

// tell keeps what a row says of its cadre.
func (e *evidence) tell(c sheet.Cell) {
	if check.Absent(c.Text) {
		return
	}
	text := check.Clean(c.Text)
	for _, k := range e.cadres {
		if strings.EqualFold(text, k.Code) {
			e.told[k.Code] = true
			return
		}
	}
	named, _ := e.find(text)
	if len(named) != 1 {
		named = []string{""}
	}
	e.told[named[0]] = true
}

// contents looks for a field that only one cadre has, with values from its list.
func (e *evidence) contents(t *surveyedTable) {
	for _, f := range e.fields {
		shared := slices.ContainsFunc(e.fields, func(o cadre.Field) bool { return o.Key == f.Key && o.Cadre != f.Cadre })
		column := Column(fieldPrefix + f.Key)
		if f.Type != cadre.Choice || shared || !t.has(column) {
			continue
		}
		samples := t.samples[t.at[column][0]]
		if len(samples) > 0 && !slices.ContainsFunc(samples, func(s string) bool { _, refusal := f.Normal(s); return refusal != "" }) {
			e.hinted[f.Cadre] = true
		}
	}
}
