package cadre

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
)

// Export is how the formation is taken away.
type Export struct {
	Filter Filter
	Words  string // which places the filter chooses, as the trail says it
	Format string // of the file, as the trail says it
}

// Export records that the formation is taken away, and returns the places that the filter chooses. Nothing is returned
// before the trail says so.
func (s *Store) Export(ctx context.Context, by audit.Actor, e Export) ([]Post, error) {
	posts, err := s.Posts(ctx, e.Filter)
	if err != nil {
		return nil, err
	}
	err = audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		c := audit.Changed(nil, "Yang dipilih", "", e.Words)
		c = audit.Changed(c, "Jumlah tempat", "", strconv.Itoa(len(posts)))
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: audit.ListExported, SubjectKind: string(audit.List), SubjectName: "formasi",
			Changes: audit.Changed(c, "Jenis berkas", "", e.Format)})
	})
	if err != nil {
		return nil, err
	}
	return posts, nil
}
