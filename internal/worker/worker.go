// Package worker is the register of social workers (SDM kesos): who they are, and where they have served as what.
//
// A person stands in it once, however many roles. A role is an engagement: dated, at a duty place, by a decree. Nothing
// here is overwritten except a person's own data, whose changes the audit trail keeps; every other fact is voided and
// replaced.
package worker

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pilar/internal/audit"
	"pilar/internal/check"
	"pilar/internal/fault"
)

// Person is what the register knows of somebody apart from roles. Numbers are normalised; a zero date is unknown.
type Person struct {
	Name        string // without titles
	TitleBefore string
	TitleAfter  string
	Sex         string // L or P; empty where unknown
	BirthPlace  string
	BirthDate   time.Time
	NIK         string
	KK          string
	NPWP        string
	Phone       string // +62…
	PhoneNote   string // as typed, where it cannot be a phone number
	Email       string
	HomeRegion  string
	Address     string
	Education   string
	DiedOn      time.Time
}

// FullName is the name with its titles, as it stands on letters.
func (p Person) FullName() string { return FullName(p.TitleBefore, p.Name, p.TitleAfter) }

// FullName joins a name and its titles: "Hj. Siti Aminah, S.Sos.".
func FullName(before, name, after string) string {
	full := strings.TrimSpace(before + " " + name)
	if after != "" {
		full += ", " + after
	}
	return full
}

// Precision tells how well the first day of an engagement is known.
type Precision string

// The start of an engagement is its TMT (day), else its decree's date (day), else 1 January of the year given (year),
// else the date its file speaks of (unknown).
const (
	ByDay   Precision = "day"
	ByYear  Precision = "year"
	Unknown Precision = "unknown"
)

// Decree is an SK. It names many people; number, date and issuer together say which it is.
type Decree struct {
	ID        int64
	Number    string
	DecidedOn time.Time
	Issuer    string
	From      time.Time
	Until     time.Time // the last day; zero is open
}

// Engagement is a dated role of a worker. Until is the last day; zero is open.
type Engagement struct {
	ID           int64
	Worker       int64
	Cadre        string
	Region       string
	From         time.Time
	Until        time.Time
	Precision    Precision
	EndReason    string
	MemberNumber string
	Fields       map[string]string
	Sealed       map[string]bool // which of Fields are personal: the cadre says so when they are recorded
	Decrees      []Decree
}

// Covers tells whether the engagement holds on a day.
func (e Engagement) Covers(day time.Time) bool {
	return !day.Before(e.From) && (e.Until.IsZero() || !day.After(e.Until))
}

// EmploymentKind is a person's standing as a civil servant.
type EmploymentKind string

// The kinds of employment.
const (
	PNS    EmploymentKind = "PNS"
	PPPK   EmploymentKind = "PPPK"
	NonASN EmploymentKind = "NON_ASN"
)

// Words returns the kind as an office writes it; empty for one that is none.
func (k EmploymentKind) Words() string {
	return map[EmploymentKind]string{PNS: "PNS", PPPK: "PPPK", NonASN: "Non-ASN"}[k]
}

// Employment is a dated standing as a civil servant, with the number, grade (pangkat/golongan), post and unit it brings.
type Employment struct {
	ID        int64
	Worker    int64
	Kind      EmploymentKind
	NIP       string
	Grade     string
	Post      string
	Unit      string
	From      time.Time
	Until     time.Time
	Precision Precision
}

// BankAccount is where somebody is paid, from a day on.
type BankAccount struct {
	ID     int64
	Worker int64
	Bank   string
	Number string
	Holder string
	From   time.Time
	Until  time.Time
}

// Registered says that the NIK stands in the register already; Worker is whose it is, or 0 where the account may not
// see that person.
type Registered struct{ Worker int64 }

func (r Registered) Error() string {
	return fmt.Sprintf("the NIK is registered already (worker %d)", r.Worker)
}

// Check reports every broken rule of a person at once. Warnings are package check's; these block.
func (p Person) Check(today time.Time) fault.Invalid {
	bad := fault.Invalid{}
	if p.Name == "" {
		bad["name"] = "Nama belum diisi. Tulis nama lengkap seperti pada KTP."
	}
	if p.NIK == "" {
		bad["nik"] = "NIK belum diisi. Tulis 16 angka seperti pada KTP."
	}
	if p.BirthDate.After(today) {
		bad["birth_date"] = "Tanggal lahir ada di masa depan. Periksa tahunnya."
	}
	if p.DiedOn.After(today) {
		bad["died_on"] = "Tanggal meninggal ada di masa depan. Periksa tahunnya."
	}
	return bad
}

// Check reports every broken rule of an engagement by itself; an overlap only the register can see.
func (e Engagement) Check() fault.Invalid {
	bad := fault.Invalid{}
	if e.Cadre == "" {
		bad["cadre"] = "Jenis SDM belum dipilih."
	}
	if e.Region == "" {
		bad["region"] = "Tempat tugas belum dipilih."
	}
	if e.From.IsZero() {
		bad["from"] = "Tanggal mulai belum diisi. Tulis TMT, misalnya 1-1-2024."
	}
	if !e.Until.IsZero() && e.Until.Before(e.From) {
		bad["until"] = "Tanggal berakhir lebih awal daripada tanggal mulai. Periksa kedua tanggal."
	}
	return bad
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("02-01-2006")
}

