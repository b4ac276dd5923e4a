package installationweb_test

import (
	"path/filepath"
	"strings"
	"testing"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/backup"
	"pilar/internal/installation"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
	"pilar/web/link"
)

func TestSystem(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{Place: installation.Place{Data: t.TempDir(), KeyFile: "../../postgres/pgtest/test.key", Private: true}})
	admin := a.As(t, account.Administrator)
	workertest.Registered(t, worker.NewStore(a.Pool, a.Keys), "Neng Euis", workertest.Engagement("PSM", "32.17.01.2001", "2021-01-01"))
	page := admin.Get(link.System())
	if page.Status != 200 || !strings.Contains(page.Body, "Belum pernah dicadangkan") || !strings.Contains(page.Body, a.Keys.Fingerprint()) ||
		strings.Contains(page.Body, "Berkas kunci hilang") {
		t.Errorf("%d\n%s", page.Status, page.Body)
	}
	// The figure is what the list behind it counts.
	figure := page.Doc(t).Find(`#keadaan a.figure`).First()
	if list := admin.Get(figure.AttrOr("href", "")); figure.Text() != "1" || list.Text(t, "#total") != "1" {
		t.Errorf("%q people, the list has %q", figure.Text(), list.Text(t, "#total"))
	}
	records := backup.NewStore(a.Pool, a.Keys)
	taken, err := backup.Take(t.Context(), backup.Source{DB: a.Pool, Keys: a.Keys, Files: t.TempDir(), Program: "uji"}, "uji", filepath.Join(t.TempDir(), "satu.zip"))
	if err == nil {
		err = records.Note(t.Context(), workertest.Clerk, taken)
	}
	if err != nil {
		t.Fatal(err)
	}
	if page := admin.Get(link.System()); !strings.Contains(page.Body, "Cadangan belum pernah terbukti") || !strings.Contains(page.Text(t, "#tabel-cadangan"), "satu.zip") {
		t.Errorf("after a backup:\n%s", page.Body)
	}
	if err := records.Prove(t.Context(), workertest.Clerk, taken); err != nil {
		t.Fatal(err)
	}
	if page := admin.Get(link.System()); !strings.Contains(page.Body, "Cadangan baik") {
		t.Errorf("after its proof:\n%s", page.Body)
	}
	if page := a.As(t, account.Inspector).Get(link.System()); page.Status != 403 {
		t.Errorf("an inspector gets %d", page.Status)
	}
}
