// Package docs carries into the program what is read both here and on its pages: the guide and its pictures.
package docs

import "embed"

// Guide is how Pilar is used, in Markdown; its pictures stand in the folder panduan.
//
//go:embed panduan.md
var Guide []byte

// Pictures are the guide's pictures, as panduan/<name>.png.
//
//go:embed panduan/*.png
var Pictures embed.FS
