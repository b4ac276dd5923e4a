package main

import (
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pilar/internal/postgres/pgtest"
)

func TestDoctor(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t)
	env := office(t, db)
	change := func(sql string) {
		t.Helper()
		if _, err := db.Owner.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	pilar(t, env, "", "doctor").want(t, exitDone, "warn    key ", "")
	pilar(t, env, "", "user", "list").want(t, exitDone, "LOGIN", "")
	whole := pilar(t, env, "", "doctor")
	for _, line := range []string{"ok      database", "ok      schema    version ", "ok      key ", "ok      logins    two", "ok      trail ", "ok      chain     whole, ", "warn    backup    none was ever taken: "} {
		whole.want(t, exitDone, line, "")
	}
	if n := strings.Count(whole.out, "\n"); n != 7 {
		t.Errorf("%d lines:\n%s", n, whole.out)
	}

	noted := regexp.MustCompile(`\d+:[0-9a-f]{4}(-[0-9a-f]{4}){3}`).FindString(whole.out)
	var last int64
	var hash string
	if err := db.Owner.QueryRow(t.Context(), `SELECT id, encode(hash, 'hex') FROM audit_entry ORDER BY id DESC LIMIT 1`).Scan(&last, &hash); err != nil {
		t.Fatal(err)
	}
	full := fmt.Sprintf("%d:%s", last, hash)
	for _, given := range []string{noted, strings.ToUpper(noted), full} {
		pilar(t, env, "", "doctor", "--expect", given).want(t, exitDone, "ok      expect ", "")
	}
	for _, wrong := range []string{"", "7", noted[:len(noted)-5], "x" + noted, full + "0", "99999999999999999999:" + hash} {
		pilar(t, env, "", "doctor", "--expect", wrong).want(t, exitUsage, "", "is no entry")
	}
	pilar(t, env, "", "doctor", "--expect", fmt.Sprintf("%d:%s", last, strings.Repeat("0", 16))).want(t, exitRefused, "BROKEN  expect ", "")

	one := map[string]string{"PILAR_DATA": env["PILAR_DATA"], "DATABASE_URL": db.OwnerURL}
	pilar(t, one, "", "doctor").want(t, exitDone, "warn    logins    one for everything", "")

	other := map[string]string{"PILAR_KEY_FILE": filepath.Join(t.TempDir(), "lost.key"), "DATABASE_URL": db.AppURL}
	pilar(t, other, "", "doctor").want(t, exitRefused, "BROKEN  key ", "1 of the checks above failed")

	// The newest entry is cut off: the chain is whole, and only who has noted it elsewhere can tell.
	change(`CREATE TABLE cut AS SELECT * FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry); DELETE FROM audit_entry WHERE id IN (SELECT id FROM cut)`)
	pilar(t, env, "", "doctor").want(t, exitDone, "ok      chain     whole, ", "")
	pilar(t, env, "", "doctor", "--expect", noted).want(t, exitRefused, "BROKEN  expect    entry "+fmt.Sprint(last), "")
	change(`ALTER TABLE audit_entry DISABLE TRIGGER audit_chain; INSERT INTO audit_entry OVERRIDING SYSTEM VALUE SELECT * FROM cut; ALTER TABLE audit_entry ENABLE TRIGGER audit_chain; DROP TABLE cut`)
	pilar(t, env, "", "doctor", "--expect", noted).want(t, exitDone, "ok      expect ", "")

	change(`ALTER TABLE audit_entry DISABLE TRIGGER audit_chain`)
	pilar(t, env, "", "doctor").want(t, exitRefused, "BROKEN  trail ", "")
	change(`ALTER TABLE audit_entry ENABLE TRIGGER audit_chain`)

	change(`UPDATE audit_entry SET actor_name = 'orang lain' WHERE id = (SELECT max(id) FROM audit_entry)`)
	pilar(t, env, "", "doctor").want(t, exitRefused, "BROKEN  chain     entry ", "1 of the checks above failed")
	change(`DELETE FROM audit_entry WHERE id = (SELECT min(id) FROM audit_entry)`)
	pilar(t, env, "", "doctor").want(t, exitRefused, "BROKEN  chain     entry 2 ", "")

	change(`UPDATE schema_migrations SET version = version - 1`)
	pilar(t, env, "", "doctor").want(t, exitRefused, "BROKEN  schema    the database's schema has version", "")

	gone, err := url.Parse(db.AppURL)
	if err != nil {
		t.Fatal(err)
	}
	gone.Path = "/tidak-ada"
	env["DATABASE_URL"] = gone.String()
	pilar(t, env, "", "doctor").want(t, exitRefused, "BROKEN  database  ", "")
}
