package showcase

import (
	"github.com/a-h/templ"

	"pilar/web/ui"
)

var desa = []ui.OptionGroup{
	{Label: "Mekarjaya", Options: []ui.Option{{Value: "9901032001", Label: "Mekarsari Kulon"}, {Value: "9901032002", Label: "Harjamukti"}}},
	{Label: "Sukamaju", Options: []ui.Option{{Value: "9901012001", Label: "Sukamaju"}, {Value: "9901012002", Label: "Jayamukti"}, {Value: "9901012003", Label: "Cihurip"}}},
	{Label: "Sindangkerta", Options: []ui.Option{{Value: "9901102001", Label: "Harjamukti"}}},
}

var cadres = []ui.Option{{Value: "TKSK", Label: "TKSK"}, {Value: "PSM", Label: "PSM"}, {Value: "PKH", Label: "Pendamping PKH"}}

var sexes = []ui.Option{{Value: "L", Label: "Laki-laki"}, {Value: "P", Label: "Perempuan"}}

var endings = []ui.Option{{Value: "mundur", Label: "Mengundurkan diri"}, {Value: "wafat", Label: "Meninggal dunia"},
	{Value: "lain", Label: "Alasan lain", Hint: "Jelaskan di bawah."}}

// look is what stands around a field in one state.
type look struct {
	suffix, title              string
	hint, bad, warning, stored string
	filled, optional           bool
}

var looks = []look{
	{suffix: "", title: "kosong", hint: "Keterangan kecil di atas kotak."},
	{suffix: "-terisi", title: "terisi, boleh kosong", filled: true, optional: true},
	{suffix: "-ditolak", title: "ditolak", filled: true, bad: "Isian ini keliru. Perbaiki seperti tertulis di KTP."},
	{suffix: "-ingat", title: "diingatkan, tetapi tidak ditahan", filled: true, warning: "Isian ini tidak lazim. Periksa lagi, atau biarkan bila benar."},
	{suffix: "-tersimpan", title: "orang lain lebih dahulu menyimpan", filled: true, stored: "isi yang lain, disimpan Dadang S. kemarin"},
}

// value is the text where the field is filled in.
func (l look) value(text string) string {
	if l.filled {
		return text
	}
	return ""
}

// seen is a field in those of the looks that it can have.
func seen(name string, draw func(l look, id string) templ.Component, which ...int) []State {
	var all []State
	for _, i := range which {
		l := looks[i]
		all = append(all, State{Name: name + l.suffix, Title: l.title, View: draw(l, name+l.suffix)})
	}
	return all
}

