package link

import "net/url"

// LoggedOut is the login page after a logout.
func LoggedOut() string { return with(Login(), url.Values{"keluar": {"1"}}) }

// LoginReady is the login page after the first administrator's account was made.
func LoginReady() string { return with(Login(), url.Values{"siap": {"1"}}) }

// OwnAccount is the page of whoever is logged in.
func OwnAccount() string { return "/akun" }

// ChangePassword gives one's own account another password; POST only.
func ChangePassword() string { return OwnAccount() + "/sandi" }

// EndVisit ends one session of one's own; POST only.
func EndVisit(id int64) string { return OwnAccount() + "/sesi/" + number(id) + "/akhiri" }

// LogoutEverywhere ends all of one's own sessions; POST only.
func LogoutEverywhere() string { return OwnAccount() + "/keluar-semua" }
