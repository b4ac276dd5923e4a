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
	".png": "image/png",
}

type asset struct {
	kind  string
	plain []byte
	gzip  []byte // nil: the file is compressed by itself
}

// Shelf holds files by their served names, and the served name of every file.
type Shelf struct {
	prefix string
	served map[string]string
	assets map[string]asset
}

// NewShelf returns the files of fsys, whichever folder they are in, to be served below prefix.
func NewShelf(prefix string, fsys fs.FS) (*Shelf, error) {
	s := &Shelf{prefix, map[string]string{}, map[string]asset{}}
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(fsys, p)
		if err != nil {
			return err
		}
		s.put(path.Base(p), b)
		return nil
	})
	return s, err
}

func (s *Shelf) put(file string, b []byte) {
	sum, ext := sha256.Sum256(b), path.Ext(file)
	name := strings.TrimSuffix(file, ext) + "." + hex.EncodeToString(sum[:5]) + ext
	a := asset{kind: types[ext], plain: b}
	if ext != ".png" {
		a.gzip = squeeze(b)
	}
	s.served[file], s.assets[name] = s.prefix+name, a
}

func squeeze(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is valid
	_, _ = w.Write(b)                                       // a Buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

// Path is the address of a file; not ok where the shelf does not have it.
func (s *Shelf) Path(name string) (path string, ok bool) {
	path, ok = s.served[name]
	return path, ok
}

// Handler serves the files below the shelf's prefix; the request keeps its whole path. A name without the
// right hash is not found, so that no cache ever holds an old file under a new name.
func (s *Shelf) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := s.assets[strings.TrimPrefix(r.URL.Path, s.prefix)]
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
		if a.gzip != nil {
			h.Set("Vary", "Accept-Encoding")
			if takesGzip(r.Header.Get("Accept-Encoding")) {
				body = a.gzip
				h.Set("Content-Encoding", "gzip")
			}
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

// shelf holds the files of this package.
var shelf = sync.OnceValue(func() *Shelf {
	s, err := NewShelf(Prefix, files)
	if err != nil {
		panic(err) // embedded: cannot happen in a binary that was built
	}
	return s
})

// Path is the address of a file, for example of "pilar.css". It panics on a name that does not
// exist: that is a slip in a template, and the first test that renders it shows it.
func Path(name string) string {
	p, ok := shelf().Path(name)
	if !ok {
		panic(fmt.Sprintf("static: no file %q", name))
	}
	return p
}

// Handler serves the files of this package below Prefix.
func Handler() http.Handler { return shelf().Handler() }

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
