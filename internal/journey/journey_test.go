package journey

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"pilar/internal/account"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
	"pilar/web/link"
	"pilar/web/ui/uitest"
)

// aNIK belongs to nobody: its serial is one that no office has reached.
const aNIK = "3217015203859123"

// A clerk sees the district's figures, follows one to its people, opens a person and corrects a field.
func clerkCorrects(t *testing.T, o office) {
	tab := o.as(t, "operator")
	type figures = map[string]string
	got := uitest.Eval[figures](tab, `Object.fromEntries([...document.querySelectorAll("#tabel-jenis tbody tr")].map((r) =>
		[r.querySelector("th").firstChild.textContent.trim(), r.querySelector("td[data-label=Aktif]").textContent.trim()]))`)
	want := figures{"TKSK": "16", "PSM": "165", "TAGANA": "50", "PKH": "171", "DINSOS": "42"}
	for cadre, n := range want {
		if got[cadre] != n {
			t.Errorf("Beranda says %q of %s, want %s", got[cadre], cadre, n)
		}
	}
	if below := uitest.Eval[int](tab, `(() => { const r = document.querySelector("#tabel-jenis tfoot").getBoundingClientRect(); return Math.ceil(r.bottom + scrollY); })()`); below > 768 {
		t.Errorf("the sums of Beranda end at %d pixels, below the first screenful", below)
	}
	expect(t, "the people behind a figure", tab.Follow(`#tabel-jenis a[aria-label="165 Aktif PSM"]`), http.StatusOK)
	says(t, tab, "#total", "165")
	tab.Check("telusur-1-daftar-psm")

	tab.Choose("#kecamatan", "32.17.01")
	expect(t, "filtered", tab.Follow(".filter-actions button"), http.StatusOK)
	says(t, tab, "#total", "16")
	says(t, tab, ".chips", "PSM", "Kec. Lembang")

	name := tab.Text("tbody th a")
	expect(t, "the record", tab.Follow("tbody th a"), http.StatusOK)
	says(t, tab, "h1", name)
	record := tab.URL()
	expect(t, "the form", tab.Follow(`.page-actions a[href$="/ubah"]`), http.StatusOK)
	tab.Fill("#alamat", "Kp. Babakan Sari RT 02 RW 07")
	tab.Fill("#alasan", "menurut KTP terbaru")
	expect(t, "corrected", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, ".flash", "sudah disimpan")
	says(t, tab, "#riwayat .timeline li", "Memperbaiki data", "Alamat", "Kp. Babakan Sari RT 02 RW 07", "menurut KTP terbaru", "Siti Rohaeni")
	tab.Check("telusur-2-catatan-diperbaiki")
	tab.Navigate(record)
	if tab.Has(".flash") {
		t.Error("the banner is still there on the next page")
	}
}

