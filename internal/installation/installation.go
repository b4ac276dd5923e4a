// Package installation tells how the installation itself fares: program, database, disk, key.
package installation

import (
	"runtime/debug"
	"time"
)

// Place is where this process runs, as it was told at its start.
type Place struct {
	Data    string // the folder of everything that Pilar keeps on this machine
	KeyFile string
	Private bool // the database is the private PostgreSQL in Data
	Started time.Time
}

// Version names this build: its release, or the revision that it was built from.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	version, revision := info.Main.Version, ""
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = s.Value[:min(12, len(s.Value))]
		}
	}
	switch {
	case version != "" && version != "(devel)":
		return version
	case revision != "":
		return revision
	}
	return "devel"
}

// Free is how much room the disk has that a folder lies on.
type Free struct {
	Bytes, Of int64 // 0 of 0: not known
}
