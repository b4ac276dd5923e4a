package workerweb

import (
	"net/url"
	"testing"

	"github.com/a-h/templ"

	"pilar/internal/golden"
	"pilar/internal/worker"
	"pilar/web/ui"
)

var (
	someCadres = []ui.Option{{Value: "PSM", Label: "PSM – Pekerja Sosial Masyarakat"}, {Value: "TAGANA", Label: "TAGANA – Taruna Siaga Bencana"}}
	somePlaces = []ui.OptionGroup{{Label: "Kec. Lembang", Options: []ui.Option{{Value: "32.17.01.2006", Label: "Desa Cikole, Kec. Lembang"}}}}
	someFields = []cadreGroup{{Cadre: "TAGANA", Name: "Taruna Siaga Bencana", Fields: []cadreField{
		{Key: "jenjang", Label: "Jenjang", Choices: []ui.Option{{Value: "Muda", Label: "Muda"}}}, {Key: "keahlian", Label: "Keahlian khusus"}}}}
	someReasons = options("Mengundurkan diri", "Masa tugas selesai")
)

func someFilters() filterBar {
	return filterBar{Values: url.Values{}, Cadres: append([]ui.Option{{Label: "Semua"}}, someCadres...), Kecamatan: []ui.Option{{Label: "Semua"}}, Desa: somePlaces}
}

func TestListView(t *testing.T) {
	full := listPage{Search: "siti", Filters: someFilters(), Total: worker.Total{Count: 52}, Note: "per 23 November 2026", CanEnter: true,
		NameSort: sortHead{URL: "/sdm?urut=nama-turun", Sorted: ui.Ascending}, FirstURL: "/sdm", NextURL: "/sdm?lanjut=abc", Narrowed: true,
		Rows: []listRow{
			{ID: 7, Name: "Hj. Siti Aminah, S.Sos.", NIK: "3217************", Sex: "P", Born: "12 Mar 1985", Roles: []roleTag{
				{"TKSK", "Kec. Lembang", true}, {"PSM", "Desa Cikole, Kec. Lembang", false}}},
			{ID: 8, Name: "Siti <b>Rohmah</b>", NIK: "3204************"},
		}}
	full.Filters.Values = url.Values{"jenis": {"PSM"}, "nama": {"siti"}}
	full.Filters.Keep = []ui.Hidden{{Name: "nama", Value: "siti"}}
	full.Filters.Within = []ui.Hidden{{Name: "jenis", Value: "PSM"}}
	full.Filters.Chips = []ui.Chip{{Label: "PSM", RemoveURL: "/sdm?nama=siti"}}
	golden.HTML(t, "list", listView(full))

	golden.HTML(t, "list-empty", listView(listPage{Filters: someFilters(), Note: "per 23 November 2026", CanEnter: true}))
	golden.HTML(t, "list-similar", listView(listPage{Search: "sity", Filters: someFilters(), Note: "per 23 November 2026", Narrowed: true, Similar: full.Rows[:1]}))
	golden.HTML(t, "list-unknown-number", listView(listPage{Search: "3217015203859999", Filters: someFilters(), Unknown: true}))
}

