package account

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/check"
	"pilar/internal/fault"
)

// Revise changes an account. fault.Conflict where somebody else changed it since; fault.Invalid{name, role, ends_on,
// kecamatan} where the rules refuse it: nobody changes their own role, and somebody always keeps the accounts.
func (s *Store) Revise(ctx context.Context, by audit.Actor, now time.Time, id int64, c Change) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		before, err := NewStore(tx, s.keys).Get(ctx, now, id)
		switch {
		case err != nil:
			return err
		case before.Version != c.Version:
			return fault.Conflict{}
		}
		if err := c.Check(now, before, by.ID).Or(); err != nil {
			return err
		}
		if c.Name = strings.TrimSpace(c.Name); c.nothing(before) {
			return nil
		}
		kept, err := keepsAdministrator(ctx, tx, now, func() error { return c.store(ctx, tx, id) })
		if err != nil {
			return err
		}
		if !kept {
			return c.refuseLast(before)
		}
		was, err := wordsOf(ctx, tx, before.Name, before.Role, before.EndsOn, before.Kecamatan)
		if err != nil {
			return err
		}
		is, err := wordsOf(ctx, tx, c.Name, c.Role, c.EndsOn, c.Kecamatan)
		if err != nil {
			return err
		}
		return s.record(ctx, tx, by, audit.AccountRevised, id, before.Login, "", was.changes(nil, is))
	})
}

func (c Change) store(ctx context.Context, tx pgx.Tx, id int64) error {
	_, err := tx.Exec(ctx, `
		UPDATE account
		SET name = @name, role = @role, ends_on = @ends_on, version = version + 1
		WHERE id = @id`, pgx.NamedArgs{"id": id, "name": c.Name, "role": c.Role, "ends_on": c.EndsOn})
	if err != nil {
		return fmt.Errorf("change account: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM account_region WHERE account = $1`, id); err != nil {
		return fmt.Errorf("lift the limit of an account: %w", err)
	}
	return limit(ctx, tx, id, c.Kecamatan)
}

// refuseLast names the field by which c would leave the accounts to nobody.
func (c Change) refuseLast(before Record) fault.Invalid {
	if c.Role != before.Role {
		return fault.Invalid{"role": lastAdministrator}
	}
	return fault.Invalid{"ends_on": lastAdministrator}
}

const lastAdministrator = "Akun ini satu-satunya administrator yang masih dapat dipakai seterusnya. Jadikan orang lain administrator tanpa tanggal berakhir lebih dahulu."

// Suspend closes an account until Reactivate: its sessions and its link for a password end. fault.Conflict where it is
// suspended already; fault.Forbidden for one's own, and for the last that keeps the accounts; fault.Invalid{reason}.
func (s *Store) Suspend(ctx context.Context, by audit.Actor, now time.Time, id int64, reason string) error {
	reason = cleanReason(reason)
	if err := checkReason(reason); err != nil {
		return err
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		a, err := NewStore(tx, s.keys).Get(ctx, now, id)
		if err != nil {
			return err
		}
		if err := a.Suspendable(by.ID); err != nil {
			return err
		}
		kept, err := keepsAdministrator(ctx, tx, now, func() error { return suspend(ctx, tx, now, id) })
		if err != nil {
			return err
		}
		if !kept {
			return fault.Forbidden{Message: lastAdministrator}
		}
		return s.record(ctx, tx, by, audit.AccountSuspended, id, a.Login, reason, nil)
	})
}

// Suspendable returns nil where the account by may try to suspend r, else why not: fault.Forbidden or fault.Conflict.
func (r Record) Suspendable(by int64) error {
	switch {
	case r.ID == by:
		return fault.Forbidden{Message: "Akun sendiri tidak dapat dinonaktifkan. Minta administrator lain melakukannya."}
	case r.SuspendedAt != nil:
		return fault.Conflict{}
	}
	return nil
}

