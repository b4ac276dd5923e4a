package importer_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/certification"
	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

// line is a person in a file of TAGANA.
type line struct{ nik, name, born, place, since, address, level, decree, status, unit, bank, account string }

const lineHead = "NIK;Nama;Tanggal Lahir;Kecamatan;TMT;Alamat;Jenjang;No SK;Status Kepegawaian;Unit Kerja;Bank;No Rekening"

// file writes lines as an office's program would.
func file(lines ...line) []byte {
	var b strings.Builder
	fmt.Fprintln(&b, lineHead)
	for _, l := range lines {
		fmt.Fprintln(&b, strings.Join([]string{l.nik, l.name, l.born, l.place, l.since, l.address, l.level, l.decree, l.status, l.unit, l.bank, l.account}, ";"))
	}
	return []byte(b.String())
}

// tagana is a person of whom a file says something of every kind.
func tagana(n int, name string) line {
	return line{nik: nikOf(n), name: name, place: "Lembang", since: "01-02-2020", address: "Kp. Baru", level: "Muda", decree: "460/1", status: "Non ASN",
		unit: "Dinas", bank: "BJB", account: fmt.Sprint("00700123", 45000+n)}
}

func nikOf(n int) string { return fmt.Sprintf("3217%02d520385%04d", 1+n/1000, 9000+n%1000) }

// brought has a file checked, and returns its import.
func (o office) brought(asOf string, content []byte, change ...func(*importer.Upload)) int64 {
	o.Helper()
	u := importer.Upload{File: "tagana.csv", Content: content, Cadre: "TAGANA", AsOf: workertest.Day(asOf)}
	for _, c := range change {
		c(&u)
	}
	return o.is(o.bring(u).ID, importer.Checked)
}

// is fails the test where the import does not stand there.
func (o office) is(id int64, state importer.State) int64 {
	o.Helper()
	if i := o.get(id); i.State != state {
		o.Fatalf("import %d is %s (%s), want %s", id, i.State, i.Trouble, state)
	}
	return id
}

// store stores a checked import.
func (o office) store(id int64) importer.Import {
	o.Helper()
	o.must(o.imports.Store(o.Context(), workertest.Clerk, id, o.get(id).Version))
	o.must(o.imports.Work(o.Context(), id))
	return o.get(o.is(id, importer.Stored))
}

// undo takes a stored import back, and returns what that left.
func (o office) undo(id int64) []importer.Left {
	o.Helper()
	o.must(o.imports.Undo(o.Context(), workertest.Clerk, id, "salah berkas"))
	o.must(o.imports.Work(o.Context(), id))
	o.is(id, importer.Undone)
	left, err := o.imports.Left(o.Context(), id, 0, 1000)
	o.must(err)
	return left
}

