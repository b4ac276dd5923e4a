package cadreweb

import (
	"net/url"
	"testing"

	"pilar/internal/cadre"
	"pilar/internal/fault"
	"pilar/internal/golden"
	"pilar/internal/region"
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
	golden.HTML(t, "formation-none", formationView(p))
	p.Terms = []termRow{{Place: "Kec. Lembang", Posts: 3, Period: "sejak 1 Januari 2027", State: termComing, Recorded: "23 November 2026, Rina", EndURL: "/pengaturan/formasi/PSM/akhiri?wilayah=32.17.01"},
		{Place: "Kec. Lembang", Posts: 2, Period: "1 Januari 2000 sampai 31 Desember 2026", Recorded: "23 November 2026, Rina"}}
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
		rows, next, err := pageOf(posts, keyOf, from)
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
	if _, _, err := pageOf(posts, keyOf, "PSM/nowhere"); err == nil {
		t.Error("a page from nowhere is answered")
	}
}

func TestEndView(t *testing.T) {
	p := endPage{Cadre: cadre.Cadre{Code: "PSM", Name: "Pekerja Sosial Masyarakat"}, Region: "32.17.01", Place: "Kec. Lembang", Posts: 3, Period: "sejak 1 Januari 2000",
		Until: "besok", Faults: fault.Invalid{"until": "Tanggal tidak terbaca."}}
	golden.HTML(t, "formation-end-refused", endView(p))
}

func TestCadreViews(t *testing.T) {
	golden.HTML(t, "cadres", cadresView([]cadre.Cadre{{Code: "PSM", Name: "Pekerja Sosial Masyarakat", Category: "Relawan Sosial", DutyLevel: region.Desa, Active: true}, {Code: "SAKTI", Name: "Sakti Peksos", DutyLevel: region.Kabupaten}}))
	golden.HTML(t, "cadre-new", cadreView(cadrePage{Title: "Tambah jenis SDM", Action: "/pengaturan/jenis-sdm/baru", Form: cadreForm{Active: true, Position: "1"},
		Positions: positions(nil), Categories: []string{"Relawan Sosial", "Pekerja Sosial", "Relawan Sosial"}}))
	p := cadrePage{Title: "Ubah jenis SDM", Code: "PSM", Action: "/pengaturan/jenis-sdm/PSM", Positions: positions([]string{"TKSK"}),
		Form:   cadreForm{Name: "PSM", DutyLevel: "desa", Position: "2", Version: "3", Active: true, Faults: fault.Invalid{"duty_level": "Masih ada 3 penugasan."}},
		Fields: []cadre.Field{{Cadre: "PSM", Key: "masa_bakti", Label: "Masa bakti", Type: cadre.Text, Active: true}, {Cadre: "PSM", Key: "jenjang", Label: "Jenjang", Type: cadre.Choice, Choices: []string{"Muda", "Madya"}}}}
	golden.HTML(t, "cadre-refused", cadreView(p))
	p.Form.Faults, p.Form.Stored = nil, map[string]string{"name": "Pekerja Sosial", "active": "tidak"}
	golden.HTML(t, "cadre-conflict", cadreView(p))
}

func TestFieldView(t *testing.T) {
	p := fieldPage{Title: "Ubah isian", Caption: "TAGANA", Action: "/pengaturan/jenis-sdm/TAGANA/isian/jenjang", Cancel: "/pengaturan/jenis-sdm/TAGANA", Positions: positions([]string{"Keahlian"}),
		Form: fieldForm{Label: "Jenjang", Type: cadre.Choice, Choices: "Muda\nMadya", Position: "1", Version: "1", Active: true}}
	golden.HTML(t, "field", fieldView(p))
	p.Used, p.Form.Faults = true, fault.Invalid{"type": "Jenis isian tidak dapat diubah lagi."}
	golden.HTML(t, "field-refused", fieldView(p))
	p.Form.Faults, p.Form.Stored = nil, map[string]string{"choices": "Muda, Utama"}
	golden.HTML(t, "field-conflict", fieldView(p))
}