func TestRecordView(t *testing.T) {
	full := recordPage{ID: 7, Name: "Hj. Siti Aminah, S.Sos.", CanEnter: true, CanShow: true,
		Marks: []templ.Component{ui.Badge{Tone: ui.Good, Text: "Aktif"}, ui.Tag("PSM · Desa Cikole, Kec. Lembang"), ui.Badge{Text: "Belum bersertifikat"}},
		Identity: []ui.SummaryRow{{Label: "NIK", Text: "3217************"}, {Label: "Surel", AddURL: "/sdm/7/ubah"},
			{Label: "Nomor HP", Text: "081*****", Note: "Tertulis demikian, tetapi bukan nomor HP yang benar.", NoteTone: ui.Warn}},
		Engagements: []engagementRow{
			{ID: 3, Cadre: "PSM", Place: "Desa Cikole, Kec. Lembang", Period: "sejak 1 Maret 2024", Open: true, Current: true, Facts: []string{"Nomor anggota 0112"},
				Decrees: []decreeRow{{"400.9/021/Kep.PSM/2026", "9 Januari 2026, berlaku sampai 31 Desember 2026"}, {"400.9/021/Kep.PSM/2025", ""}}},
			{ID: 2, Cadre: "TAGANA", Place: "Kec. Lembang", Period: "1 Januari 2020 sampai 31 Desember 2022", Reason: "Mengundurkan diri"},
		},
		Certificates: []certificateRow{{Scheme: "Relawan Sosial", Certifier: "LSP Kementerian Sosial", Number: "00017/SK-PSM/2022",
			Period: "18 Juni 2022 sampai 17 Juni 2027", State: "Dicabut", Tone: ui.Bad, Note: "12 Juni 2026: pelanggaran kode etik"}},
		Employments: []employmentRow{{Kind: "PPPK", NIP: "198503122025212001", Grade: "IX", Post: "Penyuluh Sosial", Period: "sejak 1 Oktober 2025"}},
		Accounts:    []accountRow{{Bank: "Bank BJB", Number: "0070*********", Holder: "SITI AMINAH", Period: "sejak 1 Januari 2024"}},
		History: []ui.Event{{When: "23 November 2026 pukul 14.30 WIB", Who: "Siti Rohaeni", What: "Memperbaiki data", Note: "menurut KTP terbaru",
			Changes: []ui.Change{{Label: "Alamat", Before: "Kp. Cibodas", After: "Kp. Sukamaju"}, {Label: "Surel", After: "siti@contoh.invalid"}, {Label: "NPWP", Before: "3217************"}}}},
		Numbers: []ui.Option{{Value: "nik", Label: "NIK"}}, Reasons: someReasons,
	}
	golden.HTML(t, "record", recordView(full))

	refused := recordPage{ID: 7, Name: "Siti Aminah", CanShow: true, Numbers: full.Numbers, Reasons: someReasons,
		Reveal: revealForm{Number: "nik", Errors: map[string]string{"reason": "Alasan belum dipilih atau ditulis."}}}
	golden.HTML(t, "record-reveal-refused", recordView(refused))
	refused.Reveal, refused.Shown = revealForm{}, ui.Shown{Title: "NIK Siti Aminah", Value: "3217015203859123", Seconds: 60, MaskURL: "/sdm/7"}
	golden.HTML(t, "record-opened", recordView(refused))

	died := recordPage{ID: 7, Name: "Siti Aminah", CanEnter: true, Died: "1 Januari 2024", Engagements: []engagementRow{
		{ID: 3, Cadre: "PSM", Place: "Desa Cikole, Kec. Lembang", Period: "sejak 1 Maret 2024", Open: true, Current: true},
		{ID: 4, Cadre: "TKSK", Place: "Kec. Cikalongwetan", Period: "sejak 1 Maret 2024", Open: true, Current: true, Outside: true}}}
	golden.HTML(t, "record-died", recordView(died))

	read := full
	read.CanEnter, read.CanShow, read.Accounts, read.Certificates, read.Employments = false, false, nil, nil, nil
	golden.HTML(t, "record-readonly", recordView(read))
}

func TestPersonView(t *testing.T) {
	blank := personPage{Title: "Tambah SDM", Action: "/sdm/baru", Cancel: "/sdm", New: true, Homes: somePlaces, Places: somePlaces, Cadres: someCadres, Fields: someFields}
	golden.HTML(t, "person-new", personView(blank))

	refused := blank
	refused.Form = personForm{Name: "Siti Aminah", NIK: "321701520385912", BirthDate: "31 Februari 1985",
		Faults: map[string]string{"nik": "NIK harus 16 angka, ini 15.", "birth_date": "Tanggal ini tidak ada dalam kalender."}}
	refused.Engaged = engagementForm{Cadre: "TAGANA", Fields: map[string]string{"TAGANA_keahlian": "SAR"}, Faults: map[string]string{"region": "Tempat tugas belum dipilih."}}
	refused.Job = employmentForm{Kind: "PNS", Faults: map[string]string{"job_from": "Tanggal mulai berlakunya status belum diisi."}}
	golden.HTML(t, "person-new-refused", personView(refused))

	found := foundPerson{Name: "Hj. Siti Aminah, S.Sos.", URL: "/sdm/7", AddURL: "/sdm/7/penugasan/baru?jenis=PSM"}
	refused = blank
	refused.Form = personForm{NIK: "3217015203859123", Faults: map[string]string{"nik": found.sentence()}}
	refused.Found = found
	golden.HTML(t, "person-new-found", personView(refused))

	golden.HTML(t, "person-conflict", personView(personPage{Title: "Perbaiki identitas", Name: "Siti Aminah", Action: "/sdm/7/ubah", Cancel: "/sdm/7", Homes: somePlaces,
		Form: personForm{Version: "3", Name: "Siti Aminah", Address: "Kp. Babakan", Conflict: true, kept: map[string]string{"nik": "3217************", "kk": "3217************"},
			Stored: map[string]string{"address": "Kp. Cibodas", "nik": "3217************"}}}))
}

