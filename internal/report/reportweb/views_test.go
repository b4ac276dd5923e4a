package reportweb

import (
	"testing"

	"pilar/internal/golden"
	"pilar/web/ui"
)

func count(label string, active, certified int) countRow {
	return countRow{label, figure{active, "/sdm?aktif"}, figure{certified, "/sdm?sertifikat=ya"}, figure{active - certified, "/sdm?sertifikat=tidak"}}
}

func TestHomeView(t *testing.T) {
	full := homePage{Note: "Per 23 November 2026",
		Cadres: []cadreRow{
			{Code: "TKSK", Name: "Tenaga Kesejahteraan Sosial Kecamatan", Set: true, Count: count("TKSK", 16, 7), Posts: figure{16, "/formasi"}, Vacant: figure{1, "/formasi?hanya=kosong"}, Excess: figure{1, "/formasi?hanya=lebih"}},
			{Code: "DINSOS", Name: "Staf Dinas Sosial", Staff: true, Count: count("DINSOS", 42, 7)},
		},
		Places: []placeRow{
			{Name: "Lembang", Cells: []figure{{16, "/sdm"}, {0, "/sdm"}}, Persons: count("Lembang", 16, 7), Vacant: figure{1, "/formasi"}},
			{Name: "Tingkat kabupaten", Cells: []figure{{0, "/sdm"}, {42, "/sdm"}}, Persons: count("Tingkat kabupaten", 42, 7)},
		},
		NoStaff: count("Jumlah orang, tanpa staf dinas", 16, 7), All: count("Jumlah orang, dengan staf dinas", 57, 14),
		Multiple: figure{1, "/sdm?rangkap=ya"}, Vacant: figure{1, "/formasi?hanya=kosong"}}
	golden.HTML(t, "home", homeView(full))

	full.On, full.Known, full.Note = "31-12-2025", "31-1-2026", "Per 31 Desember 2025, sebagaimana tercatat 31 Januari 2026"
	full.Chips = []ui.Chip{{Label: "Per tanggal 31-12-2025", RemoveURL: "/?tercatat=31-1-2026"}, {Label: "Tercatat sampai 31-1-2026", RemoveURL: "/?tanggal=31-12-2025"}}
	full.Cadres, full.Places = full.Cadres[:1], full.Places[:1]
	golden.HTML(t, "home-moment", homeView(full))

	golden.HTML(t, "home-empty", homeView(homePage{Note: "Per 23 November 2026", CanEnter: true, NoStaff: count("Jumlah orang, tanpa staf dinas", 0, 0), All: count("Jumlah orang, dengan staf dinas", 0, 0)}))
}
