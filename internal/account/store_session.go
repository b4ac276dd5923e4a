package account

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// FindSession returns the session of a token's hash and, in the same query, its account as it is at this moment: a right
// that was taken away, a suspension or an end date acts at once. Not found are unknown sessions, those past a limit, and
// those of a closed account, which it ends.
func (s *Store) FindSession(ctx context.Context, now time.Time, hash string) (_ Session, found bool, err error) {
	var rows []sessionRow
	b := postgres.Steady(s.db)
	postgres.Gather(b, &rows, pgx.RowToStructByName, `
		SELECT s.data AS sealed, s.seen_at, coalesce((SELECT max(id) FROM audit_entry), 0) AS trail, `+columns+`
		FROM session s
		JOIN account a ON a.id = s.account`+origins+`
		WHERE s.token_hash = @hash
		  AND `+live, liveArgs(now, "hash", hash))
	if err := postgres.Send(ctx, s.db, b); err != nil {
		return Session{}, false, fmt.Errorf("read session: %w", err)
	}
	if len(rows) == 0 {
		return Session{}, false, nil
	}
	row := rows[0]
	if row.Closed(now) != "" {
		return Session{}, false, s.EndSession(ctx, hash)
	}
	if now.Sub(row.SeenAt) >= sessionSeenEach {
		if err := s.seeSession(ctx, now, hash); err != nil {
			return Session{}, false, err
		}
	}
	data, err := s.keys.Open(seal.Session, row.Sealed)
	if err != nil {
		return Session{}, false, err
	}
	return Session{Account: row.Account, Data: []byte(data), Trail: row.Trail}, true, nil
}

// live is the condition under which a session is within its limits.
const live = `expires_at > @now AND seen_at > @idle_since`

func liveArgs(now time.Time, name string, value any) pgx.NamedArgs {
	return pgx.NamedArgs{"now": now, "idle_since": now.Add(-SessionIdle), name: value}
}

type sessionRow struct {
	Sealed []byte
	SeenAt time.Time
	Trail  int64
	Account
}

func (s *Store) seeSession(ctx context.Context, now time.Time, hash string) error {
	_, err := s.db.Exec(ctx, `UPDATE session SET seen_at = $2 WHERE token_hash = $1`, hash, now)
	if err != nil {
		return fmt.Errorf("note the use of a session: %w", err)
	}
	return nil
}

// AddSession begins a session of an account: its limits count from now. It begins none where the account has got another
// password since its owner logged in: that has ended the sessions, and the lock on the account sees to it that this one
// either ends with them or comes to know.
func (s *Store) AddSession(ctx context.Context, now time.Time, hash string, a Account, data []byte) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO session (token_hash, account, data, created_at, seen_at, expires_at)
		SELECT @hash, id, @data, @now, @now, @expires
		FROM account
		WHERE id = @account
		  AND @proof::text IN ('', password_hash)
		FOR SHARE`,
		pgx.NamedArgs{"hash": hash, "account": a.ID, "proof": a.proof, "data": s.keys.Seal(seal.Session, string(data)),
			"now": now, "expires": now.Add(SessionLife)})
	if err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	return nil
}

// KeepSession stores a session's data. One that was ended meanwhile stays ended.
func (s *Store) KeepSession(ctx context.Context, hash string, data []byte) error {
	_, err := s.db.Exec(ctx, `UPDATE session SET data = $2 WHERE token_hash = $1`, hash, s.keys.Seal(seal.Session, string(data)))
	if err != nil {
		return fmt.Errorf("keep a session: %w", err)
	}
	return nil
}

// EndSession ends one session; ending an unknown one is no error.
func (s *Store) EndSession(ctx context.Context, hash string) error {
	if _, err := s.db.Exec(ctx, `DELETE FROM session WHERE token_hash = $1`, hash); err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// SweepSessions deletes the sessions that are past a limit, and what is no longer worth knowing of tries to log in.
func (s *Store) SweepSessions(ctx context.Context, now time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM session WHERE expires_at <= $1 OR seen_at <= $2`, now, now.Add(-SessionIdle))
	if err != nil {
		return fmt.Errorf("sweep sessions: %w", err)
	}
	return s.sweepAttempts(ctx, now)
}
