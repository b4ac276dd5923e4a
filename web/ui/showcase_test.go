package ui_test

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"pilar/web/link"
	"pilar/web/ui"
)

// The pieces in each of their states: each is a golden file, and all of them stand on one page for the browser.

// around puts children into a piece, as a templ block does.
func around(outer templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, ui.Join(children...)), w)
	})
}

type person struct {
	id      int64
	name    string
	cadre   string
	place   string
	since   time.Time
	tone    ui.Tone
	status  string
	letters int
}

var people = []person{
	{1, "Siti Aminah", "TKSK", "Lembang", day(2016, 3, 1), ui.Good, "Bersertifikat", 3},
	{2, "H. Dadang Suhendar, S.Sos.", "PSM", "Cipatat · Rajamandala Kulon", day(2021, 1, 1), ui.Neutral, "Belum bersertifikat", 1},
	{3, "Neng Euis Komariah", "PKH", "Ngamprah", day(2019, 11, 23), ui.Warn, "Segera berakhir", 12},
	{4, "Asep <b>Kurnia</b>", "TAGANA", "Batujajar", time.Time{}, ui.Bad, "Dicabut", 0},
	{5, "Yayat Ruhiyat", "PSM", "Gununghalu", day(2023, 7, 14), ui.Info, "Sedang diuji", 1234},
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func peopleTable(rows []person) ui.Table[person] {
	return ui.Table[person]{
		Caption: "Data SDM kesos", ID: "sdm",
		Columns: []ui.Column[person]{
			{Head: "Nama", Lead: true, SortURL: "/sdm?urut=-nama", Sorted: ui.Ascending,
				Cell: func(p person) templ.Component { return ui.Link{Text: p.name, URL: link.Worker(p.id)} }},
			{Head: "Jenis", Cell: func(p person) templ.Component { return ui.Tag(p.cadre) }},
			{Head: "Tempat tugas", SortURL: "/sdm?urut=tempat", Cell: func(p person) templ.Component { return ui.Text(p.place) }},
			{Head: "Sejak", Cell: func(p person) templ.Component { return ui.Text(ui.DateShort(p.since)) }},
			{Head: "Sertifikat", Cell: func(p person) templ.Component { return ui.Badge{Tone: p.tone, Text: p.status} }},
			{Head: "Surat", Numeric: true, SortURL: "/sdm?urut=surat", Cell: func(p person) templ.Component { return ui.Figure(p.letters, link.Worker(p.id)) }},
		},
		Rows:    rows,
		RowID:   func(p person) string { return "orang-" + ui.Number(p.id) },
		RowTone: func(p person) ui.Tone { return p.tone },
	}
}

type cell struct {
	kecamatan string
	n         [5]int
}

func matrix() ui.Table[cell] {
	var t ui.Table[cell]
	t.Caption, t.ID, t.Scroll = "Orang aktif menurut kecamatan dan jenis", "kecamatan", true
	t.Columns = []ui.Column[cell]{{Head: "Kecamatan", Lead: true, Cell: func(c cell) templ.Component { return ui.Text(c.kecamatan) }}}
	for i, head := range []string{"TKSK", "PSM", "TAGANA", "Pendamping PKH", "Jumlah"} {
		t.Columns = append(t.Columns, ui.Column[cell]{Head: head, Numeric: true,
			Cell: func(c cell) templ.Component { return ui.Figure(c.n[i], "/sdm?kecamatan="+c.kecamatan) }})
	}
	t.Rows = []cell{{"Lembang", [5]int{1, 16, 5, 18, 40}}, {"Parongpong", [5]int{1, 7, 3, 12, 23}}, {"Cipongkor", [5]int{1, 14, 2, 15, 32}}, {"tingkat kabupaten", [5]int{0, 0, 40, 0, 40}}}
	t.Foot = []templ.Component{ui.Text("Jumlah"), ui.Figure(3, "/sdm?jenis=TKSK"), ui.Figure(37, "/sdm?jenis=PSM"), ui.Figure(50, "/sdm?jenis=TAGANA"), ui.Figure(45, "/sdm?jenis=PKH"), ui.Figure(135, "/sdm")}
	t.FootRows = [][]templ.Component{{ui.Text("Bersertifikat"), ui.Ratio(0, 3, "/sdm"), ui.Ratio(2, 37, "/sdm"), ui.Ratio(50, 50, "/sdm"), ui.Ratio(7, 45, "/sdm"), nil}}
	return t
}

var desa = []ui.OptionGroup{
	{Label: "Cipatat", Options: []ui.Option{{Value: "3217032001", Label: "Rajamandala Kulon"}, {Value: "3217032002", Label: "Ciptaharja"}}},
	{Label: "Lembang", Options: []ui.Option{{Value: "3217012001", Label: "Lembang"}, {Value: "3217012002", Label: "Jayagiri"}, {Value: "3217012003", Label: "Cikahuripan"}}},
	{Label: "Sindangkerta", Options: []ui.Option{{Value: "3217102001", Label: "Ciptaharja"}}},
}

var cadres = []ui.Option{{Value: "TKSK", Label: "TKSK"}, {Value: "PSM", Label: "PSM"}, {Value: "PKH", Label: "Pendamping PKH"}}

var sexes = []ui.Option{{Value: "L", Label: "Laki-laki"}, {Value: "P", Label: "Perempuan"}}

var endings = []ui.Option{{Value: "mundur", Label: "Mengundurkan diri"}, {Value: "wafat", Label: "Meninggal dunia"},
	{Value: "lain", Label: "Alasan lain", Hint: "Jelaskan di bawah."}}

// form is every field: as it is first seen, or as it comes back refused.
func form(prefix string, refused bool) templ.Component {
	bad := func(s string) string {
		if refused {
			return s
		}
		return ""
	}
	n := func(s string) string { return prefix + s }
	return around(ui.Form{Action: link.NewWorker(), Label: "Contoh " + prefix, Hidden: []ui.Hidden{{Name: "kunci", Value: "abc"}}}.With(),
		around(ui.Fieldset{Legend: "Identitas", Hint: "Seperti tertulis di KTP."}.With(),
			ui.Field{Name: n("nama"), Label: "Nama lengkap", Value: bad(`"><script>alert(1)</script>`), Hint: "Gelar boleh disertakan.", Error: bad("Nama memuat tanda < atau >. Hapus tanda itu."), Autocomplete: "name"},
			ui.Field{Name: n("nik"), Label: "NIK", Numeric: true, Width: 16, Value: bad("321701 250391 069"), Error: bad("NIK harus 16 angka, ini 15. Periksa lagi di KTP."), Hint: "16 angka"},
			ui.DateField{Name: n("lahir"), Label: "Tanggal lahir", Value: bad("31-2-1985"), Error: bad("Tanggal 31 Februari tidak ada. Tulis tanggal yang benar.")},
			ui.Radios{Name: n("jk"), Legend: "Jenis kelamin", Options: sexes, Value: "P", Inline: true, Warning: bad("NIK menunjukkan laki-laki.")},
			ui.Select{Name: n("desa"), Label: "Desa tempat tinggal", Groups: desa, Blank: "Pilih desa", Searchable: true, Error: bad("Desa belum dipilih. Pilih satu dari daftar."), Optional: !refused},
		),
		ui.Field{Name: n("surel"), Label: "Surel", Type: "email", Optional: true, Width: 40, Warning: bad("Alamat ini tidak lazim. Periksa lagi, atau biarkan bila benar."), Autocomplete: "email"},
		ui.Field{Name: n("pagu"), Label: "Biaya per orang", Numeric: true, Prefix: "Rp", Width: 12, Value: "1.500.000", Stored: bad("Rp1.750.000, disimpan Dadang S. pukul 14.30 WIB")},
		ui.Field{Name: n("bobot"), Label: "Bobot", Numeric: true, Suffix: "%", Width: 4, Value: "35", ReadOnly: refused},
		ui.Field{Name: n("sandi"), Label: "Kata sandi", Type: "password", Value: "tidak pernah ditulis balik", Autocomplete: "current-password", Width: 24},
		ui.Select{Name: n("jenis"), Label: "Jenis SDM", Options: cadres, Value: "PSM", Width: 20, Stored: bad("TKSK")},
		ui.Checkboxes{Name: n("wilayah"), Legend: "Kecamatan yang dilayani", Values: []string{"b"}, Columns: true, Optional: true, Error: bad("Pilih sedikitnya satu kecamatan."),
			Options: []ui.Option{{Value: "a", Label: "Batujajar"}, {Value: "b", Label: "Cihampelas"}, {Value: "c", Label: "Cikalongwetan"}, {Value: "d", Label: "Cililin", Hint: "termasuk desa perbatasan"}}},
		ui.Checkbox{Name: n("sah"), Label: "Data ini sudah saya cocokkan dengan SK", Checked: refused, Error: bad("Centang bila sudah dicocokkan.")},
		ui.FileField{Name: n("berkas"), Label: "Pindaian SK", Accept: ".pdf,.jpg", Hint: "PDF atau JPG, paling besar 5 MB", Error: bad("Berkas itu bukan PDF atau JPG. Pilih berkas lain."), Optional: true},
		ui.Textarea{Name: n("alamat"), Label: "Alamat", Value: bad("Kp. Sukamaju RT 02/05"), Optional: true},
		ui.Reason{Name: n("alasan"), Legend: "Mengapa penugasan ini berakhir", Options: endings, Error: bad("Pilih satu alasan."), NoteName: n("catatan"), NoteError: bad("Tulis penjelasan, sedikitnya 10 huruf."), NoteOptional: !refused},
		ui.FormActions{Submit: "Simpan", CancelURL: link.Workers()},
	)
}

var refusals = []ui.FieldError{
	{Field: "b-nama", Text: "Nama memuat tanda < atau >. Hapus tanda itu."},
	{Field: "b-nik", Text: "NIK harus 16 angka, ini 15. Periksa lagi di KTP."},
	{Field: "b-desa", Text: "Desa belum dipilih. Pilih satu dari daftar."},
	{Text: "Formulir ini sudah pernah dikirim."},
}

func filter(chips bool) templ.Component {
	f := ui.FilterBar{Action: link.Workers(), Keep: []ui.Hidden{{Name: "urut", Value: "nama"}}, ClearURL: link.Workers()}
	if chips {
		f.Chips = []ui.Chip{{Label: "Jenis: PSM", RemoveURL: "/sdm?kecamatan=Lembang"}, {Label: "Kecamatan: Lembang", RemoveURL: "/sdm?jenis=PSM"}}
	}
	p := "f"
	if chips {
		p = "g"
	}
	return around(f.With(),
		ui.Field{Name: "cari", ID: p + "-cari", Label: "Nama", Type: "search"},
		ui.Select{Name: "jenis", ID: p + "-jenis", Label: "Jenis SDM", Blank: "Semua", Options: cadres},
		ui.Select{Name: "desa", ID: p + "-desa", Label: "Desa", Blank: "Semua desa", Groups: desa, Searchable: true},
		ui.Select{Name: "sertifikat", ID: p + "-sertifikat", Label: "Sertifikat", Blank: "Semua", Options: []ui.Option{{Value: "ya", Label: "Bersertifikat"}, {Value: "belum", Label: "Belum"}}},
		ui.DateField{Name: "per", ID: p + "-per", Label: "Per tanggal", Bare: true},
	)
}

var summary = ui.SummaryList{Rows: []ui.SummaryRow{
	{Label: "Nama", Text: "H. Dadang Suhendar, S.Sos.", ChangeURL: "/sdm/2/ubah"},
	{Label: "NIK", Text: "3217•••••••••069", Note: "Tanggal lahir di NIK berbeda dari tanggal lahir yang tercatat.", NoteTone: ui.Warn, ChangeURL: "/sdm/2/ubah"},
	{Label: "Tempat, tanggal lahir", Text: "Bandung, 12 Maret 1985", ChangeURL: "/sdm/2/ubah"},
	{Label: "Nomor telepon", AddURL: "/sdm/2/ubah"},
	{Label: "Surel"},
	{Label: "Jenis SDM", Value: ui.Join(ui.Tag("PSM"), ui.Badge{Tone: ui.Good, Text: "Aktif"}), Note: "sejak 1 Januari 2021"},
}}

var history = ui.Timeline{Entries: []ui.Event{
	{When: "23 November 2026 pukul 14.30 WIB", Who: "Siti Aminah", What: "Identitas diperbaiki", Tone: ui.Info, Note: "Sesuai KTP terbaru.",
		Changes: []ui.Change{{Label: "Tempat lahir", Before: "Bandng", After: "Bandung"}, {Label: "Surel", After: "dadang@contoh.id"}, {Label: "NPWP", Before: "09.•••.•••.•-421.000"}}},
	{When: "1 Januari 2021", Who: "sistem", What: "Penugasan PSM dimulai", Tone: ui.Good},
	{When: "31 Desember 2020", What: "Penugasan TKSK diakhiri", Tone: ui.Bad},
	{When: "2 Januari 2018", What: "Catatan dibuat dari impor"},
}}

func chart() ui.BarChart {
	c := ui.BarChart{Title: "Bersertifikat menurut jenis SDM", Sentence: "Dari 402 orang aktif, 31 memegang sertifikat yang berlaku.",
		Legend: []string{"bersertifikat", "belum bersertifikat"}, Max: 171}
	for _, r := range []struct {
		name      string
		yes, all_ int64
	}{{"TKSK", 4, 16}, {"PSM", 0, 165}, {"TAGANA", 2, 50}, {"Pendamping PKH", 25, 171}} {
		c.Rows = append(c.Rows, ui.BarRow{Label: r.name, Values: []int64{r.yes, r.all_ - r.yes},
			Text: ui.Join(ui.Figure(r.yes, "/sdm?jenis="+r.name), ui.Text("dari "+ui.Number(r.all_)))})
	}
	return c
}

var tiles = around(ui.Tiles{Label: "Ringkasan"}.With(),
	ui.StatTile{Label: "SDM aktif", Number: 402, URL: link.Workers(), Text: "dari 402 formasi"},
	ui.StatTile{Label: "Bersertifikat", Number: 31, URL: "/sdm?sertifikat=ya", Text: "7,7% dari yang aktif; target 2026: 100", Tone: ui.Warn,
		Detail: ui.StackedBar{Title: "Bersertifikat", Desc: "31 dari 402", Parts: []ui.BarPart{{Label: "bersertifikat", Value: 31}, {Label: "belum", Value: 371}}}},
	ui.StatTile{Label: "Formasi kosong", Number: 0, URL: "/sdm?kosong=ya", Text: "semua terisi", Tone: ui.Good},
	ui.StatTile{Label: "Berakhir dalam 90 hari", Number: 12, URL: "/sdm?berakhir=90", Text: "perlu diperpanjang", Tone: ui.Bad},
)

type piece struct {
	name string
	view templ.Component
}

func pieces() []piece {
	emptyList := ui.EmptyState{Title: "Belum ada SDM", Text: "Di sini tercantum setiap TKSK, PSM, Tagana, dan pendamping PKH. Mulai dengan mengimpor berkas Excel.",
		Action: ui.LinkButton{Text: "Tambah SDM", URL: link.NewWorker(), Kind: ui.Secondary}}
	empty := peopleTable(nil)
	empty.Empty = emptyList
	bare := peopleTable(nil)
	bare.ID, bare.CaptionHidden = "sdm-kosong", true
	return []piece{
		{"head", ui.PageHead{Title: "Data SDM", Caption: "Semua wilayah", Lead: "Setiap orang sekali, berapa pun perannya.",
			Marks:   []templ.Component{ui.Badge{Tone: ui.Good, Text: "Aktif"}, ui.Badge{Tone: ui.Neutral, Text: "Belum bersertifikat"}},
			Actions: []templ.Component{ui.LinkButton{Text: "Cetak", URL: "/sdm?cetak=1", Icon: ui.IconPrint}, ui.LinkButton{Text: "Tambah SDM", URL: link.NewWorker(), Kind: ui.Primary, Icon: ui.IconAdd}}}},
		{"flash", ui.Join(ui.Flash{Text: "Penugasan PSM untuk Siti Aminah ditambahkan.", Link: &ui.Link{Text: "Lihat penugasan", URL: "/sdm/1"}},
			ui.Flash{Kind: ui.Warn, Text: "Tersimpan, tetapi NIK menunjukkan tanggal lahir lain."}, ui.Flash{Kind: ui.Bad, Text: "Tidak tersimpan."})},
		{"tiles", tiles},
		{"chart", around(ui.Card{}.With(), chart())},
		{"progress", around(ui.Card{Title: "Kemajuan", ID: "kemajuan"}.With(),
			ui.Progress{ID: "impor", Label: "Impor berkas", Value: 137, Max: 402, Text: "137 dari 402 baris"}, ui.Progress{ID: "kosong", Label: "Belum mulai", Text: "0 dari 0"})},
		{"filter", filter(false)},
		{"filter-chips", filter(true)},
		{"list-bar", around(ui.ListBar{Total: 402, Unit: "orang", Note: "per 23 November 2026",
			Actions: []templ.Component{ui.LinkButton{Text: "Unduh Excel", URL: "/sdm.xlsx", Kind: ui.Quiet, Icon: ui.IconExport}}}.With())},
		{"table", peopleTable(people)},
		{"table-empty", empty},
		{"table-none", bare},
		{"table-matrix", around(ui.Card{Title: "Per kecamatan", ID: "per-kecamatan", Flush: true}.With(), matrix())},
		{"pager-first", ui.Pager{NextURL: "/sdm?setelah=abc"}},
		{"pager-middle", ui.Pager{FirstURL: "/sdm", PrevURL: "/sdm?sebelum=abc", NextURL: "/sdm?setelah=def"}},
		{"pager-none", ui.Pager{}},
		{"tabs", ui.Tabs{Label: "Bagian catatan", Items: []ui.Tab{{Label: "Identitas", URL: "/sdm/2", Active: true}, {Label: "Penugasan", URL: "/sdm/2/penugasan", Count: "2"}, {Label: "Riwayat", URL: "/sdm/2/riwayat"}}}},
		{"summary", around(ui.Card{Title: "Identitas", ID: "identitas", Actions: []templ.Component{ui.Link{Text: "Ubah", Hidden: " identitas", URL: "/sdm/2/ubah"}}}.With(), summary)},
		{"timeline", around(ui.Card{Title: "Riwayat", ID: "riwayat"}.With(), history)},
		{"status", ui.Join(ui.Badge{Text: "Belum"}, ui.Badge{Tone: ui.Info, Text: "Sedang diuji"}, ui.Badge{Tone: ui.Good, Text: "Berlaku"}, ui.Badge{Tone: ui.Warn, Text: "Segera berakhir"}, ui.Badge{Tone: ui.Bad, Text: "Dicabut"}, ui.Tag("TKSK"), ui.Muted("tidak ada"), ui.Hint("Keterangan kecil."))},
		{"notice", ui.Join(
			around(ui.Notice{Title: "Per tanggal 31 Desember 2025", Text: "Angka di bawah menurut apa yang diketahui sekarang."}.With()),
			around(ui.Notice{Tone: ui.Warn, Text: "SK penugasan ini berakhir 12 hari lagi."}.With(), ui.Link{Text: "Perpanjang", URL: "/sdm/2"}),
			around(ui.Notice{Tone: ui.Bad, Title: "Jejak audit tidak terlindung dari aplikasi"}.With(), ui.Text("Atur pemilik basis data tersendiri.")),
			around(ui.Notice{Tone: ui.Good, Text: "Cadangan semalam berhasil diuji."}.With()))},
		{"empty", emptyList},
		{"confirm", around(ui.ConfirmBox{Title: "Periksa jawaban sebelum mengakhiri penugasan", Text: "Setelah diakhiri, orang ini tidak lagi dihitung aktif.",
			Rows: []ui.SummaryRow{{Label: "Nama", Text: "Siti Aminah"}, {Label: "Berakhir", Text: "23 November 2026", ChangeURL: "/penugasan/1/akhiri"}}, Action: link.EndEngagement(1),
			Hidden: []ui.Hidden{{Name: "yakin", Value: "1"}}, Submit: "Akhiri penugasan", Danger: true, CancelURL: link.Worker(1)}.With(), ui.Hint("Dapat dipulihkan kemudian."))},
		{"buttons", ui.Join(ui.Button{Text: "Biasa"}, ui.Button{Text: "Simpan", Kind: ui.Primary}, ui.Button{Text: "Hapus", Kind: ui.Danger, Name: "aksi", Value: "hapus"}, ui.Button{Text: "Nanti", Kind: ui.Quiet},
			ui.PostButton{Action: link.RestoreEngagement(1), Text: "Pulihkan", Context: " penugasan TKSK", Hidden: []ui.Hidden{{Name: "versi", Value: "3"}}})},
		{"form", form("a-", false)},
		{"error-summary", ui.ErrorSummary{Errors: refusals}},
		{"error-summary-none", ui.ErrorSummary{}},
		{"form-refused", form("b-", true)},
	}
}

var chrome = ui.Chrome{
	Title: "Kit", Office: "Dinas Sosial Kabupaten Bandung Barat", UserName: "Siti Aminah", RoleName: "Operator", AccountURL: "/akun", ScopeNote: "3 dari 16 kecamatan",
	Menu: []ui.MenuItem{
		{Label: "Beranda", URL: "/", Icon: ui.IconHome},
		{Label: "Data SDM", URL: "/sdm", Icon: ui.IconPeople, Active: true},
		{Label: "Impor", URL: "/impor", Icon: ui.IconImport},
		{Label: "Sertifikasi", URL: "/sertifikasi", Icon: ui.IconCertificate, Section: "Sertifikasi"},
		{Label: "Gelombang uji", URL: "/gelombang", Icon: ui.IconWave, Section: "Sertifikasi"},
		{Label: "Target", URL: "/target", Icon: ui.IconTarget, Section: "Sertifikasi"},
		{Label: "Anggaran", URL: "/anggaran", Icon: ui.IconBudget, Section: "Anggaran dan bantuan"},
		{Label: "Bantuan", URL: "/bantuan", Icon: ui.IconAid, Section: "Anggaran dan bantuan"},
		{Label: "Laporan", URL: "/laporan", Icon: ui.IconReport, Section: "Keluaran"},
		{Label: "Surat", URL: "/surat", Icon: ui.IconLetter, Section: "Keluaran"},
		{Label: "Kualitas data", URL: "/kualitas", Icon: ui.IconQuality, Section: "Pengelolaan"},
		{Label: "Pengguna", URL: "/pengguna", Icon: ui.IconAccount, Section: "Pengelolaan"},
		{Label: "Jejak audit", URL: "/audit", Icon: ui.IconAudit, Section: "Pengelolaan"},
		{Label: "Pengaturan", URL: "/pengaturan", Icon: ui.IconSettings, Section: "Pengelolaan"},
		{Label: "Sistem", URL: "/sistem", Icon: ui.IconSystem, Section: "Pengelolaan"},
	},
	Breadcrumbs: []ui.Crumb{{Label: "Beranda", URL: "/"}, {Label: "Data SDM", URL: "/sdm"}},
	RequestID:   "01JDA7Q4", Demo: true, PrintNote: "Dicetak 23 November 2026 pukul 14.30 WIB oleh Siti Aminah",
}

// showcase is one page with everything.
func showcase() templ.Component {
	var all []templ.Component
	for _, p := range pieces() {
		if p.name == "pager-first" { // a page has one pager
			continue
		}
		all = append(all, p.view)
	}
	return ui.Join(all...)
}
