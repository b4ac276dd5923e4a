package accountweb

import (
	"net/url"
	"testing"
	"time"

	"pilar/internal/account"
	"pilar/internal/fault"
	"pilar/internal/golden"
	"pilar/internal/region"
	"pilar/web/ui"
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

func TestPenggunaViews(t *testing.T) {
	at := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	ends := time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
	rights := []account.Rights{{Role: account.Staff, Name: "Staf", Sentences: []string{"Membaca daftar"}},
		{Role: account.Operator, Name: "Operator", Sentences: []string{"Membaca daftar", "Mencatat data"}}}
	budi := account.Record{Account: account.Account{ID: 7, Login: "budi", Name: "Budi <b>Santoso</b>", Role: account.Operator, RoleName: "Operator",
		Kecamatan: []string{"32.17.01", "32.17.03"}, Districts: 16, EndsOn: &ends},
		State: account.Active, Version: 3, HasPassword: true, SignedInAt: &at, Sessions: 2}
	wati := account.Record{Account: account.Account{ID: 8, Login: "wati", Name: "Wati", Role: account.Staff, RoleName: "Staf"}, State: account.Invited, LinkUntil: &at}
	gone := account.Record{Account: account.Account{ID: 9, Login: "cecep", Name: "Cecep", RoleName: "Staf", Demo: true, SuspendedAt: &at}, State: account.Suspended, HasPassword: true}

	list := listPage{Values: url.Values{"keadaan": {"aktif"}, "cari": {"budi"}}, Rows: []account.Record{budi, wati, gone}, Total: 3, FirstURL: "/pengguna", NextURL: "/pengguna?lanjut=x"}
	list.fillFilters(rights)
	golden.HTML(t, "list", listView(list))
	golden.HTML(t, "list-none", listView(listPage{}))

	places := []region.Region{{Code: "32.17.01", Name: "Lembang"}, {Code: "32.17.03", Name: "Cisarua"}}
	golden.HTML(t, "invite", accountView(accountPage{Rights: rights, Kecamatan: places}))
	golden.HTML(t, "edit-refused", accountView(accountPage{ID: 7, Rights: rights, Kecamatan: places,
		Form: accountForm{Login: "budi", Name: "", Role: "operator", Kecamatan: []string{"32.17.03"}, EndsOn: "besok", Version: "3",
			Faults: fault.Invalid{"name": "Isi nama lengkap.", "ends_on": "Tanggal tidak terbaca."}}}))
	golden.HTML(t, "edit-conflict", accountView(accountPage{ID: 7, Rights: rights, Kecamatan: places,
		Form: accountForm{Name: "Budi", Role: "staf"}.against(budi, map[string]string{"operator": "Operator"}, region.NewBook(places))}))

	golden.HTML(t, "record", recordView(recordPage{Record: budi, Places: "Lembang, Cisarua", Rights: rights[1].Sentences,
		History: []ui.Event{{When: "kemarin", Who: "Rudi", What: "Membuat akun"}}}))
	golden.HTML(t, "record-invited", recordView(recordPage{Record: wati, Places: "semua kecamatan"}))
	golden.HTML(t, "record-suspended", recordView(recordPage{Record: gone, NoLink: "Kata sandi akun peragaan tidak dapat diganti."}))
	golden.HTML(t, "suspend-refused", suspendView(reasonPage{Record: budi, Faults: fault.Invalid{"reason": "Isi alasannya."}}))
	golden.HTML(t, "reactivate", reactivateView(reasonPage{Record: gone, Reason: "Kembali"}))
	golden.HTML(t, "ask-link", askLinkView(budi))
	golden.HTML(t, "link", linkView(linkPage{Record: wati, URL: "https://pilar.example/undangan/abc", Until: at}))
	golden.HTML(t, "choose", chooseView(choosePage{Record: wati, Action: "/undangan/abc"}))
	golden.HTML(t, "choose-refused", chooseView(choosePage{Record: budi, Action: "/undangan/abc", Faults: fault.Invalid{"password": "Terlalu pendek.", "repeat": "Tidak sama."}}))
}