func (o office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// people are all records of the register by NIK.
func (o office) people() map[string]worker.Record {
	o.Helper()
	rows, _ := o.db.Query(o.Context(), `SELECT id FROM worker WHERE voided_at IS NULL`)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	o.must(err)
	records, err := o.workers.Records(o.Context(), ids)
	o.must(err)
	people := map[string]worker.Record{}
	for _, r := range records {
		people[r.Person.NIK] = *r
	}
	return people
}

// saysTheSame compares records by what they say, whatever their numbers.
var saysTheSame = cmp.Options{
	cmpopts.IgnoreFields(worker.Record{}, "ID", "Version", "RecordedAt", "RecordedBy"),
	cmpopts.IgnoreFields(worker.Engagement{}, "ID", "Worker"),
	cmpopts.IgnoreFields(worker.Employment{}, "ID", "Worker"),
	cmpopts.IgnoreFields(worker.BankAccount{}, "ID", "Worker"),
	cmpopts.EquateEmpty(),
}

func (o office) same(what string, want, got map[string]worker.Record) {
	o.Helper()
	if diff := cmp.Diff(want, got, saysTheSame); diff != "" {
		o.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestUndoingRestoresTheRegister(t *testing.T) {
	o := openOffice(t)
	o.store(o.brought("2026-01-05", file(tagana(1, "Siti Aminah"), tagana(2, "Neng Rosita"), tagana(3, "Popon"), tagana(4, "Ujang"))))
	before := o.people()

	moved, corrected, richer, same := tagana(1, "Siti Aminah"), tagana(2, "Neng Rositawati"), tagana(3, "Popon"), tagana(4, "Ujang")
	moved.place, moved.decree = "Parongpong", "461/2"
	corrected.address, corrected.level = "Kp. Lain", "Madya"
	richer.status, richer.unit, richer.account, richer.since = "PPPK", "Bidang", "0099887766554", "01-02-2019"
	content := file(moved, corrected, richer, same, tagana(5, "Dadang"))
	id := o.brought("2026-06-01", content)
	if i := o.store(id); i.Counts.Stored != 4 || i.Counts.Stale != 0 || i.StoredBy != workertest.Clerk.Name || i.StoredAt.IsZero() {
		t.Errorf("stored: %+v", i)
	}
	after := o.people()
	if len(after) != 5 || len(after[nikOf(1)].Engagements) != 2 || after[nikOf(3)].Employments[0].Kind != worker.PPPK {
		t.Fatalf("the import stored something else: %+v", after)
	}
	if left := o.undo(id); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
	o.same("the register after undoing", before, o.people())
	i := o.get(id)
	if i.UndoReason != "salah berkas" || i.UndoneBy != workertest.Clerk.Name || i.Counts.Kept != 0 || i.Counts.Undone == 0 {
		t.Errorf("undone: %+v", i)
	}
	o.trail(id, audit.FileUndone, audit.FileImported)
	if err := o.imports.Undo(t.Context(), workertest.Clerk, id, "sekali lagi"); err != (fault.Conflict{}) {
		t.Errorf("undone twice: %v", err)
	}

	// Importing the file again undoes the undoing.
	again := o.brought("2026-06-01", content)
	o.store(again)
	o.same("the register after importing again", after, o.people())
}

// trail says what stands in the trail about an import, the newest first.
func (o office) trail(id int64, want ...audit.Verb) {
	o.Helper()
	entries, err := audit.Of(o.Context(), o.db, pgtest.Keys(), string(audit.File), id, 10)
	o.must(err)
	var got []audit.Verb
	for _, e := range entries {
		if e.Verb == audit.FileImported || e.Verb == audit.FileUndone {
			got = append(got, e.Verb)
		}
	}
	if !slices.Equal(got, want) {
		o.Errorf("the trail of import %d: %v, want %v", id, got, want)
	}
}

func TestWhatNobodyMayUndo(t *testing.T) {
	o := openOffice(t)
	id := o.brought("2026-01-05", file(tagana(1, "Siti")))
	for name, err := range map[string]error{
		"not stored yet": o.imports.Undo(t.Context(), workertest.Clerk, id, "x"),
		"an old page":    o.imports.Store(t.Context(), workertest.Clerk, id, o.get(id).Version+1),
	} {
		if err != (fault.Conflict{}) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := o.imports.Undo(t.Context(), workertest.Clerk, id+100, "x"); err != (fault.NotFound{}) {
		t.Errorf("none such: %v", err)
	}
	o.store(id)
	if err := o.imports.Undo(t.Context(), workertest.Clerk, id, "  "); err == nil || err == (fault.Conflict{}) {
		t.Errorf("without a reason: %v", err)
	}
	if err := o.imports.Store(t.Context(), workertest.Clerk, id, o.get(id).Version); err != (fault.Conflict{}) {
		t.Errorf("stored twice: %v", err)
	}
}

func TestUndoingLeavesWhatWasChangedOrUsedSince(t *testing.T) {
	o := openOffice(t)
	o.store(o.brought("2026-01-05", file(tagana(1, "Siti"))))
	moved := tagana(1, "Siti")
	moved.place, moved.address = "Parongpong", "Kp. Lain"
	id := o.brought("2026-06-01", file(moved, tagana(2, "Neng"), tagana(3, "Popon"), tagana(4, "Ujang")))
	o.store(id)
	siti := o.record(nikOf(1))
	o.must(o.workers.End(t.Context(), audit.Actor{ID: 2, Name: "rina"}, siti.Engagements[0].ID, workertest.Day("2026-07-31"), "Pensiun"))
	neng := o.record(nikOf(2))
	person := neng.Person
	person.Education = "SMA"
	o.must(o.workers.Correct(t.Context(), audit.Actor{ID: 2, Name: "rina"}, neng.ID, neng.Version, person, ""))
	o.certify(o.record(nikOf(3)).ID)

	today := time.Now().Format("02-01-2006")
	var got []string
	for _, l := range o.undo(id) {
		got = append(got, l.Name+": "+l.What+": "+strings.ReplaceAll(l.Why, today, "hari ini"))
	}
	want := []string{
		"Neng: rekening bank: Orang ini tetap terdaftar.",
		"Neng: penugasan TAGANA: Orang ini tetap terdaftar.",
		"Neng: status kepegawaian: Orang ini tetap terdaftar.",
		"Neng: pendaftaran: Data diri diperbaiki lagi oleh rina pada hari ini.",
		"Popon: penugasan TAGANA: Sudah bersertifikat.",
		"Popon: pendaftaran: Sudah bersertifikat.",
		"Popon: rekening bank: Orang ini tetap terdaftar.",
		"Popon: status kepegawaian: Orang ini tetap terdaftar.",
		"Siti: penugasan TAGANA: Penugasan diubah lagi oleh rina pada hari ini.",
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
	if _, there := o.people()[nikOf(4)]; there {
		t.Error("Ujang, whom nobody touched, is still registered")
	}
	if r := o.record(nikOf(1)); r.Person.Address != "Kp. Baru" || len(r.Engagements) != 2 || r.Engagements[0].EndReason != "Pensiun" {
		t.Errorf("Siti: %+v", r)
	}
	if i := o.get(id); i.Counts.Kept == 0 || i.Counts.Undone == 0 {
		t.Errorf("counts: %+v", i.Counts)
	}
	page, err := o.imports.Left(t.Context(), id, 2, 3)
	if err != nil || len(page) != 3 || page[0].Name != "Neng" || page[2].Name != "Popon" {
		t.Errorf("a page of it: %+v, %v", page, err)
	}
}

func TestUndoingNeedsRoomForWhatWas(t *testing.T) {
	o := openOffice(t)
	o.store(o.brought("2026-01-05", file(tagana(1, "Siti"))))
	later := tagana(1, "Siti")
	later.since = "01-03-2022"
	id := o.brought("2026-06-01", file(later))
	o.store(id)
	siti := o.record(nikOf(1))
	between := workertest.Engagement("TAGANA", "32.17.02", "2021-01-01")
	between.Worker, between.Until = siti.ID, workertest.Day("2021-12-31")
	o.must(o.workers.Engage(t.Context(), workertest.Clerk, between))
	other := workertest.Engagement("TKSK", "32.17.02", "2021-01-01") // stands in nobody's way
	other.Worker = siti.ID
	o.must(o.workers.Engage(t.Context(), workertest.Clerk, other))
	after := o.people()
	left := o.undo(id)
	if len(left) != 1 || left[0].Why != "Ada penugasan lain yang ditambahkan kemudian." {
		t.Errorf("left: %+v", left)
	}
	o.same("after undoing", after, o.people())
}

// certify gives somebody a certificate.
func (o office) certify(id int64) {
	o.Helper()
	certificates := certification.NewStore(o.db, pgtest.Keys())
	version, err := certificates.SchemeFor(o.Context(), "TAGANA", fileDay)
	o.must(err)
	_, err = certificates.Issue(o.Context(), workertest.Clerk, certification.Certificate{Worker: id, SchemeVersion: version.ID, Certifier: "LSKS",
		Number: fmt.Sprint("S-", id), SignedOn: workertest.Day("2026-02-01"), ValidUntil: workertest.Day("2031-01-31")})
	o.must(err)
}

// An import can be undone after a later one of the same people was: what that restored is again what the first one left.
func TestUndoingOneAfterTheOther(t *testing.T) {
	o := openOffice(t)
	empty := o.people()
	first := o.brought("2026-01-05", file(tagana(1, "Siti"), tagana(2, "Neng")))
	o.store(first)
	afterFirst := o.people()
	changed := tagana(1, "Siti Aminah")
	changed.place, changed.status, changed.account = "Parongpong", "PPPK", "0012345678901"
	second := o.brought("2026-06-01", file(changed))
	o.store(second)
	afterSecond := o.people()
	third := o.brought("2026-07-01", file(tagana(1, "Siti A.")))
	o.store(third)
	for _, step := range []struct {
		id   int64
		want map[string]worker.Record
	}{{third, afterSecond}, {second, afterFirst}, {first, empty}} {
		if left := o.undo(step.id); len(left) != 0 {
			t.Errorf("undoing import %d left %+v", step.id, left)
		}
		o.same(fmt.Sprintf("after undoing import %d", step.id), step.want, o.people())
	}
}

// In any other order the earlier one keeps what the later one has changed.
func TestUndoingTheEarlierOne(t *testing.T) {
	o := openOffice(t)
	first := o.brought("2026-01-05", file(tagana(1, "Siti"), tagana(2, "Neng")))
	o.store(first)
	changed := tagana(1, "Siti Aminah")
	o.store(o.brought("2026-06-01", file(changed)))
	after := o.people()
	left := o.undo(first)
	delete(after, nikOf(2))
	o.same("after undoing the first", after, o.people())
	if len(left) != 4 || left[0].Name != "Siti Aminah" {
		t.Errorf("left: %+v", left)
	}
}

// chance is a random history: files and what people do afterwards.
type chance struct {
	*rand.Rand
	office
}

func (c chance) of(values ...string) string { return values[c.IntN(len(values))] }

// lines are what a file says of some of the people of a small office.
func (c chance) lines() []line {
	var lines []line
	for _, n := range c.Perm(10)[:2+c.IntN(7)] {
		lines = append(lines, line{nik: nikOf(n), name: c.of("Siti", "Neng", "Popon"), place: c.of("Lembang", "Parongpong", "Cisarua"),
			since: c.of("", "01-02-2020", "01-03-2021", "2019"), address: c.of("", "-", "Kp. Baru", "Kp. Lain"), level: c.of("", "Muda", "Madya"),
			decree: c.of("", "460/1", "460/2"), status: c.of("", "Non ASN", "PPPK"), unit: c.of("", "Dinas", "Bidang"),
			bank: c.of("", "BJB", "BRI"), account: c.of("", "0070012345", "0070099999")})
	}
	return lines
}

// touch lets somebody change a fact of a person by hand, and says of which kind; "" where there is nothing to change.
func (c chance) touch(r worker.Record) (what string) {
	c.Helper()
	someday := workertest.Day("2026-09-01")
	switch c.IntN(5) {
	case 0:
		after := r.Person
		after.Education = "S1"
		c.must(c.workers.Correct(c.Context(), workertest.Clerk, r.ID, r.Version, after, ""))
		return "data diri"
	case 1:
		for _, e := range r.Engagements {
			if e.Until.IsZero() {
				c.must(c.workers.End(c.Context(), workertest.Clerk, e.ID, someday, "Pensiun"))
				return "penugasan TAGANA"
			}
		}
	case 2:
		c.must(c.workers.Employ(c.Context(), workertest.Clerk, worker.Employment{Worker: r.ID, Kind: worker.PNS, From: someday}))
		return "status kepegawaian"
	case 3:
		c.must(c.workers.RecordBank(c.Context(), workertest.Clerk, worker.BankAccount{Worker: r.ID, Bank: "Lain", Number: "1", Holder: "x", From: someday}))
		return "rekening bank"
	case 4:
		c.certify(r.ID)
		return "penugasan TAGANA"
	}
	return ""
}

// parts are what a record says, by the words that name its kind.
func parts(r worker.Record) map[string]any {
	return map[string]any{"data diri": r.Person, "penugasan TAGANA": r.Engagements, "status kepegawaian": r.Employments, "rekening bank": r.Accounts}
}

// TestUndoingAnyHistory undoes random imports after random changes: what nobody touched since is as before, what somebody
// touched is as they left it, and listed.
func TestUndoingAnyHistory(t *testing.T) {
	if testing.Short() {
		t.Skip("makes many databases")
	}
	for seed := range uint64(20) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c := chance{rand.New(rand.NewPCG(seed, 5)), openOffice(t)}
			c.store(c.brought("2026-01-05", file(c.lines()...)))
			before := c.people()
			id := c.brought("2026-06-01", file(c.lines()...))
			c.must(c.mendSomePlaces(id))
			c.store(id)
			stored := c.people()

			touched := map[string]string{}
			for _, nik := range slices.Sorted(maps.Keys(stored)) {
				if c.IntN(3) == 0 {
					touched[nik] = c.touch(stored[nik])
				}
			}
			changed := c.people()
			left := map[int64][]string{}
			for _, l := range c.undo(id) {
				left[l.Worker] = append(left[l.Worker], l.What)
			}
			now := c.people()
			for nik, r := range changed {
				c.asItShouldBe(history{nik, touched[nik], before, stored, changed, now, left[r.ID]})
			}
			if len(now) < len(before) {
				t.Errorf("%d people, there were %d before", len(now), len(before))
			}
		})
	}
}

// history is how one person fared.
type history struct {
	nik, touched                 string
	before, stored, changed, now map[string]worker.Record
	left                         []string
}

func (o office) asItShouldBe(h history) {
	o.Helper()
	was, known := h.before[h.nik]
	is, there := h.now[h.nik]
	if !known {
		if stays := h.touched != ""; stays != there || stays != (len(h.left) > 0) {
			o.Errorf("a newcomer, of whom %q was touched: still there %v, left %v", h.touched, there, h.left)
		}
		if there && !cmp.Equal(h.changed[h.nik], is, saysTheSame) {
			o.Errorf("a newcomer, of whom %q was touched, is not as she was left:\n%s", h.touched, cmp.Diff(h.changed[h.nik], is, saysTheSame))
		}
		return
	}
	for what, want := range parts(was) {
		kept := what == h.touched
		if kept {
			want = parts(h.changed[h.nik])[what]
		}
		if diff := cmp.Diff(want, parts(is)[what], saysTheSame); diff != "" {
			o.Errorf("%s, after %q was touched (-want +got):\n%s", what, h.touched, diff)
		}
		imported := !cmp.Equal(parts(was)[what], parts(h.stored[h.nik])[what], saysTheSame)
		if listed := slices.Contains(h.left, what); listed != (kept && imported) {
			o.Errorf("%s, after %q was touched: listed %v, imported %v", what, h.touched, listed, imported)
		}
	}
}

// mendSomePlaces says of every second row that its place mends a mistake.
func (o office) mendSomePlaces(id int64) error {
	_, err := o.db.Exec(o.Context(), `UPDATE import_row SET mend_place = n % 2 = 0 WHERE import = $1`, id)
	return err
}
