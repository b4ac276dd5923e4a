package audit

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pilar/internal/fault"
)

// Export is how the trail is taken away.
type Export struct {
	Filter Filter
	Words  string // which entries the filter chooses, as the trail says it
	Format string // of the file, as the trail says it
	Most   int    // how many entries the file has room for; 0: any number
}

// Chained is an entry with its place in the chain: its own hash, and that of the entry before it.
type Chained struct {
	Entry
	Hash, Previous string
}

// Proof is what was found when the whole chain was followed, whatever of it is shown.
type Proof struct {
	Head     Link // the newest entry
	Length   int64
	BrokenAt int64 // the first entry that doesn't follow from the one before it; 0: the chain is whole
}

// Export records that the trail is taken away, and by begin and each hands over the proof of its chain, then the entries
// that the filter chooses, the oldest first, all as they stood at one moment. Nothing is handed over before the trail says so.
// fault.Invalid where they are more than the file has room for.
func (s *Store) Export(ctx context.Context, by Actor, e Export, begin func(Proof) error, each func(Chained) error) error {
	return pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`); err != nil {
			return fmt.Errorf("hold on to one moment: %w", err)
		}
		snapshot := NewStore(tx, s.keys)
		if err := snapshot.fits(ctx, e); err != nil {
			return err
		}
		proof, err := snapshot.proof(ctx)
		if err != nil {
			return err
		}
		err = Write(ctx, s.db, by, func(write pgx.Tx) error {
			c := Changed(nil, "Yang dipilih", "", e.Words)
			return Record(ctx, write, s.keys, by, Entry{Verb: ListExported, SubjectKind: string(List), SubjectName: "jejak audit",
				Changes: Changed(c, "Jenis berkas", "", e.Format)})
		})
		if err != nil {
			return err
		}
		if err := begin(proof); err != nil {
			return err
		}
		return snapshot.each(ctx, e.Filter, each)
	})
}

// fits refuses more entries than the file has room for.
func (s *Store) fits(ctx context.Context, e Export) error {
	if e.Most == 0 {
		return nil
	}
	n, err := s.countTo(ctx, e.Filter, e.Most+1)
	if err != nil {
		return err
	}
	if n > e.Most {
		return fault.Invalid{"format": "Catatan yang dipilih terlalu banyak untuk satu lembar Excel. Persempit tanggalnya, atau ambil sebagai CSV."}
	}
	return nil
}

func (s *Store) proof(ctx context.Context) (p Proof, err error) {
	if p.BrokenAt, p.Length, err = s.BrokenAt(ctx); err != nil {
		return p, err
	}
	p.Head, err = s.Head(ctx)
	return p, err
}

func (s *Store) each(ctx context.Context, f Filter, do func(Chained) error) error {
	w := f.where()
	rows, err := s.db.Query(ctx, `
		SELECT `+entryColumns+`, e.hash, e.previous
		FROM audit_entry e
		`+w.SQL()+`
		ORDER BY e.id`, w.Args())
	if err != nil {
		return fmt.Errorf("read the trail: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var hash, previous []byte
		entry, err := s.scan(rows, &hash, &previous)
		if err != nil {
			return fmt.Errorf("read the trail: %w", err)
		}
		if err := do(Chained{entry, hex.EncodeToString(hash), hex.EncodeToString(previous)}); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the trail: %w", err)
	}
	return nil
}
