// Package backup writes what an installation must not lose into one file, brings it back into an empty place, and so
// proves that it could.
//
// The file is a ZIP archive. Its directory stands at the end, so that a file that broke off is known at once; one entry is
// read without unpacking the others; tables are compressed, stored files, which are sealed and would only grow, are not;
// and whoever finds it can look into it without Pilar. It holds
//
//	tables/NAME.copy   each table as COPY writes it, in the order of its primary key
//	files/PATH         each stored file
//	manifest.json      what must be in it: rows, sizes and SHA-256 of each, and the head of the audit trail
//	manifest.seal      the manifest's SHA-256, sealed with the installation's key: only its holder could have written it
//
// The key is never in it, and personal numbers stand in it sealed, as they do in the database.
//
// Tables are read in one transaction that sees one moment, however many people work meanwhile. Files are read after it:
// they are named by their content and written before the row that speaks of them, so that none the rows need can be
// missing, and one too many does no harm.
package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"time"

	"pilar/internal/seal"
)

// Transient are the tables whose content lives for hours or days and belongs to a running installation: they are left out, and
// empty after a restore. Every other table of the schema is in a backup, whether or not this package has heard of it. What
// an import asks for stands in its own row: the jobs of it are made anew.
var Transient = []string{"account_link", "form_key", "import_progress", "kept_form", "login_attempt", "river_job", "river_leader", "river_notification",
	"river_queue", "session"}

// format is the version of the archive's own form.
const format = 1

// Manifest says what is in a backup.
type Manifest struct {
	Format    int        `json:"format"`
	Program   string     `json:"program"`
	Schema    uint       `json:"schema"`
	Office    string     `json:"office"`
	TakenAt   time.Time  `json:"taken_at"` // the moment that the tables show
	TakenBy   string     `json:"taken_by"`
	Key       string     `json:"key"` // the fingerprint of the key that opens what is sealed
	Head      Head       `json:"head"`
	Tables    []Table    `json:"tables"`
	LeftOut   []string   `json:"left_out"`
	Sequences []Sequence `json:"sequences"`
	Files     []File     `json:"files"`
}

// Head is the newest entry of the audit trail.
type Head struct {
	ID   int64  `json:"id"`
	Hash string `json:"hash"`
}

// Content is what an entry holds.
type Content struct {
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Table is one table; its rows stand in the order of its key.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
	Content
}

// Sequence is the last number that a sequence gave.
type Sequence struct {
	Name string `json:"name"`
	Last int64  `json:"last"`
}

// File is one stored file; Path is relative to the folder of files, with slashes.
type File struct {
	Path string `json:"path"`
	Content
}

// Rows is how many rows all tables have together.
func (m Manifest) Rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// People is how many people the register has.
func (m Manifest) People() int64 {
	i := slices.IndexFunc(m.Tables, func(t Table) bool { return t.Name == "worker" })
	if i < 0 {
		return 0
	}
	return m.Tables[i].Rows
}

// Names of the archive's entries.
const (
	manifestName = "manifest.json"
	sealName     = "manifest.seal"
	filesFolder  = "files"
)

func (t Table) entry() string { return "tables/" + t.Name + ".copy" }
func (f File) entry() string  { return path.Join(filesFolder, f.Path) }

// stamp is what only a holder of the key can write below a manifest.
func stamp(keys *seal.Keys, manifest []byte) string {
	sum := sha256.Sum256(manifest)
	return hex.EncodeToString(keys.Seal(seal.Backup, hex.EncodeToString(sum[:])))
}

// String says a backup in one line, for people.
func (m Manifest) String() string {
	return fmt.Sprintf("%s, %s: %d people, %d rows in %d tables, %d files, the trail up to entry %d",
		m.Office, m.TakenAt.Local().Format("2 January 2006 15:04"), m.People(), m.Rows(), len(m.Tables), len(m.Files), m.Head.ID)
}
