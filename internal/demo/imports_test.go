package demo_test

import (
	"testing"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/demo"
	"pilar/internal/importer"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/report"
)

func TestFilesThatWereBrought(t *testing.T) {
	t.Parallel()
	db, _ := district(t)
	figures := func() report.Headcount {
		h, err := report.NewStore(db, pgtest.Keys()).Headcount(t.Context(), asof.Moment{On: today}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	before := figures()
	if err := demo.Imports(t.Context(), db, pgtest.Keys(), audit.System("uji"), 0, today); err != nil {
		t.Fatal(err)
	}
	imports := importer.NewStore(db, pgtest.Keys())
	all, _, err := imports.List(t.Context(), importer.ListFilter{})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[importer.State]importer.Import{}
	for _, im := range all {
		seen[im.State] = im
	}
	for _, state := range []importer.State{importer.Asking, importer.Checked, importer.Stored, importer.Undone} {
		if _, ok := seen[state]; !ok {
			t.Errorf("no import is %s: %+v", state, all)
		}
	}
	if c := seen[importer.Checked].Counts; len(c.Verdicts) != 5 || c.Warned == 0 {
		t.Errorf("the import that waits shows not every verdict: %+v", c)
	}
	if c := seen[importer.Stored].Counts; c.Stored != 3 {
		t.Errorf("stored: %+v", c)
	}
	if c := seen[importer.Undone].Counts; c.Undone == 0 || c.Kept != 0 {
		t.Errorf("undone: %+v", c)
	}
	if after := figures(); after.Persons != before.Persons {
		t.Errorf("the district's figures moved from %+v to %+v", before.Persons, after.Persons)
	}
}

func TestFilesForAHandfulOfPeople(t *testing.T) {
	t.Parallel()
	for _, people := range []int{1, 7, 30} {
		db := pgtest.New(t)
		if _, err := fill(t.Context(), db, people, 3); err != nil {
			t.Fatal(err)
		}
		if err := demo.Imports(t.Context(), db, pgtest.Keys(), audit.System("uji"), 0, today); err != nil {
			t.Errorf("%d people: %v", people, err)
		}
	}
}
