package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pilar/internal/fault"
	"pilar/internal/seal"
)

// sealedValue is how a personal value stands among the fields of an engagement, so that a reader knows it by its form.
type sealedValue struct {
	Sealed []byte `json:"s"`
}

// fieldsJSON are the fields of engagements as they stand in the database: those that are personal sealed.
func (s *Store) fieldsJSON(engagements []Engagement) ([]string, error) {
	texts := make([]string, len(engagements))
	for i, e := range engagements {
		fields := make(map[string]any, len(e.Fields))
		for key, value := range e.Fields {
			if fields[key] = value; e.Sealed[key] {
				fields[key] = sealedValue{s.keys.Seal(seal.Field(e.Cadre, key), value)}
			}
		}
		b, err := json.Marshal(fields)
		if err != nil {
			return nil, fmt.Errorf("write the fields of an engagement: %w", err)
		}
		texts[i] = string(b)
	}
	return texts, nil
}

// openFields reads what fieldsJSON wrote into the engagement, whose cadre is known.
func (s *Store) openFields(e *Engagement, stored []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(stored, &raw); err != nil {
		return err
	}
	e.Fields = make(map[string]string, len(raw))
	for key, value := range raw {
		if value[0] == '"' {
			var text string
			if err := json.Unmarshal(value, &text); err != nil {
				return err
			}
			e.Fields[key] = text
			continue
		}
		var closed sealedValue
		if err := json.Unmarshal(value, &closed); err != nil {
			return err
		}
		text, err := s.keys.Open(seal.Field(e.Cadre, key), closed.Sealed)
		if err != nil {
			return err
		}
		if e.Sealed == nil {
			e.Sealed = map[string]bool{}
		}
		e.Fields[key], e.Sealed[key] = text, true
	}
	return nil
}

// markSealed tells of each engagement that is about to be recorded which of its fields are personal.
func markSealed(ctx context.Context, tx pgx.Tx, all []replacement) error {
	rows, _ := tx.Query(ctx, `SELECT cadre, key FROM cadre_field WHERE sealed`)
	sealed := map[string]map[string]bool{}
	var cadre, key string
	if _, err := pgx.ForEachRow(rows, []any{&cadre, &key}, func() error {
		if sealed[cadre] == nil {
			sealed[cadre] = map[string]bool{}
		}
		sealed[cadre][key] = true
		return nil
	}); err != nil {
		return fmt.Errorf("look which fields are sealed: %w", err)
	}
	for _, r := range all {
		for i := range r.next {
			r.next[i].Sealed = sealed[r.next[i].Cadre]
		}
	}
	return nil
}

// inUse refuses engagements that would begin in a cadre that is not used any more; those there are may be corrected.
func inUse(ctx context.Context, tx pgx.Tx, all []replacement) error {
	var begun []string
	for _, r := range all {
		if last := r.next[len(r.next)-1]; last.Cadre != r.old.Cadre {
			begun = append(begun, last.Cadre)
		}
	}
	if len(begun) == 0 {
		return nil
	}
	var code string
	err := tx.QueryRow(ctx, `SELECT code FROM cadre WHERE NOT active AND code = ANY($1) ORDER BY code LIMIT 1`, begun).Scan(&code)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look which cadres are in use: %w", err)
	}
	return fault.Invalid{"cadre": "Jenis SDM " + code + " tidak dipakai lagi. Pilih jenis SDM lain, atau minta administrator memakainya lagi."}
}
