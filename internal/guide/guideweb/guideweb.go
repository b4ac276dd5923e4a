// Package guideweb is the pages that speak of Pilar itself: /bantuan-pemakaian, how it is used, and /pengaturan/gaya, what
// its pages are made of.
package guideweb

import (
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/go-chi/chi/v5"

	"pilar/docs"
	"pilar/internal/account"
	"pilar/internal/guide"
	"pilar/internal/site"
	"pilar/web/static"
)

// PicturesPrefix is where the handler of Pictures expects to stand.
const PicturesPrefix = static.Prefix + "panduan/"

// Routes mounts both pages.
func Routes(r chi.Router) {
	r.With(site.SignedIn).Get("/bantuan-pemakaian", site.Handler(showGuide))
	r.Group(func(r chi.Router) {
		r.Use(site.Require(account.Admin))
		r.Get("/pengaturan/gaya", site.Handler(showKit))
		r.Post("/pengaturan/gaya", site.Handler(tryKit))
	})
}

// Pictures serves the guide's pictures to everybody: they show made-up people only.
func Pictures() http.Handler { return pictures().Handler() }

// What is embedded was read by the tests, so neither can fail in a program that was built.

var pictures = sync.OnceValue(func() *static.Shelf {
	shelf, err := static.NewShelf(PicturesPrefix, docs.Pictures)
	if err != nil {
		panic(err)
	}
	return shelf
})

var text = sync.OnceValue(func() guide.Guide {
	g, err := guide.Read(docs.Guide, guide.Pictures{Files: docs.Pictures, Address: func(path string) (string, bool) {
		return pictures().Path(strings.TrimPrefix(path, "panduan/"))
	}})
	if err != nil {
		panic(fmt.Errorf("docs/panduan.md: %w", err))
	}
	return g
})

func showGuide(w http.ResponseWriter, r *http.Request) error {
	p := guidePage{Guide: text()}
	p.Own, _ = p.Guide.For(site.Account(r).RoleName)
	return site.Render(w, r, http.StatusOK, site.Page{Title: p.Guide.Title, Body: guideView(p)})
}
