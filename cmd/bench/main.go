// Command bench measures the pages of Pilar, logged in and over HTTP, and beside each in the same run a floor: the leanest
// program that could send as many bytes for the same question, bare net/http and pgx with one round trip to the database.
//
// Its numbers are for comparing, not for passing: they depend on the machine, and differences under a third are noise.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"pilar/internal/pgserver"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

// options say what is measured.
type options struct {
	clients  []int
	requests int
	longest  time.Duration
}

func run(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("bench", flag.ExitOnError)
	sizes := f.String("people", "444,100000", "how many made-up `PEOPLE`, one database for each number")
	clients := f.String("clients", "1,8", "how many `CLIENTS` ask at once")
	address := f.String("database-url", "", "`URL` of a login that may create databases; absent: a throwaway server")
	var o options
	f.IntVar(&o.requests, "requests", 300, "at most so many requests for each line")
	f.DurationVar(&o.longest, "longest", 15*time.Second, "at most so long for each line")
	_ = f.Parse(args) // ExitOnError
	people, err := numbers(*sizes)
	if err != nil {
		return err
	}
	if o.clients, err = numbers(*clients); err != nil {
		return err
	}
	s := server{owner: *address, app: *address}
	if *address == "" {
		private, err := pgserver.Temporary(ctx)
		if err != nil {
			return err
		}
		defer private.Stop()
		s = server{private.OwnerURL(), private.AppURL(), pgserver.AppRole}
	}
	for _, n := range people {
		if err := s.measure(ctx, n, o); err != nil {
			return fmt.Errorf("with %d people: %w", n, err)
		}
	}
	return nil
}

func numbers(list string) ([]int, error) {
	var all []int
	for word := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is no number above 0", word)
		}
		all = append(all, n)
	}
	return all, nil
}

// measure fills a database with n people and prints a line for each page and number of clients.
func (s server) measure(ctx context.Context, n int, o options) error {
	b, err := s.makeBed(ctx, n)
	if b != nil {
		defer b.close()
	}
	if err != nil {
		return err
	}
	pages, err := b.pages(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("\n%d people, filled in %.1f s\n", n, b.filledIn.Seconds())
	t := newTable(os.Stdout)
	for _, p := range pages {
		for _, clients := range o.clients {
			if p.before != nil && clients > 1 {
				continue
			}
			ours, err := b.ask(ctx, b.pilar+"%s", p.path, p.before, clients, o)
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			var floor *result
			if p.lean != nil {
				b.lean.Store(&leanPage{p.lean, ours.bytes})
				r, err := b.ask(ctx, b.floor+"/%s", strconv.Itoa, nil, clients, o)
				if err != nil {
					return fmt.Errorf("the floor of %s: %w", p.name, err)
				}
				floor = &r
			}
			t.line(p.name, clients, ours, floor)
		}
	}
	t.end()
	fmt.Println(memory())
	return nil
}
