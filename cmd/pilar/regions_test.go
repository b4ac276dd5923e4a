package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/seal"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
	"pilar/web/link"
)

// madeUp is a district that there is not.
const madeUp = `kode,nama,tingkat,kode_induk
99.71,Kabupaten Rekacipta,kabupaten,99
99.71.01,Mekarsari Hilir,kecamatan,99.71
99.71.01.2001,Sukareka,desa,99.71.01
99.71.01.2002,Cirekadaya,desa,99.71.01
99.71.02,Mekarsari Girang,kecamatan,99.71
99.71.02.2001,Karangreka,desa,99.71.02
`

func fileOf(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "wilayah.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAnotherDistrict(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t)
	env := office(t, db)
	pilar(t, env, "", "user", "list").want(t, exitDone, "LOGIN", "")
	keys, err := seal.LoadOrCreate(filepath.Join(env["PILAR_DATA"], "pilar.key"), false)
	if err != nil {
		t.Fatal(err)
	}
	a := apptest.New(t, app.Config{Pool: db.App, Keys: keys})
	operator, admin := a.As(t, account.Operator), a.As(t, account.Administrator)
	if !strings.Contains(operator.Get(link.Home()).Body, "Lembang") {
		t.Error("an empty start does not show its places") // else the absence below would prove nothing
	}

	pilar(t, env, "", "regions", fileOf(t, madeUp)).
		want(t, exitDone, "that of Kabupaten Rekacipta now: 2 kecamatan, 3 desa", "")
	admin.Post(link.Settings(), nil) // whoever writes sees the new name at once; others within seconds

	for _, path := range []string{link.Home(), link.Workers(), link.Formations(), link.NewWorker()} {
		foreign(t, path, operator.Get(path))
	}
	for _, path := range []string{link.Home(), link.Workers(), link.Settings(), link.Formation("PSM"), link.Formation("TAGANA")} {
		foreign(t, path, admin.Get(path))
	}
	if got := operator.Get(link.Home()).Text(t, ".brand-office"); got != "Dinas Sosial Kabupaten Rekacipta" {
		t.Errorf("the office is called %q", got)
	}
	if got := admin.Get(link.SettingsGroup("waktu-dan-nik")).Doc(t).Find("[name='nik.prefixes']").AttrOr("value", ""); got != "9971" {
		t.Errorf("prefixes of the NIK: %q", got)
	}
	if got := operator.Get(link.Formations()).Text(t, "#total"); got != "5" {
		t.Errorf("%s posts, want one TKSK in each kecamatan and one PSM in each desa", got)
	}
	workertest.Registered(t, worker.NewStore(db.App, keys), "Neng Euis", workertest.Engagement("PSM", "99.71.01.2001", "2024-01-01"))
	if got := operator.Get(link.Workers()).Text(t, "tbody"); !strings.Contains(got, "Desa Sukareka, Kec. Mekarsari Hilir") {
		t.Errorf("the list with somebody says %q", got)
	}

	var verbs string
	if err := db.Owner.QueryRow(t.Context(), `
		SELECT string_agg(verb, ' ' ORDER BY id) FROM audit_entry
		WHERE id > (SELECT min(id) FROM audit_entry WHERE verb = 'formation.cleared') - 1`).Scan(&verbs); err != nil {
		t.Fatal(err)
	}
	if want := "formation.cleared regions.loaded formation.set setting.changed setting.changed setting.changed"; !strings.HasPrefix(verbs, want) {
		t.Errorf("the trail says %q", verbs)
	}
	pilar(t, env, "", "doctor").want(t, exitDone, "ok      chain", "")
	pilar(t, env, "", "regions", fileOf(t, madeUp)).want(t, exitRefused, "", "1 people stand in this register already")
}

// foreign fails where a page still speaks of the district that an empty start has.
func foreign(t *testing.T, what string, page apptest.Answer) {
	t.Helper()
	if page.Status != 200 {
		t.Errorf("%s: status %d", what, page.Status)
	}
	for _, word := range []string{"Bandung Barat", "KBB", "Lembang", "32.17", "3217"} {
		if at := strings.Index(page.Body, word); at >= 0 {
			t.Errorf("%s still says %s: …%s…", what, word, page.Body[max(0, at-80):min(len(page.Body), at+80)])
		}
	}
}

func TestRegionsThatAreRefused(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t)
	env := office(t, db)
	places := func() (n int) {
		if err := db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM region WHERE code LIKE '32.17%'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := places()
	lines := strings.SplitAfter(madeUp, "\n")
	for text, says := range map[string]string{
		"nama,kode\n":     "the first line must be kode,nama,tingkat,kode_induk",
		lines[0]:          "no place stands below",
		lines[0] + "\n\n": "no place stands below",
		lines[0] + lines[1] + "\n" + strings.Replace(lines[2], "99.71.01", "99.7101", 1): "line 4: ",
		lines[0] + lines[1] + "99.71.01,Mekarsari\n":                                     "line 3",
		lines[0] + lines[1]: "0 kecamatan and 0 desa",
		strings.Replace(madeUp, "Rekacipta", strings.Repeat("Rekacipta ", 12), 1): "Nama dinas harus 3 sampai 100 huruf",
	} {
		pilar(t, env, "", "regions", fileOf(t, text)).want(t, exitRefused, "", says)
	}
	pilar(t, env, "", "regions", filepath.Join(t.TempDir(), "hilang.csv")).want(t, exitRefused, "", "hilang.csv: no such file")
	pilar(t, env, "", "regions").want(t, exitUsage, "", "takes 1 word")

	serving := map[string]string{"PILAR_DATA": env["PILAR_DATA"], "DATABASE_URL": db.AppURL}
	pilar(t, serving, "", "regions", fileOf(t, madeUp)).want(t, exitRefused, "", "name the one that owns the tables in DATABASE_OWNER_URL")

	pilar(t, env, "", "user", "add", "siti", "--name", "Siti Rohaeni", "--role", "operator", "--kecamatan", "32.17.01").want(t, exitDone, "made", "")
	pilar(t, env, "", "regions", fileOf(t, madeUp)).want(t, exitRefused, "", "limited to kecamatan of the present district (siti)")
	if n := places(); n != before {
		t.Errorf("%d places stand after refusals, before %d", n, before)
	}
}
