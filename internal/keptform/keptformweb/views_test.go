package keptformweb

import (
	"net/url"
	"testing"
	"time"

	"pilar/internal/golden"
	"pilar/internal/keptform"
)

func TestViews(t *testing.T) {
	at := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	person := keptform.Form{ID: 7, SentAt: at, Content: keptform.Content{Path: "/sdm/baru", Name: "Tambah SDM", Fields: url.Values{
		"_kunci": {"K"}, "_formulir": {"Tambah SDM"}, "nama": {"Siti Aminah"}, "nik": {"3217015203859001"}, "sk_nomor": {""}, "tempat_lahir": {"Lembang"}, "versi": {"3"}}}}
	unnamed := keptform.Form{ID: 5, SentAt: at.Add(-time.Minute), Content: keptform.Content{Path: "/pengaturan", Fields: url.Values{"office.name": {"Dinas Sosial"}, "pilihan": {"a", "b"}}}}
	golden.HTML(t, "kept", listView(listPage{Forms: []shown{shownOf(person), shownOf(unnamed)}}))
	golden.HTML(t, "none", listView(listPage{}))
}
