// Package seal keeps personal numbers unreadable to anyone who has the database but not the key.
//
// Sealing is deterministic (AES-SIV): the same number in the same column always gives the same bytes, so that a unique
// index and a search by the whole number work on sealed values. The column's name is bound in as associated data: a value
// copied to another column does not open there.
package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/daead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Column names what a sealed value belongs to.
type Column string

// The columns that hold sealed values.
const (
	NIK       Column = "worker.nik"
	KK        Column = "worker.kk"
	NPWP      Column = "worker.npwp"
	Phone     Column = "worker.phone"
	PhoneNote Column = "worker.phone_note"
	Account   Column = "bank_account.number"
	Changes   Column = "audit_entry.changes"
	Session   Column = "session.data"
	KeptForm  Column = "kept_form.content"
	Sender    Column = "kept_form.sender" // in a browser's cookie
	Check     Column = "setting.seal_check"
	Backup    Column = "backup.manifest"
	ImportRow Column = "import_row.content"
	Mend      Column = "import_mend.value"
	Before    Column = "import_effect.before"
)

// Field is the column of a field that the office has made personal.
func Field(cadre, key string) Column { return Column("engagement.fields." + cadre + "." + key) }

// ImportPart is the column of one piece of an imported file: pieces open only as what they are, in their order.
func ImportPart(id int64, n int) Column {
	return Column(fmt.Sprintf("import_part.content.%d.%d", id, n))
}

// Keys seals and opens. It is safe for concurrent use.
type Keys struct{ aead tink.DeterministicAEAD }

// New returns fresh keys that live only in memory, and their serialised form for a key file.
func New() (*Keys, []byte, error) {
	handle, err := keyset.NewHandle(daead.AESSIVKeyTemplate())
	if err != nil {
		return nil, nil, fmt.Errorf("make a key: %w", err)
	}
	var b bytes.Buffer
	// The file's own protection is its mode: who can read the server's files as its user can read the server's memory too.
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&b)); err != nil {
		return nil, nil, fmt.Errorf("write a key: %w", err)
	}
	keys, err := of(handle)
	return keys, b.Bytes(), err
}

func of(handle *keyset.Handle) (*Keys, error) {
	aead, err := daead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("use the key: %w", err)
	}
	return &Keys{aead}, nil
}

// Load reads the key file. fs.ErrNotExist where there is none; an error that names the file where it is no key file.
func Load(path string) (*Keys, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	keys, err := Parse(b)
	if err != nil {
		return nil, fmt.Errorf("%s is not a key file of Pilar: %w", path, err)
	}
	return keys, nil
}

// Parse reads keys from the serialised form that New gives.
func Parse(text []byte) (*Keys, error) {
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
	if err != nil {
		return nil, err
	}
	return of(handle)
}

// Create makes a key file with mode 0600 and returns its keys. It never replaces a file.
func Create(path string) (*Keys, error) {
	keys, text, err := New()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = f.Write(text)
	return keys, errors.Join(err, f.Sync(), f.Close())
}

// LoadOrCreate reads the key file, or makes it where fresh says that the database holds nothing sealed yet.
// A lost key of a database in use is an error: a new one would not open what stands there.
func LoadOrCreate(path string, fresh bool) (*Keys, error) {
	keys, err := Load(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return keys, err
	}
	if !fresh {
		return nil, fmt.Errorf("the key file %s is missing; the personal numbers in this database open only with it: bring it back from where it is kept", path)
	}
	return Create(path)
}

// Fingerprint tells one key from another, in a form that can stand on a label and be compared by eye. It discloses nothing
// of the key.
func (k *Keys) Fingerprint() string {
	sum := sha256.Sum256(k.Seal(Check, "fingerprint"))
	text := hex.EncodeToString(sum[:8])
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
}

// Seal closes a normalised value; an empty one is nil, the database's NULL.
func (k *Keys) Seal(column Column, value string) []byte {
	if value == "" {
		return nil
	}
	sealed, err := k.aead.EncryptDeterministically([]byte(value), []byte(column))
	if err != nil {
		panic(fmt.Sprintf("seal %s: %v", column, err)) // AES-SIV fails only on values of gigabytes
	}
	return sealed
}

// Open returns the value; nil opens to "". It fails where the value was sealed with another key or for another column.
func (k *Keys) Open(column Column, sealed []byte) (string, error) {
	if sealed == nil {
		return "", nil
	}
	value, err := k.aead.DecryptDeterministically(sealed, []byte(column))
	if err != nil {
		return "", fmt.Errorf("open %s: %w", column, err)
	}
	return string(value), nil
}
