//go:build unix

package pgserver

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
)

// maxSocket is how many bytes the path of a socket may have on every system.
const maxSocket = 103

// socketFolder makes the private folder for the socket. It stands beside the cluster, where every command finds it whatever
// its own temporary folder is; where that path is too long for a socket, or on a file system without sockets, it stands
// among the temporary files. The caller holds the lock, so what is left in the folder is dead.
func (h home) socketFolder(a account) (string, error) {
	beside := h.path("run")
	if err := os.RemoveAll(beside); err != nil {
		return "", fmt.Errorf("clear the socket's folder: %w", err)
	}
	if err := os.Mkdir(beside, 0o700); err != nil {
		return "", fmt.Errorf("make the socket's folder: %w", err)
	}
	if listens(beside) {
		return beside, a.own(beside)
	}
	_ = os.Remove(beside)
	for _, temporary := range []string{os.TempDir(), "/tmp"} {
		if folder, err := os.MkdirTemp(temporary, "pilar-"); err == nil {
			if a.reach(temporary) == nil && listens(folder) {
				return folder, a.own(folder)
			}
			_ = os.Remove(folder)
		}
	}
	return "", fmt.Errorf("there is no place for PostgreSQL's socket: neither %s nor the temporary folder can hold one", h.dir)
}

// listens tries out whether a socket of the server's name can stand in the folder.
func listens(folder string) bool {
	path := filepath.Join(folder, ".s.PGSQL."+port)
	if len(path) > maxSocket {
		return false
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return false
	}
	return listener.Close() == nil
}
