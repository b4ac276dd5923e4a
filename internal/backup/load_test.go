package backup_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"pilar/internal/asof"
	"pilar/internal/backup"
	"pilar/internal/demo"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

// Backups that are taken while people work: each is one moment of the original, the one at which its trail ends.
func TestABackupUnderLoadIsOneMoment(t *testing.T) {
	o := open(t)
	made := demo.Options{People: 1000, Seed: 1, Today: asof.Today(time.Now())} // so that a backup takes its time
	if _, err := demo.Fill(t.Context(), o.db.App, keys, tester, made); err != nil {
		t.Fatal(err)
	}
	working, stop := context.WithCancel(t.Context())
	defer stop()
	var work errgroup.Group
	for clerk := range 3 {
		work.Go(func() error { return clerkWorks(working, worker.NewStore(o.db.App, keys), clerk) })
	}
	var files []string
	var heads []int64
	for i := range 3 {
		file := filepath.Join(t.TempDir(), fmt.Sprintf("%d.zip", i))
		begun := value[int64](t, o.db.Owner, `SELECT max(id) FROM audit_entry`)
		taken, err := backup.Take(t.Context(), o.source(), "uji", file)
		if err != nil {
			t.Fatal(err)
		}
		ended := value[int64](t, o.db.Owner, `SELECT max(id) FROM audit_entry`)
		if taken.Head.ID < begun || taken.Head.ID > ended || ended == begun {
			t.Errorf("the trail went from %d to %d meanwhile, the backup ends with %d", begun, ended, taken.Head.ID)
		}
		files, heads = append(files, file), append(heads, taken.Head.ID)
	}
	stop()
	if err := work.Wait(); err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		to := emptyPlace(t, o.db)
		if err := restore(t, file, to, keys); err != nil {
			t.Fatal(err)
		}
		there := connected(t, to.OwnerURL)
		moment := value[time.Time](t, o.db.Owner, `SELECT at FROM audit_entry WHERE id = $1`, heads[i])
		want, got := asRecorded(t, o.db.Owner, moment), asRecorded(t, there, moment)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("backup %d (-original at its moment +restored):\n%s", i, diff)
		}
		if n := value[int](t, there, `SELECT count(*) FROM engagement WHERE recorded_at > $1 OR voided_at > $1`, moment); n != 0 {
			t.Errorf("backup %d has %d facts from after its moment", i, n)
		}
		// What is overwritten agrees with the trail, too.
		if n := value[int](t, there, `
			SELECT count(*) FROM worker w
			WHERE starts_with(name, 'Orang ') AND (address <> '') <> EXISTS (
				SELECT FROM audit_entry e WHERE e.subject_kind = 'worker' AND e.subject_id = w.id AND e.verb = 'worker.corrected')`); n != 0 {
			t.Errorf("backup %d has %d people who are not as the trail says", i, n)
		}
		if len(want) < 20 {
			t.Errorf("only %d facts were compared", len(want))
		}
	}
}

// clerkWorks registers people, corrects them and voids their engagements until it is told to stop.
func clerkWorks(ctx context.Context, s *worker.Store, clerk int) error {
	for n := 0; ; n++ {
		p := workertest.Person(fmt.Sprintf("Orang %d-%d", clerk, n))
		id, err := s.Register(ctx, workertest.Clerk, p, workertest.Engagement("PSM", psmPlace, "2021-01-01"), worker.Employment{})
		if err == nil {
			p.Address = "Kp. Sukamaju"
			err = s.Correct(ctx, workertest.Clerk, id, 1, p, "")
		}
		if err == nil {
			err = s.RecordBank(ctx, workertest.Clerk, worker.BankAccount{Worker: id, Bank: "Bank", Number: "0070012345678", Holder: p.Name, From: workertest.Day("2021-01-01")})
		}
		if err == nil {
			var r worker.Record
			if r, err = s.Get(ctx, id, nil); err == nil {
				err = s.End(ctx, workertest.Clerk, r.Engagements[0].ID, workertest.Day("2025-12-31"), "Masa tugas selesai")
			}
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !errors.Is(err, context.Canceled):
			return err
		}
	}
}

// asRecorded is every fact as it was recorded by a moment.
func asRecorded(t *testing.T, db *pgxpool.Pool, moment time.Time) []string {
	t.Helper()
	var parts []string
	for _, table := range []string{"engagement", "bank_account", "employment", "formation", "certificate"} {
		parts = append(parts, fmt.Sprintf(`
			SELECT '%s ' || (to_jsonb(f) || CASE WHEN voided_at > $1 THEN '{"voided_at": null, "voided_by": null, "void_reason": null}' ELSE '{}' END::jsonb)::text
			FROM %[1]s f WHERE recorded_at <= $1`, table))
	}
	parts = append(parts,
		`SELECT 'worker ' || id || ' ' || name || ' ' || encode(nik_sealed, 'hex') FROM worker WHERE recorded_at <= $1`,
		`SELECT 'entry ' || id || ' ' || encode(hash, 'hex') FROM audit_entry WHERE at <= $1`)
	return values(t, db, strings.Join(parts, ` UNION ALL `)+` ORDER BY 1`, moment)
}
