package account

import "time"

// DemoPassword opens every demo account that is active. It is no secret: demo accounts can log in only where the program
// was started for a demonstration, from the machine itself.
const DemoPassword = "coba-pilar-dulu"

// demo is an account of a demonstration, and the state it is in where that does not follow from its dates.
type demo struct {
	New
	state State
}

// demos are the accounts of a demonstration: one for each role, one that sees some kecamatan only, and such as can't be used.
func demos(today time.Time, some []string) []demo {
	next, yesterday := today.AddDate(1, 0, 0), today.AddDate(0, 0, -1)
	return []demo{
		{New: New{Login: "operator", Name: "Siti Rohaeni", Role: Operator}},
		{New: New{Login: "staf", Name: "Dede Kurnia", Role: Staff}},
		{New: New{Login: "bendahara", Name: "Yuyun Wahyuni", Role: Treasurer}},
		{New: New{Login: "pimpinan", Name: "Asep Gunawan", Role: Head}},
		{New: New{Login: "pemeriksa", Name: "Ratna Juwita", Role: Inspector, EndsOn: &next}},
		{New: New{Login: "admin", Name: "Rudi Hartono", Role: Administrator}},
		{New: New{Login: "wilayah", Name: "Ujang Permana", Role: Operator, Kecamatan: some}},
		{New: New{Login: "nenden.hasanah", Name: "Nenden Hasanah", Role: Operator, Kecamatan: some[:min(1, len(some))]}, state: Invited},
		{New: New{Login: "cecep.supriatna", Name: "Cecep Supriatna", Role: Staff}, state: Suspended},
		{New: New{Login: "inspektorat.lama", Name: "Lilis Suryani", Role: Inspector, EndsOn: &yesterday}},
	}
}
