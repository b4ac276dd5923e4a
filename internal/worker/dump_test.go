package worker_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

// TestACopyOfTheDatabaseShowsNoPersonalNumber reads every row of every table as its owner, as a thief of a backup would.
func TestACopyOfTheDatabaseShowsNoPersonalNumber(t *testing.T) {
	f := open(t)
	p := workertest.Person("Siti Aminah")
	p.KK, p.NPWP, p.Phone, p.PhoneNote = "3217010101019777", "098765432109876", "+6281298765432", "0812-BUKAN-77777"
	if _, err := f.db.App.Exec(t.Context(), `
		INSERT INTO cadre_field (cadre, key, label, type, sealed, position) VALUES ('PSM', 'kartu', 'Nomor kartu', 'text', true, 2)`); err != nil {
		t.Fatal(err)
	}
	e := workertest.Engagement("PSM", pagerwangi, longAgo)
	e.Fields = map[string]string{"kartu": "KARTU-5566778899"}
	id, err := f.Register(t.Context(), clerk, p, e, worker.Employment{})
	if err != nil {
		t.Fatal(err)
	}
	account := worker.BankAccount{Worker: id, Bank: "Bank", Number: "0070012345678", Holder: "Siti", From: workertest.Day(longAgo)}
	if err := f.RecordBank(t.Context(), clerk, account); err != nil {
		t.Fatal(err)
	}
	corrected := p
	corrected.Phone = "+6281211112222"
	if err := f.Correct(t.Context(), clerk, id, 1, corrected, ""); err != nil {
		t.Fatal(err)
	}
	rec, err := f.Get(t.Context(), id, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := f.Show(t.Context(), clerk, id, worker.AccountNumber(rec.Accounts[0].ID), "verifikasi", nil); err != nil || got != account.Number {
		t.Fatalf("shown: %q, %v", got, err)
	}

	if r, err := f.Get(t.Context(), id, nil); err != nil || r.Engagements[0].Fields["kartu"] != "KARTU-5566778899" {
		t.Errorf("a sealed field opens as %q, %v", r.Engagements[0].Fields["kartu"], err)
	}

	dump := f.dump()
	if !strings.Contains(dump, "Siti Aminah") {
		t.Fatal("the dump does not even hold the name: it proves nothing")
	}
	for _, secret := range []string{p.NIK, p.KK, p.NPWP, p.Phone, p.Phone[3:], p.PhoneNote, account.Number, corrected.Phone[3:], "5566778899"} {
		for _, form := range []string{secret, hex.EncodeToString([]byte(secret))} {
			if strings.Contains(dump, form) {
				t.Errorf("a copy of the database shows %s", secret)
			}
		}
	}
}

func (f fixture) dump() string {
	f.Helper()
	rows, _ := f.db.Owner.Query(f.Context(), `
		SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 20 {
		f.Fatalf("%d tables, %v", len(tables), err)
	}
	var b strings.Builder
	for _, table := range tables {
		rows, _ := f.db.Owner.Query(f.Context(), `SELECT t::text FROM `+pgx.Identifier{table}.Sanitize()+` t`)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			f.Fatal(err)
		}
		b.WriteString(strings.Join(lines, "\n"))
	}
	return b.String()
}
