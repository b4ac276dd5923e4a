package setting_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"pilar/internal/fault"
	"pilar/internal/setting"
)

// picture is a square of one colour.
func picture(side int) image.Image {
	m := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.RGBA{20, 90, 60, 255}})
	return m
}

func asPNG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bomb claims in a few bytes to be larger than memory.
func bomb(t *testing.T, side uint32) []byte {
	t.Helper()
	b := asPNG(t, picture(32))
	binary.BigEndian.PutUint32(b[16:], side)
	binary.BigEndian.PutUint32(b[20:], side)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29])) // of the head, with its name
	return b
}

func TestFilesThatAreNoLogo(t *testing.T) {
	var g bytes.Buffer
	if err := gif.Encode(&g, picture(32), nil); err != nil {
		t.Fatal(err)
	}
	whole := asPNG(t, picture(64))
	for name, c := range map[string]struct {
		file []byte
		says string
	}{
		"nothing":       {nil, "kosong"},
		"svg":           {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "bukan gambar PNG atau JPEG"},
		"html":          {[]byte("<!DOCTYPE html><script>alert(1)</script>"), "bukan gambar PNG atau JPEG"},
		"gif":           {g.Bytes(), "bukan gambar PNG atau JPEG"},
		"only the mark": {whole[:8], "bukan gambar PNG atau JPEG"},
		"cut":           {whole[:len(whole)-20], "rusak atau terpotong"},
		"a cut jpeg":    {asJPEG(t, picture(64))[:400], "bukan gambar"},
		"a bomb":        {bomb(t, 30_000), "30000 × 30000 piksel"},
		"a greater one": {bomb(t, 1<<31-1), "bukan gambar"},
		"too wide":      {asPNG(t, picture(2001)), "2001 × 2001 piksel"},
		"a dot":         {asPNG(t, picture(1)), "1 × 1 piksel"},
		"too large":     {append(whole, make([]byte, setting.MaxLogo)...), "lebih besar dari 256 kB"},
	} {
		_, err := setting.ReadLogo(c.file)
		bad, ok := errors.AsType[fault.Invalid](err)
		if !ok || !strings.Contains(bad["logo"], c.says) {
			t.Errorf("%s: %v, want a sentence with %q", name, err, c.says)
		}
	}
}

func TestALogoIsNothingButThePicture(t *testing.T) {
	const hidden = "<script>alert(1)</script>"
	for kind, file := range map[string][]byte{"image/png": asPNG(t, picture(64)), "image/jpeg": asJPEG(t, picture(64))} {
		got, err := setting.ReadLogo(append(file, hidden...))
		if err != nil || got.Kind != kind || len(got.Hash) != 32 {
			t.Fatalf("%s: %s, %q, %v", kind, got.Kind, got.Hash, err)
		}
		if bytes.Contains(got.Image, []byte(hidden)) {
			t.Errorf("%s: what hung behind the picture is kept", kind)
		}
		if c, _, err := image.DecodeConfig(bytes.NewReader(got.Image)); err != nil || c.Width != 64 {
			t.Errorf("%s: %v, %v", kind, c, err)
		}
	}
	// A comment within a JPEG goes too.
	file := asJPEG(t, picture(64))
	spoken := append([]byte("\xff\xd8\xff\xfe\x00\x1b"), append([]byte(hidden), file[2:]...)...)
	got, err := setting.ReadLogo(spoken)
	if err != nil || bytes.Contains(got.Image, []byte(hidden)) {
		t.Errorf("a comment is kept, or its picture refused: %v", err)
	}
}
