package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// tokensOf writes what the scanner finds: <name, a, :id; </name; =text.
func tokensOf(r io.Reader) ([]string, error) {
	s := newScanner(r)
	var out []string
	for {
		t, err := s.next()
		if err == io.EOF {
			return joined(out), nil
		}
		if err != nil {
			return nil, err
		}
		switch t.kind {
		case startTag:
			out = append(out, "<"+t.name+" "+t.attr("a")+" "+t.attr(":id"))
		case endTag:
			out = append(out, "</"+t.name)
		case text:
			words, err := t.text()
			if err != nil {
				return nil, err
			}
			out = append(out, "="+words)
		}
	}
}

// joined puts neighbouring texts together, as CDATA and comments part them differently.
func joined(tokens []string) []string {
	var out []string
	for _, t := range tokens {
		words, isText := strings.CutPrefix(t, "=")
		switch n := len(out); {
		case isText && words == "":
		case isText && n > 0 && out[n-1][0] == '=':
			out[n-1] += words
		default:
			out = append(out, t)
		}
	}
	return out
}

func TestScanner(t *testing.T) {
	const document = `<?xml version="1.0" encoding="UTF-8"?><!-- <a> --><x:row a = 'p>q&amp;"' r:id="7"><c/>satu &lt;&#x41;&#66;&gt;<![CDATA[<b>&]]></x:row >`
	want := []string{`<row p>q&" 7`, "<c  ", "</c", "=satu <AB><b>&", "</row"}
	for name, r := range map[string]io.Reader{"whole": strings.NewReader(document), "byte by byte": iotest.OneByteReader(strings.NewReader(document))} {
		got, err := tokensOf(r)
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%s: %v\n%s", name, err, d)
		}
	}
	for document, want := range map[string]Reason{
		`<!DOCTYPE x>`: Doctype, `<!ENTITY e "x">`: Doctype, `<a>&e;</a>`: Damaged, `<a>&#xD800;</a>`: Damaged, `<a>&#99999999;</a>`: Damaged,
		`<a b="`: Damaged, `<a <b>`: Damaged, `<!-- `: Damaged, `<![CDATA[x`: Damaged, `</a`: Damaged, `<`: Damaged,
		`<?xml version="1.0" encoding="UTF-16"?>`: Damaged, `<a>&` + strings.Repeat("x", 100) + `;</a>`: Damaged,
		`<a b="` + strings.Repeat("x", 3<<20): Bomb,
	} {
		_, err := tokensOf(strings.NewReader(document))
		var e *Error
		if !errors.As(err, &e) || e.Reason != want {
			t.Errorf("%.40s: %v, want %s", document, err, want)
		}
	}
}

// FuzzScanner holds the scanner against encoding/xml: where that reads a document, both find the same.
func FuzzScanner(f *testing.F) {
	f.Add(`<x:row a='1' r:id="7"><c/>satu &lt;&#x41;<![CDATA[<b>&]]></x:row>`)
	f.Add(`<?xml version="1.0"?><!-- a --><a b="x>y" a="1"> t </a>`)
	f.Add("<a>\r\n&amp;&#10;</a>")
	f.Fuzz(func(t *testing.T, document string) {
		var want []string
		odd := false
		d := xml.NewDecoder(strings.NewReader(document))
		for {
			token, err := d.RawToken()
			if err == io.EOF {
				break
			}
			if err != nil {
				_, _ = tokensOf(strings.NewReader(document)) // must not panic
				return
			}
			switch token := token.(type) {
			case xml.StartElement:
				odd = odd || strings.Contains(token.Name.Local, ":")
				var a, id string
				for i := len(token.Attr) - 1; i >= 0; i-- {
					odd = odd || strings.Contains(token.Attr[i].Name.Local, ":")
					switch at := token.Attr[i]; {
					case at.Name.Local == "a" && at.Name.Space == "":
						a = at.Value
					case at.Name.Local == "id" && at.Name.Space != "":
						id = at.Value
					}
				}
				want = append(want, "<"+token.Name.Local+" "+a+" "+id)
			case xml.EndElement:
				odd = odd || strings.Contains(token.Name.Local, ":")
				want = append(want, "</"+token.Name.Local)
			case xml.CharData:
				want = append(want, "="+string(token))
			case xml.Directive:
				return // refused here
			}
		}
		if strings.Contains(document, "\r") || strings.Contains(document, "<?") || odd {
			return // line ends, instructions and colons at the edge of a name differ knowingly
		}
		got, err := tokensOf(strings.NewReader(document))
		if err != nil {
			t.Fatalf("%q: %v", document, err)
		}
		if d := cmp.Diff(joined(want), got); d != "" {
			t.Fatalf("%q:\n%s", document, d)
		}
	})
}
