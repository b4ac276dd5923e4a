package importerweb

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
)

// The bounds of an archive; those of the files in it come on top.
const (
	maxEntries  = 1000
	maxUnpacked = maxAll
)

const zipHead = "PK\x03\x04"

// unpacked returns the files in an archive that may hold a list, not read yet; nil where content is no archive but a file
// itself, perhaps a damaged one, which its reader will say. Names of folders count for nothing. unfit says what is wrong
// with an archive.
func unpacked(archive string, content []byte) ([]brought, error) {
	if !bytes.HasPrefix(content, []byte(zipHead)) {
		return nil, nil
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil || isDocument(z) {
		return nil, nil
	}
	if len(z.File) > maxEntries {
		return nil, unfit{"Berkas ZIP ini berisi lebih dari 1.000 berkas. Pilih hanya daftar yang akan diimpor."}
	}
	var all []brought
	total := uint64(0)
	for _, f := range z.File {
		name := baseName(f.Name)
		switch {
		case f.FileInfo().IsDir() || hidden(f.Name) || strings.HasPrefix(f.Name, "__MACOSX/") || !mayHoldList(name):
			continue
		case f.Flags&encryptedFlag != 0:
			return nil, unfit{"Berkas ZIP ini dilindungi kata sandi. Buka dahulu, lalu unggah isinya."}
		}
		if total += f.UncompressedSize64; total > maxUnpacked {
			return nil, unfit{"Isi berkas ZIP ini lebih dari 100 MB setelah dibuka. Bagi menjadi beberapa berkas."}
		}
		all = append(all, brought{name, archive, int64(f.UncompressedSize64), func() (io.ReadCloser, error) { return f.Open() }})
	}
	if all == nil {
		return nil, unfit{"Di dalam berkas ZIP ini tidak ada berkas .xlsx atau .csv. Pilih berkas yang lain."}
	}
	return all, nil
}

// encryptedFlag marks what a password protects.
const encryptedFlag = 1

// isDocument tells whether a zip is a document of an office program, which is one file to people.
func isDocument(z *zip.Reader) bool {
	for _, f := range z.File {
		if f.Name == "[Content_Types].xml" || f.Name == "mimetype" || strings.HasPrefix(f.Name, "xl/") {
			return true
		}
	}
	return false
}