// A clerk registers somebody, first with mistakes; the same NIK again leads to a further engagement, which ends and is
// brought back.
func clerkRegisters(t *testing.T, o office) {
	tab := o.as(t, "operator")
	says(t, tab, ".empty", "Belum ada SDM yang aktif")
	tab.Check("daftar-baru-1-beranda-kosong")
	expect(t, "the empty form", tab.Follow(".empty .btn"), http.StatusOK)
	fill := func(css, text string) {
		t.Helper()
		tab.Fill(css, text)
	}
	fill("#nama", "Hj. Siti Aminah, S.Sos.")
	fill("#nik", "3217 0152 0385 912")
	tab.Choose("#jk-2", "P")
	fill("#tanggal_lahir", "31 Februari 1985")
	fill("#hp", "0812 3456 7890")
	fill("#alamat", "Kp. Sukamaju RT 02 RW 05")
	tab.Choose("#jenis", "PSM")
	fill("#isian_PSM_masa_bakti", "2024-2029") // opened by the choice of the cadre
	expect(t, "refused", tab.Follow("main .btn-primary"), http.StatusUnprocessableEntity)
	if got := focused(tab); got != "error-summary" {
		t.Errorf("after a refusal the focus is on %q", got)
	}
	if got := uitest.Get(tab, chromedp.Title()); !strings.HasPrefix(got, "Perlu diperbaiki: ") {
		t.Errorf("the title is %q", got)
	}
	for _, id := range []string{"nik", "tanggal_lahir", "tempat", "mulai"} {
		tab.Do(chromedp.Click(chromedp.CSS(`.error-summary a[href="#` + id + `"]`)))
		if got := focused(tab); got != id {
			t.Errorf("the summary's link to %s leads to %q", id, got)
		}
	}
	for css, want := range map[string]string{"#nama": "Hj. Siti Aminah, S.Sos.", "#nik": "3217 0152 0385 912", "#tanggal_lahir": "31 Februari 1985",
		"#hp": "0812 3456 7890", "#alamat": "Kp. Sukamaju RT 02 RW 05", "#jenis": "PSM", "#isian_PSM_masa_bakti": "2024-2029"} {
		if got := value(tab, css); got != want {
			t.Errorf("after a refusal %s holds %q, want %q", css, got, want)
		}
	}
	tab.Check("daftar-baru-2-ditolak")

	fill("#nik", aNIK)
	fill("#tanggal_lahir", "12 Maret 1985")
	fill("#tempat", "cikole lembang")
	tab.Press(kb.Enter)
	fill("#mulai", "2024")
	expect(t, "registered", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, ".flash", "Siti Aminah sudah terdaftar")
	says(t, tab, "#penugasan", "PSM", "Desa Cikole, Kec. Lembang", "sejak tahun 2024", "Masa bakti: 2024-2029")
	tab.Check("daftar-baru-3-terdaftar")

	tab.Navigate(o.URL + link.NewWorker())
	fill("#nama", "Siti Aminah")
	fill("#nik", aNIK)
	tab.Choose("#jenis", "TAGANA")
	fill("#tempat", "kec. lembang")
	tab.Press(kb.Enter)
	fill("#mulai", "1-3-2025")
	expect(t, "the same NIK", tab.Follow("main .btn-primary"), http.StatusUnprocessableEntity)
	says(t, tab, ".error-summary", "NIK ini sudah terdaftar (Hj. Siti Aminah, S.Sos.)")
	tab.Check("daftar-baru-4-nik-ada")
	expect(t, "the offer", tab.Follow(".notice .btn"), http.StatusOK)
	if got := value(tab, "#jenis") + value(tab, "#mulai"); got != "TAGANA1-3-2025" {
		t.Errorf("the offered form begins with %q", got)
	}
	tab.Check("daftar-baru-5-tambah-penugasan")
	expect(t, "added", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, ".flash", "Penugasan sebagai TAGANA sudah ditambahkan")
	says(t, tab, "#penugasan", "TAGANA", "PSM")

	expect(t, "the question", tab.Follow(`#penugasan a[href$="/akhiri"]`), http.StatusOK)
	expect(t, "without an answer", tab.Follow("main .btn-danger"), http.StatusUnprocessableEntity)
	tab.Check("daftar-baru-6-akhiri-ditolak")
	fill("#sampai", "30-6-2025")
	tab.Choose("#alasan", "Mengundurkan diri")
	expect(t, "ended", tab.Follow("main .btn-danger"), http.StatusOK)
	says(t, tab, ".flash", "berakhir pada 30 Juni 2025")
	says(t, tab, "#penugasan", "30 Juni 2025", "Mengundurkan diri")
	expect(t, "the question", tab.Follow(`#penugasan a[href$="/pulihkan"]`), http.StatusOK)
	tab.Check("daftar-baru-7-aktifkan-kembali")
	fill("#alasan", "Keliru mengakhiri")
	expect(t, "brought back", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, ".flash", "aktif kembali")
	says(t, tab, "#riwayat .timeline li", "Mengaktifkan kembali penugasan", "Keliru mengakhiri")
}

