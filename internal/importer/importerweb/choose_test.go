package importerweb_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pilar/internal/check"
	"pilar/internal/importer"
)

// csv is a file of TKSK.
func csv(rows ...string) file {
	return chosen("tksk.csv", []byte("Nama;NIK;Kecamatan;No HP;Warna\n"+strings.Join(rows, "\n")+"\n"))
}

const (
	siti = "Siti Aminah;3217015203859001;Lembang;081234567890;merah"
	neng = "Neng Rohmah;3217024508909002;Parongpong;081234567891;biru"
	bad  = "Dedi Mulyadi;321703120388900;Cisarua;0812;hijau" // fifteen figures, and no phone
)

func tksk() url.Values { return url.Values{"jenis": {"TKSK"}, "per": {"1-1-2026"}} }

func TestACellIsMendedOnTheScreen(t *testing.T) {
	d := open(t)
	path := d.bring(tksk(), csv(siti, bad))
	page := d.Get(path + "?saring=ditolak")
	d.sees("the refused row", page, http.StatusOK, "Dedi Mulyadi", "15", "Di berkas")
	input := page.Doc(t).Find(`input[name^="sel_2_"]`)
	if input.Length() != 2 {
		t.Fatalf("%d boxes beside a row with two faulty cells", input.Length())
	}
	if strings.Contains(page.Body, "321703120388900") {
		t.Error("a NIK stands whole on the page")
	}
	name, _ := input.First().Attr("name")
	d.sees("nothing typed", d.Post(path+"/pilihan", url.Values{"lalu": {"perbaiki"}}), http.StatusUnprocessableEntity, "Belum ada perbaikan")
	long := strings.Repeat("9", 501)
	refused := d.Post(path+"/pilihan?saring=ditolak", url.Values{name: {long}})
	d.sees("too long a text", refused, http.StatusUnprocessableEntity, "Terlalu panjang")
	if kept := attr(t, refused, `[name="`+name+`"]`, "value"); kept != long {
		t.Error("what was typed is lost")
	}
	got := d.Post(path+"/pilihan?saring=ditolak", url.Values{name: {"3217031203889003"}, "lalu": {"simpan"}})
	if got.Status != http.StatusSeeOther || got.Location != path+"?saring=ditolak" {
		t.Fatalf("mended: status %d to %q", got.Status, got.Location)
	}
	d.work(path)
	i := d.state(path)
	if i.Counts.Verdicts[importer.Rejected] != 0 || i.Chosen != 2 || i.Counts.Kinds[check.PhoneMalformed] != 1 {
		t.Errorf("after mending: %+v, %d chosen", i.Counts, i.Chosen)
	}
	d.sees("the mended row", d.Get(path+"/baris/2"), http.StatusOK, "Diperbaiki di layar", "Baru", "No HP")
}

