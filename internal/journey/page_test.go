package journey

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/go-chi/chi/v5"

	"pilar/internal/app/apptest"
	"pilar/web/link"
	"pilar/web/static"
	"pilar/web/ui/uitest"
)

// visit is one look at one page in one state.
type visit struct {
	route  string // as the site map writes it
	name   string // of the picture
	path   string
	status int               // 0: 200
	do     func(*uitest.Tab) // after the page is open
}

// send presses the button that sends the form, and expects the answer to be a refusal.
func send(t *testing.T, css string) func(*uitest.Tab) {
	return func(tab *uitest.Tab) {
		t.Helper()
		expect(t, "an empty form", tab.Follow(css), http.StatusUnprocessableEntity)
		if !tab.Has(".error-summary") {
			t.Error("a refusal has no summary of errors")
		}
	}
}

// some are people of the demonstration in the states that a page can show.
type some struct{ many, left, revoked, expired, both, serving, ended int64 }

func (o office) some(t *testing.T) some {
	t.Helper()
	return some{
		many:    o.one(t, `SELECT worker FROM engagement e JOIN engagement_decree d ON d.engagement = e.id WHERE e.voided_at IS NULL AND d.voided_at IS NULL AND e.cadre = 'TKSK' GROUP BY worker ORDER BY count(*) DESC, worker LIMIT 1`),
		left:    o.one(t, `SELECT min(worker) FROM engagement e WHERE end_reason <> '' AND voided_at IS NULL AND NOT EXISTS (SELECT FROM engagement o WHERE o.worker = e.worker AND o.voided_at IS NULL AND upper_inf(o.valid))`),
		revoked: o.one(t, `SELECT min(c.worker) FROM certificate_revocation r JOIN certificate c ON c.id = r.certificate`),
		expired: o.one(t, `SELECT min(worker) FROM certificate WHERE valid_until < current_date AND voided_at IS NULL`),
		both:    o.one(t, `SELECT worker FROM engagement WHERE voided_at IS NULL AND upper_inf(valid) GROUP BY worker HAVING count(*) > 1 ORDER BY worker LIMIT 1`),
		serving: o.one(t, `SELECT min(id) FROM engagement WHERE voided_at IS NULL AND upper_inf(valid)`),
		ended:   o.one(t, `SELECT min(id) FROM engagement WHERE voided_at IS NULL AND NOT upper_inf(valid) AND end_reason <> ''`),
	}
}

// query is an address with a query.
func query(f func(url.Values) string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return f(q)
}

