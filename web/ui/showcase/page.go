package showcase

import (
	"github.com/a-h/templ"

	"pilar/web/static"
	"pilar/web/ui"
)

func pages() Chapter {
	return Chapter{ID: "halaman", Title: "Kerangka halaman", Pieces: []Piece{
		{Names: []string{"Page", "Plain"}, Title: "Halaman", Use: "Membingkai setiap halaman: Page dengan menu bagi yang sudah masuk, Plain tanpa menu sebelum masuk.", States: []State{
			{Name: "layout", Title: "halaman ini sendiri", View: ui.Text("Kepala, menu, jejak halaman, dan kaki di sekeliling daftar ini berasal dari Page; halaman masuk memakai Plain.")},
		}},
		{Names: []string{"Letterhead"}, Title: "Kop surat", Use: "Berdiri di atas setiap halaman yang dicetak, dengan logo dan baris yang ditetapkan kantor.", States: []State{
			{Name: "letterhead", Title: "dengan logo", View: ui.Letterhead{LogoURL: static.Path("logo.svg"), Lines: []string{"PEMERINTAH KABUPATEN", "DINAS SOSIAL", "Jl. Raya 1, Telepon (022) 123456"}}},
			{Name: "letterhead-plain", Title: "tanpa logo", View: ui.Letterhead{Lines: []string{"PEMERINTAH KABUPATEN", "DINAS SOSIAL"}}},
		}},
		{Names: []string{"PageHead"}, Title: "Kepala halaman", Use: "Membuka isi halaman dengan satu-satunya judul utama, keterangannya, dan tindakan yang dapat dilakukan.", States: []State{
			{Name: "head", Title: "lengkap", Solo: true, View: ui.PageHead{Title: "Data SDM", Caption: "Semua wilayah", Lead: "Setiap orang sekali, berapa pun perannya.",
				Marks:   []templ.Component{ui.Badge{Tone: ui.Good, Text: "Aktif"}, ui.Badge{Tone: ui.Neutral, Text: "Belum bersertifikat"}},
				Actions: []templ.Component{ui.LinkButton{Text: "Cetak", URL: here(), Icon: ui.IconPrint}, ui.LinkButton{Text: "Tambah SDM", URL: here(), Kind: ui.Primary, Icon: ui.IconAdd}}}},
			{Name: "head-bare", Title: "judul saja", Solo: true, View: ui.PageHead{Title: "Formulir"}},
			{Name: "head-long", Title: "judul panjang", Solo: true, View: ui.PageHead{Title: long, Actions: []templ.Component{ui.LinkButton{Text: "Perbaiki identitas", URL: here()}}}},
		}},
		{Names: []string{"Tabs"}, Title: "Bagian catatan", Use: "Memecah satu catatan yang panjang menjadi beberapa halaman.", States: []State{
			{Name: "tabs", Title: "yang pertama terbuka", View: ui.Tabs{Label: "Bagian catatan", Items: []ui.Tab{{Label: "Identitas", URL: here(), Active: true}, {Label: "Penugasan", URL: here(), Count: "2"}, {Label: "Riwayat", URL: here()}}}},
		}},
		{Names: []string{"Card"}, Title: "Kartu", Use: "Mengelompokkan satu bagian halaman di bawah satu judul.", States: []State{
			{Name: "card", Title: "dengan tindakan", View: around(ui.Card{Title: "Identitas", ID: "kartu", Actions: []templ.Component{ui.Link{Text: "Ubah", Hidden: "identitas", URL: here()}}}.With(), ui.Text("Isi kartu."))},
			{Name: "card-bare", Title: "tanpa judul", View: around(ui.Card{}.With(), ui.Text("Isi kartu."))},
			{Name: "card-flush", Title: "tabel sampai ke tepi", View: around(ui.Card{Title: "Per kecamatan", ID: "per-kecamatan", Flush: true}.With(), matrix("triwulan", "Orang aktif pada triwulan pertama", 3))},
		}},
		{Names: []string{"ErrorPage"}, Title: "Halaman gangguan", Use: "Mengatakan apa yang terjadi, apakah isian aman, langkah berikutnya, dan nomor untuk dilaporkan.", States: errorPages()},
	}}
}

func errorPages() []State {
	var all []State
	for _, status := range []int{400, 403, 404, 405, 409, 413, 429, 500, 503} {
		n := ui.Number(status)
		all = append(all, State{Name: "error-" + n, Title: n, Solo: true, View: ui.ErrorPage{Status: status}})
	}
	return append(all,
		State{Name: "error-known", Title: "dengan kata-kata sendiri, isian disimpan", Solo: true, View: ui.ErrorPage{Status: 403, Title: "Sudah terdaftar di luar wilayah Anda",
			Text: "NIK ini tercatat di kecamatan lain. Hubungi operator kabupaten.", Typed: ui.TypedKept, Next: []ui.Link{{Text: "Ke Data SDM", URL: here()}, {Text: "Ke Beranda", URL: here()}}}},
		State{Name: "error-in-form", Title: "dengan nomor, isian masih di formulir", Solo: true, View: ui.ErrorPage{Status: 500, Typed: ui.TypedInForm, RequestID: "01JDA7Q4"}},
		State{Name: "error-lost", Title: "isian hilang", Solo: true, View: ui.ErrorPage{Status: 413, Typed: ui.TypedLost}},
		State{Name: "error-nothing", Title: "tidak ada isian", Solo: true, View: ui.ErrorPage{Status: 503, Typed: ui.NothingTyped}},
	)
}

