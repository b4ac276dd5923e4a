package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"pilar/internal/pgserver"
	"pilar/internal/postgres"
)

// migrate moves the schema of DATABASE_URL as its owner, or that of the private PostgreSQL.
func migrate(ctx context.Context, p *program, args []string) error {
	if _, err := parse(p.flags("migrate"), args, 0, 0); err != nil {
		return err
	}
	if p.faults != nil {
		return p.faults
	}
	c := p.config
	if c.databaseURL != "" {
		login, err := url.Parse(c.databaseURL)
		if err != nil {
			return errors.New("DATABASE_URL can't be read")
		}
		return p.move(ctx, c.ownerURL, login.User.Username())
	}
	server, err := pgserver.Join(ctx, p.private())
	if err != nil {
		return err
	}
	return errors.Join(p.move(ctx, server.OwnerURL(), pgserver.AppRole), server.Stop())
}

func (p *program) move(ctx context.Context, ownerURL, appRole string) error {
	if err := postgres.Migrate(ctx, ownerURL, appRole); err != nil {
		return err
	}
	pool, err := postgres.Open(ctx, ownerURL)
	if err != nil {
		return err
	}
	defer pool.Close()
	have, _, err := postgres.SchemaVersions(ctx, pool)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "The schema has version %d.\n", have)
	return nil
}
