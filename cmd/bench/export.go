package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// exporting prints how long it takes to write everybody as csv, numbers masked and whole, beside a floor of the same turn:
// the very statement that Pilar sends, read with pgx and written with encoding/csv, with a mask for whatever is sealed.
func (s server) exporting(ctx context.Context, o options) error {
	b, err := s.makeBed(ctx)
	if b != nil {
		defer b.close()
	}
	if err != nil {
		return err
	}
	if err := b.fill(ctx, o.exported); err != nil {
		return err
	}
	fmt.Printf("\nexport of %d people, filled in %.1f s\n", o.exported, b.filledIn.Seconds())
	few, err := job{Database: b.appURL, Key: b.keyText, Cadre: "TKSK"}.start(ctx)
	if err != nil {
		return err
	}
	var masked, whole, floor []time.Duration
	var ofMasked, ofWhole, peaks []float64
	for range o.turns() {
		m, err := job{Database: b.appURL, Key: b.keyText, Profile: o.childProfile("export")}.start(ctx)
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		w, err := job{Database: b.appURL, Key: b.keyText, Whole: true}.start(ctx)
		if err != nil {
			return fmt.Errorf("export of whole numbers: %w", err)
		}
		bare, err := b.exportBare(ctx, m.Export)
		if err != nil {
			return fmt.Errorf("the floor: %w", err)
		}
		masked, whole, floor = append(masked, m.Took), append(whole, w.Took), append(floor, bare)
		ofMasked, ofWhole = append(ofMasked, bare.Seconds()/m.Took.Seconds()), append(ofWhole, bare.Seconds()/w.Took.Seconds())
		peaks = append(peaks, float64(m.Peak>>20), float64(w.Peak>>20))
	}
	perSecond := func(all []time.Duration) float64 { return float64(o.exported) / middle(all).Seconds() }
	fmt.Printf("people/s: masked %.0f, whole %.0f, pgx and encoding/csv %.0f; of the floor %.2f and %.2f\n",
		perSecond(masked), perSecond(whole), perSecond(floor), middle(ofMasked), middle(ofWhole))
	fmt.Printf("peak memory: %d MB for a list of %d lines, %.0f MB for everybody\n", few.Peak>>20, few.Rows, middle(peaks))
	return nil
}

// exportStatement is the statement that reads a list to take away, as Pilar sends it.
type exportStatement struct{ SQL string }

func (e *exportStatement) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	if strings.Contains(data.SQL, "kk_sealed") && len(data.Args) == 1 {
		e.SQL = data.SQL
	}
	return ctx
}

func (e *exportStatement) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// exportBare is the floor.
func (b *bed) exportBare(ctx context.Context, e exportStatement) (time.Duration, error) {
	begun := time.Now()
	args := pgx.NamedArgs{"d": time.Now(), "k": pgtype.Timestamptz{InfinityModifier: pgtype.Infinity, Valid: true}, "limit": nil}
	rows, err := b.bare.Query(ctx, e.SQL, pgx.QueryResultFormats{pgx.TextFormatCode}, args)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	w := csv.NewWriter(io.Discard)
	columns := rows.FieldDescriptions()
	record, n := make([]string, len(columns)), 0
	for rows.Next() {
		for i, raw := range rows.RawValues() {
			if record[i] = string(raw); columns[i].DataTypeOID == pgtype.ByteaOID && raw != nil {
				record[i] = "****************"
			}
		}
		if err := w.Write(record); err != nil {
			return 0, err
		}
		n++
	}
	w.Flush()
	if n == 0 {
		return 0, errors.New("it reads nobody")
	}
	return time.Since(begun), errors.Join(rows.Err(), w.Error())
}
