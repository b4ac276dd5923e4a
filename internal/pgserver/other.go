//go:build !unix

package pgserver

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
)

// Start is refused: a private server needs unix sockets, locks and signals.
func Start(context.Context, Config) (*Server, error) { return nil, unsupported() }

// Join is refused like Start.
func Join(context.Context, Config) (*Server, error) { return nil, unsupported() }

// Temporary is refused like Start.
func Temporary(context.Context, ...string) (*Server, error) { return nil, unsupported() }

func unsupported() error {
	return fmt.Errorf("there is no private PostgreSQL on %s: set DATABASE_URL to a server with PostgreSQL %d or newer", runtime.GOOS, Oldest)
}

func usable(dir string) (string, error) { return filepath.Abs(dir) }
