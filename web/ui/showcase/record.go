package showcase

import (
	"time"

	"pilar/web/ui"
)

func records() Chapter {
	return Chapter{ID: "catatan", Title: "Catatan", Pieces: []Piece{
		{Names: []string{"SummaryList"}, Title: "Daftar isian", Use: "Menampilkan satu catatan sebagai nama isian, isinya, dan tautan untuk mengubahnya.", States: []State{
			{Name: "summary", Title: "berisi, kosong, dan diberi catatan", View: ui.SummaryList{Rows: []ui.SummaryRow{
				{Label: "Nama", Text: "H. Dadang Suhendar, S.Sos.", ChangeURL: here()},
				{Label: "NIK", Text: "9901•••••••••069", Note: "Tanggal lahir di NIK berbeda dari tanggal lahir yang tercatat.", NoteTone: ui.Warn, ChangeURL: here()},
				{Label: "Jabatan", Text: long, ChangeURL: here()},
				{Label: "Nomor telepon", AddURL: here()},
				{Label: "Surel"},
				{Label: "Jenis SDM", Value: ui.Join(ui.Tag("PSM"), ui.Badge{Tone: ui.Good, Text: "Aktif"}), Note: "sejak 1 Januari 2021"},
			}}},
		}},
		{Names: []string{"Timeline"}, Title: "Riwayat", Use: "Menceritakan apa yang terjadi, yang terbaru di atas; yang lama terlipat.", States: []State{
			{Name: "timeline", Title: "sebagian terlipat", View: ui.Timeline{Shown: 3, Entries: []ui.Event{
				{When: ui.DateTime(time.Date(2026, 11, 23, 7, 30, 0, 0, time.UTC)), Who: "Siti Aminah", What: "Identitas diperbaiki", Tone: ui.Info, Note: "Sesuai KTP terbaru.", Changes: changes},
				{When: "1 Januari 2021", Who: "sistem", What: "Penugasan PSM dimulai", Tone: ui.Good},
				{When: "31 Desember 2020", What: "Penugasan TKSK diakhiri", Tone: ui.Bad},
				{When: "2 Januari 2018", What: "Catatan dibuat dari impor"},
			}}},
		}},
		{Names: []string{"Disclosure"}, Title: "Bagian terlipat", Use: "Menyimpan yang jarang dilihat sampai seseorang membukanya.", States: []State{
			{Name: "disclosure", Title: "terlipat", View: around(ui.Disclosure{Summary: "Tentang berkas ini"}.With(), ui.Text("Ukuran 18 kB."))},
			{Name: "disclosure-open", Title: "terbuka", View: around(ui.Disclosure{Summary: "Tentang berkas itu", ID: "terbuka", Open: true}.With(), ui.Text("Ukuran 25 MB."))},
		}},
		{Names: []string{"Changes"}, Title: "Semula dan menjadi", Use: "Menyandingkan isi lama dan baru dari satu perubahan.", States: []State{
			{Name: "changes", Title: "diubah, ditambah, dihapus", View: ui.Changes(changes)},
		}},
	}}
}

var changes = []ui.Change{{Label: "Tempat lahir", Before: "Grut", After: "Garut"}, {Label: "Surel", After: "dadang@contoh.id"}, {Label: "NPWP", Before: "09.•••.•••.•-421.000"}}
