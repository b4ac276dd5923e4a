package demo_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/certification"
	"pilar/internal/check"
	"pilar/internal/demo"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/report"
	"pilar/internal/seal"
	"pilar/internal/worker"
)

var today = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

// district fills a database of its own with the district's people.
func district(t *testing.T) (*pgxpool.Pool, demo.Summary) {
	t.Helper()
	db := pgtest.New(t)
	sum, err := fill(t.Context(), db, 444, 1)
	if err != nil {
		t.Fatal(err)
	}
	return db, sum
}

func fill(ctx context.Context, db *pgxpool.Pool, people int, seed uint64) (demo.Summary, error) {
	return demo.Fill(ctx, db, pgtest.Keys(), audit.System("uji"), demo.Options{People: people, Seed: seed, Today: today})
}

func value[T any](t *testing.T, db *pgxpool.Pool, sql string, args ...any) (v T) {
	t.Helper()
	if err := db.QueryRow(t.Context(), sql, args...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

func TestTheDistrictsFigures(t *testing.T) {
	t.Parallel()
	db, sum := district(t)
	h, err := report.NewStore(db, pgtest.Keys()).Headcount(t.Context(), asof.Moment{On: today}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for cadre, want := range map[string]int{"TKSK": 16, "PSM": 165, "TAGANA": 50, "PKH": 171, "DINSOS": 42} {
		if got := h.Cadre(cadre).Active; got != want {
			t.Errorf("%s: %d serve, want %d", cadre, got, want)
		}
		if p := h.CadrePosts(cadre); p.Vacant != 0 || p.Excess != 0 {
			t.Errorf("%s: %d vacant, %d too many", cadre, p.Vacant, p.Excess)
		}
		if share := 100 * h.Cadre(cadre).Certified / want; share < 10 || share > 50 {
			t.Errorf("%s: %d %% are certified", cadre, share)
		}
	}
	if n := value[int](t, db, `SELECT count(*) FROM worker`); n != 444 || sum.People != 444 {
		t.Errorf("%d people stand in the register, the summary says %d", n, sum.People)
	}
	if sum.TwoPosts != 19 || sum.Left != 19 || h.Persons.Multiple != 19 || h.Persons.All.Active != 425 {
		t.Errorf("%+v; %+v", sum, h.Persons)
	}
}

func TestEveryNumberOfPeople(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 7, 30, 1500} {
		db := pgtest.New(t)
		sum, err := fill(t.Context(), db, n, 3)
		if err != nil {
			t.Fatalf("%d: %v", n, err)
		}
		people := value[int](t, db, `SELECT count(*) FROM worker`)
		posts := value[int](t, db, `SELECT count(*) FROM active_engagement($1, 'infinity')`, today)
		if people != n || posts != n || sum.People != n || sum.TwoPosts != sum.Left {
			t.Errorf("%d: %d people hold %d posts; %+v", n, people, posts, sum)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	db, _ := district(t)
	if _, err := fill(t.Context(), db, 444, 1); err == nil || !strings.Contains(err.Error(), "people stand in this register already") {
		t.Errorf("a register in use: %v", err)
	}
	empty := pgtest.Open(t)
	for _, n := range []int{-1, 0, demo.Most + 1} {
		if _, err := fill(t.Context(), empty.App, n, 1); err == nil {
			t.Errorf("%d people were made up", n)
		}
	}
	if _, err := empty.Owner.Exec(t.Context(), `TRUNCATE region CASCADE`); err != nil {
		t.Fatal(err)
	}
	if _, err := fill(t.Context(), empty.App, 444, 1); err == nil || !strings.Contains(err.Error(), "load its places first") {
		t.Errorf("a register without places: %v", err)
	}
}

// dump returns every row of the tables that a fill writes. The trail's hashes depend on what was there before.
func dump(t *testing.T, db *pgxpool.Pool) map[string][]string {
	t.Helper()
	rows := map[string][]string{}
	for _, table := range []string{"worker", "bank_account", "employment", "decree", "engagement", "engagement_decree", "certificate",
		"certificate_revocation"} {
		rows[table] = list(t, db, `SELECT r::text FROM `+table+` r ORDER BY id`)
	}
	rows["audit_entry"] = list(t, db, `
		SELECT ROW(at, actor_id, actor_name, verb, subject_id, subject_name, changes, reason)::text
		FROM audit_entry
		WHERE subject_kind = 'worker'
		ORDER BY id`)
	return rows
}

func list(t *testing.T, db *pgxpool.Pool, sql string, args ...any) []string {
	t.Helper()
	rows, _ := db.Query(t.Context(), sql, args...)
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestTheSamePeopleEveryTime(t *testing.T) {
	t.Parallel()
	one, _ := district(t)
	again, _ := district(t)
	first := dump(t, one)
	if diff := cmp.Diff(first, dump(t, again)); diff != "" {
		t.Errorf("two fills differ:\n%.2000s", diff)
	}
	other := pgtest.New(t)
	if _, err := fill(t.Context(), other, 444, 2); err != nil {
		t.Fatal(err)
	}
	if cmp.Equal(first["worker"], dump(t, other)["worker"]) {
		t.Error("another seed makes the same people")
	}
}

func TestTheTrailIsWhole(t *testing.T) {
	t.Parallel()
	db, sum := district(t)
	if at := value[*int64](t, db, `SELECT audit_broken_at()`); at != nil {
		t.Errorf("the chain is broken at %d", *at)
	}
	for what, sql := range map[string]string{
		"entries against time": `SELECT count(*) FROM (SELECT at < lag(at) OVER (ORDER BY id) AS back FROM audit_entry WHERE subject_kind = 'worker') AS e WHERE back`,
		"people who were not registered": `
			SELECT count(*)
			FROM worker w
			WHERE NOT EXISTS (SELECT FROM audit_entry e WHERE e.subject_kind = 'worker' AND e.subject_id = w.id
			                  AND e.verb = 'worker.registered' AND e.at = w.recorded_at)`,
		"posts that were not entered": `
			SELECT count(*)
			FROM engagement g
			WHERE NOT EXISTS (SELECT FROM audit_entry e WHERE e.subject_kind = 'worker' AND e.subject_id = g.worker
			                  AND e.verb LIKE 'engagement.%' AND e.at = g.recorded_at)`,
		"entries without changes": `SELECT count(*) FROM audit_entry WHERE subject_kind = 'worker' AND changes IS NULL`,
	} {
		if n := value[int](t, db, sql); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
	if n := value[int](t, db, `SELECT count(*) FROM audit_entry WHERE subject_kind = 'worker'`); n != sum.Entries {
		t.Errorf("%d entries, the summary says %d", n, sum.Entries)
	}
}

// Nothing was recorded on the present day or later, nor before it was so.
func TestTimesArePlausible(t *testing.T) {
	t.Parallel()
	db, _ := district(t)
	const day = `(recorded_at AT TIME ZONE 'Asia/Jakarta')::date`
	for what, sql := range map[string]string{
		"worker":      `SELECT count(*) FROM worker WHERE greatest(recorded_at, changed_at) >= $1 OR died_on >= (changed_at AT TIME ZONE 'Asia/Jakarta')::date OR birth_date > $1 - interval '18 years'`,
		"engagement":  `SELECT count(*) FROM engagement WHERE greatest(recorded_at, voided_at) >= $1 OR lower(valid) > ` + day + ` OR upper(valid) > ` + day,
		"employment":  `SELECT count(*) FROM employment WHERE recorded_at >= $1 OR lower(valid) > ` + day,
		"account":     `SELECT count(*) FROM bank_account WHERE recorded_at >= $1 OR lower(valid) > ` + day,
		"certificate": `SELECT count(*) FROM certificate WHERE greatest(recorded_at, voided_at) >= $1 OR signed_on >= ` + day,
		"revocation":  `SELECT count(*) FROM certificate_revocation WHERE recorded_at >= $1 OR revoked_on >= ` + day,
		"decree":      `SELECT count(*) FROM decree WHERE recorded_at >= $1 OR decided_on >= ` + day,
		"link": `
			SELECT count(*)
			FROM engagement_decree l JOIN decree d ON d.id = l.decree
			WHERE greatest(l.recorded_at, l.voided_at) >= $1 OR l.recorded_at < d.recorded_at`,
		"trail":  `SELECT count(*) FROM audit_entry WHERE subject_kind = 'worker' AND at >= $1`,
		"voided": `SELECT count(*) FROM engagement e JOIN engagement f ON f.replaces = e.id WHERE e.voided_at IS DISTINCT FROM f.recorded_at OR e.recorded_at >= f.recorded_at`,
	} {
		args := []any{today}
		if !strings.Contains(sql, "$1") {
			args = nil
		}
		if n := value[int](t, db, sql, args...); n != 0 {
			t.Errorf("%s: %d rows have impossible times", what, n)
		}
	}
}

func TestEveryKindOfCertificate(t *testing.T) {
	t.Parallel()
	db, sum := district(t)
	ever := value[int](t, db, `SELECT count(DISTINCT worker) FROM certificate`)
	if ever < 90 || ever > 130 || sum.Certificates < ever {
		t.Errorf("%d of 444 ever had a certificate; %+v", ever, sum)
	}
	for what, sql := range map[string]string{
		"in force":       `SELECT count(*) FROM certificate_in_force($1, 'infinity')`,
		"soon to expire": `SELECT count(*) FROM certificate_in_force($1, 'infinity') WHERE valid_until <= $1 + 180`,
		"expired":        `SELECT count(*) FROM certificate c WHERE valid_until < $1 AND NOT EXISTS (SELECT FROM certificate n WHERE n.renews = c.id)`,
		"renewed":        `SELECT count(*) FROM certificate WHERE renews IS NOT NULL AND signed_on < $1`,
		"revoked":        `SELECT count(*) FROM certificate_revocation WHERE revoked_on < $1`,
		"mistyped":       `SELECT count(*) FROM certificate c JOIN certificate n ON n.replaces = c.id WHERE c.voided_at < $1`,
		"recorded late":  `SELECT count(*) FROM certificate WHERE recorded_at::date BETWEEN signed_on + 100 AND $1 AND extract(month FROM signed_on) = 12 AND extract(month FROM recorded_at) = 4`,
	} {
		if n := value[int](t, db, strings.ReplaceAll(sql, "$1", "$1::date"), today); n < 3 {
			t.Errorf("%d are %s", n, what)
		}
	}
	late := value[time.Time](t, db, `SELECT max(signed_on) FROM certificate WHERE extract(month FROM signed_on) = 12 AND extract(month FROM recorded_at) = 4`)
	december, january := late.AddDate(0, 0, 19), asof.EndOf(late.AddDate(0, 0, 50))
	const certified = `SELECT count(*) FROM standing($1, $2) WHERE certified`
	if then, now := value[int](t, db, certified, december, january), value[int](t, db, certified, december, "infinity"); then >= now {
		t.Errorf("certified at the end of December: %d as recorded in January, %d as known now", then, now)
	}
}

func TestNumbersAreMadeUpAndMostlyRight(t *testing.T) {
	t.Parallel()
	db, _ := district(t)
	records := people(t, db)
	seen := map[string]bool{}
	warned := 0
	for _, r := range records {
		p := r.Person
		if nik, bad := check.NIK(p.NIK); bad != nil || nik != p.NIK || p.NIK[12] != '9' || seen[p.NIK] {
			t.Errorf("NIK %s: %v", p.NIK, bad)
		}
		seen[p.NIK] = true
		if len(check.NIKWarnings(p.NIK, p.BirthDate, p.Sex, []string{"3217", "3204"})) > 0 {
			warned++
		}
		if phone, bad := check.Phone(p.Phone); bad != nil || phone != p.Phone {
			t.Errorf("phone %s: %v", p.Phone, bad)
		}
		if _, bad := check.Email(p.Email); bad != nil || p.Email != "" && !strings.HasSuffix(p.Email, "@contoh.invalid") {
			t.Errorf("e-mail %s: %v", p.Email, bad)
		}
		if name, bad := check.Name(p.FullName()); bad != nil || name.Name != p.Name {
			t.Errorf("name %s: read as %s, %v", p.FullName(), name.Name, bad)
		}
		for _, j := range r.Employments {
			if nip, bad := check.NIP(j.NIP, string(j.Kind), p.BirthDate, p.Sex); bad != nil || nip != j.NIP {
				t.Errorf("NIP %s: %v", j.NIP, bad)
			}
		}
		for _, e := range r.Engagements {
			if bad := e.Check(); len(bad) > 0 {
				t.Errorf("%s: %v", p.Name, bad)
			}
		}
	}
	if warned == 0 || warned > 8 {
		t.Errorf("%d NIK are warned about", warned)
	}
}

// people opens every record.
func people(t *testing.T, db *pgxpool.Pool) map[int64]*worker.Record {
	t.Helper()
	rows, _ := db.Query(t.Context(), `SELECT id FROM worker`)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		t.Fatal(err)
	}
	records, err := worker.NewStore(db, pgtest.Keys()).Records(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	return records
}

func TestPersonalNumbersAreSealed(t *testing.T) {
	t.Parallel()
	db, _ := district(t)
	var all strings.Builder
	for _, rows := range dump(t, db) {
		all.WriteString(strings.Join(rows, "\n"))
	}
	text := all.String()
	for _, r := range people(t, db) {
		p := r.Person
		numbers := []string{p.NIK, p.KK, p.NPWP, p.Phone, p.PhoneNote}
		for _, a := range r.Accounts {
			numbers = append(numbers, a.Number)
		}
		for _, n := range numbers {
			if n != "" && (strings.Contains(text, n) || strings.Contains(text, fmt.Sprintf("%x", n))) {
				t.Fatalf("%s stands in the database", n)
			}
		}
	}
}

// What a fill writes into the trail reads as if the Stores had written it.
func TestTheTrailReadsAsTheStoresWriteIt(t *testing.T) {
	t.Parallel()
	db, _ := district(t)
	ctx, keys := t.Context(), pgtest.Keys()
	id := value[int64](t, db, `
		SELECT g.worker
		FROM engagement g
		JOIN employment j ON j.worker = g.worker AND j.recorded_at = g.recorded_at
		JOIN (SELECT worker FROM certificate GROUP BY worker HAVING count(*) = 1) AS c ON c.worker = g.worker
		JOIN worker w ON w.id = g.worker AND w.version = 1
		WHERE upper_inf(g.valid) AND g.voided_at IS NULL
		ORDER BY g.worker
		LIMIT 1`)
	from, err := worker.NewStore(db, keys).Get(ctx, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	certificates, err := certification.NewStore(db, keys).OfWorker(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	account := worker.BankAccount{Bank: "BRI", Number: "0012345678901", Holder: "X", From: today}

	other, by := pgtest.New(t), audit.System("uji")
	stores := worker.NewStore(other, keys)
	again, err := stores.Register(ctx, by, from.Person, from.Engagements[0], from.Employments[0])
	if err != nil {
		t.Fatal(err)
	}
	c := certificates[len(certificates)-1]
	c.Worker, c.Renews = again, 0
	if _, err := certification.NewStore(other, keys).Issue(ctx, by, c); err != nil {
		t.Fatal(err)
	}
	account.Worker = again
	if err := stores.RecordBank(ctx, by, account); err != nil {
		t.Fatal(err)
	}
	want := changes(t, other, again)
	got := changes(t, db, id)
	got[audit.BankRecorded] = worker.AccountChanges(worker.BankAccount{}, account)
	for _, verb := range []audit.Verb{audit.WorkerRegistered, audit.EngagementAdded, audit.EmploymentRecorded, audit.CertificateIssued, audit.BankRecorded} {
		if diff := cmp.Diff(want[verb], got[verb]); diff != "" || want[verb] == nil {
			t.Errorf("%s (- by the Store, + by a fill):\n%s", verb, diff)
		}
	}
}

// changes returns what the first entry of each verb says.
func changes(t *testing.T, db *pgxpool.Pool, id int64) map[audit.Verb][]audit.Change {
	t.Helper()
	entries, err := audit.Of(t.Context(), db, pgtest.Keys(), "worker", id, 100)
	if err != nil {
		t.Fatal(err)
	}
	first := map[audit.Verb][]audit.Change{}
	for _, e := range entries { // the newest come first
		first[e.Verb] = e.Changes
	}
	return first
}

// The owner's part: statistics and the trees of names are in order afterwards.
func TestSettle(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t)
	if _, err := fill(t.Context(), db.App, 444, 1); err != nil {
		t.Fatal(err)
	}
	if err := demo.Settle(t.Context(), db.Owner); err != nil {
		t.Fatal(err)
	}
	if n := value[float64](t, db.App, `SELECT reltuples::float8 FROM pg_class WHERE relname = 'worker'`); n != 444 {
		t.Errorf("the statistics count %.0f people", n)
	}
}

func TestSealedColumnsOpenOnlyThere(t *testing.T) {
	t.Parallel()
	db, _ := district(t)
	for column, as := range map[string]seal.Column{"nik_sealed": seal.NIK, "kk_sealed": seal.KK, "npwp_sealed": seal.NPWP,
		"phone_sealed": seal.Phone, "phone_note_sealed": seal.PhoneNote} {
		sealed := value[[]byte](t, db, `SELECT `+column+` FROM worker WHERE `+column+` IS NOT NULL LIMIT 1`)
		if v, err := pgtest.Keys().Open(as, sealed); err != nil || v == "" {
			t.Errorf("%s: %v", column, err)
		}
	}
}

// Chunks follow each other: a million people need no more memory than some thousands.
func TestPeopleAreStoredInChunks(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	var last int
	var calls int
	_, err := demo.Fill(t.Context(), db, pgtest.Keys(), audit.System("uji"), demo.Options{People: 12_000, Seed: 1, Today: today,
		Progress: func(done, total int) {
			if done <= last || total != 12_000 {
				t.Errorf("%d of %d after %d", done, total, last)
			}
			last = done
			calls++
		}})
	if err != nil {
		t.Fatal(err)
	}
	if last != 12_000 || calls < 3 {
		t.Errorf("%d chunks up to %d: the whole was held at once", calls, last)
	}
	if at := value[*int64](t, db, `SELECT audit_broken_at()`); at != nil {
		t.Errorf("the chain is broken at %d", *at)
	}
	if n := value[int](t, db, `SELECT count(*) - count(DISTINCT nik_sealed) FROM worker`); n != 0 {
		t.Errorf("%d NIK stand twice", n)
	}
}
