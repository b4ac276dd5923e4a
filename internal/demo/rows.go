package demo

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pilar/internal/audit"
	"pilar/internal/certification"
	"pilar/internal/check"
	"pilar/internal/seal"
	"pilar/internal/worker"
)

// chunk holds the rows of some people until they are copied. Rows point at each other by their index in the chunk; a row
// gets its number when it is copied.
type chunk struct {
	workers      []workerRow
	engagements  []engagementRow
	links        []linkRow
	employments  []employmentRow
	accounts     []accountRow
	certificates []certificateRow
	revocations  []revocationRow
	entries      []entryRow
}

// fact is when a row was recorded, and taken back where it was.
type fact struct {
	at       time.Time
	by       string
	voidedAt time.Time
	voidedBy string
	reason   string
	replaces int // index of the row that this one replaces, or none
}

func noted(by string, at time.Time) fact { return fact{at: at, by: by, replaces: none} }

func (f *fact) void(by string, at time.Time, reason string) {
	f.voidedAt, f.voidedBy, f.reason = at, by, reason
}

var factColumns = []string{"recorded_at", "recorded_by", "voided_at", "voided_by", "void_reason"}

func (f *fact) values() []any {
	if f.voidedAt.IsZero() {
		return []any{f.at, f.by, nil, nil, nil}
	}
	return []any{f.at, f.by, f.voidedAt, f.voidedBy, f.reason}
}

type workerRow struct {
	worker.Person
	version int
	changed time.Time
	fact
}

type engagementRow struct {
	worker int
	worker.Engagement
	links int // where its links begin
	fact
}

type linkRow struct {
	engagement int
	decree     int64
	fact
}

type employmentRow struct {
	worker int
	worker.Employment
	fact
}

type accountRow struct {
	worker int
	worker.BankAccount
	sealed []byte
	fact
}

type certificateRow struct {
	worker int
	certification.Certificate
	renews int
	fact
}

type revocationRow struct {
	certificate int
	on          day
	reason      string
	fact
}

type entryRow struct {
	at      time.Time
	by      string
	verb    audit.Verb
	worker  int
	name    string
	changes []byte
	reason  string
}

// copier sends chunks to the database.
type copier struct {
	tx   pgx.Tx
	keys *seal.Keys
	told int // entries so far
}

// copy sends a chunk, one COPY for each table.
func (c *copier) copy(ctx context.Context, k *chunk) error {
	workers, err := c.reserve(ctx, "worker", len(k.workers))
	if err != nil {
		return err
	}
	engagements, err := c.reserve(ctx, "engagement", len(k.engagements))
	if err != nil {
		return err
	}
	certificates, err := c.reserve(ctx, "certificate", len(k.certificates))
	if err != nil {
		return err
	}
	sets := []func() error{
		func() error { return c.workers(ctx, k.workers, workers) },
		func() error { return c.engagements(ctx, k.engagements, engagements, workers) },
		func() error {
			return copyRows(ctx, c.tx, "engagement_decree", with("engagement", "decree"), k.links, func(_ int, r *linkRow) []any {
				return append([]any{engagements + int64(r.engagement), r.decree}, r.values()...)
			})
		},
		func() error { return c.employments(ctx, k.employments, workers) },
		func() error { return c.accounts(ctx, k.accounts, workers) },
		func() error { return c.certificates(ctx, k.certificates, certificates, workers) },
		func() error {
			return copyRows(ctx, c.tx, "certificate_revocation", with("certificate", "revoked_on", "reason"), k.revocations,
				func(_ int, r *revocationRow) []any {
					return append([]any{certificates + int64(r.certificate), r.on.date(), r.reason}, r.values()...)
				})
		},
		func() error { return c.entries(ctx, k.entries, workers) },
	}
	for _, send := range sets {
		if err := send(); err != nil {
			return err
		}
	}
	return nil
}

// reserve takes n numbers of a table's sequence, and returns the first: within a write nobody else takes any.
func (c *copier) reserve(ctx context.Context, table string, n int) (int64, error) {
	if n == 0 {
		return 0, nil
	}
	var first, last int64
	err := c.tx.QueryRow(ctx, `
		SELECT min(id), max(id)
		FROM (SELECT nextval(pg_get_serial_sequence($1, 'id')) AS id FROM generate_series(1, $2)) AS reserved`,
		table, n).Scan(&first, &last)
	if err == nil && last-first != int64(n)-1 {
		err = fmt.Errorf("somebody else took numbers between %d and %d", first, last)
	}
	if err != nil {
		return 0, fmt.Errorf("reserve numbers of %s: %w", table, err)
	}
	return first, nil
}

// with adds the columns of a fact.
func with(columns ...string) []string { return append(columns, factColumns...) }

func copyRows[T any](ctx context.Context, tx pgx.Tx, table string, columns []string, rows []T, values func(int, *T) []any) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
		return values(i, &rows[i]), nil
	}))
	if err != nil {
		return fmt.Errorf("copy to %s: %w", table, err)
	}
	return nil
}

