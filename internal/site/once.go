package site

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"time"

	"pilar/web/link"
	"pilar/web/ui"
)

// A form is carried out once. Each one that is shown carries a key; what is sent, the key included, names the sending:
// pressed twice or reloaded it is the same, while somebody who goes back and types something else sends another. The
// write itself notes the name (see audit.Write), so that it stands exactly where the change stands.

// formKey names a sending; "" where the form has no key. It fails where a file that was sent along can't be read again.
func formKey(r *http.Request, all url.Values) (string, error) {
	if all.Get(ui.FieldKey) == "" {
		return "", nil
	}
	sent := maps.Clone(all)
	sent.Del(ui.FieldKept) // a form that was kept is the same one still
	h := sha256.New()
	fmt.Fprintf(h, "%d %q %q", Account(r).ID, r.URL.RequestURI(), sent.Encode())
	for _, f := range files(r) {
		fmt.Fprintf(h, " %q %d ", f.Filename, f.Size)
		if err := copyFile(h, f); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// copyFile writes what a file holds: one that was mended may have the name and the size that it had.
func copyFile(to io.Writer, f *multipart.FileHeader) error {
	content, err := f.Open()
	if err != nil {
		return fmt.Errorf("open an upload: %w", err)
	}
	defer content.Close()
	if _, err := io.Copy(to, content); err != nil {
		return fmt.Errorf("read an upload: %w", err)
	}
	return nil
}

func files(r *http.Request) (all []*multipart.FileHeader) {
	if r.MultipartForm == nil {
		return nil
	}
	for _, field := range slices.Sorted(maps.Keys(r.MultipartForm.File)) {
		all = append(all, r.MultipartForm.File[field]...)
	}
	return all
}

// noteAnswer notes where the request's form led, for those that send it again: even where its sender did not wait, which
// is how a button that is pressed twice looks from here.
func noteAnswer(w http.ResponseWriter, r *http.Request) {
	v := of(r)
	if v.form == nil || v.form.key == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), firstAnswer)
	defer cancel()
	if err := v.site.Forms.Answered(ctx, Actor(r), w.Header().Get("Location")); err != nil {
		v.complain(r, err) // the form was carried out: its sender need not know
	}
}

// firstAnswer is how long the second of two requests waits for what the first one answers.
const firstAnswer = time.Second

// repeated answers a form that was carried out before with where it led then.
func repeated(w http.ResponseWriter, r *http.Request) {
	to, err := whereItLed(r)
	if err != nil {
		Fail(w, r, err)
		return
	}
	if to != "" {
		Flash(r, "Formulir ini sudah tersimpan ketika pertama kali dikirim, dan tidak disimpan dua kali.")
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	show(w, r, ui.ErrorPage{Status: http.StatusOK, Title: "Formulir ini sudah terkirim", Next: onwards(r),
		Text: "Formulir yang sama sudah diproses ketika pertama kali dikirim. Kiriman ulang ini tidak mengubah apa pun."})
}

func whereItLed(r *http.Request) (string, error) {
	v := of(r)
	for waited := time.Duration(0); ; waited += firstAnswer / 20 {
		to, _, pending, err := v.site.Forms.Done(r.Context(), v.form.key)
		if err != nil || !pending || waited >= firstAnswer {
			return to, err
		}
		time.Sleep(firstAnswer / 20)
	}
}

// onwards leads to a fresh form, where the browser says where the old one was.
func onwards(r *http.Request) []ui.Link {
	home := ui.Link{Text: "Ke Beranda", URL: link.Home()}
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host || LocalPath(from.RequestURI()) == link.Home() {
		return []ui.Link{home}
	}
	return []ui.Link{{Text: "Buka halaman sebelumnya", URL: LocalPath(from.RequestURI())}, home}
}
