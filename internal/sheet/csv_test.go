package sheet

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// FuzzText reads any text of UTF-8 and compares what was read with what encoding/csv reads of it.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"a;b\n1;2\n", "a,b\r\n\"x\ny\",2\r\n", "sep=|\na|b\n", "\"a\"\"b\"\t c \n\n\td", "=\"0012\";'0812\n", "a;\"b\n", "a\x00;b\n", "\"\"", "\xef\xbb\xbfa;b\nc;d", "a|b|c\n1|2|3"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sound(t, []byte(text))
		file := &textFile{r: strings.NewReader(text), size: int64(len(text))}
		if !utf8.ValidString(text) || len(text) == 0 || sniff(file.r, file.size) != isText || file.detect() != nil || file.enc != nil || file.returns || file.probe() != nil {
			return
		}
		r := csv.NewReader(bytes.NewReader([]byte(text)[file.skip:]))
		r.Comma, r.FieldsPerRecord = file.comma, -1
		all, err := r.ReadAll()
		if err != nil {
			return
		}
		if len(all) > 0 && isSepLine(all[0], file.comma) {
			all = all[1:]
		}
		var got, want [][]string
		for row, err := range file.rows() {
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			for len(got) < row.Number {
				got = append(got, nil)
			}
			for _, c := range row.Cells {
				for len(got[row.Number-1]) <= c.Column {
					got[row.Number-1] = append(got[row.Number-1], "")
				}
				got[row.Number-1][c.Column] = c.Text
			}
		}
		for _, record := range all {
			var row []string
			for i, field := range record {
				if field = literal(field); strings.TrimSpace(field) == "" {
					continue
				}
				for len(row) < i {
					row = append(row, "")
				}
				row = append(row, field)
			}
			want = append(want, row)
		}
		for len(want) > 0 && want[len(want)-1] == nil {
			want = want[:len(want)-1]
		}
		if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("%q by %q: %s", text, file.comma, d)
		}
	})
}
