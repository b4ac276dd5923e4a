package account

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// tryKeys name the counts that a try touches. Without an address only the login's is kept, without a login the address's.
type tryKeys struct{ login, address, both []byte }

// attemptKey makes the names of counts different from anything else that is sealed.
const attemptKey seal.Column = "login_attempt.key"

func (s *Store) attemptHash(what, value string) []byte {
	h := sha256.Sum256(s.keys.Seal(attemptKey, what+"\x00"+value))
	return h[:]
}

func (s *Store) tryKeys(login, address string) tryKeys {
	login = NormalLogin(login)
	k := s.addressKeys(address)
	k.login = s.attemptHash("login", login)
	if address != "" {
		k.both = s.attemptHash("both", address+"\x00"+login)
	}
	return k
}

// addressKeys are those of a try that names no account.
func (s *Store) addressKeys(address string) tryKeys {
	if address == "" {
		return tryKeys{}
	}
	return tryKeys{address: s.attemptHash("address", address)}
}

func (k tryKeys) all() [][]byte {
	return slices.DeleteFunc([][]byte{k.login, k.address, k.both}, func(key []byte) bool { return key == nil })
}

// count is a row of login_attempt.
type count struct {
	Key []byte
	failures
	KnownUntil *time.Time
}

// admit lets a try pass, or refuses it with TooSoon. A try that passes counts as failed until succeed says otherwise, so
// that many at once don't slip through together; a refused one counts for nothing, so that no one who waits is put off.
//
// Where the account got in from the address before, only the failures from there hold it up: nobody elsewhere, and no
// other account there, can keep its owner out.
func (s *Store) admit(ctx context.Context, k tryKeys, now time.Time) error {
	counts, err := readCounts(ctx, s.db, k, "")
	if err != nil {
		return err
	}
	if wait := k.wait(counts, now); wait > 0 { // most of an attack ends here, without a lock or a write
		return TooSoon{wait}
	}
	return pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		counts, err := lockCounts(ctx, tx, k, now)
		if err != nil {
			return err
		}
		if wait := k.wait(counts, now); wait > 0 {
			return TooSoon{wait}
		}
		var b pgx.Batch
		for _, c := range counts {
			p := loginPace
			if string(c.Key) == string(k.address) {
				p = addressPace
			}
			f := p.failed(c.failures, now)
			b.Queue(`UPDATE login_attempt SET failed = $2, last_at = $3 WHERE key = $1`, c.Key, f.Count, f.Last)
		}
		if err := tx.SendBatch(ctx, &b).Close(); err != nil {
			return fmt.Errorf("count a try to log in: %w", err)
		}
		return nil
	})
}

// wait is how long the try must wait after its counts.
func (k tryKeys) wait(counts map[string]count, now time.Time) time.Duration {
	login, address, both := counts[string(k.login)], counts[string(k.address)], counts[string(k.both)]
	if both.KnownUntil != nil && now.Before(*both.KnownUntil) {
		return loginPace.wait(both.failures, now)
	}
	return max(loginPace.wait(login.failures, now), addressPace.wait(address.failures, now))
}

// lockCounts returns a try's counts, made where there were none, and holds them until the transaction ends.
func lockCounts(ctx context.Context, tx pgx.Tx, k tryKeys, now time.Time) (map[string]count, error) {
	_, err := tx.Exec(ctx, `
		INSERT INTO login_attempt (key, last_at)
		SELECT key, $2
		FROM unnest($1::bytea[]) AS key
		ORDER BY key
		ON CONFLICT DO NOTHING`, k.all(), now)
	if err != nil {
		return nil, fmt.Errorf("begin counts of tries: %w", err)
	}
	return readCounts(ctx, tx, k, `FOR UPDATE`)
}

func readCounts(ctx context.Context, db postgres.DB, k tryKeys, lock string) (map[string]count, error) {
	rows, _ := db.Query(ctx, `
		SELECT key, failed AS count, last_at AS last, known_until
		FROM login_attempt
		WHERE key = ANY($1)
		ORDER BY key `+lock, k.all())
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[count])
	if err != nil {
		return nil, fmt.Errorf("read counts of tries: %w", err)
	}
	counts := map[string]count{}
	for _, c := range all {
		counts[string(c.Key)] = c
	}
	return counts, nil
}

// succeed takes back what admit counted, forgets the account's failures, and remembers the address. What others failed
// at from the same address stays counted: an account of one's own buys no further tries at those of others.
func (s *Store) succeed(ctx context.Context, k tryKeys, now time.Time) error {
	return pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if _, err := lockCounts(ctx, tx, k, now); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			UPDATE login_attempt
			SET failed = CASE WHEN key = @address THEN greatest(failed - 1, 0) ELSE 0 END,
			    known_until = CASE WHEN key = @both THEN @known ELSE known_until END
			WHERE key = ANY(@all)`,
			pgx.NamedArgs{"address": k.address, "both": k.both, "known": now.Add(knownFor), "all": k.all()})
		if err != nil {
			return fmt.Errorf("clear counts of tries: %w", err)
		}
		return nil
	})
}

// sweepAttempts deletes counts that hold nobody up any more and remember nothing.
func (s *Store) sweepAttempts(ctx context.Context, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		DELETE FROM login_attempt
		WHERE key IN (
		    SELECT key
		    FROM login_attempt
		    WHERE last_at <= $1
		      AND (known_until IS NULL OR known_until <= $2)
		    FOR UPDATE SKIP LOCKED)`, now.Add(-max(loginPace.forget, addressPace.forget)), now)
	if err != nil {
		return fmt.Errorf("sweep counts of tries: %w", err)
	}
	return nil
}
