package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"path"
	"strings"
)

// workbook is an open .xlsx: its parts by name, and its shared texts once they are needed.
type workbook struct {
	parts    map[string]*zip.File
	texts    *texts
	textPart string
}

func readWorkbook(r io.ReaderAt, size int64) (*Book, error) {
	if err := directoryFits(r, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, unfit(Damaged)
	}
	w := &workbook{parts: map[string]*zip.File{}}
	var declared uint64
	for _, f := range z.File {
		declared += f.UncompressedSize64
		if f.Flags&1 != 0 {
			return nil, unfit(Encrypted)
		}
		if f.UncompressedSize64 > maxUnpacked || declared > maxUnpacked {
			return nil, unfit(Bomb)
		}
		w.parts[partName(f.Name)] = f
	}
	b, err := w.book()
	if b != nil {
		b.unpacked = int64(declared)
	}
	return b, err
}

// directoryFits looks at the end of the zip before its list of parts is loaded.
func directoryFits(r io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, 66<<10))
	if n, err := r.ReadAt(tail, size-int64(len(tail))); n < len(tail) && err != nil {
		return unfit(Damaged)
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || len(tail)-at < 22 {
		return unfit(Damaged)
	}
	if binary.LittleEndian.Uint16(tail[at+10:]) > maxParts || binary.LittleEndian.Uint32(tail[at+12:]) > 4<<20 {
		return unfit(Bomb)
	}
	return nil
}

// partName makes the names of parts comparable: some writers use other cases and slashes.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean(strings.ReplaceAll(name, `\`, "/")), "/"))
}

// relation is one line of a .rels part.
type relation struct{ id, kind, target string }

// book finds the sheets.
func (w *workbook) book() (*Book, error) {
	main, err := w.mainPart()
	if err != nil {
		return nil, err
	}
	relations, err := w.relations(path.Join(path.Dir(main), "_rels", path.Base(main)+".rels"))
	if err != nil {
		return nil, err
	}
	targets := map[string]string{}
	for _, r := range relations {
		target := partName(r.target)
		if !strings.HasPrefix(r.target, "/") {
			target = partName(path.Join(path.Dir(main), strings.ReplaceAll(r.target, `\`, "/")))
		}
		switch r.kind {
		case "sharedstrings":
			w.textPart = target
		case "worksheet":
			targets[r.id] = target
		}
	}
	b := &Book{}
	if err := w.listSheets(main, targets, b); err != nil {
		return nil, err
	}
	switch {
	case len(b.Sheets) > MaxSheets:
		return nil, unfit(TooManySheets)
	case len(b.Sheets) == 0:
		return nil, unfit(Empty)
	}
	return b, nil
}

// mainPart returns the name of the workbook's own part, or says what else the zip is.
func (w *workbook) mainPart() (string, error) {
	main := "xl/workbook.xml"
	if w.parts["_rels/.rels"] != nil {
		relations, err := w.relations("_rels/.rels")
		if err != nil {
			return "", err
		}
		for _, r := range relations {
			if r.kind == "officedocument" {
				main = partName(r.target)
			}
		}
	}
	switch {
	case strings.HasSuffix(main, ".bin"):
		return "", unfit(BinaryExcel)
	case w.parts["content.xml"] != nil && w.parts["mimetype"] != nil:
		return "", unfit(OpenDocument)
	case w.parts[main] == nil && w.holdsFiles():
		return "", unfit(Archive)
	case w.parts[main] == nil || strings.HasPrefix(main, "word/") || strings.HasPrefix(main, "ppt/"):
		return "", unfit(NotSheet)
	}
	return main, nil
}

// holdsFiles tells whether the zip holds files that could be imported themselves.
func (w *workbook) holdsFiles() bool {
	for name := range w.parts {
		switch path.Ext(name) {
		case ".xlsx", ".xlsm", ".xls", ".csv":
			return true
		}
	}
	return false
}

func (w *workbook) listSheets(main string, targets map[string]string, b *Book) error {
	taken := map[string]bool{}
	return w.walk(main, func(t token) error {
		switch t.name {
		case "workbookPr":
			b.Date1904 = truth(t.attr("date1904"))
		case "sheet":
			part, ok := targets[t.attr(":id")]
			if !ok { // a chart, a dialogue or a macro
				return nil
			}
			if w.parts[part] == nil || taken[part] { // one part for many sheets is unpacked many times
				return unfit(Damaged)
			}
			taken[part] = true
			state := t.attr("state")
			b.Sheets = append(b.Sheets, &Sheet{Name: storable(t.attr("name")), Hidden: state == "hidden" || state == "veryHidden", rows: w.rows(part),
				merged: func() (*merges, error) { return w.merges(part) }, extent: func() (int, error) { return w.extent(part) }})
		}
		return nil
	})
}

// extent counts the cells of a sheet as programs hold them that fill each row up to its last cell, empty or not.
func (w *workbook) extent(part string) (cells int, err error) {
	width := 0
	err = w.walk(part, func(t token) error {
		switch t.name {
		case "row":
			cells, width = cells+width, 0
		case "c":
			if column, ok := columnOf(t.attr("r")); ok {
				width = max(width, column+1)
			} else {
				width++
			}
		}
		return nil
	})
	return cells + width, err
}

func (w *workbook) relations(part string) ([]relation, error) {
	var found []relation
	if w.parts[partName(part)] == nil {
		return nil, unfit(Damaged)
	}
	err := w.walk(part, func(t token) error {
		if t.name == "Relationship" && t.attr("TargetMode") != "External" {
			kind := t.attr("Type")
			found = append(found, relation{t.attr("Id"), strings.ToLower(kind[strings.LastIndex(kind, "/")+1:]), t.attr("Target")})
		}
		return nil
	})
	return found, err
}

// walk calls visit for each start tag of a part.
func (w *workbook) walk(part string, visit func(token) error) error {
	p, err := w.open(part)
	if err != nil {
		return err
	}
	defer p.close()
	for {
		t, err := p.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if t.kind == startTag {
			if err := visit(t); err != nil {
				return err
			}
		}
	}
}

func truth(value string) bool { return value == "1" || value == "true" || value == "on" }

// part is one file within the zip, being read.
type part struct {
	*scanner
	file io.ReadCloser
}

func (p part) close() { _ = p.file.Close() } // nothing is written: what was wrong has shown while reading

func (w *workbook) open(name string) (part, error) {
	file, err := w.unpack(name)
	if err != nil {
		return part{}, err
	}
	return part{newScanner(file), file}, nil
}

// unpack opens a part. The zip reader sees to it that no more comes out than the zip declared, and that sum is bearable.
func (w *workbook) unpack(name string) (io.ReadCloser, error) {
	f := w.parts[partName(name)]
	if f == nil {
		return nil, unfit(Damaged)
	}
	r, err := f.Open()
	if err != nil {
		return nil, unfit(Damaged)
	}
	return r, nil
}
