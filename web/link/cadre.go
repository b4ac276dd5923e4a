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

// FormationQuery is Formation with a place in its list.
func FormationQuery(cadre string, q url.Values) string { return with(Formation(cadre), q) }

// EndFormation ends the formation of a cadre, by GET that at one place; a form names the place itself.
func EndFormation(cadre, region string) string {
	q := url.Values{}
	if region != "" {
		q.Set("wilayah", region)
	}
	return with(Formation(cadre)+"/akhiri", q)
}
