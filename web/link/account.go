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

// Accounts is the list of who can log in, Pengguna.
func Accounts() string { return "/pengguna" }

// ExportAccountsQuery gives the list with a filter as a file; POST only.
func ExportAccountsQuery(q url.Values) string { return with(Accounts()+"/ekspor", q) }

// AccountsQuery is Accounts with a filter and a place in the list.
func AccountsQuery(q url.Values) string { return with(Accounts(), q) }

// NewAccount shows the empty form and, by POST, invites somebody.
func NewAccount() string { return Accounts() + "/baru" }

// Account is the record of one account.
func Account(id int64) string { return Accounts() + "/" + number(id) }

// EditAccount changes who an account is for, and what it may do.
func EditAccount(id int64) string { return Account(id) + "/ubah" }

// SuspendAccount closes an account with a reason.
func SuspendAccount(id int64) string { return Account(id) + "/nonaktifkan" }

// ReactivateAccount opens a suspended account again.
func ReactivateAccount(id int64) string { return Account(id) + "/aktifkan" }

// AccountLink asks whether to make a link for an account's password and, by POST, makes and shows it.
func AccountLink(id int64) string { return Account(id) + "/tautan" }

// WithdrawAccountLink makes an account's link void; POST only.
func WithdrawAccountLink(id int64) string { return AccountLink(id) + "/cabut" }

// EndAccountSessions ends all sessions of an account; POST only.
func EndAccountSessions(id int64) string { return Account(id) + "/akhiri-sesi" }

// Invitation is the one-time address with which somebody chooses a password.
func Invitation(token string) string { return "/undangan/" + url.PathEscape(token) }
