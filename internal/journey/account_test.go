package journey

import (
	"net/http"
	"strings"
	"testing"

	"pilar/internal/account"
	"pilar/web/link"
	"pilar/web/ui/uitest"
)

// accounts are accounts of the tours in the states that a page can show.
type accounts struct {
	admin, limited, invited, suspended, ended int64
	token                                     string // of a link that nobody uses
}

// accounts returns them, one invited beside those of the demonstration.
func (o office) accounts(t *testing.T) accounts {
	t.Helper()
	id := func(login string) int64 { return o.one(t, `SELECT id FROM account WHERE login = `+"'"+login+"'") }
	invited, token, err := o.Accounts.Invite(t.Context(), tester, o.Clock.Now(), account.New{Login: "euis", Name: "Euis Komariah", Role: account.Treasurer})
	if err != nil {
		t.Fatal(err)
	}
	return accounts{id("admin"), id(limited), invited, id("cecep.supriatna"), id("inspektorat.lama"), token}
}

// An administrator invites a colleague, who chooses a password and comes in; then the account is changed while somebody else
// changes it, is suspended and opened again, and gets another password.
func administratorInvites(t *testing.T, o office) {
	tab := o.as(t, "admin")
	expect(t, "the list", tab.Follow(`.menu a[href="/pengguna"]`), http.StatusOK)
	says(t, tab, "#total", "10")
	expect(t, "the empty form", tab.Follow(".page-actions .btn-primary"), http.StatusOK)
	tab.Check("undang-1-kosong")
	expect(t, "nothing filled in", tab.Follow("main .btn-primary"), http.StatusUnprocessableEntity)
	tab.Fill("#nama", "Imas Masitoh")
	tab.Fill("#login", "Imas.M")
	tab.Choose("#peran-2", "operator")
	tab.Choose("#kecamatan-3", "32.17.03")
	tab.Fill("#berakhir", "31 Februari 2030")
	expect(t, "an end that is no day", tab.Follow("main .btn-primary"), http.StatusUnprocessableEntity)
	tab.Check("undang-2-ditolak")
	tab.Fill("#berakhir", "31-12-2030")
	expect(t, "invited", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, "h1", "Tautan untuk Imas Masitoh")
	tab.Check("undang-3-tautan")
	address := value(tab, "#tautan")
	if !strings.HasPrefix(address, o.URL+"/undangan/") || !strings.Contains(value(tab, "#pesan"), address) {
		t.Errorf("the link is %q, the message %q", address, value(tab, "#pesan"))
	}

	theirs := uitest.Open(t)
	expect(t, "the link", theirs.Navigate(address), http.StatusOK)
	says(t, theirs, "main", "Selamat datang, Imas Masitoh")
	theirs.Fill("#sandi", "kuda hijau di tangga besi")
	theirs.Fill("#ulang", "kuda hijau di tangga")
	expect(t, "two passwords", theirs.Follow("main .btn-primary"), http.StatusUnprocessableEntity)
	theirs.Check("undang-4-sandi-berbeda")
	choose := func(password string) {
		t.Helper()
		theirs.Fill("#sandi", password)
		theirs.Fill("#ulang", password)
		expect(t, "chosen", theirs.Follow("main .btn-primary"), http.StatusOK)
		says(t, theirs, ".flash", "Anda sudah masuk", "imas.m")
		says(t, theirs, ".who", "Imas Masitoh", "Operator", "1 dari 16 kecamatan")
	}
	choose("kuda hijau di tangga besi")
	expect(t, "the link again", theirs.Navigate(address), http.StatusNotFound)
	theirs.Check("undang-5-tautan-terpakai")

	expect(t, "the account", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, ".marks", "Aktif", "Operator")
	says(t, tab, "#riwayat", "Menerima undangan", "Membuat akun", "Cisarua")
	expect(t, "the form", tab.Follow(`.page-actions a[href$="/ubah"]`), http.StatusOK)
	id := o.one(t, `SELECT id FROM account WHERE login = 'imas.m'`)
	r, err := o.Accounts.Get(t.Context(), o.Clock.Now(), id)
	if err != nil {
		t.Fatal(err)
	}
	first := account.Change{Version: r.Version, Name: "Hj. Imas Masitoh", Role: account.Treasurer, Kecamatan: []string{"32.17.01", "32.17.03"}}
	if err := o.Accounts.Revise(t.Context(), tester, o.Clock.Now(), id, first); err != nil {
		t.Fatal(err)
	}
	tab.Choose("#peran", "staf")
	expect(t, "somebody else was first", tab.Follow("main .btn-primary"), http.StatusConflict)
	says(t, tab, "main form", "Hj. Imas Masitoh", "Bendahara/PPTK", "Lembang, Cisarua", "tanpa batas waktu")
	tab.Check("undang-6-bentrok")
	expect(t, "changed", tab.Follow("main .btn-primary"), http.StatusOK)
	theirs.Navigate(o.URL)
	says(t, theirs, ".who", "Imas Masitoh", "Staf")

	expect(t, "the question", tab.Follow(`.page-actions a[href$="/nonaktifkan"]`), http.StatusOK)
	expect(t, "without a reason", tab.Follow("main .btn-danger"), http.StatusUnprocessableEntity)
	tab.Fill("#alasan", "Cuti panjang")
	expect(t, "suspended", tab.Follow("main .btn-danger"), http.StatusOK)
	says(t, tab, ".marks", "Dinonaktifkan")
	tab.Check("undang-7-dinonaktifkan")
	expect(t, "their next page", theirs.Navigate(o.URL), http.StatusOK)
	says(t, theirs, "h1", "Masuk")
	expect(t, "the question", tab.Follow(`.page-actions a[href$="/aktifkan"]`), http.StatusOK)
	tab.Fill("#alasan", "Kembali bertugas")
	expect(t, "opened again", tab.Follow("main .btn-primary"), http.StatusOK)
	expect(t, "the question", tab.Follow(`#sandi a[href$="/tautan"]`), http.StatusOK)
	expect(t, "a link", tab.Follow("main .btn-primary"), http.StatusOK)
	theirs.Navigate(value(tab, "#tautan"))
	says(t, theirs, "h1", "Pilih kata sandi baru")
	theirs.Check("undang-8-sandi-baru")
	theirs.Fill("#sandi", "sapi merah di atap seng")
	theirs.Fill("#ulang", "sapi merah di atap seng")
	expect(t, "chosen", theirs.Follow("main .btn-primary"), http.StatusOK)
	tab.Navigate(o.URL + link.Account(id))
	says(t, tab, "#sesi", "1 perangkat")
	tab.Check("undang-9-akun")
	expect(t, "ended", tab.Follow("#sesi button"), http.StatusOK)
	says(t, tab, "#sesi", "tidak sedang masuk")
}
