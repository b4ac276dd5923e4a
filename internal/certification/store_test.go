package certification_test

import (
	"errors"
	"testing"

	"pilar/internal/audit"
	"pilar/internal/certification"
	"pilar/internal/fault"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

type fixture struct {
	*testing.T
	db *certification.Store
	pg pgtest.DB
	id int64
}

func open(t *testing.T) fixture {
	t.Parallel()
	pg := pgtest.Open(t)
	id := workertest.Registered(t, worker.NewStore(pg.App, pgtest.Keys()), "Siti", workertest.Engagement("PSM", "32.17.01.2001", "2020-01-01"))
	return fixture{t, certification.NewStore(pg.App, pgtest.Keys()), pg, id}
}

func (f fixture) certificate(number, signed, until string) certification.Certificate {
	f.Helper()
	scheme, err := f.db.SchemeFor(f.Context(), "PSM", workertest.Day(signed))
	if err != nil {
		f.Fatal(err)
	}
	return certification.Certificate{Worker: f.id, SchemeVersion: scheme.ID, Certifier: "LSPS", Number: number,
		SignedOn: workertest.Day(signed), ValidUntil: workertest.Day(until)}
}

func invalid(t *testing.T, err error, field string) {
	t.Helper()
	if bad, ok := errors.AsType[fault.Invalid](err); !ok || bad[field] == "" {
		t.Errorf("want a sentence at %s, got %v", field, err)
	}
}

func TestIssue(t *testing.T) {
	f := open(t)
	if _, err := f.db.Issue(t.Context(), workertest.Clerk, f.certificate("1", "2024-05-01", "2029-04-30")); err != nil {
		t.Fatal(err)
	}
	_, err := f.db.Issue(t.Context(), workertest.Clerk, f.certificate("1", "2025-05-01", "2030-04-30"))
	invalid(t, err, "number") // used twice by one certifier
	_, err = f.db.Issue(t.Context(), workertest.Clerk, f.certificate("2", "2024-05-01", "2024-04-30"))
	invalid(t, err, "valid_until") // ends before it begins
	_, err = f.db.Issue(t.Context(), workertest.Clerk, certification.Certificate{Worker: f.id})
	for _, field := range []string{"number", "signed_on", "valid_until"} {
		invalid(t, err, field)
	}
	other := f.certificate("1", "2024-05-01", "2029-04-30")
	other.Certifier = "LSKS"
	if _, err := f.db.Issue(t.Context(), workertest.Clerk, other); err != nil {
		t.Errorf("the same number of another certifier: %v", err)
	}
}

func TestRevokeAndVoid(t *testing.T) {
	f := open(t)
	id, err := f.db.Issue(t.Context(), workertest.Clerk, f.certificate("1", "2024-05-01", "2029-04-30"))
	if err != nil {
		t.Fatal(err)
	}
	invalid(t, f.db.Revoke(t.Context(), workertest.Clerk, id, workertest.Day("2025-01-01"), ""), "reason")
	if err := f.db.Revoke(t.Context(), workertest.Clerk, id, workertest.Day("2025-01-01"), "pelanggaran"); err != nil {
		t.Fatal(err)
	}
	invalid(t, f.db.Revoke(t.Context(), workertest.Clerk, id, workertest.Day("2025-02-01"), "lagi"), "on")
	if err := f.db.Void(t.Context(), workertest.Clerk, id, "salah catat"); err != nil {
		t.Fatal(err)
	}
	if err := f.db.Void(t.Context(), workertest.Clerk, id, "lagi"); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("voided twice: %v", err)
	}
	if err := f.db.Revoke(t.Context(), workertest.Clerk, id, workertest.Day("2025-01-01"), "x"); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("revoking what was voided: %v", err)
	}
	entries, err := audit.Of(t.Context(), f.pg.App, pgtest.Keys(), "worker", f.id, 10)
	if err != nil || entries[0].Verb != audit.CertificateVoided || entries[1].Verb != audit.CertificateRevoked || entries[2].Verb != audit.CertificateIssued {
		t.Errorf("the trail: %+v, %v", entries, err)
	}
	if _, err := f.db.Issue(t.Context(), workertest.Clerk, f.certificate("1", "2024-05-01", "2029-04-30")); err != nil {
		t.Errorf("the number of a voided record is free again: %v", err)
	}
}

// TestStateAgreesWithTheSchema compares Certificate.On with certificate_in_force, day by day around every border.
func TestStateAgreesWithTheSchema(t *testing.T) {
	f := open(t)
	for i, revoked := range []string{"", "2024-05-01", "2024-06-15", "2024-12-31", "2025-03-01"} {
		id, err := f.db.Issue(t.Context(), workertest.Clerk, f.certificate(string(rune('a'+i)), "2024-05-01", "2024-12-31"))
		if err != nil {
			t.Fatal(err)
		}
		if revoked != "" {
			if err := f.db.Revoke(t.Context(), workertest.Clerk, id, workertest.Day(revoked), "pelanggaran"); err != nil {
				t.Fatal(err)
			}
		}
	}
	all, err := f.db.OfWorker(t.Context(), f.id)
	if err != nil || len(all) != 5 {
		t.Fatalf("%d certificates, %v", len(all), err)
	}
	inForce := 0
	for day := workertest.Day("2024-04-28"); day.Before(workertest.Day("2025-03-05")); day = day.AddDate(0, 0, 1) {
		for _, c := range all {
			var schema bool
			err := f.pg.App.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM certificate_in_force($1, 'infinity') WHERE id = $2)`, day, c.ID).Scan(&schema)
			if err != nil || schema != (c.On(day) == certification.InForce) {
				t.Fatalf("certificate %s on %s: %s, the schema says in force: %v (%v)", c.Number, day.Format("2006-01-02"), c.On(day), schema, err)
			}
			if schema {
				inForce++
			}
		}
	}
	if inForce == 0 {
		t.Error("no certificate was ever in force")
	}
}
