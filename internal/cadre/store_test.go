package cadre_test

import (
	"errors"
	"testing"

	"pilar/internal/asof"
	"pilar/internal/cadre"
	"pilar/internal/fault"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

func TestFormationOfTheDistrict(t *testing.T) {
	t.Parallel()
	s := cadre.NewStore(pgtest.New(t), pgtest.Keys())
	for code, want := range map[string]int{"TKSK": 16, "PSM": 165, "TAGANA": 50, "PKH": 171, "DINSOS": 0} {
		if got := sum(t, s, "2025-01-01", code); got != want {
			t.Errorf("%s: %d posts, want %d", code, got, want)
		}
	}
}

func sum(t *testing.T, s *cadre.Store, on, code string) int {
	t.Helper()
	posts, err := s.Posts(t.Context(), cadre.Filter{At: asof.Moment{On: workertest.Day(on)}, Cadre: code})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, p := range posts {
		n += p.Posts
	}
	return n
}

func TestSetFormation(t *testing.T) {
	t.Parallel()
	s := cadre.NewStore(pgtest.New(t), pgtest.Keys())
	set := func(posts int, from string) {
		t.Helper()
		f := cadre.Formation{Cadre: "TAGANA", Region: "32.17", Posts: posts, From: workertest.Day(from)}
		if err := s.SetFormation(t.Context(), workertest.Clerk, f); err != nil {
			t.Fatal(err)
		}
	}
	set(60, "2026-01-01")
	set(70, "2027-01-01")
	for on, want := range map[string]int{"2025-12-31": 50, "2026-01-01": 60, "2026-12-31": 60, "2027-01-01": 70} {
		if got := sum(t, s, on, "TAGANA"); got != want {
			t.Errorf("on %s: %d posts, want %d", on, got, want)
		}
	}
	set(55, "2026-01-01") // a correction takes the place of what began on its day, and leaves what follows
	set(52, "2024-01-01")
	for on, want := range map[string]int{"2023-12-31": 50, "2025-12-31": 52, "2026-06-01": 55, "2028-01-01": 70} {
		if got := sum(t, s, on, "TAGANA"); got != want {
			t.Errorf("corrected, on %s: %d posts, want %d", on, got, want)
		}
	}
	for field, f := range map[string]cadre.Formation{
		"posts":  {Cadre: "TAGANA", Region: "32.17", Posts: -1, From: workertest.Day("2026-01-01")},
		"region": {Cadre: "TAGANA", Region: "99.99", Posts: 1, From: workertest.Day("2026-01-01")},
	} {
		bad, ok := errors.AsType[fault.Invalid](s.SetFormation(t.Context(), workertest.Clerk, f))
		if !ok || bad[field] == "" {
			t.Errorf("%+v: want a sentence at %s", f, field)
		}
	}
}

func TestPostsAreCountedAtOneLevel(t *testing.T) {
	t.Parallel()
	s := cadre.NewStore(pgtest.New(t), pgtest.Keys())
	for region, f := range map[string]cadre.Formation{
		"above": {Cadre: "TKSK", Region: "32.17", Posts: 16, From: workertest.Day("2026-01-01")},
		"below": {Cadre: "TAGANA", Region: "32.17.01", Posts: 3, From: workertest.Day("2026-01-01")},
	} {
		bad, ok := errors.AsType[fault.Invalid](s.SetFormation(t.Context(), workertest.Clerk, f))
		if !ok || bad["region"] == "" {
			t.Errorf("%s the level that is counted: taken", region)
		}
	}
}

func TestVacantAndExcess(t *testing.T) {
	t.Parallel()
	db, keys := pgtest.New(t), pgtest.Keys()
	s, workers := cadre.NewStore(db, keys), worker.NewStore(db, keys)
	for _, name := range []string{"Satu", "Dua"} {
		workertest.Registered(t, workers, name, workertest.Engagement("TKSK", "32.17.01", "2020-01-01"))
	}
	at := asof.Moment{On: workertest.Day("2025-01-01")}
	vacant, err := s.Posts(t.Context(), cadre.Filter{At: at, Cadre: "TKSK", Vacant: true})
	if err != nil || len(vacant) != 15 {
		t.Errorf("vacant: %d places, %v", len(vacant), err)
	}
	excess, err := s.Posts(t.Context(), cadre.Filter{At: at, Cadre: "TKSK", Excess: true})
	if err != nil || len(excess) != 1 || excess[0].Region != "32.17.01" || excess[0].Excess != 1 {
		t.Errorf("excess: %+v, %v", excess, err)
	}
	limited, err := s.Posts(t.Context(), cadre.Filter{At: at, Limit: []string{"32.17.02"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range limited {
		if p.Kecamatan != "32.17.02" {
			t.Errorf("an account limited to Parongpong sees %s", p.Region)
		}
	}
}
