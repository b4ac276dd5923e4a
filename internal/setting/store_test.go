package setting_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pilar/internal/fault"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/setting"
	"pilar/internal/worker/workertest"
)

func TestNormal(t *testing.T) {
	for _, c := range []struct {
		key         setting.Key
		typed, want string // "" is a refusal
	}{
		{setting.OfficeAccent, "#0F6B66", "#0f6b66"},
		{setting.OfficeAccent, "hijau", ""},
		{setting.OfficeAccent, "#0f6b66;}body{display:none", ""},
		{setting.NIKPrefixes, "3217, 3204", "3217,3204"},
		{setting.NIKPrefixes, "32", ""},
		{setting.OfficeName, "  Dinas   Sosial ", "Dinas Sosial"},
		{setting.OfficeName, "", ""},
		{setting.Key("lain"), "x", ""},
	} {
		got, err := c.key.Normal(c.typed)
		if got != c.want || (err == nil) == (c.want == "") {
			t.Errorf("%s %q: %q, %v; want %q", c.key, c.typed, got, err, c.want)
		}
	}
}

func TestChange(t *testing.T) {
	t.Parallel()
	s := setting.NewStore(pgtest.New(t), pgtest.Keys())
	next := setting.Setting{Key: setting.NIKPrefixes, Value: "3201", Version: 1}
	if err := s.Change(t.Context(), workertest.Clerk, next); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Prefixes(t.Context()); err != nil || !cmp.Equal(got, []string{"3201"}) {
		t.Errorf("prefixes: %v, %v", got, err)
	}
	accent := setting.Setting{Key: setting.OfficeAccent, Value: "#112233", Version: 1}
	if err := s.Change(t.Context(), workertest.Clerk, accent, next); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("one of two is stale: %v", err)
	}
	if all, err := s.All(t.Context()); err != nil || all[setting.OfficeAccent].Value == "#112233" {
		t.Errorf("a refused form stored half of itself (%v)", err)
	}
	next.Value = "3202"
	if err := s.Change(t.Context(), workertest.Clerk, next); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("a stale change: %v", err)
	}
}
