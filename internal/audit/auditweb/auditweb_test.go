package auditweb_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/cadre"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
	"pilar/web/link"
)

const lembang, cikole, parongpong = "32.17.01", "32.17.01.2001", "32.17.02.2001"

var (
	siti  = audit.Actor{ID: 7, Name: "Siti Rohaeni"}
	yuyun = audit.Actor{ID: 8, Name: "Yuyun & Wahyuni"}
)

// trail is an application in which two people were registered, one of them corrected and opened, and a post was set.
type trail struct {
	*apptest.App
	neng, popon int64
}

const nengNIK = "3217015203859777"

func newTrail(t *testing.T) trail {
	t.Helper()
	a := apptest.New(t, app.Config{})
	workers := worker.NewStore(a.Pool, a.Keys)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	register := func(name, nik, place string) int64 {
		p := workertest.Person(name)
		p.NIK = nik
		id, err := workers.Register(t.Context(), siti, p, workertest.Engagement("PSM", place, "2021-01-01"), worker.Employment{})
		must(err)
		return id
	}
	tr := trail{App: a, neng: register("Neng <i>Euis</i>", nengNIK, cikole), popon: register("Popon", "3217025203859778", parongpong)}
	rec, err := workers.Get(t.Context(), tr.neng, nil)
	must(err)
	next := rec.Person
	next.NIK, next.Address = "3217015203859779", "Kp. <b>Babakan</b>"
	must(workers.Correct(t.Context(), yuyun, tr.neng, rec.Version, next, "menurut KTP"))
	_, err = workers.Show(t.Context(), yuyun, tr.neng, worker.ShowNIK, "Verifikasi berkas", nil)
	must(err)
	must(cadre.NewStore(a.Pool, a.Keys).SetFormation(t.Context(), siti, cadre.Formation{Cadre: "TKSK", Region: lembang, Posts: 2, From: workertest.Day("2026-01-01")}))
	return tr
}

func (tr trail) get(t *testing.T, b *apptest.Browser, pairs ...string) apptest.Answer {
	t.Helper()
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	got := b.Get(link.AuditQuery(q))
	if got.Status != http.StatusOK {
		t.Fatalf("%v: status %d", pairs, got.Status)
	}
	return got
}

