package link

import "net/url"

// Cadres are the kinds of workers, jenis SDM, and what is asked of each.
func Cadres() string { return Settings() + "/jenis-sdm" }

// NewCadre adds a kind of workers.
func NewCadre() string { return Cadres() + "/baru" }

// Cadre edits one kind of workers.
func Cadre(code string) string { return Cadres() + "/" + url.PathEscape(code) }

// NewCadreField adds a field to a cadre.
func NewCadreField(cadre string) string { return Cadre(cadre) + "/isian/baru" }

// CadreField edits a field of a cadre.
func CadreField(cadre, key string) string { return Cadre(cadre) + "/isian/" + url.PathEscape(key) }

// EndFormation ends the formation of a cadre at one place.
func EndFormation(cadre, region string) string {
	return with(Formation(cadre)+"/akhiri", url.Values{"wilayah": {region}})
}
