package importerweb_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pilar/internal/account"
	"pilar/internal/importer"
	"pilar/internal/worker"
	"pilar/internal/worker/workertest"
)

// stored presses the button of the question, and does the work.
func (d desk) stored(path string) {
	d.Helper()
	ask := d.Get(path + "/simpan")
	d.sees("the question", ask, http.StatusOK, "Semuanya disimpan sekaligus atau tidak sama sekali")
	form := url.Values{"versi": {attr(d, ask, `[name="versi"]`, "value")}, "jumlah": {attr(d, ask, `[name="jumlah"]`, "value")}}
	got := d.Post(path+"/simpan", form)
	d.sees("while it is stored", d.Get(got.Location), http.StatusOK, "Sedang disimpan", "sedang disimpan.")
	d.work(path)
}

func TestAnImportIsStoredAndUndone(t *testing.T) {
	d := open(t)
	path := d.bring(tksk(), csv(siti, neng, bad))
	d.stored(path)
	page := d.Get(path)
	d.sees("stored", page, http.StatusOK, "Tersimpan", "Disimpan", "Batalkan impor", "Periksa lagi berkas ini", "Ditolak")
	if n := page.Doc(t).Find(".row-check, .mends, .btn-primary").Length(); n != 0 {
		t.Errorf("%d controls to choose and mend what is stored", n)
	}
	d.sees("the stored rows", d.Get(path+"?saring=tersimpan"), http.StatusOK, "Siti Aminah", "Neng Rohmah")
	if got := d.Get("/sdm?status=semua").Text(t, "#total"); got != "2" {
		t.Errorf("the register has %s people", got)
	}
	row := d.Get(path + "/baris/1")
	d.sees("the row of who is registered now", row, http.StatusOK, "Sudah terdaftar: Siti Aminah")
	for _, closed := range []string{"/simpan", "/buang", "/pilihan", "/jawaban"} {
		form := url.Values{"versi": {"1"}, "jenis": {"TKSK"}, "tampil": {"1"}}
		if got := d.Post(path+closed, form); got.Status != http.StatusConflict {
			t.Errorf("POST %s on a stored import: status %d", closed, got.Status)
		}
	}
	elsewhere := d.Get(path + "/simpan")
	if elsewhere.Status != http.StatusSeeOther || elsewhere.Location != path {
		t.Errorf("the question about storing it once more: status %d", elsewhere.Status)
	}

	person := attr(t, row, `a[href^="/sdm/"]:not([href="/sdm"])`, "href")
	edit := url.Values{"versi": {"1"}, "nama": {"Siti Aminah Sari"}, "hp": {""}}
	if got := d.Post(person+"/ubah", edit); got.Status != http.StatusSeeOther {
		t.Fatalf("a correction after the import: status %d: %s", got.Status, got.Text(t, ".error-summary"))
	}
	d.sees("why", d.Get(path+"/batalkan"), http.StatusOK, "Batalkan impor tksk.csv?")
	d.sees("without a reason", d.Post(path+"/batalkan", url.Values{}), http.StatusUnprocessableEntity, "Alasan belum")
	long := strings.Repeat("x", 301)
	refused := d.Post(path+"/batalkan", url.Values{"alasan": {long}})
	d.sees("too long a reason", refused, http.StatusUnprocessableEntity, "300")
	if got := strings.TrimSpace(refused.Doc(t).Find("#alasan").Text()); got != long {
		t.Error("the reason that was typed is lost")
	}
	got := d.Post(path+"/batalkan", url.Values{"alasan": {"berkas yang keliru"}})
	d.sees("while it is undone", d.Get(got.Location), http.StatusOK, "Sedang dibatalkan")
	d.work(path)
	d.sees("undone", d.Get(path), http.StatusOK, "Dibatalkan", "berkas yang keliru", "Yang tidak ikut dibatalkan", "Siti Aminah Sari")
	d.sees("once more", d.Post(path+"/batalkan", url.Values{"alasan": {"lagi"}}), http.StatusConflict, "dibatalkan")
}

