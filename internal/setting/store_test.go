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
		{setting.NIKPrefixes, "3217;3204", ""},
		{setting.OfficeZone, "WITA", "WITA"},
		{setting.OfficeZone, "Asia/Makassar", ""},
		{setting.Letterhead, " PEMERINTAH  KABUPATEN \r\n\r\nDINAS SOSIAL\r\n", "PEMERINTAH KABUPATEN\nDINAS SOSIAL"},
		{setting.Letterhead, "1\n2\n3\n4\n5\n6\n7", ""},
		{setting.OfficePhone, "(0411) 123 4567", "(0411) 123 4567"},
		{setting.OfficePhone, "javascript:alert(1)", ""},
		{setting.OfficePostcode, "4055", ""},
		{setting.OfficeEmail, "Dinsos@Contoh.GO.ID", "Dinsos@contoh.go.id"},
		{setting.OfficeEmail, "dinsos", ""},
		{setting.OfficeWebsite, "https://Dinsos.contoh.go.id/", "https://dinsos.contoh.go.id/"},
		{setting.OfficeWebsite, "javascript:alert(1)", ""},
		{setting.OfficeCity, "Ma\u202ekassar", ""},
		{setting.Logo, "abc", ""}, // a picture is set by SetLogo
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
	all, err := s.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	next := all[setting.NIKPrefixes]
	next.Value = "3201"
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

func TestWhatMayBeLeftOut(t *testing.T) {
	for _, key := range []setting.Key{setting.OfficeStreet, setting.OfficeArea, setting.OfficePostcode, setting.OfficePhone, setting.OfficeEmail,
		setting.OfficeWebsite, setting.OfficeCity, setting.Letterhead, setting.NIKPrefixes} {
		if got, err := key.Normal(" "); got != "" || err != nil {
			t.Errorf("%s: %q, %v", key, got, err)
		}
	}
}

func TestSetLogo(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	s := setting.NewStore(db, pgtest.Keys())
	if _, err := s.Picture(t.Context()); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("a logo before there is one: %v", err)
	}
	first, err := setting.ReadLogo(asPNG(t, picture(64)))
	if err != nil {
		t.Fatal(err)
	}
	second, err := setting.ReadLogo(asJPEG(t, picture(32)))
	if err != nil {
		t.Fatal(err)
	}
	for version, next := range []setting.Picture{first, second} {
		if err := s.SetLogo(t.Context(), workertest.Clerk, version+1, next); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Picture(t.Context()); err != nil || got.Hash != next.Hash || got.Kind != next.Kind || !cmp.Equal(got.Image, next.Image) {
			t.Errorf("the logo is %s %s, %v", got.Kind, got.Hash, err)
		}
	}
	if err := s.SetLogo(t.Context(), workertest.Clerk, 2, setting.Picture{}); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("a stale removal: %v", err)
	}
	if err := s.SetLogo(t.Context(), workertest.Clerk, 3, setting.Picture{}); err != nil {
		t.Fatal(err)
	}
	var pictures, entries int
	if err := db.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM logo), (SELECT count(*) FROM audit_entry WHERE subject_name = 'Logo')`).
		Scan(&pictures, &entries); err != nil || pictures != 0 || entries != 3 {
		t.Errorf("%d pictures are left and %d entries, %v", pictures, entries, err)
	}
}
