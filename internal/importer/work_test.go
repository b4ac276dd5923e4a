package importer_test

import (
	"context"
	"testing"
	"time"

	"pilar/internal/importer"
	"pilar/internal/worker/workertest"
)

// stopAt makes whoever keeps that row of an import wait until the returned function is called.
func (o office) stopAt(id int64, n int) (goOn func()) {
	o.Helper()
	tx, err := o.db.Begin(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	_, err = tx.Exec(o.Context(), `INSERT INTO import_row (import, n, sheet, row, verdict, chosen, digest, content) VALUES ($1, $2, '', 1, 'new', true, '', '')`, id, n)
	if err != nil {
		o.Fatal(err)
	}
	return func() { _ = tx.Rollback(context.Background()) }
}

// await waits until the work on an import has told how far it is.
func (o office) await(id int64) importer.Progress {
	o.Helper()
	for range 1000 {
		p, ok, err := o.imports.Progress(o.Context(), id)
		if err != nil {
			o.Fatal(err)
		}
		if ok {
			return p
		}
		time.Sleep(10 * time.Millisecond)
	}
	o.Fatal("nothing is told")
	return importer.Progress{}
}

func TestHowFarTheWorkIs(t *testing.T) {
	o := openOffice(t)
	id, err := o.imports.Receive(t.Context(), workertest.Clerk, importer.Upload{File: "tksk.xlsx", Cadre: "TKSK", Content: twoSheets(t, 1200), AsOf: fileDay})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok, err := o.imports.Progress(t.Context(), id); ok || err != nil {
		t.Errorf("told before it began (%v)", err)
	}
	goOn := o.stopAt(id, 1100)
	worked := make(chan error, 1)
	go func() { worked <- o.imports.Work(t.Context(), id) }()
	if p := o.await(id); p != (importer.Progress{Done: 1000}) {
		t.Errorf("progress %+v", p)
	}
	// Nobody waits for a check: neither who writes nor who reads.
	o.load("TKSK", fileDay, nil, row(nik1, "Siti", "32.17.01"))
	if im := o.get(id); im.State != importer.Checking || len(o.all(id)) != 0 {
		t.Errorf("%s while it is being checked", im.State)
	}
	goOn()
	if err := <-worked; err != nil {
		t.Fatal(err)
	}
	if _, ok, err := o.imports.Progress(t.Context(), id); ok || err != nil || o.count("import_progress") != 0 {
		t.Errorf("told after it has ended (%v)", err)
	}
	if im := o.get(id); im.State != importer.Checked || im.Counts.Rows() != 1202 {
		t.Errorf("%s, %+v", im.State, im.Counts)
	}
}

func TestWorkIsDoneOnce(t *testing.T) {
	o := openOffice(t)
	id, err := o.imports.Receive(t.Context(), workertest.Clerk, importer.Upload{File: "tksk.csv", Content: tksk(sitiAndNeng...), Cadre: "TKSK"})
	if err != nil {
		t.Fatal(err)
	}
	before, worked := o.get(id), make(chan error)
	for range 3 {
		go func() { worked <- o.imports.Work(t.Context(), id) }()
	}
	for range 3 {
		if err := <-worked; err != nil {
			t.Error(err)
		}
	}
	if im := o.get(id); im.State != importer.Checked || im.Version != before.Version+1 {
		t.Errorf("%s, version %d after %d", im.State, im.Version, before.Version)
	}
}

func TestWorkThatBreaksOffMayBeginAgain(t *testing.T) {
	o := openOffice(t)
	id, err := o.imports.Receive(t.Context(), workertest.Clerk, importer.Upload{File: "tksk.xlsx", Cadre: "TKSK", Content: twoSheets(t, 1200), AsOf: fileDay})
	if err != nil {
		t.Fatal(err)
	}
	goOn := o.stopAt(id, 1100)
	ctx, stop := context.WithCancel(t.Context())
	worked := make(chan error, 1)
	go func() { worked <- o.imports.Work(ctx, id) }()
	o.await(id)
	stop()
	if err := <-worked; err == nil {
		t.Fatal("it went on")
	}
	goOn()
	if im := o.get(id); im.State != importer.Checking || len(o.all(id)) != 0 {
		t.Errorf("%s after a failure", im.State)
	}
	if im := o.work(id); im.State != importer.Checked || len(o.all(id)) != 1202 {
		t.Errorf("%s after the second try", im.State)
	}
}
