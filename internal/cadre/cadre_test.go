package cadre_test

import (
	"errors"
	"strings"
	"testing"

	"pilar/internal/cadre"
	"pilar/internal/fault"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/region"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

func TestNormal(t *testing.T) {
	choice := cadre.Field{Label: "Jenjang", Type: cadre.Choice, Choices: []string{"Muda", "Madya"}}
	for _, c := range []struct {
		field       cadre.Field
		typed, want string // "" is a refusal
	}{
		{cadre.Field{Type: cadre.Text}, "apa saja", "apa saja"},
		{choice, "madya", "Madya"},
		{choice, "Utama", ""},
		{cadre.Field{Type: cadre.Date}, "8 Januari 2026", "08-01-2026"},
		{cadre.Field{Type: cadre.Date}, "31-2-2026", ""},
		{cadre.Field{Type: cadre.Date}, "besok", ""},
		{cadre.Field{Type: cadre.Number}, "1.250", "1250"},
		{cadre.Field{Type: cadre.Number}, "007", "7"},
		{cadre.Field{Type: cadre.Number}, "3,5", "3,5"},
		{cadre.Field{Type: cadre.Number}, "-2", "-2"},
		{cadre.Field{Type: cadre.Number}, "1.25", ""},
		{cadre.Field{Type: cadre.Number}, "dua", ""},
		{cadre.Field{Type: cadre.Number}, "1e9", ""},
	} {
		got, refusal := c.field.Normal(c.typed)
		if got != c.want || (refusal == "") != (c.want != "") {
			t.Errorf("%s %q: %q, %q; want %q", c.field.Type, c.typed, got, refusal, c.want)
		}
		if again, _ := c.field.Normal(got); again != got {
			t.Errorf("%s %q is kept as %q, and that as %q", c.field.Type, c.typed, got, again)
		}
	}
	if value, refusal := choice.Normal(""); value+refusal != "" {
		t.Errorf("nothing is refused: %q", refusal)
	}
}

// refusedAt returns the sentence that an error has for a field.
func refusedAt(t *testing.T, err error, field string) string {
	t.Helper()
	bad, ok := errors.AsType[fault.Invalid](err)
	if !ok || bad[field] == "" {
		t.Errorf("want a sentence at %s, got %v", field, err)
	}
	return bad[field]
}

func TestAddingAndChangingACadre(t *testing.T) {
	t.Parallel()
	s := cadre.NewStore(pgtest.New(t), pgtest.Keys())
	ksb := cadre.Cadre{Code: "KSB", Name: "Kampung Siaga Bencana", Category: "Relawan Sosial", DutyLevel: region.Desa, Active: true, Position: 2}
	if err := s.Add(t.Context(), workertest.Clerk, ksb); err != nil {
		t.Fatal(err)
	}
	order := func(want string) {
		t.Helper()
		all, err := s.All(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for i, c := range all {
			codes = append(codes, c.Code)
			if c.Position != i+1 {
				t.Errorf("%s stands at %d, its position is %d", c.Code, i+1, c.Position)
			}
		}
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("the order is %s, want %s", got, want)
		}
	}
	order("TKSK KSB PSM TAGANA PKH SAKTI DINSOS")
	refusedAt(t, s.Add(t.Context(), workertest.Clerk, ksb), "code")
	for field, spoil := range map[string]func(*cadre.Cadre){
		"code":       func(c *cadre.Cadre) { c.Code = "a_b" },
		"name":       func(c *cadre.Cadre) { c.Name = "" },
		"category":   func(c *cadre.Cadre) { c.Category = strings.Repeat("x", 61) },
		"duty_level": func(c *cadre.Cadre) { c.DutyLevel = "provinsi" },
		"position":   func(c *cadre.Cadre) { c.Position = 0 },
	} {
		bad := ksb
		spoil(&bad)
		refusedAt(t, s.Add(t.Context(), workertest.Clerk, bad), field)
	}

	ksb.Version, ksb.Position, ksb.Name, ksb.Active = 1, 7, "Kampung Siaga", false
	if err := s.Change(t.Context(), workertest.Clerk, workertest.Day("2026-01-01"), ksb); err != nil {
		t.Fatal(err)
	}
	order("TKSK PSM TAGANA PKH SAKTI DINSOS KSB")
	if err := s.Change(t.Context(), workertest.Clerk, workertest.Day("2026-01-01"), ksb); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("a stale change: %v", err)
	}
	ksb.Code = "XYZ"
	if err := s.Change(t.Context(), workertest.Clerk, workertest.Day("2026-01-01"), ksb); !errors.Is(err, fault.NotFound{}) {
		t.Errorf("a cadre that is none: %v", err)
	}
}

