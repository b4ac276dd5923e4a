package settingweb

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	"pilar/internal/fault"
	"pilar/internal/setting"
	"pilar/internal/site"
	"pilar/web/link"
)

// maxUpload bounds the body of an upload: a picture that is somewhat too large is told so at its field.
const maxUpload = 4 << 20

// Logo serves the office's logo. The address names the picture by its hash, so that a browser may keep it for good; an
// address of a former logo is answered with the present one, which it then may not keep.
func Logo(settings *setting.Store) http.HandlerFunc {
	return site.Handler(func(w http.ResponseWriter, r *http.Request) error {
		picture, err := settings.Picture(r.Context())
		if err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Type", picture.Kind)
		h.Set("Content-Length", strconv.Itoa(len(picture.Image)))
		h.Set("Cache-Control", "no-cache")
		if r.URL.Query().Get("v") == picture.Hash {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		_, _ = w.Write(picture.Image) // whoever asked may be gone
		return nil
	})
}

func (p pages) editLogo(w http.ResponseWriter, r *http.Request) error {
	return p.renderLogo(w, r, http.StatusOK, logoPage{})
}

func (p pages) setLogo(w http.ResponseWriter, r *http.Request) error {
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	picture, err := upload(r)
	if bad, ok := errors.AsType[fault.Invalid](err); ok {
		return p.renderLogo(w, r, http.StatusUnprocessableEntity, logoPage{Error: bad["logo"]})
	}
	if err != nil {
		return err
	}
	return p.replaceLogo(w, r, form.Get("versi"), picture, "Logo sudah disimpan.")
}

func (p pages) clearLogo(w http.ResponseWriter, r *http.Request) error {
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	return p.replaceLogo(w, r, form.Get("versi"), setting.Picture{}, "Logo sudah dihapus.")
}

func (p pages) replaceLogo(w http.ResponseWriter, r *http.Request, typed string, next setting.Picture, done string) error {
	err := p.settings.SetLogo(r.Context(), site.Actor(r), version(typed), next)
	if errors.Is(err, fault.Conflict{}) {
		return p.renderLogo(w, r, http.StatusConflict, logoPage{Conflict: true})
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.EditLogo(), done)
}

// upload reads the picture that the form carries.
func upload(r *http.Request) (setting.Picture, error) {
	file, _, err := r.FormFile("logo")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return setting.Picture{}, fault.Invalid{"logo": "Berkasnya belum dipilih. Pilih berkas gambar PNG atau JPEG."}
	}
	if err != nil {
		return setting.Picture{}, fault.Malformed{Message: "form"}
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, setting.MaxLogo+1))
	if err != nil {
		return setting.Picture{}, err
	}
	return setting.ReadLogo(content)
}

func (p pages) renderLogo(w http.ResponseWriter, r *http.Request, status int, view logoPage) error {
	all, err := p.settings.All(r.Context())
	if err != nil {
		return err
	}
	view.Version = strconv.Itoa(all[setting.Logo].Version)
	view.URL = letterheadOf(all).LogoURL
	return site.Render(w, r, status, site.Page{Title: "Logo", Crumbs: crumbs, Body: logoView(view)})
}
