package importer_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/worker/workertest"
)

// missing are the names of those whom a file does not name any more.
func (o office) missing(id int64) (names []string, engagements []int64) {
	o.Helper()
	all, err := o.imports.Missing(o.Context(), id, 0, 100)
	o.must(err)
	for _, m := range all {
		names, engagements = append(names, m.Name), append(engagements, m.Engagement)
	}
	since, err := o.imports.Since(o.Context(), id)
	o.must(err)
	if since.Missing != len(names) {
		o.Errorf("%d are missing, the list has %d", since.Missing, len(names))
	}
	return names, engagements
}

func TestSinceLastTime(t *testing.T) {
	o := openOffice(t)
	gone := tagana(4, "Dadang")
	first := o.brought("2026-01-05", file(tagana(1, "Siti"), tagana(2, "Neng"), tagana(3, "Popon"), gone))
	if since, err := o.imports.Since(t.Context(), first); err != nil || since.Before.ID != 0 || since.New != 0 {
		t.Errorf("nothing was stored before: %+v, %v", since, err)
	}
	o.store(first)
	o.must(o.workers.End(t.Context(), workertest.Clerk, o.record(nikOf(4)).Engagements[0].ID, workertest.Day("2026-03-31"), "Pensiun"))
	moved := tagana(1, "Siti")
	moved.place = "Parongpong"
	broken := tagana(6, "")
	second := o.brought("2026-06-01", file(moved, tagana(5, "Ujang"), broken))
	since, err := o.imports.Since(t.Context(), second)
	if err != nil || since.Before.ID != first || since.New != 1 || since.Moved != 1 || since.Missing != 2 {
		t.Errorf("since: %+v, %v", since, err)
	}
	names, _ := o.missing(second)
	if !slices.Equal(names, []string{"Neng", "Popon"}) { // Dadang has ended
		t.Errorf("missing: %v", names)
	}
	page, err := o.imports.Missing(t.Context(), second, 1, 5)
	if err != nil || len(page) != 1 || page[0].Name != "Popon" || page[0].Region != "32.17.01" || !page[0].From.Equal(workertest.Day("2020-02-01")) {
		t.Errorf("the second page: %+v, %v", page, err)
	}

	// Storing the file changes nothing about who is missing; undoing the first leaves nothing to compare with.
	o.store(second)
	if names, _ := o.missing(second); len(names) != 2 {
		t.Errorf("missing once it is stored: %v", names)
	}
	if since, _ := o.imports.Since(t.Context(), first); since.Before.ID != 0 {
		t.Errorf("the first is compared with what came later: %+v", since.Before)
	}
	o.undo(first)
	if since, err := o.imports.Since(t.Context(), second); err != nil || since.Before.ID != 0 {
		t.Errorf("compared with what was undone: %+v, %v", since, err)
	}
}

func TestWhoIsNotMissing(t *testing.T) {
	o := openOffice(t)
	o.store(o.brought("2026-01-05", file(tagana(1, "Siti"), tagana(2, "Neng"))))
	for name, id := range map[string]int64{
		"another cadre's file": o.brought("2026-06-01", file(tagana(3, "Popon")), func(u *importer.Upload) { u.Cadre = "TKSK" }),
		"another limit":        o.brought("2026-06-01", file(tagana(3, "Popon")), func(u *importer.Upload) { u.Limit = []string{"32.17.02"} }),
		"a day before":         o.brought("2019-06-01", file(tagana(3, "Popon"))),
		"a row that is refused": o.brought("2026-06-01", file(tagana(1, ""), func() line {
			l := tagana(2, "Neng")
			l.place = "Entah"
			return l
		}())),
	} {
		if names, _ := o.missing(id); len(names) != 0 {
			t.Errorf("%s: %v are missing", name, names)
		}
	}
}

func TestEndingWhoIsMissing(t *testing.T) {
	o := openOffice(t)
	o.store(o.brought("2026-01-05", file(tagana(1, "Siti"), tagana(2, "Neng"), tagana(3, "Popon"))))
	id := o.brought("2026-06-01", file(tagana(1, "Siti")))
	_, engagements := o.missing(id)
	last, end := workertest.Day("2026-05-31"), o.imports.EndMissing
	serving := o.record(nikOf(1)).Engagements[0].ID
	for name, err := range map[string]error{
		"nobody":     end(t.Context(), workertest.Clerk, id, nil, last, "Mengundurkan diri"),
		"no day":     end(t.Context(), workertest.Clerk, id, engagements, time.Time{}, "Mengundurkan diri"),
		"no reason":  end(t.Context(), workertest.Clerk, id, engagements, last, ""),
		"before all": end(t.Context(), workertest.Clerk, id, engagements, workertest.Day("2019-01-01"), "Mengundurkan diri"),
	} {
		if _, ok := errors.AsType[fault.Invalid](err); !ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := end(t.Context(), workertest.Clerk, id, []int64{engagements[0], serving}, last, "x"); err != (fault.Conflict{}) {
		t.Errorf("one is not missing: %v", err)
	}
	o.must(end(t.Context(), workertest.Clerk, id, engagements[:1], last, "Mengundurkan diri"))
	if e := o.record(nikOf(2)).Engagements[0]; !e.Until.Equal(last) || e.EndReason != "Mengundurkan diri" {
		t.Errorf("Neng: %+v", e)
	}
	if names, _ := o.missing(id); !slices.Equal(names, []string{"Popon"}) {
		t.Errorf("still missing: %v", names)
	}
	if err := end(t.Context(), workertest.Clerk, id, engagements, last, "Mengundurkan diri"); err != (fault.Conflict{}) {
		t.Errorf("one was ended already: %v", err)
	}
	if e := o.record(nikOf(3)).Engagements[0]; !e.Until.IsZero() {
		t.Errorf("Popon: %+v", e)
	}
}
