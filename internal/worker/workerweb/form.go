package workerweb

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/region"
	"pilar/internal/worker"
	"pilar/web/ui"
)

// field says which input stands for a rule's field, so that a message finds its place and the summary its link.
type field struct{ fault, input string }

var (
	personFields = []field{{"name", "nama"}, {"nik", "nik"}, {"sex", "jk"}, {"birth_place", "tempat_lahir"}, {"birth_date", "tanggal_lahir"},
		{"education", "pendidikan"}, {"phone", "hp"}, {"email", "surel"}, {"home_region", "rumah"}, {"address", "alamat"},
		{"kk", "kk"}, {"npwp", "npwp"}, {"died_on", "meninggal"}, {"reason", "alasan"}}
	placeFields = []field{{"cadre", "jenis"}, {"region", "tempat"}, {"from", "mulai"}, {"until", "sampai"},
		{"member_number", "nomor_anggota"}, {"decree_number", "sk_nomor"}, {"decree_date", "sk_tanggal"}, {"decree_issuer", "sk_penerbit"},
		{"decree_until", "sk_sampai"}, {"reason", "alasan"}}
	jobFields = []field{{"kind", "kepegawaian"}, {"nip", "nip"}, {"grade", "pangkat"}, {"post", "jabatan"}, {"unit", "unit"},
		{"job_from", "kepegawaian_sejak"}}
	revealFields = []field{{"nomor", "nomor"}, {"reason", "alasan"}, {"note", "alasan_lain"}}
	exportFields = []field{{"format", "format"}, {"numbers", "nomor"}, {"reason", "alasan"}, {"note", "alasan_lain"}}
	endFields    = []field{{"until", "sampai"}, {"reason", "alasan"}, {"note", "alasan_lain"}}
	bankFields   = []field{{"bank", "bank"}, {"number", "rekening"}, {"holder", "atas_nama"}, {"from", "sejak"}}
)

// summary lists the faults in the order of the fields.
func summary(faults map[string]string, fields []field) []ui.FieldError {
	var errors []ui.FieldError
	for _, f := range fields {
		if text := faults[f.fault]; text != "" {
			errors = append(errors, ui.FieldError{Field: f.input, Text: text})
		}
	}
	return errors
}

// rules are what a form is checked against besides itself.
type rules struct {
	today    time.Time
	prefixes []string
	book     region.Book
	fields   []cadre.Field
}

// place refuses a place that does not exist.
func (c rules) place(faults map[string]string, field, code string) {
	if _, ok := c.book.Get(code); code != "" && !ok {
		faults[field] = "Tempat itu tidak ada dalam daftar wilayah. Pilih dari daftar."
	}
}

// own returns the field of a cadre that has this key and stands on the form.
func (c rules) own(code, key string) (cadre.Field, bool) {
	i := slices.IndexFunc(c.fields, func(f cadre.Field) bool { return f.Cadre == code && f.Key == key && f.Active })
	if i < 0 {
		return cadre.Field{}, false
	}
	return c.fields[i], true
}

// personForm is a person as typed, and what is wrong with it.
type personForm struct {
	Version, Name, NIK, Sex, BirthPlace, BirthDate, Education, Phone, Email, HomeRegion, Address, KK, NPWP, DiedOn, Reason string

	Faults   map[string]string
	Conflict bool              // somebody else saved first
	warn     map[string]string // by field
	Stored   map[string]string // after a conflict: what somebody else saved
	kept     map[string]string // personal numbers that are stored, masked: a form shows none whole
	person   worker.Person
}

// hint says how a number is written, or which is stored: left blank it stays, and a dash takes it away.
func (f personForm) hint(field, how string) string {
	masked := f.kept[field]
	switch {
	case masked == "":
		return how
	case field == "nik":
		return "Tersimpan " + masked + ". Isi hanya bila berubah."
	}
	return "Tersimpan " + masked + ". Isi hanya bila berubah; tulis - untuk menghapus."
}

func (f personForm) summary() []ui.FieldError { return summary(f.Faults, personFields) }

func (f personForm) warning(field string) string { return f.warn[field] }

func (f personForm) version() int {
	n, err := strconv.ParseInt(f.Version, 10, 32)
	if err != nil {
		return 0 // a version that is none is stale
	}
	return int(n)
}

