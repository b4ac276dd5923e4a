package importer_test

import (
	"fmt"
	"slices"
	"testing"

	"pilar/internal/check"
	"pilar/internal/importer"
	"pilar/internal/worker/workertest"
)

// crowd is more rows than are compared with the register at once.
func crowd(duty string) []importer.Row {
	var rows []importer.Row
	for i := range 1100 {
		rows = append(rows, row(fmt.Sprintf("321701%02d0385%04d", 41+i/1000, 9000+i%1000), fmt.Sprintf("Fulan %c%c", 'A'+i%26, 'a'+i/26%26), duty, func(e *importer.Entry) {
			e.BirthDate.Value = workertest.Day("1960-01-01").AddDate(0, 0, i)
		}))
	}
	return rows
}

// TestAPlaceThatIsGivenUpFarBelow is TestPlacesFilledWithinOneFile where the rows are not compared together: the place is
// first seen in one batch and given up in another, before and after somebody comes to it.
func TestAPlaceThatIsGivenUpFarBelow(t *testing.T) {
	o := openOffice(t)
	other := func(e *importer.Entry) { e.BirthDate.Value = workertest.Day("1990-01-01") }
	o.load("TKSK", fileDay, nil, row(nik1, "Siti", "32.17.01"), row(nik2, "Neng", "32.17.02", other))
	later := workertest.Day("2026-06-01")
	rows := append([]importer.Row{
		row(nik3, "Popon", "32.17.01", other),               // Siti leaves below
		row(nik2, "Neng", "32.17.04", other),                // Neng leaves before somebody comes
		row("3217025203859001", "Ujang", "32.17.01", other), // the second for one post
	}, crowd("32.17.05")...)
	rows = append(rows, row(nik1, "Siti", "32.17.03"), row("3217025203859002", "Dadang", "32.17.02", other))
	r := o.load("TKSK", later, nil, rows...)
	filled := func(n int) bool { return slices.Contains(kinds(r.Rows[n]), check.DutyPlaceFilled) }
	last := len(r.Rows) - 1
	if filled(0) || filled(last) {
		t.Errorf("a post that is given up by the same file counts as filled: %v, %v", kinds(r.Rows[0]), kinds(r.Rows[last]))
	}
	if !filled(2) || filled(3) || !filled(4) || !filled(1102) {
		t.Errorf("the second of two at one post: %v, %v, %v, %v", kinds(r.Rows[2]), kinds(r.Rows[3]), kinds(r.Rows[4]), kinds(r.Rows[1102]))
	}
	if want := 2 + 1 + 1099; r.Warned != want { // two move, Ujang's place is filled, and that of all but one of the crowd
		t.Errorf("%d rows warned of, want %d", r.Warned, want)
	}
	if rec := o.record(nik1); len(rec.Engagements) != 2 || o.count("worker") != 1105 {
		t.Errorf("Siti: %+v; %d workers", rec.Engagements, o.count("worker"))
	}
}

func TestWhatARowRepeatsMayStandFarAbove(t *testing.T) {
	o := openOffice(t)
	o.load("TKSK", fileDay, nil, row(nik1, "Siti", "32.17.01"))
	again := row(nik1, "Siti", "32.17.02")
	again.Add(importer.Problem{Kind: check.Repeated})
	rows := append([]importer.Row{row(nik1, "Siti", "32.17.02")}, crowd("32.17.02")...)
	r := o.load("TKSK", fileDay, []string{"32.17.02"}, append(rows, again)...)
	if last := r.Rows[len(r.Rows)-1]; r.Rejected != 2 || !slices.Equal(kinds(last), []check.Kind{check.KecamatanForbidden}) {
		t.Errorf("%d rejected, %v", r.Rejected, kinds(last))
	}
}

// TestAWarningThatIsTakenBack has a row kept with a warning before a row far below shows that there is no reason for it.
func TestAWarningThatIsTakenBack(t *testing.T) {
	o := openOffice(t)
	o.load("TKSK", fileDay, nil, row(nik1, "Siti Aminah", "32.17.01"))
	lines := []string{"1,Popon,3217025203859001,12-03-1985,P,Lembang,,", "2,Dadang,3217025203859002,12-03-1985,P,Lembang,081x,"}
	for i := range 1100 {
		lines = append(lines, fmt.Sprintf("%d,Fulan %c%c,321701%02d0385%04d,,,Cisarua,,", i+3, 'A'+i%26, 'a'+i/26%26, 41+i/1000, 9000+i%1000))
	}
	lines = append(lines, "1103,Siti Aminah,3217015203859001,12-03-1985,P,Parongpong,,")
	im := o.bring(importer.Upload{File: "tksk.csv", Content: tksk(lines...), Cadre: "TKSK", AsOf: workertest.Day("2026-06-01")})
	first, err := o.imports.Row(t.Context(), im.ID, 1)
	if err != nil || len(first.Problems) != 0 || len(first.Changes) == 0 {
		t.Errorf("Popon: %v, %+v (%v)", kinds(first.Row), first.Changes, err)
	}
	second, err := o.imports.Row(t.Context(), im.ID, 2)
	if err != nil || !slices.Contains(kinds(second.Row), check.DutyPlaceFilled) {
		t.Errorf("Dadang: %v (%v)", kinds(second.Row), err)
	}
	var filled, warned int
	if err := o.db.QueryRow(t.Context(), `
		SELECT count(*) FILTER (WHERE 'duty_place_filled' = ANY(kinds)), count(*) FILTER (WHERE kinds <> '{}') FROM import_row`).Scan(&filled, &warned); err != nil {
		t.Fatal(err)
	}
	if im.Counts.Kinds[check.DutyPlaceFilled] != filled || im.Counts.Warned != warned || filled < 1000 {
		t.Errorf("%+v are counted, %d filled, %d warned of are there", im.Counts, filled, warned)
	}
}
