package importer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/cadre"
	"pilar/internal/check"
	"pilar/internal/worker"
)

// batchRows is how many rows are compared with the register at once.
const batchRows = 1000

// judging compares the rows of one import with the register, batch by batch. Between batches it keeps only who serves,
// arrives and leaves where: neither rows nor what the register says about them.
type judging struct {
	Options
	asOf   time.Time
	heads  []Head
	sealed map[string]bool // the cadre's own fields that are personal
	n      int             // rows judged so far
	posts  map[string]int  // by duty place; nil before the first batch
	places map[string]*post
	moved  map[int64]string // from where somebody moves away
	met    map[int64]bool   // whom a row was about

	register // about the batch at hand
}

// register is what the register says about the people of one batch.
type register struct {
	ids     map[string]int64
	records map[int64]*worker.Record
	visible map[int64]bool // within the account's limit; nil: all
	kin     map[worker.Kin][]string
}

// judged is a row with what storing it would do.
type judged struct {
	*Row
	n       int    // its place among the data rows: 1 is the first
	read    int    // how many of its problems reading found; the others are the register's
	worker  int64  // whom it is about; 0: nobody known, or nobody whom the account may see
	nik     string // of the person, also where the row names her by the register's number alone
	deed    deed
	changes []audit.Change
	digest  []byte
}

// newJudging begins to compare an import that was read with the given options. Of the summary it takes the day and the
// heads of the file.
func newJudging(o Options, s Summary) *judging {
	j := &judging{Options: o, asOf: s.AsOf, heads: s.Heads, sealed: map[string]bool{}, places: map[string]*post{}, moved: map[int64]string{}, met: map[int64]bool{}}
	for _, f := range o.Fields {
		j.sealed[f.Key] = f.Sealed
	}
	return j
}

// batch says of the next rows what storing each of them would do. It changes their verdicts and adds what only the register
// knows to their problems. Rows come in the order of the file, and all of them: also those that can't be stored.
func (j *judging) batch(ctx context.Context, s *Store, rows []Row) ([]judged, error) {
	if err := j.look(ctx, s, rows); err != nil {
		return nil, err
	}
	all := make([]judged, len(rows))
	for i := range rows {
		row := &all[i]
		j.n++
		row.Row, row.n = &rows[i], j.n
		if row.Verdict == Repeated && j.outside(j.named(row.Entry)) { // and so is the row that it would repeat
			row.Verdict = New
			row.drop(check.Repeated)
		}
		row.read, row.nik = len(row.Problems), row.Entry.NIK
		if row.Loadable() {
			j.judge(row)
		}
	}
	j.fill(all)
	for i := range all {
		all[i].digest = digestOf(&all[i])
	}
	return all, nil
}

// look asks the register about everybody in a batch at once.
func (j *judging) look(ctx context.Context, s *Store, rows []Row) error {
	workers := worker.NewStore(s.db, s.keys)
	var niks, places []string
	var kin []worker.Kin
	var ids []int64
	for i := range rows {
		row := &rows[i]
		if row.Loadable() || row.Verdict == Repeated && j.Limit != nil {
			niks = append(niks, row.Entry.NIK)
			if row.Entry.Worker != 0 {
				ids = append(ids, row.Entry.Worker)
			}
		}
		if row.Loadable() {
			places = append(places, row.Entry.Duty)
			kin = append(kin, kinOf(row.Entry))
		}
	}
	var err error
	if j.ids, err = workers.ByNIK(ctx, niks); err != nil {
		return err
	}
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
	if err := j.lookAtPosts(ctx, s); err != nil {
		return err
	}
	return j.lookAtServing(ctx, workers, places)
}

