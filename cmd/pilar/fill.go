package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"pilar/internal/asof"
	"pilar/internal/demo"
)

// runFill is `pilar fill`: made-up people and their histories in an empty register.
func runFill(ctx context.Context, p *program, args []string) error {
	f := p.flags("fill")
	people := f.Int("people", demoPeople, "how many people, `N`; 444 is the district")
	seed := f.Uint64("seed", 1, "which people: the same `S` makes the same ones")
	if _, err := parse(f, args, 0, 0); err != nil {
		return err
	}
	if *people < 1 || *people > demo.Most {
		return usageError{fmt.Sprintf("--people %d: write a number from 1 to %d", *people, demo.Most)}
	}
	db, err := p.openForCommand(ctx)
	if err != nil {
		return err
	}
	return errors.Join(p.fill(ctx, db, *people, *seed), db.close())
}

func (p *program) fill(ctx context.Context, db *database, people int, seed uint64) error {
	begun := time.Now()
	sum, err := demo.Fill(ctx, db.pool, db.keys, system(), demo.Options{People: people, Seed: seed, Today: asof.Today(begun),
		Progress: p.progress()})
	if err != nil {
		return err
	}
	if err := p.settle(ctx, db); err != nil {
		return err
	}
	if err := demo.Imports(ctx, db.pool, db.keys, system(), 0, asof.Today(begun)); err != nil {
		return err
	}
	t := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, line := range []struct {
		n    int
		what string
	}{
		{sum.People, "people"}, {sum.TwoPosts, "of them hold two posts"}, {sum.Left, "of them have left"}, {sum.Engagements, "engagements"},
		{sum.Employments, "employments"}, {sum.Certificates, "certificates"}, {sum.Entries, "entries of the trail"},
	} {
		fmt.Fprintf(t, "%d\t %s\n", line.n, line.what)
	}
	_ = t.Flush()
	fmt.Fprintf(p.stdout, "Filled in %.1f s.\n", time.Since(begun).Seconds())
	return nil
}

// progress tells on standard error, now and then, how far a long fill is.
func (p *program) progress() func(done, total int) {
	told := time.Now()
	return func(done, total int) {
		if done == total || time.Since(told) < time.Second {
			return
		}
		told = time.Now()
		fmt.Fprintf(p.stderr, "pilar: %d of %d people\n", done, total)
	}
}

// settle brings the statistics up to date, as the owner of the tables.
func (p *program) settle(ctx context.Context, db *database) error {
	owner, err := p.openOwner(ctx, db)
	if err != nil {
		return err
	}
	defer owner.Close()
	return demo.Settle(ctx, owner)
}
