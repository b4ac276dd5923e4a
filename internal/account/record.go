package account

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"pilar/internal/asof"
	"pilar/internal/fault"
)

// State says whether an account can be used. The database reckons it: see recordColumns.
type State string

// The states of an account.
const (
	Active    State = "aktif"
	Invited   State = "diundang" // it has no password yet
	Suspended State = "dinonaktifkan"
	Ended     State = "berakhir" // its last day is over
)

// States returns every state, the usual one first.
func States() []State { return []State{Active, Invited, Suspended, Ended} }

// Record is an account as an administrator sees it.
type Record struct {
	Account
	State       State
	Version     int // of what Revise changes
	HasPassword bool
	SignedInAt  *time.Time // last time; nil: never
	LinkUntil   *time.Time // until when a link for its password can be used; nil: there is none
	Sessions    int        // how many live
}

// Filter chooses accounts. The zero value means all.
type Filter struct {
	Role   Role
	State  State
	Words  string // part of a name or a login
	Cursor string
}

// Page is some of the accounts, by name; Next continues, and is empty on the last page.
type Page struct {
	Records []Record
	Next    string
}

// Rights is what a role may do, a sentence for each permission.
type Rights struct {
	Role      Role
	Name      string
	Sentences []string
}

// Change is what an administrator may change of an account. Version is that of the Record it was made from.
type Change struct {
	Version   int
	Name      string
	Role      Role
	EndsOn    *time.Time
	Kecamatan []string // codes; none: all
}

// Check returns every fault of c, a change of before by the given account, by field: name, role, kecamatan, ends_on.
func (c Change) Check(now time.Time, before Record, by int64) fault.Invalid {
	bad := fault.Invalid{}
	checkName(bad, c.Name)
	checkRole(bad, c.Role, c.Kecamatan)
	if sameDay(c.EndsOn, before.EndsOn) {
		now = time.Time{} // an end that is past already may stay
	}
	checkEnd(bad, now, c.Role, c.EndsOn)
	if by == before.ID && c.Role != before.Role {
		bad["role"] = "Peran sendiri tidak dapat diubah. Minta administrator lain melakukannya."
	}
	return bad
}

// nothing tells whether c leaves before as it is.
func (c Change) nothing(before Record) bool {
	return c.Name == before.Name && c.Role == before.Role && sameDay(c.EndsOn, before.EndsOn) &&
		slices.Equal(slices.Sorted(slices.Values(c.Kecamatan)), before.Kecamatan)
}

func sameDay(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

func checkName(bad fault.Invalid, name string) {
	switch name = strings.TrimSpace(name); {
	case name == "":
		bad["name"] = "Isi nama lengkap."
	case utf8.RuneCountInString(name) > 200:
		bad["name"] = "Nama paling panjang 200 huruf."
	}
}

func checkRole(bad fault.Invalid, role Role, kecamatan []string) {
	if !slices.Contains(Roles(), role) {
		bad["role"] = "Pilih salah satu peran."
	}
	if role == Administrator && len(kecamatan) > 0 {
		bad["kecamatan"] = "Administrator mengatur seluruh kabupaten. Kosongkan pilihan kecamatan, atau pilih peran lain."
	}
}

func checkEnd(bad fault.Invalid, now time.Time, role Role, end *time.Time) {
	switch {
	case end == nil && role == Inspector:
		bad["ends_on"] = "Akun pemeriksa harus memiliki tanggal berakhir."
	case end != nil && end.Before(asof.Today(now)):
		bad["ends_on"] = "Tanggal berakhir sudah lewat. Isi hari ini atau sesudahnya; akun yang harus ditutup sekarang juga dapat dinonaktifkan."
	}
}

// longestReason is how many letters a reason may have.
const longestReason = 300

func checkReason(reason string) error {
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		return fault.Invalid{"reason": "Isi alasannya; alasan ini dicatat dalam jejak audit."}
	case n > longestReason:
		return fault.Invalid{"reason": fmt.Sprintf("Terlalu panjang: paling banyak %d huruf. Persingkat isinya.", longestReason)}
	}
	return nil
}