func TestAButtonPressedTwiceStoresOnce(t *testing.T) {
	d := open(t)
	path := d.bring(tksk(), csv(siti))
	form := url.Values{"versi": {fmt.Sprint(d.state(path).Version)}, "_kunci": {"k"}}
	first, second := d.Post(path+"/simpan", form), d.Post(path+"/simpan", form)
	if first.Status != http.StatusSeeOther || second.Status != http.StatusSeeOther || second.Location != path {
		t.Errorf("status %d, then %d to %q", first.Status, second.Status, second.Location)
	}
	d.work(path)
	if i := d.state(path); i.State != importer.Stored || i.Counts.Stored != 1 {
		t.Errorf("%s, %d stored", i.State, i.Counts.Stored)
	}
}

func TestStoringWhatHasChangedMeanwhile(t *testing.T) {
	d := open(t)
	path := d.bring(tksk(), csv(siti, neng))
	version := fmt.Sprint(d.state(path).Version)
	d.Post(path+"/pilihan", url.Values{"tampil": {"1", "2"}, "pilih": {"1"}})
	late := d.Post(path+"/simpan", url.Values{"versi": {version}, "jumlah": {"2"}})
	d.sees("an old question", late, http.StatusConflict, "2 baris akan disimpan; kini 1 baris", "Simpan 1 baris?")
	if now := attr(t, late, `[name="versi"]`, "value"); now != fmt.Sprint(d.state(path).Version) {
		t.Errorf("the page goes on with version %s", now)
	}
	d.Post(path+"/pilihan", url.Values{"lalu": {"lepas"}})
	d.sees("nothing is chosen", d.Post(path+"/simpan", url.Values{"versi": {fmt.Sprint(d.state(path).Version)}}), http.StatusUnprocessableEntity, "Belum ada baris yang dipilih")
}

func TestTheSameFileAgain(t *testing.T) {
	d := open(t)
	first := d.bring(tksk(), csv(siti))
	d.stored(first)
	again := d.bring(tksk(), csv(siti))
	page := d.Get(again)
	d.sees("the same file", page, http.StatusOK, "Berkas yang sama sudah pernah disimpan", "Tidak ada yang perlu disimpan")
	if to := attr(t, page, ".notice a", "href"); to != first {
		t.Errorf("the notice leads to %q", to)
	}
	limited := d.as(account.Operator, "32.17.01")
	own := limited.bring(tksk(), csv(siti))
	if to := attr(t, limited.Get(own), ".notice a", "href"); to != "" {
		t.Errorf("a limited clerk is led to a foreign import, %q", to)
	}
}

func TestSomebodyWhoMoved(t *testing.T) {
	d := open(t)
	workers := worker.NewStore(d.app.Pool, d.app.Keys)
	d.stored(d.bring(tksk(), csv(siti)))
	moved := strings.Replace(siti, "Lembang", "Parongpong", 1)
	for _, c := range []struct {
		answer      string
		engagements int
	}{{"pindah", 2}, {"pembetulan", 1}} {
		t.Run(c.answer, func(t *testing.T) {
			path := d.bring(url.Values{"jenis": {"TKSK"}, "per": {"1-6-2026"}}, csv(moved))
			d.sees("the row", d.Get(path+"?saring=pindah"), http.StatusOK, "Pindah tugas sejak tanggal berkas", "Pembetulan")
			d.Post(path+"/pilihan?saring=pindah", url.Values{"tampil": {"1"}, "pilih": {"1"}, "pindah_1": {c.answer}})
			if kept := attr(t, d.Get(path), `[name="pindah_1"] option[selected]`, "value"); kept != c.answer {
				t.Errorf("the page shows %q", kept)
			}
			d.stored(path)
			kept, err := d.imports.Row(t.Context(), d.state(path).ID, 1)
			if err != nil {
				t.Fatal(err)
			}
			rec, err := workers.Get(t.Context(), kept.Worker, nil)
			if err != nil || len(rec.Engagements) != c.engagements {
				t.Errorf("%d engagements (%v), want %d", len(rec.Engagements), err, c.engagements)
			}
			if got := d.Post(path+"/batalkan", url.Values{"alasan": {"uji"}}); got.Status != http.StatusSeeOther {
				t.Fatalf("undo: status %d", got.Status)
			}
			d.work(path)
		})
	}
}

