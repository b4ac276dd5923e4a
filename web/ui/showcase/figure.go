package showcase

import (
	"net/url"

	"github.com/a-h/templ"

	"pilar/web/ui"
)

func figures() Chapter {
	return Chapter{ID: "angka", Title: "Angka dan grafik", Pieces: []Piece{
		{Names: []string{"Figure", "FigureNamed", "MoneyFigure", "Ratio"}, Title: "Angka yang dapat dibuka", Use: "Menulis setiap angka yang menghitung sesuatu; ia membuka baris-baris di baliknya.", States: []State{
			{Name: "figure", Title: "jumlah, uang, dan bagian", View: ui.Join(ui.Figure(1234, here()), ui.FigureNamed(16, here(), "TKSK aktif"), ui.MoneyFigure(1_234_567, here()), ui.Ratio(171, 200, here()))},
		}},
		{Names: []string{"Tiles", "StatTile"}, Title: "Ubin", Use: "Menjawab pertanyaan pokok sebuah halaman dengan angka besar dalam layar pertama.", States: []State{
			{Name: "tiles", Title: "dalam setiap nada", View: around(ui.Tiles{Label: "Ringkasan"}.With(),
				ui.StatTile{Label: "SDM aktif", Number: 402, URL: here(), Text: "dari 402 formasi"},
				ui.StatTile{Label: "Bersertifikat", Number: 31, URL: here(), Text: "7,7% dari yang aktif; target 2026: 100", Tone: ui.Warn, Detail: share(31, 371)},
				ui.StatTile{Label: "Formasi kosong", Number: 0, URL: here(), Text: "semua terisi", Tone: ui.Good},
				ui.StatTile{Label: "Berakhir dalam 90 hari", Number: 12, URL: here(), Text: "perlu diperpanjang", Tone: ui.Bad})},
		}},
		{Names: []string{"StackedBar"}, Title: "Batang", Use: "Menunjukkan bagian dari satu keseluruhan di samping angkanya.", States: []State{
			{Name: "bar", Title: "penuh", View: share(31, 371)},
			{Name: "bar-part", Title: "sampai 40 dari 100, dalam lima bagian", View: ui.StackedBar{Title: "Gelombang uji", Max: 100, Parts: []ui.BarPart{{Label: "lulus", Value: 12}, {Label: "belum", Value: 10}, {Label: "mengulang", Value: 8}, {Label: "mundur", Value: 6}, {Label: "gugur", Value: 4}}}},
			{Name: "bar-empty", Title: "kosong", View: ui.StackedBar{Title: "Belum ada"}},
		}},
		{Names: []string{"BarChart"}, Title: "Grafik batang", Use: "Membandingkan beberapa kelompok; angkanya berdiri di samping batang.", States: []State{
			{Name: "chart", Title: "dua bagian", View: around(ui.Card{}.With(), chart())},
		}},
		{Names: []string{"Progress"}, Title: "Kemajuan", Use: "Menunjukkan sejauh mana pekerjaan yang lama.", States: []State{
			{Name: "progress", Title: "berjalan", View: ui.Progress{ID: "maju", Label: "Impor berkas", Value: 137, Max: 402, Text: "137 dari 402 baris"}},
			{Name: "progress-none", Title: "belum mulai", View: ui.Progress{ID: "maju-belum", Label: "Belum mulai", Text: "0 dari 0"}},
		}},
	}}
}

func share(yes, no int64) ui.StackedBar {
	return ui.StackedBar{Title: "Bersertifikat", Desc: ui.Number(yes) + " dari " + ui.Number(yes+no),
		Parts: []ui.BarPart{{Label: "bersertifikat", Value: yes}, {Label: "belum", Value: no}}}
}

func chart() ui.BarChart {
	row := func(name string, yes, all int64) ui.BarRow {
		return ui.BarRow{Label: name, Values: []int64{yes, all - yes}, Text: ui.Join(ui.Figure(yes, here()), ui.Text("dari "+ui.Number(all)))}
	}
	return ui.BarChart{Title: "Bersertifikat menurut jenis SDM", Sentence: "Dari 402 orang aktif, 31 memegang sertifikat yang berlaku.",
		Legend: []string{"bersertifikat", "belum bersertifikat"}, Max: 171,
		Rows: []ui.BarRow{row("TKSK", 4, 16), row("PSM", 0, 165), row("TAGANA", 2, 50), row("Pendamping PKH", 25, 171)}}
}

