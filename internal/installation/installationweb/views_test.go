package installationweb

import (
	"testing"
	"time"

	"pilar/internal/backup"
	"pilar/internal/golden"
	"pilar/internal/installation"
	"pilar/web/ui"
)

var now = time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)

func ago(days int) time.Time { return now.AddDate(0, 0, -days) }

func TestSystemView(t *testing.T) {
	p := systemPage{
		Now: now, Place: installation.Place{Data: "/var/lib/pilar", KeyFile: "/var/lib/pilar/pilar.key", Private: true, Started: ago(3)},
		Version: "v1.2.0", Free: installation.Free{Bytes: 40e9, Of: 100e9}, Key: installation.KeyInPlace, Fingerprint: "ca86-47a6-d039-a7ea", Protected: true,
		Database: installation.Database{Server: "15.18", Schema: 11, Bytes: 18_300_000, People: installation.Count{N: 463}, Accounts: installation.Count{N: 6},
			Entries: installation.Count{N: 1429}, Largest: []installation.Table{{Name: "audit_entry", Bytes: 3_000_000, Rows: installation.Count{N: 1429}}}},
		Backups: []backup.Record{
			{File: "pilar-2026-11-25.zip", TakenAt: ago(0), TakenBy: "sistem (pilar)", Bytes: 727_542, People: 444, Files: 2, Head: 1429},
			{File: "pilar-2026-11-24.zip", TakenAt: ago(1), TakenBy: "sistem (pilar)", Bytes: 727_542, People: 444, CheckedAt: ago(1)},
			{File: "<b>.zip", TakenAt: ago(2), TakenBy: "sistem (root)", Bytes: 1, CheckedAt: ago(1), Failure: "the backup is damaged"},
		},
	}
	p.Standing = backup.Standing{Last: p.Backups[0], Checked: p.Backups[1], Proven: p.Backups[1]}
	golden.HTML(t, "system", systemView(p))

	p.Backups, p.Standing = nil, backup.Standing{}
	p.Place.Private, p.Protected, p.Free, p.Key = false, false, installation.Free{Bytes: 1e9, Of: 100e9}, installation.KeyMissing
	p.Database.Jobs = installation.Jobs{Waiting: 3, Failed: 1}
	p.Database.People, p.Database.Entries = installation.Count{N: 200_000, About: true}, installation.Count{N: 1_200_000, About: true}
	golden.HTML(t, "system-trouble", systemView(p))
}

// Every verdict has words, and only the best of them is good news.
func TestEveryVerdictIsSaid(t *testing.T) {
	taken, proven := backup.Record{File: "a.zip", TakenAt: ago(1)}, backup.Record{File: "a.zip", TakenAt: ago(1), CheckedAt: ago(1)}
	failed := proven
	failed.Failure = "rusak"
	old := backup.Record{File: "a.zip", TakenAt: ago(40), CheckedAt: ago(40)}
	said := map[string]bool{}
	for verdict, s := range map[backup.Verdict]backup.Standing{
		backup.Never:    {},
		backup.Failed:   {Last: taken, Checked: failed},
		backup.Old:      {Last: old, Checked: old, Proven: old},
		backup.Unproven: {Last: taken},
		backup.ProofOld: {Last: taken, Checked: old, Proven: old},
		backup.Good:     {Last: taken, Checked: proven, Proven: proven},
	} {
		p := systemPage{Now: now, Standing: s, Key: installation.KeyOther, Protected: true}
		f := p.findings()[0]
		if s.Verdict(now) != verdict || (f.Tone == ui.Good) != (verdict == backup.Good) || f.Text == "" || (f.Command == "") != (verdict == backup.Good) {
			t.Errorf("%s (%s): %+v", verdict, s.Verdict(now), f)
		}
		said[f.Title] = true
		if len(p.findings()) != 2 {
			t.Errorf("another key: %+v", p.findings())
		}
	}
	if len(said) != 6 {
		t.Errorf("%d different titles: %v", len(said), said)
	}
}
