package guide_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pilar/internal/guide"
)

// pictures has one picture, of the guide's own.
func pictures() guide.Pictures {
	return guide.Pictures{Files: os.DirFS(filepath.Join("..", "..", "docs")), Address: func(path string) (string, bool) {
		return "/aset/gambar.png", path == "panduan/masuk.png" || path == "panduan.md" || path == "panduan/tidak-ada.png"
	}}
}

func read(t *testing.T, text string) guide.Guide {
	t.Helper()
	g, err := guide.Read([]byte(text), pictures())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestReadCutsTheText(t *testing.T) {
	got := read(t, "# Panduan\n\nSalam.\n\n## Menurut peran\n\nSetiap akun.\n\n### Bendahara/PPTK\n\n- [Baca](#masuk)\n\n## Memulai\n\n### Masuk *ke* Pilar\n\n1. Buka.\n")
	want := guide.Guide{Title: "Panduan", Intro: "<p>Salam.</p>\n", Chapters: []guide.Section{
		{ID: "menurut-peran", Title: "Menurut peran", HTML: "<p>Setiap akun.</p>\n", Parts: []guide.Section{
			{ID: "bendaharapptk", Title: "Bendahara/PPTK", HTML: "<ul>\n<li><a href=\"#masuk\">Baca</a></li>\n</ul>\n"}}},
		{ID: "memulai", Title: "Memulai", Parts: []guide.Section{{ID: "masuk-ke-pilar", Title: "Masuk ke Pilar", HTML: "<ol>\n<li>Buka.</li>\n</ol>\n"}}},
	}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if own, ok := got.For("Bendahara/PPTK"); !ok || own.ID != "bendaharapptk" {
		t.Errorf("the treasurer's part is %v, %v", own, ok)
	}
	if own, ok := got.For("Masuk ke Pilar"); ok {
		t.Errorf("a task is taken for a role: %v", own)
	}
}

func TestReadPlacesPictures(t *testing.T) {
	got := read(t, "Lihat:\n\n![Halaman masuk](panduan/masuk.png)\n").Intro
	for _, want := range []string{`<a href="/aset/gambar.png"><img src="/aset/gambar.png" alt="Halaman masuk"`, ` width="`, ` height="`, ` loading="lazy"`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

func TestReadLeavesHTMLOut(t *testing.T) {
	if got := read(t, "Satu <b>dua</b>.\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))\n").Intro; strings.Contains(got, "<b>") || strings.Contains(got, "script") {
		t.Error(got)
	}
}

func TestReadRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"a picture without an address": "![x](panduan/lain.png)",
		"a picture that is not there":  "![x](panduan/tidak-ada.png)",
		"a picture that is none":       "![x](panduan.md)",
		"a heading below a task":       "## A\n\n### B\n\n#### C",
		"a task without a chapter":     "### B",
	} {
		if _, err := guide.Read([]byte(text), pictures()); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
