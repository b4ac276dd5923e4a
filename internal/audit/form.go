package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/fault"
	"pilar/internal/postgres"
)

// formLife is how long a form that was carried out is known by its key.
const formLife = 24 * time.Hour

// Forms knows which forms were carried out.
type Forms struct{ db postgres.DB }

// NewForms returns Forms on a pool.
func NewForms(db postgres.DB) *Forms { return &Forms{db} }

// note says within a write that by's form is being carried out. A request may write several times for one form; another
// request gets fault.Repeated.
func note(ctx context.Context, tx pgx.Tx, by Actor) error {
	if by.Form == "" {
		return nil
	}
	tag, err := tx.Exec(ctx, `
		INSERT INTO form_key (key, request)
		VALUES ($1, $2)
		ON CONFLICT (key) DO UPDATE SET request = excluded.request WHERE form_key.request = excluded.request`, by.Form, by.Request)
	if err != nil {
		return fmt.Errorf("note a form's key: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.Repeated{}
	}
	return nil
}

// Done tells whether a form was carried out, and where that led: "" to no other page. Pending is true while the request
// that did it has not answered.
func (f *Forms) Done(ctx context.Context, key string) (url string, done, pending bool, err error) {
	var answer *string
	err = f.db.QueryRow(ctx, `SELECT url FROM form_key WHERE key = $1`, key).Scan(&answer)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return "", false, false, nil
	case err != nil:
		return "", false, false, fmt.Errorf("look for a form's key: %w", err)
	case answer == nil:
		return "", true, true, nil
	}
	return *answer, true, false, nil
}

// Answered notes where by's form led, "" to no other page. For a form that wrote nothing it does nothing.
func (f *Forms) Answered(ctx context.Context, by Actor, url string) error {
	_, err := f.db.Exec(ctx, `UPDATE form_key SET url = $3 WHERE key = $1 AND request = $2`, by.Form, by.Request, url)
	if err != nil {
		return fmt.Errorf("note where a form led: %w", err)
	}
	return nil
}

// Sweep forgets the forms of more than a day ago.
func (f *Forms) Sweep(ctx context.Context, now time.Time) error {
	if _, err := f.db.Exec(ctx, `DELETE FROM form_key WHERE used_at <= $1`, now.Add(-formLife)); err != nil {
		return fmt.Errorf("sweep the keys of forms: %w", err)
	}
	return nil
}
