package sheet

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// A text is risky as this pattern says, which is too slow for every cell of a long list.
func TestRisky(t *testing.T) {
	pattern := regexp.MustCompile(`^(?:[=+\-@\t\n\r＝＋－＠]|0\d+$|\d{12,}$)`)
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`['=+@＝-]?[0-9]{0,14}[a-z\n\t]?`), rapid.StringMatching(`[0-9]{0,16}`))
	rapid.Check(t, func(t *rapid.T) {
		s := text.Draw(t, "text")
		if got, want := risky(s), pattern.MatchString(s); got != want {
			t.Errorf("risky(%q) = %v", s, got)
		}
	})
}
