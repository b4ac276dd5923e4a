package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
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

// warmUp is how many requests go first unmeasured.
const warmUp = 10

// ask requests path after path with so many clients at once, until there were enough or it took too long.
func (b *bed) ask(ctx context.Context, address string, path func(int) string, before func(context.Context) error, clients int, o options) (result, error) {
	var (
		next, bytes atomic.Int64
		mu          sync.Mutex
		r           result
		faults      []error
		wait        sync.WaitGroup
	)
	for i := range warmUp {
		if _, _, err := b.get(ctx, fmt.Sprintf(address, path(clients*o.requests+i))); err != nil {
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
		n, took, err := b.get(ctx, fmt.Sprintf(address, path(clients*o.requests-i-1))) // no line repeats the one before it
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
type table struct{ w *tabwriter.Writer }

func newTable(out io.Writer) table {
	t := table{tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)}
	fmt.Fprintln(t.w, "page\tclients\trequests/s\tp50 ms\tp99 ms\tbytes\tstatements\tfloor/s\tfloor p50 ms\tof the floor\t")
	return t
}

func (t table) line(name string, clients int, ours result, floor *result) {
	ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
	fmt.Fprintf(t.w, "%s\t%d\t%.0f\t%.2f\t%.2f\t%d\t%.1f\t", name, clients, ours.perSecond, ms(ours.at(0.5)), ms(ours.at(0.99)), ours.bytes, ours.statements)
	if floor == nil {
		fmt.Fprint(t.w, "\t\t\t\n")
		return
	}
	fmt.Fprintf(t.w, "%.0f\t%.2f\t%.2f\t\n", floor.perSecond, ms(floor.at(0.5)), ours.perSecond/floor.perSecond)
}

func (t table) end() { _ = t.w.Flush() }

// memory is this process's: Pilar, the floor and the measuring together.
func memory() string {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return fmt.Sprintf("memory: %d MB live, %d MB held from the system", m.HeapAlloc>>20, (m.Sys-m.HeapReleased)>>20)
}
