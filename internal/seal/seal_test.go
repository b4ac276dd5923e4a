package seal_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"pilar/internal/seal"
)

func fresh(t *testing.T) *seal.Keys {
	t.Helper()
	keys, _, err := seal.New()
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestWhatIsSealedOpens(t *testing.T) {
	keys := fresh(t)
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringN(1, 60, -1).Draw(t, "value")
		sealed := keys.Seal(seal.NIK, value)
		if bytes.Contains(sealed, []byte(value)) && len(value) > 3 {
			t.Fatalf("%q stands in what was sealed", value)
		}
		if got, err := keys.Open(seal.NIK, sealed); err != nil || got != value {
			t.Fatalf("opened %q, %v", got, err)
		}
		if !bytes.Equal(sealed, keys.Seal(seal.NIK, value)) {
			t.Fatal("the same value sealed twice differs: it can't be searched")
		}
		if bytes.Equal(sealed, keys.Seal(seal.KK, value)) {
			t.Fatal("two columns seal alike: one tells about the other")
		}
		if _, err := keys.Open(seal.KK, sealed); err == nil {
			t.Fatal("a value copied to another column opens there")
		}
	})
}

func TestNothingIsNothing(t *testing.T) {
	keys := fresh(t)
	if sealed := keys.Seal(seal.NIK, ""); sealed != nil {
		t.Errorf("an empty value is sealed to %x", sealed)
	}
	if got, err := keys.Open(seal.NIK, nil); got != "" || err != nil {
		t.Errorf("NULL opens to %q, %v", got, err)
	}
}

func TestAnotherKeyOpensNothing(t *testing.T) {
	sealed := fresh(t).Seal(seal.NIK, "3217015203859001")
	if got, err := fresh(t).Open(seal.NIK, sealed); err == nil {
		t.Errorf("opened %q with another key", got)
	}
}

func TestTheKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "pilar.key")
	if _, err := seal.Load(path); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("no file: %v", err)
	}
	if _, err := seal.LoadOrCreate(path, false); err == nil {
		t.Fatal("a lost key of a database in use was replaced by a new one")
	}
	made, err := seal.LoadOrCreate(path, true)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v: others can read the key", info.Mode(), err)
	}
	loaded, err := seal.LoadOrCreate(path, true)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := loaded.Open(seal.NIK, made.Seal(seal.NIK, "x")); got != "x" || err != nil {
		t.Errorf("the file holds another key: %q, %v", got, err)
	}
	if _, err := seal.Create(path); err == nil {
		t.Error("a key file was replaced")
	}
	if err := os.WriteFile(path, []byte("bukan kunci"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.LoadOrCreate(path, true); err == nil {
		t.Error("a file that is no key was taken")
	}
}
