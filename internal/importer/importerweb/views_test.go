package importerweb

import (
	"fmt"
	"testing"
	"time"

	"github.com/a-h/templ"

	"pilar/internal/check"
	"pilar/internal/golden"
	"pilar/internal/importer"
	"pilar/web/ui"
)

var (
	someCadres = []ui.Option{{Value: "PSM", Label: "PSM – Pekerja Sosial Masyarakat"}, {Value: "TKSK", Label: "TKSK – Tenaga Kesejahteraan Sosial Kecamatan"}}
	someTime   = time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)
)

// anImport is one in the middle of its way; each test moves it on.
func anImport(s importer.State) importer.Import {
	i := importer.Import{ID: 7, Batch: 7, File: "TKSK <2026>.xlsx", Size: 18_400, Cadre: "TKSK", State: s, Version: 3, Chosen: 15,
		AsOf: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), ReceivedAt: someTime, ReceivedBy: "Siti Rohaeni",
		Counts: importer.Counts{Warned: 3,
			Verdicts: map[importer.Verdict]int{importer.New: 12, importer.Changed: 4, importer.Same: 1, importer.Rejected: 3, importer.Repeated: 1},
			Kinds:    map[check.Kind]int{check.NIKNumberLostDigit: 2, check.DesaAmbiguous: 1, check.PhoneMalformed: 2, check.DutyPlaceChanged: 1, check.Repeated: 1}},
		Heads: []importer.Head{{Sheet: "Data", Row: 4, Index: 1, Text: "Nama Lengkap", As: importer.Name}, {Sheet: "Data", Row: 4, Index: 2, Text: "NIK", As: importer.NIK},
			{Sheet: "Data", Row: 4, Index: 27, Text: "Kode Koordinat"}},
		Notes: []importer.Note{{Sheet: "Rekap", Message: "Lembar tersembunyi ini tidak dibaca."}},
	}
	switch s {
	case importer.Stored, importer.Undoing, importer.Undone:
		i.StoredAt, i.StoredBy, i.Counts.Stored, i.Counts.Stale = someTime, "Siti Rohaeni", 15, 2
	}
	if s == importer.Undone {
		i.UndoneAt, i.UndoneBy, i.UndoReason, i.Counts.Undone, i.Counts.Kept = someTime, "Siti Rohaeni", "berkas tahun lalu", 13, 2
	}
	return i
}

// someRows are rows of each kind.
func someRows() []rowView {
	return []rowView{
		{N: 1, Place: "Data, baris 6", Name: "Hj. Siti Aminah, S.Sos.", NIK: "3217************", Badge: verdictBadges[importer.New], Choosable: true, Chosen: true, New: true, URL: "/impor/7/baris/1",
			Problems: []problemView{{Tone: ui.Warn, Message: "Nomor HP tidak benar, dan disimpan sebagai catatan saja. Tulis nomor seperti 0812 3456 7890.", Value: "0812*"}},
			Mends:    []mendInput{{Name: "sel_1_9", Label: "No. HP/WA", Hint: "Di berkas: 0812*"}},
			Changes:  ui.Changes{{Label: "NIK", After: "3217************"}, {Label: "Tempat tugas", After: "Kec. Lembang"}}},
		{N: 2, Place: "Data, baris 7", Name: "Asep <b>Gunawan</b>", NIK: "3217************", Badge: verdictBadges[importer.Changed], Choosable: true, Moved: true, URL: "/impor/7/baris/2",
			Problems: []problemView{{Tone: ui.Warn, Message: "Orang ini tercatat bertugas di Kec. Parongpong. Pilih apakah ia pindah tugas atau catatannya yang keliru."}},
			Changes:  ui.Changes{{Label: "Tempat tugas", Before: "Kec. Parongpong", After: "Kec. Lembang"}, {Label: "Nomor HP", Before: "0813********"}}},
		{N: 3, Place: "Data, baris 8", Name: "Dedi Mulyadi", Badge: verdictBadges[importer.Rejected], Why: "tidak dapat", URL: "/impor/7/baris/3",
			Problems: []problemView{{Tone: ui.Bad, Message: "Excel menyimpan NIK ini sebagai angka, sehingga angka keenam belas hilang. Salin NIK dari KTP.", Value: "3217************"},
				{Tone: ui.Bad, Message: "Desa Sukamaju ada di 2 kecamatan. Tulis kecamatannya.", Value: "Sukamaju"}},
			Mends: []mendInput{{Name: "sel_3_2", Label: "NIK", Hint: "Di berkas: 3217************"}, {Name: "sel_3_5", Label: "Desa", Hint: "Di berkas: Sukamaju"}}},
		{N: 4, Place: "Data, baris 9", NIK: "3217************", Badge: verdictBadges[importer.Repeated], Why: "tidak dapat", URL: "/impor/7/baris/4",
			Problems: []problemView{{Tone: ui.Warn, Message: "NIK ini sudah ada di baris 6. Hapus salah satu barisnya."}}},
	}
}

