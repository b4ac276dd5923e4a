package app_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"pilar/internal/account"
	"pilar/internal/app"
	"pilar/internal/app/apptest"
	"pilar/internal/audit"
	"pilar/internal/demo"
)

// TestEveryFigureAgreesWithTheRowsBehindIt opens each a.figure of Beranda and of the formation, at three dates, and as
// recorded by an earlier one, and compares it with the total of the list it leads to.
func TestEveryFigureAgreesWithTheRowsBehindIt(t *testing.T) {
	t.Parallel()
	a := apptest.New(t, app.Config{})
	today := a.Clock.Now().Truncate(24 * time.Hour)
	if _, err := demo.Fill(t.Context(), a.Pool, a.Keys, audit.System("test"), demo.Options{People: 444, Seed: 1, Today: today}); err != nil {
		t.Fatal(err)
	}
	whole := a.As(t, account.Head)
	limited := a.As(t, account.Staff, "32.17.01", "32.17.08")
	moments := []url.Values{
		{},
		{"tanggal": {"2024-12-31"}},
		{"tanggal": {"2022-06-30"}},
		{"tanggal": {"2025-12-31"}, "tercatat": {"2026-01-31"}},
	}
	for _, moment := range moments {
		for name, b := range map[string]*apptest.Browser{"the head": whole, "a limited account": limited} {
			figures := 0
			for _, page := range []string{"/", "/formasi"} {
				figures += crawl(t, name, b, page+"?"+moment.Encode())
			}
			if figures < 50 {
				t.Errorf("%s at %q: only %d figures were found", name, moment.Encode(), figures)
			}
		}
	}
}

// crawl compares the figures of one page with what they open, and returns how many there are.
func crawl(t *testing.T, name string, b *apptest.Browser, page string) int {
	t.Helper()
	answer := b.Get(page)
	if answer.Status != 200 {
		t.Fatalf("%s, %s: status %d", name, page, answer.Status)
	}
	figures := answer.Doc(t).Find("a.figure")
	opened := map[string]string{}
	for _, figure := range figures.EachIter() {
		href, _ := figure.Attr("href")
		want := strings.TrimSpace(figure.Text())
		got, known := opened[href]
		if !known {
			got = b.Get(href).Text(t, "#total")
			opened[href] = got
		}
		if got != want {
			t.Errorf("%s, %s: the figure says %s, %s has %q", name, page, want, href, got)
		}
	}
	return figures.Length()
}
