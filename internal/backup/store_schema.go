package backup

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// table is a table as the database's catalogue describes it.
type table struct {
	Name    string
	Columns []string // that hold what was written; generated ones follow from these
	Key     []string // of the primary key, ready for ORDER BY
}

// tables asks the catalogue for every table of the schema but those with its versions.
func tables(ctx context.Context, tx pgx.Tx) ([]table, error) {
	rows, _ := tx.Query(ctx, `
		SELECT c.relname,
		       (SELECT array_agg(a.attname::text ORDER BY a.attname)
		        FROM pg_attribute a
		        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
		       (SELECT array_agg(quote_ident(a.attname) || CASE WHEN a.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END ORDER BY k.n)
		        FROM pg_index i
		        CROSS JOIN unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, n)
		        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
		        WHERE i.indrelid = c.oid AND i.indisprimary)
		FROM pg_class c
		WHERE c.relkind = 'r'
		  AND c.relnamespace = 'public'::regnamespace
		  AND c.relname NOT IN ('schema_migrations', 'river_migration')
		ORDER BY c.relname COLLATE "C"`)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[table])
	if err != nil {
		return nil, fmt.Errorf("read which tables there are: %w", err)
	}
	for _, t := range all {
		if t.Key == nil {
			return nil, fmt.Errorf("the table %s has no primary key: its rows have no order to be compared in", t.Name)
		}
	}
	return all, nil
}

// kept are the tables that are in a backup.
func kept(all []table) []table {
	return slices.DeleteFunc(slices.Clone(all), func(t table) bool { return slices.Contains(Transient, t.Name) })
}

// leftOut are the names of the others.
func leftOut(all []table) []string {
	names := []string{}
	for _, t := range all {
		if slices.Contains(Transient, t.Name) {
			names = append(names, t.Name)
		}
	}
	return names
}

// spell makes the transaction write values in the one way in which they are compared, and wait for as long as it takes,
// whatever the server or the login is set to.
func spell(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
		SET LOCAL datestyle = 'ISO, YMD';
		SET LOCAL intervalstyle = 'postgres';
		SET LOCAL timezone = 'UTC';
		SET LOCAL extra_float_digits = 1;
		SET LOCAL bytea_output = 'hex';
		SET LOCAL statement_timeout = 0;
		SET LOCAL lock_timeout = 0;
		SET LOCAL idle_in_transaction_session_timeout = 0`)
	if err != nil {
		return fmt.Errorf("set how values are written: %w", err)
	}
	return nil
}

// copyOut writes the table's rows, in the order of its key.
func (t table) copyOut(ctx context.Context, tx pgx.Tx, to io.Writer) error {
	sql := fmt.Sprintf(`COPY (SELECT %s FROM %s ORDER BY %s) TO STDOUT`, identifiers(t.Columns), identifiers([]string{t.Name}), strings.Join(t.Key, ", "))
	if _, err := tx.Conn().PgConn().CopyTo(ctx, to, sql); err != nil {
		return fmt.Errorf("copy the table %s: %w", t.Name, err)
	}
	return nil
}

func identifiers(names []string) string {
	var quoted []string
	for _, name := range names {
		quoted = append(quoted, pgx.Identifier{name}.Sanitize())
	}
	return strings.Join(quoted, ", ")
}

// sequences returns the last numbers of the tables that are in a backup; a sequence that gave none yet is left out.
func sequences(ctx context.Context, tx pgx.Tx) ([]Sequence, error) {
	rows, _ := tx.Query(ctx, `
		SELECT s.sequencename::text, s.last_value
		FROM pg_sequences s
		WHERE s.schemaname = 'public'
		  AND s.last_value IS NOT NULL
		  AND NOT EXISTS (
		      SELECT FROM pg_depend d
		      JOIN pg_class owner ON owner.oid = d.refobjid
		      WHERE d.objid = quote_ident(s.sequencename)::regclass AND d.deptype IN ('a', 'i') AND owner.relname = ANY(@transient))
		ORDER BY s.sequencename COLLATE "C"`, pgx.NamedArgs{"transient": Transient})
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Sequence])
	if err != nil {
		return nil, fmt.Errorf("read the sequences: %w", err)
	}
	return all, nil
}

// head returns the newest entry of the trail; the zero Head where there is none.
func head(ctx context.Context, tx pgx.Tx) (Head, error) {
	rows, _ := tx.Query(ctx, `SELECT id, encode(hash, 'hex') FROM audit_entry ORDER BY id DESC LIMIT 1`)
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Head])
	if err != nil {
		return Head{}, fmt.Errorf("read the head of the trail: %w", err)
	}
	if len(found) == 0 {
		return Head{}, nil
	}
	return found[0], nil
}