// The treasurer opens a personal number with a reason; the staff member is not even offered to.
func treasurerOpensANumber(t *testing.T, o office) {
	id := o.one(t, `SELECT min(worker) FROM bank_account WHERE voided_at IS NULL`)
	tab := o.as(t, "bendahara")
	tab.Navigate(o.URL + link.Worker(id))
	says(t, tab, "#identitas", "************")
	tab.Do(chromedp.Click(chromedp.CSS(".reveal summary")))
	expect(t, "without a reason", tab.Follow(".reveal .btn-primary"), http.StatusUnprocessableEntity)
	if got := focused(tab); got != "error-summary" {
		t.Errorf("after a refusal the focus is on %q", got)
	}
	tab.Check("data-pribadi-1-ditolak")
	tab.Choose("#nomor", "nik")
	tab.Choose("#alasan", "Verifikasi dengan KTP atau KK")
	expect(t, "opened", tab.Follow(".reveal .btn-primary"), http.StatusOK)
	if got := tab.Text(".shown-number"); len(got) != 16 || strings.Contains(got, "*") {
		t.Errorf("the number that was opened is %q", got)
	}
	says(t, tab, "#riwayat .timeline li", "Membuka data pribadi", "NIK", "Verifikasi dengan KTP atau KK", "Yuyun Wahyuni")
	tab.Check("data-pribadi-2-dibuka")

	staff := o.as(t, "staf")
	staff.Navigate(o.URL + link.Worker(id))
	if staff.Has(".reveal") || staff.Has(`main a[href$="/ubah"]`) {
		t.Error("a staff member is offered what the role may not do")
	}
	staff.Check("data-pribadi-3-staf")
}

// The administrator sets a formation and the district's colour, and sees both at once.
func administratorSets(t *testing.T, o office) {
	tab := o.as(t, "admin")
	colour := func() string {
		return uitest.Eval[string](tab, `getComputedStyle(document.querySelector(".topbar")).backgroundColor`)
	}
	before := colour()
	expect(t, "settings", tab.Navigate(o.URL+link.Settings()), http.StatusOK)
	tab.Check("pengaturan-1")
	expect(t, "the colour", tab.Follow(`#tampilan .panel-actions a`), http.StatusOK)
	tab.Fill("[id='office.accent']", "merah")
	expect(t, "no colour", tab.Follow("main .btn-primary"), http.StatusUnprocessableEntity)
	tab.Check("pengaturan-2-ditolak")
	tab.Fill("[id='office.accent']", "#7a1f3d")
	expect(t, "saved", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, ".flash", "Tampilan sudah disimpan")
	expect(t, "the name", tab.Follow(`#identitas .panel-actions a`), http.StatusOK)
	tab.Fill("[id='office.name']", "Dinas Sosial KBB")
	if _, err := o.Pool.Exec(t.Context(), `UPDATE setting SET value = 'Dinas Sosial lain', version = version + 1 WHERE key = 'office.name'`); err != nil {
		t.Fatal(err)
	}
	expect(t, "somebody else was first", tab.Follow("main .btn-primary"), http.StatusConflict)
	says(t, tab, ".field-stored", "Kini tersimpan: Dinas Sosial lain")
	tab.Check("pengaturan-2-konflik")
	expect(t, "saved", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, ".brand-office", "Dinas Sosial KBB")
	if got := colour(); got == before || got != "rgb(122, 31, 61)" {
		t.Errorf("the header is %s, before it was %s", got, before)
	}
	tab.Check("pengaturan-3-warna")

	crest := filepath.Join(t.TempDir(), "lambang.png")
	if err := os.WriteFile(crest, aCrest(t), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, "the logo", tab.Follow(`#kop-surat a[href$="/logo"]`), http.StatusOK)
	tab.Do(chromedp.SetUploadFiles(chromedp.CSS("#logo"), []string{crest}))
	expect(t, "uploaded", tab.Follow("main .btn-primary"), http.StatusOK)
	if w := uitest.Eval[int](tab, `document.querySelector(".brand img").naturalWidth`); w != 120 {
		t.Errorf("the logo in the header is %d pixels wide", w)
	}
	tab.Check("pengaturan-4-logo")
	tab.Paper("cetak-kop-surat", chromedp.PaperA4)
	expect(t, "settings", tab.Navigate(o.URL+link.Settings()), http.StatusOK)
	tab.Check("pengaturan-5-lengkap")

	expect(t, "a kind of workers", tab.Follow(`#formasi .panel-actions a`), http.StatusOK)
	expect(t, "its form", tab.Follow("main .page-actions a"), http.StatusOK)
	tab.Fill("#kode", "ksb")
	tab.Fill("#nama", "Kampung Siaga Bencana")
	tab.Fill("#kategori", "Relawan Sosial")
	tab.Choose("#tingkat-3", "desa")
	expect(t, "added", tab.Follow("main .btn-primary"), http.StatusOK)
	expect(t, "a field", tab.Follow("#isian .panel-actions a"), http.StatusOK)
	tab.Fill("#nama", "Nomor kartu")
	expect(t, "added", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, "#isian tbody", "Nomor kartu", "Teks")
	if _, err := o.Pool.Exec(t.Context(), `UPDATE cadre SET name = 'Kampung Siaga', version = version + 1 WHERE code = 'KSB'`); err != nil {
		t.Fatal(err)
	}
	expect(t, "somebody else was first", tab.Follow("main .form .btn-primary"), http.StatusConflict)
	tab.Check("jenis-sdm-konflik")
	tab.Navigate(o.URL + link.Settings())

	expect(t, "the formation of the staff", tab.Follow(`#formasi a[href$="/DINSOS"]`), http.StatusOK)
	tab.Fill("#mulai", "")
	expect(t, "nothing chosen", tab.Follow("main .btn-primary"), http.StatusUnprocessableEntity)
	tab.Check("formasi-1-ditolak")
	tab.Fill("#wilayah", "kabupaten bandung barat")
	tab.Press(kb.Enter)
	tab.Fill("#jumlah", "45")
	tab.Fill("#mulai", typed(o.Clock.Now()))
	expect(t, "set", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, ".flash", "Formasi DINSOS sudah ditetapkan")
	says(t, tab, "#total", "45")
	tab.Check("formasi-2-ditetapkan")
	tab.Navigate(o.URL + link.Home())
	if got := uitest.Eval[string](tab, `[...document.querySelectorAll("#tabel-jenis tbody tr")].find((r) => r.textContent.includes("DINSOS")).querySelector("td[data-label=Formasi]").textContent.trim()`); got != "45" {
		t.Errorf("Beranda says %q posts of the staff", got)
	}
	tab.Check("formasi-3-beranda")
}