func (j *judging) lookAtPosts(ctx context.Context, s *Store) error {
	if j.posts != nil {
		return nil
	}
	posts, err := cadre.NewStore(s.db, s.keys).Posts(ctx, cadre.Filter{At: asof.Moment{On: j.asOf}, Cadre: j.Cadre})
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

func (j *judging) judge(row *judged) {
	if !j.belongs(row) {
		return
	}
	id := j.named(row.Entry)
	switch {
	case id == 0:
		j.newcomer(row)
		return
	case j.met[id]:
		row.Add(Problem{Kind: check.Repeated, Column: j.head(WorkerID, NIK), Value: check.Mask(row.Entry.NIK),
			Message: "Orang ini sudah ada pada baris lain di atasnya. Baris ini dilewati."})
		return
	}
	j.met[id] = true
	row.worker = id
	j.known(row, j.records[id])
}

// named returns whom a row is about: the person of the register's number that it has, else of its NIK; 0: nobody known.
func (j *judging) named(e Entry) int64 {
	if e.Worker != 0 {
		return e.Worker
	}
	return j.ids[e.NIK]
}

// belongs refuses a row whose number or NIK is somebody's whom it can't be about.
func (j *judging) belongs(row *judged) bool {
	e := row.Entry
	holder := j.ids[e.NIK]
	switch {
	case e.Worker != 0 && (j.records[e.Worker] == nil || j.outside(e.Worker)):
		row.refuse(check.UnknownID(), j.head(WorkerID), fmt.Sprint(e.Worker))
	case j.outside(holder):
		row.Add(Problem{Kind: check.KecamatanForbidden, Column: j.head(NIK), Value: check.Mask(e.NIK),
			Message: "NIK ini sudah terdaftar di luar wilayah Anda. Hubungi operator dinas bila orang ini bertugas di wilayah Anda."})
	case e.Worker != 0 && holder != 0 && holder != e.Worker:
		row.refuse(check.OthersNIK(), j.head(NIK), check.Mask(e.NIK))
	}
	return row.Loadable()
}

func (r *Row) refuse(p *check.Problem, column, value string) {
	r.Add(Problem{p.Kind, column, value, p.Message})
}

// outside tells whether somebody is registered beyond the account's limit.
func (j *judging) outside(id int64) bool { return id != 0 && j.visible != nil && !j.visible[id] }

func (j *judging) newcomer(row *judged) {
	row.Verdict = New
	for _, nik := range j.kin[kinOf(row.Entry)] {
		if nik != row.Entry.NIK && !row.has(check.DuplicateLikely) {
			row.Add(Problem{Kind: check.DuplicateLikely, Column: j.head(Name), Value: row.Entry.Name.Full(),
				Message: "Orang dengan nama dan tanggal lahir yang sama sudah terdaftar dengan NIK lain. Periksa NIK pada KTP sebelum menyimpannya dua kali."})
		}
	}
	row.deed = registering(row.Entry, j.Cadre, j.asOf, j.sealed)
}

// from dates an employment of which a file says no day: it is known to hold on the file's own.
func from(asOf time.Time, job worker.Employment) worker.Employment {
	job.From, job.Until, job.Precision = asOf, time.Time{}, worker.Unknown
	return job
}

func (j *judging) known(row *judged, rec *worker.Record) {
	e := row.Entry
	row.Verdict, row.nik = Same, cmp.Or(e.NIK, rec.Person.NIK)
	if after := personOf(e, rec.Person); after != rec.Person {
		row.deed.correct = &worker.Correction{Worker: rec.ID, Version: rec.Version, Before: rec.Person, After: after}
		row.changes = worker.PersonChanges(rec.Person, after)
	}
	j.engagement(row, rec)
	stored := latest(rec.Employments)
	if job, ok := jobOf(e.Employment, stored); ok {
		job = from(j.asOf, job)
		job.Worker = rec.ID
		row.deed.employ = &job
		row.changes = append(row.changes, worker.EmploymentChanges(stored, job)...)
	}
	if e.Name.Name == "" {
		e.Name.Name = rec.Person.Name
	}
	held := latest(rec.Accounts)
	if account, ok := accountOf(e, held); ok {
		account.Worker, account.From, account.Until = rec.ID, j.asOf, time.Time{}
		row.deed.bank = &account
		row.changes = append(row.changes, worker.AccountChanges(held, account)...)
	}
	if !row.deed.empty() {
		row.Verdict = Changed
	}
}

// engagement compares the row with the person's engagements in the cadre.
func (j *judging) engagement(row *judged, rec *worker.Record) {
	e := row.Entry
	all := staysIn(j.Cadre, rec.Engagements)
	stay, ok := all.current(j.asOf)
	if !ok {
		if e.Worker != 0 || all.endedLike(e) { // a list of who serves begins nothing
			return
		}
		next := engagementOf(e, j.Cadre, worker.Engagement{Worker: rec.ID})
		next.Region, next.Sealed = e.Duty, j.sealed
		next.From, next.Precision = startOf(e, j.asOf, all)
		row.deed.engage = &next
		row.changes = append(row.changes, worker.EngagementChanges(worker.Engagement{}, next)...)
		return
	}
	next := engagementOf(e, j.Cadre, stay)
	next.Sealed = j.sealed
	switch placeOf(e, stay) {
	case otherPlace:
		next.Until = all.room(j.asOf, stay)
		j.move(row, stay, next)
		return
	case closerPlace:
		next.Region = e.Duty
	}
	next = withStart(e, next, all)
	if sameStay(stay, next) {
		return
	}
	row.deed.replace = &replacement{stay, next}
	row.changes = append(row.changes, worker.EngagementChanges(stay, next)...)
}

func (j *judging) move(row *judged, stay, next worker.Engagement) {
	from, to := j.Places.name(stay.Region), j.Places.name(row.Entry.Duty)
	row.Add(Problem{Kind: check.DutyPlaceChanged, Column: j.placeHead(), Value: to,
		Message: fmt.Sprintf("Orang ini tercatat bertugas di %s; berkas ini menyebut %s. Bila disimpan, tercatat pindah tugas sejak %s.", from, to, j.asOf.Format("02-01-2006"))})
	next.ID, next.Region, next.From, next.EndReason, next.Precision = 0, row.Entry.Duty, j.asOf, "", worker.ByDay
	row.deed.move = &worker.Move{Old: stay, New: next}
	row.changes = append(row.changes, worker.EngagementChanges(stay, next)...)
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

// digestOf tells apart what storing a row would do: to whom, which values become which, and whether somebody else may be
// the same person. Where the register has made another digest of the same row since, storing it would do something that
// nobody was shown. Places that have filled up meanwhile are no reason: that is a warning, and does not change what is stored.
func digestOf(row *judged) []byte {
	text, _ := json.Marshal(struct { // always marshals
		Verdict Verdict
		Worker  int64
		Changes []audit.Change
		Twin    bool
	}{row.Verdict, row.worker, row.changes, slices.ContainsFunc(row.Problems[row.read:], func(p Problem) bool { return p.Kind == check.DuplicateLikely })})
	sum := sha256.Sum256(text)
	return sum[:]
}

// head returns the head, as the file has it, of the first of the given columns that it has.
func (j *judging) head(columns ...Column) string {
	for _, c := range columns {
		for _, h := range j.heads {
			if h.As == c {
				return h.Text
			}
		}
	}
	return ""
}

// placeHead returns the head over duty places.
func (j *judging) placeHead() string {
	return j.head(DutyDesa, Desa, DutyKecamatan, Kecamatan, DutyPlace, Place)
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

// drop takes the problems of a kind back.
func (r *Row) drop(kind check.Kind) {
	r.Problems = slices.DeleteFunc(r.Problems, func(p Problem) bool { return p.Kind == kind })
}
