package cadreweb

import (
	"net/url"
	"testing"

	"pilar/internal/cadre"
	"pilar/internal/fault"
	"pilar/internal/golden"
	"pilar/web/ui"
)

func TestListView(t *testing.T) {
	p := listPage{Values: url.Values{"hanya": {onlyVacant}}, Cadres: []ui.Option{{Label: "Semua"}}, Kecamatan: []ui.Option{{Label: "Semua"}},
		Unit: "formasi kosong", Note: "per 23 November 2026"}
	golden.HTML(t, "list-empty", listView(p))
	p.Chips, p.CanSet, p.Total, p.Posts, p.Vacant = []ui.Chip{{Label: "Yang kosong", RemoveURL: "/formasi"}}, true, 2, 3, 2
	p.FirstURL, p.NextURL = "/formasi?hanya=kosong", "/formasi?hanya=kosong&mulai=PSM%2F32.17.02"
	p.Rows = []postRow{{cadre.Post{Cadre: "PSM", Region: "32.17.01.2006", Posts: 3, Active: 1, Vacant: 2}, "Desa Cikole, Kec. Lembang", "/sdm?desa=32.17.01.2006"}}
	golden.HTML(t, "list", listView(p))
}

func TestFormationView(t *testing.T) {
	p := formationPage{Cadre: cadre.Cadre{Code: "PSM", Name: "Pekerja Sosial Masyarakat"}, Action: "/pengaturan/formasi/PSM", Form: formationForm{From: "23-11-2026"},
		Whole:  ui.OptionGroup{Label: "Seluruh kabupaten", Options: []ui.Option{{Value: "32.17", Label: "Kabupaten Bandung Barat"}}},
		Places: []ui.OptionGroup{{Label: "Kec. Lembang", Options: []ui.Option{{Value: "32.17.01", Label: "Kec. Lembang"}}}}}
	golden.HTML(t, "formation", formationView(p))
	p.Form = formationForm{Region: "32.17.01", Posts: "banyak", Faults: fault.Invalid{"posts": "Jumlah formasi harus angka dari 0 sampai 100.000."}}
	golden.HTML(t, "formation-refused", formationView(p))
}

func TestPageOf(t *testing.T) {
	var posts []cadre.Post
	for i := range pageSize*2 + 1 {
		posts = append(posts, cadre.Post{Cadre: "PSM", Region: string(rune('a' + i))})
	}
	seen, from := 0, ""
	for range 3 {
		rows, next, err := pageOf(posts, from)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r != posts[seen] {
				t.Fatalf("place %d is %v", seen, r)
			}
			seen++
		}
		from = next
	}
	if seen != len(posts) || from != "" {
		t.Errorf("three pages hold %d places of %d; the next begins at %q", seen, len(posts), from)
	}
	if _, _, err := pageOf(posts, "PSM/nowhere"); err == nil {
		t.Error("a page from nowhere is answered")
	}
}
