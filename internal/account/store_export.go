package account

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
)

// Export is how the list of accounts is taken away.
type Export struct {
	Filter Filter
	Words  string // which accounts the filter chooses, as the trail says it
	Format string // of the file, as the trail says it
}

// Export records that the list of accounts is taken away, and returns those that the filter chooses, by name, as they are
// at now. Nothing is returned before the trail says so.
func (s *Store) Export(ctx context.Context, by audit.Actor, now time.Time, e Export) ([]Record, error) {
	all, err := s.records(ctx, now, e.Filter.where(), `ORDER BY a.name, a.id`)
	if err != nil {
		return nil, err
	}
	err = audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		c := audit.Changed(nil, "Yang dipilih", "", e.Words)
		c = audit.Changed(c, "Jumlah akun", "", strconv.Itoa(len(all)))
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: audit.ListExported, SubjectKind: string(audit.List), SubjectName: "pengguna",
			Changes: audit.Changed(c, "Jenis berkas", "", e.Format)})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}
