package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"text/tabwriter"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/golden"
	"pilar/internal/importer"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

// The kecamatan of the limited accounts, and one outside it.
const (
	ownKecamatan     = "32.17.01"
	foreignKecamatan = "32.17.02"
)

// stranger is in the name of everything that lies outside the limit: no answer to a limited account may hold it, as some do
// hold neighbour.
const (
	stranger  = "Xenofontina"
	neighbour = "Walfrida"
)

// records says what stands in the place of each {…} of a route: something within the limits of the account that asks, and
// something beyond them. A route that is missing here fails the test: whoever adds one decides what is foreign to it.
type records map[string]struct{ own, foreign string }

// TestLimits asks for every route as every role, limited to one kecamatan where the role can be: once for a record of that
// kecamatan and once for one of another. The foreign one must be out of reach (404, or 403 where it may be seen but not
// touched), and no answer at all may name who works there. The table is testdata/limits.golden.
func TestLimits(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	known := placeRecords(t, a)
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "METHOD\tROUTE\tRECORD")
	for _, role := range account.Roles() {
		fmt.Fprintf(w, "\t%s", role)
	}
	named := map[string]bool{}
	for _, r := range siteMap(t) {
		for _, record := range known.of(t, r) {
			fmt.Fprintf(w, "\n%s\t%s\t%s", r.method, r.pattern, record.name)
			for _, role := range account.Roles() {
				answer := sendTo(known.visitor(t, a, role), r.method, record.path)
				got := reach(answer)
				fmt.Fprintf(w, "\t%s", got)
				named[r.method+" "+r.pattern] = named[r.method+" "+r.pattern] || strings.Contains(answer.Body, neighbour)
				switch {
				case got == broken:
					t.Errorf("%s %s as %q: %d", r.method, record.path, role, answer.Status)
				case record.name == "own" && got != r.expected(role, permissions(t, a, role)):
					t.Errorf("%s %s as %q: %s for its own kecamatan's record", r.method, record.path, role, got)
				case record.name == "foreign" && got == in && role != account.Administrator:
					t.Errorf("%s %s as %q reaches a foreign record", r.method, record.path, role)
				case strings.Contains(answer.Body, stranger) && role != account.Administrator:
					t.Errorf("%s %s as %q names somebody outside its kecamatan", r.method, record.path, role)
				}
			}
		}
	}
	for _, r := range []string{"GET /sdm", "GET /sdm/{id}", "POST /sdm/ekspor", "GET /audit", "POST /audit/ekspor"} {
		if !named[r] {
			t.Errorf("%s names nobody: what it hides can't be seen", r)
		}
	}
	fmt.Fprintln(w)
	_ = w.Flush()
	golden.File(t, "limits.golden", table.String())
}

// none is what a foreign record looks like: as if it did not exist.
const none = "none"

func reach(a apptest.Answer) string {
	if a.Status == http.StatusNotFound {
		return none
	}
	return outcome(a)
}

// address is one address of a route, and whose record it names: own, foreign, or - where it names none.
type address struct{ name, path string }

func (k records) of(t *testing.T, r route) []address {
	t.Helper()
	if !strings.Contains(r.pattern, "{") {
		return []address{{"-", strings.TrimSuffix(r.pattern, "*")}}
	}
	record, ok := k[r.pattern[:strings.Index(r.pattern, "}")+1]]
	if !ok {
		t.Fatalf("%s: say in placeRecords what stands in its place", r.pattern)
	}
	fill := func(with string) string {
		first := placeholder.FindString(r.pattern)
		return strings.NewReplacer("{isian}", "jenjang", "{n}", "1").Replace(strings.Replace(r.pattern, first, with, 1))
	}
	if record.foreign == "" {
		return []address{{"-", fill(record.own)}}
	}
	return []address{{"own", fill(record.own)}, {"foreign", fill(record.foreign)}}
}

// placeRecords registers people on both sides of the limit, and says which is whose.
func placeRecords(t *testing.T, a *apptest.App) records {
	t.Helper()
	workers := worker.NewStore(a.Pool, a.Keys)
	own := workertest.Registered(t, workers, neighbour+" Hasanah", workertest.Engagement("TKSK", ownKecamatan, "2024-01-01"))
	foreign := workertest.Registered(t, workers, stranger+" Kurniasih", workertest.Engagement("TKSK", foreignKecamatan, "2024-01-01"))
	engagement := func(id int64) (found string) {
		err := a.Pool.QueryRow(t.Context(), `SELECT id::text FROM engagement WHERE worker = $1`, id).Scan(&found)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	return records{
		"/impor/templat/{cadre}":        {"TKSK", ""},
		"/impor/{id}":                   {ownImport(t, a), foreignImport(t, a)},
		"/sdm/{id}":                     {fmt.Sprint(own), fmt.Sprint(foreign)},
		"/penugasan/{id}":               {engagement(own), engagement(foreign)},
		"/pengguna/{id}":                {fmt.Sprint(a.As(t, account.Staff).Account), ""},
		"/pengaturan/formasi/{cadre}":   {"TKSK", ""},
		"/pengaturan/jenis-sdm/{cadre}": {"TAGANA", ""},
		"/mulai/{token}":                {"1", ""},
		"/undangan/{token}":             {"1", ""},
		"/akun/sesi/{id}":               {"1", ""}, // its own test: accountweb.TestEndingSessions
		"/isian/{id}":                   {"1", ""}, // its own tests: kept_test.go
	}
}

// imported is a file of one person that somebody of a kecamatan brought and stored. Its name is that of the person, so that a
// list that shows it names the person, too.
func imported(t *testing.T, a *apptest.App, person, nik, kecamatan string) string {
	t.Helper()
	imports := importer.NewStore(a.Pool, a.Keys)
	whose := a.As(t, account.Operator, kecamatan).Account
	id, err := imports.Receive(t.Context(), workertest.Clerk, importer.Upload{File: person + ".csv", Cadre: "TKSK", Account: whose, Limit: []string{kecamatan},
		Content: []byte("Nama;NIK\n" + person + ";" + nik + "\n")})
	if err == nil {
		err = imports.Work(t.Context(), id)
	}
	if err == nil {
		_, err = a.Pool.Exec(t.Context(), `UPDATE import SET state = 'stored', stored_at = now(), stored_by = 'uji' WHERE id = $1`, id)
	}
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(id)
}

func ownImport(t *testing.T, a *apptest.App) string {
	return imported(t, a, neighbour, "3217015203859001", ownKecamatan)
}

func foreignImport(t *testing.T, a *apptest.App) string {
	return imported(t, a, stranger, "3217025203859002", foreignKecamatan)
}

// visitor is limited to one kecamatan; an administrator sees all. The import of that kecamatan is always the visitor's, for
// a limited account sees none of another.
func (k records) visitor(t *testing.T, a *apptest.App, role account.Role) *apptest.Browser {
	t.Helper()
	if role == account.Administrator {
		return a.As(t, role)
	}
	b := a.As(t, role, ownKecamatan)
	if _, err := a.Pool.Exec(t.Context(), `UPDATE import SET account = $1 WHERE id = $2`, b.Account, k["/impor/{id}"].own); err != nil {
		t.Fatal(err)
	}
	return b
}

func sendTo(b *apptest.Browser, method, path string) apptest.Answer {
	if method == http.MethodPost { // a file that is asked for comes as text, which can be looked through
		return b.Post(path, url.Values{"format": {"csv"}})
	}
	return b.Get(path)
}
