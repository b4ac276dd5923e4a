package worker_test

import (
	"errors"
	"testing"
	"time"

	"pilar/internal/audit"
	"pilar/internal/demo"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

// Whoever takes a list away may stop in the middle; and everybody is handed over once, with all roles in the office's order.
func TestExport(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.New(t), t.Context()
	today := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	if _, err := demo.Fill(ctx, db, pgtest.Keys(), audit.System("uji"), demo.Options{People: 3000, Seed: 1, Today: today}); err != nil {
		t.Fatal(err)
	}
	workers, list := worker.NewStore(db, pgtest.Keys()), worker.Export{Filter: worker.Filter{Status: worker.Anyone}, Words: "semua", Format: "csv"}
	list.Filter.At.On = today
	begin := func(int) error { return nil }

	full, n := errors.New("the disk is full"), 0
	err := workers.Export(ctx, workertest.Clerk, list, begin, func(worker.Taken) error {
		if n++; n == 10 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || n != 10 {
		t.Errorf("stopped after %d people: %v", n, err)
	}

	place := map[string]int{"TKSK": 1, "PSM": 2, "TAGANA": 3, "PKH": 4, "DINSOS": 6}
	seen, several, people := map[string]bool{}, 0, 0
	err = workers.Export(ctx, workertest.Clerk, list, func(n int) error { people = n; return nil }, func(p worker.Taken) error {
		if seen[p.Person.NIK] {
			t.Errorf("%s is handed over twice", p.Person.Name)
		}
		seen[p.Person.NIK] = true
		for i, s := range p.Serving {
			if i > 0 && place[p.Serving[i-1].Cadre] >= place[s.Cadre] {
				t.Errorf("%s serves as %v", p.Person.Name, p.Serving)
			}
		}
		if len(p.Serving) > 1 {
			several++
		}
		return nil
	})
	if err != nil || len(seen) != 3000 || people != 3000 || several < 50 {
		t.Errorf("%d of %d people, %d of them with several roles (%v)", len(seen), people, several, err)
	}
}
