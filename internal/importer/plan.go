package importer

import (
	"maps"
	"time"

	"pilar/internal/audit"
	"pilar/internal/check"
	"pilar/internal/region"
	"pilar/internal/worker"
)

// deed is what storing one row does: nil where it does not.
type deed struct {
	register *worker.Person // somebody new; the other facts are then hers, though they do not name her yet
	correct  *worker.Correction
	engage   *worker.Engagement
	move     *worker.Move
	replace  *replacement
	employ   *worker.Employment
	bank     *worker.BankAccount
}

// replacement is a corrected engagement, before and after.
type replacement struct{ old, next worker.Engagement }

func (d deed) empty() bool { return d == deed{} }

// arrives tells whether the deed puts somebody at a duty place.
func (d deed) arrives() bool {
	return d.register != nil || d.engage != nil || d.move != nil || d.replace != nil && d.replace.old.Region != d.replace.next.Region
}

// registering is the deed of a row about somebody whom the register does not know. Sealed says which of the cadre's own
// fields are personal.
func registering(e Entry, cadre string, asOf time.Time, sealed map[string]bool) deed {
	person := personOf(e, worker.Person{})
	engaged := engagementOf(e, cadre, worker.Engagement{Sealed: sealed})
	engaged.Region, engaged.From, engaged.Precision = e.Duty, e.Start, worker.Precision(e.Precision)
	d := deed{register: &person, engage: &engaged}
	if job, ok := jobOf(e.Employment, worker.Employment{}); ok {
		job = from(asOf, job)
		d.employ = &job
	}
	if account, ok := accountOf(e, worker.BankAccount{}); ok {
		account.From = asOf
		d.bank = &account
	}
	return d
}

// additions are what a registering deed adds, field by field.
func (d deed) additions() []audit.Change {
	changes := worker.PersonChanges(worker.Person{}, *d.register)
	changes = append(changes, worker.EngagementChanges(worker.Engagement{}, *d.engage)...)
	if d.employ != nil {
		changes = append(changes, worker.EmploymentChanges(worker.Employment{}, *d.employ)...)
	}
	if d.bank != nil {
		changes = append(changes, worker.AccountChanges(worker.BankAccount{}, *d.bank)...)
	}
	return changes
}

// plan is what storing some rows does, set by set.
type plan struct {
	newcomers   []deed
	corrections []worker.Correction
	engage      []worker.Engagement
	moves       []worker.Move
	old, next   []worker.Engagement // corrected engagements, before and after
	jobs        []worker.Employment
	accounts    []worker.BankAccount
	registered  []int64 // the newcomers, once they are stored
}

// add adds what storing one row does.
func (p *plan) add(d deed) {
	if d.register != nil {
		p.newcomers = append(p.newcomers, d)
		return
	}
	p.facts(d)
	if d.correct != nil {
		p.corrections = append(p.corrections, *d.correct)
	}
	if d.move != nil {
		p.moves = append(p.moves, *d.move)
	}
	if d.replace != nil {
		p.old, p.next = append(p.old, d.replace.old), append(p.next, d.replace.next)
	}
}

// facts adds the facts of a deed that replace nothing.
func (p *plan) facts(d deed) {
	if d.engage != nil {
		p.engage = append(p.engage, *d.engage)
	}
	if d.employ != nil {
		p.jobs = append(p.jobs, *d.employ)
	}
	if d.bank != nil {
		p.accounts = append(p.accounts, *d.bank)
	}
}

// of returns the deed with its facts as those of a worker.
func (d deed) of(worker int64) deed {
	d.engage.Worker = worker
	if d.employ != nil {
		d.employ.Worker = worker
	}
	if d.bank != nil {
		d.bank.Worker = worker
	}
	return d
}

