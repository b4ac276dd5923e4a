// Package uitest looks at pages as people do: in a real browser. Tests import it, nothing else does.
//
// One browser serves a whole test binary; each test has a tab with cookies of its own:
//
//	func TestMain(m *testing.M) { os.Exit(uitest.Main(m)) }
//
//	func TestList(t *testing.T) {
//		tab := uitest.Open(t)
//		tab.Navigate(server.URL + link.Workers())
//		tab.Check("sdm-daftar") // axe, no sideways scroll, pictures; at 1366 and 360 pixels
//	}
//
// A test ends with a failure if a page wrote an error to the console: a script that threw, or
// something that the content security policy refused.
package uitest

import (
	"bytes"
	"context"
	_ "embed" // axe-core
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The two widths every page is looked at: a common office laptop and a small phone.
const (
	Laptop = 1366
	Phone  = 360
)

// patience is how long one step may take on a busy machine.
const patience = 40 * time.Second

//go:embed axe.min.js
var axe string

var programs = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

type browser struct {
	ctx  context.Context
	stop func()
}

var shared = sync.OnceValues(func() (*browser, error) {
	var path string
	for _, p := range programs {
		if found, err := exec.LookPath(p); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		return nil, errors.New("no browser found: install chromium (or Google Chrome), its program must be on PATH as one of " + strings.Join(programs, ", "))
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.Flag("headless", "new"),
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-domain-reliability", true),
		chromedp.Flag("no-pings", true),
		chromedp.Flag("hide-scrollbars", true),
		// A page that needs anything from elsewhere fails here as it would in an office without a line.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
		chromedp.WindowSize(Laptop, 768),
	)
	if os.Getuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stopBrowser := chromedp.NewContext(alloc)
	stop := func() {
		stopBrowser()
		stopAlloc()
	}
	if err := chromedp.Do(ctx); err != nil {
		stop()
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	started.Lock()
	started.stop = stop
	started.Unlock()
	return &browser{ctx: ctx, stop: stop}, nil
})

var started struct {
	sync.Mutex
	stop func()
}

// Main runs the tests and ends the browser, if any test started one. It returns the exit code.
func Main(m *testing.M) int {
	defer Stop()
	return m.Run()
}

// Stop ends the browser; for a TestMain that has more to do than Main.
func Stop() {
	started.Lock()
	defer started.Unlock()
	if started.stop != nil {
		started.stop()
		started.stop = nil
	}
}

// Tab is one browser tab. Its methods fail the test they were opened for.
type Tab struct {
	// Ctx runs further chromedp actions.
	Ctx context.Context

	t      testing.TB
	mu     sync.Mutex
	errors []string
	excuse []string

	noScript bool
}

// Open opens a tab at laptop size that shares no cookie with any other. It is closed when the test ends.
func Open(t testing.TB) *Tab {
	t.Helper()
	b, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	tab := &Tab{Ctx: ctx, t: t}
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		t.Fatalf("open a tab: %v", err)
	}
	messages := chromedp.Console(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for m, err := range messages {
			if err != nil {
				return
			}
			tab.hear(m)
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-done
		for _, e := range tab.ConsoleErrors() {
			t.Errorf("console: %s", e)
		}
	})
	tab.Width(Laptop)
	return tab
}

func (tab *Tab) hear(m chromedp.ConsoleMessage) {
	if m.Type != chromedp.ConsoleError && !m.IsException() {
		return
	}
	// A page answered with 422 or 404 on purpose is logged as a failed resource; tests look at the status themselves.
	if m.Source == "network" && strings.Contains(m.Text, "responded with a status of 4") {
		return
	}
	tab.mu.Lock()
	defer tab.mu.Unlock()
	for _, e := range tab.excuse {
		if strings.Contains(m.Text, e) {
			return
		}
	}
	tab.errors = append(tab.errors, m.Text+" ("+m.URL+")")
}

// Excuse lets console errors that contain the text pass.
func (tab *Tab) Excuse(text string) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	tab.excuse = append(tab.excuse, text)
}

// ConsoleErrors is what went wrong in the console so far.
func (tab *Tab) ConsoleErrors() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return append([]string(nil), tab.errors...)
}

