package postgres

import (
	"context"
	"fmt"
)

// TakeStock has the planner know what a large write has stored so far. Whoever stores thousands of rows batch by batch calls
// it after each batch: where little has been added since the last time, it takes no time. Without it every batch is read and
// written by plans for the tables as they were before, and takes longer than the one before it.
func TakeStock(ctx context.Context, db DB) error {
	if _, err := db.Exec(ctx, `SELECT pilar_take_stock()`); err != nil {
		return fmt.Errorf("take stock: %w", err)
	}
	return nil
}
