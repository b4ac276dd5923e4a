//go:build unix

package installation

import "golang.org/x/sys/unix"

// FreeOn asks how much room there is below a folder, for a user who is not root.
func FreeOn(folder string) Free {
	var stat unix.Statfs_t
	if unix.Statfs(folder, &stat) != nil {
		return Free{}
	}
	block := int64(stat.Bsize)
	return Free{Bytes: int64(stat.Bavail) * block, Of: int64(stat.Blocks) * block}
}
