package settingweb

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"pilar/internal/fault"
	"pilar/internal/setting"
	"pilar/web/link"
	"pilar/web/ui"
)

// group is settings that belong together: one page, one form, one button.
type group struct {
	slug, title, lead string
	keys              []setting.Key
}

// groups stand on the page in this order.
var groups = []group{
	{"identitas", "Identitas dinas", "Nama dinas tertulis di kepala setiap halaman; alamatnya dipakai pada surat.",
		[]setting.Key{setting.OfficeName, setting.OfficeStreet, setting.OfficeArea, setting.OfficePostcode, setting.OfficePhone,
			setting.OfficeEmail, setting.OfficeWebsite, setting.OfficeCity}},
	{letterheadGroup, "Kop surat", "Tercetak di atas setiap halaman yang dicetak.", []setting.Key{setting.Letterhead}},
	{"tampilan", "Tampilan", "Warna kepala halaman, tombol, dan tautan.", []setting.Key{setting.OfficeAccent}},
	{"waktu-dan-nik", "Waktu dan NIK", "Jam dan tanggal di semua halaman mengikuti zona waktu ini.",
		[]setting.Key{setting.OfficeZone, setting.NIKPrefixes}},
}

const letterheadGroup = "kop-surat"

var hints = map[setting.Key]string{
	setting.OfficeName:   "Misalnya Dinas Sosial Kabupaten diikuti nama kabupatennya",
	setting.OfficeCity:   "Tempat yang ditulis di depan tanggal surat",
	setting.Letterhead:   "Paling banyak enam baris: pemerintah daerah, nama dinas, lalu alamat. Baris kedua tercetak paling besar.",
	setting.OfficeAccent: "Warna khas daerah: # dan enam angka atau huruf a sampai f, misalnya #0f6b66",
	setting.NIKPrefixes:  "Empat angka pertama NIK warga kabupaten ini, dipisahkan koma; NIK lain diberi peringatan saja. Kosongkan bila tidak perlu diperiksa.",
}

var widths = map[setting.Key]int{setting.OfficeName: 40, setting.OfficeStreet: 40, setting.OfficeArea: 40, setting.OfficePostcode: 6,
	setting.OfficePhone: 24, setting.OfficeEmail: 32, setting.OfficeWebsite: 32, setting.OfficeCity: 24, setting.OfficeAccent: 10, setting.NIKPrefixes: 24}

// required are the settings that cannot be left out.
var required = map[setting.Key]bool{setting.OfficeName: true, setting.OfficeAccent: true, setting.OfficeZone: true}

var zones = []ui.Option{{Value: "WIB", Label: "WIB (Waktu Indonesia Barat)"}, {Value: "WITA", Label: "WITA (Waktu Indonesia Tengah)"},
	{Value: "WIT", Label: "WIT (Waktu Indonesia Timur)"}}

// summary is the group on the overview.
func (g group) summary(all map[setting.Key]setting.Setting) groupSummary {
	s := groupSummary{Title: g.title, Slug: g.slug}
	for _, k := range g.keys {
		text := all[k].Value
		if k == setting.NIKPrefixes {
			text = strings.ReplaceAll(text, ",", ", ")
		}
		s.Rows = append(s.Rows, ui.SummaryRow{Label: k.Label(), Text: text})
	}
	return s
}

// page is the form of the group as typed; stored is what somebody else saved meanwhile.
func (g group) page(form url.Values, faults fault.Invalid, stored map[setting.Key]string) groupPage {
	page := groupPage{Title: g.title, Lead: g.lead, Action: link.SettingsGroup(g.slug), Conflict: stored != nil}
	for _, k := range g.keys {
		name, text := string(k), faults[string(k)]
		page.Hidden = append(page.Hidden, ui.Hidden{Name: versionOf(k), Value: form.Get(versionOf(k))})
		page.Fields = append(page.Fields, input(k, form.Get(name), text, stored[k]))
		if text != "" {
			page.Errors = append(page.Errors, ui.FieldError{Field: name, Text: text})
		}
	}
	return page
}

// input is the control in which a setting is changed.
func input(k setting.Key, value, bad, stored string) templ.Component {
	switch k {
	case setting.Letterhead:
		return ui.Textarea{Name: string(k), Label: k.Label(), Value: value, Hint: hints[k], Error: bad, Stored: stored, Optional: true, Rows: 6}
	case setting.OfficeZone:
		return ui.Radios{Name: string(k), Legend: k.Label(), Value: value, Options: zones, Error: bad, Stored: stored}
	}
	return ui.Field{Name: string(k), Label: k.Label(), Value: value, Hint: hints[k], Error: bad, Stored: stored, Width: widths[k], Optional: !required[k]}
}

// letterheadOf is the letterhead as it is printed.
func letterheadOf(all map[setting.Key]setting.Setting) ui.Letterhead {
	l := ui.Letterhead{}
	if text := all[setting.Letterhead].Value; text != "" {
		l.Lines = strings.Split(text, "\n")
	}
	if hash := all[setting.Logo].Value; hash != "" {
		l.LogoURL = link.Logo(hash)
	}
	return l
}
