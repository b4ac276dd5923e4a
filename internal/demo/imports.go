package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/importer"
	"pilar/internal/postgres"
	"pilar/internal/region"
	"pilar/internal/seal"
	"pilar/internal/sheet"
	"pilar/internal/worker"
)

// Imports brings made-up files to a register that Fill has filled: one that was stored, one that was stored by mistake and
// undone, one that waits to be chosen from, with rows of every verdict, and one of which must be asked what it is about.
// They belong to the given account, 0 being the command line's. A register without people of such cadres gets none.
func Imports(ctx context.Context, db postgres.DB, keys *seal.Keys, by audit.Actor, account int64, today time.Time) error {
	b := &bringer{imports: importer.NewStore(db, keys), by: by, account: account}
	regions, err := region.NewStore(db, keys).All(ctx)
	if err != nil {
		return err
	}
	b.land = survey(regions)
	workers := worker.NewStore(db, keys)
	volunteers, err := serving(ctx, workers, "PSM", today)
	if err != nil {
		return err
	}
	rescuers, err := serving(ctx, workers, "TAGANA", today)
	if err != nil || len(volunteers) < 5 || len(rescuers) < 5 {
		return err
	}
	for _, bring := range []func(context.Context, []person) error{b.stored, b.undone, b.asking} {
		if err := bring(ctx, volunteers); err != nil {
			return err
		}
	}
	return b.waiting(ctx, rescuers)
}

// person is somebody who serves, and where.
type person struct {
	worker.Person
	region string
}

// listed is how many people a made-up file names.
const listed = 14

// serving returns some of those who serve in a cadre, by name.
func serving(ctx context.Context, workers *worker.Store, cadre string, today time.Time) ([]person, error) {
	page, err := workers.List(ctx, worker.Filter{At: asof.Moment{On: today}, Cadre: cadre, Size: listed})
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, row := range page.Rows {
		ids = append(ids, row.ID)
	}
	records, err := workers.Records(ctx, ids)
	if err != nil {
		return nil, err
	}
	var people []person
	for _, row := range page.Rows {
		p := person{Person: records[row.ID].Person}
		for _, e := range records[row.ID].Engagements {
			if e.Cadre == cadre && e.Covers(today) {
				p.region = e.Region
			}
		}
		people = append(people, p)
	}
	return people, nil
}

// bringer brings files as an operator does.
type bringer struct {
	imports *importer.Store
	land    land
	by      audit.Actor
	account int64
}

// stored brings a list with new phone numbers and addresses, and stores what may be stored.
func (b *bringer) stored(ctx context.Context, people []person) error {
	rows := b.rows(people)
	rows[0].phone, rows[1].phone = "0811-2000-9101", "0811-2000-9102"
	rows[2].address = "Kp. Baru RT 02/RW 05"
	rows[3].nik = rows[3].nik[:15]
	id, err := b.bring(ctx, "PSM pembaruan nomor HP.xlsx", "PSM", heads, append(rows, rows[1]))
	if err != nil {
		return err
	}
	return b.store(ctx, id)
}

// undone brings a list whose column of schooling has slipped by a row, stores it, and takes it back.
func (b *bringer) undone(ctx context.Context, people []person) error {
	rows := b.rows(people)
	for i := range rows {
		rows[i].schooling = people[(i+1)%len(people)].Education
	}
	id, err := b.bring(ctx, "PSM pendidikan.xlsx", "PSM", heads, rows)
	if err != nil {
		return err
	}
	if err := b.store(ctx, id); err != nil {
		return err
	}
	if im, err := b.imports.Import(ctx, id); err != nil || im.State != importer.Stored {
		return err
	}
	if err := b.imports.Undo(ctx, b.by, id, "Kolom pendidikan bergeser satu baris; kecamatan mengirim berkas yang benar."); err != nil {
		return err
	}
	return b.imports.Work(ctx, id)
}

