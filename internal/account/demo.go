package account

// DemoPassword opens every demo account. It is no secret: demo accounts can log in only where the program was started
// for a demonstration, from the machine itself.
const DemoPassword = "coba-pilar-dulu"

// demos are the accounts of a demonstration, one for each role.
var demos = []New{
	{Login: "operator", Name: "Siti Rohaeni", Role: Operator},
	{Login: "staf", Name: "Dede Kurnia", Role: Staff},
	{Login: "bendahara", Name: "Yuyun Wahyuni", Role: Treasurer},
	{Login: "pimpinan", Name: "Asep Gunawan", Role: Head},
	{Login: "pemeriksa", Name: "Ratna Juwita", Role: Inspector},
	{Login: "admin", Name: "Rudi Hartono", Role: Administrator},
}
