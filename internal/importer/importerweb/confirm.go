package importerweb

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"unicode/utf8"

	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/site"
	"pilar/web/link"
	"pilar/web/ui"
)

func (p pages) renderConfirm(w http.ResponseWriter, r *http.Request, status int, i importer.Import, view confirmPage) error {
	view.File = i.File
	return render(w, r, status, view.Question, importCrumbs(i), confirmView(view))
}

func (p pages) askStore(w http.ResponseWriter, r *http.Request) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	if i.State != importer.Checked {
		return site.DoneButCheck(w, r, link.Import(i.ID), "Impor ini tidak sedang menunggu untuk disimpan: kini "+badgeOf(i.State).Text+".")
	}
	return p.renderConfirm(w, r, http.StatusOK, i, storePage(i))
}

// storePage says what storing will do.
func storePage(i importer.Import) confirmPage {
	c := i.Counts
	return confirmPage{Question: "Simpan hasil impor", Box: ui.ConfirmBox{
		Title:  "Simpan " + rowsText(i.Chosen) + "?",
		Text:   "Semuanya disimpan sekaligus atau tidak sama sekali. Penyimpanan berjalan terus walaupun halaman ditutup, dan impor ini dapat dibatalkan sesudahnya.",
		Action: link.StoreImport(i.ID), Submit: storeText(i.Chosen), CancelURL: link.Import(i.ID),
		Hidden: []ui.Hidden{{Name: versionField, Value: versionText(i.Version)}, {Name: countField, Value: strconv.Itoa(i.Chosen)}},
		Rows: []ui.SummaryRow{
			{Label: "Jenis SDM", Text: i.Cadre, ChangeURL: link.Import(i.ID) + "#jawaban"},
			{Label: "Keadaan per", Text: ui.Date(i.AsOf), Note: "Tanggal mulai bertugas yang tidak tertulis, dan pindah tugas, berlaku sejak hari ini", ChangeURL: link.Import(i.ID) + "#jawaban"},
			{Label: "Akan disimpan", Text: fmt.Sprintf("%s dari %s baris yang baru atau berubah", ui.Number(i.Chosen), ui.Number(fresh(c))), ChangeURL: link.Import(i.ID) + "#baris"},
			{Label: "Isi berkas", Text: fmt.Sprintf("%s baru, %s berubah, %s sama", ui.Number(c.Verdicts[importer.New]), ui.Number(c.Verdicts[importer.Changed]), ui.Number(c.Verdicts[importer.Same]))},
			{Label: "Dengan peringatan", Text: rowsText(c.Warned)},
			{Label: "Tidak akan disimpan", Text: fmt.Sprintf("%s ditolak, %s berulang, %s dilepas", ui.Number(c.Verdicts[importer.Rejected]), ui.Number(c.Verdicts[importer.Repeated]), ui.Number(fresh(c)-i.Chosen))},
			{Label: "Sel yang kosong", Text: "Data yang sudah tersimpan tetap"},
			{Label: "Orang yang tidak disebut", Text: "Tidak ada yang berubah"},
		},
	}}
}

func (p pages) store(w http.ResponseWriter, r *http.Request) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	err = p.Imports.Store(r.Context(), site.Actor(r), i.ID, number(form.Get(versionField)))
	if bad, ok := refusal(err); ok {
		view := storePage(i)
		view.Errors = []ui.FieldError{{Text: sentence(bad)}}
		return p.renderConfirm(w, r, http.StatusUnprocessableEntity, i, view)
	}
	if errors.Is(err, fault.Conflict{}) {
		return p.storeOvertaken(w, r, number(form.Get(countField)))
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Import(i.ID), rowsText(i.Chosen)+" sedang disimpan.")
}

// storeOvertaken asks anew where the import has changed since it was asked about.
func (p pages) storeOvertaken(w http.ResponseWriter, r *http.Request, then int) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	if i.State != importer.Checked {
		return p.overtaken(w, r, given{})
	}
	view := storePage(i)
	view.Conflict = fmt.Sprintf("Ketika Anda membuka halaman ini, %s akan disimpan; kini %s%s. Belum ada yang disimpan. Periksa, lalu simpan sekali lagi.",
		rowsText(then), rowsText(i.Chosen), nowText(i))
	return p.renderConfirm(w, r, http.StatusConflict, i, view)
}

