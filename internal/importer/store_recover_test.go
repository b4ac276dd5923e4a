package importer_test

import (
	"slices"
	"strings"
	"testing"

	"pilar/internal/importer"
)

// standing puts an import there that stands in a state.
func (o office) standing(state importer.State) (id int64) {
	o.Helper()
	err := o.db.QueryRow(o.Context(), `
		INSERT INTO import (file, size, hash, state, received_at, received_by) VALUES ('uji.xlsx', 1, '', $1, now(), 'uji')
		RETURNING id`, state).Scan(&id)
	if err != nil {
		o.Fatal(err)
	}
	return id
}

// standsNow is where an import stands, and why.
func (o office) standsNow(id int64) (state importer.State, trouble string, version int) {
	o.Helper()
	if err := o.db.QueryRow(o.Context(), `SELECT state, trouble, version FROM import WHERE id = $1`, id).Scan(&state, &trouble, &version); err != nil {
		o.Fatal(err)
	}
	return state, trouble, version
}

// workOn holds an import as one who works on it does, until the test calls what it returns.
func (o office) workOn(id int64) (end func()) {
	o.Helper()
	tx, err := o.db.Begin(o.Context())
	if err == nil {
		_, err = tx.Exec(o.Context(), `SELECT FROM import WHERE id = $1 FOR NO KEY UPDATE`, id)
	}
	if err != nil {
		o.Fatal(err)
	}
	return func() {
		if err := tx.Rollback(o.Context()); err != nil {
			o.Fatal(err)
		}
	}
}

var states = []importer.State{importer.Asking, importer.Checking, importer.Checked, importer.Unreadable, importer.Storing, importer.Stored,
	importer.Undoing, importer.Undone}

func TestIdleImportsAskAndNobodyWorksOnThem(t *testing.T) {
	o := openOffice(t)
	var asked []int64
	for _, state := range states {
		if id := o.standing(state); state.Working() {
			asked = append(asked, id)
		}
	}
	wantIdle := func(want []int64) {
		t.Helper()
		if idle, err := o.imports.Idle(t.Context()); err != nil || !slices.Equal(idle, want) {
			t.Errorf("idle are %v, want %v (%v)", idle, want, err)
		}
	}
	wantIdle(asked)
	end := o.workOn(asked[1])
	wantIdle([]int64{asked[0], asked[2]})
	end()
	wantIdle(asked)
}

func TestGivenUpAnImportIsWhereItWas(t *testing.T) {
	o := openOffice(t)
	for _, state := range states {
		id := o.standing(state)
		if _, err := o.db.Exec(t.Context(), `INSERT INTO import_progress (import, done, total) VALUES ($1, 1, 2)`, id); err != nil {
			t.Fatal(err)
		}
		if state.Working() {
			end := o.workOn(id)
			if err := o.imports.GiveUp(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			if now, _, _ := o.standsNow(id); now != state {
				t.Errorf("taken from under the hands of whoever works on it: %s", now)
			}
			end()
		}
		if err := o.imports.GiveUp(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		now, trouble, version := o.standsNow(id)
		want, words := state, ""
		switch state {
		case importer.Checking:
			want, words = importer.Unreadable, "Tidak ada yang disimpan."
		case importer.Storing:
			want, words = importer.Checked, "Tidak ada baris yang disimpan."
		case importer.Undoing:
			want, words = importer.Stored, "Tidak ada yang dibatalkan."
		}
		if now != want || !strings.Contains(trouble, words) || (trouble != "") != state.Working() || (version > 1) != state.Working() {
			t.Errorf("%s: now %s, version %d, %q", state, now, version, trouble)
		}
		var told bool
		if err := o.db.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM import_progress WHERE import = $1)`, id).Scan(&told); err != nil || told == state.Working() {
			t.Errorf("%s: its progress stands there: %t (%v)", state, told, err)
		}
	}
}