func suspend(ctx context.Context, tx pgx.Tx, now time.Time, id int64) error {
	if _, err := tx.Exec(ctx, `UPDATE account SET suspended_at = $2 WHERE id = $1`, id, now); err != nil {
		return fmt.Errorf("suspend account: %w", err)
	}
	return shut(ctx, tx, id)
}

// Reactivate opens a suspended account again; fault.Conflict where it is not suspended; fault.Invalid{reason}.
func (s *Store) Reactivate(ctx context.Context, by audit.Actor, id int64, reason string) error {
	reason = cleanReason(reason)
	if err := checkReason(reason); err != nil {
		return err
	}
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, `
			UPDATE account
			SET suspended_at = NULL
			WHERE id = $1
			  AND suspended_at IS NOT NULL
			RETURNING login`, id)
		logins, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return fmt.Errorf("reactivate account: %w", err)
		}
		if len(logins) == 0 {
			return fault.Conflict{}
		}
		return s.record(ctx, tx, by, audit.AccountReactivated, id, logins[0], reason, nil)
	})
}

// cleanReason keeps numbers that identify a person out of the trail.
func cleanReason(typed string) string { return check.MaskNumbers(check.Clean(typed)) }

// keepers tell whether somebody can keep the accounts today, and whether somebody can without an end. A demo account
// can't: it opens nothing where there is no demonstration. Nor can who has no password yet.
type keepers struct{ Today, Lasting bool }

func keepersOf(ctx context.Context, tx pgx.Tx, now time.Time) (k keepers, err error) {
	err = tx.QueryRow(ctx, `
		SELECT coalesce(bool_or(a.ends_on IS NULL OR a.ends_on >= $2), false), coalesce(bool_or(a.ends_on IS NULL), false)
		FROM account a
		JOIN role_permission p ON p.role = a.role AND p.permission = $1
		WHERE a.suspended_at IS NULL
		  AND a.password_hash IS NOT NULL
		  AND NOT a.demo`, Admin, asof.Today(now)).Scan(&k.Today, &k.Lasting)
	if err != nil {
		return k, fmt.Errorf("look for an administrator: %w", err)
	}
	return k, nil
}

// keepsAdministrator does a change of an account, and tells whether somebody still keeps the accounts where somebody did
// before. Writers take turns, so that two administrators can't remove each other at the same moment.
func keepsAdministrator(ctx context.Context, tx pgx.Tx, now time.Time, do func() error) (bool, error) {
	before, err := keepersOf(ctx, tx, now)
	if err != nil {
		return false, err
	}
	if err := do(); err != nil {
		return false, err
	}
	after, err := keepersOf(ctx, tx, now)
	return (after.Today || !before.Today) && (after.Lasting || !before.Lasting), err
}

// words are what an administrator says of an account, as the trail says it.
type words struct{ name, role, ends, kecamatan string }

func wordsOf(ctx context.Context, tx pgx.Tx, name string, role Role, ends *time.Time, kecamatan []string) (words, error) {
	w := words{name: name, ends: "tanpa batas waktu"}
	if ends != nil {
		w.ends = ends.Format("02-01-2006")
	}
	err := tx.QueryRow(ctx, `
		SELECT r.name, coalesce((SELECT string_agg(g.name, ', ' ORDER BY g.name) FROM region g WHERE g.code = ANY($2)), 'semua kecamatan')
		FROM role r
		WHERE r.code = $1`, role, kecamatan).Scan(&w.role, &w.kecamatan)
	if err != nil {
		return w, fmt.Errorf("put an account into words: %w", err)
	}
	return w, nil
}

// changes appends what differs in after.
func (w words) changes(changes []audit.Change, after words) []audit.Change {
	changes = audit.Changed(changes, "Nama", w.name, after.name)
	changes = audit.Changed(changes, "Peran", w.role, after.role)
	changes = audit.Changed(changes, "Kecamatan", w.kecamatan, after.kecamatan)
	return audit.Changed(changes, "Berlaku sampai", w.ends, after.ends)
}