// PersonChanges lists what differs, in the words of the screen.
func PersonChanges(before, after Person) []audit.Change {
	var c []audit.Change
	c = audit.Changed(c, "Nama", before.Name, after.Name)
	c = audit.Changed(c, "Gelar depan", before.TitleBefore, after.TitleBefore)
	c = audit.Changed(c, "Gelar belakang", before.TitleAfter, after.TitleAfter)
	c = audit.ChangedPersonal(c, "NIK", before.NIK, after.NIK)
	c = audit.ChangedPersonal(c, "Nomor KK", before.KK, after.KK)
	c = audit.ChangedPersonal(c, "NPWP", before.NPWP, after.NPWP)
	c = audit.Changed(c, "Jenis kelamin", before.Sex, after.Sex)
	c = audit.Changed(c, "Tempat lahir", before.BirthPlace, after.BirthPlace)
	c = audit.Changed(c, "Tanggal lahir", date(before.BirthDate), date(after.BirthDate))
	c = audit.ChangedPersonal(c, "Nomor HP", before.Phone, after.Phone)
	c = audit.ChangedPersonal(c, "Nomor HP seperti tertulis", before.PhoneNote, after.PhoneNote)
	c = audit.Changed(c, "Surel", before.Email, after.Email)
	c = audit.Changed(c, "Wilayah tempat tinggal", before.HomeRegion, after.HomeRegion)
	c = audit.Changed(c, "Alamat", before.Address, after.Address)
	c = audit.Changed(c, "Pendidikan", before.Education, after.Education)
	return audit.Changed(c, "Meninggal", date(before.DiedOn), date(after.DiedOn))
}

// EngagementChanges lists what differs between two states of an engagement.
func EngagementChanges(before, after Engagement) []audit.Change {
	var c []audit.Change
	c = audit.Changed(c, "Jenis SDM", before.Cadre, after.Cadre)
	c = audit.Changed(c, "Tempat tugas", before.Region, after.Region)
	c = audit.Changed(c, "Mulai", start(before), start(after))
	c = audit.Changed(c, "Berakhir", date(before.Until), date(after.Until))
	c = audit.Changed(c, "Alasan berakhir", before.EndReason, after.EndReason)
	c = audit.Changed(c, "Nomor anggota", before.MemberNumber, after.MemberNumber)
	keys := slices.Sorted(maps.Keys(before.Fields))
	for k := range after.Fields {
		if _, ok := before.Fields[k]; !ok {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		if before.Sealed[k] || after.Sealed[k] {
			c = audit.ChangedPersonal(c, k, before.Fields[k], after.Fields[k])
			continue
		}
		c = audit.Changed(c, k, before.Fields[k], after.Fields[k])
	}
	return audit.Changed(c, "SK", decreeWords(before.Decrees), decreeWords(after.Decrees))
}

// start says the first day as well as it is known.
func start(e Engagement) string {
	switch e.Precision {
	case ByYear:
		return "tahun " + e.From.Format("2006")
	case Unknown:
		return date(e.From) + " (tercatat)"
	}
	return date(e.From)
}

func decreeWords(decrees []Decree) string {
	words := make([]string, 0, len(decrees))
	for _, d := range decrees {
		w := d.Number
		if !d.DecidedOn.IsZero() {
			w += " tanggal " + date(d.DecidedOn)
		}
		if d.Issuer != "" {
			w += " dari " + d.Issuer
		}
		if !d.Until.IsZero() {
			w += " berlaku sampai " + date(d.Until)
		}
		words = append(words, w)
	}
	return strings.Join(words, "; ")
}

// EmploymentChanges lists what differs between two employments.
func EmploymentChanges(before, after Employment) []audit.Change {
	var c []audit.Change
	c = audit.Changed(c, "Status kepegawaian", string(before.Kind), string(after.Kind))
	c = audit.Changed(c, "NIP/NI PPPK", before.NIP, after.NIP)
	c = audit.Changed(c, "Pangkat/golongan", before.Grade, after.Grade)
	c = audit.Changed(c, "Jabatan", before.Post, after.Post)
	c = audit.Changed(c, "Unit kerja", before.Unit, after.Unit)
	return audit.Changed(c, "Sejak", date(before.From), date(after.From))
}

// AccountChanges lists what differs between two bank accounts.
func AccountChanges(before, after BankAccount) []audit.Change {
	var c []audit.Change
	c = audit.Changed(c, "Bank", before.Bank, after.Bank)
	c = audit.ChangedPersonal(c, "Nomor rekening", before.Number, after.Number)
	c = audit.Changed(c, "Atas nama", before.Holder, after.Holder)
	return audit.Changed(c, "Sejak", date(before.From), date(after.From))
}

// nameKey is how names are sorted, searched and compared.
func nameKey(name string) string { return check.NameKey(name) }

// SexWords returns a sex as the screen says it; empty for one that is none.
func SexWords(sex string) string {
	return map[string]string{"L": "Laki-laki", "P": "Perempuan"}[sex]
}
