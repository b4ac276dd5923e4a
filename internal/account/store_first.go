package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
)

// LinkLife is how long the first administrator's link can be used.
const LinkLife = 24 * time.Hour

// InviteFirstAdmin returns the token of a fresh one-time link where there is no account yet, and "" where there is.
// Former links are void from then on.
func (s *Store) InviteFirstAdmin(ctx context.Context, by audit.Actor, now time.Time) (token string, err error) {
	err = audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		any, err := NewStore(tx, s.keys).Any(ctx)
		if err != nil || any {
			return err
		}
		token = newToken()
		if _, err := tx.Exec(ctx, `DELETE FROM account_link WHERE used_at IS NULL`); err != nil {
			return fmt.Errorf("void former links: %w", err)
		}
		_, err = tx.Exec(ctx, `INSERT INTO account_link (token_hash, role, expires_at) VALUES ($1, $2, $3)`,
			linkHash(token), Administrator, now.Add(LinkLife))
		if err != nil {
			return fmt.Errorf("insert link: %w", err)
		}
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{
			Verb: audit.AccountInvited, SubjectKind: "account", SubjectName: "administrator pertama",
		})
	})
	return token, err
}

// usable is the condition under which that link may still be used: once, in time, and while nobody has an account.
const usable = `account IS NULL AND used_at IS NULL AND expires_at > @now AND NOT EXISTS (SELECT FROM account)`

// LinkUsable returns nil where the token's link can still be used, else fault.NotFound.
func (s *Store) LinkUsable(ctx context.Context, now time.Time, token string) error {
	var found bool
	err := s.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM account_link WHERE token_hash = @hash AND `+usable+`)`,
		pgx.NamedArgs{"hash": linkHash(token), "now": now}).Scan(&found)
	if err != nil {
		return fmt.Errorf("read link: %w", err)
	}
	if !found {
		return fault.NotFound{}
	}
	return nil
}

// Redeem makes the first administrator's account with the link's role. A link works once: of two who use it at the same
// time one gets the account and the other fault.NotFound, as for a link that is void, used or too old. fault.Invalid
// names refused fields and leaves the link as it was.
func (s *Store) Redeem(ctx context.Context, by audit.Actor, now time.Time, token string, n New) error {
	if err := s.LinkUsable(ctx, now, token); err != nil {
		return err // before any hashing: a stranger can't make us work
	}
	n.Role = Administrator
	if err := n.Check(now).Or(); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, n.Password)
	if err != nil {
		return err
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `
			UPDATE account_link
			SET used_at = @now
			WHERE token_hash = @hash
			  AND `+usable+`
			RETURNING role`, pgx.NamedArgs{"now": now, "hash": linkHash(token)}).Scan(&n.Role)
		if errors.Is(err, pgx.ErrNoRows) {
			return fault.NotFound{}
		}
		if err != nil {
			return fmt.Errorf("use link: %w", err)
		}
		_, err = s.insert(ctx, tx, by, n, &hash, false)
		return err
	})
}
