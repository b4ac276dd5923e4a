package importer

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/region"
	"pilar/internal/seal"
	"pilar/internal/setting"
	"pilar/internal/worker"
)

// Store compares a file with the register, and stores what may be stored.
type Store struct {
	db   postgres.DB
	keys *seal.Keys
}

// NewStore returns a Store on a pool or within a transaction.
func NewStore(db postgres.DB, keys *seal.Keys) *Store { return &Store{db, keys} }

// Options returns what a file of a cadre is read with. fault.NotFound where there is no such cadre,
// fault.Invalid where it is not used any more.
func (s *Store) Options(ctx context.Context, code string, today time.Time) (Options, error) {
	cadres := cadre.NewStore(s.db, s.keys)
	c, err := cadres.Get(ctx, code)
	if err != nil {
		return Options{}, err
	}
	if !c.Active {
		return Options{}, fault.Invalid{"cadre": "Jenis SDM " + code + " tidak dipakai lagi. Administrator dapat memakainya lagi di Pengaturan."}
	}
	fields, err := cadres.Fields(ctx)
	if err != nil {
		return Options{}, err
	}
	all, err := region.NewStore(s.db, s.keys).All(ctx)
	if err != nil {
		return Options{}, err
	}
	prefixes, err := setting.NewStore(s.db, s.keys).Prefixes(ctx)
	if err != nil {
		return Options{}, err
	}
	fields = slices.DeleteFunc(fields, func(f cadre.Field) bool { return f.Cadre != code || !f.Active })
	return Options{Cadre: code, DutyLevel: c.DutyLevel, Fields: fields, Places: NewPlaces(all), Prefixes: prefixes, Today: today}, nil
}

// Check says of each row what storing it would do, and changes nothing but the report.
func (s *Store) Check(ctx context.Context, r *Report, o Options) error {
	_, err := s.judge(ctx, r, o)
	return err
}

// Apply checks the report against the register as it is at this moment and stores all rows that may be stored, in one
// transaction.
func (s *Store) Apply(ctx context.Context, by audit.Actor, r *Report, o Options) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := NewStore(tx, s.keys)
		p, err := in.judge(ctx, r, o)
		if err != nil {
			return err
		}
		if err := p.store(ctx, worker.NewStore(tx, s.keys), by); err != nil {
			return err
		}
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: audit.FileImported, SubjectKind: "import", SubjectName: r.File,
			Changes: []audit.Change{
				{Field: "Jenis SDM", After: o.Cadre},
				{Field: "Keadaan per", After: r.AsOf.Format("02-01-2006")},
				{Field: "Baris disimpan", After: fmt.Sprint(r.Loadable)},
				{Field: "Baris ditolak", After: fmt.Sprint(r.Rejected)},
				{Field: "Baris berulang", After: fmt.Sprint(r.Repeated)},
			}})
	})
}

// store carries the plan out, one statement for each kind of change.
func (p plan) store(ctx context.Context, workers *worker.Store, by audit.Actor) error {
	people := make([]worker.Person, len(p.newcomers))
	for i, n := range p.newcomers {
		people[i] = n.person
	}
	ids, err := workers.RegisterAll(ctx, by, people)
	if err != nil {
		return err
	}
	for i, n := range p.newcomers {
		n.engaged.Worker, n.job.Worker, n.account.Worker = ids[i], ids[i], ids[i]
		p.engage = append(p.engage, n.engaged)
		if n.job.Kind != "" {
			p.jobs = append(p.jobs, n.job)
		}
		if n.account.Number != "" {
			p.accounts = append(p.accounts, n.account)
		}
	}
	if err := workers.CorrectAll(ctx, by, p.corrections); err != nil {
		return err
	}
	if err := workers.MoveAll(ctx, by, p.moves); err != nil {
		return err
	}
	if err := workers.ReplaceAll(ctx, by, p.old, p.next); err != nil {
		return err
	}
	if err := workers.EngageAll(ctx, by, p.engage); err != nil {
		return err
	}
	if err := workers.EmployAll(ctx, by, p.jobs); err != nil {
		return err
	}
	return workers.RecordBankAll(ctx, by, p.accounts)
}

// judge compares each loadable row with the register: its verdict, its warnings, and what storing it would do.
func (s *Store) judge(ctx context.Context, r *Report, o Options) (plan, error) {
	j := judging{Options: o, report: r}
	if err := j.look(ctx, s); err != nil {
		return plan{}, err
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.Verdict == Repeated && j.outside(row.Entry.NIK) { // and so is the row that it would repeat
			row.Verdict, row.Problems = New, slices.DeleteFunc(row.Problems, func(p Problem) bool { return p.Kind == check.Repeated })
		}
		if row.Loadable() {
			j.judge(row)
		}
	}
	j.fillPlaces()
	r.Count()
	return j.plan, nil
}

