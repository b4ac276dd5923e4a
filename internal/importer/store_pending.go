package importer

import (
	"context"
	"errors"
	"time"

	"pilar/internal/audit"
)

// Since compares an import with the last stored one of the same shape and cadre.
type Since struct {
	Before  Import // zero: none was stored before
	New     int
	Moved   int
	Missing int
}

// Since returns how an import differs from the last stored one of its shape.
func (s *Store) Since(ctx context.Context, id int64) (Since, error) {
	return Since{}, errors.ErrUnsupported
}

// Missing is somebody whom the last file named, who still serves, and whom this file does not name.
type Missing struct {
	Worker     int64
	Engagement int64
	Name       string
	Region     string
	From       time.Time
}

// Missing returns those who are missing, by name, at most limit beyond the first skip.
func (s *Store) Missing(ctx context.Context, id int64, skip, limit int) ([]Missing, error) {
	return nil, errors.ErrUnsupported
}

// EndMissing ends the engagements of some who are missing on their last day, with the reason. fault.Invalid says what is
// missing or impossible; fault.Conflict where one of them has changed since.
func (s *Store) EndMissing(ctx context.Context, by audit.Actor, id int64, engagements []int64, last time.Time, reason string) error {
	return errors.ErrUnsupported
}
