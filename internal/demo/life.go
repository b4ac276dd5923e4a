package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/certification"
	"pilar/internal/region"
	"pilar/internal/seal"
	"pilar/internal/worker"
)

// teller tells the lives of all people, one after the other, from one stream of chance.
type teller struct {
	r        *rand.Rand
	keys     *seal.Keys
	land     land
	cal      calendar
	people   int
	prefixes []string // of NIK: the district's own, and the one it was parted from
	schemes  []int64  // per cadre, the version by which it is certified
	decrees  decrees
	issued   int // certificates so far
}

// life is one person's while it is told. Rows go to the chunk in the order of the telling, entries in the order of time.
type life struct {
	*teller
	c      *chunk
	worker int // index in the chunk
	person worker.Person
	seen   time.Time // when registered
	clerk  string
}

// tell adds the nth person with all that is recorded about them.
func (t *teller) tell(c *chunk, n int, p part) {
	papers := p.story.papers(t.r, t.cal, int(p.cadre))
	l := &life{teller: t, c: c, worker: len(c.workers), seen: time.Unix(p.registered, 0), clerk: one(t.r, clerks)}
	seen := dayOf(asof.Today(l.seen))
	start, precision := t.start(p, papers, seen)
	l.person = t.person(n, p, start)
	c.workers = append(c.workers, workerRow{Person: l.person, version: 1, changed: l.seen, fact: noted(l.clerk, l.seen)})
	l.enter(l.seen, audit.WorkerRegistered, "", worker.PersonChanges(worker.Person{}, l.person))
	l.serve(p, start, precision, seen)
	if p.second != none {
		l.serveAsPSM(p, start)
	}
	l.employ(p, start, seen)
	l.pay(p, start)
	l.certify(p, papers)
	if p.until == none && chance(t.r, 3) {
		l.newPhone(seen)
	}
}

// start draws the first day of the main post: before the earliest certificate, before whoever followed, and before the
// person was registered. A file that does not say gives its own day.
func (t *teller) start(p part, papers []paper, seen day) (day, worker.Precision) {
	if p.late {
		return p.from, worker.ByDay
	}
	last := t.cal.opened - 20
	if p.until != none {
		last = min(last, p.until-400)
	}
	if len(papers) > 0 {
		last = min(last, papers[0].signed-200)
	}
	start := last - day(t.r.IntN(9*365))
	switch {
	case p.until != none || chance(t.r, 80):
		return start, worker.ByDay
	case chance(t.r, 75):
		return dayOf(time.Date(start.date().Year(), 1, 1, 0, 0, 0, 0, time.UTC)), worker.ByYear
	default:
		return seen, worker.Unknown
	}
}

func (t *teller) person(n int, p part, start day) worker.Person {
	r := t.r
	sex := "L"
	if chance(r, 45) || int(p.cadre) == pkh && chance(r, 40) {
		sex = "P"
	}
	born := t.birthday(n, p, start)
	home := t.land.regions[t.home(p)]
	w := worker.Person{Name: madeUpName(r, sex), Sex: sex, BirthPlace: one(r, t.land.birthplaces), BirthDate: born.date(),
		NIK: t.nik(n, sex, born, home.Code), HomeRegion: home.Code, Education: pick(r, educations)}
	if int(p.cadre) == pkh || int(p.cadre) == dinsos {
		w.Education = one(r, educations[1:4])
	}
	if titles := titlesAfter[w.Education]; titles != nil && chance(r, 85) {
		w.TitleAfter = pick(r, titles)
	}
	if chance(r, 5) {
		w.TitleBefore = titlesBefore[sex]
	}
	w.Address = fmt.Sprintf("Kp. %s RT %02d RW %02d", one(r, hamlets), 1+r.IntN(9), 1+r.IntN(20))
	if chance(r, 60) {
		w.KK = t.nik(n, "L", t.cal.opened-day(r.IntN(4000)), home.Code)
	}
	switch {
	case chance(r, 3):
		w.PhoneNote = fmt.Sprintf("08%02d-%04d (rumah tetangga)", r.IntN(100), r.IntN(10000))
	case chance(r, 92):
		w.Phone = phone(r)
	}
	if chance(r, 40) {
		w.Email = fmt.Sprintf("%s.%d@contoh.invalid", strings.ReplaceAll(strings.ToLower(strings.Fields(w.Name)[0]), "'", ""), n+1)
	}
	if int(p.cadre) >= pkh && chance(r, 70) {
		w.NPWP = w.NIK
	}
	t.slip(n, &w)
	return w
}