func TestSinceTheLastFile(t *testing.T) {
	d := open(t)
	first := d.bring(tksk(), csv(siti, neng))
	d.sees("the first of its shape", d.Get(first+"/sejak-terakhir"), http.StatusOK, "Belum ada berkas sebelumnya")
	d.stored(first)
	next := d.bring(url.Values{"jenis": {"TKSK"}, "per": {"1-6-2026"}}, csv(siti, "Dedi Mulyadi;3217031203889003;Cisarua;081234567892;x"))
	page := d.Get(next + "/sejak-terakhir")
	d.sees("since", page, http.StatusOK, "Neng Rohmah", "Tidak disebut lagi", "Kec. Parongpong")
	if got := page.Text(t, "#total"); got != "1" {
		t.Errorf("%s are missing", got)
	}
	for _, a := range page.Doc(t).Find("a.figure").EachIter() {
		to, _ := a.Attr("href")
		to, _, _ = strings.Cut(to, "#")
		if got := d.Get(to).Text(t, "#total"); got != a.Text() {
			t.Errorf("%s: %s, the figure says %s", to, got, a.Text())
		}
	}
	engagement := attr(t, page, `[name="penugasan"]`, "value")
	end := next + "/sejak-terakhir/akhiri"
	d.sees("nothing said", d.Post(end, url.Values{}), http.StatusUnprocessableEntity, "Belum ada yang dipilih", "Hari terakhir bertugas belum diisi", "Alasan belum")
	refused := d.Post(end, url.Values{"penugasan": {engagement}, "sampai": {"31-2-2026"}, "alasan": {"lain"}, "alasan_lain": {"cuti panjang"}})
	d.sees("no such day", refused, http.StatusUnprocessableEntity)
	if doc := refused.Doc(t); doc.Find(`[name="penugasan"][checked]`).Length() != 1 || strings.TrimSpace(doc.Find("#alasan_lain").Text()) != "cuti panjang" || attr(t, refused, "#sampai", "value") != "31-2-2026" {
		t.Error("what was typed is lost")
	}
	form := url.Values{"penugasan": {engagement}, "sampai": {"31-5-2026"}, "alasan": {"Mengundurkan diri"}}
	ask := d.Post(end, form)
	d.sees("the question", ask, http.StatusOK, "Akhiri 1 penugasan?", "31 Mei 2026", "Mengundurkan diri")
	form.Set("yakin", "1")
	form.Set("sampai", "1-1-2020")
	d.sees("before it began", d.Post(end, form), http.StatusUnprocessableEntity, "lebih awal daripada tanggal mulai")
	form.Set("sampai", "31-5-2026")
	got := d.Post(end, form)
	d.sees("ended", d.Get(got.Location), http.StatusOK, "1 penugasan berakhir pada 31 Mei 2026", "Semua orang dari berkas terakhir masih disebut")
	d.sees("ended once more", d.Post(end, form), http.StatusConflict, "Orang lain mengubah penugasannya lebih dahulu")
}

func TestAPersonBeyondTheLimitIsNotNamed(t *testing.T) {
	d := open(t)
	workers := worker.NewStore(d.app.Pool, d.app.Keys)
	id := workertest.Registered(t, workers, "Xenofontina Kurniasih", workertest.Engagement("PSM", "32.17.02.2001", "2024-01-01"))
	rec, err := workers.Get(t.Context(), id, nil)
	if err != nil {
		t.Fatal(err)
	}
	limited := d.as(account.Operator, "32.17.01")
	path := limited.bring(tksk(), csv("Orang Lain;"+rec.Person.NIK+";Lembang;081234567890;x"))
	for _, page := range []string{path, path + "/baris/1"} {
		if got := limited.Get(page); strings.Contains(got.Body, "Xenofontina") {
			t.Errorf("%s names somebody beyond the account's kecamatan", page)
		}
	}
}
