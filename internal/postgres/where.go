package postgres

import (
	"strings"

	"github.com/jackc/pgx/v5"
)

// Where gathers conditions and their named arguments, so that only what is asked for reaches the planner.
type Where struct {
	conditions []string
	args       pgx.NamedArgs
}

// And adds a condition; pairs are names and values of its arguments.
func (w *Where) And(condition string, pairs ...any) {
	w.conditions = append(w.conditions, condition)
	w.Bind(pairs...)
}

// Bind adds arguments that stand elsewhere in the query.
func (w *Where) Bind(pairs ...any) {
	if w.args == nil {
		w.args = pgx.NamedArgs{}
	}
	for i := 0; i < len(pairs); i += 2 {
		w.args[pairs[i].(string)] = pairs[i+1]
	}
}

// SQL returns "WHERE …", or nothing where there is no condition.
func (w *Where) SQL() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return "WHERE " + strings.Join(w.conditions, "\n  AND ")
}

// Args returns the arguments for the query.
func (w *Where) Args() pgx.NamedArgs {
	w.Bind()
	return w.args
}
