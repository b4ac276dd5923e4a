//go:build unix

package pgfetch

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// limits are what a package may hold at most.
type limits struct {
	bytes   int64
	entries int
}

// generous is three times the largest of the pinned packages.
var generous = limits{bytes: 400 << 20, entries: 3000}

const (
	inTarball = "package/native/" // where the programs stand in it; the rest is for JavaScript
	inPackage = "native/"         // the same, as the list of links says it
	linkList  = "pg-symlinks.json"
)

// unpack makes the folder tree of the programs in the tarball. The checksum has told that the packager made it; this bounds
// what his mistake, or ours in pinning it, could do.
func unpack(tarball io.Reader, tree string, most limits) error {
	if err := os.Mkdir(tree, 0o755); err != nil {
		return err
	}
	// No path leads out of a Root, whatever the names and links are.
	root, err := os.OpenRoot(tree)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := writeFiles(tarball, root, most); err != nil {
		return err
	}
	if err := makeLinks(root, most); err != nil {
		return err
	}
	return openFolders(root)
}

func writeFiles(tarball io.Reader, root *os.Root, most limits) error {
	zipped, err := gzip.NewReader(tarball)
	if err != nil {
		return err
	}
	entries := tar.NewReader(&bounded{zipped, most.bytes})
	for range most.entries + 1 {
		header, err := entries.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if !filepath.IsLocal(header.Name) {
			return fmt.Errorf("%q leads out of the package", header.Name)
		}
		if name, ours := strings.CutPrefix(header.Name, inTarball); ours && name != "" {
			err = writeEntry(root, name, header, entries)
		}
		if err != nil {
			return err
		}
	}
	return fmt.Errorf("it has more than %d entries", most.entries)
}

// writeEntry writes a file of the package. Of its mode only counts whether it is a program.
func writeEntry(root *os.Root, name string, header *tar.Header, content io.Reader) error {
	if header.Typeflag == tar.TypeDir {
		return root.MkdirAll(name, 0o755)
	}
	if header.Typeflag != tar.TypeReg {
		return fmt.Errorf("%q is neither file nor folder", header.Name)
	}
	mode := fs.FileMode(0o644)
	if header.Mode&0o111 != 0 {
		mode = 0o755
	}
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	return errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()) // synced, for the rename may outlive a failure of power
}

// makeLinks makes the links that npm's tarballs cannot hold. A script of the package would make them; it needs Node, and would
// run with the rights of root.
func makeLinks(root *os.Root, most limits) error {
	text, err := root.ReadFile(linkList)
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(text, &links); err != nil {
		return fmt.Errorf("%s: %w", linkList, err)
	}
	if len(links) > most.entries {
		return fmt.Errorf("%s has more than %d links", linkList, most.entries)
	}
	for _, link := range links {
		if err := makeLink(root, link.Source, link.Target); err != nil {
			return err
		}
	}
	return nil
}

// makeLink links target to source. Only a file is linked to: of folders, one link could turn the next one's way out.
func makeLink(root *os.Root, source, target string) error {
	from, sourceInside := strings.CutPrefix(source, inPackage)
	to, targetInside := strings.CutPrefix(target, inPackage)
	if !sourceInside || !targetInside || !filepath.IsLocal(from) || !filepath.IsLocal(to) {
		return fmt.Errorf("the link %q to %q leads out of the package", target, source)
	}
	info, err := root.Lstat(from)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("the link %q is to %q, which is no file", target, source)
	}
	relative, err := filepath.Rel(path.Dir(to), from)
	if err != nil {
		return err
	}
	return root.Symlink(relative, to)
}

// openFolders lets the server's user into the folders, whatever the umask.
func openFolders(root *os.Root) error {
	return fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		return root.Chmod(name, 0o755)
	})
}

var errTooLarge = errors.New("it unpacks to more than a package of PostgreSQL can have")

// bounded fails beyond so many bytes: a small tarball can unpack to a full disk.
type bounded struct {
	io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}
