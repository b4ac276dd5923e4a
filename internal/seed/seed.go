// Package seed gives an empty register what it starts with: the places, the formation and the office of Kabupaten Bandung Barat.
// Cadres, certifiers and schemes are the same in every district; the migrations bring them.
package seed

import (
	"bytes"
	"context"
	_ "embed"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/cadre"
	"pilar/internal/postgres"
	"pilar/internal/region"
	"pilar/internal/seal"
	"pilar/internal/setting"
)

// Source and licence: SOURCES.md beside this file.
//
//go:embed wilayah-kbb.csv
var bandungBarat []byte

// The formation of cadres that are counted for the whole kabupaten: Jabar Ekspres, 11 August 2018.
var bandungBaratPosts = map[string]int{"TAGANA": 50, "PKH": 171}

const bandungBaratOffice = "Dinas Sosial Kabupaten Bandung Barat"

// formationSince is early enough for any history a workbook tells.
var formationSince = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// Empty loads the district where no place stands yet, and does nothing otherwise.
func Empty(ctx context.Context, db postgres.DB, keys *seal.Keys, by audit.Actor) error {
	if empty, err := isEmpty(ctx, db); err != nil || !empty {
		return err
	}
	regions, err := region.ReadCSV(bytes.NewReader(bandungBarat))
	if err != nil {
		return err
	}
	return audit.Write(ctx, db, by, func(tx pgx.Tx) error {
		if empty, err := isEmpty(ctx, tx); err != nil || !empty { // another process may have been quicker
			return err
		}
		if err := region.NewStore(tx, keys).Load(ctx, by, regions); err != nil {
			return err
		}
		if err := cadre.NewStore(tx, keys).Seed(ctx, by, bandungBaratPosts, formationSince); err != nil {
			return err
		}
		name := setting.Setting{Key: setting.OfficeName, Value: bandungBaratOffice, Version: 1}
		return setting.NewStore(tx, keys).Change(ctx, by, name)
	})
}

func isEmpty(ctx context.Context, db postgres.DB) (empty bool, err error) {
	err = db.QueryRow(ctx, `SELECT NOT EXISTS (SELECT FROM region)`).Scan(&empty)
	return empty, err
}
