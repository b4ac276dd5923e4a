// Package ui is the kit every page is made of: the layout, the table, the form fields and the way
// dates, numbers and money are written. It knows no feature; pages put values into its structs.
//
// A piece is a struct that renders itself: @ui.Badge{Tone: ui.Good, Text: "Aktif"}. A piece that
// stands around others has a method With: @ui.Card{Title: "Identitas"}.With() { … }.
package ui

import (
	"math/bits"
	"strconv"
	"strings"
	"time"

	"pilar/internal/asof"
)

// None stands where a value is missing.
const None = "–"

// Tone is what a colour and a shape together say; the words beside them say it too.
type Tone string

// The tones. The zero value is Neutral.
const (
	Neutral Tone = ""
	Info    Tone = "info"
	Good    Tone = "good"
	Warn    Tone = "warn"
	Bad     Tone = "bad"
)

// class is the CSS class of the tone.
func (t Tone) class() string {
	if t == Neutral {
		return "tone-neutral"
	}
	return "tone-" + string(t)
}

var months = [...]string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus",
	"September", "Oktober", "November", "Desember"}

var shortMonths = [...]string{"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"}

// Date writes 23 November 2026. An instant is taken as the day it is by the office's clock; a date that the
// database gave (midnight UTC) stays the same day. The zero time is None.
func Date(t time.Time) string {
	if t.IsZero() {
		return None
	}
	t = t.In(asof.Zone())
	return strconv.Itoa(t.Day()) + " " + months[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// DateShort writes 23 Nov 2026, for tables.
func DateShort(t time.Time) string {
	if t.IsZero() {
		return None
	}
	t = t.In(asof.Zone())
	return strconv.Itoa(t.Day()) + " " + shortMonths[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// Month writes November 2026.
func Month(t time.Time) string {
	if t.IsZero() {
		return None
	}
	t = t.In(asof.Zone())
	return months[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// Time writes 14.30 WIB, the time of day by the office's clock.
func Time(t time.Time) string {
	if t.IsZero() {
		return None
	}
	return t.In(asof.Zone()).Format("15.04 MST")
}

// DateTime writes 23 November 2026 pukul 14.30 WIB.
func DateTime(t time.Time) string {
	if t.IsZero() {
		return None
	}
	return Date(t) + " pukul " + Time(t)
}

// Period writes "1 Januari 2024 sampai 31 Desember 2026"; without an end, "sejak 1 Januari 2024".
// Both dates are inside the period.
func Period(from, last time.Time) string {
	switch {
	case from.IsZero() && last.IsZero():
		return None
	case last.IsZero():
		return "sejak " + Date(from)
	case from.IsZero():
		return "sampai " + Date(last)
	}
	return Date(from) + " sampai " + Date(last)
}

type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64
}

// Number writes 1.234.567.
func Number[N integer](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "−", s[1:]
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Money writes whole rupiah, Rp1.234.567.
func Money[N integer](n N) string {
	if s, negative := strings.CutPrefix(Number(n), "−"); negative {
		return "−Rp" + s
	}
	return "Rp" + Number(n)
}

// Size writes a number of bytes in the largest unit that leaves a whole number, with one decimal: 1,4 MB.
func Size(bytes int64) string {
	if bytes < 1000 {
		return Number(bytes) + " B"
	}
	tenths := bytes / 100 // of a kB
	for _, unit := range []string{" kB", " MB", " GB"} {
		if tenths < 10_000 {
			return Number(tenths/10) + "," + strconv.FormatInt(tenths%10, 10) + unit
		}
		tenths /= 1000
	}
	return Number(tenths/10) + "," + strconv.FormatInt(tenths%10, 10) + " TB"
}

// Percent writes part of whole with one decimal, half up: 85,5%. Neither may be negative; of
// nothing there is no share, which is None. It reckons in integers: 0,05% never becomes 0,0%.
func Percent[N integer](part, whole N) string {
	if whole <= 0 || part < 0 {
		return None
	}
	p, w := uint64(part), uint64(whole)
	// floor((2000·p + w) / 2w) tenths of a percent, in 128 bits: rupiah may be many.
	hi, lo := bits.Mul64(p, 2000)
	lo, carry := bits.Add64(lo, w, 0)
	hi += carry
	if hi >= 2*w {
		return None // more than 10^18 percent
	}
	tenths, _ := bits.Div64(hi, lo, 2*w)
	return Number(int64(tenths/10)) + "," + strconv.FormatUint(tenths%10, 10) + "%"
}