func TestAnyCellOfARowIsMended(t *testing.T) {
	d := open(t)
	path := d.bring(tksk(), csv(siti, neng))
	page := d.Get(path + "/baris/2")
	d.sees("a row", page, http.StatusOK, "Neng Rohmah", "Warna", "tidak dibaca", "3217************", "biru")
	d.sees("nothing typed", d.Post(path+"/baris/2", url.Values{"sel_2_0": {" "}}), http.StatusUnprocessableEntity, "Belum ada perbaikan")
	d.sees("the cell of another row", d.Post(path+"/baris/2", url.Values{"sel_1_0": {"x"}}), http.StatusBadRequest)
	if got := d.Post(path+"/baris/2", url.Values{"sel_2_0": {"Neng Rohmawati"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d", got.Status)
	}
	d.sees("while it is checked", d.Post(path+"/baris/2", url.Values{"sel_2_0": {"Neng Rohayati"}}), http.StatusNotFound)
	d.work(path)
	d.sees("mended", d.Get(path+"/baris/2"), http.StatusOK, "Neng Rohmawati")
	for _, none := range []string{"/baris/3", "/baris/0", "/baris/x"} {
		if got := d.Get(path + none); got.Status != http.StatusNotFound {
			t.Errorf("%s: status %d", none, got.Status)
		}
	}
}

func TestChoosingRows(t *testing.T) {
	d := open(t)
	path := d.bring(tksk(), csv(siti, neng, "Dedi;3217031203889003;Cisarua;0812;x"))
	post := func(query string, form url.Values) {
		t.Helper()
		if got := d.Post(path+"/pilihan"+query, form); got.Status != http.StatusSeeOther {
			t.Fatalf("status %d: %s", got.Status, got.Text(t, "main"))
		}
	}
	expect := func(what string, chosen int) {
		t.Helper()
		if got := d.state(path).Chosen; got != chosen {
			t.Errorf("%s: %d rows are chosen, want %d", what, got, chosen)
		}
		d.sees(what, d.Get(path), http.StatusOK, fmt.Sprintf("Simpan %d baris", chosen))
	}
	expect("at first", 3)
	post("", url.Values{"tampil": {"1", "2", "3"}, "pilih": {"1", "3"}})
	expect("one let go", 2)
	post("?saring=hp_malformed", url.Values{"lalu": {"lepas"}})
	expect("those of a kind let go", 1)
	post("?saring=baru", url.Values{"lalu": {"semua"}})
	expect("those of a verdict chosen", 3)
	post("", url.Values{"lalu": {"lepas"}})
	expect("all let go", 0)
	leads := d.Post(path+"/pilihan", url.Values{"tampil": {"1"}, "pilih": {"1"}, "lalu": {"simpan"}})
	if leads.Location != path+"/simpan" || d.state(path).Chosen != 1 {
		t.Errorf("on to %q with %d chosen", leads.Location, d.state(path).Chosen)
	}
	d.sees("the question", d.Get(path+"/simpan"), http.StatusOK, "Simpan 1 baris?", "1 dari 3 baris yang baru atau berubah", "0 ditolak, 0 berulang, 2 dilepas")
	d.sees("a filter that is none", d.Post(path+"/pilihan?saring=entah", url.Values{}), http.StatusBadRequest)
}

func TestWhatIsSentTooLate(t *testing.T) {
	d := open(t)
	path := d.bring(tksk(), csv(siti, bad))
	answer := url.Values{"versi": {fmt.Sprint(d.state(path).Version)}, "jenis": {"PSM"}}
	if got := d.Post(path+"/jawaban", answer); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d", got.Status)
	}
	late := d.Post(path+"/jawaban", url.Values{"versi": answer["versi"], "jenis": {"TKSK"}, "per": {"2-2-2026"}})
	d.sees("an old version", late, http.StatusConflict, "sudah berubah", "PSM")
	d.sees("a choice while it is checked", d.Post(path+"/pilihan", url.Values{"tampil": {"1"}}), http.StatusConflict, "sedang diperiksa")
	d.work(path)
	late = d.Post(path+"/jawaban", url.Values{"versi": answer["versi"], "jenis": {"TKSK"}, "per": {"2-2-2026"}})
	d.sees("an old version, checked meanwhile", late, http.StatusConflict, "jenis SDM PSM")
	if kept := attr(t, late, "#per", "value"); kept != "2-2-2026" {
		t.Errorf("what was typed is lost: %q", kept)
	}
	if now := attr(t, late, `form[action$="/jawaban"] [name="versi"]`, "value"); now != fmt.Sprint(d.state(path).Version) {
		t.Errorf("the page goes on with version %s", now)
	}
	if late := d.Post(path+"/simpan", url.Values{"versi": {"1"}, "jumlah": {"7"}}); late.Status == http.StatusConflict {
		d.sees("stored with an old version", late, http.StatusConflict, "7 baris akan disimpan", "kini 1 baris")
	}
}

func TestQuestionsAboutAFile(t *testing.T) {
	d := open(t)
	path := d.bring(nil, chosen("daftar.csv", []byte("Sebutan;Kode Diri;Kecamatan\nSiti Aminah;3217015203859001;Lembang\nNeng Rohmah;3217024508909002;Parongpong\n")))
	page := d.Get(path)
	d.sees("the questions", page, http.StatusOK, "Perlu dijawab", "Nama dan NIK belum ditemukan", "Sebutan", "Kode Diri", "Isinya misalnya: Siti Aminah")
	if strings.Contains(page.Body, "3217015203859001") {
		t.Error("a NIK stands whole on the page")
	}
	form := url.Values{"versi": {attr(t, page, `[name="versi"]`, "value")}}
	for n, q := range page.Doc(t).Find(`input[name="kolom_kunci"]`).EachIter() {
		key, _ := q.Attr("value")
		form.Add("kolom_kunci", key)
		form.Set(fmt.Sprintf("kolom_%d", n), []string{"name", "nik"}[n])
	}
	refused := d.Post(path+"/jawaban", form)
	d.sees("no cadre", refused, http.StatusUnprocessableEntity, "Jenis SDM belum dipilih")
	if kept := attr(t, refused, `#kolom_1 option[selected]`, "value"); kept != "nik" {
		t.Errorf("what was answered is lost: %q", kept)
	}
	form.Set("jenis", "TKSK")
	if got := d.Post(path+"/jawaban", form); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Status, got.Text(t, "main"))
	}
	d.work(path)
	d.sees("answered", d.Get(path), http.StatusOK, "Simpan 2 baris", "Siti Aminah")
}

func TestAFileIsDiscarded(t *testing.T) {
	d := open(t)
	path := d.bring(tksk(), csv(siti))
	d.sees("the question", d.Get(path+"/buang"), http.StatusOK, "Buang tksk.csv?")
	got := d.Post(path+"/buang", url.Values{})
	d.sees("discarded", d.Get(got.Location), http.StatusOK, "tksk.csv sudah dibuang")
	if got := d.Get(path); got.Status != http.StatusNotFound {
		t.Errorf("it is still there: status %d", got.Status)
	}
}

func TestAFileIsCheckedAgain(t *testing.T) {
	d := open(t)
	path := d.bring(tksk(), csv(siti))
	got := d.Post(path+"/periksa-lagi", url.Values{})
	if got.Status != http.StatusSeeOther || got.Location == path {
		t.Fatalf("status %d to %q", got.Status, got.Location)
	}
	d.work(got.Location)
	d.sees("again", d.Get(got.Location), http.StatusOK, "Simpan 1 baris")
}
