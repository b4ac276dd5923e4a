package showcase

import (
	"github.com/a-h/templ"

	"pilar/web/ui"
)

func forms() Chapter {
	return Chapter{ID: "formulir", Title: "Formulir", Pieces: []Piece{
		{Names: []string{"Form", "Fieldset", "FormActions", "Hidden"}, Title: "Formulir", Use: "Mengumpulkan isian yang diperiksa server; yang diketik tidak pernah hilang.", States: []State{
			{Name: "form", Title: "pertama kali dibuka", View: form("a-", false)},
			{Name: "form-refused", Title: "ditolak", View: form("b-", true)},
			{Name: "form-get", Title: "hanya mencari, dan berbahaya", View: around(ui.Form{Action: here(), Get: true, Label: "Contoh pencarian"}.With(),
				ui.Field{Name: "kata", Label: "Kata yang dicari"}, ui.FormActions{Submit: "Hapus semua", Danger: true, CancelURL: here(), CancelLabel: "Kembali"})},
			{Name: "form-wide", Title: "selebar halaman, di sekeliling tabel; labelnya dibaca tabel", View: around(ui.Form{Action: here(), Label: "Contoh lebar", Wide: true}.With(),
				ui.Field{Name: "c-ganti", Label: "Ganti nama dengan", LabelHidden: true}, ui.Select{Name: "c-jenis", Label: "Jenis SDM", LabelHidden: true, Options: cadres}, ui.Button{Text: "Perbaiki"})},
		}},
		{Names: []string{"SearchBox"}, Title: "Pencarian", Use: "Mencari satu orang; isinya dikirim tertutup karena dapat berupa nomor pribadi.", States: []State{
			{Name: "searchbox", Title: "kosong", View: ui.SearchBox{Action: here(), Name: "cari-contoh", Label: "Cari nama atau NIK"}},
			{Name: "searchbox-filled", Title: "terisi", View: ui.SearchBox{Action: here(), Name: "cari-terisi", Label: "Cari nama atau NIK", Value: "Siti Aminah", Submit: "Temukan", Hidden: []ui.Hidden{{Name: "jenis", Value: "PSM"}}}},
		}},
	}}
}

// form is every field: as it is first seen, or as it comes back refused.
func form(prefix string, refused bool) templ.Component {
	bad := func(s string) string {
		if refused {
			return s
		}
		return ""
	}
	n := func(s string) string { return prefix + s }
	return around(ui.Form{Action: here(), Multipart: true, Label: "Contoh " + prefix, Hidden: []ui.Hidden{{Name: "kunci", Value: "abc"}}}.With(),
		around(ui.Fieldset{Legend: "Identitas", Hint: "Seperti tertulis di KTP."}.With(),
			ui.Field{Name: n("nama"), Label: "Nama lengkap", Value: bad(`"><script>alert(1)</script>`), Hint: "Gelar boleh disertakan.", Error: bad("Nama memuat tanda < atau >. Hapus tanda itu."), Autocomplete: "name"},
			ui.Field{Name: n("nik"), Label: "NIK", Numeric: true, Width: 16, Value: bad("990101 250391 069"), Error: bad("NIK harus 16 angka, ini 15. Periksa lagi di KTP."), Hint: "16 angka"},
			ui.DateField{Name: n("lahir"), Label: "Tanggal lahir", Value: bad("31-2-1985"), Error: bad("Tanggal 31 Februari tidak ada. Tulis tanggal yang benar.")},
			ui.Radios{Name: n("jk"), Legend: "Jenis kelamin", Options: sexes, Value: "P", Inline: true, Warning: bad("NIK menunjukkan laki-laki.")},
			ui.Select{Name: n("desa"), Label: "Desa tempat tinggal", Groups: desa, Blank: "Pilih desa", Searchable: true, Error: bad("Desa belum dipilih. Pilih satu dari daftar."), Optional: !refused},
		),
		ui.Field{Name: n("surel"), Label: "Surel", Type: "email", Optional: true, Width: 40, Warning: bad("Alamat ini tidak lazim. Periksa lagi, atau biarkan bila benar."), Autocomplete: "email"},
		ui.Select{Name: n("jenis"), Label: "Jenis SDM", Options: cadres, Value: "PSM", Width: 20, Stored: bad("TKSK")},
		ui.FileField{Name: n("berkas"), Label: "Pindaian SK", Accept: ".pdf,.jpg", Hint: "PDF atau JPG, paling besar 5 MB", Error: bad("Berkas itu bukan PDF atau JPG. Pilih berkas lain."), Optional: true},
		ui.FileField{Name: n("banyak"), Label: "Daftar orang", Accept: ".xlsx,.csv", Hint: "Excel atau CSV, boleh beberapa sekaligus", Multiple: true, Drop: true, Optional: true},
		ui.FileField{Name: n("folder"), Label: "Satu folder", Hint: "Semua berkas di dalamnya", Folder: true, Optional: true},
		ui.FormActions{Submit: "Simpan", CancelURL: here()},
	)
}

var refusals = []ui.FieldError{
	{Field: "b-nama", Text: "Nama memuat tanda < atau >. Hapus tanda itu."},
	{Field: "b-nik", Text: "NIK harus 16 angka, ini 15. Periksa lagi di KTP."},
	{Field: "b-desa", Text: "Desa belum dipilih. Pilih satu dari daftar."},
	{Text: "Formulir ini sudah pernah dikirim."},
}
