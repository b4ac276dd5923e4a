package worker

// Died is why an engagement ends with a person's death.
const Died = "Meninggal"

// EndReasons are the usual reasons for which an engagement ends, in the order in which forms offer them.
func EndReasons() []string {
	return []string{"Mengundurkan diri", "Masa tugas selesai", Died, "Diangkat di tempat lain", MovedAway, "Diberhentikan"}
}
