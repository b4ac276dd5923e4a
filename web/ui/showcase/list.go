package showcase

import (
	"time"

	"github.com/a-h/templ"

	"pilar/web/ui"
)

func lists() Chapter {
	empty, bare := people("sdm-belum-ada", 0), people("sdm-kosong", 0)
	empty.Empty = nobody()
	bare.CaptionHidden = true
	return Chapter{ID: "daftar", Title: "Daftar", Pieces: []Piece{
		{Names: []string{"FilterBar"}, Title: "Saringan", Use: "Menyaring daftar di bawahnya; alamat halaman memuat saringannya sehingga dapat dikirim kepada orang lain.", States: []State{
			{Name: "filter", Title: "tanpa saringan", View: filter("f", ui.FilterBar{Action: here(), Keep: []ui.Hidden{{Name: "urut", Value: "nama"}}})},
			{Name: "filter-chips", Title: "sedang menyaring", View: filter("g", ui.FilterBar{Action: here(), ClearURL: here(),
				Chips: []ui.Chip{{Label: "Jenis: PSM", RemoveURL: here()}, {Label: "Kecamatan: Sukamaju", RemoveURL: here()}}})},
			{Name: "filter-folded", Title: "terlipat sampai dibuka", View: filter("h", ui.FilterBar{Action: here(), Summary: "Lihat keadaan pada tanggal lain", Submit: "Tampilkan", Folded: true})},
		}},
		{Names: []string{"ListBar", "Total"}, Title: "Jumlah daftar", Use: "Berdiri di atas tabel: berapa barisnya, dan apa yang dapat dilakukan dengan semuanya.", States: []State{
			{Name: "list-bar", Title: "jumlah pasti", View: around(ui.ListBar{Total: 402, Unit: "orang", Note: "per 23 November 2026",
				Actions: []templ.Component{ui.LinkButton{Text: "Unduh Excel", URL: here(), Kind: ui.Quiet, Icon: ui.IconExport}}}.With())},
			{Name: "list-bar-capped", Title: "terlalu banyak untuk dihitung", Solo: true, View: around(ui.ListBar{Total: 10_000, Capped: true, Unit: "catatan"}.With())},
			{Name: "total", Title: "jumlahnya saja", Solo: true, View: ui.Total(402, false)},
		}},
		{Names: []string{"Table"}, Title: "Tabel", Use: "Menampilkan banyak hal yang sejenis; di telepon setiap baris menjadi kartu, kecuali matriks yang bergulir di dalam dirinya.", States: []State{
			{Name: "table", Title: "berisi, dapat diurutkan", View: people("sdm", len(cast))},
			{Name: "table-empty", Title: "kosong, dengan petunjuk", View: empty},
			{Name: "table-none", Title: "kosong, tanpa petunjuk", View: bare},
			{Name: "table-matrix", Title: "lebar, dengan jumlah di bawah", View: matrix("kecamatan", "Orang aktif menurut kecamatan dan bulan", 12)},
		}},
		{Names: []string{"Pager"}, Title: "Pindah halaman", Use: "Berpindah di daftar yang panjang, maju dan kembali ke awal.", States: []State{
			{Name: "pager-middle", Title: "di tengah", View: ui.Pager{FirstURL: here(), PrevURL: here(), NextURL: here()}},
			{Name: "pager-first", Title: "halaman pertama", Solo: true, View: ui.Pager{NextURL: here()}},
			{Name: "pager-none", Title: "satu halaman saja: tidak ada yang tampak", Solo: true, View: ui.Pager{}},
		}},
	}}
}

func filter(prefix string, bar ui.FilterBar) templ.Component {
	return around(bar.With(),
		ui.Field{Name: "cari", ID: prefix + "-cari", Label: "Nama", Type: "search"},
		ui.Select{Name: "jenis", ID: prefix + "-jenis", Label: "Jenis SDM", Blank: "Semua", Options: cadres},
		ui.Select{Name: "desa", ID: prefix + "-desa", Label: "Desa", Blank: "Semua desa", Groups: desa, Searchable: true},
		ui.DateField{Name: "per", ID: prefix + "-per", Label: "Per tanggal", Bare: true, Placeholder: "hari ini"},
	)
}

