package main

import (
	"context"
	"flag"
	"fmt"

	"pilar/internal/audit"
)

// notedFlag is the entry of the trail that somebody has noted elsewhere.
func notedFlag(f *flag.FlagSet) *audit.Link {
	noted := &audit.Link{}
	f.Func("expect", "`N:HASH` of an entry of the trail that an earlier doctor, or the page Jejak audit, gave: it must still be there", func(typed string) (err error) {
		if *noted, err = audit.ParseLink(typed); err != nil {
			return fmt.Errorf("%q is no entry: write it as 4711:3f9a-12bc-77d0-91ee", typed)
		}
		return nil
	})
	return noted
}

// examineChain follows the trail from its first entry to its newest, and tells the newest, to be noted elsewhere: that the
// newest ones were cut off shows only to somebody who knows that there were more.
func (e *examination) examineChain(ctx context.Context, trail *audit.Store) {
	at, length, err := trail.BrokenAt(ctx)
	if err == nil && at == 0 {
		var head audit.Link
		if head, err = trail.Head(ctx); err == nil {
			e.ok("chain", fmt.Sprintf("whole, %d entries; the newest is %s: note it elsewhere, for --expect", length, or(head.String(), "none")))
		}
	}
	switch {
	case err != nil:
		e.broken("chain", err.Error())
	case at != 0:
		e.broken("chain", fmt.Sprintf("entry %d does not follow from the one before it: somebody changed or removed entries there", at))
	}
	if e.noted == (audit.Link{}) {
		return
	}
	holds, err := trail.Holds(ctx, e.noted)
	switch {
	case err != nil:
		e.broken("expect", err.Error())
	case holds:
		e.ok("expect", fmt.Sprintf("entry %d is the one that was noted", e.noted.ID))
	default:
		e.broken("expect", fmt.Sprintf("entry %d is not there as it was noted: somebody cut off the newest entries, or wrote the trail anew", e.noted.ID))
	}
}
