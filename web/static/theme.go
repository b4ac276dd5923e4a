package static

import (
	"fmt"
	"math"
	"strings"
)

// DefaultAccent is the colour of a district that has not chosen one; pilar.css carries it too.
const DefaultAccent = "#0b5f63"

// Grounds that text in the accent colour may stand on; pilar.css uses the same two.
var (
	white = colour{255, 255, 255}
	page  = colour{244, 246, 247}
	black = colour{0, 0, 0}
)

// legible is the contrast demanded between text and its ground: WCAG AA asks for 4.5, the rest
// is room for the rounding of channels.
const legible = 4.6

// Theme makes the stylesheet of a district's colour, given as #rrggbb; anything else is not ok.
// Whatever the colour, text on it and text in it stay legible (WCAG AA): a pale accent gets black
// text on it, and its darker shade, --accent-ink, where it is itself text or a line.
func Theme(accent string) (css []byte, ok bool) {
	a, ok := parse(accent)
	if !ok {
		return nil, false
	}
	on, away := white, black // away: the direction in which a shade of the accent keeps the text on it legible
	if contrast(a, white) < legible {
		on, away = black, white
	}
	soft := a.mix(white, 0.91)
	ink := a
	for contrast(ink, page) < legible+0.3 || contrast(ink, soft) < legible+0.3 {
		ink = ink.mix(black, 0.06)
	}
	var b strings.Builder
	b.WriteString(":root{\n")
	put := func(name string, c colour) { fmt.Fprintf(&b, "--%s:%s;\n", name, c.hex()) }
	triple := func(name string, c colour) { fmt.Fprintf(&b, "--%s:%d,%d,%d;\n", name, c.r, c.g, c.b) }
	put("accent", a)
	triple("accent-rgb", a)
	put("on-accent", on)
	put("accent-hover", a.mix(away, 0.14))
	put("accent-active", a.mix(away, 0.24))
	put("accent-ink", ink)
	triple("accent-ink-rgb", ink)
	put("accent-ink-hover", ink.mix(black, 0.3))
	triple("accent-ink-hover-rgb", ink.mix(black, 0.3))
	put("accent-soft", soft)
	put("accent-line", a.mix(white, 0.62))
	b.WriteString("}\n")
	return []byte(b.String()), true
}

type colour struct{ r, g, b uint8 }

func parse(s string) (c colour, ok bool) {
	if len(s) != 7 || s[0] != '#' {
		return c, false
	}
	for _, d := range s[1:] {
		if !strings.ContainsRune("0123456789abcdefABCDEF", d) {
			return c, false
		}
	}
	_, err := fmt.Sscanf(s, "#%02x%02x%02x", &c.r, &c.g, &c.b)
	return c, err == nil
}

func (c colour) hex() string { return fmt.Sprintf("#%02x%02x%02x", c.r, c.g, c.b) }

// mix moves c by the given share towards d; a step towards black never stands still.
func (c colour) mix(d colour, share float64) colour {
	f := func(x, y uint8) uint8 {
		v := float64(x) + (float64(y)-float64(x))*share
		if y < x {
			return uint8(math.Floor(v))
		}
		return uint8(math.Ceil(v))
	}
	return colour{f(c.r, d.r), f(c.g, d.g), f(c.b, d.b)}
}

// luminance is the relative luminance of WCAG 2.
func (c colour) luminance() float64 {
	f := func(x uint8) float64 {
		v := float64(x) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*f(c.r) + 0.7152*f(c.g) + 0.0722*f(c.b)
}

// contrast is the contrast ratio of WCAG 2, from 1 to 21.
func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}