// slip plants a few of the mistakes that only warn.
func (t *teller) slip(n int, w *worker.Person) {
	switch n % 400 {
	case 150:
		w.BirthDate = w.BirthDate.AddDate(0, 0, 1)
	case 250:
		w.Sex = map[string]string{"L": "P", "P": "L"}[w.Sex]
	}
}

// birthday makes somebody of age at the start. Together with the serial of nik it is one of a kind: people whose serials
// are the same differ in their birthday's remainder.
func (t *teller) birthday(n int, p part, start day) day {
	span := 20
	if int(p.cadre) >= pkh {
		span = 12 // at most 35 when recruited
	}
	born := start - 21*366 - day(t.r.IntN(span*365))
	if years := t.people/serials + 1; years > 1 {
		step := day(years)
		born -= (born - day(n/serials)%step + step) % step
	}
	return born
}

// serials are the numbers 9000 to 9999, which the offices do not reach: nobody's real NIK.
const serials = 1000

func (t *teller) nik(n int, sex string, born day, home string) string {
	prefix, kecamatan := t.prefixes[0], strings.ReplaceAll(region.KecamatanOf(home), ".", "")[4:]
	if len(t.prefixes) > 1 && n%17 == 0 {
		prefix = one(t.r, t.prefixes[1:])
	}
	y, m, d := born.date().Date()
	if sex == "P" {
		d += 40
	}
	return fmt.Sprintf("%s%s%02d%02d%02d%04d", prefix, kecamatan, d, m, y%100, 9000+n*619%serials)
}

func phone(r *rand.Rand) string {
	return fmt.Sprintf("+628%02d%08d", []int{12, 13, 21, 22, 52, 57, 77, 78, 95}[r.IntN(9)], r.IntN(100_000_000))
}

// home is a desa in the kecamatan of duty, for most.
func (t *teller) home(p part) int32 {
	place := t.land.regions[p.place]
	if place.Level == region.Desa && chance(t.r, 90) {
		return p.place
	}
	if near := t.land.desaOf[region.KecamatanOf(place.Code)]; len(near) > 0 && chance(t.r, 80) {
		return one(t.r, near)
	}
	return one(t.r, t.land.desa)
}

// later is a moment in office hours, some days after a day and after the person was registered; never today or later.
func (l *life) later(after day, least, most int) time.Time {
	d := min((max(after, dayOf(asof.Today(l.seen))) + day(least+l.r.IntN(most-least+1))).workday(), l.cal.today-1)
	return d.at(8*time.Hour + time.Duration(l.r.IntN(7*60*60))*time.Second)
}

// enter adds to the trail.
func (l *life) enter(at time.Time, verb audit.Verb, reason string, changes []audit.Change) {
	sealed, err := audit.SealChanges(l.keys, changes)
	if err != nil {
		panic(err) // texts always marshal
	}
	l.c.entries = append(l.c.entries, entryRow{at: at, by: l.clerk, verb: verb, worker: l.worker, name: l.person.Name,
		changes: sealed, reason: reason})
}

func (l *life) touch(at time.Time) {
	if w := &l.c.workers[l.worker]; at.After(w.changed) {
		w.changed = at
	}
}

// serve tells the main post: from the registration over yearly SK and a move to its end.
func (l *life) serve(p part, start day, precision worker.Precision, seen day) {
	cadre := int(p.cadre)
	place := l.land.regions[p.place].Code
	e := worker.Engagement{Cadre: cadres[cadre], Region: place, From: start.date(), Precision: precision,
		Fields: l.fields(cadre, start), MemberNumber: l.memberNumber(cadre, start)}
	switch left := p.until != none; {
	case left && p.until < seen:
		e.Until, e.EndReason = p.until.date(), l.endReason(cadre)
		l.engage(e, l.seen)
	case left:
		l.end(l.renew(l.engage(e, l.seen), cadre, seen, p.until), p.until, l.endReason(cadre))
	case !p.late && (cadre == tagana || cadre == pkh) && chance(l.r, 8):
		moved := l.cal.opened + 90 + day(l.r.IntN(int(l.cal.today-l.cal.opened)-180))
		e.Region = l.elsewhere(place)
		l.renew(l.move(l.renew(l.engage(e, l.seen), cadre, seen, moved), moved, place), cadre, moved, l.cal.today)
	default:
		l.renew(l.engage(e, l.seen), cadre, seen, l.cal.today)
	}
}

// end closes a post on its last day; where death ended it, the person's data says so too.
func (l *life) end(index int, last day, reason string) {
	e := l.c.engagements[index].Engagement
	e.Until, e.EndReason = last.date(), reason
	at := l.later(last, 2, 14)
	l.replace(index, at, audit.EngagementEnded, reason, e)
	if reason == died {
		l.die(last, at.Add(2*time.Minute))
	}
}

