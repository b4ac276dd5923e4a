package workerweb

import (
	"io"
	"net/http"
	"slices"

	"pilar/internal/account"
	"pilar/internal/fault"
	"pilar/internal/sheet"
	"pilar/internal/site"
	"pilar/internal/worker"
	"pilar/internal/worker/workersheet"
	"pilar/web/link"
	"pilar/web/ui"
)

// How personal numbers stand in an export.
const (
	inMask = "disamarkan"
	whole  = "utuh"
)

// formats are those that the page offers.
var formats = []ui.Option{
	{Value: string(sheet.XLSX), Label: "Buku kerja Excel (.xlsx)"},
	{Value: string(sheet.CSV), Label: "Teks berpemisah titik koma (.csv)", Hint: "Untuk aplikasi lain. Nomor yang panjang didahului tanda petik tunggal, agar Excel tidak membulatkannya."},
}

// exported is the list that the address names, without a place in it.
func (p pages) exported(r *http.Request) (worker.Filter, error) {
	at, err := site.Moment(r)
	if err != nil {
		return worker.Filter{}, err
	}
	f := worker.ParseFilter(r.URL.Query())
	if looksLikeNumber(f.Words) {
		return f, fault.Malformed{Message: "filter"}
	}
	f.At, f.Limit, f.Cursor = at, site.Limit(r), ""
	return f, checkFilter(f)
}

func (p pages) askExport(w http.ResponseWriter, r *http.Request) error {
	f, err := p.exported(r)
	if err != nil {
		return err
	}
	return p.renderExport(w, r, http.StatusOK, f, exportForm{Format: string(sheet.XLSX), Numbers: inMask})
}

// export gives the file. Whole numbers are for who may see them, whatever the form says.
func (p pages) export(w http.ResponseWriter, r *http.Request) error {
	f, err := p.exported(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	ask := exportForm{Format: form.Get("format"), Numbers: form.Get("nomor"), Reason: form.Get("alasan"), Note: form.Get("alasan_lain"), Errors: map[string]string{}}
	if ask.Numbers == whole && !site.Can(r, account.PersonalShow) {
		return fault.Forbidden{}
	}
	if ask.check(); len(ask.Errors) > 0 {
		return p.renderExport(w, r, http.StatusUnprocessableEntity, f, ask)
	}
	e, err := p.exportOf(r, f, ask)
	if err != nil {
		return err
	}
	return site.Download(w, r, e.Name(), sheet.Format(e.Format).ContentType(), func(out io.Writer) error {
		return e.To(r.Context(), p.Workers, site.Actor(r), out)
	})
}

// check notes what is wrong with the answer.
func (f *exportForm) check() {
	offered := func(o ui.Option) bool { return o.Value == f.Format }
	if !slices.ContainsFunc(formats, offered) {
		f.Errors["format"] = "Pilih jenis berkas."
	}
	if f.Numbers != whole && f.Numbers != inMask && f.Numbers != "" {
		f.Errors["numbers"] = "Pilih disamarkan atau utuh."
	}
	reason := reasonText(f.Reason, f.Note)
	fits(f.Errors, "note", reason, longestReason)
	if f.Numbers == whole && reason == "" {
		f.Errors["reason"] = "Pilih atau tulis alasan mengekspor data pribadi secara utuh; alasan itu dicatat."
	}
}

func (p pages) exportOf(r *http.Request, f worker.Filter, ask exportForm) (workersheet.Export, error) {
	book, err := p.Regions.Book(r.Context())
	if err != nil {
		return workersheet.Export{}, err
	}
	e := worker.Export{Filter: f, Words: workersheet.Words(f, book), Format: ask.Format, Whole: ask.Numbers == whole}
	if e.Whole {
		e.Reason = reasonText(ask.Reason, ask.Note)
	}
	return workersheet.Export{Export: e, Office: site.OfficeName(r), By: site.Account(r).Name, At: site.Now(r), Book: book}, nil
}

func (p pages) renderExport(w http.ResponseWriter, r *http.Request, status int, f worker.Filter, form exportForm) error {
	book, err := p.Regions.Book(r.Context())
	if err != nil {
		return err
	}
	total, err := p.total(r.Context(), f)
	if err != nil {
		return err
	}
	q := filterQuery(f, r.URL.Query())
	view := exportPage{Chosen: workersheet.Words(f, book), Total: ui.Number(total.Count) + " orang", Scope: site.ScopeNote(r),
		Action: link.ExportWorkersQuery(q), Cancel: link.WorkersQuery(q), CanShow: site.Can(r, account.PersonalShow),
		Formats: formats, Reasons: showReasons, Form: form}
	if total.Capped {
		view.Total = "lebih dari " + view.Total
	}
	return render(w, r, status, "Ekspor data SDM", crumb, exportView(view))
}