type person struct {
	name    string
	cadre   string
	place   string
	since   time.Time
	tone    ui.Tone
	status  string
	letters int
}

var cast = []person{
	{"Siti Aminah", "TKSK", "Sukamaju", day(2016, 3, 1), ui.Good, "Bersertifikat", 3},
	{"H. Dadang Suhendar, S.Sos.", "PSM", "Mekarjaya · Mekarsari Kulon", day(2021, 1, 1), ui.Neutral, "Belum bersertifikat", 1},
	{"Neng Euis Komariah", "PKH", "Tanjungsari", day(2019, 11, 23), ui.Warn, "Segera berakhir", 12},
	{"Asep <b>Kurnia</b>", "TAGANA", "Karangmulya", time.Time{}, ui.Bad, "Dicabut", 0},
	{"Yayat Ruhiyat", "PSM", "Gunungjaya", day(2023, 7, 14), ui.Info, "Sedang diuji", 1234},
}

// People returns a list of n made-up people, as a page of a register has it.
func People(n int) templ.Component { return people("sdm", n) }

func people(id string, n int) ui.Table[person] {
	t := ui.Table[person]{
		Caption: "Data SDM kesos", ID: id,
		Columns: []ui.Column[person]{
			{Head: "Nama", Lead: true, SortURL: here(), Sorted: ui.Ascending, Cell: func(p person) templ.Component { return ui.Link{Text: p.name, URL: here()} }},
			{Head: "Jenis", Plain: true, Cell: func(p person) templ.Component { return ui.Tag(p.cadre) }},
			{Head: "Tempat tugas", SortURL: here(), Sorted: ui.Unsorted, Cell: func(p person) templ.Component { return ui.Text(p.place) }},
			{Head: "Sejak", SortURL: here(), Sorted: ui.Descending, Cell: func(p person) templ.Component { return ui.Text(ui.DateShort(p.since)) }},
			{Head: "Sertifikat", Cell: func(p person) templ.Component { return ui.Badge{Tone: p.tone, Text: p.status} }},
			{Head: "Surat", Numeric: true, Cell: func(p person) templ.Component { return ui.Figure(p.letters, here()) }},
		},
		RowTone: func(p person) ui.Tone { return p.tone },
	}
	for i := range n {
		t.Rows = append(t.Rows, cast[i%len(cast)])
	}
	if n <= len(cast) {
		t.RowID = func(p person) string { return id + "-" + ui.DateShort(p.since)[:1] + p.cadre }
	}
	return t
}

type place struct {
	kecamatan string
	n         []int
}

// matrix is a table of numbers that is wider than a phone.
func matrix(id, caption string, columns int) ui.Table[place] {
	t := ui.Table[place]{Caption: caption, ID: id, Scroll: true,
		Foot:     []templ.Component{ui.Text("Jumlah")},
		FootRows: [][]templ.Component{append([]templ.Component{ui.Text("Belum dihitung")}, make([]templ.Component, columns)...)},
		Columns:  []ui.Column[place]{{Head: "Kecamatan", Lead: true, Cell: func(c place) templ.Component { return ui.Text(c.kecamatan) }}},
	}
	rows := []place{{kecamatan: "Sukamaju"}, {kecamatan: "Sukasari"}, {kecamatan: "tingkat kabupaten"}}
	for i := range columns {
		t.Columns = append(t.Columns, ui.Column[place]{Head: ui.Month(day(2026, time.Month(i+1), 1)), Numeric: true,
			Cell: func(c place) templ.Component { return ui.Figure(c.n[i], here()) }})
		sum := 0
		for j := range rows {
			rows[j].n = append(rows[j].n, 40+7*i-9*j)
			sum += rows[j].n[i]
		}
		t.Foot = append(t.Foot, ui.Figure(sum, here()))
	}
	t.Rows = rows
	return t
}
