package pgserver

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
)

// home is the folder of all that belongs to the server: Dir/postgres. It belongs to the user who runs Pilar; only the
// cluster and the socket's folder in it belong to the user who runs PostgreSQL, so that he cannot lay traps for root.
type home struct{ dir string }

func (h home) path(name string) string { return filepath.Join(h.dir, name) }

func (h home) cluster(major int) string { return h.path(clusterPrefix + strconv.Itoa(major)) }

const clusterPrefix = "data-"

// newest is the major version of the newest cluster, 0 if there is none. A cluster keeps its version in its name, so that
// an administrator's upgrade stands beside the old one.
func (h home) newest() int {
	matches, _ := filepath.Glob(h.path(clusterPrefix + "*")) // fails on a bad pattern only
	newest := 0
	for _, match := range matches {
		if major, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(match), clusterPrefix)); err == nil {
			newest = max(newest, major)
		}
	}
	return newest
}

// pick chooses the installation: an existing cluster decides, else the newest.
func (h home) pick(found map[int]programs, old []int) (programs, error) {
	if major := h.newest(); major != 0 {
		if p, ok := found[major]; ok {
			return p, nil
		}
		return programs{}, fmt.Errorf("the database in %s was made by PostgreSQL %d, which is not installed: install that version; nothing was changed",
			h.cluster(major), major)
	}
	var best programs
	for _, p := range found {
		if p.major > best.major {
			best = p
		}
	}
	if best.major == 0 {
		return best, notFound(old)
	}
	return best, nil
}
