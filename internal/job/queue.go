// Package job has imports worked on in the background, by River on the same PostgreSQL: what asks for work enqueues it in its
// own transaction, so that there is never one without the other, and what is under way survives the program.
//
// A job holds the number of an import and nothing else; what is to be done stands in the import itself. That makes a job cheap
// to lose and harmless to repeat: whoever works on an import looks first whether anything is still asked.
package job

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// attempts is how often an import is tried before it is given up.
const attempts = 5

// importArgs is what a job says. Nothing personal may ever stand in it: it is not sealed.
type importArgs struct {
	Import int64 `json:"import"`
}

// Kind implements river.JobArgs.
func (importArgs) Kind() string { return "import" }

// InsertOpts implements river.JobArgsWithInsertOpts.
func (importArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{MaxAttempts: attempts} }

// Queue takes imports that are to be worked on. It works on none itself and holds no connection: see Start.
type Queue struct{ client *river.Client[pgx.Tx] }

// NewQueue returns a Queue.
func NewQueue() *Queue {
	client, err := river.NewClient(riverpgxv5.New(nil), &river.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		panic(err) // it is made of constants
	}
	return &Queue{client}
}

// Add has an import worked on once the transaction is committed; where it is rolled back, nothing was asked.
func (q *Queue) Add(ctx context.Context, tx pgx.Tx, id int64) error {
	if _, err := q.client.InsertTx(ctx, tx, importArgs{id}, nil); err != nil {
		return fmt.Errorf("ask for work on import %d: %w", id, err)
	}
	return nil
}
