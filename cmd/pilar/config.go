package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/internal/pgserver"
)

// config is the environment, read once.
type config struct {
	databaseURL string // empty: a private PostgreSQL under data
	ownerURL    string // never empty where databaseURL is not
	data        string
	dataNotice  string // where data is not the usual folder: why
	addr        string
	keyFile     string
	proxies     []netip.Prefix // whose word counts about whom they forward
	token       string         // shows the metrics beyond this machine; empty: nothing does
}

const environmentHelp = `  DATABASE_URL        PostgreSQL as the role that serves; absent: a private PostgreSQL under PILAR_DATA
  DATABASE_OWNER_URL  the same database as the role that owns the schema; absent: DATABASE_URL
  DATABASE_URL_FILE, DATABASE_OWNER_URL_FILE
                      files that hold them instead, as secrets reach a container
  PILAR_DATA          folder of the private PostgreSQL, the stored files and the key (./data)
  PILAR_ADDR          address to serve on (127.0.0.1:8080)
  PILAR_KEY_FILE      key of the sealed personal numbers (PILAR_DATA/pilar.key)
  PILAR_PROXIES       addresses and networks of the proxies in front, with commas between (127.0.0.0/8,::1)
  PILAR_METRICS_TOKEN, PILAR_METRICS_TOKEN_FILE
                      what to show to read /metrics beyond this machine; absent: only this machine reads it
`

// readConfig reports every fault of the environment at once.
func readConfig(getenv func(string) string) (config, error) {
	c := config{
		addr:    or(getenv("PILAR_ADDR"), "127.0.0.1:8080"),
		keyFile: getenv("PILAR_KEY_FILE"),
	}
	serving, faultOfServing := readAddress(getenv, "DATABASE_URL")
	owner, faultOfOwner := readAddress(getenv, "DATABASE_OWNER_URL")
	c.databaseURL, c.ownerURL = serving.url, or(owner.url, serving.url)
	faults := []error{faultOfServing, faultOfOwner}
	var err error
	if c.token, err = readToken(getenv); err != nil {
		faults = append(faults, err)
	}
	if c.proxies, err = readProxies(or(getenv("PILAR_PROXIES"), "127.0.0.0/8,::1")); err != nil {
		faults = append(faults, err)
	}
	if serving.given {
		c.data = or(getenv("PILAR_DATA"), "data") // holds the key alone
	} else if c.data, c.dataNotice, err = pgserver.ChooseDir(getenv("PILAR_DATA")); err != nil {
		faults = append(faults, err)
	}
	c.keyFile = or(c.keyFile, filepath.Join(c.data, "pilar.key"))
	if err := checkAddr(c.addr); err != nil {
		faults = append(faults, fmt.Errorf("PILAR_ADDR=%s: %w", c.addr, err))
	}
	if owner.given && !serving.given {
		faults = append(faults, errors.New("DATABASE_OWNER_URL is set but DATABASE_URL is not: set both, or neither"))
	}
	c.ownerURL = withoutPool(c.ownerURL)
	return c, errors.Join(faults...)
}

// dbAddress is where a database is, and as whom.
type dbAddress struct {
	url   string
	given bool // also where it can't be read, which is told as a fault
}

// readAddress takes an address from the environment.
func readAddress(getenv func(string) string, name string) (dbAddress, error) {
	value, from, err := readSecret(getenv, name)
	if err != nil {
		return dbAddress{given: true}, err
	}
	return dbAddress{value, value != ""}, checkURL(from, value)
}

// readSecret takes a value from the variable, or from the file that the variable's name with _FILE names, and says which
// variable it was; "" where neither is set.
func readSecret(getenv func(string) string, name string) (value, from string, err error) {
	value, file := getenv(name), getenv(name+"_FILE")
	switch {
	case value != "" && file != "":
		return "", "", fmt.Errorf("%s and %s_FILE are both set: set one", name, name)
	case file == "":
		return value, name, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", "", fmt.Errorf("%s_FILE: %w", name, err)
	}
	if value = strings.TrimSpace(string(text)); value == "" {
		return "", "", fmt.Errorf("%s_FILE: %s is empty", name, file)
	}
	return value, name + "_FILE", nil
}

// shortestToken is too long to be guessed.
const shortestToken = 20

func readToken(getenv func(string) string) (string, error) {
	token, from, err := readSecret(getenv, "PILAR_METRICS_TOKEN")
	if err == nil && token != "" && len(token) < shortestToken {
		err = fmt.Errorf("%s is too short: at least %d characters", from, shortestToken)
	}
	return token, err
}

// readProxies takes addresses and networks with commas between. A network of all addresses is refused: whoever comes would
// be believed.
func readProxies(list string) (proxies []netip.Prefix, err error) {
	for part := range strings.SplitSeq(list, ",") {
		part = strings.TrimSpace(part)
		network, err := netip.ParsePrefix(part)
		if address, notOne := netip.ParseAddr(part); notOne == nil {
			network, err = netip.PrefixFrom(address, address.BitLen()), nil
		}
		if err != nil || network.Bits() == 0 {
			return nil, fmt.Errorf("PILAR_PROXIES: %q is no proxy: write addresses and networks, for example 127.0.0.1,172.16.0.0/12", part)
		}
		proxies = append(proxies, network.Masked())
	}
	return proxies, nil
}

// withoutPool takes the settings of a pool off an address: the owner's is opened without one, and the server would refuse
// what it doesn't know.
func withoutPool(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // told already
	}
	q := u.Query()
	for name := range q {
		if strings.HasPrefix(name, "pool_") {
			q.Del(name)
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// checkURL leaves the value out of its message: it may hold a password.
func checkURL(name, address string) error {
	if address == "" {
		return nil
	}
	_, err := pgxpool.ParseConfig(address)
	if err != nil || !strings.HasPrefix(address, "postgres://") && !strings.HasPrefix(address, "postgresql://") {
		return fmt.Errorf("%s is no PostgreSQL address: write postgres://user:password@host:5432/database", name)
	}
	return nil
}

func checkAddr(addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return errors.New("write HOST:PORT, for example 127.0.0.1:8080")
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("%q is no port: write a number up to 65535", port)
	}
	return nil
}

// loopback tells whether only this machine reaches the address.
func loopback(addr string) bool {
	host, _, _ := net.SplitHostPort(addr)
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
