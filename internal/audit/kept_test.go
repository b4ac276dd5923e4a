package audit_test

import (
	"context"
	"errors"
	"testing"

	"pilar/internal/audit"
)

func TestKept(t *testing.T) {
	t.Parallel()
	var kept audit.KeptBy[string, int]
	reads := 0
	load := func(context.Context) (int, error) { reads++; return reads, nil }
	at := func(end int64) context.Context { return audit.WithEnd(t.Context(), end) }
	for i, c := range []struct {
		ctx      context.Context
		question string
		want     int
	}{
		{at(5), "a", 1},
		{at(5), "a", 1},
		{at(5), "b", 2},
		{at(6), "a", 3}, // something was written
		{at(5), "a", 4}, // a slow request: read for itself, and not kept
		{at(6), "a", 3},
		{t.Context(), "a", 5}, // a command or a write: nobody said where the trail ends
		{at(6), "b", 6},
	} {
		if got, err := kept.Get(c.ctx, c.question, load); err != nil || got != c.want {
			t.Errorf("%d: got reading %d, want %d (%v)", i, got, c.want, err)
		}
	}
	broken := errors.New("no database")
	if _, err := kept.Get(at(7), "a", func(context.Context) (int, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Errorf("a failed reading: %v", err)
	}
	if got, _ := kept.Get(at(7), "a", load); got != 7 {
		t.Errorf("after a failed reading: %d", got)
	}
}
