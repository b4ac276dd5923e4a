package settingweb

import (
	"testing"

	"pilar/internal/cadre"
	"pilar/internal/golden"
	"pilar/internal/region"
	"pilar/web/ui"
)

func TestSettingsView(t *testing.T) {
	p := settingsPage{Hidden: []ui.Hidden{{Name: "versi_office.name", Value: "1"}},
		Fields: []ui.Field{{Name: "office.name", Label: "Nama dinas", Value: "Dinas Sosial", Width: 40}},
		Cadres: []cadre.Cadre{{Code: "PSM", Name: "Pekerja Sosial Masyarakat", Category: "Relawan Sosial", DutyLevel: region.Desa}}}
	golden.HTML(t, "settings", settingsView(p))
	p.Fields[0].Value, p.Fields[0].Error = "", "Nama dinas harus 3 sampai 100 huruf."
	p.Errors = []ui.FieldError{{Field: "office.name", Text: p.Fields[0].Error}}
	golden.HTML(t, "settings-refused", settingsView(p))
	p.Fields[0] = ui.Field{Name: "office.name", Label: "Nama dinas", Value: "Dinas A", Stored: "Dinas B"}
	p.Errors, p.Conflict = nil, true
	golden.HTML(t, "settings-conflict", settingsView(p))
}
