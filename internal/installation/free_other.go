//go:build !unix

package installation

// FreeOn does not know here.
func FreeOn(string) Free { return Free{} }