// aCrest is a picture as a district's arms may be.
func aCrest(t *testing.T) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 120, 150))
	for y := range 150 {
		for x := range 120 {
			if dx, dy := x-60, (y-60)*2/3; dx*dx+dy*dy < 3200 {
				m.Set(x, y, color.RGBA{uint8(30 + y), 90, uint8(40 + x), 255})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The first administrator of an empty installation comes in by the one-time link.
func firstAdministrator(t *testing.T) {
	o := openEmpty(t)
	token, err := o.Accounts.InviteFirstAdmin(t.Context(), tester, o.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	tab := uitest.Open(t)
	expect(t, "the link", tab.Navigate(o.URL+link.Start(token)), http.StatusOK)
	tab.Check("mulai-1")
	tab.Fill("#login", "rudi")
	tab.Fill("#sandi", "123456")
	expect(t, "too short a password", tab.Follow("main .btn-primary"), http.StatusUnprocessableEntity)
	tab.Check("mulai-2-ditolak")
	tab.Fill("#nama", "Rudi Hartono")
	tab.Fill("#sandi", "kuda hijau di tangga besi")
	expect(t, "made", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, ".notice", "Akun administrator sudah dibuat")
	tab.Check("mulai-3-masuk")
	tab.Fill("#login", "rudi")
	tab.Fill("#sandi", "kuda hijau di tangga besi")
	expect(t, "logged in", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, ".who", "Rudi Hartono", "Administrator")
	expect(t, "the link again", tab.Navigate(o.URL+link.Start(token)), http.StatusNotFound)
	tab.Check("mulai-4-tautan-terpakai")
}

// Where scripts do not run, a clerk logs in, registers somebody and filters.
func withoutScript(t *testing.T, o office) {
	tab := uitest.Open(t)
	tab.NoScript()
	o.login(t, tab, "operator")
	tab.Navigate(o.URL + link.NewWorker())
	tab.Fill("#nama", "Popon Juariah")
	tab.Fill("#nik", "3217014107809001")
	tab.Choose("#jenis", "PSM")
	tab.Choose("select[name=tempat]", "32.17.01.2001")
	tab.Fill("#mulai", "2021")
	if !uitest.Eval[bool](tab, `document.querySelector(".more summary").checkVisibility()`) {
		t.Error("the fields of single cadres cannot be reached")
	}
	tab.Check("tanpa-skrip-1-formulir")
	expect(t, "registered", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, "h1", "Popon Juariah")
	tab.Navigate(o.URL + link.Workers())
	tab.Choose("select[name=desa]", "32.17.01.2001")
	tab.Choose("#sertifikat", "tidak")
	expect(t, "filtered", tab.Follow(".filter-actions button"), http.StatusOK)
	says(t, tab, "#total", "1")
	says(t, tab, "tbody", "Popon Juariah")
	tab.Check("tanpa-skrip-2-disaring")
	tab.Width(uitest.Phone)
	tab.Do(chromedp.Click(chromedp.CSS(".menu-switch summary")), chromedp.Click(chromedp.CSS(".filter-switch summary")))
	tab.NoSideScroll()
	tab.Axe()
	tab.Screenshot("tanpa-skrip-3-menu-terbuka", uitest.Phone)
	expect(t, "the menu", tab.Follow(`.menu a[href="/formasi"]`), http.StatusOK)
}

// The keyboard alone: log in, skip what repeats, open the list and search.
func keyboardAlone(t *testing.T, o office) {
	tab := uitest.Open(t)
	tab.Navigate(o.URL + link.Login())
	step := func(want string) {
		t.Helper()
		tab.Press(kb.Tab)
		if got := focused(tab); got != want {
			t.Fatalf("the next Tab leads to %q, want %q", got, want)
		}
		if !uitest.Eval[bool](tab, `(() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
			return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && r.top >= 0 && r.height > 0; })()`) {
			t.Errorf("the focus on %q cannot be seen", want)
		}
	}
	skip := func() {
		t.Helper()
		step("skip")
		tab.Press(kb.Enter)
		if got := focused(tab); got != "isi" {
			t.Fatalf("the skip link leads to %q", got)
		}
	}
	skip()
	step("login")
	tab.Press("staf")
	step("sandi")
	tab.Press(account.DemoPassword)
	expect(t, "logged in", tab.FollowKeys(kb.Enter), http.StatusOK)
	tab.Press(kb.Tab)
	tab.Screenshot("papan-ketik-1-langsung-ke-isi", uitest.Laptop)
	for range 20 {
		if uitest.Eval[bool](tab, `document.activeElement.matches(".menu a[href='/sdm']")`) {
			break
		}
		tab.Press(kb.Tab)
	}
	expect(t, "the list", tab.FollowKeys(kb.Enter), http.StatusOK)
	skip()
	step("cari")
	tab.Press("ade")
	step("btn btn-second")
	expect(t, "found", tab.FollowKeys(kb.Enter), http.StatusOK)
	says(t, tab, ".chips", "Nama: ade")
	if n := uitest.Eval[int](tab, `document.querySelectorAll("tbody tr").length`); n == 0 {
		t.Error("the search found nobody")
	}
}

// Somebody's work goes wrong: the session ends, another clerk is first, the server fails. Each page says what is safe.
func trouble(t *testing.T) {
	o := openOffice(t, 0)
	workers := worker.NewStore(o.Pool, o.Keys)
	id := workertest.Registered(t, workers, "Neng Euis Komariah", workertest.Engagement("PSM", "32.17.01.2001", "2021-01-01"))
	tab := o.as(t, "operator")

	tab.Navigate(o.URL + link.EditWorker(id))
	if _, err := o.Pool.Exec(t.Context(), `UPDATE worker SET address = 'Kp. Cibodas', version = version + 1`); err != nil {
		t.Fatal(err)
	}
	tab.Fill("#alamat", "Kp. Babakan")
	expect(t, "somebody else was first", tab.Follow("main .btn-primary"), http.StatusConflict)
	says(t, tab, "main", "Orang lain menyimpan perubahan lebih dahulu", "Kini tersimpan: Kp. Cibodas")
	if got := value(tab, "#alamat"); got != "Kp. Babakan" {
		t.Errorf("what was typed is lost: %q", got)
	}
	tab.Check("galat-409-formulir")

	engagement := o.one(t, `SELECT id FROM engagement`)
	tab.Navigate(o.URL + link.EndEngagement(engagement))
	if err := workers.End(t.Context(), workertest.Clerk, engagement, workertest.Day("2025-12-31"), "Masa tugas selesai"); err != nil {
		t.Fatal(err)
	}
	tab.Fill("#sampai", "31-12-2025")
	tab.Choose("#alasan", "Mengundurkan diri")
	expect(t, "ended by somebody else", tab.Follow("main .btn-danger"), http.StatusConflict)
	tab.Check("galat-409")

	tab.Navigate(o.URL + link.NewWorker())
	uitest.Eval[int](tab, `document.querySelector("#alamat").value = "x".repeat(2 << 20), 0`)
	expect(t, "too large", tab.Follow("main .btn-primary"), http.StatusRequestEntityTooLarge)
	tab.Check("galat-413")

	tab.Navigate(o.URL + link.NewWorker())
	if _, err := o.Pool.Exec(t.Context(), `DELETE FROM session`); err != nil {
		t.Fatal(err)
	}
	tab.Fill("#nama", "Hj. Siti Aminah, S.Sos.")
	tab.Fill("#nik", aNIK)
	tab.Fill("#alamat", "Kp. Sukamaju\nRT 02 RW 05")
	expect(t, "the session has ended", tab.Follow("main .btn-primary"), http.StatusUnauthorized)
	says(t, tab, ".trouble", "Yang Anda ketik aman")
	tab.Check("galat-401")
	expect(t, "the login page", tab.Follow(".trouble .btn-primary"), http.StatusOK)
	tab.Fill("#login", "operator")
	tab.Fill("#sandi", account.DemoPassword)
	expect(t, "the forms that were kept", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, "main", "Isian Anda masih tersimpan", "Tambah SDM", "Hj. Siti Aminah, S.Sos.", aNIK)
	tab.Check("isian-tersimpan")
	expect(t, "continued", tab.Follow("main .btn-primary"), http.StatusUnprocessableEntity)
	for css, want := range map[string]string{"#nama": "Hj. Siti Aminah, S.Sos.", "#nik": aNIK, "#alamat": "Kp. Sukamaju\nRT 02 RW 05"} {
		if got := value(tab, css); got != want {
			t.Errorf("after it was kept %s holds %q, want %q", css, got, want)
		}
	}
	tab.Navigate(o.URL + link.KeptForms())
	says(t, tab, "main", "Tidak ada isian yang tersimpan")

	tab.Excuse("status of 500")
	o.Pool.Close()
	expect(t, "the database is gone", tab.Navigate(o.URL+link.Workers()), http.StatusInternalServerError)
	tab.Check("galat-500")
}

func TestJourneys(t *testing.T) {
	t.Parallel()
	full := openOffice(t, district)
	for name, walk := range map[string]func(*testing.T, office){"corrects": clerkCorrects, "opens a number": treasurerOpensANumber, "keyboard": keyboardAlone} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			walk(t, full)
		})
	}
}

func TestJourneysFromNothing(t *testing.T) {
	t.Parallel()
	for name, walk := range map[string]func(*testing.T, office){"registers": clerkRegisters, "sets": administratorSets, "invites": administratorInvites, "without script": withoutScript,
		"imports": clerkImports, "brings five": clerkBringsFive} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			walk(t, openOffice(t, 0))
		})
	}
	t.Run("first administrator", func(t *testing.T) {
		t.Parallel()
		firstAdministrator(t)
	})
	t.Run("trouble", func(t *testing.T) {
		t.Parallel()
		trouble(t)
	})
}
