package link

import "net/url"

// LoggedOut is the login page after a logout.
func LoggedOut() string { return with(Login(), url.Values{"keluar": {"1"}}) }

// LoginReady is the login page after the first administrator's account was made.
func LoginReady() string { return with(Login(), url.Values{"siap": {"1"}}) }
