package main

import (
	"context"
	"fmt"
	"time"

	"pilar/internal/audit"
	"pilar/internal/worker"
)

// keepers switches the triggers that keep what lists and figures read, on or off.
func (b *bed) keepers(ctx context.Context, do string) error {
	for table, triggers := range map[string][]string{
		"engagement":             {"keep_added", "keep_voided", "keep_words_added", "keep_words_voided"},
		"certificate":            {"keep_added", "keep_voided"},
		"certificate_revocation": {"keep_added", "keep_voided"},
		"worker":                 {"keep_words_renamed"},
	} {
		for _, trigger := range triggers {
			if _, err := b.owner.Exec(ctx, fmt.Sprintf("ALTER TABLE %s %s TRIGGER %s", table, do, trigger)); err != nil {
				return fmt.Errorf("%s what is kept: %w", do, err)
			}
		}
	}
	return nil
}

// keeping says what keeping costs on writes: registrations and corrections of engagements in a second, by one writer, with
// and without it, in turns. It comes last: the people of the turns without are missing from what is kept.
func (b *bed) keeping(ctx context.Context, o options) (string, error) {
	var with, without [2][]float64
	for turn := range o.rounds {
		for _, kept := range []bool{true, false} {
			do, into := "ENABLE", &with
			if !kept {
				do, into = "DISABLE", &without
			}
			if err := b.keepers(ctx, do); err != nil {
				return "", err
			}
			registered, corrected, err := b.writeSome(ctx, o.requests/3, turn)
			if err != nil {
				return "", err
			}
			into[0], into[1] = append(into[0], registered), append(into[1], corrected)
		}
	}
	return fmt.Sprintf("writes/s with what is kept, and without: registrations %.0f and %.0f, corrections %.0f and %.0f",
		middle(with[0]), middle(without[0]), middle(with[1]), middle(without[1])), b.keepers(ctx, "ENABLE")
}

// writeSome registers n people and corrects the engagement of each; it returns how many in a second.
func (b *bed) writeSome(ctx context.Context, n, turn int) (registered, corrected float64, err error) {
	workers, by := worker.NewStore(b.pool, b.keys), audit.System("bench")
	serve := worker.Engagement{Cadre: "PSM", Region: "32.17.01.2001", From: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Precision: worker.ByDay}
	ids, begun := make([]int64, n), time.Now()
	for i := range ids {
		b.newcomers++
		p := worker.Person{Name: fmt.Sprintf("Pendatang %d", b.newcomers), NIK: fmt.Sprintf("3217%02d520385%04d", 17+b.newcomers/1000, 9000+b.newcomers%1000)}
		if ids[i], err = workers.Register(ctx, by, p, serve, worker.Employment{}); err != nil {
			return 0, 0, fmt.Errorf("register in turn %d: %w", turn, err)
		}
	}
	registered = float64(n) / time.Since(begun).Seconds()
	records, err := workers.Records(ctx, ids)
	if err != nil {
		return 0, 0, err
	}
	serve.Region, begun = "32.17.02.2001", time.Now()
	for _, r := range records {
		if err := workers.CorrectEngagement(ctx, by, r.Engagements[0].ID, serve, "tempat tugas keliru"); err != nil {
			return 0, 0, fmt.Errorf("correct in turn %d: %w", turn, err)
		}
	}
	return registered, float64(n) / time.Since(begun).Seconds(), nil
}
