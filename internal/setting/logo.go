package setting

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"

	"pilar/internal/fault"
)

// MaxLogo is how many bytes the file of a logo may have.
const MaxLogo = 256 << 10

// The sides of a logo in pixels. The most bounds the memory that a file of a few bytes could ask for.
const (
	leastSide = 16
	mostSide  = 2000
)

// Picture is a logo as it is kept and served.
type Picture struct {
	Hash  string // names it: another picture has another one
	Kind  string // image/png or image/jpeg
	Image []byte
	words string // of the trail
}

// kinds are the pictures that are taken, and their names in the trail.
var kinds = map[string]string{"png": "PNG", "jpeg": "JPEG"}

// ReadLogo makes a Picture of an uploaded file. What kind of picture it is, its content says and not its name; it is drawn
// anew, so that nothing but the picture is kept. fault.Invalid at "logo" says why a file is none.
func ReadLogo(file []byte) (Picture, error) {
	if len(file) == 0 {
		return Picture{}, refused("Berkasnya kosong. Pilih berkas gambar PNG atau JPEG.")
	}
	if len(file) > MaxLogo {
		return Picture{}, refused("Berkasnya lebih besar dari 256 kB. Perkecil gambarnya, lalu unggah lagi.")
	}
	c, kind, err := image.DecodeConfig(bytes.NewReader(file))
	if _, ok := kinds[kind]; err != nil || !ok { // other packages may have taught package image further kinds
		return Picture{}, refused("Berkas ini bukan gambar PNG atau JPEG. Simpan logonya sebagai PNG, lalu unggah lagi.")
	}
	if min(c.Width, c.Height) < leastSide || max(c.Width, c.Height) > mostSide {
		return Picture{}, refused(fmt.Sprintf("Gambarnya %d × %d piksel. Setiap sisi harus %d sampai %d piksel.", c.Width, c.Height, leastSide, mostSide))
	}
	drawn, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return Picture{}, refused("Gambarnya rusak atau terpotong. Simpan ulang sebagai PNG, lalu unggah lagi.")
	}
	return draw(drawn, kind)
}

func refused(why string) error { return fault.Invalid{"logo": why} }

func draw(drawn image.Image, kind string) (Picture, error) {
	var b bytes.Buffer
	var err error
	if kind == "png" {
		err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, drawn)
	} else {
		err = jpeg.Encode(&b, drawn, &jpeg.Options{Quality: 92})
	}
	if err != nil {
		return Picture{}, fmt.Errorf("draw a logo anew: %w", err)
	}
	sum := sha256.Sum256(b.Bytes())
	size := drawn.Bounds().Size()
	return Picture{Hash: hex.EncodeToString(sum[:16]), Kind: "image/" + kind, Image: b.Bytes(),
		words: fmt.Sprintf("%s, %d × %d piksel", kinds[kind], size.X, size.Y)}, nil
}
