package accountweb

import (
	"testing"

	"pilar/internal/account"
	"pilar/internal/fault"
	"pilar/internal/golden"
)

func TestViews(t *testing.T) {
	golden.HTML(t, "login", loginView(loginPage{To: "/"}))
	golden.HTML(t, "login-refused", loginView(loginPage{Login: "budi", To: "/sdm", Refused: "Nama pengguna atau kata sandi tidak cocok."}))
	golden.HTML(t, "login-demo", loginView(loginPage{To: "/", LoggedOut: true,
		Demo: []account.Account{{Login: "operator", RoleName: "Operator"}, {Login: "staf", RoleName: "Staf"}}}))
	golden.HTML(t, "start", startView(startPage{Action: "/mulai/x"}))
	golden.HTML(t, "start-refused", startView(startPage{Action: "/mulai/x", Login: "ru di", Name: "Rudi",
		Refused: fault.Invalid{"login": "Tanpa spasi.", "password": "Isi kata sandi."}}))
	golden.HTML(t, "used", usedView())
}
