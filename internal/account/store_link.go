package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/fault"
)

// InviteLife is how long a link can be used with which somebody chooses a password.
const InviteLife = 3 * 24 * time.Hour

// newToken returns what makes a link: 256 bits that nobody guesses. Only its hash is kept.
func newToken() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

func linkHash(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

// Invite makes an account that no password opens, and the token of a link with which its owner chooses one.
// fault.Invalid names the fields that are refused: login, name, role, ends_on, kecamatan.
func (s *Store) Invite(ctx context.Context, by audit.Actor, now time.Time, n New) (id int64, token string, err error) {
	if err := n.CheckFacts(now).Or(); err != nil {
		return 0, "", err
	}
	err = audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		if id, err = s.insert(ctx, tx, by, n, nil, false); err != nil {
			return err
		}
		token, err = s.link(ctx, tx, by, now, audit.AccountInvited, id, NormalLogin(n.Login))
		return err
	})
	return id, token, err
}

// Renew makes a link with which the owner of an account chooses a password, the first or another; an older link is void
// from then on, and the account's sessions end. fault.Forbidden where the account can't be used or is one's own.
func (s *Store) Renew(ctx context.Context, by audit.Actor, now time.Time, id int64) (token string, err error) {
	err = audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		a, err := NewStore(tx, s.keys).Get(ctx, now, id)
		if err != nil {
			return err
		}
		if err := a.Linkable(by.ID); err != nil {
			return err
		}
		if _, err := endSessions(ctx, tx, id); err != nil {
			return err
		}
		verb := audit.AccountInvited
		if a.HasPassword {
			verb = audit.AccountLinked
		}
		token, err = s.link(ctx, tx, by, now, verb, id, a.Login)
		return err
	})
	return token, err
}

// Linkable returns nil where the account by may have a link made for r, else fault.Forbidden with the next step.
func (r Record) Linkable(by int64) error {
	switch {
	case r.ID == by:
		return fault.Forbidden{Message: "Kata sandi sendiri diganti lewat halaman Akun saya."}
	case r.Demo:
		return fault.Forbidden{Message: "Kata sandi akun peragaan tidak dapat diganti."}
	case r.State == Suspended:
		return fault.Forbidden{Message: "Akun ini sedang dinonaktifkan. Aktifkan kembali lebih dahulu, lalu buat tautannya."}
	case r.State == Ended:
		return fault.Forbidden{Message: "Masa berlaku akun ini sudah berakhir. Ubah tanggal berakhirnya lebih dahulu, lalu buat tautannya."}
	}
	return nil
}

func (s *Store) link(ctx context.Context, tx pgx.Tx, by audit.Actor, now time.Time, verb audit.Verb, id int64, login string) (string, error) {
	token := newToken()
	if _, err := withdraw(ctx, tx, id); err != nil {
		return "", err
	}
	_, err := tx.Exec(ctx, `INSERT INTO account_link (token_hash, account, expires_at) VALUES ($1, $2, $3)`,
		linkHash(token), id, now.Add(InviteLife))
	if err != nil {
		return "", fmt.Errorf("insert link: %w", err)
	}
	return token, s.record(ctx, tx, by, verb, id, login, "", nil)
}

// Withdraw makes an account's link void; fault.Conflict where it has none.
func (s *Store) Withdraw(ctx context.Context, by audit.Actor, now time.Time, id int64) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		a, err := NewStore(tx, s.keys).Get(ctx, now, id)
		if err != nil {
			return err
		}
		found, err := withdraw(ctx, tx, id)
		if err != nil {
			return err
		}
		if !found {
			return fault.Conflict{}
		}
		return s.record(ctx, tx, by, audit.AccountUnlinked, id, a.Login, "", nil)
	})
}

// withdraw takes an account's link away, and tells whether there was one.
func withdraw(ctx context.Context, tx pgx.Tx, id int64) (bool, error) {
	tag, err := tx.Exec(ctx, `DELETE FROM account_link WHERE account = $1`, id)
	if err != nil {
		return false, fmt.Errorf("withdraw a link: %w", err)
	}
	return tag.RowsAffected() > 0, nil
}

// Visitor is somebody who comes by a link. Address is the client's, in one form for each place.
type Visitor struct {
	Token   string
	Address string
	Now     time.Time
}

// openLink finds the account of a link that can still be used: in time, and while the account itself can be. A link that was
// used is gone.
const openLink = `
	FROM account_link k
	JOIN account a ON a.id = k.account
	WHERE k.token_hash = @hash
	  AND k.expires_at > @now
	  AND a.suspended_at IS NULL
	  AND (a.ends_on IS NULL OR a.ends_on >= @today)`

func (v Visitor) args() pgx.NamedArgs {
	return pgx.NamedArgs{"hash": linkHash(v.Token), "now": v.Now, "today": asof.Today(v.Now)}
}

// Invitee returns whose link this is. fault.NotFound for a link that is void, used or too old. Addresses from which many
// such links were tried, or many passwords, are held up with TooSoon.
func (s *Store) Invitee(ctx context.Context, v Visitor) (Record, error) {
	keys := s.addressKeys(v.Address)
	counts, err := readCounts(ctx, s.db, keys, "")
	if err != nil {
		return Record{}, err
	}
	if wait := keys.wait(counts, v.Now); wait > 0 {
		return Record{}, TooSoon{wait}
	}
	var id int64
	err = s.db.QueryRow(ctx, `SELECT a.id`+openLink, v.args()).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		if err := s.admit(ctx, keys, v.Now); err != nil {
			return Record{}, err
		}
		return Record{}, fault.NotFound{}
	}
	if err != nil {
		return Record{}, fmt.Errorf("read link: %w", err)
	}
	return s.Get(ctx, v.Now, id)
}

// Accept gives the account of a link the password that its owner chose, and ends its sessions. A link works once: of two who
// use it at the same time one gets in and the other fault.NotFound. fault.Invalid{password} leaves the link as it was.
// Request is the request's number, for the trail.
func (s *Store) Accept(ctx context.Context, v Visitor, password, request string) (Account, error) {
	a, err := s.Invitee(ctx, v) // before any hashing: a stranger can't make us work
	if err != nil {
		return Account{}, err
	}
	if m := CheckPassword(password, a.Login, a.Name); m != "" {
		return Account{}, fault.Invalid{"password": m}
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return Account{}, err
	}
	by := audit.Actor{ID: a.ID, Name: a.Name, Request: request}
	err = audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		var had bool
		err := tx.QueryRow(ctx, `SELECT a.password_hash IS NOT NULL`+openLink, v.args()).Scan(&had)
		if errors.Is(err, pgx.ErrNoRows) {
			return fault.NotFound{}
		}
		if err != nil {
			return fmt.Errorf("use link: %w", err)
		}
		if err := setPassword(ctx, tx, a.ID, hash); err != nil { // the link ends with it
			return err
		}
		verb := audit.AccountAccepted
		if had {
			verb = audit.AccountReset
		}
		return s.record(ctx, tx, by, verb, a.ID, a.Login, "", nil)
	})
	a.proof = hash
	return a.Account, err
}
