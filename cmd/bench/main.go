// Command bench measures the pages of Pilar, logged in and over HTTP, and beside each in the same run a floor: the leanest
// program that could send as many bytes for the same question, bare net/http and pgx with one round trip to the database.
// The floor has the same tables and indexes, the lists' filters and pages, prefixes for a name search, and counts that were
// made before; it has no templates, session or permissions, opens no sealed number, and knows no certificates in a list.
//
// Each line of the table is a page asked by so many clients at once, Pilar and the floor in turns; the middle turn counts:
//
//	requests/s, p50 ms, p99 ms  what Pilar answers in a second, and how long half and 99 of 100 answers take at most
//	growth                      p50 over that with the fewest people of this run
//	bytes, statements           of one answer; statements counts the one that asks for steady plans
//	floor/s, floor p50 ms       the same of the floor
//	of the floor                Pilar's requests in a second over the floor's, turn by turn
//
// "Dashboard, first after a write" counts the figures anew; what was done before is not measured. The line after is what
// keeping costs: registrations and corrections in a second with the triggers that keep what lists read, and without.
//
// Then an import and an export follow, each in a process of its own whose peak memory is told, beside their floors: see
// importing and exporting.
//
// Its numbers are for comparing, not for passing: they depend on the machine, and differences under a third are noise.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	"pilar/internal/pgserver"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	do := func() error { return run(ctx, os.Args[1:]) }
	if len(os.Args) == 2 && os.Args[1] == childWord {
		do = func() error { return child(ctx, os.Stdin, os.Stdout) }
	}
	if err := do(); err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

// options say what is measured.
type options struct {
	clients  []int
	only     string
	rounds   int
	requests int
	longest  time.Duration
	first    map[string]float64 // what growth is reckoned from
	rows     int                // to import
	exported int                // people
	profile  string
}

// turns is how often imports and exports take turns with their floors: they take long, and vary less than pages.
func (o options) turns() int { return (o.rounds + 1) / 2 }

// childProfile is where a process of its own writes where the time goes; "" is nowhere.
func (o options) childProfile(part string) string {
	if o.profile == "" {
		return ""
	}
	return o.profile + "." + part
}

func run(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("bench", flag.ExitOnError)
	sizes := f.String("people", "444,100000", "how many made-up `PEOPLE`, one database for each number")
	clients := f.String("clients", "1,8", "how many `CLIENTS` ask at once")
	address := f.String("database-url", "", "`URL` of a login that may create databases; absent: a throwaway server")
	o := options{first: map[string]float64{}}
	f.StringVar(&o.only, "only", "", "measure this `PAGE` alone, or import, or export")
	f.IntVar(&o.rows, "rows", 100_000, "how many `ROWS` are imported")
	f.IntVar(&o.exported, "exported", 1_000_000, "how many made-up `PEOPLE` are exported")
	f.IntVar(&o.rounds, "rounds", 5, "how often Pilar and the floor take turns; the middle one counts")
	f.IntVar(&o.requests, "requests", 300, "at most so many requests in each turn")
	f.DurationVar(&o.longest, "longest", 3*time.Second, "at most so long for each turn")
	f.StringVar(&o.profile, "cpuprofile", "", "write where the time goes to this `FILE`, for go tool pprof; of an import and an export to FILE.import and FILE.export")
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
	if o.profile != "" {
		stop, err := profileTo(o.profile)
		if err != nil {
			return err
		}
		defer stop()
	}
	return s.parts(ctx, people, o)
}

// parts measures the pages with each number of people, an import and an export, or what of these is asked for.
func (s server) parts(ctx context.Context, people []int, o options) error {
	if o.only != "import" && o.only != "export" {
		for _, n := range people {
			if err := s.measure(ctx, n, o); err != nil {
				return fmt.Errorf("with %d people: %w", n, err)
			}
		}
	}
	if o.only == "" || o.only == "import" {
		if err := s.importing(ctx, o); err != nil {
			return err
		}
	}
	if o.only == "" || o.only == "export" {
		return s.exporting(ctx, o)
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

// profileTo begins to write a profile of this process.
func profileTo(name string) (stop func(), err error) {
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, err
	}
	return func() {
		pprof.StopCPUProfile()
		_ = file.Close()
	}, nil
}

// measure fills a database with n people and prints a line for each page and number of clients.
func (s server) measure(ctx context.Context, n int, o options) error {
	b, err := s.makeBed(ctx)
	if b != nil {
		defer b.close()
	}
	if err != nil {
		return err
	}
	if err := b.fill(ctx, n); err != nil {
		return err
	}
	if err := keepCounts(ctx, b.owner); err != nil {
		return err
	}
	if err := b.serve(ctx); err != nil {
		return err
	}
	pages, err := b.pages(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("\n%d people, filled in %.1f s\n", n, b.filledIn.Seconds())
	t := newTable(os.Stdout, o.first)
	for _, p := range pages {
		for _, clients := range o.clients {
			if p.before != nil && clients > 1 || o.only != "" && o.only != p.name {
				continue
			}
			ours, floor, err := b.compare(ctx, p, clients, o)
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			t.line(p.name, clients, ours, floor)
		}
	}
	t.end()
	fmt.Println(memory())
	if o.only != "" {
		return nil
	}
	said, err := b.keeping(ctx, o)
	fmt.Println(said)
	return err
}
