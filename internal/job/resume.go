package job

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"pilar/internal/postgres"
)

// every is how often it is looked whether an import waits in vain.
const every = 5 * time.Second

// atMost is how many waiting jobs are looked at. Overlooking one costs a job that finds nothing to do.
const atMost = 1000

// resuming asks again for work that nobody does: a job whose program was killed, or whose database went away at the wrong
// moment, stands as under way for a long time yet.
type resuming struct {
	Config
	client *river.Client[pgx.Tx]
}

// run looks now and then until ctx ends.
func (r resuming) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
			r.look(ctx)
		}
	}
}

// look resumes, and tells how that went.
func (r resuming) look(ctx context.Context) {
	err := r.resume(ctx)
	if ctx.Err() != nil {
		return
	}
	r.Ran("resume", err)
	if err != nil {
		r.Log.Error("look for imports that wait in vain", "error", postgres.Loggable(err))
	}
}

// resume asks for work on all imports that are idle and have no job that waits. One too many does no harm.
func (r resuming) resume(ctx context.Context) error {
	idle, err := r.Imports.Idle(ctx)
	if err != nil || len(idle) == 0 {
		return err
	}
	waiting, err := r.waiting(ctx, idle)
	if err != nil {
		return err
	}
	var again []river.InsertManyParams
	for _, id := range idle {
		if !slices.Contains(waiting, id) {
			again = append(again, river.InsertManyParams{Args: importArgs{id}})
		}
	}
	if len(again) == 0 {
		return nil
	}
	r.Log.Warn("work that was broken off begins again", "imports", len(again))
	if _, err := r.client.InsertMany(ctx, again); err != nil {
		return fmt.Errorf("ask for work again: %w", err)
	}
	return nil
}

// waiting returns which of these imports have a job that nobody has begun.
func (r resuming) waiting(ctx context.Context, ids []int64) (waiting []int64, err error) {
	found, err := r.client.JobList(ctx, river.NewJobListParams().Kinds(importArgs{}.Kind()).First(atMost).
		States(rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateScheduled).
		Where(`(args ->> 'import')::bigint = ANY(@ids)`, river.NamedArgs{"ids": ids}))
	if err != nil {
		return nil, fmt.Errorf("look which work waits: %w", err)
	}
	for _, j := range found.Jobs {
		var args importArgs
		if err := json.Unmarshal(j.EncodedArgs, &args); err != nil {
			return nil, fmt.Errorf("read job %d: %w", j.ID, err)
		}
		waiting = append(waiting, args.Import)
	}
	return waiting, nil
}
