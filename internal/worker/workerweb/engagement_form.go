package workerweb

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/worker"
	"pilar/web/ui"
)

// engagementForm is an engagement as typed.
type engagementForm struct {
	Cadre, Region, From, Until, MemberNumber, DecreeNumber, DecreeDate, DecreeIssuer, DecreeUntil, Reason string

	Fields     map[string]string // by cadre_key
	Kept       map[string]string // of Fields that are personal: what is stored, masked
	Editing    bool
	Faults     map[string]string
	Conflict   bool              // somebody else saved first
	Stored     map[string]string // after a conflict: what somebody else saved
	engagement worker.Engagement
}

func (f engagementForm) summary() []ui.FieldError {
	fields := slices.Clone(placeFields)
	for _, name := range slices.Sorted(maps.Keys(f.Faults)) {
		if strings.HasPrefix(name, fieldPrefix) {
			fields = append(fields, field{name, name})
		}
	}
	return summary(f.Faults, fields)
}

// keptHint says which personal value is stored: left blank it stays, and a dash takes it away.
func (f engagementForm) keptHint(key string) string {
	if f.Kept[key] == "" {
		return ""
	}
	return "Tersimpan " + f.Kept[key] + ". Isi hanya bila berubah; tulis - untuk menghapus."
}

// query is the engagement as an address: the form of an added one begins with what was typed for a new person. Fields of
// the cadre may be personal and stay out.
func (f engagementForm) query() url.Values {
	q := url.Values{}
	for input, typed := range map[string]string{"jenis": f.Cadre, "tempat": f.Region, "mulai": f.From, "nomor_anggota": f.MemberNumber,
		"sk_nomor": f.DecreeNumber, "sk_tanggal": f.DecreeDate, "sk_penerbit": f.DecreeIssuer, "sk_sampai": f.DecreeUntil} {
		if typed != "" {
			q.Set(input, typed)
		}
	}
	return q
}

// filledIn tells whether a field of one cadre holds something: the form then shows them opened.
func (f engagementForm) filledIn() bool {
	if len(f.Kept) > 0 {
		return true
	}
	for _, value := range f.Fields {
		if value != "" {
			return true
		}
	}
	for name := range f.Stored {
		if strings.HasPrefix(name, fieldPrefix) {
			return true
		}
	}
	return false
}

func (f engagementForm) with(bad fault.Invalid) engagementForm {
	f.Faults = merged(f.Faults, bad)
	return f
}

const fieldPrefix = "isian_"

// parseEngagement reads and checks an engagement with its decree. What is sent for another cadre, or for no field at all,
// is not stored.
func parseEngagement(v url.Values, c rules) engagementForm {
	f := engagementForm{Cadre: v.Get("jenis"), Region: v.Get("tempat"), From: v.Get("mulai"), Until: v.Get("sampai"),
		MemberNumber: v.Get("nomor_anggota"), DecreeNumber: v.Get("sk_nomor"), DecreeDate: v.Get("sk_tanggal"),
		DecreeIssuer: v.Get("sk_penerbit"), DecreeUntil: v.Get("sk_sampai"), Reason: v.Get("alasan"),
		Fields: map[string]string{}, Faults: map[string]string{}}
	e := &f.engagement
	*e = worker.Engagement{Cadre: f.Cadre, Region: f.Region, MemberNumber: clean(f.MemberNumber), Fields: map[string]string{}}
	for name := range v {
		key, ok := strings.CutPrefix(name, fieldPrefix)
		if !ok {
			continue
		}
		f.Fields[key] = v.Get(name)
		own, value := strings.TrimPrefix(key, f.Cadre+"_"), clean(v.Get(name))
		known, ok := c.own(f.Cadre, own)
		if !ok || own == key || value == "" {
			continue
		}
		if known.Type == cadre.Text && !known.Sealed {
			value = freeText(value)
		}
		fits(f.Faults, name, value, longest)
		normal, refusal := known.Normal(value)
		if refusal != "" {
			f.Faults[name] = refusal
		}
		e.Fields[own] = normal
	}
	c.place(f.Faults, "region", e.Region)
	fits(f.Faults, "member_number", e.MemberNumber, longestMember)
	fits(f.Faults, "reason", freeText(f.Reason), longestReason)
	var fault string
	if e.From, e.Precision, fault = startField(f.From); fault != "" {
		f.Faults["from"] = fault
	}
	e.Until, f.Faults = readDate(f.Until, "until", f.Faults)
	f.parseDecree()
	for field, text := range e.Check() {
		if f.Faults[field] == "" {
			f.Faults[field] = text
		}
	}
	return f
}