// judging is one comparison of a file with the register.
type judging struct {
	Options
	report  *Report
	ids     map[string]int64
	records map[int64]*worker.Record
	visible map[int64]bool // within the account's limit; nil: all
	kin     map[worker.Kin][]string
	posts   map[string]int     // by duty place
	serving map[string][]int64 // by duty place
	arrive  []arrival
	leave   map[string][]int64 // who moves away from a place by this file
	plan    plan
}

// arrival is a row that puts somebody at a duty place.
type arrival struct {
	row    *Row
	worker int64 // 0: a newcomer
}

// look asks the register about everybody in the file at once.
func (j *judging) look(ctx context.Context, s *Store) error {
	workers := worker.NewStore(s.db, s.keys)
	var niks, places []string
	var kin []worker.Kin
	for i := range j.report.Rows {
		row := &j.report.Rows[i]
		if !row.Loadable() {
			continue
		}
		niks = append(niks, row.Entry.NIK)
		places = append(places, row.Entry.Duty)
		kin = append(kin, kinOf(row.Entry))
	}
	var err error
	if j.ids, err = workers.ByNIK(ctx, niks); err != nil {
		return err
	}
	ids := make([]int64, 0, len(j.ids))
	for _, id := range j.ids {
		ids = append(ids, id)
	}
	if j.records, err = workers.Records(ctx, ids); err != nil {
		return err
	}
	if j.visible, err = workers.Within(ctx, ids, j.Limit); err != nil {
		return err
	}
	if j.kin, err = workers.ByKin(ctx, kin); err != nil {
		return err
	}
	if j.serving, err = workers.Serving(ctx, j.Cadre, places, j.report.AsOf); err != nil {
		return err
	}
	j.leave = map[string][]int64{}
	return j.lookAtPosts(ctx, s)
}

func (j *judging) lookAtPosts(ctx context.Context, s *Store) error {
	posts, err := cadre.NewStore(s.db, s.keys).Posts(ctx, cadre.Filter{At: asof.Moment{On: j.report.AsOf}, Cadre: j.Cadre})
	if err != nil {
		return err
	}
	j.posts = map[string]int{}
	for _, p := range posts {
		if dutyLevel(p.Region, j.DutyLevel) {
			j.posts[p.Region] = p.Posts
		}
	}
	return nil
}

func kinOf(e Entry) worker.Kin { return worker.Kin{NameKey: e.NameKey, BirthDate: e.BirthDate.Value} }

func (j *judging) judge(row *Row) {
	id, known := j.ids[row.Entry.NIK]
	switch {
	case !known:
		j.newcomer(row)
	case j.outside(row.Entry.NIK):
		row.Add(Problem{Kind: check.KecamatanForbidden, Column: j.head(NIK), Value: check.Mask(row.Entry.NIK),
			Message: "NIK ini sudah terdaftar di luar wilayah Anda. Hubungi operator dinas bila orang ini bertugas di wilayah Anda."})
	default:
		j.known(row, j.records[id])
	}
}

// outside tells whether somebody is registered beyond the account's limit.
func (j *judging) outside(nik string) bool {
	id, known := j.ids[nik]
	return known && j.visible != nil && !j.visible[id]
}

func (j *judging) newcomer(row *Row) {
	e := row.Entry
	row.Verdict = New
	for _, nik := range j.kin[kinOf(e)] {
		if nik != e.NIK && !row.has(check.DuplicateLikely) {
			row.Add(Problem{Kind: check.DuplicateLikely, Column: j.head(Name), Value: e.Name.Full(),
				Message: "Orang dengan nama dan tanggal lahir yang sama sudah terdaftar dengan NIK lain. Periksa NIK pada KTP sebelum menyimpannya dua kali."})
		}
	}
	n := newcomer{person: personOf(e, worker.Person{}), engaged: engagementOf(e, j.Cadre, worker.Engagement{})}
	n.engaged.Region, n.engaged.From, n.engaged.Precision = e.Duty, e.Start, worker.Precision(e.Precision)
	if job, ok := jobOf(e.Employment, worker.Employment{}); ok {
		n.job = j.from(job)
	}
	if account, ok := accountOf(e, worker.BankAccount{}); ok {
		account.From = j.report.AsOf
		n.account = account
	}
	j.plan.newcomers = append(j.plan.newcomers, n)
	j.arrive = append(j.arrive, arrival{row: row})
}

// from dates an employment of which a file says no day: it is known to hold on the file's own.
func (j *judging) from(job worker.Employment) worker.Employment {
	job.From, job.Until, job.Precision = j.report.AsOf, time.Time{}, worker.Unknown
	return job
}

