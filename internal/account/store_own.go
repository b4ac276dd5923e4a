package account

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
)

// PasswordChange is what somebody who is logged in sends for another password. Address is the client's.
type PasswordChange struct {
	Old, New string
	Address  string
	Now      time.Time
}

// ChangePassword gives a, whose old password is asked, another one, and ends all of its sessions. fault.Invalid names
// the fields that are refused, old and new; TooSoon holds up who guesses at the old one in somebody else's session.
func (s *Store) ChangePassword(ctx context.Context, by audit.Actor, a Account, c PasswordChange) error {
	if a.Demo {
		return fault.Forbidden{Message: "Kata sandi akun peragaan tidak dapat diganti."}
	}
	bad := fault.Invalid{}
	switch m := CheckPassword(c.New, a.Login, a.Name); {
	case c.New == "":
		bad["new"] = "Isi kata sandi baru."
	case m != "":
		bad["new"] = m
	case c.New == c.Old:
		bad["new"] = "Kata sandi baru sama dengan yang lama. Pilih yang lain."
	}
	former, err := s.proven(ctx, a, c)
	if refused, ok := errors.AsType[fault.Invalid](err); ok {
		bad["old"] = refused["old"]
	} else if err != nil {
		return err
	}
	if err := bad.Or(); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, c.New)
	if err != nil {
		return err
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			UPDATE account
			SET password_hash = $3
			WHERE id = $1
			  AND password_hash = $2`, a.ID, former, hash)
		if err != nil {
			return fmt.Errorf("update password: %w", err)
		}
		if tag.RowsAffected() == 0 { // somebody else changed it since it was proven
			return wrongOld
		}
		if err := shut(ctx, tx, a.ID); err != nil {
			return err
		}
		return s.record(ctx, tx, by, audit.AccountReset, a.ID, a.Login, "", nil)
	})
}

// wrongOld refuses a change of password by somebody who does not know the present one.
var wrongOld = fault.Invalid{"old": "Kata sandi lama tidak cocok. Periksa, lalu ketik lagi."}

// proven returns the hash of a's password where c.Old is that password.
func (s *Store) proven(ctx context.Context, a Account, c PasswordChange) (string, error) {
	switch n := len([]rune(c.Old)); {
	case n == 0:
		return "", fault.Invalid{"old": "Isi kata sandi lama."}
	case n > PasswordMax:
		return "", wrongOld
	}
	keys := s.tryKeys(a.Login, c.Address)
	if err := s.admit(ctx, keys, c.Now); err != nil {
		return "", err
	}
	var hash string
	if err := s.db.QueryRow(ctx, `SELECT password_hash FROM account WHERE id = $1`, a.ID).Scan(&hash); err != nil {
		return "", fmt.Errorf("read password hash: %w", err)
	}
	ok, _, err := s.hasher.matches(ctx, c.Old, hash)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", wrongOld
	}
	return hash, s.succeed(ctx, keys, c.Now)
}

// Visit is a session as its owner sees it. TokenHash tells which one it is and stands on no page.
type Visit struct {
	ID                int64
	TokenHash         string
	CreatedAt, SeenAt time.Time
}

// Visits returns the sessions of an account that live at now, the one used last first.
func (s *Store) Visits(ctx context.Context, account int64, now time.Time) ([]Visit, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT id, token_hash, created_at, seen_at
		FROM session
		WHERE account = @account
		  AND `+live+`
		ORDER BY seen_at DESC, id DESC`, liveArgs(now, "account", account))
	return pgx.CollectRows(rows, pgx.RowToStructByName[Visit])
}

// EndVisit ends one session of the actor; fault.NotFound where they have none of that number.
func (s *Store) EndVisit(ctx context.Context, by audit.Actor, login string, id int64) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM session WHERE id = $1 AND account = $2`, id, by.ID)
		if err != nil {
			return fmt.Errorf("end a session of one's own: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return fault.NotFound{}
		}
		return s.record(ctx, tx, by, audit.SessionsEnded, by.ID, login, "", endedSessions(1))
	})
}

// EndSessions ends all sessions of an account; fault.NotFound for an unknown one.
func (s *Store) EndSessions(ctx context.Context, by audit.Actor, account int64) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		var login string
		err := tx.QueryRow(ctx, `SELECT login FROM account WHERE id = $1`, account).Scan(&login)
		if errors.Is(err, pgx.ErrNoRows) {
			return fault.NotFound{}
		}
		if err != nil {
			return fmt.Errorf("find an account: %w", err)
		}
		n, err := endSessions(ctx, tx, account)
		if err != nil || n == 0 {
			return err
		}
		return s.record(ctx, tx, by, audit.SessionsEnded, account, login, "", endedSessions(n))
	})
}

func endSessions(ctx context.Context, tx pgx.Tx, account int64) (n int64, err error) {
	tag, err := tx.Exec(ctx, `DELETE FROM session WHERE account = $1`, account)
	if err != nil {
		return 0, fmt.Errorf("end the sessions of an account: %w", err)
	}
	return tag.RowsAffected(), nil
}

func endedSessions(n int64) []audit.Change {
	return audit.Changed(nil, "Jumlah sesi", "", strconv.FormatInt(n, 10))
}

// KecamatanNames returns the names of the kecamatan that an account is limited to, by name; none: it sees every one.
func (s *Store) KecamatanNames(ctx context.Context, account int64) ([]string, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT r.name
		FROM account_region g
		JOIN region r ON r.code = g.region
		WHERE g.account = $1
		ORDER BY r.name`, account)
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
