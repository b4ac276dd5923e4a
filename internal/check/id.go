package check

// UnknownID is the problem of a row that names a person by a number of the register which nobody has, or nobody whom the
// account may see.
func UnknownID() *Problem {
	return problem(IDUnknown, "Nomor pada kolom ID Pilar tidak ditemukan. Ambil ekspor yang baru lalu ulangi perubahannya di sana, "+
		"atau kosongkan nomor itu agar orangnya dicari menurut NIK.")
}

// OthersNIK is the problem of a row that gives a person a NIK which the register has for somebody else.
func OthersNIK() *Problem {
	return problem(IDMismatch, "NIK ini sudah tercatat atas nama orang lain, bukan orang pada baris ini. Periksa NIK keduanya dengan KTP; "+
		"baris yang berpindah orang harus memakai ID Pilar orang itu.")
}