// personOf returns what a person becomes by a row: a cell that says nothing keeps what is stored.
func personOf(e Entry, stored worker.Person) worker.Person {
	p := stored
	if e.NIK != "" { // a row that names the person by the register's own number may leave out both
		p.NIK = e.NIK
	}
	if e.Name.Name != "" {
		p.Name = e.Name.Name
	}
	if e.Name.Before != "" || e.Name.After != "" {
		p.TitleBefore, p.TitleAfter = e.Name.Before, e.Name.After
	}
	p.Sex = e.Sex.Or(p.Sex)
	p.BirthPlace = e.BirthPlace.Or(p.BirthPlace)
	p.BirthDate = e.BirthDate.Or(p.BirthDate)
	p.Address = e.Address.Or(p.Address)
	p.Education = e.Education.Or(p.Education)
	p.Email = e.Email.Or(p.Email)
	p.KK = e.KK.Or(p.KK)
	p.NPWP = e.NPWP.Or(p.NPWP)
	p.HomeRegion = e.Home.Or(p.HomeRegion)
	if e.Phone.Given {
		p.Phone, p.PhoneNote = e.Phone.Value, ""
	}
	if e.PhoneNote.Given {
		p.PhoneNote = e.PhoneNote.Value
	}
	return p
}

// engagementOf returns the engagement that a row tells of, given what is stored of it (the zero Engagement: nothing).
func engagementOf(e Entry, cadre string, stored worker.Engagement) worker.Engagement {
	next := stored
	next.Cadre = cadre
	next.MemberNumber = e.Member.Or(stored.MemberNumber)
	next.Fields = maps.Clone(stored.Fields)
	if next.Fields == nil {
		next.Fields = map[string]string{}
	}
	for key, f := range e.Fields {
		if value := f.Or(next.Fields[key]); value == "" {
			delete(next.Fields, key)
		} else {
			next.Fields[key] = value
		}
	}
	if e.Decree.Number.Value != "" && !names(stored.Decrees, e.Decree) {
		d := worker.Decree{Number: e.Decree.Number.Value, DecidedOn: e.Decree.Date.Value}
		next.Decrees = append([]worker.Decree{d}, stored.Decrees...)
	}
	return next
}

// names tells whether a decree stands among those of an engagement.
func names(stored []worker.Decree, d Decree) bool {
	for _, s := range stored {
		if s.Number == d.Number.Value && (!d.Date.Given || s.DecidedOn.Equal(d.Date.Value)) {
			return true
		}
	}
	return false
}

// stays are a person's engagements in one cadre.
type stays []worker.Engagement

func staysIn(cadre string, all []worker.Engagement) stays {
	var in stays
	for _, e := range all {
		if e.Cadre == cadre {
			in = append(in, e)
		}
	}
	return in
}

// current is the stay that covers a day, else the first that begins after it.
func (s stays) current(on time.Time) (worker.Engagement, bool) {
	var next worker.Engagement
	for _, e := range s {
		if e.Covers(on) {
			return e, true
		}
		if e.From.After(on) && (next.ID == 0 || e.From.Before(next.From)) {
			next = e
		}
	}
	return next, next.ID != 0
}

// room is the last day that somebody who leaves a stay on a day can serve elsewhere: the day before the next stay; zero
// where none follows.
func (s stays) room(on time.Time, left worker.Engagement) time.Time {
	var last time.Time
	for _, e := range s {
		if before := e.From.AddDate(0, 0, -1); e.From.After(on) && e.From.After(left.From) && (last.IsZero() || before.Before(last)) {
			last = before
		}
	}
	return last
}

// endedLike tells whether a stay that has ended began when the row says: the row tells of that one, and a file takes no
// end back.
func (s stays) endedLike(e Entry) bool {
	for _, stay := range s {
		if !stay.Until.IsZero() && sameStart(e, stay) {
			return true
		}
	}
	return false
}

// lastDay is the last day of the latest stay that ended; zero where none did.
func (s stays) lastDay() time.Time {
	var last time.Time
	for _, e := range s {
		if e.Until.After(last) {
			last = e.Until
		}
	}
	return last
}

