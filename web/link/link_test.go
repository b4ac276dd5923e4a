package link_test

import (
	"net/url"
	"testing"

	"pilar/web/link"
)

func TestAddresses(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{link.Home(), "/"},
		{link.Login(), "/masuk"},
		{link.LoginThen("/sdm?jenis=TKSK"), "/masuk?ke=%2Fsdm%3Fjenis%3DTKSK"},
		{link.Logout(), "/keluar"},
		{link.OwnAccount(), "/akun"},
		{link.ChangePassword(), "/akun/sandi"},
		{link.EndVisit(7), "/akun/sesi/7/akhiri"},
		{link.LogoutEverywhere(), "/akun/keluar-semua"},
		{link.Start("a/b"), "/mulai/a%2Fb"},
		{link.Accounts(), "/pengguna"},
		{link.AccountsQuery(url.Values{"keadaan": {"diundang"}}), "/pengguna?keadaan=diundang"},
		{link.ExportAccountsQuery(url.Values{"peran": {"staf"}}), "/pengguna/ekspor?peran=staf"},
		{link.ExportFormationsQuery(url.Values{"jenis": {"PSM"}}), "/formasi/ekspor?jenis=PSM"},
		{link.NewAccount(), "/pengguna/baru"},
		{link.Account(7), "/pengguna/7"},
		{link.EditAccount(7), "/pengguna/7/ubah"},
		{link.SuspendAccount(7), "/pengguna/7/nonaktifkan"},
		{link.ReactivateAccount(7), "/pengguna/7/aktifkan"},
		{link.AccountLink(7), "/pengguna/7/tautan"},
		{link.WithdrawAccountLink(7), "/pengguna/7/tautan/cabut"},
		{link.EndAccountSessions(7), "/pengguna/7/akhiri-sesi"},
		{link.Invitation("a/b"), "/undangan/a%2Fb"},
		{link.Theme("#0b5f63"), "/tema.css?warna=0b5f63"},
		{link.Workers(), "/sdm"},
		{link.WorkersQuery(nil), "/sdm"},
		{link.WorkersQuery(url.Values{"jenis": {"TKSK"}, "kecamatan": {"32.17.01"}}), "/sdm?jenis=TKSK&kecamatan=32.17.01"},
		{link.WorkerSearch(), "/sdm/cari"},
		{link.ExportWorkersQuery(url.Values{"jenis": {"TKSK"}}), "/sdm/ekspor?jenis=TKSK"},
		{link.NewWorker(), "/sdm/baru"},
		{link.Worker(7), "/sdm/7"},
		{link.EditWorker(7), "/sdm/7/ubah"},
		{link.RevealWorker(7), "/sdm/7/buka"},
		{link.NewEngagement(7), "/sdm/7/penugasan/baru"},
		{link.EngageWith(7, url.Values{"jenis": {"PSM"}}), "/sdm/7/penugasan/baru?jenis=PSM"},
		{link.NewEmployment(7), "/sdm/7/kepegawaian/baru"},
		{link.NewBankAccount(7), "/sdm/7/rekening/baru"},
		{link.EditEngagement(9), "/penugasan/9/ubah"},
		{link.EndEngagement(9), "/penugasan/9/akhiri"},
		{link.RestoreEngagement(9), "/penugasan/9/pulihkan"},
		{link.Settings(), "/pengaturan"},
		{link.System(), "/sistem"},
		{link.SettingsGroup("identitas"), "/pengaturan/identitas"},
		{link.EditLogo(), "/pengaturan/logo"},
		{link.ClearLogo(), "/pengaturan/logo/hapus"},
		{link.Logo("ab12"), "/logo?v=ab12"},
		{link.Cadres(), "/pengaturan/jenis-sdm"},
		{link.NewCadre(), "/pengaturan/jenis-sdm/baru"},
		{link.Cadre("PSM"), "/pengaturan/jenis-sdm/PSM"},
		{link.NewCadreField("PSM"), "/pengaturan/jenis-sdm/PSM/isian/baru"},
		{link.CadreField("PSM", "masa_bakti"), "/pengaturan/jenis-sdm/PSM/isian/masa_bakti"},
		{link.Formation("PKH"), "/pengaturan/formasi/PKH"},
		{link.FormationQuery("PKH", url.Values{"mulai": {"a"}}), "/pengaturan/formasi/PKH?mulai=a"},
		{link.EndFormation("PKH", "32.17"), "/pengaturan/formasi/PKH/akhiri?wilayah=32.17"},
		{link.EndFormation("PKH", ""), "/pengaturan/formasi/PKH/akhiri"},
		{link.Imports(), "/impor"},
		{link.ImportsQuery(url.Values{"keadaan": {"tersimpan"}}), "/impor?keadaan=tersimpan"},
		{link.ImportBatch(7), "/impor?kelompok=7"},
		{link.AnswerBatch(), "/impor/kelompok"},
		{link.ImportTemplate("PSM"), "/impor/templat/PSM"},
		{link.Import(7), "/impor/7"},
		{link.ImportQuery(7, url.Values{"saring": {"ditolak"}}), "/impor/7?saring=ditolak"},
		{link.ImportFile(7), "/impor/7/berkas"},
		{link.AnswerImport(7), "/impor/7/jawaban"},
		{link.ChooseImport(7, url.Values{"saring": {"ditolak"}}), "/impor/7/pilihan?saring=ditolak"},
		{link.StoreImport(7), "/impor/7/simpan"},
		{link.UndoImport(7), "/impor/7/batalkan"},
		{link.DiscardImport(7), "/impor/7/buang"},
		{link.CheckAgain(7), "/impor/7/periksa-lagi"},
		{link.ImportRow(7, 3), "/impor/7/baris/3"},
		{link.ImportSince(7), "/impor/7/sejak-terakhir"},
		{link.ImportSinceQuery(7, url.Values{"mulai": {"50"}}), "/impor/7/sejak-terakhir?mulai=50"},
		{link.EndMissing(7), "/impor/7/sejak-terakhir/akhiri"},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}
