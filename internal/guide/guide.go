// Package guide reads the guide on how Pilar is used. One text, docs/panduan.md, is read by people on GitHub and shown by
// the application; this package cuts it into chapters and lets its pictures lead to where the application serves them.
package guide

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"io/fs"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Guide is the text in chapters.
type Guide struct {
	Title    string
	Intro    string // HTML, as is every text below
	Chapters []Section
}

// Section is a heading and what stands below it: a chapter, or a task of one.
type Section struct {
	ID, Title string
	HTML      string    // up to the first part
	Parts     []Section // of a chapter; a task has none
}

// RolesID is the chapter whose parts say, role by role, which tasks matter most. Each is titled as the role is named.
const RolesID = "menurut-peran"

// For returns what the guide says first of all to somebody of the role, which is named as on the screen.
func (g Guide) For(roleName string) (Section, bool) {
	for _, c := range g.Chapters {
		for _, p := range c.Parts {
			if c.ID == RolesID && p.Title == roleName {
				return p, true
			}
		}
	}
	return Section{}, false
}

// Pictures is what the pictures of the text are found by.
type Pictures struct {
	Files   fs.FS                                       // by the paths that the text writes
	Address func(path string) (address string, ok bool) // where one is served
}

// Read cuts the text. A picture that is missing, cannot be read or has no address, and a heading deeper than a task, are
// errors. HTML in the text is left out.
func Read(markdown []byte, pictures Pictures) (Guide, error) {
	r := reader{source: markdown, markdown: goldmark.New(goldmark.WithParserOptions(parser.WithAutoHeadingID()))}
	doc := r.markdown.Parser().Parse(text.NewReader(markdown))
	if err := pictures.lead(doc); err != nil {
		return Guide{}, err
	}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if err := r.take(n); err != nil {
			return Guide{}, err
		}
	}
	return r.guide, nil
}

// lead lets every picture lead to where it is served: it is shown in the width of the page, and opened whole by a click.
func (p Pictures) lead(doc ast.Node) error {
	var images []*ast.Image
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if image, ok := n.(*ast.Image); ok && entering {
			images = append(images, image)
		}
		return ast.WalkContinue, nil
	})
	for _, image := range images {
		err = errors.Join(err, p.place(image))
	}
	return err
}

func (p Pictures) place(image *ast.Image) error {
	path := string(image.Destination)
	address, ok := p.Address(path)
	if !ok {
		return fmt.Errorf("the guide shows %s, which is not there", path)
	}
	b, err := fs.ReadFile(p.Files, path)
	if err != nil {
		return err
	}
	size, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	image.Destination = []byte(address)
	image.SetAttributeString("width", fmt.Append(nil, size.Width)) // known beforehand, the page does not jump
	image.SetAttributeString("height", fmt.Append(nil, size.Height))
	image.SetAttributeString("loading", []byte("lazy"))
	whole := ast.NewLink()
	whole.Destination = image.Destination
	image.Parent().ReplaceChild(image.Parent(), image, whole)
	whole.AppendChild(whole, image)
	return nil
}

type reader struct {
	source   []byte
	markdown goldmark.Markdown
	guide    Guide
}

// take adds one block of the text to where the text has got to.
func (r *reader) take(n ast.Node) error {
	if h, ok := n.(*ast.Heading); ok {
		return r.open(h)
	}
	var b strings.Builder
	if err := r.markdown.Renderer().Render(&b, r.source, n); err != nil {
		return err
	}
	*r.end() += b.String()
	return nil
}

func (r *reader) open(h *ast.Heading) error {
	s := Section{ID: id(h), Title: words(h, r.source)}
	chapters := &r.guide.Chapters
	switch {
	case h.Level == 1:
		r.guide.Title = s.Title
	case h.Level == 2:
		*chapters = append(*chapters, s)
	case h.Level == 3 && len(*chapters) > 0:
		last := &(*chapters)[len(*chapters)-1]
		last.Parts = append(last.Parts, s)
	default:
		return fmt.Errorf("the heading %q has no place in the guide", s.Title)
	}
	return nil
}

// end is where the text goes on.
func (r *reader) end() *string {
	if len(r.guide.Chapters) == 0 {
		return &r.guide.Intro
	}
	chapter := &r.guide.Chapters[len(r.guide.Chapters)-1]
	if len(chapter.Parts) == 0 {
		return &chapter.HTML
	}
	return &chapter.Parts[len(chapter.Parts)-1].HTML
}

func id(h *ast.Heading) string {
	v, _ := h.AttributeString("id")
	b, _ := v.([]byte)
	return string(b)
}

// words is the text of a heading without its marks.
func words(n ast.Node, source []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Value(source))
			continue
		}
		b.WriteString(words(c, source))
	}
	return b.String()
}
