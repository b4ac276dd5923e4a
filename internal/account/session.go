package account

import "time"

// The limits of a session.
const (
	SessionIdle     = time.Hour      // without a request
	SessionLife     = 12 * time.Hour // altogether
	sessionSeenEach = time.Minute    // how often a use is written down
)

// Session is one browser's visit after login: whose it is, and what the site keeps with it.
type Session struct {
	Account Account
	Data    []byte
	Trail   int64 // the last entry of the trail when the session was read
}