func messages() Chapter {
	return Chapter{ID: "pesan", Title: "Pesan", Pieces: []Piece{
		{Names: []string{"Flash"}, Title: "Kabar", Use: "Mengatakan apa yang baru saja terjadi; hilang di halaman berikutnya.", States: []State{
			{Name: "flash", Title: "berhasil", View: ui.Flash{Text: "Penugasan PSM untuk Siti Aminah ditambahkan.", Link: &ui.Link{Text: "Lihat penugasan", URL: here()}}},
			{Name: "flash-tones", Title: "dengan nada lain", View: ui.Join(ui.Flash{Kind: ui.Info, Text: "Anda sudah keluar."}, ui.Flash{Kind: ui.Warn, Text: "Tersimpan, tetapi NIK menunjukkan tanggal lahir lain."}, ui.Flash{Kind: ui.Bad, Text: "Tidak tersimpan."})},
		}},
		{Names: []string{"Notice"}, Title: "Catatan", Use: "Mengingatkan sesuatu yang tetap berlaku selama halaman ini dilihat.", States: []State{
			{Name: "notice", Title: "keterangan", View: around(ui.Notice{Title: "Per tanggal 31 Desember 2025", Text: "Angka di bawah menurut apa yang diketahui sekarang."}.With())},
			{Name: "notice-warn", Title: "peringatan dengan tindakan", View: around(ui.Notice{Tone: ui.Warn, Text: "SK penugasan ini berakhir 12 hari lagi."}.With(), ui.Link{Text: "Perpanjang", URL: here()})},
			{Name: "notice-bad", Title: "bahaya", View: around(ui.Notice{Tone: ui.Bad, Title: "Jejak audit tidak terlindung dari aplikasi"}.With(), ui.Text("Atur pemilik basis data tersendiri."))},
			{Name: "notice-good", Title: "baik", View: around(ui.Notice{Tone: ui.Good, Text: "Cadangan semalam berhasil diuji."}.With())},
		}},
		{Names: []string{"Shown"}, Title: "Nomor yang dibuka", Use: "Menunjukkan satu nomor pribadi seutuhnya selama satu menit.", States: []State{
			{Name: "shown", Title: "selama satu menit", View: ui.Shown{Title: "NIK Siti Aminah", Value: "9901015203859123", Seconds: 60, MaskURL: here()}},
		}},
		{Names: []string{"EmptyState"}, Title: "Tempat kosong", Use: "Berdiri di tempat daftar yang kosong: apa isinya nanti dan bagaimana memulai.", States: []State{
			{Name: "empty", Title: "dengan langkah pertama", View: nobody()},
			{Name: "empty-bare", Title: "tanpa tindakan", View: ui.EmptyState{Title: "Belum ada penugasan"}},
		}},
		{Names: []string{"ErrorSummary"}, Title: "Ringkasan kesalahan", Use: "Berdiri di atas formulir yang ditolak; setiap baris mengantar ke isiannya, dan fokus pindah ke sini.", States: []State{
			{Name: "error-summary", Title: "beberapa kesalahan", Solo: true, View: ui.ErrorSummary{Errors: refusals}},
			{Name: "error-summary-titled", Title: "dengan judul sendiri", Solo: true, View: ui.ErrorSummary{Title: "Anda belum masuk", Errors: refusals[:1]}},
			{Name: "error-summary-none", Title: "tanpa kesalahan: tidak ada yang tampak", Solo: true, View: ui.ErrorSummary{}},
		}},
		{Names: []string{"ConfirmBox"}, Title: "Periksa jawaban", Use: "Menunjukkan seutuhnya apa yang sulit dibatalkan, sebelum dilakukan.", States: []State{
			{Name: "confirm", Title: "sulit dibatalkan", View: around(ui.ConfirmBox{Title: "Periksa jawaban sebelum mengakhiri penugasan", Text: "Setelah diakhiri, orang ini tidak lagi dihitung aktif.",
				Rows: []ui.SummaryRow{{Label: "Nama", Text: "Siti Aminah"}, {Label: "Berakhir", Text: "23 November 2026", ChangeURL: here()}}, Action: here(),
				Hidden: []ui.Hidden{{Name: "yakin", Value: "1"}}, Submit: "Akhiri penugasan", Danger: true, CancelURL: here()}.With(), ui.Hint("Dapat dipulihkan kemudian."))},
			{Name: "confirm-plain", Title: "biasa", Solo: true, View: around(ui.ConfirmBox{Title: "Periksa jawaban", Rows: []ui.SummaryRow{{Label: "Nama", Text: "Siti Aminah"}}, Action: here(), Submit: "Simpan", CancelURL: here()}.With())},
		}},
	}}
}

func nobody() ui.EmptyState {
	return ui.EmptyState{Title: "Belum ada SDM", Text: "Di sini tercantum setiap TKSK, PSM, Tagana, dan pendamping PKH. Mulai dengan mengimpor berkas Excel.",
		Action: ui.LinkButton{Text: "Tambah SDM", URL: here(), Kind: ui.Secondary}}
}
