package pgserver

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ChooseDir returns the data folder: the explicit one, else ./data, else, where the server could not work in ./data, the
// system's (for root) or the user's state folder, and then a notice that says so. The folder is not made. An explicit folder
// that cannot be used is refused with the reason; so is a ./data that already holds a database.
func ChooseDir(explicit string) (dir, notice string, err error) {
	if explicit != "" {
		dir, err = usable(explicit)
		if err != nil {
			return "", "", fmt.Errorf("PILAR_DATA=%s cannot be used: %w", explicit, err)
		}
		return dir, "", nil
	}
	return chooseDefault("data", stateDir)
}

func chooseDefault(usual string, state func() (string, error)) (dir, notice string, err error) {
	dir, reason := usable(usual)
	if reason == nil {
		return dir, "", nil
	}
	// Turning to another folder would show an empty office to people who have a full one.
	if major := (home{filepath.Join(usual, "postgres")}).newest(); major != 0 {
		return "", "", fmt.Errorf("the database in %s cannot be used: %w", dir, reason)
	}
	instead, err := state()
	if err != nil {
		return "", "", fmt.Errorf("%s cannot be used: %w; set PILAR_DATA", dir, reason)
	}
	instead, err = usable(instead)
	if err != nil {
		return "", "", fmt.Errorf("%s cannot be used: %w; nor can %s: %w; set PILAR_DATA", dir, reason, instead, err)
	}
	return instead, fmt.Sprintf("the data is kept in %s, because %s cannot be used: %v", instead, dir, reason), nil
}

// stateDir is where the system keeps such data: for all users if we are root, else for this one.
func stateDir() (string, error) {
	if os.Geteuid() == 0 {
		return "/var/lib/pilar", nil
	}
	if state := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "pilar"), nil
	}
	user, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(user, ".local", "state", "pilar"), nil
}

// resolve returns path as absolute and free of links, as far as it exists: the server is named one path for one cluster.
func resolve(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	existing := nearest(path)
	real, err := filepath.EvalSymlinks(existing)
	if err != nil {
		return "", err
	}
	rest, err := filepath.Rel(existing, path)
	if err != nil {
		return "", err
	}
	return filepath.Join(real, rest), nil
}

// nearest is path itself if it exists, else the first folder above it that does.
func nearest(path string) string {
	for {
		_, err := os.Lstat(path)
		above := filepath.Dir(path)
		if !errors.Is(err, os.ErrNotExist) || above == path {
			return path
		}
		path = above
	}
}
