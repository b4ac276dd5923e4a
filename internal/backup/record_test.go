package backup_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pilar/internal/audit"
	"pilar/internal/backup"
)

func TestVerdict(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	ago := func(hours time.Duration) time.Time { return now.Add(-hours * time.Hour) }
	proven := func(hours time.Duration) backup.Record {
		return backup.Record{TakenAt: ago(hours), CheckedAt: ago(hours)}
	}
	for _, c := range []struct {
		name string
		s    backup.Standing
		want backup.Verdict
	}{
		{"nothing", backup.Standing{}, backup.Never},
		{"taken today", backup.Standing{Last: backup.Record{TakenAt: ago(1)}}, backup.Unproven},
		{"taken two days ago", backup.Standing{Last: backup.Record{TakenAt: ago(48)}}, backup.Unproven},
		{"taken longer ago", backup.Standing{Last: backup.Record{TakenAt: ago(49)}}, backup.Old},
		{"proven", backup.Standing{Last: backup.Record{TakenAt: ago(1)}, Checked: proven(100), Proven: proven(100)}, backup.Good},
		{"proven long ago", backup.Standing{Last: backup.Record{TakenAt: ago(1)}, Checked: proven(800), Proven: proven(800)}, backup.ProofOld},
		{"old, and proven", backup.Standing{Last: proven(100), Checked: proven(100), Proven: proven(100)}, backup.Old},
		{"the last trial failed", backup.Standing{Last: backup.Record{TakenAt: ago(1)}, Checked: backup.Record{CheckedAt: ago(2), Failure: "rusak"}, Proven: proven(100)}, backup.Failed},
	} {
		if got := c.s.Verdict(now); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestRecords(t *testing.T) {
	o := open(t)
	o.populate()
	records := backup.NewStore(o.db.App, keys)
	taken, err := backup.Take(t.Context(), o.source(), "uji", filepath.Join(t.TempDir(), "satu.zip"))
	if err != nil {
		t.Fatal(err)
	}
	standing := func() backup.Standing {
		t.Helper()
		s, err := records.Standing(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(records.Note(t.Context(), tester, taken))
	s := standing()
	want := backup.Record{TakenAt: taken.TakenAt, TakenBy: "uji", File: "satu.zip", Bytes: taken.Size, Schema: int(taken.Schema), People: 3,
		Rows: taken.Rows(), Head: taken.Head.ID}
	if diff := cmp.Diff(want, s.Last); diff != "" || s.Last.Proven() {
		t.Errorf("noted (-want +got):\n%s", diff)
	}
	if s.Checked != (backup.Record{}) || s.Proven != (backup.Record{}) {
		t.Errorf("proven before any trial: %+v", s)
	}
	must(records.Prove(t.Context(), tester, taken))
	if s := standing(); !s.Last.Proven() || s.Proven.File != "satu.zip" || time.Since(s.Proven.CheckedAt).Abs() > time.Minute {
		t.Errorf("proven: %+v", s)
	}
	must(records.Fail(t.Context(), tester, "tidak-dikenal.zip", "rusak"))
	if s := standing(); s.Checked.Failure != "" {
		t.Errorf("a file that nobody knows here fails: %+v", s.Checked)
	}
	must(records.Fail(t.Context(), tester, "satu.zip", "rusak"))
	if s := standing(); s.Checked.Failure != "rusak" || s.Last.Proven() || s.Proven != (backup.Record{}) {
		t.Errorf("failed: %+v", s)
	}
	// One that was taken elsewhere, or before this place was restored, becomes known when it is proven.
	elsewhere := taken
	elsewhere.Name, elsewhere.SHA256 = "dua.zip", contentOf("").SHA256
	must(records.Prove(t.Context(), tester, elsewhere))
	if all, err := records.Latest(t.Context(), 9); err != nil || len(all) != 2 || all[0].File != "dua.zip" || !all[0].Proven() {
		t.Errorf("%+v (%v)", all, err)
	}
	verbs := values(t, o.db.Owner, `SELECT verb FROM audit_entry WHERE subject_kind = 'backup' ORDER BY id`)
	if diff := cmp.Diff([]string{string(audit.BackupTaken), string(audit.BackupProven), string(audit.BackupFailed), string(audit.BackupProven)}, verbs); diff != "" {
		t.Errorf("the trail (-want +got):\n%s", diff)
	}
}
