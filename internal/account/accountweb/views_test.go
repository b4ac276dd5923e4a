package accountweb

import (
	"testing"
	"time"

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

	at := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	ends := time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
	visits := []account.Visit{{ID: 7, TokenHash: "here", CreatedAt: at, SeenAt: at}, {ID: 5, TokenHash: "elsewhere", CreatedAt: at.Add(-time.Hour), SeenAt: at.Add(-time.Minute)}}
	golden.HTML(t, "own", ownView(ownPage{Here: "here", Visits: visits, Kecamatan: []string{"Lembang", "Parongpong"},
		Account: account.Account{Name: "Budi Santoso", Login: "budi", RoleName: "Operator", EndsOn: &ends}}))
	golden.HTML(t, "own-refused", ownView(ownPage{Here: "here", Visits: visits[:1], Account: account.Account{Name: "Budi Santoso", Login: "budi", RoleName: "Operator"},
		Refused: fault.Invalid{"old": "Kata sandi lama tidak cocok.", "new": "Kata sandi terlalu pendek."}}))
	golden.HTML(t, "own-demo", ownView(ownPage{Here: "here", Visits: visits[:1], Account: account.Account{Name: "Siti Rohaeni", Login: "operator", RoleName: "Operator", Demo: true}}))
}
