package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
)

// End closes an engagement on its last day, with the reason. fault.Conflict where it was changed meanwhile.
func (s *Store) End(ctx context.Context, by audit.Actor, id int64, until time.Time, reason string) error {
	err := s.rewrite(ctx, by, id, audit.EngagementEnded, reason, ending(until, reason))
	return overlapAt(err, "until", "Sesudahnya orang ini sudah punya penugasan lain pada jenis SDM yang sama. Pilih hari terakhir sebelum penugasan itu.")
}

// EndAll closes many engagements on one last day, with the reason. It fails as a whole: fault.Conflict where one of them was
// changed meanwhile, fault.Invalid where one of them can't end so.
func (s *Store) EndAll(ctx context.Context, by audit.Actor, ids []int64, until time.Time, reason string) error {
	err := audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		in := NewStore(tx, s.keys)
		live, err := in.live(ctx, ids)
		if err != nil {
			return err
		}
		end := ending(until, reason)
		var all []replacement
		for _, before := range live {
			after := before
			if err := end(&after).Or(); err != nil {
				return err
			}
			all = append(all, replacement{before, []Engagement{after}, audit.EngagementEnded, reason})
		}
		return in.replaceAll(ctx, by, all)
	})
	return overlapAt(err, "until", "Sesudahnya salah seorang sudah punya penugasan lain pada jenis SDM yang sama. Pilih hari terakhir sebelum penugasan itu.")
}

// ending is the change that ends an engagement.
func ending(until time.Time, reason string) func(*Engagement) fault.Invalid {
	return func(e *Engagement) fault.Invalid {
		e.Until, e.EndReason = until, reason
		bad := fault.Invalid{}
		if until.IsZero() {
			bad["until"] = "Hari terakhir bertugas belum diisi. Tulis tanggalnya, misalnya 31-12-2026."
		} else if until.Before(e.From) {
			bad["until"] = "Hari terakhir lebih awal daripada tanggal mulai, " + date(e.From) + "."
		}
		if reason == "" {
			bad["reason"] = "Alasan belum dipilih atau ditulis."
		}
		return bad
	}
}

// live returns the engagements of these numbers; fault.Conflict where one of them is not live any more.
func (s *Store) live(ctx context.Context, ids []int64) ([]Engagement, error) {
	wanted := make(map[int64]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	rows, _ := s.db.Query(ctx, `SELECT DISTINCT worker FROM engagement WHERE id = ANY($1)`, ids)
	workers, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find whose engagements these are: %w", err)
	}
	all, err := s.engagements(ctx, workers)
	if err != nil {
		return nil, err
	}
	var live []Engagement
	for _, e := range all {
		if wanted[e.ID] {
			live = append(live, e)
		}
	}
	if len(live) != len(wanted) {
		return nil, fault.Conflict{}
	}
	return live, nil
}

// Reopen takes the end of an engagement back, with the reason. fault.Conflict where it was changed meanwhile;
// fault.Invalid where it has not ended, or where another of the cadre followed.
func (s *Store) Reopen(ctx context.Context, by audit.Actor, id int64, reason string) error {
	err := s.rewrite(ctx, by, id, audit.EngagementReopened, reason, func(e *Engagement) fault.Invalid {
		if e.Until.IsZero() {
			return fault.Invalid{"reason": "Penugasan ini masih berjalan; tidak ada yang perlu diaktifkan kembali."}
		}
		e.Until, e.EndReason = time.Time{}, ""
		if reason == "" {
			return fault.Invalid{"reason": "Alasan belum ditulis."}
		}
		return nil
	})
	return overlapAt(err, "reason", "Orang ini sudah punya penugasan lain pada jenis SDM yang sama sesudahnya. Akhiri atau perbaiki dahulu penugasan itu.")
}

// overlapAt tells an overlap at the field of the form at hand.
func overlapAt(err error, field, sentence string) error {
	if bad, ok := errors.AsType[fault.Invalid](err); ok && bad["from"] != "" {
		return fault.Invalid{field: sentence}
	}
	return err
}
