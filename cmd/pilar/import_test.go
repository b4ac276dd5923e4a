package main

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pilar/internal/account"
	"pilar/internal/asof"
	"pilar/internal/importer"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/report"
)

const workbooks = "../../internal/importer/testdata"

// expected is what must come out of the five workbooks.
type expected struct {
	Files []struct {
		File, Cadre string
		DataRows    int `json:"data_rows"`
		Loadable    int
		Rejected    int
		Repeated    int
	}
}

func readExpected(t *testing.T) expected {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(workbooks, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var e expected
	if err := json.Unmarshal(text, &e); err != nil || len(e.Files) != 5 {
		t.Fatalf("%d files expected, %v", len(e.Files), err)
	}
	return e
}

func imported(t *testing.T, env map[string]string, args ...string) importer.Report {
	t.Helper()
	got := pilar(t, env, "", append([]string{"import", "--json"}, args...)...)
	var r importer.Report
	if err := json.Unmarshal([]byte(got.out), &r); got.code != exitDone || err != nil {
		t.Fatalf("exit %d, %v: %s", got.code, err, got.errors)
	}
	return r
}

// TestTheDistrictsWorkbooks is the main job: started empty, the five workbooks go in as they are, every row is accounted
// for, and Beranda shows what was in them.
func TestTheDistrictsWorkbooks(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t)
	env := office(t, db)
	reports := report.NewStore(db.App, pgtest.Keys())
	for _, want := range readExpected(t).Files {
		path := filepath.Join(workbooks, want.File)
		checked := imported(t, env, "--cadre", want.Cadre, path)
		if n := headcount(t, reports).Cadre(want.Cadre).Active; n != 0 {
			t.Errorf("%s: checking stored %d people", want.File, n)
		}
		stored := imported(t, env, "--cadre", strings.ToLower(want.Cadre), path, "--apply")
		for what, r := range map[string]importer.Report{"checked": checked, "stored": stored} {
			if r.DataRows != want.DataRows || r.Loadable != want.Loadable || r.Rejected != want.Rejected || r.Repeated != want.Repeated || len(r.Rows) != r.DataRows {
				t.Errorf("%s, %s: %d rows, %d loadable, %d rejected, %d repeated; want %+v", want.File, what, r.DataRows, r.Loadable, r.Rejected, r.Repeated, want)
			}
		}
		if got := headcount(t, reports).Cadre(want.Cadre); got != (report.Count{Active: want.Loadable}) {
			t.Errorf("%s: Beranda shows %+v, want %d active and none certified", want.Cadre, got, want.Loadable)
		}
		for _, row := range imported(t, env, "--cadre", want.Cadre, path, "--apply").Rows {
			if row.Verdict == importer.New || row.Verdict == importer.Changed {
				t.Errorf("%s again: %s row %d is %s", want.File, row.Sheet, row.Number, row.Verdict)
			}
		}
	}
	if got := headcount(t, reports).Persons.All; got != (report.Count{Active: 421}) {
		t.Errorf("everybody: %+v", got)
	}
}