// Do runs steps that return nothing.
func (tab *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.Ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		tab.t.Fatalf("browser: %v", err)
	}
}

// Get runs one step and returns its value.
func Get[T any](tab *Tab, a chromedp.Action[T]) T {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.Ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		tab.t.Fatalf("browser: %v", err)
	}
	return v
}

// Width makes the window as wide as a laptop's or a phone's.
func (tab *Tab) Width(pixels int64) {
	tab.t.Helper()
	height := int64(768)
	if pixels < 600 {
		height = 740
	}
	tab.Do(chromedp.EmulateViewport(pixels, height))
}

// NoScript turns the pages' own scripts off for this tab; Eval and Axe still work.
func (tab *Tab) NoScript() {
	tab.t.Helper()
	tab.noScript = true
	tab.scripts(false)
}

func (tab *Tab) scripts(on bool) {
	tab.t.Helper()
	tab.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
}

// Navigate opens a page and returns its status.
func (tab *Tab) Navigate(url string) int {
	tab.t.Helper()
	r := Get(tab, chromedp.NavigateResponse(url))
	if r == nil {
		tab.t.Fatalf("browser: no answer from %s", url)
	}
	tab.settle()
	return int(r.Status)
}

// settle waits until the page and its scripts are loaded.
func (tab *Tab) settle() {
	tab.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if Get(tab, chromedp.Evaluate[string](`document.readyState`)) == "complete" {
			return
		}
	}
	tab.t.Fatal("browser: the page does not finish loading")
}

// Follow clicks the first element that matches the CSS selector, waits for the page it leads to, and returns its status.
func (tab *Tab) Follow(css string) int {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.Ctx, patience)
	defer cancel()
	r, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(css)))
	if err != nil {
		tab.t.Fatalf("browser: click %s: %v", css, err)
	}
	tab.settle()
	return int(r.Status)
}

// FollowKeys sends keys to whatever has the focus, waits for the page they lead to, and returns its status.
func (tab *Tab) FollowKeys(keys string) int {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.Ctx, patience)
	defer cancel()
	r, err := chromedp.RunResponse(ctx, press(keys))
	if err != nil {
		tab.t.Fatalf("browser: press %q: %v", keys, err)
	}
	tab.settle()
	return int(r.Status)
}

// Fill types into the box, in place of what stands there.
func (tab *Tab) Fill(css, text string) {
	tab.t.Helper()
	if !Get(tab, chromedp.Evaluate[bool](fmt.Sprintf(`(() => { const e = document.querySelector(%q); if (!e) return false; e.focus(); e.select(); return true; })()`, css))) {
		tab.t.Fatalf("browser: nothing to fill at %s", css)
	}
	if text == "" {
		text = kb.Backspace
	}
	tab.Press(text)
}

// Press sends keys, such as kb.Enter, to whatever has the focus. Unlike chromedp's own key events it lets the browser
// make the character of a key, so that a key which a script has dealt with types nothing, as on a keyboard.
func (tab *Tab) Press(keys string) {
	tab.t.Helper()
	tab.Do(press(keys))
}

