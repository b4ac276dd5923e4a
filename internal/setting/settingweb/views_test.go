package settingweb

import (
	"net/url"
	"testing"

	"pilar/internal/cadre"
	"pilar/internal/fault"
	"pilar/internal/golden"
	"pilar/internal/region"
	"pilar/internal/setting"
	"pilar/web/ui"
)

func TestOverviewView(t *testing.T) {
	all := map[setting.Key]setting.Setting{setting.OfficeName: {Value: "Dinas Sosial"}, setting.OfficeZone: {Value: "WIB"}, setting.NIKPrefixes: {Value: "9971,9972"}}
	p := overview{}
	for _, g := range groups {
		p.Groups = append(p.Groups, g.summary(all))
	}
	golden.HTML(t, "overview-empty", overviewView(p))
	p.Letterhead = ui.Letterhead{LogoURL: "/logo?v=ab", Lines: []string{"PEMERINTAH KABUPATEN", "DINAS SOSIAL", "Jl. Raya 1"}}
	p.Cadres = []cadre.Cadre{{Code: "PSM", Name: "Pekerja Sosial Masyarakat", Category: "Relawan Sosial", DutyLevel: region.Desa}}
	golden.HTML(t, "overview", overviewView(p))
}

func TestGroupView(t *testing.T) {
	for _, g := range groups {
		form := url.Values{}
		for _, k := range g.keys {
			form.Set(string(k), "isi")
			form.Set(versionOf(k), "2")
		}
		golden.HTML(t, "group-"+g.slug, groupView(g.page(form, nil, nil)))
	}
	g := groups[len(groups)-1]
	form := url.Values{"office.zone": {"WIT"}, "nik.prefixes": {"x"}}
	golden.HTML(t, "group-refused", groupView(g.page(form, fault.Invalid{"nik.prefixes": "Awalan NIK ditulis sebagai empat angka."}, nil)))
	golden.HTML(t, "group-conflict", groupView(g.page(form, nil, map[setting.Key]string{setting.OfficeZone: "WITA"})))
}

func TestLogoView(t *testing.T) {
	golden.HTML(t, "logo-none", logoView(logoPage{Version: "1"}))
	golden.HTML(t, "logo-refused", logoView(logoPage{Version: "1", Error: "Berkasnya kosong."}))
	golden.HTML(t, "logo-conflict", logoView(logoPage{URL: "/logo?v=ab", Version: "2", Conflict: true}))
}
