// Package seed gives an empty register what it starts with: the places, the formation and the office of Kabupaten Bandung Barat.
// Cadres, certifiers and schemes are the same in every district; the migrations bring them.
package seed

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
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

// The NIK of its people: its own, and that of Kabupaten Bandung, of which it was a part until 2007.
const bandungBaratPrefixes = "3217,3204"

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
		return furnish(ctx, setting.NewStore(tx, keys), by, regions[0], bandungBaratPrefixes)
	})
}

// District makes the register another district's: its places, the formation that follows from them, the first figures of
// its people's NIK, the office's name and letterhead, and the time zone. It is done as the owner of the tables, in one
// write, and only where no people stand; what was known of former places goes with them, and the trail says so.
func District(ctx context.Context, owner postgres.DB, keys *seal.Keys, by audit.Actor, regions []region.Region) error {
	return audit.Write(ctx, owner, by, func(tx pgx.Tx) error {
		if err := replaceable(ctx, tx); err != nil {
			return err
		}
		if err := cadre.NewStore(tx, keys).ClearFormation(ctx, by); err != nil {
			return err
		}
		if err := region.NewStore(tx, keys).Replace(ctx, by, regions); err != nil {
			return err
		}
		if err := cadre.NewStore(tx, keys).Seed(ctx, by, nil, formationSince); err != nil {
			return err
		}
		return furnish(ctx, setting.NewStore(tx, keys), by, regions[0], strings.ReplaceAll(regions[0].Code, ".", ""))
	})
}

// furnish gives an office the settings that follow from its district; whatever else it wrote stays.
func furnish(ctx context.Context, settings *setting.Store, by audit.Actor, kabupaten region.Region, prefixes string) error {
	all, err := settings.All(ctx)
	if err != nil {
		return err
	}
	next := []setting.Setting{
		{Key: setting.OfficeName, Value: "Dinas Sosial " + kabupaten.Name},
		{Key: setting.Letterhead, Value: "PEMERINTAH " + strings.ToUpper(kabupaten.Name) + "\nDINAS SOSIAL"},
		{Key: setting.OfficeZone, Value: zoneOf(kabupaten.Code)},
		{Key: setting.NIKPrefixes, Value: prefixes},
	}
	for i, n := range next {
		next[i].Version = all[n.Key].Version
	}
	return settings.Change(ctx, by, next...)
}

// zoneOf is the time of the province that a code begins with: Keppres 41/1987. Where there is no such province, that of
// the most people.
func zoneOf(code string) string {
	switch province := code[:2]; {
	case slices.Contains([]string{"51", "52", "53", "63", "64", "65"}, province), province[0] == '7':
		return "WITA"
	case slices.Contains([]string{"81", "82", "91", "92", "93", "94", "95", "96"}, province):
		return "WIT"
	}
	return "WIB"
}

// replaceable refuses a register in which somebody stands, or accounts are tied to a place.
func replaceable(ctx context.Context, tx pgx.Tx) error {
	var people int
	var accounts []string
	err := tx.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM worker),
		       (SELECT array_agg(a.login ORDER BY a.login) FROM account a WHERE EXISTS (SELECT FROM account_region r WHERE r.account = a.id))`).
		Scan(&people, &accounts)
	switch {
	case err != nil:
		return fmt.Errorf("look who stands in the register: %w", err)
	case people > 0:
		return fmt.Errorf("%d people stand in this register already: another district's places go only into one without people", people)
	case len(accounts) > 0:
		return fmt.Errorf("accounts are limited to kecamatan of the present district (%s): lift that limit first", strings.Join(accounts, ", "))
	}
	return nil
}

func isEmpty(ctx context.Context, db postgres.DB) (empty bool, err error) {
	err = db.QueryRow(ctx, `SELECT NOT EXISTS (SELECT FROM region)`).Scan(&empty)
	return empty, err
}
