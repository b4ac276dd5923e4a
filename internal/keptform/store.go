package keptform

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// Store keeps forms.
type Store struct {
	db   postgres.DB
	keys *seal.Keys
}

// NewStore returns a Store on a pool or within a transaction.
func NewStore(db postgres.DB, keys *seal.Keys) *Store { return &Store{db, keys} }

// Mark returns a sender as a browser keeps it: nobody without the key can read it, or make one.
func (s *Store) Mark(by Sender) string {
	return base64.RawURLEncoding.EncodeToString(s.keys.Seal(seal.Sender, fmt.Sprint(by.Account, " ", by.Browser)))
}

// Sender reads a mark; ok is false where it is none.
func (s *Store) Sender(mark string) (_ Sender, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(mark)
	if err != nil {
		return Sender{}, false
	}
	text, err := s.keys.Open(seal.Sender, sealed)
	if err != nil {
		return Sender{}, false
	}
	account, browser, _ := strings.Cut(text, " ")
	id, err := strconv.ParseInt(account, 10, 64)
	return Sender{id, browser}, err == nil
}

// hash is a sender's browser as the table knows it.
func (by Sender) hash() []byte {
	h := sha256.Sum256([]byte(by.Browser))
	return h[:]
}

// Keep keeps a form for its sender from now on. The same form is kept once, and the oldest go where there are too many.
func (s *Store) Keep(ctx context.Context, by Sender, now time.Time, c Content) error {
	text, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("write a form: %w", err)
	}
	args := pgx.NamedArgs{"account": by.Account, "browser": by.hash(), "content": s.keys.Seal(seal.KeptForm, string(text)), "now": now, "most": most}
	err = pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO kept_form (account, browser, content, sent_at)
			VALUES (@account, @browser, @content, @now)
			ON CONFLICT (account, browser, sha256(content)) DO UPDATE SET sent_at = @now`, args)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			DELETE FROM kept_form
			WHERE id IN (SELECT id
			             FROM kept_form
			             WHERE account = @account
			               AND browser = @browser
			             ORDER BY sent_at DESC, id DESC
			             OFFSET @most)`, args)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep a form: %w", err)
	}
	return nil
}

// Any tells whether forms of the sender are kept.
func (s *Store) Any(ctx context.Context, by Sender, now time.Time) (any bool, err error) {
	err = s.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM kept_form WHERE account = $1 AND browser = $2 AND sent_at > $3)`,
		by.Account, by.hash(), now.Add(-Life)).Scan(&any)
	if err != nil {
		return false, fmt.Errorf("look for kept forms: %w", err)
	}
	return any, nil
}

// Of returns the sender's forms, the newest first.
func (s *Store) Of(ctx context.Context, by Sender, now time.Time) ([]Form, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT id, sent_at, content
		FROM kept_form
		WHERE account = $1
		  AND browser = $2
		  AND sent_at > $3
		ORDER BY sent_at DESC, id DESC`, by.Account, by.hash(), now.Add(-Life))
	forms, err := pgx.CollectRows(rows, s.open)
	if err != nil {
		return nil, fmt.Errorf("read kept forms: %w", err)
	}
	return forms, nil
}

func (s *Store) open(row pgx.CollectableRow) (f Form, err error) {
	var sealed []byte
	if err := row.Scan(&f.ID, &f.SentAt, &sealed); err != nil {
		return f, err
	}
	text, err := s.keys.Open(seal.KeptForm, sealed)
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal([]byte(text), &f.Content)
}

// Drop deletes a form of the sender. fault.NotFound where there is none.
func (s *Store) Drop(ctx context.Context, by Sender, id int64) error {
	tag, err := s.db.Exec(ctx, `DELETE FROM kept_form WHERE id = $1 AND account = $2 AND browser = $3`, id, by.Account, by.hash())
	if err != nil {
		return fmt.Errorf("drop a kept form: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.NotFound{}
	}
	return nil
}

// Sweep deletes the forms whose time is over.
func (s *Store) Sweep(ctx context.Context, now time.Time) error {
	if _, err := s.db.Exec(ctx, `DELETE FROM kept_form WHERE sent_at <= $1`, now.Add(-Life)); err != nil {
		return fmt.Errorf("sweep kept forms: %w", err)
	}
	return nil
}
