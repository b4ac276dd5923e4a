package account

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/postgres/pgtest"
	"pilar/internal/seal"
)

// counting is a hasher whose derivations are counted instead of done.
func counting(calls *atomic.Int64, each func()) *hasher {
	h := newHasher()
	h.derive = func(password, salt []byte, c cost) []byte {
		calls.Add(1)
		if each != nil {
			each()
		}
		out := make([]byte, c.keyLen)
		copy(out, password)
		return out
	}
	return h
}

// That a login does not exist must not show in how long the answer takes: the same work is done, at the same cost.
func TestAnUnknownLoginCostsTheSame(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	h := counting(&calls, nil)
	known, err := h.hash(t.Context(), "kuda hijau di tangga besi")
	if err != nil {
		t.Fatal(err)
	}
	for name, phc := range map[string]string{"known": known, "unknown": ""} {
		calls.Store(0)
		ok, stale, err := h.matches(t.Context(), "salah", phc)
		if ok || stale || err != nil || calls.Load() != 1 {
			t.Errorf("%s: %v %v %v, %d derivations", name, ok, stale, err, calls.Load())
		}
	}
}

func TestAnUnknownLoginNeverMatches(t *testing.T) {
	t.Parallel()
	h := newHasher()
	h.derive = func(_, _ []byte, c cost) []byte { return make([]byte, c.keyLen) } // what the decoy holds
	if ok, _, err := h.matches(t.Context(), "x", ""); ok || err != nil {
		t.Errorf("%v (%v)", ok, err)
	}
}

func TestAHashOfAFormerCostIsStale(t *testing.T) {
	t.Parallel()
	former := newHasher()
	former.cost.passes = 1
	phc, err := former.hash(t.Context(), "kuda hijau di tangga besi")
	if err != nil {
		t.Fatal(err)
	}
	ok, stale, err := newHasher().matches(t.Context(), "kuda hijau di tangga besi", phc)
	if !ok || !stale || err != nil {
		t.Errorf("ok %v, stale %v (%v)", ok, stale, err)
	}
	for _, broken := range []string{"x", "$argon2i$v=19$m=1,t=1,p=1$AA$AA", "$argon2id$v=19$m=1$AA$AA", "$argon2id$v=19$m=1,t=1,p=1$A!$AA"} {
		if _, _, err := newHasher().matches(t.Context(), "x", broken); err == nil {
			t.Errorf("%q is taken for a hash", broken)
		}
	}
}

func TestFewPasswordsAreHashedAtOnce(t *testing.T) {
	t.Parallel()
	var calls, now, most atomic.Int64
	h := counting(&calls, func() {
		n := now.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(time.Millisecond)
		now.Add(-1)
	})
	done := make(chan error)
	for range 20 {
		go func() {
			_, err := h.hash(context.Background(), "x")
			done <- err
		}()
	}
	for range 20 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if most.Load() > int64(cap(h.slots)) {
		t.Errorf("%d at once, %d slots", most.Load(), cap(h.slots))
	}
	for range cap(h.slots) {
		h.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.hash(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("whoever is gone still waits: %v", err)
	}
}

// TestTheListOfCommonPasswords looks at what is embedded: enough of it, and each line as it is looked up.
func TestTheListOfCommonPasswords(t *testing.T) {
	t.Parallel()
	long := 0
	for line := range strings.Lines(commonLines()[1:]) {
		word := strings.TrimSuffix(line, "\n")
		if word != plain(word) || word == "" {
			t.Errorf("%q can't be found", word)
		}
		if len(word) >= PasswordMin {
			long++
		}
	}
	if long < 10_000 {
		t.Errorf("only %d are as long as a password must be", long)
	}
	for word, want := range map[string]string{"": "", "a": "a", "aaaa": "a", "abab": "ab", "abcabcabc": "abc", "abcab": "abcab"} {
		if got := repeated(word); got != want {
			t.Errorf("%q repeats %q, want %q", word, got, want)
		}
	}
}

// That somebody was invited and has no password yet must not show either: a login costs one derivation like any other.
func TestAnInvitedAccountCostsTheSame(t *testing.T) {
	t.Parallel()
	keys, _, err := seal.New()
	if err != nil {
		t.Fatal(err)
	}
	s := NewStore(pgtest.New(t), keys)
	now := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	if _, _, err := s.Invite(t.Context(), audit.System("uji"), now, New{Login: "wati", Name: "Wati", Role: Staff}); err != nil {
		t.Fatal(err)
	}
	var calls atomic.Int64
	s.hasher = counting(&calls, nil)
	var answers []string
	for _, login := range []string{"wati", "tidak-ada"} {
		calls.Store(0)
		_, err := s.Authenticate(t.Context(), Attempt{Login: login, Password: "salah-besar-ini", Now: now})
		bad, _ := errors.AsType[fault.Invalid](err)
		answers = append(answers, bad["login"])
		if calls.Load() != 1 {
			t.Errorf("%s: %d derivations", login, calls.Load())
		}
	}
	if answers[0] == "" || answers[0] != answers[1] {
		t.Errorf("the answers differ: %q", answers)
	}
}