// warningText is what the page after saving says: warnings do not block, and are not forgotten either.
func (f personForm) warningText() string { return warningText(f.warn) }

func warningText(warn map[string]string) string {
	if len(warn) == 0 {
		return ""
	}
	var texts []string
	for _, field := range slices.Sorted(maps.Keys(warn)) {
		texts = append(texts, warn[field])
	}
	return " Periksa sekali lagi: " + strings.Join(texts, " ")
}

// How many characters a text may have: one of a line, and those that are shorter or longer.
const (
	longest       = 200
	longestMember = 50
	longestNIP    = 30
	longestBank   = 100
	longestReason = 300
)

// fits refuses a text of more characters than most.
func fits(faults map[string]string, field, text string, most int) {
	if utf8.RuneCountInString(text) > most {
		faults[field] = fmt.Sprintf("Terlalu panjang: paling banyak %d huruf. Persingkat isinya.", most)
	}
}

// parsePerson reads and checks a person. The same functions of package check read a workbook. A personal number that is
// left blank stays as it is stored.
func parsePerson(v url.Values, c rules, stored worker.Person) personForm {
	get := func(name string) string { return v.Get(name) }
	f := personForm{Version: get("versi"), Name: get("nama"), NIK: get("nik"), Sex: get("jk"), BirthPlace: get("tempat_lahir"),
		BirthDate: get("tanggal_lahir"), Education: get("pendidikan"), Phone: get("hp"), Email: get("surel"), HomeRegion: get("rumah"),
		Address: get("alamat"), KK: get("kk"), NPWP: get("npwp"), DiedOn: get("meninggal"), Reason: get("alasan"),
		Faults: map[string]string{}, warn: map[string]string{}, kept: masked(stored)}
	p := &f.person
	name, problem := check.Name(f.Name)
	f.note("name", problem)
	p.Name, p.TitleBefore, p.TitleAfter = name.Name, name.Before, name.After
	if whole := clean(f.Name); freeText(whole) != whole {
		f.Faults["name"] = "Nama memuat nomor. Tulis namanya saja; setiap nomor punya isian sendiri."
	}
	if blank(f.NIK) && stored.NIK != "" {
		p.NIK = stored.NIK
	} else {
		p.NIK, problem = check.NIK(f.NIK)
		f.note("nik", problem)
	}
	p.Sex = f.Sex
	if f.Sex != "" && f.Sex != "L" && f.Sex != "P" {
		f.Faults["sex"] = "Pilih laki-laki atau perempuan."
	}
	p.BirthDate, f.Faults = readDate(f.BirthDate, "birth_date", f.Faults)
	p.DiedOn, f.Faults = readDate(f.DiedOn, "died_on", f.Faults)
	if p.KK = stored.KK; !blank(f.KK) {
		p.KK, problem = check.KK(f.KK)
		f.note("kk", problem)
	}
	if p.NPWP = stored.NPWP; !blank(f.NPWP) {
		p.NPWP, problem = check.NPWP(f.NPWP)
		f.note("npwp", problem)
	}
	if p.Phone, p.PhoneNote = stored.Phone, stored.PhoneNote; !blank(f.Phone) {
		if p.Phone, problem = check.Phone(f.Phone); problem != nil {
			p.PhoneNote = strings.TrimSpace(f.Phone)
		} else {
			p.PhoneNote = ""
		}
		f.note("phone", problem)
	}
	p.Email, problem = check.Email(f.Email)
	if problem != nil {
		p.Email = strings.TrimSpace(f.Email)
	}
	f.note("email", problem)
	p.BirthPlace, p.Education, p.Address, p.HomeRegion = freeText(f.BirthPlace), freeText(f.Education), freeText(f.Address), f.HomeRegion
	c.place(f.Faults, "home_region", p.HomeRegion)
	for field, text := range map[string]string{"birth_place": p.BirthPlace, "education": p.Education, "address": p.Address, "email": p.Email, "phone": p.PhoneNote} {
		fits(f.Faults, field, text, longest)
	}
	fits(f.Faults, "reason", freeText(f.Reason), longestReason)
	for field, text := range p.Check(c.today) {
		if f.Faults[field] == "" {
			f.Faults[field] = text
		}
	}
	if f.Faults["nik"] == "" {
		for _, w := range check.NIKWarnings(p.NIK, p.BirthDate, p.Sex, c.prefixes) {
			f.warn["nik"] = strings.TrimSpace(f.warn["nik"] + " " + w.Message)
		}
	}
	return f
}