func (c *copier) workers(ctx context.Context, rows []workerRow, first int64) error {
	columns := []string{"id", "name", "title_before", "title_after", "name_key", "sex", "birth_place", "birth_date", "nik_sealed",
		"kk_sealed", "npwp_sealed", "phone_sealed", "phone_note_sealed", "email", "home_region", "address", "education", "died_on",
		"version", "changed_at"}
	return copyRows(ctx, c.tx, "worker", with(columns...), rows, func(i int, r *workerRow) []any {
		return append([]any{first + int64(i), r.Name, r.TitleBefore, r.TitleAfter, check.NameKey(r.Name), r.Sex, r.BirthPlace, r.BirthDate,
			c.keys.Seal(seal.NIK, r.NIK), c.keys.Seal(seal.KK, r.KK), c.keys.Seal(seal.NPWP, r.NPWP),
			c.keys.Seal(seal.Phone, r.Phone), c.keys.Seal(seal.PhoneNote, r.PhoneNote), r.Email, r.HomeRegion, r.Address, r.Education,
			dateOrNull(r.DiedOn), r.version, r.changed}, r.values()...)
	})
}

func (c *copier) engagements(ctx context.Context, rows []engagementRow, first, workers int64) error {
	columns := []string{"id", "worker", "cadre", "region", "valid", "start_precision", "end_reason", "member_number", "fields", "replaces"}
	return copyRows(ctx, c.tx, "engagement", with(columns...), rows, func(i int, r *engagementRow) []any {
		fields := []byte("{}")
		if len(r.Fields) > 0 {
			fields, _ = json.Marshal(r.Fields) // strings always marshal
		}
		return append([]any{first + int64(i), workers + int64(r.worker), r.Cadre, r.Region, span(r.From, r.Until), string(r.Precision),
			r.EndReason, r.MemberNumber, fields, rowOrNull(first, r.replaces)}, r.values()...)
	})
}

func (c *copier) employments(ctx context.Context, rows []employmentRow, workers int64) error {
	columns := []string{"worker", "kind", "nip", "grade", "post", "unit", "valid", "precision"}
	return copyRows(ctx, c.tx, "employment", with(columns...), rows, func(_ int, r *employmentRow) []any {
		return append([]any{workers + int64(r.worker), string(r.Kind), r.NIP, r.Grade, r.Post, r.Unit, span(r.From, r.Until),
			string(r.Precision)}, r.values()...)
	})
}

func (c *copier) accounts(ctx context.Context, rows []accountRow, workers int64) error {
	columns := []string{"worker", "bank", "number_sealed", "holder", "valid"}
	return copyRows(ctx, c.tx, "bank_account", with(columns...), rows, func(_ int, r *accountRow) []any {
		return append([]any{workers + int64(r.worker), r.Bank, r.sealed, r.Holder, span(r.From, r.Until)}, r.values()...)
	})
}

func (c *copier) certificates(ctx context.Context, rows []certificateRow, first, workers int64) error {
	columns := []string{"id", "worker", "scheme_version", "certifier", "number", "signed_on", "valid_until", "renews", "replaces"}
	return copyRows(ctx, c.tx, "certificate", with(columns...), rows, func(i int, r *certificateRow) []any {
		return append([]any{first + int64(i), workers + int64(r.worker), r.SchemeVersion, r.Certifier, r.Number, r.SignedOn, r.ValidUntil,
			rowOrNull(first, r.renews), rowOrNull(first, r.replaces)}, r.values()...)
	})
}

// entries go to a table of their own first: the trail is chained in the order of time, which only the end of the
// telling knows.
func (c *copier) entries(ctx context.Context, rows []entryRow, workers int64) error {
	columns := []string{"n", "at", "actor", "verb", "worker", "name", "changes", "reason"}
	told := c.told
	c.told += len(rows)
	return copyRows(ctx, c.tx, "told", columns, rows, func(i int, r *entryRow) []any {
		return []any{told + i, r.at, r.by, string(r.verb), workers + int64(r.worker), r.name, r.changes, r.reason}
	})
}

func span(from, until time.Time) pgtype.Range[pgtype.Date] {
	r := pgtype.Range[pgtype.Date]{Lower: pgtype.Date{Time: from, Valid: true}, LowerType: pgtype.Inclusive, UpperType: pgtype.Unbounded, Valid: true}
	if !until.IsZero() {
		r.Upper, r.UpperType = pgtype.Date{Time: until, Valid: true}, pgtype.Inclusive
	}
	return r
}

func dateOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

func rowOrNull(first int64, index int) any {
	if index == none {
		return nil
	}
	return first + int64(index)
}

// copyDecrees stores the SK and gives them their numbers.
func copyDecrees(ctx context.Context, tx pgx.Tx, all decrees, cal calendar) error {
	keys := slices.SortedFunc(maps.Keys(all), func(a, b decreeKey) int {
		return cmp.Or(cmp.Compare(a.year, b.year), cmp.Compare(a.cadre, b.cadre))
	})
	c := &copier{tx: tx}
	first, err := c.reserve(ctx, "decree", len(keys))
	if err != nil {
		return err
	}
	columns := []string{"id", "number", "decided_on", "issuer", "valid", "recorded_at", "recorded_by"}
	return copyRows(ctx, tx, "decree", columns, keys, func(i int, key *decreeKey) []any {
		d := all[*key]
		d.ID = first + int64(i)
		all[*key] = d
		at := max(dayOf(d.DecidedOn)+9, cal.opened).at(9 * time.Hour)
		return []any{d.ID, d.Number, d.DecidedOn, d.Issuer, span(d.From, d.Until), at, clerks[0]}
	})
}