func rowsOf(i importer.Import, open bool) *rowsPage {
	return &rowsPage{ID: 7, Filter: rowFilters[0], Filters: filterTabs(i, rowFilters[0]), Total: i.Counts.Rows(), Rows: someRows(), Open: open, Fresh: fresh(i.Counts), Chosen: i.Chosen, Last: 4,
		NextURL: "/impor/7?setelah=4#baris"}
}

func pageOf(i importer.Import) importPage {
	p := importPage{ID: i.ID, File: i.File, Badge: badgeOf(i.State), Cadre: i.Cadre, Lead: leadOf(i), Facts: facts(i), Actions: actions(i), Asking: i.State == importer.Asking,
		Known: knownHeads(i, nil), Notes: []string{"Rekap: Lembar tersembunyi ini tidak dibaca."}}
	p.Trouble, p.Next = troubleOf(i)
	if i.Judged() {
		p.Tiles, p.Kinds, p.Rows = tiles(i), kinds(i), rowsOf(i, i.State == importer.Checked)
	}
	if answerable(i) {
		f := answerForm{ID: i.ID, Version: i.Version, Cadre: i.Cadre, Cadres: someCadres, Only: i.State == importer.Asking}
		f.Heads, f.Missing = questions(i, f, nil, map[string]string{importer.HeadKey("Kode Koordinat"): "-6.81, 107.61"}), notFound(i)
		p.Ask = &f
	}
	return p
}