// note keeps a problem at its field: as a fault where it refuses, else as a warning.
func (f *personForm) note(field string, p *check.Problem) { note(f.Faults, f.warn, field, p) }

func note(faults, warn map[string]string, field string, p *check.Problem) {
	switch {
	case p == nil:
	case p.Kind.Refuses() || field == "kk" || field == "npwp" || field == "number":
		faults[field] = p.Message
	default:
		warn[field] = p.Message
	}
}

func blank(typed string) bool { return strings.TrimSpace(typed) == "" }

// masked are the personal numbers that stand, as a form may show them.
func masked(p worker.Person) map[string]string {
	phone := p.Phone
	if phone == "" {
		phone = p.PhoneNote
	}
	return map[string]string{"nik": check.Mask(p.NIK), "kk": check.Mask(p.KK), "npwp": check.Mask(p.NPWP), "phone": check.Mask(phone)}
}

func clean(text string) string { return check.Clean(text) }

// freeText cleans words of one's own. Somebody's number may stand in any of them, and they are shown to everybody.
func freeText(typed string) string { return check.MaskNumbers(clean(typed)) }

// dateField reads a date that may be left out; the text says what is wrong with it.
func dateField(typed string) (time.Time, string) {
	if strings.TrimSpace(typed) == "" {
		return time.Time{}, ""
	}
	d, problem := check.Date(typed)
	if problem != nil {
		return time.Time{}, problem.Message
	}
	return d, ""
}

func readDate(typed, field string, faults map[string]string) (time.Time, map[string]string) {
	d, fault := dateField(typed)
	if fault != "" {
		faults[field] = fault
	}
	return d, faults
}

// personFormOf fills the form with what is stored, but for personal numbers: opening one needs a reason.
func personFormOf(rec worker.Record) personForm {
	p := rec.Person
	return personForm{Version: strconv.Itoa(rec.Version), Name: p.FullName(), Sex: p.Sex, BirthPlace: p.BirthPlace,
		BirthDate: typedDate(p.BirthDate), Education: p.Education, Email: p.Email, HomeRegion: p.HomeRegion,
		Address: p.Address, DiedOn: typedDate(p.DiedOn), kept: masked(p), person: p}
}

// against shows, beside what was typed, what somebody else saved meanwhile, and carries the newer version on.
func (f personForm) against(rec worker.Record) personForm {
	stored, p := personFormOf(rec), rec.Person
	f.Version, f.kept, f.Stored = stored.Version, stored.kept, map[string]string{}
	for field, pair := range map[string][2]string{
		"name": {f.person.FullName(), stored.Name}, "sex": {f.Sex, stored.Sex},
		"birth_place": {f.person.BirthPlace, stored.BirthPlace}, "birth_date": {typedDate(f.person.BirthDate), stored.BirthDate},
		"education": {f.person.Education, stored.Education}, "email": {f.person.Email, stored.Email},
		"home_region": {f.HomeRegion, stored.HomeRegion}, "address": {f.person.Address, stored.Address},
		"died_on": {typedDate(f.person.DiedOn), stored.DiedOn},
	} {
		if pair[0] != pair[1] {
			f.Stored[field] = pair[1]
		}
	}
	for field, pair := range map[string][2]string{"nik": {f.person.NIK, p.NIK}, "kk": {f.person.KK, p.KK}, "npwp": {f.person.NPWP, p.NPWP},
		"phone": {f.person.Phone + f.person.PhoneNote, p.Phone + p.PhoneNote}} {
		if pair[0] != pair[1] {
			f.Stored[field] = stored.kept[field]
		}
	}
	f.Conflict = true
	return f
}

func typedDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2-1-2006")
}

func merged(faults map[string]string, bad fault.Invalid) map[string]string {
	all := maps.Clone(faults)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, bad)
	return all
}

// employmentForm is a standing as a civil servant as typed.
type employmentForm struct {
	Kind, NIP, Grade, Post, Unit, From string

	Faults     map[string]string
	warn       map[string]string
	employment worker.Employment
}

func (f employmentForm) summary() []ui.FieldError { return summary(f.Faults, jobFields) }

