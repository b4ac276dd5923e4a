package postgres_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"pilar/internal/postgres"
	"pilar/internal/postgres/pgtest"
)

func TestLoggable(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	_, number := strconv.Atoi("Siti 3217015203859001")
	_, date := time.Parse(time.DateOnly, "Siti 0812 3456 7890")
	_, sent := pool.Exec(t.Context(), `SELECT $1::bigint`, "Siti 3217015203859001")
	var told error = &pgconn.PgError{Severity: "ERROR", Code: "23514", Message: `new row for "worker" is wrong: Siti`, Detail: "Failing row: 3217015203859001",
		TableName: "worker", ConstraintName: "worker_nik"}
	for name, c := range map[string]struct {
		err  error
		want []string
	}{
		"a number":        {fmt.Errorf("read the count: %w", number), []string{"read the count: ", "invalid syntax"}},
		"a date":          {date, []string{"parsing time"}},
		"a value sent":    {sent, []string{"ERROR 22P02 routine pg_strtoint64"}},
		"by the database": {fmt.Errorf("insert worker: %w", told), []string{"insert worker: ERROR 23514 table worker constraint worker_nik"}},
		"two at once":     {errors.Join(number, told), []string{"Atoi", "23514"}},
		"nothing to hide": {errors.New("column x does not exist"), []string{"column x does not exist"}},
	} {
		got := postgres.Loggable(c.err)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q lacks %q", name, got, want)
			}
		}
		for _, secret := range []string{"Siti", "3217015203859001", "0812"} {
			if strings.Contains(got, secret) {
				t.Errorf("%s: %q holds %q", name, got, secret)
			}
		}
	}
	if !strings.Contains(sent.Error(), "Siti") {
		t.Errorf("the database does not quote what it can't read: %v", sent)
	}
}