func TestOtherForms(t *testing.T) {
	golden.HTML(t, "engagement-edit", engagementView(engagementPage{Title: "Perbaiki penugasan", Name: "Siti Aminah", Action: "/penugasan/3/ubah", Cancel: "/sdm/7", Submit: "Simpan perbaikan",
		Form: engagementForm{Cadre: "PSM", Region: "32.17.01.2006", From: "2024", Editing: true, DecreeNumber: "400.9/021"}, Places: somePlaces, Cadres: someCadres}))
	golden.HTML(t, "engagement-conflict", engagementView(engagementPage{Title: "Perbaiki penugasan", Name: "Siti Aminah", Action: "/penugasan/9/ubah", Cancel: "/sdm/7", Submit: "Simpan perbaikan",
		Form: engagementForm{Cadre: "TAGANA", Region: "32.17.01.2006", From: "2024", Editing: true, Conflict: true,
			Stored: map[string]string{"region": "Desa Lembang, Kec. Lembang", "until": "kosong", "isian_TAGANA_jenjang": "Muda"}}, Places: somePlaces, Cadres: someCadres, Fields: someFields}))
	golden.HTML(t, "end-conflict", endView(endPage{Name: "Siti Aminah", Cadre: "PSM", Place: "Desa Cikole, Kec. Lembang", Since: "1 Maret 2024 sampai 31 Desember 2025", Action: "/penugasan/9/akhiri", Cancel: "/sdm/7",
		Until: "1-6-2025", Reason: "lain", Note: "pindah rumah", Conflict: true, StoredUntil: "31 Desember 2025", StoredReason: "Mengundurkan diri", Reasons: someReasons}))
	golden.HTML(t, "end-refused", endView(endPage{Name: "Siti Aminah", Cadre: "PSM", Place: "Desa Cikole, Kec. Lembang", Since: "sejak 1 Maret 2024", Action: "/penugasan/3/akhiri", Cancel: "/sdm/7",
		Until: "1-1-2020", Faults: map[string]string{"until": "Tanggal berakhir lebih awal daripada tanggal mulai.", "reason": "Alasan belum dipilih."}, Reasons: someReasons}))
	golden.HTML(t, "restore", restoreView(restorePage{Name: "Siti Aminah", Cadre: "TAGANA", Place: "Kec. Lembang", Period: "1 Januari 2020 sampai 31 Desember 2022", Ended: "Mengundurkan diri",
		Action: "/penugasan/2/pulihkan", Cancel: "/sdm/7"}))
	golden.HTML(t, "job-refused", jobView(jobPage{Name: "Siti Aminah", Action: "/sdm/7/kepegawaian/baru", Cancel: "/sdm/7",
		Form: employmentForm{NIP: "1985", Faults: map[string]string{"kind": "Pilih PNS, PPPK, atau Non-ASN."}, warn: map[string]string{"nip": "NIP harus 18 angka."}}}))
	golden.HTML(t, "bank", bankView(bankPage{Name: "Siti Aminah", Action: "/sdm/7/rekening/baru", Cancel: "/sdm/7", Form: bankForm{Holder: "Siti Aminah"}}))
}

func TestExportView(t *testing.T) {
	ask := exportPage{Chosen: "Aktif; PSM; per tanggal 23 November 2026", Total: "165 orang", Action: "/sdm/ekspor?jenis=PSM", Cancel: "/sdm?jenis=PSM",
		Formats: formats, Reasons: showReasons, CanShow: true, Form: exportForm{Format: "xlsx", Numbers: inMask}}
	golden.HTML(t, "export", exportView(ask))
	ask.Form.Numbers, ask.Form.Errors = whole, map[string]string{"reason": "Pilih atau tulis alasannya."}
	golden.HTML(t, "export-refused", exportView(ask))
	ask.CanShow, ask.Scope, ask.Form = false, "3 dari 16 kecamatan", exportForm{Format: "csv"}
	golden.HTML(t, "export-masked", exportView(ask))
}