// sameStart tells whether a stay began when the row says, as well as both know.
func sameStart(e Entry, stay worker.Engagement) bool {
	switch e.Precision {
	case ByDay:
		return stay.From.Equal(e.Start)
	case ByYear:
		return stay.From.Year() == e.Start.Year()
	}
	return false
}

// withStart corrects the first day of a stay where the row knows it better. A day that another stay of the cadre covers
// is not taken: after a move, a file still tells of the beginning at the former place.
func withStart(e Entry, stay worker.Engagement, all stays) worker.Engagement {
	if e.Precision == Unknown || sameStart(e, stay) {
		return stay
	}
	if e.Precision == ByYear && stay.Precision == worker.ByDay && stay.From.Year() == e.Start.Year() {
		return stay
	}
	for _, other := range all {
		if other.ID != stay.ID && (other.Until.IsZero() || !other.Until.Before(e.Start)) && other.From.Before(stay.From) {
			return stay
		}
	}
	if !stay.Until.IsZero() && stay.Until.Before(e.Start) {
		return stay
	}
	stay.From, stay.Precision = e.Start, worker.Precision(e.Precision)
	return stay
}

// place says how the duty place of a row relates to that of a stay.
type place int

const (
	samePlace place = iota
	closerPlace
	otherPlace
)

func placeOf(e Entry, stay worker.Engagement) place {
	switch {
	case !e.DutyGiven || e.Duty == stay.Region:
		return samePlace
	case within(stay.Region, e.Duty): // the row is less precise
		return samePlace
	case within(e.Duty, stay.Region):
		return closerPlace
	}
	return otherPlace
}

// within tells whether a place lies in another: a desa in its kecamatan, a kecamatan in the kabupaten.
func within(inner, outer string) bool {
	return len(inner) > len(outer) && inner[:len(outer)] == outer && inner[len(outer)] == '.'
}

// jobOf returns what an employment becomes by a row; ok is false where the row says nothing new, or not which kind.
func jobOf(e Employment, stored worker.Employment) (worker.Employment, bool) {
	next := stored
	next.ID = 0
	next.Kind = worker.EmploymentKind(e.Kind.Or(string(stored.Kind)))
	next.NIP = e.NIP.Or(stored.NIP)
	next.Grade = e.Grade.Or(stored.Grade)
	next.Post = e.Position.Or(stored.Post)
	next.Unit = e.Unit.Or(stored.Unit)
	if next.Kind == "" && next.NIP != "" {
		next.Kind = worker.EmploymentKind(check.KindByNIP(next.NIP))
	}
	same := stored
	same.ID = 0
	return next, next.Kind != "" && next != same
}

// accountOf returns what a bank account becomes by a row; ok is false where the row says nothing new, or no number.
func accountOf(e Entry, stored worker.BankAccount) (worker.BankAccount, bool) {
	next := stored
	next.ID = 0
	next.Number = e.Bank.Number.Or(stored.Number)
	next.Bank = e.Bank.Bank.Or(stored.Bank)
	next.Holder = e.Bank.Holder.Or(stored.Holder)
	if next.Holder == "" {
		next.Holder = e.Name.Name
	}
	same := stored
	same.ID = 0
	return next, next.Number != "" && next != same
}

// latest returns the newest of a person's employments or accounts, which come newest first.
func latest[T any](all []T) T {
	var none T
	if len(all) == 0 {
		return none
	}
	return all[0]
}

// startOf is the first day of a new engagement: the row's, or where a former stay covers that, the file's own day.
func startOf(e Entry, asOf time.Time, former stays) (time.Time, worker.Precision) {
	if last := former.lastDay(); !last.IsZero() && !e.Start.After(last) {
		return asOf, worker.Unknown
	}
	return e.Start, worker.Precision(e.Precision)
}

// dutyLevel tells whether a place stands at the level at which a cadre's posts are counted.
func dutyLevel(code string, level region.Level) bool {
	return map[region.Level]int{region.Kabupaten: 5, region.Kecamatan: 8, region.Desa: 13}[level] == len(code)
}