func TestADutyLevelChangesOnceNobodyServesAtAnother(t *testing.T) {
	t.Parallel()
	db, keys := pgtest.New(t), pgtest.Keys()
	s, workers := cadre.NewStore(db, keys), worker.NewStore(db, keys)
	today := workertest.Day("2026-01-01")
	former := workertest.Engagement("TAGANA", "32.17.01", "2020-01-01")
	former.Until = workertest.Day("2021-01-01")
	workertest.Registered(t, workers, "Dahulu", former) // who has left hinders nobody
	workertest.Registered(t, workers, "Asep", workertest.Engagement("TAGANA", "32.17.01", "2020-01-01"))
	c, err := s.Get(t.Context(), "TAGANA")
	if err != nil {
		t.Fatal(err)
	}
	c.DutyLevel = region.Kabupaten
	if why := refusedAt(t, s.Change(t.Context(), workertest.Clerk, today, c), "duty_level"); !strings.Contains(why, "1 penugasan") {
		t.Errorf("the sentence does not say why: %s", why)
	}
	var asep int64
	if err := db.QueryRow(t.Context(), `SELECT id FROM engagement WHERE upper_inf(valid)`).Scan(&asep); err != nil {
		t.Fatal(err)
	}
	if err := workers.End(t.Context(), workertest.Clerk, asep, workertest.Day("2025-12-31"), "Selesai"); err != nil {
		t.Fatal(err)
	}
	if err := s.Change(t.Context(), workertest.Clerk, today, c); err != nil { // its posts are counted for the kabupaten already
		t.Fatal(err)
	}
	c.Version, c.DutyLevel = 2, region.Kecamatan
	if why := refusedAt(t, s.Change(t.Context(), workertest.Clerk, today, c), "duty_level"); !strings.Contains(why, "1 formasi") {
		t.Errorf("the sentence does not say why: %s", why)
	}
	if err := s.EndFormation(t.Context(), workertest.Clerk, "TAGANA", "32.17", workertest.Day("2025-12-31")); err != nil {
		t.Fatal(err)
	}
	if err := s.Change(t.Context(), workertest.Clerk, today, c); err != nil {
		t.Error(err)
	}
}

func TestFieldsOfACadre(t *testing.T) {
	t.Parallel()
	db, keys := pgtest.New(t), pgtest.Keys()
	s, workers := cadre.NewStore(db, keys), worker.NewStore(db, keys)
	card := cadre.Field{Cadre: "PSM", Label: "Nomor kartu / BPJS", Type: cadre.Text, Sealed: true, Active: true, Position: 1}
	if err := s.AddField(t.Context(), workertest.Clerk, card); err != nil {
		t.Fatal(err)
	}
	refusedAt(t, s.AddField(t.Context(), workertest.Clerk, card), "label")
	for field, spoil := range map[string]func(*cadre.Field){
		"label":   func(f *cadre.Field) { f.Label = "—" },
		"type":    func(f *cadre.Field) { f.Type = "warna" },
		"choices": func(f *cadre.Field) { f.Type, f.Sealed, f.Choices = cadre.Choice, false, []string{"satu"} },
		"sealed":  func(f *cadre.Field) { f.Type, f.Choices = cadre.Choice, []string{"satu", "dua"} },
	} {
		bad := card
		spoil(&bad)
		refusedAt(t, s.AddField(t.Context(), workertest.Clerk, bad), field)
	}
	card, err := s.Field(t.Context(), "PSM", "nomor_kartu_bpjs")
	if err != nil || card.Position != 1 {
		t.Fatalf("%+v, %v", card, err)
	}
	card.Type = cadre.Number
	if err := s.ChangeField(t.Context(), workertest.Clerk, card); err != nil { // nobody has a value yet
		t.Fatal(err)
	}
	e := workertest.Engagement("PSM", "32.17.01.2001", "2020-01-01")
	e.Fields = map[string]string{"nomor_kartu_bpjs": "90210"}
	workertest.Registered(t, workers, "Siti", e)
	card.Version, card.Sealed, card.Type = 2, false, cadre.Text
	err = s.ChangeField(t.Context(), workertest.Clerk, card)
	refusedAt(t, err, "sealed")
	refusedAt(t, err, "type")
	card.Sealed, card.Type, card.Label, card.Active = true, cadre.Number, "Nomor kartu", false
	if err := s.ChangeField(t.Context(), workertest.Clerk, card); err != nil {
		t.Fatal(err)
	}
	if err := s.ChangeField(t.Context(), workertest.Clerk, card); !errors.Is(err, fault.Conflict{}) {
		t.Errorf("a stale change: %v", err)
	}
	if got, err := s.Field(t.Context(), "PSM", "nomor_kartu_bpjs"); err != nil || got.Label != "Nomor kartu" || got.Active {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestEndingAFormation(t *testing.T) {
	t.Parallel()
	s := cadre.NewStore(pgtest.New(t), pgtest.Keys())
	end := func(on string) error {
		return s.EndFormation(t.Context(), workertest.Clerk, "TAGANA", "32.17", workertest.Day(on))
	}
	refusedAt(t, end("1999-12-31"), "until")
	if err := end("2025-12-31"); err != nil {
		t.Fatal(err)
	}
	refusedAt(t, end("2025-12-31"), "until")
	for on, want := range map[string]int{"2025-12-31": 50, "2026-01-01": 0} {
		if got := sum(t, s, on, "TAGANA"); got != want {
			t.Errorf("on %s: %d posts, want %d", on, got, want)
		}
	}
	terms, err := s.Terms(t.Context(), "TAGANA")
	if err != nil || len(terms) != 1 || terms[0].Posts != 50 || !terms[0].Until.Equal(workertest.Day("2025-12-31")) {
		t.Errorf("%+v, %v", terms, err)
	}
	// Once nothing holds for the whole kabupaten, the kecamatan may have posts of their own; a desa may not.
	f := cadre.Formation{Cadre: "TAGANA", Region: "32.17.01", Posts: 3, From: workertest.Day("2026-01-01")}
	if err := s.SetFormation(t.Context(), workertest.Clerk, f); err != nil {
		t.Error(err)
	}
	f.Region = "32.17.02.2001"
	refusedAt(t, s.SetFormation(t.Context(), workertest.Clerk, f), "region")
}
