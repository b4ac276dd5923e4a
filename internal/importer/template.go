package importer

import (
	"pilar/internal/cadre"
	"pilar/internal/region"
)

// Filling is how a column of a template is filled in.
type Filling int

// The ways. All but days are text: in a text cell nothing that is typed becomes something else.
const (
	FreeText Filling = iota
	Digits           // a number of a person, which keeps all of its figures only as text
	OneDay
	OneOf // what Choices has
	OneKecamatan
	OneDesa // of the kecamatan that stands in the column before
)

// Asked is a column of a template: a head that the reader takes for Column, and how people fill it in.
type Asked struct {
	Column  Column
	Head    string
	Needed  bool
	Fill    Filling
	Choices []string
	Help    string // a sentence for who fills it in
}

// Template returns what a template of the cadre asks for, in its order. Every file that has these heads, in whatever
// order, is read as a file of the template.
func Template(o Options) []Asked {
	asked := []Asked{
		{Column: Name, Head: "Nama", Needed: true, Help: "Nama lengkap sesuai KTP, boleh dengan gelar: Siti Aminah, S.Sos."},
		{Column: NIK, Head: "NIK", Needed: true, Fill: Digits, Help: "Semua angka NIK sesuai KTP, enam belas angka, sebagai teks."},
		{Column: Sex, Head: "Jenis Kelamin", Fill: OneOf, Choices: []string{"L", "P"}, Help: "Pilih L untuk laki-laki atau P untuk perempuan."},
		{Column: BirthPlace, Head: "Tempat Lahir", Help: "Nama kota atau kabupaten kelahiran."},
		{Column: BirthDate, Head: "Tanggal Lahir", Fill: OneDay, Help: "Hari, bulan, lalu tahun dengan empat angka."},
	}
	asked = append(asked, dutyOf(o.DutyLevel)...)
	asked = append(asked,
		Asked{Column: Start, Head: "TMT", Fill: OneDay, Help: "Tanggal mulai bertugas. Bila dikosongkan, tanggal SK yang dipakai."},
		Asked{Column: DecreeNumber, Head: "Nomor SK", Help: "Nomor surat keputusan pengangkatan atau penetapan."},
		Asked{Column: DecreeDate, Head: "Tanggal SK", Fill: OneDay, Help: "Tanggal surat keputusan itu ditetapkan."},
		Asked{Column: Member, Head: "Nomor Anggota", Fill: Digits, Help: "Nomor induk anggota, NIA, NIAT atau ID pendamping, bila ada."},
	)
	asked = append(asked, ownOf(o.Fields)...)
	return append(asked,
		Asked{Column: Education, Head: "Pendidikan", Help: "Pendidikan terakhir yang tamat, misalnya SLTA atau S1."},
		Asked{Column: Phone, Head: "Nomor HP", Fill: Digits, Help: "Nomor telepon genggam yang dapat dihubungi, diawali 08."},
		Asked{Column: Email, Head: "Surel", Help: "Alamat surel, misalnya nama@contoh.id."},
		Asked{Column: HomeKecamatan, Head: "Kecamatan Domisili", Fill: OneKecamatan, Help: "Kecamatan tempat tinggal. Yang tinggal di luar kabupaten boleh mengetik namanya."},
		Asked{Column: HomeDesa, Head: "Desa Domisili", Fill: OneDesa, Help: "Desa atau kelurahan tempat tinggal. Daftarnya mengikuti kecamatan di kolom sebelumnya."},
		Asked{Column: Address, Head: "Alamat", Help: "Jalan atau kampung tempat tinggal."},
		Asked{Column: RTRW, Head: "RT/RW", Help: "Nomor RT lalu RW, dipisah garis miring."},
		Asked{Column: Status, Head: "Status Kepegawaian", Fill: OneOf, Choices: []string{"PNS", "PPPK", "Non-ASN"}, Help: "Pilih satu; kosongkan bila tidak diketahui."},
		Asked{Column: NIP, Head: "NIP/NI PPPK", Fill: Digits, Help: "Semua angka NIP atau NI PPPK, delapan belas angka, sebagai teks."},
		Asked{Column: Grade, Head: "Pangkat/Golongan", Help: "Misalnya Penata Muda, III/a."},
		Asked{Column: Unit, Head: "Unit Kerja", Help: "Bidang, seksi atau kantor tempat bekerja."},
		Asked{Column: KK, Head: "Nomor KK", Fill: Digits, Help: "Nomor kartu keluarga, enam belas angka, sebagai teks."},
		Asked{Column: NPWP, Head: "NPWP", Fill: Digits, Help: "Nomor pokok wajib pajak, lima belas atau enam belas angka, sebagai teks."},
		Asked{Column: Bank, Head: "Nama Bank", Help: "Nama bank tempat honor dibayarkan."},
		Asked{Column: Account, Head: "Nomor Rekening", Fill: Digits, Help: "Nomor rekening sesuai buku tabungan, sebagai teks, dengan angka nol di depannya."},
		Asked{Column: Holder, Head: "Atas Nama", Help: "Nama pemilik rekening sesuai buku tabungan."},
	)
}

// dutyOf asks where somebody serves, as closely as the cadre's duty places lie; of one that serves the kabupaten it asks
// nothing.
func dutyOf(level region.Level) []Asked {
	kecamatan := Asked{Column: DutyKecamatan, Head: "Kecamatan Tugas", Needed: true, Fill: OneKecamatan, Help: "Pilih kecamatan tempat bertugas, bukan tempat tinggal."}
	switch level {
	case region.Kecamatan:
		return []Asked{kecamatan}
	case region.Desa:
		return []Asked{kecamatan, {Column: DutyDesa, Head: "Desa Tugas", Needed: true, Fill: OneDesa,
			Help: "Pilih desa atau kelurahan tempat bertugas. Daftarnya mengikuti kecamatan di kolom sebelumnya."}}
	}
	return nil
}

// ownOf asks for the cadre's own fields, and for the position: a field of that name is read from the same column.
func ownOf(fields []cadre.Field) []Asked {
	position := Asked{Column: Position, Head: "Jabatan", Help: "Jabatan dalam tugas, misalnya koordinator."}
	var asked []Asked
	for i, head := range fieldHeads(fields) {
		a := askedOf(fields[i])
		if fields[i].Key == positionKey && common.byKey[HeadKey(fields[i].Label)] == Position {
			a.Column, a.Head = position.Column, position.Head
			position = a
			continue
		}
		a.Column, a.Head = Column(fieldPrefix+fields[i].Key), head
		asked = append(asked, a)
	}
	return append(asked, position)
}

func askedOf(f cadre.Field) Asked {
	switch {
	case f.Type == cadre.Choice:
		return Asked{Fill: OneOf, Choices: f.Choices, Help: "Pilih satu dari daftar."}
	case f.Type == cadre.Date:
		return Asked{Fill: OneDay, Help: "Hari, bulan, lalu tahun dengan empat angka."}
	case f.Sealed:
		return Asked{Fill: Digits, Help: "Data pribadi; ditulis lengkap, sebagai teks."}
	case f.Type == cadre.Number:
		return Asked{Help: "Angka saja; pecahan memakai koma."}
	}
	return Asked{Help: "Diisi sesuai keadaan; boleh dikosongkan."}
}
