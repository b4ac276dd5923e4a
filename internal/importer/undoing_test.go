package importer

import (
	"slices"
	"testing"
	"time"
)

func TestWhatUndoingLeaves(t *testing.T) {
	at := time.Date(2027, 3, 2, 20, 0, 0, 0, time.UTC) // already the third in the office
	const corrects, alone, addedLater = "Data diri diperbaiki lagi oleh Siti pada 03-03-2027.", "Orang ini tetap terdaftar.", "Ada penugasan lain yang ditambahkan kemudian."
	change := func(e effect) effect {
		e.changed, e.changedAt, e.changedBy = true, at, "Siti"
		return e
	}
	register, correct, engage, bank := effect{kind: registered}, effect{kind: corrected}, effect{kind: engaged}, effect{kind: banked}
	ended, moved := effect{kind: engaged, replaced: 7}, effect{kind: engaged, replaced: 7}
	crowded := ended
	crowded.displaced = true
	for name, c := range map[string]struct {
		print footprint
		want  []string // why each effect is left
	}{
		"nothing happened since":              {footprint{effects: []effect{register, engage, bank}}, []string{"", "", ""}},
		"a newcomer was corrected":            {footprint{effects: []effect{change(register), engage}}, []string{corrects, alone}},
		"a newcomer's engagement was changed": {footprint{effects: []effect{register, change(engage)}}, []string{alone, "Penugasan diubah lagi oleh Siti pada 03-03-2027."}},
		"a newcomer got another engagement":   {footprint{effects: []effect{register, engage}, newer: []effectKind{engaged}}, []string{addedLater, alone}},
		"a newcomer was certified":            {footprint{effects: []effect{register, engage, bank}, uses: map[effectKind]string{engaged: "Sudah bersertifikat."}}, []string{"Sudah bersertifikat.", "Sudah bersertifikat.", alone}},
		"somebody known was corrected":        {footprint{effects: []effect{change(correct), engage, bank}}, []string{corrects, "", ""}},
		"somebody known was certified":        {footprint{effects: []effect{correct, engage, bank}, uses: map[effectKind]string{engaged: "Sudah bersertifikat."}}, []string{"", "Sudah bersertifikat.", ""}},
		"somebody known had others before":    {footprint{effects: []effect{engage}, newer: []effectKind{engaged, banked}}, []string{""}},
		"one half of a move was changed":      {footprint{effects: []effect{ended, change(moved)}}, []string{"Penugasan diubah lagi oleh Siti pada 03-03-2027.", "Penugasan diubah lagi oleh Siti pada 03-03-2027."}},
		"there is no room for what it was":    {footprint{effects: []effect{crowded, bank}}, []string{addedLater, ""}},
		"two facts that replaced nothing":     {footprint{effects: []effect{change(bank), engage}}, []string{"Rekening bank diubah lagi oleh Siti pada 03-03-2027.", ""}},
		"nobody knows who changed it or when": {footprint{effects: []effect{{kind: corrected, changed: true}}}, []string{"Data diri diperbaiki lagi."}},
	} {
		c.print.judge()
		var got []string
		for _, e := range c.print.effects {
			got = append(got, e.why)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: left because of %q, want %q", name, got, c.want)
		}
	}
}
