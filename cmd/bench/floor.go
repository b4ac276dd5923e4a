package main

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"pilar/internal/postgres"
	"pilar/internal/worker"
)

// leanPage is what the floor serves at present: the statements, and how many bytes to send.
type leanPage struct {
	batch func(i int) *pgx.Batch
	bytes int
}

// keepCounts stores the counts that the floor reads instead of counting.
func keepCounts(ctx context.Context, owner postgres.DB) error {
	_, err := owner.Exec(ctx, `
		CREATE TABLE floor_count AS
		SELECT cadre, kecamatan, count(*) AS active, count(*) FILTER (WHERE certified) AS certified
		FROM standing(current_date, 'infinity')
		GROUP BY cadre, kecamatan;
		GRANT SELECT ON floor_count TO PUBLIC`)
	return err
}

// serveFloor answers with what the lean statements return, filled up to as many bytes as Pilar's page has.
func (b *bed) serveFloor(w http.ResponseWriter, r *http.Request) {
	lean := b.lean.Load()
	i, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
	var body bytes.Buffer
	batch := lean.batch(i)
	for _, q := range batch.QueuedQueries {
		q.Query(func(rows pgx.Rows) error {
			for rows.Next() {
				for _, value := range rows.RawValues() {
					body.Write(value)
				}
			}
			return rows.Err()
		})
	}
	if err := b.bare.SendBatch(r.Context(), batch).Close(); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	for body.Len() < lean.bytes {
		body.Write(padding[:min(len(padding), lean.bytes-body.Len())])
	}
	_, _ = body.WriteTo(w)
}

var padding = bytes.Repeat([]byte("<td>Pilar</td>\n"), 200)

// leanRows are those of a list, with the posts held now: the floor knows no other time.
const leanRows = `
	SELECT w.id, w.name, w.title_before, w.title_after, w.sex, w.birth_date, w.nik_sealed,
	       (SELECT string_agg(e.cadre || e.region, ',') FROM engagement e WHERE e.worker = w.id AND e.voided_at IS NULL AND upper_inf(e.valid))
	FROM worker w
	WHERE w.voided_at IS NULL`

// leanList is the same page of the same list as the filter's, whose codes stand in the text: it is planned once.
func leanList(f worker.Filter) *pgx.Batch {
	order, than, where, kept := "w.name_key, w.id", ">", "", []string{"true"}
	switch f.Sort {
	case worker.ByNameDown:
		order, than = "w.name_key DESC, w.id DESC", "<"
	case worker.ByChangedDown:
		order, than = "w.changed_at DESC, w.id DESC", "<"
	case worker.ByNewestDown:
		order, than = "w.id DESC", "<"
	}
	if f.Cadre != "" {
		where, kept = where+" AND e.cadre = '"+f.Cadre+"'", append(kept, "cadre = '"+f.Cadre+"'")
	}
	if f.Kecamatan != "" {
		where, kept = where+" AND e.kecamatan = '"+f.Kecamatan+"'", append(kept, "kecamatan = '"+f.Kecamatan+"'")
	}
	if where != "" {
		where = ` AND EXISTS (SELECT FROM engagement e WHERE e.worker = w.id AND e.voided_at IS NULL AND upper_inf(e.valid)` + where + ` OFFSET 0)`
	}
	var after []any
	columns := strings.ReplaceAll(order, " DESC", "")
	if c, err := postgres.DecodeCursor(f.Cursor, string(f.Sort), strings.Count(order, ",")+1); err == nil && c != nil {
		params := make([]string, len(c.Last))
		for i, value := range c.Last {
			cast := "::text::bigint"
			if i == 0 && len(c.Last) == 2 {
				cast = map[bool]string{true: "::text::timestamptz", false: "::text"}[f.Sort == worker.ByChangedDown]
			}
			params[i], after = "$"+strconv.Itoa(i+1)+cast, append(after, value)
		}
		where += " AND (" + columns + ") " + than + " (" + strings.Join(params, ", ") + ")"
	}
	b := &pgx.Batch{}
	b.Queue(leanRows+where+` ORDER BY `+order+` LIMIT 51`, after...)
	b.Queue(`SELECT sum(active) FROM floor_count WHERE ` + strings.Join(kept, " AND "))
	return b
}

// leanSearch looks for names that begin with the first word and hold the rest somewhere, within the bounds of an index.
func leanSearch(words string) *pgx.Batch {
	b := &pgx.Batch{}
	first, rest, _ := strings.Cut(words, " ")
	last := first + string(utf8.MaxRune)
	const match = ` AND w.name_key >= $1 AND w.name_key < $2 AND strpos(w.name_key, $3) > 0`
	b.Queue(leanRows+match+` ORDER BY w.name_key, w.id LIMIT 51`, first, last, rest)
	b.Queue(`SELECT count(*) FROM (SELECT FROM worker w WHERE w.voided_at IS NULL`+match+` LIMIT 10001) AS capped`, first, last, rest)
	return b
}

func leanRecord(id int64) *pgx.Batch {
	b := &pgx.Batch{}
	b.Queue(`SELECT name, title_before, title_after, sex, birth_date, nik_sealed, phone_sealed, address, home_region FROM worker WHERE id = $1`, id)
	b.Queue(`SELECT cadre, region, valid, end_reason, fields FROM engagement WHERE worker = $1 AND voided_at IS NULL`, id)
	b.Queue(`SELECT kind, nip, grade, valid FROM employment WHERE worker = $1 AND voided_at IS NULL`, id)
	b.Queue(`SELECT bank, number_sealed, valid FROM bank_account WHERE worker = $1 AND voided_at IS NULL`, id)
	b.Queue(`SELECT number, certifier, signed_on, valid_until FROM certificate WHERE worker = $1 AND voided_at IS NULL`, id)
	b.Queue(`SELECT at, actor_name, verb, changes FROM audit_entry WHERE subject_kind = 'worker' AND subject_id = $1 ORDER BY id DESC LIMIT 50`, id)
	return b
}

func leanHome() *pgx.Batch {
	b := &pgx.Batch{}
	b.Queue(`SELECT cadre, kecamatan, active, certified FROM floor_count`)
	return b
}
