package site

import (
	"io"
	"mime"
	"net/http"

	"pilar/internal/fault"
	"pilar/internal/sheet"
)

// filesAtOnce is how many files are made at a time: each holds connections to the database, and what it sees of it, as long
// as its reader's line takes. Further readers wait.
const filesAtOnce = 2

// Download answers with a file that make writes, by and by. Where make fails before it has written anything, its error is
// returned for a page; later the answer is broken off, so that nobody takes a part of the file for the whole. The form that
// asks for it may be sent as often as somebody likes, for its page stays: the Actor that make asks for has no form.
func Download(w http.ResponseWriter, r *http.Request, name, kind string, make func(io.Writer) error) error {
	v := of(r)
	select {
	case v.site.files <- struct{}{}:
		defer func() { <-v.site.files }()
	case <-r.Context().Done():
		return r.Context().Err()
	}
	if v.form != nil {
		v.form.key = ""
	}
	f := &file{ResponseWriter: w, name: name, kind: kind}
	err := make(f)
	if err == nil || !f.begun {
		return err
	}
	if r.Context().Err() == nil {
		v.complain(r, err)
	}
	panic(http.ErrAbortHandler)
}

// file sends its headers with the first bytes.
type file struct {
	http.ResponseWriter
	name, kind string
	begun      bool
}

func (f *file) Write(p []byte) (int, error) {
	if !f.begun {
		f.begun = true
		f.Header().Set("Content-Type", f.kind)
		f.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.name}))
	}
	return f.ResponseWriter.Write(p)
}

// ExportFormat returns the format in which ui.ExportButtons asks for a list; fault.Malformed where it is none of theirs.
func ExportFormat(r *http.Request) (sheet.Format, error) {
	form, err := Form(r)
	if err != nil {
		return "", err
	}
	format := sheet.Format(form.Get("format"))
	if format != sheet.XLSX && format != sheet.CSV {
		return "", fault.Malformed{Message: "format"}
	}
	return format, nil
}