func (j *judging) known(row *Row, rec *worker.Record) {
	e := row.Entry
	row.Verdict = Same
	if after := personOf(e, rec.Person); after != rec.Person {
		j.plan.corrections = append(j.plan.corrections, worker.Correction{Worker: rec.ID, Version: rec.Version, Before: rec.Person, After: after})
		row.Verdict = Changed
	}
	if j.engagement(row, rec) {
		row.Verdict = Changed
	}
	if job, ok := jobOf(e.Employment, latest(rec.Employments)); ok {
		job = j.from(job)
		job.Worker = rec.ID
		j.plan.jobs = append(j.plan.jobs, job)
		row.Verdict = Changed
	}
	if account, ok := accountOf(e, latest(rec.Accounts)); ok {
		account.Worker, account.From, account.Until = rec.ID, j.report.AsOf, time.Time{}
		j.plan.accounts = append(j.plan.accounts, account)
		row.Verdict = Changed
	}
}

// engagement compares the row with the person's engagements in the cadre, and tells whether storing it changes one.
func (j *judging) engagement(row *Row, rec *worker.Record) bool {
	e, asOf := row.Entry, j.report.AsOf
	all := staysIn(j.Cadre, rec.Engagements)
	stay, ok := all.current(asOf)
	if !ok {
		if all.endedLike(e) {
			return false
		}
		next := engagementOf(e, j.Cadre, worker.Engagement{Worker: rec.ID})
		next.Region = e.Duty
		next.From, next.Precision = startOf(e, asOf, all)
		j.plan.engage = append(j.plan.engage, next)
		j.arrive = append(j.arrive, arrival{row, rec.ID})
		return true
	}
	next := engagementOf(e, j.Cadre, stay)
	switch placeOf(e, stay) {
	case otherPlace:
		j.move(row, stay, next)
		return true
	case closerPlace:
		next.Region = e.Duty
		j.arrive = append(j.arrive, arrival{row, rec.ID})
	}
	next = withStart(e, next, all)
	if sameStay(stay, next) {
		return false
	}
	j.plan.old, j.plan.next = append(j.plan.old, stay), append(j.plan.next, next)
	return true
}

func (j *judging) move(row *Row, stay, next worker.Engagement) {
	asOf := j.report.AsOf
	from, to := j.Places.name(stay.Region), j.Places.name(row.Entry.Duty)
	row.Add(Problem{Kind: check.DutyPlaceChanged, Column: j.head(DutyDesa, Desa, DutyKecamatan, Kecamatan, DutyPlace, Place), Value: to,
		Message: fmt.Sprintf("Orang ini tercatat bertugas di %s; berkas ini menyebut %s. Bila disimpan, tercatat pindah tugas sejak %s.", from, to, asOf.Format("02-01-2006"))})
	next.ID, next.Region, next.From, next.Until, next.EndReason, next.Precision = 0, row.Entry.Duty, asOf, time.Time{}, "", worker.ByDay
	j.plan.moves = append(j.plan.moves, worker.Move{Old: stay, New: next})
	j.leave[stay.Region] = append(j.leave[stay.Region], stay.Worker)
	j.arrive = append(j.arrive, arrival{row, stay.Worker})
}

// sameStay tells whether nothing of an engagement is changed by a row.
func sameStay(a, b worker.Engagement) bool {
	if a.Region != b.Region || !a.From.Equal(b.From) || a.Precision != b.Precision || a.MemberNumber != b.MemberNumber || len(a.Decrees) != len(b.Decrees) || len(a.Fields) != len(b.Fields) {
		return false
	}
	for key, value := range a.Fields {
		if b.Fields[key] != value {
			return false
		}
	}
	return true
}

// fillPlaces warns of each arrival at a duty place whose posts others fill: those who serve there and stay, and those who
// arrive by an earlier row.
func (j *judging) fillPlaces() {
	arrived := map[string]int{}
	for _, a := range j.arrive {
		place := a.row.Entry.Duty
		posts, counted := j.posts[place]
		if !counted || !a.row.Loadable() {
			continue
		}
		others := arrived[place]
		for _, id := range j.serving[place] {
			if id != a.worker && !slices.Contains(j.leave[place], id) {
				others++
			}
		}
		if others >= posts {
			a.row.Add(Problem{Kind: check.DutyPlaceFilled, Column: j.head(DutyDesa, Desa, DutyKecamatan, Kecamatan, DutyPlace, Place), Value: j.Places.name(place),
				Message: fmt.Sprintf("Formasi %s di %s (%d) sudah terisi orang lain. Periksa apakah orang itu masih bertugas.", j.Cadre, j.Places.name(place), posts)})
		}
		arrived[place]++
	}
}

// head returns the head, as the file has it, of the first of the given columns that it has.
func (j *judging) head(columns ...Column) string {
	for _, c := range columns {
		for _, h := range j.report.Heads {
			if h.As == c {
				return h.Text
			}
		}
	}
	return ""
}

// name returns a place as an office writes it.
func (p *Places) name(code string) string {
	if r, ok := p.byCode[codeKey(code)]; ok {
		return r.Title()
	}
	return code
}

func (r *Row) has(kind check.Kind) bool {
	return slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Kind == kind })
}
