package backup_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pilar/internal/backup"
	"pilar/internal/seal"
)

func opened(t *testing.T, file string, with *seal.Keys) (backup.Manifest, error) {
	t.Helper()
	a, err := backup.Open(t.Context(), file, with)
	if err != nil {
		return backup.Manifest{}, err
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	return a.Manifest, nil
}

func saved(t *testing.T, content []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "rusak.zip")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func sound(t *testing.T) (office, []byte, backup.Manifest) {
	t.Helper()
	o := open(t)
	o.populate()
	o.write("ab/cd", strings.Repeat("isi berkas ", 500))
	file := o.take()
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, err := opened(t, file, keys)
	if err != nil {
		t.Fatal(err)
	}
	return o, whole, m
}

func TestATruncatedBackupIsNoticed(t *testing.T) {
	_, whole, _ := sound(t)
	for _, keep := range []int{0, 1, 100, len(whole) / 2, len(whole) - 1000, len(whole) - 22, len(whole) - 1} {
		if _, err := opened(t, saved(t, whole[:keep]), keys); !errors.Is(err, backup.ErrForeign) && !errors.Is(err, backup.ErrDamaged) {
			t.Errorf("of %d bytes %d: %v", len(whole), keep, err)
		}
	}
}

// One bit turned anywhere is noticed, or nothing depends on it: the date of an entry, the rest of a last byte.
func TestATurnedBitIsNoticed(t *testing.T) {
	_, whole, want := sound(t)
	within := contents(t, whole)
	inside, unnoticed := 0, 0
	for range 500 {
		at, bit := rand.IntN(len(whole)), byte(1)<<rand.IntN(8)
		whole[at] ^= bit
		got, err := opened(t, saved(t, whole), keys)
		whole[at] ^= bit
		if within[at] {
			inside++
		}
		switch {
		case err == nil && !cmp.Equal(got, want): // what it names has been compared
			t.Errorf("bit %d of byte %d: the manifest is another", bit, at)
		case err == nil && within[at]:
			unnoticed++
		case err != nil && !errors.Is(err, backup.ErrForeign) && !errors.Is(err, backup.ErrDamaged):
			t.Errorf("bit %d of byte %d: %v", bit, at, err)
		}
	}
	if inside < 200 || unnoticed > inside/50 {
		t.Errorf("of %d bits turned in contents %d were not noticed", inside, unnoticed)
	}
}

// contents tells which bytes of an archive are the content of an entry.
func contents(t *testing.T, whole []byte) map[int]bool {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	within := map[int]bool{}
	for _, entry := range r.File {
		from, err := entry.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		for i := range int(entry.CompressedSize64) {
			within[int(from)+i] = true
		}
	}
	return within
}

func TestTheWrongKeyIsNoticed(t *testing.T) {
	o, whole, _ := sound(t)
	other, text, err := seal.New()
	if err != nil {
		t.Fatal(err)
	}
	_, err = opened(t, saved(t, whole), other)
	if !errors.Is(err, backup.ErrKey) || !strings.Contains(err.Error(), other.Fingerprint()) || !strings.Contains(err.Error(), keys.Fingerprint()) {
		t.Errorf("with another key: %v", err)
	}
	if other.Fingerprint() == keys.Fingerprint() || strings.Contains(string(text), other.Fingerprint()) {
		t.Error("the fingerprint does not tell keys apart, or shows some of the key")
	}
	to := emptyPlace(t, o.db)
	if err := restore(t, saved(t, whole), to, other); !errors.Is(err, backup.ErrKey) {
		t.Errorf("restored with another key: %v", err)
	}
}

func TestFilesThatAreNoBackups(t *testing.T) {
	_, whole, _ := sound(t)
	good := saved(t, whole)
	none := func(*backup.Manifest, map[string]string) {}
	if _, err := opened(t, forge(t, good, none), keys); err != nil {
		t.Fatalf("a forged one is refused even if nothing is changed: the rest proves nothing: %v", err)
	}
	manifest := func(text string) func(*backup.Manifest, map[string]string) {
		return func(_ *backup.Manifest, content map[string]string) {
			content["manifest.json"], content["manifest.seal"] = text, backup.Stamp(keys, []byte(text))
		}
	}
	path := func(p string) func(*backup.Manifest, map[string]string) {
		return func(m *backup.Manifest, content map[string]string) {
			m.Files[0].Path = p
			content["files/"+p] = content["files/ab/cd"]
			content[filepath.Join("files", p)] = content["files/ab/cd"]
		}
	}
	for name, c := range map[string]struct {
		file string
		want error
	}{
		"text":                 {saved(t, []byte("kode,nama\n1,Siti\n")), backup.ErrForeign},
		"another archive":      {archive(t, map[string]string{"xl/workbook.xml": "<workbook/>"}), backup.ErrForeign},
		"a manifest of others": {forge(t, good, manifest(`{"name": "aplikasi lain"}`)), backup.ErrForeign},
		"no manifest at all":   {forge(t, good, manifest(`bukan`)), backup.ErrForeign},
		"a newer form":         {forge(t, good, manifest(`{"format": 2, "tables": "entah"}`)), backup.ErrNewer},
		"a manifest too large": {forge(t, good, manifest(strings.Repeat(" ", 65<<20))), backup.ErrDamaged},
		"a row more": {forge(t, good, func(_ *backup.Manifest, content map[string]string) {
			content["tables/setting.copy"] += "lain\tnilai\t1\n"
		}), backup.ErrDamaged},
		"a wrong count of rows": {forge(t, good, func(m *backup.Manifest, _ map[string]string) { tableOf(m, "worker").Rows++ }), backup.ErrDamaged},
		"an entry too few": {forge(t, good, func(_ *backup.Manifest, content map[string]string) {
			delete(content, "tables/worker.copy")
		}), backup.ErrDamaged},
		"an entry too many": {forge(t, good, func(_ *backup.Manifest, content map[string]string) { content["files/lain"] = "x" }), backup.ErrDamaged},
		"up and away":       {forge(t, good, path("../../jahat")), backup.ErrDamaged},
		"up within":         {forge(t, good, path("ab/../../jahat")), backup.ErrDamaged},
		"from the root":     {forge(t, good, path("/tmp/jahat")), backup.ErrDamaged},
		"the folder itself": {forge(t, good, path(".")), backup.ErrDamaged},
	} {
		if _, err := opened(t, c.file, keys); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want …%v…", name, err, c.want)
		}
	}
	if _, err := opened(t, filepath.Join(t.TempDir(), "tidak-ada.zip"), keys); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// Who has no key cannot alter what is in a backup and make its manifest fit.
func TestAManifestOfSomebodyWithoutTheKeyIsNoticed(t *testing.T) {
	_, whole, m := sound(t)
	other, _, err := seal.New()
	if err != nil {
		t.Fatal(err)
	}
	altered := forge(t, saved(t, whole), func(_ *backup.Manifest, content map[string]string) {
		content["tables/login.copy"] = ""
		m.Tables = append(m.Tables, backup.Table{Name: "login", Content: contentOf("")})
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		content["manifest.json"], content["manifest.seal"] = string(text), backup.Stamp(other, text)
	})
	if _, err := opened(t, altered, keys); !errors.Is(err, backup.ErrDamaged) || !strings.Contains(err.Error(), "not the one that was sealed") {
		t.Errorf("%v", err)
	}
}

// Of an entry that unpacks to more than the manifest says, no more is unpacked.
func TestABombDoesNotGoOff(t *testing.T) {
	_, whole, _ := sound(t)
	r, err := zip.OpenReader(saved(t, whole))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	content := map[string]string{}
	for _, entry := range r.File {
		content[entry.Name] = read(t, entry)
	}
	content["tables/setting.copy"] = strings.Repeat("0", 512<<20)
	bomb := archive(t, content)
	delete(content, "tables/setting.copy")
	if info, err := os.Stat(bomb); err != nil || info.Size() > 2<<20 {
		t.Fatalf("the bomb has %d bytes (%v): it proves nothing", info.Size(), err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = opened(t, bomb, keys)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, backup.ErrDamaged) {
		t.Errorf("%v", err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20 {
		t.Errorf("%d MB were used to find out", used>>20)
	}
}