// asking brings a list that does not say whom it lists.
func (b *bringer) asking(ctx context.Context, people []person) error {
	_, err := b.bring(ctx, "data1.xlsx", "", [6]string{"No", "NIK", "Nama", "No HP", "Pendidikan", "Alamat"}, b.rows(people[:5]))
	return err
}

// waiting brings a list with rows of every verdict, and a column that nobody knows.
func (b *bringer) waiting(ctx context.Context, people []person) error {
	rows := b.rows(people)
	rows[0].phone, rows[1].schooling = "0811 2000 9103", "S1"
	rows[2].nik = strings.Replace(rows[2].nik, "0", "O", 1)
	rows[3].nik = ""
	rows[4].phone = "0812"
	newcomers := rows[:2:2]
	for i := range newcomers {
		r := rows[i]
		r.nik, r.name, r.phone = b.newNIK(i), []string{"Cecep Rohmat Hidayat", "Neng Siti Rohaeni"}[i], ""
		rows = append(rows, r)
	}
	_, err := b.bring(ctx, "Tagana usulan 2026.xlsx", "TAGANA", [6]string{"No", "NIK", "Nama Lengkap", "No. HP/WA", "Ukuran Baju", "Alamat"}, append(rows, rows[0]))
	return err
}

// newNIK is of somebody whom Fill does not make up: none of those was born on that day.
func (b *bringer) newNIK(n int) string {
	prefix := strings.ReplaceAll(b.land.regions[b.land.kecamatan[0]].Code, ".", "")
	return fmt.Sprintf("%s170845%04d", prefix, 9990+n)
}

// line is a row of a made-up file.
type line struct{ nik, name, phone, schooling, address, region string }

var heads = [6]string{"No", "NIK", "Nama", "No HP", "Pendidikan", "Alamat"}

func (b *bringer) rows(people []person) []line {
	rows := make([]line, len(people))
	for i, p := range people {
		rows[i] = line{nik: p.NIK, name: p.FullName(), schooling: p.Education, address: p.Address, region: p.region}
	}
	return rows
}

// bring makes a workbook of rows as an office writes them, and has it checked.
func (b *bringer) bring(ctx context.Context, file, cadre string, heads [6]string, rows []line) (int64, error) {
	var content strings.Builder
	columns := make([]sheet.Column, 0, len(heads)+2)
	for _, h := range heads {
		columns = append(columns, sheet.Column{Head: h})
	}
	columns = append(columns, sheet.Column{Head: "Kecamatan"}, sheet.Column{Head: "Desa"})
	w, err := sheet.Write(&content, sheet.XLSX, sheet.Table{Name: "Sheet1", Columns: columns})
	if err != nil {
		return 0, err
	}
	for i, r := range rows {
		kecamatan, desa := b.places(r.region)
		if err := w.Row(fmt.Sprint(i+1), r.nik, r.name, r.phone, r.schooling, r.address, kecamatan, desa); err != nil {
			return 0, err
		}
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	id, err := b.imports.Receive(ctx, b.by, importer.Upload{File: file, Content: []byte(content.String()), Cadre: cadre, Account: b.account})
	if err != nil {
		return 0, err
	}
	return id, b.imports.Work(ctx, id)
}

// places are the names of a duty place as two columns have them.
func (b *bringer) places(code string) (kecamatan, desa string) {
	for _, r := range b.land.regions {
		switch {
		case r.Level == region.Desa && r.Code == code:
			desa = r.Name
		case r.Level == region.Kecamatan && strings.HasPrefix(code, r.Code):
			kecamatan = r.Name
		}
	}
	return kecamatan, desa
}

func (b *bringer) store(ctx context.Context, id int64) error {
	im, err := b.imports.Import(ctx, id)
	if err != nil || im.Chosen == 0 {
		return err
	}
	if err := b.imports.Store(ctx, b.by, id, im.Version); err != nil {
		return err
	}
	return b.imports.Work(ctx, id)
}
