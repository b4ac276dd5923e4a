package installationweb

import (
	"pilar/internal/backup"
	"pilar/internal/installation"
	"pilar/web/ui"
)

// finding is one thing that is well, or what to do about it.
type finding struct {
	Tone        ui.Tone
	Title, Text string
	Command     string // that an administrator of the server gives
}

const manual = " Cara lengkapnya ada di docs/operasi.md, bagian 7."

// findings are what stands at the top of the page: the backups always, the rest where something is wrong.
func (p systemPage) findings() []finding {
	all := []finding{p.backups()}
	switch p.Key {
	case installation.KeyMissing:
		all = append(all, finding{ui.Bad, "Berkas kunci hilang",
			"Program masih memegang kuncinya, tetapi tidak dapat dimulai lagi tanpa berkas itu, dan NIK, nomor rekening, serta nomor telepon lalu tidak terbaca. Kembalikan salinannya sekarang ke " + p.Place.KeyFile + ".", ""})
	case installation.KeyOther:
		all = append(all, finding{ui.Bad, "Berkas kunci bukan kunci yang dipakai",
			"Program tidak dapat dimulai lagi dengan berkas ini. Kembalikan kunci dengan sidik " + p.Fingerprint + " ke " + p.Place.KeyFile + ".", ""})
	}
	if p.Free.Of > 0 && p.Free.Bytes < p.Free.Of/leastFree {
		all = append(all, finding{ui.Warn, "Ruang penyimpanan hampir habis",
			"Tersisa " + p.free() + ". Kalau habis, tidak ada lagi yang dapat disimpan. Pindahkan cadangan lama ke tempat lain, atau tambah ruangnya.", ""})
	}
	if !p.Protected {
		all = append(all, finding{ui.Warn, "Jejak audit belum terlindung dari aplikasi sendiri",
			"Basis data dipakai dengan satu nama masuk untuk semuanya. Pisahkan nama masuk pemilik (DATABASE_OWNER_URL) dari nama masuk aplikasi (DATABASE_URL).", ""})
	}
	return all
}

// leastFree is the part of the disk that should be free: one in so many.
const leastFree = 10

func (p systemPage) backups() finding {
	const take, prove = "pilar backup NAMA-BERKAS.zip", "pilar doctor --backup NAMA-BERKAS.zip"
	last, checked, proven := p.Standing.Last, p.Standing.Checked, p.Standing.Proven
	switch p.Standing.Verdict(p.Now) {
	case backup.Never:
		return finding{ui.Bad, "Belum pernah dicadangkan",
			"Kalau mesin ini rusak sekarang, semua data hilang. Jalankan perintah ini di server, simpan berkasnya di mesin lain, dan jadwalkan setiap malam." + manual, take}
	case backup.Failed:
		return finding{ui.Bad, "Cadangan yang terakhir dicoba tidak dapat dipulihkan",
			checked.File + " gagal dalam percobaan pada " + ui.DateTime(checked.CheckedAt) + ". Buat cadangan baru, lalu coba pulihkan yang baru itu." + manual, take}
	case backup.Old:
		return finding{ui.Bad, "Cadangan terakhir sudah terlalu lama",
			"Yang terbaru dibuat pada " + ui.DateTime(last.TakenAt) + ". Buat cadangan sekarang, dan periksa mengapa jadwal malam tidak berjalan." + manual, take}
	case backup.Unproven:
		return finding{ui.Warn, "Cadangan belum pernah terbukti dapat dipulihkan",
			"Yang terbaru dibuat pada " + ui.DateTime(last.TakenAt) + ". Coba pulihkan dengan perintah ini di server; percobaan tidak menyentuh data yang sedang dipakai." + manual, prove}
	case backup.ProofOld:
		return finding{ui.Warn, "Percobaan pemulihan terakhir sudah lama",
			"Terakhir terbukti dapat dipulihkan pada " + ui.DateTime(proven.CheckedAt) + ". Coba sekali sebulan dengan perintah ini di server." + manual, prove}
	}
	return finding{ui.Good, "Cadangan baik",
		"Yang terbaru dibuat pada " + ui.DateTime(last.TakenAt) + "; terakhir terbukti dapat dipulihkan pada " + ui.DateTime(proven.CheckedAt) + ".", ""}
}

// about writes a count, and says where it is an estimate.
func about(c installation.Count) string {
	if c.About {
		return "sekitar " + ui.Number(c.N)
	}
	return ui.Number(c.N)
}

func (p systemPage) free() string {
	if p.Free.Of == 0 {
		return "tidak diketahui"
	}
	return ui.Size(p.Free.Bytes) + " dari " + ui.Size(p.Free.Of)
}

func (p systemPage) server() string {
	if p.Place.Private {
		return "pribadi, dijalankan oleh Pilar sendiri"
	}
	return "milik kantor, alamatnya di DATABASE_URL"
}

func (p systemPage) jobs() string {
	return ui.Number(p.Database.Jobs.Waiting) + " menunggu, " + ui.Number(p.Database.Jobs.Failed) + " gagal"
}

func (p systemPage) logins() string {
	if p.Protected {
		return "dua: aplikasi hanya dapat menambah jejak audit"
	}
	return "satu untuk semuanya"
}
