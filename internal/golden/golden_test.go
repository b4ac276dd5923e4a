package golden_test

import (
	"strings"
	"testing"

	"pilar/internal/golden"
)

func TestPretty(t *testing.T) {
	for _, c := range []struct{ name, in, want, err string }{
		{"nested", `<ul><li class="a">x  &amp; y</li><li><br></li></ul>`,
			"<ul>\n  <li class=\"a\">\n    x &amp; y\n  </li>\n  <li>\n    <br>\n  </li>\n</ul>\n", ""},
		{"doctype and self-closing", "<!doctype html>\n<input name=\"n\"/>", "<!doctype html>\n<input name=\"n\"/>\n", ""},
		{"a hash is left out", `<link href="/aset/bootstrap.min.0123456789.css">`, "<link href=\"/aset/bootstrap.min.css\">\n", ""},
		{"text is kept escaped", `<p>&lt;script&gt;</p>`, "<p>\n  &lt;script&gt;\n</p>\n", ""},
		{"attributes on several lines", "<a\n  href=\"/\"\n>x</a>", "<a href=\"/\" >\n  x\n</a>\n", ""},
		{"crossed", `<b><i></b></i>`, "", "</b> closes nothing: open are b > i"},
		{"left open", `<div><p></p>`, "", "not closed: div"},
		{"empty", ``, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := golden.Pretty(strings.NewReader(c.in))
			if c.err != "" {
				if err == nil || err.Error() != c.err {
					t.Fatalf("error %v, want %s", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
