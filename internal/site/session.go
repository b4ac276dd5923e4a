package site

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"pilar/internal/account"
	"pilar/internal/audit"
)

// CookieName is the session's cookie.
const CookieName = "pilar"

func newSessions(s *Site) *scs.SessionManager {
	m := scs.New()
	m.Store = store{s}
	m.Codec = codec{}
	m.HashTokenInStore = true
	m.Lifetime = account.SessionLife
	m.Cookie.Name = CookieName
	m.Cookie.Persist = false // gone with the browser: many share a computer
	m.Cookie.Secure = s.Secure
	m.ErrorFunc = func(_ http.ResponseWriter, _ *http.Request, err error) { panic(sessionFailure{err}) }
	return m
}

// codec keeps what pages say to each other, texts by name, as JSON. How long a session lives is the store's to say.
type codec struct{}

func (codec) Encode(_ time.Time, values map[string]any) ([]byte, error) { return json.Marshal(values) }

// Decode returns no values where it can't read what is kept: a word to the next page is not worth a failed one.
func (codec) Decode(kept []byte) (deadline time.Time, values map[string]any, err error) {
	if json.Unmarshal(kept, &values) != nil || values == nil {
		values = map[string]any{}
	}
	return time.Now().Add(account.SessionLife), values, nil
}

// sessionFailure travels as a panic to Visit, which answers with a page: scs would go on and write a second answer.
type sessionFailure struct{ error }

func (s *Site) manager(r *http.Request) *scs.SessionManager {
	if https(r) {
		return s.secured
	}
	return s.sessions
}

// Session finds the visitor's session and account. A demo account counts only where it may log in.
func (s *Site) Session(next http.Handler) http.Handler {
	checked := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := of(r)
		v.loaded = r.Context()
		if v.account != nil && v.account.Demo && !DemoHere(r) {
			v.account = nil
		}
		if v.account != nil && (r.Method == http.MethodGet || r.Method == http.MethodHead) { // a write must see what it has just changed
			r = r.WithContext(audit.WithEnd(r.Context(), v.trail))
		}
		next.ServeHTTP(w, r)
	})
	plain, secured := s.sessions.LoadAndSave(checked), s.secured.LoadAndSave(checked)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if https(r) {
			secured.ServeHTTP(w, r)
			return
		}
		plain.ServeHTTP(w, r)
	})
}

// Login begins a session of the account under a new token; a former session of this browser ends.
func Login(r *http.Request, a account.Account) error {
	v := of(r)
	if err := v.site.manager(r).RenewToken(r.Context()); err != nil {
		return err
	}
	v.account = &a
	return nil
}

// Logout ends the session of this browser.
func Logout(r *http.Request) error {
	v := of(r)
	if err := v.site.manager(r).Destroy(r.Context()); err != nil {
		return err
	}
	v.account = nil
	return nil
}

// Here returns the hash of the token of the session that the request came with, "" without one.
func Here(r *http.Request) string { return of(r).session }

// store is scs's way to the session table. The account travels with the visit: only somebody who is logged in has a
// session.
type store struct{ site *Site }

func (s store) FindCtx(ctx context.Context, hash string) ([]byte, bool, error) {
	found, ok, err := s.site.Accounts.FindSession(ctx, s.site.Clock(), hash)
	if err != nil || !ok {
		return nil, false, err
	}
	if v, ok := ctx.Value(visitKey{}).(*visit); ok {
		v.account, v.session, v.trail = &found.Account, hash, found.Trail
	}
	return found.Data, true, nil
}

// CommitCtx adds a session only under the token that Login made: one that was ended during its request stays ended.
func (s store) CommitCtx(ctx context.Context, hash string, data []byte, _ time.Time) error {
	v, ok := ctx.Value(visitKey{}).(*visit)
	switch {
	case !ok || v.account == nil:
		return nil
	case hash == v.session:
		return s.site.Accounts.KeepSession(ctx, hash, data)
	}
	return s.site.Accounts.AddSession(ctx, s.site.Clock(), hash, *v.account, data)
}

func (s store) DeleteCtx(ctx context.Context, hash string) error {
	return s.site.Accounts.EndSession(ctx, hash)
}

// scs asks for these too, and never calls them where the others are.

func (s store) Find(hash string) ([]byte, bool, error) { return s.FindCtx(context.Background(), hash) }
func (s store) Delete(hash string) error               { return s.DeleteCtx(context.Background(), hash) }
func (s store) Commit(hash string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), hash, data, expiry)
}
