package postgres

import (
	"errors"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Loggable returns the text of an error without the values that it may quote: they can be what somebody typed. Of a
// database's error it tells the code and where it arose, but not the sentence, in which the value stands.
func Loggable(err error) string {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return values.ReplaceAllString(err.Error(), "…")
	}
	around := strings.Split(err.Error(), pg.Error())
	for i, text := range around {
		around[i] = values.ReplaceAllString(text, "…")
	}
	return strings.Join(around, whereOf(pg))
}

// values are words in quotes, as readers of numbers and dates quote what they can't read, and long numbers.
var values = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\d[\d .-]{4,}\d`)

func whereOf(pg *pgconn.PgError) string {
	text := pg.Severity + " " + pg.Code
	for _, w := range [][2]string{{"table", pg.TableName}, {"column", pg.ColumnName}, {"constraint", pg.ConstraintName}, {"routine", pg.Routine}} {
		if w[1] != "" {
			text += " " + w[0] + " " + w[1]
		}
	}
	return text
}