func TestTheTrailInWords(t *testing.T) {
	t.Parallel()
	tr := newTrail(t)
	got := tr.get(t, tr.As(t, account.Inspector))
	rows := got.Doc(t).Find("tbody tr")
	for i, says := range [][]string{
		{"Menetapkan formasi", "Formasi TKSK, Kec. Lembang", "Siti Rohaeni", "1 Januari 2026"},
		{"Membuka data pribadi", "Neng <i>Euis</i>", "Yuyun & Wahyuni", "Verifikasi berkas", "NIK"},
		{"Memperbaiki data", "menurut KTP", "3217************", "Kp. <b>Babakan</b>"},
	} {
		text := strings.Join(strings.Fields(rows.Eq(i).Text()), " ")
		for _, word := range says {
			if !strings.Contains(text, word) {
				t.Errorf("row %d does not say %q: %s", i, word, text)
			}
		}
	}
	if href := rows.Eq(1).Find("a").AttrOr("href", ""); href != link.Worker(tr.neng) {
		t.Errorf("the opening leads to %q", href)
	}
	for _, number := range []string{nengNIK, "3217015203859779", "<i>Euis", "<b>Babakan"} {
		if strings.Contains(got.Body, number) {
			t.Errorf("the page holds %s", number)
		}
	}
	if strings.Contains(got.Body, "belum terlindung") {
		t.Error("two logins are called one")
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	tr := newTrail(t)
	b := tr.As(t, account.Administrator)
	today := asof.Today(time.Now())
	day := func(d int) string { return today.AddDate(0, 0, d).Format("2-1-2006") }
	for _, c := range []struct {
		total string
		pairs []string
	}{
		{"2", []string{"pelaku", yuyun.Name}},
		{"1", []string{"pelaku", yuyun.Name, "perbuatan", "personal.shown"}},
		{"2", []string{"perbuatan", "worker.registered"}},
		{"6", []string{"data", "worker"}},
		{"6", []string{"data", "worker", "dari", day(-1), "sampai", day(1)}},
		{"0", []string{"data", "worker", "sampai", day(-2)}},
		{"0", []string{"dari", day(2)}},
		{"4", []string{"catatan", fmt.Sprintf("worker-%d", tr.neng)}},
		{"1", []string{"catatan", fmt.Sprintf("worker-%d", tr.neng), "perbuatan", "personal.shown"}},
		{"0", []string{"catatan", fmt.Sprintf("worker-%d", tr.neng), "data", "account"}},
		{"0", []string{"pelaku", "Siti' OR 1=1 --"}},
	} {
		got := tr.get(t, b, c.pairs...)
		if total := got.Text(t, "#total"); total != c.total {
			t.Errorf("%v: %s entries, want %s", c.pairs, total, c.total)
		}
		if chips := got.Doc(t).Find(".chips a[href^='/audit']").Length(); chips < len(c.pairs)/2 {
			t.Errorf("%v: %d chips", c.pairs, chips)
		}
		if c.total == "0" && got.Text(t, ".empty") == "" {
			t.Errorf("%v: nothing says that nothing was found", c.pairs)
		}
	}
	for query, status := range map[string]int{
		"lanjut=abc": http.StatusBadRequest,
		"lanjut=eyJzIjoiYmFydSIsImwiOlsieCIsIjEiXX0": http.StatusBadRequest, // {"s":"baru","l":["x","1"]}
		"perbuatan=worker.deleted":                   http.StatusBadRequest,
		"data=rahasia":                               http.StatusBadRequest,
		"catatan=7":                                  http.StatusBadRequest,
		"catatan=worker-x":                           http.StatusBadRequest,
		"catatan=rahasia-7":                          http.StatusBadRequest,
		"pelaku=" + strings.Repeat("a", 300):         http.StatusBadRequest,
		"dari=31-2-2026":                             http.StatusUnprocessableEntity,
		"dari=2-1-2026&sampai=1-1-2026":              http.StatusUnprocessableEntity,
	} {
		if got := b.Get("/audit?" + query).Status; got != status {
			t.Errorf("%s: status %d, want %d", query, got, status)
		}
	}
	for _, role := range []account.Role{account.Staff, account.Operator, account.Treasurer, account.Head} {
		if got := tr.As(t, role).Get(link.Audit()).Status; got != http.StatusForbidden {
			t.Errorf("%s: status %d", role, got)
		}
	}
}

func TestALimitedAccountSeesItsPeopleAlone(t *testing.T) {
	t.Parallel()
	tr := newTrail(t)
	b := tr.As(t, account.Inspector, lembang)
	got := tr.get(t, b)
	if total := got.Text(t, "#total"); total != "4" {
		t.Errorf("%s entries, want those about one person", total)
	}
	if !strings.Contains(got.Text(t, ".list-bar"), "1 dari 16 kecamatan") {
		t.Error("the page does not say how far it reaches")
	}
	for _, word := range []string{"Popon", "Formasi TKSK", "memuat wilayah"} {
		if strings.Contains(got.Text(t, "tbody"), word) {
			t.Errorf("the page says %q", word)
		}
	}
	for _, kind := range audit.Kinds()[1:] {
		if total := tr.get(t, b, "data", string(kind)).Text(t, "#total"); total != "0" {
			t.Errorf("%s: %s entries", kind, total)
		}
	}
	if total := tr.get(t, b, "perbuatan", "worker.registered").Text(t, "#total"); total != "1" {
		t.Errorf("%s registrations", total)
	}
	if total := tr.get(t, b, "catatan", fmt.Sprintf("worker-%d", tr.popon)).Text(t, "#total"); total != "0" {
		t.Errorf("%s entries about somebody elsewhere", total)
	}
	stranger := audit.Actor{ID: 9, Name: "Ujang Diluar"}
	err := cadre.NewStore(tr.Pool, tr.Keys).SetFormation(t.Context(), stranger, cadre.Formation{Cadre: "TKSK", Region: parongpong[:8], Posts: 1, From: workertest.Day("2026-01-01")})
	if err != nil {
		t.Fatal(err)
	}
	if actors := tr.get(t, b).Text(t, "#pelaku"); actors != "SemuaSiti RohaeniYuyun & Wahyuni" {
		t.Errorf("the names on offer are %q", actors)
	}
	if actors := tr.get(t, tr.As(t, account.Inspector)).Text(t, "#pelaku"); !strings.Contains(actors, stranger.Name) {
		t.Errorf("without a limit the names on offer are %q", actors)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	tr := newTrail(t)
	err := audit.Write(t.Context(), tr.Pool, siti, func(tx pgx.Tx) error {
		var entries []audit.Entry
		for i := range 2*audit.DefaultPage + 10 { // in one write: all at the same moment
			entries = append(entries, audit.Entry{Verb: audit.FileImported, SubjectKind: string(audit.File), SubjectName: fmt.Sprintf("berkas-%d.xlsx", i)})
		}
		return audit.Record(t.Context(), tx, tr.Keys, siti, entries...)
	})
	if err != nil {
		t.Fatal(err)
	}
	b := tr.As(t, account.Inspector)
	path, seen := link.AuditQuery(url.Values{"data": {"import"}}), map[string]bool{}
	for pages := 0; path != ""; pages++ {
		got := b.Get(path)
		if got.Status != http.StatusOK || pages > 3 {
			t.Fatalf("page %d: status %d", pages, got.Status)
		}
		doc := got.Doc(t)
		for _, row := range doc.Find("tbody tr th").EachIter() {
			seen[row.Text()] = true
		}
		path = doc.Find("a[rel=next]").AttrOr("href", "")
	}
	if len(seen) != 2*audit.DefaultPage+10 {
		t.Errorf("%d different entries were seen", len(seen))
	}
}

func TestOneLoginForEverythingIsSaid(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{Pool: pgtest.Open(t).Owner, Keys: pgtest.Keys()})
	if got := a.As(t, account.Inspector).Get(link.Audit()).Text(t, ".notice"); !strings.Contains(got, "belum terlindung") {
		t.Errorf("the notice says %q", got)
	}
}