func headcount(t *testing.T, reports *report.Store) report.Headcount {
	t.Helper()
	h, err := reports.Headcount(t.Context(), asof.Now(time.Now()), nil)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestImportForPeople(t *testing.T) {
	t.Parallel()
	env := office(t, pgtest.Open(t))
	tksk := filepath.Join(workbooks, "TKSK 2026.xlsx")
	got := pilar(t, env, "", "import", "--cadre", "TKSK", "--per-tanggal", "5-1-2026", tksk)
	got.want(t, exitDone, "TKSK 2026.xlsx, TKSK, keadaan per 05-01-2026\n16 baris data: 14 dapat disimpan (14 baru, 0 berubah, 0 sama), 2 ditolak", "")
	got.want(t, exitDone, "Sheet1 baris 17  ditolak  nik_short", "")
	got.want(t, exitDone, "Tambahkan --apply", "")
	if strings.Contains(got.out, "321712060182901") {
		t.Error("a NIK stands whole in the report")
	}
}

// TestTheReportAsItIsWrittenRowByRow is byte for byte what the encoder makes of a whole one.
func TestTheReportAsItIsWrittenRowByRow(t *testing.T) {
	t.Parallel()
	env := office(t, pgtest.Open(t))
	for _, args := range [][]string{{"--cadre", "psm", filepath.Join(workbooks, "Data PSM per Kecamatan.xlsx")}, {"--cadre", "auto", filepath.Join(workbooks, "tagana kbb (rekap).xlsx")}} {
		got := pilar(t, env, "", append([]string{"import", "--json"}, args...)...)
		var r importer.Report
		if err := json.Unmarshal([]byte(got.out), &r); got.code != exitDone || err != nil || len(r.Rows) < 50 {
			t.Fatalf("exit %d, %v: %s", got.code, err, got.errors)
		}
		var whole strings.Builder
		e := json.NewEncoder(&whole)
		e.SetIndent("", "  ")
		if err := e.Encode(r); err != nil || whole.String() != got.out {
			t.Errorf("%v:\n%.300s\nwant\n%.300s", err, got.out, whole.String())
		}
	}
}

// TestWhatTheCommandLineStoresStandsAmongTheImports and what it only checks, or can't read, does not.
func TestWhatTheCommandLineStoresStandsAmongTheImports(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t)
	env := office(t, db)
	imports := importer.NewStore(db.App, pgtest.Keys())
	list := func() []importer.Import {
		all, _, err := imports.List(t.Context(), importer.ListFilter{})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	tksk := filepath.Join(workbooks, "TKSK 2026.xlsx")
	nothing := filepath.Join(t.TempDir(), "kosong.csv")
	if err := os.WriteFile(nothing, []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	imported(t, env, "--cadre", "auto", tksk)
	pilar(t, env, "", "import", "--cadre", "TKSK", "--apply", nothing).want(t, exitRefused, "", "kosong.csv: Baris judul kolom tidak ditemukan")
	pilar(t, env, "", "import", "--cadre", "TKSK", nothing).want(t, exitRefused, "", "kosong.csv: Baris judul kolom tidak ditemukan")
	if all := list(); len(all) != 0 {
		t.Fatalf("imports: %+v", all)
	}
	imported(t, env, "--cadre", "auto", "--apply", tksk)
	imported(t, env, "--cadre", "auto", "--apply", tksk)
	all := list()
	if len(all) != 2 || all[1].State != importer.Stored || all[1].Cadre != "TKSK" || all[1].Counts.Stored != 14 || all[0].State != importer.Checked || all[0].Chosen != 0 {
		t.Fatalf("imports: %+v", all)
	}
	if same, err := imports.Same(t.Context(), all[0].ID); err != nil || len(same) != 1 || same[0].ID != all[1].ID {
		t.Errorf("the same file: %+v, %v", same, err)
	}
}

func TestACadreThatTheFileDoesNotTell(t *testing.T) {
	t.Parallel()
	env := office(t, pgtest.Open(t))
	file := filepath.Join(t.TempDir(), "daftar.csv")
	if err := os.WriteFile(file, []byte("No,Nama,NIK,Kecamatan\n1,Siti,3217015203859001,Lembang\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	pilar(t, env, "", "import", "--cadre", "auto", file).want(t, exitRefused, "", "say it with --cadre, one of TKSK, PSM, TAGANA, PKH, DINSOS")
	pilar(t, env, "", "import", "--cadre", "TKSK", file).want(t, exitDone, "1 dapat disimpan (1 baru", "")
}

func TestImportThatIsRefused(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t)
	env := office(t, db)
	notes := filepath.Join(t.TempDir(), "catatan.xlsx")
	if err := os.WriteFile(notes, []byte("bukan buku kerja"), 0o600); err != nil {
		t.Fatal(err)
	}
	tksk := filepath.Join(workbooks, "TKSK 2026.xlsx")
	pilar(t, env, "", "import", tksk).want(t, exitUsage, "", "--cadre")
	pilar(t, env, "", "import", "--cadre", "XYZ", tksk).want(t, exitUsage, "", `no cadre "XYZ"`)
	pilar(t, env, "", "import", "--cadre", "TKSK").want(t, exitUsage, "", "takes 1 word")
	pilar(t, env, "", "import", "--cadre", "TKSK", "--per-tanggal", "31-2-2026", tksk).want(t, exitUsage, "", "is no date")
	pilar(t, env, "", "import", "--cadre", "TKSK", "tidak-ada.xlsx").want(t, exitRefused, "", "tidak-ada.xlsx")
	pilar(t, env, "", "import", "--cadre", "TKSK", notes).want(t, exitRefused, "", "catatan.xlsx: ")
	pilar(t, env, "", "import", "--cadre", "TKSK", "--as", "siapa", tksk).want(t, exitRefused, "", `no account "siapa"`)
}

func TestImportAsALimitedAccount(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t)
	env := office(t, db)
	pilar(t, env, "", "user", "add", "lembang", "--name", "Petugas Lembang", "--role", string(account.Operator)).want(t, exitDone, "", "")
	if _, err := db.Owner.Exec(t.Context(), `INSERT INTO account_region SELECT id, '32.17.01' FROM account`); err != nil {
		t.Fatal(err)
	}
	r := imported(t, env, "--cadre", "TKSK", "--as", "lembang", "--apply", filepath.Join(workbooks, "TKSK 2026.xlsx"))
	if r.Loadable != 1 || r.Rejected != 15 {
		t.Errorf("limited to Lembang: %d loadable, %d rejected", r.Loadable, r.Rejected)
	}
}

// TestImportBesideServe stores through the PostgreSQL of a running `pilar serve`, which shows it at once.
func TestImportBesideServe(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := start(t, map[string]string{"PILAR_DATA": dir}, "--demo")
	tksk := filepath.Join(workbooks, "TKSK 2026.xlsx")
	pilar(t, map[string]string{"PILAR_DATA": dir}, "", "import", "--cadre", "TKSK", "--apply", tksk).want(t, exitDone, "14 baru", "")
	s.post("/masuk", url.Values{"login": {"operator"}, "sandi": {account.DemoPassword}})
	if status, page := s.get("/sdm?nama=titin+abdul+rosmiati"); status != 200 || !strings.Contains(page, "Titin Abdul Rosmiati") {
		t.Errorf("status %d: who was imported does not stand in the list", status)
	}
	if code := s.stop(); code != 0 {
		t.Errorf("exit %d", code)
	}
}
