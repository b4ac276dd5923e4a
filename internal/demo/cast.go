package demo

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"pilar/internal/asof"
	"pilar/internal/region"
)

// The cadres of the district, in the order in which its workbooks came in.
const (
	tksk = iota
	psm
	tagana
	pkh
	dinsos
)

var (
	cadres = []string{"TKSK", "PSM", "TAGANA", "PKH", "DINSOS"}
	// shape is the district's own people: 444 posts.
	shape = []int{16, 165, 50, 171, 42}
	// everCertified is how many of a hundred posts of each cadre have somebody who ever held a certificate: a quarter of all.
	everCertified = []int{50, 15, 30, 30, 25}
)

const (
	twoPosts    = 45 // of a thousand people, how many hold two posts; as many have left
	latecomers  = 30 // of a hundred people, how many were registered one by one after the workbooks
	perImport   = 2000
	importPause = 4 * time.Minute
)

// day counts from 1 January 1970: half the memory of a time, and arithmetic that reads.
type day int32

func dayOf(t time.Time) day { return day(t.Unix() / (24 * 60 * 60)) }

func (d day) date() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

func (d day) addMonths(n int) day { return dayOf(d.date().AddDate(0, n, 0)) }

// at is a moment of that day by the office's clock.
func (d day) at(sinceMidnight time.Duration) time.Time {
	y, m, dd := d.date().Date()
	return time.Date(y, m, dd, 0, 0, 0, 0, asof.Zone()).Add(sinceMidnight)
}

// workday moves a weekend's day to the Monday after.
func (d day) workday() day {
	switch d.date().Weekday() {
	case time.Saturday:
		return d + 2
	case time.Sunday:
		return d + 1
	default:
		return d
	}
}

// none marks what a part does not have.
const none = -1

// part is what one person plays, drawn before any history is told: who takes over a post decides when the former holder
// left. A million parts fit in 40 MB.
type part struct {
	cadre      int8
	story      story
	late       bool  // registered in the course of the work
	place      int32 // in land.regions
	second     int32 // the desa where they are PSM too, or none
	from       day   // of latecomers
	until      day   // of those who left, else none
	registered int64 // Unix seconds
}

// land is the district's places by level; numbers are places in regions.
type land struct {
	regions   []region.Region
	kabupaten int32
	kecamatan []int32
	desa      []int32
	desaOf    map[string][]int32

	birthplaces []string // the district, and its kecamatan; as many people are born there as here
}

func survey(regions []region.Region) land {
	l := land{regions: regions, desaOf: map[string][]int32{}}
	for i, r := range regions {
		switch r.Level {
		case region.Kabupaten:
			l.kabupaten = int32(i)
			l.birthplaces = slices.Repeat([]string{plainName(r)}, max(1, len(regions)/12))
		case region.Kecamatan:
			l.kecamatan = append(l.kecamatan, int32(i))
			l.birthplaces = append(l.birthplaces, r.Name)
		case region.Desa:
			l.desa = append(l.desa, int32(i))
			l.desaOf[r.Parent] = append(l.desaOf[r.Parent], int32(i))
		}
	}
	return l
}

// plainName is a district's name without what sort of district it is.
func plainName(r region.Region) string {
	return strings.TrimPrefix(strings.TrimPrefix(r.Name, "Kabupaten "), "Kota ")
}

// post returns the duty place of a cadre's nth post. TKSK and PSM fill every place once before any has two; beyond that,
// and for the others, places have unevenly many.
func (l land) post(r *rand.Rand, cadre, n int) int32 {
	switch {
	case cadre == dinsos:
		return l.kabupaten
	case cadre == psm && n < len(l.desa):
		return l.desa[n]
	case cadre == psm:
		return pick(r, l.desa)
	case cadre == tksk && n < len(l.kecamatan):
		return l.kecamatan[n]
	default:
		return pick(r, l.kecamatan)
	}
}

// share splits n in proportion to the weights, the largest remainders getting what is left.
func share(n int, weights []int) []int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	parts, rest := make([]int, len(weights)), n
	order := make([]int, len(weights))
	for i, w := range weights {
		parts[i], order[i] = n*w/sum, i
		rest -= parts[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return n*weights[b]%sum - n*weights[a]%sum })
	for _, i := range order[:rest] {
		parts[i]++
	}
	return parts
}

