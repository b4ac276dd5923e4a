// Package migrations carries the schema's history inside the binary.
package migrations

import "embed"

// FS holds every numbered up and down file, and grants.sql.
//
//go:embed *.sql
var FS embed.FS
