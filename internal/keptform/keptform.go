// Package keptform keeps, for an hour and sealed, what was typed into forms that could not be carried out: above all those
// sent after their sender's session had ended.
package keptform

import (
	"net/url"
	"time"
)

// Life is how long a form is kept.
const Life = time.Hour

// most is how many forms of one sender are kept: the newest.
const most = 5

// Sender is whose a form is, and the only one it is offered to: an account, in the browser that sent it. Another account at
// the same computer does not see it, and neither does the same account elsewhere.
type Sender struct {
	Account int64
	Browser string // a random word that only this browser holds
}

// Form is a form that is kept.
type Form struct {
	ID     int64
	SentAt time.Time
	Content
}

// Until is when it will be deleted.
func (f Form) Until() time.Time { return f.SentAt.Add(Life) }

// Content is what was sent, and where to.
type Content struct {
	Path   string     `json:"path"`
	Name   string     `json:"name"` // what the form is called
	Fields url.Values `json:"fields"`
}