// cast deals n parts in the order in which they were registered.
func cast(r *rand.Rand, n int, l land, cal calendar) []part {
	groups := make([][]part, len(cadres))
	posts := share(n, shape)
	for c, count := range posts {
		for i := range count {
			groups[c] = append(groups[c], part{cadre: int8(c), place: l.post(r, c, i), second: none, until: none})
		}
	}
	doubles := giveSecondPosts(groups, n*twoPosts/1000, l)
	var late []part
	for c, g := range groups {
		shuffle(r, g)
		cut := len(g) - len(g)*latecomers/100
		late = append(late, g[cut:]...)
		groups[c] = g[:cut:cut]
	}
	shuffle(r, late)
	cal.registerLate(r, late)
	for _, i := range r.Perm(len(late))[:min(doubles, len(late))] {
		next := late[i]
		groups[next.cadre] = append(groups[next.cadre], part{cadre: next.cadre, place: next.place, second: none,
			until: next.from - day(8+r.IntN(60))})
	}
	var parts []part
	told := 0
	for c, g := range groups {
		shuffle(r, g)
		for i := range min(posts[c]*everCertified[c]/100, len(g)) {
			g[i].story = stories[told%len(stories)]
			told++
		}
		shuffle(r, g)
		cal.registerWorkbook(c, g)
		parts = append(parts, g...)
	}
	return append(parts, late...)
}

// giveSecondPosts makes PSM of n TKSK and Tagana, in a desa of their kecamatan, and returns how many found one.
func giveSecondPosts(groups [][]part, n int, l land) int {
	free := map[string][]int{}
	for i, p := range groups[psm] {
		kecamatan := l.regions[p.place].Parent
		free[kecamatan] = append(free[kecamatan], i)
	}
	taken := make([]bool, len(groups[psm]))
	given := 0
	take := func(kecamatan string) int32 {
		if list := free[kecamatan]; len(list) > 0 {
			free[kecamatan] = list[:len(list)-1]
			taken[list[len(list)-1]] = true
			return groups[psm][list[len(list)-1]].place
		}
		return none
	}
	for _, g := range [][]part{groups[tksk][:min(n/2, len(groups[tksk]))], groups[tagana]} {
		for i := range g {
			if given == n {
				break
			}
			if g[i].second = take(l.regions[g[i].place].Code); g[i].second != none {
				given++
			}
		}
	}
	kept := groups[psm][:0]
	for i, p := range groups[psm] {
		if !taken[i] {
			kept = append(kept, p)
		}
	}
	groups[psm] = kept
	return given
}

func shuffle(r *rand.Rand, parts []part) {
	r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
}

// calendar holds the days on which the register's own history turns.
type calendar struct {
	today  day
	opened day // the first workbook
	pppk   day // companions of PKH become PPPK: 1 October 2025
}

func newCalendar(today time.Time) calendar {
	t := dayOf(today)
	return calendar{today: t, opened: t.addMonths(-36).workday(), pppk: dayOf(time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC))}
}

// workbook is the moment at which a cadre's workbook began to be imported.
func (cal calendar) workbook(cadre int) time.Time {
	return (cal.opened + day(4*cadre)).workday().at(9*time.Hour + 12*time.Minute)
}

// registerWorkbook: a workbook is imported in files of some thousand rows, minutes apart.
func (cal calendar) registerWorkbook(cadre int, parts []part) {
	for i := range parts {
		parts[i].registered = cal.workbook(cadre).Add(time.Duration(i/perImport) * importPause).Unix()
	}
}

// registerLate spreads latecomers over the working hours since; most are entered some weeks after their first day.
func (cal calendar) registerLate(r *rand.Rand, parts []part) {
	first := cal.opened + 60
	var days []day
	for d := first; d < cal.today-1; d++ {
		if d.workday() == d {
			days = append(days, d)
		}
	}
	const hours = 7 * time.Hour
	for i := range parts {
		at := float64(i) / float64(len(parts)) * float64(len(days))
		d := days[int(at)]
		parts[i].registered = d.at(8*time.Hour + time.Duration((at-float64(int(at)))*float64(hours))).Unix()
		parts[i].late = true
		parts[i].from = d - day(3+r.IntN(40))
		if chance(r, 5) {
			parts[i].from -= day(120 + r.IntN(200))
		}
	}
}