func words() Chapter {
	return Chapter{ID: "kata", Title: "Kata", Pieces: []Piece{
		{Names: []string{"Badge"}, Title: "Keadaan", Use: "Menyebut keadaan sesuatu dengan satu kata sifat; bentuk dan warnanya mengulang kata itu.", States: []State{
			{Name: "badge", Title: "dalam setiap nada", View: ui.Join(ui.Badge{Text: "Belum"}, ui.Badge{Tone: ui.Info, Text: "Sedang diuji"}, ui.Badge{Tone: ui.Good, Text: "Berlaku"}, ui.Badge{Tone: ui.Warn, Text: "Segera berakhir"}, ui.Badge{Tone: ui.Bad, Text: "Dicabut"})},
		}},
		{Names: []string{"Tag"}, Title: "Penanda", Use: "Menggolongkan tanpa menilai, misalnya jenis SDM.", States: []State{
			{Name: "tag", Title: "jenis SDM", View: ui.Join(ui.Tag("TKSK"), ui.Tag("PSM"), ui.Tag("TAGANA"))},
		}},
		{Names: []string{"Text", "Muted", "Hint", "Join"}, Title: "Tulisan", Use: "Menulis teks biasa, teks yang kurang penting, dan keterangan kecil; Join menderetkannya.", States: []State{
			{Name: "text", Title: "biasa, redup, keterangan", View: ui.Join(ui.Text("Tulisan biasa."), ui.Muted("tidak ada"), ui.Hint("Keterangan kecil."))},
		}},
		{Names: []string{"Link"}, Title: "Tautan", Use: "Membuka halaman lain dari dalam kalimat.", States: []State{
			{Name: "link", Title: "biasa, dan dengan kata tambahan bagi pembaca layar", View: ui.Join(ui.Link{Text: "Data SDM", URL: here()}, ui.Link{Text: "Ubah", URL: here(), Hidden: "identitas"})},
		}},
	}}
}

// icons are all there are, with the words they stand beside.
var icons = []struct {
	icon ui.Icon
	text string
}{
	{ui.IconHome, "Beranda"}, {ui.IconPeople, "Data SDM"}, {ui.IconImport, "Impor"}, {ui.IconCertificate, "Sertifikat"}, {ui.IconWave, "Gelombang uji"},
	{ui.IconTarget, "Target"}, {ui.IconBudget, "Anggaran"}, {ui.IconAid, "Bantuan"}, {ui.IconReport, "Laporan"}, {ui.IconLetter, "Surat"},
	{ui.IconQuality, "Kualitas data"}, {ui.IconAccount, "Pengguna"}, {ui.IconAudit, "Jejak audit"}, {ui.IconSettings, "Pengaturan"}, {ui.IconSystem, "Sistem"},
	{ui.IconAdd, "Tambah"}, {ui.IconExport, "Unduh"}, {ui.IconPrint, "Cetak"},
}

func buttons() Chapter {
	var drawn []templ.Component
	for _, i := range icons {
		drawn = append(drawn, ui.LinkButton{Text: i.text, URL: here(), Icon: i.icon})
	}
	return Chapter{ID: "tombol", Title: "Tombol dan ikon", Pieces: []Piece{
		{Names: []string{"Button"}, Title: "Tombol", Use: "Mengirim formulir tempatnya berdiri; satu halaman hanya memiliki satu tombol utama.", States: []State{
			{Name: "button", Title: "biasa, utama, berbahaya, tenang", View: around(ui.Form{Action: here(), Label: "Contoh tombol"}.With(), ui.Button{Text: "Biasa", Kind: ui.Secondary}, ui.Button{Text: "Simpan", Kind: ui.Primary, Icon: ui.IconAdd},
				ui.Button{Text: "Hapus", Kind: ui.Danger, Name: "aksi", Value: "hapus"}, ui.Button{Text: "Nanti", Kind: ui.Quiet})},
		}},
		{Names: []string{"LinkButton"}, Title: "Tautan berupa tombol", Use: "Membuka halaman dan tidak mengubah apa pun; ikon tidak pernah berdiri tanpa kata.", States: []State{
			{Name: "link-button", Title: "biasa, utama, berbahaya, tenang", View: ui.Join(ui.LinkButton{Text: "Biasa", URL: here()}, ui.LinkButton{Text: "Tambah SDM", URL: here(), Kind: ui.Primary},
				ui.LinkButton{Text: "Akhiri", URL: here(), Kind: ui.Danger, Hidden: "penugasan Siti Aminah"}, ui.LinkButton{Text: "Lihat catatannya", URL: here(), Kind: ui.Quiet})},
			{Name: "icons", Title: "semua ikon", View: ui.Join(drawn...)},
		}},
		{Names: []string{"PostButton"}, Title: "Tombol satu langkah", Use: "Melakukan satu langkah yang mudah dibatalkan, tanpa halaman formulir.", States: []State{
			{Name: "post-button", Title: "biasa dan tenang", View: ui.Join(ui.PostButton{Action: here(), Text: "Pulihkan", Context: " penugasan TKSK", Hidden: []ui.Hidden{{Name: "versi", Value: "3"}}}, ui.PostButton{Action: here(), Text: "Akhiri", Kind: ui.Quiet, Context: " sesi"})},
		}},
		{Names: []string{"Resend"}, Title: "Kirim ulang", Use: "Mengirim sekali lagi, apa adanya, isian yang tersimpan.", States: []State{
			{Name: "resend", Title: "utama", View: ui.Resend{Action: here(), Fields: url.Values{"nama": {"Siti Aminah"}, "kecamatan": {"99.01.01", "99.01.08"}}, Text: "Lanjutkan isian", Kind: ui.Primary}},
		}},
	}}
}
