package site

import (
	"bytes"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/web/link"
	"pilar/web/ui"
)

// Handler runs a page's handler and turns the error it returns into a page. It refuses a route without a guard.
func Handler(do func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !of(r).guarded {
			Fail(w, r, errors.New("the route says nothing about who may enter: add Require, SignedIn or Public"))
			return
		}
		if err := carryOut(w, r, do); err != nil {
			Fail(w, r, err)
		}
	}
}

// carryOut reads a form before its handler does, so that one without fields is known by its key too. An upload is read by
// its handler.
func carryOut(w http.ResponseWriter, r *http.Request, do func(http.ResponseWriter, *http.Request) error) error {
	if r.Method == http.MethodPost && !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		if _, err := Form(r); err != nil {
			return err
		}
	}
	if err := do(w, r); err != nil {
		return err
	}
	noteAnswer(w, r)
	letGo(r)
	return nil
}

// Fail answers with the page that belongs to err. Faults that a person may be told about become their page; anything
// else is logged and shown as a number to quote, never as text.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	v := of(r)
	var (
		forbidden fault.Forbidden
		invalid   fault.Invalid
		malformed fault.Malformed
		tooLarge  *http.MaxBytesError
	)
	switch {
	case r.Context().Err() != nil: // whoever asked is gone
		w.WriteHeader(statusGone)
	case errors.Is(err, fault.NotFound{}):
		trouble(w, r, http.StatusNotFound)
	case errors.As(err, &forbidden):
		v.site.Log.InfoContext(r.Context(), "refused", v.attrs(r)...)
		troubleText(w, r, http.StatusForbidden, forbidden.Message)
	case errors.Is(err, fault.Repeated{}):
		letGo(r)
		repeated(w, r)
	case errors.Is(err, fault.Conflict{}):
		trouble(w, r, http.StatusConflict)
	case errors.As(err, &invalid):
		troubleInvalid(w, r, invalid)
	case errors.As(err, &malformed):
		trouble(w, r, http.StatusBadRequest)
	case errors.As(err, &tooLarge):
		trouble(w, r, http.StatusRequestEntityTooLarge)
	default:
		v.complain(r, err)
		trouble(w, r, http.StatusInternalServerError)
	}
}

// statusGone is what the log shows of a request whose sender did not wait for the answer (nginx's number for it).
const statusGone = 499

// complain logs a surprise, once.
func (v *visit) complain(r *http.Request, err error) {
	v.site.Log.ErrorContext(r.Context(), "failed", append(v.attrs(r), slog.String("error", postgres.Loggable(err)))...)
}

func (v *visit) attrs(r *http.Request) []any {
	var id int64
	if v.account != nil {
		id = v.account.ID
	}
	return []any{"method", methodOf(r), "route", routeOf(r), "request", v.request, "account", id}
}

// troubleInvalid answers a page whose address can't be read with the way back to the rest of it: each fault of an address
// stands at the parameter's name.
func troubleInvalid(w http.ResponseWriter, r *http.Request, invalid fault.Invalid) {
	if r.Method != http.MethodGet {
		troubleText(w, r, http.StatusUnprocessableEntity, sentences(invalid))
		return
	}
	q := r.URL.Query()
	for parameter := range invalid {
		q.Del(parameter)
	}
	here := url.URL{Path: r.URL.Path, RawQuery: q.Encode()}
	show(w, r, ui.ErrorPage{Status: http.StatusUnprocessableEntity, Title: "Permintaan perlu diperbaiki", Text: sentences(invalid),
		Next: []ui.Link{{Text: "Buka halaman ini tanpa isian itu", URL: here.String()}, {Text: "Ke Beranda", URL: link.Home()}}})
}

func sentences(i fault.Invalid) string {
	var all []string
	for _, field := range slices.Sorted(maps.Keys(i)) {
		all = append(all, i[field])
	}
	return strings.Join(all, " ")
}

// NotFound answers 404.
func NotFound(w http.ResponseWriter, r *http.Request) { trouble(w, r, http.StatusNotFound) }

// MethodNotAllowed answers 405.
func MethodNotAllowed(w http.ResponseWriter, r *http.Request) {
	trouble(w, r, http.StatusMethodNotAllowed)
}

// CrossOrigin answers 403 to a form that another site sent.
func CrossOrigin(w http.ResponseWriter, r *http.Request) {
	of(r).site.Log.InfoContext(r.Context(), "refused from another site", of(r).attrs(r)...)
	show(w, r, ui.ErrorPage{Status: http.StatusForbidden, Title: "Kiriman dari situs lain ditolak",
		Text: "Formulir ini tidak dikirim dari halaman Pilar. Tidak ada yang berubah. Buka Pilar langsung, lalu ulangi dari sana."})
}

func trouble(w http.ResponseWriter, r *http.Request, status int) { troubleText(w, r, status, "") }

func troubleText(w http.ResponseWriter, r *http.Request, status int, text string) {
	p := ui.ErrorPage{Status: status, Text: text, Typed: keep(r)}
	if p.Typed == ui.TypedKept {
		p.Next = []ui.Link{{Text: "Lihat isian Anda", URL: link.KeptForms()}, {Text: "Ke Beranda", URL: link.Home()}}
	}
	switch status {
	case http.StatusUnauthorized:
		p.Title = "Sesi Anda sudah berakhir"
		p.Text = "Sesi berakhir setelah satu jam tidak aktif, setelah dua belas jam, atau bila diakhiri dari tempat lain. Perubahan ini belum dilakukan. Masuk kembali, lalu ulangi langkah terakhir."
		if p.Typed == ui.TypedKept {
			p.Text = "Sesi berakhir setelah satu jam tidak aktif, setelah dua belas jam, atau bila diakhiri dari tempat lain. Formulir ini belum disimpan sebagai data. Masuk kembali dengan akun yang sama di peramban ini, lalu lanjutkan isian Anda."
		}
		p.Next = []ui.Link{{Text: "Masuk kembali", URL: link.Login()}}
	case http.StatusUnprocessableEntity:
		p.Title = "Permintaan perlu diperbaiki"
	case http.StatusInternalServerError:
		p.RequestID = RequestID(r)
	}
	show(w, r, p)
}

// show writes a page of trouble; where even that fails, the bare number.
func show(w http.ResponseWriter, r *http.Request, p ui.ErrorPage) {
	v := of(r)
	page := Page{Body: p, Title: p.Title, plain: v.account == nil}
	if page.Title == "" {
		page.Title = titles[p.Status]
	}
	if v.account == nil && p.Next == nil {
		p.Next = []ui.Link{{Text: "Ke halaman masuk", URL: link.Login()}}
		page.Body = p
	}
	var b bytes.Buffer
	if err := layout(r, page, false).Render(r.Context(), &b); err != nil {
		v.complain(r, err)
		http.Error(w, "Terjadi gangguan. Nomor untuk dilaporkan: "+v.request, p.Status)
		return
	}
	send(w, p.Status, b.Bytes())
}

var titles = map[int]string{
	http.StatusBadRequest:            "Permintaan tidak terbaca",
	http.StatusForbidden:             "Tidak berwenang",
	http.StatusNotFound:              "Halaman tidak ditemukan",
	http.StatusMethodNotAllowed:      "Tindakan tidak tersedia",
	http.StatusConflict:              "Data sudah berubah",
	http.StatusRequestEntityTooLarge: "Kiriman terlalu besar",
	http.StatusInternalServerError:   "Terjadi gangguan",
}
