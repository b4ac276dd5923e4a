// Package showcase is every piece of the kit in each of its states, with a sentence on when it is used. It is the one
// source of the golden files of web/ui, of its browser tests and of the page /pengaturan/gaya. A test of web/ui fails
// where a piece, one of its options or one of its constants is missing here.
package showcase

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"pilar/web/link"
	"pilar/web/ui"
)

// Chapter is pieces that belong together.
type Chapter struct {
	ID, Title string
	Pieces    []Piece
}

// Piece is one piece of the kit.
type Piece struct {
	Names  []string // of the package ui that it shows; the first is its own
	Title  string   // what the office would call it
	Use    string   // one sentence: when it is used
	States []State
}

// State is a piece in one of the ways it can be seen.
type State struct {
	Name  string // of its golden file
	Title string
	View  templ.Component
	Solo  bool // a page has it once, for it holds the page's h1, takes the focus or has a name of its own
}

// Chapters returns everything there is, in the order of the page.
func Chapters() []Chapter {
	return []Chapter{pages(), messages(), words(), figures(), lists(), records(), buttons(), fields(), forms()}
}

// States returns every state of every piece.
func States() []State {
	var all []State
	for _, c := range Chapters() {
		for _, p := range c.Pieces {
			all = append(all, p.States...)
		}
	}
	return all
}

// here is where everything in the showcase leads: to the page of the kit itself, so that trying a button changes nothing.
func here() string { return link.Kit() }

// around puts children into a piece, as a templ block does.
func around(outer templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, ui.Join(children...)), w)
	})
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

const long = "Penanggung jawab penyelenggaraan kesejahteraan sosial dan penanggulangan kemiskinan ekstrem tingkat kecamatan"
