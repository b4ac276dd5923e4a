package installation

import (
	"errors"
	"io/fs"

	"pilar/internal/seal"
)

// KeyState says what became of the key file since the program read it.
type KeyState string

// The states of the key file.
const (
	KeyInPlace KeyState = "in_place"
	KeyMissing KeyState = "missing"
	KeyOther   KeyState = "other" // it can't be read, or is another key
)

// Key compares the key file with the key that is in use: the next start would need it.
func (p Place) Key(inUse *seal.Keys) KeyState {
	keys, err := seal.Load(p.KeyFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return KeyMissing
	case err != nil, keys.Fingerprint() != inUse.Fingerprint():
		return KeyOther
	}
	return KeyInPlace
}
