// Package journey walks through the whole application in a real browser, as the people of an office do: it holds tests
// alone. Every page they meet is looked at on a laptop and on a phone, and its picture is kept.
package journey