func TestEveryPage(t *testing.T) {
	t.Parallel()
	o, empty := openOffice(t, district), openOffice(t, 0)
	o.addLimited(t)
	o.addBackups(t)
	s, who, in := o.some(t), o.accounts(t), o.addImports(t)
	primary, danger := "main .btn-primary", "main .btn-danger"
	next := func(tab *uitest.Tab) { expect(t, "the next page", tab.Follow("a[rel=next]"), http.StatusOK) }
	open := func(css string) func(*uitest.Tab) {
		return func(tab *uitest.Tab) { tab.Do(chromedp.Click(chromedp.CSS(css))) }
	}
	search := func(typed string) func(*uitest.Tab) {
		return func(tab *uitest.Tab) {
			tab.Fill("#cari", typed)
			expect(t, "a search", tab.Follow(".searchbox button"), http.StatusOK)
		}
	}
	tours := []struct {
		office office
		login  string
		visits []visit
	}{
		{o, "", []visit{
			{route: "/masuk", name: "masuk", path: link.Login()},
			{route: "/masuk", name: "masuk-ditolak", path: link.Login(), do: send(t, primary)},
			{route: "/masuk", name: "masuk-ditunda", path: link.Login(), do: func(tab *uitest.Tab) {
				tab.Fill("#login", "siapa-saja")
				for range 5 {
					expect(t, "a wrong password", tab.Follow(primary), http.StatusUnprocessableEntity)
				}
				expect(t, "one too many", tab.Follow(primary), http.StatusTooManyRequests)
			}},
			{route: "/masuk", name: "masuk-keluar", path: link.LoggedOut()},
			{route: "/mulai/{token}", name: "mulai-tak-berlaku", path: link.Start("abc"), status: http.StatusNotFound},
			{route: "/undangan/{token}", name: "undangan", path: link.Invitation(who.token)},
			{route: "/undangan/{token}", name: "undangan-ditolak", path: link.Invitation(who.token), do: send(t, primary)},
			{route: "/undangan/{token}", name: "undangan-tak-berlaku", path: link.Invitation("abc"), status: http.StatusNotFound},
		}},
		{empty, "operator", []visit{
			{route: "/", name: "beranda-kosong", path: link.Home()},
			{route: "/sdm", name: "sdm-kosong", path: link.Workers()},
			{route: "/formasi", name: "formasi-kosong-semua", path: query(link.FormationsQuery, "hanya", "kosong")},
			{route: "/formasi", name: "formasi-tanpa-hasil", path: query(link.FormationsQuery, "hanya", "lebih")},
		}},
		{empty, "admin", []visit{
			{route: "/sistem", name: "sistem-belum-dicadangkan", path: link.System()},
		}},
		{o, "operator", []visit{
			{route: "/", name: "beranda", path: link.Home()},
			{route: "/", name: "beranda-tanggal-lampau", path: query(link.HomeQuery, "tanggal", "31-12-2024", "tercatat", "31-1-2025"), do: open(".filter-switch summary")},
			{route: "/sdm", name: "sdm", path: link.Workers()},
			{route: "/sdm", name: "sdm-halaman-2", path: link.Workers(), do: next},
			{route: "/sdm", name: "sdm-disaring", path: query(link.WorkersQuery, "jenis", "PSM", "kecamatan", "32.17.01", "sertifikat", "tidak", "tanggal", "31-12-2025")},
			{route: "/sdm", name: "sdm-tidak-aktif", path: query(link.WorkersQuery, "status", "berakhir")},
			{route: "/sdm", name: "sdm-tanpa-hasil", path: query(link.WorkersQuery, "nama", "zzz", "jenis", "TKSK")},
			{route: "/sdm", name: "sdm-nama-mirip", path: link.Workers(), do: search("asep gunawam")},
			{route: "/sdm", name: "sdm-nomor-tidak-ada", path: link.Workers(), do: search("3217 9999 9999 9999")},
			{route: "/sdm/ekspor", name: "ekspor", path: query(link.ExportWorkersQuery, "jenis", "PSM", "kecamatan", "32.17.01")},
			{route: "/sdm/ekspor", name: "ekspor-ditolak", path: link.ExportWorkersQuery(nil), do: func(tab *uitest.Tab) {
				tab.Choose("#nomor-2", "utuh")
				send(t, primary)(tab)
			}},
			{route: "/sdm/baru", name: "sdm-baru", path: link.NewWorker()},
			{route: "/sdm/baru", name: "sdm-baru-ditolak", path: link.NewWorker(), do: send(t, primary)},
			{route: "/sdm/{id}", name: "catatan", path: link.Worker(s.many), do: open(".fold summary")},
			{route: "/sdm/{id}", name: "catatan-merangkap", path: link.Worker(s.both), do: open(".reveal summary")},
			{route: "/sdm/{id}", name: "catatan-tidak-aktif", path: link.Worker(s.left)},
			{route: "/sdm/{id}", name: "catatan-sertifikat-dicabut", path: link.Worker(s.revoked)},
			{route: "/sdm/{id}", name: "catatan-sertifikat-kedaluwarsa", path: link.Worker(s.expired)},
			{route: "/sdm/{id}/ubah", name: "perbaiki-identitas", path: link.EditWorker(s.many)},
			{route: "/sdm/{id}/ubah", name: "perbaiki-identitas-ditolak", path: link.EditWorker(s.many), do: func(tab *uitest.Tab) {
				tab.Fill("#nama", "")
				tab.Fill("#nik", "123")
				send(t, primary)(tab)
			}},
			{route: "/sdm/{id}/penugasan/baru", name: "tambah-penugasan", path: link.NewEngagement(s.many)},
			{route: "/sdm/{id}/penugasan/baru", name: "tambah-penugasan-ditolak", path: link.NewEngagement(s.many), do: send(t, primary)},
			{route: "/sdm/{id}/kepegawaian/baru", name: "kepegawaian", path: link.NewEmployment(s.many)},
			{route: "/sdm/{id}/kepegawaian/baru", name: "kepegawaian-ditolak", path: link.NewEmployment(s.many), do: send(t, primary)},
			{route: "/sdm/{id}/rekening/baru", name: "rekening", path: link.NewBankAccount(s.many)},
			{route: "/sdm/{id}/rekening/baru", name: "rekening-ditolak", path: link.NewBankAccount(s.many), do: send(t, primary)},
			{route: "/penugasan/{id}/ubah", name: "perbaiki-penugasan", path: link.EditEngagement(s.serving)},
			{route: "/penugasan/{id}/ubah", name: "perbaiki-penugasan-ditolak", path: link.EditEngagement(s.serving), do: func(tab *uitest.Tab) {
				tab.Fill("#mulai", "kemarin")
				send(t, primary)(tab)
			}},
			{route: "/penugasan/{id}/akhiri", name: "akhiri-penugasan", path: link.EndEngagement(s.serving)},
			{route: "/penugasan/{id}/akhiri", name: "akhiri-penugasan-ditolak", path: link.EndEngagement(s.serving), do: send(t, danger)},
			{route: "/penugasan/{id}/pulihkan", name: "aktifkan-kembali", path: link.RestoreEngagement(s.ended)},
			{route: "/penugasan/{id}/pulihkan", name: "aktifkan-kembali-ditolak", path: link.RestoreEngagement(s.ended), do: send(t, primary)},
			{route: "/formasi", name: "formasi", path: link.Formations()},
			{route: "/formasi", name: "formasi-halaman-2", path: link.Formations(), do: next},
			{route: "/pengaturan", name: "galat-403", path: link.Settings(), status: http.StatusForbidden},
			{route: "/sdm", name: "galat-400", path: query(link.WorkersQuery, "urut", "nik"), status: http.StatusBadRequest},
			{route: "/sdm", name: "galat-422", path: query(link.WorkersQuery, "tanggal", "31-2-2026"), status: http.StatusUnprocessableEntity},
			{route: "/sdm/{id}", name: "galat-404", path: link.Worker(9999999), status: http.StatusNotFound},
			{route: "/keluar", name: "galat-405", path: link.Logout(), status: http.StatusMethodNotAllowed},
		}},
		{o, limited, []visit{
			{route: "/", name: "beranda-terbatas", path: link.Home()},
			{route: "/sdm", name: "sdm-terbatas", path: link.Workers()},
			{route: "/akun", name: "akun", path: link.OwnAccount()},
			{route: "/akun", name: "akun-ditolak", path: link.OwnAccount(), do: send(t, primary)},
		}},
		{o, "staf", []visit{
			{route: "/sdm/{id}", name: "catatan-staf", path: link.Worker(s.both)},
			{route: "/sdm/ekspor", name: "ekspor-staf", path: link.ExportWorkersQuery(nil)},
			{route: "/akun", name: "akun-peragaan", path: link.OwnAccount()},
			{route: "/isian", name: "isian-tidak-ada", path: link.KeptForms()},
			{route: "/bantuan-pemakaian", name: "panduan", path: link.Guide()},
		}},
		{o, "pemeriksa", []visit{
			{route: "/audit", name: "jejak", path: link.Audit()},
			{route: "/audit", name: "jejak-halaman-2", path: link.Audit(), do: next},
			{route: "/audit", name: "jejak-disaring", path: query(link.AuditQuery, "perbuatan", "worker.corrected", "data", "worker", "dari", "1-1-2020")},
			{route: "/audit", name: "jejak-tanpa-hasil", path: query(link.AuditQuery, "perbuatan", "file.imported")},
			{route: "/audit", name: "jejak-422", path: query(link.AuditQuery, "dari", "31-2-2026"), status: http.StatusUnprocessableEntity},
		}},
		{o, "admin", []visit{
			{route: "/pengaturan", name: "pengaturan", path: link.Settings()},
			{route: "/pengaturan/identitas", name: "pengaturan-identitas", path: link.SettingsGroup("identitas")},
			{route: "/pengaturan/identitas", name: "pengaturan-identitas-ditolak", path: link.SettingsGroup("identitas"), do: func(tab *uitest.Tab) {
				tab.Fill("[id='office.name']", "")
				tab.Fill("[id='office.email']", "dinsos")
				send(t, primary)(tab)
			}},
			{route: "/sistem", name: "sistem", path: link.System()},
			{route: "/pengaturan/kop-surat", name: "pengaturan-kop-surat", path: link.SettingsGroup("kop-surat")},
			{route: "/pengaturan/tampilan", name: "pengaturan-tampilan", path: link.SettingsGroup("tampilan")},
			{route: "/pengaturan/waktu-dan-nik", name: "pengaturan-waktu", path: link.SettingsGroup("waktu-dan-nik")},
			{route: "/pengaturan/logo", name: "pengaturan-logo-tidak-ada", path: link.EditLogo()},
			{route: "/pengaturan/logo", name: "pengaturan-logo-ditolak", path: link.EditLogo(), do: send(t, primary)},
			{route: "/pengaturan/jenis-sdm", name: "jenis-sdm", path: link.Cadres()},
			{route: "/pengaturan/jenis-sdm/baru", name: "jenis-sdm-baru", path: link.NewCadre()},
			{route: "/pengaturan/jenis-sdm/baru", name: "jenis-sdm-baru-ditolak", path: link.NewCadre(), do: send(t, primary)},
			{route: "/pengaturan/jenis-sdm/{cadre}", name: "jenis-sdm-ubah", path: link.Cadre("TAGANA")},
			{route: "/pengaturan/jenis-sdm/{cadre}", name: "jenis-sdm-tanpa-isian", path: link.Cadre("TKSK")},
			{route: "/pengaturan/jenis-sdm/{cadre}", name: "jenis-sdm-ubah-ditolak", path: link.Cadre("TAGANA"), do: func(tab *uitest.Tab) {
				tab.Choose("#tingkat-3", "desa")
				send(t, primary)(tab)
			}},
			{route: "/pengaturan/jenis-sdm/{cadre}/isian/baru", name: "isian-baru", path: link.NewCadreField("TKSK")},
			{route: "/pengaturan/jenis-sdm/{cadre}/isian/baru", name: "isian-baru-ditolak", path: link.NewCadreField("TKSK"), do: send(t, primary)},
			{route: "/pengaturan/jenis-sdm/{cadre}/isian/{isian}", name: "isian-ubah", path: link.CadreField("TAGANA", "jenjang")},
			{route: "/pengaturan/gaya", name: "gaya", path: link.Kit()},
			{route: "/pengaturan/gaya", name: "gaya-dicoba", path: link.Kit(), do: func(tab *uitest.Tab) {
				expect(t, "an example", tab.Follow(".post-button button"), http.StatusOK)
				says(t, tab, ".flash", "Itu contoh saja")
			}},
			{route: "/pengaturan/formasi/{cadre}", name: "tetapkan-formasi", path: link.Formation("PSM")},
			{route: "/pengaturan/formasi/{cadre}/akhiri", name: "akhiri-formasi", path: link.EndFormation("TAGANA", "32.17")},
			{route: "/pengaturan/formasi/{cadre}/akhiri", name: "akhiri-formasi-ditolak", path: link.EndFormation("TAGANA", "32.17"), do: send(t, danger)},
			{route: "/pengaturan/formasi/{cadre}", name: "tetapkan-formasi-ditolak", path: link.Formation("PSM"), do: send(t, primary)},
		}},
		{o, "admin", []visit{
			{route: "/pengguna", name: "pengguna", path: link.Accounts()},
			{route: "/pengguna", name: "pengguna-disaring", path: query(link.AccountsQuery, "peran", "operator", "keadaan", "aktif")},
			{route: "/pengguna", name: "pengguna-tanpa-hasil", path: query(link.AccountsQuery, "cari", "tidak ada")},
			{route: "/pengguna/baru", name: "pengguna-baru-ditolak", path: link.NewAccount(), do: send(t, primary)},
			{route: "/pengguna/{id}", name: "akun-diundang", path: link.Account(who.invited)},
			{route: "/pengguna/{id}", name: "akun-dinonaktifkan", path: link.Account(who.suspended)},
			{route: "/pengguna/{id}", name: "akun-berakhir", path: link.Account(who.ended)},
			{route: "/pengguna/{id}", name: "akun-terbatas", path: link.Account(who.limited)},
			{route: "/pengguna/{id}", name: "akun-sendiri", path: link.Account(who.admin)},
			{route: "/pengguna/{id}/ubah", name: "ubah-akun", path: link.EditAccount(who.limited)},
			{route: "/pengguna/{id}/ubah", name: "ubah-akun-ditolak", path: link.EditAccount(who.limited), do: func(tab *uitest.Tab) {
				tab.Fill("#nama", "")
				tab.Choose("#peran-6", "admin")
				send(t, primary)(tab)
			}},
			{route: "/pengguna/{id}/nonaktifkan", name: "nonaktifkan-akun", path: link.SuspendAccount(who.limited)},
			{route: "/pengguna/{id}/nonaktifkan", name: "nonaktifkan-akun-ditolak", path: link.SuspendAccount(who.limited), do: send(t, danger)},
			{route: "/pengguna/{id}/nonaktifkan", name: "nonaktifkan-akun-sendiri", path: link.SuspendAccount(who.admin), status: http.StatusForbidden},
			{route: "/pengguna/{id}/aktifkan", name: "aktifkan-akun", path: link.ReactivateAccount(who.suspended)},
			{route: "/pengguna/{id}/aktifkan", name: "aktifkan-akun-ditolak", path: link.ReactivateAccount(who.suspended), do: send(t, primary)},
			{route: "/pengguna/{id}/tautan", name: "tautan-akun", path: link.AccountLink(who.limited)},
			{route: "/pengguna/{id}/tautan", name: "tautan-akun-diundang", path: link.AccountLink(who.invited)},
			{route: "/pengguna/{id}/tautan", name: "tautan-akun-peragaan", path: link.AccountLink(who.suspended), status: http.StatusForbidden},
		}},
	}
	tours = append(tours, struct {
		office office
		login  string
		visits []visit
	}{o, "operator", importVisits(t, in)})
	seen := map[string]bool{}
	for _, tour := range tours {
		for _, v := range tour.visits {
			seen[v.route] = true
		}
	}
	for _, route := range pages(t, o.App) {
		if !seen[route] {
			t.Errorf("nobody looks at GET %s: add it to the tours", route)
		}
	}
	for _, tour := range tours {
		for part := range slices.Chunk(tour.visits, 14) {
			t.Run(tour.login+" "+part[0].name, func(t *testing.T) {
				t.Parallel()
				tab := uitest.Open(t)
				if tour.login != "" {
					tour.office.login(t, tab, tour.login)
				}
				for _, v := range part {
					look(t, tab, tour.office, v)
				}
			})
		}
	}
}

