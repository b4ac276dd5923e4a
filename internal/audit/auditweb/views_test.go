package auditweb

import (
	"net/url"
	"testing"

	"pilar/internal/audit"
	"pilar/internal/golden"
	"pilar/web/ui"
)

func TestListView(t *testing.T) {
	full := listPage{Values: url.Values{}, Total: audit.Total{Count: 10000, Capped: true}, FirstURL: "/audit", NextURL: "/audit?lanjut=abc", Unprotected: true, Head: "4711:3f9a-12bc-77d0-91ee",
		Rows: []row{
			{When: "23 November 2026 pukul 14.30 WIB", Who: "Siti Rohaeni", What: "Memperbaiki data", About: "Neng <b>Euis</b>", AboutURL: "/sdm/7", SameURL: "/audit?catatan=worker-7", Reason: "menurut KTP terbaru",
				Changes: ui.Changes{{Label: "Alamat", Before: "Kp. Cibodas", After: "Kp. Sukamaju"}, {Label: "NPWP", Before: "3217************"}}},
			{When: "23 November 2026 pukul 14.00 WIB", Who: "Yuyun Wahyuni", What: "Membuka data pribadi", About: "Neng Euis", AboutURL: "/sdm/7",
				Reason: "Verifikasi dengan KTP atau KK", Changes: ui.Changes{{Label: "Yang dibuka", After: "NIK"}}},
			{When: "23 November 2026 pukul 13.00 WIB", Who: "Siti Rohaeni", What: "Masuk", About: "Akun operator"},
		}}
	full.fillFilters([]string{"Siti Rohaeni", "Yuyun Wahyuni"})
	golden.HTML(t, "list", listView(full))

	empty := listPage{Values: url.Values{}}
	empty.fillFilters(nil)
	golden.HTML(t, "list-empty", listView(empty))

	filtered := listPage{Values: url.Values{"pelaku": {"Siti Rohaeni"}, "perbuatan": {"worker.corrected"}, "data": {"worker"}, "catatan": {"worker-7"}, "dari": {"1-1-2026"}, "sampai": {"31-1-2026"}},
		Limited: true, Note: "3 dari 16 kecamatan"}
	filtered.fillFilters([]string{"Yuyun Wahyuni"})
	golden.HTML(t, "list-filtered", listView(filtered))
}
