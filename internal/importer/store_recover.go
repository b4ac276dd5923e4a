package importer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// idleAtMost is how many imports Idle names at once; the others' turn comes when these have their jobs.
const idleAtMost = 100

// Idle returns the imports that ask for work on which nobody works, oldest first: the next to be worked on, or those whose
// work was broken off with the program or the database.
func (s *Store) Idle(ctx context.Context) ([]int64, error) {
	// Whoever works on an import holds its row.
	rows, _ := s.db.Query(ctx, `
		SELECT id
		FROM import
		WHERE state IN ('checking', 'storing', 'undoing')
		ORDER BY id
		LIMIT $1
		FOR NO KEY UPDATE SKIP LOCKED`, idleAtMost)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("look for imports on which nobody works: %w", err)
	}
	return ids, nil
}

// What an import says after it was given up: that nothing came of it, and what to do.
const (
	notChecked = "Berkas ini tidak dapat diperiksa karena gangguan, walaupun sudah dicoba beberapa kali. Tidak ada yang disimpan. " +
		"Unggah berkas ini sekali lagi; kalau tetap gagal, beri tahu pengelola server."
	notStored = "Penyimpanan gagal karena gangguan, walaupun sudah dicoba beberapa kali. Tidak ada baris yang disimpan. " +
		"Simpan sekali lagi; kalau tetap gagal, beri tahu pengelola server."
	notUndone = "Pembatalan gagal karena gangguan, walaupun sudah dicoba beberapa kali. Tidak ada yang dibatalkan. " +
		"Batalkan sekali lagi; kalau tetap gagal, beri tahu pengelola server."
)

// GiveUp puts an import on which Work has failed for good back to where it was before it was asked for work, with a sentence
// that says so. It does nothing where nothing is asked, or where another works on it.
func (s *Store) GiveUp(ctx context.Context, id int64) error {
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, `
			UPDATE import
			SET state = back.state, trouble = back.trouble, version = version + 1
			FROM (VALUES ('checking', 'unreadable', @checking), ('storing', 'checked', @storing), ('undoing', 'stored', @undoing))
			     AS back (from_state, state, trouble)
			WHERE import.id = (SELECT id FROM import WHERE id = @id FOR NO KEY UPDATE SKIP LOCKED)
			  AND import.state = back.from_state`,
			pgx.NamedArgs{"id": id, "checking": notChecked, "storing": notStored, "undoing": notUndone})
		if err != nil || done.RowsAffected() == 0 {
			return err
		}
		return s.in(tx).forgetProgress(ctx, id)
	})
	if err != nil {
		return fmt.Errorf("give import %d up: %w", id, err)
	}
	return nil
}
