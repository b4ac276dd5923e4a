package journey

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"pilar/internal/importer"
	"pilar/web/link"
	"pilar/web/ui/uitest"
)

const officeFiles = "../importer/testdata"

// work does what the import on the page asks for: nothing does so in the background here.
func (o office) work(t *testing.T, tab *uitest.Tab) {
	t.Helper()
	_, rest, _ := strings.Cut(tab.URL(), link.Imports()+"/")
	number, _, _ := strings.Cut(rest, "?")
	id, err := strconv.ParseInt(strings.TrimSuffix(number, "#"), 10, 64)
	if err != nil {
		t.Fatalf("no import at %s", tab.URL())
	}
	if err := importer.NewStore(o.Pool, o.Keys).Work(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	expect(t, "after the work", tab.Navigate(o.URL+link.Import(id)), http.StatusOK)
}

// A clerk brings the file of TKSK as it is, mends on the screen what was refused, lets one row go, stores the rest, finds
// them in the register, and takes all of it back.
func clerkImports(t *testing.T, o office) {
	tab := o.as(t, "operator")
	expect(t, "the menu", tab.Follow(`.menu a[href="/impor"]`), http.StatusOK)
	tab.Check("impor-1-kosong")
	expect(t, "no file", tab.Follow("main .btn-primary"), http.StatusUnprocessableEntity)
	if got := focused(tab); got != "error-summary" {
		t.Errorf("after a refusal the focus is on %q", got)
	}
	tab.Check("impor-2-tanpa-berkas")
	path, err := filepath.Abs(filepath.Join(officeFiles, "TKSK 2026.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	tab.Do(chromedp.SetUploadFiles(chromedp.CSS("#berkas"), []string{path}))
	expect(t, "uploaded", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, "main", "Sedang diperiksa", "boleh ditutup")
	o.work(t, tab)
	says(t, tab, "main", "Belum disimpan", "TKSK", "Simpan 14 baris")
	tab.Check("impor-3-terperiksa")

	expect(t, "the refused rows", tab.Follow(`a.figure[aria-label="2 Ditolak"]`), http.StatusOK)
	says(t, tab, "#total", "2")
	box := uitest.Eval[string](tab, `document.querySelector(".mends input").name`)
	tab.Fill("[name='"+box+"']", "3217 0112 0385 9123")
	expect(t, "mended", tab.Follow(`button[value="perbaiki"]`), http.StatusOK)
	says(t, tab, ".flash", "1 sel diperbaiki")
	o.work(t, tab)
	says(t, tab, "main", "Simpan 15 baris")

	tab.Do(chromedp.Click(chromedp.CSS("#tabel-baris tbody tr:first-child .row-check")))
	expect(t, "on to the question", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, "main", "Simpan 14 baris?", "1 ditolak, 0 berulang, 1 dilepas")
	tab.Check("impor-4-periksa-jawaban")
	expect(t, "stored", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, "main", "Sedang disimpan")
	o.work(t, tab)
	says(t, tab, "main", "Tersimpan", "Batalkan impor")
	if !tab.Has(`.page-actions a[href$="/berkas"]`) {
		t.Error("the file with its notes is not offered")
	}
	tab.Check("impor-5-tersimpan")
	stored := tab.URL()
	tab.Navigate(o.URL + link.Workers())
	says(t, tab, "#total", "14")

	tab.Navigate(stored)
	expect(t, "the question", tab.Follow(`.page-actions a[href$="/batalkan"]`), http.StatusOK)
	expect(t, "without a reason", tab.Follow("main .btn-danger"), http.StatusUnprocessableEntity)
	tab.Check("impor-6-batalkan-ditolak")
	tab.Fill("#alasan", "berkas tahun lalu")
	expect(t, "undone", tab.Follow("main .btn-danger"), http.StatusOK)
	o.work(t, tab)
	says(t, tab, "main", "Dibatalkan", "berkas tahun lalu", "Semua yang disimpan impor ini sudah dibatalkan")
	tab.Check("impor-7-dibatalkan")
	tab.Navigate(o.URL + link.Workers())
	says(t, tab, "#total", "0")
}

// Five files at once, dropped on the box with the mouse, and in a zip where scripts do not run.
func clerkBringsFive(t *testing.T, o office) {
	tab := uitest.Open(t)
	tab.NoScript()
	o.login(t, tab, "operator")
	tab.Navigate(o.URL + link.Imports())
	packed := filepath.Join(t.TempDir(), "semua.zip")
	if err := os.WriteFile(packed, zipped(t), 0o600); err != nil {
		t.Fatal(err)
	}
	tab.Do(chromedp.SetUploadFiles(chromedp.CSS("#berkas"), []string{packed}))
	expect(t, "uploaded", tab.Follow("main .btn-primary"), http.StatusOK)
	says(t, tab, ".flash", "5 berkas sudah diterima")
	batch := tab.URL()
	imports := importer.NewStore(o.Pool, o.Keys)
	all, _, err := imports.List(t.Context(), importer.ListFilter{})
	if err != nil || len(all) != 5 {
		t.Fatalf("%d imports (%v)", len(all), err)
	}
	for _, i := range all {
		if err := imports.Work(t.Context(), i.ID); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, "side by side", tab.Navigate(batch), http.StatusOK)
	for _, cadre := range []string{"PSM", "DINSOS", "TKSK", "PKH", "TAGANA"} {
		if !tab.Has(`tbody select option[value="` + cadre + `"][selected]`) {
			t.Errorf("none of the five was taken for %s", cadre)
		}
	}
	tab.Check("impor-bersama")

	dropped := o.as(t, "operator")
	dropped.Navigate(o.URL + link.Imports())
	if n := uitest.Eval[int](dropped, `(async () => {
		const data = new DataTransfer();
		data.items.add(new File(["Nama;NIK"], "satu.csv"));
		data.items.add(new File(["Nama;NIK"], "dua.csv"));
		document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
		await new Promise((r) => setTimeout(r, 100));
		return document.querySelector("#berkas").files.length;
	})()`); n != 2 {
		t.Errorf("%d files stand in the box after two were dropped on it", n)
	}
}

// imports are files in the states that a page can show.
type imports struct{ asking, checked, stored, undone, unreadable, next int64 }

// addImports brings files, and takes each as far as its name says.
func (o office) addImports(t *testing.T) imports {
	t.Helper()
	store, done := importer.NewStore(o.Pool, o.Keys), func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	bring := func(u importer.Upload) int64 {
		t.Helper()
		id, err := store.Receive(t.Context(), tester, u)
		done(err)
		done(store.Work(t.Context(), id))
		return id
	}
	keep := func(id int64) int64 {
		t.Helper()
		i, err := store.Import(t.Context(), id)
		done(err)
		done(store.Store(t.Context(), tester, id, i.Version))
		done(store.Work(t.Context(), id))
		return id
	}
	office := func(name string) importer.Upload {
		t.Helper()
		content, err := os.ReadFile(filepath.Join(officeFiles, name))
		done(err)
		return importer.Upload{File: name, Content: content}
	}
	list := func(file string, rows ...string) importer.Upload {
		return importer.Upload{File: file, Cadre: "TKSK", Content: []byte("Nama;NIK;Kecamatan\n" + strings.Join(rows, "\n"))}
	}
	in := imports{
		checked:    bring(office("tagana kbb (rekap).xlsx")),
		asking:     bring(importer.Upload{File: "daftar.csv", Content: []byte("Sebutan;Kode Diri\nSiti Aminah;3217015203859001\n")}),
		unreadable: bring(importer.Upload{File: "foto.xlsx", Content: []byte("\x89PNG\r\n\x1a\n0000")}),
		stored:     keep(bring(list("TKSK 2025.csv", "Siti Aminah;3217015203859001;Lembang", "Neng Rohmah;3217024508909002;Parongpong"))),
		undone:     keep(bring(office("Pegawai Dinsos.xlsx"))),
	}
	in.next = bring(list("TKSK 2026.csv", "Siti Aminah;3217015203859001;Lembang", "Dedi Mulyadi;3217031203889003;Cisarua"))
	done(store.Undo(t.Context(), tester, in.undone, "berkas yang keliru"))
	done(store.Work(t.Context(), in.undone))
	return in
}

// importVisits looks at the pages of imports.
func importVisits(t *testing.T, in imports) []visit {
	primary, danger := "main .btn-primary", "main .btn-danger"
	tick := func(tab *uitest.Tab) { tab.Do(chromedp.Click(chromedp.CSS("#tabel-tiada .row-check"))) }
	return []visit{
		{route: "/impor", name: "impor", path: link.Imports()},
		{route: "/impor", name: "impor-ditolak", path: link.Imports(), do: send(t, primary)},
		{route: "/impor", name: "impor-disaring", path: query(link.ImportsQuery, "keadaan", "disimpan", "jenis", "PSM")},
		{route: "/impor", name: "impor-kelompok", path: link.ImportBatch(in.checked)},
		{route: "/impor/{id}", name: "impor-berkas-ditanya", path: link.Import(in.asking)},
		{route: "/impor/{id}", name: "impor-berkas-ditanya-ditolak", path: link.Import(in.asking), do: send(t, primary)},
		{route: "/impor/{id}", name: "impor-berkas-diperiksa", path: link.Import(in.checked), do: func(tab *uitest.Tab) {
			tab.Do(chromedp.Click(chromedp.CSS(".disclosure:not(#jawaban) summary")), chromedp.Click(chromedp.CSS(".fold summary")))
		}},
		{route: "/impor/{id}", name: "impor-berkas-perbaikan-ditolak", path: query(func(q url.Values) string { return link.ImportQuery(in.checked, q) }, "saring", "ditolak"),
			do: send(t, `button[value="perbaiki"]`)},
		{route: "/impor/{id}", name: "impor-berkas-tidak-terbaca", path: link.Import(in.unreadable)},
		{route: "/impor/{id}", name: "impor-berkas-tersimpan", path: link.Import(in.stored)},
		{route: "/impor/{id}", name: "impor-berkas-dibatalkan", path: link.Import(in.undone)},
		{route: "/impor/{id}/baris/{n}", name: "impor-baris", path: link.ImportRow(in.checked, 1)},
		{route: "/impor/{id}/baris/{n}", name: "impor-baris-ditolak", path: link.ImportRow(in.checked, 1), do: send(t, primary)},
		{route: "/impor/{id}/baris/{n}", name: "impor-baris-tersimpan", path: link.ImportRow(in.stored, 1)},
		{route: "/impor/{id}/simpan", name: "impor-simpan", path: link.StoreImport(in.checked)},
		{route: "/impor/{id}/batalkan", name: "impor-batalkan-ditolak", path: link.UndoImport(in.stored), do: send(t, danger)},
		{route: "/impor/{id}/buang", name: "impor-buang", path: link.DiscardImport(in.asking)},
		{route: "/impor/{id}/sejak-terakhir", name: "impor-sejak-terakhir", path: link.ImportSince(in.next)},
		{route: "/impor/{id}/sejak-terakhir", name: "impor-sejak-terakhir-ditolak", path: link.ImportSince(in.next), do: send(t, primary)},
		{route: "/impor/{id}/sejak-terakhir", name: "impor-sejak-terakhir-pertama", path: link.ImportSince(in.stored)},
		{route: "/impor/{id}/sejak-terakhir", name: "impor-akhiri", path: link.ImportSince(in.next), do: func(tab *uitest.Tab) {
			tick(tab)
			tab.Fill("#sampai", "31-5-2026")
			tab.Choose("#alasan", "Mengundurkan diri")
			expect(t, "the question", tab.Follow(primary), http.StatusOK)
		}},
	}
}

// zipped is the five files of an office in one.
func zipped(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, pattern := range []string{"*.xlsx", "*.csv"} {
		paths, err := filepath.Glob(filepath.Join(officeFiles, pattern))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no %s (%v)", pattern, err)
		}
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			w, err := z.Create("Dinas/" + filepath.Base(path))
			if err != nil {
				t.Fatal(err)
			}
			_, _ = w.Write(content)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
