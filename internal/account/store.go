package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// Store keeps accounts, the one-time links to them, sessions, and what is known of tries to log in.
type Store struct {
	db     postgres.DB
	keys   *seal.Keys
	hasher *hasher
}

// NewStore returns a Store on a pool or within a transaction. One Store serves a whole process: it bounds how many
// passwords are hashed at once.
func NewStore(db postgres.DB, keys *seal.Keys) *Store { return &Store{db, keys, newHasher()} }

// columns and origins read an Account; account itself stands in the FROM clause as a, before origins.
const (
	columns = `
	a.id, a.login, a.name, a.role, r.name AS role_name, a.demo, a.ends_on, a.suspended_at,
	ARRAY(SELECT p.permission FROM role_permission p WHERE p.role = a.role) AS permissions, l.kecamatan,
	CASE WHEN l.kecamatan IS NULL THEN 0 ELSE (SELECT count(*) FROM region WHERE level = 'kecamatan') END AS districts`
	origins = `
		JOIN role r ON r.code = a.role
		CROSS JOIN LATERAL (
		    SELECT array_agg(g.region ORDER BY g.region) AS kecamatan
		    FROM account_region g
		    WHERE g.account = a.id
		) AS l`
)

// Create makes an account and returns its id. fault.Invalid names the fields that are refused: login, name, role,
// password, ends_on, kecamatan.
func (s *Store) Create(ctx context.Context, by audit.Actor, now time.Time, n New) (int64, error) {
	if err := n.Check(now).Or(); err != nil {
		return 0, err
	}
	hash, err := s.hasher.hash(ctx, n.Password)
	if err != nil {
		return 0, err
	}
	var id int64
	err = audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		id, err = s.insert(ctx, tx, by, n, &hash, false)
		return err
	})
	return id, err
}

// insert stores an account and its limits, and records it, within a write. Without a hash no password opens it.
func (s *Store) insert(ctx context.Context, tx pgx.Tx, by audit.Actor, n New, hash *string, demo bool) (id int64, err error) {
	login, name := NormalLogin(n.Login), strings.TrimSpace(n.Name)
	err = tx.QueryRow(ctx, `
		INSERT INTO account (login, name, role, password_hash, ends_on, demo)
		VALUES (@login, @name, @role, @hash, @ends_on, @demo)
		RETURNING id`,
		pgx.NamedArgs{"login": login, "name": name, "role": n.Role, "hash": hash, "ends_on": n.EndsOn, "demo": demo}).Scan(&id)
	if postgres.Violates(err, "account_login_key") {
		return 0, fault.Invalid{"login": "Nama pengguna ini sudah dipakai."}
	}
	if err != nil {
		return 0, fmt.Errorf("insert account: %w", err)
	}
	if err := limit(ctx, tx, id, n.Kecamatan); err != nil {
		return 0, err
	}
	after, err := wordsOf(ctx, tx, name, n.Role, n.EndsOn, n.Kecamatan)
	if err != nil {
		return 0, err
	}
	changes := audit.Changed(nil, "Nama pengguna", "", login)
	return id, s.record(ctx, tx, by, audit.AccountCreated, id, login, "", words{}.changes(changes, after))
}

// limit stores the kecamatan to which a new or unlimited account is limited.
func limit(ctx context.Context, tx pgx.Tx, id int64, kecamatan []string) error {
	tag, err := tx.Exec(ctx, `
		INSERT INTO account_region (account, region)
		SELECT DISTINCT $1::bigint, code
		FROM region
		WHERE level = 'kecamatan'
		  AND code = ANY($2)`, id, kecamatan)
	if err != nil {
		return fmt.Errorf("limit account: %w", err)
	}
	if int(tag.RowsAffected()) != len(kecamatan) {
		return fault.Invalid{"kecamatan": "Ada kode kecamatan yang tidak dikenal atau tertulis dua kali."}
	}
	return nil
}

// record adds an act on an account to the trail.
func (s *Store) record(ctx context.Context, tx pgx.Tx, by audit.Actor, verb audit.Verb, id int64, login, reason string, changes []audit.Change) error {
	return audit.Record(ctx, tx, s.keys, by, audit.Entry{
		Verb: verb, SubjectKind: string(audit.Account), SubjectID: id, SubjectName: login, Reason: reason, Changes: changes,
	})
}

