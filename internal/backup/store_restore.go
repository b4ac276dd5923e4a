package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"pilar/internal/audit"
	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// Place is where a backup is restored to.
type Place struct {
	OwnerURL string // of a database in which nobody has worked yet, as the login that owns its tables, or will own them
	AppRole  string // the login that serves, which gets its rights; "": none does
	Files    string // the folder of stored files; "": they are not unpacked
}

// Restore brings a backup into an empty place and moves it to this program's schema. Everything happens in one
// transaction, which is committed only when what stands in the database was read back and is what the backup says, the
// trail's chain is whole, and the key opens what is sealed: at whatever moment the process dies, the place is as empty as
// before, or whole. Files are put in their place just before the commit: one too many does no harm, and the next try
// replaces it. River's tables, which come back empty and are none of the backup's, are made after it.
//
// It fails, with a sentence that says what to do, where somebody has worked in the place, where another Pilar runs on it,
// and where the backup's schema is newer than this program's.
func Restore(ctx context.Context, place Place, a *Archive, keys *seal.Keys, by audit.Actor) error {
	conn, err := connect(ctx, place.OwnerURL)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	files := stage{folder: place.Files}
	defer files.abandon()
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		r := restoring{tx: tx, archive: a, place: place}
		if err := r.database(ctx, keys, by); err != nil {
			return plain(err)
		}
		return files.fill(ctx, a)
	})
	if err != nil {
		return err
	}
	if err := postgres.Migrate(ctx, place.OwnerURL, place.AppRole); err != nil {
		return fmt.Errorf("everything was restored, but for the tables of background work: run `pilar migrate`: %w", plain(err))
	}
	return nil
}

// connect opens a connection of its own name, so that a restore is not taken for a program that serves.
func connect(ctx context.Context, url string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the database's address: %w", err)
	}
	config.RuntimeParams["application_name"] = "pilar restore"
	// The tables change while the transaction runs: nothing is planned ahead.
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("reach the database as its owner: %w", err)
	}
	return conn, nil
}

// plain leaves out of PostgreSQL's errors what they quote: it may be personal.
func plain(err error) error {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	if pg.Code == "42501" {
		return errors.New("this login may not restore: name the one that owns the database in DATABASE_OWNER_URL")
	}
	switch pg.Code[:2] {
	case "08", "42", "53", "57", "58": // the connection, names and rights, the disk, the server's end: nothing is quoted
		return fmt.Errorf("PostgreSQL could not go on: %s (error %s)", pg.Message, pg.Code)
	}
	return fmt.Errorf("%w (PostgreSQL's error %s, table %q, constraint %q)", ErrUnusable, pg.Code, pg.TableName, pg.ConstraintName)
}

// restoring is a restore under way in its transaction.
type restoring struct {
	tx      pgx.Tx
	archive *Archive
	place   Place
}

func (r restoring) database(ctx context.Context, keys *seal.Keys, by audit.Actor) error {
	have, want, err := postgres.SchemaVersions(ctx, r.tx)
	switch {
	case err != nil:
		return fmt.Errorf("read the schema's version: %w", err)
	case have > want:
		return fmt.Errorf("the database's schema has version %d, newer than this program's %d: use the newer program", have, want)
	case r.archive.Schema > want:
		return fmt.Errorf("%w (its schema has version %d, this program's %d)", ErrNewer, r.archive.Schema, want)
	}
	if err := r.vacant(ctx); err != nil {
		return err
	}
	if err := spell(ctx, r.tx); err != nil {
		return err
	}
	if err := postgres.Move(ctx, r.tx, r.archive.Schema); err != nil {
		return err
	}
	if err := r.unused(ctx); err != nil {
		return err
	}
	if err := r.load(ctx); err != nil {
		return err
	}
	if err := postgres.Move(ctx, r.tx, want); err != nil {
		return err
	}
	if err := postgres.Grant(ctx, r.tx, r.place.AppRole); err != nil {
		return err
	}
	return r.note(ctx, keys, by)
}

// vacant refuses a place in which somebody has worked, and keeps it so until the transaction ends. What an empty start
// brings along does not count.
func (r restoring) vacant(ctx context.Context) error {
	for _, look := range []struct{ table, sql, found string }{
		{"worker", `SELECT count(*) FROM worker`, "people stand in this register"},
		{"account", `SELECT count(*) FROM account`, "accounts are in use here"},
		{"audit_entry", `SELECT count(*) FROM audit_entry WHERE actor_id IS NOT NULL`, "acts of people stand in this trail"},
	} {
		var there bool
		if err := r.tx.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, "public."+look.table).Scan(&there); err != nil {
			return fmt.Errorf("look what is in the database: %w", err)
		}
		if !there {
			continue
		}
		if err := r.exec(ctx, `LOCK TABLE `+look.table+` IN ACCESS EXCLUSIVE MODE`); err != nil {
			return err
		}
		var n int64
		if err := r.tx.QueryRow(ctx, look.sql).Scan(&n); err != nil {
			return fmt.Errorf("look what is in the database: %w", err)
		}
		if n > 0 {
			return fmt.Errorf("%d %s already, and a restore replaces nothing: give it an empty place, a new folder in PILAR_DATA or a new database in DATABASE_URL and DATABASE_OWNER_URL",
				n, look.found)
		}
	}
	return nil
}