// somePages are the pages in the states that they can show.
func somePages() map[string]templ.Component {
	list := listPage{Cadres: someCadres, Everybody: true, NextURL: "/impor?lanjut=abc", Rows: []listRow{
		listRowOf(anImport(importer.Checked)), listRowOf(anImport(importer.Stored)), listRowOf(anImport(importer.Checking)), listRowOf(anImport(importer.Asking))}}
	list.Rows[1].Batch = 5
	list.Rows[2].Result, list.Rows[3].Cadre = "", ""
	refused := listPage{Cadres: someCadres, State: "tersimpan", Cadre: "PSM", FirstURL: "/impor", Upload: uploadForm{Cadre: "PSM", AsOf: "31-2-2026",
		Faults: map[string]string{asOfField: "Tanggal ini tidak ada dalam kalender."}, Files: []string{"foto.zip: Di dalam berkas ZIP ini tidak ada berkas .xlsx atau .csv. Pilih berkas yang lain."}}}

	asking := anImport(importer.Asking)
	asking.Heads = asking.Heads[2:]
	checked := pageOf(anImport(importer.Checked))
	checked.Same = []sameFile{{"Disimpan 24 November 2026 pukul 14.30 WIB oleh Siti Rohaeni", "/impor/5"}}
	bad := pageOf(anImport(importer.Checked))
	bad.Conflict = "Kini: belum disimpan, 12 baris dipilih. Yang Anda kirim belum dilakukan."
	bad.Rows.Rows[2].Mends[0].Typed, bad.Rows.Rows[2].Mends[0].Fault = "3217", "NIK harus 16 angka, ini 4."
	bad.Rows.Faults = []ui.FieldError{{Field: "sel_3_2", Text: "Dedi Mulyadi, Data, baris 8, NIK: NIK harus 16 angka, ini 4."}}
	bad.Ask.Faults = map[string]string{cadreField: "Jenis SDM belum dipilih."}
	bad.Ask.Cadre = ""
	working := pageOf(anImport(importer.Checking))
	working.Progress = ui.Progress{ID: "batang-kemajuan", Label: progressWords[importer.Checking], Value: 1200, Max: 20000, Text: "1.200 dari 20.000 baris"}
	undone := pageOf(anImport(importer.Undone))
	undone.Undone = &undonePage{Left: []leftRow{{"Siti Aminah", "penugasan TKSK", "Penugasannya diperbaiki setelah impor ini.", "/sdm/9"}, {"Asep Gunawan", "data diri", "Datanya diperbaiki setelah impor ini.", ""}}}
	unreadable := anImport(importer.Unreadable)
	unreadable.Trouble, unreadable.Counts, unreadable.Cadre, unreadable.Heads = "Berkas ini dilindungi kata sandi. Buka di Excel, hapus kata sandinya, simpan, lalu unggah lagi.", importer.Counts{}, "", nil
	failed := anImport(importer.Checked)
	failed.Trouble = "Penyimpanan terhenti karena data berubah."

	batch := batchPage{Batch: 7, Cadres: []ui.Option{{Value: "PSM", Label: "PSM"}, {Value: "TKSK", Label: "TKSK"}}}
	for n, s := range []importer.State{importer.Checked, importer.Asking, importer.Unreadable, importer.Stored} {
		i := anImport(s)
		row := batchRow{ID: int64(7 + n), File: fmt.Sprintf("Berkas %d.xlsx", n+1), Cadre: i.Cadre, Version: 2, Badge: badgeOf(s), Open: answerable(i), Counts: verdictCounts(i)}
		if s == importer.Unreadable {
			row.Trouble, row.Counts = unreadable.Trouble, nil
		}
		if s == importer.Asking {
			row.Cadre, row.Fault, row.Counts = "", "Jenis SDM belum dipilih.", nil
		}
		batch.Rows = append(batch.Rows, row)
	}
	waiting := batch
	waiting.Working, waiting.Rows = true, waiting.Rows[:1]

	row := rowPage{ID: 7, Title: "Dedi Mulyadi", Row: someRows()[2], Open: true, Person: &ui.Link{Text: "Dedi Mulyadi", URL: "/sdm/9"}, Cells: []cellView{
		{Input: mendInput{Name: "sel_3_1", Label: "Nama Lengkap"}, Place: "kolom B", As: "Nama", Text: "Dedi Mulyadi"},
		{Input: mendInput{Name: "sel_3_2", Label: "NIK", Typed: "3217", Fault: "NIK harus 16 angka, ini 4."}, Place: "kolom C", As: "NIK", Text: "3217************", Mended: true},
		{Input: mendInput{Name: "sel_3_27", Label: "Kode Koordinat"}, Place: "kolom AB"}},
		Faults: []ui.FieldError{{Field: "sel_3_2", Text: "NIK: NIK harus 16 angka, ini 4."}}}
	readOnly := row
	readOnly.Open, readOnly.Faults, readOnly.Row = false, nil, someRows()[0]
	readOnly.Row.Outcome = outcomeBadges[importer.RowStale]

	since := sincePage{ID: 7, File: "TKSK 2026.xlsx", Before: "TKSK 2025.xlsx, disimpan 24 November 2025", BeforeID: 3, CanEnd: true, Total: 2, Reasons: endReasons(),
		Tiles: sinceTiles(anImport(importer.Checked), importer.Since{New: 12, Moved: 1, Missing: 2}), NextURL: "/impor/7/sejak-terakhir?mulai=50",
		Missing: []missingRow{{"Siti Aminah", "/sdm/9", "Kec. Lembang", "1 Maret 2020", 11}, {"Asep Gunawan", "/sdm/10", "Kec. Parongpong", "1 Januari 2022", 12}}}
	sinceRefused := since
	sinceRefused.Form = endForm{Chosen: []string{"12"}, Last: "31-2-2026", Conflict: true, Faults: map[string]string{"until": "Tanggal ini tidak ada dalam kalender.", "reason": "Alasan belum dipilih atau ditulis."}}

	store := storePage(anImport(importer.Checked))
	store.File, store.Conflict = "TKSK 2026.xlsx", "Ketika Anda membuka halaman ini, 20 baris akan disimpan; kini 17 baris."
	undo := undoPage(anImport(importer.Stored), "", "Alasan belum diisi.")
	return map[string]templ.Component{
		"list": listView(list), "list-empty": listView(listPage{Cadres: someCadres}), "list-refused": listView(refused),
		"batch": batchView(batch), "batch-working": batchView(waiting),
		"asking": importView(pageOf(asking)), "checking": importView(working), "checked": importView(checked), "checked-refused": importView(bad),
		"stored": importView(pageOf(anImport(importer.Stored))), "undone": importView(undone), "unreadable": importView(pageOf(unreadable)), "failed": importView(pageOf(failed)),
		"row": rowPageView(row), "row-readonly": rowPageView(readOnly),
		"since": sinceView(since), "since-refused": sinceView(sinceRefused), "since-first": sinceView(sincePage{ID: 7, File: "TKSK 2026.xlsx"}),
		"confirm-store": confirmView(store), "confirm-undo": confirmView(undo),
	}
}

func TestViews(t *testing.T) {
	for name, view := range somePages() {
		golden.HTML(t, name, view)
	}
}

func TestEachKindAndVerdictHasWords(t *testing.T) {
	for k, words := range kindWords {
		if words == "" || words == string(k) {
			t.Errorf("%s has no words", k)
		}
	}
	if got := letters(27); got != "AB" {
		t.Errorf("the 28th column is %s", got)
	}
}
