// Package static serves what a browser may keep: stylesheets, the little script there is, the logo.
// Each file is served under a name that carries a hash of its content, so that it is fetched once
// and a changed file is seen at once.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Prefix is where Handler expects to stand.
const Prefix = "/aset/"

// Policy is the Content-Security-Policy under which every page of the kit works: nothing inline,
// nothing from elsewhere. Images may be data: because Bootstrap draws the arrow of a select and
// the tick of a checkbox that way; such an image runs nothing.
const Policy = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
	"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

//go:embed files/*.css files/*.js files/*.svg files/vendor/*.css
var files embed.FS

var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

type asset struct {
	kind  string
	plain []byte
	gzip  []byte
}

// shelf holds every file by its served name, and the served name of every file.
var shelf = sync.OnceValue(func() (s struct {
	served map[string]string
	assets map[string]asset
}) {
	s.served, s.assets = map[string]string{}, map[string]asset{}
	err := fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := files.ReadFile(p)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(b)
		file, ext := path.Base(p), path.Ext(p)
		name := strings.TrimSuffix(file, ext) + "." + hex.EncodeToString(sum[:5]) + ext
		s.served[file] = Prefix + name
		s.assets[name] = asset{kind: types[ext], plain: b, gzip: squeeze(b)}
		return nil
	})
	if err != nil {
		panic(err) // embedded: cannot happen in a binary that was built
	}
	return s
})

func squeeze(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is valid
	_, _ = w.Write(b)                                       // a Buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

// Path is the address of a file, for example of "pilar.css". It panics on a name that does not
// exist: that is a slip in a template, and the first test that renders it shows it.
func Path(name string) string {
	p, ok := shelf().served[name]
	if !ok {
		panic(fmt.Sprintf("static: no file %q", name))
	}
	return p
}

// Handler serves the files below Prefix; the request keeps its whole path. A name without the
// right hash is not found, so that no cache ever holds an old file under a new name.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := shelf().assets[strings.TrimPrefix(r.URL.Path, Prefix)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.Set("Allow", "GET, HEAD")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		body := a.plain
		h.Set("Vary", "Accept-Encoding")
		if takesGzip(r.Header.Get("Accept-Encoding")) {
			body = a.gzip
			h.Set("Content-Encoding", "gzip")
		}
		h.Set("Content-Type", a.kind)
		h.Set("Content-Length", strconv.Itoa(len(body)))
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		if r.Method == http.MethodGet {
			_, _ = w.Write(body) // the client may be gone
		}
	})
}

// takesGzip tells whether gzip is among the accepted encodings and not refused by q=0.
func takesGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			v, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(q), "q="), 64)
			return q == "" || err != nil || v > 0
		}
	}
	return false
}