// unused refuses a place on which another Pilar works: it holds the key of the place as it was. One that has just ended
// may take a moment to be gone; one that starts now waits for us.
func (r restoring) unused(ctx context.Context) error {
	for deadline := time.Now().Add(5 * time.Second); ; {
		// Within a transaction the list would stay as it was first read.
		_, err := r.tx.Exec(ctx, `SELECT pg_stat_clear_snapshot()`)
		var n int
		if err == nil {
			err = r.tx.QueryRow(ctx, `
				SELECT count(*) FROM pg_stat_activity
				WHERE datname = current_database() AND application_name = 'pilar'`).Scan(&n)
		}
		switch {
		case err != nil:
			return fmt.Errorf("look who works on the database: %w", err)
		case n == 0:
			return nil
		case time.Now().After(deadline):
			return errors.New("another pilar process works on this database: stop `pilar serve` first")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// load replaces the content of all tables by the archive's, and reads it back.
func (r restoring) load(ctx context.Context) error {
	all, err := tables(ctx, r.tx)
	if err != nil {
		return err
	}
	if err := r.compareTables(all); err != nil {
		return err
	}
	tied, err := foreignKeys(ctx, r.tx)
	if err != nil {
		return err
	}
	if err := r.untie(ctx, all, tied); err != nil {
		return err
	}
	for _, t := range r.archive.Tables {
		if err := r.copyIn(ctx, t); err != nil {
			return err
		}
	}
	if err := r.tie(ctx, all, tied); err != nil {
		return err
	}
	if err := r.compareRows(ctx, all); err != nil {
		return err
	}
	return r.compareTrail(ctx)
}

// compareTables refuses a backup that has other tables or columns than its schema: nothing may be forgotten on the way.
func (r restoring) compareTables(all []table) error {
	here := map[string][]string{}
	for _, t := range all {
		here[t.Name] = t.Columns
	}
	for _, t := range r.archive.Tables {
		if !slices.Equal(here[t.Name], t.Columns) {
			return fmt.Errorf("%w (table %s is not that of schema version %d)", ErrDamaged, t.Name, r.archive.Schema)
		}
		delete(here, t.Name)
	}
	// River's tables belong to none of our versions: they can be here though the backup knows nothing of them.
	for _, name := range slices.Concat(r.archive.LeftOut, Transient) {
		delete(here, name)
	}
	for name := range here {
		return fmt.Errorf("%w (table %s is missing)", ErrDamaged, name)
	}
	return nil
}

// copyIn loads a table. Its rows are marked as old: nobody sees the table before the commit, and no VACUUM is needed after.
func (r restoring) copyIn(ctx context.Context, t Table) error {
	sql := fmt.Sprintf(`COPY %s (%s) FROM STDIN WITH (FREEZE)`, identifiers([]string{t.Name}), identifiers(t.Columns))
	from, to := io.Pipe()
	unpacked := make(chan error, 1)
	go func() {
		_, err := r.archive.unpack(ctx, t.entry(), t.Content, to)
		_ = to.CloseWithError(err) // nil ends the rows
		unpacked <- err
	}()
	tag, err := r.tx.Conn().PgConn().CopyFrom(ctx, from, sql)
	_ = from.Close() // lets the other end go, where PostgreSQL has refused
	if damage := <-unpacked; errors.Is(damage, ErrDamaged) {
		return damage
	}
	if err != nil {
		return fmt.Errorf("load the table %s: %w", t.Name, err)
	}
	if tag.RowsAffected() != t.Rows {
		return fmt.Errorf("%w (%d rows of %s were loaded, not %d)", ErrDamaged, tag.RowsAffected(), t.Name, t.Rows)
	}
	return nil
}

// compareRows reads back what was loaded.
func (r restoring) compareRows(ctx context.Context, all []table) error {
	for _, want := range r.archive.Tables {
		i := slices.IndexFunc(all, func(t table) bool { return t.Name == want.Name }) // compareTables has found it
		d := newDigest()
		if err := all[i].copyOut(ctx, r.tx, d); err != nil {
			return err
		}
		if d.content() != want.Content {
			return fmt.Errorf("%w (the table %s reads other than it was stored)", ErrUnusable, want.Name)
		}
	}
	return nil
}

func (r restoring) compareTrail(ctx context.Context) error {
	now, err := head(ctx, r.tx)
	if err != nil {
		return err
	}
	if now != r.archive.Head {
		return fmt.Errorf("%w (the trail ends with entry %d, not %d)", ErrDamaged, now.ID, r.archive.Head.ID)
	}
	at, _, err := audit.NewStore(r.tx, nil).BrokenAt(ctx)
	if err != nil {
		return err
	}
	if at != 0 {
		return fmt.Errorf("%w (its trail is broken at entry %d: somebody changed or removed entries before it was taken)", ErrUnusable, at)
	}
	return nil
}

// note says in the restored place where it comes from, after a look whether the key opens it.
func (r restoring) note(ctx context.Context, keys *seal.Keys, by audit.Actor) error {
	if err := opens(ctx, r.tx, keys); err != nil {
		return err
	}
	if _, err := r.tx.Exec(ctx, `ANALYZE`); err != nil {
		return fmt.Errorf("bring the statistics up to date: %w", err)
	}
	return NewStore(r.tx, keys).Restored(ctx, by, r.archive.Taken)
}

// opens fails where the key does not open what is sealed: that of the newest person.
func opens(ctx context.Context, tx pgx.Tx, keys *seal.Keys) error {
	rows, _ := tx.Query(ctx, `SELECT nik_sealed FROM worker ORDER BY id DESC LIMIT 1`)
	sealed, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return fmt.Errorf("read a sealed number: %w", err)
	}
	for _, one := range sealed {
		if _, err := keys.Open(seal.NIK, one); err != nil {
			return ErrKey
		}
	}
	return nil
}
