//go:build unix

package pgserver

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// account is the user under whom PostgreSQL runs.
type account struct {
	uid, gid int
	drop     bool // we are root, and the server must not be
}

// account returns who runs the server: whoever owns the newest cluster, else this process's user, or for root, whom
// PostgreSQL refuses, a user made for such ends.
func (h home) account() (account, error) {
	newest := h.newest()
	if newest == 0 {
		return newAccount()
	}
	cluster, root := h.cluster(newest), os.Geteuid() == 0
	info, err := os.Stat(cluster)
	if err != nil {
		return account{}, err
	}
	owner := info.Sys().(*syscall.Stat_t)
	a := account{uid: int(owner.Uid), gid: int(owner.Gid), drop: root}
	if root && a.uid == 0 {
		return a, fmt.Errorf("%s belongs to root, under whom PostgreSQL does not run: give it to another user with `chown -R`", cluster)
	}
	if !root && a.uid != os.Geteuid() {
		return a, fmt.Errorf("%s belongs to %s: run Pilar as that user", cluster, a.name())
	}
	return a, nil
}

// newAccount is who runs the server of a new cluster.
func newAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{uid: os.Geteuid(), gid: os.Getegid()}, nil
	}
	for _, name := range []string{"postgres", "_postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(u.Uid)
		gid, gidErr := strconv.Atoi(u.Gid)
		if uidErr == nil && gidErr == nil {
			return account{uid: uid, gid: gid, drop: true}, nil
		}
	}
	return account{}, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody: run Pilar as another user")
}

func (a account) name() string {
	if u, err := user.LookupId(strconv.Itoa(a.uid)); err == nil {
		return "user " + u.Username
	}
	return "user " + strconv.Itoa(a.uid)
}

// own gives a new file or folder to the account.
func (a account) own(path string) error {
	if !a.drop {
		return nil
	}
	return os.Chown(path, a.uid, a.gid)
}

// attributes are those of a process that runs under the account and ends with this one.
func (a account) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true} // the terminal's Ctrl-C must reach Pilar only, which then stops the server
	if a.drop {
		attr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	setDeathSignal(attr)
	return attr
}

// reach fails with the first existing folder on the way to dir, itself included, that the account may not enter.
// Without dropping there is nothing to foresee: the account's rights are our own.
func (a account) reach(dir string) error {
	if !a.drop {
		return nil
	}
	if above := filepath.Dir(dir); above != dir {
		if err := a.reach(above); err != nil {
			return err
		}
	}
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it will be made, and open enough
	}
	if err != nil {
		return err
	}
	if !a.enters(info) {
		return fmt.Errorf("PostgreSQL runs as %s, who may not enter %s (%s)", a.name(), dir, info.Mode())
	}
	return nil
}

func (a account) enters(info fs.FileInfo) bool {
	owner := info.Sys().(*syscall.Stat_t)
	bit := fs.FileMode(0o001)
	switch {
	case int(owner.Uid) == a.uid:
		bit = 0o100
	case int(owner.Gid) == a.gid: // dropped processes have no other group
		bit = 0o010
	}
	return info.IsDir() && info.Mode()&bit != 0
}

// usable returns dir resolved, and the reason if a server could not work there.
func usable(dir string) (string, error) {
	resolved, err := resolve(dir)
	if err != nil {
		return dir, err
	}
	h := home{filepath.Join(resolved, "postgres")}
	a, err := h.account()
	if err != nil {
		return resolved, err
	}
	if err := a.reach(h.dir); err != nil {
		return resolved, err
	}
	if made := nearest(h.dir); unix.Access(made, unix.W_OK|unix.X_OK) != nil {
		return resolved, fmt.Errorf("nothing can be written in %s", made)
	}
	return resolved, nil
}