func fields() Chapter {
	return Chapter{ID: "isian", Title: "Isian", Pieces: []Piece{
		{Names: []string{"Field"}, Title: "Kotak isian", Use: "Menerima satu baris tulisan; lebarnya sepanjang isinya.", States: append(
			seen("field", func(l look, id string) templ.Component {
				return ui.Field{Name: id, Label: "NIK", Value: l.value("990101 250391 0699"), Hint: l.hint, Error: l.bad, Warning: l.warning, Stored: l.stored, Optional: l.optional, Numeric: true, Width: 16}
			}, 0, 1, 2, 3, 4),
			State{Name: "field-kinds", Title: "uang, persen, sandi, surel", View: ui.Join(
				ui.Field{Name: "biaya", Label: "Biaya per orang", Numeric: true, Prefix: "Rp", Width: 12, Value: "1.500.000"},
				ui.Field{Name: "bobot-contoh", Label: "Bobot", Numeric: true, Suffix: "%", Width: 4, Value: "35"},
				ui.Field{Name: "sandi-contoh", Label: "Kata sandi", Type: "password", Value: "tidak pernah ditulis balik", Autocomplete: "off"},
				ui.Field{Name: "surel-contoh", ID: "surel-lain", Label: "Surel", Type: "email", Attrs: templ.Attributes{"placeholder": "nama@contoh.id"}})},
			State{Name: "field-readonly", Title: "hanya dibaca", View: ui.Field{Name: "tetap", Label: "Nomor induk", Value: "99.01.0001", ReadOnly: true, Width: 12}},
			State{Name: "field-long", Title: "label panjang", View: ui.Field{Name: "panjang", Label: long, Value: long}},
		)},
		{Names: []string{"DateField"}, Title: "Tanggal", Use: "Menerima satu tanggal dalam bentuk apa pun yang tidak bermakna ganda.", States: append(
			seen("date", func(l look, id string) templ.Component {
				return ui.DateField{Name: id, Label: "Tanggal lahir", Value: l.value("12-3-1985"), Error: l.bad, Warning: l.warning, Stored: l.stored, Optional: l.optional}
			}, 0, 1, 2, 3, 4),
			State{Name: "date-bare", Title: "tanpa contoh, seperti dalam saringan", View: ui.DateField{Name: "hari", ID: "hari-contoh", Label: "Per tanggal", Bare: true, Placeholder: "hari ini", Hint: "Siapa yang bertugas hari itu"}},
		)},
		{Names: []string{"Textarea"}, Title: "Tulisan panjang", Use: "Menerima beberapa baris tulisan.", States: append(
			seen("textarea", func(l look, id string) templ.Component {
				return ui.Textarea{Name: id, ID: id, Label: "Alamat", Value: l.value("Kp. Sukamaju RT 02/05\nDesa Cisaat"), Hint: l.hint, Error: l.bad, Warning: l.warning, Stored: l.stored, Optional: l.optional, Rows: 2}
			}, 0, 1, 2, 3, 4),
			State{Name: "textarea-readonly", Title: "hanya dibaca dan disalin", View: ui.Textarea{Name: "pesan-contoh", ID: "pesan-contoh", Label: "Pesan untuk dikirim", Value: "Yth. Siti Aminah, Anda diundang memakai Pilar.", Rows: 2, ReadOnly: true}},
		)},
		{Names: []string{"Select"}, Title: "Pilihan dari daftar", Use: "Memilih satu dari banyak; daftar yang panjang dapat diketik bila JavaScript berjalan.", States: append(
			seen("select", func(l look, id string) templ.Component {
				return ui.Select{Name: id, Label: "Jenis SDM", Options: cadres, Value: l.value("PSM"), Blank: "Pilih jenis SDM", Hint: l.hint, Error: l.bad, Warning: l.warning, Stored: l.stored, Optional: l.optional, Width: 32}
			}, 0, 1, 2, 3, 4),
			State{Name: "select-searchable", Title: "panjang, dapat diketik", View: ui.Select{Name: "desa-contoh", ID: "desa-cari", Label: "Desa tempat tinggal", Groups: desa, Blank: "Pilih desa", Searchable: true}},
		)},
		{Names: []string{"Radios"}, Title: "Pilihan satu", Use: "Memilih satu dari beberapa yang semuanya perlu terbaca.", States: append(
			seen("radios", func(l look, id string) templ.Component {
				return ui.Radios{Name: id, ID: id, Legend: "Jenis kelamin", Options: sexes, Value: l.value("P"), Hint: l.hint, Error: l.bad, Warning: l.warning, Stored: l.stored, Optional: l.optional, Inline: true}
			}, 0, 1, 2, 3, 4),
			State{Name: "radios-stacked", Title: "bersusun, dengan keterangan", View: ui.Radios{Name: "akhir", Legend: "Alasan berakhir", Options: endings}},
		)},
		{Names: []string{"Checkboxes"}, Title: "Pilihan banyak", Use: "Memilih beberapa dari daftar.", States: seen("checkboxes", func(l look, id string) templ.Component {
			return ui.Checkboxes{Name: id, ID: id, Legend: "Kecamatan yang dilayani", Values: []string{l.value("b")}, Columns: true, Hint: l.hint, Error: l.bad, Stored: l.stored, Optional: l.optional,
				Options: []ui.Option{{Value: "a", Label: "Karangmulya"}, {Value: "b", Label: "Cihampelas"}, {Value: "c", Label: "Cikalongwetan"}, {Value: "d", Label: "Cililin", Hint: "termasuk desa perbatasan"}}}
		}, 0, 1, 2, 4)},
		{Names: []string{"Checkbox"}, Title: "Centang", Use: "Menjawab ya atau tidak.", States: seen("checkbox", func(l look, id string) templ.Component {
			return ui.Checkbox{Name: id, ID: id, Value: "ya", Label: "Data ini sudah saya cocokkan dengan SK", Checked: l.filled, Hint: l.hint, Error: l.bad, Stored: l.stored}
		}, 0, 1, 2, 4)},
		{Names: []string{"FileField"}, Title: "Berkas", Use: "Menerima berkas; keterangannya menyebut jenis dan ukuran yang diterima.", States: seen("file", func(l look, id string) templ.Component {
			return ui.FileField{Name: id, ID: id, Label: "Pindaian SK", Accept: ".pdf,.jpg", Multiple: l.optional, Hint: "PDF atau JPG, paling besar 5 MB", Error: l.bad, Optional: l.optional}
		}, 0, 2)},
		{Names: []string{"Reason"}, Title: "Alasan", Use: "Menanyakan mengapa: satu dari alasan yang lazim, dan kata-kata sendiri.", States: seen("reason", func(l look, id string) templ.Component {
			return ui.Reason{Name: id, Legend: "Mengapa penugasan ini berakhir", Options: endings, Value: l.value("lain"), Hint: l.hint, Error: l.bad, Stored: l.stored,
				NoteName: id + "-catatan", NoteLabel: "Penjelasan singkat", Note: l.value("Pindah domisili"), NoteHint: "Diisi bila alasannya tidak ada dalam daftar", NoteError: l.bad, NoteOptional: l.bad == ""}
		}, 0, 2, 4)},
	}}
}