func (p pages) askUndo(w http.ResponseWriter, r *http.Request) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	if i.State != importer.Stored {
		return site.DoneButCheck(w, r, link.Import(i.ID), "Impor ini tidak dapat dibatalkan: kini "+badgeOf(i.State).Text+".")
	}
	return p.renderConfirm(w, r, http.StatusOK, i, undoPage(i, "", ""))
}

// undoPage says what undoing will do, and asks why.
func undoPage(i importer.Import, reason, bad string) confirmPage {
	view := confirmPage{Question: "Batalkan impor", Box: ui.ConfirmBox{
		Title: "Batalkan impor " + i.File + "?", Danger: true,
		Text:   "Yang ditambahkan impor ini dibatalkan, dan yang diubahnya dikembalikan seperti semula. Yang sudah diubah atau dipakai sesudahnya tetap, dan didaftar beserta alasannya.",
		Action: link.UndoImport(i.ID), Submit: "Batalkan impor", CancelURL: link.Import(i.ID),
		Rows: []ui.SummaryRow{{Label: "Disimpan", Text: ui.DateTime(i.StoredAt) + " oleh " + i.StoredBy}, {Label: "Baris yang disimpan", Text: ui.Number(i.Counts.Stored)}},
	}, Reason: ui.Textarea{Name: reasonField, Label: "Alasan", Value: reason, Error: bad, Rows: 3, Hint: "Misalnya berkas yang keliru"}}
	if bad != "" {
		view.Errors = []ui.FieldError{{Field: reasonField, Text: bad}}
	}
	return view
}

// longestReason is how many characters a reason may have.
const longestReason = 300

func (p pages) undo(w http.ResponseWriter, r *http.Request) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	form, err := site.Form(r)
	if err != nil {
		return err
	}
	typed := form.Get(reasonField)
	reason := check.MaskNumbers(check.Clean(typed))
	if utf8.RuneCountInString(reason) > longestReason {
		bad := fmt.Sprintf("Terlalu panjang: paling banyak %d huruf. Persingkat isinya.", longestReason)
		return p.renderConfirm(w, r, http.StatusUnprocessableEntity, i, undoPage(i, typed, bad))
	}
	err = p.Imports.Undo(r.Context(), site.Actor(r), i.ID, reason)
	if bad, ok := refusal(err); ok {
		return p.renderConfirm(w, r, http.StatusUnprocessableEntity, i, undoPage(i, typed, sentence(bad)))
	}
	if errors.Is(err, fault.Conflict{}) {
		return p.overtaken(w, r, given{})
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Import(i.ID), "Impor sedang dibatalkan.")
}

func (p pages) askDiscard(w http.ResponseWriter, r *http.Request) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	return p.renderConfirm(w, r, http.StatusOK, i, confirmPage{Question: "Buang berkas", Box: ui.ConfirmBox{
		Title: "Buang " + i.File + "?", Danger: true, Text: "Berkas, hasil pemeriksaan, dan perbaikan yang ditulis di layar dihapus dari Pilar. Data SDM tidak berubah. Untuk memeriksanya lagi, unggah berkasnya sekali lagi.",
		Action: link.DiscardImport(i.ID), Submit: "Buang berkas", CancelURL: link.Import(i.ID),
		Rows: []ui.SummaryRow{{Label: "Diunggah", Text: ui.DateTime(i.ReceivedAt) + " oleh " + i.ReceivedBy}, {Label: "Isi", Text: orNone(resultText(i))}},
	}})
}

func (p pages) discard(w http.ResponseWriter, r *http.Request) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	err = p.Imports.Discard(r.Context(), site.Actor(r), i.ID)
	if errors.Is(err, fault.Conflict{}) {
		return p.overtaken(w, r, given{})
	}
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Imports(), i.File+" sudah dibuang.")
}

// again makes a new import of the same file, which belongs to whoever asks.
func (p pages) again(w http.ResponseWriter, r *http.Request) error {
	i, err := p.found(r)
	if err != nil {
		return err
	}
	id, err := p.Imports.Again(r.Context(), site.Actor(r), i.ID)
	if err != nil {
		return err
	}
	return site.Done(w, r, link.Import(id), "Berkas diperiksa lagi sebagai impor baru.")
}