// move records that the post is elsewhere from a day on, and returns its new row.
func (l *life) move(index int, first day, place string) int {
	left := l.c.engagements[index].Engagement
	next := left
	left.Until, left.EndReason = (first - 1).date(), worker.MovedAway
	next.Region, next.From, next.Precision = place, first.date(), worker.ByDay
	return l.replace(index, l.later(first, 3, 20), audit.EngagementMoved, "", left, next)
}

// serveAsPSM tells the second post, from the workbook of the PSM on.
func (l *life) serveAsPSM(p part, start day) {
	seen := l.seen
	if book := l.cal.workbook(psm); seen.Before(book) {
		seen = book
	}
	from := min(start+day(l.r.IntN(200)), dayOf(asof.Today(seen))-30)
	l.engage(worker.Engagement{Cadre: cadres[psm], Region: l.land.regions[p.second].Code, From: from.date(),
		Precision: worker.ByDay, Fields: l.fields(psm, from)}, seen)
}

// elsewhere is another kecamatan than place.
func (l *life) elsewhere(place string) string {
	for range 20 {
		if other := l.land.regions[one(l.r, l.land.kecamatan)].Code; other != place {
			return other
		}
	}
	return place
}

const died = "Meninggal dunia"

func (l *life) endReason(cadre int) string {
	reasons := []string{"Mengundurkan diri", "Mengundurkan diri", "Masa tugas selesai", "Masa tugas selesai", died, died}
	if cadre <= tagana {
		reasons = append(reasons, "Diangkat menjadi PPPK")
	}
	return one(l.r, reasons)
}

// die records the death that ended a post.
func (l *life) die(on day, at time.Time) {
	after := l.person
	after.DiedOn = on.date()
	l.correct(after, at, "")
}

// newPhone corrects a number that changed.
func (l *life) newPhone(seen day) {
	after := l.person
	after.Phone, after.PhoneNote = phone(l.r), ""
	l.correct(after, l.later(seen, 30, 700), "Nomor baru dari yang bersangkutan")
}

func (l *life) correct(after worker.Person, at time.Time, reason string) {
	l.enter(at, audit.WorkerCorrected, reason, worker.PersonChanges(l.person, after))
	l.person = after
	w := &l.c.workers[l.worker]
	w.Person, w.version = after, w.version+1
	l.touch(at)
}

func (l *life) fields(cadre int, start day) map[string]string {
	switch cadre {
	case tagana:
		level := "Muda" // 38,332 of 38,992 in 2020
		if chance(l.r, 4) {
			level = one(l.r, []string{"Madya", "Madya", "Utama"})
		}
		return map[string]string{"jenjang": level, "keahlian": one(l.r, skills)}
	case psm:
		return map[string]string{"masa_bakti": term(start, l.cal.opened)}
	case pkh:
		return map[string]string{"jabatan": one(l.r, pkhPosts)}
	case dinsos:
		return map[string]string{"jabatan": one(l.r, staffPosts)}
	default:
		return nil
	}
}

// term is the five years of service of a PSM that a workbook of that time speaks of.
func term(start, book day) string {
	year := max(start, book).date().Year()
	year -= (year - 2019) % 5
	return fmt.Sprintf("%d-%d", year, year+5)
}

// memberNumber follows the one real number that is known, 20163600556: year, province, serial.
func (l *life) memberNumber(cadre int, start day) string {
	if cadre != tagana && cadre != tksk {
		return ""
	}
	return fmt.Sprintf("%d%s%05d", start.date().Year(), l.prefixes[0][:2], l.r.IntN(100_000))
}

// employ tells the standing as a civil servant of the office's staff, and of the companions of PKH who became PPPK.
func (l *life) employ(p part, start, seen day) {
	j := worker.Employment{From: start.date(), Precision: worker.ByDay}
	switch cadre := int(p.cadre); {
	case cadre == pkh && l.cal.today > l.cal.pppk+120 && p.until == none && chance(l.r, 45):
		j.Kind, j.From, j.Grade = worker.PPPK, max(start, l.cal.pppk).date(), "IX"
		j.Post, j.Unit = "Penata Layanan Operasional", "Kementerian Sosial"
		if seen < l.cal.pppk {
			l.hire(j, l.later(l.cal.pppk, 20, 90))
			return
		}
	case cadre != dinsos:
		return
	case chance(l.r, 60):
		j.Kind, j.Grade = worker.PNS, one(l.r, []string{"Penata Muda / III.a", "Penata / III.c", "Penata Tk. I / III.d", "Pengatur / II.c", "Pembina / IV.a"})
	case chance(l.r, 50):
		j.Kind, j.Grade = worker.PPPK, one(l.r, []string{"VII", "IX"})
		j.From = max(start, l.cal.opened-200).date()
	default:
		j.Kind = worker.NonASN
	}
	if j.Unit == "" {
		j.Unit, j.Post = one(l.r, staffUnits), one(l.r, staffPosts)
	}
	l.hire(j, l.seen)
}

