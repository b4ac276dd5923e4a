package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// GeneratedPassword returns a password to hand over once: 20 letters and digits (100 bits) in groups of five.
func GeneratedPassword() string {
	t := strings.ToLower(rand.Text())
	return strings.Join([]string{t[:5], t[5:10], t[10:15], t[15:20]}, "-")
}

// cost is the price of one hash. OWASP's floor for argon2id is 19 MiB, two passes, one lane.
type cost struct {
	memory  uint32 // KiB
	passes  uint32
	lanes   uint8
	saltLen int
	keyLen  uint32
}

var presentCost = cost{memory: 19 * 1024, passes: 2, lanes: 1, saltLen: 16, keyLen: 32}

// hasher makes and checks password hashes, a few at a time, so that a rush of logins can't take all memory.
type hasher struct {
	cost   cost
	slots  chan struct{}
	derive func(password, salt []byte, c cost) []byte // a field, so that a test can count the calls
}

func newHasher() *hasher {
	return &hasher{cost: presentCost, slots: make(chan struct{}, min(4, runtime.GOMAXPROCS(0))), derive: argon}
}

func argon(password, salt []byte, c cost) []byte {
	return argon2.IDKey(password, salt, c.passes, c.memory, c.lanes, c.keyLen)
}

// key waits for a free slot; it fails only when ctx ends first.
func (h *hasher) key(ctx context.Context, password string, salt []byte, c cost) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return h.derive([]byte(norm.NFKC.String(password)), salt, c), nil
}

// hash returns the password's hash as a PHC string: $argon2id$v=19$m=…,t=…,p=…$salt$key.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, h.cost.saltLen)
	_, _ = rand.Read(salt)
	key, err := h.key(ctx, password, salt, h.cost)
	if err != nil {
		return "", err
	}
	return h.cost.phc(salt, key), nil
}

// matches tells whether the password belongs to the hash, and whether the hash was made at a former cost.
// An empty hash costs the same time and never matches: that is the answer for a login that nobody has.
func (h *hasher) matches(ctx context.Context, password, phc string) (ok, stale bool, err error) {
	unknown := phc == ""
	if unknown {
		phc = h.cost.phc(make([]byte, h.cost.saltLen), make([]byte, h.cost.keyLen))
	}
	c, salt, want, err := parsePHC(phc)
	if err != nil {
		return false, false, err
	}
	got, err := h.key(ctx, password, salt, c)
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(got, want) == 1 && !unknown
	return ok, c != h.cost, nil
}

func (c cost) phc(salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.lanes, b64(salt), b64(key))
}

func parsePHC(text string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errors.New("a password hash is not argon2id")
	}
	_, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.lanes)
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	key, keyErr := base64.RawStdEncoding.DecodeString(parts[5])
	if err := errors.Join(err, saltErr, keyErr); err != nil {
		return c, nil, nil, fmt.Errorf("read a password hash: %w", err)
	}
	c.saltLen, c.keyLen = len(salt), uint32(len(key))
	return c, salt, key, nil
}
