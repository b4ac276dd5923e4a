package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"
)

// result is what a run of requests took.
type result struct {
	took       []time.Duration // sorted
	perSecond  float64
	bytes      int // of one answer, on average
	statements float64
}

func (r result) at(share float64) time.Duration { return r.took[int(share*float64(len(r.took)-1))] }

// compare asks Pilar and the floor in turn, so that what else the machine does falls on both alike.
func (b *bed) compare(ctx context.Context, p page, clients int, o options) (ours, floor series, err error) {
	for round := range o.rounds {
		r, err := b.ask(ctx, b.pilar+"%s", p.path, p.before, clients, round, o)
		if err != nil {
			return nil, nil, err
		}
		ours = append(ours, r)
		if p.lean == nil {
			continue
		}
		b.lean.Store(&leanPage{p.lean, r.bytes})
		if r, err = b.ask(ctx, b.floor+"/%s", strconv.Itoa, nil, clients, round, o); err != nil {
			return nil, nil, fmt.Errorf("the floor: %w", err)
		}
		floor = append(floor, r)
	}
	return ours, floor, nil
}

// series is the rounds of one line.
type series []result

// middle is the median of what each round says.
func (s series) middle(of func(i int, r result) float64) float64 {
	var all []float64
	for i, r := range s {
		all = append(all, of(i, r))
	}
	return middle(all)
}

// middle is the median.
func middle[T cmp.Ordered](all []T) T {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// warmUp is how many requests go first unmeasured.
const warmUp = 10

// ask requests path after path with so many clients at once, until there were enough or it took too long.
func (b *bed) ask(ctx context.Context, address string, path func(int) string, before func(context.Context) error, clients, round int, o options) (result, error) {
	var (
		next, bytes atomic.Int64
		mu          sync.Mutex
		r           result
		faults      []error
		wait        sync.WaitGroup
	)
	for i := range warmUp {
		if _, _, err := b.get(ctx, fmt.Sprintf(address, path(i))); err != nil {
			return r, err
		}
	}
	one := func(i int) error {
		if before != nil {
			if err := before(ctx); err != nil {
				return err
			}
		}
		statements := b.sent.Load()
		n, took, err := b.get(ctx, fmt.Sprintf(address, path((clients*o.rounds+round)*o.requests+i))) // no round repeats the one before it
		bytes.Add(n)
		mu.Lock()
		defer mu.Unlock()
		r.took = append(r.took, took)
		r.statements += float64(b.sent.Load() - statements)
		return err
	}
	first, begun := b.sent.Load(), time.Now()
	for range clients {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(o.requests) && time.Since(begun) < o.longest && ctx.Err() == nil; i = next.Add(1) - 1 {
				if err := one(int(i)); err != nil {
					mu.Lock()
					faults = append(faults, err)
					mu.Unlock()
				}
			}
		})
	}
	wait.Wait()
	whole := time.Since(begun)
	if err := errors.Join(append(faults, ctx.Err())...); err != nil {
		return r, err
	}
	n := float64(len(r.took))
	if before == nil {
		r.statements = float64(b.sent.Load() - first) // clients overlap
	} else {
		whole = 0 // what was done before is no part of it
		for _, d := range r.took {
			whole += d
		}
	}
	slices.Sort(r.took)
	r.perSecond, r.statements, r.bytes = n/whole.Seconds(), r.statements/n, int(bytes.Load())/len(r.took)
	return r, nil
}

func (b *bed) get(ctx context.Context, address string) (bytes int64, took time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, 0, err
	}
	begun := time.Now()
	res, err := b.client.Do(req)
	if err != nil {
		return 0, 0, err
	}
	defer res.Body.Close()
	bytes, err = io.Copy(io.Discard, res.Body)
	took = time.Since(begun)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", address, res.Status)
	}
	return bytes, took, err
}

// table prints its lines when it ends.
type table struct {
	w     *tabwriter.Writer
	first map[string]float64 // p50 of a line with the fewest people
}

func newTable(out io.Writer, first map[string]float64) table {
	t := table{tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight), first}
	fmt.Fprintln(t.w, "page\tclients\trequests/s\tp50 ms\tp99 ms\tgrowth\tbytes\tstatements\tfloor/s\tfloor p50 ms\tof the floor\t")
	return t
}

func (t table) line(name string, clients int, ours, floor series) {
	perSecond := func(_ int, r result) float64 { return r.perSecond }
	ms := func(share float64) func(int, result) float64 {
		return func(_ int, r result) float64 { return r.at(share).Seconds() * 1000 }
	}
	line, half := fmt.Sprint(name, clients), ours.middle(ms(0.5))
	if t.first[line] == 0 {
		t.first[line] = half
	}
	fmt.Fprintf(t.w, "%s\t%d\t%.0f\t%.2f\t%.2f\t%.1f\t%d\t%.1f\t", name, clients, ours.middle(perSecond), half,
		ours.middle(ms(0.99)), half/t.first[line], ours[0].bytes, ours.middle(func(_ int, r result) float64 { return r.statements }))
	if floor == nil {
		fmt.Fprint(t.w, "\t\t\t\n")
		return
	}
	fmt.Fprintf(t.w, "%.0f\t%.2f\t%.2f\t\n", floor.middle(perSecond), floor.middle(ms(0.5)),
		ours.middle(func(i int, r result) float64 { return r.perSecond / floor[i].perSecond }))
}

func (t table) end() { _ = t.w.Flush() }

// memory is this process's: Pilar, the floor and the measuring together.
func memory() string {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return fmt.Sprintf("memory: %d MB live, %d MB held from the system", m.HeapAlloc>>20, (m.Sys-m.HeapReleased)>>20)
}