func (l *life) hire(j worker.Employment, at time.Time) {
	sex := map[string]int{"L": 1, "P": 2}[l.person.Sex]
	birth := l.person.BirthDate.Format("20060102")
	switch j.Kind {
	case worker.PNS:
		j.NIP = fmt.Sprintf("%s%s%d%03d", birth, j.From.Format("200601"), sex, 1+l.r.IntN(40))
	case worker.PPPK:
		j.NIP = fmt.Sprintf("%s%d21%d%03d", birth, j.From.Year(), sex, 1+l.r.IntN(400))
	}
	l.c.employments = append(l.c.employments, employmentRow{worker: l.worker, Employment: j, fact: noted(l.clerk, at)})
	l.touch(at)
	l.enter(at, audit.EmploymentRecorded, "", worker.EmploymentChanges(worker.Employment{}, j))
}

// pay: the volunteers whom the district pays have an account.
func (l *life) pay(p part, start day) {
	if cadre := int(p.cadre); cadre != tksk && cadre != tagana || chance(l.r, 12) {
		return
	}
	a := worker.BankAccount{Bank: one(l.r, banks), Number: fmt.Sprintf("%013d", 10_000_000_000+l.r.Int64N(9_000_000_000_000)),
		Holder: strings.ToUpper(l.person.Name), From: start.date()}
	at := l.seen.Add(time.Minute)
	l.c.accounts = append(l.c.accounts, accountRow{worker: l.worker, BankAccount: a, sealed: l.keys.Seal(seal.Account, a.Number), fact: noted(l.clerk, at)})
	l.touch(at)
	l.enter(at, audit.BankRecorded, "", worker.AccountChanges(worker.BankAccount{}, a))
}

// certify tells the papers: issued, known late, typed wrongly, renewed, revoked.
func (l *life) certify(p part, papers []paper) {
	renews := none
	for _, given := range papers {
		at := l.later(given.signed, 10, 60)
		if p.story == lateKnown {
			at = l.later(lateRecord(given.signed), 2, 26)
		}
		l.issued++
		c := certification.Certificate{SchemeVersion: l.schemes[p.cadre], Certifier: certifier(given.signed),
			Number:   fmt.Sprintf("%05d/SK-%s/%d", l.issued, cadres[p.cadre], given.signed.date().Year()),
			SignedOn: given.signed.date(), ValidUntil: given.until.date()}
		replaces := none
		if p.story == mistyped {
			replaces = l.mistype(c, at)
			at = at.Add(47 * time.Hour)
		}
		index := l.issue(c, at, renews, replaces)
		if given.revokedOn != none {
			l.revoke(index, given.revokedOn, at)
		}
		renews = index
	}
}

func certifier(signed day) string {
	if signed.date().Year() < 2021 {
		return "LSPS"
	}
	return "LSP-KEMENSOS"
}

func (l *life) issue(c certification.Certificate, at time.Time, renews, replaces int) int {
	f := noted(l.clerk, at)
	f.replaces = replaces
	l.c.certificates = append(l.c.certificates, certificateRow{worker: l.worker, Certificate: c, renews: renews, fact: f})
	l.enter(at, audit.CertificateIssued, "", c.Changes())
	return len(l.c.certificates) - 1
}

// mistype records the certificate under a wrong number and takes that back.
func (l *life) mistype(c certification.Certificate, at time.Time) int {
	c.Number += "0"
	index := l.issue(c, at, none, none)
	const reason = "Salah ketik nomor"
	voided := at.Add(47*time.Hour - time.Minute)
	l.c.certificates[index].void(l.clerk, voided, reason)
	l.enter(voided, audit.CertificateVoided, reason, []audit.Change{{Field: "Nomor sertifikat", Before: c.Number}})
	return index
}

func (l *life) revoke(index int, on day, issued time.Time) {
	const reason = "Dicabut oleh lembaga sertifikasi karena pelanggaran kode etik"
	at := l.later(max(on, dayOf(asof.Today(issued))), 3, 9)
	l.c.revocations = append(l.c.revocations, revocationRow{certificate: index, on: on, reason: reason, fact: noted(l.clerk, at)})
	l.enter(at, audit.CertificateRevoked, reason, []audit.Change{
		{Field: "Nomor sertifikat", After: l.c.certificates[index].Number},
		{Field: "Dicabut sejak", After: on.date().Format("02-01-2006")},
	})
}
