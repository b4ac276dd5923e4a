// Package pgserver runs a private PostgreSQL server as a child of this process.
//
// The server listens on no network, only on a unix socket in a folder that nobody but its own user and root may enter; that
// is why it asks for no password. It ends with this process, however that ends, and its cluster is never wiped: what cannot
// be used is refused with a sentence that says what to do.
package pgserver

import (
	"net/url"
	"strings"
	"time"

	"pilar/internal/pgfetch"
)

// Names inside every private cluster.
const (
	OwnerRole = "pilar_owner" // owns the schema and everything else in the cluster
	AppRole   = "pilar_app"   // the login that serves; it may do what the migrations grant it
	Database  = "pilar"
)

// Oldest is the first major version of PostgreSQL that runs Pilar's SQL.
const Oldest = 15

// port is part of the socket's file name; nothing listens on a network.
const port = "5432"

// Config says where a private server lives and how it is run.
type Config struct {
	// Dir is Pilar's data folder, made if absent. Everything of the server stands in Dir/postgres.
	Dir string
	// Fetch gets PostgreSQL's programs where no installed ones will do. Nil: there the start is refused.
	Fetch *pgfetch.Fetcher
	// Wait is how long to wait while another process uses the cluster. Zero means not at all.
	Wait time.Duration
	// Ephemeral gives up durability for speed: a crash of the machine may lose everything. For tests.
	Ephemeral bool
}

// Server is a running private server: one that this process started, or another process's that it joined.
type Server struct {
	socket string
	joined bool
	done   <-chan struct{}
	stop   func() error
}

// OwnerURL is the address of Pilar's database for the role that owns the schema.
func (s *Server) OwnerURL() string { return URL(s.socket, OwnerRole, Database) }

// AppURL is the address of Pilar's database for the role that serves.
func (s *Server) AppURL() string { return URL(s.socket, AppRole, Database) }

// Socket is the folder in which the server's socket stands.
func (s *Server) Socket() string { return s.socket }

// Joined tells whether the server belongs to another process, a running `pilar serve`.
func (s *Server) Joined() bool { return s.joined }

// Done is closed when the server has ended, for whatever reason. Of a joined server only Stop closes it.
func (s *Server) Done() <-chan struct{} { return s.done }

// Stop shuts the server down, waits until it has ended, and lets go of the cluster; a joined server it only lets go.
// Sessions are broken off and their transactions rolled back. Calling it again returns the same result.
func (s *Server) Stop() error { return s.stop() }

// URL is the address of a database on the server whose socket stands in the given folder.
func URL(socket, role, database string) string {
	// Every part is named, so that no PGPORT or the like of the caller's environment takes its place.
	query := url.Values{"host": {socket}, "port": {port}, "sslmode": {"disable"}}
	// PostgreSQL's URLs know no plus sign for a space.
	encoded := strings.ReplaceAll(query.Encode(), "+", "%20")
	address := url.URL{Scheme: "postgres", User: url.User(role), Path: "/" + database, RawQuery: encoded}
	return address.String()
}
