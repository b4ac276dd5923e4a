package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/worker"
	"pilar/web/link"
)

// page is one line of the table: what is asked, and what the floor asks the database for it.
type page struct {
	name   string
	path   func(i int) string
	lean   func(i int) *pgx.Batch          // nil: no floor
	before func(ctx context.Context) error // not measured
}

// pages returns what is measured, each with other words, numbers and places in the list from request to request.
func (b *bed) pages(ctx context.Context) ([]page, error) {
	now := asof.Now(time.Now())
	list, err := b.listPages(ctx, now)
	if err != nil {
		return nil, err
	}
	rows, _ := b.pool.Query(ctx, `SELECT id, name_key FROM worker ORDER BY id * 7919 % 10007, id LIMIT 1000`)
	some, err := pgx.CollectRows(rows, pgx.RowToStructByName[struct {
		ID      int64
		NameKey string
	}])
	if err != nil {
		return nil, err
	}
	id := func(i int) int64 { return some[i%len(some)].ID }
	name := func(i int) string { return some[i%len(some)].NameKey }
	return []page{
		{name: "list", path: func(i int) string { return link.WorkersQuery(list[i%len(list)].Query()) },
			lean: func(i int) *pgx.Batch { return leanList(list[i%len(list)]) }},
		{name: "name search", path: func(i int) string { return link.WorkersQuery(worker.Filter{Words: typed(name(i), i)}.Query()) },
			lean: func(i int) *pgx.Batch { return leanSearch(typed(name(i), i)) }},
		{name: "record", path: func(i int) string { return link.Worker(id(i)) },
			lean: func(i int) *pgx.Batch { return leanRecord(id(i)) }},
		{name: "dashboard", path: func(int) string { return link.Home() },
			lean: func(int) *pgx.Batch { return leanHome() }},
		{name: "dashboard, other dates", path: func(i int) string {
			return link.Home() + "?tanggal=" + now.On.AddDate(0, 0, -i-1).Format(time.DateOnly)
		}},
		{name: "dashboard, first after a write", path: func(int) string { return link.Home() }, before: b.write},
	}, nil
}

// listPages walks some pages into the list in each order, and into lists of a cadre, of a kecamatan and of both.
func (b *bed) listPages(ctx context.Context, now asof.Moment) ([]worker.Filter, error) {
	filters := []worker.Filter{{Cadre: "PKH"}, {Kecamatan: "32.17.05"}, {Cadre: "TAGANA", Kecamatan: "32.17.01"}}
	for _, sort := range worker.Sorts() {
		filters = append(filters, worker.Filter{Sort: sort})
	}
	workers := worker.NewStore(b.pool, b.keys)
	var all []worker.Filter
	for _, f := range filters {
		f.At = now
		for range 6 {
			all = append(all, f)
			p, err := workers.List(ctx, f)
			if err != nil {
				return nil, err
			}
			if f.Cursor = p.Next; f.Cursor == "" {
				break
			}
		}
	}
	return all, nil
}

// typed is what somebody types to find a name: its first word, its last, the beginnings of both, the beginning of one.
func typed(name string, i int) string {
	words := strings.Fields(name)
	first, last := words[0], words[len(words)-1]
	begin := func(word string, n int) string { return word[:min(n, len(word))] }
	return []string{first, last, begin(first, 3) + " " + begin(last, 2), begin(last, 4)}[i%4]
}

// write changes something, so that kept figures are counted anew.
func (b *bed) write(ctx context.Context) error {
	by := audit.System("bench")
	return audit.Write(ctx, b.pool, by, func(tx pgx.Tx) error {
		return audit.Record(ctx, tx, b.keys, by, audit.Entry{Verb: audit.SettingChanged, SubjectKind: "setting", SubjectName: fmt.Sprint(time.Now())})
	})
}
