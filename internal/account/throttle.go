package account

import (
	"fmt"
	"time"
)

// pace says how fast somebody may go on trying after failures: some are free, then each further try waits twice as long
// as the one before, up to a limit. A count that nobody adds to for a while is forgotten.
type pace struct {
	free   int
	most   time.Duration
	forget time.Duration
}

var (
	// loginPace holds for one login from anywhere; and, from an address where it is known, for the two together.
	loginPace = pace{free: 5, most: 5 * time.Minute, forget: 24 * time.Hour}
	// addressPace holds for one address, behind which a whole office may sit.
	addressPace = pace{free: 20, most: time.Minute, forget: time.Hour}
)

// knownFor is how long an address is remembered from which an account logged in.
const knownFor = 30 * 24 * time.Hour

// failures are the tries of late that did not succeed.
type failures struct {
	Count int
	Last  time.Time
}

// wait is how long after now the next try must wait; 0: it may come. It never exceeds the pace's limit, whatever the
// clock did meanwhile.
func (p pace) wait(f failures, now time.Time) time.Duration {
	if f.Count < p.free || now.Sub(f.Last) >= p.forget {
		return 0
	}
	delay := p.most
	if doubled := f.Count - p.free; doubled < 30 {
		delay = min(delay, time.Second<<doubled)
	}
	return min(delay, max(0, f.Last.Add(delay).Sub(now)))
}

// failed is f with one more failure at now.
func (p pace) failed(f failures, now time.Time) failures {
	if now.Sub(f.Last) >= p.forget {
		f.Count = 0
	}
	return failures{f.Count + 1, now}
}

// TooSoon refuses a try that came before its delay had passed. The password was not looked at.
type TooSoon struct{ Wait time.Duration }

// Seconds is the delay in whole seconds, rounded up.
func (t TooSoon) Seconds() int { return int((t.Wait + time.Second - 1) / time.Second) }

// Error says when to try again, in words for the screen.
func (t TooSoon) Error() string {
	n, unit := t.Seconds(), "detik"
	if n >= 120 {
		n, unit = (n+59)/60, "menit"
	}
	return fmt.Sprintf("Terlalu banyak percobaan yang gagal. Coba lagi dalam %d %s; yang baru saja dikirim belum diperiksa.", n, unit)
}
