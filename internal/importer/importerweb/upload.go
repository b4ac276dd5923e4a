package importerweb

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"pilar/internal/check"
	"pilar/internal/importer"
	"pilar/internal/sheet"
	"pilar/internal/site"
	"pilar/web/link"
)

// The bounds of an upload. A file that is somewhat too large, or one too many, is told so by its name.
const (
	maxFiles  = 60
	maxAll    = 100 << 20
	maxUpload = maxAll + 10<<20
)

// brought is one file of an upload, not read yet.
type brought struct {
	name   string
	within string // the archive that it comes out of, whose word for its size may be false; "" for none
	size   int64
	open   func() (io.ReadCloser, error)
}

// unfit says why a file of an upload is not taken.
type unfit struct{ message string }

func (e unfit) Error() string { return e.message }

func unfitFor(reason sheet.Reason) unfit { return unfit{(&sheet.Error{Reason: reason}).Error()} }

func (p pages) upload(w http.ResponseWriter, r *http.Request) error {
	form, err := site.Form(r) // which leaves large files on disk, to be read one by one
	if err != nil {
		return err
	}
	f := uploadForm{Cadre: form.Get(cadreField), AsOf: form.Get(asOfField), Faults: map[string]string{}}
	asOf, problem := check.Date(f.AsOf)
	if problem != nil {
		f.Faults[asOfField] = problem.Message
	}
	if err := p.checkCadre(r, f.Cadre, f.Faults); err != nil {
		return err
	}
	files := filesOf(r)
	switch {
	case len(files) == 0:
		f.Files = []string{"Berkasnya belum dipilih. Pilih berkas .xlsx, .csv, atau .zip."}
	case len(files) > maxFiles:
		f.Files = []string{fmt.Sprintf("Yang dipilih %d berkas; paling banyak %d sekaligus. Bagi menjadi beberapa kali.", len(files), maxFiles)}
	}
	if len(f.Faults)+len(f.Files) > 0 {
		return p.renderList(w, r, http.StatusUnprocessableEntity, f)
	}
	t := taking{p: p, r: r, upload: importer.Upload{Cadre: f.Cadre, AsOf: asOf, Account: site.Account(r).ID, Limit: site.Limit(r)}}
	if err := t.all(files); err != nil {
		return err
	}
	return t.answer(w, f)
}

// checkCadre refuses a cadre that the form does not offer.
func (p pages) checkCadre(r *http.Request, code string, faults map[string]string) error {
	cadres, err := p.cadreOptions(r)
	if err != nil {
		return err
	}
	for _, c := range cadres {
		if c.Value == code {
			return nil
		}
	}
	if code != "" {
		faults[cadreField] = "Jenis SDM itu tidak ada dalam daftar. Pilih dari daftar, atau biarkan dikenali sendiri."
	}
	return nil
}

// filesOf returns the files of an upload: those that were chosen one by one as they are, those of a folder only where they
// can hold a list, for a folder holds all sorts of things.
func filesOf(r *http.Request) []brought {
	var all []brought
	if r.MultipartForm == nil {
		return nil
	}
	for _, field := range []string{filesField, folderField} {
		for _, h := range r.MultipartForm.File[field] {
			if field == folderField && (hidden(h.Filename) || !mayHoldList(h.Filename)) {
				continue
			}
			all = append(all, broughtOf(h))
		}
	}
	return all
}

func broughtOf(h *multipart.FileHeader) brought {
	return brought{baseName(h.Filename), "", h.Size, func() (io.ReadCloser, error) { return h.Open() }}
}