// Reset gives an account another password and ends all of its sessions. fault.NotFound for an unknown login;
// fault.Invalid{password} where the rules refuse it.
func (s *Store) Reset(ctx context.Context, by audit.Actor, login, password string) error {
	a, err := s.ByLogin(ctx, login)
	if err != nil {
		return err
	}
	if m := CheckPassword(password, a.Login, a.Name); m != "" {
		return fault.Invalid{"password": m}
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		if err := setPassword(ctx, tx, a.ID, hash); err != nil {
			return err
		}
		return s.record(ctx, tx, by, audit.AccountReset, a.ID, a.Login, "", nil)
	})
}

// setPassword gives an account another password, and shuts what opened it before.
func setPassword(ctx context.Context, tx pgx.Tx, id int64, hash string) error {
	if _, err := tx.Exec(ctx, `UPDATE account SET password_hash = $2 WHERE id = $1`, id, hash); err != nil {
		return fmt.Errorf("update password: %w", err)
	}
	return shut(ctx, tx, id)
}

// shut ends an account's sessions, and its link for a password.
func shut(ctx context.Context, tx pgx.Tx, id int64) error {
	if _, err := endSessions(ctx, tx, id); err != nil {
		return err
	}
	_, err := withdraw(ctx, tx, id)
	return err
}

// Attempt is one try to log in. Address is the client's, in one form for each place; empty, only the login is counted.
// Demo says whether demo accounts may log in here.
type Attempt struct {
	Login, Password string
	Address         string
	Demo            bool
	Now             time.Time
}

// wrongLogin is the one answer for an unknown login and a wrong password.
var wrongLogin = fault.Invalid{"login": "Nama pengguna atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi."}

// Authenticate returns the account whose login and password these are. It does the same work whether or not the login
// exists. fault.Invalid{login} says why not; that an account is closed learns only who knows its password. TooSoon says
// that a delay after failures has not passed: see admit.
func (s *Store) Authenticate(ctx context.Context, try Attempt) (Account, error) {
	keys := s.tryKeys(try.Login, try.Address)
	if err := s.admit(ctx, keys, try.Now); err != nil {
		return Account{}, err
	}
	if len([]rune(try.Password)) > PasswordMax {
		return Account{}, wrongLogin
	}
	a, err := s.ByLogin(ctx, try.Login)
	if err != nil && !errors.Is(err, fault.NotFound{}) {
		return a, err
	}
	var hash string // stays empty for an unknown login, and for one that has no password yet
	err = s.db.QueryRow(ctx, `SELECT coalesce(max(password_hash), '') FROM account WHERE id = $1`, a.ID).Scan(&hash)
	if err != nil {
		return a, fmt.Errorf("read password hash: %w", err)
	}
	ok, stale, err := s.hasher.matches(ctx, try.Password, hash)
	if err != nil {
		return a, err
	}
	if !ok || a.Demo && !try.Demo {
		return Account{}, wrongLogin
	}
	if m := a.Closed(try.Now); m != "" {
		return Account{}, fault.Invalid{"login": m}
	}
	if err := s.succeed(ctx, keys, try.Now); err != nil {
		return a, err
	}
	a.proof = hash
	if stale {
		a.proof, err = s.rehash(ctx, a, hash, try.Password)
	}
	return a, err
}

// rehash renews a hash that was made at a former cost, unless the password changed meanwhile, and returns the new one.
func (s *Store) rehash(ctx context.Context, a Account, former, password string) (string, error) {
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return "", err
	}
	_, err = s.db.Exec(ctx, `UPDATE account SET password_hash = $3 WHERE id = $1 AND password_hash = $2`, a.ID, former, hash)
	if err != nil {
		return "", fmt.Errorf("renew password hash: %w", err)
	}
	return hash, nil
}

// SignedIn records that the actor logged in.
func (s *Store) SignedIn(ctx context.Context, by audit.Actor, login string) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE account SET signed_in_at = pilar_at() WHERE id = $1`, by.ID); err != nil {
			return fmt.Errorf("note a login: %w", err)
		}
		return s.record(ctx, tx, by, audit.AccountSignedIn, by.ID, login, "", nil)
	})
}
