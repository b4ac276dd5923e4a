package report

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/certification"
	"pilar/internal/postgres"
	"pilar/internal/worker"
)

// Person is what is known of one worker now, beside the record itself.
type Person struct {
	Roles        []worker.Role // on the day asked about
	Certificates []certification.Certificate
	History      []audit.Entry // the newest entries of the trail, newest first
}

// newestEntries is how many entries of the trail a Person has.
const newestEntries = 200

// Whole returns a worker's record and what is known beside it, in one round trip. fault.NotFound where there is none, or
// none within the account's kecamatan.
func (s *Store) Whole(ctx context.Context, id int64, on time.Time, limit []string) (worker.Record, Person, error) {
	b := postgres.Steady(s.db)
	record, person := s.workers.QueueGet(b, id, limit), s.queuePerson(b, id, on)
	if err := postgres.Send(ctx, s.db, b); err != nil {
		return worker.Record{}, Person{}, err
	}
	r, err := record()
	return r, person(), err
}

// Person returns what is known of a worker beside the record. Whether the account may see it, the record has said.
func (s *Store) Person(ctx context.Context, id int64, on time.Time) (Person, error) {
	b := postgres.Steady(s.db)
	person := s.queuePerson(b, id, on)
	err := postgres.Send(ctx, s.db, b)
	return person(), err
}

func (s *Store) queuePerson(b *pgx.Batch, id int64, on time.Time) func() Person {
	roles := worker.QueueRoles(b, id, on)
	certificates := certification.QueueOfWorker(b, id)
	history := audit.QueueOf(b, s.keys, "worker", id, newestEntries)
	return func() Person { return Person{*roles, *certificates, *history} }
}
