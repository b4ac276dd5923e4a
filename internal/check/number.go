package check

import "strings"

// KK reads a family card number: sixteen figures.
func KK(typed string) (string, *Problem) {
	return sealed(typed, 16, 16, problem(KKMalformed,
		"Nomor KK harus 16 angka dan disimpan sebagai teks. Tulis ulang sesuai kartu keluarga; nilai ini tidak disimpan."))
}

// NPWP reads a taxpayer number: fifteen figures, or sixteen since 2024, when a person's NPWP is the NIK.
func NPWP(typed string) (string, *Problem) {
	return sealed(typed, 15, 16, problem(NPWPMalformed,
		"NPWP harus 15 atau 16 angka dan disimpan sebagai teks. Tulis ulang sesuai kartu NPWP; nilai ini tidak disimpan."))
}

// Account reads the number of a bank account: ten to sixteen figures, leading zeros kept.
func Account(typed string) (string, *Problem) {
	return sealed(typed, 10, 16, AccountAsNumber())
}

// AccountAsNumber is the problem of an account number that is none, or that a spreadsheet kept as a number: its leading
// zeros are gone.
func AccountAsNumber() *Problem {
	return problem(AccountMalformed,
		"Nomor rekening harus 10 sampai 16 angka dan disimpan sebagai teks agar angka 0 di depan tidak hilang. Tulis ulang sesuai buku tabungan; nilai ini tidak disimpan.")
}

func sealed(typed string, least, most int, bad *Problem) (string, *Problem) {
	if Absent(typed) {
		return "", nil
	}
	value, only := figures(typed)
	if asNumber.MatchString(strings.Trim(Clean(typed), "'’‘` ")) || !only || len(value) < least || len(value) > most {
		return "", bad
	}
	return value, nil
}
