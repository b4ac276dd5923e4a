package worker_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

func TestFullName(t *testing.T) {
	for _, c := range []struct{ before, name, after, want string }{
		{"", "Siti Aminah", "", "Siti Aminah"},
		{"Hj.", "Siti Aminah", "", "Hj. Siti Aminah"},
		{"", "Siti Aminah", "S.Sos., M.Si.", "Siti Aminah, S.Sos., M.Si."},
	} {
		if got := worker.FullName(c.before, c.name, c.after); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestRulesOfAPerson(t *testing.T) {
	today := workertest.Day("2026-11-24")
	good := workertest.Person("Siti")
	if bad := good.Check(today); len(bad) != 0 {
		t.Errorf("a good one: %v", bad)
	}
	late := good
	late.BirthDate, late.DiedOn = workertest.Day("2026-11-25"), workertest.Day("2026-11-25")
	for field, p := range map[string]worker.Person{"name": {NIK: good.NIK}, "nik": {Name: "Siti"}, "birth_date": late, "died_on": late} {
		if p.Check(today)[field] == "" {
			t.Errorf("no sentence at %s", field)
		}
	}
	if bad := (worker.Person{}).Check(today); len(bad) != 2 {
		t.Errorf("every broken rule is told at once: %v", bad)
	}
}

func TestRulesOfAnEngagement(t *testing.T) {
	good := workertest.Engagement("PSM", "32.17.01.2001", "2020-01-01")
	if bad := good.Check(); len(bad) != 0 {
		t.Errorf("a good one: %v", bad)
	}
	backwards := good
	backwards.Until = workertest.Day("2019-12-31")
	if backwards.Check()["until"] == "" {
		t.Error("it ends before it begins")
	}
	if bad := (worker.Engagement{}).Check(); len(bad) != 3 {
		t.Errorf("every broken rule is told at once: %v", bad)
	}
	oneDay := good
	oneDay.Until = oneDay.From
	if len(oneDay.Check()) != 0 || !oneDay.Covers(oneDay.From) || oneDay.Covers(oneDay.From.AddDate(0, 0, 1)) {
		t.Error("an engagement of one day covers that day")
	}
}

func TestAListsAddressSaysWhatItChooses(t *testing.T) {
	text := rapid.StringMatching(`[A-Za-z0-9.' -]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		f := worker.ParseFilter(url.Values{"nama": {text.Draw(t, "words")}})
		f.Cadre, f.Kecamatan, f.Desa = text.Draw(t, "cadre"), text.Draw(t, "kecamatan"), text.Draw(t, "desa")
		f.Status = rapid.SampledFrom([]worker.Status{worker.Serving, worker.Left, worker.Anyone}).Draw(t, "status")
		f.Certified = rapid.SampledFrom([]worker.Certified{worker.EitherWay, worker.WithOne, worker.WithoutOne}).Draw(t, "certified")
		if f.Certified != worker.EitherWay {
			f.Status = worker.Serving // who is certified is asked of those who serve
		}
		f.NoStaff, f.Multiple = rapid.Bool().Draw(t, "no staff"), rapid.Bool().Draw(t, "multiple")
		f.IDs = rapid.SliceOfN(rapid.Int64Min(1), 0, 4).Draw(t, "ids")
		f.Sort = rapid.SampledFrom(worker.Sorts()).Draw(t, "sort")
		f.Cursor = text.Draw(t, "cursor")
		if diff := cmp.Diff(f, worker.ParseFilter(f.Query()), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("read back otherwise (-want +got):\n%s", diff)
		}
	})
}
