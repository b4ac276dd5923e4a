// Package golden compares what a view renders with a file that people have read and found right.
// Only tests import it. With -update the files are written anew: read the difference before it is committed.
package golden

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

var update = flag.Bool("update", false, "write the golden files anew")

// HTML renders the component and compares it with testdata/<name>.html, one tag a line.
func HTML(t testing.TB, name string, c templ.Component) {
	t.Helper()
	var raw bytes.Buffer
	if err := c.Render(context.Background(), &raw); err != nil {
		t.Fatalf("render %s: %v", name, err)
	}
	pretty, err := Pretty(&raw)
	if err != nil {
		t.Fatalf("read %s: %v", name, err)
	}
	File(t, name+".html", pretty)
}

// File compares got with testdata/<name>, for whatever is not a view.
func File(t testing.TB, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		t.Fatalf("%s does not exist: run the test with -update, then read the file", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("%s differs (-want +got); if it is right, run with -update:\n%s", path, d)
	}
}

// hashed is the part of a static file's address that changes with its content.
var hashed = regexp.MustCompile(`(/aset/[\w.-]+?)\.[0-9a-f]{10}(\.\w+)`)

// void elements have no end tag.
var void = map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true,
	"input": true, "link": true, "meta": true, "source": true, "track": true, "wbr": true}

// Pretty writes HTML one tag or text a line, indented, and fails on tags that do not close in order. The hash in the
// name of a static file is left out, so that a view does not change with the stylesheet.
func Pretty(r io.Reader) (string, error) {
	var out strings.Builder
	var open []string
	line := func(s string) {
		out.WriteString(strings.Repeat("  ", len(open)))
		out.WriteString(s)
		out.WriteByte('\n')
	}
	z := html.NewTokenizer(r)
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return "", err
			}
			if len(open) > 0 {
				return "", fmt.Errorf("not closed: %s", strings.Join(open, " > "))
			}
			return hashed.ReplaceAllString(out.String(), "$1$2"), nil
		case html.TextToken:
			text := strings.Join(strings.Fields(string(z.Raw())), " ")
			if text != "" {
				line(text)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := strings.Join(strings.Fields(string(z.Raw())), " ")
			name, _ := z.TagName()
			line(raw)
			if kind == html.StartTagToken && !void[string(name)] {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return "", fmt.Errorf("</%s> closes nothing: open are %s", name, strings.Join(open, " > "))
			}
			open = open[:len(open)-1]
			line("</" + string(name) + ">")
		default:
			line(strings.TrimSpace(string(z.Raw())))
		}
	}
}
