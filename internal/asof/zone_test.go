package asof_test

import (
	"testing"
	"time"

	"pilar/internal/asof"
)

// The zone is the process's: this package's tests run one after the other.
func TestZone(t *testing.T) {
	t.Cleanup(func() { asof.SetZone("WIB") })
	evening := time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC)
	for name, want := range map[string]string{"WIB": "2026-11-22", "WITA": "2026-11-22", "WIT": "2026-11-23"} {
		if !asof.SetZone(name) {
			t.Fatalf("%s is refused", name)
		}
		if got := asof.Today(evening).Format(time.DateOnly); got != want {
			t.Errorf("half past three in Greenwich is the %s in %s, want %s", got, name, want)
		}
		if begins := asof.EndOf(asof.Today(evening)).Add(time.Microsecond); asof.Today(begins).Format(time.DateOnly) == want || begins.In(asof.Zone()).Hour() != 0 {
			t.Errorf("%s: the day after begins at %s", name, begins)
		}
	}
	if asof.SetZone("Asia/Jakarta") || asof.Zone().String() == "Asia/Jakarta" {
		t.Error("a zone that Indonesia does not have is taken")
	}
}
