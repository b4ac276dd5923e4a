package account

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

var someday = time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)

func TestHowLongATryWaits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pace   pace
		failed int
		ago    time.Duration
		want   time.Duration
	}{
		{loginPace, 0, 0, 0},
		{loginPace, 4, 0, 0},
		{loginPace, 5, 0, time.Second},
		{loginPace, 5, 400 * time.Millisecond, 600 * time.Millisecond},
		{loginPace, 5, time.Second, 0},
		{loginPace, 6, 0, 2 * time.Second},
		{loginPace, 7, 0, 4 * time.Second},
		{loginPace, 13, 0, 256 * time.Second},
		{loginPace, 14, 0, 5 * time.Minute},
		{loginPace, 1 << 30, 0, 5 * time.Minute},
		{loginPace, 1 << 30, 5 * time.Minute, 0},
		{loginPace, 1 << 30, -time.Hour, 5 * time.Minute}, // the clock was set back
		{loginPace, 1 << 30, 25 * time.Hour, 0},
		{addressPace, 19, 0, 0},
		{addressPace, 20, 0, time.Second},
		{addressPace, 26, 0, time.Minute},
	} {
		if got := c.pace.wait(failures{c.failed, someday}, someday.Add(c.ago)); got != c.want {
			t.Errorf("%d failures, %v ago: %v, want %v", c.failed, c.ago, got, c.want)
		}
	}
	if got := loginPace.failed(failures{100, someday}, someday.Add(24*time.Hour)); got.Count != 1 {
		t.Errorf("a failure after a quiet day is number %d", got.Count)
	}
}

// Whatever happened, nobody waits longer than the limit, whoever waited that long may try, and one more failure never
// shortens the delay.
func TestNobodyWaitsForGood(t *testing.T) {
	t.Parallel()
	for range 20_000 {
		p := []pace{loginPace, addressPace}[rand.IntN(2)]
		f := failures{rand.IntN(1 << rand.IntN(31)), someday.Add(-rand.N(48 * time.Hour))}
		now := someday.Add(rand.N(96*time.Hour) - 48*time.Hour)
		wait := p.wait(f, now)
		if wait < 0 || wait > p.most {
			t.Fatalf("%+v at %v waits %v", f, now, wait)
		}
		if !now.Before(f.Last) && p.wait(f, now.Add(wait)) != 0 {
			t.Fatalf("%+v at %v waits %v, and then again", f, now, wait)
		}
		if p.wait(p.failed(f, now), now) < p.wait(failures{f.Count, now}, now) && now.Sub(f.Last) < p.forget {
			t.Fatalf("%+v: one more failure shortens the delay", f)
		}
	}
}

// Whoever tries as soon as each delay is over gets no further than this in a day.
func TestHowManyTriesADayHas(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		pace pace
		most int
	}{"one login": {loginPace, 320}, "one address": {addressPace, 1500}} {
		f, now, tries := failures{}, someday, 0
		for now.Before(someday.Add(24 * time.Hour)) {
			f, tries = c.pace.failed(f, now), tries+1
			now = now.Add(c.pace.wait(f, now))
		}
		if tries > c.most {
			t.Errorf("%s: %d tries", what, tries)
		}
	}
}

func TestTheWordsSayWhen(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]string{
		time.Millisecond:  "dalam 1 detik;",
		64 * time.Second:  "dalam 64 detik;",
		121 * time.Second: "dalam 3 menit;",
		5 * time.Minute:   "dalam 5 menit;",
	} {
		if got := (TooSoon{wait}).Error(); !strings.Contains(got, want) {
			t.Errorf("%v: %s", wait, got)
		}
	}
}