// baseName is a file's name without folders, of whichever system, as it may be stored.
func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "_"), `\`, "/"))
	return check.MaskNumbers(check.Clean(name))
}

func mayHoldList(name string) bool {
	return slices.Contains([]string{".xlsx", ".xlsm", ".csv", ".zip"}, strings.ToLower(path.Ext(name)))
}

// hidden tells whether a file is one that systems and Excel leave beside those of people.
func hidden(name string) bool {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~$")
}

// read returns what a file holds; unfit where that is more than is taken, or is not what an archive says.
func (b brought) read() ([]byte, error) {
	if b.size > sheet.MaxBytes {
		return nil, unfitFor(sheet.TooBig)
	}
	f, err := b.open()
	if err == nil {
		defer f.Close()
		var content []byte
		content, err = io.ReadAll(io.LimitReader(f, b.size+1))
		if err == nil && int64(len(content)) == b.size {
			return content, nil
		}
	}
	if b.within != "" {
		return nil, unfitFor(sheet.Damaged)
	}
	return nil, fmt.Errorf("read an upload: %w", err)
}

// taking is an upload being taken, file by file: one is in memory at a time.
type taking struct {
	p       pages
	r       *http.Request
	upload  importer.Upload
	bytes   int64
	ids     []int64
	refused []string // a sentence for each file that was not taken
}

func (t *taking) all(files []brought) error {
	for _, b := range files {
		if err := t.one(b); err != nil {
			return err
		}
	}
	return nil
}

// one takes a file; of an archive, the files in it.
func (t *taking) one(b brought) error {
	if t.bytes+b.size > maxAll {
		t.refuse(b, "Seluruhnya lebih dari 100 MB sekaligus. Unggah yang ini sendiri.")
		return nil
	}
	content, err := b.read()
	if bad, ok := errors.AsType[unfit](err); ok {
		t.refuse(b, bad.message)
		return nil
	}
	if err != nil {
		return err
	}
	packed, err := unpacked(b.name, content)
	switch {
	case err != nil:
		t.refuse(b, err.Error())
		return nil
	case packed == nil:
		return t.receive(b, content)
	case b.within != "":
		t.refuse(b, "Berkas ZIP di dalam ZIP tidak dibuka. Keluarkan dahulu isinya, lalu unggah lagi.")
		return nil
	}
	return t.all(packed)
}

func (t *taking) receive(b brought, content []byte) error {
	if len(t.ids) == maxFiles {
		t.refuse(b, fmt.Sprintf("Paling banyak %d berkas sekaligus. Unggah yang ini sendiri.", maxFiles))
		return nil
	}
	t.bytes += int64(len(content))
	u := t.upload
	u.File, u.Content = b.name, content
	if len(t.ids) > 0 {
		u.Batch = t.ids[0]
	}
	id, err := t.p.Imports.Receive(t.r.Context(), site.Actor(t.r), u)
	if err != nil {
		return err
	}
	t.ids = append(t.ids, id)
	return nil
}

func (t *taking) refuse(b brought, message string) {
	name := b.name
	if b.within != "" {
		name += " di dalam " + b.within
	}
	t.refused = append(t.refused, name+": "+message)
}

// shownRefusals is how many refused files a banner names.
const shownRefusals = 5

func (t *taking) answer(w http.ResponseWriter, f uploadForm) error {
	if len(t.ids) == 0 {
		f.Files = t.refused
		return t.p.renderList(w, t.r, http.StatusUnprocessableEntity, f)
	}
	text := "Berkas sudah diterima dan sedang diperiksa."
	if len(t.ids) > 1 {
		text = fmt.Sprintf("%d berkas sudah diterima dan sedang diperiksa.", len(t.ids))
	}
	if len(t.refused) == 0 {
		return site.Done(w, t.r, t.leadsTo(url.Values{}), text)
	}
	few := t.refused[:min(len(t.refused), shownRefusals)]
	text += fmt.Sprintf(" %d berkas tidak diterima. ", len(t.refused)) + strings.Join(few, " ")
	if more := len(t.refused) - len(few); more > 0 {
		text += fmt.Sprintf(" Dan %d berkas lain.", more)
	}
	return site.DoneButCheck(w, t.r, t.leadsTo(url.Values{holdParam: {"1"}}), text)
}

// leadsTo is the page of what was taken: of the one file, or of all of them side by side.
func (t *taking) leadsTo(q url.Values) string {
	if len(t.ids) == 1 {
		return link.ImportQuery(t.ids[0], q)
	}
	q.Set(batchParam, idText(t.ids[0]))
	return link.ImportsQuery(q)
}
