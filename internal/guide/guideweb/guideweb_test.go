package guideweb

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"pilar/docs"
	"pilar/internal/golden"
	"pilar/internal/guide"
	"pilar/web/static"
	"pilar/web/ui"
	"pilar/web/ui/showcase"
)

func TestViews(t *testing.T) {
	small := guide.Guide{Title: "Panduan", Intro: "<p>Salam.</p>", Chapters: []guide.Section{
		{ID: "menurut-peran", Title: "Menurut peran", Parts: []guide.Section{{ID: "staf", Title: "Staf", HTML: "<p>Membaca.</p>"}}}}}
	golden.HTML(t, "guide", guideView(guidePage{Guide: small}))
	golden.HTML(t, "guide-own", guideView(guidePage{Guide: small, Own: small.Chapters[0].Parts[0]}))
	golden.HTML(t, "kit", kitView([]showcase.Chapter{{ID: "kata", Title: "Kata", Pieces: []showcase.Piece{{Names: []string{"Tag", "Muted"}, Title: "Penanda", Use: "Menggolongkan.",
		States: []showcase.State{{Name: "tag", Title: "satu", View: ui.Tag("PSM")}, {Name: "total", Title: "satu kali", Solo: true, View: ui.Total(1, false)}}}}}}))
}

// page is the guide as it stands in the application.
func page(t *testing.T) *goquery.Document {
	t.Helper()
	var b strings.Builder
	if err := guideView(guidePage{Guide: text()}).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// Every link leads to a heading, or to a picture, as it does on GitHub.
func TestLinksOfTheGuideLeadSomewhere(t *testing.T) {
	doc, ids := page(t), map[string]bool{}
	for _, e := range doc.Find("[id]").EachIter() {
		id, _ := e.Attr("id")
		if ids[id] {
			t.Errorf("two headings are #%s", id)
		}
		ids[id] = true
	}
	links := 0
	for _, a := range doc.Find("a[href]").EachIter() {
		href, _ := a.Attr("href")
		anchor, inside := strings.CutPrefix(href, "#")
		switch {
		case strings.HasPrefix(href, PicturesPrefix) && a.Find("img").Length() == 1:
		case !inside || !ids[anchor]:
			t.Errorf("“%s” leads to %s, which is nothing here", a.Text(), href)
		default:
			links++
		}
	}
	if links < 60 {
		t.Errorf("only %d links were found", links)
	}
}

// GitHub and this program make the same anchor of a heading as long as it has plain letters and spaces.
var plain = regexp.MustCompile(`^[A-Za-z/ ]+$`)

func TestHeadingsArePlain(t *testing.T) {
	for _, h := range page(t).Find("h1, h2, h3").EachIter() {
		if !plain.MatchString(h.Text()) {
			t.Errorf("the heading %q has more than letters and spaces", h.Text())
		}
	}
}

// Each picture there is stands in the guide, says in words what it shows, and is small.
func TestPicturesOfTheGuide(t *testing.T) {
	const most = 60_000
	shown := map[string]bool{}
	for _, img := range page(t).Find("img").EachIter() {
		src, _ := img.Attr("src")
		shown[src] = true
		if alt, _ := img.Attr("alt"); len(alt) < 20 {
			t.Errorf("%s says too little: %q", src, alt)
		}
	}
	entries, err := fs.ReadDir(docs.Pictures, "panduan")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		address, _ := pictures().Path(e.Name())
		if !shown[address] {
			t.Errorf("docs/panduan/%s is shown nowhere in docs/panduan.md", e.Name())
		}
		if info, err := e.Info(); err != nil || info.Size() > most {
			t.Errorf("docs/panduan/%s: more than %d bytes, or %v", e.Name(), most, err)
		}
	}
	if len(shown) != len(entries) || len(entries) == 0 {
		t.Errorf("the guide shows %d pictures, there are %d", len(shown), len(entries))
	}
}

func TestPicturesAreKeptForGood(t *testing.T) {
	address, _ := pictures().Path("masuk.png")
	for target, want := range map[string]int{address: http.StatusOK, PicturesPrefix + "masuk.png": http.StatusNotFound, static.Path("pilar.css"): http.StatusNotFound} {
		w := httptest.NewRecorder()
		Pictures().ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
		if w.Code != want {
			t.Errorf("%s: status %d, want %d", path.Base(target), w.Code, want)
		}
		if want == http.StatusOK && (w.Header().Get("Content-Type") != "image/png" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable")) {
			t.Errorf("headers %v", w.Header())
		}
	}
}