func press(keys string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, r := range keys {
			events := kb.Encode(r)
			if len(events) == 3 {
				events[0].Text, events[0].UnmodifiedText = events[1].Text, events[1].UnmodifiedText
				events = append(events[:1], events[2])
			}
			for _, e := range events {
				if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, *e); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Choose sets a select, or checks the radio or checkbox that matches.
func (tab *Tab) Choose(css, value string) {
	tab.t.Helper()
	if !Get(tab, chromedp.Evaluate[bool](fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		if (!e) return false;
		if (e instanceof HTMLSelectElement) { e.value = %q; if (e.value !== %q) return false; e.dispatchEvent(new Event("change", {bubbles: true})); return true; }
		e.click();
		return e.checked;
	})()`, css, value, value))) {
		tab.t.Fatalf("browser: cannot choose %q in %s", value, css)
	}
}

// Text is the text people see in the first element that matches.
func (tab *Tab) Text(css string) string {
	tab.t.Helper()
	return strings.TrimSpace(Get(tab, chromedp.Text(chromedp.CSS(css))))
}

// URL is the address of the page that is open.
func (tab *Tab) URL() string {
	tab.t.Helper()
	return Eval[string](tab, `location.href`)
}

// Has tells whether an element matches now.
func (tab *Tab) Has(css string) bool {
	tab.t.Helper()
	return Get(tab, chromedp.Evaluate[bool](fmt.Sprintf(`document.querySelector(%q) !== null`, css)))
}

// Eval is the value of a JavaScript expression; a promise is awaited.
func Eval[T any](tab *Tab, js string) T {
	tab.t.Helper()
	return Get(tab, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
}

type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// Axe reports every breach of WCAG 2.2 AA, and of the good practices, that axe-core finds on the page.
func (tab *Tab) Axe() {
	tab.t.Helper()
	if tab.noScript { // axe waits with timers, which stand still; the page's own scripts were not loaded
		tab.scripts(true)
		defer tab.scripts(false)
	}
	if !Get(tab, chromedp.Evaluate[bool](`"axe" in window`)) {
		Get(tab, chromedp.Evaluate[chromedp.Void](axe+";0"))
	}
	found := Eval[string](tab, `axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => JSON.stringify(r.violations))`)
	var vs []violation
	if err := json.Unmarshal([]byte(found), &vs); err != nil {
		tab.t.Fatalf("axe: %v", err)
	}
	for _, v := range vs {
		for _, n := range v.Nodes {
			tab.t.Errorf("axe %s: %s\n\t%s\n\t%s", v.ID, v.Help, n.HTML, strings.ReplaceAll(n.Summary, "\n", "\n\t"))
		}
	}
}

// NoSideScroll reports the elements that stand out of a page that is wider than its window.
func (tab *Tab) NoSideScroll() {
	tab.t.Helper()
	if out := Eval[[]string](tab, `(() => {
		const wide = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= wide) return [];
		const inside = (e) => { for (let p = e.parentElement; p; p = p.parentElement) if (getComputedStyle(p).overflowX !== "visible") return true; return false; };
		return [document.documentElement.scrollWidth + " > " + wide, ...[...document.querySelectorAll("body *")]
			.filter((e) => e.getBoundingClientRect().right > wide + 1 && !inside(e)).slice(0, 8).map((e) => e.outerHTML.slice(0, 160))];
	})()`); len(out) > 0 {
		tab.t.Errorf("the page scrolls sideways: %s", strings.Join(out, "\n\t"))
	}
}

// Screenshot writes a picture of the whole page at the given width as <name>-<width>.png into Pictures().
func (tab *Tab) Screenshot(name string, width int64) {
	tab.t.Helper()
	tab.Width(width)
	dir, err := Pictures()
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err != nil {
		tab.t.Fatal(err)
	}
	Get(tab, chromedp.Evaluate[chromedp.Void](`scrollTo(0, 0)`))
	png := Get(tab, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d.png", name, width)), png, 0o644); err != nil {
		tab.t.Fatal(err)
	}
}

// Paper writes the page as it prints, on the given paper, as <name>.pdf into Pictures(), and returns how many pages it has.
func (tab *Tab) Paper(name string, paper chromedp.PaperSize) int {
	tab.t.Helper()
	pdf := Get(tab, chromedp.PrintToPDF(chromedp.PDFPaper(paper), chromedp.PDFPreferCSSPageSize()))
	dir, err := Pictures()
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".pdf"), pdf, 0o644)
	}
	if err != nil {
		tab.t.Fatal(err)
	}
	return bytes.Count(pdf, []byte("/Type /Page\n"))
}

// Check looks at the page that is open, at both widths: axe finds nothing, it does not scroll sideways, and a picture
// of it is taken. The tab is a laptop's afterwards.
func (tab *Tab) Check(name string) {
	tab.t.Helper()
	for _, w := range []int64{Phone, Laptop} {
		tab.Width(w)
		tab.NoSideScroll()
		tab.Axe()
		tab.Screenshot(name, w)
	}
}

// Pictures is where pictures go: PILAR_PICTURES, else the folder pictures beside go.mod.
func Pictures() (string, error) {
	if dir := os.Getenv("PILAR_PICTURES"); dir != "" {
		return dir, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "pictures"), nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod above this folder: set PILAR_PICTURES to where the pictures go")
		}
		dir = up
	}
}
