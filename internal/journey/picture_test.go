package journey

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/demo"
	"pilar/web/link"
	"pilar/web/ui/uitest"
)

// picture is one picture of the guide: the parts of a page, as somebody sees it. A new one is a line in guidePictures and
// its name in docs/panduan.md; make docs takes it.
type picture struct {
	name  string
	login string // "": nobody
	path  string
	parts string            // what is pictured: the box around all that the CSS selector finds
	do    func(*uitest.Tab) // after the page is open; may be nil
}

// guidePictures are all there are. What changes something stands last.
func guidePictures(t *testing.T, o office) []picture {
	open := func(css string) func(*uitest.Tab) {
		return func(tab *uitest.Tab) { tab.Do(chromedp.Click(chromedp.CSS(css))) }
	}
	s := o.some(t)
	certified := o.one(t, `SELECT min(worker) FROM certificate WHERE voided_at IS NULL AND valid_until > '2027-12-31'`)
	waiting := o.one(t, `SELECT max(id) FROM import WHERE state = 'checked'`)
	return []picture{
		{"masuk", "", link.Login(), ".masthead, main > .page-head, main > .form", nil},
		{"beranda", "pimpinan", link.Home(), ".masthead, .menu ul, .page-head, .filter, .tiles, .beside", nil},
		{"tanggal", "pimpinan", query(link.HomeQuery, "tanggal", "31-12-2025", "tercatat", "31-1-2026"), ".page-head, .filter, .tiles", open(".filter-switch summary")},
		{"cari", "operator", link.Workers(), ".page-head, .searchline, .filter, .list-bar, thead, tbody tr:nth-child(-n+6)", nil},
		{"saringan", "operator", query(link.WorkersQuery, "jenis", "PSM", "kecamatan", "32.17.01", "sertifikat", "tidak"), ".filter, .list-bar, thead, tbody tr:nth-child(-n+4)", nil},
		{"catatan", "operator", link.Worker(certified), ".page-head, .columns", nil},
		{"daftar-baru", "operator", link.NewWorker(), ".page-head, main .section:first-of-type", nil},
		{"ditolak", "operator", link.NewWorker(), ".page-head, .error-summary, main .section:first-of-type", send(t, "main .btn-primary")},
		{"perbaiki", "operator", link.EditWorker(s.both), ".page-head, main .section:first-of-type", nil},
		{"akhiri", "operator", link.EndEngagement(s.serving), ".page-head, main > .form", nil},
		{"impor", "operator", link.Import(waiting), ".page-head, .tiles, main > .panel", nil},
		{"formasi", "operator", link.Formations(), ".page-head, .filter, .list-bar, thead, tbody tr:nth-child(-n+5)", nil},
		{"akun", limited, link.OwnAccount(), ".page-head, main > .panel:nth-of-type(1), #sandi", nil},
		{"buka-nomor", "bendahara", link.Worker(s.both), ".reveal", open(".reveal summary")},
		{"jejak", "pemeriksa", query(link.AuditQuery, "perbuatan", "worker.corrected", "sampai", "22-11-2026"), ".page-head, .filter, .list-bar, thead, tbody tr:nth-child(-n+4)", nil},
		{"pengaturan", "admin", link.Settings(), ".page-head, main > .panel:first-of-type", nil},
		{"bentrok", "operator", link.EditWorker(s.left), ".page-head, main > .notice, main .field:has(#nama)", func(tab *uitest.Tab) {
			if _, err := o.Pool.Exec(t.Context(), `UPDATE worker SET title_after = 'S.Sos.', version = version + 1 WHERE id = $1`, s.left); err != nil {
				t.Fatal(err)
			}
			expect(t, "somebody else was first", tab.Follow("main .btn-primary"), http.StatusConflict)
		}},
	}
}

// pictured is the moment at which every picture is taken, on whichever day.
var pictured = time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)

func openPictured(t *testing.T) office {
	t.Helper()
	o := openEmpty(t)
	o.Clock.Add(pictured.Sub(o.Clock.Now()))
	if _, err := demo.Fill(t.Context(), o.Pool, o.Keys, tester, demo.Options{People: district, Seed: 1, Today: asof.Today(pictured)}); err != nil {
		t.Fatal(err)
	}
	if err := o.Accounts.CreateDemo(t.Context(), tester, pictured); err != nil {
		t.Fatal(err)
	}
	clerk, err := o.Accounts.ByLogin(t.Context(), "operator")
	if err != nil {
		t.Fatal(err)
	}
	by := audit.Actor{ID: clerk.ID, Name: clerk.Name, At: pictured}
	if err := demo.Imports(t.Context(), o.Pool, o.Keys, by, clerk.ID, asof.Today(pictured)); err != nil {
		t.Fatal(err)
	}
	o.addLimited(t)
	return o
}

var (
	picturesDir = filepath.Join("..", "..", "docs", "panduan")
	digestsFile = filepath.Join(picturesDir, "digests.txt")
)

// The pictures of the guide show what the pages are like today. With PILAR_DOCS=1 they are taken anew, as make docs does.
// Without, what each would show is compared with what it showed when it was taken: the words, the structure and the
// plain measures of style, not the pixels, which another machine's fonts would change.
func TestGuidePictures(t *testing.T) {
	t.Parallel()
	o := openPictured(t)
	taking := os.Getenv("PILAR_DOCS") != ""
	known, now := readDigests(t), map[string]string{}
	tabs := map[string]*uitest.Tab{}
	for _, p := range guidePictures(t, o) {
		tab := tabs[p.login]
		if tab == nil {
			tab = uitest.Open(t)
			tabs[p.login] = tab
			if p.login != "" {
				o.login(t, tab, p.login)
			}
		}
		pose(t, o, tab, p)
		now[p.name] = digest(t, tab, p)
		switch {
		case taking:
			take(t, tab, p)
		case now[p.name] != known[p.name]:
			t.Errorf("picture %s is aged: run make docs", p.name)
		}
	}
	if taking {
		writeDigests(t, now)
	} else if have, want := files(t), slices.Sorted(maps.Keys(now)); !slices.Equal(have, want) {
		t.Errorf("docs/panduan holds the pictures %v, the test takes %v: run make docs", have, want)
	}
}

