// Package account says who may log in and what they may do: accounts, their roles and permissions, passwords, sessions.
package account

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"pilar/internal/asof"
	"pilar/internal/fault"
)

// Permission names one right; the database holds a sentence for each.
type Permission string

// The permissions of design section 6. A test compares them with the database's rows.
const (
	RegisterRead  Permission = "register.read"
	RegisterWrite Permission = "register.write"
	PersonalShow  Permission = "personal.show"
	BudgetPlan    Permission = "budget.plan"
	BudgetPay     Permission = "budget.pay"
	Approve       Permission = "approve"
	AuditRead     Permission = "audit.read"
	Admin         Permission = "admin"
)

// Permissions returns every permission in the office's order.
func Permissions() []Permission {
	return []Permission{RegisterRead, RegisterWrite, PersonalShow, BudgetPlan, BudgetPay, Approve, AuditRead, Admin}
}

// Role is a set of permissions under a name. An account has exactly one.
type Role string

// The roles of design section 6.
const (
	Staff         Role = "staf"
	Operator      Role = "operator"
	Treasurer     Role = "bendahara"
	Head          Role = "pimpinan"
	Inspector     Role = "pemeriksa" // comes from outside: the account must have an end date
	Administrator Role = "admin"
)

// Roles returns every role in the office's order.
func Roles() []Role { return []Role{Staff, Operator, Treasurer, Head, Inspector, Administrator} }

// Account is somebody who can log in, with what the account may do at the moment it was read.
type Account struct {
	ID          int64
	Login       string
	Name        string
	Role        Role
	RoleName    string
	Demo        bool
	EndsOn      *time.Time // the last day it can be used; nil: no end
	SuspendedAt *time.Time
	Permissions []Permission
	Kecamatan   []string // codes; nil sees every kecamatan
	Districts   int      // how many kecamatan there are in all

	proof string // the hash of the password with which its owner has just logged in; "": it was read
}

// May tells whether the account's role holds the permission.
func (a Account) May(p Permission) bool { return slices.Contains(a.Permissions, p) }

// Closed says in words why the account can't be used at now, or "" where it can.
func (a Account) Closed(now time.Time) string {
	switch {
	case a.SuspendedAt != nil:
		return "Akun ini sedang dinonaktifkan. Hubungi administrator."
	case a.EndsOn != nil && a.EndsOn.Before(asof.Today(now)):
		return "Masa berlaku akun ini sudah berakhir. Hubungi administrator."
	}
	return ""
}

// New is what makes an account. Password is as typed; it is never kept.
type New struct {
	Login     string
	Name      string
	Role      Role
	Password  string
	EndsOn    *time.Time
	Kecamatan []string // codes; none: all
}

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{2,63}$`)

// NormalLogin is a login as it is kept and compared: without outer spaces, in lower case.
func NormalLogin(typed string) string { return strings.ToLower(strings.TrimSpace(typed)) }

// Check returns every fault of n by field (login, name, role, kecamatan, password, ends_on), in words for the screen.
func (n New) Check(now time.Time) fault.Invalid {
	bad := n.CheckFacts(now)
	if m := CheckPassword(n.Password, n.Login, n.Name); m != "" {
		bad["password"] = m
	}
	return bad
}

// CheckFacts is Check without the password, which somebody who is invited chooses later.
func (n New) CheckFacts(now time.Time) fault.Invalid {
	bad := fault.Invalid{}
	switch login := NormalLogin(n.Login); {
	case login == "":
		bad["login"] = "Isi nama pengguna."
	case !loginForm.MatchString(login):
		bad["login"] = "Nama pengguna terdiri atas 3 sampai 64 huruf kecil, angka, titik, garis, atau @, tanpa spasi."
	}
	checkName(bad, n.Name)
	checkRole(bad, n.Role, n.Kecamatan)
	checkEnd(bad, now, n.Role, n.EndsOn)
	return bad
}
