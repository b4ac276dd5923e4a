package ui_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"pgregory.net/rapid"

	"pilar/internal/golden"
	"pilar/web/ui"
	"pilar/web/ui/showcase"
)

func TestDates(t *testing.T) {
	evening := time.Date(2026, 11, 22, 17, 30, 0, 0, time.UTC) // half past midnight of the 23rd in Jakarta
	for _, c := range []struct{ got, want string }{
		{ui.Date(day(2026, 11, 23)), "23 November 2026"},
		{ui.Date(day(1985, 8, 1)), "1 Agustus 1985"},
		{ui.Date(evening), "23 November 2026"},
		{ui.Date(time.Time{}), "–"},
		{ui.DateShort(day(2026, 8, 3)), "3 Agu 2026"},
		{ui.DateShort(evening), "23 Nov 2026"},
		{ui.DateShort(time.Time{}), "–"},
		{ui.Month(day(2026, 5, 31)), "Mei 2026"},
		{ui.Month(time.Time{}), "–"},
		{ui.Time(time.Date(2026, 11, 23, 7, 30, 0, 0, time.UTC)), "14.30 WIB"},
		{ui.Time(evening), "00.30 WIB"},
		{ui.Time(time.Time{}), "–"},
		{ui.DateTime(evening), "23 November 2026 pukul 00.30 WIB"},
		{ui.DateTime(time.Time{}), "–"},
		{ui.Period(day(2024, 1, 1), day(2026, 12, 31)), "1 Januari 2024 sampai 31 Desember 2026"},
		{ui.Period(day(2024, 1, 1), time.Time{}), "sejak 1 Januari 2024"},
		{ui.Period(time.Time{}, day(2024, 1, 1)), "sampai 1 Januari 2024"},
		{ui.Period(time.Time{}, time.Time{}), "–"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	for m, want := range []string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"} {
		d := day(2026, time.Month(m+1), 1)
		if got := ui.Month(d); got != want+" 2026" {
			t.Errorf("month %d is %q", m+1, got)
		}
		if got := ui.DateShort(d); got != "1 "+want[:3]+" 2026" && want != "Agustus" {
			t.Errorf("short month %d is %q", m+1, got)
		}
	}
}

func TestSize(t *testing.T) {
	for bytes, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1,0 kB", 1_449: "1,4 kB", 999_999: "999,9 kB", 1_000_000: "1,0 MB",
		136_812_987: "136,8 MB", 1_500_000_000: "1,5 GB", 2_345_000_000_000: "2,3 TB", 5_000_000_000_000_000: "5.000,0 TB"} {
		if got := ui.Size(bytes); got != want {
			t.Errorf("%d is %q, want %q", bytes, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{ui.Number(0), "0"}, {ui.Number(999), "999"}, {ui.Number(1000), "1.000"}, {ui.Number(1_234_567), "1.234.567"},
		{ui.Number(int64(100_000)), "100.000"}, {ui.Number(-1), "−1"}, {ui.Number(-123), "−123"}, {ui.Number(-1234), "−1.234"},
		{ui.Number(int64(math.MinInt64)), "−9.223.372.036.854.775.808"}, {ui.Number(int8(127)), "127"},
		{ui.Money(0), "Rp0"}, {ui.Money(1_234_567), "Rp1.234.567"}, {ui.Money(-1_500_000), "−Rp1.500.000"},
		{ui.Percent(0, 0), "–"}, {ui.Percent(5, 0), "–"}, {ui.Percent(-1, 5), "–"}, {ui.Percent(1, -5), "–"},
		{ui.Percent(0, 402), "0,0%"}, {ui.Percent(402, 402), "100,0%"}, {ui.Percent(171, 200), "85,5%"},
		{ui.Percent(1, 3), "33,3%"}, {ui.Percent(2, 3), "66,7%"}, {ui.Percent(1, 2000), "0,1%"}, {ui.Percent(1, 2001), "0,0%"},
		{ui.Percent(9995, 10000), "100,0%"}, {ui.Percent(9994, 10000), "99,9%"}, {ui.Percent(3, 2), "150,0%"}, {ui.Percent(20, 1), "2.000,0%"},
		{ui.Percent(int64(math.MaxInt64), math.MaxInt64), "100,0%"}, {ui.Percent(int64(math.MaxInt64)/2, math.MaxInt64), "50,0%"},
		{ui.Percent(int64(math.MaxInt64), 1), "–"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// Half up to one decimal is floor(1000·part/whole + 1/2) tenths; and a larger part is never a smaller share.
func TestPercentProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.Int64Range(1, 1_000_000).Draw(t, "whole")
		part := rapid.Int64Range(0, whole).Draw(t, "part")
		got := ui.Percent(part, whole)
		tenths := (2000*part + whole) / (2 * whole)
		want := ui.Number(tenths/10) + "," + ui.Number(tenths%10) + "%"
		if got != want {
			t.Fatalf("%d of %d is %s, want %s", part, whole, got, want)
		}
	})
}

func TestPieces(t *testing.T) {
	for _, s := range showcase.States() {
		t.Run(s.Name, func(t *testing.T) { golden.HTML(t, s.Name, s.View) })
	}
}

func TestLayouts(t *testing.T) {
	body := ui.PageHead{Title: "Judul"}
	refused := chrome
	refused.Refused, refused.Demo, refused.ScopeNote, refused.Breadcrumbs = true, false, "", nil
	refused.ThemeURL = "/tema.css?warna=0b5f63"
	refused.Flash = &ui.Flash{Text: "Tersimpan."}
	golden.HTML(t, "page", ui.Page(chrome, body))
	golden.HTML(t, "page-refused", ui.Page(refused, body))
	golden.HTML(t, "page-bare", ui.Page(ui.Chrome{}, body))
	golden.HTML(t, "page-letterhead", ui.Page(ui.Chrome{Office: chrome.Office, LogoURL: "/logo?v=ab", Letterhead: []string{"PEMERINTAH KABUPATEN", "DINAS SOSIAL"}}, body))
	golden.HTML(t, "plain", ui.Plain(ui.Chrome{Title: "Masuk", Office: chrome.Office, Demo: true, RequestID: "01JDA7Q4", Flash: &ui.Flash{Kind: ui.Info, Text: "Anda sudah keluar."}}, body))
}

func TestErrorPages(t *testing.T) {
	for typed, want := range map[ui.Typed]string{ui.NothingTyped: "", ui.TypedKept: "aman", ui.TypedInForm: "masih ada di formulir", ui.TypedLost: "tidak tersimpan"} {
		got := render(t, ui.ErrorPage{Status: 500, Typed: typed})
		if want == "" && strings.Contains(got, "Anda ketik") || !strings.Contains(got, want) {
			t.Errorf("%q: %s", typed, got)
		}
	}
}

func render(t testing.TB, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTotal(t *testing.T) {
	for _, c := range []struct {
		n      int
		capped bool
		want   string
	}{{0, false, "0"}, {402, false, "402"}, {10_000, true, "lebih dari 10.000"}, {100_000, false, "100.000"}} {
		if got := render(t, ui.Total(c.n, c.capped)); got != `<span id="total">`+c.want+`</span>` {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

// What people type is text, wherever it lands; and an address that would run a script does not.
func TestEscaping(t *testing.T) {
	const evil = `"><script>alert(1)</script>`
	rapid.Check(t, func(r *rapid.T) {
		s := rapid.StringMatching(`.{0,20}[<>"'&].{0,20}`).Draw(r, "text")
		for _, c := range []templ.Component{
			ui.Text(s), ui.Field{Name: "n", Label: s, Value: s, Hint: s, Error: s, Stored: s}, ui.Textarea{Name: "n", Label: s, Value: s},
			ui.Badge{Text: s}, ui.SummaryList{Rows: []ui.SummaryRow{{Label: s, Text: s, Note: s}}}, ui.Timeline{Entries: []ui.Event{{What: s, Changes: []ui.Change{{Label: s, Before: s, After: s}}}}},
		} {
			if _, err := golden.Pretty(strings.NewReader(render(t, c))); err != nil {
				r.Fatalf("%q breaks out of %T: %v", s, c, err)
			}
		}
	})
	for _, c := range []templ.Component{ui.Text(evil), ui.Field{Name: "n", Label: evil, Value: evil}, ui.Link{Text: evil, URL: "/"}, ui.Flash{Text: evil}, ui.PageHead{Title: evil}} {
		if got := render(t, c); strings.Contains(got, "<script") {
			t.Errorf("%T: %s", c, got)
		}
	}
	if got := render(t, ui.Link{Text: "x", URL: "javascript:alert(1)"}); strings.Contains(got, "javascript:") {
		t.Error(got)
	}
}

// Nothing inline: the policy of the application would refuse it.
func TestNothingInline(t *testing.T) {
	html := render(t, ui.Page(chrome, everything()))
	for _, bad := range []string{" style=", " onclick=", " onload=", " onchange=", "<style", "javascript:"} {
		if strings.Contains(html, bad) {
			t.Errorf("the page contains %q", bad)
		}
	}
	if n := strings.Count(html, "<script"); n != 1 {
		t.Errorf("%d scripts", n)
	}
}

func TestListPageIsSmall(t *testing.T) {
	html := render(t, ui.Page(chrome, ui.Join(state(t, "filter-chips"), showcase.People(50), ui.Pager{NextURL: "/sdm?setelah=abc"})))
	if len(html) > 50_000 {
		t.Errorf("fifty rows of the kit's table are %d bytes; a whole list page has 100000", len(html))
	}
	t.Logf("%d bytes", len(html))
}

func TestStackedBar(t *testing.T) {
	parts := func(n ...int64) (out []ui.BarPart) {
		for _, v := range n {
			out = append(out, ui.BarPart{Label: "x", Value: v})
		}
		return out
	}
	for _, c := range []struct {
		name string
		bar  ui.StackedBar
		want []string // x and width of each part
	}{
		{"halves", ui.StackedBar{Parts: parts(1, 1)}, []string{`x="0" y="0" width="500"`, `x="500" y="0" width="500"`}},
		{"thirds fill the bar", ui.StackedBar{Parts: parts(1, 1, 1)}, []string{`x="0" y="0" width="333"`, `x="333" y="0" width="334"`, `x="667" y="0" width="333"`}},
		{"part of a longer bar", ui.StackedBar{Parts: parts(10), Max: 40}, []string{`x="0" y="0" width="250"`}},
		{"more than full is full", ui.StackedBar{Parts: parts(80), Max: 40}, []string{`x="0" y="0" width="1000"`}},
		{"nothing", ui.StackedBar{Parts: parts(0, 0)}, nil},
		{"none", ui.StackedBar{}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := render(t, c.bar)
			if n := strings.Count(got, "<rect") - 1; n != len(c.want) {
				t.Errorf("%d parts in %s", n, got)
			}
			for _, w := range c.want {
				if !strings.Contains(got, w) {
					t.Errorf("no %s in %s", w, got)
				}
			}
		})
	}
}

// On a page each form that is posted has a key of its own; elsewhere forms are bare, and alike each time.
func TestMarks(t *testing.T) {
	n := 0
	marked := ui.WithKeys(t.Context(), func() string {
		n++
		return fmt.Sprintf("kunci-%d", n)
	})
	for name, c := range map[string]struct {
		piece templ.Component
		want  []string // among its hidden fields; none: it is bare
	}{
		"form":     {around(ui.Form{Label: "Uji"}.With(), ui.Text("")), []string{"_kunci", "_formulir"}},
		"search":   {ui.SearchBox{Label: "Cari"}, []string{"_kunci", "_formulir"}},
		"confirm":  {around(ui.ConfirmBox{Title: "Yakin"}.With(), ui.Text("")), []string{"_kunci", "_formulir"}},
		"button":   {ui.PostButton{Text: "Pulihkan"}, []string{"_kunci"}},
		"password": {ui.Field{Name: "sandi", Type: "password"}, []string{"_rahasia"}},
		"filter":   {around(ui.Form{Get: true}.With(), ui.Text("")), nil},
		"resend":   {ui.Resend{Fields: url.Values{"nama": {"Siti"}}}, nil},
	} {
		var b bytes.Buffer
		if err := c.piece.Render(marked, &b); err != nil {
			t.Fatal(err)
		}
		for _, field := range []string{"_kunci", "_formulir", "_rahasia"} {
			if got := strings.Contains(b.String(), `name="`+field+`"`); got != slices.Contains(c.want, field) {
				t.Errorf("%s has %s: %v", name, field, got)
			}
		}
		if bare := render(t, c.piece); strings.Contains(bare, `name="_`) {
			t.Errorf("%s outside a page: %s", name, bare)
		}
	}
}
