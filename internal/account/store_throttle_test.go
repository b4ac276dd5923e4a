package account_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pilar/internal/account"
	"pilar/internal/fault"
)

// What came of a try to log in.
const (
	in    = "in"
	wrong = "wrong"
	early = "too soon"
)

func (f fixture) tryFrom(t *testing.T, login, password, address string, at time.Time) string {
	t.Helper()
	_, err := f.Authenticate(t.Context(), account.Attempt{Login: login, Password: password, Address: address, Now: at})
	if err == nil {
		return in
	}
	if _, ok := errors.AsType[account.TooSoon](err); ok {
		return early
	}
	if _, ok := errors.AsType[fault.Invalid](err); ok {
		return wrong
	}
	t.Fatal(err)
	return ""
}

// wear fails until the login is held up.
func (f fixture) wear(t *testing.T, login, address string, at time.Time) {
	t.Helper()
	for range 5 {
		if got := f.tryFrom(t, login, "salah", address, at); got != wrong {
			t.Fatalf("a free try from %s: %s", address, got)
		}
	}
	equal(t, "after the free tries", f.tryFrom(t, login, "salah", address, at), early)
}

func TestALoginIsHeldUpWhetherOrNotItExists(t *testing.T) {
	for _, login := range []string{"budi", "wati"} {
		t.Run(login, func(t *testing.T) {
			f := open(t)
			f.create(t, nil)
			f.wear(t, login, "192.0.2.1", noon)
			equal(t, "from elsewhere, written otherwise", f.tryFrom(t, " "+strings.ToUpper(login), good, "192.0.2.2", noon), early)
			equal(t, "without an address", f.tryFrom(t, login, good, "", noon), early)
		})
	}
}

func TestTheOwnerGetsInAfterTheDelay(t *testing.T) {
	f := open(t)
	f.create(t, nil)
	f.wear(t, "budi", "192.0.2.1", noon)
	equal(t, "a moment early", f.tryFrom(t, "budi", good, "192.0.2.9", noon.Add(999*time.Millisecond)), early)
	equal(t, "in time", f.tryFrom(t, "budi", good, "192.0.2.9", noon.Add(time.Second)), in)
	f.wear(t, "budi", "192.0.2.1", noon.Add(time.Second)) // all free tries are there again
}

func TestWhoIsHeldUpIsNotPutOff(t *testing.T) {
	f := open(t)
	f.create(t, nil)
	f.wear(t, "budi", "192.0.2.1", noon)
	rows := f.count(t, `SELECT count(*) FROM login_attempt`)
	for i := range 100 {
		equal(t, "hammering", f.tryFrom(t, "budi", "salah", fmt.Sprintf("198.51.100.%d", i), noon), early)
	}
	equal(t, "rows", f.count(t, `SELECT count(*) FROM login_attempt`), rows)
	equal(t, "in time", f.tryFrom(t, "budi", good, "192.0.2.9", noon.Add(time.Second)), in)
}

func TestNobodyElsewhereKeepsTheOwnerOut(t *testing.T) {
	f := open(t)
	f.create(t, nil)
	const office, elsewhere = "192.0.2.1", "198.51.100.7"
	equal(t, "first login", f.tryFrom(t, "budi", good, office, noon), in)
	day := noon.Add(29 * 24 * time.Hour)
	f.wear(t, "budi", elsewhere, day)
	equal(t, "the owner at the office", f.tryFrom(t, "budi", good, office, day), in)
	f.wear(t, "budi", elsewhere, day.Add(time.Second))
	f.wear(t, "budi", office, day.Add(time.Second)) // at the office tries are counted by themselves
	day = day.Add(31 * 24 * time.Hour)
	f.wear(t, "budi", elsewhere, day)
	equal(t, "after a month", f.tryFrom(t, "budi", good, office, day), early)
}

func TestAnAddressIsHeldUpForWhoIsNewThere(t *testing.T) {
	f := open(t)
	f.create(t, nil)
	f.create(t, func(n *account.New) { n.Login, n.Name = "wati", "Wati Kurniasih" })
	const office = "192.0.2.1"
	equal(t, "budi's first login", f.tryFrom(t, "budi", good, office, noon), in)
	for i := range 20 {
		equal(t, "a free try", f.tryFrom(t, fmt.Sprintf("coba-%d", i), "salah", office, noon), wrong)
	}
	equal(t, "one more", f.tryFrom(t, "coba", "salah", office, noon), early)
	equal(t, "budi, known there", f.tryFrom(t, "budi", good, office, noon), in)
	equal(t, "wati, new there", f.tryFrom(t, "wati", good, office, noon), early)
	equal(t, "wati elsewhere", f.tryFrom(t, "wati", good, "192.0.2.2", noon), in)
	equal(t, "a success of budi's frees no tries for others", f.tryFrom(t, "coba", "salah", office, noon.Add(999*time.Millisecond)), early)
	equal(t, "in time", f.tryFrom(t, "wati", good, office, noon.Add(time.Minute)), in)
}

func TestTriesAtOnceAreCountedEach(t *testing.T) {
	f := open(t)
	f.create(t, nil)
	got := make([]string, 40)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range got {
		done.Go(func() {
			start.Wait()
			got[i] = f.tryFrom(t, "budi", "salah", fmt.Sprintf("192.0.2.%d", i%3), noon)
		})
	}
	start.Done()
	done.Wait()
	passed := 0
	for _, g := range got {
		if g == wrong {
			passed++
		}
	}
	equal(t, "passwords that were looked at", passed, 5)
}

func TestNothingOfWhoTriedCanBeRead(t *testing.T) {
	f := open(t)
	f.create(t, nil)
	f.tryFrom(t, "budi", good, "192.0.2.1", noon)
	equal(t, "rows", f.count(t, `SELECT count(*) FROM login_attempt`), 3)
	equal(t, "readable rows", f.count(t, `SELECT count(*) FROM login_attempt a
		WHERE position('budi'::bytea IN a.key) > 0 OR position('192.0'::bytea IN a.key) > 0 OR length(a.key) <> 32
		   OR a.key IN (sha256('budi'), sha256('192.0.2.1'))`), 0)
}

func TestOldCountsAreSweptAndKnownAddressesStay(t *testing.T) {
	f := open(t)
	f.create(t, nil)
	f.tryFrom(t, "budi", good, "192.0.2.1", noon)
	f.tryFrom(t, "wati", "salah", "198.51.100.7", noon)
	for _, c := range []struct {
		after time.Duration
		left  int
	}{{23 * time.Hour, 6}, {24 * time.Hour, 1}, {29 * 24 * time.Hour, 1}, {30 * 24 * time.Hour, 0}} {
		if err := f.SweepSessions(t.Context(), noon.Add(c.after)); err != nil {
			t.Fatal(err)
		}
		equal(t, "rows after "+c.after.String(), f.count(t, `SELECT count(*) FROM login_attempt`), c.left)
	}
}
