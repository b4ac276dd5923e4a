package check

// misspelt tells whether a word is another with one letter too many, too few or wrong, or with two neighbours exchanged.
func misspelt(typed, word string) bool {
	a, b := []rune(typed), []rune(word)
	start := 0
	for start < min(len(a), len(b)) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < min(len(a), len(b))-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	a, b = a[start:len(a)-end], b[start:len(b)-end]
	switch {
	case len(a) == 2 && len(b) == 2:
		return a[0] == b[1] && a[1] == b[0]
	case len(a) == 0 && len(b) == 0:
		return false
	}
	return len(a) <= 1 && len(b) <= 1
}