// The pages that an office files on paper.
func TestPaper(t *testing.T) {
	t.Parallel()
	o := openOffice(t, district)
	tab := o.as(t, "pimpinan")
	for _, p := range []struct {
		name, path string
		most       int
	}{{"cetak-beranda", link.Home(), 2}, {"cetak-sdm", link.Workers(), 3}, {"cetak-catatan", link.Worker(o.some(t).many), 3}, {"cetak-panduan", link.Guide(), 16}} {
		expect(t, p.name, tab.Navigate(o.URL+p.path), http.StatusOK)
		if n := tab.Paper(p.name, chromedp.PaperA4); n < 1 || n > p.most {
			t.Errorf("%s takes %d sheets of A4, at most %d would do", p.name, n, p.most)
		}
	}
}

func look(t *testing.T, tab *uitest.Tab, o office, v visit) {
	t.Helper()
	want := v.status
	if want == 0 {
		want = http.StatusOK
	}
	expect(t, v.name, tab.Navigate(o.URL+v.path), want)
	if v.do != nil {
		v.do(tab)
	}
	tab.Check(v.name)
}

// pages are the routes that answer with a page.
func pages(t *testing.T, a *apptest.App) []string {
	t.Helper()
	var all []string
	err := chi.Walk(a.Handler.(chi.Routes), func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		system := pattern == "/healthz" || pattern == "/readyz" || pattern == "/metrics" || pattern == "/tema.css" || pattern == "/logo" ||
			strings.HasPrefix(pattern, static.Prefix)
		file := pattern == "/impor/templat/{cadre}" || pattern == "/impor/{id}/berkas"
		if method == http.MethodGet && !system && !file {
			all = append(all, pattern)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