func (f employmentForm) warning(field string) string { return f.warn[field] }

func (f employmentForm) warningText() string { return warningText(f.warn) }

// parseEmployment reads and checks an employment of a person; a form that says nothing is none, unless it is required.
func parseEmployment(v url.Values, p worker.Person, required bool) employmentForm {
	f := employmentForm{Kind: v.Get("kepegawaian"), NIP: v.Get("nip"), Grade: v.Get("pangkat"), Post: v.Get("jabatan"),
		Unit: v.Get("unit"), From: v.Get("kepegawaian_sejak"), Faults: map[string]string{}, warn: map[string]string{}}
	if !required && clean(f.Kind+f.NIP+f.Grade+f.Post+f.Unit+f.From) == "" {
		return f
	}
	e := &f.employment
	*e = worker.Employment{Kind: worker.EmploymentKind(f.Kind), Grade: freeText(f.Grade), Post: freeText(f.Post), Unit: freeText(f.Unit)}
	for field, text := range map[string]string{"grade": e.Grade, "post": e.Post, "unit": e.Unit} {
		fits(f.Faults, field, text, longest)
	}
	switch e.Kind {
	case worker.PNS, worker.PPPK, worker.NonASN:
	default:
		f.Faults["kind"] = "Pilih PNS, PPPK, atau Non-ASN."
	}
	if strings.TrimSpace(f.NIP) != "" {
		nip, problem := check.NIP(f.NIP, f.Kind, p.BirthDate, p.Sex)
		e.NIP = nip
		note(f.Faults, f.warn, "nip", problem)
		fits(f.Faults, "nip", clean(f.NIP), longestNIP)
	}
	var fault string
	if e.From, e.Precision, fault = startField(f.From); fault != "" {
		f.Faults["job_from"] = fault
	} else if e.From.IsZero() {
		f.Faults["job_from"] = "Tanggal mulai berlakunya status belum diisi."
	}
	return f
}

// newForm is a person with a first engagement and perhaps an employment.
type newForm struct {
	Person  personForm
	Engaged engagementForm
	Job     employmentForm
}

func parseNew(v url.Values, c rules) newForm {
	person := parsePerson(v, c, worker.Person{})
	return newForm{person, parseEngagement(v, c), parseEmployment(v, person.person, false)}
}

func (f newForm) refused() bool {
	return len(f.Person.Faults)+len(f.Engaged.Faults)+len(f.Job.Faults) > 0
}

func (f newForm) with(bad fault.Invalid) newForm {
	f.Engaged = f.Engaged.with(bad)
	return f
}

// bankForm is a bank account as typed.
type bankForm struct {
	Bank, Number, Holder, From string

	Faults  map[string]string
	account worker.BankAccount
}

func parseBank(v url.Values) bankForm {
	f := bankForm{Bank: v.Get("bank"), Number: v.Get("rekening"), Holder: v.Get("atas_nama"), From: v.Get("sejak"), Faults: map[string]string{}}
	a := &f.account
	a.Bank, a.Holder = freeText(f.Bank), freeText(f.Holder)
	fits(f.Faults, "bank", a.Bank, longestBank)
	fits(f.Faults, "holder", a.Holder, longestBank)
	if a.Bank == "" {
		f.Faults["bank"] = "Nama bank belum diisi."
	}
	if a.Holder == "" {
		f.Faults["holder"] = "Nama pemilik rekening belum diisi."
	}
	number, problem := check.Account(f.Number)
	a.Number = number
	note(f.Faults, nil, "number", problem)
	if number == "" && problem == nil {
		f.Faults["number"] = "Nomor rekening belum diisi."
	}
	a.From, f.Faults = readDate(f.From, "from", f.Faults)
	if a.From.IsZero() && f.Faults["from"] == "" {
		f.Faults["from"] = "Tanggal mulai dipakainya rekening belum diisi."
	}
	return f
}

// reasonText is the reason chosen, with the words added to it; "lain" is words alone.
func reasonText(reason, note string) string {
	reason, note = freeText(reason), freeText(note)
	switch {
	case reason == otherReason:
		return note
	case note == "" || reason == "":
		return reason
	default:
		return reason + ": " + note
	}
}

// otherReason is the choice to give a reason in one's own words.
const otherReason = "lain"
