//go:build unix

package pgfetch

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What the checksum lets through may still be a mistake: nothing of it may reach beyond the folder.
func TestHostilePackages(t *testing.T) {
	library := entry{name: inTarball + "lib/l", content: "a library"}
	linking := func(source, target string) []entry {
		return []entry{library, links(`[{"source": "` + source + `", "target": "` + target + `"}]`)}
	}
	for name, c := range map[string]struct {
		entries []entry
		word    string
	}{
		"a way up":              {[]entry{{name: inTarball + "../../../evil"}}, "leads out"},
		"a way up in the rest":  {[]entry{{name: "package/../../evil"}}, "leads out"},
		"an absolute path":      {[]entry{{name: "/tmp/evil"}}, "leads out"},
		"a symlink":             {[]entry{{name: inTarball + "lib", kind: tar.TypeSymlink, link: "../.."}, {name: inTarball + "lib/evil"}}, "neither file nor folder"},
		"a hard link":           {[]entry{{name: inTarball + "x", kind: tar.TypeLink, link: "/etc/passwd"}}, "neither file nor folder"},
		"a device":              {[]entry{{name: inTarball + "null", kind: tar.TypeChar}}, "neither file nor folder"},
		"a pipe":                {[]entry{{name: inTarball + "pipe", kind: tar.TypeFifo}}, "neither file nor folder"},
		"the same file twice":   {[]entry{library, library}, "exists"},
		"a file as folder":      {[]entry{library, {name: inTarball + "lib/l/x"}}, "lib/l"},
		"no list of links":      {[]entry{library}, linkList},
		"a list that is none":   {[]entry{links("links")}, linkList},
		"link to elsewhere":     {linking("/etc/passwd", "native/lib/x"), "leads out"},
		"link up":               {linking("native/../../evil", "native/lib/x"), "leads out"},
		"link from elsewhere":   {linking("native/lib/l", "native/../../evil"), "leads out"},
		"link from an absolute": {linking("native/lib/l", "/tmp/evil"), "leads out"},
		"link to a folder":      {linking("native/lib", "native/x"), "no file"},
		"link to nothing":       {linking("native/lib/missing", "native/lib/x"), "missing"},
		"link over a file":      {linking("native/lib/l", "native/lib/l"), "exists"},
		"link to a link": {[]entry{library, links(`[{"source": "native/lib/l", "target": "native/lib/a"},
			{"source": "native/lib/a", "target": "native/lib/b"}]`)}, "no file"},
		"too many links": {linkingOften(21), "more than 20 links"},
		"too many files": {slices.Repeat([]entry{{name: "package/x"}}, 21), "more than 20 entries"},
		"too many bytes": {[]entry{{name: inTarball + "bomb", content: strings.Repeat("\x00", 101<<10)}}, "more than a package"},
		"too many bytes elsewhere": {[]entry{{name: "package/bomb", content: strings.Repeat("\x00", 101<<10)}, links("[]")},
			"more than a package"},
	} {
		t.Run(name, func(t *testing.T) {
			above := filepath.Join(t.TempDir(), "a", "b")
			must(t, os.MkdirAll(above, 0o755))
			tree := filepath.Join(above, "tree")
			err := unpack(bytes.NewReader(pack(t, c.entries...)), tree, limits{bytes: 100 << 10, entries: 20})
			refusedWith(t, err, c.word)
			for _, dir := range []string{above, filepath.Dir(above), filepath.Dir(filepath.Dir(above))} {
				if held, err := os.ReadDir(dir); len(held) != 1 || err != nil {
					t.Errorf("%s holds %v, %v", dir, held, err)
				}
			}
		})
	}
}

func linkingOften(times int) []entry {
	link := `{"source": "native/lib/l", "target": "native/lib/x"}`
	return []entry{links("[" + strings.Repeat(link+",", times-1) + link + "]")}
}

func TestAsMuchAsIsAllowed(t *testing.T) {
	entries := append(slices.Repeat([]entry{{name: "package/x"}}, 19), links("[]"))
	must(t, unpack(bytes.NewReader(pack(t, entries...)), filepath.Join(t.TempDir(), "tree"), limits{bytes: 100 << 10, entries: 20}))
}

func TestDamagedTarballs(t *testing.T) {
	whole := pack(t, append(wholePackage(), entry{name: inTarball + "lib/large", content: strings.Repeat("0123456789", 1000)})...)
	for name, c := range map[string]struct {
		packed []byte
		word   string
	}{
		"cut off":     {whole[:len(whole)/2], "unexpected EOF"},
		"not zipped":  {[]byte("<html>please log in</html>"), "gzip"},
		"of no files": {nil, "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFetcher(t, handOut)
			must(t, os.WriteFile(f.tarball, c.packed, 0o600))
			f.pin = pinOf(c.packed)
			refusedWith(t, f.get(t), "unpack", c.word)
			f.nothing(t)
		})
	}
}
