package asof

import (
	"sync/atomic"
	"time"
)

// The three times of Indonesia. None knows summer time, so no database of zones is needed.
var zones = []*time.Location{
	time.FixedZone("WIB", 7*60*60),
	time.FixedZone("WITA", 8*60*60),
	time.FixedZone("WIT", 9*60*60),
}

// zone is the whole process's, as one process serves one office; nil: the first.
var zone atomic.Pointer[time.Location]

// Zone is the office's clock: WIB, WITA or WIT. What day it is, and every time on a page, follows it.
func Zone() *time.Location {
	if z := zone.Load(); z != nil {
		return z
	}
	return zones[0]
}

// SetZone makes the named one of the three times the office's. ok is false, and nothing changes, for any other name.
func SetZone(name string) (ok bool) {
	for _, z := range zones {
		if z.String() == name {
			zone.Store(z)
			return true
		}
	}
	return false
}