func pose(t *testing.T, o office, tab *uitest.Tab, p picture) {
	t.Helper()
	tab.Width(uitest.Laptop)
	expect(t, p.name, tab.Navigate(o.URL+p.path), http.StatusOK)
	if p.do != nil {
		p.do(tab)
	}
	uitest.Eval[int](tab, `(document.activeElement.blur(), scrollTo(0, 0), 0)`)
}

// outline tells what the parts of a page look like: of each element that can be seen its kind, classes, what was typed or
// chosen, the measures of drawings and a few computed styles; and the words. It has neither addresses nor places, and
// nothing that depends on a font.
const outline = `((parts) => {
	const styles = ["color", "background-color", "border-top-color", "font-size", "font-weight", "padding-top", "padding-left", "border-top-left-radius"];
	const drawn = ["x", "width", "d", "points", "viewBox", "placeholder"];
	const lines = [];
	const see = (e) => {
		if (!e.checkVisibility({visibilityProperty: true})) return;
		const line = [e.localName, e.getAttribute("class")];
		if (e.localName === "input") line.push(e.type, e.checked, e.value);
		if (e.localName === "textarea") line.push(e.value);
		if (e.localName === "select") line.push(e.selectedOptions[0]?.text);
		for (const a of drawn) if (e.hasAttribute(a)) line.push(a, e.getAttribute(a));
		const style = getComputedStyle(e);
		for (const s of styles) line.push(style.getPropertyValue(s));
		lines.push(line.join(" "));
		if (e.localName === "select" || e.localName === "textarea") return;
		for (const c of e.childNodes) {
			if (c.nodeType === Node.ELEMENT_NODE) see(c);
			if (c.nodeType === Node.TEXT_NODE && c.data.trim()) lines.push(c.data.trim().replace(/\s+/g, " "));
		}
	};
	document.querySelectorAll(parts).forEach(see);
	return lines.join("\n");
})`

// digest is short for the outline, which is written beside the pictures of the tests for whoever wonders what changed.
func digest(t *testing.T, tab *uitest.Tab, p picture) string {
	t.Helper()
	text := uitest.Eval[string](tab, outline+"("+quote(p.parts)+")")
	if text == "" {
		t.Fatalf("picture %s: nothing is found at %s", p.name, p.parts)
	}
	dir, err := uitest.Pictures()
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "panduan-"+p.name+".txt"), []byte(text+"\n"), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// The file of digests looks as sha256sum writes one.

func readDigests(t *testing.T) map[string]string {
	t.Helper()
	known := map[string]string{}
	b, err := os.ReadFile(digestsFile)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		known[name] = sum
	}
	return known
}

func writeDigests(t *testing.T, sums map[string]string) {
	t.Helper()
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		fmt.Fprintf(&b, "%s  %s\n", sums[name], name)
	}
	if err := os.WriteFile(digestsFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// files are the pictures there are, by name.
func files(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(picturesDir, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range paths {
		names = append(names, strings.TrimSuffix(filepath.Base(p), ".png"))
	}
	return names
}

// take writes the picture.
func take(t *testing.T, tab *uitest.Tab, p picture) {
	t.Helper()
	type box struct{ Left, Top, Right, Bottom float64 }
	b := uitest.Eval[box](tab, `((parts) => {
		const boxes = [...document.querySelectorAll(parts)].filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect());
		return {Left: Math.min(...boxes.map((b) => b.left)), Top: Math.min(...boxes.map((b) => b.top)), Right: Math.max(...boxes.map((b) => b.right)), Bottom: Math.max(...boxes.map((b) => b.bottom))};
	})(`+quote(p.parts)+`)`)
	whole, err := png.Decode(bytes.NewReader(uitest.Get(tab, chromedp.FullScreenshot(100))))
	if err != nil {
		t.Fatal(err)
	}
	const margin = 4
	cut := image.Rect(int(b.Left)-margin, int(b.Top)-margin, int(b.Right)+margin, int(b.Bottom)+margin).Intersect(whole.Bounds())
	var file bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&file, fewColours(whole, cut, 48)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(picturesDir, p.name+".png"), file.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// fewColours is a part of a picture in its n most frequent colours: a page has few, and the edges of letters get the
// nearest.
func fewColours(whole image.Image, cut image.Rectangle, n int) image.Image {
	count := map[color.RGBA]int{}
	for y := cut.Min.Y; y < cut.Max.Y; y++ {
		for x := cut.Min.X; x < cut.Max.X; x++ {
			count[color.RGBAModel.Convert(whole.At(x, y)).(color.RGBA)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		if d := count[b] - count[a]; d != 0 {
			return d
		}
		return slices.Compare([]byte{a.R, a.G, a.B}, []byte{b.R, b.G, b.B})
	})
	var palette color.Palette
	for _, c := range colours[:min(n, len(colours))] {
		palette = append(palette, c)
	}
	few := image.NewPaletted(image.Rect(0, 0, cut.Dx(), cut.Dy()), palette)
	draw.Draw(few, few.Bounds(), whole, cut.Min, draw.Src)
	return few
}