func (f *engagementForm) parseDecree() {
	d := worker.Decree{Number: clean(f.DecreeNumber), Issuer: freeText(f.DecreeIssuer)}
	fits(f.Faults, "decree_number", d.Number, longest)
	fits(f.Faults, "decree_issuer", d.Issuer, longest)
	d.DecidedOn, f.Faults = readDate(f.DecreeDate, "decree_date", f.Faults)
	d.Until, f.Faults = readDate(f.DecreeUntil, "decree_until", f.Faults)
	switch {
	case d.Number != "":
		if !d.Until.IsZero() {
			d.From = d.DecidedOn
		}
		if !d.Until.IsZero() && d.Until.Before(d.DecidedOn) {
			f.Faults["decree_until"] = "SK berakhir sebelum tanggalnya sendiri. Periksa kedua tanggal."
		}
		f.engagement.Decrees = []worker.Decree{d}
	case !d.DecidedOn.IsZero() || d.Issuer != "" || !d.Until.IsZero():
		f.Faults["decree_number"] = "Nomor SK belum diisi, padahal keterangan SK yang lain sudah. Tulis nomornya, atau kosongkan semuanya."
	}
}

// startField reads the first day of an engagement; a bare year is 1 January of it, known by the year only.
func startField(typed string) (time.Time, worker.Precision, string) {
	typed = strings.TrimSpace(typed)
	d, precision := time.Time{}, worker.ByDay
	if year, err := strconv.Atoi(typed); err == nil && len(typed) == 4 {
		d, precision = time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), worker.ByYear
	} else if dated, fault := dateField(typed); fault != "" || dated.IsZero() {
		return dated, precision, fault
	} else {
		d = dated
	}
	if d.Year() < 1900 || d.Year() > 2100 {
		return time.Time{}, precision, "Tahun ini tidak mungkin. Tulis tahun antara 1900 dan 2100."
	}
	return d, precision, ""
}

func engagementFormOf(e worker.Engagement) engagementForm {
	f := engagementForm{Cadre: e.Cadre, Region: e.Region, From: typedDate(e.From), Until: typedDate(e.Until),
		MemberNumber: e.MemberNumber, Fields: map[string]string{}, Kept: map[string]string{}, Editing: true, engagement: e}
	if e.Precision == worker.ByYear {
		f.From = e.From.Format("2006")
	}
	for key, value := range e.Fields {
		if e.Sealed[key] {
			f.Kept[e.Cadre+"_"+key] = check.Mask(value)
			continue
		}
		f.Fields[e.Cadre+"_"+key] = value
	}
	if len(e.Decrees) > 0 {
		d := e.Decrees[0]
		f.DecreeNumber, f.DecreeDate, f.DecreeIssuer, f.DecreeUntil = d.Number, typedDate(d.DecidedOn), d.Issuer, typedDate(d.Until)
	}
	return f
}

// over carries on, from the engagement that the form corrects, what the form has no place for.
func (f *engagementForm) over(e worker.Engagement, c rules) {
	n := &f.engagement
	if !n.Until.IsZero() {
		n.EndReason = e.EndReason
	}
	if e.Precision == worker.Unknown && n.From.Equal(e.From) {
		n.Precision = e.Precision // the form shows such a day as any other
	}
	if n.Cadre != e.Cadre {
		return
	}
	f.Kept = engagementFormOf(e).Kept
	for key, value := range e.Fields {
		name := e.Cadre + "_" + key
		typed := clean(f.Fields[name])
		_, shown := c.own(e.Cadre, key)
		switch {
		case e.Sealed[key] && typed == noNumber:
			delete(n.Fields, key)
		case !shown, typed == value, e.Sealed[key] && typed == "": // what stands there may stay, on offer or not
			n.Fields[key] = value
		default:
			continue
		}
		delete(f.Faults, fieldPrefix+name)
	}
}

// noNumber takes a personal value away whose box was left blank because the form shows none whole.
const noNumber = "-"

// against shows, beside what was typed, what somebody else saved meanwhile.
func (f engagementForm) against(e worker.Engagement) engagementForm {
	mine, stored := engagementFormOf(f.engagement), engagementFormOf(e)
	f.Conflict, f.Stored = true, map[string]string{}
	pairs := map[string][2]string{
		"cadre": {mine.Cadre, stored.Cadre}, "region": {mine.Region, stored.Region}, "from": {mine.From, stored.From},
		"until": {mine.Until, stored.Until}, "member_number": {mine.MemberNumber, stored.MemberNumber},
		"decree_number": {mine.DecreeNumber, stored.DecreeNumber}, "decree_date": {mine.DecreeDate, stored.DecreeDate},
		"decree_issuer": {mine.DecreeIssuer, stored.DecreeIssuer}, "decree_until": {mine.DecreeUntil, stored.DecreeUntil},
	}
	for _, fields := range []map[string]string{mine.Fields, stored.Fields} {
		for key := range fields {
			pairs[fieldPrefix+key] = [2]string{mine.Fields[key], stored.Fields[key]}
		}
	}
	for key := range e.Sealed {
		name := fieldPrefix + e.Cadre + "_" + key
		delete(pairs, name) // the stored form shows none whole
		if f.engagement.Fields[key] != e.Fields[key] {
			pairs[name] = [2]string{"", check.Mask(e.Fields[key])}
		}
	}
	for field, pair := range pairs {
		if pair[0] != pair[1] {
			f.Stored[field] = pair[1]
		}
	}
	return f
}

// mergeDecrees puts the decree of a form before the older ones of an engagement: the form shows only the newest.
func mergeDecrees(typed, stored []worker.Decree) []worker.Decree {
	if len(stored) == 0 {
		return typed
	}
	return append(typed, stored[1:]...)
}
