// Package workersheet is the list of people as a sheet: what its columns are, what its title says, and how a filter is said
// in words.
package workersheet

import (
	"context"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/check"
	"pilar/internal/importer"
	"pilar/internal/region"
	"pilar/internal/sheet"
	"pilar/internal/worker"
	"pilar/web/ui"
)

// Said is one choice of a filter in words. Name is its parameter in an address.
type Said struct{ Name, Text string }

// Say puts the choices of a list's address into words.
func Say(q url.Values, book region.Book) []Said {
	place := func(code string) string {
		if code == worker.District {
			return "Tingkat kabupaten"
		}
		return book.Title(code)
	}
	as := func(text string) func(string) string { return func(string) string { return text } }
	one := func(texts map[string]string) func(string) string { return func(v string) string { return texts[v] } }
	var said []Said
	for _, choice := range []struct {
		name string
		say  func(string) string
	}{
		{"nama", func(v string) string { return "Nama: " + v }},
		{"jenis", func(v string) string { return v }},
		{"kecamatan", place},
		{"desa", place},
		{"status", one(map[string]string{string(worker.Left): "Tidak aktif lagi", string(worker.Anyone): "Aktif dan tidak aktif"})},
		{"sertifikat", one(map[string]string{string(worker.WithOne): "Bersertifikat", string(worker.WithoutOne): "Belum bersertifikat"})},
		{"staf", as("Tanpa staf dinas")},
		{"rangkap", as("Merangkap tugas")},
		{"orang", as("Hasil pencarian nomor")},
		{"tanggal", func(v string) string { return "Per tanggal " + v }},
		{"tercatat", func(v string) string { return "Tercatat sampai " + v }},
	} {
		if value := q.Get(choice.name); value != "" {
			said = append(said, Said{choice.name, choice.say(value)})
		}
	}
	return said
}

// Words says in one line whom a filter chooses, of which day, and within which kecamatan.
func Words(f worker.Filter, book region.Book) string {
	f.Cursor = ""
	var words []string
	for _, said := range Say(f.Query(), book) {
		words = append(words, check.MaskNumbers(said.Text))
	}
	if f.Status == worker.Serving && f.Certified == worker.EitherWay {
		words = slices.Insert(words, 0, "Aktif")
	}
	words = append(words, Moment(f.At))
	if f.Limit != nil {
		var names []string
		for _, k := range book.Kecamatan(f.Limit) {
			names = append(names, k.Name)
		}
		words = append(words, "hanya kecamatan "+strings.Join(names, ", "))
	}
	return strings.Join(words, "; ")
}

// Moment says of which day a list speaks, and as recorded when.
func Moment(at asof.Moment) string {
	text := "per tanggal " + ui.Date(at.On)
	if !at.Known.IsZero() {
		text += ", sebagaimana tercatat " + ui.Date(at.Known)
	}
	return text
}

// Export is a list of people on its way into a file.
type Export struct {
	worker.Export
	Office string
	By     string // who takes it
	At     time.Time
	Book   region.Book
}

// Name is what the file is called.
func (e Export) Name() string {
	name := "Data-SDM-" + e.Filter.At.On.Format(time.DateOnly)
	if e.Whole {
		name += "-data-pribadi"
	}
	return name + "." + e.Format
}

// To writes the file, and has the trail say so first. Its errors are Store.Export's.
func (e Export) To(ctx context.Context, s *worker.Store, by audit.Actor, w io.Writer) error {
	var out sheet.Writer
	begin := func(people int) (err error) {
		out, err = sheet.Write(w, sheet.Format(e.Format), sheet.Table{Name: "Data SDM", Title: e.title(people), Columns: columns})
		return err
	}
	if err := s.Export(ctx, by, e.Export, begin, func(t worker.Taken) error { return out.Row(e.row(t)...) }); err != nil {
		return err
	}
	if err := out.Note("Akhir daftar."); err != nil {
		return err
	}
	return out.Close()
}

func (e Export) title(people int) []string {
	numbers := "Nomor pribadi disamarkan."
	if e.Whole {
		numbers = "BERISI DATA PRIBADI SECARA UTUH. Alasan: " + e.Reason + ". Simpan di tempat yang aman dan hapus setelah dipakai."
	}
	return []string{"Data SDM Kesejahteraan Sosial", e.Office, e.Words + ": " + ui.Number(people) + " orang",
		"Diambil oleh " + e.By + ", " + ui.DateTime(e.At), numbers}
}

var columns = []sheet.Column{
	{Head: "Nama", Width: 34}, {Head: "NIK", Width: 19}, {Head: "Jenis kelamin", Width: 14}, {Head: "Tempat lahir", Width: 18}, {Head: "Tanggal lahir", Kind: sheet.Date},
	{Head: "Jenis SDM", Width: 12}, {Head: "Tempat tugas", Width: 36}, {Head: "Kecamatan tugas", Width: 20}, {Head: "Bertugas sejak", Kind: sheet.Date, Width: 16},
	{Head: "Sertifikat", Width: 20}, {Head: "Status kepegawaian", Width: 19}, {Head: "NIP/NI PPPK", Width: 21}, {Head: "Pendidikan", Width: 12},
	{Head: "Nomor HP", Width: 17}, {Head: "Surel", Width: 26}, {Head: "Tempat tinggal", Width: 36}, {Head: "Alamat", Width: 40},
	{Head: "Nomor KK", Width: 19}, {Head: "NPWP", Width: 19}, {Head: "Bank", Width: 16}, {Head: "Nomor rekening", Width: 20}, {Head: "Atas nama", Width: 26},
	{Head: importer.IDHead, Width: 10, Hidden: true},
}

// row writes one person; by the number in its last column the import knows her again. Somebody with several roles has them in one cell, in the same order in each column; she has served
// since the earliest of them.
func (e Export) row(t worker.Taken) []any {
	p, number := t.Person, check.Mask
	if e.Whole {
		number = func(n string) string { return n }
	}
	var cadres, places, kecamatan, certified []string
	var since time.Time
	for _, s := range t.Serving {
		cadres, places = append(cadres, s.Cadre), append(places, e.Book.Title(s.Region))
		kecamatan = append(kecamatan, e.kecamatan(s))
		certified = append(certified, map[bool]string{true: "Bersertifikat", false: "Belum bersertifikat"}[s.Certified])
		if since.IsZero() || s.From.Before(since) {
			since = s.From
		}
	}
	phone, home := p.Phone, ""
	if phone == "" {
		phone = p.PhoneNote
	}
	if p.HomeRegion != "" {
		home = e.Book.Title(p.HomeRegion)
	}
	return []any{p.FullName(), number(p.NIK), worker.SexWords(p.Sex), p.BirthPlace, p.BirthDate,
		joined(cadres), joined(places), joined(kecamatan), since, joined(certified), t.Employment.Kind.Words(), t.Employment.NIP, p.Education,
		number(phone), p.Email, home, p.Address, number(p.KK), number(p.NPWP), t.Account.Bank, number(t.Account.Number), t.Account.Holder, strconv.FormatInt(t.ID, 10)}
}

func (e Export) kecamatan(s worker.Service) string {
	if s.Kecamatan == "" {
		return "Tingkat kabupaten"
	}
	if k, ok := e.Book.Get(s.Kecamatan); ok {
		return k.Name
	}
	return s.Kecamatan
}

func joined(texts []string) string { return strings.Join(texts, "; ") }
