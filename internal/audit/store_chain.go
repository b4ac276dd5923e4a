package audit

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"pilar/internal/fault"
)

// Link is one entry's place in the chain. Who has noted the newest one elsewhere can tell later that nothing up to it was
// changed, and that no newer entries were cut off before it: see Holds.
type Link struct {
	ID   int64
	Hash string // in hexadecimal figures: whole, or its first 16
}

// shortHash is how many figures of a hash are noted by hand: too many to find another entry with the same ones.
const shortHash = 16

// String writes a link to be noted by hand: 4711:3f9a-12bc-77d0-91ee. It is empty for no link.
func (l Link) String() string {
	if len(l.Hash) < shortHash {
		return ""
	}
	var groups []string
	for i := 0; i < shortHash; i += 4 {
		groups = append(groups, l.Hash[i:i+4])
	}
	return strconv.FormatInt(l.ID, 10) + ":" + strings.Join(groups, "-")
}

var linkForm = regexp.MustCompile(`^([1-9][0-9]{0,17}):([0-9a-f]{16,64})$`)

// ParseLink reads what String writes, or a number with a whole hash: hyphens, spaces and capitals don't matter.
// fault.Malformed where it is neither.
func ParseLink(typed string) (Link, error) {
	m := linkForm.FindStringSubmatch(strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(typed)))
	if m == nil {
		return Link{}, fault.Malformed{Message: "link"}
	}
	id, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return Link{}, fault.Malformed{Message: "link"}
	}
	return Link{id, m[2]}, nil
}

// Head returns the newest entry's link; the zero Link where there is none.
func (s *Store) Head(ctx context.Context) (Link, error) {
	l, err := s.link(ctx, `SELECT id, hash FROM audit_entry ORDER BY id DESC LIMIT 1`)
	if err != nil {
		return Link{}, fmt.Errorf("read the trail's head: %w", err)
	}
	return l, nil
}

// Holds tells whether the trail still contains an entry that was noted earlier. Together with a whole chain this says that
// nothing up to that entry has changed.
func (s *Store) Holds(ctx context.Context, noted Link) (bool, error) {
	l, err := s.link(ctx, `SELECT id, hash FROM audit_entry WHERE id = $1`, noted.ID)
	if err != nil {
		return false, fmt.Errorf("look for entry %d of the trail: %w", noted.ID, err)
	}
	return len(noted.Hash) >= shortHash && strings.HasPrefix(l.Hash, noted.Hash), nil
}

func (s *Store) link(ctx context.Context, sql string, args ...any) (Link, error) {
	var l Link
	var hash []byte
	err := s.db.QueryRow(ctx, sql, args...).Scan(&l.ID, &hash)
	if errors.Is(err, pgx.ErrNoRows) {
		return Link{}, nil
	}
	l.Hash = hex.EncodeToString(hash)
	return l, err
}

// Protected tells whether the login that serves can only add to the trail.
func (s *Store) Protected(ctx context.Context) (protected bool, err error) {
	err = s.db.QueryRow(ctx, `
		SELECT NOT has_table_privilege('audit_entry', 'UPDATE')
		   AND NOT has_table_privilege('audit_entry', 'DELETE')
		   AND NOT has_table_privilege('audit_entry', 'TRUNCATE')`).Scan(&protected)
	if err != nil {
		return false, fmt.Errorf("look at the trail's protection: %w", err)
	}
	return protected, nil
}

// Guarded tells whether the trigger that chains each new entry is there and at work.
func (s *Store) Guarded(ctx context.Context) (guarded bool, err error) {
	err = s.db.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM pg_trigger
		               WHERE tgrelid = 'audit_entry'::regclass AND tgname = 'audit_chain' AND tgenabled IN ('O', 'A'))`).Scan(&guarded)
	if err != nil {
		return false, fmt.Errorf("look at the trail's trigger: %w", err)
	}
	return guarded, nil
}

// BrokenAt returns the number of the first entry that does not follow from the one before it; 0 where the chain is whole.
// Length is how many entries there are.
func (s *Store) BrokenAt(ctx context.Context) (id, length int64, err error) {
	err = s.db.QueryRow(ctx, `SELECT coalesce(audit_broken_at(), 0), (SELECT count(*) FROM audit_entry)`).Scan(&id, &length)
	if err != nil {
		return 0, 0, fmt.Errorf("follow the trail's chain: %w", err)
	}
	return id, length, nil
}
