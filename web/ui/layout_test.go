package ui_test

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/a-h/templ"

	"pilar/web/ui"
	"pilar/web/ui/showcase"
)

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// around puts children into a piece, as a templ block does.
func around(outer templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, ui.Join(children...)), w)
	})
}

// chrome has everything that can stand around a page.
var chrome = ui.Chrome{
	Title: "Kit", Office: "Dinas Sosial Kabupaten Bandung Barat", UserName: "Siti Aminah", RoleName: "Operator", AccountURL: "/akun", HelpURL: "/bantuan-pemakaian", ScopeNote: "3 dari 16 kecamatan",
	Menu: []ui.MenuItem{
		{Label: "Beranda", URL: "/", Icon: ui.IconHome},
		{Label: "Data SDM", URL: "/sdm", Icon: ui.IconPeople, Active: true},
		{Label: "Impor", URL: "/impor", Icon: ui.IconImport},
		{Label: "Sertifikasi", URL: "/sertifikasi", Icon: ui.IconCertificate, Section: "Sertifikasi"},
		{Label: "Gelombang uji", URL: "/gelombang", Icon: ui.IconWave, Section: "Sertifikasi"},
		{Label: "Target", URL: "/target", Icon: ui.IconTarget, Section: "Sertifikasi"},
		{Label: "Anggaran", URL: "/anggaran", Icon: ui.IconBudget, Section: "Anggaran dan bantuan"},
		{Label: "Bantuan", URL: "/bantuan", Icon: ui.IconAid, Section: "Anggaran dan bantuan"},
		{Label: "Laporan", URL: "/laporan", Icon: ui.IconReport, Section: "Keluaran"},
		{Label: "Surat", URL: "/surat", Icon: ui.IconLetter, Section: "Keluaran"},
		{Label: "Kualitas data", URL: "/kualitas", Icon: ui.IconQuality, Section: "Pengelolaan"},
		{Label: "Pengguna", URL: "/pengguna", Icon: ui.IconAccount, Section: "Pengelolaan"},
		{Label: "Jejak audit", URL: "/audit", Icon: ui.IconAudit, Section: "Pengelolaan"},
		{Label: "Pengaturan", URL: "/pengaturan", Icon: ui.IconSettings, Section: "Pengelolaan"},
		{Label: "Sistem", URL: "/sistem", Icon: ui.IconSystem, Section: "Pengelolaan"},
	},
	Breadcrumbs: []ui.Crumb{{Label: "Beranda", URL: "/"}, {Label: "Data SDM", URL: "/sdm"}},
	RequestID:   "01JDA7Q4", Demo: true, PrintNote: "Dicetak 23 November 2026 pukul 14.30 WIB oleh Siti Aminah",
}

// everything is one page with all that a page can have more than once.
func everything() templ.Component {
	var all []templ.Component
	for _, s := range showcase.States() {
		if !s.Solo {
			all = append(all, s.View)
		}
	}
	return ui.Join(all...)
}

// state is one state of the showcase.
func state(t testing.TB, name string) templ.Component {
	t.Helper()
	for _, s := range showcase.States() {
		if s.Name == name {
			return s.View
		}
	}
	t.Fatalf("the showcase has no state %q", name)
	return nil
}
